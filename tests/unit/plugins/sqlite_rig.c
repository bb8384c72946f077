/* SPDX-License-Identifier: MIT */
#include "sqlite_rig.h"

#include <stdio.h>
#include <string.h>

rowan_plugin_entry sqlite_LTX_rowan_plugin_v1;

const rowan_plugin *
rig_plugin(void)
{
    return sqlite_LTX_rowan_plugin_v1(rowan__host());
}

const rowan_driver *
rig_driver(void)
{
    return rig_plugin()->driver;
}

rowan_status
rig_connect(const char *database, const char *const *options,
            rowan_driver_connection **ret_connection, rowan_error *err)
{
    static char keys[8][40];
    rowan_url_option given[8];
    rowan_url_parts url = {
        .dialect = "sqlite", .database = database, .options = given};
    rowan_connect_params params = {
        .size = sizeof params, .url = &url, .host = rowan__host()};

    for (; options && *options && url.option_count < 8; options++) {
        size_t size = strcspn(*options, "=");
        char *key = keys[url.option_count];

        snprintf(key, sizeof keys[0], "%.*s", (int)size, *options);
        given[url.option_count++] =
            (rowan_url_option){key, *options + size + 1};
    }
    return (rowan_status)rig_driver()->connect(&params, ret_connection, err);
}

rowan_driver_connection *
rig_open_with(const char *database, const char *option)
{
    const char *const options[] = {option, NULL};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    if (rig_connect(database, options, &connection, &err))
        FAIL("%s", err.message);
    REQUIRE(connection != NULL);
    return connection;
}

rowan_driver_connection *
rig_open(const char *database)
{
    return rig_open_with(database, NULL);
}

void
rig_close(rowan_driver_connection *connection)
{
    rig_driver()->disconnect(connection);
}

rowan_status
rig_try_with(rowan_driver_connection *connection, const char *sql,
             const rowan_value *binds, uint32_t bind_count, rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[64];
    rowan_value cells[64];
    rowan_driver_statement *statement;
    rowan_status status;

    status = (rowan_status)driver->prepare(connection, sql, strlen(sql), NULL,
                                           0, 0, &statement, err);
    if (status)
        return status;
    status =
        (rowan_status)driver->execute(statement, binds, bind_count, wanted,
                                      driver->column_count(statement), err);
    while (!status)
        status = (rowan_status)driver->step(statement, cells, err);
    driver->finish(statement);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

rowan_status
rig_try(rowan_driver_connection *connection, const char *sql, rowan_error *err)
{
    return rig_try_with(connection, sql, NULL, 0, err);
}

void
rig_run(rowan_driver_connection *connection, const char *sql)
{
    rowan_error err = {0};

    if (rig_try(connection, sql, &err))
        FAIL("%s: %s", sql, err.message);
}

const char *
rig_ask(rowan_driver_connection *connection, const char *sql)
{
    static char answer[1024];
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = rig_prepare(connection, sql);
    uint32_t wanted[8] = {ROWAN_KIND_NULL};
    rowan_value cells[8] = {{0}};
    rowan_error err = {0};

    answer[0] = '\0';
    if (driver->execute(statement, NULL, 0, wanted,
                        driver->column_count(statement), &err) ||
        driver->step(statement, cells, &err) > ROWAN_DONE)
        FAIL("%s: %s", sql, err.message);
    else if (cells[0].kind == ROWAN_KIND_INT64)
        snprintf(answer, sizeof answer, "%lld", (long long)cells[0].as.integer);
    else if (cells[0].kind == ROWAN_KIND_DOUBLE)
        snprintf(answer, sizeof answer, "%.17g", cells[0].as.real);
    else if (cells[0].kind != ROWAN_KIND_NULL)
        snprintf(answer, sizeof answer, "%.*s", (int)cells[0].as.text.size,
                 cells[0].as.text.data);
    driver->finish(statement);
    return answer;
}

int64_t
rig_count(rowan_driver_connection *connection, const char *sql)
{
    long long number = -1;

    if (sscanf(rig_ask(connection, sql), "%lld", &number) != 1)
        FAIL("%s gave no number", sql);
    return number;
}

rowan_driver_statement *
rig_prepare(rowan_driver_connection *connection, const char *sql)
{
    rowan_driver_statement *statement = NULL;
    rowan_error err = {0};

    if (rig_driver()->prepare(connection, sql, strlen(sql), NULL, 0, 1,
                              &statement, &err))
        FAIL("%s: %s", sql, err.message);
    REQUIRE(statement != NULL);
    return statement;
}

rowan_value
rig_int(int64_t integer)
{
    rowan_value value = {.kind = ROWAN_KIND_INT64};

    value.as.integer = integer;
    return value;
}

rowan_value
rig_text(const char *text)
{
    rowan_value value = {.kind = ROWAN_KIND_TEXT};

    value.as.text = (rowan_view){text, strlen(text)};
    return value;
}

rowan_buffer *
rig_buffer(void)
{
    static rowan_buffer buffer;

    rowan__buffer_done(&buffer);
    rowan__buffer_init(&buffer);
    return &buffer;
}

const char *
rig_buffer_text(rowan_buffer *buffer)
{
    static char text[1024];

    snprintf(text, sizeof text, "%s", rowan__buffer_get(buffer));
    rowan__buffer_done(buffer);
    return text;
}
