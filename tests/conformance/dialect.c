/* SPDX-License-Identifier: MIT */
/* Pings, errors, isolation, autocommit, '%' in values, RETURNING. */
#include "conformance.h"

#include <string.h>

typedef struct di_row {
    int32_t id;
    const char *data;
} di_row;
ROWAN_MODEL(di_row, "conformance_rows",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(data, .length = 50))

/* --- pings and errors ----------------------------------------------------- */

static void
do_ping(trial *t)
{
    const char *sql = trial_select(t, "1");
    rowan_connection *conn = trial_connection(t);
    rowan_error err = {0};

    EXPECT_STATUS(rowan_connection_ping(conn, &err), ROWAN_OK, &err);
    EXPECT_INT(trial_int_on(t, conn, sql), 1);
    EXPECT_STATUS(rowan_connection_ping(conn, &err), ROWAN_OK, &err);
}

static void
integrity_error(trial *t)
{
    rowan_session *session;
    const rowan_error *err;

    trial_create(t, ROWAN_MODELS(di_row));
    session = trial_session(t);
    REQUIRE(rowan_new(session, di_row, .id = 1, .data = "d1") != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    REQUIRE(rowan_new(session, di_row, .id = 1, .data = "d1") != NULL);
    EXPECT_STATUS(rowan_commit(session), ROWAN_UNIQUE_VIOLATION,
                  rowan_session_error(session));
    err = rowan_session_error(session);
    EXPECT_STR(err->table, "conformance_rows");
    EXPECT_HAS(err->object, "di_row(");
    EXPECT_INT(err->retry, ROWAN_RETRY_NEVER);
}

/* What the database says about a name that is not ASCII is UTF-8. */
static void
exception_with_non_ascii(trial *t)
{
    rowan_error err = {0};

    EXPECT_STATUS(rowan_connection_query(trial_connection(t),
                                         trial_select(t, "m\u00e9il"),
                                         NULL, NULL, &err),
                  ROWAN_NO_SUCH_COLUMN, &err);
    EXPECT_HAS(err.message, "m\u00e9il");
}

/* --- isolation ------------------------------------------------------------ */

static const rowan_isolation levels[] = {
    ROWAN_ISOLATION_READ_UNCOMMITTED, ROWAN_ISOLATION_READ_COMMITTED,
    ROWAN_ISOLATION_REPEATABLE_READ, ROWAN_ISOLATION_SERIALIZABLE};
enum { LEVELS = sizeof(levels) / sizeof(*levels) };

/* The value that a transaction reads before and after another changes it. */
static int
reads_of(trial *t, rowan_session *reader, rowan_isolation isolation,
         const char *ret_values[2])
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    rowan_session *writer = trial_session(t);

    options.isolation = isolation;
    SESSION_OK(reader, rowan_begin_with(reader, &options));
    for (int i = 0; i < 2; i++) {
        di_row *row;

        SESSION_OK(reader, rowan_session_clear(reader));
        row = rowan_get(reader, di_row, 1);
        SESSION_GIVES(reader, row);
        ret_values[i] = trial_format(t, "%s", row->data);
        if (i == 0) {
            SESSION_OK(writer, rowan_update(
                                   writer, di_row, .all_rows = true,
                                   .set = rowan_sets(rowan_set(
                                       di_row, data,
                                       trial_format(t, "%s!",
                                                    ret_values[0])))));
            SESSION_OK(writer, rowan_commit(writer));
        }
    }
    SESSION_OK(reader, rowan_rollback(reader));
    trial_session_end(t, writer);
    return strcmp(ret_values[0], ret_values[1]) == 0;
}

static rowan_session *
with_one_row(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(di_row));
    session = trial_session(t);
    REQUIRE(rowan_new(session, di_row, .id = 1, .data = "old") != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    return session;
}

/* Nothing that is not committed is seen without asking for it. */
static void
default_isolation_level(trial *t)
{
    rowan_session *reader = with_one_row(t);
    rowan_session *writer = trial_session(t);
    di_row *row;

    SESSION_OK(writer, rowan_begin(writer));
    SESSION_OK(writer, rowan_execute(writer, "UPDATE conformance_rows "
                                             "SET data = 'dirty'"));
    row = rowan_get(reader, di_row, 1);
    SESSION_GIVES(reader, row);
    EXPECT_STR(row->data, "old");
    SESSION_OK(writer, rowan_rollback(writer));
}

/* A level that is asked for is kept: repeatable reads repeat. */
static void
non_default_isolation_level(trial *t)
{
    const char *values[2];
    rowan_session *reader = with_one_row(t);

    EXPECT(reads_of(t, reader, ROWAN_ISOLATION_REPEATABLE_READ, values));
}

/* Each level is taken or refused as the capabilities say. */
static void
all_levels(trial *t)
{
    rowan_session *session = with_one_row(t);
    const uint8_t *isolates = trial_on(t)->caps.isolates;

    for (size_t i = 0; i < LEVELS; i++) {
        rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
        rowan_status status;

        options.isolation = levels[i];
        status = rowan_begin_with(session, &options);
        if (status == ROWAN_OK) /* told when the database begins */
            status = rowan_execute(session, "UPDATE conformance_rows "
                                            "SET data = 'x'");
        EXPECT_STATUS(status,
                      isolates[levels[i]] ? ROWAN_OK : ROWAN_UNSUPPORTED,
                      rowan_session_error(session));
        SESSION_OK(session, rowan_rollback(session));
    }
}

