/* SPDX-License-Identifier: MIT */
/* B8: a hundred new objects are written in a transaction and get their keys.
 * The floor does it row by row, as most would, or by one statement. */
#include "bench.h"
#include "floor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct writing {
    tables both;
    user users[FLOOR_NEW]; /* the floor's */
    char names[FLOOR_NEW][16];
} writing;

static void
close_writing(void *state)
{
    writing *at = state;

    tables_close(&at->both);
    free(at);
}

static void *
open_writing(const bench_workload *workload, const bench_database *database)
{
    writing *at = calloc(1, sizeof *at);

    (void)workload;
    if (at == NULL)
        return NULL;
    for (int i = 0; i < FLOOR_NEW; i++)
        snprintf(at->names[i], sizeof at->names[i], "User %d", i + 1);
    if (tables_open(&at->both, database, 0, NULL))
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

static bool
write_by_hand(writing *at,
              bool (*insert)(floor_connection *by_hand, user *users))
{
    for (int i = 0; i < FLOOR_NEW; i++)
        at->users[i] = (user){.name = at->names[i]};
    return insert(at->both.floor, at->users) &&
           (at->users[FLOOR_NEW - 1].id != 0 ||
            bench_complain("a new user has no key"));
}

static bool
write_each(void *state, uint64_t count)
{
    writing *at = state;

    while (count > 0 && write_by_hand(at, at->both.floor->library->insert_each))
        count--;
    return count == 0;
}

static bool
write_together(void *state, uint64_t count)
{
    writing *at = state;

    while (count > 0 && write_by_hand(at, at->both.floor->library->insert))
        count--;
    return count == 0;
}

/* --- by Rowan ------------------------------------------------------------- */

static bool
commit_once(writing *at)
{
    const user *last = NULL;

    for (int i = 0; i < FLOOR_NEW; i++)
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
    .rows = FLOOR_NEW, .open = open_writing, .close = close_writing, \
    .prepare = empty, .rowan = write_objects, .least = 20

const bench_workload bench_writes[] = {
    {.id = "B8-rows",
     .title = "new objects, committed; floor: row by row",
     .only = "sqlite",
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
