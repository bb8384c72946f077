/* SPDX-License-Identifier: MIT */
/* What a session is like after something has gone wrong in it. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static void
test_failure__computed_values_of_a_failed_flush_are_taken_back(void)
{
    fixture f;
    fixture_open(&f, "computed.db", "");
    user *u = rowan_new(f.session, user, .id = 1, .name = "u");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    post *a = rowan_new(f.session, post, .user_id = 1, .title = "A");
    post *b = rowan_new(f.session, post, .user_id = 1, .title = "B");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    a->title = "Changed";
    b->user_id = 9; /* nobody */
    CHECK_INT(rowan_commit(f.session), ROWAN_FOREIGN_KEY_VIOLATION);
    CHECK_STR(a->slug, "a");
    b->user_id = u->id;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_STR(a->slug, "changed");
    fixture_close(&f);
}

static void
test_failure__a_rollback_has_room_for_all_that_was_deleted(void)
{
    fixture f;
    user *deleted[40];
    fixture_open(&f, "room.db", "");
    fixture_run(&f, "INSERT INTO users (id, name, score) "
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                    "FROM n WHERE i < 80) SELECT i, 'u', 0 FROM n");
    for (int i = 0; i < 40; i++) {
        deleted[i] = rowan_get(f.session, user, i + 1);
        rowan_delete(f.session, deleted[i]);
    }
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    size_t found = 0;
    rowan_each(user, u, rowan_find(f.session, user))
        found += u->id > 40;
    CHECK_INT(found, 40);

    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    for (int i = 0; i < 40; i++)
        CHECK(rowan_get(f.session, user, i + 1) == deleted[i]);
    fixture_close(&f);
}

static void
test_failure__a_rollback_undoes_changes_of_deleted_objects(void)
{
    fixture f;
    fixture_open(&f, "changed_deleted.db", "");
    user *u = rowan_new(f.session, user, .name = "before");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    u->name = "changed";
    rowan_delete(f.session, u);
    u->score = 5;
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    u->score = 6;
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    CHECK_STR(u->name, "before");
    CHECK_INT(u->score, 0);
    fixture_forget(&f);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(f.line_count, 0);
    fixture_close(&f);
}

static void
test_failure__a_row_made_again_by_its_key_is_the_new_object(void)
{
    fixture f;
    fixture_open(&f, "again.db", "");
    user *old = rowan_new(f.session, user, .id = 5, .name = "old");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_delete_where(f.session, user, .all_rows = true), ROWAN_OK);

    user *fresh = rowan_new(f.session, user, .id = 5, .name = "fresh");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    CHECK(rowan_get(f.session, user, 5) == fresh);
    old->name = "nobody's"; /* not the session's any more: writes nothing */
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK(rowan_get(f.session, user, 5) == old);
    CHECK_STR(old->name, "old");
    fixture_close(&f);
}

static void
test_failure__a_change_does_not_meet_the_row_that_took_the_key(void)
{
    FIXTURE_NEED(FILE, "keys that are given again");
    fixture f;
    fixture_open(&f, "taken.db", "");
    user *changed = rowan_new(f.session, user, .id = 5, .name = "changed");
    user *deleted = rowan_new(f.session, user, .id = 6, .name = "deleted");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_run(&f, "DELETE FROM users"); /* by someone else */

    changed->score = 9;
    user *five = rowan_new(f.session, user, .id = 5, .name = "five");
    CHECK_INT(rowan_commit(f.session), ROWAN_STALE);
    CHECK_STR(rowan_session_error(f.session)->object, "user(id=5)");
    CHECK_INT(rowan_refresh(f.session, changed), ROWAN_STALE);
    changed->score = 0;
    rowan_delete(f.session, deleted);
    user *six = rowan_new(f.session, user, .name = "six"); /* generates 6 */
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(six->id, 6);
    CHECK(rowan_get(f.session, user, 5) == five);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users "
                                  "WHERE score = 0"),
              2);
    fixture_close(&f);
}

static void
test_failure__keys_that_move_meet_only_their_own_rows(void)
{
    fixture f;
    fixture_open(&f, "moving.db", "");
    line *rows[3];
    for (int i = 0; i < 3; i++)
        rows[i] = rowan_new(f.session, line, .order_code = "A",
                            .position = i + 1);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rows[0]->position = 0; /* each takes the key before it */
    rows[1]->position = 1;
    rows[2]->position = 2;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(rowan_get(f.session, line, "A", 2) == rows[2]);
    CHECK(rowan_get(f.session, line, "A", 1) == rows[1]);

    fixture_run(&f, "DELETE FROM order_lines WHERE position = 2");
    rows[1]->position = 2;
    rows[2]->price = (rowan_decimal){ "9.00" }; /* its row is gone */
    CHECK_INT(rowan_commit(f.session), ROWAN_STALE);
    CHECK_INT(fixture_integer(&f, "SELECT sum(position) FROM order_lines"), 1);
    fixture_close(&f);
}

