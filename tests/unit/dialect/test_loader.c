/* SPDX-License-Identifier: MIT */
/* Modules that are bad in one way each; what the user is told of them. */
#include "harness.h"
#include "plugin_box.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A module of tests/plugins and what its error says. */
typedef struct bad_module {
    const char *name;
    rowan_status status;
    const char *says;
} bad_module;

static const bad_module bad_modules[] = {
    {"new_major", ROWAN_PLUGIN_INVALID,
     "it speaks v2 of the plugin contract, this library speaks v1"},
    {"old_major", ROWAN_PLUGIN_INVALID,
     "it speaks v0 of the plugin contract, this library speaks v1"},
    {"no_entry", ROWAN_PLUGIN_INVALID,
     "it is not a plugin: it has no symbol rowan_plugin_v1"},
    {"returns_null", ROWAN_PLUGIN_INVALID, "its entry point returned NULL"},
    {"needs_gone", ROWAN_PLUGIN_INVALID,
     "it cannot be loaded: librowan-gone.so.1: cannot open shared object"},
    {"undefined", ROWAN_PLUGIN_INVALID,
     "it cannot be loaded: undefined symbol: nobody_has_this"},
    {"tiny_plugin", ROWAN_PLUGIN_INVALID, "table plugin has 8 bytes"},
    {"tiny_dialect", ROWAN_PLUGIN_INVALID, "' 1.2 ("},
    {"tiny_dialect", ROWAN_PLUGIN_INVALID, "table dialect has "},
    {"tiny_driver", ROWAN_PLUGIN_INVALID, "table driver has "},
    {"tiny_catalog", ROWAN_PLUGIN_INVALID, "table catalog has "},
    {"tiny_catalog", ROWAN_PLUGIN_INVALID,
     " bytes, the smallest that this library knows has "},
    {"tiny_capabilities", ROWAN_PLUGIN_INVALID,
     "table dialect.capabilities has 8 bytes"},
    {"no_version", ROWAN_PLUGIN_INVALID,
     "required slot plugin.version is missing"},
    {"no_driver", ROWAN_PLUGIN_INVALID,
     "required slot plugin.driver is missing"},
    {"no_type_name", ROWAN_PLUGIN_INVALID,
     "required slot dialect.type_name is missing"},
    {"no_prepare", ROWAN_PLUGIN_INVALID,
     "required slot driver.prepare is missing"},
    {"no_has_table", ROWAN_PLUGIN_INVALID,
     "required slot catalog.has_table_sql is missing"},
    {"no_savepoint", ROWAN_PLUGIN_INVALID,
     "slot driver.savepoint is missing, which a feature in "
     "dialect.capabilities requires"},
    {"other_name", ROWAN_PLUGIN_INVALID,
     "it calls itself 'somebody_else'; file and plugin must have one name"},
    {"alias_bad", ROWAN_PLUGIN_INVALID, "its alias '../etc' is not [a-z]"},
    {"bad_choice", ROWAN_PLUGIN_INVALID,
     "dialect.placeholder is 7, this library knows 0 to 2"},
    {"bad_quote", ROWAN_PLUGIN_INVALID,
     "dialect.identifier_open must be one printable ASCII character"},
    {"bad_template", ROWAN_PLUGIN_INVALID,
     "dialect.rules[1] (operator 71): template 'down({0)' is malformed"},
    {"no_setup", ROWAN_UNSUPPORTED,
     "the client library is of the last century"},
};

static void
check_bad_module(const bad_module *bad)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect = NULL;
    rowan_error err = {0};

    CHECK(plugin_box_copy(box, bad->name, bad->name));
    CHECK_INT(rowan__dialect_find(bad->name, NULL, &dialect, &err),
              bad->status);
    CHECK_HAS(err.message, bad->says);
    if (bad->status == ROWAN_PLUGIN_INVALID) {
        CHECK_HAS(err.message, bad->name);
        CHECK_HAS(err.message, box);
    }
    CHECK(dialect == NULL);
    plugin_box_end();
}

