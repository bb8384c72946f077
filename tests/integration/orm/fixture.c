/* SPDX-License-Identifier: MIT */
#include "fixture.h"
#include "same_tables.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ROWAN_MODEL(user, "users",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 100, .not_null = true),
    ROWAN_COLUMN(email, .unique = true),
    ROWAN_COLUMN(age, .check_sql = "age >= 0"),
    ROWAN_COLUMN(score))

ROWAN_MODEL(post, "posts",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(user_id),
    ROWAN_COLUMN(title, .not_null = true),
    ROWAN_COLUMN(written, .default_sql = "CURRENT_TIMESTAMP"),
    ROWAN_COLUMN(stars, .default_sql = "3", .zero_is_default = true),
    ROWAN_COLUMN(slug, .computed_sql = "lower(title)"),
    ROWAN_FOREIGN_KEY(user_id, user, id))

ROWAN_MODEL(line, "order_lines",
    ROWAN_PRIMARY_KEY(order_code),
    ROWAN_PRIMARY_KEY(position),
    ROWAN_COLUMN(price, .precision = 10, .scale = 2))

ROWAN_MODEL(node, "nodes",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(parent_id),
    ROWAN_COLUMN(label),
    ROWAN_FOREIGN_KEY(parent_id, node, id, .deferred = true))

/* The same where no foreign key waits for COMMIT. */
typedef node plain_node;
ROWAN_MODEL(plain_node, "nodes",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(parent_id),
    ROWAN_COLUMN(label),
    ROWAN_FOREIGN_KEY(parent_id, plain_node, id))

ROWAN_MODEL(folded, "folded",
    ROWAN_PRIMARY_KEY(code, .length = 20),
    ROWAN_COLUMN(label, .length = 20, .unique = true),
    ROWAN_COLUMN(n))

/* From any thread of a test. */
static void
keep_line(void *context, const char *text)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    fixture *f = context;

    pthread_mutex_lock(&mutex);
    if (f->line_count < FIXTURE_LINES)
        f->lines[f->line_count++] = strdup(text);
    pthread_mutex_unlock(&mutex);
}

/* --- databases ----------------------------------------------------------- */

typedef struct backend {
    const char *dialect; /* as ROWAN_TEST_URL begins */
    unsigned abilities;
    const char *log_key; /* the type of a key that counts up */
    const char *collate; /* of texts that are equal in any letters */
    const char *quote;   /* around names */
    /* Run on the server, if there is one, for a new database. */
    const char *fresh_sql[4];
    void (*make_url)(const char *server, char *url, size_t size);
    void (*make_trigger)(fixture *f, const char *name, const char *event,
                         const char *table, const char *condition,
                         const char *statement);
} backend;

static void
sqlite_trigger(fixture *f, const char *name, const char *event,
               const char *table, const char *condition, const char *statement)
{
    char sql[500];

    snprintf(sql, sizeof sql, "CREATE TRIGGER %s AFTER %s ON %s %s%s BEGIN %s; "
             "END", name, event, table, condition != NULL ? "WHEN " : "",
             condition != NULL ? condition : "", statement);
    fixture_run(f, sql);
}

static void
postgresql_url(const char *server, char *url, size_t size)
{
    snprintf(url, size, "%s%csearch_path=rowan_test", server,
             strchr(server, '?') != NULL ? '&' : '?');
}

static void
postgresql_trigger(fixture *f, const char *name, const char *event,
                   const char *table, const char *condition,
                   const char *statement)
{
    char sql[500];

    snprintf(sql, sizeof sql, "CREATE FUNCTION %s() RETURNS trigger LANGUAGE "
             "plpgsql AS $$ BEGIN %s; RETURN NULL; END $$", name, statement);
    fixture_run(f, sql);
    snprintf(sql, sizeof sql, "CREATE TRIGGER %s AFTER %s ON %s FOR EACH ROW "
             "WHEN (%s) EXECUTE FUNCTION %s()", name, event, table,
             condition != NULL ? condition : "true", name);
    fixture_run(f, sql);
}

static void
mysql_url(const char *server, char *url, size_t size)
{
    snprintf(url, size, "%s", server);
}

static void
mysql_trigger(fixture *f, const char *name, const char *event,
              const char *table, const char *condition, const char *statement)
{
    char sql[500];

    snprintf(sql, sizeof sql, "CREATE TRIGGER %s AFTER %s ON %s FOR EACH ROW "
             "IF %s THEN %s; END IF", name, event, table,
             condition != NULL ? condition : "true", statement);
    fixture_run(f, sql);
}

