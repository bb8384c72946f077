/* SPDX-License-Identifier: MIT */
/* The parts of DDL statements: names, columns, constraints, options. */
#include "compile/ddl_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#include <string.h>

/* --- texts and names ----------------------------------------------------- */

static void
fail(rowan__ddl *ddl, rowan_status status)
{
    if (ddl->status == ROWAN_OK)
        ddl->status = status;
}

void
rowan__ddl_text(rowan__ddl *ddl, const char *text)
{
    rowan__buffer_text(ddl->out, text);
}

void
rowan__ddl_name(rowan__ddl *ddl, const char *what, const char *name)
{
    rowan_status status;

    if (ddl->status != ROWAN_OK)
        return;
    status = rowan__identifier_quote(ddl->out, &ddl->target->dialect->text,
                                     what, name, ddl->err);
    if (status != ROWAN_OK)
        fail(ddl, status);
}

void
rowan__ddl_own_name(rowan__ddl *ddl, const char *what, const char *name,
                    bool is_given)
{
    size_t longest =
        rowan__identifier_longest(&ddl->target->dialect->text);
    char stored[ROWAN__NAME_SIZE];

    rowan__ddl_name(ddl, what,
                    rowan__name_stored(name, is_given, longest, stored));
}

bool
rowan__ddl_needs(rowan__ddl *ddl, uint32_t feature, const char *what)
{
    if (rowan__target_has(ddl->target, feature))
        return true;
    if (ddl->status == ROWAN_OK)
        fail(ddl,
             rowan__error_set(ddl->err, ROWAN_UNSUPPORTED,
                              "model %s: %s has no %s", ddl->table->model->type,
                              ddl->target->dialect->name, what));
    return false;
}

void
rowan__ddl_table_name(rowan__ddl *ddl, const rowan_model *model)
{
    if (model->schema != NULL) {
        rowan__ddl_needs(ddl, ROWAN_FEATURE_SCHEMAS,
                         "schemas: use ROWAN_MODEL instead of ROWAN_MODEL_IN");
        rowan__ddl_name(ddl, "schema", model->schema);
        rowan__ddl_text(ddl, ".");
    }
    rowan__ddl_name(ddl, "table", model->table);
}

void
rowan__ddl_columns(rowan__ddl *ddl, const uint32_t *columns,
                   uint32_t column_count)
{
    for (uint32_t i = 0; i < column_count; i++) {
        rowan__ddl_text(ddl, i == 0 ? "(" : ", ");
        rowan__ddl_name(ddl, "column", ddl->table->columns[columns[i]].name);
    }
    rowan__ddl_text(ddl, ")");
}

void
rowan__ddl_literal(rowan__ddl *ddl, const char *text)
{
    bool escapes = (ddl->target->dialect->text.syntax &
                    ROWAN_SYNTAX_BACKSLASHES) != 0;
    const char *doubled = escapes ? "'\\" : "'";

    rowan__ddl_text(ddl, "'");
    for (const char *end; (end = strpbrk(text, doubled)) != NULL;
         text = end + 1) {
        rowan__buffer_add(ddl->out, text, (size_t)(end - text) + 1);
        rowan__buffer_add(ddl->out, end, 1);
    }
    rowan__ddl_text(ddl, text);
    rowan__ddl_text(ddl, "'");
}

/* --- options ------------------------------------------------------------- */

static bool
is_for(const rowan__dialect *dialect, const char *name)
{
    const char *const *alias = dialect->plugin.aliases;

    if (strcmp(dialect->name, name) == 0)
        return true;
    while (alias != NULL && *alias != NULL)
        if (strcmp(*alias++, name) == 0)
            return true;
    return false;
}

static bool
is_known(const rowan_option_info *infos, const char *name)
{
    for (; infos != NULL && infos->name != NULL; infos++)
        if (strcmp(infos->name, name) == 0)
            return true;
    return false;
}

/* Lists what there is, for the author to choose from. */
static void
refuse_option(rowan__ddl *ddl, const char *name)
{
    const rowan__dialect *dialect = ddl->target->dialect;
    const rowan_option_info *info = dialect->text.table_options;
    rowan_buffer list;

    rowan__buffer_init(&list);
    for (; info != NULL && info->name != NULL; info++)
        rowan__buffer_printf(&list, "%s %s=%s",
                             list.size == 0 ? "; it has" : ",", info->name,
                             info->values);
    fail(ddl, rowan__error_set(ddl->err, ROWAN_MODEL_INVALID,
                               "model %s, option '%s': %s has no such option "
                               "of tables%s",
                               ddl->table->model->type, name, dialect->name,
                               rowan__buffer_get(&list)));
    rowan__buffer_done(&list);
}

