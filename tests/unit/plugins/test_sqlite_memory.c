/* SPDX-License-Identifier: MIT */
/* Every allocation fails in turn, the plugin's own and SQLite's. */
#include "fail_alloc.h"
#include "plugins/rig.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- SQLite's own allocator
 * --------------------------------------------------- */

static sqlite3_mem_methods real;
static int64_t sqlite_count, sqlite_bad, sqlite_live;
static bool sqlite_forever, sqlite_struck;

static bool
sqlite_strikes(void)
{
    sqlite_count++;
    if (!sqlite_bad || sqlite_count < sqlite_bad ||
        (sqlite_count > sqlite_bad && !sqlite_forever))
        return false;
    sqlite_struck = true;
    return true;
}

static void *
sqlite_allocate(int size)
{
    void *memory = sqlite_strikes() ? NULL : real.xMalloc(size);

    sqlite_live += memory != NULL;
    return memory;
}

static void *
sqlite_reallocate(void *memory, int size)
{
    return sqlite_strikes() ? NULL : real.xRealloc(memory, size);
}

static void
sqlite_release(void *memory)
{
    sqlite_live -= memory != NULL;
    real.xFree(memory);
}

static void
sqlite_arm(int64_t nth, bool forever)
{
    sqlite_count = 0;
    sqlite_bad = nth;
    sqlite_forever = forever;
    sqlite_struck = false;
}

/* No connection is open between tests, so SQLite can be shut down. */
static void
sqlite_allocator_install(void)
{
    sqlite3_mem_methods failing;

    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real);
    failing = real;
    failing.xMalloc = sqlite_allocate;
    failing.xRealloc = sqlite_reallocate;
    failing.xFree = sqlite_release;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    sqlite_arm(0, false);
    sqlite_live = 0;
    REQUIRE(sqlite3_initialize() == SQLITE_OK);
}

static void
sqlite_allocator_remove(void)
{
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_MALLOC, &real);
    sqlite3_initialize();
}

/* --- the work
 * ------------------------------------------------------------------ */

static rowan_status
run(rowan_driver_connection *connection, const char *sql,
    const rowan_value *binds, uint32_t bind_count, const uint32_t *wanted,
    rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement;
    rowan_value cells[8];
    rowan_status status = (rowan_status)driver->prepare(
        connection, sql, strlen(sql), NULL, 0, 1, &statement, err);

    if (status)
        return status;
    status =
        (rowan_status)driver->execute(statement, binds, bind_count, wanted,
                                      driver->column_count(statement), err);
    if (!status && wanted)
        while ((status = (rowan_status)driver->step(statement, cells, err)) ==
               ROWAN_OK)
            ;
    driver->finish(statement);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

/* Some of everything on a connection; its end state is the same each time. */
static rowan_status
work_on(rowan_driver_connection *connection, rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[] = {ROWAN_KIND_INT64, ROWAN_KIND_TEXT,
                                      ROWAN_KIND_DATE, ROWAN_KIND_DECIMAL};
    rowan_value binds[] = {rig_text("text"),
                           {.kind = ROWAN_KIND_DATE},
                           rig_text("12.50"),
                           {.kind = ROWAN_KIND_UUID}};
    rowan_begin_params params = {.size = sizeof params, .will_write = 1};
    rowan_status status = (rowan_status)driver->begin(connection, &params, err);

    binds[2].kind = ROWAN_KIND_DECIMAL;
    if (!status)
        status = (rowan_status)driver->savepoint(connection, 1, err);
    if (!status)
        status =
            run(connection, "INSERT INTO t(a, b, c, d) VALUES (?, ?, ?, ?)",
                binds, 4, NULL, err);
    if (!status)
        status = run(connection, "SELECT id, a, b, c FROM t ORDER BY a, c",
                     NULL, 0, wanted, err);
    if (!status)
        status = run(connection,
                     "SELECT count(*), 'x', '2000-01-01', decimal_mul("
                     "decimal_sum(c), '1.1') FROM t",
                     NULL, 0, wanted, err);
    if (!status)
        status = (rowan_status)driver->savepoint_release(connection, 1, err);
    if (!status)
        status = (rowan_status)driver->commit(connection, err);
    return status;
}

static rowan_status
work(const char *path, rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    rowan_driver_connection *connection;
    rowan_error ignored = {0};
    rowan_status status =
        rig_connect(&(rig_way){.database = path}, &connection, err);

    if (status)
        return status;
    status = work_on(connection, err);
    if (driver->reset(connection, &ignored) == ROWAN_OK)
        CHECK_INT(driver->transaction_state(connection),
                  ROWAN_STATE_NONE);
    driver->disconnect(connection);
    return status;
}

static const char *
make_file(const char *name)
{
    const char *path = harness_temp_path(name);
    rowan_driver_connection *connection = rig_open(.database = path);

    rig_run(connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b DATE,"
                        " c DECIMAL_TEXT COLLATE decimal, d UUID)");
    rig_close(connection);
    return path;
}

static void
check_intact(const char *path)
{
    rowan_driver_connection *connection = rig_open(.database = path);

    CHECK_STR(rig_ask(connection, "PRAGMA integrity_check"), "ok");
    rig_close(connection);
}

static void
test_memory__of_the_plugin_fails_in_turn_without_leak(void)
{
    const char *path = make_file("plugin-memory.db");
    int64_t nth = 1;

    fail_alloc_begin();
    for (;; nth++) {
        rowan_error err = {0};
        rowan_status status;

        fail_alloc_arm(nth);
        status = work(path, &err);
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck()) {
            CHECK_INT(status, ROWAN_OK);
            break;
        }
        if (!CHECK_INT(status, ROWAN_NO_MEMORY))
            FAIL("allocation %lld: %s", (long long)nth, err.message);
    }
    fail_alloc_end();
    CHECK(nth > 10);
    check_intact(path);
}

static void
fail_sqlite_in_turn(bool forever)
{
    const char *path = make_file(forever ? "forever.db" : "once.db");
    int64_t nth = 1;
    int64_t before;

    sqlite_allocator_install();
    fail_alloc_begin();
    before = sqlite_live;
    for (;; nth++) {
        rowan_error err = {0};
        rowan_status status;

        sqlite_arm(nth, forever);
        status = work(path, &err);
        sqlite_bad = 0;
        CHECK_INT(sqlite_live, before);
        CHECK_INT(fail_alloc_live(), 0);
        if (!sqlite_struck) {
            CHECK_INT(status, ROWAN_OK);
            break;
        }
        /* SQLite does without some memory: caches, statistics. */
        if (status && !CHECK_INT(status, ROWAN_NO_MEMORY))
            FAIL("allocation %lld: %s", (long long)nth, err.message);
    }
    CHECK(nth > 100);
    fail_alloc_end();
    sqlite_allocator_remove();
    check_intact(path);
}

static void
test_memory__of_sqlite_fails_once_in_turn_without_leak(void)
{
    fail_sqlite_in_turn(false);
}

static void
test_memory__of_sqlite_runs_out_for_good_without_leak(void)
{
    fail_sqlite_in_turn(true);
}

HARNESS_SUITE(
    sqlite_memory,
    HARNESS_TEST(test_memory__of_the_plugin_fails_in_turn_without_leak),
    HARNESS_TEST(test_memory__of_sqlite_fails_once_in_turn_without_leak),
    HARNESS_TEST(test_memory__of_sqlite_runs_out_for_good_without_leak))
