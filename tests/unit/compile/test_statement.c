/* SPDX-License-Identifier: MIT */
/* Binds, limits and memory of statements; their text is in tests/golden. */
#include "blog.h"
#include "compile/writer.h"
#include "compiled.h"
#include "fail_alloc.h"
#include "harness.h"
#include "sql/shape.h"

#include <string.h>

static void
check(compiled *to, const rowan_statement *statement, rowan_status status,
      const char *expected)
{
    CHECK_INT(rowan__compile_statement(&to->target, statement, &to->arena,
                                       &to->result, &to->err), status);
    compiled_check(to, status, expected);
}

static void
test_statement__tells_where_each_bind_goes(void)
{
    static const uint32_t expected[] = {0, 1, 0, 1, 2, 3};
    const rowan_statement *query = rowan_find_statement(
        letter,
        .where =
            rowan_eq(rowan_mod(rowan_plus(rowan_col(letter, id), 7), 2), 1),
        .limit = 3);
    compiled to;

    compiled_begin(&to, "backtick");
    check(
        &to, query, ROWAN_OK,
        "SELECT `id`, `sender_id`, `receiver_id`, `text` FROM `letters` WHERE "
        "((`id` + ?) - ? * FLOOR((`id` + ?) / ?)) = ? LIMIT ?");
    REQUIRE(to.result.bind_count == 6);
    REQUIRE(to.result.bind_order != NULL);
    for (size_t i = 0; i < 6; i++)
        CHECK_INT(to.result.bind_order[i], expected[i]);
    CHECK_INT(to.result.column_count, 4);
    compiled_end(&to);

    compiled_begin(&to, "dollar");
    check(&to, query, ROWAN_OK,
          "SELECT \"id\", \"sender_id\", \"receiver_id\", \"text\" FROM "
          "\"letters\" WHERE (\"id\" + $1) % $2 = $3 LIMIT $4");
    CHECK_INT(to.result.bind_count, 4);
    CHECK(to.result.bind_order == NULL);
    compiled_end(&to);
}

static void
test_statement__tells_the_kinds_of_binds_after_they_are_adapted(void)
{
    compiled to;

    compiled_begin(&to, "dollar");
    check(
        &to,
        rowan_update_statement(
            author,
            .set = rowan_sets(rowan_set(author, balance, 5),
                              rowan_set(author, rank, 5),
                              rowan_set(author, weight, 0.5),
                              rowan_set(author, feeling, TEMPER_CALM),
                              rowan_set_null(author, age)),
            .where = rowan_and(rowan_eq(rowan_col(author, rank), 1),
                               rowan_eq(rowan_col(author, verified), false))),
        ROWAN_OK,
        "UPDATE \"authors\" SET \"balance\" = $1, \"rank\" = $2, \"weight\" = "
        "$3, \"feeling\" = $4, \"age\" = $5 WHERE \"rank\" = $6 AND "
        "\"verified\" = $7");
    CHECK_INT(to.result.bind_kinds[0], ROWAN_KIND_DECIMAL);
    CHECK_INT(to.result.bind_kinds[1], ROWAN_KIND_INT16);
    CHECK_INT(to.result.bind_kinds[2], ROWAN_KIND_FLOAT);
    CHECK_INT(to.result.bind_kinds[3], ROWAN_KIND_TEXT);
    CHECK_INT(to.result.bind_kinds[4], ROWAN_KIND_INT32);
    CHECK_INT(to.result.bind_kinds[5], ROWAN_KIND_INT64);
    CHECK_INT(to.result.bind_kinds[6], ROWAN_KIND_BOOL);
    compiled_end(&to);
}

static void
test_statement__of_too_many_values_says_how_many_are_allowed(void)
{
    static int64_t ids[100];
    compiled to;

    compiled_begin(&to, "backtick");
    to.caps.max_binds = 40;
#define COUNT_OF(items_)                                               \
    rowan_count_statement(                                             \
        letter, .where = rowan_and(                                    \
                    rowan_eq(rowan_col(letter, sender_id), 1),         \
                    rowan_in_array(rowan_col(letter, id), ids, items_)))
    CHECK_INT(rowan__compile_statement(&to.target, COUNT_OF(33), &to.arena,
                                       &to.result, &to.err), ROWAN_OK);
    CHECK_INT(to.result.bind_count, 40); /* 48 more would be round */
    check(&to, COUNT_OF(40), ROWAN_LIMIT,
          "has 41 values, the database takes 40: give rowan_in at most 39 "
          "items at once");
#undef COUNT_OF
    to.caps.max_binds = 1;
    check(&to,
          rowan_count_statement(letter,
                                .where = rowan_between(rowan_col(letter, id), 1,
                                                       2)),
          ROWAN_LIMIT, "has 2 values, the database takes 1: split it");
    compiled_end(&to);
}

