/* SPDX-License-Identifier: MIT */
/* The plugin to copy: it loads, and says "unsupported" to everything. */
#include "harness.h"
#include "plugin_box.h"

/* The skeleton of this build, or NULL where it is no shared object. */
static const rowan__dialect *
load(void)
{
    const rowan__dialect *dialect = NULL;

    (void)plugin_box_begin();
    CHECK_INT(rowan_plugin_directory_add(ROWAN_TEST_PLUGINS
                                         "/../../plugins/.libs",
                                         NULL),
              ROWAN_OK);
    (void)rowan__dialect_find("skeleton", NULL, &dialect, NULL);
    return dialect;
}

static void
check_unsupported(int32_t status, rowan_error *err, const char *what)
{
    CHECK_INT(status, ROWAN_UNSUPPORTED);
    CHECK_INT(err->status, ROWAN_UNSUPPORTED);
    CHECK_HAS(err->message, "the skeleton plugin does not do this: ");
    CHECK_HAS(err->message, what);
    rowan_error_clear(err);
}

static void
test_skeleton__says_that_it_cannot_connect(void)
{
    const rowan__dialect *dialect = load();
    rowan_driver_connection *connection = NULL;
    rowan_connect_params params = {.size = sizeof(params),
                                   .host = rowan__host()};
    rowan_error err = {0};

    if (dialect == NULL)
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    check_unsupported(dialect->driver.connect(&params, &connection, &err),
                      &err, "connecting");
    CHECK(connection == NULL);
    plugin_box_end();
}

static void
test_skeleton__says_unsupported_in_every_slot(void)
{
    const rowan__dialect *dialect = load();
    const rowan_driver *driver = dialect != NULL ? &dialect->driver : NULL;
    rowan_capabilities caps = {.size = sizeof(caps)};
    rowan_error err = {0};

    if (driver == NULL)
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    check_unsupported(driver->capabilities(NULL, &caps, &err), &err, "server");
    check_unsupported(driver->ping(NULL, &err), &err, "pinging");
    check_unsupported(driver->reset(NULL, &err), &err, "resetting");
    check_unsupported(driver->cancel(NULL, &err), &err, "cancelling");
    check_unsupported(driver->begin(NULL, NULL, &err), &err, "transactions");
    check_unsupported(driver->commit(NULL, &err), &err, "transactions");
    check_unsupported(driver->rollback(NULL, &err), &err, "transactions");
    check_unsupported(driver->savepoint(NULL, 1, &err), &err, "savepoints");
    check_unsupported(driver->savepoint_release(NULL, 1, &err), &err,
                      "savepoints");
    check_unsupported(driver->savepoint_rollback(NULL, 1, &err), &err,
                      "savepoints");
    check_unsupported(
        driver->prepare(NULL, "SELECT 1", 8, NULL, 0, 0, NULL, &err), &err,
        "preparing");
    check_unsupported(driver->execute(NULL, NULL, 0, NULL, 0, &err), &err,
                      "executing");
    check_unsupported(driver->step(NULL, NULL, &err), &err, "fetching");
    check_unsupported(dialect->catalog.reflect(NULL, &err), &err, "tables");
    plugin_box_end();
}

static void
test_skeleton__says_unsupported_to_types_and_options(void)
{
    const rowan__dialect *dialect = load();
    const rowan_type type = {.kind = ROWAN_KIND_TEXT, .length = 100};
    const rowan_option option = {.name = "marrow", .value = "red"};
    const rowan_host *host = rowan__host();
    rowan_error err = {0};

    if (dialect == NULL)
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    check_unsupported(dialect->text.type_name(host, NULL, &type, &err), &err,
                      "types");
    check_unsupported(dialect->text.table_suffix(host, NULL, &option, 1, &err),
                      &err, "table options");
    check_unsupported(
        dialect->text.identity_suffix(host, NULL, &option, 1, &err), &err,
        "identity options");
    CHECK_STR(rowan__dialect_rule(dialect, ROWAN_OP_LENGTH, ROWAN_KIND_BYTES)
                  ->sql,
              "octet_length({0})");
    plugin_box_end();
}

HARNESS_SUITE(dialect_skeleton,
    HARNESS_TEST(test_skeleton__says_that_it_cannot_connect),
    HARNESS_TEST(test_skeleton__says_unsupported_in_every_slot),
    HARNESS_TEST(test_skeleton__says_unsupported_to_types_and_options))
