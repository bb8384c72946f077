/* SPDX-License-Identifier: MIT */
/*
 * Which designated initialisers a row may have: one table of them, one of
 * roles. An initialiser that says nothing where it stands is a mistake, for
 * its author thinks that it does.
 */
#include "schema/schema_priv.h"

#include "base/error_priv.h"

#include <string.h>

typedef enum attribute {
    NAME = 1 << 0,
    LENGTH = 1 << 1,
    PRECISION = 1 << 2,
    SCALE = 1 << 3,
    NOT_NULL = 1 << 4,
    UNIQUE = 1 << 5,
    INDEX = 1 << 6,
    DEFAULT_SQL = 1 << 7,
    ZERO_IS_DEFAULT = 1 << 8,
    COMPUTED_SQL = 1 << 9,
    NOT_GENERATED = 1 << 10,
    COMMENT = 1 << 11,
    CHECK_SQL = 1 << 12,
    CONSTRAINT = 1 << 13,
    WHERE_SQL = 1 << 14,
    ON_DELETE = 1 << 15,
    ON_UPDATE = 1 << 16,
    DEFERRED = 1 << 17,
    PRIMARY_KEY = 1 << 18
} attribute;

typedef enum form { FORM_TEXT, FORM_NUMBER, FORM_ACTION, FORM_FLAG } form;

static const struct {
    const char *name;
    size_t offset;
    form form;
    uint32_t bit;
} attributes[] = {
#define ROW(member_, form_, bit_)                                           \
    {                                                                       \
        "." #member_, offsetof(rowan_property, member_), FORM_##form_, bit_ \
    }
    ROW(name, TEXT, NAME),
    ROW(length, NUMBER, LENGTH),
    ROW(precision, NUMBER, PRECISION),
    ROW(scale, NUMBER, SCALE),
    ROW(not_null, FLAG, NOT_NULL),
    ROW(unique, FLAG, UNIQUE),
    ROW(index, FLAG, INDEX),
    ROW(default_sql, TEXT, DEFAULT_SQL),
    ROW(zero_is_default, FLAG, ZERO_IS_DEFAULT),
    ROW(computed_sql, TEXT, COMPUTED_SQL),
    ROW(not_generated, FLAG, NOT_GENERATED),
    ROW(comment, TEXT, COMMENT),
    ROW(check_sql, TEXT, CHECK_SQL),
    ROW(constraint, TEXT, CONSTRAINT),
    ROW(where_sql, TEXT, WHERE_SQL),
    ROW(on_delete, ACTION, ON_DELETE),
    ROW(on_update, ACTION, ON_UPDATE),
    ROW(deferred, FLAG, DEFERRED),
    ROW(primary_key, FLAG, PRIMARY_KEY),
#undef ROW
};

#define ATTRIBUTE_COUNT (sizeof attributes / sizeof *attributes)

/* What a row of a role may say; in a report, only the first six. */
static const uint32_t allowed[] = {
    [ROWAN_ROLE_COLUMN] = NAME | LENGTH | PRECISION | SCALE | NOT_NULL |
                          COMMENT | UNIQUE | INDEX | DEFAULT_SQL |
                          ZERO_IS_DEFAULT | COMPUTED_SQL | NOT_GENERATED |
                          CHECK_SQL | CONSTRAINT | WHERE_SQL | PRIMARY_KEY,
    [ROWAN_ROLE_UNIQUE] = CONSTRAINT,
    [ROWAN_ROLE_INDEX] = CONSTRAINT | UNIQUE | WHERE_SQL,
    [ROWAN_ROLE_CHECK] = CONSTRAINT | CHECK_SQL,
    [ROWAN_ROLE_FOREIGN_KEY] = CONSTRAINT | ON_DELETE | ON_UPDATE | DEFERRED,
    [ROWAN_ROLE_OPTION] = 0,
    [ROWAN_ROLE_COMMENT] = COMMENT,
};
static const uint32_t allowed_in_report =
    NAME | LENGTH | PRECISION | SCALE | NOT_NULL | COMMENT;

