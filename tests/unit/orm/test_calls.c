/* SPDX-License-Identifier: MIT */
/* Every call of a session that may wait for the database ends at its deadline,
 * and by a cancel from another thread; the session goes on. */
#include "fake_plugin.h"
#include "harness.h"

#include <pthread.h>
#include <rowan.h>
#include <time.h>

typedef struct crate {
    int64_t id;
    int64_t size;
} crate;

ROWAN_MODEL(crate, "crates", ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(size))

typedef struct numbers {
    int64_t first, second;
} numbers;

ROWAN_ROW(numbers, ROWAN_FIELD(first), ROWAN_FIELD(second))

static rowan_engine *engine;
static rowan_session *session;
static crate *known;

/* --- the calls: each gives the session's status --------------------------- */

static rowan_status
error_status(void)
{
    return rowan_session_error(session)->status;
}

static rowan_status
call_get(void)
{
    return rowan_get(session, crate, 7) ? ROWAN_OK : error_status();
}

static rowan_status
call_get_many(void)
{
    const int64_t keys[] = {7, 8};

    return rowan_get_many(session, crate, keys, 2) ? ROWAN_OK : error_status();
}

static rowan_status
call_find(void)
{
    return rowan_find(session, crate) ? ROWAN_OK : error_status();
}

static rowan_status
call_first(void)
{
    return rowan_first(session, crate) ? ROWAN_OK : error_status();
}

static rowan_status
call_one(void)
{
    return rowan_one(session, crate) ? ROWAN_OK : error_status();
}

static rowan_status
call_count(void)
{
    return rowan_count(session, crate) >= 0 ? ROWAN_OK : error_status();
}

static rowan_status
call_exists(void)
{
    return rowan_exists(session, crate) >= 0 ? ROWAN_OK : error_status();
}

static rowan_status
call_select(void)
{
    numbers **rows = rowan_select(
        session, numbers,
        .columns = rowan_columns(
            rowan_as(numbers, first, rowan_col(crate, id)),
            rowan_as(numbers, second, rowan_col(crate, size))));

    return rows ? ROWAN_OK : error_status();
}

static rowan_status
call_sql(void)
{
    return rowan_sql(session, numbers, "ROWS 0 2") ? ROWAN_OK : error_status();
}

static rowan_status
call_stream(void)
{
    rowan_cursor *cursor = rowan_stream(session, crate);

    return cursor ? rowan_cursor_close(cursor) : error_status();
}

static rowan_status
call_execute(void)
{
    return rowan_execute(session, "x");
}

static rowan_status
call_update(void)
{
    return rowan_update(session, crate,
                        .set = rowan_sets(rowan_set(crate, size, 1)),
                        .all_rows = true);
}

static rowan_status
call_delete_where(void)
{
    return rowan_delete_where(session, crate, .all_rows = true);
}

static rowan_status
call_flush_of_new(void)
{
    rowan_new(session, crate, .id = 2);
    return rowan_flush(session);
}

static rowan_status
call_flush_of_changed(void)
{
    known->size++;
    return rowan_flush(session);
}

static rowan_status
call_flush_of_deleted(void)
{
    (void)(rowan_delete(session, known) == ROWAN_OK);
    return rowan_flush(session);
}

static rowan_status
call_commit(void)
{
    known->size++;
    return rowan_commit(session);
}

static rowan_status
call_savepoint(void)
{
    rowan_status status = rowan_begin(session);

    known->size++;
    return status != ROWAN_OK ? status : rowan_begin(session);
}

static rowan_status
call_prepare(void)
{
    rowan_status status = rowan_begin(session);

    known->size++;
    return status != ROWAN_OK ? status : rowan_prepare(session, "a");
}

static rowan_status
call_refresh(void)
{
    return rowan_refresh(session, known);
}

static const struct {
    const char *name;
    rowan_status (*call)(void);
} calls[] = {
    {"get", call_get},
    {"get_many", call_get_many},
    {"find", call_find},
    {"first", call_first},
    {"one", call_one},
    {"count", call_count},
    {"exists", call_exists},
    {"select", call_select},
    {"sql", call_sql},
    {"stream", call_stream},
    {"execute", call_execute},
    {"update", call_update},
    {"delete_where", call_delete_where},
    {"flush of a new object", call_flush_of_new},
    {"flush of a changed object", call_flush_of_changed},
    {"flush of a deleted object", call_flush_of_deleted},
    {"commit", call_commit},
    {"begin of a savepoint", call_savepoint},
    {"prepare", call_prepare},
    {"refresh", call_refresh},
};

#define CALLS (sizeof calls / sizeof calls[0])

/* --- their ends ----------------------------------------------------------- */

static void
begin(void)
{
    fake_plugin_begin();
    fake.has_two_phase = true;
    engine = rowan_engine_open("fake://?pool_size=1&pool_overflow=0", NULL);
    REQUIRE(engine != NULL);
    session = rowan_session_open(engine, NULL);
    REQUIRE(session != NULL);
    known = rowan_new(session, crate, .id = 1, .size = 5);
    REQUIRE(known != NULL);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    fake.blocks = true;
}

static void
end_as(const char *name, rowan_status status, rowan_status expected)
{
    if (!CHECK_INT(status, expected))
        FAIL("%s: %s", name, rowan_session_error(session)->message);
    fake.blocks = false;
    CHECK_INT(rowan_session_timeout_set(session, 0), ROWAN_OK);
    for (int depth = 2; depth > 0; depth--)
        CHECK_INT(rowan_rollback(session), ROWAN_OK);
    if (!CHECK_INT(rowan_execute(session, "x"), ROWAN_OK))
        FAIL("after %s: %s", name, rowan_session_error(session)->message);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_calls__end_at_their_deadline(void)
{
    for (size_t i = 0; i < CALLS; i++) {
        begin();
        CHECK_INT(rowan_session_timeout_set(session, 5), ROWAN_OK);
        end_as(calls[i].name, calls[i].call(), ROWAN_TIMEOUT);
    }
}

static void *
cancel_when_blocked(void *context)
{
    const struct timespec pause = {.tv_nsec = 200000};

    while (!fake.is_blocked)
        (void)nanosleep(&pause, NULL);
    rowan_session_cancel(context);
    return NULL;
}

static void
test_calls__end_by_a_cancel_of_another_thread(void)
{
    for (size_t i = 0; i < CALLS; i++) {
        pthread_t thread;
        rowan_status status;

        begin();
        REQUIRE(pthread_create(&thread, NULL, cancel_when_blocked, session) ==
                0);
        status = calls[i].call();
        fake.is_blocked = true; /* if it never was, the thread ends too */
        CHECK_INT(pthread_join(thread, NULL), 0);
        end_as(calls[i].name, status, ROWAN_CANCELLED);
    }
}

HARNESS_SUITE(orm_calls,
    HARNESS_TEST(test_calls__end_at_their_deadline),
    HARNESS_TEST(test_calls__end_by_a_cancel_of_another_thread))
