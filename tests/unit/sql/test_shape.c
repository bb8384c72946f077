/* SPDX-License-Identifier: MIT */
/* What is of one shape and what is not. */
#include "blog.h"
#include "fail_alloc.h"
#include "harness.h"
#include "walked.h"

#include <string.h>

#define FIND(...) rowan_find_statement(author, __VA_ARGS__)
#define WHERE(condition_) FIND(.where = condition_)
#define ALL rowan_find_statement(author)

/* No macros: CHECK would print statements as the preprocessor sees them. */
static void
check_same(const rowan_statement *a, const rowan_statement *b)
{
    bool same = walked_same(a, b);

    CHECK(same);
}

static void
check_other(const rowan_statement *a, const rowan_statement *b)
{
    bool same = walked_same(a, b);

    CHECK(!same);
}

static void
test_shape__does_not_depend_on_values(void)
{
    const char *name = "Ann";
    int64_t numbers[] = {1, 2, 3};
    int16_t others[] = {7, 8, 9, 10};

    check_same(WHERE(rowan_eq(rowan_col(author, name), name)),
               WHERE(rowan_eq(rowan_col(author, name), "another")));
    check_same(WHERE(rowan_eq(rowan_col(author, feeling), TEMPER_CALM)),
               WHERE(rowan_eq(rowan_col(author, feeling), TEMPER_ANGRY)));
    check_same(FIND(.limit = 1, .offset = 2), FIND(.limit = 9, .offset = 1));
    check_same(WHERE(rowan_in_array(rowan_col(author, id), numbers, 3)),
               WHERE(rowan_in_array(rowan_col(author, id), others, 4)));
    check_same(rowan_update_statement(
                   author, .set = rowan_sets(rowan_set(author, rank, 1)),
                   .all_rows = true),
               rowan_update_statement(
                   author, .set = rowan_sets(rowan_set(author, rank, 2)),
                   .all_rows = true));
}

/* One bind, the list; shape and arena are the caller's to end. */
static void
check_list(const rowan_statement *statement, uint32_t kind, size_t count,
           uint64_t hash)
{
    static rowan__shape shape; /* large for a stack */
    rowan__arena arena;
    rowan_error err = {0};

    rowan__arena_init(&arena, 0);
    CHECK_INT(rowan__shape_statement(&shape, statement, true, 0, &arena, &err),
              ROWAN_OK);
    REQUIRE(shape.bind_count == 2);
    CHECK_INT(shape.binds[0].kind, kind | ROWAN_KIND_LIST);
    CHECK_INT(shape.binds[0].as.list.count, count);
    CHECK_INT(shape.binds[0].as.list.items[count - 1].kind, kind);
    CHECK_INT(shape.binds[1].as.integer, 5);
    CHECK(shape.hash == hash || hash == 0);
    rowan__arena_done(&arena);
}

static void
test_shape__of_a_list_that_is_one_bind_serves_all_lengths(void)
{
    static int64_t ids[3000];
    static rowan__shape one;
    rowan__arena arena;
    rowan_error err = {0};

#define BEFORE(in_) \
    WHERE(rowan_and(in_, rowan_eq(rowan_col(author, rank), 5)))
    rowan__arena_init(&arena, 0);
    CHECK_INT(rowan__shape_statement(
                  &one, BEFORE(rowan_in(rowan_col(author, id), 7)), true, 0,
                  &arena, &err),
              ROWAN_OK);
    check_list(BEFORE(rowan_in(rowan_col(author, id), 1, 2, 3)),
               ROWAN_KIND_INT64, 3, one.hash);
    check_list(BEFORE(rowan_in_array(rowan_col(author, id), ids, 3000)),
               ROWAN_KIND_INT64, 3000, one.hash);
    check_list(BEFORE(rowan_not_in(rowan_col(author, feeling), TEMPER_GLAD)),
               ROWAN_KIND_TEXT, 1, 0);
    /* An expression among the items keeps the list a list of SQL. */
    CHECK_INT(rowan__shape_statement(
                  &one,
                  WHERE(rowan_in(rowan_col(author, id), 1,
                                 rowan_col(author, rank))),
                  true, 0, &arena, &err),
              ROWAN_OK);
    CHECK_INT(one.binds[0].kind, ROWAN_KIND_INT64);
    rowan__arena_done(&arena);
#undef BEFORE
}

