/* SPDX-License-Identifier: MIT */
/* The pool on real databases: nothing of one user reaches the next, losses are
 * noticed once, many threads share few connections. */
#include "fixture.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* --- session state -------------------------------------------------------- */

typedef struct leak {
    const char *dialect; /* as the URL begins */
    const char *change;  /* what one user does */
    /* What the next one asks, and the number that it gets; "" as number: the
     * statement must fail. */
    const char *probe, *answer;
    bool by_connection_only; /* it ends a session's transaction */
} leak;

static const leak leaks[] = {
    {"sqlite", "CREATE TEMP TABLE leak (a integer)", "SELECT a FROM leak", "",
     false},
    {"sqlite", "PRAGMA recursive_triggers = on", "PRAGMA recursive_triggers",
     "0", false},
    {"sqlite", "BEGIN", "SELECT count(*) FROM users", "0", true},

    {"postgresql", "SET extra_float_digits = -3",
     "SELECT count(*) FROM pg_settings WHERE name = 'extra_float_digits' AND "
     "setting = '-3'",
     "0", false},
    {"postgresql", "/* a comment */ set lock_timeout = 77",
     "SELECT count(*) FROM pg_settings WHERE name = 'lock_timeout' AND "
     "setting = '77'",
     "0", false},
    {"postgresql",
     "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
     "SELECT count(*) FROM pg_settings WHERE setting = 'serializable' AND "
     "name = 'default_transaction_isolation'",
     "0", false},
    {"postgresql", "SELECT set_config('rowan.user', '5', false)",
     "SELECT coalesce(nullif(current_setting('rowan.user', true), ''), "
     "'0')::integer",
     "0", false},
    {"postgresql", "CREATE TEMP TABLE leak (a integer)", "SELECT a FROM leak",
     "", false},
    {"postgresql", "SELECT 1 AS a INTO TEMP leak", "SELECT a FROM leak", "",
     false},
    {"postgresql", "CREATE VIEW pg_temp.leak AS SELECT 1 AS a",
     "SELECT a FROM leak", "", false},
    {"postgresql", "SELECT pg_advisory_lock(42)",
     "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", "0", false},
    {"postgresql", "LISTEN news",
     "SELECT count(*) FROM pg_listening_channels()", "0", false},
    {"postgresql", "DECLARE open CURSOR WITH HOLD FOR SELECT 1",
     "SELECT count(*) FROM pg_cursors WHERE is_holdable", "0", false},
    {"postgresql", "PREPARE mine AS SELECT 1",
     "SELECT count(*) FROM pg_prepared_statements WHERE name = 'mine'", "0",
     false},
    {"postgresql", "SET ROLE pg_monitor",
     "SELECT count(*) FROM (SELECT 1) t WHERE current_user = 'pg_monitor'",
     "0", false},
    {"postgresql", "BEGIN", "SELECT count(*) FROM users", "0", true},

    {"mysql", "SET time_zone = '+05:00'", "SELECT @@time_zone = '+00:00'", "1",
     false},
    {"mysql", "/* a comment */ set sql_mode = ''", "SELECT @@sql_mode = ''",
     "0", false},
    {"mysql", "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
     "SELECT @@tx_isolation = 'SERIALIZABLE'", "0", false},
    {"mysql", "SET @leak = 5", "SELECT @leak IS NULL", "1", false},
    {"mysql", "SELECT @leak := 5", "SELECT @leak IS NULL", "1", false},
    {"mysql", "CREATE TEMPORARY TABLE leak (a integer)", "SELECT a FROM leak",
     "", false},
    {"mysql", "SELECT get_lock('leak', 1)", "SELECT is_free_lock('leak')", "1",
     false},
    {"mysql", "SELECT get_lock ('leak', 1)", "SELECT is_free_lock('leak')",
     "1", false},
    {"mysql", "PREPARE leak FROM 'SELECT 1'", "EXECUTE leak", "", true},
    {"mysql", "LOCK TABLES users READ", "SELECT count(*) FROM nodes", "0",
     true},
    {"mysql", "HANDLER users OPEN", "HANDLER users READ FIRST", "", true},
    {"mysql", "BEGIN", "SELECT @@in_transaction", "0", true},
};

#define LEAKS (sizeof leaks / sizeof leaks[0])

static rowan_connection *
take(rowan_engine *engine)
{
    rowan_connection *conn = NULL;
    rowan_error err = {0};

    if (rowan_connection_acquire(engine, 5000, &conn, &err) != ROWAN_OK)
        FAIL("%s", err.message);
    REQUIRE(conn != NULL);
    return conn;
}

