/* SPDX-License-Identifier: MIT */
/* Whom TLS trusts: the server shows one certificate after the other, made by
 * an authority of ours. See tests/support/certificates.sh. */
#include "plugins/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the server keeps its data, and the certificates in it. */
static char folder[600];

/* The server does not take a key of another user's. */
static int
make_certificates(void)
{
    char command[2200];
    char where[500];
    FILE *file;
    int status;

    snprintf(command, sizeof command, "%s/where", rig_folder());
    file = fopen(command, "r");
    REQUIRE(file != NULL);
    REQUIRE(fscanf(file, "%499s", where) == 1);
    fclose(file);
    snprintf(folder, sizeof folder, "%s/tls", where);
    snprintf(command, sizeof command,
             "mkdir -p '%s' && sh '%s' '%s' && "
             "{ [ $(id -u) != 0 ] || chown -R postgres '%s'; }",
             folder, harness_source_path("support/certificates.sh"), folder,
             folder);
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Sets the server up, which reads it a little later; no certificate: it has no
 * TLS. */
static void
show(const char *certificate, const char *newest)
{
    const char *is_on = certificate ? "on" : "off";
    rowan_driver_connection *connection;
    char sql[800], expected[800];
    bool is_read = false;

    certificate = certificate ? certificate : "good.pem";
    snprintf(sql, sizeof sql,
             "ALTER SYSTEM SET ssl_cert_file = '%s/%s'", folder, certificate);
    connection = rig_open(.options = {"sslmode=disable"});
    rig_run(connection, sql);
    snprintf(sql, sizeof sql, "ALTER SYSTEM SET ssl_key_file = '%s/key.pem'",
             folder);
    rig_run(connection, sql);
    rig_run(connection, "ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1'");
    snprintf(sql, sizeof sql,
             "ALTER SYSTEM SET ssl_max_protocol_version = '%s'", newest);
    rig_run(connection, sql);
    snprintf(sql, sizeof sql, "ALTER SYSTEM SET ssl = %s", is_on);
    rig_run(connection, sql);
    rig_run(connection, "SELECT pg_reload_conf()");
    rig_close(connection);

    snprintf(expected, sizeof expected, "%s %s/%s %s", is_on, folder,
             certificate, newest);
    for (int i = 0; i < 500 && !is_read; i++) {
        usleep(10000);
        connection = rig_open(.options = {"sslmode=disable"});
        is_read = !strcmp(
            rig_ask(connection,
                    "SELECT concat_ws(' ', current_setting('ssl'), "
                    "current_setting('ssl_cert_file'), "
                    "current_setting('ssl_max_protocol_version'))"),
            expected);
        rig_close(connection);
    }
    if (!is_read)
        FAIL("the server does not become: %s", expected);
}

typedef struct tls_case {
    const char *certificate; /* the server's; NULL: it has no TLS */
    const char *host;
    const char *options[2];  /* %s is the folder */
    const char *refusal;     /* NULL: it is trusted */
} tls_case;

#define CA "sslrootcert=%s/ca.pem"
#define FULL "sslmode=verify-full"
#define REFUSED "certificate verify failed"

static const tls_case cases[] = {
    {"good.pem", "127.0.0.1", {FULL, CA}, NULL},
    /* Verified without being told, for it is not local. */
    {"good.pem", "elsewhere.invalid", {CA}, NULL},
    {"good.pem", "elsewhere.invalid", {NULL}, ""},
    {"good.pem", "elsewhere.invalid", {"tls=insecure"}, NULL},
    {"good.pem", "localhost", {FULL, CA}, "localhost"},
    {"good.pem", "127.0.0.1", {FULL, "sslrootcert=%s/other.pem"}, REFUSED},
    {"good.pem", "127.0.0.1", {FULL, "sslrootcert=%s/none.pem"}, "none.pem"},
    {"wrong.pem", "127.0.0.1", {FULL, CA}, "another.invalid"},
    {"wrong.pem", "elsewhere.invalid", {CA}, "another.invalid"},
    {"expired.pem", "127.0.0.1", {FULL, CA}, REFUSED},
    {"self.pem", "127.0.0.1", {FULL, CA}, REFUSED},
    {"revoked.pem", "elsewhere.invalid", {CA, "sslcrl=%s/ca.crl"}, REFUSED},
    /* As a network would that takes the offer of TLS away. */
    {NULL, "127.0.0.1", {FULL, CA}, "SSL"},
    {NULL, "elsewhere.invalid", {CA}, "SSL"},
    /* A name, though it looks like an address of this machine. */
    {NULL, "127.elsewhere.invalid", {CA}, "SSL"},
};

static void
check_case(const tls_case *c)
{
    char options[2][700];
    rig_way way = {.host = c->host, .timeout_ms = 20000};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};
    rowan_status status;

    for (int i = 0; i < 2 && c->options[i]; i++) {
        const char *file = strstr(c->options[i], "%s");

        if (file)
            snprintf(options[i], sizeof options[i], "%.*s%s%s",
                     (int)(file - c->options[i]), c->options[i], folder,
                     file + 2);
        else
            snprintf(options[i], sizeof options[i], "%s", c->options[i]);
        way.options[i] = options[i];
    }
    status = rig_connect(&way, &connection, &err);
    if (c->refusal ? !status || !strstr(err.message, c->refusal) : status)
        FAIL("%s to %s, %s: %s: %s", c->certificate ? c->certificate : "clear",
             c->host, c->options[1] ? c->options[1] : "",
             rowan_status_name(status), err.message);
    if (!connection)
        return;
    CHECK_STR(rig_ask(connection, "SELECT ssl FROM pg_stat_ssl "
                                  "WHERE pid = pg_backend_pid()"),
              "t");
    rig_close(connection);
}

static void
test_tls__trusts_only_whom_it_is_told_to(void)
{
    NEED_SERVER();
    const char *shown = "";

    if (make_certificates() == 77)
        HARNESS_SKIP("openssl");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (cases[i].certificate != shown)
            show(cases[i].certificate, "TLSv1.3");
        shown = cases[i].certificate;
        check_case(&cases[i]);
    }
}

static void
test_tls__of_an_old_version_is_refused(void)
{
    static const tls_case old = {"good.pem", "elsewhere.invalid", {CA}, ""};
    NEED_SERVER();

    if (make_certificates() == 77)
        HARNESS_SKIP("openssl");
    show("good.pem", "TLSv1.1");
    check_case(&old);
    show(NULL, "TLSv1.3");
}

HARNESS_SUITE(postgresql_tls,
    HARNESS_TEST(test_tls__trusts_only_whom_it_is_told_to),
    HARNESS_TEST(test_tls__of_an_old_version_is_refused))
