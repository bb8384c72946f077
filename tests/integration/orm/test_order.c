/* SPDX-License-Identifier: MIT */
/* In which order a flush writes, where the database looks at each statement. */
#include "fixture.h"

#include <stdio.h>

typedef struct branch {
    int64_t id;
    rowan_nullable_int64 parent_id;
    rowan_nullable_int64 second_id;
    const char *label;
} branch;

ROWAN_MODEL(branch, "branches",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(parent_id),
    ROWAN_COLUMN(second_id),
    ROWAN_COLUMN(label, .default_sql = "'leaf'"),
    ROWAN_FOREIGN_KEY(parent_id, branch, id),
    ROWAN_FOREIGN_KEY(second_id, branch, id))

static void
open_branches(fixture *f, const char *name)
{
    rowan_error err = { 0 };

    fixture_open(f, name, "");
    CHECK_INT(rowan_create_all(f->engine, ROWAN_MODELS(branch), &err),
              ROWAN_OK);
}

/* Rows 1..count, in an order that puts most children before their parents;
 * each third one sends another set of columns. */
static void
add_branches(fixture *f, branch **rows, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        int64_t id = i * 7 % count + 1;

        rows[id - 1] = rowan_new(
            f->session, branch, .id = id,
            .parent_id = { id / 2, id > 1 },
            .second_id = { id - 1, id > 1 },
            .label = id % 3 == 0 ? NULL : "named");
    }
}

static void
test_order__parents_of_a_tree_are_inserted_before_children(void)
{
    fixture f;
    branch *rows[300];
    open_branches(&f, "tree_insert.db");
    add_branches(&f, rows, 300);

    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM branches"), 300);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM branches "
                                  "WHERE label = 'leaf'"),
              100);
    CHECK_STR(rows[2]->label, "leaf");
    fixture_close(&f);
}

static void
test_order__children_of_a_tree_are_deleted_before_parents(void)
{
    fixture f;
    branch *rows[300];
    open_branches(&f, "tree_delete.db");
    add_branches(&f, rows, 300);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    for (int i = 0; i < 300; i++)
        if (i != 0)
            rowan_delete(f.session, rows[i]);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM branches"), 1);
    fixture_close(&f);
}

static void
test_order__a_new_child_without_a_key_follows_its_parent_with_one(void)
{
    fixture f;
    open_branches(&f, "tree_mixed.db");
    rowan_new(f.session, branch, .label = "root");
    rowan_new(f.session, branch, .label = "child", .parent_id = { 50, true });
    rowan_new(f.session, branch, .id = 50, .label = "given");

    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM branches"), 3);
    fixture_close(&f);
}

static void
test_order__a_circle_is_the_databases_to_refuse(void)
{
    fixture f;
    open_branches(&f, "tree_circle.db");
    branch *one = rowan_new(f.session, branch, .id = 1);
    branch *two = rowan_new(f.session, branch, .id = 2);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    one->parent_id = (rowan_nullable_int64){ 2, true };
    two->parent_id = (rowan_nullable_int64){ 1, true };
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_delete(f.session, one);
    rowan_delete(f.session, two);
    CHECK_INT(rowan_commit(f.session), ROWAN_FOREIGN_KEY_VIOLATION);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK(rowan_get(f.session, branch, 1) == one);
    fixture_close(&f);
}

/* --- replacing a row ------------------------------------------------------ */

static void
test_order__a_row_can_be_replaced_by_one_with_its_key(void)
{
    fixture f;
    fixture_open(&f, "replace_key.db", "");
    line *old = rowan_new(f.session, line, .order_code = "A", .position = 1,
                          .price = { "1.00" });
    rowan_new(f.session, line, .order_code = "A", .position = 2,
              .price = { "2.00" });
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_delete(f.session, old);
    line *fresh = rowan_new(f.session, line, .order_code = "A", .position = 1,
                            .price = { "3.00" });
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK(rowan_get(f.session, line, "A", 1) == fresh);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM order_lines"), 2);
    fixture_close(&f);
}

static void
test_order__a_unique_value_can_be_taken_over(void)
{
    fixture f;
    fixture_open(&f, "replace_unique.db", "");
    user *a = rowan_new(f.session, user, .name = "a", .email = "a@x");
    user *b = rowan_new(f.session, user, .name = "b", .email = "b@x");
    user *c = rowan_new(f.session, user, .name = "c", .email = "c@x");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_delete(f.session, a);
    rowan_delete(f.session, b);
    c->email = "a@x";
    rowan_new(f.session, user, .name = "d", .email = "b@x");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 2);

    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK(rowan_get(f.session, user, a->id) == NULL ||
          rowan_get(f.session, user, a->id) != a);
    fixture_close(&f);
}

