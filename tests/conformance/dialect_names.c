/* SPDX-License-Identifier: MIT */
/* Difficult names of columns, and a default schema that connections change. */
#include "conformance.h"

#include <stdio.h>
#include <string.h>

typedef struct dn_here {
    int32_t id;
} dn_here;
ROWAN_MODEL(dn_here, "conformance_here",
            ROWAN_PRIMARY_KEY(id, .not_generated = true))

/* --- names ---------------------------------------------------------------- */

typedef struct dn_row {
    int32_t id;
    const char *value;
} dn_row;

static const char *const names[] = {
    "boring", "per cent", "per % cent", "%percent", "par(ens)",
    "percent%(ens)yah", "col:ons", "_starts_with_underscore", "dot.s",
    "more :: %colons%", "_name", "___name", "[BracketsAndCase]", "42numbers",
    "percent%signs", "has spaces", "/slashes/", "more/slashes", "q?marks",
    "1param", "1col:on", "a \"quoted\" name", "it's", "back`tick",
    "back\\slash", "semi;colon", "-- comment", "select", "$1", ":x",
};
enum { NAMES = sizeof(names) / sizeof(*names) };

/* A model for each name; they live as long as the program. */
static const rowan_model *
model_of(size_t i)
{
    static rowan_property properties[NAMES][2];
    static rowan_model_slot slots[NAMES];
    static rowan_model models[NAMES];
    const rowan_property given[2] = {
        {.member = "id", .offset = offsetof(dn_row, id),
         .size = sizeof(int32_t), .ctype = ROWAN_KIND_INT32,
         .primary_key = true, .not_generated = true},
        {.member = "value", .offset = offsetof(dn_row, value),
         .size = sizeof(char *), .ctype = ROWAN_KIND_TEXT, .name = names[i],
         .length = 50},
    };

    memcpy(properties[i], given, sizeof(given));
    models[i] = (rowan_model){.type = "dn_row", .table = "conformance_odd",
                              .size = sizeof(dn_row),
                              .alignment = _Alignof(dn_row),
                              .properties = properties[i],
                              .property_count = 2, .slot = &slots[i]};
    return &models[i];
}

static void
round_trip(trial *t, const rowan_model *model)
{
    const rowan_model *const list[] = {model, NULL};
    const dn_row rows[] = {{1, "one"}, {2, "two"}};
    const rowan_value key = {.kind = ROWAN_KIND_INT32, .as.integer = 2};
    rowan_session *session;
    dn_row *row;
    rowan_error err = {0};

    trial_create(t, list);
    session = trial_session(t);
    for (size_t i = 0; i < 2; i++)
        REQUIRE(rowan_session_new(session, model, &rows[i]) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    row = rowan_session_get(session, model, &key, 1);
    SESSION_GIVES(session, row);
    EXPECT_STR(row->value, "two");
    row->value = "changed";
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_refresh(session, row));
    EXPECT_STR(row->value, "changed");
    trial_session_end(t, session);
    REQUIRE_OK(rowan_drop_all(trial_engine(t), list, &err), &err);
}

static void
round_trip_same_named_column(trial *t)
{
    for (size_t i = 0; i < NAMES; i++)
        round_trip(t, model_of(i));
}

/* The names of values in SQL text are plain; others are refused, and not
 * pasted into it. */
static void
standalone_bindparam_escape(trial *t)
{
    rowan_connection *conn;

    trial_create(t, ROWAN_MODELS(dn_here));
    EXPECT_INT(trial_run(t, "INSERT INTO conformance_here (id) VALUES (:a1)",
                         rowan_bind("a1", 42)), 1);
    EXPECT_INT(trial_int(t, "SELECT id FROM conformance_here WHERE id = :a1",
                         rowan_bind("a1", 42)), 42);
    conn = trial_connection(t);
    for (size_t i = 1; i < NAMES; i++) {
        const rowan_bind_value binds[] = {rowan_bind(names[i], "x"),
                                          rowan_bind_null(NULL)};
        rowan_error err = {0};

        EXPECT_STATUS(rowan_connection_query(conn, "SELECT 1", binds, NULL,
                                             &err),
                      ROWAN_INVALID, &err);
    }
}

