/* SPDX-License-Identifier: MIT */
/* The list of plugins for people. */
#include "fail_alloc.h"
#include "harness.h"
#include "plugin_box.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIXTURE_NAME listed
#include "../../plugins/fixture.h"

static const rowan_plugin *
listed_entry(const rowan_host *host)
{
    (void)host;
    return &fixture_plugin;
}

/* The first entry whose path ends so. */
static const rowan_plugin_info *
ending(const rowan_plugin_info *infos, size_t count, const char *end)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(infos[i].path);

        if (size >= strlen(end) &&
            strcmp(infos[i].path + size - strlen(end), end) == 0)
            return &infos[i];
    }
    FAIL("nothing ends with %s", end);
    return &infos[0];
}

static void
test_list__shows_plugins_of_the_program_first(void)
{
    rowan_plugin_info *infos = NULL;
    size_t count = 0;

    (void)plugin_box_begin();
    CHECK_INT(rowan_plugin_register(listed_entry, NULL), ROWAN_OK);
    REQUIRE(rowan_plugin_list(&infos, &count, NULL) == ROWAN_OK);
    REQUIRE(count > 0);
    CHECK_INT(infos[0].status, ROWAN_OK);
    CHECK_STR(infos[0].name, "listed");
    CHECK_STR(infos[0].version, "1.2");
    CHECK_STR(infos[0].description, "a fixture");
    CHECK_STR(infos[0].client_version, "9.8.7");
    CHECK_STR(infos[0].path, "");
    CHECK_STR(infos[0].reason, "");
    rowan_free(infos);
    plugin_box_end();
}

static void
test_list__shows_good_and_bad_files_with_reasons(void)
{
    const char *box = plugin_box_begin();
    rowan_plugin_info *infos = NULL;
    const rowan_plugin_info *info;
    size_t count = 0;

    if (!plugin_box_copy(box, "alias_one", "alias_one") ||
        !plugin_box_copy(box, "no_prepare", "no_prepare"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    plugin_box_write(box, "NotAName.so", "x");
    plugin_box_write(box, "notes.txt", "x");
    REQUIRE(rowan_plugin_list(&infos, &count, NULL) == ROWAN_OK);
    CHECK(count >= 2); /* the compiled-in directory adds its own */
    info = ending(infos, count, "/alias_one.so");
    CHECK_INT(info->status, ROWAN_OK);
    CHECK_STR(info->name, "alias_one");
    CHECK_STR(info->aliases, "only_one, twin");
    info = ending(infos, count, "/no_prepare.so");
    CHECK_INT(info->status, ROWAN_PLUGIN_INVALID);
    CHECK_STR(info->name, "no_prepare");
    CHECK_HAS(info->reason, "required slot driver.prepare is missing");
    rowan_free(infos);
    plugin_box_end();
}

static void
test_list__shows_what_stands_in_the_way(void)
{
    const char *box = plugin_box_begin();
    const char *other = plugin_box_directory();
    rowan_plugin_info *infos = NULL;
    const rowan_plugin_info *info;
    size_t count = 0;
    char list[2048];

    plugin_box_write(box, "same.so", "a text, and long enough to be read\n");
    plugin_box_write(other, "same.so", "a text, and long enough to be read\n");
    plugin_box_write(other, "listed.so", "x");
    CHECK_INT(rowan_plugin_register(listed_entry, NULL), ROWAN_OK);
    snprintf(list, sizeof(list), "relative:/not/there:%s", other);
    setenv("ROWAN_PLUGIN_PATH", list, 1);
    REQUIRE(rowan_plugin_list(&infos, &count, NULL) == ROWAN_OK);
    info = ending(infos, count, "relative");
    CHECK_STR(info->reason, "not an absolute path, so it is skipped");
    info = ending(infos, count, "/not/there");
    CHECK_HAS(info->reason, "No such file or directory");
    CHECK_STR(info->name, "");
    snprintf(list, sizeof(list), "%s/same.so", other);
    info = ending(infos, count, list);
    CHECK_HAS(info->reason, "one in another directory");
    info = ending(infos, count, "/listed.so");
    CHECK_HAS(info->reason, "one in the program");
    rowan_free(infos);
    plugin_box_end();
}

static void
test_list__survives_a_failure_of_each_allocation(void)
{
    const char *box = plugin_box_begin();

    (void)plugin_box_copy(box, "alias_one", "alias_one");
    plugin_box_write(box, "text.so", "a text, and long enough to be read\n");
    plugin_box_end();
    fail_alloc_begin();
    for (int64_t nth = 1;; nth++) {
        rowan_plugin_info *infos = NULL;
        size_t count = 0;
        rowan_status status;

        fail_alloc_arm(nth);
        status = rowan_plugin_directory_add(box, NULL);
        if (status == ROWAN_OK)
            status = rowan_plugin_list(&infos, &count, NULL);
        CHECK_INT(status,
                  fail_alloc_struck() ? ROWAN_NO_MEMORY : ROWAN_OK);
        rowan_free(infos);
        rowan__dialect_shutdown();
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck())
            break;
    }
    fail_alloc_end();
}

HARNESS_SUITE(dialect_list,
    HARNESS_TEST(test_list__shows_plugins_of_the_program_first),
    HARNESS_TEST(test_list__shows_good_and_bad_files_with_reasons),
    HARNESS_TEST(test_list__shows_what_stands_in_the_way),
    HARNESS_TEST(test_list__survives_a_failure_of_each_allocation))
