/* SPDX-License-Identifier: MIT */
/* Rows that are new. B8: a hundred objects are written in a transaction and get
 * their keys; the floor does it row by row, as most would, or by one statement.
 * B9 and B13: the same with many objects and with one. B10: many rows that
 * nobody wants back. */
#include "bench.h"
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct writing {
    tables both;
    user *users; /* the floor's; of B10 both sides' */
    char names[FLOOR_NEW][16];
    uint32_t rows;
} writing;

static void
close_writing(void *state)
{
    writing *at = state;

    tables_close(&at->both);
    free(at->users);
    free(at);
}

static void *
open_writing(const bench_workload *workload, const bench_database *database)
{
    writing *at = calloc(1, sizeof *at);
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;

    if (at == NULL)
        return NULL;
    at->rows = workload->rows;
    options.one_trip_commit = at->rows == 1; /* as the floor does it */
    at->users = calloc(at->rows, sizeof *at->users);
    for (int i = 0; i < FLOOR_NEW; i++)
        snprintf(at->names[i], sizeof at->names[i], "User %d", i + 1);
    for (uint32_t i = 0; at->users != NULL && i < at->rows; i++)
        at->users[i].name = at->names[i % FLOOR_NEW];
    if (at->users != NULL && tables_open(&at->both, database, 0, &options))
        return at;
    close_writing(at);
    return NULL;
}

/* So that the tables do not grow from round to round. */
static bool
empty(void *state)
{
    writing *at = state;

    return tables_empty(&at->both);
}

/* --- by hand -------------------------------------------------------------- */

typedef bool write_fn(writing *at, floor_connection *by_hand);

static bool
insert_each(writing *at, floor_connection *by_hand)
{
    return by_hand->library->insert_each(by_hand, at->users);
}

static bool
insert(writing *at, floor_connection *by_hand)
{
    return by_hand->library->insert(by_hand, at->users, at->rows);
}

static bool
insert_one(writing *at, floor_connection *by_hand)
{
    return by_hand->library->insert_one(by_hand, at->users);
}

/* New users, count times in a row. */
static bool
write_by_hand(writing *at, write_fn *write, uint64_t count)
{
    for (; count > 0; count--) {
        for (uint32_t i = 0; i < at->rows; i++)
            at->users[i] = (user){.name = at->names[i % FLOOR_NEW]};
        if (!write(at, at->both.floor))
            return false;
        if (at->users[at->rows - 1].id == 0)
            return bench_complain("a new user has no key");
    }
    return true;
}

static bool
write_each(void *state, uint64_t count)
{
    return write_by_hand(state, insert_each, count);
}

static bool
write_together(void *state, uint64_t count)
{
    return write_by_hand(state, insert, count);
}

static bool
write_one(void *state, uint64_t count)
{
    return write_by_hand(state, insert_one, count);
}

static bool
load_by_hand(void *state, uint64_t count)
{
    writing *at = state;
    floor_connection *by_hand = at->both.floor;

    while (count > 0 && by_hand->library->load(by_hand, at->users, at->rows))
        count--;
    return count == 0;
}

/* --- by Rowan ------------------------------------------------------------- */

static bool
commit_new(writing *at)
{
    const user *last = NULL;

    for (uint32_t i = 0; i < at->rows; i++)
        last = rowan_new(at->both.session, user,
                         .name = at->names[i % FLOOR_NEW]);
    if (rowan_commit(at->both.session) != ROWAN_OK)
        return tables_complain(&at->both);
    if (last == NULL || last->id == 0)
        return bench_complain("a new user has no key");
    return rowan_session_clear(at->both.session) == ROWAN_OK;
}

static bool
write_objects(void *state, uint64_t count)
{
    while (count > 0 && commit_new(state))
        count--;
    return count == 0;
}

static bool
load_by_rowan(void *state, uint64_t count)
{
    writing *at = state;

    for (; count > 0; count--)
        if (rowan_insert_many(at->both.session, user, at->users, at->rows) !=
                ROWAN_OK ||
            rowan_commit(at->both.session) != ROWAN_OK)
            return tables_complain(&at->both);
    return true;
}

#define WRITING \
    .open = open_writing, .close = close_writing, .prepare = empty, .least = 20

const bench_workload bench_writes[] = {
    {.id = "B8-rows",
     .title = "new objects, committed; floor: row by row",
     .only = "sqlite",
     .rows = FLOOR_NEW,
     WRITING,
     .floor = write_each,
     .rowan = write_objects,
     .counted = 5},
    {.id = "B8-multi",
     .title = "new objects, committed; floor: one statement",
     .rows = FLOOR_NEW,
     WRITING,
     .floor = write_together,
     .rowan = write_objects,
     .counted = 5},
    {.id = "B13",
     .title = "a new object, committed",
     .rows = 1,
     WRITING,
     .floor = write_one,
     .rowan = write_objects,
     .counted = 100},
    {.id = "B9",
     .title = "many new objects, committed",
     .rows = 10000,
     .open = open_writing,
     .close = close_writing,
     .prepare = empty,
     .floor = write_together,
     .rowan = write_objects,
     .counted = 1},
    {.id = "B10",
     .title = "rows that are not objects, committed",
     .rows = 100000,
     .open = open_writing,
     .close = close_writing,
     .prepare = empty,
     .floor = load_by_hand,
     .rowan = load_by_rowan,
     .counted = 1},
    {.id = NULL},
};
