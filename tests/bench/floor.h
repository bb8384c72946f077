/* SPDX-License-Identifier: MIT */
/*
 * SQLite by hand, as one who knows it well writes it: one thread a
 * connection, statements prepared once, rows and texts in an arena, every
 * answer checked; the file opened with the same care as plugins/sqlite does,
 * so that SQLite does the same work on both sides.
 */
#ifndef ROWAN_TESTS_BENCH_FLOOR_H
#define ROWAN_TESTS_BENCH_FLOOR_H

#include "tables.h"

#include <sqlite3.h>
#include <stddef.h>

/* Memory that is given back at once and kept for the next time. */
typedef struct floor_block floor_block;
typedef struct floor_arena {
    floor_block *first, *current;
    char *next, *end;
} floor_arena;

void *floor_allocate(floor_arena *arena, size_t size); /* 8-byte aligned */
void floor_arena_reset(floor_arena *arena);
void floor_arena_free(floor_arena *arena);
size_t floor_arena_used(const floor_arena *arena); /* bytes given out */

/* Users that a query gave. */
typedef struct floor_users {
    user *items;
    size_t count, capacity;
    floor_arena texts;
} floor_users;

void floor_users_free(floor_users *users);

/* NULL after bench_complain(). The path may be ":memory:". */
sqlite3 *floor_open(const char *path);
bool floor_run(sqlite3 *db, const char *sql);
sqlite3_stmt *floor_prepare(sqlite3 *db, const char *sql);
/* Steps a statement that gives no rows, and resets it. */
bool floor_step(sqlite3_stmt *statement);
bool floor_complain(sqlite3 *db);

/* The present row (id, name, hair_color), its texts copied; false when out of
 * memory. */
bool floor_read_user(sqlite3_stmt *statement, floor_arena *texts,
                     user *ret_user);
/* All rows of a statement that was bound; then it is reset. */
bool floor_read_users(sqlite3_stmt *statement, floor_users *users);

#endif
