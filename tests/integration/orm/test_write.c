/* SPDX-License-Identifier: MIT */
/* New, changed and deleted objects, and the statements that write them. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static void
test_write__new_objects_get_their_keys_at_the_flush(void)
{
    fixture f;
    fixture_open(&f, "keys.db", "");

    user *a = rowan_new(f.session, user, .name = "a");
    user *b = rowan_new(f.session, user, .name = "b");
    CHECK_INT(a->id, 0);
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);

    CHECK(a->id > 0 && b->id > 0 && a->id != b->id);
    CHECK(rowan_get(f.session, user, a->id) == a);
    CHECK(rowan_get(f.session, user, b->id) == b);
    fixture_close(&f);
}

static void
test_write__a_key_that_was_given_is_kept(void)
{
    fixture f;
    fixture_open(&f, "given.db", "");

    rowan_new(f.session, user, .id = 77, .name = "a");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT id FROM users"), 77);
    fixture_close(&f);
}

static void
test_write__equal_shapes_are_one_statement(void)
{
    fixture f;
    fixture_open(&f, "batch.db", "");

    for (int i = 0; i < 64; i++)
        rowan_new(f.session, user, .name = "same");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_sent(&f, "INSERT"), 1);
    CHECK_INT(fixture_integer(&f, "SELECT count(DISTINCT id) FROM users"),
              64);
    fixture_close(&f);
}

/* Halves of two, and then a statement of its own. */
static void
test_write__a_size_that_comes_again_is_one_statement(void)
{
    static const int sent[] = {3, 4, 5};
    fixture f;
    fixture_open(&f, "again.db", "");

    for (size_t round = 0; round < sizeof sent / sizeof *sent; round++) {
        for (int i = 0; i < 100; i++)
            rowan_new(f.session, user, .name = "same");
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);
        CHECK_INT(fixture_sent(&f, "INSERT"), sent[round]);
    }
    CHECK_INT(fixture_integer(&f, "SELECT count(DISTINCT id) FROM users"),
              300);
    fixture_close(&f);
}

static void
test_write__each_row_of_a_batch_gives_its_key_to_its_own_object(void)
{
    enum { COUNT = 1000 };
    static char emails[COUNT][32];
    fixture f;
    user *users[COUNT];
    fixture_open(&f, "match.db", "");

    for (int i = 0; i < COUNT; i++) {
        snprintf(emails[i], sizeof emails[i], "u%d@b", i * 7919 % COUNT);
        users[i] = rowan_new(f.session, user, .name = "x", .email = emails[i],
                             .score = i);
    }
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_session *other = rowan_session_open(f.engine, NULL);
    for (int i = 0; i < COUNT; i++) {
        user *u = rowan_get(other, user, users[i]->id);

        REQUIRE(u != NULL);
        if (u->score != i)
            FAIL("object %d has the key of object %d", i, (int)u->score);
    }
    CHECK_INT(rowan_count(other, user), COUNT);
    rowan_session_close(other);
    fixture_close(&f);
}

static void
test_write__a_trigger_that_changes_values_does_not_mix_keys_up(void)
{
    fixture f;
    user *users[10];
    FIXTURE_NEED(OWN_TRIGGERS, "triggers that change their own table");
    fixture_open(&f, "trigger.db", "");
    /* Rows come back by RETURNING with values that nobody sent. */
    fixture_trigger(&f, "shout", "INSERT", "users", NULL,
                    "UPDATE users SET name = upper(name) WHERE id = new.id");

    for (int i = 0; i < 10; i++)
        users[i] = rowan_new(f.session, user, .name = "name", .score = i);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    for (int i = 0; i < 10; i++) {
        char sql[80];

        snprintf(sql, sizeof sql, "SELECT score FROM users WHERE id = %lld",
                 (long long)users[i]->id);
        CHECK_INT(fixture_integer(&f, sql), i);
    }
    fixture_close(&f);
}

