/* SPDX-License-Identifier: MIT */
/* Engines and connections on a real file, as an application uses them. */
#include "fail_alloc.h"
#include "harness.h"

#include <pthread.h>
#include <rowan.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOG_LINES = 32, LOG_SIZE = 128 };

typedef struct log_book {
    char lines[LOG_LINES][LOG_SIZE];
    size_t count;
} log_book;

typedef struct fixture {
    rowan_engine *engine;
    rowan_connection *conn;
    log_book log;
} fixture;

static void
keep_line(void *context, const char *line)
{
    log_book *book = context;

    if (book->count < LOG_LINES)
        (void)snprintf(book->lines[book->count++], LOG_SIZE, "%s", line);
}

/* A new file; true if the machine has the plugin. */
static bool
open_file(fixture *all, const char *options)
{
    static int number;
    rowan_engine_options engine_options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    char name[32];
    char url[512];

    *all = (fixture){.engine = NULL};
    engine_options.log = keep_line;
    engine_options.log_context = &all->log;
    (void)snprintf(name, sizeof(name), "connection-%d.db", number++);
    (void)snprintf(url, sizeof(url), "sqlite:///%s?%s", harness_temp_path(name),
                   options);
    all->engine = rowan_engine_open_with(url, &engine_options, &err);
    if (err.status == ROWAN_PLUGIN_NOT_FOUND)
        return false;
    if (all->engine == NULL)
        FAIL("%s", err.message);
    REQUIRE(all->engine != NULL);
    REQUIRE(rowan_connection_acquire(all->engine, 0, &all->conn, &err) ==
            ROWAN_OK);
    return true;
}

static void
close_file(fixture *all)
{
    rowan_connection_release(all->conn);
    CHECK_INT(rowan_engine_close(all->engine), ROWAN_OK);
}

#define OPEN_OR_SKIP(all_, options_)           \
    do {                                       \
        if (!open_file((all_), (options_)))    \
            HARNESS_SKIP("the plugin sqlite"); \
    } while (0)

