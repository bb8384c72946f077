/* SPDX-License-Identifier: MIT */
/*
 * Keys, checks and indexes of a model and of a table. They are found by name;
 * what has no name in the database, by its columns.
 *
 * To some databases a unique constraint and a unique index are one thing, so
 * either is looked for among both.
 */
#include "catalog/compare.h"

#include "base/error_priv.h"
#include "compile/ddl.h"

/* --- names ---------------------------------------------------------------- */

/* A name of the model's as this database has it; valid until the next one. */
static const char *
stored(rowan__compare *c, const char *name, bool is_given)
{
    return rowan__name_stored(
        name, is_given,
        rowan__identifier_longest(&c->target->dialect->text), c->name);
}

/* --- texts of keys, for comparing and for people -------------------------- */

static void
add_name(rowan_buffer *out, const char *name)
{
    rowan__buffer_printf(out, "%s%s", out->size == 0 ? "" : ", ", name);
}

static void
write_model_columns(const rowan__compare *c, const uint32_t *columns,
                    uint32_t count, rowan_buffer *out)
{
    for (uint32_t i = 0; i < count; i++)
        add_name(out, c->model->columns[columns[i]].name);
}

static void
write_names(const char *const *names, uint32_t count, rowan_buffer *out)
{
    for (uint32_t i = 0; i < count; i++)
        add_name(out, names[i]);
}

/* An index as the model could have it is its columns; one that it could not
 * have shows why. */
static void
write_parts(const rowan_index_info *index, rowan_buffer *out)
{
    for (uint32_t i = 0; i < index->part_count; i++) {
        const rowan_index_part *part = index->parts[i];

        add_name(out, part->column != NULL ? part->column : part->expression);
        if (part->prefix_length > 0)
            rowan__buffer_printf(out, "(%u)", part->prefix_length);
        if (part->is_descending)
            rowan__buffer_text(out, " DESC");
        if (part->nulls != ROWAN_NULLS_DEFAULT)
            rowan__buffer_text(out, part->nulls == ROWAN_NULLS_FIRST
                                        ? " NULLS FIRST"
                                        : " NULLS LAST");
    }
    for (uint32_t i = 0; i < index->included_count; i++)
        rowan__buffer_printf(out, " INCLUDE %s", index->included[i]);
    if (index->nulls_equal)
        rowan__buffer_text(out, " NULLS NOT DISTINCT");
}

/* Both texts, which are freed, are the same or a difference. */
static void
settle(rowan__compare *c, rowan_difference_subject subject, const char *name,
       rowan_buffer *model, rowan_buffer *database)
{
    if (rowan__buffer_failed(model) || rowan__buffer_failed(database))
        c->status = rowan__error_no_memory(c->err);
    else if (strcmp(rowan__buffer_get(model), rowan__buffer_get(database)) != 0)
        rowan__differ(c, ROWAN_DIFFERENCE_OTHER, subject, name,
                      rowan__buffer_get(model), rowan__buffer_get(database));
    rowan__buffer_done(model);
    rowan__buffer_done(database);
}

static void
compare_columns(rowan__compare *c, rowan_difference_subject subject,
                const rowan__key *key, const rowan_key_info *found)
{
    rowan_buffer model, database;

    rowan__buffer_init(&model);
    rowan__buffer_init(&database);
    write_model_columns(c, key->columns, key->column_count, &model);
    write_names(found->columns, found->column_count, &database);
    if (found->is_deferrable)
        rowan__buffer_text(&database, " DEFERRABLE");
    if (found->nulls_equal)
        rowan__buffer_text(&database, " NULLS NOT DISTINCT");
    settle(c, subject, key->name, &model, &database);
}

static void
compare_index(rowan__compare *c, rowan_difference_subject subject,
              const rowan__key *key, bool is_unique,
              const rowan_index_info *found)
{
    rowan_buffer model, database;

    rowan__buffer_init(&model);
    rowan__buffer_init(&database);
    write_model_columns(c, key->columns, key->column_count, &model);
    write_parts(found, &database);
    if (is_unique)
        rowan__buffer_text(&model, " UNIQUE");
    if (found->is_unique)
        rowan__buffer_text(&database, " UNIQUE");
    settle(c, subject, key->name, &model, &database);
    rowan__differ_sql(c, subject, key->name, key->where_sql, found->where_sql);
}

/* --- the primary key ------------------------------------------------------ */

static void
compare_primary_key(rowan__compare *c)
{
    const rowan__key *key = &c->model->primary_key;
    const rowan_key_info *found = c->found->primary_key;

    if (found == NULL) {
        rowan__differ(c, ROWAN_DIFFERENCE_MISSING, ROWAN_SUBJECT_PRIMARY_KEY,
                      key->name, NULL, NULL);
        return;
    }
    compare_columns(c, ROWAN_SUBJECT_PRIMARY_KEY, key, found);
    if (found->name != NULL &&
        strcmp(found->name, stored(c, key->name, key->is_given)) != 0 &&
        rowan_capabilities_have(c->target->caps,
                                ROWAN_FEATURE_PRIMARY_KEY_NAMES))
        rowan__differ(c, ROWAN_DIFFERENCE_OTHER, ROWAN_SUBJECT_PRIMARY_KEY,
                      key->name, key->name, found->name);
}

