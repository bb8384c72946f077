/* SPDX-License-Identifier: MIT */
#include "engine/engine_priv.h"
#include "fake_plugin.h"
#include "harness.h"

static rowan_engine *engine;
static rowan_connection *conn;

static void
begin(void)
{
    fake_plugin_begin();
    engine = rowan_engine_open("fake://", NULL);
    REQUIRE(engine != NULL);
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
}

static void
end(void)
{
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_transaction__calls_out_of_order_are_refused(void)
{
    rowan_error err = {0};

    begin();
    CHECK_INT(rowan__connection_commit(conn, &err), ROWAN_INVALID);
    CHECK_HAS(err.message, "COMMIT without a transaction");
    CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_INVALID);
    CHECK_INT(rowan__connection_savepoint(conn, NULL), ROWAN_INVALID);
    CHECK_INT(rowan__connection_savepoint_release(conn, NULL), ROWAN_INVALID);
    CHECK_INT(rowan__connection_savepoint_rollback(conn, NULL), ROWAN_INVALID);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_INVALID);
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_OK);
    end();
}

static void
test_transaction__savepoints_nest(void)
{
    begin();
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_savepoint(conn, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_savepoint(conn, NULL), ROWAN_OK);
    CHECK_INT(conn->savepoint, 2);
    CHECK_INT(rowan__connection_savepoint_release(conn, NULL), ROWAN_OK);
    CHECK_INT(conn->savepoint, 1);
    CHECK_INT(rowan__connection_savepoint_rollback(conn, NULL), ROWAN_OK);
    CHECK_INT(conn->savepoint, 0);
    CHECK_INT(fake.savepoint_calls, 5);
    end();
}

static void
test_transaction__that_ends_takes_its_savepoints_along(void)
{
    begin();
    for (int i = 0; i < 2; i++) {
        CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
        CHECK_INT(rowan__connection_savepoint(conn, NULL), ROWAN_OK);
        CHECK_INT(i == 0 ? rowan__connection_commit(conn, NULL)
                         : rowan__connection_rollback(conn, NULL),
                  ROWAN_OK);
        CHECK_INT(conn->savepoint, 0);
    }
    end();
}

static void
test_transaction__has_no_savepoints_where_the_database_has_none(void)
{
    rowan_error err = {0};

    fake_plugin_begin();
    fake.has_no_savepoints = true;
    engine = rowan_engine_open("fake://", NULL);
    REQUIRE(engine != NULL);
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_savepoint(conn, &err), ROWAN_UNSUPPORTED);
    CHECK_HAS(err.message, "Fake has no savepoints");
    end();
}

static void
test_transaction__rolls_back_after_a_failed_commit(void)
{
    static const uint32_t states[] = {ROWAN_TRANSACTION_NONE,
                                      ROWAN_TRANSACTION_ACTIVE,
                                      ROWAN_TRANSACTION_FAILED};

    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        rowan_error err = {0};

        begin();
        fake.commit = ROWAN_SERIALIZATION;
        fake.state_after_commit = states[i];
        CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
        CHECK_INT(rowan__connection_commit(conn, &err), ROWAN_SERIALIZATION);
        CHECK_STR(err.sql, "COMMIT");
        CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_OK);
        CHECK_INT(fake.rollbacks, states[i] != ROWAN_TRANSACTION_NONE);
        CHECK_INT(rowan__connection_transaction_state(conn),
                  ROWAN_TRANSACTION_NONE);
        end();
    }
}

static void
test_transaction__aborted_one_is_not_committed(void)
{
    begin();
    fake.commit = ROWAN_SERIALIZATION;
    fake.state_after_commit = ROWAN_TRANSACTION_FAILED;
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_SERIALIZATION);
    fake.commit = ROWAN_OK;
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_TRANSACTION_ABORTED);
    end();
}

static void
test_transaction__that_the_database_ended_is_not_committed(void)
{
    rowan_error err = {0};

    begin();
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    fake.database_rolls_back = true;
    CHECK_INT(rowan__connection_run(conn, "x", 1, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_commit(conn, &err), ROWAN_TRANSACTION_ABORTED);
    CHECK_HAS(err.message, "the database itself has rolled");
    CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_OK);
    CHECK_INT(fake.rollbacks, 0);
    end();
}

static void
test_transaction__commit_in_doubt_ends_the_connection(void)
{
    begin();
    fake.commit = ROWAN_IN_DOUBT;
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_IN_DOUBT);
    CHECK(conn->broken);
    end();
    CHECK_INT(fake.disconnects, 1);
}

static void
test_transaction__that_does_not_begin_is_not_open(void)
{
    begin();
    fake.begin = ROWAN_BUSY;
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_BUSY);
    CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_INVALID);
    end();
}

HARNESS_SUITE(
    engine_transaction,
    HARNESS_TEST(test_transaction__calls_out_of_order_are_refused),
    HARNESS_TEST(test_transaction__savepoints_nest),
    HARNESS_TEST(test_transaction__that_ends_takes_its_savepoints_along),
    HARNESS_TEST(
        test_transaction__has_no_savepoints_where_the_database_has_none),
    HARNESS_TEST(test_transaction__rolls_back_after_a_failed_commit),
    HARNESS_TEST(test_transaction__aborted_one_is_not_committed),
    HARNESS_TEST(test_transaction__that_the_database_ended_is_not_committed),
    HARNESS_TEST(test_transaction__commit_in_doubt_ends_the_connection),
    HARNESS_TEST(test_transaction__that_does_not_begin_is_not_open))
