/* SPDX-License-Identifier: MIT */
/* How a session's transactions end, and begin, on a database that is told what
 * to answer. */
#include "fake_plugin.h"
#include "harness.h"

#include <rowan.h>
#include <rowan/plugin/driver.h>

typedef struct box {
    int64_t id;
    int64_t size;
} box;

ROWAN_MODEL(box, "boxes", ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(size))

static rowan_engine *engine;
static rowan_session *session;

static void
begin(const char *url)
{
    fake_plugin_begin();
    engine = rowan_engine_open(url, NULL);
    REQUIRE(engine != NULL);
    session = rowan_session_open(engine, NULL);
    REQUIRE(session != NULL);
}

static void
end(void)
{
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* A transaction that wrote, before its commit. */
static void
write_something(void)
{
    CHECK_INT(rowan_begin(session), ROWAN_OK);
    CHECK_INT(rowan_execute(session, "x"), ROWAN_OK);
}

/* --- in doubt ------------------------------------------------------------ */

static void
test_commit__in_doubt_is_resolved_by_asking_elsewhere(void)
{
    static const struct {
        rowan_status outcome;
        int unknown_times;
    } cases[] = {{ROWAN_OK, 0},
                 {ROWAN_OK, 2},
                 {ROWAN_TRANSACTION_ABORTED, 0},
                 {ROWAN_TRANSACTION_ABORTED, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin("fake://?pool_size=1&pool_overflow=0");
        fake.token = "t1";
        fake.commit = ROWAN_IN_DOUBT;
        fake.outcome = cases[i].outcome;
        fake.outcome_unknown_times = cases[i].unknown_times;
        write_something();
        CHECK_INT(rowan_commit(session), cases[i].outcome);
        CHECK_INT(rowan_session_error(session)->status, cases[i].outcome);
        CHECK_INT(fake.outcomes, cases[i].unknown_times + 1);
        CHECK_INT(fake.connects, 2);
        CHECK_INT(fake.commits, 1);
        if (cases[i].outcome != ROWAN_OK)
            CHECK_INT(rowan_session_error(session)->retry,
                      ROWAN_RETRY_TRANSACTION);
        fake.commit = ROWAN_OK;
        write_something();
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        end();
    }
}

static void
test_commit__that_nobody_can_tell_stays_in_doubt(void)
{
    begin("fake://");
    fake.commit = ROWAN_IN_DOUBT;
    write_something();
    CHECK_INT(rowan_commit(session), ROWAN_IN_DOUBT);
    CHECK_INT(rowan_execute(session, "x"), ROWAN_IN_DOUBT);
    CHECK_INT(fake.executes, 1);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    CHECK_INT(rowan_execute(session, "x"), ROWAN_OK);
    end();
}

static void
test_commit__asks_again_when_it_is_called_again(void)
{
    begin("fake://?connect_timeout_ms=5");
    fake.token = "t1";
    fake.commit = ROWAN_IN_DOUBT;
    fake.outcome_unknown_times = 1;
    write_something();
    CHECK_INT(rowan_commit(session), ROWAN_IN_DOUBT);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(fake.commits, 1);
    CHECK_INT(fake.outcomes, 2);
    end();
}

static void
test_commit__that_did_not_happen_undoes_the_objects(void)
{
    box *it;

    begin("fake://");
    fake.token = "t1";
    fake.commit = ROWAN_IN_DOUBT;
    fake.outcome = ROWAN_TRANSACTION_ABORTED;
    CHECK_INT(rowan_begin(session), ROWAN_OK);
    it = rowan_new(session, box, .id = 1, .size = 5);
    REQUIRE(it != NULL);
    CHECK_INT(rowan_commit(session), ROWAN_TRANSACTION_ABORTED);
    /* It left the session, as by a rollback. */
    CHECK_INT(rowan_delete(session, it), ROWAN_OK);
    end();
}

static void
test_commit__in_doubt_and_given_up_has_its_objects_read_again(void)
{
    box *it;
    int executes;

    begin("fake://");
    it = rowan_new(session, box, .id = 1, .size = 5);
    REQUIRE(it != NULL);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK(rowan_get(session, box, 1) == it);
    it->size = 6;
    fake.commit = ROWAN_IN_DOUBT;
    CHECK_INT(rowan_commit(session), ROWAN_IN_DOUBT);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    CHECK_INT(it->size, 5);
    /* It may be 6: the database is asked, and this one has no rows. */
    executes = fake.executes;
    CHECK(rowan_get(session, box, 1) == NULL);
    CHECK_INT(fake.executes, executes + 1);
    end();
}

static void
test_commit__in_doubt_and_given_up_reads_what_was_to_be_deleted_again(void)
{
    box *it;
    int executes;

    begin("fake://?one_trip_commit=1");
    it = rowan_new(session, box, .id = 1, .size = 5);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    rowan_delete(session, it);
    rowan_new(session, box, .id = 1, .size = 6);
    fake.execute = ROWAN_IN_DOUBT;
    fake.execute_times = 1;
    CHECK_INT(rowan_commit(session), ROWAN_IN_DOUBT);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    /* Its row may be the new one's. */
    executes = fake.executes;
    CHECK(rowan_get(session, box, 1) == NULL);
    CHECK_INT(fake.executes, executes + 1);
    end();
}

/* --- along with the last statement --------------------------------------- */

static void
test_commit__is_announced_before_the_last_statement(void)
{
    for (uint32_t how = ROWAN_COMMIT_NEXT; how <= ROWAN_COMMIT_ALONG; how++) {
        box *it;

        begin(how == ROWAN_COMMIT_ALONG ? "fake://?one_trip_commit=1"
                                        : "fake://");
        it = rowan_new(session, box, .id = 1, .size = 5);
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        CHECK_INT(fake.commit_follows, how);
        CHECK_INT(fake.commits, 1);
        /* How many rows an UPDATE met is a reason to roll back. */
        it->size = 6;
        rowan_new(session, box, .id = 2);
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        CHECK_INT(fake.commit_follows, 0);
        /* No commit follows a flush alone, */
        rowan_new(session, box, .id = 3);
        CHECK_INT(rowan_flush(session), ROWAN_OK);
        CHECK_INT(fake.commit_follows, 0);
        /* and this one has more in it than its last statement. */
        rowan_new(session, box, .id = 4);
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        CHECK_INT(fake.commit_follows, 0);
        CHECK_INT(rowan_begin(session), ROWAN_OK);
        rowan_new(session, box, .id = 5);
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        CHECK_INT(fake.commit_follows, how);
        end();
    }
}

static void
test_commit__along_without_an_answer_stays_in_doubt(void)
{
    begin("fake://?one_trip_commit=1");
    fake.token = "t1";
    rowan_new(session, box, .id = 1, .size = 5);
    fake.execute = ROWAN_IN_DOUBT;
    fake.execute_times = 1;
    CHECK_INT(rowan_commit(session), ROWAN_IN_DOUBT);
    CHECK_INT(rowan_session_error(session)->status, ROWAN_IN_DOUBT);
    CHECK_INT(rowan_commit(session), ROWAN_IN_DOUBT);
    CHECK_INT(rowan_execute(session, "x"), ROWAN_IN_DOUBT);
    CHECK_INT(fake.executes, 1);
    CHECK_INT(fake.commits, 0);
    CHECK_INT(fake.outcomes, 0); /* there is no name to ask by */
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    rowan_new(session, box, .id = 2, .size = 5);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(fake.executes, 2); /* the first is not sent again */
    end();
}

static void
test_commit__that_is_refused_leaves_objects_pending(void)
{
    static const bool begins[] = {false, true};

    for (int i = 0; i < 2; i++) {
        box *it;

        begin("fake://");
        fake.commit = ROWAN_FOREIGN_KEY_VIOLATION;
        fake.commit_times = 1;
        fake.state_after_commit = ROWAN_STATE_NONE;
        if (begins[i])
            CHECK_INT(rowan_begin(session), ROWAN_OK);
        it = rowan_new(session, box, .id = 1, .size = 5);
        CHECK_INT(rowan_commit(session), ROWAN_FOREIGN_KEY_VIOLATION);
        it->size = 6;
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        CHECK_INT(fake.executes, 2);
        CHECK_INT(fake.last_binds[1], 6);
        CHECK_INT(fake.begins, 2);
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        CHECK_INT(fake.executes, 2);
        end();
    }
}

/* --- aborted ------------------------------------------------------------- */

static void
test_commit__after_a_deadlock_is_refused_until_the_rollback(void)
{
    begin("fake://");
    CHECK_INT(rowan_begin(session), ROWAN_OK);
    CHECK(rowan_sql(session, box, "ROWS 0 2") == NULL); /* no such names */
    fake.execute = ROWAN_DEADLOCK;
    CHECK_INT(rowan_execute(session, "x"), ROWAN_DEADLOCK);
    fake.execute = ROWAN_OK;
    CHECK_INT(rowan_commit(session), ROWAN_DEADLOCK); /* of lost work */
    CHECK_INT(rowan_commit(session), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(rowan_begin(session), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(fake.commits, 0);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    write_something();
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    end();
}

static void
test_commit__a_flush_that_lost_the_transaction_is_not_sent_again(void)
{
    begin("fake://");
    write_something();
    CHECK(rowan_new(session, box, .id = 1, .size = 5) != NULL);
    fake.execute = ROWAN_DEADLOCK;
    CHECK_INT(rowan_flush(session), ROWAN_DEADLOCK);
    fake.execute = ROWAN_OK;
    CHECK_INT(rowan_commit(session), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    end();
}

static void
test_commit__a_lost_connection_is_replaced_after_the_rollback(void)
{
    begin("fake://?pool_size=1&pool_overflow=0");
    write_something();
    fake.execute = ROWAN_CONNECTION_LOST;
    fake.execute_times = 1;
    CHECK_INT(rowan_execute(session, "x"), ROWAN_CONNECTION_LOST);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    CHECK_INT(fake.rollbacks, 0);
    write_something();
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(fake.connects, 2);
    end();
}

/* --- options ------------------------------------------------------------- */

static void
test_commit__isolation_is_told_or_refused(void)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;

    begin("fake://?isolation=read_committed&read_only=1");
    fake.isolates[ROWAN_ISOLATION_READ_COMMITTED] = 1;
    fake.isolates[ROWAN_ISOLATION_SERIALIZABLE] = 1;
    write_something();
    CHECK_INT(fake.isolation, ROWAN_ISOLATION_READ_COMMITTED);
    CHECK_INT(fake.read_only, 1);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    options.isolation = ROWAN_ISOLATION_SERIALIZABLE;
    CHECK_INT(rowan_begin_with(session, &options), ROWAN_OK);
    CHECK_INT(rowan_execute(session, "x"), ROWAN_OK);
    CHECK_INT(fake.isolation, ROWAN_ISOLATION_SERIALIZABLE);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    options.isolation = ROWAN_ISOLATION_REPEATABLE_READ;
    CHECK_INT(rowan_begin_with(session, &options), ROWAN_OK);
    CHECK_INT(rowan_execute(session, "x"), ROWAN_UNSUPPORTED);
    CHECK_HAS(rowan_session_error(session)->message, "REPEATABLE READ");
    CHECK_INT(fake.begins, 2);
    end();
}

static void
test_commit__is_not_sent_after_the_deadline_of_the_transaction(void)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;

    begin("fake://");
    options.timeout_ms = 20;
    CHECK_INT(rowan_begin_with(session, &options), ROWAN_OK);
    fake.blocks = true;
    CHECK_INT(rowan_execute(session, "x"), ROWAN_TIMEOUT);
    fake.blocks = false;
    CHECK_INT(rowan_commit(session), ROWAN_TIMEOUT); /* of lost work */
    CHECK_INT(rowan_commit(session), ROWAN_TIMEOUT);
    CHECK_INT(fake.commits, 0);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    CHECK_INT(fake.rollbacks, 1);
    write_something();
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    end();
}

/* --- two phases ---------------------------------------------------------- */

static void
test_commit__two_phases_are_told_by_name(void)
{
    rowan_error err = {0};

    begin("fake://");
    fake.has_two_phase = true;
    write_something();
    CHECK_INT(rowan_prepare(session, "order 1"), ROWAN_INVALID);
    CHECK_INT(rowan_prepare(session, "order-1"), ROWAN_OK);
    CHECK_STR(fake.identifier, "order-1");
    CHECK_INT(fake.commits, 0);
    CHECK_INT(rowan_prepare(session, "order-1"), ROWAN_INVALID);
    CHECK_INT(rowan_engine_commit_prepared(engine, "order-1", &err), ROWAN_OK);
    CHECK_INT(rowan_engine_rollback_prepared(engine, "order-2", &err),
              ROWAN_OK);
    CHECK_STR(fake.identifier, "order-2");
    CHECK_INT(fake.prepared_calls, 2);
    end();
}

static void
test_commit__two_phases_are_refused_where_there_are_none(void)
{
    rowan_error err = {0};

    begin("fake://");
    write_something();
    CHECK_INT(rowan_prepare(session, "order-1"), ROWAN_UNSUPPORTED);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(rowan_engine_commit_prepared(engine, "order-1", &err),
              ROWAN_UNSUPPORTED);
    CHECK_INT(fake.prepared_calls, 0);
    end();
}

/* --- batches and streams ------------------------------------------------- */

static box *boxes[3];

static void
begin_with_things(void)
{
    begin("fake://");
    for (int i = 0; i < 3; i++) {
        boxes[i] = rowan_new(session, box, .id = i + 1, .size = 1);
        REQUIRE(boxes[i] != NULL);
    }
    REQUIRE(rowan_commit(session) == ROWAN_OK);
    fake.executes = 0;
}

static void
test_commit__equal_updates_and_deletes_go_together(void)
{
    begin_with_things();
    for (int i = 0; i < 3; i++)
        boxes[i]->size = 10 + i;
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(fake.executes, 1);
    CHECK_INT(fake.many_rows, 3);
    CHECK_INT(fake.last_binds[0], 12);
    CHECK_INT(fake.last_binds[1], 3); /* sorted by key */
    for (int i = 0; i < 2; i++)
        CHECK_INT(rowan_delete(session, boxes[i]), ROWAN_OK);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(fake.many_rows, 2);
    end();
}

static void
test_commit__a_row_of_a_batch_that_fails_is_named(void)
{
    static const struct {
        uint32_t failed_row;
        const char *object;
        int executes; /* if the driver cannot tell, rows are sent alone */
    } cases[] = {{1, "box(id=2)", 1}, {3, "box(id=1)", 2}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin_with_things();
        for (int k = 0; k < 3; k++)
            boxes[k]->size = 10 + k;
        fake.execute = ROWAN_CHECK_VIOLATION;
        fake.failed_row = cases[i].failed_row;
        CHECK_INT(rowan_commit(session), ROWAN_CHECK_VIOLATION);
        CHECK_STR(rowan_session_error(session)->object, cases[i].object);
        CHECK_INT(fake.executes, cases[i].executes);
        end();
    }
}

static void
test_commit__a_cursor_asks_for_its_rows_in_pieces(void)
{
    rowan_cursor *cursor;

    begin("fake://");
    cursor = rowan_stream(session, box);
    CHECK(fake.stream_rows > 0);
    (void)rowan_cursor_close(cursor);
    end();
}

HARNESS_SUITE(
    orm_commit,
    HARNESS_TEST(test_commit__in_doubt_is_resolved_by_asking_elsewhere),
    HARNESS_TEST(test_commit__that_nobody_can_tell_stays_in_doubt),
    HARNESS_TEST(test_commit__asks_again_when_it_is_called_again),
    HARNESS_TEST(test_commit__in_doubt_and_given_up_has_its_objects_read_again),
    HARNESS_TEST(
        test_commit__in_doubt_and_given_up_reads_what_was_to_be_deleted_again),
    HARNESS_TEST(test_commit__that_did_not_happen_undoes_the_objects),
    HARNESS_TEST(test_commit__is_announced_before_the_last_statement),
    HARNESS_TEST(test_commit__along_without_an_answer_stays_in_doubt),
    HARNESS_TEST(test_commit__that_is_refused_leaves_objects_pending),
    HARNESS_TEST(test_commit__after_a_deadlock_is_refused_until_the_rollback),
    HARNESS_TEST(
        test_commit__a_flush_that_lost_the_transaction_is_not_sent_again),
    HARNESS_TEST(test_commit__a_lost_connection_is_replaced_after_the_rollback),
    HARNESS_TEST(test_commit__isolation_is_told_or_refused),
    HARNESS_TEST(
        test_commit__is_not_sent_after_the_deadline_of_the_transaction),
    HARNESS_TEST(test_commit__two_phases_are_told_by_name),
    HARNESS_TEST(test_commit__two_phases_are_refused_where_there_are_none),
    HARNESS_TEST(test_commit__equal_updates_and_deletes_go_together),
    HARNESS_TEST(test_commit__a_row_of_a_batch_that_fails_is_named),
    HARNESS_TEST(test_commit__a_cursor_asks_for_its_rows_in_pieces))
