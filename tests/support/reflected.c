/* SPDX-License-Identifier: MIT */
#include "reflected.h"

#include "described.h"
#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
count_question(void *context, const rowan_statement_event *event)
{
    reflected *r = context;

    r->question_count += strchr(event->sql, ' ') != NULL;
}

void
reflected_open(reflected *r, const char *url)
{
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};

    *r = (reflected){0};
    events.context = r;
    events.statement_before = count_question;
    options.events = &events;
    r->engine = rowan_engine_open_with(url, &options, &err);
    if (r->engine == NULL ||
        rowan_connection_acquire(r->engine, 60000, &r->conn, &err) != ROWAN_OK)
        FAIL("%s", err.message);
    REQUIRE(r->conn != NULL);
}

void
reflected_close(reflected *r)
{
    rowan_inspection_free(r->found);
    rowan_connection_release(r->conn);
    rowan_engine_close(r->engine);
}

void
reflected_run(reflected *r, const char *format, ...)
{
    static char sql[65536];
    rowan_result *result = NULL;
    rowan_error err = {0};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sql, sizeof sql, format, arguments);
    va_end(arguments);
    if (rowan_connection_query(r->conn, sql, NULL, &result, &err) != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    REQUIRE(err.status == ROWAN_OK);
    rowan_result_free(result);
}

void
reflected_look(reflected *r, const rowan_inspect_options *options)
{
    rowan_error err = {0};

    rowan_inspection_free(r->found);
    r->found = NULL;
    r->question_count = 0;
    if (rowan_connection_inspect(r->conn, options, &r->found, &err) != ROWAN_OK)
        FAIL("%s (%s)", err.message, err.sql);
    REQUIRE(r->found != NULL);
}

static const char *
describe_enum(const rowan_inspection *found, const char *schema,
              const char *name)
{
    if (schema == NULL)
        schema = found->default_schema;
    for (uint32_t i = 0; i < found->enum_count; i++)
        if (strcmp(found->enums[i]->schema, schema) == 0 &&
            strcmp(found->enums[i]->name, name) == 0)
            return described_enum(found->enums[i]);
    return described_enum(NULL);
}

static const char *
describe_primary_key(const rowan_table_info *table, const char *name)
{
    const rowan_key_info *key = table != NULL ? table->primary_key : NULL;

    if (key != NULL)
        CHECK_STR(key->name, name);
    return described_key(key);
}

static const char *
describe(const rowan_inspection *found, const reflected_fact *fact)
{
    const rowan_table_info *table = NULL;
    const char *name = fact->name;

    if (fact->table != NULL)
        table = rowan_inspection_table(found, fact->schema, fact->table);
    switch (fact->kind) {
    case REFLECTED_COLUMN:
        return described_column(rowan_table_info_column(table, name));
    case REFLECTED_PRIMARY_KEY:
        return describe_primary_key(table, name);
    case REFLECTED_UNIQUE:
        return described_key(rowan_table_info_unique(table, name));
    case REFLECTED_FOREIGN_KEY:
        return described_foreign_key(rowan_table_info_foreign_key(table, name));
    case REFLECTED_CHECK:
        return described_check(rowan_table_info_check(table, name));
    case REFLECTED_INDEX:
        return described_index(rowan_table_info_index(table, name));
    case REFLECTED_SEQUENCE:
        return described_sequence(
            rowan_inspection_sequence(found, fact->schema, name));
    case REFLECTED_ENUM:
        return describe_enum(found, fact->schema, name);
    default:
        return described_table(table);
    }
}

void
reflected_check(const reflected *r, const reflected_fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *expected =
            facts[i].expected != NULL ? facts[i].expected : "(none)";
        const char *actual = describe(r->found, &facts[i]);

        if (!CHECK_STR(actual, expected))
            FAIL("that is %s %s", facts[i].table ? facts[i].table : "-",
                 facts[i].name ? facts[i].name : "-");
    }
}