static void
invalid_level_execution_option(trial *t)
{
    rowan_session *session = trial_session(t);
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    rowan_status status;

    options.isolation = (rowan_isolation)99;
    status = rowan_begin_with(session, &options);
    if (status == ROWAN_OK) /* told when the database begins */
        status = rowan_execute(session, trial_select(t, "1"));
    EXPECT_STATUS(status, ROWAN_INVALID, rowan_session_error(session));
    EXPECT_HAS(rowan_session_error(session)->message, "99");
    (void)rowan_rollback(session);
}

static void
invalid_level_engine_param(trial *t)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    const char *url = trial_on(t)->url;
    rowan_error err = {0};
    rowan_engine *engine;

    engine = rowan_engine_open(
        trial_format(t, "%s%cisolation=bogus", url,
                     strchr(url, '?') != NULL ? '&' : '?'), &err);
    EXPECT(engine == NULL);
    EXPECT_STATUS(err.status, ROWAN_URL_INVALID, &err);
    EXPECT_HAS(err.message, "isolation");
    (void)rowan_engine_close(engine);
    rowan_error_clear(&err);
    options.isolation = (rowan_isolation)99;
    engine = rowan_engine_open_with(url, &options, &err);
    EXPECT(engine == NULL);
    EXPECT_STATUS(err.status, ROWAN_INVALID, &err);
    (void)rowan_engine_close(engine);
}

/* One transaction's level is gone with it. */
static void
dialect_user_setting_is_restored(trial *t)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    const char *values[2];
    rowan_session *reader;

    with_one_row(t);
    options.isolation = ROWAN_ISOLATION_REPEATABLE_READ;
    options.pool_size = 1;
    options.statement_timeout_ms = 20000;
    reader = trial_session_of(t, trial_open(t, trial_on(t)->url, &options));
    for (int i = 0; i < 2; i++) {
        (void)reads_of(t, reader, ROWAN_ISOLATION_READ_COMMITTED, values);
        EXPECT(reads_of(t, reader, ROWAN_ISOLATION_DEFAULT, values));
    }
}

/* --- autocommit ----------------------------------------------------------- */

static int64_t
rows(trial *t)
{
    return trial_int(t, "SELECT count(*) FROM conformance_rows");
}

#define ADD(id_) \
    "INSERT INTO conformance_rows (id, data) VALUES (" #id_ ", 'x')"

/* A statement outside a transaction is one. */
static void
autocommit_on(trial *t)
{
    rowan_connection *conn;

    trial_create(t, ROWAN_MODELS(di_row));
    conn = trial_connection(t);
    trial_run_on(t, conn, ADD(1));
    rowan_connection_release(conn);
    EXPECT_INT(rows(t), 1);
}

static void
autocommit_off(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(di_row));
    session = trial_session(t);
    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, ADD(1)));
    SESSION_OK(session, rowan_rollback(session));
    EXPECT_INT(rows(t), 0);
}

/* Statements that were committed one by one, then a transaction. */
static void
turn_autocommit_off_via_default_iso_level(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(di_row));
    trial_run(t, ADD(1));
    session = trial_session(t);
    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, ADD(2)));
    SESSION_OK(session, rowan_rollback(session));
    trial_run(t, ADD(3));
    EXPECT_INT(rows(t), 2);
}

static void
count_event(void *context, const rowan_transaction_event *event)
{
    (void)event;
    ++*(int *)context;
}

/* Where no transaction was begun, none is rolled back. */
static void
autocommit_block(trial *t)
{
    int count = 0;
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_connection *conn;

    events.context = &count;
    events.begin = count_event;
    events.rollback = count_event;
    options.events = &events;
    options.statement_timeout_ms = 20000;
    conn = trial_connection_of(t, trial_open(t, trial_on(t)->url, &options));
    EXPECT_INT(trial_int_on(t, conn, trial_select(t, "1")), 1);
    rowan_connection_release(conn);
    EXPECT_INT(count, 0);
}

static void
dialect_autocommit_is_restored(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(di_row));
    session = trial_session(t);
    for (int i = 0; i < 2; i++) {
        SESSION_OK(session, rowan_begin(session));
        SESSION_OK(session, rowan_execute(session, i == 0 ? ADD(1) : ADD(3)));
        SESSION_OK(session, i == 0 ? rowan_commit(session)
                                   : rowan_rollback(session));
        trial_run(t, i == 0 ? ADD(2) : ADD(4));
        EXPECT_INT(rows(t), i == 0 ? 2 : 3);
    }
}

/* --- values --------------------------------------------------------------- */

