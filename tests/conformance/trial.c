/* SPDX-License-Identifier: MIT */
/* What a test has at hand, and that all of it is closed and dropped. */
#include "trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Longest time of a call, so that a test that waits for a lock says so. */
#define CALL_TIMEOUT_MS 20000

struct trial_memory {
    trial_memory *next;
    max_align_t data[];
};

/* What is dropped at the end: models, or by SQL text. */
struct trial_cleanup {
    trial_cleanup *next;
    const rowan_model **models;
    char *sql;
};

static void
no_memory(trial *t)
{
    trial_check(t, false, true, __FILE__, __LINE__, "out of memory");
}

void *
trial_alloc(trial *t, size_t size_bytes)
{
    trial_memory *memory = calloc(1, sizeof(*memory) + size_bytes);

    if (memory == NULL)
        no_memory(t);
    memory->next = t->memory;
    t->memory = memory;
    return memory->data;
}

const char *
trial_format(trial *t, const char *format, ...)
{
    va_list arguments;
    int size;
    char *text;

    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text = trial_alloc(t, (size_t)size + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return text;
}

const trial_database *
trial_on(const trial *t)
{
    return t->on;
}

bool
trial_has(const trial *t, const char *feature)
{
    return feature_state(feature, strlen(feature), t->on) == 1;
}

/* --- engines, sessions, connections --------------------------------------- */

rowan_engine *
trial_open(trial *t, const char *url, const rowan_engine_options *options)
{
    rowan_engine_options usual = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;
    size_t i = 0;

    if (options == NULL) {
        usual.statement_timeout_ms = CALL_TIMEOUT_MS;
        options = &usual;
    }
    engine = rowan_engine_open_with(url, options, &err);
    trial_check_status(t, err.status, ROWAN_OK, &err, true,
                       "rowan_engine_open_with()", __FILE__, __LINE__);
    while (i < TRIAL_ENGINES - 1 && t->engines[i] != NULL)
        i++;
    t->engines[i] = engine;
    return engine;
}

rowan_engine *
trial_engine(trial *t)
{
    if (t->engine == NULL)
        t->engine = trial_open(t, t->on->url, NULL);
    return t->engine;
}

rowan_session *
trial_session_of(trial *t, rowan_engine *engine)
{
    rowan_error err = {0};
    rowan_session *session = rowan_session_open(engine, &err);
    size_t i = 0;

    trial_check_status(t, err.status, ROWAN_OK, &err, true,
                       "rowan_session_open()", __FILE__, __LINE__);
    while (i < TRIAL_SESSIONS - 1 && t->sessions[i] != NULL)
        i++;
    t->sessions[i] = session;
    return session;
}

rowan_session *
trial_session(trial *t)
{
    return trial_session_of(t, trial_engine(t));
}

void
trial_session_end(trial *t, rowan_session *session)
{
    for (size_t i = 0; i < TRIAL_SESSIONS; i++)
        if (t->sessions[i] == session)
            t->sessions[i] = NULL;
    rowan_session_close(session);
}

rowan_connection *
trial_connection_of(trial *t, rowan_engine *engine)
{
    rowan_error err = {0};
    rowan_connection *conn = NULL;
    size_t i = 0;

    trial_check_status(
        t, rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, &err),
        ROWAN_OK, &err, true, "rowan_connection_acquire()", __FILE__, __LINE__);
    while (i < TRIAL_CONNECTIONS - 1 && t->connections[i] != NULL)
        i++;
    t->connections[i] = conn;
    return conn;
}

rowan_connection *
trial_connection(trial *t)
{
    return trial_connection_of(t, trial_engine(t));
}

/* --- statements ----------------------------------------------------------- */

/* The first cell of the first row, if ret_cell is not NULL. */
static int64_t
run(trial *t, rowan_connection *conn, const char *sql,
    const rowan_bind_value *binds, rowan_value *ret_cell, const char *file,
    int line)
{
    rowan_connection *own = NULL;
    rowan_result *result = NULL;
    const rowan_value *cells = NULL;
    rowan_error err = {0};
    rowan_status status = ROWAN_OK;
    int64_t affected = -1;

    if (conn == NULL) {
        status = rowan_connection_acquire(trial_engine(t), ROWAN_POOL_TIMEOUT,
                                          &own, &err);
        conn = own;
    }
    if (status == ROWAN_OK)
        status = rowan_connection_query(conn, sql, binds, &result, &err);
    while (status == ROWAN_OK &&
           (status = rowan_result_next(result, &cells, &err)) == ROWAN_OK) {
        if (ret_cell == NULL || ret_cell->kind != ROWAN_KIND_COUNT)
            continue;
        *ret_cell = cells[0];
        if (cells[0].kind == ROWAN_KIND_TEXT ||
            cells[0].kind == ROWAN_KIND_BYTES) {
            char *copy = trial_alloc(t, cells[0].as.text.size + 1);

            memcpy(copy, cells[0].as.text.data, cells[0].as.text.size);
            ret_cell->as.text.data = copy;
        }
    }
    if (status == ROWAN_DONE) {
        affected = rowan_result_affected(result);
        status = ROWAN_OK;
    }
    rowan_result_free(result);
    rowan_connection_release(own);
    trial_check_status(t, status, ROWAN_OK, &err, true, sql, file, line);
    return affected;
}

