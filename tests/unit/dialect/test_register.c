/* SPDX-License-Identifier: MIT */
/* Plugins in the program, their set-up, and threads that find one at once. */
#include "harness.h"
#include "plugin_box.h"

#include <pthread.h>
#include <string.h>

#define FIXTURE_NAME registered
#include "../../plugins/fixture.h"

static rowan_status
find(const char *name, const rowan__dialect **ret_dialect, rowan_error *err)
{
    *err = (rowan_error){0};
    *ret_dialect = NULL;
    return rowan__dialect_find(name, NULL, ret_dialect, err);
}

/* --- plugins in the program --------------------------------------------- */

static const char *const good_alias[] = {"good", NULL};

static const rowan_plugin *
good_entry(const rowan_host *host)
{
    static rowan_plugin named_good;

    (void)host;
    named_good = fixture_plugin;
    named_good.name = "good";
    named_good.version = "in the program";
    return &named_good;
}

static const rowan_plugin *
alias_entry(const rowan_host *host)
{
    static rowan_plugin with_alias;

    (void)host;
    with_alias = fixture_plugin;
    with_alias.aliases = good_alias;
    return &with_alias;
}

static void
test_register__wins_over_a_file(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect;
    rowan_error err;

    plugin_box_write(box, "good.so", "a text, and long enough to be read\n");
    CHECK_INT(rowan_plugin_register(good_entry, NULL), ROWAN_OK);
    CHECK_INT(find("good", &dialect, &err), ROWAN_OK);
    REQUIRE(dialect != NULL);
    CHECK_STR(dialect->version, "in the program");
    CHECK(dialect->path == NULL);
    plugin_box_end();
}

static void
test_register__wins_over_a_file_by_its_alias_too(void)
{
    const char *box = plugin_box_begin();
    const rowan__dialect *dialect;
    rowan_error err;

    plugin_box_write(box, "good.so", "a text, and long enough to be read\n");
    CHECK_INT(rowan_plugin_register(alias_entry, NULL), ROWAN_OK);
    CHECK_INT(find("good", &dialect, &err), ROWAN_OK);
    REQUIRE(dialect != NULL);
    CHECK_STR(dialect->name, "registered");
    plugin_box_end();
}

static void
test_register__refuses_a_second_plugin_of_a_name(void)
{
    rowan_error err = {0};

    (void)plugin_box_begin();
    CHECK_INT(rowan_plugin_register(good_entry, &err), ROWAN_OK);
    CHECK_INT(rowan_plugin_register(good_entry, &err), ROWAN_OK);
    CHECK_INT(rowan_plugin_register(alias_entry, &err), ROWAN_ALREADY_EXISTS);
    CHECK_HAS(err.message, "the name 'good' is that of plugin 'good' (part of "
                           "the program) already");
    plugin_box_end();
}

static const rowan_plugin *
null_entry(const rowan_host *host)
{
    (void)host;
    return NULL;
}

static void
test_register__refuses_nothing_and_null(void)
{
    rowan_error err = {0};

    (void)plugin_box_begin();
    CHECK_INT(rowan_plugin_register(NULL, &err), ROWAN_INVALID);
    err = (rowan_error){0};
    CHECK_INT(rowan_plugin_register(null_entry, &err), ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, "plugin '?' (part of the program): its entry point "
                           "returned NULL");
    plugin_box_end();
}

static void *
address_of(rowan_plugin_entry *entry)
{
    void *address;

    memcpy(&address, &entry, sizeof(address));
    return address;
}

static void
test_preload__keeps_why_one_is_bad(void)
{
    int data = 0;
    const rowan_plugin_symbol symbols[] = {
        {"@PROGRAM@", NULL},
        {"good.a", NULL},
        {"good_LTX_rowan_plugin_v1", address_of(good_entry)},
        {"good_LTX_other", &data},
        {"bad_LTX_rowan_plugin_v1", address_of(null_entry)},
        {"_LTX_rowan_plugin_v1", &data},
        {"rowan_plugin_v1", &data},
        {NULL, NULL},
    };
    const rowan__dialect *dialect;
    rowan_error err = {0};

    (void)plugin_box_begin();
    CHECK_INT(rowan_plugin_preload(symbols, &err), ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, "plugin 'bad' (part of the program)");
    CHECK_INT(find("good", &dialect, &err), ROWAN_OK);
    CHECK_INT(find("bad", &dialect, &err), ROWAN_PLUGIN_INVALID);
    CHECK_HAS(err.message, "its entry point returned NULL");
    plugin_box_end();
}