static void
test_write__keys_that_do_not_follow_each_other_are_found(void)
{
    FIXTURE_NEED(OWN_TRIGGERS, "triggers that change their own table");
    /* A trigger takes keys in between; after the highest key of an SQLite
     * file they are random. */
    for (int c = 0; c < 1 + fixture_can(FIXTURE_FILE); c++) {
        fixture f;
        user *users[10];
        fixture_open(&f, "gaps.db", "");
        if (c == 0)
            fixture_trigger(&f, "twin", "INSERT", "users",
                            "new.name = 'name'",
                            "INSERT INTO users (name, score) "
                            "VALUES ('twin', 0)");
        else
            fixture_run(&f, "INSERT INTO users (id, name, score) "
                            "VALUES (9223372036854775807, 'last', 0)");

        for (int i = 0; i < 10; i++)
            users[i] = rowan_new(f.session, user, .name = "name", .score = i);
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);

        for (int i = 0; i < 10; i++) {
            char sql[80];

            snprintf(sql, sizeof sql, "SELECT score FROM users WHERE id = %lld",
                     (long long)users[i]->id);
            CHECK_INT(fixture_integer(&f, sql), i);
        }
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users "
                                      "WHERE name = 'name'"),
                  10);
        fixture_close(&f);
    }
}

static void
test_write__a_row_that_a_trigger_left_out_takes_no_key_of_another(void)
{
    FIXTURE_NEED(FILE, "triggers that leave a row out");
    fixture f;
    fixture_open(&f, "left_out.db", "");
    user *first = rowan_new(f.session, user, .name = "first");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_run(&f, "CREATE TRIGGER left_out BEFORE INSERT ON users "
                    "WHEN new.name = 'left out' "
                    "BEGIN SELECT RAISE(IGNORE); END");

    for (int count = 1; count <= 3; count += 2) {
        user *out = NULL;

        for (int i = 0; i < count; i++)
            out = rowan_new(f.session, user, .name = "left out");
        CHECK_INT(rowan_commit(f.session), ROWAN_DATABASE);
        CHECK_HAS(rowan_session_error(f.session)->message, "fewer rows");
        CHECK_INT(out->id, 0);
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    }
    CHECK(rowan_get(f.session, user, first->id) == first);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 1);
    fixture_close(&f);
}

static void
test_write__zero_and_empty_values_are_saved(void)
{
    fixture f;
    fixture_open(&f, "zero.db", "");

    user *u = rowan_new(f.session, user, .name = "", .score = 0,
                        .age = { 0, true });
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users WHERE name = '' "
                                  "AND score = 0 AND age = 0"),
              1);

    u->score = 5;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    u->score = 0;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT score FROM users"), 0);
    fixture_close(&f);
}

static void
test_write__an_update_names_only_what_changed(void)
{
    fixture f;
    fixture_open(&f, "update.db", "");
    user *u = rowan_new(f.session, user, .name = "a", .email = "a@b");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    u->email = "c@d";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_STR(fixture_last(&f, "UPDATE"),
              "UPDATE \"users\" SET \"email\" = ? WHERE \"id\" = ?");

    u->age = (rowan_nullable_int32){ 3, true };
    u->score = 9;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_STR(fixture_last(&f, "UPDATE"),
              "UPDATE \"users\" SET \"age\" = ?, \"score\" = ? "
              "WHERE \"id\" = ?");
    fixture_close(&f);
}

static void
test_write__a_value_assigned_again_writes_nothing(void)
{
    fixture f;
    char copy[] = "a@b";
    fixture_open(&f, "same.db", "");
    user *u = rowan_new(f.session, user, .name = "a", .email = "a@b",
                        .age = { 4, true });
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_forget(&f);

    u->email = copy; /* another pointer, the same text */
    u->age = (rowan_nullable_int32){ .present = true, .value = 4 };
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(f.line_count, 0);
    CHECK_STR(u->email, "a@b");
    fixture_close(&f);
}

static void
test_write__texts_of_the_program_may_end_after_the_flush(void)
{
    fixture f;
    char name[16] = "first", email[16] = "e@f";
    fixture_open(&f, "texts.db", "");

    user *u = rowan_new(f.session, user, .name = name, .email = email);
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    memset(name, 'x', sizeof name - 1);
    memset(email, 'x', sizeof email - 1);

    CHECK_STR(u->name, "first");
    CHECK_STR(u->email, "e@f");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_close(&f);
}