int64_t
trial_run_binds(trial *t, rowan_connection *conn, const char *sql,
                const rowan_bind_value *binds, const char *file, int line)
{
    return run(t, conn, sql, binds, NULL, file, line);
}

int64_t
trial_int_binds(trial *t, rowan_connection *conn, const char *sql,
                const rowan_bind_value *binds, const char *file, int line)
{
    rowan_value cell = {.kind = ROWAN_KIND_COUNT};

    run(t, conn, sql, binds, &cell, file, line);
    /* An exact number may come as a text. */
    if (cell.kind == ROWAN_KIND_TEXT)
        return strtoll(cell.as.text.data, NULL, 10);
    trial_check(t, cell.kind == ROWAN_KIND_INT64, true, file, line,
                "%s gives %s, expected an integer", sql,
                rowan_kind_name(cell.kind));
    return cell.as.integer;
}

const char *
trial_text_binds(trial *t, rowan_connection *conn, const char *sql,
                 const rowan_bind_value *binds, const char *file, int line)
{
    rowan_value cell = {.kind = ROWAN_KIND_COUNT};

    run(t, conn, sql, binds, &cell, file, line);
    if (cell.kind == ROWAN_KIND_NULL)
        return "";
    trial_check(t,
                cell.kind == ROWAN_KIND_TEXT || cell.kind == ROWAN_KIND_BYTES,
                true, file, line, "%s gives %s, expected a text", sql,
                rowan_kind_name(cell.kind));
    return cell.as.text.data;
}

/* --- tables and what is left of them -------------------------------------- */

static trial_cleanup *
add_cleanup(trial *t)
{
    trial_cleanup *cleanup = trial_alloc(t, sizeof(*cleanup));

    cleanup->next = t->cleanups;
    t->cleanups = cleanup;
    return cleanup;
}

void
trial_create(trial *t, const rowan_model *const *models)
{
    trial_cleanup *cleanup = add_cleanup(t);
    rowan_error err = {0};
    size_t count = 0;

    while (models[count] != NULL)
        count++;
    cleanup->models = trial_alloc(t, (count + 1) * sizeof(*models));
    memcpy(cleanup->models, models, count * sizeof(*models));
    trial_check_status(t, rowan_drop_all(trial_engine(t), models, &err),
                       ROWAN_OK, &err, true, "rowan_drop_all()", __FILE__,
                       __LINE__);
    trial_check_status(t, rowan_create_all(trial_engine(t), models, &err),
                       ROWAN_OK, &err, true, "rowan_create_all()", __FILE__,
                       __LINE__);
}

const char *
trial_ddl(trial *t, const rowan_model *model)
{
    const rowan_model *const models[] = {model, NULL};
    rowan_error err = {0};
    char *sql = NULL;
    const char *copy;

    trial_check_status(t,
                       rowan_render_ddl(models, t->on->dialect, &sql, &err),
                       ROWAN_OK, &err, true, "rowan_render_ddl()", __FILE__,
                       __LINE__);
    copy = trial_format(t, "%s", sql);
    rowan_free(sql);
    return copy;
}

typedef struct one_row {
    int64_t id;
} one_row;
ROWAN_MODEL(one_row, "conformance_one",
            ROWAN_PRIMARY_KEY(id, .not_generated = true))

const char *
trial_select(trial *t, const char *what)
{
    if (!t->has_one) {
        trial_create(t, ROWAN_MODELS(one_row));
        trial_run(t, "INSERT INTO conformance_one (id) VALUES (1)");
    }
    t->has_one = true;
    return trial_format(t, "SELECT %s FROM conformance_one", what);
}

/* What fails here fails because there is nothing. */
static void
drop(rowan_engine *engine, const trial_cleanup *cleanup)
{
    rowan_connection *conn = NULL;

    if (cleanup->models != NULL)
        (void)!rowan_drop_all(engine, cleanup->models, NULL);
    if (cleanup->sql == NULL ||
        rowan_connection_acquire(engine, 2000, &conn, NULL) != ROWAN_OK)
        return;
    (void)!rowan_connection_query(conn, cleanup->sql, NULL, NULL, NULL);
    rowan_connection_release(conn);
}

void
trial_drop(trial *t, const char *sql)
{
    trial_cleanup *cleanup = add_cleanup(t);
    size_t size = strlen(sql) + 1;

    cleanup->sql = trial_alloc(t, size);
    memcpy(cleanup->sql, sql, size);
    drop(trial_engine(t), cleanup);
}

void
trial_create_schema(trial *t)
{
    /* What a run that broke has left in it goes too: some want that said. */
    trial_drop(t, "DROP SCHEMA " TRIAL_SCHEMA " CASCADE");
    trial_drop(t, "DROP SCHEMA " TRIAL_SCHEMA);
    trial_run(t, "CREATE SCHEMA " TRIAL_SCHEMA);
}

/* --- what the database says about its tables ------------------------------ */

