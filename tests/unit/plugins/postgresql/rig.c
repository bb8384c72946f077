/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

rowan_plugin_entry postgresql_LTX_rowan_plugin_v1;

const rowan_driver *
rig_driver(void)
{
    return postgresql_LTX_rowan_plugin_v1(rowan__host())->driver;
}

/* --- the server ---------------------------------------------------------- */

static char stop_command[1000];

static void
stop_server(void)
{
    if (system(stop_command) != 0)
        fprintf(stderr, "the server did not stop\n");
}

static unsigned
start_server(void)
{
    const char *script = harness_source_path("support/server-postgresql.sh");
    char folder[] = "/tmp/rowan-rig.XXXXXX";
    char command[1000];
    unsigned port = 0;
    FILE *output;

    if (mkdtemp(folder) == NULL)
        return 0;
    snprintf(command, sizeof command, "sh '%s' start %s/server %ld", script,
             folder, (long)getpid());
    snprintf(stop_command, sizeof stop_command,
             "sh '%s' stop %s/server && rmdir %s", script, folder, folder);
    output = popen(command, "r");
    if (output == NULL ||
        fscanf(output, "postgresql://rowan@127.0.0.1:%u/", &port) != 1)
        port = 0;
    if (output != NULL)
        pclose(output);
    if (port != 0)
        atexit(stop_server);
    else
        rmdir(folder);
    return port;
}

uint16_t
rig_port(void)
{
    static unsigned port;
    static bool is_tried;

    if (!is_tried)
        port = start_server();
    is_tried = true;
    return (uint16_t)port;
}

/* --- connections --------------------------------------------------------- */

rowan_status
rig_connect(const char *host, uint16_t port, const char *user,
            const char *database, const char *const *options,
            rowan_driver_connection **ret_connection, rowan_error *err)
{
    static char keys[8][40];
    rowan_host_port server = {.host = host, .port = port};
    rowan_url_option given[8];
    rowan_url_parts url = {.dialect = "postgresql",
                           .user = user,
                           .hosts = &server,
                           .host_count = 1,
                           .database = database,
                           .options = given};
    rowan_connect_params params = {.size = sizeof params,
                                   .timeout_ms = 5000,
                                   .url = &url,
                                   .host = rowan__host()};

    for (; options && *options && url.option_count < 8; options++) {
        size_t size = strcspn(*options, "=");
        char *key = keys[url.option_count];

        snprintf(key, sizeof keys[0], "%.*s", (int)size, *options);
        if (!strcmp(key, "timeout_ms"))
            params.timeout_ms = (uint32_t)atoi(*options + size + 1);
        else
            given[url.option_count++] =
                (rowan_url_option){key, *options + size + 1};
    }
    return (rowan_status)rig_driver()->connect(&params, ret_connection, err);
}

rowan_driver_connection *
rig_open_with(const char *option)
{
    const char *const options[] = {option, NULL};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    if (rig_connect("127.0.0.1", rig_port(), "rowan", "postgres", options,
                    &connection, &err))
        FAIL("%s", err.message);
    REQUIRE(connection != NULL);
    return connection;
}

rowan_driver_connection *
rig_open(void)
{
    return rig_open_with(NULL);
}

void
rig_close(rowan_driver_connection *connection)
{
    rig_driver()->disconnect(connection);
}

/* --- statements ---------------------------------------------------------- */

rowan_status
rig_try_with(rowan_driver_connection *connection, const char *sql,
             const rowan_value *binds, uint32_t bind_count, rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[64];
    uint32_t kinds[64];
    rowan_value cells[64];
    rowan_driver_statement *statement;
    rowan_status status;

    for (uint32_t i = 0; i < bind_count; i++)
        kinds[i] = binds[i].kind;
    status = (rowan_status)driver->prepare(connection, sql, strlen(sql), kinds,
                                           bind_count, 0, &statement, err);
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

rowan_driver_statement *
rig_prepare(rowan_driver_connection *connection, const char *sql,
            const uint32_t *kinds, uint32_t kind_count)
{
    rowan_driver_statement *statement = NULL;
    rowan_error err = {0};

    if (rig_driver()->prepare(connection, sql, strlen(sql), kinds, kind_count,
                              1, &statement, &err))
        FAIL("%s: %s", sql, err.message);
    REQUIRE(statement != NULL);
    return statement;
}

const char *
rig_ask(rowan_driver_connection *connection, const char *sql)
{
    static char answer[1024];
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = rig_prepare(connection, sql, NULL, 0);
    uint32_t wanted[8] = {ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
    rowan_value cells[8] = {{0}};
    rowan_error err = {0};

    answer[0] = '\0';
    if (driver->execute(statement, NULL, 0, wanted,
                        driver->column_count(statement), &err) ||
        driver->step(statement, cells, &err) > ROWAN_DONE)
        FAIL("%s: %s", sql, err.message);
    else if (cells[0].kind == ROWAN_KIND_TEXT)
        snprintf(answer, sizeof answer, "%.*s", (int)cells[0].as.text.size,
                 cells[0].as.text.data);
    driver->finish(statement);
    return answer;
}

rowan_status
rig_begin(rowan_driver_connection *connection)
{
    rowan_begin_params params = {.size = sizeof params};

    return (rowan_status)rig_driver()->begin(connection, &params, NULL);
}

/* --- values -------------------------------------------------------------- */

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

bool
rig_value(uint32_t kind, const char *text, rowan_value *ret_value)
{
    *ret_value = (rowan_value){.kind = kind};
    switch (kind) {
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        ret_value->as.text = (rowan_view){text, strlen(text)};
        return true;
    case ROWAN_KIND_FLOAT:
        ret_value->as.real = (double)strtof(text, NULL);
        return true;
    case ROWAN_KIND_DOUBLE:
        ret_value->as.real = strtod(text, NULL);
        return true;
    case ROWAN_KIND_BOOL:
        ret_value->as.integer = *text == 't';
        return true;
    default:
        if (rowan__host()->value_parse(kind, text, strlen(text), ret_value))
            return false;
        ret_value->kind = kind;
        return true;
    }
}

bool
rig_same(const rowan_value *a, const rowan_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case ROWAN_KIND_NULL:
        return true;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return a->as.text.size == b->as.text.size &&
               (a->as.text.size == 0 || !memcmp(a->as.text.data,
                                                b->as.text.data,
                                                a->as.text.size));
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return !memcmp(&a->as.real, &b->as.real, sizeof a->as.real);
    case ROWAN_KIND_INTERVAL:
        return !memcmp(&a->as.interval, &b->as.interval,
                       sizeof a->as.interval);
    case ROWAN_KIND_UUID:
        return !memcmp(&a->as.uuid, &b->as.uuid, sizeof a->as.uuid);
    default:
        return a->as.integer == b->as.integer;
    }
}

int64_t
rig_now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
