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

#endif