static void
test_write__defaults_and_computed_columns_come_back(void)
{
    fixture f;
    fixture_open(&f, "defaults.db", "");
    user *u = rowan_new(f.session, user, .name = "a");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);

    post *p = rowan_new(f.session, post, .user_id = u->id, .title = "TITLE");
    post *q = rowan_new(f.session, post, .user_id = u->id, .title = "Two",
                        .stars = 5);
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);

    CHECK(p->written.present);
    CHECK_INT(p->stars, 3);
    CHECK_STR(p->slug, "title");
    CHECK_INT(q->stars, 5);
    CHECK_STR(q->slug, "two");

    p->title = "Other";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_STR(p->slug, "other");
    fixture_close(&f);
}

static void
test_write__a_computed_member_that_was_assigned_is_refused(void)
{
    fixture f;
    fixture_open(&f, "computed.db", "");
    user *u = rowan_new(f.session, user, .name = "a");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    post *p = rowan_new(f.session, post, .user_id = u->id, .title = "t");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);

    p->slug = "mine";
    CHECK_INT(rowan_flush(f.session), ROWAN_INVALID);
    CHECK_HAS(rowan_session_error(f.session)->message, "member 'slug'");
    fixture_close(&f);
}

static void
test_write__parents_are_inserted_before_children_and_deleted_after(void)
{
    fixture f;
    fixture_open(&f, "order.db", "");

    post *p = rowan_new(f.session, post, .id = 1, .user_id = 5, .title = "t");
    user *u = rowan_new(f.session, user, .id = 5, .name = "a");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_delete(f.session, u);
    rowan_delete(f.session, p);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
    fixture_close(&f);
}

static void
test_write__a_failed_flush_names_object_table_column_and_constraint(void)
{
    fixture f;
    fixture_open(&f, "names.db", "");
    rowan_new(f.session, user, .name = "a", .email = "a@b");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_new(f.session, user, .name = "b", .email = "b@b");
    rowan_new(f.session, user, .name = "c", .email = "c@b");
    user *bad = rowan_new(f.session, user, .name = "d", .email = "a@b");
    rowan_new(f.session, user, .name = "e", .email = "e@b");
    CHECK_INT(rowan_commit(f.session), ROWAN_UNIQUE_VIOLATION);

    const rowan_error *err = rowan_session_error(f.session);
    CHECK_STR(err->object, "user(new #3)");
    CHECK_STR(err->table, "users");
    CHECK_STR(err->column, "email");
    CHECK_STR(err->constraint, "uq_users_email");
    CHECK_STR(err->sqlstate, "23505");
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 1);

    /* Nothing is lost: mend it and commit again. */
    CHECK_INT(bad->id, 0);
    CHECK_STR(bad->name, "d");
    bad->email = "d@b";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 5);
    fixture_close(&f);
}

static void
test_write__every_class_of_violation_says_what_it_knows(void)
{
    static const struct {
        const char *name;
        user row;
        rowan_status status;
        const char *column;
    } cases[] = {
        { "no name", { .name = NULL }, ROWAN_NOT_NULL_VIOLATION, "name" },
        { "age below 0",
          { .name = "a", .age = { -1, true } },
          ROWAN_CHECK_VIOLATION,
          "" },
        { "key taken", { .id = 1, .name = "b" }, ROWAN_UNIQUE_VIOLATION, "id" },
    };
    fixture f;
    fixture_open(&f, "classes.db", "");
    rowan_new(f.session, user, .id = 1, .name = "first");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rowan_error *err = rowan_session_error(f.session);

        rowan_add(f.session, user, &cases[i].row);
        if (rowan_commit(f.session) != cases[i].status)
            FAIL("%s: %s", cases[i].name, err->message);
        CHECK_STR(err->table, "users");
        CHECK_STR(err->object, "user(new #1)");
        if (cases[i].column[0] != '\0')
            CHECK_STR(err->column, cases[i].column);
        rowan_rollback(f.session);
    }
    rowan_new(f.session, post, .user_id = 99, .title = "t");
    CHECK_INT(rowan_commit(f.session), ROWAN_FOREIGN_KEY_VIOLATION);
    CHECK_STR(rowan_session_error(f.session)->constraint, "fk_posts_user_id");
    fixture_close(&f);
}

