/* SPDX-License-Identifier: MIT */
/* Tables to look at, and ways of looking. */
#include "reflection.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct rf_user {
    int64_t user_id;
    char test1[6];
    double test2;
    rowan_nullable_int64 parent_user_id;
} rf_user;
typedef struct rf_email {
    int32_t address_id;
    rowan_nullable_int64 remote_user_id;
    const char *email_address;
} rf_email;
typedef struct rf_dingaling {
    int32_t dingaling_id;
    rowan_nullable_int32 address_id;
    rowan_nullable_int64 id_user;
    const char *data;
} rf_dingaling;

/* The three models, in a schema. */
#define TABLES(user_, email_, dingaling_, MODEL_)                            \
    MODEL_(user_, "conformance_users",                                       \
        ROWAN_PRIMARY_KEY(user_id, .not_generated = true),                   \
        ROWAN_COLUMN(test1), ROWAN_COLUMN(test2),                            \
        ROWAN_COLUMN(parent_user_id),                                        \
        ROWAN_FOREIGN_KEY(parent_user_id, user_, user_id,                    \
                          .constraint = "user_id_fk"))                       \
    MODEL_(email_, "conformance_emails",                                     \
        ROWAN_PRIMARY_KEY(address_id, .not_generated = true,                 \
                          .constraint = "email_ad_pk"),                      \
        ROWAN_COLUMN(remote_user_id),                                        \
        ROWAN_COLUMN(email_address, .length = 20),                           \
        ROWAN_FOREIGN_KEY(remote_user_id, user_, user_id,                    \
                          .constraint = "email_user_fk"),                    \
        ROWAN_INDEX_WITH((email_address), .constraint = "ix_emails_address")) \
    MODEL_(dingaling_, "conformance_dingalings",                             \
        ROWAN_PRIMARY_KEY(dingaling_id, .not_generated = true),              \
        ROWAN_COLUMN(address_id), ROWAN_COLUMN(id_user),                     \
        ROWAN_COLUMN(data, .length = 30),                                    \
        ROWAN_UNIQUE_WITH((address_id, dingaling_id),                        \
                          .constraint = "dingaling_address_uq"),             \
        ROWAN_FOREIGN_KEY(address_id, email_, address_id,                    \
                          .constraint = "zz_email_add_id_fg"),               \
        ROWAN_FOREIGN_KEY(id_user, user_, user_id,                           \
                          .constraint = "fk_dingaling_user"),                \
        ROWAN_CHECK("ck_dingalings", "id_user > 0"))

TABLES(rf_user, rf_email, rf_dingaling, ROWAN_MODEL)

typedef rf_user rf_user_there;
typedef rf_email rf_email_there;
typedef rf_dingaling rf_dingaling_there;
#define MODEL_THERE(T_, table_, ...)                                         \
    ROWAN_MODEL_IN(T_, TRIAL_SCHEMA, table_, __VA_ARGS__)
TABLES(rf_user_there, rf_email_there, rf_dingaling_there, MODEL_THERE)

void
reflection_create(trial *t)
{
    trial_create(t, ROWAN_MODELS(rf_user, rf_email, rf_dingaling));
}

void
reflection_create_in_schema(trial *t)
{
    reflection_create(t);
    trial_create_schema(t);
    trial_create(t, ROWAN_MODELS(rf_user_there, rf_email_there,
                                 rf_dingaling_there));
}

void
reflection_create_views(trial *t, const char *schema)
{
    static const char *const names[] = {"conformance_users",
                                        "conformance_emails"};
    static const char *const columns[] = {"user_id, test1",
                                          "address_id, email_address"};

    for (int i = 0; i < 2; i++) {
        const char *name = reflection_name(t, schema, names[i]);

        trial_drop(t, trial_format(t, "DROP VIEW %s_v", name));
        trial_run(t, trial_format(t, "CREATE VIEW %s_v AS SELECT %s FROM %s",
                                  name, columns[i], name));
    }
}

void
reflection_in_each_schema(trial *t,
                          void (*look)(trial *t, const char *schema))
{
    bool has_schemas = trial_has(t, "schemas") &&
                       trial_has(t, "schema_create_delete");

    if (has_schemas)
        reflection_create_in_schema(t);
    else
        reflection_create(t);
    look(t, NULL);
    if (has_schemas)
        look(t, TRIAL_SCHEMA);
}

