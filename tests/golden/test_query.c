/* SPDX-License-Identifier: MIT */
/* Statements of the query language in three dialects that differ in whatever
 * they can. Each file of query/ has those of one test, one a line. */
#include "blog.h"
#include "golden.h"
#include "harness.h"
#include "text_dialects.h"

#include <stdio.h>
#include <string.h>

static const char *const dialects[] = {"sqlite", "dollar", "backtick",
                                       "capitals"};
#define DIALECT_COUNT (sizeof dialects / sizeof *dialects)

/* What a test has rendered so far, a text for each dialect. */
typedef struct page {
    char texts[DIALECT_COUNT][32768];
    size_t used[DIALECT_COUNT];
} page;

static void
add_line(page *to, size_t i, const char *label, const char *text)
{
    int size = snprintf(to->texts[i] + to->used[i],
                        sizeof to->texts[i] - to->used[i], "-- %s\n%s\n", label,
                        text);

    REQUIRE(size > 0 && to->used[i] + (size_t)size < sizeof to->texts[i]);
    to->used[i] += (size_t)size;
}

static void
add(page *to, const char *label, const rowan_statement *statement)
{
    for (size_t i = 0; i < DIALECT_COUNT; i++) {
        rowan_error err = {0};
        char *sql = NULL;

        if (rowan_render(statement, dialects[i], &sql, &err) == ROWAN_OK) {
            add_line(to, i, label, sql);
            rowan_free(sql);
        } else {
            char text[600];

            snprintf(text, sizeof text, "%s: %s", rowan_status_name(err.status),
                     err.message);
            add_line(to, i, label, text);
        }
    }
}

static void
begin(page *to)
{
    memset(to, 0, sizeof *to);
    text_dialects_register();
}

static void
check(const page *all, const char *name)
{
    for (size_t i = 0; i < DIALECT_COUNT; i++) {
        char file[100];

        snprintf(file, sizeof file, "query/%s.%s.sql", name, dialects[i]);
        golden_check(file, all->texts[i]);
    }
}