/* --- set-up ------------------------------------------------------------- */

static int set_ups;
static int tear_downs;
static bool set_up_fails;

static int32_t
count_set_up(const rowan_host *host, rowan_error *err)
{
    (void)host;
    (void)err;
    set_ups++;
    return set_up_fails ? ROWAN_IO : ROWAN_OK;
}

static void
count_tear_down(void)
{
    tear_downs++;
}

static const rowan_plugin *
counting_entry(const rowan_host *host)
{
    static rowan_plugin counting;

    (void)host;
    counting = fixture_plugin;
    counting.name = "counting";
    counting.initialize = count_set_up;
    counting.finalize = count_tear_down;
    return &counting;
}

static void
test_register__sets_up_until_it_works_and_then_once(void)
{
    const rowan__dialect *dialect;
    rowan_error err;

    (void)plugin_box_begin();
    set_ups = tear_downs = 0;
    set_up_fails = true;
    CHECK_INT(rowan_plugin_register(counting_entry, NULL), ROWAN_OK);
    CHECK_INT(set_ups, 0);
    CHECK_INT(find("counting", &dialect, &err), ROWAN_IO);
    CHECK_STR(err.message, "plugin 'counting' 1.2: its set-up failed");
    CHECK(dialect == NULL);
    set_up_fails = false;
    CHECK_INT(find("counting", &dialect, &err), ROWAN_OK);
    CHECK_INT(find("counting", &dialect, &err), ROWAN_OK);
    CHECK_INT(set_ups, 2);
    CHECK_INT(tear_downs, 0);
    plugin_box_end();
    CHECK_INT(tear_downs, 1);
}

/* --- threads --- */

enum { THREADS = 16 };

typedef struct finder {
    const char *name;
    const rowan__dialect *dialect;
    rowan_status status;
} finder;

static void *
find_in_thread(void *argument)
{
    finder *mine = argument;

    for (int i = 0; i < 50; i++)
        mine->status =
            rowan__dialect_find(mine->name, NULL, &mine->dialect, NULL);
    return NULL;
}

static void
test_find__gives_all_threads_the_same_dialect(void)
{
    const char *box = plugin_box_begin();
    const char *name = "counting";
    pthread_t threads[THREADS];
    finder finders[THREADS];

    set_ups = 0;
    CHECK_INT(rowan_plugin_register(counting_entry, NULL), ROWAN_OK);
    if (plugin_box_copy(box, "alias_one", "alias_one"))
        name = "only_one";
    for (int i = 0; i < THREADS; i++) {
        finders[i] = (finder){.name = i % 2 == 0 ? name : "counting"};
        CHECK_INT(pthread_create(&threads[i], NULL, find_in_thread,
                                 &finders[i]),
                  0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK_INT(pthread_join(threads[i], NULL), 0);
        CHECK_INT(finders[i].status, ROWAN_OK);
        CHECK(finders[i].dialect != NULL);
        CHECK(finders[i].dialect == finders[i % 2].dialect);
    }
    CHECK_INT(set_ups, 1);
    plugin_box_end();
}

HARNESS_SUITE(dialect_register,
    HARNESS_TEST(test_register__wins_over_a_file),
    HARNESS_TEST(test_register__wins_over_a_file_by_its_alias_too),
    HARNESS_TEST(test_register__refuses_a_second_plugin_of_a_name),
    HARNESS_TEST(test_register__refuses_nothing_and_null),
    HARNESS_TEST(test_preload__keeps_why_one_is_bad),
    HARNESS_TEST(test_register__sets_up_until_it_works_and_then_once),
    HARNESS_TEST(test_find__gives_all_threads_the_same_dialect))
