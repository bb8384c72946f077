/* SPDX-License-Identifier: MIT */
#include "engine/fake_engine.h"

#include <stdio.h>
#include <string.h>

/* What was told, a word or two each. */
typedef struct diary {
    char text[1024];
    rowan_status setup;
    int setups;
    const rowan_value *values; /* of the last statement */
    rowan_bind_info binds[3];
    int64_t duration_ns;
    uint64_t row_count;
    rowan_disconnect_reason reason;
    const char *file;
    int line;
} diary;

static void
note(diary *told, const char *word, rowan_status status)
{
    size_t used = strlen(told->text);

    (void)snprintf(told->text + used, sizeof(told->text) - used, "%s%s ",
                   word, status == ROWAN_OK ? "" : "!");
}

static rowan_status
on_setup(void *context, rowan_connection *conn, rowan_error *err)
{
    diary *told = context;

    told->setups++;
    if (told->setup != ROWAN_OK)
        return told->setup;
    return rowan_connection_query(conn, "SET UP", NULL, NULL, err);
}

#define ON_CONNECTION(name)                                                  \
    static void on_##name(void *context, const rowan_connection_event *event) \
    {                                                                        \
        diary *told = context;                                               \
                                                                             \
        CHECK(event->engine != NULL);                                        \
        told->reason = event->reason;                                        \
        told->file = event->file;                                            \
        told->line = event->line;                                            \
        note(told, #name, event->status);                                    \
    }
ON_CONNECTION(connect)
ON_CONNECTION(disconnect)
ON_CONNECTION(checkout)
ON_CONNECTION(checkin)

#define ON_TRANSACTION(name)                                                  \
    static void on_##name(void *context, const rowan_transaction_event *event) \
    {                                                                         \
        char word[64];                                                        \
                                                                              \
        CHECK(event->connection != NULL);                                     \
        (void)snprintf(word, sizeof(word), #name "%u", event->savepoint);     \
        note(context, word, event->status);                                   \
    }
ON_TRANSACTION(begin)
ON_TRANSACTION(commit)
ON_TRANSACTION(rollback)
ON_TRANSACTION(savepoint)
ON_TRANSACTION(savepoint_release)
ON_TRANSACTION(savepoint_rollback)

static void
on_before(void *context, const rowan_statement_event *event)
{
    diary *told = context;

    told->values = event->values;
    for (uint32_t i = 0; i < 3; i++)
        told->binds[i] = rowan_event_bind(event, i);
    note(told, event->sql, ROWAN_OK);
}

static void
on_after(void *context, const rowan_statement_event *event)
{
    diary *told = context;

    told->duration_ns = event->duration_ns;
    CHECK((event->error != NULL) == (event->status != ROWAN_OK));
    note(told, "after", event->status);
}

static void
on_rows(void *context, const rowan_statement_event *event)
{
    diary *told = context;

    told->row_count = event->row_count;
    note(told, "rows", event->status);
}

static rowan_events
connection_events(diary *told)
{
    rowan_events events = ROWAN_EVENTS_INIT;

    events.context = told;
    events.connect = on_connect;
    events.disconnect = on_disconnect;
    events.checkout = on_checkout;
    events.checkin = on_checkin;
    return events;
}

static rowan_events
transaction_events(diary *told)
{
    rowan_events events = ROWAN_EVENTS_INIT;

    events.context = told;
    events.begin = on_begin;
    events.commit = on_commit;
    events.rollback = on_rollback;
    events.savepoint = on_savepoint;
    events.savepoint_release = on_savepoint_release;
    events.savepoint_rollback = on_savepoint_rollback;
    return events;
}

static rowan_events
statement_events(diary *told)
{
    rowan_events events = ROWAN_EVENTS_INIT;

    events.context = told;
    events.statement_before = on_before;
    events.statement_after = on_after;
    events.rows = on_rows;
    return events;
}

static rowan_engine *
open_engine(const char *url, const rowan_events *events)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;

    options.events = events;
    engine = rowan_engine_open_with(url, &options, &err);
    if (engine == NULL)
        FAIL("%s: %s", url, err.message);
    return engine;
}

/* --- connections --------------------------------------------------------- */

static void
test_events__of_a_connection_come_in_the_order_of_its_life(void)
{
    diary told = {.text = ""};
    rowan_events events = connection_events(&told);
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_STR(told.file, __FILE__);
    rowan_connection_release(conn);
    rowan_connection_release(fake_take(engine));
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_STR(told.text,
              "connect checkout checkin checkout checkin disconnect ");
    CHECK_INT(told.reason, ROWAN_DISCONNECT_CLOSE);
}

static void
test_events__tell_why_a_connection_ends(void)
{
    diary told = {.text = ""};
    rowan_events events = connection_events(&told);
    rowan_engine *engine;
    rowan_connection *conns[2];

    fake_plugin_begin();
    engine = open_engine("fake://?pool_size=1&pool_check_idle_ms=0", &events);
    REQUIRE(engine != NULL);
    conns[0] = fake_take(engine);
    conns[1] = fake_take(engine);
    rowan_connection_release(conns[0]);
    rowan_connection_release(conns[1]);
    CHECK_INT(told.reason, ROWAN_DISCONNECT_SURPLUS);
    fake.ping = ROWAN_CONNECTION_LOST;
    fake.connect = ROWAN_CONNECT_FAILED;
    told.text[0] = '\0';
    CHECK_INT(rowan_connection_acquire(engine, 0, &conns[0], NULL),
              ROWAN_CONNECT_FAILED);
    CHECK_STR(told.text, "disconnect connect! ");
    fake.connect = ROWAN_OK;
    conns[0] = fake_take(engine);
    CHECK_INT(rowan_connection_ping(conns[0], NULL), ROWAN_CONNECTION_LOST);
    rowan_connection_release(conns[0]);
    CHECK_INT(told.reason, ROWAN_DISCONNECT_FAILED);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_setup__comes_with_each_new_session(void)
{
    diary told = {.text = ""};
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    events.context = &told;
    events.setup = on_setup;
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(told.setups, 1);
    rowan_connection_release(conn);
    CHECK_INT(fake.session_resets, 0); /* what setup did is to stay */
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_query(conn, "x", NULL, NULL, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(told.setups, 1); /* nothing was dropped */
    fake.reset = ROWAN_DONE;
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_query(conn, "x", NULL, NULL, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(told.setups, 2);
    CHECK_INT(fake.connects, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_setup__that_fails_fails_the_call(void)
{
    diary told = {.setup = ROWAN_DENIED};
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_connection *none = NULL;
    rowan_error err = {0};
    rowan_engine *engine;

    fake_plugin_begin();
    events.context = &told;
    events.setup = on_setup;
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    CHECK_INT(rowan_connection_acquire(engine, 0, &none, &err), ROWAN_DENIED);
    CHECK_HAS(err.message, "setup function refused the connection");
    CHECK_INT(fake.disconnects, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- transactions -------------------------------------------------------- */

static void
test_events__tell_each_end_of_a_transaction(void)
{
    diary told = {.text = ""};
    rowan_events events = transaction_events(&told);
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_savepoint(conn, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_savepoint(conn, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_savepoint_release(conn, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_savepoint_rollback(conn, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_OK);
    CHECK_STR(told.text, "begin0 savepoint1 savepoint2 savepoint_release2 "
                          "savepoint_rollback1 savepoint_release1 commit0 ");
    told.text[0] = '\0';
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    fake.commit = ROWAN_DEADLOCK;
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_DEADLOCK);
    CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_STR(told.text, "begin0 commit0! rollback0 begin0 rollback0 ");
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- statements ---------------------------------------------------------- */

static rowan_status
query_with_binds(rowan_connection *conn)
{
    const rowan_bind_value binds[] = {
        {"number", {.kind = ROWAN_KIND_INT64, .as.integer = 7}},
        {"text",
         {.kind = ROWAN_KIND_TEXT, .as.text = {.data = "secret", .size = 6}}},
        {NULL, {0}},
    };

    return rowan_connection_query(conn, "x :number :text", binds, NULL, NULL);
}

static void
test_events__of_a_statement_show_kinds_and_sizes_only(void)
{
    diary told = {.text = ""};
    rowan_events events = statement_events(&told);
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(query_with_binds(conn), ROWAN_OK);
    CHECK(told.values == NULL);
    CHECK_INT(told.binds[0].kind, ROWAN_KIND_INT64);
    CHECK_INT(told.binds[0].size_bytes, 8);
    CHECK_INT(told.binds[1].kind, ROWAN_KIND_TEXT);
    CHECK_INT(told.binds[1].size_bytes, 6);
    CHECK_INT(told.binds[2].kind, ROWAN_KIND_NULL);
    CHECK(told.duration_ns >= 0);
    CHECK_HAS(told.text, "after ");
    CHECK(strstr(told.text, "secret") == NULL);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_events__show_values_to_who_asks_for_them(void)
{
    diary told = {.text = ""};
    rowan_events events = statement_events(&told);
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    events.show_values = true;
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(query_with_binds(conn), ROWAN_OK);
    CHECK(told.values != NULL);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_events__tell_how_many_rows_were_fetched(void)
{
    diary told = {.text = ""};
    rowan_events events = statement_events(&told);
    const rowan_value *cells = NULL;
    rowan_result *result = NULL;
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_query(conn, "ROWS 3 1", NULL, NULL, NULL),
              ROWAN_OK);
    CHECK_STR(told.text, "ROWS 3 1 after rows ");
    CHECK_INT(told.row_count, 3);
    told.text[0] = '\0';
    CHECK_INT(rowan_connection_query(conn, "ROWS 3 1", NULL, &result, NULL),
              ROWAN_OK);
    CHECK_INT(rowan_result_next(result, &cells, NULL), ROWAN_OK);
    rowan_result_free(result);
    CHECK_STR(told.text, "ROWS 3 1 after rows ");
    CHECK_INT(told.row_count, 1);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_events__tell_a_failure_with_its_error(void)
{
    diary told = {.text = ""};
    rowan_events events = statement_events(&told);
    rowan_error err = {0};
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    fake.execute = ROWAN_UNIQUE_VIOLATION;
    CHECK_INT(rowan_connection_query(conn, "x", NULL, NULL, &err),
              ROWAN_UNIQUE_VIOLATION);
    CHECK_STR(told.text, "x after! ");
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- who listens --------------------------------------------------------- */

static void
test_events__of_one_user_end_with_its_use(void)
{
    diary told = {.text = ""};
    rowan_events events = statement_events(&told);
    rowan__acquire_params params = {.events = &events};
    rowan_engine *engine;
    rowan_connection *conn = NULL;

    fake_plugin_begin();
    engine = open_engine("fake://", NULL);
    REQUIRE(engine != NULL);
    REQUIRE(rowan__connection_acquire(engine, &params, &conn, NULL) ==
            ROWAN_OK);
    CHECK_INT(rowan_connection_query(conn, "mine", NULL, NULL, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_query(conn, "yours", NULL, NULL, NULL),
              ROWAN_OK);
    CHECK_STR(told.text, "mine after ");
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_events__of_an_older_program_are_understood(void)
{
    diary told = {.text = ""};
    rowan_events events = statement_events(&told);
    rowan_engine *engine;
    rowan_connection *conn;

    fake_plugin_begin();
    /* It knew statement_before, and not what follows. */
    events.size = offsetof(rowan_events, statement_after);
    engine = open_engine("fake://", &events);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_query(conn, "ROWS 3 1", NULL, NULL, NULL),
              ROWAN_OK);
    CHECK_STR(told.text, "ROWS 3 1 ");
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

HARNESS_SUITE(engine_events,
    HARNESS_TEST(test_events__of_a_connection_come_in_the_order_of_its_life),
    HARNESS_TEST(test_events__tell_why_a_connection_ends),
    HARNESS_TEST(test_setup__comes_with_each_new_session),
    HARNESS_TEST(test_setup__that_fails_fails_the_call),
    HARNESS_TEST(test_events__tell_each_end_of_a_transaction),
    HARNESS_TEST(test_events__of_a_statement_show_kinds_and_sizes_only),
    HARNESS_TEST(test_events__show_values_to_who_asks_for_them),
    HARNESS_TEST(test_events__tell_how_many_rows_were_fetched),
    HARNESS_TEST(test_events__tell_a_failure_with_its_error),
    HARNESS_TEST(test_events__of_one_user_end_with_its_use),
    HARNESS_TEST(test_events__of_an_older_program_are_understood))