#define WHERE(condition_) rowan_find_statement(letter, .where = condition_)
#define ONE(type_, member_, expr_)                                             \
    rowan_select_statement(                                                    \
        summary,                                                               \
        .columns = rowan_columns(rowan_as(summary, member_, expr_)),           \
        .from = type_##_model())

#define ID rowan_col(letter, id)

/* ---- conditions -------------------------------------------------------- */

static void
test_query__writes_comparisons(void)
{
    static page all;
    const char *null = NULL;

    begin(&all);
    add(&all, "eq", WHERE(rowan_eq(rowan_col(letter, id), 1)));
    add(&all, "ne", WHERE(rowan_ne(rowan_col(letter, id), 1)));
    add(&all, "lt", WHERE(rowan_lt(rowan_col(letter, id), 1)));
    add(&all, "le", WHERE(rowan_le(rowan_col(letter, id), 1)));
    add(&all, "gt", WHERE(rowan_gt(rowan_col(letter, id), 1)));
    add(&all, "ge", WHERE(rowan_ge(rowan_col(letter, id), 1)));
    add(&all, "columns", WHERE(rowan_eq(rowan_col(letter, sender_id),
                                        rowan_col(letter, receiver_id))));
    add(&all, "null is", WHERE(rowan_eq(rowan_col(letter, text), null)));
    add(&all, "null is not", WHERE(rowan_ne(rowan_col(letter, text), null)));
    add(&all, "is null", WHERE(rowan_is_null(rowan_col(letter, text))));
    add(&all, "is not null", WHERE(rowan_is_not_null(rowan_col(letter, text))));
    add(&all, "between", WHERE(rowan_between(rowan_col(letter, id), 1, 9)));
    add(&all, "not between",
        WHERE(rowan_not_between(rowan_col(letter, id), 1, 9)));
    add(&all, "not between of a sum",
        WHERE(rowan_not_between(rowan_plus(rowan_col(letter, id), 1), 2, 9)));
    add(&all, "condition compared",
        rowan_find_statement(
            author, .where = rowan_eq(rowan_gt(rowan_col(author, age), 5),
                                      rowan_col(author, active))));
    add(&all, "condition is null",
        WHERE(rowan_is_null(rowan_eq(rowan_col(letter, id), 1))));
    check(&all, "comparisons");
}

static void
test_query__writes_matches_of_texts(void)
{
    static page all;

    begin(&all);
    add(&all, "like", WHERE(rowan_like(rowan_col(letter, text), "a%")));
    add(&all, "not like", WHERE(rowan_not_like(rowan_col(letter, text), "a%")));
    add(&all, "ilike", WHERE(rowan_ilike(rowan_col(letter, text), "a%")));
    add(&all, "starts with",
        WHERE(rowan_starts_with(rowan_col(letter, text), "a")));
    add(&all, "ends with",
        WHERE(rowan_ends_with(rowan_col(letter, text), "a")));
    add(&all, "contains", WHERE(rowan_contains(rowan_col(letter, text), "a")));
    add(&all, "like of a concat",
        WHERE(rowan_like(rowan_concat(rowan_col(letter, text), "x"), "a%")));
    add(&all, "ilike of lower",
        WHERE(rowan_ilike(rowan_lower(rowan_col(letter, text)), "a%")));
    check(&all, "matches");
}

static void
test_query__writes_lists(void)
{
    static page all;
    int64_t ids[5] = {1, 2, 3, 4, 5};
    const char *texts[] = {"a"};

    begin(&all);
    add(&all, "in one", WHERE(rowan_in(rowan_col(letter, id), 1)));
    add(&all, "in three", WHERE(rowan_in(rowan_col(letter, id), 1, 2, 3)));
    add(&all, "not in", WHERE(rowan_not_in(rowan_col(letter, id), 1, 2)));
    add(&all, "in array", WHERE(rowan_in_array(rowan_col(letter, id), ids, 5)));
    add(&all, "in texts",
        WHERE(rowan_in_array(rowan_col(letter, text), texts, 1)));
    add(&all, "in none", WHERE(rowan_in_array(rowan_col(letter, id), ids, 0)));
    add(&all, "not in none",
        WHERE(rowan_not_in_array(rowan_col(letter, id), ids, 0)));
    add(&all, "in none and",
        WHERE(rowan_and(rowan_in_array(rowan_col(letter, id), ids, 0),
                        rowan_eq(rowan_col(letter, id), 1))));
    add(&all, "in columns",
        WHERE(
            rowan_in(rowan_col(letter, id), rowan_col(letter, sender_id), 2)));
    add(&all, "sum in",
        WHERE(rowan_in(rowan_plus(rowan_col(letter, id), 1), 1, 2)));
    check(&all, "lists");
}

static void
test_query__writes_junctions_with_the_parentheses_they_need(void)
{
    static page all;
    rowan_bool_expr none = {NULL};
    rowan_bool_expr a = rowan_eq(rowan_col(letter, id), 1);
    rowan_bool_expr b = rowan_like(rowan_col(letter, text), "b");
    rowan_bool_expr c = rowan_is_null(rowan_col(letter, text));

    begin(&all);
    add(&all, "none", WHERE(none));
    add(&all, "and", WHERE(rowan_and(a, b, c)));
    add(&all, "or", WHERE(rowan_or(a, b, c)));
    add(&all, "or in and", WHERE(rowan_and(a, rowan_or(b, c))));
    add(&all, "and in or", WHERE(rowan_or(rowan_and(a, b), c)));
    add(&all, "and in and", WHERE(rowan_and(rowan_and(a, b), c)));
    add(&all, "one in and", WHERE(rowan_and(none, rowan_or(b), none)));
    add(&all, "not", WHERE(rowan_not(a)));
    add(&all, "not not", WHERE(rowan_not(rowan_not(a))));
    add(&all, "not or", WHERE(rowan_not(rowan_or(a, b))));
    add(&all, "not in and", WHERE(rowan_and(rowan_not(a), rowan_not(c))));
    add(&all, "not column", rowan_find_statement(
                                author, .where = rowan_not(
                                            rowan_col(author, active))));
    add(&all, "deep", WHERE(rowan_or(
                          rowan_and(a, rowan_or(b, rowan_and(a, c))),
                          rowan_not(rowan_and(b, c)))));
    check(&all, "junctions");
}

/* ---- values ------------------------------------------------------------ */

static void
test_query__writes_arithmetic_with_the_parentheses_it_needs(void)
{
    static page all;
    rowan_int_expr a = ID;
    rowan_int_expr b = rowan_col(letter, sender_id);
    rowan_int_expr c = rowan_col(letter, receiver_id);

    begin(&all);
    add(&all, "plus", WHERE(rowan_eq(rowan_plus(a, b), c)));
    add(&all, "times plus",
        WHERE(rowan_eq(rowan_times(rowan_plus(a, b), c), 1)));
    add(&all, "plus times",
        WHERE(rowan_eq(rowan_plus(a, rowan_times(b, c)), 1)));
    add(&all, "minus minus",
        WHERE(rowan_eq(rowan_minus(a, rowan_minus(b, c)), 1)));
    add(&all, "minus first",
        WHERE(rowan_eq(rowan_minus(rowan_minus(a, b), c), 1)));
    add(&all, "div", WHERE(rowan_eq(rowan_div(a, rowan_div(b, c)), 1)));
    add(&all, "div of reals",
        rowan_find_statement(author,
                             .where = rowan_gt(rowan_div(
                                                   rowan_col(author, score), 2),
                                               0.5)));
    add(&all, "mod", WHERE(rowan_eq(rowan_mod(a, 2), 1)));
    add(&all, "mod of a sum",
        WHERE(rowan_eq(rowan_mod(rowan_plus(a, 3), 2), 1)));
    add(&all, "mod of reals",
        rowan_find_statement(author,
                             .where = rowan_gt(rowan_mod(
                                                   rowan_col(author, score), 2),
                                               0.5)));
    add(&all, "neg", WHERE(rowan_eq(rowan_neg(a), 1)));
    add(&all, "neg neg", WHERE(rowan_eq(rowan_neg(rowan_neg(a)), 1)));
    add(&all, "neg of a sum", WHERE(rowan_eq(rowan_neg(rowan_plus(a, b)), 1)));
    add(&all, "minus neg", WHERE(rowan_eq(rowan_minus(a, rowan_neg(b)), 1)));
    add(&all, "neg plus", WHERE(rowan_eq(rowan_plus(rowan_neg(a), b), 1)));
    add(&all, "abs", WHERE(rowan_gt(rowan_abs(a), 1)));
    add(&all, "to real", WHERE(rowan_gt(rowan_to_real(a), 0.5)));
    add(&all, "decimals",
        rowan_find_statement(
            author, .where = rowan_gt(rowan_times(rowan_col(author, balance),
                                                  2), 100)));
    check(&all, "arithmetic");
}

static void
test_query__writes_functions_of_texts(void)
{
    static page all;
    rowan_text_expr text = rowan_col(letter, text);

    begin(&all);
    add(&all, "concat", WHERE(rowan_eq(rowan_concat(text, "-", text), "x")));
    add(&all, "concat of concat",
        WHERE(rowan_eq(rowan_concat(rowan_concat(text, "a"), "b"), "x")));
    add(&all, "concat of a C text first",
        WHERE(rowan_eq(rowan_concat("<", text, ">"), "x")));
    add(&all, "lower", WHERE(rowan_eq(rowan_lower(text), "x")));
    add(&all, "upper of concat",
        WHERE(rowan_eq(rowan_upper(rowan_concat(text, "a")), "x")));
    add(&all, "length", WHERE(rowan_gt(rowan_length(text), 3)));
    add(&all, "coalesce", WHERE(rowan_eq(rowan_coalesce(text, "-"), "x")));
    check(&all, "texts");
}

static void
test_query__writes_each_kind_of_value_as_a_placeholder(void)
{
    static page all;
    rowan_date day = {1};
    rowan_time hour = {2};
    rowan_timestamp instant = {3};
    rowan_interval pause = {1, 2, 3};
    rowan_uuid token = {{1}};
    rowan_bytes bytes = {"", 0};
    rowan_decimal money = {"1.5"};
    rowan_json json = {"{}"};

#define EACH(member_, value_)                                                  \
    add(&all, #member_,                                                        \
        rowan_count_statement(                                                 \
            author, .where = rowan_eq(rowan_col(author, member_), value_)))
    begin(&all);
    EACH(id, 1);
    EACH(email, "x");
    EACH(age, 1);
    EACH(active, true);
    EACH(verified, false);
    EACH(score, 1.5);
    EACH(weight, 1);
    EACH(balance, money);
    EACH(feeling, TEMPER_GLAD);
    EACH(born, day);
    EACH(wakes, hour);
    EACH(joined, instant);
    EACH(pause, pause);
    EACH(token, token);
    EACH(picture, bytes);
    EACH(settings, json);
    EACH(country, "NO");
    add(&all, "codec", rowan_count_statement(
                           author, .where = rowan_is_null(
                                       rowan_col(author, home))));
    check(&all, "values");
#undef EACH
}

/* ---- queries ----------------------------------------------------------- */

static void
test_query__writes_order_and_limits(void)
{
    static page all;
    rowan_text_expr text = rowan_col(letter, text);

#define BY(...) rowan_find_statement(letter, .order_by = rowan_by(__VA_ARGS__))
    begin(&all);
    add(&all, "column", BY(text));
    add(&all, "asc", BY(rowan_asc(text)));
    add(&all, "desc", BY(rowan_desc(text)));
    add(&all, "several", BY(rowan_desc(text), ID));
    add(&all, "asc nulls first", BY(rowan_asc_nulls_first(text)));
    add(&all, "asc nulls last", BY(rowan_asc_nulls_last(text)));
    add(&all, "desc nulls first", BY(rowan_desc_nulls_first(text)));
    add(&all, "desc nulls last", BY(rowan_desc_nulls_last(text)));
    add(&all, "nulls last of a value", BY(rowan_asc_nulls_last(
                                           rowan_concat(text, "x"))));
    add(&all, "expression", BY(rowan_desc(rowan_plus(ID, 1))));
    add(&all, "limit", rowan_find_statement(letter, .limit = 5));
    add(&all, "offset", rowan_find_statement(letter, .offset = 5));
    add(&all, "limit and offset",
        rowan_find_statement(letter, .limit = 5, .offset = 10));
    add(&all, "distinct", rowan_find_statement(letter, .distinct = true));
    add(&all, "all of it",
        rowan_find_statement(letter, .where = rowan_gt(ID, 1),
                             .order_by = rowan_by(rowan_desc(ID)),
                             .limit = 5, .offset = 10));
    check(&all, "order");
#undef BY
}

static void
test_query__writes_counts_and_existence(void)
{
    static page all;
    rowan_bool_expr some = rowan_gt(ID, 1);
    rowan_query all_of_it = {.where = some, .limit = 5, .offset = 2,
                             .distinct = true};
    rowan_query offset = {.where = some, .limit = 5, .offset = 2};
    rowan_query distinct = {.where = some, .distinct = true};
    const rowan_expr *const *order = rowan_by(ID);
    rowan_query ordered = {.where = some, .order_by = order};

#define EXISTS(query_)                                                         \
    (&(const rowan_statement){.kind = ROWAN_STATEMENT_EXISTS,                  \
                              .model = letter_model(), .query = (query_)})
    begin(&all);
    add(&all, "count", rowan_count_statement(letter));
    add(&all, "count where", rowan_count_statement(letter, .where = some));
    add(&all, "count distinct",
        rowan_count_statement(letter, .where = some, .distinct = true));
    add(&all, "count limit",
        rowan_count_statement(letter, .where = some, .limit = 3));
    add(&all, "count offset", rowan_count_statement(letter, .offset = 3));
    add(&all, "count ordered",
        rowan_count_statement(letter, .order_by = order));
    add(&all, "count joined",
        rowan_count_statement(post, .join = rowan_joins(rowan_join(comment)),
                              .distinct = true));
    add(&all, "count of a composite key",
        rowan_count_statement(membership, .distinct = true));
    add(&all, "exists", EXISTS(NULL));
    add(&all, "exists ordered", EXISTS(&ordered));
    add(&all, "exists offset", EXISTS(&offset));
    add(&all, "exists distinct", EXISTS(&distinct));
    add(&all, "exists distinct offset", EXISTS(&all_of_it));
    check(&all, "counts");
#undef EXISTS
}

static void
test_query__writes_joins(void)
{
    static page all;

#define JOIN(type_, ...)                                                       \
    rowan_find_statement(type_, .join = rowan_joins(__VA_ARGS__))
    begin(&all);
    add(&all, "by the key of the joined", JOIN(author, rowan_join(post)));
    add(&all, "by the key of the first", JOIN(post, rowan_join(author)));
    add(&all, "left", JOIN(author, rowan_left_join(post)));
    add(&all, "two", JOIN(author, rowan_join(post), rowan_left_join(comment)));
    add(&all, "composite key", JOIN(membership, rowan_join(dues)));
    add(&all, "composite key back", JOIN(dues, rowan_join(membership)));
    add(&all, "on",
        JOIN(author, rowan_join_on(letter,
                                   rowan_eq(rowan_col(letter, sender_id),
                                            rowan_col(author, id)))));
    add(&all, "left on with a value",
        JOIN(author, rowan_left_join_on(
                         letter,
                         rowan_and(rowan_eq(rowan_col(letter, sender_id),
                                            rowan_col(author, id)),
                                   rowan_eq(rowan_col(letter, text), "x")))));
    add(&all, "where of both",
        rowan_find_statement(
            post, .join = rowan_joins(rowan_join(author)),
            .where = rowan_and(rowan_ge(rowan_col(author, age), 18),
                               rowan_eq(rowan_col(post, title), "x")),
            .order_by = rowan_by(rowan_desc(rowan_col(post, id))),
            .limit = 20));
    check(&all, "joins");
#undef JOIN
}

static void
test_query__writes_reports(void)
{
    static page all;
    rowan_int_expr words = rowan_col(post, words);
    rowan_text_expr name = rowan_col(author, name);

    begin(&all);
    add(&all, "column", ONE(author, name, name));
    add(&all, "count rows", ONE(post, count, rowan_count_rows()));
    add(&all, "count", ONE(post, count, rowan_count_of(words)));
    add(&all, "count distinct", ONE(post, count, rowan_count_distinct(words)));
    add(&all, "sum", ONE(post, count, rowan_sum(words)));
    add(&all, "sum of decimals",
        ONE(author, total, rowan_sum(rowan_col(author, balance))));
    add(&all, "sum of products",
        ONE(post, count, rowan_sum(rowan_times(words, 2))));
    add(&all, "min", ONE(author, name, rowan_min(name)));
    add(&all, "max", ONE(post, count, rowan_max(words)));
    add(&all, "avg", ONE(post, mean, rowan_avg(words)));
    add(&all, "label", ONE(post, name, rowan_col(post, tone)));
    add(&all, "expression of aggregates",
        ONE(post, count, rowan_minus(rowan_max(words), rowan_min(words))));
    add(&all, "distinct",
        rowan_select_statement(
            summary, .columns = rowan_columns(rowan_as(summary, name, name)),
            .distinct = true));
    add(&all, "grouped",
        rowan_select_statement(
            summary,
            .columns = rowan_columns(
                rowan_as(summary, name, name),
                rowan_as(summary, count, rowan_count_of(rowan_col(post, id))),
                rowan_as(summary, mean, rowan_avg(words))),
            .join = rowan_joins(rowan_left_join(post)),
            .where = rowan_col(author, active),
            .group_by = rowan_by(name),
            .having = rowan_gt(rowan_count_of(rowan_col(post, id)), 2),
            .order_by = rowan_by(rowan_desc(rowan_avg(words)), name),
            .limit = 10));
    add(&all, "from the second table named",
        rowan_select_statement(
            summary,
            .columns = rowan_columns(
                rowan_as(summary, other, rowan_col(post, title)),
                rowan_as(summary, name, name)),
            .join = rowan_joins(rowan_join(post))));
    add(&all, "from said",
        rowan_select_statement(
            summary, .columns = rowan_columns(rowan_as(summary, name, name)),
            .from = post_model(), .join = rowan_joins(rowan_join(author))));
    add(&all, "all binds",
        rowan_select_statement(
            summary,
            .columns = rowan_columns(
                rowan_as(summary, count,
                         rowan_sum(rowan_plus(rowan_col(letter, id), 1)))),
            .where = rowan_gt(ID, 2),
            .group_by = rowan_by(rowan_mod(rowan_col(letter, id), 3)),
            .having = rowan_gt(rowan_count_rows(), 4),
            .order_by = rowan_by(rowan_asc_nulls_last(
                rowan_mod(rowan_col(letter, id), 5))),
            .limit = 6, .offset = 7));
    check(&all, "reports");
}

static void
test_query__writes_changes(void)
{
    static page all;

    begin(&all);
    add(&all, "update",
        rowan_update_statement(
            letter, .set = rowan_sets(rowan_set(letter, text, "x")),
            .where = rowan_eq(ID, 1)));
    add(&all, "update several",
        rowan_update_statement(
            author,
            .set = rowan_sets(rowan_set(author, name, "x"),
                              rowan_set(author, balance, 5),
                              rowan_set(author, feeling, TEMPER_CALM),
                              rowan_set_null(author, age)),
            .where = rowan_col(author, active)));
    add(&all, "update by itself",
        rowan_update_statement(
            post,
            .set = rowan_sets(rowan_set(post, words,
                                        rowan_plus(rowan_col(post, words), 1))),
            .all_rows = true));
    add(&all, "update to another column",
        rowan_update_statement(
            post, .set = rowan_sets(rowan_set(post, title,
                                              rowan_col(post, body))),
            .where = rowan_is_null(rowan_col(post, title))));
    add(&all, "delete", rowan_delete_statement(letter, .all_rows = true));
    add(&all, "delete where",
        rowan_delete_statement(letter, .where = rowan_lt(ID, 1)));
    check(&all, "changes");
}

static void
test_query__quotes_every_name(void)
{
    static page all;

    begin(&all);
    add(&all, "quotes in names",
        rowan_find_statement(note, .where = rowan_eq(rowan_col(note, text),
                                                     "x")));
    add(&all, "schema", rowan_find_statement(audit));
    add(&all, "schema joined",
        rowan_find_statement(
            audit, .join = rowan_joins(rowan_join_on(
                       note, rowan_eq(rowan_col(note, key),
                                      rowan_col(audit, what))))));
    add(&all, "schema changed",
        rowan_update_statement(
            audit, .set = rowan_sets(rowan_set(audit, what, "x")),
            .all_rows = true));
    check(&all, "names");
}

/* ---- what is refused --------------------------------------------------- */

static void
test_query__says_why_it_refuses(void)
{
    static page all;
    rowan_bool_expr of_post = rowan_eq(rowan_col(post, title), "x");

    begin(&all);
    add(&all, "table not in the query",
        rowan_find_statement(author, .where = of_post));
    add(&all, "order by a table not in the query",
        rowan_find_statement(author, .order_by = rowan_by(
                                         rowan_col(post, title))));
    add(&all, "report of two tables without a join",
        rowan_select_statement(
            summary,
            .columns = rowan_columns(
                rowan_as(summary, name, rowan_col(author, name)),
                rowan_as(summary, other, rowan_col(post, title)))));
    add(&all, "report of no table",
        rowan_select_statement(
            summary,
            .columns = rowan_columns(rowan_as(summary, count,
                                              rowan_count_rows()))));
    add(&all, "member read twice",
        rowan_select_statement(
            summary,
            .columns = rowan_columns(
                rowan_as(summary, name, rowan_col(author, name)),
                rowan_as(summary, name, rowan_col(author, email)))));
    add(&all, "from a report's row",
        ONE(summary, name, rowan_col(summary, name)));
    add(&all, "no foreign key",
        rowan_find_statement(author, .join = rowan_joins(rowan_join(note))));
    add(&all, "several foreign keys",
        rowan_find_statement(author, .join = rowan_joins(rowan_join(letter))));
    add(&all, "table twice",
        rowan_find_statement(author, .join = rowan_joins(rowan_join(author))));
    add(&all, "on of a later table",
        rowan_find_statement(
            author,
            .join = rowan_joins(rowan_join_on(post,
                                              rowan_eq(rowan_col(comment, id),
                                                       rowan_col(author, id))),
                                rowan_join(comment))));
    add(&all, "aggregate in where",
        rowan_find_statement(post, .where = rowan_gt(
                                       rowan_sum(rowan_col(post, words)), 1)));
    add(&all, "aggregate in a join",
        rowan_find_statement(
            author, .join = rowan_joins(rowan_join_on(
                        post, rowan_gt(rowan_count_rows(), 1)))));
    add(&all, "aggregate in an aggregate",
        ONE(post, count, rowan_sum(rowan_max(rowan_col(post, words)))));
    add(&all, "aggregate in an update",
        rowan_update_statement(
            post,
            .set = rowan_sets(rowan_set(post, words,
                                        rowan_max(rowan_col(post, words)))),
            .all_rows = true));
    add(&all, "aggregate in the order of objects",
        rowan_find_statement(post, .order_by = rowan_by(
                                       rowan_max(rowan_col(post, words)))));
    add(&all, "update of another table",
        rowan_update_statement(
            author, .set = rowan_sets(rowan_set(author, name, "x")),
            .where = of_post));
    add(&all, "column set twice",
        rowan_update_statement(
            post, .set = rowan_sets(rowan_set(post, words, 1),
                                    rowan_set(post, words, 2)),
            .all_rows = true));
    add(&all, "computed column set",
        rowan_update_statement(
            author, .set = rowan_sets(rowan_set(author, initials, "x")),
            .all_rows = true));
    check(&all, "refused");
}

HARNESS_SUITE(query,
    HARNESS_TEST(test_query__writes_comparisons),
    HARNESS_TEST(test_query__writes_matches_of_texts),
    HARNESS_TEST(test_query__writes_lists),
    HARNESS_TEST(test_query__writes_junctions_with_the_parentheses_they_need),
    HARNESS_TEST(test_query__writes_arithmetic_with_the_parentheses_it_needs),
    HARNESS_TEST(test_query__writes_functions_of_texts),
    HARNESS_TEST(test_query__writes_each_kind_of_value_as_a_placeholder),
    HARNESS_TEST(test_query__writes_order_and_limits),
    HARNESS_TEST(test_query__writes_counts_and_existence),
    HARNESS_TEST(test_query__writes_joins),
    HARNESS_TEST(test_query__writes_reports),
    HARNESS_TEST(test_query__writes_changes),
    HARNESS_TEST(test_query__quotes_every_name),
    HARNESS_TEST(test_query__says_why_it_refuses))