/* --- unique constraints and indexes --------------------------------------- */

static bool
same_columns(const rowan__compare *c, const rowan__key *key,
             const rowan_key_info *found)
{
    if (key->column_count != found->column_count)
        return false;
    for (uint32_t i = 0; i < key->column_count; i++)
        if (strcmp(c->model->columns[key->columns[i]].name,
                   found->columns[i]) != 0)
            return false;
    return true;
}

static const rowan_key_info *
find_unique(rowan__compare *c, const rowan__key *key)
{
    const rowan_key_info *found = rowan_table_info_unique(
        c->found, stored(c, key->name, key->is_given));

    for (uint32_t i = 0; found == NULL && i < c->found->unique_count; i++)
        if (c->found->uniques[i]->name == NULL &&
            same_columns(c, key, c->found->uniques[i]))
            found = c->found->uniques[i];
    return found;
}

static const rowan_index_info *
find_index(rowan__compare *c, const rowan__key *key)
{
    return rowan_table_info_index(c->found,
                                  stored(c, key->name, key->is_given));
}

/* Unique in the first characters of a column only, which a key does not say. */
static bool
is_of_beginnings(const rowan_index_info *index)
{
    for (uint32_t i = 0; index != NULL && i < index->part_count; i++)
        if (index->parts[i]->prefix_length > 0)
            return true;
    return false;
}

static void
compare_unique(rowan__compare *c, const rowan__key *key)
{
    const rowan_key_info *unique = find_unique(c, key);
    const rowan_index_info *index = find_index(c, key);

    if (unique != NULL && !is_of_beginnings(index))
        compare_columns(c, ROWAN_SUBJECT_UNIQUE, key, unique);
    else if (index != NULL)
        compare_index(c, ROWAN_SUBJECT_UNIQUE, key, true, index);
    else
        rowan__differ(c, ROWAN_DIFFERENCE_MISSING, ROWAN_SUBJECT_UNIQUE,
                      key->name, NULL, NULL);
}

static void
compare_own_index(rowan__compare *c, const rowan__key *key)
{
    const rowan_index_info *index = find_index(c, key);

    if (index != NULL)
        compare_index(c, ROWAN_SUBJECT_INDEX, key, key->unique, index);
    else
        rowan__differ(c, ROWAN_DIFFERENCE_MISSING, ROWAN_SUBJECT_INDEX,
                      key->name, NULL, NULL);
}

static bool
has_key(const rowan__key *keys, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (rowan__same_text(keys[i].name, name))
            return true;
    return false;
}

static bool
model_has_key(const rowan__table *model, const char *name)
{
    name = rowan__table_name_told(model, name);
    return has_key(model->uniques, model->unique_count, name) ||
           has_key(model->indexes, model->index_count, name);
}

/* Without a name, the model must have one of these columns. */
static bool
model_has_unique(const rowan__compare *c, const rowan_key_info *found)
{
    if (found->name != NULL)
        return model_has_key(c->model, found->name);
    for (uint32_t i = 0; i < c->model->unique_count; i++)
        if (same_columns(c, &c->model->uniques[i], found))
            return true;
    return false;
}

static void
tell_extra_keys(rowan__compare *c)
{
    for (uint32_t i = 0; i < c->found->unique_count; i++)
        if (!model_has_unique(c, c->found->uniques[i]))
            rowan__differ(c, ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_UNIQUE,
                          c->found->uniques[i]->name, NULL, NULL);
    for (uint32_t i = 0; i < c->found->index_count; i++)
        if (c->found->indexes[i]->origin == ROWAN_INDEX_OWN &&
            !model_has_key(c->model, c->found->indexes[i]->name))
            rowan__differ(c, ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_INDEX,
                          c->found->indexes[i]->name, NULL, NULL);
}

/* --- checks --------------------------------------------------------------- */

static void
compare_check(rowan__compare *c, const rowan__check *check)
{
    const rowan_check_info *found = rowan_table_info_check(
        c->found, stored(c, check->name, check->is_given));

    if (found == NULL)
        rowan__differ(c,
                      rowan__kind_if_told(c, ROWAN_FEATURE_CHECK_REFLECTION,
                                          ROWAN_DIFFERENCE_MISSING),
                      ROWAN_SUBJECT_CHECK, check->name, check->sql, NULL);
    /* The labels of an enumeration are a part of its column's type. */
    else if (check->in_enum == NULL)
        rowan__differ_sql(c, ROWAN_SUBJECT_CHECK, check->name, check->sql,
                          found->sql);
}

static bool
model_has_check(const rowan__table *model, const char *name)
{
    name = rowan__table_name_told(model, name);
    for (uint32_t i = 0; i < model->check_count; i++)
        if (rowan__same_text(model->checks[i].name, name))
            return true;
    return false;
}