static void
test_shape__of_a_list_serves_lists_of_about_its_length(void)
{
    static int64_t ids[3000];
    walked list;

    check_same(WHERE(rowan_in(rowan_col(author, id), 1, 2, 3)),
               WHERE(rowan_in(rowan_col(author, id), 1, 2, 3, 4)));
    check_same(WHERE(rowan_in(rowan_col(author, id), 1, 2, 3)),
               WHERE(rowan_in_array(rowan_col(author, id), ids, 4)));
    check_other(WHERE(rowan_in(rowan_col(author, id), 1, 2)),
                WHERE(rowan_in(rowan_col(author, id), 1, 2, 3)));
    check_same(WHERE(rowan_in_array(rowan_col(author, id), ids, 17)),
               WHERE(rowan_in_array(rowan_col(author, id), ids, 24)));
    check_other(WHERE(rowan_in_array(rowan_col(author, id), ids, 24)),
                WHERE(rowan_in_array(rowan_col(author, id), ids, 25)));
    check_same(WHERE(rowan_in_array(rowan_col(author, id), ids, 25)),
               WHERE(rowan_in_array(rowan_col(author, id), ids, 32)));
    check_other(WHERE(rowan_in_array(rowan_col(author, id), ids, 768)),
                WHERE(rowan_in_array(rowan_col(author, id), ids, 769)));
    check_same(WHERE(rowan_in_array(rowan_col(author, id), ids, 2049)),
               WHERE(rowan_in_array(rowan_col(author, id), ids, 3000)));

    walked_begin(&list, WHERE(rowan_in(rowan_col(author, id), 5, 6, 7)));
    REQUIRE(list.shape.bind_count == 4);
    CHECK_INT(list.shape.binds[2].as.integer, 7);
    CHECK_INT(list.shape.binds[3].as.integer, 7);
    walked_end(&list);

    walked_begin(&list,
                 WHERE(rowan_in_array(rowan_col(author, id), ids, 3000)));
    CHECK_INT(list.shape.bind_count, 3072);
    walked_end(&list);
}

/* Two lists, which are filled up to 4 and 8 where there is room. */
static void
test_shape__fills_lists_up_to_what_the_database_takes(void)
{
    static const struct {
        uint32_t most, binds;
    } cases[] = {{0, 12}, {13, 12}, {12, 12}, {11, 11},
                 {9, 9},  {8, 8},   {7, 8},   {1, 8}};
    static int64_t ids[5] = {1, 2, 3, 4, 5};
    static rowan__shape shape; /* large for a stack */
    const rowan_statement *statement =
        WHERE(rowan_and(rowan_in_array(rowan_col(author, id), ids, 3),
                        rowan_in_array(rowan_col(author, rank), ids, 5)));
    rowan__arena arena;
    rowan_error err = {0};

    rowan__arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        CHECK_INT(rowan__shape_statement(&shape, statement, false,
                                         cases[i].most, &arena, &err),
                  ROWAN_OK);
        CHECK_INT(shape.bind_count, cases[i].binds);
        CHECK_INT(shape.binds[2].as.integer, 3);
        CHECK_INT(shape.binds[shape.bind_count - 1].as.integer, 5);
    }
    rowan__arena_done(&arena);
}

/* A list in what an empty one looks for has no binds, and gives no room. */
static void
test_shape__a_list_that_is_dropped_leaves_the_others_their_room(void)
{
    static int64_t ids[5] = {1, 2, 3, 4, 5};
    static const rowan_expr no_items = {.op = ROWAN_OP_NONE};
    static rowan__shape shape;
    rowan_bool_expr dropped = rowan_in_array(rowan_col(author, id), ids, 3);
    rowan_expr empty = {.op = ROWAN_OP_NOT_IN,
                        .as.in = {dropped.node, &no_items, 0}};
    const rowan_statement *statement =
        WHERE(rowan_and(((rowan_bool_expr){&empty}),
                        rowan_in_array(rowan_col(author, rank), ids, 5)));
    rowan__arena arena;

    rowan__arena_init(&arena, 0);
    CHECK_INT(rowan__shape_statement(&shape, statement, false, 7, &arena,
                                     NULL),
              ROWAN_OK);
    CHECK_INT(shape.bind_count, 7);
    rowan__arena_done(&arena);
}