/* The first cell of a statement's first row as a number, "" if it fails. */
static const char *
answer_of(rowan_connection *conn, const char *sql)
{
    static char answer[40];
    rowan_result *result = NULL;
    const rowan_value *cells;

    answer[0] = '\0';
    if (rowan_connection_query(conn, sql, NULL, &result, NULL) == ROWAN_OK &&
        rowan_result_next(result, &cells, NULL) == ROWAN_OK)
        snprintf(answer, sizeof answer, "%lld", (long long)cells[0].as.integer);
    rowan_result_free(result);
    return answer;
}

/* An engine whose pool has so many connections, without overflow. */
static rowan_engine *
open_pool(const fixture *f, uint32_t size)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;

    options.pool_size = size;
    options.pool_overflow = ROWAN_OPTION_ZERO;
    engine = rowan_engine_open_with(f->url, &options, &err);
    if (engine == NULL)
        FAIL("%s", err.message);
    REQUIRE(engine != NULL);
    return engine;
}

static void
check_answer(rowan_engine *engine, const leak *one, const char *how)
{
    rowan_connection *conn = take(engine);

    if (!CHECK_STR(answer_of(conn, one->probe), one->answer))
        FAIL("%s by %s", one->change, how);
    rowan_connection_release(conn);
}

static void
change_by_connection(rowan_engine *engine, const leak *one)
{
    rowan_connection *conn = take(engine);
    rowan_error err = {0};

    if (rowan_connection_query(conn, one->change, NULL, NULL, &err) != ROWAN_OK)
        FAIL("%s: %s", one->change, err.message);
    rowan_connection_release(conn);
}

/* Twice: the second time the statement comes from the cache. */
static void
change_by_session(rowan_engine *engine, const leak *one)
{
    rowan_session *session = rowan_session_open(engine, NULL);

    REQUIRE(session != NULL);
    for (int i = 0; i < 2; i++) {
        if (rowan_execute(session, one->change) != ROWAN_OK && i == 0)
            FAIL("%s: %s", one->change, rowan_session_error(session)->message);
        if (rowan_commit(session) != ROWAN_OK)
            CHECK_INT(rowan_rollback(session), ROWAN_OK);
    }
    rowan_session_close(session);
}

static void
test_pool__nothing_of_one_user_reaches_the_next(void)
{
    FIXTURE_NEED(SESSIONS, "a session for each connection");
    rowan_engine *engine;
    fixture f;
    size_t count = 0;

    fixture_open(&f, "leaks.db", "");
    engine = open_pool(&f, 1);
    for (size_t i = 0; i < LEAKS; i++) {
        const leak *one = &leaks[i];

        if (strncmp(f.url, one->dialect, strlen(one->dialect)) != 0)
            continue;
        count++;
        change_by_connection(engine, one);
        check_answer(engine, one, "a connection");
        if (one->by_connection_only)
            continue;
        change_by_session(engine, one);
        check_answer(engine, one, "a session");
    }
    CHECK(count >= 3);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    fixture_close(&f);
}