static rowan_status
run(fixture *all, const char *sql)
{
    rowan_error err = {0};
    rowan_status status =
        rowan_connection_query(all->conn, sql, NULL, NULL, &err);

    if (status != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    return status;
}

/* The one integer that a query gives. */
static int64_t
number_of(rowan_connection *conn, const char *sql)
{
    const rowan_value *cells = NULL;
    rowan_result *result = NULL;
    int64_t number = -1;

    REQUIRE(rowan_connection_query(conn, sql, NULL, &result, NULL) == ROWAN_OK);
    REQUIRE(rowan_result_next(result, &cells, NULL) == ROWAN_OK);
    CHECK_INT(cells[0].kind, ROWAN_KIND_INT64);
    number = cells[0].as.integer;
    CHECK_INT(rowan_result_next(result, &cells, NULL), ROWAN_DONE);
    rowan_result_free(result);
    return number;
}

/* --- results ------------------------------------------------------------- */

static void
test_result__gives_each_value_in_its_own_kind(void)
{
    const rowan_value *cells = NULL;
    rowan_result *result = NULL;
    fixture all;

    OPEN_OR_SKIP(&all, "");
    REQUIRE(rowan_connection_query(
                all.conn,
                "SELECT NULL AS a, 7 AS b, 1.5 AS c, 'x' AS d, x'00ff' AS e",
                NULL, &result, NULL) == ROWAN_OK);
    CHECK_INT(rowan_result_column_count(result), 5);
    CHECK_STR(rowan_result_column_name(result, 0), "a");
    CHECK_STR(rowan_result_column_name(result, 4), "e");
    CHECK(rowan_result_column_name(result, 5) == NULL);
    REQUIRE(rowan_result_next(result, &cells, NULL) == ROWAN_OK);
    CHECK_INT(cells[0].kind, ROWAN_KIND_NULL);
    CHECK_INT(cells[1].kind, ROWAN_KIND_INT64);
    CHECK_INT(cells[1].as.integer, 7);
    CHECK_INT(cells[2].kind, ROWAN_KIND_DOUBLE);
    CHECK(cells[2].as.real == 1.5);
    CHECK_INT(cells[3].kind, ROWAN_KIND_TEXT);
    CHECK_STR(cells[3].as.text.data, "x");
    CHECK_INT(cells[4].kind, ROWAN_KIND_BYTES);
    CHECK(cells[4].as.text.size == 2 &&
          memcmp(cells[4].as.text.data, "\x00\xff", 2) == 0);
    CHECK_INT(rowan_result_next(result, &cells, NULL), ROWAN_DONE);
    CHECK_INT(rowan_result_next(result, &cells, NULL), ROWAN_DONE);
    rowan_result_free(result);
    close_file(&all);
}

static void
test_result__tells_how_many_rows_changed(void)
{
    static const struct {
        const char *sql;
        int64_t affected;
    } cases[] = {
        {"INSERT INTO t VALUES (1), (2), (3)", 3},
        {"UPDATE t SET a = a + 10 WHERE a > 1", 2},
        {"DELETE FROM t", 3},
        {"INSERT INTO t VALUES (4), (5) RETURNING a", 2},
    };
    const rowan_value *cells = NULL;
    fixture all;

    OPEN_OR_SKIP(&all, "");
    REQUIRE(run(&all, "CREATE TABLE t (a INTEGER)") == ROWAN_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_result *result = NULL;

        REQUIRE(rowan_connection_query(all.conn, cases[i].sql, NULL, &result,
                                       NULL) == ROWAN_OK);
        while (rowan_result_next(result, &cells, NULL) == ROWAN_OK)
            ;
        CHECK_INT(rowan_result_affected(result), cases[i].affected);
        rowan_result_free(result);
    }
    close_file(&all);
}

static void
test_result__takes_values_by_name(void)
{
    const rowan_bind_value binds[] = {
        {"text", {.kind = ROWAN_KIND_TEXT, .as.text = {"ab", 2}}},
        {"number", {.kind = ROWAN_KIND_INT64, .as.integer = 40}},
        {NULL, {.kind = ROWAN_KIND_NULL}},
    };
    rowan_result *result = NULL;
    const rowan_value *cells = NULL;
    fixture all;

    OPEN_OR_SKIP(&all, "");
    REQUIRE(rowan_connection_query(
                all.conn, "SELECT :number + 2, :text || ':text', :number",
                binds, &result, NULL) == ROWAN_OK);
    REQUIRE(rowan_result_next(result, &cells, NULL) == ROWAN_OK);
    CHECK_INT(cells[0].as.integer, 42);
    CHECK_STR(cells[1].as.text.data, "ab:text");
    CHECK_INT(cells[2].as.integer, 40);
    rowan_result_free(result);
    close_file(&all);
}

static void
test_result__without_the_value_of_a_name_is_refused(void)
{
    rowan_error err = {0};
    fixture all;

    OPEN_OR_SKIP(&all, "");
    CHECK_INT(
        rowan_connection_query(all.conn, "SELECT :lost", NULL, NULL, &err),
        ROWAN_INVALID);
    CHECK_HAS(err.message, "lost");
    close_file(&all);
}

static void
test_result__of_a_wrong_statement_tells_its_sql(void)
{
    static const struct {
        const char *sql;
        rowan_status status;
    } cases[] = {
        {"SELEC 1", ROWAN_SYNTAX},
        {"SELECT * FROM nosuch", ROWAN_NO_SUCH_TABLE},
        {"SELECT nosuch FROM t", ROWAN_NO_SUCH_COLUMN},
        {"INSERT INTO t VALUES (1), (1)", ROWAN_UNIQUE_VIOLATION},
        {"INSERT INTO t VALUES (NULL)", ROWAN_NOT_NULL_VIOLATION},
        {"SELECT 1; SELECT 2", ROWAN_SYNTAX},
    };
    fixture all;

    OPEN_OR_SKIP(&all, "");
    REQUIRE(run(&all, "CREATE TABLE t (a INTEGER NOT NULL UNIQUE)") ==
            ROWAN_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_error err = {0};

        CHECK_INT(
            rowan_connection_query(all.conn, cases[i].sql, NULL, NULL, &err),
            cases[i].status);
        CHECK_INT(err.status, cases[i].status);
        CHECK_STR(err.sql, cases[i].sql);
    }
    CHECK_INT(number_of(all.conn, "SELECT count(*) FROM t"), 0);
    close_file(&all);
}

/* --- transactions -------------------------------------------------------- */

static void
test_connection__rolls_back_when_it_is_given_back(void)
{
    fixture all;

    OPEN_OR_SKIP(&all, "pool_size=1&pool_overflow=0");
    REQUIRE(run(&all, "CREATE TABLE t (a INTEGER)") == ROWAN_OK);
    CHECK_INT(run(&all, "BEGIN"), ROWAN_OK);
    CHECK_INT(run(&all, "INSERT INTO t VALUES (1)"), ROWAN_OK);
    rowan_connection_release(all.conn);
    REQUIRE(rowan_connection_acquire(all.engine, 0, &all.conn, NULL) ==
            ROWAN_OK);
    CHECK_INT(number_of(all.conn, "SELECT count(*) FROM t"), 0);
    close_file(&all);
}

static void
test_connection__keeps_what_is_outside_a_savepoint(void)
{
    fixture all;

    OPEN_OR_SKIP(&all, "");
    REQUIRE(run(&all, "CREATE TABLE t (a INTEGER)") == ROWAN_OK);
    CHECK_INT(run(&all, "BEGIN"), ROWAN_OK);
    CHECK_INT(run(&all, "INSERT INTO t VALUES (1)"), ROWAN_OK);
    CHECK_INT(run(&all, "SAVEPOINT here"), ROWAN_OK);
    CHECK_INT(run(&all, "INSERT INTO t VALUES (2)"), ROWAN_OK);
    CHECK_INT(run(&all, "ROLLBACK TO here"), ROWAN_OK);
    CHECK_INT(run(&all, "COMMIT"), ROWAN_OK);
    CHECK_INT(number_of(all.conn, "SELECT sum(a) FROM t"), 1);
    close_file(&all);
}

static void
test_connection__that_is_idle_blocks_nobody(void)
{
    rowan_connection *other = NULL;
    rowan_result *result = NULL;
    const rowan_value *cells = NULL;
    fixture all;

    OPEN_OR_SKIP(&all, "busy_timeout=0&journal_mode=delete");
    REQUIRE(run(&all, "CREATE TABLE t (a INTEGER)") == ROWAN_OK);
    REQUIRE(run(&all, "INSERT INTO t VALUES (1), (2)") == ROWAN_OK);
    REQUIRE(rowan_connection_acquire(all.engine, 0, &other, NULL) == ROWAN_OK);
    REQUIRE(rowan_connection_query(other, "SELECT a FROM t", NULL, &result,
                                   NULL) == ROWAN_OK);
    REQUIRE(rowan_result_next(result, &cells, NULL) == ROWAN_OK);
    rowan_connection_release(other); /* in the middle of a read */
    CHECK_INT(run(&all, "INSERT INTO t VALUES (3)"), ROWAN_OK);
    close_file(&all);
}

/* --- log ----------------------------------------------------------------- */

static void
test_log__echoes_each_statement_without_values(void)
{
    const rowan_bind_value binds[] = {
        {"a", {.kind = ROWAN_KIND_TEXT, .as.text = {"canary", 6}}},
        {NULL, {.kind = ROWAN_KIND_NULL}},
    };
    fixture all;

    OPEN_OR_SKIP(&all, "echo=1");
    CHECK_INT(run(&all, "CREATE TABLE t (a TEXT)"), ROWAN_OK);
    CHECK_INT(run(&all, "BEGIN"), ROWAN_OK);
    CHECK_INT(rowan_connection_query(all.conn, "INSERT INTO t VALUES (:a)",
                                     binds, NULL, NULL),
              ROWAN_OK);
    rowan_connection_release(all.conn);
    all.conn = NULL;
    CHECK_INT(all.log.count, 4);
    CHECK_STR(all.log.lines[0], "CREATE TABLE t (a TEXT)");
    CHECK_STR(all.log.lines[1], "BEGIN");
    CHECK_HAS(all.log.lines[2], "INSERT INTO t VALUES (?");
    CHECK_STR(all.log.lines[3], "ROLLBACK");
    close_file(&all);
}

static void
test_log__is_silent_without_echo(void)
{
    fixture all;

    OPEN_OR_SKIP(&all, "");
    CHECK_INT(run(&all, "CREATE TABLE t (a TEXT)"), ROWAN_OK);
    CHECK_INT(all.log.count, 0);
    close_file(&all);
}

/* --- engines ------------------------------------------------------------- */

static void
test_engine__of_memory_has_one_connection(void)
{
    rowan_pool_status status = {0};
    rowan_connection *conn = NULL;
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite://?pool_size=4", &err);

    if (err.status == ROWAN_PLUGIN_NOT_FOUND)
        HARNESS_SKIP("the plugin sqlite");
    REQUIRE(engine != NULL);
    rowan_engine_pool_status(engine, &status);
    CHECK_INT(status.size, 1);
    CHECK_INT(status.overflow, 0);
    for (int i = 0; i < 2; i++) { /* what was written stays */
        REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
        CHECK_INT(rowan_connection_query(
                      conn, "CREATE TABLE IF NOT EXISTS t AS SELECT 5 AS a",
                      NULL, NULL, NULL),
                  ROWAN_OK);
        CHECK_INT(number_of(conn, "SELECT a FROM t"), 5);
        rowan_connection_release(conn);
    }
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_connection__tells_what_is_at_the_other_end(void)
{
    rowan_server_info server = {0};
    fixture all;

    OPEN_OR_SKIP(&all, "");
    rowan_connection_server(all.conn, &server);
    CHECK_STR(server.dialect, "sqlite");
    CHECK_STR(server.name, "SQLite");
    CHECK_STR(server.text, server.client_version);
    CHECK(server.version > 33500);
    CHECK_INT(rowan_connection_ping(all.conn, NULL), ROWAN_OK);
    close_file(&all);
}

enum { THREADS = 16, ROUNDS = 20 };

typedef struct crowd {
    rowan_engine *engine;
    atomic_int failures;
} crowd;

static void *
insert_often(void *argument)
{
    crowd *all = argument;
    rowan_connection *conn = NULL;

    for (int i = 0; i < ROUNDS; i++) {
        if (rowan_connection_acquire(all->engine, 60000, &conn, NULL) !=
            ROWAN_OK) {
            all->failures++;
            continue;
        }
        if (rowan_connection_query(conn, "INSERT INTO t VALUES (1)", NULL, NULL,
                                   NULL) != ROWAN_OK)
            all->failures++;
        rowan_connection_release(conn);
    }
    return NULL;
}

static void
test_pool__leaves_no_session_state_behind(void)
{
    static const char *const texts[] = {"PRAGMA foreign_keys = off",
                                        "CREATE TEMP TABLE leak (a INTEGER)",
                                        "/* ; */ pragma recursive_triggers(1)"};
    rowan_pool_status status = {0};
    fixture all;

    OPEN_OR_SKIP(&all, "");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        REQUIRE(run(&all, texts[i]) == ROWAN_OK);
        rowan_connection_release(all.conn);
        REQUIRE(rowan_connection_acquire(all.engine, 0, &all.conn, NULL) ==
                ROWAN_OK);
        CHECK_INT(number_of(all.conn, "PRAGMA foreign_keys"), 1);
        CHECK_INT(number_of(all.conn, "PRAGMA recursive_triggers"), 0);
        CHECK_INT(
            number_of(all.conn, "SELECT count(*) FROM sqlite_temp_schema"), 0);
    }
    rowan_engine_pool_status(all.engine, &status);
    CHECK_INT(status.connects, 4);
    CHECK_INT(status.lost, 0);
    close_file(&all);
}

static void
test_pool__keeps_a_connection_that_only_read_settings(void)
{
    rowan_pool_status status = {0};
    fixture all;

    OPEN_OR_SKIP(&all, "");
    CHECK_INT(number_of(all.conn, "PRAGMA foreign_keys"), 1);
    REQUIRE(run(&all, "CREATE TABLE t (a INTEGER)") == ROWAN_OK);
    rowan_connection_release(all.conn);
    REQUIRE(rowan_connection_acquire(all.engine, 0, &all.conn, NULL) ==
            ROWAN_OK);
    rowan_engine_pool_status(all.engine, &status);
    CHECK_INT(status.connects, 1);
    close_file(&all);
}

static void
test_engine__serves_sixteen_threads(void)
{
    pthread_t threads[THREADS];
    fixture all;
    crowd writers = {.failures = 0};

    OPEN_OR_SKIP(&all, "pool_size=2&pool_overflow=2&synchronous=off"
                       "&busy_timeout=30000");
    REQUIRE(run(&all, "CREATE TABLE t (a INTEGER)") == ROWAN_OK);
    writers.engine = all.engine;
    for (size_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, insert_often, &writers) == 0);
    for (size_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_join(threads[i], NULL) == 0);
    CHECK_INT(writers.failures, 0);
    CHECK_INT(number_of(all.conn, "SELECT count(*) FROM t"), THREADS * ROUNDS);
    close_file(&all);
}

