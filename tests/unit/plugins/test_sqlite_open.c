/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    REQUIRE(file != NULL);
    fputs(text, file);
    fclose(file);
}

static void
test_open__the_plugin_says_who_it_is_and_sets_the_library_up(void)
{
    const rowan_plugin *plugin = rig_plugin();
    rowan_error err = {0};

    CHECK_STR(plugin->name, "sqlite");
    CHECK_STR(plugin->aliases[0], "sqlite3");
    CHECK_STR(plugin->aliases[1], NULL);
    CHECK_INT(plugin->initialize(rowan__host(), &err), ROWAN_OK);
    CHECK(plugin->driver->client_version()[0] == '3');
}

static void
test_open__hardens_every_connection(void)
{
    static const struct {
        const char *sql, *answer;
    } facts[] = {
        {"PRAGMA foreign_keys", "1"},    {"PRAGMA trusted_schema", "0"},
        {"PRAGMA cell_size_check", "1"}, {"PRAGMA journal_mode", "wal"},
        {"PRAGMA synchronous", "1"},     {"PRAGMA encoding", "UTF-8"},
        {"SELECT 'a' LIKE 'A'", "0"},    {"SELECT 'a' LIKE 'a'", "1"},
    };
    rowan_driver_connection *connection =
        rig_open(.database = harness_temp_path("hard.db"));

    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (!CHECK_STR(rig_ask(connection, facts[i].sql), facts[i].answer))
            FAIL("%s", facts[i].sql);
    rig_close(connection);
}

