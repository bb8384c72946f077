/* SPDX-License-Identifier: MIT */
/* Deadlines, and cancels from another thread, on a real database. */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* Minutes of work for whoever is not interrupted. */
static const char endless_sql[] =
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
    "WHERE n < 4000000000) SELECT count(*) AS id, '' AS label FROM c";

static const struct {
    const char *dialect; /* as the URL begins */
    const char *sql;
} sleeps[] = {
    { "postgresql:", "SELECT CAST(1 AS bigint) AS id, '' AS label "
                     "FROM pg_sleep(600)" },
    { "mysql:", "SELECT SLEEP(600) AS id, '' AS label" },
    { "mariadb:", "SELECT SLEEP(600) AS id, '' AS label" },
};

static const char *
endless(const fixture *f)
{
    for (size_t i = 0; i < sizeof sleeps / sizeof *sleeps; i++)
        if (strncmp(f->url, sleeps[i].dialect, strlen(sleeps[i].dialect)) == 0)
            return sleeps[i].sql;
    return endless_sql;
}

typedef struct label {
    int64_t id;
    const char *label;
} label;

ROWAN_ROW(label, ROWAN_FIELD(id), ROWAN_FIELD(label))

static rowan_status
run_endless(fixture *f)
{
    (void)rowan_sql(f->session, label, endless(f));
    return rowan_session_error(f->session)->status;
}

static void
test_limits__a_query_ends_at_its_deadline(void)
{
    fixture f;

    fixture_open(&f, "deadline.db", "");
    CHECK_INT(rowan_session_timeout_set(f.session, 30), ROWAN_OK);
    CHECK_INT(run_endless(&f), ROWAN_TIMEOUT);
    CHECK_INT(rowan_session_timeout_set(f.session, 0), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 0);
    fixture_close(&f);
}

static void
test_limits__the_url_bounds_every_call(void)
{
    fixture f;
    FIXTURE_NEED(FILE, "recursion without a limit");
    fixture_open(&f, "bounded.db", "?statement_timeout_ms=100");
    rowan_connection *conn = NULL;
    rowan_error err = { 0 };

    CHECK_INT(run_endless(&f), ROWAN_TIMEOUT);
    CHECK_INT(rowan_connection_acquire(f.engine, 0, &conn, &err), ROWAN_OK);
    CHECK_INT(rowan_connection_query(conn, endless_sql, NULL, NULL, &err),
              ROWAN_TIMEOUT);
    rowan_connection_release(conn);
    CHECK_INT(rowan_count(f.session, user), 0);
    fixture_close(&f);
}

static void
test_limits__a_wait_for_a_lock_ends_at_the_deadline(void)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    fixture f;
    FIXTURE_NEED(ONE_WRITER, "one writer at a time");
    fixture_open(&f, "lock.db", "?busy_timeout=600000");
    rowan_session *other = rowan_session_open(f.engine, NULL);

    options.will_write = true;
    CHECK_INT(rowan_begin_with(f.session, &options), ROWAN_OK);
    CHECK_INT(rowan_execute(f.session, "DELETE FROM users"), ROWAN_OK);
    options.timeout_ms = 30;
    CHECK_INT(rowan_begin_with(other, &options), ROWAN_OK);
    CHECK(rowan_new(other, user, .name = "a") != NULL);
    CHECK_INT(rowan_commit(other), ROWAN_TIMEOUT);
    CHECK_INT(rowan_rollback(other), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(rowan_new(other, user, .name = "a") != NULL);
    CHECK_INT(rowan_commit(other), ROWAN_OK);
    rowan_session_close(other);
    fixture_close(&f);
}

