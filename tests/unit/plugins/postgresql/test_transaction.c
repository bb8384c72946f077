/* SPDX-License-Identifier: MIT */
/* Transactions: when they are sent, what they keep apart, how they end. */
#include "plugins/rig.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static rowan_driver_connection *
open_accounts(void)
{
    rowan_driver_connection *connection = rig_open();

    rig_run(connection, "DROP TABLE IF EXISTS account");
    rig_run(connection, "CREATE TABLE account (id int PRIMARY KEY, n int)");
    rig_run(connection, "INSERT INTO account VALUES (1, 0), (2, 0)");
    return connection;
}

static rowan_status
begin_at(rowan_driver_connection *connection, uint32_t isolation)
{
    rowan_begin_params params = {.size = sizeof params,
                                 .isolation = isolation};

    return (rowan_status)rig_driver()->begin(connection, &params, NULL);
}

static void
test_transaction__without_a_statement_is_never_sent(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open(), *other = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};
    char sql[200], pid[32];

    snprintf(pid, sizeof pid, "%s",
             rig_ask(connection, "SELECT pg_backend_pid()"));
    snprintf(sql, sizeof sql,
             "SELECT state FROM pg_stat_activity WHERE pid = %s", pid);
    rig_begin(connection);
    CHECK_INT(driver->transaction_state(connection),
              ROWAN_STATE_ACTIVE);
    CHECK_STR(rig_ask(other, sql), "idle");
    RIG_OK(driver->commit(connection, &err), err);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    rig_begin(connection);
    RIG_OK(driver->savepoint(connection, 1, &err), err);
    CHECK_STR(rig_ask(connection, "SELECT 1"), "1");
    CHECK_STR(rig_ask(other, sql), "idle in transaction");
    RIG_OK(driver->rollback(connection, &err), err);
    CHECK_STR(rig_ask(other, sql), "idle");
    rig_close(connection);
    rig_close(other);
}

static void
test_transaction__levels_are_those_that_were_asked_for(void)
{
    static const char *const levels[] = {
        "read committed", "read uncommitted", "read committed",
        "repeatable read", "serializable"};
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_begin_params params = {.size = sizeof params, .read_only = 1};
    rowan_error err = {0};

    for (uint32_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        CHECK_INT(begin_at(connection, i), ROWAN_OK);
        CHECK_STR(rig_ask(connection, "SHOW transaction_isolation"),
                  levels[i]);
        RIG_OK(driver->commit(connection, &err), err);
    }
    CHECK_INT(begin_at(connection, 9), ROWAN_INVALID);
    RIG_OK(driver->begin(connection, &params, &err), err);
    CHECK_STR(rig_ask(connection, "SHOW transaction_read_only"), "on");
    CHECK_INT(driver->begin(connection, &params, &err), ROWAN_INVALID);
    CHECK_INT(driver->rollback(connection, NULL), ROWAN_OK);
    rig_close(connection);
}

static void
test_transaction__savepoints_undo_what_came_after_them(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = open_accounts();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    rig_begin(connection);
    rig_run(connection, "UPDATE account SET n = 1");
    RIG_OK(driver->savepoint(connection, 1, &err), err);
    rig_run(connection, "UPDATE account SET n = 2");
    RIG_OK(driver->savepoint(connection, 2, &err), err);
    CHECK_INT(rig_try(connection, "INSERT INTO account VALUES (1, 1)", NULL),
              ROWAN_UNIQUE_VIOLATION);
    RIG_OK(driver->savepoint_rollback(connection, 2, &err), err);
    RIG_OK(driver->savepoint_release(connection, 2, &err), err);
    CHECK_STR(rig_ask(connection, "SELECT sum(n) FROM account"), "4");
    RIG_OK(driver->savepoint_rollback(connection, 1, &err), err);
    RIG_OK(driver->savepoint_release(connection, 1, &err), err);
    for (uint32_t i = 1; i < 40; i++)
        RIG_OK(driver->savepoint(connection, i, &err), err);
    for (uint32_t i = 39; i > 0; i--)
        RIG_OK(driver->savepoint_release(connection, i, &err), err);
    RIG_OK(driver->commit(connection, &err), err);
    CHECK_STR(rig_ask(connection, "SELECT sum(n) FROM account"), "2");
    rig_close(connection);
}

