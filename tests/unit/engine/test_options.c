/* SPDX-License-Identifier: MIT */
#include "fake_plugin.h"
#include "harness.h"

#include <rowan/connection.h>

static void
test_options__that_are_wrong_are_refused_with_the_cure(void)
{
    static const struct {
        const char *url;
        const char *part; /* of the message */
    } cases[] = {
        {"fake://?pool_sise=3", "did you mean \"pool_size\"?"},
        {"fake://?fakemode=3", "did you mean \"fake_mode\"?"},
        {"fake://?zzzz=3", "\"zzzz\" that is not known; known are pool_size"},
        {"fake://?zzzz=3", "fake_mode"},
        {"fake://?pool_size=0", "pool_size must be a whole number from 1"},
        {"fake://?pool_size=", "pool_size must be a whole number"},
        {"fake://?pool_size=3x", "pool_size must be a whole number"},
        {"fake://?pool_size=-1", "pool_size must be a whole number"},
        {"fake://?pool_size=99999999999999999999", "from 1 to 10000"},
        {"fake://?pool_overflow=10001", "pool_overflow must be"},
        {"fake://?pool_timeout_ms=1e3", "pool_timeout_ms must be"},
        {"fake://?connect_timeout_ms=0", "connect_timeout_ms must be"},
        {"fake://?statement_cache=many", "statement_cache must be"},
        {"fake://?echo=2", "echo must be on or off"},
    };

    fake_plugin_begin();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_error err = {0};

        CHECK(rowan_engine_open(cases[i].url, &err) == NULL);
        CHECK_INT(err.status, ROWAN_URL_INVALID);
        CHECK_HAS(err.message, cases[i].part);
    }
}

static void
test_options__of_the_struct_win_over_those_of_the_url(void)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_pool_status status = {0};
    rowan_engine *engine;

    fake_plugin_begin();
    options.pool_size = 2;
    options.pool_overflow = ROWAN_OPTION_ZERO;
    engine = rowan_engine_open_with("fake://?pool_size=4&pool_overflow=3",
                                    &options, NULL);
    REQUIRE(engine != NULL);
    rowan_engine_pool_status(engine, &status);
    CHECK_INT(status.size, 2);
    CHECK_INT(status.overflow, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_options__of_the_url_win_over_defaults(void)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_pool_status status = {0};
    rowan_engine *engine;

    fake_plugin_begin();
    engine = rowan_engine_open_with("fake://?pool_size=4&pool_overflow=0",
                                    &options, NULL);
    REQUIRE(engine != NULL);
    rowan_engine_pool_status(engine, &status);
    CHECK_INT(status.size, 4);
    CHECK_INT(status.overflow, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_options__have_the_documented_defaults(void)
{
    rowan_pool_status status = {0};
    rowan_engine *engine;

    fake_plugin_begin();
    engine = rowan_engine_open("fake://", NULL);
    REQUIRE(engine != NULL);
    rowan_engine_pool_status(engine, &status);
    CHECK_INT(status.size, 5);
    CHECK_INT(status.overflow, 10);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_options__of_the_driver_alone_reach_the_driver(void)
{
    rowan_connection *conn = NULL;
    rowan_engine *engine;

    fake_plugin_begin();
    engine = rowan_engine_open(
        "fake://?pool_size=2&fake_mode=a&echo=on&connect_timeout_ms=77", NULL);
    REQUIRE(engine != NULL);
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
    CHECK_INT(fake.option_count, 1);
    CHECK_INT(fake.timeout_ms, 77);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_options__struct_without_its_size_is_refused(void)
{
    rowan_engine_options options = {0};
    rowan_error err = {0};

    fake_plugin_begin();
    CHECK(rowan_engine_open_with("fake://", &options, &err) == NULL);
    CHECK_INT(err.status, ROWAN_INVALID);
    CHECK_HAS(err.message, "ROWAN_ENGINE_OPTIONS_INIT");
}

static void
test_options__struct_out_of_range_is_refused(void)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};

    fake_plugin_begin();
    options.pool_size = ROWAN_OPTION_ZERO;
    CHECK(rowan_engine_open_with("fake://", &options, &err) == NULL);
    CHECK_INT(err.status, ROWAN_INVALID);
    CHECK_HAS(err.message, "pool_size must be a whole number from 1");
}

static void
test_engine__without_url_is_refused(void)
{
    rowan_error err = {0};

    CHECK(rowan_engine_open(NULL, &err) == NULL);
    CHECK_INT(err.status, ROWAN_URL_INVALID);
}

static void
test_engine__never_shows_a_secret(void)
{
    rowan_connection *conn = NULL;
    rowan_error err = {0};
    char text[4096];
    rowan_engine *engine;

    fake_plugin_begin();
    engine = rowan_engine_open("fake://me:canary@there/db?fake_mode=a", NULL);
    REQUIRE(engine != NULL);
    CHECK_STR(rowan_engine_url(engine), "fake://me:***@there/db?fake_mode=a");
    fake.connect = ROWAN_CONNECT_FAILED;
    CHECK_INT(rowan_connection_acquire(engine, 0, &conn, &err),
              ROWAN_CONNECT_FAILED);
    (void)rowan_error_format(&err, text, sizeof(text));
    CHECK_HAS(text, "fake://me:***@there/db");
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

HARNESS_SUITE(engine_options,
    HARNESS_TEST(test_options__that_are_wrong_are_refused_with_the_cure),
    HARNESS_TEST(test_options__of_the_struct_win_over_those_of_the_url),
    HARNESS_TEST(test_options__of_the_url_win_over_defaults),
    HARNESS_TEST(test_options__have_the_documented_defaults),
    HARNESS_TEST(test_options__of_the_driver_alone_reach_the_driver),
    HARNESS_TEST(test_options__struct_without_its_size_is_refused),
    HARNESS_TEST(test_options__struct_out_of_range_is_refused),
    HARNESS_TEST(test_engine__without_url_is_refused),
    HARNESS_TEST(test_engine__never_shows_a_secret))