static void
test_shape__of_conditions_that_mean_the_same_text_is_the_same(void)
{
    rowan_bool_expr none = {NULL};
    rowan_bool_expr a = rowan_eq(rowan_col(author, id), 1);
    rowan_bool_expr b = rowan_eq(rowan_col(author, name), "b");
    rowan_bool_expr c = rowan_is_null(rowan_col(author, age));
    const char *null = NULL;

    check_same(WHERE(a), WHERE(rowan_and(a)));
    check_same(WHERE(a), WHERE(rowan_or(none, a, none)));
    check_same(WHERE(none), WHERE(rowan_and(none, rowan_or(none))));
    check_same(WHERE(none), WHERE(rowan_not(rowan_and(none))));
    check_same(WHERE(rowan_and(a, b, c)), WHERE(rowan_and(rowan_and(a, b), c)));
    check_same(WHERE(rowan_and(a, b, c)), WHERE(rowan_and(a, rowan_and(b, c))));
    check_same(WHERE(rowan_eq(rowan_col(author, email), null)),
               WHERE(rowan_is_null(rowan_col(author, email))));
    check_same(WHERE(rowan_ne(rowan_col(author, email), null)),
               WHERE(rowan_is_not_null(rowan_col(author, email))));
    check_same(FIND(.order_by = rowan_by(rowan_col(author, id))),
               FIND(.order_by = rowan_by(rowan_asc(rowan_col(author, id)))));
    check_same(ALL, rowan_find_statement(author, .read_only = true,
                                            .refresh = true));
}

/* What tells shapes apart, each once. */
#define DIFFERENT(X)                                                           \
    X(ALL)                                                                  \
    X(FIND(.distinct = true))                                                  \
    X(FIND(.limit = 1))                                                        \
    X(FIND(.offset = 1))                                                       \
    X(FIND(.limit = 1, .offset = 1))                                           \
    X(rowan_find_statement(post))                                              \
    X(rowan_count_statement(author))                                           \
    X(rowan_count_statement(author, .limit = 1))                               \
    X(WHERE(rowan_eq(rowan_col(author, id), 1)))                               \
    X(WHERE(rowan_ne(rowan_col(author, id), 1)))                               \
    X(WHERE(rowan_eq(rowan_col(author, rank), 1)))                             \
    X(WHERE(rowan_eq(rowan_col(author, id), rowan_col(author, rank))))         \
    X(WHERE(rowan_eq(rowan_col(author, email), "x")))                          \
    X(WHERE(rowan_eq(rowan_col(author, email), (const char *)NULL)))           \
    X(WHERE(rowan_like(rowan_col(author, email), "x")))                        \
    X(WHERE(rowan_starts_with(rowan_col(author, email), "x")))                 \
    X(WHERE(rowan_contains(rowan_col(author, email), "x")))                    \
    X(WHERE(rowan_in(rowan_col(author, id), 1)))                               \
    X(WHERE(rowan_in(rowan_col(author, id), rowan_col(author, rank))))         \
    X(WHERE(rowan_in_array(rowan_col(author, id), (int64_t *)NULL, 0)))        \
    X(WHERE(rowan_not_in_array(rowan_col(author, id), (int64_t *)NULL, 0)))    \
    X(WHERE(rowan_not(rowan_eq(rowan_col(author, id), 1))))                    \
    X(WHERE(rowan_and(rowan_col(author, active), rowan_col(author, active))))  \
    X(WHERE(rowan_or(rowan_col(author, active), rowan_col(author, active))))   \
    X(WHERE(rowan_and(rowan_col(author, active),                               \
                      rowan_or(rowan_col(author, active),                      \
                               rowan_col(author, verified)))))                 \
    X(WHERE(rowan_or(rowan_and(rowan_col(author, active),                      \
                               rowan_col(author, active)),                     \
                     rowan_col(author, verified))))                            \
    X(FIND(.order_by = rowan_by(rowan_col(author, id))))                       \
    X(FIND(.order_by = rowan_by(rowan_desc(rowan_col(author, id)))))           \
    X(FIND(.order_by = rowan_by(rowan_col(author, id),                         \
                                rowan_col(author, name))))                     \
    X(FIND(.order_by = rowan_by(rowan_asc_nulls_last(rowan_col(author, id))))) \
    X(FIND(.join = rowan_joins(rowan_join(post))))                             \
    X(FIND(.join = rowan_joins(rowan_left_join(post))))                        \
    X(FIND(.join = rowan_joins(rowan_join(letter))))                          \
    X(FIND(.join = rowan_joins(rowan_join_on(                                  \
               post, rowan_eq(rowan_col(post, author_id),                      \
                              rowan_col(author, id))))))                       \
    X(rowan_delete_statement(author, .all_rows = true))                        \
    X(rowan_update_statement(                                                  \
        author, .set = rowan_sets(rowan_set(author, name, "x")),               \
        .all_rows = true))                                                     \
    X(rowan_update_statement(                                                  \
        author, .set = rowan_sets(rowan_set(author, email, "x")),              \
        .all_rows = true))                                                     \
    X(rowan_update_statement(                                                  \
        author,                                                                \
        .set = rowan_sets(rowan_set(author, rank,                              \
                                    rowan_plus(rowan_col(author, rank), 1))),  \
        .all_rows = true))

