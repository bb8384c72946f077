/* SPDX-License-Identifier: MIT */
/* A server with a certificate for 127.0.0.1, made by an authority of ours. */
#include "plugins/rig.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAKE_CERTIFICATES \
    "set -e; cd '%s'; exec >/dev/null 2>&1\n" \
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key " \
    "-out ca.pem -subj '/CN=authority'\n" \
    "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout other.key " \
    "-out other.pem -subj '/CN=another'\n" \
    "openssl req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem " \
    "-subj '/CN=127.0.0.1'\n" \
    "echo 'subjectAltName=IP:127.0.0.1' >extensions\n" \
    "openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key " \
    "-CAcreateserial -days 2 -out cert.pem -extfile extensions\n"

static uint16_t tls_port;

static bool run(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static bool
run(const char *format, ...)
{
    char command[4096];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    return system(command) == 0;
}

/* Starts the server; false if this machine cannot. */
static bool
start(const char *folder)
{
    const char *script = harness_source_path("support/server-mariadb.sh");
    char path[600];
    unsigned port = 0;
    FILE *file;

    if (!rig_has_server() || !run("command -v openssl >/dev/null") ||
        !run("mkdir -p '%s'", folder) ||
        !run(MAKE_CERTIFICATES, folder))
        return false;
    snprintf(path, sizeof path,
             "--ssl-ca=%s/ca.pem --ssl-cert=%s/cert.pem --ssl-key=%s/key.pem",
             folder, folder, folder);
    setenv("MARIADB_ARGUMENTS", path, 1);
    CHECK(run("sh '%s' start '%s/server' >/dev/null", script, folder));
    unsetenv("MARIADB_ARGUMENTS");
    snprintf(path, sizeof path, "%s/server/port", folder);
    file = fopen(path, "r");
    REQUIRE(file != NULL);
    CHECK_INT(fscanf(file, "%u", &port), 1);
    fclose(file);
    tls_port = (uint16_t)port;
    return true;
}

typedef struct tls_case {
    const char *host;
    const char *tls;
    const char *authority; /* a file in the folder, or NULL */
    rowan_status status;
    bool is_encrypted;
} tls_case;

static const tls_case cases[] = {
    {"127.0.0.1", "tls=verify", "ca.pem", ROWAN_OK, true},
    {"127.0.0.1", "tls=verify", "other.pem", ROWAN_CONNECT_FAILED, false},
    {"127.0.0.1", "tls=verify", NULL, ROWAN_CONNECT_FAILED, false},
    {"127.0.0.1", "tls=verify", "missing.pem", ROWAN_CONNECT_FAILED, false},
    {"localhost", "tls=verify", "ca.pem", ROWAN_CONNECT_FAILED, false},
    {"127.0.0.1", "tls=insecure", NULL, ROWAN_OK, true},
    {"127.0.0.1", "tls=off", NULL, ROWAN_OK, false},
    {"127.0.0.1", "tls=auto", NULL, ROWAN_OK, false},
};

static void
check_case(const char *folder, const tls_case *c)
{
    char authority[600];
    rig_way way = {.host = c->host, .port = tls_port, .options = {c->tls}};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};
    rowan_status status;

    snprintf(authority, sizeof authority, "tls_ca=%s/%s", folder,
             c->authority ? c->authority : "");
    way.options[1] = c->authority ? authority : NULL;
    status = rig_connect(&way, &connection, &err);
    if (status != c->status)
        FAIL("%s %s %s: %s: %s", c->host, c->tls, authority,
             rowan_status_name(status), err.message);
    if (!connection)
        return;
    CHECK_INT(*rig_ask(connection, "SELECT variable_value FROM "
                                   "information_schema.SESSION_STATUS WHERE "
                                   "variable_name = 'Ssl_version'") != '\0',
              c->is_encrypted);
    /* The second connection that a deadline makes is as safe. */
    rig_driver()->set_deadline(connection, rig_now_us() + 50000);
    CHECK_INT(rig_try(connection, "SELECT sleep(5)", NULL), ROWAN_TIMEOUT);
    rig_driver()->set_deadline(connection, 0);
    rig_close(connection);
}

static void
test_tls__trusts_only_whom_it_is_told_to(void)
{
    const char *folder = harness_temp_path("tls");

    if (!start(folder))
        HARNESS_SKIP("a mariadb server and openssl");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(folder, &cases[i]);
    run("sh '%s' stop '%s/server'",
        harness_source_path("support/server-mariadb.sh"), folder);
}

HARNESS_SUITE(mysql_tls,
    HARNESS_TEST(test_tls__trusts_only_whom_it_is_told_to))
