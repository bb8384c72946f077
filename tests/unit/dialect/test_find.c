/* SPDX-License-Identifier: MIT */
/* From a name to a dialect: names, order of places, aliases. */
#include "fail_alloc.h"
#include "harness.h"
#include "plugin_box.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIXTURE_NAME registered
#include "../../plugins/fixture.h"

static rowan_status
find(const char *name, const rowan__dialect **ret_dialect, rowan_error *err)
{
    *err = (rowan_error){0};
    *ret_dialect = NULL;
    return rowan__dialect_find(name, NULL, ret_dialect, err);
}

/* --- names -------------------------------------------------------------- */

static void
test_find__refuses_names_that_could_leave_the_folder(void)
{
    static const char *const names[] = {
        "",
        ".",
        "..",
        "../good",
        "/good",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "..\\good",
        "%2f",
        "a%2fb",
        "%00",
        "good.so",
        "libc.so.6",
        "Good",
        "GOOD",
        "1good",
        "_good",
        "good ",
        " good",
        "good\n",
        "go od",
        "go-od",
        "go+od",
        "go\x01od",
        "go\x7fod",
        "go\xffod",
        ("g\xc3\xb6\xc3\xb6" "d"),
        "\xd0\xb3ood",
        "\xef\xbc\x8e\xef\xbc\x8e",
        "abcdefghijklmnopqrstuvwxyz0123456", /* 33 bytes */
    };

    (void)plugin_box_begin();
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const rowan__dialect *dialect;
        rowan_error err;

        if (find(names[i], &dialect, &err) != ROWAN_INVALID)
            FAIL("'%s' was not refused", names[i]);
        CHECK_HAS(err.message, "is not valid: a lower-case letter, then up to "
                               "31 lower-case letters, digits or '_'");
        CHECK(strchr(err.message, '\n') == NULL);
    }
    plugin_box_end();
}

static void
test_find__refuses_a_mebibyte_in_a_short_text(void)
{
    size_t size = 1024 * 1024;
    char *name = malloc(size + 1);
    const rowan__dialect *dialect;
    rowan_error err;

    REQUIRE(name != NULL);
    memset(name, 'a', size);
    name[size] = '\0';
    CHECK_INT(find(name, &dialect, &err), ROWAN_INVALID);
    CHECK_HAS(err.message, "aaaaaaaa...' is not valid");
    free(name);
}

static void
test_find__refuses_no_name(void)
{
    const rowan__dialect *dialect;
    rowan_error err;

    CHECK_INT(find(NULL, &dialect, &err), ROWAN_INVALID);
    CHECK_STR(err.message, "no dialect name is given");
}

static void
test_find__takes_the_longest_name_that_is_valid(void)
{
    const rowan__dialect *dialect;
    rowan_error err;

    (void)plugin_box_begin();
    CHECK_INT(find("abcdefghijklmnopqrstuvwxyz_01234", &dialect, &err),
              ROWAN_PLUGIN_NOT_FOUND);
    plugin_box_end();
}

/* --- texts -------------------------------------------------------------- */

static void
test_find__lists_every_path_and_names_the_package(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect;
    rowan_error err;
    char path[1024];

    setenv("ROWAN_PLUGIN_PATH", "/first/place:relative/place::/second/place",
           1);
    CHECK_INT(find("unheard_of", &dialect, &err), ROWAN_PLUGIN_NOT_FOUND);
    snprintf(path, sizeof(path), "%s/unheard_of.so: no such file", box);
    CHECK_HAS(err.message, "no plugin for dialect 'unheard_of'; tried: ");
    CHECK_HAS(err.message, path);
    CHECK_HAS(err.message, "/first/place/unheard_of.so: no such file");
    CHECK_HAS(err.message, "ROWAN_PLUGIN_PATH entry 'relative/place': not an "
                           "absolute path, so it is skipped");
    CHECK_HAS(err.message, "ROWAN_PLUGIN_PATH entry ''");
    CHECK_HAS(err.hint, "is the plugin package for 'unheard_of' installed");
    CHECK_HAS(err.hint, "--with-unheard_of");
    CHECK_HAS(err.hint, "rowan plugins");
    plugin_box_end();
}