static void
test_transaction__that_conflicts_says_to_try_again(void)
{
    NEED_SERVER();
    rowan_driver_connection *one = open_accounts(), *two = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    CHECK_INT(begin_at(one, ROWAN_ISOLATION_SERIALIZABLE), ROWAN_OK);
    CHECK_INT(begin_at(two, ROWAN_ISOLATION_SERIALIZABLE), ROWAN_OK);
    CHECK_STR(rig_ask(one, "SELECT sum(n) FROM account"), "0");
    CHECK_STR(rig_ask(two, "SELECT sum(n) FROM account"), "0");
    rig_run(one, "UPDATE account SET n = 1 WHERE id = 1");
    rig_run(two, "UPDATE account SET n = 1 WHERE id = 2");
    RIG_OK(driver->commit(one, &err), err);
    CHECK_INT(driver->commit(two, &err), ROWAN_SERIALIZATION);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    CHECK_INT(driver->transaction_state(two), ROWAN_STATE_NONE);
    rig_close(one);
    rig_close(two);
}

typedef struct locker {
    rowan_driver_connection *connection;
    rowan_status status;
} locker;

static void *
lock_second(void *context)
{
    locker *l = context;

    l->status = rig_try(l->connection,
                        "UPDATE account SET n = 2 WHERE id = 2", NULL);
    return NULL;
}

static void
test_transaction__locks_end_in_busy_or_deadlock(void)
{
    NEED_SERVER();
    rowan_driver_connection *one = open_accounts();
    rowan_driver_connection *two = rig_open(.options = {"lock_timeout=50"});
    const rowan_driver *driver = rig_driver();
    locker l = {.connection = one};
    pthread_t thread;
    rowan_error err = {0};
    rowan_status status;

    rig_begin(one);
    rig_run(one, "UPDATE account SET n = 1 WHERE id = 1");
    CHECK_INT(rig_try(two, "UPDATE account SET n = 1 WHERE id = 1", &err),
              ROWAN_BUSY);
    CHECK_INT(err.retry, ROWAN_RETRY_STATEMENT);
    rig_run(two, "SET lock_timeout = 0");
    rig_run(two, "SET deadlock_timeout = '50ms'");
    rig_run(one, "SET deadlock_timeout = '50ms'");
    rig_begin(two);
    rig_run(two, "UPDATE account SET n = 1 WHERE id = 2");
    pthread_create(&thread, NULL, lock_second, &l);
    memset(&err, 0, sizeof err);
    status = rig_try(two, "UPDATE account SET n = 1 WHERE id = 1", &err);
    /* Whoever lost: the other waits for its end. */
    if (status)
        CHECK_INT(driver->rollback(two, NULL), ROWAN_OK);
    pthread_join(thread, NULL);
    CHECK_INT(status ? status : l.status, ROWAN_DEADLOCK);
    rig_close(one);
    rig_close(two);
}

static void
test_transaction__of_two_phases_is_committed_elsewhere(void)
{
    NEED_SERVER();
    rowan_driver_connection *one = open_accounts(), *two = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    rig_begin(one);
    rig_run(one, "UPDATE account SET n = 5");
    RIG_OK(driver->prepare_transaction(one, "a.b:c-1", &err), err);
    CHECK_INT(driver->transaction_state(one), ROWAN_STATE_NONE);
    CHECK_STR(rig_ask(two, "SELECT sum(n) FROM account"), "0");
    RIG_OK(driver->commit_prepared(two, "a.b:c-1", &err), err);
    CHECK_STR(rig_ask(two, "SELECT sum(n) FROM account"), "10");
    CHECK_INT(driver->commit_prepared(two, "a.b:c-1", &err), ROWAN_NOT_FOUND);

    rig_begin(one);
    rig_run(one, "UPDATE account SET n = 6");
    CHECK_INT(driver->prepare_transaction(one, "second", NULL), ROWAN_OK);
    CHECK_INT(driver->rollback_prepared(two, "second", NULL), ROWAN_OK);
    CHECK_STR(rig_ask(two, "SELECT sum(n) FROM account"), "10");

    CHECK_INT(driver->prepare_transaction(one, "none", NULL), ROWAN_INVALID);
    CHECK_INT(driver->commit_prepared(one, "a'b", NULL), ROWAN_INVALID);
    rig_begin(one);
    CHECK_INT(rig_try(one, "SELECT 1/0", NULL), ROWAN_DATABASE);
    CHECK_INT(driver->prepare_transaction(one, "third", NULL),
              ROWAN_TRANSACTION_ABORTED);
    rig_close(one);
    rig_close(two);
}

static void
terminate(rowan_driver_connection *killer, rowan_driver_connection *victim)
{
    char sql[100];

    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%s, 5000)",
             rig_ask(victim, "SELECT pg_backend_pid()"));
    CHECK_STR(rig_ask(killer, sql), "t");
}

