/* SPDX-License-Identifier: MIT */
/* How operators are written, by the standard and by a plugin. */
#include "harness.h"
#include "dialect/dialect_priv.h"

#include <string.h>

#define FIXTURE_NAME rules
#include "../../plugins/fixture.h"

static rowan__dialect *
make(const rowan_rule *rules, uint32_t count)
{
    rowan__dialect *made = NULL;
    rowan_status status;

    fixture_dialect.rules = rules;
    fixture_dialect.rule_count = count;
    status = rowan__dialect_make(&fixture_plugin, NULL, NULL, &made, NULL);
    REQUIRE(status == ROWAN_OK);
    return made;
}

static const char *
sql_of(const rowan__dialect *made, uint32_t op, uint32_t kind)
{
    const rowan_rule *rule = rowan__dialect_rule(made, op, kind);

    return rule != NULL ? rule->sql : NULL;
}

static void
test_rules__fall_back_on_the_standard_for_every_kind(void)
{
    rowan__dialect *made = make(NULL, 0);

    for (uint32_t kind = 0; kind < ROWAN_KIND_COUNT; kind++) {
#define CHECK_OP(id_, number_, template_)                                      \
    CHECK_STR(sql_of(made, (number_), kind),                                   \
              (template_)[0] != '\0' ? (template_) : NULL);
        ROWAN_OP_MAP(CHECK_OP)
#undef CHECK_OP
    }
    rowan__dialect_free(made);
}

static void
test_rules__know_which_operators_are_calls(void)
{
    static const struct {
        uint32_t op, is_call;
    } cases[] = {
        {ROWAN_OP_EQ, 0},       {ROWAN_OP_AND, 0},   {ROWAN_OP_ILIKE, 0},
        {ROWAN_OP_CONCAT, 0},   {ROWAN_OP_NEG, 0},   {ROWAN_OP_COUNT_ROWS, 1},
        {ROWAN_OP_COALESCE, 1}, {ROWAN_OP_LOWER, 1}, {ROWAN_OP_TO_REAL, 1},
        {ROWAN_OP_ASC, 0},      {ROWAN_OP_IN, 0},    {ROWAN_OP_AVG, 1},
    };
    rowan__dialect *made = make(NULL, 0);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        CHECK_INT(rowan__dialect_rule(made, cases[i].op, 0)->is_call,
                  cases[i].is_call);
    rowan__dialect_free(made);
}

/* The golden table: one rule of each sort, and what each question gets. */
static void
test_rules__are_chosen_by_operator_then_kind(void)
{
    static const rowan_rule rules[] = {
        {.op = ROWAN_OP_LENGTH,
         .kind = ROWAN_KIND_BYTES,
         .sql = "octet_length({0})",
         .is_call = 1},
        {.op = ROWAN_OP_LENGTH, .sql = "length({0})", .is_call = 1},
        {.op = ROWAN_OP_MOD, .sql = "mod({0}, {1})", .is_call = 1},
        {.op = ROWAN_OP_CONCAT, .kind = ROWAN_KIND_TEXT, .sql = "{* & }"},
        {.op = ROWAN_OP_SUM, .kind = ROWAN_KIND_DECIMAL, .sql = ""},
        {.op = ROWAN_OP_LITERAL,
         .kind = ROWAN_KIND_TEXT,
         .sql = "CAST({0} AS TEXT)",
         .is_call = 1},
        {.op = 99, .sql = "an operator of tomorrow"},
        {.op = 4000, .sql = "an operator of the day after"},
        {.op = ROWAN_OP_ABS, .kind = 4000, .sql = "a kind of tomorrow"},
    };
    static const struct {
        uint32_t op, kind;
        const char *sql;
    } golden[] = {
        {ROWAN_OP_LENGTH, 0, "length({0})"},
        {ROWAN_OP_LENGTH, ROWAN_KIND_TEXT, "length({0})"},
        {ROWAN_OP_LENGTH, ROWAN_KIND_BYTES, "octet_length({0})"},
        {ROWAN_OP_LENGTH, ROWAN_KIND_JSON, "length({0})"},
        {ROWAN_OP_MOD, ROWAN_KIND_INT64, "mod({0}, {1})"},
        {ROWAN_OP_CONCAT, 0, "{* || }"},
        {ROWAN_OP_CONCAT, ROWAN_KIND_TEXT, "{* & }"},
        {ROWAN_OP_CONCAT, ROWAN_KIND_BYTES, "{* || }"},
        {ROWAN_OP_SUM, ROWAN_KIND_INT64, "sum({0})"},
        {ROWAN_OP_SUM, ROWAN_KIND_DECIMAL, NULL},
        {ROWAN_OP_ABS, ROWAN_KIND_DOUBLE, "abs({0})"},
        {ROWAN_OP_LITERAL, ROWAN_KIND_TEXT, "CAST({0} AS TEXT)"},
        {ROWAN_OP_LITERAL, ROWAN_KIND_INT64, NULL},
        {ROWAN_OP_COLUMN, 0, NULL},
        {ROWAN_OP_NONE, 0, NULL},
        {99, 0, NULL},
        {ROWAN__OP_LIMIT, 0, NULL},
        {UINT32_MAX, 0, NULL},
        {ROWAN_OP_EQ, ROWAN_KIND_COUNT, NULL},
        {ROWAN_OP_EQ, UINT32_MAX, NULL},
    };
    rowan__dialect *made = make(rules, sizeof(rules) / sizeof(rules[0]));

    for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++)
        CHECK_STR(sql_of(made, golden[i].op, golden[i].kind), golden[i].sql);
    rowan__dialect_free(made);
}