static void
test_open__refuses_what_is_off_by_default(void)
{
    static const struct {
        const char *sql;
        const char *option; /* that allows it; NULL: none does */
    } cases[] = {
        {"SELECT \"nosuchcolumn\"", "double_quoted_strings=on"},
        {"CREATE TABLE d(a CHECK(a <> \"x\"))", "double_quoted_strings=on"},
        {"ATTACH ':memory:' AS other", "attach=on"},
        {"VACUUM", "attach=on"},
        {"SELECT load_extension('nothing')", NULL},
        {"DELETE FROM sqlite_schema", NULL},
        {"SELECT writefile('x', 'y')", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_driver_connection *plain = rig_open();
        rowan_error err = {0};

        if (!CHECK(rig_try(plain, cases[i].sql, &err) != ROWAN_OK))
            FAIL("%s", cases[i].sql);
        rig_close(plain);
        if (cases[i].option) {
            rowan_driver_connection *allowed =
                rig_open(.options = {cases[i].option});
            rig_run(allowed, cases[i].sql);
            rig_close(allowed);
        }
    }
}

static void
test_open__defensive_keeps_the_schema_from_being_written(void)
{
    static const char *const steps[] = {"CREATE TABLE t(a)",
                                        "PRAGMA writable_schema=ON",
                                        "UPDATE sqlite_schema SET sql = sql"};
    rowan_driver_connection *careful = rig_open();
    rowan_driver_connection *careless = rig_open(.options = {"defensive=off"});
    rowan_error err = {0};

    rig_run(careful, steps[0]);
    rig_run(careful, steps[1]);
    CHECK(rig_try(careful, steps[2], &err) != ROWAN_OK);
    for (int i = 0; i < 3; i++)
        rig_run(careless, steps[i]);
    rig_close(careful);
    rig_close(careless);
}

static void
test_open__applies_each_option(void)
{
    static const struct {
        const char *option, *sql, *answer;
    } cases[] = {
        {"journal_mode=delete", "PRAGMA journal_mode", "delete"},
        {"journal_mode=truncate", "PRAGMA journal_mode", "truncate"},
        {"journal_mode=persist", "PRAGMA journal_mode", "persist"},
        {"journal_mode=memory", "PRAGMA journal_mode", "memory"},
        {"journal_mode=wal", "PRAGMA journal_mode", "wal"},
        {"journal_mode=delete", "PRAGMA synchronous", "2"},
        {"synchronous=off", "PRAGMA synchronous", "0"},
        {"synchronous=normal", "PRAGMA synchronous", "1"},
        {"synchronous=full", "PRAGMA synchronous", "2"},
        {"synchronous=extra", "PRAGMA synchronous", "3"},
        {"cache_size=-512", "PRAGMA cache_size", "-512"},
        {"cache_size=77", "PRAGMA cache_size", "77"},
        {"mmap_size=1048576", "PRAGMA mmap_size", "1048576"},
        {"temp_store=memory", "PRAGMA temp_store", "2"},
        {"temp_store=file", "PRAGMA temp_store", "1"},
        {"foreign_keys=off", "PRAGMA foreign_keys", "0"},
        {"trusted_schema=on", "PRAGMA trusted_schema", "1"},
        {"cell_size_check=off", "PRAGMA cell_size_check", "0"},
        {"case_sensitive_like=off", "SELECT 'a' LIKE 'A'", "1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[32];
        rowan_driver_connection *connection;

        snprintf(name, sizeof name, "option%zu.db", i);
        connection = rig_open(.database = harness_temp_path(name),
                              .options = {cases[i].option});
        if (!CHECK_STR(rig_ask(connection, cases[i].sql), cases[i].answer))
            FAIL("%s", cases[i].option);
        rig_close(connection);
    }
}

static void
test_open__says_that_a_journal_mode_is_not_possible(void)
{
    static const struct {
        const char *database, *option;
    } cases[] = {{NULL, "journal_mode=wal"}, {"off.db", "journal_mode=off"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rig_way way = {.database = cases[i].database
                                             ? harness_temp_path(
                                                   cases[i].database)
                                             : NULL,
                             .options = {cases[i].option}};
        rowan_driver_connection *connection = NULL;
        rowan_error err = {0};

        CHECK_INT(rig_connect(&way, &connection, &err), ROWAN_UNSUPPORTED);
        CHECK_HAS(err.message, cases[i].option);
    }
}

static void
test_open__waits_for_a_locked_file_no_longer_than_it_may(void)
{
    const char *path = harness_temp_path("locked.db");
    rowan_driver_connection *owner =
        rig_open(.database = path, .options = {"journal_mode=delete"});
    rowan_url_option mode = {"journal_mode", "delete"};
    rowan_url_parts url = {
        .database = path, .options = &mode, .option_count = 1};
    rowan_connect_params params = {.size = sizeof params,
                                   .timeout_ms = 40,
                                   .url = &url,
                                   .host = rowan__host()};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    rig_run(owner, "CREATE TABLE t(a)");
    rig_run(owner, "BEGIN EXCLUSIVE");
    CHECK_INT(rig_driver()->connect(&params, &connection, &err), ROWAN_BUSY);
    CHECK_HAS(err.message, path);
    rig_run(owner, "COMMIT");
    rig_close(owner);
}

static void
test_open__refuses_bad_option_values_and_says_what_is_allowed(void)
{
    static const struct {
        const char *option, *part;
    } cases[] = {
        {"mode=write", "rwc|rw|ro|memory"},
        {"mode=", "rwc|rw|ro|memory"},
        {"mode=r", "rwc|rw|ro|memory"},
        {"journal_mode=WAL", "wal|delete|truncate|persist|memory|off"},
        {"journal_mode=wal|delete", "journal_mode"},
        {"synchronous=3", "auto|off|normal|full|extra"},
        {"foreign_keys=1", "off|on"},
        {"foreign_keys=(default", "off|on"},
        {"busy_timeout=-1", "0..2147483647"},
        {"busy_timeout=", "0..2147483647"},
        {"busy_timeout=5s", "0..2147483647"},
        {"busy_timeout= 5", "0..2147483647"},
        {"busy_timeout=2147483648", "0..2147483647"},
        {"busy_timeout=99999999999999999999", "0..2147483647"},
        {"cache_size=0x10", "cache_size"},
        {"unknown=1", "not known"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rig_way way = {.options = {cases[i].option}};
        rowan_driver_connection *connection = NULL;
        rowan_error err = {0};

        CHECK_INT(rig_connect(&way, &connection, &err), ROWAN_URL_INVALID);
        CHECK_HAS(err.message, cases[i].part);
        CHECK(connection == NULL);
    }
}

static void
test_open__refuses_hosts_and_users(void)
{
    static const struct {
        rig_way way;
        const char *part;
    } cases[] = {
        {{.host = "shop.db"}, "no host 'shop.db'"},
        {{.host = "shop.db"}, "sqlite:///shop.db"},
        {{.host = "localhost", .database = "shop.db"}, "three slashes"},
        {{.user = "me"}, "no users"},
        {{.password = "secret"}, "no users"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_driver_connection *connection = NULL;
        rowan_error err = {0};

        CHECK_INT(rig_connect(&cases[i].way, &connection, &err),
                  ROWAN_URL_INVALID);
        CHECK_HAS(err.message, cases[i].part);
        CHECK(strstr(err.message, "secret") == NULL);
        CHECK(connection == NULL);
    }
}

static void
test_open__lists_every_option_for_help(void)
{
    const rowan_option_info *option = rig_driver()->options;
    int count = 0;

    for (; option->name; option++, count++)
        CHECK(option->values && *option->values && option->description &&
              *option->description);
    CHECK_INT(count, 17);
}

static void
test_open__creates_files_that_only_their_owner_reads(void)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    const char *path = harness_temp_path("private.db");
    rowan_driver_connection *connection = rig_open(.database = path);

    rig_run(connection, "CREATE TABLE t(a)");
    for (int i = 0; i < 3; i++) {
        char name[4200];
        struct stat file;

        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        REQUIRE(stat(name, &file) == 0);
        CHECK_INT(file.st_mode & 0777, 0600);
    }
    rig_close(connection);
}

static void
test_open__creates_a_private_file_behind_a_symbolic_link(void)
{
    const char *path = harness_temp_path("behind.db");
    const char *link_path = harness_temp_path("before.db");
    struct stat file;

    REQUIRE(symlink(path, link_path) == 0);
    rig_close(rig_open(.database = link_path));
    REQUIRE(stat(path, &file) == 0);
    CHECK_INT(file.st_mode & 0777, 0600);
}

static void
test_open__leaves_the_mode_of_a_file_that_exists(void)
{
    const char *path = harness_temp_path("shared.db");
    struct stat file;

    write_file(path, "");
    REQUIRE(chmod(path, 0640) == 0);
    rig_close(rig_open(.database = path));
    REQUIRE(stat(path, &file) == 0);
    CHECK_INT(file.st_mode & 0777, 0640);
}

static void
test_open__says_why_a_file_cannot_be_opened(void)
{
    const char *directory = harness_temp_dir();
    const char *text = harness_temp_path("notes.txt");
    const char *missing = harness_temp_path("missing/file.db");
    const char *absent = harness_temp_path("absent.db");
    const char *below = harness_temp_path("notes.txt/file.db");
    const char *wide = harness_temp_path("wide.db");
    const struct {
        const char *path, *option;
        rowan_status status;
        const char *part;
    } cases[] = {
        {directory, NULL, ROWAN_CONNECT_FAILED, "is a directory"},
        {missing, NULL, ROWAN_CONNECT_FAILED, "directory does not exist"},
        {absent, "mode=rw", ROWAN_CONNECT_FAILED, "no such file"},
        {absent, "mode=ro", ROWAN_CONNECT_FAILED, "no such file"},
        {below, NULL, ROWAN_CONNECT_FAILED, "not a directory"},
        {text, NULL, ROWAN_CORRUPT, "not a database"},
        {text, "mode=ro", ROWAN_CORRUPT, "not a database"},
        {wide, NULL, ROWAN_UNSUPPORTED, "UTF-16le"},
    };
    rowan_driver_connection *connection =
        rig_open(.database = wide, .options = {"journal_mode=delete"});

    /* The empty file made by opening has no encoding yet. */
    rig_run(connection, "PRAGMA encoding='UTF-16le'");
    rig_run(connection, "CREATE TABLE t(a)");
    rig_close(connection);
    write_file(text, "These are some notes, and by no means a database. "
                     "They are longer than the header of one, which has a "
                     "hundred bytes.\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rig_way way = {.database = cases[i].path,
                             .options = {cases[i].option}};
        rowan_error err = {0};

        connection = NULL;
        CHECK_INT(rig_connect(&way, &connection, &err), cases[i].status);
        CHECK_HAS(err.message, cases[i].part);
        CHECK_HAS(err.message, cases[i].path);
        CHECK(connection == NULL);
    }
}

static void
test_open__says_that_permission_is_denied(void)
{
    const char *path = harness_temp_path("denied.db");
    const char *readable = harness_temp_path("readable.db");
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};
    uid_t user = geteuid();

    if (user != 0)
        HARNESS_SKIP("changing the user needs root");
    rig_close(rig_open(.database = path));
    rig_close(rig_open(.database = readable,
                       .options = {"journal_mode=delete"}));
    REQUIRE(chmod(readable, 0644) == 0);
    REQUIRE(chmod(harness_temp_dir(), 0755) == 0);
    REQUIRE(seteuid(65534) == 0);
    CHECK_INT(rig_connect(&(rig_way){.database = path}, &connection, &err),
              ROWAN_DENIED);
    CHECK_HAS(err.message, "permission denied");
    memset(&err, 0, sizeof err);
    CHECK_INT(rig_connect(&(rig_way){.database = readable}, &connection, &err),
              ROWAN_DENIED);
    CHECK_HAS(err.message, "mode=ro");
    REQUIRE(seteuid(user) == 0);
}

static void
test_open__reads_without_writing_in_mode_ro(void)
{
    const char *path = harness_temp_path("ro.db");
    rowan_driver_connection *connection = rig_open(.database = path);
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    rig_run(connection, "INSERT INTO t VALUES (7)");
    rig_close(connection);
    connection = rig_open(.database = path, .options = {"mode=ro"});
    CHECK_STR(rig_ask(connection, "SELECT a FROM t"), "7");
    CHECK_INT(rig_try(connection, "DELETE FROM t", &err), ROWAN_READ_ONLY);
    CHECK_STR(err.sqlstate, "25006");
    rig_close(connection);
}

static void
test_open__takes_names_as_they_are(void)
{
    static const char *const names[] = {"file:a.db?mode=memory", ":b", "c d%20",
                                        "e;f'g\"h"};
    char directory[4096];

    REQUIRE(getcwd(directory, sizeof directory) != NULL);
    REQUIRE(chdir(harness_temp_dir()) == 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct stat file;
        rig_close(rig_open(.database = names[i]));
        if (!CHECK(stat(names[i], &file) == 0))
            FAIL("no file named %s", names[i]);
    }
    REQUIRE(chdir(directory) == 0);
}

static void
test_open__takes_uris_when_asked(void)
{
    rowan_driver_connection *connection =
        rig_open(.database = "file:whatever?mode=memory",
                 .options = {"uri=on"});

    CHECK(access("whatever", F_OK) != 0);
    CHECK_STR(rig_ask(connection, "PRAGMA journal_mode"), "memory");
    rig_close(connection);
}

static void
test_open__refuses_symbolic_links_when_asked(void)
{
    const char *path = harness_temp_path("target.db");
    const char *link_path = harness_temp_path("link.db");
    const rig_way way = {.database = link_path, .options = {"nofollow=on"}};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    rig_close(rig_open(.database = path));
    REQUIRE(symlink(path, link_path) == 0);
    rig_close(rig_open(.database = link_path));
    CHECK_INT(rig_connect(&way, &connection, &err), ROWAN_CONNECT_FAILED);
    CHECK_HAS(err.message, "symbolic link");
}

static void
test_open__knows_which_databases_are_one_connection_only(void)
{
    static const rowan_url_option memory = {"mode", "memory"};
    static const rowan_url_option uri = {"uri", "on"};
    const struct {
        rowan_url_parts url;
        uint32_t most;
    } cases[] = {
        {{.database = NULL}, 1},
        {{.database = ""}, 1},
        {{.database = ":memory:"}, 1},
        {{.database = "a", .options = &memory, .option_count = 1}, 1},
        {{.database = "file::memory:", .options = &uri, .option_count = 1}, 1},
        {{.database = "file:a?mode=memory", .options = &uri, .option_count = 1},
         1},
        {{.database = "file:a?mode=memory"}, 0},
        {{.database = "a.db"}, 0},
        {{.database = "/a.db"}, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_INT(rig_driver()->max_connections(&cases[i].url), cases[i].most);
}

static void
test_open__tells_what_the_library_can_do(void)
{
    rowan_driver_connection *memory = rig_open();
    rowan_driver_connection *file =
        rig_open(.database = harness_temp_path("caps.db"));
    rowan_capabilities caps = {.size = sizeof caps};
    rowan_error err = {0};

    CHECK_INT(rig_driver()->capabilities(memory, &caps, &err), ROWAN_OK);
    CHECK_STR(caps.server_text, rig_ask(memory, "SELECT sqlite_version()"));
    CHECK_STR(caps.server_name, "SQLite");
    CHECK(caps.server_version >= 33800 && caps.server_version < 40000);
    CHECK(caps.max_binds >= 999);
    CHECK(!caps.has[ROWAN_FEATURE_CONCURRENT_CONNECTIONS]);
    CHECK_INT(rig_driver()->capabilities(file, &caps, &err), ROWAN_OK);
    CHECK(caps.has[ROWAN_FEATURE_CONCURRENT_CONNECTIONS]);
    CHECK(caps.has[ROWAN_FEATURE_INSERT_RETURNING]);
    CHECK_INT(rig_driver()->ping(file, &err), ROWAN_OK);
    rig_close(memory);
    rig_close(file);
}

HARNESS_SUITE(
    sqlite_open,
    HARNESS_TEST(test_open__the_plugin_says_who_it_is_and_sets_the_library_up),
    HARNESS_TEST(test_open__hardens_every_connection),
    HARNESS_TEST(test_open__refuses_what_is_off_by_default),
    HARNESS_TEST(test_open__defensive_keeps_the_schema_from_being_written),
    HARNESS_TEST(test_open__applies_each_option),
    HARNESS_TEST(test_open__says_that_a_journal_mode_is_not_possible),
    HARNESS_TEST(test_open__waits_for_a_locked_file_no_longer_than_it_may),
    HARNESS_TEST(test_open__refuses_bad_option_values_and_says_what_is_allowed),
    HARNESS_TEST(test_open__refuses_hosts_and_users),
    HARNESS_TEST(test_open__lists_every_option_for_help),
    HARNESS_TEST(test_open__creates_files_that_only_their_owner_reads),
    HARNESS_TEST(test_open__creates_a_private_file_behind_a_symbolic_link),
    HARNESS_TEST(test_open__leaves_the_mode_of_a_file_that_exists),
    HARNESS_TEST(test_open__says_why_a_file_cannot_be_opened),
    HARNESS_TEST(test_open__says_that_permission_is_denied),
    HARNESS_TEST(test_open__reads_without_writing_in_mode_ro),
    HARNESS_TEST(test_open__takes_names_as_they_are),
    HARNESS_TEST(test_open__takes_uris_when_asked),
    HARNESS_TEST(test_open__refuses_symbolic_links_when_asked),
    HARNESS_TEST(test_open__knows_which_databases_are_one_connection_only),
    HARNESS_TEST(test_open__tells_what_the_library_can_do))
