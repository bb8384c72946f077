/* SPDX-License-Identifier: MIT */
/* Reading objects, rows, reports and cursors. */
#include "fixture.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

/* Users 1 to count, named "n<id>", of age id, or none for each third. */
static void
fill(fixture *f, const char *name, const char *options, int count)
{
    static char names[100][16];

    fixture_open(f, name, options);
    for (int i = 1; i <= count; i++) {
        snprintf(names[i - 1], sizeof names[0], "n%d", i);
        rowan_new(f->session, user, .id = i, .name = names[i - 1],
                  .age = { i, i % 3 != 0 }, .score = i % 4);
    }
    CHECK_INT(rowan_commit(f->session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f->session), ROWAN_OK);
    fixture_forget(f);
}

static void
test_read__one_row_is_one_object(void)
{
    fixture f;
    rowan_stats stats;
    fill(&f, "identity.db", "", 10);

    user *seven = rowan_get(f.session, user, 7);
    user **all = rowan_find(f.session, user);
    user *first = rowan_first(f.session, user,
                              .where = rowan_eq(rowan_col(user, name), "n7"));
    REQUIRE(seven != NULL && all != NULL);
    CHECK(all[6] == seven);
    CHECK(first == seven);
    CHECK(all[10] == NULL);

    fixture_forget(&f);
    CHECK(rowan_get(f.session, user, 7) == seven);
    CHECK_INT(f.line_count, 0);
    rowan_session_stats(f.session, &stats);
    CHECK_INT(stats.identity_hits, 1);
    CHECK_INT(stats.objects, 10);
    fixture_close(&f);
}

static void
test_read__a_query_does_not_overwrite_what_the_program_changed(void)
{
    fixture f;
    fill(&f, "keep.db", "", 3);
    user *one = rowan_get(f.session, user, 1);
    user *two = rowan_get(f.session, user, 2);
    one->name = "mine";
    fixture_run(&f, "UPDATE users SET name = 'theirs'");

    CHECK(rowan_find(f.session, user) != NULL);
    CHECK_STR(one->name, "mine");
    CHECK_STR(two->name, "n2");

    CHECK(rowan_find(f.session, user, .refresh = true) != NULL);
    CHECK_STR(one->name, "mine");
    CHECK_STR(two->name, "theirs");

    CHECK_INT(rowan_refresh(f.session, one), ROWAN_OK);
    CHECK_STR(one->name, "theirs");
    fixture_close(&f);
}

static void
test_read__one_wants_exactly_one(void)
{
    fixture f;
    fill(&f, "one.db", "", 5);

    CHECK(rowan_one(f.session, user,
                    .where = rowan_eq(rowan_col(user, id), 3)) != NULL);
    CHECK(rowan_one(f.session, user) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_MULTIPLE_ROWS);
    CHECK(rowan_one(f.session, user,
                    .where = rowan_eq(rowan_col(user, id), 99)) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_NOT_FOUND);
    CHECK(rowan_first(f.session, user,
                      .where = rowan_eq(rowan_col(user, id), 99)) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_NOT_FOUND);
    fixture_close(&f);
}

/* How many users a condition selects. */
static void
expect(fixture *f, int at_line, int64_t expected, rowan_bool_expr condition)
{
    int64_t count = rowan_count(f->session, user, .where = condition);

    if (count != expected)
        FAIL("line %d: %d users and not %d: %s", at_line, (int)count,
             (int)expected, rowan_session_error(f->session)->message);
}