static void
test_order__what_refers_to_a_replaced_row_is_deleted_before_it(void)
{
    fixture f;
    fixture_open(&f, "replace_parent.db", "");
    user *old = rowan_new(f.session, user, .name = "old", .email = "a@x");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    post *p = rowan_new(f.session, post, .user_id = old->id, .title = "P");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_delete(f.session, old);
    rowan_delete(f.session, p);
    rowan_new(f.session, user, .name = "new", .email = "a@x");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM posts"), 0);
    fixture_close(&f);
}

static void
test_order__children_move_before_their_old_parent_is_deleted(void)
{
    fixture f;
    fixture_open(&f, "move.db", "");
    user *old = rowan_new(f.session, user, .name = "old", .email = "a@x");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    post *p = rowan_new(f.session, post, .user_id = old->id, .title = "P");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_new(f.session, user, .id = 77, .name = "new", .email = "b@x");
    p->user_id = 77;
    rowan_delete(f.session, old);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT user_id FROM posts"), 77);
    fixture_close(&f);
}

static void
test_order__a_row_is_replaced_by_one_that_the_database_takes_for_equal(void)
{
    fixture f;
    folded *old[30];
    fixture_open(&f, "replace_folded.db", "");
    fixture_folded(&f);
    for (int i = 0; i < 30; i++) {
        char code[8], label[8];

        snprintf(code, sizeof code, "c%d", i);
        snprintf(label, sizeof label, "l%d", i);
        old[i] = rowan_new(f.session, folded, .code = code, .label = label);
        CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    }
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    for (int i = 0; i < 20; i++)
        rowan_delete(f.session, old[i]);
    folded *one = rowan_new(f.session, folded, .code = "C1", .n = 1);
    rowan_new(f.session, folded, .code = "other", .label = "L2", .n = 1);
    old[25]->label = "L3";
    old[26]->code = "C4";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM folded"), 12);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM folded WHERE n = 1"),
              2);
    CHECK(rowan_get(f.session, folded, "C1") == one);
    CHECK(rowan_get(f.session, folded, "C4") == old[26]);
    fixture_close(&f);
}

static void
test_order__a_value_that_another_row_has_is_refused_as_ever(void)
{
    fixture f;
    fixture_open(&f, "replace_other.db", "");
    user *old = rowan_new(f.session, user, .name = "old", .email = "a@x");
    rowan_new(f.session, user, .name = "other", .email = "b@x");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    post *p = rowan_new(f.session, post, .user_id = old->id, .title = "P");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    /* Were the old one deleted first, the post would still refer to it. */
    user *fresh = rowan_new(f.session, user, .id = 77, .name = "new",
                            .email = "b@x");
    p->user_id = 77;
    rowan_delete(f.session, old);
    CHECK_INT(rowan_commit(f.session), ROWAN_UNIQUE_VIOLATION);
    CHECK_STR(rowan_session_error(f.session)->object, "user(new #1)");
    fresh->email = "c@x";
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT user_id FROM posts"), 77);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 2);
    fixture_close(&f);
}

static void
test_order__a_replaced_row_goes_first_each_time_that_the_flush_is_sent(void)
{
    fixture f;
    user *users[4];
    fixture_open(&f, "replace_again.db", "");
    for (int i = 0; i < 4; i++)
        users[i] = rowan_new(f.session, user, .id = i + 1, .name = "u");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    /* A batch of updates may not tell which row it failed for: all is sent
     * again then, row by row. */
    rowan_delete(f.session, users[0]);
    rowan_new(f.session, user, .id = 1, .name = "new");
    for (int i = 1; i < 4; i++)
        users[i]->age = (rowan_nullable_int32){ 2 - i, true };
    CHECK_INT(rowan_commit(f.session), ROWAN_CHECK_VIOLATION);
    CHECK_STR(rowan_session_error(f.session)->object, "user(id=4)");
    users[3]->age.value = 3;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 4);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users WHERE "
                                  "name = 'new'"),
              1);
    fixture_close(&f);
}

/* --- keys that are not the primary one ------------------------------------ */

typedef struct country {
    int64_t id;
    char code[3];
} country;

typedef struct city {
    int64_t id;
    const char *name;
    char country_code[3];
} city;

ROWAN_MODEL(country, "countries",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(code, .unique = true))

ROWAN_MODEL(city, "cities",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name),
    ROWAN_COLUMN(country_code),
    ROWAN_FOREIGN_KEY(country_code, country, code))

