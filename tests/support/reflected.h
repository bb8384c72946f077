/* SPDX-License-Identifier: MIT */
/*
 * A database under inspection: SQL that makes something, and facts about what
 * is found, each a line as described.h writes it.
 */
#ifndef ROWAN_TESTS_REFLECTED_H
#define ROWAN_TESTS_REFLECTED_H

#include <rowan.h>

typedef struct reflected {
    rowan_engine *engine;
    rowan_connection *conn;
    rowan_inspection *found; /* by reflected_look() */
    unsigned question_count; /* it asked, without BEGIN and the like */
} reflected;

typedef enum reflected_kind {
    REFLECTED_TABLE, /* name is not read */
    REFLECTED_COLUMN,
    REFLECTED_PRIMARY_KEY, /* name is the key's, or NULL */
    REFLECTED_UNIQUE,
    REFLECTED_FOREIGN_KEY,
    REFLECTED_CHECK,
    REFLECTED_INDEX,
    REFLECTED_SEQUENCE, /* table is not read */
    REFLECTED_ENUM      /* the same */
} reflected_kind;

/* schema NULL: the default one; expected NULL: there is no such thing. */
typedef struct reflected_fact {
    reflected_kind kind;
    const char *schema, *table, *name, *expected;
} reflected_fact;

/* What fails unexpectedly leaves the test. */
void reflected_open(reflected *r, const char *url);
void reflected_close(reflected *r);
void reflected_run(reflected *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* NULL: all of the default schema. */
void reflected_look(reflected *r, const rowan_inspect_options *options);

/* Checks facts about what was found last. */
void reflected_check(const reflected *r, const reflected_fact *facts,
                     size_t count);
#define REFLECTED_CHECK(r_, facts_) \
    reflected_check((r_), (facts_), sizeof(facts_) / sizeof *(facts_))
/* There is such a schema, which is or is not the default one, or a system's. */
void reflected_check_schema(const reflected *r, const char *name,
                            bool is_default, bool is_system);

/* What follows a column's name, and what is told of it. */
typedef struct reflected_column {
    const char *sql, *expected;
} reflected_column;

/* Adds columns to table t, looks, and checks each. */
void reflected_try_columns(reflected *r, const reflected_column *columns,
                           size_t count);

/* Where to look, and what is there. */
typedef struct reflected_search {
    rowan_inspect_options options; /* their size is filled in */
    const char *names;
    uint32_t enums, sequences;
} reflected_search;

void reflected_try_searches(reflected *r, const reflected_search *searches,
                            size_t count);

/* Looks at the names of 250 tables, and then at all of them: three columns and
 * one constraint of each kind in each. The number of questions is small. */
void reflected_try_250_tables(reflected *r, unsigned question_count,
                              uint32_t indexes_each);

/* Looks again and again while work() goes on in a thread: table is there. Then
 * runs last_sql, if any, before it waits for the thread: what a transaction has
 * looked at may be in the way of work(). */
void reflected_look_while(reflected *r, const char *table,
                          void *(*work)(void *context), void *context,
                          const char *last_sql);

#endif