static void
test_read__conditions_select_what_they_say(void)
{
    fixture f;
    int64_t ids[] = { 2, 4, 6, 400 };
    const char *names[] = { "n1", "n2", "zzz" };
    const char *nobody = NULL;
    fill(&f, "where.db", "", 20);
    CHECK_INT(rowan_count(f.session, user), 20);

#define WHERE(expected_, condition_)                                         \
    expect(&f, __LINE__, expected_, condition_)
    WHERE(14, rowan_is_not_null(rowan_col(user, age)));
    WHERE(6, rowan_is_null(rowan_col(user, age)));
    WHERE(5, rowan_gt(rowan_col(user, id), 15));
    WHERE(3, rowan_between(rowan_col(user, id), 4, 6));
    WHERE(17, rowan_not_between(rowan_col(user, id), 4, 6));
    WHERE(3, rowan_in(rowan_col(user, id), 1, 2, 3, 1000));
    WHERE(17, rowan_not_in(rowan_col(user, id), 1, 2, 3));
    WHERE(3, rowan_in_array(rowan_col(user, id), ids, 4));
    WHERE(0, rowan_in_array(rowan_col(user, id), ids, 0));
    WHERE(20, rowan_not_in_array(rowan_col(user, id), ids, 0));
    WHERE(2, rowan_in_array(rowan_col(user, name), names, 3));
    WHERE(11, rowan_like(rowan_col(user, name), "n1%"));
    WHERE(0, rowan_like(rowan_col(user, name), "n1\\%"));
    WHERE(11, rowan_ilike(rowan_col(user, name), "N1%"));
    WHERE(11, rowan_starts_with(rowan_col(user, name), "n1"));
    WHERE(0, rowan_contains(rowan_col(user, name), "%"));
    WHERE(2, rowan_ends_with(rowan_col(user, name), "7"));
    WHERE(0, rowan_eq(rowan_col(user, name), nobody));
    WHERE(20, rowan_ne(rowan_col(user, name), nobody));
    WHERE(2, rowan_or(rowan_eq(rowan_col(user, id), 1),
                      rowan_eq(rowan_col(user, id), 2)));
    WHERE(19, rowan_not(rowan_eq(rowan_col(user, id), 1)));
    WHERE(1, rowan_and(rowan_gt(rowan_col(user, id), 5),
                       (rowan_bool_expr){ NULL },
                       rowan_lt(rowan_col(user, id), 7)));
    WHERE(1, rowan_eq(rowan_plus(rowan_times(rowan_col(user, id), 2), 1), 9));
    WHERE(5, rowan_eq(rowan_mod(rowan_col(user, id), 4), 0));
    WHERE(1, rowan_eq(rowan_concat(rowan_col(user, name), "!"), "n5!"));
    WHERE(9, rowan_eq(rowan_length(rowan_col(user, name)), 2));
    WHERE(8, rowan_gt(rowan_coalesce(rowan_col(user, age), 100), 18));
#undef WHERE
    fixture_close(&f);
}

static void
test_read__order_limit_and_offset_choose_rows(void)
{
    fixture f;
    fill(&f, "order.db", "", 10);

    user **page = rowan_find(f.session, user,
        .order_by = rowan_by(rowan_desc(rowan_col(user, id))),
        .limit = 3, .offset = 2);
    REQUIRE(page != NULL);
    CHECK_INT(page[0]->id, 8);
    CHECK_INT(page[2]->id, 6);
    CHECK(page[3] == NULL);

    user *last = rowan_first(f.session, user,
        .order_by = rowan_by(rowan_asc_nulls_first(rowan_col(user, age)),
                             rowan_desc(rowan_col(user, id))));
    CHECK_INT(last->id, 9);
    last = rowan_first(f.session, user,
        .order_by = rowan_by(rowan_desc_nulls_last(rowan_col(user, age))));
    CHECK_INT(last->id, 10);

    CHECK(rowan_find(f.session, user, .limit = -1) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_INVALID);
    user **rest = rowan_find(f.session, user, .offset = 9,
        .order_by = rowan_by(rowan_col(user, id)));
    REQUIRE(rest != NULL);
    CHECK_INT(rest[0]->id, 10);
    fixture_close(&f);
}

static void
test_read__count_and_exists_fetch_no_objects(void)
{
    fixture f;
    rowan_stats stats;
    fill(&f, "count.db", "", 10);

    CHECK_INT(rowan_count(f.session, user), 10);
    CHECK_INT(rowan_count(f.session, user, .limit = 4), 4);
    CHECK_INT(rowan_exists(f.session, user), 1);
    CHECK_INT(rowan_exists(f.session, user,
                           .where = rowan_gt(rowan_col(user, id), 10)),
              0);
    rowan_session_stats(f.session, &stats);
    CHECK_INT(stats.objects, 0);
    fixture_close(&f);
}

typedef struct by_score {
    int32_t score;
    int64_t heads;
    rowan_nullable_int64 ages;
    rowan_nullable_double mean;
    const char *last;
} by_score;