static void
test_failure__a_refresh_is_undone_with_its_transaction(void)
{
    fixture f;
    fixture_open(&f, "refresh_undone.db", "");
    user *u = rowan_new(f.session, user, .id = 1, .name = "committed");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(rowan_update(f.session, user,
                           .set = rowan_sets(rowan_set(user, name, "lost")),
                           .all_rows = true),
              ROWAN_OK);
    CHECK_INT(rowan_refresh(f.session, u), ROWAN_OK);
    CHECK_STR(u->name, "lost");
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    CHECK_STR(u->name, "committed");
    fixture_forget(&f);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(f.line_count, 0);
    fixture_close(&f);
}

/* --- the database ends the transaction by itself ------------------------- */

static void
open_with_bomb(fixture *f, const char *name)
{
    fixture_open(f, name, "");
    fixture_run(f, "CREATE TRIGGER bomb BEFORE INSERT ON users "
                   "WHEN NEW.name = 'bomb' "
                   "BEGIN SELECT RAISE(ROLLBACK, 'bomb'); END");
}

static void
test_failure__a_transaction_that_the_database_ends_is_undone(void)
{
    FIXTURE_NEED(FILE, "triggers that roll back");
    fixture f;
    open_with_bomb(&f, "ended_flush.db");
    user *kept = rowan_new(f.session, user, .name = "kept");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    kept->name = "changed";
    user *added = rowan_new(f.session, user, .name = "added");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    rowan_delete(f.session, added);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);

    /* Many, so that a batch fails: it must not be tried again row by row. */
    for (int i = 0; i < 5; i++)
        rowan_new(f.session, user, .name = i == 3 ? "bomb" : "fine");
    CHECK(rowan_flush(f.session) != ROWAN_OK);
    CHECK(strstr(rowan_session_error(f.session)->hint, "whole") != NULL);

    /* It stays so until the program says that it knows. */
    CHECK_INT(rowan_commit(f.session), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_STR(kept->name, "kept");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 1);
    kept->name = "mended";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users "
                                  "WHERE name = 'mended'"),
              1);
    fixture_close(&f);
}

static void
test_failure__nothing_is_committed_by_itself_after_that(void)
{
    FIXTURE_NEED(FILE, "triggers that roll back");
    fixture f;
    open_with_bomb(&f, "ended_execute.db");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    CHECK_INT(rowan_execute(f.session, "INSERT INTO users (name, score) "
                                       "VALUES ('first', 0)"),
              ROWAN_OK);
    CHECK(rowan_execute(f.session, "INSERT INTO users (name, score) "
                                   "VALUES ('bomb', 0)") != ROWAN_OK);
    CHECK_INT(rowan_execute(f.session, "INSERT INTO users (name, score) "
                                       "VALUES ('last', 0)"),
              ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
    CHECK(rowan_commit(f.session) != ROWAN_OK); /* what was lost */
    CHECK_INT(rowan_commit(f.session), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
    fixture_close(&f);
}

static void
test_failure__a_flush_of_its_own_transaction_keeps_its_objects(void)
{
    FIXTURE_NEED(FILE, "triggers that roll back");
    fixture f;
    open_with_bomb(&f, "ended_own.db");
    user *u = rowan_new(f.session, user, .name = "bomb");
    CHECK(rowan_commit(f.session) != ROWAN_OK);
    u->name = "defused";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 1);
    fixture_close(&f);
}

static void
test_failure__a_statement_of_text_may_not_end_the_transaction(void)
{
    fixture f;
    fixture_open(&f, "ended_text.db", "");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    rowan_new(f.session, user, .name = "u");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    CHECK_INT(rowan_execute(f.session, "ROLLBACK"), ROWAN_INVALID);
    CHECK_INT(rowan_commit(f.session), ROWAN_INVALID); /* lost */
    CHECK_INT(rowan_commit(f.session), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 0);
    fixture_close(&f);
}

/* --- odd orders ---------------------------------------------------------- */

static void
test_failure__clearing_inside_savepoints_leaves_the_transaction(void)
{
    fixture f;
    fixture_open(&f, "clear_inside.db", "");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    rowan_new(f.session, user, .id = 1, .name = "one");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    rowan_delete(f.session, rowan_get(f.session, user, 1));
    rowan_new(f.session, user, .id = 2, .name = "two");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);

    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    user *one = rowan_get(f.session, user, 1);
    CHECK(one != NULL && rowan_get(f.session, user, 2) == NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 1);
    fixture_close(&f);
}