static void
test_write__an_update_of_a_row_that_is_gone_is_stale(void)
{
    fixture f;
    fixture_open(&f, "stale.db", "");
    user *u = rowan_new(f.session, user, .id = 7, .name = "a");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_run(&f, "DELETE FROM users");

    u->name = "b";
    CHECK_INT(rowan_commit(f.session), ROWAN_STALE);
    CHECK_STR(rowan_session_error(f.session)->object, "user(id=7)");
    CHECK_INT(rowan_refresh(f.session, u), ROWAN_STALE);
    CHECK_STR(u->name, "b");
    fixture_close(&f);
}

static void
test_write__deleted_and_forgotten_objects_stay_readable(void)
{
    fixture f;
    fixture_open(&f, "gone.db", "");
    user *u = rowan_new(f.session, user, .name = "a");
    user *never = rowan_new(f.session, user, .name = "never");
    CHECK_INT(rowan_delete(f.session, never), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_delete(f.session, u), ROWAN_OK);
    CHECK(rowan_get(f.session, user, u->id) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_NOT_FOUND);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_STR(u->name, "a");
    CHECK_STR(never->name, "never");
    CHECK(rowan_get(f.session, user, u->id) == NULL);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
    fixture_close(&f);
}

static void
test_write__a_pointer_from_elsewhere_is_refused_and_told_at_the_commit(void)
{
    fixture f;
    user mine = { .name = "mine" };
    fixture_open(&f, "foreign.db", "");
    user *u = rowan_new(f.session, user, .name = "a");

    CHECK_INT(rowan_delete(f.session, &mine), ROWAN_INVALID);
    CHECK_INT(rowan_delete(f.session, (char *)u + 8), ROWAN_INVALID);
    CHECK_INT(rowan_delete(f.session, NULL), ROWAN_INVALID);

    /* The first error is told once, then the rest is committed. */
    CHECK_INT(rowan_commit(f.session), ROWAN_INVALID);
    CHECK_HAS(rowan_session_error(f.session)->message, "no object of the");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(u->id > 0);
    fixture_close(&f);
}

static void
test_write__composite_keys_find_update_and_delete(void)
{
    fixture f;
    fixture_open(&f, "composite.db", "");
    rowan_new(f.session, line, .order_code = "A", .position = 1,
              .price = { "1.50" });
    rowan_new(f.session, line, .order_code = "A", .position = 2,
              .price = { "2.50" });
    rowan_new(f.session, line, .order_code = "B", .position = 1,
              .price = { "3.50" });
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    char code[] = "A";
    line *two = rowan_get(f.session, line, code, 2);
    REQUIRE(two != NULL);
    CHECK_STR(two->price.text, "2.50");
    two->price = (rowan_decimal){ "9.99" };
    rowan_delete(f.session, rowan_get(f.session, line, "B", 1));
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_STR(fixture_last(&f, "UPDATE"),
              "UPDATE \"order_lines\" SET \"price\" = ? WHERE "
              "\"order_code\" = ? AND \"position\" = ?");
    CHECK_INT(rowan_count(f.session, line), 2);

    /* A key may be changed: the row is found by the one it had. */
    two->position = 3;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(rowan_get(f.session, line, "A", 3) == two);
    CHECK(rowan_get(f.session, line, "A", 2) == NULL);
    fixture_close(&f);
}

static void
test_write__rows_of_a_tree_go_in_and_out_in_any_order(void)
{
    fixture f;
    FIXTURE_NEED(DEFERRING, "foreign keys that wait for COMMIT");
    fixture_open(&f, "tree.db", "");
    node *leaf = rowan_new(f.session, node, .id = 2, .parent_id = { 1, true });
    node *root = rowan_new(f.session, node, .id = 1);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_delete(f.session, root);
    rowan_delete(f.session, leaf);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM nodes"), 0);
    fixture_close(&f);
}