static void
test_rules__refuse_templates_that_are_malformed(void)
{
    static const char *const templates[] = {
        "{",     "}",      "{0",   "{a}",   "{}",        "{00}",
        "{0}}",  "{*",     "{*{}", "{-1}",  "f({0}, {",  "{0 }",
    };

    for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
        const rowan_rule rule = {.op = ROWAN_OP_ABS, .sql = templates[i]};
        rowan__dialect *made = NULL;
        rowan_error err = {0};

        fixture_dialect.rules = &rule;
        fixture_dialect.rule_count = 1;
        CHECK_INT(rowan__dialect_make(&fixture_plugin, NULL, NULL, &made, &err),
                  ROWAN_PLUGIN_INVALID);
        CHECK_HAS(err.message, "dialect.rules[0] (operator 74): template '");
        CHECK_HAS(err.message, templates[i]);
    }
}

/* Each value is one bind of the statement. */
static void
test_rules__of_values_name_them_once(void)
{
    static const char *const templates[] = {
        "NULL", "f({1})", "{*, }", "f({0}, {0})", "f({0}, {1})",
    };

    for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
        const rowan_rule rule = {.op = ROWAN_OP_LITERAL, .sql = templates[i]};
        rowan__dialect *made = NULL;
        rowan_error err = {0};

        fixture_dialect.rules = &rule;
        fixture_dialect.rule_count = 1;
        CHECK_INT(rowan__dialect_make(&fixture_plugin, NULL, NULL, &made, &err),
                  ROWAN_PLUGIN_INVALID);
        CHECK_HAS(err.message, "dialect.rules[0] (operator 2): template '");
        CHECK_HAS(err.message, templates[i]);
    }
}

static void
test_rules__refuse_to_be_missing(void)
{
    const rowan_rule rule = {.op = ROWAN_OP_ABS};
    rowan__dialect *made = NULL;
    rowan_error err = {0};

    fixture_dialect.rules = NULL;
    fixture_dialect.rule_count = 3;
    CHECK_INT(rowan__dialect_make(&fixture_plugin, NULL, NULL, &made, &err),
              ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, "rule_count is 3, but dialect.rules is NULL");
    err = (rowan_error){0};
    fixture_dialect.rules = &rule;
    fixture_dialect.rule_count = 1;
    CHECK_INT(rowan__dialect_make(&fixture_plugin, NULL, NULL, &made, &err),
              ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, "dialect.rules[0] (operator 74) has no template");
}

HARNESS_SUITE(dialect_rules,
    HARNESS_TEST(test_rules__fall_back_on_the_standard_for_every_kind),
    HARNESS_TEST(test_rules__know_which_operators_are_calls),
    HARNESS_TEST(test_rules__are_chosen_by_operator_then_kind),
    HARNESS_TEST(test_rules__refuse_templates_that_are_malformed),
    HARNESS_TEST(test_rules__of_values_name_them_once),
    HARNESS_TEST(test_rules__refuse_to_be_missing))