static void
test_transaction__whose_commit_was_lost_is_in_doubt_until_asked(void)
{
    NEED_SERVER();
    rowan_driver_connection *one = open_accounts(), *two = rig_open();
    const rowan_driver *driver = rig_driver();
    char lost[64], kept[64], nothing[64];
    rowan_error err = {0};

    rig_begin(one);
    RIG_OK(driver->transaction_token(one, nothing, &err), err);
    CHECK_INT(driver->transaction_outcome(two, nothing, NULL), ROWAN_OK);
    rig_run(one, "UPDATE account SET n = 1");
    RIG_OK(driver->transaction_token(one, kept, &err), err);
    CHECK_INT(driver->transaction_outcome(two, kept, NULL), ROWAN_IN_DOUBT);
    RIG_OK(driver->commit(one, &err), err);
    RIG_OK(driver->transaction_outcome(two, kept, &err), err);

    rig_begin(one);
    rig_run(one, "UPDATE account SET n = 2");
    RIG_OK(driver->transaction_token(one, lost, &err), err);
    terminate(two, one);
    CHECK_INT(driver->commit(one, &err), ROWAN_IN_DOUBT);
    CHECK_INT(err.retry, ROWAN_RETRY_NEVER);
    CHECK_INT(driver->transaction_outcome(two, lost, NULL),
              ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->transaction_outcome(two, "1; SELECT 1", NULL),
              ROWAN_INVALID);
    rig_close(one);
    rig_close(two);
}

static void
test_transaction__a_reset_leaves_no_trace_of_the_session(void)
{
    static const char *const changes[] = {
        "SET search_path = nowhere", "SET timezone = 'Asia/Tokyo'",
        "SET intervalstyle = 'postgres'", "CREATE TEMP TABLE tmp (a int)",
        "LISTEN something", "SELECT pg_advisory_lock(42)",
        "SELECT set_config('rowan.user', 'x', false)"};
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open(), *other = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *kept =
        rig_prepare(connection, "SELECT current_setting('timezone')");
    static const uint32_t wanted = ROWAN_KIND_TEXT;
    rowan_value cell = {0};
    rowan_error err = {0};

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        rig_run(connection, changes[i]);
    rig_begin(connection);
    CHECK_STR(rig_ask(connection, "SELECT 1"), "1");
    CHECK_INT(driver->reset(connection, &err), ROWAN_DONE);

    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    CHECK_STR(rig_ask(connection, "SELECT current_schema()"), "public");
    CHECK_STR(rig_ask(connection, "SELECT '1 day'::interval"), "P1D");
    CHECK_STR(rig_ask(connection, "SELECT to_regclass('tmp')"), "");
    CHECK_STR(rig_ask(connection,
                      "SELECT count(*) FROM pg_listening_channels()"),
              "0");
    CHECK_STR(rig_ask(other, "SELECT pg_try_advisory_lock(42)"), "t");
    CHECK_STR(rig_ask(connection,
                      "SELECT current_setting('rowan.user', true)"),
              "");
    RIG_OK(driver->execute(kept, NULL, 0, &wanted, 1, &err), err);
    RIG_OK(driver->step(kept, &cell, &err), err);
    CHECK(cell.as.text.size == 3 && !memcmp(cell.as.text.data, "UTC", 3));
    driver->finish(kept);
    rig_close(connection);
    rig_close(other);
}

/* One row, whose COMMIT goes out with it. */
static void
insert_along(rowan_driver_connection *connection, int id)
{
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *insert =
        rig_prepare(connection, "INSERT INTO account VALUES ($1, 5)");
    rowan_value value = rig_int(id);
    char token[64] = "";
    rowan_error err = {0};

    rig_begin(connection);
    driver->commit_follows(connection, ROWAN_COMMIT_ALONG);
    RIG_OK(driver->execute(insert, &value, 1, NULL, 0, &err), err);
    RIG_OK(driver->transaction_token(connection, token, &err), err);
    RIG_OK(driver->commit(connection, &err), err);
    driver->finish(insert);
    CHECK_INT(driver->transaction_outcome(connection, token, &err), ROWAN_OK);
}

static void
test_transaction__a_savepoint_that_is_not_there_fails_what_follows(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    rig_begin(connection);
    rig_run(connection, "SELECT 1");
    RIG_OK(driver->savepoint_release(connection, 7, &err), err);
    CHECK_INT(rig_try(connection, "SELECT 2", &err), ROWAN_INVALID);
    CHECK_STR(err.sqlstate, "3B001");
    RIG_OK(driver->rollback(connection, &err), err);
    CHECK_STR(rig_ask(connection, "SELECT 3"), "3");
    rig_close(connection);
}

