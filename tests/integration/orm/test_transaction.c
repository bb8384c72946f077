/* SPDX-License-Identifier: MIT */
/* Transactions, savepoints, and what a rollback gives back. */
#include "fixture.h"

#include <stdio.h>

static void
test_transaction__a_rollback_undoes_new_changed_and_deleted_objects(void)
{
    fixture f;
    fixture_open(&f, "rollback.db", "");
    user *kept = rowan_new(f.session, user, .name = "kept", .score = 1);
    user *deleted = rowan_new(f.session, user, .name = "deleted");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    user *added = rowan_new(f.session, user, .name = "added");
    kept->name = "changed";
    rowan_delete(f.session, deleted);
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    kept->score = 2; /* not flushed */
    int64_t added_id = added->id;
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    CHECK_STR(kept->name, "kept");
    CHECK_INT(kept->score, 1);
    CHECK(rowan_get(f.session, user, deleted->id) == deleted);
    CHECK_STR(added->name, "added");
    CHECK(rowan_get(f.session, user, added_id) == NULL);
    CHECK_INT(rowan_count(f.session, user), 2);
    fixture_forget(&f);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(f.line_count, 0);
    fixture_close(&f);
}

static void
test_transaction__savepoints_nest_and_undo_only_what_came_after(void)
{
    fixture f;
    fixture_open(&f, "savepoint.db", "");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    user *outer = rowan_new(f.session, user, .name = "outer");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    outer->name = "inner name";
    user *inner = rowan_new(f.session, user, .name = "inner");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    outer->name = "innermost name";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK); /* releases */
    CHECK_STR(outer->name, "innermost name");
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    CHECK_STR(outer->name, "outer");
    CHECK(rowan_get(f.session, user, inner->id) == NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users "
                                  "WHERE name = 'outer'"),
              1);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 1);
    fixture_close(&f);
}

static void
test_transaction__a_failed_flush_keeps_what_was_flushed_before(void)
{
    fixture f;
    fixture_open(&f, "partial.db", "");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    user *first = rowan_new(f.session, user, .name = "first", .email = "a@b");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);

    user *second = rowan_new(f.session, user, .name = "2", .email = "a@b");
    first->score = 3;
    CHECK_INT(rowan_flush(f.session), ROWAN_UNIQUE_VIOLATION);
    CHECK_INT(first->score, 3);
    second->email = "c@b";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT sum(score) FROM users"), 3);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 2);
    fixture_close(&f);
}

static void
test_transaction__a_commit_that_fails_can_be_mended(void)
{
    fixture f;
    FIXTURE_NEED(MENDING, "transactions that outlive a failed commit");
    fixture_open(&f, "deferred.db", "");
    node *n = rowan_new(f.session, node, .id = 1, .parent_id = { 9, true });

    CHECK_INT(rowan_commit(f.session), ROWAN_FOREIGN_KEY_VIOLATION);
    n->parent_id = (rowan_nullable_int64){ 1, true };
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT parent_id FROM nodes"), 1);
    fixture_close(&f);
}

static void
test_transaction__a_first_statement_that_writes_takes_the_lock_at_once(void)
{
    fixture f;
    FIXTURE_NEED(ONE_WRITER, "one writer at a time");
    fixture_open(&f, "immediate.db", "?busy_timeout=0");
    rowan_session *other = rowan_session_open(f.engine, NULL);

    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    rowan_new(f.session, user, .name = "a");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);

    CHECK_INT(rowan_count(other, user), 0); /* readers are not kept out */
    rowan_new(other, user, .name = "b");
    CHECK_INT(rowan_commit(other), ROWAN_BUSY);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_commit(other), ROWAN_OK);
    rowan_session_close(other);
    fixture_close(&f);
}

static void
test_transaction__reads_in_it_are_of_one_snapshot(void)
{
    fixture f;
    FIXTURE_NEED(SNAPSHOTS, "transactions that read of one moment");
    fixture_open(&f, "snapshot.db", "");
    rowan_session *other = rowan_session_open(f.engine, NULL);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 0);

    rowan_new(other, user, .name = "a");
    CHECK_INT(rowan_commit(other), ROWAN_OK);

    CHECK_INT(rowan_count(f.session, user), 0);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 1);
    rowan_session_close(other);
    fixture_close(&f);
}

static void
test_transaction__a_write_on_an_old_snapshot_says_to_try_again(void)
{
    fixture f;
    FIXTURE_NEED(ONE_WRITER, "one writer at a time");
    fixture_open(&f, "old.db", "?busy_timeout=0");
    rowan_session *other = rowan_session_open(f.engine, NULL);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 0);
    rowan_new(other, user, .name = "a");
    CHECK_INT(rowan_commit(other), ROWAN_OK);

    rowan_new(f.session, user, .name = "b");
    CHECK_INT(rowan_commit(f.session), ROWAN_SERIALIZATION);
    CHECK_INT(rowan_session_error(f.session)->retry, ROWAN_RETRY_TRANSACTION);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    rowan_session_close(other);
    fixture_close(&f);
}

