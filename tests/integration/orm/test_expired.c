/* SPDX-License-Identifier: MIT */
/* Objects that were first read in a transaction which was rolled back: what
 * they show may never have been. */
#include "fixture.h"

/* A user of score 1, whom the session does not know. */
static int64_t
open_with_user(fixture *f, const char *name)
{
    fixture_open(f, name, "");
    user *one = rowan_new(f->session, user, .name = "one", .email = "one@x",
                          .score = 1);
    int64_t id;

    CHECK_INT(rowan_commit(f->session), ROWAN_OK);
    id = one->id;
    CHECK_INT(rowan_session_clear(f->session), ROWAN_OK);
    fixture_forget(f);
    return id;
}

static void
add_to_scores(fixture *f)
{
    CHECK_INT(rowan_update(f->session, user,
                           .set = rowan_sets(rowan_set(
                               user, score,
                               rowan_plus(rowan_col(user, score), 10))),
                           .all_rows = true),
              ROWAN_OK);
}

static void
change_by_update(fixture *f)
{
    add_to_scores(f);
}

static void
change_by_text(fixture *f)
{
    CHECK_INT(rowan_execute(f->session,
                            "UPDATE users SET score = score + 10"),
              ROWAN_OK);
}

/* What a flush makes the database do besides is not known either. */
static void
change_by_trigger(fixture *f)
{
    rowan_new(f->session, line, .order_code = "a", .position = 1);
    CHECK_INT(rowan_flush(f->session), ROWAN_OK);
}

static void
check_read_anew(fixture *f, int64_t id, void (*change)(fixture *f))
{
    rowan_stats before, after;
    user *one, *same;

    CHECK_INT(rowan_begin(f->session), ROWAN_OK);
    change(f);
    one = rowan_get(f->session, user, id);
    REQUIRE(one != NULL);
    CHECK_INT(one->score, 11);
    CHECK_INT(rowan_rollback(f->session), ROWAN_OK);

    CHECK_STR(one->name, "one"); /* plain memory stays readable */
    rowan_session_stats(f->session, &before);
    same = rowan_get(f->session, user, id);
    CHECK(same == one);
    CHECK_INT(one->score, 1);
    CHECK(rowan_get(f->session, user, id) == one);
    rowan_session_stats(f->session, &after);
    CHECK_INT(after.identity_hits - before.identity_hits, 1);
}

static void
test_expired__objects_are_read_anew_by_get(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-get.db");

    check_read_anew(&f, id, change_by_update);
    rowan_session_clear(f.session);
    check_read_anew(&f, id, change_by_text);
    rowan_session_clear(f.session);
    fixture_trigger(&f, "adds", "INSERT", "order_lines", NULL,
                    "UPDATE users SET score = score + 10");
    check_read_anew(&f, id, change_by_trigger);
    fixture_close(&f);
}

static void
test_expired__objects_are_read_anew_by_queries(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-find.db");
    user *one, *first;
    user **all;

    add_to_scores(&f);
    one = rowan_get(f.session, user, id);
    REQUIRE(one != NULL);
    CHECK_INT(one->score, 11);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    all = rowan_find(f.session, user);
    REQUIRE(all != NULL);
    CHECK(all[0] == one);
    CHECK_INT(one->score, 1);

    add_to_scores(&f);
    CHECK_INT(rowan_refresh(f.session, one), ROWAN_OK);
    CHECK_INT(one->score, 11);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(one->score, 1); /* it was known before: nothing is in doubt */
    fixture_forget(&f);
    CHECK(rowan_get(f.session, user, id) == one);
    CHECK_INT(f.line_count, 0);

    first = rowan_first(f.session, user);
    CHECK(first == one);
    fixture_close(&f);
}