/* Whatever the case of its words, and whatever the locale takes for that. */
static void
test_transaction__text_that_may_leave_something_is_known(void)
{
    static const struct {
        const char *sql;
        bool leaves;
    } cases[] = {
        {"insert into account values (7, 0)", false},
        {"INSERT INTO account VALUES (8, 0)", false},
        {"with w as (select 1) select * from w", false},
        {"SELECT PG_ADVISORY_LOCK(1)", true},
        {"select pg_advisory_lock(1)", true},
        {"SELECT 1 AS a INTO TEMP left_behind", true},
        {"select 1 as a into temp left_behind", true},
        {"SELECT SET_CONFIG('work_mem', '5MB', false)", true},
        {"SET work_mem = '5MB'", true},
    };
    NEED_SERVER();
    const rowan_driver *driver = rig_driver();
    rowan_driver_connection *connection = open_accounts();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)driver->reset(connection, NULL);
        rig_run(connection, cases[i].sql);
        if (!CHECK_INT(driver->needs_reset(connection), cases[i].leaves))
            FAIL("%s", cases[i].sql);
    }
    rig_close(connection);
}

static void
test_transaction__a_reset_takes_settings_of_any_length(void)
{
    static const char name[] = "a_schema_that_need_not_be_there, ";
    NEED_SERVER();
    char option[900] = "search_path=";
    size_t size = strlen(option);
    rowan_driver_connection *connection;
    rowan_error err = {0};

    for (; size + sizeof name < sizeof option; size += strlen(name))
        memcpy(option + size, name, sizeof name);
    option[size - 2] = '\0';
    connection = rig_open(.options = {option});
    rig_run(connection, "SET work_mem = '5MB'");
    CHECK_INT(rig_driver()->reset(connection, &err), ROWAN_DONE);
    CHECK_STR(err.message, "");
    CHECK_STR(rig_ask(connection, "SHOW search_path"),
              option + strlen("search_path="));
    rig_close(connection);
}

static void
test_transaction__keeps_what_frames_it_prepared_unless_it_is_gone(void)
{
    static const char *const modes[] = {"prepare=named", "prepare=unnamed",
                                        "prepare=off"};
    static const char *const changes[] = {
        "SELECT 1", "DEALLOCATE ALL", "SET extra_float_digits = 1",
        "DO $$ BEGIN DEALLOCATE ALL; END $$"};
    static const char count_sql[] =
        "SELECT count(*) FROM pg_prepared_statements WHERE statement = "
        "'COMMIT'";

    NEED_SERVER();
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        rowan_driver_connection *other = open_accounts(),
                                *connection =
                                    rig_open(.options = {modes[m]});

        for (int i = 0; i < (int)(sizeof changes / sizeof *changes); i++) {
            rig_run(connection, changes[i]);
            insert_along(connection, 10 + 2 * i);
            insert_along(connection, 11 + 2 * i);
            CHECK_STR(rig_ask(connection, count_sql), m ? "0" : "1");
        }
        CHECK_STR(rig_ask(other, "SELECT count(*) FROM account WHERE n = 5"),
                  "8");
        rig_close(connection);
        rig_close(other);
    }
}

HARNESS_SUITE(postgresql_transaction,
    HARNESS_TEST(
        test_transaction__a_savepoint_that_is_not_there_fails_what_follows),
    HARNESS_TEST(test_transaction__text_that_may_leave_something_is_known),
    HARNESS_TEST(test_transaction__a_reset_takes_settings_of_any_length),
    HARNESS_TEST(
        test_transaction__keeps_what_frames_it_prepared_unless_it_is_gone),
    HARNESS_TEST(test_transaction__without_a_statement_is_never_sent),
    HARNESS_TEST(test_transaction__levels_are_those_that_were_asked_for),
    HARNESS_TEST(test_transaction__savepoints_undo_what_came_after_them),
    HARNESS_TEST(test_transaction__that_conflicts_says_to_try_again),
    HARNESS_TEST(test_transaction__locks_end_in_busy_or_deadlock),
    HARNESS_TEST(test_transaction__of_two_phases_is_committed_elsewhere),
    HARNESS_TEST(
        test_transaction__whose_commit_was_lost_is_in_doubt_until_asked),
    HARNESS_TEST(test_transaction__a_reset_leaves_no_trace_of_the_session))
