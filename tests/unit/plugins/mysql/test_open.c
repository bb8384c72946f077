/* SPDX-License-Identifier: MIT */
/* Connecting: options, sessions, what is switched off, TLS. */
#include "plugins/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct option_case {
    const char *option;
    rowan_status status;
} option_case;

static void
test_open__checks_its_options(void)
{
    static const option_case cases[] = {
        {"connect_timeout=5", ROWAN_OK},
        {"connect_timeout=0", ROWAN_URL_INVALID},
        {"connect_timeout=5s", ROWAN_URL_INVALID},
        {"tls=off", ROWAN_OK},
        {"tls=on", ROWAN_URL_INVALID},
        {"target_session_attrs=read-write", ROWAN_OK},
        {"target_session_attrs=read-only", ROWAN_CONNECT_FAILED},
        {"target_session_attrs=master", ROWAN_URL_INVALID},
        {"load_balance_hosts=random", ROWAN_OK},
        {"plugin_dir=relative", ROWAN_URL_INVALID},
        {"defaults_file=", ROWAN_URL_INVALID},
        {"auth=client_ed25519", ROWAN_DENIED},
        {"nonsense=1", ROWAN_URL_INVALID},
    };

    NEED_SERVER();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rig_way way = {.options = {cases[i].option}};
        rowan_driver_connection *connection = NULL;
        rowan_error err = {0};
        rowan_status status = rig_connect(&way, &connection, &err);

        if (status != cases[i].status)
            FAIL("%s: %s: %s", cases[i].option, rowan_status_name(status),
                 err.message);
        if (!status)
            rig_close(connection);
        else
            CHECK(*err.message != '\0');
    }
}

static void
test_open__fixes_the_session(void)
{
    rowan_driver_connection *connection;
    rowan_capabilities caps = {.size = sizeof caps};
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    CHECK_STR(rig_ask(connection, "SELECT @@character_set_client"), "utf8mb4");
    CHECK_STR(rig_ask(connection, "SELECT @@collation_connection"),
              "utf8mb4_nopad_bin");
    CHECK_STR(rig_ask(connection, "SELECT @@time_zone"), "+00:00");
    CHECK_INT(rig_count(connection, "SELECT 'a' = 'A' OR 'a' = 'a '"), 0);
    CHECK_INT(rig_count(connection, "SELECT 'a%' LIKE 'a\\%' ESCAPE '\\'"), 1);
    CHECK_INT(rig_driver()->capabilities(connection, &caps, &err), ROWAN_OK);
    CHECK_STR(caps.server_name, "MariaDB");
    CHECK(caps.server_version >= 100600);
    CHECK(caps.has[ROWAN_FEATURE_INSERT_RETURNING]);
    rig_close(connection);
}

/* Ways of the server's that would change what statements mean. */
static void
test_open__does_not_depend_on_the_servers_ways(void)
{
    static const char *const ways[][2] = {
        {"sql_mode", "'ANSI_QUOTES,PIPES_AS_CONCAT'"},
        {"completion_type", "'RELEASE'"}, /* COMMIT would disconnect */
        {"foreign_key_checks", "0"},
        {"unique_checks", "0"},
        {"sql_select_limit", "1"},
        {"sql_auto_is_null", "1"},
        {"autocommit", "0"},
        {"time_zone", "'+05:00'"},
        {"collation_connection", "'latin1_swedish_ci'"},
    };
    enum { WAYS = sizeof ways / sizeof *ways };
    NEED_SERVER();
    rowan_driver_connection *root = rig_root(), *plain = rig_open(), *other;
    rowan_error err = {0};
    char sql[160], ours[WAYS][400];

    for (size_t i = 0; i < WAYS; i++) {
        snprintf(sql, sizeof sql, "SELECT CAST(@@%s AS CHAR)", ways[i][0]);
        snprintf(ours[i], sizeof *ours, "%s", rig_ask(plain, sql));
        snprintf(sql, sizeof sql, "SET GLOBAL %s = %s", ways[i][0], ways[i][1]);
        rig_run(root, sql);
    }
    other = rig_open();
    for (size_t i = 0; i < WAYS; i++) {
        snprintf(sql, sizeof sql, "SELECT CAST(@@%s AS CHAR)", ways[i][0]);
        CHECK_STR(rig_ask(other, sql), ours[i]);
        snprintf(sql, sizeof sql, "SET GLOBAL %s = DEFAULT", ways[i][0]);
        rig_run(root, sql);
    }
    rig_table(other, "ways", "id INT AUTO_INCREMENT PRIMARY KEY");
    rig_begin(other);
    rig_run(other, "INSERT INTO ways VALUES (0), (NULL)");
    CHECK_INT(rig_driver()->commit(other, &err), ROWAN_OK);
    CHECK_INT(rig_count(other, "SELECT sum(id) FROM ways"), 1);
    rig_close(other);
    rig_close(plain);
    rig_close(root);
}

static void
test_open__goes_through_a_socket(void)
{
    rowan_driver_connection *root;

    NEED_SERVER();
    root = rig_root();
    CHECK_STR(rig_ask(root, "SELECT user()"), "root@localhost");
    rig_close(root);
}

static void
test_open__never_sends_files(void)
{
    const char *path = harness_temp_path("secret.txt");
    FILE *file = fopen(path, "w");
    rowan_driver_connection *connection;
    rowan_error err = {0};
    char sql[400];

    REQUIRE(file != NULL);
    fputs("secret\n", file);
    fclose(file);
    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "files", "line VARCHAR(100)");
    snprintf(sql, sizeof sql, "LOAD DATA LOCAL INFILE '%s' INTO TABLE files",
             path);
    CHECK(rig_try(connection, sql, &err) != ROWAN_OK);
    rig_close(connection);
    connection = rig_open();
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM files"), 0);
    rig_close(connection);
}

