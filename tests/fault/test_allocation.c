/* SPDX-License-Identifier: MIT */
/*
 * Out of memory is an ordinary error: whatever allocation fails, a whole piece
 * of work ends with ROWAN_NO_MEMORY or does without, gives everything back,
 * and works again right after.
 */
#include "fail_alloc.h"
#include "harness.h"

#include <rowan.h>
#include <stdio.h>
#include <unistd.h>

typedef struct reader {
    int64_t id;
    const char *name;
    const char *email;
    rowan_nullable_int32 age;
} reader;

ROWAN_MODEL(reader, "readers",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 100, .not_null = true),
    ROWAN_COLUMN(email, .unique = true),
    ROWAN_COLUMN(age))

typedef struct headcount {
    const char *name;
    int64_t heads;
} headcount;

ROWAN_ROW(headcount, ROWAN_FIELD(name), ROWAN_FIELD(heads))

/* --- pieces of work: each returns its status and leaves nothing ----------- */

static rowan_status
read_back(rowan_engine *engine, const char *sql, rowan_error *err)
{
    rowan_connection *conn = NULL;
    rowan_result *result = NULL;
    const rowan_value *cells;
    rowan_status status = rowan_connection_acquire(engine, 1000, &conn, err);

    if (status == ROWAN_OK)
        status = rowan_connection_query(conn, sql, NULL, &result, err);
    while (status == ROWAN_OK)
        status = rowan_result_next(result, &cells, err);
    rowan_result_free(result);
    rowan_connection_release(conn);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

static rowan_status
use_connection(const char *url)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open(url, &err);
    rowan_status status = engine ? ROWAN_OK : err.status;

    if (status == ROWAN_OK)
        status = read_back(engine, "CREATE TABLE one (a INTEGER, b TEXT)",
                           &err);
    if (status == ROWAN_OK)
        status = read_back(engine, "SELECT 1, 'two', 3.0, x'04', NULL", &err);
    rowan_engine_close(engine);
    return status;
}

static rowan_status
write_readers(rowan_session *session)
{
    rowan_new(session, reader, .name = "John Doe", .email = "john@example.com");
    for (int i = 0; i < 20; i++) {
        char email[32];

        snprintf(email, sizeof email, "reader%d@example.com", i);
        rowan_new(session, reader, .name = "Jane Roe", .email = email,
                  .age = {30 + i, true});
        rowan_status status = rowan_flush(session);
        if (status != ROWAN_OK)
            return status;
    }
    return rowan_commit(session);
}

static rowan_status
change_readers(rowan_session *session)
{
    reader *john = rowan_first(session, reader,
                               .where = rowan_eq(rowan_col(reader, name),
                                                 "John Doe"));

    if (john == NULL)
        return rowan_session_error(session)->status;
    john->email = "johndoe@example.com";
    rowan_update(session, reader,
                 .set = rowan_sets(rowan_set(reader, age, 40)),
                 .where = rowan_gt(rowan_col(reader, age), 40));
    rowan_execute(session, "UPDATE readers SET age = :age WHERE age = :old",
                  rowan_bind("age", 41), rowan_bind("old", 40));
    if (rowan_commit(session) != ROWAN_OK)
        return rowan_session_error(session)->status;
    rowan_delete(session, john);
    return rowan_commit(session);
}

static rowan_status
report_readers(rowan_session *session)
{
    headcount **rows = rowan_select(
        session, headcount,
        .columns = rowan_columns(
            rowan_as(headcount, name, rowan_col(reader, name)),
            rowan_as(headcount, heads, rowan_count_rows())),
        .group_by = rowan_by(rowan_col(reader, name)));
    rowan_cursor *cursor;

    if (rows == NULL || rowan_count(session, reader) < 0)
        return rowan_session_error(session)->status;
    cursor = rowan_stream(session, reader, .read_only = true);
    if (cursor == NULL)
        return rowan_session_error(session)->status;
    while (rowan_next(cursor, reader) != NULL)
        ;
    return rowan_cursor_close(cursor);
}

