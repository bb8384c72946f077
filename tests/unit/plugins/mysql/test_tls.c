/* SPDX-License-Identifier: MIT */
/* Whom TLS trusts: a server shows one certificate after the other, made by an
 * authority of ours. See tests/support/certificates.sh. */
#include "plugins/rig.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static uint16_t tls_port;
static const char *folder;
static char socket_path[600];

static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int
run(const char *format, ...)
{
    char command[4096];
    va_list arguments;
    int status;

    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A server beside that of the other tests, which has no TLS; false if this
 * machine cannot. */
static bool
start(void)
{
    static bool is_tried;
    char environment[2000];

    if (is_tried)
        return tls_port != 0;
    is_tried = true;
    folder = harness_temp_path("tls");
    if (!rig_has_server() ||
        run("mkdir -p '%s' && sh '%s' '%s'", folder,
            harness_source_path("support/certificates.sh"), folder) == 77)
        return false;
    REQUIRE(run("cp '%s/good.pem' '%s/shown.pem'", folder, folder) == 0);
    /* Its ten seconds for a handshake are few under valgrind, on a machine that
     * has other things to do. */
    snprintf(environment, sizeof environment,
             "MARIADB_ARGUMENTS='--ssl-ca=%s/ca.pem --ssl-cert=%s/shown.pem "
             "--ssl-key=%s/key.pem --connect-timeout=60'",
             folder, folder, folder);
    tls_port = rig_server("tls-server", environment, "");
    snprintf(socket_path, sizeof socket_path, "%s/socket",
             harness_temp_path("tls-server"));
    return tls_port != 0;
}

#define NEED_TLS()                                                             \
    do {                                                                       \
        if (!start())                                                          \
            HARNESS_SKIP("a mariadb server and openssl");                      \
    } while (0)

static void
show(const char *certificate)
{
    rowan_driver_connection *root =
        rig_open(.user = "root", .host = socket_path);

    CHECK_INT(run("cp '%s/%s' '%s/shown.pem'", folder, certificate, folder), 0);
    rig_run(root, "FLUSH SSL");
    rig_close(root);
}

typedef struct tls_case {
    const char *certificate; /* the server's; NULL: it has no TLS */
    const char *host;
    const char *tls;
    const char *authority; /* a file in the folder, or NULL */
    const char *refusal;   /* NULL: it is trusted */
    bool is_clear;
} tls_case;

#define HERE "127.0.0.1"
#define ELSEWHERE "elsewhere.invalid" /* see ../test_lookup.c */

static const tls_case cases[] = {
    {"good.pem", HERE, "tls=verify", "ca.pem", NULL, false},
    /* Verified without being told, for it is not local. */
    {"good.pem", ELSEWHERE, "tls=auto", "ca.pem", NULL, false},
    {"good.pem", ELSEWHERE, "tls=auto", NULL, "TLS", false},
    {"good.pem", ELSEWHERE, "tls=insecure", NULL, NULL, false},
    {"good.pem", HERE, "tls=insecure", NULL, NULL, false},
    {"good.pem", HERE, "tls=off", NULL, NULL, true},
    {"good.pem", HERE, "tls=auto", NULL, NULL, true},
    {"good.pem", HERE, "tls=verify", "other.pem", "TLS", false},
    {"good.pem", HERE, "tls=verify", NULL, "TLS", false},
    {"good.pem", HERE, "tls=verify", "missing.pem", "TLS", false},
    {"good.pem", "localhost", "tls=verify", "ca.pem", "TLS", false},
    {"wrong.pem", HERE, "tls=verify", "ca.pem", "TLS", false},
    {"wrong.pem", ELSEWHERE, "tls=auto", "ca.pem", "TLS", false},
    {"expired.pem", HERE, "tls=verify", "ca.pem", "TLS", false},
    {"self.pem", HERE, "tls=verify", "ca.pem", "TLS", false},
    /* As a network would that takes the offer of TLS away. */
    {NULL, HERE, "tls=verify", "ca.pem", "TLS", false},
    {NULL, ELSEWHERE, "tls=auto", "ca.pem", "TLS", false},
    /* A name, though it looks like an address of this machine. */
    {NULL, "127." ELSEWHERE, "tls=auto", "ca.pem", "TLS", false},
    /* Encrypted if the server can, as the manual says. */
    {NULL, HERE, "tls=insecure", NULL, NULL, true},
};

static void
check_case(const tls_case *c)
{
    char authority[700];
    rig_way way = {.host = c->host, .timeout_ms = 20000, .options = {c->tls}};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};
    rowan_status status;

    way.port = c->certificate ? tls_port : rig_port();
    snprintf(authority, sizeof authority, "tls_ca=%s/%s", folder,
             c->authority ? c->authority : "");
    way.options[1] = c->authority ? authority : NULL;
    status = rig_connect(&way, &connection, &err);
    if (c->refusal ? status != ROWAN_CONNECT_FAILED ||
                         !strstr(err.message, c->refusal)
                   : status)
        FAIL("%s to %s %s %s: %s: %s",
             c->certificate ? c->certificate : "clear", c->host, c->tls,
             authority, rowan_status_name(status), err.message);
    if (!connection)
        return;
    CHECK_INT(*rig_ask(connection, "SELECT variable_value FROM "
                                   "information_schema.SESSION_STATUS WHERE "
                                   "variable_name = 'Ssl_version'") == '\0',
              c->is_clear);
    /* The second connection that a deadline makes is as safe. */
    rig_driver()->set_deadline(connection, rig_now_us() + 50000);
    CHECK_INT(rig_try(connection, "SELECT sleep(5)", NULL), ROWAN_TIMEOUT);
    rig_driver()->set_deadline(connection, 0);
    rig_close(connection);
}

