/* SPDX-License-Identifier: MIT */
#include "rig.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

rowan_plugin_entry mysql_LTX_rowan_plugin_v1;

/* --- the server ---------------------------------------------------------- */

typedef enum server_state { UNKNOWN, RUNNING, ABSENT } server_state;

static server_state state;
static char folder[512];
static char socket_path[600];
static unsigned port;

static int
run_script(const char *verb)
{
    char command[1600];
    int status;

    snprintf(command, sizeof command, "sh '%s' %s '%s' %ld >/dev/null",
             harness_source_path("support/server-mariadb.sh"), verb, folder,
             (long)getpid());
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
stop_server(void)
{
    (void)run_script("stop");
}

static void
read_port(void)
{
    char path[600];
    FILE *file;

    snprintf(path, sizeof path, "%s/port", folder);
    file = fopen(path, "r");
    REQUIRE(file != NULL);
    CHECK_INT(fscanf(file, "%u", &port), 1);
    fclose(file);
    snprintf(socket_path, sizeof socket_path, "%s/socket", folder);
}

bool
rig_has_server(void)
{
    const char *given = getenv("ROWAN_TEST_MARIADB");
    int status = 0;

    if (state != UNKNOWN)
        return state == RUNNING;
    snprintf(folder, sizeof folder, "%s",
             given ? given : harness_temp_path("mariadb"));
    if (!given)
        status = run_script("start");
    state = status == 77 ? ABSENT : RUNNING;
    if (state == ABSENT)
        return false;
    CHECK_INT(status, 0);
    if (!given)
        atexit(stop_server);
    read_port();
    return true;
}

uint16_t
rig_port(void)
{
    return (uint16_t)port;
}

const char *
rig_socket(void)
{
    return socket_path;
}

/* --- connections --------------------------------------------------------- */

static void
make_ready(void)
{
    rowan_error err = {0};

    CHECK_INT(mysql_LTX_rowan_plugin_v1(rowan__host())
                  ->initialize(rowan__host(), &err),
              ROWAN_OK);
}

const rowan_plugin *
rig_plugin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_ready);
    return mysql_LTX_rowan_plugin_v1(rowan__host());
}

const rowan_driver *
rig_driver(void)
{
    return rig_plugin()->driver;
}

rowan_status
rig_connect(const rig_way *way, rowan_driver_connection **ret_connection,
            rowan_error *err)
{
    static char keys[4][40];
    rowan_url_option given[4];
    const rowan_host_port host = {way->host ? way->host : "127.0.0.1",
                                  way->port ? way->port : rig_port()};
    rowan_url_parts url = {
        .dialect = "mysql",
        .user = way->user ? way->user : "rowan",
        .password = way->password,
        .hosts = &host,
        .host_count = 1,
        .database = way->database ? way->database : "rowan",
        .options = given,
    };
    rowan_connect_params params = {.size = sizeof params,
                                   .url = &url,
                                   .timeout_ms = way->timeout_ms,
                                   .host = rowan__host()};

    for (int i = 0; i < 4 && way->options[i]; i++) {
        size_t size = strcspn(way->options[i], "=");

        snprintf(keys[i], sizeof keys[0], "%.*s", (int)size, way->options[i]);
        given[url.option_count++] =
            (rowan_url_option){keys[i], way->options[i] + size + 1};
    }
    return (rowan_status)rig_driver()->connect(&params, ret_connection, err);
}

static rowan_driver_connection *
open_way(const rig_way *way)
{
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    if (rig_connect(way, &connection, &err))
        FAIL("%s", err.message);
    REQUIRE(connection != NULL);
    return connection;
}

rowan_driver_connection *
rig_open(void)
{
    const rig_way way = {0};

    return open_way(&way);
}

rowan_driver_connection *
rig_root(void)
{
    const rig_way way = {.user = "root", .host = rig_socket()};

    return open_way(&way);
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
    rowan_value cells[64];
    rowan_driver_statement *statement;
    uint32_t column_count;
    rowan_status status;

    status = (rowan_status)driver->prepare(connection, sql, strlen(sql), NULL,
                                           0, 0, &statement, err);
    if (status)
        return status;
    column_count = driver->column_count(statement);
    status = (rowan_status)driver->execute(statement, binds, bind_count,
                                           wanted, column_count, err);
    while (!status && column_count)
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

void
rig_table(rowan_driver_connection *connection, const char *name,
          const char *columns)
{
    char sql[1024];

    snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS `%s`", name);
    rig_run(connection, sql);
    snprintf(sql, sizeof sql, "CREATE TABLE `%s` (%s) ENGINE=InnoDB "
             "CHARACTER SET utf8mb4", name, columns);
    rig_run(connection, sql);
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

void
rig_begin(rowan_driver_connection *connection)
{
    const rowan_begin_params params = {.size = sizeof params};
    rowan_error err = {0};

    if (rig_driver()->begin(connection, &params, &err))
        FAIL("begin: %s", err.message);
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

rowan_value
rig_decimal(const char *text)
{
    rowan_value value = rig_text(text);

    value.kind = ROWAN_KIND_DECIMAL;
    return value;
}

int64_t
rig_now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