static void
test_find__counts_the_paths_that_do_not_fit(void)
{
    const rowan__dialect *dialect;
    rowan_error err;
    char list[4096] = "";
    size_t used = 0;

    (void)plugin_box_begin();
    for (int i = 0; i < 40; i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used,
                                 "%s/place/number/%d", i > 0 ? ":" : "", i);
    setenv("ROWAN_PLUGIN_PATH", list, 1);
    CHECK_INT(find("unheard_of", &dialect, &err), ROWAN_PLUGIN_NOT_FOUND);
    CHECK_HAS(err.message, " more");
    CHECK_HAS(err.hint, " more");
    CHECK_HAS(err.hint, "is the plugin package for 'unheard_of' installed");
    plugin_box_end();
}

static void
test_find__never_looks_into_the_working_directory(void)
{
    const char *other = plugin_box_directory();
    const rowan__dialect *dialect;
    rowan_error err;
    char *home = getcwd(NULL, 0);

    (void)plugin_box_begin();
    plugin_box_write(other, "here.so", "a text, and long enough to be read\n");
    CHECK_INT(chdir(other), 0);
    setenv("ROWAN_PLUGIN_PATH", ".:./:", 1);
    CHECK_INT(find("here", &dialect, &err), ROWAN_PLUGIN_NOT_FOUND);
    CHECK_INT(chdir(home), 0);
    free(home);
    err = (rowan_error){0};
    CHECK_INT(rowan_plugin_directory_add(".", &err), ROWAN_INVALID);
    CHECK_HAS(err.message, "plugin directory '.': give an absolute path");
    plugin_box_end();
}

/* --- set-user-id programs ------------------------------------------------- */

#define SECURE_TEST "test_find__ignores_the_environment_when_set_user_id"
#define SECURE_MARK "ROWAN_TEST_IS_SET_USER_ID"

/* The leak checker traces its program, which set-user-id forbids. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_LEAK_CHECKER 1
#elif defined(__has_feature)
#define HAS_LEAK_CHECKER __has_feature(address_sanitizer)
#else
#define HAS_LEAK_CHECKER 0
#endif

/* Runs this program's SECURE_TEST from a copy that changes to another user;
 * its exit status, or -1. */