static void
percent_sign_round_trip(trial *t)
{
    static const char *const texts[] = {"some %% value", "some %s value",
                                        "%", "100%", "%(name)s", "?", ":x",
                                        "$1", "%%%d"};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(di_row));
    session = trial_session(t);
    for (int i = 0; i < (int)(sizeof(texts) / sizeof(*texts)); i++)
        REQUIRE(rowan_new(session, di_row, .id = i, .data = texts[i]) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    for (int i = 0; i < (int)(sizeof(texts) / sizeof(*texts)); i++) {
        di_row *row = rowan_one(session, di_row,
                                .where = rowan_eq(rowan_col(di_row, data),
                                                  texts[i]));

        SESSION_GIVES(session, row);
        EXPECT_INT(row->id, i);
        /* The same as a literal of the text's author. */
        EXPECT_INT(trial_int(t, trial_format(
                       t, "SELECT id FROM conformance_rows WHERE data = '%s' "
                       "AND id = :id", texts[i]), rowan_bind("id", i)), i);
    }
}

/* --- RETURNING ------------------------------------------------------------ */

/* What a database without RETURNING refuses, and one with it gives. */
static void
returning(trial *t, const char *sql, int64_t count)
{
    rowan_session *session;
    rowan_result *result = NULL;
    const rowan_value *cells;
    rowan_error err = {0};
    int64_t given = 0;

    trial_create(t, ROWAN_MODELS(di_row));
    session = trial_session(t);
    for (int i = 1; i <= 3; i++)
        REQUIRE(rowan_new(session, di_row, .id = i, .data = "d") != NULL);
    SESSION_OK(session, rowan_commit(session));
    REQUIRE_OK(rowan_connection_query(trial_connection(t), sql, NULL, &result,
                                      &err), &err);
    while (rowan_result_next(result, &cells, &err) == ROWAN_OK)
        given++;
    EXPECT_STATUS(err.status, ROWAN_OK, &err);
    EXPECT_INT(given, count);
    rowan_result_free(result);
}

static void
insert_single(trial *t)
{
    returning(t, "INSERT INTO conformance_rows (id, data) VALUES (7, 'x') "
                 "RETURNING id", 1);
}

static void
insert_many(trial *t)
{
    returning(t, "INSERT INTO conformance_rows (id, data) VALUES (7, 'x'), "
                 "(8, 'y'), (9, 'z') RETURNING id", 3);
}

static void
update_single(trial *t)
{
    returning(t, "UPDATE conformance_rows SET data = 'new' WHERE id = 2 "
                 "RETURNING id, data", 1);
}

static void
update_many(trial *t)
{
    returning(t, "UPDATE conformance_rows SET data = 'new' RETURNING id", 3);
}

static void
delete_single(trial *t)
{
    returning(t, "DELETE FROM conformance_rows WHERE id = 2 RETURNING id", 1);
}

static void
delete_many(trial *t)
{
    returning(t, "DELETE FROM conformance_rows RETURNING id", 3);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test ping[] = {{"do_ping", "", NULL, do_ping}, END};

static const conformance_test exceptions[] = {
    {"integrity_error", "", NULL, integrity_error},
    {"exception_with_non_ascii", "", NULL, exception_with_non_ascii},
    END,
};

static const conformance_test isolation[] = {
    {"default_isolation_level", "independent_connections", NULL,
     default_isolation_level},
    {"non_default_isolation_level", "independent_connections", NULL,
     non_default_isolation_level},
    {"all_levels", "", NULL, all_levels},
    {"invalid_level_execution_option", "", NULL,
     invalid_level_execution_option},
    {"invalid_level_engine_param", "", NULL, invalid_level_engine_param},
    {"dialect_user_setting_is_restored", "independent_connections", NULL,
     dialect_user_setting_is_restored},
    END,
};

static const conformance_test autocommit[] = {
    {"autocommit_on", "", NULL, autocommit_on},
    {"autocommit_off", "", NULL, autocommit_off},
    {"turn_autocommit_off_via_default_iso_level", "", NULL,
     turn_autocommit_off_via_default_iso_level},
    {"autocommit_block", "independent_connections", NULL,
     autocommit_block},
    {"dialect_autocommit_is_restored", "", NULL,
     dialect_autocommit_is_restored},
    END,
};

static const conformance_test escaping[] = {
    {"percent_sign_round_trip", "", NULL, percent_sign_round_trip}, END};

static const conformance_test guards[] = {
    {"insert_single", "", "!insert_returning", insert_single},
    {"insert_many", "multivalues_inserts", "!insert_returning",
     insert_many},
    {"update_single", "update_returning", NULL, update_single},
    {"update_many", "", "!update_returning", update_many},
    {"delete_single", "delete_returning", NULL, delete_single},
    {"delete_many", "", "!delete_returning", delete_many},
    END,
};

const conformance_class conformance_dialect[] = {
    {"dialect", "PingTest", "", ping},
    {"dialect", "ExceptionTest", "", exceptions},
    {"dialect", "IsolationLevelTest", "isolation_level", isolation},
    {"dialect", "AutocommitIsolationTest", "", autocommit},
    {"dialect", "EscapingTest", "", escaping},
    {"dialect", "ReturningGuardsTest", "", guards},
    {NULL, NULL, NULL, NULL},
};