static void
test_pool__what_was_left_unread_or_failed_is_in_nobodys_way(void)
{
    rowan_result *result = NULL;
    rowan_connection *conn;
    rowan_engine *engine;
    const rowan_value *cells;
    fixture f;

    fixture_open(&f, "unread.db", "");
    engine = open_pool(&f, 1);
    for (int i = 0; i < 300; i++)
        rowan_new(f.session, line, .order_code = "a", .position = i);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    conn = take(engine);
    CHECK_INT(rowan_connection_query(
                  conn, "SELECT a.position FROM order_lines a, order_lines b",
                  NULL, &result, NULL),
              ROWAN_OK);
    CHECK_INT(rowan_result_next(result, &cells, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    conn = take(engine);
    CHECK_STR(answer_of(conn, "SELECT count(*) FROM order_lines"), "300");
    rowan_connection_release(conn);

    /* A transaction that a statement broke. */
    conn = take(engine);
    CHECK_INT(rowan_connection_query(conn, "BEGIN", NULL, NULL, NULL),
              ROWAN_OK);
    CHECK_INT(rowan_connection_query(conn, "DELETE FROM order_lines", NULL,
                                     NULL, NULL),
              ROWAN_OK);
    CHECK(rowan_connection_query(conn, "SELECT nothing FROM nowhere", NULL,
                                 NULL, NULL) != ROWAN_OK);
    rowan_connection_release(conn);
    conn = take(engine);
    CHECK_STR(answer_of(conn, "SELECT count(*) FROM order_lines"), "300");
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    fixture_close(&f);
}

/* --- losses --------------------------------------------------------------- */

static const struct {
    const char *dialect, *who_am_i, *end, *end_after;
} servers[] = {
    {"postgresql", "SELECT pg_backend_pid()",
     "SELECT pg_terminate_backend(", ")"},
    {"mysql", "SELECT connection_id()", "KILL CONNECTION ", ""},
};

/* How connections are ended from outside; -1 where there is no server. */
static int
find_server(const fixture *f)
{
    for (int i = 0; i < 2; i++)
        if (strncmp(f->url, servers[i].dialect, strlen(servers[i].dialect)) ==
            0)
            return i;
    return -1;
}

static void
take_all(rowan_engine *engine, rowan_connection **conns, int count)
{
    for (int i = 0; i < count; i++)
        conns[i] = take(engine);
}

static void
release_all(rowan_connection **conns, int count)
{
    for (int i = 0; i < count; i++)
        rowan_connection_release(conns[i]);
}

static void
end_all(fixture *f, int server, rowan_connection **conns, int count)
{
    for (int i = 0; i < count; i++) {
        char sql[100];

        snprintf(sql, sizeof sql, "%s%s%s", servers[server].end,
                 answer_of(conns[i], servers[server].who_am_i),
                 servers[server].end_after);
        fixture_run(f, sql);
    }
}

static void
test_pool__a_loss_costs_one_statement_not_one_a_connection(void)
{
    FIXTURE_NEED(SESSIONS, "a session for each connection");
    enum { COUNT = 4 };
    rowan_connection *conns[COUNT];
    rowan_pool_status status = {0};
    rowan_engine *engine;
    fixture f;
    int server, failures = 0;

    fixture_open(&f, "loss.db", "");
    server = find_server(&f);
    if (server < 0) {
        fixture_close(&f);
        HARNESS_SKIP("a server whose connections can be ended");
    }
    engine = open_pool(&f, COUNT);
    take_all(engine, conns, COUNT);
    end_all(&f, server, conns, COUNT);
    release_all(conns, COUNT);

    for (int i = 0; i < 2 * COUNT; i++) {
        rowan_connection *conn = take(engine);

        failures += strcmp(answer_of(conn, "SELECT 1"), "1") != 0;
        rowan_connection_release(conn);
    }
    CHECK_INT(failures, 1);
    /* The others were found dead before anybody got them. */
    take_all(engine, conns, COUNT);
    for (int i = 0; i < COUNT; i++)
        CHECK_STR(answer_of(conns[i], "SELECT 1"), "1");
    release_all(conns, COUNT);
    rowan_engine_pool_status(engine, &status);
    CHECK_INT(status.idle, COUNT);
    CHECK_INT(status.lost, COUNT);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    fixture_close(&f);
}

/* --- threads -------------------------------------------------------------- */

enum { THREADS = 64, ROUNDS = 6 };

typedef struct worker {
    rowan_engine *engine;
    int number;
    rowan_error err;
} worker;

static rowan_status
add_line(rowan_session *session, void *context)
{
    worker *w = context;

    for (int i = 0; i < ROUNDS; i++)
        rowan_new(session, line, .order_code = "t",
                  .position = w->number * ROUNDS + i);
    return rowan_count(session, user) == 0
               ? ROWAN_OK
               : rowan_session_error(session)->status;
}

static void *
work(void *context)
{
    worker *w = context;
    rowan_transact_options options = ROWAN_TRANSACT_OPTIONS_INIT;

    options.attempts = 50; /* one writer at a time may be all there is */
    options.will_write = true;
    (void)(rowan_transact(w->engine, add_line, w, &options, &w->err) ==
           ROWAN_OK);
    return NULL;
}

static void
run_threads(fixture *f, uint32_t size)
{
    static worker workers[THREADS];
    pthread_t threads[THREADS];
    rowan_pool_status status = {0};
    rowan_engine *engine = open_pool(f, size);

    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){.engine = engine, .number = i};
        REQUIRE(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (workers[i].err.status != ROWAN_OK)
            FAIL("thread %d of pool %u: %s", i, size, workers[i].err.message);
    }
    rowan_engine_pool_status(engine, &status);
    CHECK(status.idle <= size);
    CHECK_INT(status.in_use, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_INT(fixture_integer(f, "SELECT count(*) FROM order_lines"),
              THREADS * ROUNDS);
    fixture_run(f, "DELETE FROM order_lines");
}

static void
test_pool__of_any_size_serves_sixty_four_sessions(void)
{
    fixture f;

    fixture_open(&f, "threads.db", "");
    run_threads(&f, 1);
    run_threads(&f, 4);
    run_threads(&f, 16);
    fixture_close(&f);
}

HARNESS_SUITE(orm_pool,
    HARNESS_TEST(test_pool__nothing_of_one_user_reaches_the_next),
    HARNESS_TEST(test_pool__what_was_left_unread_or_failed_is_in_nobodys_way),
    HARNESS_TEST(test_pool__a_loss_costs_one_statement_not_one_a_connection),
    HARNESS_TEST(test_pool__of_any_size_serves_sixty_four_sessions))