static void
test_order__what_refers_to_a_unique_value_is_deleted_before_it(void)
{
    fixture f;
    rowan_error err = { 0 };
    city *cities[20];
    fixture_open(&f, "replace_unique_parent.db", "");
    CHECK_INT(rowan_create_all(f.engine, ROWAN_MODELS(country, city), &err),
              ROWAN_OK);
    country *old = rowan_new(f.session, country, .code = "NO");
    rowan_new(f.session, country, .code = "SE");
    for (int i = 0; i < 20; i++)
        cities[i] = rowan_new(f.session, city, .name = "c",
                              .country_code = "NO");
    rowan_new(f.session, city, .name = "stays", .country_code = "SE");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    rowan_delete(f.session, old);
    for (int i = 0; i < 20; i++)
        rowan_delete(f.session, cities[i]);
    rowan_new(f.session, country, .code = "NO");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM countries"), 2);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM cities"), 1);
    fixture_close(&f);
}

typedef struct place {
    int64_t id;
    const char *code;
    const char *part_of;
} place;

ROWAN_MODEL(place, "places",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(code, .length = 20, .not_null = true, .unique = true),
    ROWAN_COLUMN(part_of, .length = 20),
    ROWAN_FOREIGN_KEY(part_of, place, code))

static void
test_order__a_tree_by_unique_values_goes_in_and_out_in_any_order(void)
{
    enum { COUNT = 60 };
    fixture f;
    rowan_error err = { 0 };
    place *places[COUNT];
    char codes[COUNT][8];
    fixture_open(&f, "places.db", "");
    CHECK_INT(rowan_create_all(f.engine, ROWAN_MODELS(place), &err), ROWAN_OK);
    for (int i = 0; i < COUNT; i++)
        snprintf(codes[i], sizeof codes[i], "p%d", i);

    for (int i = 0; i < COUNT; i++) {
        int at = i * 7 % COUNT;

        places[at] = rowan_new(f.session, place, .code = codes[at],
                               .part_of = at > 0 ? codes[at / 2] : NULL);
    }
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM places"), COUNT);

    for (int i = 0; i < COUNT; i++)
        rowan_delete(f.session, places[i]);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM places"), 0);
    fixture_close(&f);
}

/* --- objects that were not written ---------------------------------------- */

static void
test_order__objects_that_were_forgotten_leave_the_order_of_the_others(void)
{
    enum { COUNT = 200 };
    fixture f;
    user *users[COUNT];
    rowan_stats stats;
    fixture_open(&f, "forgotten.db", "");
    for (int i = 0; i < COUNT; i++)
        users[i] = rowan_new(f.session, user, .name = "u", .score = i);
    for (int i = 0; i < COUNT; i++)
        if (i % 3 != 1)
            CHECK_INT(rowan_delete(f.session, users[i]), ROWAN_OK);
    CHECK_INT(rowan_delete(f.session, users[0]), ROWAN_OK); /* again */
    rowan_session_stats(f.session, &stats);
    CHECK_INT(stats.objects, 67);

    users[4]->age = (rowan_nullable_int32){ -1, true };
    CHECK_INT(rowan_commit(f.session), ROWAN_CHECK_VIOLATION);
    CHECK_STR(rowan_session_error(f.session)->object, "user(new #2)");
    users[4]->age.value = 1;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 67);
    for (int i = 4; i < COUNT; i += 3)
        CHECK(users[i]->id > users[i - 3]->id);
    CHECK_INT(users[0]->id, 0);
    fixture_close(&f);
}

HARNESS_SUITE(orm_order,
    HARNESS_TEST(
        test_order__a_row_is_replaced_by_one_that_the_database_takes_for_equal),
    HARNESS_TEST(test_order__a_value_that_another_row_has_is_refused_as_ever),
    HARNESS_TEST(
        test_order__a_replaced_row_goes_first_each_time_that_the_flush_is_sent),
    HARNESS_TEST(
        test_order__what_refers_to_a_unique_value_is_deleted_before_it),
    HARNESS_TEST(
        test_order__a_tree_by_unique_values_goes_in_and_out_in_any_order),
    HARNESS_TEST(
        test_order__objects_that_were_forgotten_leave_the_order_of_the_others),
    HARNESS_TEST(test_order__parents_of_a_tree_are_inserted_before_children),
    HARNESS_TEST(test_order__children_of_a_tree_are_deleted_before_parents),
    HARNESS_TEST(
        test_order__a_new_child_without_a_key_follows_its_parent_with_one),
    HARNESS_TEST(test_order__a_circle_is_the_databases_to_refuse),
    HARNESS_TEST(test_order__a_row_can_be_replaced_by_one_with_its_key),
    HARNESS_TEST(test_order__a_unique_value_can_be_taken_over),
    HARNESS_TEST(
        test_order__what_refers_to_a_replaced_row_is_deleted_before_it),
    HARNESS_TEST(test_order__children_move_before_their_old_parent_is_deleted))
