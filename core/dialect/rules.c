/* SPDX-License-Identifier: MIT */
/* How operators are written: the standard's way, and a plugin's over it. */
#include "dialect/dialect_priv.h"

#include <string.h>

enum { FIRST_CALL = 60, LAST_CALL = 89 }; /* as op.h promises */

static const rowan_rule standard[ROWAN__OP_LIMIT] = {
#define STANDARD_RULE(id_, number_, template_)                        \
    [number_] = {                                                     \
        .op = (number_),                                              \
        .sql = (template_),                                           \
        .is_call = (number_) >= FIRST_CALL && (number_) <= LAST_CALL, \
    },
    ROWAN_OP_MAP(STANDARD_RULE)
#undef STANDARD_RULE
};

#define FITS(id_, number_, template_) \
    _Static_assert((number_) < ROWAN__OP_LIMIT, "ROWAN__OP_LIMIT is too low");
ROWAN_OP_MAP(FITS)
#undef FITS

/* Whether each '{' begins "{0}" to "{9}" or "{*...}", and ends. */
static bool
template_is_valid(const char *sql)
{
    for (; *sql != '\0'; sql++) {
        if (*sql == '}')
            return false;
        if (*sql != '{')
            continue;
        sql++;
        if (*sql == '*')
            sql += strcspn(sql, "{}");
        else if (*sql++ < '0' || sql[-1] > '9')
            return false;
        if (*sql != '}')
            return false;
    }
    return true;
}

/* A value is written once, and has no other operand. */
static bool
is_of_a_value(const char *sql)
{
    const char *hole = strchr(sql, '{');

    return hole != NULL && strncmp(hole, "{0}", 3) == 0 &&
           strchr(hole + 1, '{') == NULL;
}

static rowan_status
check_rule(const rowan_rule *rule, uint32_t position,
           const rowan__origin *origin, rowan_error *err)
{
    char shown[ROWAN__SHOW_SIZE];

    if (rule->sql == NULL)
        return rowan__plugin_refuse(
            origin, err, "dialect.rules[%u] (operator %u) has no template",
            position, rule->op);
    if (template_is_valid(rule->sql) &&
        (rule->op != ROWAN_OP_LITERAL || is_of_a_value(rule->sql)))
        return ROWAN_OK;
    return rowan__plugin_refuse(
        origin, err,
        "dialect.rules[%u] (operator %u): template '%s' is malformed", position,
        rule->op, rowan__name_show(shown, rule->sql));
}

static bool
is_known(const rowan_rule *rule)
{
    return rule->op < ROWAN__OP_LIMIT && standard[rule->op].sql != NULL &&
           rule->kind < ROWAN_KIND_COUNT;
}

/* Puts in rules of one kind (or 0); others stay. */
static void
put(rowan__dialect *dialect, const rowan_rule *rule)
{
    const rowan_rule **row = dialect->rules[rule->op];

    if (rule->kind != 0) {
        row[rule->kind] = rule;
        return;
    }
    for (uint32_t kind = 0; kind < ROWAN_KIND_COUNT; kind++)
        row[kind] = rule;
}

rowan_status
rowan__rules_resolve(rowan__dialect *dialect, const rowan__origin *origin,
                     rowan_error *err)
{
    const rowan_dialect *text = &dialect->text;

    if (text->rule_count > 0 && text->rules == NULL)
        return rowan__plugin_refuse(origin, err,
                                    "dialect.rule_count is %u, but "
                                    "dialect.rules is NULL",
                                    text->rule_count);
    for (uint32_t op = 0; op < ROWAN__OP_LIMIT; op++)
        if (standard[op].sql != NULL)
            put(dialect, &standard[op]);
    for (uint32_t i = 0; i < text->rule_count; i++) {
        rowan_status status = check_rule(&text->rules[i], i, origin, err);

        if (status != ROWAN_OK)
            return status;
    }
    /* A rule for a kind goes over the one for any, wherever it stands. */
    for (uint32_t i = 0; i < text->rule_count; i++)
        if (is_known(&text->rules[i]) && text->rules[i].kind == 0)
            put(dialect, &text->rules[i]);
    for (uint32_t i = 0; i < text->rule_count; i++)
        if (is_known(&text->rules[i]) && text->rules[i].kind != 0)
            put(dialect, &text->rules[i]);
    return ROWAN_OK;
}

const rowan_rule *
rowan__dialect_rule(const rowan__dialect *dialect, uint32_t op, uint32_t kind)
{
    const rowan_rule *rule;

    if (op >= ROWAN__OP_LIMIT || kind >= ROWAN_KIND_COUNT)
        return NULL;
    rule = dialect->rules[op][kind];
    return rule != NULL && rule->sql[0] != '\0' ? rule : NULL;
}
