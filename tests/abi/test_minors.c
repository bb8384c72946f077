/* SPDX-License-Identifier: MIT */
/*
 * Plugins of older and of newer minors work. The plugin in memory.c runs a
 * session with its tables cut at each size that may be, where the page behind
 * them cannot be read, and grown; and as a module, built with the headers of
 * each minor that is frozen.
 */
#include "harness.h"
#include "memory.h"

#include <rowan.h>
#include <rowan/plugin/catalog.h>
#include <rowan/plugin/driver.h>
#include <rowan/plugins.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct note {
    int64_t id;
    const char *text;
} note;

ROWAN_MODEL(note, "notes", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(text))

/* --- a session from end to end ---------------------------------------------
 */

static void
write_notes(rowan_engine *engine)
{
    rowan_session *session = rowan_session_open(engine, NULL);
    note *second, *third;

    REQUIRE(session != NULL);
    (void)rowan_new(session, note, .id = 1, .text = "one");
    second = rowan_new(session, note, .id = 2, .text = "two");
    third = rowan_new(session, note, .id = 3, .text = "three");
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    if (second != NULL && third != NULL)
        second->text = "zwei", third->text = "drei";
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    (void)rowan_new(session, note, .id = 4, .text = "four");
    CHECK_INT(rowan_flush(session), ROWAN_OK);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    CHECK_STR(rowan_session_error(session)->message, "");
    rowan_session_close(session);
}

static void
read_notes(rowan_engine *engine)
{
    rowan_session *session = rowan_session_open(engine, NULL);
    char all[64] = "";
    size_t size = 0;
    note *third;

    REQUIRE(session != NULL);
    rowan_each(note, n, rowan_find(session, note)) size += (size_t)snprintf(
        all + size, sizeof(all) - size, "%d %s, ", (int)n->id, n->text);
    CHECK_STR(all, "1 one, 2 zwei, 3 drei, ");
    third = rowan_get(session, note, 3);
    CHECK_STR(third != NULL ? third->text : NULL, "drei");
    CHECK_STR(rowan_session_error(session)->message, "");
    rowan_session_close(session);
}

static void
look_at_tables(rowan_engine *engine, bool can_reflect)
{
    rowan_inspection *found = NULL;
    rowan_error err = {0};
    rowan_status status = rowan_inspect(engine, NULL, &found, &err);

    CHECK_INT(status, can_reflect ? ROWAN_OK : ROWAN_UNSUPPORTED);
    if (status == ROWAN_OK)
        CHECK(rowan_table_info_column(
                  rowan_inspection_table(found, NULL, "notes"), "id") != NULL);
    rowan_inspection_free(found);
}

/* What the database refuses is told by what it says. */
static void
be_refused(rowan_engine *engine)
{
    rowan_session *session = rowan_session_open(engine, NULL);

    REQUIRE(session != NULL);
    CHECK_INT(rowan_execute(session, "NONSENSE"), ROWAN_SYNTAX);
    CHECK_HAS(rowan_session_error(session)->message, "seven words");
    rowan_session_close(session);
}