static void
test_write__updates_are_sent_in_the_order_of_keys(void)
{
    fixture f;
    fixture_open(&f, "sorted.db", "");
    user *users[5];
    for (int i = 0; i < 5; i++)
        users[i] = rowan_new(f.session, user, .id = 50 - i * 10, .name = "a");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_log(&f);
    fixture_trigger(&f, "t", "UPDATE", "users", NULL,
                    "INSERT INTO log (id) VALUES (new.id)");

    for (int i = 0; i < 5; i++)
        users[i]->score = 1;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM log AS a JOIN log AS b "
                                  "ON b.n = a.n + 1 WHERE b.id > a.id"),
              4);
    fixture_close(&f);
}

static void
test_write__updates_are_sent_in_the_order_of_keys_of_several_columns(void)
{
    static const char *codes[] = {"ab", "b", "b2"};
    line *lines[9];
    fixture f;
    fixture_open(&f, "sorted-lines.db", "");
    for (int i = 8; i >= 0; i--)
        lines[i] = rowan_new(f.session, line, .order_code = codes[i / 3],
                             .position = i, .price = {"1.00"});
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_log(&f);
    fixture_trigger(&f, "t", "UPDATE", "order_lines", NULL,
                    "INSERT INTO log (id) VALUES (new.position)");

    for (int i = 0; i < 9; i++)
        lines[i]->price.text = "2.00";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM log AS a JOIN log AS b "
                                  "ON b.n = a.n + 1 WHERE b.id > a.id"),
              8);
    fixture_close(&f);
}

HARNESS_SUITE(orm_write,
    HARNESS_TEST(test_write__new_objects_get_their_keys_at_the_flush),
    HARNESS_TEST(test_write__a_key_that_was_given_is_kept),
    HARNESS_TEST(test_write__equal_shapes_are_one_statement),
    HARNESS_TEST(test_write__a_size_that_comes_again_is_one_statement),
    HARNESS_TEST(
        test_write__each_row_of_a_batch_gives_its_key_to_its_own_object),
    HARNESS_TEST(
        test_write__a_trigger_that_changes_values_does_not_mix_keys_up),
    HARNESS_TEST(test_write__keys_that_do_not_follow_each_other_are_found),
    HARNESS_TEST(
        test_write__a_row_that_a_trigger_left_out_takes_no_key_of_another),
    HARNESS_TEST(test_write__zero_and_empty_values_are_saved),
    HARNESS_TEST(test_write__an_update_names_only_what_changed),
    HARNESS_TEST(test_write__a_value_assigned_again_writes_nothing),
    HARNESS_TEST(test_write__texts_of_the_program_may_end_after_the_flush),
    HARNESS_TEST(test_write__defaults_and_computed_columns_come_back),
    HARNESS_TEST(test_write__a_computed_member_that_was_assigned_is_refused),
    HARNESS_TEST(
        test_write__parents_are_inserted_before_children_and_deleted_after),
    HARNESS_TEST(
        test_write__a_failed_flush_names_object_table_column_and_constraint),
    HARNESS_TEST(test_write__every_class_of_violation_says_what_it_knows),
    HARNESS_TEST(test_write__an_update_of_a_row_that_is_gone_is_stale),
    HARNESS_TEST(test_write__deleted_and_forgotten_objects_stay_readable),
    HARNESS_TEST(
        test_write__a_pointer_from_elsewhere_is_refused_and_told_at_the_commit),
    HARNESS_TEST(test_write__composite_keys_find_update_and_delete),
    HARNESS_TEST(test_write__rows_of_a_tree_go_in_and_out_in_any_order),
    HARNESS_TEST(test_write__updates_are_sent_in_the_order_of_keys),
    HARNESS_TEST(
        test_write__updates_are_sent_in_the_order_of_keys_of_several_columns))