static bool
is_set(const rowan_property *property, size_t i)
{
    const char *at = (const char *)property + attributes[i].offset;

    switch (attributes[i].form) {
    case FORM_TEXT:
        return *(const char *const *)(const void *)at != NULL;
    case FORM_NUMBER:
        return *(const int32_t *)(const void *)at != 0;
    case FORM_ACTION:
        return *(const rowan_action *)(const void *)at != ROWAN_NO_ACTION;
    default:
        return *(const bool *)(const void *)at;
    }
}

static bool
is_empty_text(const rowan_property *property, size_t i)
{
    const char *at = (const char *)property + attributes[i].offset;

    return attributes[i].form == FORM_TEXT && is_set(property, i) &&
           (*(const char *const *)(const void *)at)[0] == '\0';
}

rowan_status
rowan__attributes_check(const rowan__builder *builder,
                        const rowan_property *property)
{
    bool is_report = builder->model->table == NULL;
    size_t role = (size_t)property->role;
    uint32_t mask;

    if (role >= sizeof allowed / sizeof *allowed ||
        role == ROWAN_ROLE_PRIMARY_KEY)
        return rowan__model_fail(builder, property,
                                 "has a role that no ROWAN_ macro makes");
    if (is_report && role != ROWAN_ROLE_COLUMN)
        return rowan__model_fail(builder, property,
                                 "a ROWAN_ROW has no table: declare members "
                                 "only, or use ROWAN_MODEL");
    mask = is_report ? allowed_in_report : allowed[role];
    for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
        if (is_empty_text(property, i))
            return rowan__model_fail(builder, property,
                                     "%s is empty: write it, or drop it",
                                     attributes[i].name);
        if (is_set(property, i) && !(mask & attributes[i].bit))
            return rowan__model_fail(
                builder, property, "%s says nothing %s: drop it",
                attributes[i].name,
                is_report ? "in a ROWAN_ROW, which has no table" : "here");
    }
    return ROWAN_OK;
}

/* --- options of dialects, the comment of the table ----------------------- */

static bool
is_missing(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* Whether the option exists is for the dialect to say, when DDL is made. */
static rowan_status
check_option(const rowan__builder *b, size_t i)
{
    const rowan_property *p = &b->model->properties[i];

    if (is_missing(p->option_dialect) || is_missing(p->option_name) ||
        is_missing(p->option_value))
        return rowan__model_fail(
            b, p,
            "write ROWAN_OPTION(\"dialect\", \"name\", \"value\"), all three");
    for (size_t j = 0; j < i; j++) {
        const rowan_property *other = &b->model->properties[j];

        if (other->role == ROWAN_ROLE_OPTION &&
            strcmp(other->option_dialect, p->option_dialect) == 0 &&
            strcmp(other->option_name, p->option_name) == 0)
            return rowan__model_fail(b, p, "is given twice for %s: drop one",
                                     p->option_dialect);
    }
    return ROWAN_OK;
}

static rowan_status
take_comment(rowan__builder *b, const rowan_property *p)
{
    if (p->comment == NULL)
        return rowan__model_fail(b, p, "write ROWAN_TABLE_COMMENT(\"text\")");
    if (b->table->comment != NULL)
        return rowan__model_fail(b, p, "is given twice: drop one");
    b->table->comment = p->comment;
    return ROWAN_OK;
}

rowan_status
rowan__build_options(rowan__builder *builder)
{
    const rowan_model *model = builder->model;

    for (size_t i = 0; i < model->property_count; i++) {
        rowan_status status = ROWAN_OK;

        if (model->properties[i].role == ROWAN_ROLE_OPTION)
            status = check_option(builder, i);
        else if (model->properties[i].role == ROWAN_ROLE_COMMENT)
            status = take_comment(builder, &model->properties[i]);
        if (status != ROWAN_OK)
            return status;
    }
    return ROWAN_OK;
}
