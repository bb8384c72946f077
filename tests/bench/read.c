/* SPDX-License-Identifier: MIT */
/* Many rows: B1 read only, B2 tracked; and what a tracked object costs in
 * memory. */
#include "bench.h"
#include "floor.h"

#include <stdlib.h>

typedef struct reading {
    tables both;
    floor_users users;
    uint32_t rows;
    bool counted; /* Rowan's rows, once */
} reading;

static void
close_reading(void *state)
{
    reading *at = state;

    floor_users_free(&at->users);
    tables_close(&at->both);
    free(at);
}

static void *
open_reading(const bench_workload *workload, const bench_database *database)
{
    reading *at = calloc(1, sizeof *at);

    if (at == NULL)
        return NULL;
    at->rows = workload->rows;
    if (tables_open(&at->both, database, at->rows, NULL))
        return at;
    close_reading(at);
    return NULL;
}

static bool
check_count(const reading *at, size_t count)
{
    return count == at->rows ||
           bench_complain("%zu rows, expected %u", count, (unsigned)at->rows);
}

static bool
read_by_hand(void *state, uint64_t count)
{
    reading *at = state;
    floor_connection *by_hand = at->both.floor;

    for (; count > 0; count--)
        if (!by_hand->library->read(by_hand, &at->users) ||
            !check_count(at, at->users.count))
            return false;
    return true;
}

/* Counts the rows once; drops them, as a program does between its pieces of
 * work. */
static bool
check_and_clear(reading *at, user **users)
{
    size_t found = 0;

    if (users == NULL)
        return tables_complain(&at->both);
    while (!at->counted && users[found] != NULL)
        found++;
    if (!at->counted && !check_count(at, found))
        return false;
    at->counted = true;
    return rowan_session_clear(at->both.session) == ROWAN_OK ||
           tables_complain(&at->both);
}

static bool
find_read_only(void *state, uint64_t count)
{
    reading *at = state;

    for (; count > 0; count--)
        if (!check_and_clear(
                at, rowan_find(at->both.session, user, .read_only = true)))
            return false;
    return true;
}

static bool
find_tracked(void *state, uint64_t count)
{
    reading *at = state;

    for (; count > 0; count--)
        if (!check_and_clear(at, rowan_find(at->both.session, user)))
            return false;
    return true;
}

/* --- memory --------------------------------------------------------------- */

static bool
bytes_of_objects(void *state, double *ret_floor, double *ret_rowan)
{
    reading *at = state;
    rowan_stats stats;

    if (!read_by_hand(at, 1))
        return false;
    if (rowan_find(at->both.session, user) == NULL)
        return tables_complain(&at->both);
    rowan_session_stats(at->both.session, &stats);
    *ret_floor = (double)(at->users.count * sizeof(user) +
                          floor_arena_used(&at->users.texts)) /
                 (double)at->users.count;
    *ret_rowan = (double)stats.memory_bytes / (double)stats.objects;
    return true;
}

#define READING .open = open_reading, .close = close_reading

#define B1(rows_, counted_)                                                 \
    {                                                                       \
        .id = "B1", .rows = rows_, .title = "rows into structs, read only", \
        READING, .floor = read_by_hand, .rowan = find_read_only,            \
        .counted = counted_                                                 \
    }

const bench_workload bench_reads[] = {
    B1(1, 1000),
    B1(10, 200),
    B1(100, 50),
    B1(1000, 10),
    B1(10000, 2),
    {.id = "B2",
     .rows = 10000,
     .title = "rows into objects of the session",
     READING,
     .floor = read_by_hand,
     .rowan = find_tracked,
     .counted = 2},
    {.id = "memory",
     .rows = 10000,
     .title = "bytes held for an object with its texts",
     .only = "sqlite",
     READING,
     .bytes = bytes_of_objects},
    {.id = NULL},
};