ROWAN_ROW(by_score, ROWAN_FIELD(score), ROWAN_FIELD(heads), ROWAN_FIELD(ages),
          ROWAN_FIELD(mean), ROWAN_FIELD(last))

static void
test_read__a_report_fills_a_struct_of_ones_own(void)
{
    fixture f;
    fill(&f, "report.db", "", 20);

    by_score **rows = rowan_select(f.session, by_score,
        .columns = rowan_columns(
            rowan_as(by_score, score, rowan_col(user, score)),
            rowan_as(by_score, heads, rowan_count_rows()),
            rowan_as(by_score, ages, rowan_sum(rowan_col(user, age))),
            rowan_as(by_score, mean, rowan_avg(rowan_col(user, age))),
            rowan_as(by_score, last, rowan_max(rowan_col(user, name)))),
        .group_by = rowan_by(rowan_col(user, score)),
        .having = rowan_gt(rowan_sum(rowan_col(user, age)), 1),
        .order_by = rowan_by(rowan_col(user, score)));
    REQUIRE(rows != NULL);

    CHECK_INT(rows[0]->score, 0); /* 4, 8, 16, 20; 12 has no age */
    CHECK_INT(rows[0]->heads, 5);
    CHECK_INT(rows[0]->ages.value, 48);
    CHECK(rows[0]->mean.value > 11.99 && rows[0]->mean.value < 12.01);
    CHECK_STR(rows[0]->last, "n8");
    CHECK(rows[3] != NULL && rows[4] == NULL);
    fixture_close(&f);
}

static void
test_read__a_null_for_a_plain_member_is_refused_by_name(void)
{
    fixture f;
    fill(&f, "null.db", "", 3);

    by_score **rows = rowan_select(f.session, by_score,
        .columns = rowan_columns(
            rowan_as(by_score, heads, rowan_min(rowan_col(user, age)))),
        .where = rowan_eq(rowan_col(user, id), 3));

    CHECK(rows == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_TYPE_MISMATCH);
    CHECK_HAS(rowan_session_error(f.session)->message, "'heads'");
    fixture_close(&f);
}

static void
test_read__a_join_follows_the_foreign_key(void)
{
    fixture f;
    fill(&f, "join.db", "", 5);
    rowan_new(f.session, post, .user_id = 2, .title = "a");
    rowan_new(f.session, post, .user_id = 2, .title = "b");
    rowan_new(f.session, post, .user_id = 4, .title = "c");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    user **authors = rowan_find(f.session, user, .distinct = true,
        .join = rowan_joins(rowan_join(post)),
        .where = rowan_in(rowan_col(post, title), "a", "b", "c"),
        .order_by = rowan_by(rowan_col(user, id)));
    REQUIRE(authors != NULL);
    CHECK_INT(authors[0]->id, 2);
    CHECK_INT(authors[1]->id, 4);
    CHECK(authors[2] == NULL);
    CHECK_INT(rowan_count(f.session, user,
                  .join = rowan_joins(rowan_left_join(post)),
                  .where = rowan_is_null(rowan_col(post, id))),
              3);
    fixture_close(&f);
}

static void
test_read__sql_text_fills_structs_by_name(void)
{
    fixture f;
    fill(&f, "sql.db", "", 10);

    user **rows = rowan_sql(f.session, user,
        "SELECT score, id, name, email, 1 AS more, age FROM users "
        "WHERE id > :low AND name <> ':low' ORDER BY id -- :not_a_name",
        rowan_bind("low", 8));
    REQUIRE(rows != NULL);
    CHECK_INT(rows[0]->id, 9);
    CHECK_STR(rows[1]->name, "n10");
    CHECK(rows[2] == NULL);

    CHECK(rowan_sql(f.session, user, "SELECT id FROM users") == NULL);
    CHECK_HAS(rowan_session_error(f.session)->message, "'name'");
    CHECK(rowan_sql(f.session, user, "SELECT * FROM users WHERE id = :id") ==
          NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_INVALID);
    fixture_close(&f);
}

static size_t
count_rows(user **rows)
{
    size_t count = 0;

    while (rows != NULL && rows[count] != NULL)
        count++;
    return count;
}