static void
test_failure__ends_without_a_beginning_do_nothing(void)
{
    fixture f;
    fixture_open(&f, "odd.db", "");
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(f.line_count, 0);

    user *u = rowan_new(f.session, user, .name = "u");
    rowan_delete(f.session, u);
    rowan_delete(f.session, u);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(f.line_count, 0);
    fixture_close(&f);
}

static void
test_failure__a_cursor_outlives_commits_and_rollbacks(void)
{
    fixture f;
    fixture_open(&f, "cursor_over.db", "");
    for (int i = 0; i < 6; i++)
        rowan_new(f.session, user, .name = "u");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_cursor *cursor = rowan_stream(f.session, user);
    CHECK(rowan_next(cursor, user) != NULL);
    rowan_new(f.session, user, .name = "u");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(rowan_next(cursor, user) != NULL);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    rowan_new(f.session, user, .name = "u");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f.session), ROWAN_INVALID);
    while (rowan_next(cursor, user) != NULL)
        ;
    rowan_cursor_close(cursor);
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 7);

    cursor = rowan_stream(f.session, user); /* closed with the session */
    CHECK(rowan_next(cursor, user) != NULL);
    fixture_close(&f);
}

static void
test_failure__a_query_does_not_run_when_the_flush_before_it_fails(void)
{
    rowan_session_options options = ROWAN_SESSION_OPTIONS_INIT;
    fixture f;
    fixture_open(&f, "flush_before.db", "");
    options.flush_before_query = true;
    rowan_session *s = rowan_session_open_with(f.engine, &options, NULL);
    user *u = rowan_new(s, user, .name = NULL);

    CHECK(rowan_find(s, user) == NULL);
    CHECK_INT(rowan_session_error(s)->status, ROWAN_NOT_NULL_VIOLATION);
    CHECK_INT(rowan_count(s, user), -1);
    CHECK_INT(rowan_exists(s, user), -1);
    CHECK(rowan_stream(s, user) == NULL);
    u->name = "u";
    CHECK_INT(rowan_count(s, user), 1);
    rowan_session_close(s);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
    fixture_close(&f);
}

static void
test_failure__a_row_with_null_in_its_key_is_no_object(void)
{
    fixture f;
    fixture_open(&f, "null_key.db", "");
    fixture_run(&f, "DROP TABLE order_lines");
    fixture_run(&f, "CREATE TABLE order_lines (order_code TEXT, position INT, "
                    "price TEXT)");
    fixture_run(&f, "INSERT INTO order_lines VALUES (NULL, 1, '1.00')");

    CHECK(rowan_find(f.session, line) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_TYPE_MISMATCH);
    CHECK_STR(rowan_session_error(f.session)->table, "order_lines");
    line **rows = rowan_find(f.session, line, .read_only = true);
    CHECK(rows != NULL && rows[0]->order_code == NULL);
    fixture_close(&f);
}

static void
test_failure__nothing_is_read_through_null(void)
{
    fixture f;
    rowan_stats stats;
    fixture_open(&f, "null.db", "");
    CHECK(rowan_session_get(f.session, user_model(), NULL, 1) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_INVALID);
    CHECK(rowan_session_find(f.session, NULL, NULL) == NULL);
    CHECK(rowan_session_new(f.session, user_model(), NULL) == NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_INVALID); /* what was lost */
    CHECK_INT(rowan_delete(f.session, NULL), ROWAN_INVALID);
    rowan_session_stats(NULL, &stats);
    CHECK_INT(stats.statements, 0);
    rowan_session_stats(f.session, NULL);
    CHECK(rowan_session_stream(NULL, user_model(), NULL) == NULL);
    CHECK(rowan_cursor_next(NULL) == NULL);
    CHECK(rowan_session_sql(f.session, user_model(), NULL, NULL) == NULL);
    fixture_close(&f);
}

static void
test_failure__a_stream_refuses_what_is_for_reports(void)
{
    fixture f;
    fixture_open(&f, "stream_report.db", "");
    CHECK(rowan_stream(f.session, user,
                       .group_by = rowan_by(rowan_col(user, name))) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_INVALID);
    fixture_close(&f);
}

static void
test_failure__a_busy_begin_leaves_the_session_free(void)
{
    FIXTURE_NEED(ONE_WRITER, "one writer at a time");
    fixture f;
    fixture_open(&f, "busy_begin.db", "?busy_timeout=0");
    rowan_session *other = rowan_session_open(f.engine, NULL);
    rowan_begin_options write = ROWAN_BEGIN_OPTIONS_INIT;
    write.will_write = true;
    rowan_new(other, user, .name = "a");
    CHECK_INT(rowan_flush(other), ROWAN_OK); /* has the write lock */

    CHECK_INT(rowan_begin_with(f.session, &write), ROWAN_OK);
    CHECK_INT(rowan_begin(f.session), ROWAN_BUSY);
    CHECK_INT(rowan_count(f.session, user), -1);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_BUSY);
    CHECK_INT(rowan_commit(other), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 1);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    rowan_session_close(other);
    fixture_close(&f);
}