/* Lists of values against each such column. */
static void
standalone_bindparam_escape_expanding(trial *t)
{
    for (size_t i = 0; i < NAMES; i++) {
        const rowan_model *model = model_of(i);
        const rowan_model *const list[] = {model, NULL};
        const rowan_expr column = {.op = ROWAN_OP_COLUMN,
                                   .kind = ROWAN_KIND_TEXT,
                                   .as.column = {model,
                                                 offsetof(dn_row, value)}};
        const char *const values[] = {"one", "two"};
        const dn_row rows[] = {{1, "one"}, {2, "two"}, {3, "three"}};
        const rowan_query query = {
            .where = rowan_in_array(((rowan_text_expr){&column}), values, 2)};
        rowan_session *session;
        rowan_error err = {0};

        trial_create(t, list);
        session = trial_session(t);
        for (size_t r = 0; r < 3; r++)
            REQUIRE(rowan_session_new(session, model, &rows[r]) != NULL);
        SESSION_OK(session, rowan_commit(session));
        EXPECT_INT(rowan_session_count(session, model, &query), 2);
        trial_session_end(t, session);
        REQUIRE_OK(rowan_drop_all(trial_engine(t), list, &err), &err);
    }
}

/* --- the default schema --------------------------------------------------- */

typedef dn_here dn_there;
ROWAN_MODEL_IN(dn_there, TRIAL_SCHEMA, "conformance_there",
               ROWAN_PRIMARY_KEY(id, .not_generated = true))

static const char *
default_schema(trial *t, rowan_connection *conn)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    options.parts = ROWAN_INSPECT_SCHEMAS;
    return trial_inspect(t, conn, &options)->default_schema;
}

static rowan_status
switch_schema(void *context, rowan_connection *conn, rowan_error *err)
{
    return rowan_connection_query(conn, context, NULL, NULL, err);
}

static rowan_engine *
switching_engine(trial *t, const char *sql)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_events events = ROWAN_EVENTS_INIT;

    events.setup = switch_schema;
    events.context = (char *)(uintptr_t)sql;
    options.events = &events;
    options.statement_timeout_ms = 20000;
    return trial_open(t, trial_on(t)->url, &options);
}

static const char set_schema[] = "SET SCHEMA '" TRIAL_SCHEMA "'";

static void
control_case(trial *t)
{
    EXPECT(strcmp(default_schema(t, NULL), TRIAL_SCHEMA) != 0);
}

/* Changed in the middle, it is back for the connection's next user. */
static void
wont_work_wo_insert(trial *t)
{
    rowan_engine *engine;
    rowan_connection *conn;

    trial_create_schema(t);
    engine = trial_engine(t);
    conn = trial_connection_of(t, engine);
    trial_run_on(t, conn, set_schema);
    EXPECT_STR(default_schema(t, conn), TRIAL_SCHEMA);
    rowan_connection_release(conn);
    conn = trial_connection_of(t, engine);
    EXPECT(strcmp(default_schema(t, conn), TRIAL_SCHEMA) != 0);
}

static void
schema_change_on_connect(trial *t)
{
    rowan_connection *conn;

    trial_create_schema(t);
    trial_create(t, ROWAN_MODELS(dn_there));
    conn = trial_connection_of(t, switching_engine(t, set_schema));
    EXPECT_STR(default_schema(t, conn), TRIAL_SCHEMA);
    EXPECT_INT(trial_int_on(t, conn, "SELECT count(*) FROM "
                                     "conformance_there"), 0);
}

/* A rollback does not undo it, nor does being given back. */
static void
schema_change_works_w_transactions(trial *t)
{
    rowan_engine *engine;
    rowan_session *session;

    trial_create_schema(t);
    trial_create(t, ROWAN_MODELS(dn_there));
    engine = switching_engine(t, set_schema);
    session = trial_session_of(t, engine);
    for (int i = 0; i < 2; i++) {
        SESSION_OK(session, rowan_begin(session));
        SESSION_OK(session, rowan_execute(session, "INSERT INTO "
                                          "conformance_there (id) "
                                          "VALUES (1)"));
        SESSION_OK(session, rowan_rollback(session));
        EXPECT_STR(default_schema(t, trial_connection_of(t, engine)),
                   TRIAL_SCHEMA);
    }
}

/* --- tables --------------------------------------------------------------- */

static const conformance_test difficult[] = {
    {"round_trip_same_named_column", "", NULL, round_trip_same_named_column},
    {"standalone_bindparam_escape", "", NULL, standalone_bindparam_escape},
    {"standalone_bindparam_escape_expanding", "", NULL,
     standalone_bindparam_escape_expanding},
    {NULL, NULL, NULL, NULL},
};

static const conformance_test schema[] = {
    {"control_case", "", NULL, control_case},
    {"wont_work_wo_insert", "", NULL, wont_work_wo_insert},
    {"schema_change_on_connect", "", NULL, schema_change_on_connect},
    {"schema_change_works_w_transactions", "", NULL,
     schema_change_works_w_transactions},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_dialect_names[] = {
    {"dialect", "DifficultParametersTest", "", difficult},
    {"dialect", "WeCanSetDefaultSchemaWEventsTest",
     "table_reflection default_schema_name_switch schemas "
     "schema_create_delete", schema},
    {NULL, NULL, NULL, NULL},
};