static void
run_session(bool can_reflect)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("memory://", &err);

    CHECK_STR(err.message, "");
    REQUIRE(engine != NULL);
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(note), &err), ROWAN_OK);
    write_notes(engine);
    read_notes(engine);
    look_at_tables(engine, can_reflect);
    be_refused(engine);
    CHECK_INT(rowan_drop_all(engine, ROWAN_MODELS(note), &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- tables of other sizes -------------------------------------------------
 */

typedef enum which { PLUGIN, DIALECT, DRIVER, CATALOG, OFFLINE, TABLES } which;

/* The size of each; what is longer than today's is filled with rubbish. */
static uint32_t sizes[TABLES];
static char *pages[TABLES];

static const uint32_t full_sizes[TABLES] = {
    [PLUGIN] = sizeof(rowan_plugin),        [DIALECT] = sizeof(rowan_dialect),
    [DRIVER] = sizeof(rowan_driver),        [CATALOG] = sizeof(rowan_catalog),
    [OFFLINE] = sizeof(rowan_capabilities),
};

/* Each ends with the last slot that ABI 1.0 requires. */
static const uint32_t smallest_sizes[TABLES] = {
    [PLUGIN] = offsetof(rowan_plugin, initialize),
    [DIALECT] = offsetof(rowan_dialect, table_options),
    [DRIVER] = offsetof(rowan_driver, consecutive_ids),
    [CATALOG] = offsetof(rowan_catalog, reflect),
    [OFFLINE] = offsetof(rowan_capabilities, server_name),
};

/* A copy of the size that is wanted, right before a page that nobody reads. */
static void *
place(which table, const void *given)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint32_t size = sizes[table];
    uint32_t full = full_sizes[table];
    char *copy;

    pages[table] = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(pages[table] != MAP_FAILED);
    CHECK_INT(mprotect(pages[table] + page, page, PROT_NONE), 0);
    copy = pages[table] + page - size;
    memset(copy, 0xa5, size);
    memcpy(copy, given, size < full ? size : full);
    memcpy(copy, &size, sizeof(size));
    return copy;
}

static const rowan_plugin *
resized(const rowan_host *host)
{
    const rowan_plugin *given = memory_LTX_rowan_plugin_v1(host);
    rowan_plugin plugin = *given;
    rowan_dialect dialect = *given->dialect;

    dialect.capabilities = place(OFFLINE, given->dialect->capabilities);
    plugin.dialect = place(DIALECT, &dialect);
    plugin.driver = place(DRIVER, given->driver);
    plugin.catalog = place(CATALOG, given->catalog);
    return place(PLUGIN, &plugin);
}

static bool
reaches(which table, size_t end_of_slot)
{
    return sizes[table] >= end_of_slot;
}

#define END(table_, slot_) \
    (offsetof(rowan_##table_, slot_) + sizeof(((rowan_##table_ *)0)->slot_))

/* A session with these sizes; what is beyond them is not called. */
static void
run_resized(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    rowan_error err = {0};

    memory_called = (memory_calls){0};
    CHECK_INT(rowan_plugin_register(resized, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    run_session(reaches(CATALOG, END(catalog, reflect)));
    CHECK_INT(memory_called.initialize > 0,
              reaches(PLUGIN, END(plugin, initialize)));
    CHECK_INT(memory_called.many > 0,
              reaches(DRIVER, END(driver, execute_many)));
    CHECK_INT(memory_called.reflect > 0,
              reaches(CATALOG, END(catalog, reflect)));
    rowan_shutdown();
    for (int i = 0; i < TABLES; i++)
        (void)munmap(pages[i], 2 * page);
}

static void
cut(which table)
{
    memcpy(sizes, full_sizes, sizeof(sizes));
    for (uint32_t size = smallest_sizes[table]; size <= full_sizes[table];
         size += (uint32_t)sizeof(void *)) {
        sizes[table] = size;
        run_resized();
    }
}

static void
test_minors__a_short_plugin_table_works(void)
{
    cut(PLUGIN);
}

static void
test_minors__a_short_dialect_table_works(void)
{
    cut(DIALECT);
}

static void
test_minors__a_short_driver_table_works(void)
{
    cut(DRIVER);
}

static void
test_minors__a_short_catalog_table_works(void)
{
    cut(CATALOG);
}

static void
test_minors__short_capabilities_work(void)
{
    cut(OFFLINE);
}

static void
test_minors__the_shortest_tables_work_together(void)
{
    memcpy(sizes, smallest_sizes, sizeof(sizes));
    run_resized();
}

static void
test_minors__tables_of_a_newer_minor_work(void)
{
    for (uint32_t more = 8; more <= 64; more += 8) {
        for (int i = 0; i < TABLES; i++)
            sizes[i] = full_sizes[i] + more;
        run_resized();
    }
}

/* --- modules of frozen minors ----------------------------------------------
 */

/* A copy below the folder of this program: as root only such are loaded. */
static bool
fetch_module(unsigned minor, char folder[256])
{
    const char *build = getenv("ROWAN_TEST_BUILDDIR");
    char from[512], to[512], name[16], block[4096];
    FILE *in, *out;
    size_t size;

    (void)snprintf(name, sizeof(name), "1.%u", minor);
    (void)snprintf(folder, 256, "%s", harness_temp_path(name));
    (void)snprintf(from, sizeof(from), "%s/abi/built-%s/memory.so",
                   build != NULL ? build : ".", name);
    (void)snprintf(to, sizeof(to), "%s/memory.so", folder);
    in = fopen(from, "rb");
    if (in == NULL)
        return false;
    CHECK_INT(mkdir(folder, 0700), 0);
    out = fopen(to, "wb");
    REQUIRE(out != NULL);
    while ((size = fread(block, 1, sizeof(block), in)) > 0)
        CHECK_INT(fwrite(block, 1, size, out), size);
    (void)fclose(in);
    CHECK_INT(fclose(out), 0);
    CHECK_INT(chmod(to, 0600), 0);
    return true;
}

static void
test_minors__modules_of_all_minors_work(void)
{
    char folder[256];

    for (unsigned minor = 0; minor <= ROWAN_PLUGIN_ABI_MINOR; minor++) {
        if (!fetch_module(minor, folder))
            HARNESS_SKIP("plugins as modules: the build has none");
        CHECK_INT(rowan_plugin_directory_add(folder, NULL), ROWAN_OK);
        run_session(true);
        rowan_shutdown();
    }
}

HARNESS_SUITE(minors, HARNESS_TEST(test_minors__a_short_plugin_table_works),
              HARNESS_TEST(test_minors__a_short_dialect_table_works),
              HARNESS_TEST(test_minors__a_short_driver_table_works),
              HARNESS_TEST(test_minors__a_short_catalog_table_works),
              HARNESS_TEST(test_minors__short_capabilities_work),
              HARNESS_TEST(test_minors__the_shortest_tables_work_together),
              HARNESS_TEST(test_minors__tables_of_a_newer_minor_work),
              HARNESS_TEST(test_minors__modules_of_all_minors_work))
