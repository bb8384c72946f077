/* SPDX-License-Identifier: MIT */
/*
 * B5: a query of three conditions, a join, an order and a limit is built and
 * run; it finds nothing, so that what is left is finding the statement by the
 * query's shape. The floor has the statement in its hand.
 */
#include "bench.h"
#include "floor_sqlite.h"

#include <stdlib.h>

typedef struct asking {
    tables both;
    char *sql;
    sqlite3_stmt *select;
} asking;

/* order_ tells two shapes apart. */
#define QUERY(id_, name_, title_, order_)                         \
    .where = rowan_and(rowan_gt(rowan_col(user, id), id_),        \
                       rowan_eq(rowan_col(user, name), name_),    \
                       rowan_ne(rowan_col(post, title), title_)), \
    .join = rowan_joins(rowan_join(post)),                        \
    .order_by = rowan_by(order_(rowan_col(user, id))), .limit = 20

static void
close_asking(void *state)
{
    asking *at = state;

    sqlite3_finalize(at->select);
    rowan_free(at->sql);
    tables_close(&at->both);
    free(at);
}

static bool
open_both(asking *at, const bench_database *database,
          const rowan_engine_options *options)
{
    rowan_error err = {0};

    if (!tables_open(&at->both, database, 0, options))
        return false;
    if (rowan_render(
            rowan_find_statement(user, QUERY(0, "User 1", "Title", rowan_desc)),
            "sqlite", &at->sql, &err) != ROWAN_OK)
        return bench_complain_of(&err);
    at->select =
        floor_sqlite_prepare(floor_sqlite_handle(at->both.floor), at->sql);
    return at->select != NULL;
}

static void *
open_asking_with(const bench_database *database,
                 const rowan_engine_options *options)
{
    asking *at = calloc(1, sizeof *at);

    if (at == NULL)
        return NULL;
    if (open_both(at, database, options))
        return at;
    close_asking(at);
    return NULL;
}

static void *
open_asking(const bench_workload *workload, const bench_database *database)
{
    (void)workload;
    return open_asking_with(database, NULL);
}

/* With room for one statement, two that take turns are never found. */
static void *
open_forgetful(const bench_workload *workload, const bench_database *database)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;

    (void)workload;
    options.statement_cache = 1;
    return open_asking_with(database, &options);
}

/* --- by hand -------------------------------------------------------------- */

static bool
run_by_hand(sqlite3_stmt *select, int64_t id)
{
    if (sqlite3_bind_int64(select, 1, id) == SQLITE_OK &&
        sqlite3_bind_text(select, 2, "User 1", 6, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_text(select, 3, "Title", 5, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_int64(select, 4, 20) == SQLITE_OK &&
        floor_sqlite_step(select))
        return true;
    return floor_sqlite_complain(sqlite3_db_handle(select));
}

static bool
step_by_hand(void *state, uint64_t count)
{
    asking *at = state;

    while (count > 0 && run_by_hand(at->select, (int64_t)count))
        count--;
    return count == 0;
}

static bool
prepare_by_hand(void *state, uint64_t count)
{
    asking *at = state;
    bool good = true;

    for (; count > 0 && good; count--) {
        sqlite3_stmt *select =
            floor_sqlite_prepare(floor_sqlite_handle(at->both.floor), at->sql);

        good = select != NULL && run_by_hand(select, (int64_t)count);
        sqlite3_finalize(select);
    }
    return good;
}

/* --- by Rowan ------------------------------------------------------------- */

static bool
find(void *state, uint64_t count)
{
    asking *at = state;

    for (; count > 0; count--)
        if (rowan_find(at->both.session, user,
                       QUERY((int64_t)count, "User 1", "Title", rowan_desc)) ==
            NULL)
            return tables_complain(&at->both);
    return rowan_session_clear(at->both.session) == ROWAN_OK;
}

static bool
find_anew(void *state, uint64_t count)
{
    asking *at = state;
    int64_t id = (int64_t)count;

    for (; id > 0; id--) {
        user **found =
            id % 2 == 0 ? rowan_find(at->both.session, user,
                                     QUERY(id, "User 1", "Title", rowan_desc))
                        : rowan_find(at->both.session, user,
                                     QUERY(id, "User 1", "Title", rowan_asc));

        if (found == NULL)
            return tables_complain(&at->both);
    }
    return rowan_session_clear(at->both.session) == ROWAN_OK;
}

const bench_workload bench_queries[] = {
    {.id = "B5-hit",
     .rows = 0,
     .only = "sqlite",
     .title = "a query found by its shape, no rows",
     .open = open_asking,
     .close = close_asking,
     .floor = step_by_hand,
     .rowan = find,
     .counted = 500},
    {.id = "B5-miss",
     .rows = 0,
     .only = "sqlite",
     .title = "a query compiled and prepared, no rows",
     .open = open_forgetful,
     .close = close_asking,
     .floor = prepare_by_hand,
     .rowan = find_anew,
     .counted = 50},
    {.id = NULL},
};