static rowan_status
use_session(const char *url)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open(url, &err);
    rowan_session *session = engine ? rowan_session_open(engine, &err) : NULL;
    rowan_status status = session ? ROWAN_OK : err.status;

    if (status == ROWAN_OK)
        status = rowan_create_all(engine, ROWAN_MODELS(reader), &err);
    if (status == ROWAN_OK)
        status = write_readers(session);
    if (status == ROWAN_OK)
        status = change_readers(session);
    if (status == ROWAN_OK)
        status = report_readers(session);
    rowan_session_close(session);
    rowan_engine_close(engine);
    return status;
}

/* --- every allocation in turn ------------------------------------------- */

/* Run work on a new file with what is armed; nothing may be left after it. */
static rowan_status
run_armed(rowan_status (*work)(const char *url), const char *file)
{
    static const char *const endings[] = {"", "-journal", "-wal", "-shm"};
    char url[512];
    rowan_status status;

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(url, sizeof url, "%s%s", file, endings[i]);
        unlink(url);
    }
    snprintf(url, sizeof url, "sqlite:///%s", file);
    status = work(url);
    rowan_shutdown();
    return status;
}

static void
fail_each(rowan_status (*work)(const char *url), void (*arm)(int64_t nth))
{
    const char *file = harness_temp_path("fault.db");
    int64_t nth = 0;
    bool struck = true;

    fail_alloc_begin();
    while (struck) {
        arm(++nth);
        rowan_status status = run_armed(work, file);
        struck = fail_alloc_struck();
        /* What could be done without is no error. */
        if (status != ROWAN_OK && !(struck && status == ROWAN_NO_MEMORY))
            FAIL("allocation %jd failed: status %s", (intmax_t)nth,
                 rowan_status_name(status));
        if (fail_alloc_live() != 0) {
            FAIL("allocation %jd failed: %jd are not given back",
                 (intmax_t)nth, (intmax_t)fail_alloc_live());
            break;
        }
    }
    CHECK(nth > 10); /* else the work took no memory of ours */
    fail_alloc_arm(0);
    CHECK_INT(run_armed(work, file), ROWAN_OK);
    fail_alloc_end();
}

static bool
no_sqlite(void)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite://", &err);

    rowan_engine_close(engine);
    rowan_shutdown(); /* the allocator changes next */
    return engine == NULL && err.status == ROWAN_PLUGIN_NOT_FOUND;
}

static void
test_allocation__one_failing_leaves_a_connection_sound(void)
{
    if (no_sqlite())
        HARNESS_SKIP("the sqlite plugin is not built");
    fail_each(use_connection, fail_alloc_arm);
}

static void
test_allocation__all_failing_from_one_on_leave_a_connection_sound(void)
{
    if (no_sqlite())
        HARNESS_SKIP("the sqlite plugin is not built");
    fail_each(use_connection, fail_alloc_arm_forever);
}

static void
test_allocation__one_failing_leaves_a_session_sound(void)
{
    if (no_sqlite())
        HARNESS_SKIP("the sqlite plugin is not built");
    fail_each(use_session, fail_alloc_arm);
}

static void
test_allocation__all_failing_from_one_on_leave_a_session_sound(void)
{
    if (no_sqlite())
        HARNESS_SKIP("the sqlite plugin is not built");
    fail_each(use_session, fail_alloc_arm_forever);
}

HARNESS_SUITE(allocation,
    HARNESS_TEST(test_allocation__one_failing_leaves_a_connection_sound),
    HARNESS_TEST(
        test_allocation__all_failing_from_one_on_leave_a_connection_sound),
    HARNESS_TEST(test_allocation__one_failing_leaves_a_session_sound),
    HARNESS_TEST(
        test_allocation__all_failing_from_one_on_leave_a_session_sound))