/* A write that is interrupted ends the whole transaction of SQLite. */
static void
test_limits__a_deadline_in_a_write_asks_for_a_rollback(void)
{
    fixture f;
    FIXTURE_NEED(FILE, "recursion without a limit");
    fixture_open(&f, "write.db", "");

    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    CHECK(rowan_new(f.session, user, .name = "a") != NULL);
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    rowan_session_timeout_set(f.session, 30);
    CHECK_INT(rowan_execute(f.session,
                            "INSERT INTO nodes (id) WITH RECURSIVE c(n) AS "
                            "(SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE "
                            "n < 4000000000) SELECT count(*) FROM c"),
              ROWAN_TIMEOUT);
    rowan_session_timeout_set(f.session, 0);
    CHECK_INT(rowan_count(f.session, user), -1);
    CHECK_INT(rowan_session_error(f.session)->status,
              ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 0);
    fixture_close(&f);
}

/* --- cancel -------------------------------------------------------------- */

static atomic_bool is_over;

static void *
cancel_until_over(void *context)
{
    const struct timespec pause = { .tv_nsec = 2000000 };

    while (!is_over) {
        rowan_session_cancel(context);
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

static void
test_limits__another_thread_cancels_a_query(void)
{
    pthread_t thread;
    fixture f;

    fixture_open(&f, "cancel.db", "");

    is_over = false;
    REQUIRE(pthread_create(&thread, NULL, cancel_until_over, f.session) == 0);
    CHECK_INT(run_endless(&f), ROWAN_CANCELLED);
    is_over = true;
    CHECK_INT(pthread_join(thread, NULL), 0);
    CHECK_INT(rowan_count(f.session, user), 0);
    fixture_close(&f);
}

static void
test_limits__another_thread_cancels_the_wait_for_a_connection(void)
{
    pthread_t thread;
    fixture f;
    FIXTURE_NEED(FILE, "a pool of one");
    fixture_open(&f, "wait.db", "?pool_size=1&pool_overflow=0");
    rowan_connection *conn = NULL;

    REQUIRE(rowan_connection_acquire(f.engine, 0, &conn, NULL) == ROWAN_OK);
    is_over = false;
    REQUIRE(pthread_create(&thread, NULL, cancel_until_over, f.session) == 0);
    CHECK_INT(rowan_count(f.session, user), -1);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_CANCELLED);
    is_over = true;
    CHECK_INT(pthread_join(thread, NULL), 0);
    rowan_connection_release(conn);
    CHECK_INT(rowan_count(f.session, user), 0);
    fixture_close(&f);
}

/* A session that comes and goes to the pool with each call, beside another
 * one that must not feel the cancels. */
static void
test_limits__a_cancel_reaches_its_own_session_only(void)
{
    pthread_t thread;
    fixture f;
    FIXTURE_NEED(FILE, "a pool of one");
    fixture_open(&f, "own.db", "?pool_size=1&pool_overflow=0");
    rowan_session *other = rowan_session_open(f.engine, NULL);

    is_over = false;
    REQUIRE(pthread_create(&thread, NULL, cancel_until_over, f.session) == 0);
    for (int i = 0; i < 300; i++) {
        int64_t count = rowan_count(f.session, user);

        CHECK(count == 0 || rowan_session_error(f.session)->status ==
                                ROWAN_CANCELLED);
        CHECK_INT(rowan_count(other, user), 0);
    }
    is_over = true;
    CHECK_INT(pthread_join(thread, NULL), 0);
    rowan_session_close(other);
    fixture_close(&f);
}

HARNESS_SUITE(
    orm_limits, HARNESS_TEST(test_limits__a_query_ends_at_its_deadline),
    HARNESS_TEST(test_limits__the_url_bounds_every_call),
    HARNESS_TEST(test_limits__a_wait_for_a_lock_ends_at_the_deadline),
    HARNESS_TEST(test_limits__a_deadline_in_a_write_asks_for_a_rollback),
    HARNESS_TEST(test_limits__another_thread_cancels_a_query),
    HARNESS_TEST(test_limits__another_thread_cancels_the_wait_for_a_connection),
    HARNESS_TEST(test_limits__a_cancel_reaches_its_own_session_only))