const rowan_inspection *
trial_inspect(trial *t, rowan_connection *conn,
              const rowan_inspect_options *options)
{
    rowan_inspection *inspection = NULL;
    rowan_error err = {0};
    rowan_status status =
        conn != NULL
            ? rowan_connection_inspect(conn, options, &inspection, &err)
            : rowan_inspect(trial_engine(t), options, &inspection, &err);
    size_t i = 0;

    trial_check_status(t, status, ROWAN_OK, &err, true, "rowan_inspect()",
                       __FILE__, __LINE__);
    while (i < TRIAL_INSPECTIONS - 1 && t->inspections[i] != NULL)
        i++;
    rowan_inspection_free(t->inspections[i]);
    t->inspections[i] = inspection;
    return inspection;
}

const rowan_table_info *
trial_table(trial *t, rowan_connection *conn, const char *schema,
            const char *name)
{
    const char *const names[] = {name, NULL};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_table_info *table;

    options.schema = schema;
    options.tables = names;
    options.temporary = conn != NULL;
    table = rowan_inspection_table(trial_inspect(t, conn, &options), schema,
                                   name);
    trial_check(t, table != NULL, true, __FILE__, __LINE__,
                "the inspection has no table \"%s\"", name);
    return table;
}

/* --- from the beginning to the end ---------------------------------------- */

static void
close_all(trial *t)
{
    for (size_t i = 0; i < TRIAL_SESSIONS; i++)
        rowan_session_close(t->sessions[i]);
    for (size_t i = 0; i < TRIAL_CONNECTIONS; i++)
        rowan_connection_release(t->connections[i]);
    for (size_t i = 0; i < TRIAL_INSPECTIONS; i++)
        rowan_inspection_free(t->inspections[i]);
    for (trial_cleanup *c = t->cleanups; c != NULL; c = c->next)
        drop(t->engine, c);
    for (size_t i = 0; i < TRIAL_ENGINES; i++)
        if (rowan_engine_close(t->engines[i]) != ROWAN_OK)
            outcome_fail(t->outcome, __FILE__, __LINE__,
                         "the test left a connection that it took");
    while (t->memory != NULL) {
        trial_memory *memory = t->memory;

        t->memory = memory->next;
        free(memory);
    }
}

static double
now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* Apart, for what setjmp() does to variables. */
static void
call(trial *t, const conformance_test *test)
{
    if (setjmp(t->end) == 0)
        test->run(t);
}

void
trial_execute(const conformance_test *test, const trial_database *on,
              outcome *ret_outcome)
{
    trial t = {.on = on, .outcome = ret_outcome};
    double began = now();

    call(&t, test);
    close_all(&t);
    if (ret_outcome->checks == 0)
        outcome_fail(ret_outcome, __FILE__, __LINE__,
                     "the test has asserted nothing");
    ret_outcome->seconds = now() - began;
    ret_outcome->state =
        ret_outcome->failures == 0 ? OUTCOME_PASSED : OUTCOME_FAILED;
}

static bool
can_reflect(rowan_connection *conn)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    rowan_inspection *inspection = NULL;
    rowan_status status;

    options.parts = ROWAN_INSPECT_TABLES;
    status = rowan_connection_inspect(conn, &options, &inspection, NULL);
    rowan_inspection_free(inspection);
    return status != ROWAN_UNSUPPORTED;
}

/* Whether there is a host whose port a proxy can stand before. */
static bool
has_host(const char *url)
{
    rowan_url *parsed = NULL;
    bool answer = false;

    if (rowan_url_parse(url, &parsed, NULL) == ROWAN_OK) {
        const rowan_url_parts *parts = rowan_url_get(parsed);

        answer = parts->host_count == 1 && parts->hosts[0].port != 0 &&
                 parts->hosts[0].host[0] != '\0';
    }
    rowan_url_free(parsed);
    return answer;
}

void
trial_probe(const char *url, trial_database *ret_database, outcome *ret_outcome)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open(url, &err);
    rowan_connection *conn = NULL;
    rowan_server_info server;

    ret_database->url = url;
    ret_database->has_host = has_host(url);
    if (engine != NULL &&
        rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, &err) ==
            ROWAN_OK) {
        ret_database->caps = *rowan_connection_capabilities(conn);
        ret_database->can_reflect = can_reflect(conn);
        rowan_connection_server(conn, &server);
        /* Its texts are the plugin's, which only this process has. */
        snprintf(ret_database->server_name, sizeof(ret_database->server_name),
                 "%s", server.name);
        snprintf(ret_database->server_text, sizeof(ret_database->server_text),
                 "%s", server.text);
        snprintf(ret_database->dialect, sizeof(ret_database->dialect), "%s",
                 server.dialect);
    }
    rowan_connection_release(conn);
    (void)rowan_engine_close(engine);
    ret_outcome->state =
        err.status == ROWAN_OK ? OUTCOME_PASSED : OUTCOME_FAILED;
    if (err.status != ROWAN_OK)
        snprintf(ret_outcome->text, sizeof(ret_outcome->text), "%s: %s",
                 rowan_status_name(err.status), err.message);
}