static void
test_statement__offsets_alone_where_the_dialect_fetches(void)
{
    rowan__dialect fetching;
    compiled to;

    compiled_begin(&to, "backtick");
    fetching = *to.target.dialect;
    fetching.text.limit_style = ROWAN_FETCH_FIRST;
    to.target.dialect = &fetching;
    check(&to, rowan_count_statement(letter, .limit = 1, .offset = 2), ROWAN_OK,
          "SELECT count(*) FROM (SELECT 1 FROM `letters` OFFSET ? ROWS FETCH "
          "NEXT ? ROWS ONLY) AS `counted`");
    REQUIRE(to.result.bind_order != NULL);
    CHECK_INT(to.result.bind_order[0], 1);
    CHECK_INT(to.result.bind_order[1], 0);
    check(&to, rowan_count_statement(letter, .limit = 1), ROWAN_OK,
          "SELECT count(*) FROM (SELECT 1 FROM `letters` OFFSET 0 ROWS FETCH "
          "NEXT ? ROWS ONLY) AS `counted`");
    check(&to, rowan_count_statement(letter, .offset = 1), ROWAN_OK,
          "SELECT count(*) FROM (SELECT 1 FROM `letters` OFFSET ? ROWS) AS "
          "`counted`");
    compiled_end(&to);
}

static void
test_statement__of_a_bad_template_is_refused(void)
{
    static const rowan_rule bad = {ROWAN_OP_EQ, 0, "{0} = {2}", 0, 0};
    static const rowan_rule twice = {ROWAN_OP_NOT, 0, "{0}{0}", 1, 0};
    rowan_bool_expr active = rowan_col(author, active);
    rowan_expr nodes[64];
    rowan__dialect other;
    compiled to;

    compiled_begin(&to, "dollar");
    other = *to.target.dialect;
    other.rules[ROWAN_OP_EQ][ROWAN_KIND_INT64] = &bad;
    other.rules[ROWAN_OP_NOT][ROWAN_KIND_BOOL] = &twice;
    to.target.dialect = &other;
    check(&to,
          rowan_count_statement(letter,
                                .where = rowan_eq(rowan_col(letter, id), 1)),
          ROWAN_PLUGIN_INVALID, "names an operand that EQ has not");
    /* It would be of 2^64 bytes. */
    for (size_t i = 0; i < 64; i++)
        nodes[i] = (rowan_expr){
            .op = ROWAN_OP_NOT,
            .as.operands = {i > 0 ? &nodes[i - 1] : active.node}};
    check(&to, rowan_count_statement(author, .where = {&nodes[63]}),
          ROWAN_LIMIT, "bytes of SQL");
    compiled_end(&to);
}

static void
test_statement__refuses_names_that_the_dialect_cannot_have(void)
{
    rowan_capabilities small;
    rowan__dialect other;
    compiled to;

    compiled_begin(&to, "dollar");
    other = *to.target.dialect;
    small = other.offline;
    small.max_identifier_bytes = 8;
    other.text.capabilities = &small;
    to.target.dialect = &other;
    check(&to, rowan_find_statement(letter), ROWAN_INVALID,
          "column name 'sender_id' has 9 bytes, the database takes 8");
    compiled_end(&to);
}

static void
test_statement__of_more_binds_than_can_be_numbered_is_refused(void)
{
    rowan__writer out;
    compiled to;

    compiled_begin(&to, "dollar");
    to.caps.max_binds = 0;
    rowan__writer_init(&out, &to.target, &to.arena, 0, &to.err);
    rowan__write_bind(&out, UINT32_MAX - 1, ROWAN_KIND_INT64);
    compiled_check(&to, rowan__writer_end(&out, 0, &to.result),
                   "more than 268435456 values");
    compiled_end(&to);
}

static void
test_statement__gives_back_all_memory_after_any_failed_allocation(void)
{
    static int64_t ids[200];
    compiled to;
    int64_t nth = 1;

    compiled_begin(&to, "backtick");
    fail_alloc_begin();
    for (;; nth++) {
        rowan_status status;

        rowan__arena_init(&to.arena, 0);
        fail_alloc_arm(nth);
        status = rowan__compile_statement(
            &to.target,
            rowan_find_statement(
                letter,
                .where = rowan_and(
                    rowan_in_array(rowan_col(letter, id), ids, 200),
                    rowan_contains(rowan_col(letter, text), "x"),
                    rowan_eq(rowan_mod(rowan_col(letter, id), 2), 1)),
                .limit = 1),
            &to.arena, &to.result, &to.err);
        CHECK_INT(status, to.err.status);
        rowan_error_clear(&to.err);
        rowan__arena_done(&to.arena);
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck()) {
            CHECK_INT(status, ROWAN_OK);
            break;
        }
        CHECK_INT(status, ROWAN_NO_MEMORY);
    }
    fail_alloc_end();
    CHECK(nth > 3);
    compiled_end(&to);
}

HARNESS_SUITE(
    compile_statement, HARNESS_TEST(test_statement__tells_where_each_bind_goes),
    HARNESS_TEST(
        test_statement__tells_the_kinds_of_binds_after_they_are_adapted),
    HARNESS_TEST(test_statement__of_too_many_values_says_how_many_are_allowed),
    HARNESS_TEST(test_statement__offsets_alone_where_the_dialect_fetches),
    HARNESS_TEST(test_statement__of_a_bad_template_is_refused),
    HARNESS_TEST(test_statement__refuses_names_that_the_dialect_cannot_have),
    HARNESS_TEST(
        test_statement__of_more_binds_than_can_be_numbered_is_refused),
    HARNESS_TEST(
        test_statement__gives_back_all_memory_after_any_failed_allocation))