/* --- memory -------------------------------------------------------------- */

static rowan_status
work(const char *url)
{
    const rowan_value *cells = NULL;
    rowan_connection *conn = NULL;
    rowan_result *result = NULL;
    rowan_error err = {0};
    rowan_status status;
    rowan_engine *engine = rowan_engine_open(url, &err);

    if (engine == NULL)
        return err.status;
    status = rowan_connection_acquire(engine, 0, &conn, &err);
    if (status == ROWAN_OK)
        status = rowan_connection_query(conn, "SELECT 1 UNION SELECT 2", NULL,
                                        &result, &err);
    while (status == ROWAN_OK)
        status = rowan_result_next(result, &cells, &err);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    return status;
}

static void
test_engine__leaks_nothing_when_any_allocation_fails(void)
{
    int64_t nth = 1;
    fixture all;
    char url[512];

    OPEN_OR_SKIP(&all, "");
    (void)snprintf(url, sizeof(url), "%s", rowan_engine_url(all.engine));
    close_file(&all);
    rowan_shutdown();
    fail_alloc_begin();
    for (;; nth++) {
        rowan_status status;

        fail_alloc_arm(nth);
        status = work(url);
        rowan_shutdown();
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck())
            break;
        CHECK(status == ROWAN_NO_MEMORY || status == ROWAN_DONE);
    }
    CHECK(nth > 10);
    fail_alloc_end();
}

