/* SPDX-License-Identifier: MIT */
/* A database whose names are shorter than those that models make: SQLite,
 * through its plugin, which here says so. */
#include "harness.h"
#include "same_tables.h"

#include <dlfcn.h>
#include <rowan.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugins.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 30 };

#define TABLE "guests_of_the_grand_hotel"

typedef struct guest {
    int64_t id;
    int64_t brought_by;
    const char *email_at_home;
    const char *email_at_work;
    int32_t age;
} guest;
ROWAN_MODEL(guest, TABLE, ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(brought_by),
    ROWAN_COLUMN(email_at_home, .unique = true),
    ROWAN_COLUMN(email_at_work, .unique = true),
    ROWAN_COLUMN(age, .check_sql = "age >= 18", .index = true),
    ROWAN_FOREIGN_KEY(brought_by, guest, id))

typedef struct named {
    int64_t id;
    int32_t age;
} named;
ROWAN_MODEL(named, "named", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(age, .index = true,
                 .constraint = "an_index_named_by_its_own_author"))

/* --- the plugin ----------------------------------------------------------- */

static rowan_plugin_entry *sqlite_entry;

static const rowan_plugin *
short_entry(const rowan_host *host)
{
    static rowan_plugin plugin;
    static rowan_dialect dialect;
    static rowan_capabilities capabilities;
    const rowan_plugin *sqlite = sqlite_entry(host);

    if (sqlite == NULL)
        return NULL;
    capabilities = *sqlite->dialect->capabilities;
    capabilities.max_identifier_bytes = LONGEST;
    dialect = *sqlite->dialect;
    dialect.capabilities = &capabilities;
    plugin = *sqlite;
    plugin.name = "short";
    plugin.aliases = NULL;
    plugin.dialect = &dialect;
    return &plugin;
}

static bool
has_sqlite(void)
{
    const char *folder = getenv("ROWAN_PLUGIN_PATH");
    char path[1000];
    void *module, *symbol;

    (void)snprintf(path, sizeof path, "%s/sqlite.so", folder ? folder : "");
    module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    symbol = module ? dlsym(module, "sqlite_LTX_rowan_plugin_v1") : NULL;
    memcpy(&sqlite_entry, &symbol, sizeof sqlite_entry);
    return sqlite_entry != NULL;
}

#define NEED_SQLITE()                                                          \
    do {                                                                       \
        if (!has_sqlite())                                                     \
            HARNESS_SKIP("the plugin sqlite as a shared object");              \
    } while (0)

static rowan_engine *
open_short(void)
{
    rowan_error err = {0};
    rowan_engine *engine = NULL;

    if (rowan_plugin_register(short_entry, &err) == ROWAN_OK)
        engine = rowan_engine_open("short:///:memory:", &err);
    CHECK_STR(err.message, "");
    REQUIRE(engine != NULL);
    return engine;
}

/* --- tests ---------------------------------------------------------------- */

/* Every quoted name of the text fits. */
static void
check_sizes(const char *sql)
{
    size_t count = 0;

    for (const char *at = strchr(sql, '"'); at != NULL;
         at = strchr(at + 1, '"')) {
        size_t size = strcspn(++at, "\"");

        CHECK(size <= LONGEST);
        at += size;
        count++;
    }
    CHECK(count > 10);
}

static void
test_names__too_long_for_the_database_are_cut_and_known_again(void)
{
    const rowan_model *const *models = ROWAN_MODELS(guest);
    rowan_engine *engine;
    rowan_error err = {0};
    char *sql = NULL;

    NEED_SQLITE();
    engine = open_short();
    CHECK_INT(rowan_render_ddl(models, "short", &sql, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    check_sizes(sql);
    /* These stand in databases: the way they are made may never change. */
    CHECK(strstr(sql, "CONSTRAINT \"uq_guests_of_the_gran_ad40e8c6\"") !=
          NULL);
    rowan_free(sql);
    CHECK_INT(rowan_create_all(engine, models, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    check_same_tables(engine, models);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_names__that_were_cut_are_told_as_the_model_has_them(void)
{
    rowan_engine *engine;
    rowan_error err = {0};
    rowan_session *session;

    NEED_SQLITE();
    engine = open_short();
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(guest), &err), ROWAN_OK);
    session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    CHECK(rowan_new(session, guest, .id = 1, .brought_by = 1, .age = 17) !=
          NULL);
    CHECK_INT(rowan_commit(session), ROWAN_CHECK_VIOLATION);
    CHECK_STR(rowan_session_error(session)->constraint, "ck_" TABLE "_age");
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_names__that_the_author_gave_are_refused_if_too_long(void)
{
    rowan_engine *engine;
    rowan_error err = {0};

    NEED_SQLITE();
    engine = open_short();
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(named), &err),
              ROWAN_INVALID);
    CHECK(strstr(err.message, "'an_index_named_by_its_own_author' has 32 "
                              "bytes, the database takes 30") != NULL);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

HARNESS_SUITE(
    short_names,
    HARNESS_TEST(test_names__too_long_for_the_database_are_cut_and_known_again),
    HARNESS_TEST(test_names__that_were_cut_are_told_as_the_model_has_them),
    HARNESS_TEST(test_names__that_the_author_gave_are_refused_if_too_long))
