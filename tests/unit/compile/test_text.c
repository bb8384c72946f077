/* SPDX-License-Identifier: MIT */
/* SQL text of the author's, with `:name` for values. */
#include "compiled.h"
#include "harness.h"

#include <string.h>

static const rowan_bind_value two[] = {
    {"a", {.kind = ROWAN_KIND_INT64, .as.integer = 1}},
    {"b", {.kind = ROWAN_KIND_TEXT, .as.text = {"x", SIZE_MAX}}},
    {NULL, {0}},
};
static const rowan_bind_value one[] = {
    {"a", {.kind = ROWAN_KIND_INT64, .as.integer = 1}},
    {NULL, {0}},
};

static void
check(const char *dialect, const rowan_bind_value *binds, const char *sql,
      rowan_status status, const char *expected)
{
    compiled to;

    compiled_begin(&to, dialect);
    CHECK_INT(rowan__compile_text(&to.target, sql, binds, &to.arena, &to.result,
                                  &to.err), status);
    compiled_check(&to, status, expected);
    compiled_end(&to);
}

static void
test_text__gets_the_placeholders_of_the_dialect(void)
{
    compiled to;

    check("backtick", two, "SELECT :a, :b", ROWAN_OK, "SELECT ?, ?");
    check("dollar", two, "SELECT :a, :b", ROWAN_OK, "SELECT $1, $2");
    check("dollar", two, ":b:a", ROWAN_OK, "$2$1");
    check("dollar", two, "SELECT :b+:a+:b", ROWAN_OK, "SELECT $2+$1+$2");

    compiled_begin(&to, "backtick");
    compiled_check(&to,
                   rowan__compile_text(&to.target, "SELECT :b, :a, :b", two,
                                       &to.arena, &to.result, &to.err),
                   "SELECT ?, ?, ?");
    REQUIRE(to.result.bind_count == 3);
    REQUIRE(to.result.bind_order != NULL);
    CHECK_INT(to.result.bind_order[0], 1);
    CHECK_INT(to.result.bind_order[1], 0);
    CHECK_INT(to.result.bind_order[2], 1);
    CHECK_INT(to.result.bind_kinds[0], ROWAN_KIND_TEXT);
    CHECK_INT(to.result.bind_kinds[1], ROWAN_KIND_INT64);
    CHECK_INT(to.result.column_count, 0);
    compiled_end(&to);
}

static void
test_text__is_left_alone_in_quotes_and_comments(void)
{
    static const char *const texts[] = {
        "':b' :a",
        "'it''s :b' :a",
        "\":b\" :a",
        "\"x\"\":b\" :a",
        "`:b` :a",
        "-- :b\n :a",
        ":a -- :b",
        "/* :b */ :a",
        "/* ' */ :a /* ' */",
        "/**/ :a",
        "/***/:a",
        "x::b :a",
        "x :: b :a",
        "x := b :a",
        "a[1:2] :a",
        ": b :a",
        "::b::b :a",
        "x$:a",
        "\xc3\xa9:a",
        ";:a;",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        char expected[64];
        size_t size = strlen(texts[i]);
        const char *value = strstr(texts[i], ":a");

        memcpy(expected, texts[i], size + 1);
        expected[value - texts[i]] = '?';
        memmove(expected + (value - texts[i]) + 1, value + 2,
                strlen(value + 2) + 1);
        check("backtick", one, texts[i], ROWAN_OK, expected);
    }
}