/* What was prepared for a number of one kind does not serve the other. */
static void
test_read__sql_text_takes_values_of_any_kind_after_another(void)
{
    static const char sql[] = "SELECT * FROM users WHERE id > :low";
    fixture f;
    fill(&f, "kinds.db", "", 4);

    CHECK_INT(count_rows(rowan_sql(f.session, user, sql,
                                   rowan_bind("low", 2))), 2);
    CHECK_INT(count_rows(rowan_sql(f.session, user, sql,
                                   rowan_bind("low", 2.5))), 2);
    CHECK_STR(rowan_session_error(f.session)->message, "");
    CHECK_INT(count_rows(rowan_sql(f.session, user, sql,
                                   rowan_bind("low", 3))), 1);
    CHECK_INT(count_rows(rowan_sql(f.session, user, sql,
                                   rowan_bind_null("low"))), 0);
    CHECK_STR(rowan_session_error(f.session)->message, "");
    fixture_close(&f);
}

static void
test_read__a_table_that_changed_is_read_with_its_new_columns(void)
{
    fixture f;
    fill(&f, "altered.db", "", 2);
    CHECK(rowan_sql(f.session, user, "SELECT * FROM users") != NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    fixture_run(&f, "ALTER TABLE users ADD COLUMN more TEXT");
    fixture_run(&f, "ALTER TABLE users RENAME COLUMN email TO mail");
    fixture_run(&f, "ALTER TABLE users RENAME COLUMN more TO email");
    user **rows = rowan_sql(f.session, user, "SELECT * FROM users");
    if (rows == NULL)
        FAIL("%s", rowan_session_error(f.session)->message);
    CHECK_INT(rows[1]->id, 2);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    /* An insert, too, goes on. */
    fixture_run(&f, "ALTER TABLE users ADD COLUMN extra INTEGER");
    rowan_new(f.session, user, .id = 3, .name = "n3", .email = "e");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_close(&f);
}

static size_t
memory_in_use(void)
{
    return mallinfo2().uordblks;
}

/* Statements that are used once push each other out, here and on the server,
 * also within one transaction. */
static void
test_read__ever_new_statements_take_no_more_memory(void)
{
    enum { WARM = 700, ALL = 2500 };
    fixture f;
    size_t before = 0;
    fill(&f, "shapes.db", "", 1);

    for (int i = 0; i < ALL; i++) {
        char sql[100];

        if (i == WARM)
            before = memory_in_use();
        snprintf(sql, sizeof sql, "SELECT * FROM users WHERE id < %d", 2 + i);
        if (rowan_sql(f.session, user, sql) == NULL)
            FAIL("%s", rowan_session_error(f.session)->message);
        CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
        fixture_forget(&f);
    }
    CHECK(memory_in_use() < before + 1000000);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_close(&f);
}

static void
test_read__a_cursor_gives_row_after_row(void)
{
    fixture f;
    rowan_stats stats;
    int64_t sum = 0;
    fill(&f, "cursor.db", "", 50);

    rowan_cursor *cursor = rowan_stream(f.session, user,
        .where = rowan_gt(rowan_col(user, id), 10));
    for (user *u; (u = rowan_next(cursor, user)) != NULL;) {
        char name[8];

        snprintf(name, sizeof name, "n%d", (int)u->id);
        if (strcmp(u->name, name) != 0 ||
            u->age.present != (u->id % 3 != 0))
            FAIL("row %d is not as it was written", (int)u->id);
        sum += u->id;
        /* Other calls may come between. */
        CHECK(rowan_get(f.session, user, 1) != NULL);
    }
    CHECK_INT(rowan_session_clear(f.session), ROWAN_INVALID);
    CHECK_INT(rowan_cursor_close(cursor), ROWAN_OK);
    CHECK_INT(sum, 50 * 51 / 2 - 55);
    rowan_session_stats(f.session, &stats);
    CHECK_INT(stats.objects, 1);

    cursor = rowan_stream(f.session, user);
    CHECK(rowan_next(cursor, user) != NULL);
    CHECK_INT(rowan_cursor_close(cursor), ROWAN_OK); /* not at the end */
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
    fixture_close(&f);
}

static void
test_read__two_cursors_over_one_query_run_side_by_side(void)
{
    fixture f;
    int pairs = 0;
    fill(&f, "twins.db", "", 4);

    rowan_cursor *outer = rowan_stream(f.session, user);
    while (rowan_next(outer, user) != NULL) {
        rowan_cursor *inner = rowan_stream(f.session, user);

        while (rowan_next(inner, user) != NULL)
            pairs++;
        CHECK_INT(rowan_cursor_close(inner), ROWAN_OK);
    }
    CHECK_INT(rowan_cursor_close(outer), ROWAN_OK);
    CHECK_INT(pairs, 16);
    fixture_close(&f);
}

static void
test_read__a_query_flushes_first_only_if_asked(void)
{
    rowan_session_options options = ROWAN_SESSION_OPTIONS_INIT;
    fixture f;
    fill(&f, "autoflush.db", "", 2);
    rowan_new(f.session, user, .name = "new");
    CHECK_INT(rowan_count(f.session, user), 2);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);

    options.flush_before_query = true;
    rowan_session *eager = rowan_session_open_with(f.engine, &options, NULL);
    rowan_new(eager, user, .id = 3, .name = "new");
    CHECK_INT(rowan_count(eager, user), 3);
    rowan_session_close(eager);
    CHECK_INT(rowan_count(f.session, user), 2);
    fixture_close(&f);
}

