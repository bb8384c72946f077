/* SPDX-License-Identifier: MIT */
/* B8: a hundred new objects are written in a transaction and get their keys.
 * The floor does it row by row, as most would, or by one statement. */
#include "bench.h"
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEW_USERS = 100 };

typedef struct writing {
    tables both;
    sqlite3_stmt *begin, *commit;
    sqlite3_stmt *insert, *insert_all;
    user users[NEW_USERS]; /* the floor's */
    char names[NEW_USERS][16];
} writing;

static void
close_writing(void *state)
{
    writing *at = state;

    sqlite3_finalize(at->begin);
    sqlite3_finalize(at->commit);
    sqlite3_finalize(at->insert);
    sqlite3_finalize(at->insert_all);
    tables_close(&at->both);
    free(at);
}

static bool
prepare_statements(writing *at)
{
    static const char start[] =
        "INSERT INTO users (name, hair_color) VALUES (?,?)";
    static const char more[] = ",(?,?)";
    char sql[sizeof start + sizeof more * NEW_USERS];
    size_t size = sizeof start - 1;

    at->begin = floor_prepare(at->both.db, "BEGIN IMMEDIATE");
    at->commit = floor_prepare(at->both.db, "COMMIT");
    at->insert = floor_prepare(at->both.db, start);
    memcpy(sql, start, sizeof start);
    for (int i = 1; i < NEW_USERS; i++, size += sizeof more - 1)
        memcpy(sql + size, more, sizeof more);
    at->insert_all = floor_prepare(at->both.db, sql);
    return at->begin != NULL && at->commit != NULL && at->insert != NULL &&
           at->insert_all != NULL;
}

static void *
open_writing(const bench_workload *workload)
{
    writing *at = calloc(1, sizeof *at);

    (void)workload;
    if (at == NULL)
        return NULL;
    for (int i = 0; i < NEW_USERS; i++)
        snprintf(at->names[i], sizeof at->names[i], "User %d", i + 1);
    if (tables_open(&at->both, 0, NULL) && prepare_statements(at))
        return at;
    close_writing(at);
    return NULL;
}

/* Empties the tables, so that they do not grow from round to round. */
static bool
empty(void *state)
{
    writing *at = state;

    rowan_delete_where(at->both.session, user, .all_rows = true);
    return floor_run(at->both.db, "DELETE FROM users") &&
           (rowan_commit(at->both.session) == ROWAN_OK ||
            tables_complain(&at->both));
}

/* --- by hand -------------------------------------------------------------- */

static bool
bind_user(sqlite3_stmt *statement, int first, const user *one)
{
    return sqlite3_bind_text(statement, first, one->name, -1, SQLITE_STATIC) ==
               SQLITE_OK &&
           (one->hair_color != NULL
                ? sqlite3_bind_text(statement, first + 1, one->hair_color, -1,
                                    SQLITE_STATIC)
                : sqlite3_bind_null(statement, first + 1)) == SQLITE_OK;
}

static bool
insert_each(writing *at)
{
    for (int i = 0; i < NEW_USERS; i++) {
        if (!bind_user(at->insert, 1, &at->users[i]) || !floor_step(at->insert))
            return false;
        at->users[i].id = sqlite3_last_insert_rowid(at->both.db);
    }
    return true;
}

/* SQLite numbers the rows of one statement in their order. */
static bool
insert_together(writing *at)
{
    int64_t last;

    for (int i = 0; i < NEW_USERS; i++)
        if (!bind_user(at->insert_all, 2 * i + 1, &at->users[i]))
            return false;
    if (!floor_step(at->insert_all))
        return false;
    last = sqlite3_last_insert_rowid(at->both.db);
    for (int i = 0; i < NEW_USERS; i++)
        at->users[i].id = last - NEW_USERS + 1 + i;
    return true;
}

static bool
write_by_hand(writing *at, bool (*insert)(writing *at))
{
    for (int i = 0; i < NEW_USERS; i++)
        at->users[i] = (user){.name = at->names[i]};
    return (floor_step(at->begin) && insert(at) && floor_step(at->commit)) ||
           floor_complain(at->both.db);
}

static bool
write_each(void *state, uint64_t count)
{
    while (count > 0 && write_by_hand(state, insert_each))
        count--;
    return count == 0;
}

static bool
write_together(void *state, uint64_t count)
{
    while (count > 0 && write_by_hand(state, insert_together))
        count--;
    return count == 0;
}

/* --- by Rowan ------------------------------------------------------------- */

static bool
commit_once(writing *at)
{
    const user *last = NULL;

    for (int i = 0; i < NEW_USERS; i++)
        last = rowan_new(at->both.session, user, .name = at->names[i]);
    if (rowan_commit(at->both.session) != ROWAN_OK)
        return tables_complain(&at->both);
    if (last == NULL || last->id == 0)
        return bench_complain("a new user has no key");
    return rowan_session_clear(at->both.session) == ROWAN_OK;
}

static bool
write_objects(void *state, uint64_t count)
{
    while (count > 0 && commit_once(state))
        count--;
    return count == 0;
}

#define WRITING                                                      \
    .rows = NEW_USERS, .open = open_writing, .close = close_writing, \
    .prepare = empty, .rowan = write_objects

const bench_workload bench_writes[] = {
    {.id = "B8-rows",
     .title = "new objects, committed; floor: row by row",
     WRITING,
     .floor = write_each,
     .counted = 5},
    {.id = "B8-multi",
     .title = "new objects, committed; floor: one statement",
     WRITING,
     .floor = write_together,
     .counted = 5},
    {.id = NULL},
};
