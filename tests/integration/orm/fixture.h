/* SPDX-License-Identifier: MIT */
/*
 * A fresh SQLite file with the tables of some models, a session on it, and
 * the SQL that is sent.
 */
#ifndef ROWAN_TESTS_ORM_FIXTURE_H
#define ROWAN_TESTS_ORM_FIXTURE_H

#include "harness.h"

#include <rowan.h>

typedef struct user {
    int64_t id;
    const char *name;
    const char *email;
    rowan_nullable_int32 age;
    int32_t score;
} user;

typedef struct post {
    int64_t id;
    int64_t user_id;
    const char *title;
    rowan_nullable_timestamp written; /* by the database */
    int32_t stars;                    /* zero takes the default of 3 */
    const char *slug;                 /* computed: lower(title) */
} post;

typedef struct line {
    const char *order_code;
    int32_t position;
    rowan_decimal price;
} line;

typedef struct node {
    int64_t id;
    rowan_nullable_int64 parent_id;
    const char *label;
} node;

ROWAN_MODEL_DECLARE(user)
ROWAN_MODEL_DECLARE(post)
ROWAN_MODEL_DECLARE(line)
ROWAN_MODEL_DECLARE(node)

#define FIXTURE_LINES 4096

typedef struct fixture {
    rowan_engine *engine;
    rowan_session *session;
    char path[256];
    char *lines[FIXTURE_LINES]; /* the SQL sent, in order */
    size_t line_count;
} fixture;

/* Opens a new database, its name made of name; options are for the URL:
 * "?key=value" or "". */
void fixture_open(fixture *f, const char *name, const char *options);
void fixture_close(fixture *f);

/* Forgets the lines so far. */
void fixture_forget(fixture *f);
/* How many lines begin with a text. */
size_t fixture_sent(const fixture *f, const char *beginning);
/* The last line that begins with a text, or "". */
const char *fixture_last(const fixture *f, const char *beginning);

/* One integer by SQL text, through a connection of its own. */
int64_t fixture_integer(fixture *f, const char *sql);
/* Runs SQL text through a connection of its own. */
void fixture_run(fixture *f, const char *sql);

#endif