static void
test_read__read_only_rows_are_not_tracked(void)
{
    fixture f;
    rowan_stats stats;
    fill(&f, "untracked.db", "", 5);

    user **rows = rowan_find(f.session, user, .read_only = true);
    REQUIRE(rows != NULL);
    rows[0]->name = "changed";
    rowan_session_stats(f.session, &stats);
    CHECK_INT(stats.objects, 0);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_sent(&f, "UPDATE"), 0);
    CHECK_INT(rowan_delete(f.session, rows[0]), ROWAN_INVALID);
    fixture_close(&f);
}

static void
test_read__a_detached_copy_outlives_its_session(void)
{
    fixture f;
    fill(&f, "detach.db", "", 3);
    rowan_session *other = rowan_session_open(f.engine, NULL);
    user *copy = rowan_detach(other, user, rowan_get(other, user, 2));
    rowan_session_close(other);

    REQUIRE(copy != NULL);
    CHECK_INT(copy->id, 2);
    CHECK_STR(copy->name, "n2");
    CHECK(copy->email == NULL);
    rowan_free(copy);
    fixture_close(&f);
}

static void
test_read__rows_stay_readable_after_commit_and_until_clear(void)
{
    fixture f;
    rowan_stats stats;
    fill(&f, "readable.db", "", 5);
    user *one = rowan_get(f.session, user, 1);
    one->score = 42;
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_STR(one->name, "n1");
    CHECK_INT(one->score, 42);

    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
    rowan_session_stats(f.session, &stats);
    CHECK_INT(stats.objects, 0);
    CHECK(rowan_get(f.session, user, 1) != NULL);
    fixture_close(&f);
}

static void
test_read__after_a_clear_all_objects_are_read_anew(void)
{
    enum { COUNT = 100 }; /* of several chunks */
    static const int64_t first[] = {0, 0, COUNT - 2};
    fixture f;
    fill(&f, "anew.db", "", COUNT);

    for (int64_t round = 0; round < 3; round++) {
        rowan_stats before, after;
        int64_t number = 0;

        rowan_session_stats(f.session, &before);
        rowan_each(user, u,
                   rowan_find(f.session, user,
                              .where = rowan_gt(rowan_col(user, id),
                                                first[round]),
                              .order_by = rowan_by(rowan_col(user, id)))) {
            CHECK_INT(u->score, u->id % 4 + round);
            CHECK(rowan_get(f.session, user, u->id) == u);
            number++;
        }
        CHECK_INT(number, COUNT - first[round]);
        rowan_session_stats(f.session, &after);
        CHECK_INT(after.objects, (uint64_t)number);
        CHECK_INT(after.statements - before.statements, 1);
        CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
        fixture_run(&f, "UPDATE users SET score = score + 1");
    }
    fixture_close(&f);
}