/* The server of the tests has no certificate. */
/* In a program of its own, for the client library reads some of it once. */
static void
test_open__the_environment_is_not_looked_at(void)
{
    static const char environment[] =
        "MYSQL_TCP_PORT=1 MYSQL_UNIX_PORT=/nowhere MYSQL_PWD=wrong "
        "MYSQL_HOST=nowhere.invalid USER=nobody LIBMYSQL_ENABLE_CLEARTEXT_"
        "PLUGIN=1";
    char command[1200], output[600] = "";
    FILE *pipe;

    NEED_SERVER();
    if (!getenv("ROWAN_TOOL"))
        HARNESS_SKIP("ROWAN_TOOL, which make check sets");
    snprintf(command, sizeof command,
             "%s '%s' ping mysql://rowan@127.0.0.1:%u/rowan >/dev/null",
             environment, getenv("ROWAN_TOOL"), rig_port());
    CHECK_INT(system(command), 0);
    /* Without a port it is the usual one, whatever the environment says. */
    snprintf(command, sizeof command,
             "%s '%s' ping mysql://rowan@127.0.0.2/rowan 2>&1", environment,
             getenv("ROWAN_TOOL"));
    pipe = popen(command, "r");
    REQUIRE(pipe != NULL);
    output[fread(output, 1, sizeof output - 1, pipe)] = '\0';
    pclose(pipe);
    CHECK_HAS(output, "127.0.0.2 port 3306");
}

static void
test_open__insists_on_tls_that_was_asked_for(void)
{
    static const option_case cases[] = {
        {"tls=verify", ROWAN_CONNECT_FAILED},
        {"tls=insecure", ROWAN_OK},
        {"tls=auto", ROWAN_OK}, /* a local host */
    };

    NEED_SERVER();
    for (int i = 0; i < 3; i++) {
        const rig_way way = {.options = {cases[i].option}};
        rowan_driver_connection *connection = NULL;
        rowan_error err = {0};

        CHECK_INT(rig_connect(&way, &connection, &err), cases[i].status);
        CHECK_INT(err.status, cases[i].status);
        if (connection)
            rig_close(connection);
    }
}

static void
test_open__tries_one_host_after_the_other(void)
{
    const rowan_host_port hosts[] = {{"127.0.0.1", 1},
                                     {"127.0.0.1", rig_port()}};
    rowan_url_parts url = {.dialect = "mysql", .user = "rowan",
                           .database = "rowan", .hosts = hosts,
                           .host_count = 2};
    rowan_connect_params params = {.size = sizeof params,
                                   .url = &url,
                                   .timeout_ms = 5000,
                                   .host = rowan__host()};
    rowan_driver_connection *connection = NULL;
    rowan_host_port swapped[2];
    rowan_error err = {0};

    NEED_SERVER();
    swapped[0] = hosts[0];
    swapped[1] = (rowan_host_port){"127.0.0.1", rig_port()};
    url.hosts = swapped;
    if (rig_driver()->connect(&params, &connection, &err))
        FAIL("%s", err.message);
    REQUIRE(connection != NULL);
    CHECK_STR(err.message, "");
    rig_close(connection);
}

static void
test_hosts__are_chosen_by_what_they_are(void)
{
    NEED_SERVER();
    rig_check_hosts(rig_port(),
                    rig_server("standby", "MARIADB_ARGUMENTS=--read-only", ""),
                    "SELECT @@port");
}

static void
test_hosts__that_take_no_writes_any_more_are_left(void)
{
    rowan_driver_connection *root, *one, *two, *any;
    rowan_error err = {0};

    NEED_SERVER();
    root = rig_root();
    any = rig_open();
    one = rig_open(.options = {"target_session_attrs=read-write"});
    two = rig_open(.options = {"target_session_attrs=primary"});
    rig_table(any, "role", "n INT");
    CHECK_INT(rig_driver()->ping(two, &err), ROWAN_OK);
    rig_run(root, "SET GLOBAL read_only = ON");
    CHECK_INT(rig_try(any, "INSERT INTO role VALUES (1)", &err),
              ROWAN_READ_ONLY);
    rowan_error_clear(&err);
    CHECK_INT(rig_try(one, "INSERT INTO role VALUES (1)", &err),
              ROWAN_CONNECTION_LOST);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    rowan_error_clear(&err);
    CHECK_INT(rig_driver()->ping(two, &err), ROWAN_CONNECTION_LOST);
    CHECK_INT(rig_driver()->ping(any, NULL), ROWAN_OK);
    rig_run(root, "SET GLOBAL read_only = OFF");
    rig_close(root);
    rig_close(any);
    rig_close(one);
    rig_close(two);
}

HARNESS_SUITE(mysql_open,
    HARNESS_TEST(test_open__checks_its_options),
    HARNESS_TEST(test_open__fixes_the_session),
    HARNESS_TEST(test_open__does_not_depend_on_the_servers_ways),
    HARNESS_TEST(test_open__goes_through_a_socket),
    HARNESS_TEST(test_open__never_sends_files),
    HARNESS_TEST(test_open__the_environment_is_not_looked_at),
    HARNESS_TEST(test_open__insists_on_tls_that_was_asked_for),
    HARNESS_TEST(test_open__tries_one_host_after_the_other),
    HARNESS_TEST(test_hosts__that_take_no_writes_any_more_are_left),
    HARNESS_TEST(test_hosts__are_chosen_by_what_they_are))