static const backend backends[] = {
    { "sqlite",
      FIXTURE_FILE | FIXTURE_ONE_WRITER | FIXTURE_SNAPSHOTS | FIXTURE_MENDING |
          FIXTURE_EXACT_JSON | FIXTURE_OWN_TRIGGERS | FIXTURE_DEFERRING |
          FIXTURE_INFINITY | FIXTURE_EXACT_DECIMALS,
      "INTEGER PRIMARY KEY", "NOCASE", "\"", { NULL }, NULL,
      sqlite_trigger },
    { "postgresql",
      FIXTURE_OWN_TRIGGERS | FIXTURE_DEFERRING | FIXTURE_INFINITY |
          FIXTURE_EXACT_DECIMALS | FIXTURE_ARRAYS | FIXTURE_ENDING |
          FIXTURE_ROW_LOCKS | FIXTURE_USERS,
      "integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY", "any_case", "\"",
      { "DROP SCHEMA IF EXISTS rowan_test CASCADE",
        "CREATE SCHEMA rowan_test",
        "CREATE COLLATION rowan_test.any_case (provider = icu, "
        "locale = 'und-u-ks-level2', deterministic = false)",
        NULL },
      postgresql_url, postgresql_trigger },
    { "mysql",
      FIXTURE_SNAPSHOTS | FIXTURE_EXACT_JSON | FIXTURE_ROW_LOCKS |
          FIXTURE_USERS,
      "integer AUTO_INCREMENT PRIMARY KEY", "utf8mb4_general_ci", "`",
      { "DROP DATABASE rowan", "CREATE DATABASE rowan", NULL },
      mysql_url, mysql_trigger },
};

static const backend *
find_backend(void)
{
    const char *url = getenv("ROWAN_TEST_URL");

    for (size_t i = 1; url != NULL && i < sizeof backends / sizeof *backends;
         i++)
        if (strncmp(url, backends[i].dialect, strlen(backends[i].dialect)) ==
            0)
            return &backends[i];
    return &backends[0];
}

/* Behind a pooler a session is whose transaction it is. */
bool
fixture_can(unsigned need)
{
    unsigned abilities = find_backend()->abilities;

    if (getenv("ROWAN_TEST_POOLER") == NULL)
        abilities |= FIXTURE_SESSIONS;
    return (abilities & need) == need;
}

static void
remove_file(const char *path, const char *suffix)
{
    char name[300];

    snprintf(name, sizeof name, "%s%s", path, suffix);
    remove(name);
}

static void
run_fresh(const backend *on, const char *url)
{
    rowan_connection *conn = NULL;
    rowan_error err = { 0 };
    rowan_engine *engine = rowan_engine_open(url, &err);

    if (engine == NULL ||
        rowan_connection_acquire(engine, 5000, &conn, &err) != ROWAN_OK)
        FAIL("%s", err.message);
    REQUIRE(conn != NULL);
    for (size_t i = 0; on->fresh_sql[i] != NULL; i++)
        if (rowan_connection_query(conn, on->fresh_sql[i], NULL, NULL, &err) !=
            ROWAN_OK)
            FAIL("%s: %s", on->fresh_sql[i], err.message);
    rowan_connection_release(conn);
    CHECK(rowan_engine_close(engine) == ROWAN_OK);
}

static void
make_url(fixture *f, const char *name, const char *options, char *url,
         size_t size)
{
    const backend *on = find_backend();
    const char *server = getenv("ROWAN_TEST_URL");

    snprintf(f->path, sizeof f->path, "%s", harness_temp_path(name));
    if (on->fresh_sql[0] == NULL) {
        remove_file(f->path, "");
        remove_file(f->path, "-wal");
        remove_file(f->path, "-shm");
        snprintf(url, size, "sqlite:///%s%s", f->path, options);
    } else {
        run_fresh(on, server);
        on->make_url(server, url, size);
    }
}

/* What was created is what the models say; looked at once, for it is the same
 * each time. */
static void
check_same_once(const fixture *f)
{
    static bool is_done;

    if (is_done)
        return;
    is_done = true;
    check_same_tables(f->engine, ROWAN_MODELS(user, post, line));
    check_same_tables(f->engine, fixture_can(FIXTURE_DEFERRING)
                                     ? ROWAN_MODELS(node)
                                     : ROWAN_MODELS(plain_node));
}