static void
test_read__keys_that_do_not_fit_are_refused(void)
{
    fixture f;
    fill(&f, "keys.db", "", 1);

    CHECK(rowan_get(f.session, user, "one") == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_INVALID);
    CHECK_HAS(rowan_session_error(f.session)->message, "kind int64");
    CHECK(rowan_get(f.session, user, 1, 2) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_INVALID);
    CHECK(rowan_get(f.session, line, "A") == NULL);
    CHECK_HAS(rowan_session_error(f.session)->message, "2 columns");
    CHECK(rowan_get(f.session, user, 99) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_NOT_FOUND);
    CHECK(rowan_get(f.session, user, UINT64_MAX) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_OUT_OF_RANGE);
    CHECK(rowan_sql(f.session, user, "SELECT * FROM users WHERE id = :id",
                    rowan_bind("id", UINT64_MAX)) == NULL);
    CHECK_HAS(rowan_session_error(f.session)->message, ":id");
    fixture_close(&f);
}

static void
test_read__a_second_query_of_one_shape_is_not_prepared_again(void)
{
    fixture f;
    rowan_stats before, after;
    fill(&f, "cache.db", "", 5);
    for (int i = 0; i < 3; i++) {
        rowan_session_stats(f.session, &before);
        CHECK_INT(rowan_count(f.session, user,
                              .where = rowan_eq(rowan_col(user, id), i + 1)),
                  1);
    }
    rowan_session_stats(f.session, &after);
    CHECK_INT(after.cache_hits - before.cache_hits, 1);
    CHECK_INT(after.cache_misses - before.cache_misses, 0);
    fixture_close(&f);
}

static void
test_read__null_sessions_say_so(void)
{
    CHECK(rowan_find((rowan_session *)NULL, user) == NULL);
    CHECK_INT(rowan_count((rowan_session *)NULL, user), -1);
    CHECK(rowan_get((rowan_session *)NULL, user, 1) == NULL);
    CHECK_INT(rowan_commit(NULL), ROWAN_INVALID);
    CHECK_INT(rowan_session_error(NULL)->status, ROWAN_INVALID);
    rowan_session_close(NULL);
}

static void
test_read__options_without_a_size_are_refused(void)
{
    rowan_session_options options = { 0 };
    rowan_error err = { 0 };
    fixture f;
    fixture_open(&f, "size.db", "");

    CHECK(rowan_session_open_with(f.engine, &options, &err) == NULL);
    CHECK_INT(err.status, ROWAN_INVALID);
    CHECK_HAS(err.message, "ROWAN_SESSION_OPTIONS_INIT");
    fixture_close(&f);
}

HARNESS_SUITE(orm_read,
    HARNESS_TEST(test_read__one_row_is_one_object),
    HARNESS_TEST(
        test_read__a_query_does_not_overwrite_what_the_program_changed),
    HARNESS_TEST(test_read__one_wants_exactly_one),
    HARNESS_TEST(test_read__conditions_select_what_they_say),
    HARNESS_TEST(test_read__order_limit_and_offset_choose_rows),
    HARNESS_TEST(test_read__count_and_exists_fetch_no_objects),
    HARNESS_TEST(test_read__a_report_fills_a_struct_of_ones_own),
    HARNESS_TEST(test_read__a_null_for_a_plain_member_is_refused_by_name),
    HARNESS_TEST(test_read__a_join_follows_the_foreign_key),
    HARNESS_TEST(test_read__sql_text_fills_structs_by_name),
    HARNESS_TEST(test_read__sql_text_takes_values_of_any_kind_after_another),
    HARNESS_TEST(test_read__a_table_that_changed_is_read_with_its_new_columns),
    HARNESS_TEST(test_read__ever_new_statements_take_no_more_memory),
    HARNESS_TEST(test_read__a_cursor_gives_row_after_row),
    HARNESS_TEST(test_read__two_cursors_over_one_query_run_side_by_side),
    HARNESS_TEST(test_read__a_query_flushes_first_only_if_asked),
    HARNESS_TEST(test_read__read_only_rows_are_not_tracked),
    HARNESS_TEST(test_read__a_detached_copy_outlives_its_session),
    HARNESS_TEST(test_read__rows_stay_readable_after_commit_and_until_clear),
    HARNESS_TEST(test_read__after_a_clear_all_objects_are_read_anew),
    HARNESS_TEST(test_read__keys_that_do_not_fit_are_refused),
    HARNESS_TEST(test_read__a_second_query_of_one_shape_is_not_prepared_again),
    HARNESS_TEST(test_read__null_sessions_say_so),
    HARNESS_TEST(test_read__options_without_a_size_are_refused))
