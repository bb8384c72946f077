/* SPDX-License-Identifier: MIT */
/* Objects that are known. B11: one column of each has changed, and is written;
 * B12: nothing has, and that is found by looking at all of them. */
#include "bench.h"
#include "floor.h"

#include <stdlib.h>
#include <string.h>

typedef struct changing {
    tables both;
    floor_users users, before; /* the floor's, and as they were */
    user **objects;            /* Rowan's */
    uint32_t rows, floor_turn, rowan_turn;
} changing;

static void
close_changing(void *state)
{
    changing *at = state;

    floor_users_free(&at->users);
    floor_users_free(&at->before);
    tables_close(&at->both);
    free(at);
}

static bool
read_users(changing *at)
{
    floor_connection *by_hand = at->both.floor;

    if (!by_hand->library->read(by_hand, &at->users) ||
        !by_hand->library->read(by_hand, &at->before))
        return false;
    at->objects = rowan_find(at->both.session, user);
    return at->objects != NULL || tables_complain(&at->both);
}

static void *
open_changing(const bench_workload *workload, const bench_database *database)
{
    changing *at = calloc(1, sizeof *at);

    if (at == NULL)
        return NULL;
    at->rows = workload->rows;
    if (tables_open(&at->both, database, at->rows, NULL) && read_users(at) &&
        (at->users.count == at->rows || bench_complain("users are missing")))
        return at;
    close_changing(at);
    return NULL;
}

/* Neither that of the last turn nor that of the other side's, with which it may
 * share the rows: all of them change. */
static const char *
next_color(uint32_t *turn, const char *const *colors)
{
    return colors[(*turn)++ % 2];
}

static bool
recolor_by_hand(void *state, uint64_t count)
{
    changing *at = state;
    floor_connection *by_hand = at->both.floor;
    static const char *const colors[2] = {"black", "brown"};

    for (; count > 0; count--) {
        const char *color = next_color(&at->floor_turn, colors);

        for (uint32_t i = 0; i < at->rows; i++)
            at->users.items[i].hair_color = color;
        if (!by_hand->library->recolor(by_hand, at->users.items, at->rows))
            return false;
    }
    return true;
}

static bool
recolor_by_rowan(void *state, uint64_t count)
{
    changing *at = state;
    static const char *const colors[2] = {"blond", "green"};

    for (; count > 0; count--) {
        const char *color = next_color(&at->rowan_turn, colors);

        for (uint32_t i = 0; i < at->rows; i++)
            at->objects[i]->hair_color = color;
        if (rowan_commit(at->both.session) != ROWAN_OK)
            return tables_complain(&at->both);
    }
    return true;
}

static bool
compare_by_hand(void *state, uint64_t count)
{
    changing *at = state;

    for (; count > 0; count--)
        for (uint32_t i = 0; i < at->rows; i++) {
            const user *now = &at->users.items[i],
                       *then = &at->before.items[i];

            if (now->id != then->id || strcmp(now->name, then->name) != 0 ||
                now->hair_color != then->hair_color)
                return bench_complain("a user has changed");
        }
    return true;
}

static bool
flush_nothing(void *state, uint64_t count)
{
    changing *at = state;

    while (count > 0 && rowan_flush(at->both.session) == ROWAN_OK)
        count--;
    return count == 0 || tables_complain(&at->both);
}

const bench_workload bench_changes[] = {
    {.id = "B11",
     .title = "a column of each object, committed",
     .rows = 10000,
     .open = open_changing,
     .close = close_changing,
     .floor = recolor_by_hand,
     .rowan = recolor_by_rowan,
     .counted = 1},
    {.id = "B12",
     .title = "a flush of objects that have not changed",
     .only = "sqlite",
     .rows = 100000,
     .open = open_changing,
     .close = close_changing,
     .floor = compare_by_hand,
     .rowan = flush_nothing,
     .counted = 1},
    {.id = NULL},
};
