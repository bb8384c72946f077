/* SPDX-License-Identifier: MIT */
/* Trees that no compiler has checked: refused with a reason, whatever they
 * are made of. */
#include "blog.h"
#include "harness.h"
#include "walked.h"

static const rowan_expr *const no_list[] = {NULL};

/* Makes a statement of a condition filled by hand. */
static void
check_where(const rowan_expr *condition, const char *part)
{
    walked from;

    walked_begin(&from, rowan_find_statement(
                            author, .where = {condition}));
    bool status_is = CHECK_INT(from.status, ROWAN_INVALID);
    if (!CHECK_HAS(from.err.message, part) || !status_is)
        FAIL("with \"%s\"", part);
    walked_end(&from);
}

static void
test_mistakes__of_nodes_are_refused(void)
{
    rowan_int_expr id = rowan_col(author, id);
    rowan_text_expr name = rowan_col(author, name);
    rowan_custom_expr home = rowan_col(author, home);
    rowan_expr one = rowan__int_literal(1);
    rowan_expr text = rowan__text_literal("x");
    rowan_expr real = rowan__real_literal(1.5);
    rowan_expr kind_99 = {.op = ROWAN_OP_LITERAL, .as.literal.kind = 99};
    rowan_expr no_model = {.op = ROWAN_OP_COLUMN};
    rowan_expr no_member = {
        .op = ROWAN_OP_COLUMN, .as.column = {author_model(), 3}};
    rowan_expr of_report = *rowan_col(summary, name).node;
    rowan_expr order = {.op = ROWAN_OP_DESC, .as.operands = {id.node}};
    rowan_expr in_kind = {.op = ROWAN_OP_IN, .count = 2,
                          .as.in = {id.node, &one, 77}};
    rowan_expr in_nothing = {.op = ROWAN_OP_IN, .as.in = {id.node, NULL, 0}};
    rowan_expr in_no_needle = {.op = ROWAN_OP_IN, .as.in = {NULL, &one, 0}};
#define NODE(op_, ...)                                                         \
    (&(const rowan_expr){.op = (op_), .as.operands = {__VA_ARGS__}})
    const struct {
        const rowan_expr *condition;
        const char *part;
    } cases[] = {
        {NODE(9, NULL), "operator 9, which is none"},
        {NODE(127, NULL), "operator 127"},
        {NODE(128, NULL), "operator 128"},
        {NODE(65535, NULL), "operator 65535"},
        {NODE(ROWAN_OP_EQ, NULL, NULL), "an operand is missing"},
        {NODE(ROWAN_OP_EQ, id.node, NULL), "an operand is missing"},
        {NODE(ROWAN_OP_BETWEEN, id.node, &one, NULL), "an operand is missing"},
        {NODE(ROWAN_OP_NOT, NULL), "an operand is missing"},
        {NODE(ROWAN_OP_NOT, id.node), "NOT cannot take an integer"},
        {NODE(ROWAN_OP_EQ, id.node, &text), "EQ: an integer against a text"},
        {NODE(ROWAN_OP_EQ, id.node, name.node), "an integer against a text"},
        {NODE(ROWAN_OP_EQ, id.node, &real), "against a floating-point number"},
        {NODE(ROWAN_OP_EQ, name.node, &one), "a text against an integer"},
        {NODE(ROWAN_OP_LIKE, id.node, &text), "LIKE cannot take an integer"},
        {NODE(ROWAN_OP_STARTS_WITH, name.node, name.node), "takes a C text"},
        {NODE(ROWAN_OP_CONTAINS, name.node, NULL), "takes a C text"},
        {NODE(ROWAN_OP_CONTAINS, name.node, &one), "cannot take an integer"},
        {NODE(ROWAN_OP_EQ, home.node, &one), "kept through codec point"},
        {NODE(ROWAN_OP_EQ, &kind_99, &one), "unknown kind 99"},
        {NODE(ROWAN_OP_EQ, id.node, &kind_99), "against no expression"},
        {NODE(ROWAN_OP_IS_NULL, &no_model), "a model is missing"},
        {NODE(ROWAN_OP_IS_NULL, &no_member), "no column for the member at"},
        {NODE(ROWAN_OP_IS_NULL, &order), "stands only in .order_by"},
        {NODE(ROWAN_OP_IS_NULL, &rowan_expr_none), "cannot take no expression"},
        {NODE(ROWAN_OP_EQ, id.node, &rowan_expr_none), "no expression"},
        {NODE(ROWAN_OP_GT, NODE(ROWAN_OP_SUM, name.node), &one),
         "SUM cannot take a text"},
        {&in_kind, "no array has items of kind 77"},
        {&in_nothing, "IN has no items"},
        {&in_no_needle, "an operand is missing"},
        {&(const rowan_expr){.op = ROWAN_OP_AND}, "no list of conditions"},
        {&(const rowan_expr){.op = ROWAN_OP_CONCAT}, "CONCAT of an empty list"},
        {&(const rowan_expr){.op = ROWAN_OP_COALESCE, .as.list = no_list},
         "COALESCE of an empty list"},
        {name.node, ".where is a text, not a condition"},
        {&one, ".where is an integer"},
        {&order, "stands only in .order_by"},
    };
    walked report;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check_where(cases[i].condition, cases[i].part);
    /* A report's row has no table: the walk takes it, the compiler not. */
    walked_begin(&report, rowan_find_statement(
                              author, .where = rowan_is_null(
                                          (rowan_text_expr){&of_report})));
    CHECK_INT(report.status, ROWAN_OK);
    walked_end(&report);
}

