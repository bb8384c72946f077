/* SPDX-License-Identifier: MIT */
/* Objects by key: B3 one from the database, B14 twenty at once, B4 one from
 * the identity map. */
#include "bench.h"
#include "floor.h"

#include <stdlib.h>
#include <string.h>

enum {
    USERS = 10000,
    CLEAR_EVERY = 1000, /* objects of B3 that one piece of work collects */
    SLOTS = 16384       /* of the floor's table: a power of two */
};

typedef struct getting {
    tables both;
    floor_arena memory;
    floor_users found; /* of B14 */
    user *slots[SLOTS];
    int64_t keys[USERS]; /* shuffled */
    int64_t sum;         /* of what was found, so that it is looked at */
} getting;

static void
close_getting(void *state)
{
    getting *at = state;

    floor_arena_free(&at->memory);
    floor_users_free(&at->found);
    tables_close(&at->both);
    free(at);
}

/* Always the same order, and none that a cache can foresee. */
static void
shuffle(int64_t *keys)
{
    uint64_t random = 1;

    for (int i = 0; i < USERS; i++)
        keys[i] = i + 1;
    for (int i = USERS - 1; i > 0; i--) {
        int64_t key = keys[i];
        uint64_t other;

        random = random * UINT64_C(6364136223846793005) + 1;
        other = (random >> 33) % (uint64_t)(i + 1);
        keys[i] = keys[other];
        keys[other] = key;
    }
}

static void *
open_getting(const bench_workload *workload, const bench_database *database)
{
    getting *at = calloc(1, sizeof *at);

    (void)workload;
    if (at == NULL)
        return NULL;
    shuffle(at->keys);
    if (tables_open(&at->both, database, USERS, NULL))
        return at;
    close_getting(at);
    return NULL;
}

/* --- from the database ---------------------------------------------------- */

static user *
select_by_hand(getting *at, int64_t key)
{
    floor_connection *by_hand = at->both.floor;
    user *found = floor_allocate(&at->memory, sizeof *found);

    if (found == NULL ||
        !by_hand->library->get(by_hand, key, &at->memory, found))
        return NULL;
    return found;
}

static bool
get_by_hand(void *state, uint64_t count)
{
    getting *at = state;

    for (uint64_t i = 0; i < count; i++) {
        const user *found;

        if (i % CLEAR_EVERY == 0)
            floor_arena_reset(&at->memory);
        found = select_by_hand(at, at->keys[i % USERS]);
        if (found == NULL)
            return bench_complain("a user is not found");
        at->sum += found->id;
    }
    return true;
}

static bool
get_by_rowan(void *state, uint64_t count)
{
    getting *at = state;

    for (uint64_t i = 0; i < count; i++) {
        const user *found;

        if (i % CLEAR_EVERY == 0)
            rowan_session_clear(at->both.session);
        found = rowan_get(at->both.session, user, at->keys[i % USERS]);
        if (found == NULL)
            return tables_complain(&at->both);
        at->sum += found->id;
    }
    return true;
}

/* --- many at once --------------------------------------------------------- */

static const int64_t *
some_keys(const getting *at, uint64_t i)
{
    return &at->keys[i * FLOOR_KEYS % USERS];
}

static bool
get_many_by_hand(void *state, uint64_t count)
{
    getting *at = state;
    floor_connection *by_hand = at->both.floor;

    for (uint64_t i = 0; i < count; i++)
        if (!by_hand->library->get_many(by_hand, some_keys(at, i),
                                        &at->found) ||
            at->found.count != FLOOR_KEYS)
            return bench_complain("users are not found");
    return true;
}

static bool
get_many_by_rowan(void *state, uint64_t count)
{
    getting *at = state;

    for (uint64_t i = 0; i < count; i++) {
        user **found = rowan_get_many(at->both.session, user, some_keys(at, i),
                                      FLOOR_KEYS);

        if (found == NULL || found[FLOOR_KEYS - 1] == NULL)
            return tables_complain(&at->both);
        rowan_session_clear(at->both.session);
    }
    return true;
}

/* --- from the identity map ------------------------------------------------ */

static size_t
slot_of(const getting *at, int64_t key)
{
    size_t slot = (size_t)((uint64_t)key * UINT64_C(0x9E3779B97F4A7C15) >> 50);

    while (at->slots[slot] != NULL && at->slots[slot]->id != key)
        slot = (slot + 1) % SLOTS;
    return slot;
}

static void *
open_known(const bench_workload *workload, const bench_database *database)
{
    getting *at = open_getting(workload, database);

    if (at == NULL)
        return NULL;
    for (int i = 0; i < USERS; i++) {
        user *found = select_by_hand(at, at->keys[i]);

        if (found == NULL || !rowan_get(at->both.session, user, at->keys[i])) {
            bench_complain("user %d cannot be read", (int)at->keys[i]);
            close_getting(at);
            return NULL;
        }
        at->slots[slot_of(at, found->id)] = found;
    }
    return at;
}

static bool
look_up_by_hand(void *state, uint64_t count)
{
    getting *at = state;

    for (uint64_t i = 0; i < count; i++) {
        int64_t key = at->keys[i % USERS];
        const user *found = at->slots[slot_of(at, key)];

        if (found == NULL)
            return bench_complain("a user is not in the table");
        at->sum += found->id;
    }
    return true;
}

static bool
get_known(void *state, uint64_t count)
{
    getting *at = state;

    for (uint64_t i = 0; i < count; i++) {
        const user *found =
            rowan_get(at->both.session, user, at->keys[i % USERS]);

        if (found == NULL)
            return tables_complain(&at->both);
        at->sum += found->id;
    }
    return true;
}

const bench_workload bench_gets[] = {
    {.id = "B3",
     .rows = 1,
     .title = "an object by its key, from the database",
     .open = open_getting,
     .close = close_getting,
     .floor = get_by_hand,
     .rowan = get_by_rowan,
     .counted = CLEAR_EVERY},
    {.id = "B14",
     .rows = FLOOR_KEYS,
     .title = "objects by their keys, by one call",
     .open = open_getting,
     .close = close_getting,
     .floor = get_many_by_hand,
     .rowan = get_many_by_rowan,
     .counted = 100},
    {.id = "B4",
     .rows = 1,
     .title = "an object by its key, from the identity map",
     .only = "sqlite",
     .open = open_known,
     .close = close_getting,
     .floor = look_up_by_hand,
     .rowan = get_known,
     .counted = USERS},
    {.id = NULL},
};
