/* SPDX-License-Identifier: MIT */
/* Many rows: B1 read only, B2 tracked, B17 one at a time; and what a tracked
 * object costs in memory. */
#include "bench.h"
#include "floor.h"

#include <stdlib.h>

typedef struct reading {
    tables both;
    sqlite3_stmt *select;
    floor_users users;
    uint32_t rows;
    bool counted; /* Rowan's rows, once */
} reading;

static void
close_reading(void *state)
{
    reading *at = state;

    sqlite3_finalize(at->select);
    floor_users_free(&at->users);
    tables_close(&at->both);
    free(at);
}

static void *
open_reading(const bench_workload *workload)
{
    reading *at = calloc(1, sizeof *at);

    if (at == NULL)
        return NULL;
    at->rows = workload->rows;
    if (tables_open(&at->both, at->rows, NULL))
        at->select = floor_prepare(at->both.db,
                                   "SELECT id, name, hair_color FROM users");
    if (at->select != NULL)
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

    for (; count > 0; count--)
        if (!floor_read_users(at->select, &at->users) ||
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

/* --- one row at a time ---------------------------------------------------- */

static bool
step_once(reading *at)
{
    size_t found = 0;
    user row;
    int code;

    while ((code = sqlite3_step(at->select)) == SQLITE_ROW) {
        floor_arena_reset(&at->users.texts);
        if (!floor_read_user(at->select, &at->users.texts, &row))
            return false;
        found++;
    }
    if (code != SQLITE_DONE)
        return floor_complain(at->both.db);
    sqlite3_reset(at->select);
    return check_count(at, found);
}

static bool
step_by_hand(void *state, uint64_t count)
{
    while (count > 0 && step_once(state))
        count--;
    return count == 0;
}

static bool
stream_once(reading *at)
{
    rowan_cursor *cursor = rowan_stream(at->both.session, user);
    size_t found = 0;

    while (rowan_next(cursor, user) != NULL)
        found++;
    if (cursor == NULL || rowan_cursor_close(cursor) != ROWAN_OK)
        return tables_complain(&at->both);
    return check_count(at, found);
}

static bool
stream(void *state, uint64_t count)
{
    while (count > 0 && stream_once(state))
        count--;
    return count == 0;
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
    {.id = "B17",
     .rows = 500000,
     .title = "rows one at a time, in constant memory",
     READING,
     .floor = step_by_hand,
     .rowan = stream},
    {.id = "memory",
     .rows = 10000,
     .title = "bytes held for an object with its texts",
     READING,
     .bytes = bytes_of_objects},
    {.id = NULL},
};