static void
check_statement(const rowan_statement *statement, const char *part)
{
    walked from;

    walked_begin(&from, statement);
    bool status_is = CHECK_INT(from.status, ROWAN_INVALID);
    if (!CHECK_HAS(from.err.message, part) || !status_is)
        FAIL("with \"%s\"", part);
    walked_end(&from);
}

static void
test_mistakes__of_statements_are_refused(void)
{
    const rowan_output *no_columns = NULL;
    rowan_bool_expr empty = {NULL};

    check_statement(&(const rowan_statement){.kind = ROWAN_STATEMENT_FIND},
                    "a model is missing");
    check_statement(&(const rowan_statement){.kind = (rowan_statement_kind)9,
                                             .model = author_model()},
                    "kind 9, which is none");
    check_statement(rowan_find_statement(summary), "has no table");
    check_statement(rowan_find_statement(author, .limit = -1),
                    ".limit is negative");
    check_statement(rowan_find_statement(author, .offset = INT64_MIN),
                    ".offset is negative");
    check_statement(rowan_find_statement(
                        author, .group_by = rowan_by(rowan_col(author, id))),
                    "are for reports");
    check_statement(rowan_count_statement(author, .from = author_model()),
                    "are for reports");
    check_statement(rowan_select_statement(summary, .columns = no_columns),
                    "has no .columns");
    check_statement(
        rowan_find_statement(author, .join = (const rowan_joined[]){
                                 {post_model(), (rowan_join_kind)5, {NULL}},
                                 {NULL, ROWAN_JOIN_INNER, {NULL}}}),
        "kind 5, which is none");
    check_statement(
        rowan_select_statement(
            summary, .columns = (const rowan_output[]){
                         {rowan_col(author, name).node, 1}, {NULL, 0}}),
        "no row for the member at byte 1");
    check_statement(rowan_delete_statement(author), ".all_rows = true");
    check_statement(rowan_delete_statement(author, .where = rowan_and(empty)),
                    ".all_rows = true");
    check_statement(
        rowan_update_statement(
            author, .set = rowan_sets(rowan_set(author, rank, 1)),
            .where = rowan_or(empty)),
        "UPDATE of author without a condition");
    check_statement(rowan_update_statement(author, .all_rows = true),
                    "sets nothing");
    check_statement(
        rowan_update_statement(
            author, .set = rowan_sets(rowan_set(post, title, "x")),
            .all_rows = true),
        "sets a member that is no column of it");
    check_statement(
        rowan_update_statement(
            author, .set = rowan_sets(rowan_set_null(author, id)),
            .all_rows = true),
        "must have a value");
}

static void
test_mistakes__of_a_condition_on_the_first_column_is_none(void)
{
    /* Its last byte is that of "no condition". */
    walked from;
    rowan_expr first = *rowan_col(author, active).node;

    walked_begin(&from, rowan_delete_statement(author, .where = {&first}));
    CHECK_STR(from.err.message, "");
    walked_end(&from);
    walked_begin(&from, rowan_delete_statement(
                            membership,
                            .where = rowan_is_null(rowan_col(membership,
                                                             club))));
    CHECK_STR(from.err.message, "");
    walked_end(&from);
}

HARNESS_SUITE(sql_mistakes,
    HARNESS_TEST(test_mistakes__of_nodes_are_refused),
    HARNESS_TEST(test_mistakes__of_statements_are_refused),
    HARNESS_TEST(test_mistakes__of_a_condition_on_the_first_column_is_none))