static void
compare_checks(rowan__compare *c)
{
    if (!rowan__target_has(c->target, ROWAN_FEATURE_CHECK_CONSTRAINTS))
        return;
    for (uint32_t i = 0; i < c->model->check_count; i++)
        if (rowan__ddl_has_check(c->target, &c->model->checks[i]))
            compare_check(c, &c->model->checks[i]);
    for (uint32_t i = 0; i < c->found->check_count; i++)
        if (!model_has_check(c->model, c->found->checks[i]->name))
            rowan__differ(c, ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_CHECK,
                          c->found->checks[i]->name, NULL,
                          c->found->checks[i]->sql);
}

void
rowan__compare_keys(rowan__compare *c)
{
    compare_primary_key(c);
    for (uint32_t i = 0; i < c->model->unique_count; i++)
        compare_unique(c, &c->model->uniques[i]);
    for (uint32_t i = 0; i < c->model->index_count; i++)
        compare_own_index(c, &c->model->indexes[i]);
    tell_extra_keys(c);
    compare_checks(c);
}

/* --- foreign keys --------------------------------------------------------- */

/* Some databases have one action by two names. */
static uint32_t
action_of(const rowan__compare *c, uint32_t action)
{
    if (action == ROWAN_RESTRICT &&
        !rowan_capabilities_have(c->target->caps,
                                 ROWAN_FEATURE_ACTION_RESTRICT))
        return ROWAN_NO_ACTION;
    return action;
}

static void
add_action(const rowan__compare *c, rowan_buffer *out, const char *event,
           uint32_t action)
{
    static const char *const texts[] = {
        [ROWAN_NO_ACTION] = NULL,
        [ROWAN_RESTRICT] = "RESTRICT",
        [ROWAN_CASCADE] = "CASCADE",
        [ROWAN_SET_NULL] = "SET NULL",
        [ROWAN_SET_DEFAULT] = "SET DEFAULT",
    };

    action = action_of(c, action);
    if (action < sizeof texts / sizeof *texts && texts[action] != NULL)
        rowan__buffer_printf(out, "%s%s", event, texts[action]);
}

static void
write_model_key(const rowan__compare *c, const rowan__foreign_key *key,
                rowan_buffer *out)
{
    const char *schema = key->target->schema != NULL
                             ? key->target->schema
                             : c->inspection->default_schema;

    write_model_columns(c, key->columns, key->column_count, out);
    rowan__buffer_printf(out, " to %s.%s (", schema, key->target->table);
    for (uint32_t i = 0; i < key->column_count; i++)
        rowan__buffer_printf(out, "%s%s", i == 0 ? "" : ", ",
                             key->target_columns[i]);
    rowan__buffer_text(out, ")");
    add_action(c, out, " ON DELETE ", key->on_delete);
    add_action(c, out, " ON UPDATE ", key->on_update);
    if (key->deferred)
        rowan__buffer_text(out, " INITIALLY DEFERRED");
}

static void
write_found_key(const rowan__compare *c, const rowan_foreign_key_info *key,
                rowan_buffer *out)
{
    write_names(key->columns, key->column_count, out);
    rowan__buffer_printf(out, " to %s.%s (", key->target_schema,
                         key->target_table);
    for (uint32_t i = 0; i < key->column_count; i++)
        rowan__buffer_printf(out, "%s%s", i == 0 ? "" : ", ",
                             key->target_columns[i]);
    rowan__buffer_text(out, ")");
    add_action(c, out, " ON DELETE ", key->on_delete);
    add_action(c, out, " ON UPDATE ", key->on_update);
    if (key->is_initially_deferred)
        rowan__buffer_text(out, " INITIALLY DEFERRED");
    else if (key->is_deferrable)
        rowan__buffer_text(out, " DEFERRABLE");
}

static void
compare_foreign_key(rowan__compare *c, const rowan__foreign_key *key)
{
    const rowan_foreign_key_info *found = rowan_table_info_foreign_key(
        c->found, stored(c, key->name, key->is_given));
    rowan_buffer model, database;

    if (found == NULL) {
        rowan__differ(c, ROWAN_DIFFERENCE_MISSING, ROWAN_SUBJECT_FOREIGN_KEY,
                      key->name, NULL, NULL);
        return;
    }
    rowan__buffer_init(&model);
    rowan__buffer_init(&database);
    write_model_key(c, key, &model);
    write_found_key(c, found, &database);
    settle(c, ROWAN_SUBJECT_FOREIGN_KEY, key->name, &model, &database);
}

static bool
model_has_foreign_key(const rowan__table *model, const char *name)
{
    name = rowan__table_name_told(model, name);
    for (uint32_t i = 0; i < model->foreign_key_count; i++)
        if (rowan__same_text(model->foreign_keys[i].name, name))
            return true;
    return false;
}

void
rowan__compare_foreign_keys(rowan__compare *c)
{
    for (uint32_t i = 0; i < c->model->foreign_key_count; i++)
        compare_foreign_key(c, &c->model->foreign_keys[i]);
    for (uint32_t i = 0; i < c->found->foreign_key_count; i++)
        if (!model_has_foreign_key(c->model, c->found->foreign_keys[i]->name))
            rowan__differ(c, ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_FOREIGN_KEY,
                          c->found->foreign_keys[i]->name, NULL, NULL);
}