void
rowan__ddl_options(rowan__ddl *ddl)
{
    const rowan__dialect *dialect = ddl->target->dialect;
    const rowan_model *model = ddl->table->model;

    ddl->options = rowan__calloc(model->property_count, sizeof *ddl->options);
    if (ddl->options == NULL) {
        fail(ddl, rowan__error_no_memory(ddl->err));
        return;
    }
    for (size_t i = 0; i < model->property_count; i++) {
        const rowan_property *p = &model->properties[i];

        if (p->role != ROWAN_ROLE_OPTION || !is_for(dialect, p->option_dialect))
            continue;
        if (!is_known(dialect->text.table_options, p->option_name)) {
            refuse_option(ddl, p->option_name);
            return;
        }
        ddl->options[ddl->option_count++] =
            (rowan_option){p->option_name, p->option_value};
    }
}

/* A hook of the plugin's, which may append or fail. */
static void
call_suffix(rowan__ddl *ddl,
            int32_t (*suffix)(const rowan_host *, rowan_buffer *,
                              const rowan_option *, uint32_t, rowan_error *))
{
    if (ddl->status == ROWAN_OK)
        fail(ddl, (rowan_status)suffix(rowan__host(), ddl->out, ddl->options,
                                       ddl->option_count, ddl->err));
}

void
rowan__ddl_table_suffix(rowan__ddl *ddl)
{
    call_suffix(ddl, ddl->target->dialect->text.table_suffix);
}

/* --- columns ------------------------------------------------------------- */

bool
rowan__ddl_key_in_column(const rowan__ddl *ddl)
{
    return ddl->table->identity != ROWAN__NO_COLUMN &&
           ddl->target->dialect->text.identity_style ==
               ROWAN_IDENTITY_DEFINITION;
}

static bool
has_column(const uint32_t *columns, uint32_t column_count, uint32_t number)
{
    for (uint32_t i = 0; i < column_count; i++)
        if (columns[i] == number)
            return true;
    return false;
}

static bool
in_keys(const rowan__key *keys, uint32_t key_count, uint32_t number)
{
    for (uint32_t i = 0; i < key_count; i++)
        if (has_column(keys[i].columns, keys[i].column_count, number))
            return true;
    return false;
}

/* Keys, indexes and foreign keys, which an index goes with. */
static bool
is_in_key(const rowan__table *table, const rowan__column *column)
{
    uint32_t number = (uint32_t)(column - table->columns);

    if (in_keys(&table->primary_key, 1, number) ||
        in_keys(table->uniques, table->unique_count, number) ||
        in_keys(table->indexes, table->index_count, number))
        return true;
    for (uint32_t i = 0; i < table->foreign_key_count; i++)
        if (has_column(table->foreign_keys[i].columns,
                       table->foreign_keys[i].column_count, number))
            return true;
    return false;
}

void
rowan__ddl_type_name(rowan__ddl *ddl, uint32_t number, const rowan_type *given)
{
    const rowan__column *column = &ddl->table->columns[number];
    rowan_type type = *given;

    if (ddl->status != ROWAN_OK)
        return;
    type.in_key = is_in_key(ddl->table, column);
    fail(ddl, (rowan_status)ddl->target->dialect->text.type_name(
                  rowan__host(), ddl->out, &type, ddl->err));
    if (ddl->status != ROWAN_OK)
        rowan__error_column(ddl->err, column->name);
}

static void
identity(rowan__ddl *ddl)
{
    rowan__ddl_text(ddl, ddl->target->dialect->text.identity_sql);
    call_suffix(ddl, ddl->target->dialect->text.identity_suffix);
}

/* An author's expression. Databases that take more than a literal as a default
 * want parentheses about it, and all take them. */
static void
expression(rowan__ddl *ddl, const char *before, const char *sql,
           const char *after)
{
    rowan__ddl_text(ddl, before);
    rowan__ddl_text(ddl, sql);
    rowan__ddl_text(ddl, after);
}

/* Whether there is a comment that the dialect writes in this style. */
static bool
has_comment(const rowan__target *target, const char *comment, uint32_t style)
{
    return comment != NULL &&
           rowan__target_has(target, ROWAN_FEATURE_COMMENTS) &&
           target->dialect->text.comment_style == style;
}

bool
rowan__ddl_has_comment(const rowan__target *target, const char *comment)
{
    return has_comment(target, comment, ROWAN_COMMENT_STATEMENT);
}

void
rowan__ddl_comment_clause(rowan__ddl *ddl, const char *comment)
{
    if (!has_comment(ddl->target, comment, ROWAN_COMMENT_CLAUSE))
        return;
    rowan__ddl_text(ddl, " COMMENT ");
    rowan__ddl_literal(ddl, comment);
}

bool
rowan__ddl_has_not_null(const rowan__target *target,
                        const rowan__column *column)
{
    return !column->nullable &&
           (column->property->computed_sql == NULL ||
            rowan_capabilities_have(target->caps,
                                    ROWAN_FEATURE_COMPUTED_NOT_NULL));
}