static void
test_shape__differs_where_the_text_would(void)
{
#define STATEMENT(statement_) statement_,
    const rowan_statement *const all[] = {DIFFERENT(STATEMENT)};
#undef STATEMENT
    size_t count = sizeof(all) / sizeof(*all);

    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            if (walked_same(all[i], all[j]) != (i == j))
                FAIL("statements %zu and %zu", i, j);
    CHECK(count > 30);
}

static void
test_shape__of_a_report_depends_on_the_members_it_is_read_into(void)
{
#define REPORT(member_)                                                        \
    rowan_select_statement(                                                    \
        summary, .columns = rowan_columns(rowan_as(                            \
                     summary, member_, rowan_col(author, name))))
    check_same(REPORT(name), REPORT(name));
    check_other(REPORT(name), REPORT(other));
}

static void
test_shape__tells_tables_apart_after_an_empty_list_named_one(void)
{
    /* What an empty list was compared with is gone, its table too. */
    rowan_bool_expr nothing =
        rowan_in_array(rowan_col(post, id), (int64_t *)NULL, 0);

    check_other(WHERE(rowan_and(nothing, rowan_eq(rowan_col(comment, id), 1))),
                WHERE(rowan_and(nothing, rowan_eq(rowan_col(post, id), 1))));
    check_other(WHERE(rowan_and(nothing, rowan_eq(rowan_col(comment, id), 1))),
                WHERE(rowan_and(nothing, rowan_eq(rowan_col(letter, id), 1))));
}

static void
test_shape__binds_follow_the_order_of_the_walk(void)
{
    walked report;

    walked_begin(
        &report,
        rowan_select_statement(
            summary,
            .columns = rowan_columns(
                rowan_as(summary, count,
                         rowan_plus(rowan_count_of(rowan_col(post, id)), 1)),
                rowan_as(summary, name, rowan_col(author, name))),
            .join = rowan_joins(rowan_join_on(
                post, rowan_and(rowan_eq(rowan_col(post, author_id),
                                         rowan_col(author, id)),
                                rowan_gt(rowan_col(post, words), 2)))),
            .where = rowan_eq(rowan_col(author, rank), 3),
            .group_by = rowan_by(rowan_plus(rowan_col(author, rank), 4)),
            .having = rowan_gt(rowan_count_rows(), 5),
            .order_by = rowan_by(rowan_plus(rowan_col(author, id), 6)),
            .limit = 7, .offset = 8));
    CHECK_STR(report.err.message, "");
    REQUIRE(report.shape.bind_count == 8);
    for (uint32_t i = 0; i < 8; i++)
        CHECK_INT(report.shape.binds[i].as.integer, i + 1);
    walked_end(&report);
}

/* ---- size -------------------------------------------------------------- */

static void
test_shape__of_many_conditions_grows_beyond_its_inline_memory(void)
{
    enum { COUNT = 500 };
    static rowan_expr nodes[COUNT], literals[COUNT];
    static const rowan_expr *list[COUNT + 1];
    rowan_int_expr id = rowan_col(author, id);
    rowan_expr all = {.op = ROWAN_OP_OR, .as.list = list};
    walked large;

    for (int i = 0; i < COUNT; i++) {
        literals[i] = rowan__int_literal(i);
        nodes[i] = (rowan_expr){.op = ROWAN_OP_EQ,
                                .as.operands = {id.node, &literals[i]}};
        list[i] = &nodes[i];
    }
    walked_begin(&large, WHERE(((rowan_bool_expr){&all})));
    CHECK_STR(large.err.message, "");
    REQUIRE(large.shape.bind_count == COUNT);
    CHECK(large.shape.key_size > ROWAN__SHAPE_KEY_INLINE);
    CHECK_INT(large.shape.binds[COUNT - 1].as.integer, COUNT - 1);
    walked_end(&large);
}