static void
test_loader__says_what_is_wrong_with_each_bad_module(void)
{
    if (!plugin_box_copy(plugin_box_directory(), "good", "good"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    for (size_t i = 0; i < sizeof(bad_modules) / sizeof(bad_modules[0]); i++)
        check_bad_module(&bad_modules[i]);
}

/* Reading a bad one again gives the same answer, not a crash or a plugin. */
static void
test_loader__refuses_a_bad_module_every_time(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect = NULL;

    if (!plugin_box_copy(box, "no_prepare", "no_prepare"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    for (int i = 0; i < 3; i++) {
        rowan_error err = {0};

        CHECK_INT(rowan__dialect_find("no_prepare", NULL, &dialect, &err),
                  ROWAN_PLUGIN_INVALID);
        CHECK_HAS(err.message, "driver.prepare");
    }
    plugin_box_end();
}

/* --- files that are no modules ------------------------------------------- */

static void
expect_refusal(const char *name, const char *says)
{
    const rowan__dialect *dialect = NULL;
    rowan_error err = {0};

    CHECK_INT(rowan__dialect_find(name, NULL, &dialect, &err),
              ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, says);
}

static void
test_loader__refuses_a_text_file(void)
{
    const char *box = plugin_box_begin();

    plugin_box_write(box, "text.so",
                     "this is not a module, but a text that is long enough to "
                     "have been the header of one\n");
    expect_refusal("text", "it cannot be loaded: invalid ELF header");
    plugin_box_end();
}

static void
test_loader__refuses_an_empty_file(void)
{
    const char *box = plugin_box_begin();

    plugin_box_write(box, "empty.so", "");
    expect_refusal("empty", "it cannot be loaded: file too short");
    plugin_box_end();
}

static void
test_loader__refuses_a_directory(void)
{
    const char *box = plugin_box_begin();
    char path[1024];

    snprintf(path, sizeof(path), "%s/folder.so", box);
    CHECK_INT(mkdir(path, 0700), 0);
    expect_refusal("folder", "it is not a regular file");
    plugin_box_end();
}

static void
test_loader__takes_a_link_to_nowhere_for_a_missing_file(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect = NULL;
    rowan_error err = {0};
    char path[1024];

    snprintf(path, sizeof(path), "%s/link.so", box);
    CHECK_INT(symlink("/nowhere/at/all.so", path), 0);
    CHECK_INT(rowan__dialect_find("link", NULL, &dialect, &err),
              ROWAN_PLUGIN_NOT_FOUND);
    CHECK_HAS(err.message, "link.so: no such file");
    plugin_box_end();
}

static void
test_loader__tells_of_an_unreadable_file(void)
{
    const char *box = plugin_box_begin();
    const char *path = plugin_box_write(box, "closed.so", "x");

    if (geteuid() == 0)
        HARNESS_SKIP("root can read every file");
    CHECK_INT(chmod(path, 0), 0);
    expect_refusal("closed", "ermission denied");
    plugin_box_end();
}

/* --- as root, only root's files ------------------------------------------- */

static void
test_loader__refuses_as_root_a_writable_file(void)
{
    const char *box = plugin_box_begin();
    const char *path = plugin_box_write(box, "open.so", "x");

    if (geteuid() != 0)
        HARNESS_SKIP("only root is that careful");
    CHECK_INT(chmod(path, 0666), 0);
    expect_refusal("open", "can be written by others than its owner");
    CHECK_INT(chmod(path, 0664), 0);
    expect_refusal("open", "can be written by others than its owner");
    plugin_box_end();
}

static void
test_loader__refuses_as_root_a_foreign_file(void)
{
    const char *box = plugin_box_begin();
    const char *path = plugin_box_write(box, "foreign.so", "x");

    if (geteuid() != 0 || chown(path, 12345, 12345) != 0)
        HARNESS_SKIP("only root is that careful");
    expect_refusal("foreign", "it is not owned by root");
    plugin_box_end();
}

static void
test_loader__refuses_as_root_a_writable_directory(void)
{
    const char *box = plugin_box_begin();
    const char *other = plugin_box_directory();
    const char *path = plugin_box_write(other, "target", "x");
    char link_path[1024];

    plugin_box_write(other, "inside.so", "x");
    snprintf(link_path, sizeof(link_path), "%s/linked.so", box);
    CHECK_INT(symlink(path, link_path), 0);
    if (geteuid() != 0)
        HARNESS_SKIP("only root is that careful");
    CHECK_INT(chmod(other, 0777), 0);
    CHECK_INT(rowan_plugin_directory_add(other, NULL), ROWAN_OK);
    expect_refusal("inside", "its directory can be written by others");
    expect_refusal("linked", "its directory can be written by others");
    plugin_box_end();
}

/* --- good ones ------------------------------------------------------------ */

static void
test_loader__fills_a_plugin_of_an_older_minor(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect = NULL;
    rowan_error err = {0};

    if (!plugin_box_copy(box, "older_minor", "older_minor"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    CHECK_INT(rowan__dialect_find("older_minor", NULL, &dialect, &err),
              ROWAN_OK);
    CHECK_STR(err.message, "");
    REQUIRE(dialect != NULL);
    CHECK(dialect->plugin.initialize == NULL);
    CHECK_INT(dialect->text.size, sizeof(rowan_dialect));
    REQUIRE(dialect->text.table_options != NULL);
    CHECK(dialect->text.table_options[0].name == NULL);
    plugin_box_end();
}

static void
test_loader__loads_a_plugin_of_a_newer_minor(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect = NULL;
    rowan_error err = {0};

    if (!plugin_box_copy(box, "newer_minor", "newer_minor"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    CHECK_INT(rowan__dialect_find("newer_minor", NULL, &dialect, &err),
              ROWAN_OK);
    CHECK_STR(err.message, "");
    REQUIRE(dialect != NULL);
    CHECK_INT(dialect->driver.size, sizeof(rowan_driver));
    CHECK_INT(dialect->plugin.abi_minor, ROWAN_PLUGIN_ABI_MINOR + 7);
    plugin_box_end();
}

HARNESS_SUITE(dialect_loader,
    HARNESS_TEST(test_loader__says_what_is_wrong_with_each_bad_module),
    HARNESS_TEST(test_loader__refuses_a_bad_module_every_time),
    HARNESS_TEST(test_loader__refuses_a_text_file),
    HARNESS_TEST(test_loader__refuses_an_empty_file),
    HARNESS_TEST(test_loader__refuses_a_directory),
    HARNESS_TEST(test_loader__takes_a_link_to_nowhere_for_a_missing_file),
    HARNESS_TEST(test_loader__tells_of_an_unreadable_file),
    HARNESS_TEST(test_loader__refuses_as_root_a_writable_file),
    HARNESS_TEST(test_loader__refuses_as_root_a_foreign_file),
    HARNESS_TEST(test_loader__refuses_as_root_a_writable_directory),
    HARNESS_TEST(test_loader__fills_a_plugin_of_an_older_minor),
    HARNESS_TEST(test_loader__loads_a_plugin_of_a_newer_minor))