static void
test_failure__a_busy_flush_gives_its_connection_back(void)
{
    FIXTURE_NEED(ONE_WRITER, "one writer at a time");
    fixture f;
    rowan_pool_status pool;
    fixture_open(&f, "busy_flush.db", "?busy_timeout=0");
    user *u = rowan_new(f.session, user, .id = 1, .name = "u");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    /* It was read after a write that was rolled back: read it again. */
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
    CHECK_INT(rowan_update(f.session, user, .all_rows = true,
                           .set = rowan_sets(rowan_set(user, score, 9))),
              ROWAN_OK);
    u = rowan_get(f.session, user, 1);
    REQUIRE(u != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    rowan_session *other = rowan_session_open(f.engine, NULL);
    rowan_new(other, user, .name = "a");
    CHECK_INT(rowan_flush(other), ROWAN_OK); /* has the write lock */

    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    u->name = "changed";
    CHECK_INT(rowan_commit(f.session), ROWAN_BUSY);
    rowan_engine_pool_status(f.engine, &pool);
    CHECK_INT(pool.in_use, 1);
    CHECK_INT(rowan_commit(other), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(u->score, 0);
    rowan_session_close(other);
    fixture_close(&f);
}

static void
test_failure__work_lost_before_a_savepoint_stays_lost_after_it(void)
{
    static const user twice[] = { { .id = 1, .name = "u" },
                                  { .id = 1, .name = "v" } };

    for (int inside = 0; inside < 2; inside++) {
        fixture f;
        fixture_open(&f, "lost.db", "");
        CHECK_INT(rowan_begin(f.session), ROWAN_OK);
        rowan_new(f.session, user, .id = 2, .name = "kept");
        if (!inside)
            CHECK_INT(rowan_insert_many(f.session, user, twice, 2),
                      ROWAN_UNIQUE_VIOLATION);
        CHECK_INT(rowan_begin(f.session), ROWAN_OK);
        if (inside)
            CHECK_INT(rowan_insert_many(f.session, user, twice, 2),
                      ROWAN_UNIQUE_VIOLATION);
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK); /* the savepoint */

        CHECK_INT(rowan_commit(f.session),
                  inside ? ROWAN_OK : ROWAN_UNIQUE_VIOLATION);
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), inside);
        fixture_close(&f);
    }
}

HARNESS_SUITE(orm_failure,
    HARNESS_TEST(test_failure__a_busy_flush_gives_its_connection_back),
    HARNESS_TEST(
        test_failure__work_lost_before_a_savepoint_stays_lost_after_it),
    HARNESS_TEST(
        test_failure__computed_values_of_a_failed_flush_are_taken_back),
    HARNESS_TEST(test_failure__a_rollback_has_room_for_all_that_was_deleted),
    HARNESS_TEST(test_failure__a_rollback_undoes_changes_of_deleted_objects),
    HARNESS_TEST(test_failure__a_row_made_again_by_its_key_is_the_new_object),
    HARNESS_TEST(
        test_failure__a_change_does_not_meet_the_row_that_took_the_key),
    HARNESS_TEST(test_failure__keys_that_move_meet_only_their_own_rows),
    HARNESS_TEST(test_failure__a_refresh_is_undone_with_its_transaction),
    HARNESS_TEST(
        test_failure__a_transaction_that_the_database_ends_is_undone),
    HARNESS_TEST(test_failure__nothing_is_committed_by_itself_after_that),
    HARNESS_TEST(
        test_failure__a_flush_of_its_own_transaction_keeps_its_objects),
    HARNESS_TEST(
        test_failure__a_statement_of_text_may_not_end_the_transaction),
    HARNESS_TEST(
        test_failure__clearing_inside_savepoints_leaves_the_transaction),
    HARNESS_TEST(test_failure__ends_without_a_beginning_do_nothing),
    HARNESS_TEST(test_failure__a_cursor_outlives_commits_and_rollbacks),
    HARNESS_TEST(
        test_failure__a_query_does_not_run_when_the_flush_before_it_fails),
    HARNESS_TEST(test_failure__a_row_with_null_in_its_key_is_no_object),
    HARNESS_TEST(test_failure__nothing_is_read_through_null),
    HARNESS_TEST(test_failure__a_stream_refuses_what_is_for_reports),
    HARNESS_TEST(test_failure__a_busy_begin_leaves_the_session_free))