static int
run_set_user_id(const char *copy)
{
    char *const arguments[] = {(char *)"unit", (char *)"--match",
                               (char *)SECURE_TEST, NULL};
    char *const environment[] = {(char *)"ROWAN_PLUGIN_PATH=/chosen/by/user",
                                 (char *)SECURE_MARK "=1", NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = -1;
    int status = -1;

    REQUIRE(posix_spawn_file_actions_init(&actions) == 0);
    CHECK_INT(posix_spawn_file_actions_addopen(&actions, 1, "/dev/null",
                                               O_WRONLY, 0),
              0);
    CHECK_INT(posix_spawn(&child, copy, &actions, NULL, arguments,
                          environment),
              0);
    posix_spawn_file_actions_destroy(&actions);
    if (child > 0)
        CHECK_INT(waitpid(child, &status, 0), child);
    return status;
}

static void
test_find__ignores_the_environment_when_set_user_id(void)
{
    const char *copy = harness_temp_path("set-user-id");
    const rowan__dialect *dialect;
    rowan_error err;

    if (getauxval(AT_SECURE) != 0) {
        CHECK_INT(find("unheard_of", &dialect, &err), ROWAN_PLUGIN_NOT_FOUND);
        /* The directory built in may be one that this user cannot look into. */
        CHECK_HAS(err.message, "/unheard_of.so: ");
        CHECK(strstr(err.message, "/chosen/by/user") == NULL);
        return;
    }
    if (getenv(SECURE_MARK) != NULL)
        HARNESS_SKIP("this file system has no set-user-id programs");
    if (geteuid() != 0)
        HARNESS_SKIP("only root can make a program of another user");
    if (HAS_LEAK_CHECKER)
        HARNESS_SKIP("no leak checker in set-user-id programs");
    CHECK(plugin_box_copy_file("/proc/self/exe", copy));
    CHECK_INT(chown(copy, 65534, 65534), 0);
    CHECK_INT(chmod(copy, 04755), 0);
    CHECK_INT(run_set_user_id(copy), 0);
}

/* --- order -------------------------------------------------------------- */

static void
test_find__takes_the_first_directory_that_has_the_file(void)
{
    const char *box = plugin_box_begin();
    const char *other = plugin_box_directory();
    const rowan__dialect *dialect;
    rowan_error err;

    if (!plugin_box_copy(box, "good", "good") ||
        !plugin_box_copy(other, "good", "good"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    setenv("ROWAN_PLUGIN_PATH", other, 1);
    CHECK_INT(find("good", &dialect, &err), ROWAN_OK);
    REQUIRE(dialect != NULL);
    CHECK_HAS(dialect->path, box);
    plugin_box_end();
}

static void
test_find__does_not_look_behind_a_bad_file(void)
{
    const char *box = plugin_box_begin();
    const char *other = plugin_box_directory();
    const rowan__dialect *dialect;
    rowan_error err;

    if (!plugin_box_copy(other, "good", "good"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    plugin_box_write(box, "good.so", "a text, and long enough to be read\n");
    setenv("ROWAN_PLUGIN_PATH", other, 1);
    CHECK_INT(find("good", &dialect, &err), ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, box);
    plugin_box_end();
}

static void
test_find__looks_again_at_a_file_that_was_bad(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect;
    rowan_error err;

    plugin_box_write(box, "good.so", "a text, and long enough to be read\n");
    CHECK_INT(find("good", &dialect, &err), ROWAN_PLUGIN_INVALID);
    if (!plugin_box_copy(box, "good", "good"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    CHECK_INT(find("good", &dialect, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    plugin_box_end();
}

/* --- aliases ------------------------------------------------------------ */

static void
test_find__knows_a_plugin_by_its_alias(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *by_alias;
    const rowan__dialect *by_name;
    rowan_error err;

    if (!plugin_box_copy(box, "alias_one", "alias_one"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    CHECK_INT(find("only_one", &by_alias, &err), ROWAN_OK);
    CHECK_INT(find("alias_one", &by_name, &err), ROWAN_OK);
    CHECK(by_alias != NULL && by_alias == by_name);
    plugin_box_end();
}

static void
test_find__refuses_an_alias_that_two_plugins_claim(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect;
    rowan_error err;

    if (!plugin_box_copy(box, "alias_one", "alias_one") ||
        !plugin_box_copy(box, "alias_two", "alias_two"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    /* One of them is in use already, which must not decide. */
    CHECK_INT(find("alias_two", &dialect, &err), ROWAN_OK);
    CHECK_INT(find("twin", &dialect, &err), ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, "'twin' is an alias that two plugins claim");
    CHECK_HAS(err.message, "'alias_one' (");
    CHECK_HAS(err.message, "'alias_two' (");
    CHECK_HAS(err.hint, "instead of 'twin'");
    CHECK_INT(find("only_one", &dialect, &err), ROWAN_OK);
    plugin_box_end();
}

static void
test_find__takes_a_file_before_an_alias_of_its_name(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect;
    rowan_error err;

    if (!plugin_box_copy(box, "alias_one", "alias_one"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    plugin_box_write(box, "twin.so", "a text, and long enough to be read\n");
    CHECK_INT(find("twin", &dialect, &err), ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, "twin.so: it cannot be loaded");
    plugin_box_end();
}

static void
test_find__names_bad_files_when_an_alias_is_not_found(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect;
    rowan_error err;

    if (!plugin_box_copy(box, "no_prepare", "no_prepare"))
        HARNESS_SKIP(PLUGIN_BOX_NEEDS);
    CHECK_INT(find("nickname", &dialect, &err), ROWAN_PLUGIN_NOT_FOUND);
    CHECK_HAS(err.message, "required slot driver.prepare is missing");
    plugin_box_end();
}

/* --- drivers ------------------------------------------------------------ */

static const rowan_plugin *
registered_entry(const rowan_host *host)
{
    (void)host;
    return &fixture_plugin;
}

static void
test_find__takes_the_own_name_for_a_driver_and_no_other(void)
{
    const rowan__dialect *dialect = NULL;
    rowan_error err = {0};

    (void)plugin_box_begin();
    CHECK_INT(rowan_plugin_register(registered_entry, NULL), ROWAN_OK);
    CHECK_INT(rowan__dialect_find("registered", "registered", &dialect, &err),
              ROWAN_OK);
    CHECK_INT(rowan__dialect_find("registered", "odbc", &dialect, &err),
              ROWAN_PLUGIN_NOT_FOUND);
    CHECK_STR(err.message,
              "dialect 'registered' has no driver 'odbc'; its only driver is "
              "'registered', so '+odbc' can be left out");
    err = (rowan_error){0};
    CHECK_INT(rowan__dialect_find("registered", "../x", &dialect, &err),
              ROWAN_INVALID);
    CHECK_HAS(err.message, "driver name '../x' is not valid");
    plugin_box_end();
}

/* --- memory -------------------------------------------------------------- */

static void
find_with_failures(const char *directory, const char *name,
                   rowan_status expected)
{
    for (int64_t nth = 1;; nth++) {
        const rowan__dialect *dialect = NULL;
        rowan_error err = {0};
        rowan_status status;

        fail_alloc_arm(nth);
        status = rowan_plugin_register(registered_entry, &err);
        if (status == ROWAN_OK)
            status = rowan_plugin_directory_add(directory, &err);
        if (status == ROWAN_OK)
            status = rowan__dialect_find(name, NULL, &dialect, &err);
        if (!fail_alloc_struck())
            CHECK_INT(status, expected);
        else
            CHECK_INT(status, ROWAN_NO_MEMORY);
        rowan__dialect_shutdown();
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck())
            return;
    }
}

static void
test_find__survives_a_failure_of_each_allocation(void)
{
    const char *box = plugin_box_begin();

    plugin_box_write(box, "good.so", "a text, and long enough to be read\n");
    (void)plugin_box_copy(box, "alias_one", "alias_one");
    plugin_box_end();
    fail_alloc_begin();
    find_with_failures(box, "registered", ROWAN_OK);
    find_with_failures(box, "good", ROWAN_PLUGIN_INVALID);
    find_with_failures(box, "unheard_of", ROWAN_PLUGIN_NOT_FOUND);
    fail_alloc_end();
}

HARNESS_SUITE(dialect_find,
    HARNESS_TEST(test_find__refuses_names_that_could_leave_the_folder),
    HARNESS_TEST(test_find__refuses_a_mebibyte_in_a_short_text),
    HARNESS_TEST(test_find__refuses_no_name),
    HARNESS_TEST(test_find__takes_the_longest_name_that_is_valid),
    HARNESS_TEST(test_find__lists_every_path_and_names_the_package),
    HARNESS_TEST(test_find__counts_the_paths_that_do_not_fit),
    HARNESS_TEST(test_find__never_looks_into_the_working_directory),
    HARNESS_TEST(test_find__ignores_the_environment_when_set_user_id),
    HARNESS_TEST(test_find__takes_the_first_directory_that_has_the_file),
    HARNESS_TEST(test_find__does_not_look_behind_a_bad_file),
    HARNESS_TEST(test_find__looks_again_at_a_file_that_was_bad),
    HARNESS_TEST(test_find__knows_a_plugin_by_its_alias),
    HARNESS_TEST(test_find__refuses_an_alias_that_two_plugins_claim),
    HARNESS_TEST(test_find__takes_a_file_before_an_alias_of_its_name),
    HARNESS_TEST(test_find__names_bad_files_when_an_alias_is_not_found),
    HARNESS_TEST(test_find__takes_the_own_name_for_a_driver_and_no_other),
    HARNESS_TEST(test_find__survives_a_failure_of_each_allocation))
