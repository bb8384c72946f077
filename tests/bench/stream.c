/* SPDX-License-Identifier: MIT */
/* B17: rows one at a time, in constant memory. */
#include "bench.h"
#include "floor_sqlite.h"

#include <stdlib.h>

typedef struct streaming {
    tables both;
    sqlite3_stmt *select;
    floor_arena texts;
    uint32_t rows;
} streaming;

static void
close_streaming(void *state)
{
    streaming *at = state;

    sqlite3_finalize(at->select);
    floor_arena_free(&at->texts);
    tables_close(&at->both);
    free(at);
}

static void *
open_streaming(const bench_workload *workload, const bench_database *database)
{
    streaming *at = calloc(1, sizeof *at);

    if (at == NULL)
        return NULL;
    at->rows = workload->rows;
    if (tables_open(&at->both, database, at->rows, NULL))
        at->select =
            floor_sqlite_prepare(floor_sqlite_handle(at->both.floor),
                                 "SELECT id, name, hair_color FROM users");
    if (at->select != NULL)
        return at;
    close_streaming(at);
    return NULL;
}

static bool
check_count(const streaming *at, size_t count)
{
    return count == at->rows ||
           bench_complain("%zu rows, expected %u", count, (unsigned)at->rows);
}

static bool
step_once(streaming *at)
{
    size_t found = 0;
    user row;
    int code;

    while ((code = sqlite3_step(at->select)) == SQLITE_ROW) {
        floor_arena_reset(&at->texts);
        if (!floor_sqlite_user(at->select, &at->texts, &row))
            return false;
        found++;
    }
    if (code != SQLITE_DONE)
        return floor_sqlite_complain(floor_sqlite_handle(at->both.floor));
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
stream_once(streaming *at)
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

const bench_workload bench_streams[] = {
    {.id = "B17",
     .rows = 500000,
     .title = "rows one at a time, in constant memory",
     .only = "sqlite",
     .open = open_streaming,
     .close = close_streaming,
     .floor = step_by_hand,
     .rowan = stream},
    {.id = NULL},
};