const char *
reflection_name(trial *t, const char *schema, const char *name)
{
    return schema != NULL ? trial_format(t, "%s.%s", schema, name) : name;
}

const char *
reflection_told(trial *t, const char *schema)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    if (schema != NULL)
        return schema;
    options.parts = ROWAN_INSPECT_TABLES;
    return trial_inspect(t, NULL, &options)->default_schema;
}

/* --- as texts ------------------------------------------------------------- */

const char *
reflection_join(trial *t, const char *const *names, uint32_t count)
{
    const char *joined = "";

    for (uint32_t i = 0; i < count; i++)
        joined = trial_format(t, "%s%s%s", joined, i > 0 ? ", " : "",
                              names[i] != NULL ? names[i] : "?");
    return joined;
}

const char *
reflection_columns(trial *t, const rowan_table_info *table)
{
    const char *joined = "";

    for (uint32_t i = 0; i < table->column_count; i++)
        joined = trial_format(t, "%s%s%s", joined, i > 0 ? ", " : "",
                              table->columns[i]->name);
    return joined;
}

const char *
reflection_parts(trial *t, const rowan_index_info *index)
{
    const char *joined = "";

    for (uint32_t i = 0; i < index->part_count; i++)
        joined = trial_format(t, "%s%s%s", joined, i > 0 ? ", " : "",
                              index->parts[i]->column != NULL
                                  ? index->parts[i]->column
                                  : "()");
    return joined;
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *
reflection_tables(trial *t, const rowan_inspection *inspection, uint32_t kinds)
{
    const char **names =
        trial_alloc(t, (inspection->table_count + 1) * sizeof(*names));
    uint32_t count = 0;

    for (uint32_t i = 0; i < inspection->table_count; i++) {
        const rowan_table_info *table = inspection->tables[i];

        if ((table->kind & kinds) != 0 &&
            strncmp(table->name, "conformance_", 12) == 0)
            names[count++] = table->name + 12;
    }
    qsort(names, count, sizeof(*names), compare_names);
    return reflection_join(t, names, count);
}

const char *
reflection_squeeze(trial *t, const char *sql)
{
    char *squeezed = trial_alloc(t, strlen(sql != NULL ? sql : "") + 1);
    char *end = squeezed;

    for (const char *at = sql != NULL ? sql : ""; *at != '\0'; at++)
        if (strchr(" \t\n\"`()[]", *at) == NULL)
            *end++ = (char)tolower((unsigned char)*at);
    *end = '\0';
    return squeezed;
}

const char *
reflection_quoted(trial *t, const rowan_model *model)
{
    const char *sql = trial_ddl(t, model);
    const char *name = strstr(sql, "TABLE ") + 6;

    return trial_format(t, "%.*s", (int)(strstr(name, " (\n") - name), name);
}

/* --- by columns ----------------------------------------------------------- */

const rowan_foreign_key_info *
reflection_foreign_key(trial *t, const rowan_table_info *table,
                       const char *columns)
{
    for (uint32_t i = 0; i < table->foreign_key_count; i++) {
        const rowan_foreign_key_info *key = table->foreign_keys[i];

        if (strcmp(reflection_join(t, key->columns, key->column_count),
                   columns) == 0)
            return key;
    }
    FAIL("%s has no foreign key (%s)", table->name, columns);
    return NULL;
}

const rowan_key_info *
reflection_unique(trial *t, const rowan_table_info *table, const char *columns)
{
    for (uint32_t i = 0; i < table->unique_count; i++) {
        const rowan_key_info *key = table->uniques[i];

        if (strcmp(reflection_join(t, key->columns, key->column_count),
                   columns) == 0)
            return key;
    }
    FAIL("%s has no unique constraint (%s)", table->name, columns);
    return NULL;
}

const rowan_index_info *
reflection_index(trial *t, const rowan_table_info *table, const char *columns)
{
    for (uint32_t i = 0; i < table->index_count; i++)
        if (table->indexes[i]->origin == ROWAN_INDEX_OWN &&
            strcmp(reflection_parts(t, table->indexes[i]), columns) == 0)
            return table->indexes[i];
    FAIL("%s has no index of its own (%s)", table->name, columns);
    return NULL;
}
