/* SPDX-License-Identifier: MIT */
/*
 * A fresh database with the tables of some models, a session on it, and the SQL
 * that is sent. It is an SQLite file, or a part of the server that
 * ROWAN_TEST_URL names.
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

/* Both texts are equal in any letters: see fixture_folded(). */
typedef struct folded {
    const char *code;
    const char *label; /* unique */
    int32_t n;
} folded;

ROWAN_MODEL_DECLARE(user)
ROWAN_MODEL_DECLARE(post)
ROWAN_MODEL_DECLARE(line)
ROWAN_MODEL_DECLARE(node)
ROWAN_MODEL_DECLARE(folded)

#define FIXTURE_LINES 4096

typedef struct fixture {
    rowan_engine *engine;
    rowan_session *session;
    char path[256];
    char url[400]; /* for an engine of the test's own, without a log */
    char *lines[FIXTURE_LINES]; /* the SQL sent, in order */
    size_t line_count;
} fixture;

/* What a test may need of the database, besides what all can do. */
enum {
    FIXTURE_FILE = 1,        /* an SQLite file, with its PRAGMAs */
    FIXTURE_ONE_WRITER = 2,  /* who writes keeps other writers out */
    FIXTURE_SNAPSHOTS = 4,   /* what a transaction reads is of one moment */
    FIXTURE_MENDING = 8,     /* a commit that fails leaves all as it was */
    FIXTURE_EXACT_JSON = 16, /* documents are kept as they were spelt */
    FIXTURE_OWN_TRIGGERS = 32, /* a trigger may change its own table */
    FIXTURE_DEFERRING = 64,  /* foreign keys may wait for COMMIT */
    FIXTURE_INFINITY = 128,  /* reals may be infinite */
    FIXTURE_EXACT_DECIMALS = 256, /* zeros at their end are kept */
    FIXTURE_ARRAYS = 512,    /* a list of values is one bind */
    FIXTURE_SESSIONS = 1024, /* a connection has a session of its own */
    FIXTURE_ENDING = 2048,   /* a commit that fails ends its transaction */
    FIXTURE_ROW_LOCKS = 4096, /* who writes waits for a row only */
    FIXTURE_USERS = 8192     /* a server, with users */
};
bool fixture_can(unsigned need);

/* Leaves the test unless the database can do something, which is named. */
#define FIXTURE_NEED(need_, capability_)                                       \
    do {                                                                       \
        if (!fixture_can(FIXTURE_##need_))                                     \
            HARNESS_SKIP("%s", capability_);                                   \
    } while (0)

/* Opens a new database, its name made of name; options are for the URL of an
 * SQLite file: "?key=value" or "". */
void fixture_open(fixture *f, const char *name, const char *options);
void fixture_close(fixture *f);

/* Forgets the lines so far. */
void fixture_forget(fixture *f);
/* How many lines begin with a text. */
size_t fixture_sent(const fixture *f, const char *beginning);
/* The last line that begins with a text, or "", as if names were quoted by '"'
 * and placeholders were '?'; valid until the next call. */
const char *fixture_last(const fixture *f, const char *beginning);

/* One integer by SQL text, through a connection of its own. */
int64_t fixture_integer(fixture *f, const char *sql);
/* Runs SQL text through a connection of its own. */
void fixture_run(fixture *f, const char *sql);
/* Makes a trigger that runs a statement after each row of an event ("INSERT")
 * on a table, if a condition holds (NULL: always). */
void fixture_trigger(fixture *f, const char *name, const char *event,
                     const char *table, const char *condition,
                     const char *statement);
/* Makes a table of a key that counts up, n, and an integer, id. */
void fixture_log(fixture *f);
/* Makes the table of the model folded, by a collation for which 'a' is 'A'. */
void fixture_folded(fixture *f);
/* What is not NULL: exact, or refused, whichever the database does. */
#define FIXTURE_EXACT_OR_REFUSED(status_)                                      \
    CHECK((status_) == ROWAN_OK || (status_) == ROWAN_OUT_OF_RANGE)

#endif
