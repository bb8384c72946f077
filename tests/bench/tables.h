/* SPDX-License-Identifier: MIT */
/* The tables of all workloads (those of Diesel's benchmark), and a connection
 * to them for each of the two sides. */
#ifndef ROWAN_TESTS_BENCH_TABLES_H
#define ROWAN_TESTS_BENCH_TABLES_H

#include <rowan.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct user {
    int64_t id;
    const char *name;
    const char *hair_color;
} user;
ROWAN_MODEL_DECLARE(user)

typedef struct post {
    int64_t id;
    int64_t user_id;
    const char *title;
    const char *body;
} post;
ROWAN_MODEL_DECLARE(post)

struct floor_connection;
struct bench_database;

/* Both sides have the same tables: of one server, or two databases in memory
 * with the same schema and the same users. */
typedef struct tables {
    struct floor_connection *floor;
    rowan_engine *engine;   /* Rowan's */
    rowan_session *session; /* Rowan's */
} tables;

/* Makes the tables anew. Users have the names "User 1", ... and no hair
 * color. */
bool tables_open(tables *both, const struct bench_database *database,
                 uint32_t user_count, const rowan_engine_options *options);
void tables_close(tables *both);
/* Takes all users away. */
bool tables_empty(tables *both);
/* The error of both->session. Returns false. */
bool tables_complain(const tables *both);

#endif