static void
test_text__is_read_by_the_rules_of_its_dialect(void)
{
    static const struct {
        const char *dialect, *text;
        const char *expected; /* NULL: refused */
    } cases[] = {
        {"backtick", "'\\' :a' :a", "'\\' :a' ?"},
        {"dollar", "'\\' :a", "'\\' $1"},
        {"dollar", "e'\\' :a' :a", "e'\\' :a' $1"},
        {"dollar", "E'\\\\' :a ''", "E'\\\\' $1 ''"},
        {"dollar", "fe'\\' :a ''", "fe'\\' $1 ''"},
        {"dollar", "$$ :a $$ :a", "$$ :a $$ $1"},
        {"dollar", "$x$ :a $$ ' $x$ :a", "$x$ :a $$ ' $x$ $1"},
        {"dollar", "a$x$ :a", "a$x$ $1"},
        {"dollar", "$x$ :a $X$", NULL},
        {"backtick", "$$ :a", "$$ ?"},
        {"dollar", "/* /* */ :a */ :a", "/* /* */ :a */ $1"},
        {"backtick", "/* /* */ :a", "/* /* */ ?"},
        {"backtick", "# :a\n:a", "# :a\n?"},
        {"dollar", "# :a", "# $1"},
        {"dollar", "a ? :a", "a ? $1"},
        {"backtick", "a ? :a", NULL},
        {"dollar", "$1 :a", NULL},
        {"dollar", "a$1 :a", "a$1 $1"},
        {"backtick", "$1 :a", "$1 ?"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(cases[i].dialect, one, cases[i].text,
              cases[i].expected != NULL ? ROWAN_OK : ROWAN_INVALID,
              cases[i].expected != NULL ? cases[i].expected
                                        : "the SQL text has");
}

static void
test_text__is_refused_where_names_and_values_do_not_agree(void)
{
    static const rowan_bind_value colon[] = {{":a", {0}}, {NULL, {0}}};
    static const rowan_bind_value nameless[] = {{"", {0}}, {NULL, {0}}};
    static const rowan_bind_value twice[] = {{"a", {0}}, {"a", {0}},
                                             {NULL, {0}}};
    static const rowan_bind_value huge[] = {
        {"a", {.kind = ROWAN_KIND_COUNT}}, {NULL, {0}}};

    check("dollar", one, "SELECT :a, :c", ROWAN_INVALID,
          "has :c, for which there is no value: give rowan_bind(\"c\", ...)");
    check("dollar", NULL, "SELECT :c", ROWAN_INVALID, ":c");
    check("dollar", one, "SELECT :aa", ROWAN_INVALID, ":aa");
    check("dollar", two, "SELECT :a", ROWAN_INVALID, "a value for :b");
    check("dollar", colon, "SELECT :a", ROWAN_INVALID, "without the colon");
    check("dollar", nameless, "SELECT 1", ROWAN_INVALID, "no name for a value");
    check("dollar", twice, "SELECT :a", ROWAN_INVALID, ":a has two values");
    check("dollar", huge, "SELECT :a", ROWAN_OUT_OF_RANGE, "int64_t");
    check("dollar", NULL, NULL, ROWAN_INVALID, "the SQL text is NULL");
}

static void
test_text__is_refused_where_it_ends_in_the_middle_or_says_nothing(void)
{
    check("dollar", NULL, "SELECT 'x", ROWAN_INVALID,
          "a string that begins at byte 7 and does not end");
    check("dollar", NULL, "SELECT \"x", ROWAN_INVALID, "a quoted name");
    check("dollar", NULL, "SELECT /* x", ROWAN_INVALID, "a comment");
    check("dollar", NULL, "SELECT /* x /* */", ROWAN_INVALID, "a comment");
    check("dollar", NULL, "SELECT $a$ x", ROWAN_INVALID, "a string");
    check("backtick", NULL, "'\\'", ROWAN_INVALID, "a string");
    check("dollar", NULL, "", ROWAN_INVALID, "has no statement");
    check("dollar", NULL, " \t\n;; -- x", ROWAN_INVALID, "has no statement");
    check("dollar", NULL, "/* x */", ROWAN_INVALID, "has no statement");
    check("dollar", NULL, "SELECT 1 --", ROWAN_OK, "SELECT 1 --");
}

/* The dialect "backtick", with a driver that cannot tell. */
static void
check_second(const char *sql, bool is_second)
{
    compiled to;
    rowan__dialect dialect;
    rowan_status status;

    compiled_begin(&to, "backtick");
    dialect = *to.target.dialect;
    dialect.text.syntax |= ROWAN_SYNTAX_ONE_STATEMENT;
    to.target.dialect = &dialect;
    status = rowan__compile_text(&to.target, sql, NULL, &to.arena, &to.result,
                                 &to.err);
    CHECK_INT(status, is_second ? ROWAN_SYNTAX : ROWAN_OK);
    if (is_second)
        CHECK_HAS(to.err.message, "has a second statement at byte 10: run one");
    compiled_end(&to);
}

static void
test_text__has_one_statement_where_a_driver_takes_more(void)
{
    check_second("SELECT 1; SELECT 2", true);
    check_second("SELECT 1; (SELECT 2)", true);
    check_second("SELECT 1; `x`", true);
    check_second("SELECT 1;", false);
    check_second("SELECT 1; -- no more", false);
    check_second("SELECT 1; # no more", false);
    check_second("SELECT 1; /* no more */ ;", false);
    check_second("; SELECT 1", false);
    check_second("SELECT '; SELECT 2'", false);
    /* Others tell for themselves. */
    check("backtick", NULL, "SELECT 1; SELECT 2", ROWAN_OK,
          "SELECT 1; SELECT 2");
}

HARNESS_SUITE(
    compile_text, HARNESS_TEST(test_text__gets_the_placeholders_of_the_dialect),
    HARNESS_TEST(test_text__is_left_alone_in_quotes_and_comments),
    HARNESS_TEST(test_text__is_read_by_the_rules_of_its_dialect),
    HARNESS_TEST(test_text__is_refused_where_names_and_values_do_not_agree),
    HARNESS_TEST(
        test_text__is_refused_where_it_ends_in_the_middle_or_says_nothing),
    HARNESS_TEST(test_text__has_one_statement_where_a_driver_takes_more))