static void
test_tls__trusts_only_whom_it_is_told_to(void)
{
    NEED_TLS();
    const char *shown = "good.pem";

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *next = cases[i].certificate;

        if (next && next != shown)
            show(next);
        shown = next ? next : shown;
        check_case(&cases[i]);
    }
}

/* Two connections of one thread, which the TLS library knows, too. */
static void
test_tls__lost_on_one_connection_is_not_lost_on_another(void)
{
    NEED_TLS();
    const rig_way way = {.port = tls_port, .options = {"tls=insecure"}};
    rowan_driver_connection *lost = rig_open_way(&way);
    rowan_driver_connection *other = rig_open_way(&way);
    rowan_driver_connection *root =
        rig_open(.user = "root", .host = socket_path);
    rowan_driver_connection *found;
    char sql[60];

    /* Its socket does not block from now on, also without a deadline. */
    rig_driver()->set_deadline(other, rig_now_us() + 20000000);
    rig_run(other, "DO 1");
    snprintf(sql, sizeof sql, "KILL CONNECTION %s",
             rig_ask(lost, "SELECT CONNECTION_ID()"));
    rig_run(root, sql);
    CHECK_INT(rig_try(lost, "DO 1", NULL), ROWAN_CONNECTION_LOST);

    CHECK_INT(rig_try(other, "DO SLEEP(0.01)", NULL), ROWAN_OK);
    rig_driver()->set_deadline(other, 0);
    CHECK_INT(rig_try(other, "DO SLEEP(0.01)", NULL), ROWAN_OK);
    /* A name is looked up, and connected to, in another thread. */
    found = rig_open(.port = tls_port, .host = ELSEWHERE,
                     .options = {"tls=insecure"});
    CHECK_STR(rig_ask(found, "SELECT SLEEP(0.01)"), "0");
    rig_close(lost);
    rig_close(other);
    rig_close(found);
    rig_close(root);
}

HARNESS_SUITE(mysql_tls,
    HARNESS_TEST(test_tls__trusts_only_whom_it_is_told_to),
    HARNESS_TEST(test_tls__lost_on_one_connection_is_not_lost_on_another))