/* Parentheses make an expression of it, which not each database takes. */
static void
default_value(rowan__ddl *ddl, const char *sql)
{
    if (rowan__target_has(ddl->target, ROWAN_FEATURE_EXPRESSION_DEFAULTS))
        expression(ddl, " DEFAULT (", sql, ")");
    else
        expression(ddl, " DEFAULT ", sql, "");
}

/* Type, default, NOT NULL. */
static void
definition(rowan__ddl *ddl, const rowan__column *column)
{
    const rowan_property *p = column->property;

    if (column->identity && rowan__ddl_key_in_column(ddl)) {
        identity(ddl);
        return;
    }
    rowan__ddl_type_name(ddl, (uint32_t)(column - ddl->table->columns),
                         &column->type);
    if (column->identity) {
        rowan__ddl_text(ddl, " ");
        identity(ddl);
    }
    if (p->default_sql != NULL)
        default_value(ddl, p->default_sql);
    if (p->computed_sql != NULL) {
        rowan__ddl_needs(ddl, ROWAN_FEATURE_COMPUTED_COLUMNS,
                         "computed columns");
        expression(ddl, " GENERATED ALWAYS AS (", p->computed_sql, ") STORED");
    }
    if (rowan__ddl_has_not_null(ddl->target, column))
        rowan__ddl_text(ddl, " NOT NULL");
}

void
rowan__ddl_column(rowan__ddl *ddl, const rowan__column *column)
{
    rowan__ddl_name(ddl, "column", column->name);
    rowan__ddl_text(ddl, " ");
    definition(ddl, column);
    rowan__ddl_comment_clause(ddl, column->property->comment);
}

/* --- constraints --------------------------------------------------------- */

static void
constraint(rowan__ddl *ddl, const char *name, bool is_given)
{
    rowan__ddl_text(ddl, "CONSTRAINT ");
    rowan__ddl_own_name(ddl, "constraint", name, is_given);
    rowan__ddl_text(ddl, " ");
}

void
rowan__ddl_key(rowan__ddl *ddl, const char *kind, const rowan__key *key)
{
    constraint(ddl, key->name, key->is_given);
    rowan__ddl_text(ddl, kind);
    rowan__ddl_text(ddl, " ");
    rowan__ddl_columns(ddl, key->columns, key->column_count);
}

void
rowan__ddl_check(rowan__ddl *ddl, const rowan__check *check)
{
    rowan__ddl_needs(ddl, ROWAN_FEATURE_CHECK_CONSTRAINTS,
                     "check constraints");
    constraint(ddl, check->name, check->is_given);
    rowan__ddl_text(ddl, "CHECK (");
    if (check->in_enum == NULL) {
        rowan__ddl_text(ddl, check->sql);
    } else {
        const rowan_type *type = &check->in_enum->type;

        rowan__ddl_name(ddl, "column", check->in_enum->name);
        for (uint32_t i = 0; i < type->label_count; i++) {
            rowan__ddl_text(ddl, i == 0 ? " IN (" : ", ");
            rowan__ddl_literal(ddl, type->labels[i]);
        }
        rowan__ddl_text(ddl, ")");
    }
    rowan__ddl_text(ddl, ")");
}

static void
action(rowan__ddl *ddl, const char *event, rowan_action action)
{
    static const char *const texts[] = {
        [ROWAN_NO_ACTION] = NULL, /* what a database does unasked */
        [ROWAN_RESTRICT] = "RESTRICT", [ROWAN_CASCADE] = "CASCADE",
        [ROWAN_SET_NULL] = "SET NULL", [ROWAN_SET_DEFAULT] = "SET DEFAULT",
    };

    if (texts[action] == NULL)
        return;
    rowan__ddl_text(ddl, event);
    rowan__ddl_text(ddl, texts[action]);
}

void
rowan__ddl_foreign_key(rowan__ddl *ddl, const rowan__foreign_key *key)
{
    constraint(ddl, key->name, key->is_given);
    rowan__ddl_text(ddl, "FOREIGN KEY ");
    rowan__ddl_columns(ddl, key->columns, key->column_count);
    rowan__ddl_text(ddl, "\n        REFERENCES ");
    rowan__ddl_table_name(ddl, key->target);
    for (uint32_t i = 0; i < key->column_count; i++) {
        rowan__ddl_text(ddl, i == 0 ? " (" : ", ");
        rowan__ddl_name(ddl, "column", key->target_columns[i]);
    }
    rowan__ddl_text(ddl, ")");
    action(ddl, " ON DELETE ", key->on_delete);
    action(ddl, " ON UPDATE ", key->on_update);
    if (key->deferred &&
        rowan__ddl_needs(ddl, ROWAN_FEATURE_DEFERRABLE,
                         "foreign keys that wait for COMMIT (.deferred)"))
        rowan__ddl_text(ddl, " DEFERRABLE INITIALLY DEFERRED");
}
