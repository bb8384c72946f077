/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TARGET (&rig_target_tested)

/* --- the server ---------------------------------------------------------- */

enum { MOST_SERVERS = 3 };

static char folders[MOST_SERVERS][512];
static int server_count;

static FILE *
run_script(const char *environment, const char *verb, const char *folder,
           const char *words)
{
    char script[80];
    char command[1600];

    snprintf(script, sizeof script, "support/server-%s.sh", TARGET->server);
    snprintf(command, sizeof command, "%s sh '%s' %s '%s' %ld %s", environment,
             harness_source_path(script), verb, folder, (long)getpid(), words);
    return popen(command, "r");
}

static void
stop_servers(void)
{
    while (server_count > 0) {
        const char *folder = folders[--server_count];
        FILE *output = run_script("", "stop", folder, "");

        if (!output || pclose(output))
            fprintf(stderr, "the server in %s did not stop\n", folder);
    }
}

uint16_t
rig_server(const char *name, const char *environment, const char *words)
{
    char *folder = folders[server_count];
    unsigned port = 0;
    FILE *output;
    int status;

    REQUIRE(server_count < MOST_SERVERS);
    snprintf(folder, sizeof folders[0], "%s", harness_temp_path(name));
    output = run_script(environment, "start", folder, words);
    REQUIRE(output != NULL);
    if (fscanf(output, "%*[^@]@127.0.0.1:%u", &port) != 1)
        port = 0;
    while (fgetc(output) != EOF)
        continue;
    status = pclose(output);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        return 0;
    CHECK_INT(status, 0);
    CHECK(port != 0);
    if (server_count++ == 0)
        atexit(stop_servers);
    return (uint16_t)port;
}

uint16_t
rig_port(void)
{
    static bool is_tried;
    static uint16_t port;

    if (!is_tried && TARGET->server)
        port = rig_server("server", "", "");
    is_tried = true;
    return port;
}

bool
rig_has_server(void)
{
    return rig_port() != 0;
}

const char *
rig_folder(void)
{
    return folders[0];
}

/* --- connections --------------------------------------------------------- */

static void
make_ready(void)
{
    const rowan_plugin *plugin = TARGET->entry(rowan__host());
    rowan_error err = {0};

    if (plugin->initialize)
        CHECK_INT(plugin->initialize(rowan__host(), &err), ROWAN_OK);
}

const rowan_plugin *
rig_plugin(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_ready);
    return TARGET->entry(rowan__host());
}

const rowan_driver *
rig_driver(void)
{
    return rig_plugin()->driver;
}

static const char *
either(const char *given, const char *usual)
{
    return given ? given : usual;
}

rowan_status
rig_connect(const rig_way *way, rowan_driver_connection **ret_connection,
            rowan_error *err)
{
    enum { MOST = sizeof way->options / sizeof *way->options };
    const rig_way *usual = &TARGET->usual;
    char keys[MOST][40];
    rowan_url_option given[MOST];
    const rowan_host_port host = {either(way->host, usual->host),
                                  way->port         ? way->port
                                  : TARGET->server ? rig_port()
                                                    : 0};
    rowan_url_parts url = {
        .dialect = TARGET->dialect,
        .user = either(way->user, usual->user),
        .password = either(way->password, usual->password),
        .hosts = host.host ? &host : NULL,
        .host_count = host.host ? 1 : 0,
        .database = either(way->database, usual->database),
        .options = given,
    };
    rowan_connect_params params = {
        .size = sizeof params,
        .url = &url,
        .timeout_ms = way->timeout_ms ? way->timeout_ms : usual->timeout_ms,
        .host = rowan__host()};

    for (int i = 0; i < MOST && way->options[i]; i++) {
        size_t size = strcspn(way->options[i], "=");

        snprintf(keys[i], sizeof keys[0], "%.*s", (int)size, way->options[i]);
        given[url.option_count++] =
            (rowan_url_option){keys[i], way->options[i] + size + 1};
    }
    return (rowan_status)rig_driver()->connect(&params, ret_connection, err);
}

rowan_driver_connection *
rig_open_way(const rig_way *way)
{
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    if (rig_connect(way, &connection, &err))
        FAIL("%s", err.message);
    REQUIRE(connection != NULL);
    return connection;
}

/* Through the socket, where the script puts one beside its files. */
rowan_driver_connection *
rig_root(void)
{
    rig_way way = TARGET->root;
    char path[600];

    snprintf(path, sizeof path, "%s/socket", rig_folder());
    if (!access(path, F_OK))
        way.host = path;
    return rig_open_way(&way);
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
    uint32_t column_count;
    rowan_status status;

    for (uint32_t i = 0; i < bind_count; i++)
        kinds[i] = binds[i].kind;
    status = (rowan_status)driver->prepare(connection, sql, strlen(sql), kinds,
                                           bind_count, 0, &statement, err);
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
    const uint32_t wanted[8] = {TARGET->answer_kind, TARGET->answer_kind};
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
        harness_write_real(answer, sizeof answer, cells[0].as.real);
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

    snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS %s", name);
    rig_run(connection, sql);
    snprintf(sql, sizeof sql, "CREATE TABLE %s (%s)%s", name, columns,
             either(TARGET->table_options, ""));
    rig_run(connection, sql);
}

rowan_driver_statement *
rig_prepare_kinds(rowan_driver_connection *connection, const char *sql,
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

rowan_driver_statement *
rig_prepare(rowan_driver_connection *connection, const char *sql)
{
    return rig_prepare_kinds(connection, sql, NULL, 0);
}

void
rig_begin(rowan_driver_connection *connection)
{
    const rowan_begin_params params = {.size = sizeof params};
    rowan_error err = {0};

    RIG_OK(rig_driver()->begin(connection, &params, &err), err);
}