HARNESS_SUITE(
    connection, HARNESS_TEST(test_result__gives_each_value_in_its_own_kind),
    HARNESS_TEST(test_result__tells_how_many_rows_changed),
    HARNESS_TEST(test_result__takes_values_by_name),
    HARNESS_TEST(test_result__without_the_value_of_a_name_is_refused),
    HARNESS_TEST(test_result__of_a_wrong_statement_tells_its_sql),
    HARNESS_TEST(test_connection__rolls_back_when_it_is_given_back),
    HARNESS_TEST(test_connection__keeps_what_is_outside_a_savepoint),
    HARNESS_TEST(test_connection__that_is_idle_blocks_nobody),
    HARNESS_TEST(test_log__echoes_each_statement_without_values),
    HARNESS_TEST(test_log__is_silent_without_echo),
    HARNESS_TEST(test_engine__of_memory_has_one_connection),
    HARNESS_TEST(test_connection__tells_what_is_at_the_other_end),
    HARNESS_TEST(test_pool__leaves_no_session_state_behind),
    HARNESS_TEST(test_pool__keeps_a_connection_that_only_read_settings),
    HARNESS_TEST(test_engine__serves_sixteen_threads),
    HARNESS_TEST(test_engine__leaks_nothing_when_any_allocation_fails))
