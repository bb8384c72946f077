/* SPDX-License-Identifier: MIT */
/*
 * Many rows in little memory: write in portions, read through a cursor.
 *
 *     stream [URL [ROWS]]
 *
 * The URL is sqlite:///readings.db unless given, and 100000 the rows.
 */
#include <inttypes.h>
#include <rowan.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct reading {
    int64_t id;
    rowan_timestamp taken;
    double celsius;
    char sensor[12];
} reading;

ROWAN_MODEL(reading, "readings",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(taken, .index = true),
    ROWAN_COLUMN(celsius),
    ROWAN_COLUMN(sensor))

enum { PORTION = 5000 };

/* A commit keeps the objects; clearing the session frees them. */
static bool
write_readings(rowan_session *session, int64_t count)
{
    const int64_t second = 1000000; /* microseconds */
    rowan_timestamp start = rowan_timestamp_now();

    rowan_delete_where(session, reading, .all_rows = true);
    for (int64_t i = 0; i < count; i++) {
        reading *r = rowan_new(session, reading,
            .taken = {start.microseconds + i * second},
            .celsius = 20.0 + (double)(i % 100) / 10);

        if (r != NULL)
            snprintf(r->sensor, sizeof r->sensor, "sensor %d", (int)(i % 7));
        if ((i + 1) % PORTION == 0) {
            if (rowan_commit(session) != ROWAN_OK)
                return false;
            rowan_session_clear(session);
        }
    }
    return rowan_commit(session) == ROWAN_OK;
}

/* One row is in memory at a time. */
static bool
read_readings(rowan_session *session)
{
    rowan_cursor *cursor = rowan_stream(session, reading,
        .where = rowan_ge(rowan_col(reading, celsius), 25.0),
        .order_by = rowan_by(rowan_col(reading, taken)));
    const reading *r;
    int64_t count = 0;
    double sum = 0;

    if (cursor == NULL)
        return false;
    while ((r = rowan_next(cursor, reading)) != NULL) {
        count++;
        sum += r->celsius;
    }
    /* NULL was the end, or an error: closing tells. */
    if (rowan_cursor_close(cursor) != ROWAN_OK)
        return false;
    printf("%" PRId64 " readings of 25 degrees or more, %.2f on average\n",
           count, count > 0 ? sum / (double)count : 0);
    return true;
}

static void
print_stats(const rowan_session *session)
{
    rowan_stats stats;

    rowan_session_stats(session, &stats);
    printf("%" PRIu64 " statements, %" PRIu64 " rows fetched, %" PRIu64
           " prepared, %" PRIu64 " found prepared, %" PRIu64
           " objects in %" PRIu64 " bytes\n",
           stats.statements, stats.rows, stats.cache_misses, stats.cache_hits,
           stats.objects, stats.memory_bytes);
}

static int
fail(const rowan_error *err)
{
    char text[2048];

    rowan_error_format(err, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return 1;
}

int
main(int argc, char **argv)
{
    rowan_error err = {0};
    rowan_engine *engine =
        rowan_engine_open(argc > 1 ? argv[1] : "sqlite:///readings.db", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    int64_t count = argc > 2 ? strtoll(argv[2], NULL, 10) : 100000;
    int result = 0;

    if (session == NULL ||
        rowan_create_all(engine, ROWAN_MODELS(reading), &err) != ROWAN_OK)
        result = fail(&err);
    else if (!write_readings(session, count))
        result = fail(rowan_session_error(session));
    else {
        print_stats(session);
        if (!read_readings(session))
            result = fail(rowan_session_error(session));
        print_stats(session);
    }

    rowan_session_close(session);
    rowan_engine_close(engine);
    return result;
}