static void
test_expired__objects_are_read_anew_together(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-many.db");
    const int64_t keys[] = {77, id, 5, 78, id, 78};
    user *one, *two, *three;
    user **many;

    CHECK_INT(rowan_execute(f.session, "INSERT INTO users (id, name, score) "
                                       "VALUES (77, 'two', 2), (78, 'x', 3)"),
              ROWAN_OK);
    add_to_scores(&f);
    one = rowan_get(f.session, user, id);
    two = rowan_get(f.session, user, 77);
    three = rowan_get(f.session, user, 78);
    REQUIRE(one != NULL && two != NULL && three != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    three->name = "changed";
    many = rowan_get_many(f.session, user, keys, 6);
    REQUIRE(many != NULL);
    CHECK(many[1] == one && many[4] == one);
    CHECK_INT(one->score, 1);
    CHECK(many[0] == NULL && many[2] == NULL);
    CHECK(many[3] == NULL && many[5] == NULL);
    CHECK_STR(two->name, "two");
    /* What was changed is not forgotten: the flush says what became of it. */
    CHECK_INT(rowan_commit(f.session), ROWAN_STALE);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    fixture_close(&f);
}

static void
test_expired__rows_that_were_never_there_are_found_to_be_gone(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-gone.db");
    user *two, *again;

    CHECK_INT(rowan_execute(f.session, "INSERT INTO users (id, name, score) "
                                       "VALUES (77, 'two', 2)"),
              ROWAN_OK);
    two = rowan_get(f.session, user, 77);
    REQUIRE(two != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    CHECK_STR(two->name, "two");
    CHECK(rowan_get(f.session, user, 77) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_NOT_FOUND);
    /* The key is free for another. */
    again = rowan_new(f.session, user, .id = 77, .name = "again");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(rowan_get(f.session, user, 77) == again);
    CHECK(again != two);
    CHECK_INT(rowan_count(f.session, user), 2);
    CHECK(rowan_get(f.session, user, id) != NULL);
    fixture_close(&f);
}

static void
test_expired__objects_that_leave_in_a_transaction_come_back_with_it(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-back.db");
    user *one;

    add_to_scores(&f);
    one = rowan_get(f.session, user, id);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_delete_where(f.session, user, .all_rows = true), ROWAN_OK);
    CHECK(rowan_get(f.session, user, id) == NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    CHECK(rowan_get(f.session, user, id) == one);
    REQUIRE(one != NULL);
    CHECK_INT(one->score, 1);
    fixture_close(&f);
}

static void
test_expired__changes_made_since_are_changes_of_the_row_as_it_is(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-dirty.db");
    user *one;

    add_to_scores(&f);
    one = rowan_get(f.session, user, id);
    REQUIRE(one != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    one->name = "new";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_STR(fixture_last(&f, "UPDATE"),
              "UPDATE \"users\" SET \"name\" = ? WHERE \"id\" = ?");
    CHECK_STR(one->name, "new");
    CHECK_INT(one->score, 1);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users WHERE score = 1 "
                                  "AND name = 'new'"),
              1);
    fixture_close(&f);
}

static void
test_expired__changes_of_values_that_never_were_are_refused(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-base.db");
    const rowan_error *error = rowan_session_error(f.session);
    user *one;

    add_to_scores(&f);
    one = rowan_get(f.session, user, id);
    REQUIRE(one != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    one->score++; /* 11, which never was, and one */
    CHECK_INT(rowan_commit(f.session), ROWAN_STALE);
    CHECK_HAS(error->object, "user(id=");
    CHECK_STR(error->column, "score");
    CHECK_HAS(error->message, "rowan_refresh()");
    CHECK_INT(one->score, 12); /* the program's */
    CHECK_INT(fixture_integer(&f, "SELECT score FROM users"), 1);

    CHECK(rowan_get(f.session, user, id) == one);
    CHECK_INT(one->score, 12); /* a query overwrites no change */
    CHECK_INT(rowan_refresh(f.session, one), ROWAN_OK);
    CHECK_INT(one->score, 1);
    one->score++;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT score FROM users"), 2);
    fixture_close(&f);
}

static void
test_expired__objects_whose_row_is_gone_can_be_deleted_but_not_changed(void)
{
    fixture f;
    user *two, *three;

    open_with_user(&f, "expired-delete.db");
    CHECK_INT(rowan_execute(f.session, "INSERT INTO users (id, name, score) "
                                       "VALUES (77, 'two', 2), (78, 'x', 3)"),
              ROWAN_OK);
    two = rowan_get(f.session, user, 77);
    three = rowan_get(f.session, user, 78);
    REQUIRE(two != NULL && three != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    CHECK_INT(rowan_delete(f.session, two), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    three->name = "three";
    CHECK_INT(rowan_commit(f.session), ROWAN_STALE);
    CHECK_HAS(rowan_session_error(f.session)->message, "its row is gone");
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 1);
    fixture_close(&f);
}

/* The values of a deleted row that a new one takes are those of the row. */
static void
test_expired__deletes_make_room_by_the_row_as_it_is(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-room.db");
    user *one;

    CHECK_INT(rowan_execute(f.session, "UPDATE users SET email = 'other@x'"),
              ROWAN_OK);
    one = rowan_get(f.session, user, id);
    REQUIRE(one != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(rowan_delete(f.session, one), ROWAN_OK);
    rowan_new(f.session, user, .name = "two", .email = "one@x");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_count(f.session, user), 1);
    fixture_close(&f);
}

static void
test_expired__a_savepoint_expires_only_what_came_after_it(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-savepoint.db");
    user *one, *two;

    rowan_new(f.session, user, .name = "two", .score = 2);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    rowan_session_clear(f.session);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    add_to_scores(&f);
    one = rowan_get(f.session, user, id);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    add_to_scores(&f);
    two = rowan_first(f.session, user, .where = rowan_eq(rowan_col(user, name),
                                                         "two"));
    REQUIRE(one != NULL && two != NULL);
    CHECK_INT(two->score, 22);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    fixture_forget(&f);
    CHECK(rowan_get(f.session, user, id) == one);
    CHECK_INT(f.line_count, 0);
    CHECK_INT(one->score, 11);
    CHECK(rowan_get(f.session, user, two->id) == two);
    CHECK_INT(two->score, 12);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    /* The outer one took back what both showed. */
    CHECK(rowan_get(f.session, user, id) == one);
    CHECK_INT(one->score, 1);
    CHECK(rowan_get(f.session, user, two->id) == two);
    CHECK_INT(two->score, 2);
    fixture_close(&f);
}

static void
test_expired__nothing_after_a_commit_or_without_writes(void)
{
    fixture f;
    int64_t id = open_with_user(&f, "expired-not.db");
    user *one;

    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    one = rowan_get(f.session, user, id);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    fixture_forget(&f);
    CHECK(rowan_get(f.session, user, id) == one);
    CHECK_INT(f.line_count, 0);

    rowan_session_clear(f.session);
    add_to_scores(&f);
    one = rowan_get(f.session, user, id);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_forget(&f);
    CHECK(rowan_get(f.session, user, id) == one);
    CHECK_INT(f.line_count, 0);
    fixture_close(&f);
}

static rowan_status
fail_once(rowan_session *session, void *context)
{
    int *attempts = context;
    user *one;

    if (rowan_execute(session, "UPDATE users SET score = score + 10") !=
        ROWAN_OK)
        return rowan_session_error(session)->status;
    one = rowan_first(session, user);
    if (one == NULL)
        return rowan_session_error(session)->status;
    CHECK_INT(one->score, 11); /* nothing of the first attempt is seen */
    one->score++;
    return ++*attempts == 1 ? ROWAN_SERIALIZATION : ROWAN_OK;
}

static void
test_expired__attempts_of_a_transaction_see_nothing_of_each_other(void)
{
    fixture f;
    rowan_error err = {0};
    int attempts = 0;

    open_with_user(&f, "expired-transact.db");
    if (rowan_transact(f.engine, fail_once, &attempts, NULL, &err) != ROWAN_OK)
        FAIL("%s", err.message);
    CHECK_INT(attempts, 2);
    CHECK_INT(fixture_integer(&f, "SELECT score FROM users"), 12);
    fixture_close(&f);
}

HARNESS_SUITE(orm_expired,
    HARNESS_TEST(test_expired__objects_are_read_anew_by_get),
    HARNESS_TEST(test_expired__objects_are_read_anew_by_queries),
    HARNESS_TEST(test_expired__objects_are_read_anew_together),
    HARNESS_TEST(test_expired__rows_that_were_never_there_are_found_to_be_gone),
    HARNESS_TEST(
        test_expired__objects_that_leave_in_a_transaction_come_back_with_it),
    HARNESS_TEST(
        test_expired__changes_made_since_are_changes_of_the_row_as_it_is),
    HARNESS_TEST(test_expired__changes_of_values_that_never_were_are_refused),
    HARNESS_TEST(
        test_expired__objects_whose_row_is_gone_can_be_deleted_but_not_changed),
    HARNESS_TEST(test_expired__deletes_make_room_by_the_row_as_it_is),
    HARNESS_TEST(test_expired__a_savepoint_expires_only_what_came_after_it),
    HARNESS_TEST(test_expired__nothing_after_a_commit_or_without_writes),
    HARNESS_TEST(
        test_expired__attempts_of_a_transaction_see_nothing_of_each_other))