static void
test_transaction__an_idle_session_holds_nothing(void)
{
    fixture f;
    rowan_pool_status pool;
    fixture_open(&f, "idle.db", "?busy_timeout=0");
    rowan_new(f.session, user, .name = "a");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(rowan_find(f.session, user) != NULL);

    rowan_engine_pool_status(f.engine, &pool);
    CHECK_INT(pool.in_use, 0);
    /* 0: the checkpoint was not blocked by a reader. */
    if (fixture_can(FIXTURE_FILE))
        CHECK_INT(fixture_integer(&f, "PRAGMA wal_checkpoint(TRUNCATE)"), 0);
    fixture_close(&f);
}

static void
test_transaction__what_is_not_committed_is_gone_at_the_close(void)
{
    fixture f;
    fixture_open(&f, "close.db", "");
    rowan_session *other = rowan_session_open(f.engine, NULL);
    rowan_new(other, user, .name = "a");
    CHECK_INT(rowan_flush(other), ROWAN_OK);
    rowan_session_close(other);

    CHECK_INT(rowan_count(f.session, user), 0);
    fixture_close(&f);
}

static void
test_transaction__options_inside_one_are_refused(void)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    fixture f;
    fixture_open(&f, "options.db", "");
    options.read_only = true;
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);

    CHECK_INT(rowan_begin_with(f.session, &options), ROWAN_INVALID);
    CHECK_HAS(rowan_session_error(f.session)->message, "outermost");
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    fixture_close(&f);
}

static void
test_transaction__a_read_only_one_refuses_writes(void)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    fixture f;
    fixture_open(&f, "readonly.db", "");
    options.read_only = true;
    CHECK_INT(rowan_begin_with(f.session, &options), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 0);

    rowan_new(f.session, user, .name = "a");
    CHECK_INT(rowan_commit(f.session), ROWAN_READ_ONLY);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    rowan_new(f.session, user, .name = "b");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_close(&f);
}

static void
test_transaction__set_based_changes_are_part_of_it(void)
{
    fixture f;
    int64_t count = -1;
    fixture_open(&f, "sets.db", "");
    for (int i = 0; i < 10; i++)
        rowan_new(f.session, user, .name = "a", .score = i);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(rowan_update(f.session, user,
                           .set = rowan_sets(rowan_set(user, score, 100)),
                           .where = rowan_ge(rowan_col(user, score), 5),
                           .ret_count = &count),
              ROWAN_OK);
    CHECK_INT(count, 5);
    CHECK_INT(rowan_delete_where(f.session, user, .all_rows = true,
                                 .ret_count = &count),
              ROWAN_OK);
    CHECK_INT(count, 10);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user, .where = rowan_eq(rowan_col(user,
                                           score), 100)), 0);

    CHECK_INT(rowan_delete_where(f.session, user), ROWAN_INVALID);
    CHECK_HAS(rowan_session_error(f.session)->message, "all_rows");
    CHECK_INT(rowan_commit(f.session), ROWAN_INVALID);
    CHECK_INT(rowan_count(f.session, user), 10);
    fixture_close(&f);
}

static void
test_transaction__text_that_writes_is_part_of_it(void)
{
    fixture f;
    fixture_open(&f, "text.db", "");
    CHECK_INT(rowan_execute(f.session,
                            "INSERT INTO users (name, score) "
                            "VALUES (:name, :score)",
                            rowan_bind("score", 4), rowan_bind("name", "x")),
              ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 1);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 0);

    CHECK_INT(rowan_execute(f.session, "INSERT INTO nowhere VALUES (1)"),
              ROWAN_NO_SUCH_TABLE);
    CHECK_INT(rowan_commit(f.session), ROWAN_NO_SUCH_TABLE);
    fixture_close(&f);
}

HARNESS_SUITE(orm_transaction,
    HARNESS_TEST(
        test_transaction__a_rollback_undoes_new_changed_and_deleted_objects),
    HARNESS_TEST(
        test_transaction__savepoints_nest_and_undo_only_what_came_after),
    HARNESS_TEST(
        test_transaction__a_failed_flush_keeps_what_was_flushed_before),
    HARNESS_TEST(test_transaction__a_commit_that_fails_can_be_mended),
    HARNESS_TEST(
        test_transaction__a_first_statement_that_writes_takes_the_lock_at_once),
    HARNESS_TEST(test_transaction__reads_in_it_are_of_one_snapshot),
    HARNESS_TEST(
        test_transaction__a_write_on_an_old_snapshot_says_to_try_again),
    HARNESS_TEST(test_transaction__an_idle_session_holds_nothing),
    HARNESS_TEST(test_transaction__what_is_not_committed_is_gone_at_the_close),
    HARNESS_TEST(test_transaction__options_inside_one_are_refused),
    HARNESS_TEST(test_transaction__a_read_only_one_refuses_writes),
    HARNESS_TEST(test_transaction__set_based_changes_are_part_of_it),
    HARNESS_TEST(test_transaction__text_that_writes_is_part_of_it))