void
fixture_open(fixture *f, const char *name, const char *options)
{
    rowan_engine_options engine = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = { 0 };

    memset(f, 0, sizeof *f);
    make_url(f, name, options, f->url, sizeof f->url);
    engine.echo = true;
    engine.log = keep_line;
    engine.log_context = f;
    f->engine = rowan_engine_open_with(f->url, &engine, &err);
    if (f->engine == NULL)
        FAIL("%s", err.message);
    REQUIRE(f->engine != NULL);
    if (rowan_create_all(f->engine, ROWAN_MODELS(user, post, line),
                         &err) != ROWAN_OK ||
        rowan_create_all(f->engine,
                         fixture_can(FIXTURE_DEFERRING)
                             ? ROWAN_MODELS(node)
                             : ROWAN_MODELS(plain_node),
                         &err) != ROWAN_OK)
        FAIL("%s", err.message);
    check_same_once(f);
    f->session = rowan_session_open(f->engine, &err);
    REQUIRE(f->session != NULL);
    fixture_forget(f);
}

void
fixture_close(fixture *f)
{
    rowan_session_close(f->session);
    CHECK(rowan_engine_close(f->engine) == ROWAN_OK);
    fixture_forget(f);
}

void
fixture_forget(fixture *f)
{
    while (f->line_count > 0)
        free(f->lines[--f->line_count]);
}

size_t
fixture_sent(const fixture *f, const char *beginning)
{
    size_t count = 0;

    for (size_t i = 0; i < f->line_count; i++)
        if (strncmp(f->lines[i], beginning, strlen(beginning)) == 0)
            count++;
    return count;
}

/* A line as SQLite would have it. */
static const char *
plain_line(const char *sent)
{
    static char plain[1000];
    char quote = *find_backend()->quote;
    size_t used = 0;

    while (*sent != '\0' && used < sizeof plain - 1) {
        if (*sent == '$') {
            plain[used++] = '?';
            sent += 1 + strspn(sent + 1, "0123456789");
        } else {
            plain[used++] = *sent == quote ? '"' : *sent;
            sent++;
        }
    }
    plain[used] = '\0';
    return plain;
}

const char *
fixture_last(const fixture *f, const char *beginning)
{
    for (size_t i = f->line_count; i-- > 0;)
        if (strncmp(f->lines[i], beginning, strlen(beginning)) == 0)
            return plain_line(f->lines[i]);
    return "";
}

/* The first cell of a statement's first row, or -1. */
static int64_t
query_integer(rowan_connection *conn, const char *sql, rowan_error *err)
{
    rowan_result *result = NULL;
    const rowan_value *cells;
    int64_t number = -1;

    if (rowan_connection_query(conn, sql, NULL, &result, err) == ROWAN_OK &&
        rowan_result_next(result, &cells, err) == ROWAN_OK)
        number = cells[0].as.integer;
    rowan_result_free(result);
    return number;
}

int64_t
fixture_integer(fixture *f, const char *sql)
{
    rowan_connection *conn = NULL;
    rowan_error err = { 0 };
    int64_t number;

    if (rowan_connection_acquire(f->engine, 1000, &conn, &err) != ROWAN_OK)
        return -1;
    number = query_integer(conn, sql, &err);
    rowan_connection_release(conn);
    if (err.status != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    return number;
}

void
fixture_run(fixture *f, const char *sql)
{
    rowan_connection *conn = NULL;
    rowan_error err = { 0 };

    if (rowan_connection_acquire(f->engine, 1000, &conn, &err) != ROWAN_OK ||
        rowan_connection_query(conn, sql, NULL, NULL, &err) != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    rowan_connection_release(conn);
}

void
fixture_trigger(fixture *f, const char *name, const char *event,
                const char *table, const char *condition,
                const char *statement)
{
    find_backend()->make_trigger(f, name, event, table, condition, statement);
}

void
fixture_log(fixture *f)
{
    char sql[200];

    snprintf(sql, sizeof sql, "CREATE TABLE log (n %s, id INTEGER)",
             find_backend()->log_key);
    fixture_run(f, sql);
}

void
fixture_folded(fixture *f)
{
    const char *collate = find_backend()->collate;
    char sql[300];

    snprintf(sql, sizeof sql,
             "CREATE TABLE folded (code varchar(20) COLLATE %s NOT NULL "
             "PRIMARY KEY, label varchar(20) COLLATE %s UNIQUE, "
             "n integer NOT NULL)",
             collate, collate);
    fixture_run(f, sql);
}
