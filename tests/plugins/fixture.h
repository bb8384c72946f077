/* SPDX-License-Identifier: MIT */
/*
 * A plugin that is in order, with tables that can be written. A bad one is
 *
 *     #define FIXTURE_NAME missing_prepare
 *     #include "fixture.h"
 *
 *     FIXTURE_ENTRY
 *     {
 *         fixture_driver.prepare = NULL;
 *         return &fixture_plugin;
 *     }
 */
#ifndef ROWAN_TESTS_FIXTURE_H
#define ROWAN_TESTS_FIXTURE_H

#include <rowan/plugin/catalog.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugin/driver.h>

#include <stddef.h>

#define FIXTURE_TEXT_(name_) #name_
#define FIXTURE_TEXT(name_) FIXTURE_TEXT_(name_)
#define FIXTURE_CALL(macro_, name_) macro_(name_)

/* The head of the entry point; the host is not used by most. */
#define FIXTURE_ENTRY                                                         \
    FIXTURE_CALL(ROWAN_PLUGIN_ENTRY, FIXTURE_NAME)

static int32_t
fixture_type_name(const rowan_host *host, rowan_buffer *out,
                  const rowan_type *type, rowan_error *err)
{
    (void)type;
    (void)err;
    host->buffer_text(out, "THING");
    return ROWAN_OK;
}

static const char *
fixture_client_version(void)
{
    return "9.8.7";
}

static int32_t
fixture_connect(const rowan_connect_params *params,
                rowan_driver_connection **ret_connection, rowan_error *err)
{
    (void)params;
    (void)ret_connection;
    (void)err;
    return ROWAN_UNSUPPORTED;
}

static void
fixture_disconnect(rowan_driver_connection *connection)
{
    (void)connection;
}

static int32_t
fixture_capabilities(rowan_driver_connection *connection,
                     rowan_capabilities *caps, rowan_error *err)
{
    (void)connection;
    (void)caps;
    (void)err;
    return ROWAN_UNSUPPORTED;
}

/* ping, commit, rollback, cancel */
static int32_t
fixture_simple(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    (void)err;
    return ROWAN_UNSUPPORTED;
}

static uint32_t
fixture_transaction_state(rowan_driver_connection *connection)
{
    (void)connection;
    return ROWAN_STATE_NONE;
}

static int32_t
fixture_begin(rowan_driver_connection *connection,
              const rowan_begin_params *params, rowan_error *err)
{
    (void)connection;
    (void)params;
    (void)err;
    return ROWAN_UNSUPPORTED;
}

static int32_t
fixture_prepare(rowan_driver_connection *connection, const char *sql,
                size_t sql_size, const uint32_t *bind_kinds,
                uint32_t bind_count, uint32_t is_cached,
                rowan_driver_statement **ret_statement, rowan_error *err)
{
    (void)connection;
    (void)sql;
    (void)sql_size;
    (void)bind_kinds;
    (void)bind_count;
    (void)is_cached;
    (void)ret_statement;
    (void)err;
    return ROWAN_UNSUPPORTED;
}

/* finish, statement_reset */
static void
fixture_end(rowan_driver_statement *statement)
{
    (void)statement;
}

static uint32_t
fixture_column_count(rowan_driver_statement *statement)
{
    (void)statement;
    return 0;
}

static const char *
fixture_column_name(rowan_driver_statement *statement, uint32_t column)
{
    (void)statement;
    (void)column;
    return "";
}

static int32_t
fixture_execute(rowan_driver_statement *statement, const rowan_value *binds,
                uint32_t bind_count, const uint32_t *wanted,
                uint32_t column_count, rowan_error *err)
{
    (void)statement;
    (void)binds;
    (void)bind_count;
    (void)wanted;
    (void)column_count;
    (void)err;
    return ROWAN_UNSUPPORTED;
}

static int32_t
fixture_step(rowan_driver_statement *statement, rowan_value *cells,
             rowan_error *err)
{
    (void)statement;
    (void)cells;
    (void)err;
    return ROWAN_UNSUPPORTED;
}

static int64_t
fixture_affected_rows(rowan_driver_statement *statement)
{
    (void)statement;
    return -1;
}

static rowan_capabilities fixture_offline = {
    .size = sizeof(rowan_capabilities),
    .max_identifier_bytes = 63,
    .server_name = "Fixture",
};

static rowan_dialect fixture_dialect = {
    .size = sizeof(rowan_dialect),
    .capabilities = &fixture_offline,
    .type_name = fixture_type_name,
};

static rowan_driver fixture_driver = {
    .size = sizeof(rowan_driver),
    .client_version = fixture_client_version,
    .connect = fixture_connect,
    .disconnect = fixture_disconnect,
    .capabilities = fixture_capabilities,
    .ping = fixture_simple,
    .transaction_state = fixture_transaction_state,
    .begin = fixture_begin,
    .commit = fixture_simple,
    .rollback = fixture_simple,
    .prepare = fixture_prepare,
    .finish = fixture_end,
    .column_count = fixture_column_count,
    .column_name = fixture_column_name,
    .execute = fixture_execute,
    .step = fixture_step,
    .statement_reset = fixture_end,
    .affected_rows = fixture_affected_rows,
    .cancel = fixture_simple,
};

static rowan_catalog fixture_catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1",
};

static rowan_plugin fixture_plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = FIXTURE_TEXT(FIXTURE_NAME),
    .version = "1.2",
    .description = "a fixture",
    .dialect = &fixture_dialect,
    .driver = &fixture_driver,
    .catalog = &fixture_catalog,
};

#endif