/* depth times NOT around a condition. */
static rowan_status
walk_nested(int depth, uint16_t op, char *message, size_t size)
{
    static rowan_expr nodes[100000];
    static const rowan_expr *lists[100000][2];
    rowan_bool_expr inner = rowan_col(author, active);
    const rowan_expr *at = inner.node;
    walked deep;

    for (int i = 0; i < depth; i++) {
        nodes[i] = (rowan_expr){.op = op};
        lists[i][0] = at;
        if (op == ROWAN_OP_NOT)
            nodes[i].as.operands[0] = at;
        else
            nodes[i].as.list = lists[i];
        at = &nodes[i];
    }
    walked_begin(&deep, WHERE(((rowan_bool_expr){at})));
    if (message != NULL)
        memcpy(message, deep.err.message, size);
    walked_end(&deep);
    return deep.status;
}

static void
test_shape__refuses_trees_that_nest_without_end(void)
{
    char message[100];

    CHECK_INT(walk_nested(150, ROWAN_OP_NOT, NULL, 0), ROWAN_OK);
    CHECK_INT(walk_nested(150, ROWAN_OP_AND, NULL, 0), ROWAN_OK);
    CHECK_INT(walk_nested(99999, ROWAN_OP_NOT, message, sizeof(message)),
              ROWAN_INVALID);
    CHECK_HAS(message, "nest more than 200 deep");
    CHECK_INT(walk_nested(99999, ROWAN_OP_AND, message, sizeof(message)),
              ROWAN_INVALID);
}

static void
test_shape__refuses_a_few_nodes_that_make_a_tree_without_end(void)
{
    enum { DEPTH = 100 };
    static rowan_expr nodes[DEPTH];
    static const rowan_expr *lists[DEPTH][3];
    walked endless;

    nodes[0] = rowan_expr_none;
    for (int i = 1; i < DEPTH; i++) {
        lists[i][0] = lists[i][1] = &nodes[i - 1];
        nodes[i] = (rowan_expr){
            .op = i % 2 ? ROWAN_OP_AND : ROWAN_OP_OR, .as.list = lists[i]};
    }
    walked_begin(&endless, WHERE(((rowan_bool_expr){&nodes[DEPTH - 1]})));
    CHECK_INT(endless.status, ROWAN_INVALID);
    walked_end(&endless);
}

/* ---- memory ------------------------------------------------------------ */

static void
test_shape__of_an_ordinary_query_allocates_nothing(void)
{
    const rowan_statement *query = rowan_find_statement(
        post,
        .where = rowan_and(rowan_ge(rowan_col(author, age), 18),
                           rowan_eq(rowan_col(post, title), "x"),
                           rowan_lt(rowan_col(post, words), 100)),
        .join = rowan_joins(rowan_join(author)),
        .order_by = rowan_by(rowan_desc(rowan_col(post, id))), .limit = 20);
    walked first, second;

    walked_begin(&first, query); /* builds the tables */
    fail_alloc_begin();
    walked_begin(&second, query);
    CHECK_INT(fail_alloc_count(), 0);
    CHECK_INT(second.status, ROWAN_OK);
    walked_end(&second);
    fail_alloc_end();
    walked_end(&first);
}

HARNESS_SUITE(
    sql_shape, HARNESS_TEST(test_shape__does_not_depend_on_values),
    HARNESS_TEST(test_shape__of_a_list_that_is_one_bind_serves_all_lengths),
    HARNESS_TEST(
        test_shape__of_a_list_serves_lists_of_about_its_length),
    HARNESS_TEST(test_shape__fills_lists_up_to_what_the_database_takes),
    HARNESS_TEST(
        test_shape__a_list_that_is_dropped_leaves_the_others_their_room),
    HARNESS_TEST(test_shape__of_conditions_that_mean_the_same_text_is_the_same),
    HARNESS_TEST(test_shape__differs_where_the_text_would),
    HARNESS_TEST(
        test_shape__of_a_report_depends_on_the_members_it_is_read_into),
    HARNESS_TEST(test_shape__tells_tables_apart_after_an_empty_list_named_one),
    HARNESS_TEST(test_shape__binds_follow_the_order_of_the_walk),
    HARNESS_TEST(test_shape__of_many_conditions_grows_beyond_its_inline_memory),
    HARNESS_TEST(test_shape__refuses_trees_that_nest_without_end),
    HARNESS_TEST(test_shape__refuses_a_few_nodes_that_make_a_tree_without_end),
    HARNESS_TEST(test_shape__of_an_ordinary_query_allocates_nothing))
