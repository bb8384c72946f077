/* SPDX-License-Identifier: MIT */
/* Connecting: options, the environment, and why it fails. */
#include "plugins/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static rowan_status
try_option(const char *option, rowan_error *err)
{
    const rig_way way = {.options = {option}};
    rowan_driver_connection *connection = NULL;
    rowan_status status = rig_connect(&way, &connection, err);

    if (!status)
        rig_close(connection);
    return status;
}

static void
test_open__options_are_checked_before_anything_is_sent(void)
{
    static const struct {
        const char *option;
        rowan_status status;
    } cases[] = {
        {"prepare=named", ROWAN_OK},
        {"prepare=off", ROWAN_OK},
        {"prepare=maybe", ROWAN_URL_INVALID},
        {"prepare=", ROWAN_URL_INVALID},
        {"tls=insecure", ROWAN_OK},
        {"tls=off", ROWAN_URL_INVALID},
        {"sslmode=disable", ROWAN_OK},
        {"sslmode=none", ROWAN_URL_INVALID},
        {"statement_timeout=100", ROWAN_OK},
        {"statement_timeout=-1", ROWAN_URL_INVALID},
        {"statement_timeout=1s", ROWAN_URL_INVALID},
        {"search_path=public, pg_catalog", ROWAN_OK},
        {"search_path='; DROP TABLE x --", ROWAN_INVALID},
        {"target_session_attrs=read-write", ROWAN_OK},
        {"target_session_attrs=prefer-standby", ROWAN_OK},
        {"target_session_attrs=standby", ROWAN_CONNECT_FAILED},
        {"application_name=a b'c\\d", ROWAN_OK},
        {"nosuch=1", ROWAN_URL_INVALID},
    };
    NEED_SERVER();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_error err = {0};
        rowan_status status = try_option(cases[i].option, &err);

        /* The server says what is no search path, in its own words. */
        if (cases[i].status == ROWAN_INVALID)
            CHECK(status != ROWAN_OK);
        else if (!CHECK_INT(status, cases[i].status))
            FAIL("%s: %s", cases[i].option, err.message);
    }
}

static void
test_open__a_session_is_set_up_the_same_everywhere(void)
{
    static const char *const settings[][2] = {
        {"TimeZone", "UTC"},           {"DateStyle", "ISO, YMD"},
        {"IntervalStyle", "iso_8601"}, {"client_encoding", "UTF8"},
        {"extra_float_digits", "1"},   {"standard_conforming_strings", "on"},
        {"application_name", "me"},
    };
    NEED_SERVER();
    rowan_driver_connection *connection;
    char sql[80];

    setenv("PGTZ", "Asia/Tokyo", 1);
    setenv("PGDATESTYLE", "German", 1);
    setenv("PGOPTIONS", "-c intervalstyle=postgres", 1);
    connection = rig_open(.options = {"application_name=me"});
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        snprintf(sql, sizeof sql, "SHOW %s", settings[i][0]);
        CHECK_STR(rig_ask(connection, sql), settings[i][1]);
    }
    unsetenv("PGTZ");
    unsetenv("PGDATESTYLE");
    unsetenv("PGOPTIONS");
    rig_close(connection);
}

static void
test_open__the_environment_is_not_looked_at_unless_asked(void)
{
    static const char *const obeyed_by_libpq[][2] = {
        {"PGHOST", "nowhere.invalid"}, {"PGPORT", "1"},
        {"PGUSER", "nobody"},          {"PGDATABASE", "nowhere"},
        {"PGOPTIONS", "-c work_mem=-9"}, {"PGPASSWORD", "x"},
        {"PGSSLMODE", "nonsense"},     {"PGAPPNAME", "another"},
        {"PGTARGETSESSIONATTRS", "standby"},
        {"PGCLIENTENCODING", "LATIN1"},
        {"PGCHANNELBINDING", "nonsense"},
        {"PGSSLMINPROTOCOLVERSION", "nonsense"},
        {"PGCONNECT_TIMEOUT", "nonsense"},
    };
    static const char *const refused[] = {"PGSERVICE", "PGHOSTADDR",
                                          "PGREQUIREPEER", "PGGEQO"};
    NEED_SERVER();
    rowan_error err = {0};
    const size_t count = sizeof obeyed_by_libpq / sizeof *obeyed_by_libpq;

    for (size_t i = 0; i < count; i++)
        setenv(obeyed_by_libpq[i][0], obeyed_by_libpq[i][1], 1);
    RIG_OK(try_option(NULL, &err), err);
    CHECK(try_option("env=on", NULL) != ROWAN_OK);
    for (size_t i = 0; i < count; i++)
        unsetenv(obeyed_by_libpq[i][0]);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        memset(&err, 0, sizeof err);
        setenv(refused[i], "x", 1);
        CHECK_INT(try_option(NULL, &err), ROWAN_URL_INVALID);
        CHECK_HAS(err.message, refused[i]);
        unsetenv(refused[i]);
    }
}

static void
test_open__failures_have_the_class_of_their_code(void)
{
    static const struct {
        rig_way way;
        rowan_status status;
        const char *sqlstate;
    } cases[] = {
        {{.database = "nowhere"}, ROWAN_CONNECT_FAILED, "3D000"},
        {{.user = "stranger"}, ROWAN_DENIED, "28000"},
        {{.user = "locked_out"}, ROWAN_DENIED, "28000"},
        {{.user = "one_only"}, ROWAN_TOO_MANY_CONNECTIONS, "53300"},
    };
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    rig_run(connection, "DROP ROLE IF EXISTS locked_out");
    rig_run(connection, "CREATE ROLE locked_out NOLOGIN");
    rig_run(connection, "DROP ROLE IF EXISTS one_only");
    rig_run(connection, "CREATE ROLE one_only LOGIN CONNECTION LIMIT 0");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_driver_connection *none = NULL;
        rowan_error err = {0};

        if (!CHECK_INT(rig_connect(&cases[i].way, &none, &err),
                       cases[i].status))
            FAIL("%s", err.message);
        CHECK_STR(err.sqlstate, cases[i].sqlstate);
        CHECK(none == NULL);
    }
    rig_close(connection);
}

static void
test_open__a_server_that_does_not_answer_is_left_at_the_deadline(void)
{
    rig_way way = {.timeout_ms = 100};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};
    int hole = rig_silent(&way.port);
    int64_t begun = rig_now_us();

    CHECK_INT(rig_connect(&way, &connection, &err), ROWAN_TIMEOUT);
    CHECK(rig_now_us() - begun >= 90000);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    close(hole);
    CHECK_INT(rig_connect(&way, &connection, NULL), ROWAN_CONNECT_FAILED);
}

static void
test_open__goes_on_to_the_next_host(void)
{
    NEED_SERVER();
    uint16_t port = 0;
    int hole = rig_silent(&port);
    const rowan_host_port hosts[] = {
        {"127.0.0.1", 1}, {"127.0.0.1", port}, {"127.0.0.1", rig_port()}};
    const rowan_url_parts url = {.dialect = "postgresql",
                                 .user = "rowan",
                                 .database = "postgres",
                                 .hosts = hosts,
                                 .host_count = 3};
    const rowan_connect_params params = {.size = sizeof params,
                                         .timeout_ms = 1000,
                                         .url = &url,
                                         .host = rowan__host()};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    RIG_OK(rig_driver()->connect(&params, &connection, &err), err);
    REQUIRE(connection != NULL);
    CHECK_STR(rig_ask(connection, "SELECT 1"), "1");
    rig_close(connection);
    close(hole);
}

static void
test_hosts__are_chosen_by_what_they_are(void)
{
    NEED_SERVER();
    char port[8];

    snprintf(port, sizeof port, "%u", rig_port());
    rig_check_hosts(rig_port(), rig_server("standby", "", port),
                    "SELECT inet_server_port()");
}

static void
test_hosts__that_take_no_writes_any_more_are_left(void)
{
    static const char demote[] = "SET default_transaction_read_only = on";
    NEED_SERVER();
    const rowan_begin_params reading = {.size = sizeof reading, .read_only = 1};
    rowan_driver_connection *any = rig_open();
    rowan_driver_connection *one =
        rig_open(.options = {"target_session_attrs=read-write"});
    rowan_driver_connection *two =
        rig_open(.options = {"target_session_attrs=primary"});
    rowan_error err = {0};

    rig_table(any, "role", "n int");
    CHECK_INT(rig_driver()->ping(two, &err), ROWAN_OK);
    /* Who asks for a transaction that only reads is told so. */
    CHECK_INT(rig_driver()->begin(one, &reading, &err), ROWAN_OK);
    CHECK_INT(rig_try(one, "INSERT INTO role VALUES (1)", &err),
              ROWAN_READ_ONLY);
    rowan_error_clear(&err);
    CHECK_INT(rig_driver()->rollback(one, &err), ROWAN_OK);
    rig_run(any, demote);
    rig_run(one, demote);
    rig_run(two, demote);
    CHECK_INT(rig_try(any, "INSERT INTO role VALUES (1)", &err),
              ROWAN_READ_ONLY);
    rowan_error_clear(&err);
    CHECK_INT(rig_try(one, "INSERT INTO role VALUES (1)", &err),
              ROWAN_CONNECTION_LOST);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    rowan_error_clear(&err);
    CHECK_INT(rig_driver()->ping(two, &err), ROWAN_CONNECTION_LOST);
    CHECK_INT(rig_driver()->ping(any, NULL), ROWAN_OK);
    rig_close(any);
    rig_close(one);
    rig_close(two);
}

HARNESS_SUITE(postgresql_open,
    HARNESS_TEST(test_open__options_are_checked_before_anything_is_sent),
    HARNESS_TEST(test_open__a_session_is_set_up_the_same_everywhere),
    HARNESS_TEST(test_open__the_environment_is_not_looked_at_unless_asked),
    HARNESS_TEST(test_open__failures_have_the_class_of_their_code),
    HARNESS_TEST(
        test_open__a_server_that_does_not_answer_is_left_at_the_deadline),
    HARNESS_TEST(test_open__goes_on_to_the_next_host),
    HARNESS_TEST(test_hosts__that_take_no_writes_any_more_are_left),
    HARNESS_TEST(test_hosts__are_chosen_by_what_they_are))
