/* SPDX-License-Identifier: MIT */
/* Connections that are lost, refused or silent; and the pool that has them. */
#include "proxy.h"

#include <string.h>

typedef struct nw_row {
    int64_t id;
} nw_row;
ROWAN_MODEL(nw_row, "conformance_network",
            ROWAN_PRIMARY_KEY(id, .not_generated = true))

/* An engine whose connections go through a proxy. */
static proxy *
behind_proxy(trial *t, rowan_engine **ret_engine)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    const char *url = NULL;
    proxy *p;

    trial_create(t, ROWAN_MODELS(nw_row));
    p = proxy_open(trial_on(t)->url, &url);
    REQUIRE(p != NULL);
    options.statement_timeout_ms = 6000;
    options.connect_timeout_ms = 6000;
    *ret_engine = trial_open(t, url, &options);
    return p;
}

static bool
is_loss(rowan_status status)
{
    return status == ROWAN_CONNECTION_LOST || status == ROWAN_IN_DOUBT;
}

/* A query whose connection is gone says so, and the next one has another. */
static void
a_lost_connection_is_told_and_replaced(trial *t)
{
    rowan_engine *engine;
    proxy *p = behind_proxy(t, &engine);
    rowan_connection *conn = trial_connection_of(t, engine);
    rowan_error err = {0};

    EXPECT_INT(trial_int_on(t, conn, trial_select(t, "1")), 1);
    proxy_cut(p);
    EXPECT_STATUS(rowan_connection_query(conn, "SELECT count(*) FROM "
                                         "conformance_network", NULL, NULL,
                                         &err),
                  ROWAN_CONNECTION_LOST, &err);
    EXPECT_INT(err.retry, ROWAN_RETRY_CONNECT);
    rowan_connection_release(conn);
    conn = trial_connection_of(t, engine);
    EXPECT_INT(trial_int_on(t, conn, trial_select(t, "1")), 1);
    rowan_connection_release(conn);
    proxy_close(p);
}

/* What was in a transaction that was cut is not there, and the session can be
 * used again. */
static void
a_transaction_that_is_cut_is_gone(trial *t)
{
    rowan_engine *engine;
    proxy *p = behind_proxy(t, &engine);
    rowan_session *session = trial_session_of(t, engine);

    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, "INSERT INTO "
                                      "conformance_network (id) VALUES (1)"));
    proxy_cut(p);
    EXPECT(is_loss(rowan_execute(session, "INSERT INTO conformance_network "
                                          "(id) VALUES (2)")));
    EXPECT(rowan_commit(session) != ROWAN_OK);
    (void)rowan_rollback(session);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_network"), 0);
    SESSION_OK(session, rowan_execute(session, "INSERT INTO "
                                      "conformance_network (id) VALUES (3)"));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(trial_int(t, "SELECT id FROM conformance_network"), 3);
    trial_session_end(t, session);
    proxy_close(p);
}

static rowan_status
insert_four(rowan_session *session, void *context)
{
    int *attempts = context;

    ++*attempts;
    return rowan_execute(session, "INSERT INTO conformance_network (id) "
                                  "VALUES (4)");
}

/* Work that is tried again does not see the cut. */
static void
transact_goes_on_after_a_cut(trial *t)
{
    rowan_engine *engine;
    proxy *p = behind_proxy(t, &engine);
    rowan_connection *conn = trial_connection_of(t, engine);
    rowan_error err = {0};
    int attempts = 0;

    rowan_connection_release(conn); /* idle in the pool, and cut there */
    proxy_cut(p);
    EXPECT_STATUS(rowan_transact(engine, insert_four, &attempts, NULL, &err),
                  ROWAN_OK, &err);
    EXPECT(attempts >= 1);
    EXPECT_INT(trial_int(t, "SELECT id FROM conformance_network"), 4);
    proxy_close(p);
}

/* A server that is silent does not keep its clients. */
static void
a_silent_server_does_not_hang(trial *t)
{
    rowan_engine *engine;
    proxy *p = behind_proxy(t, &engine);
    rowan_connection *conn = trial_connection_of(t, engine);
    rowan_error err = {0};
    rowan_status status;

    EXPECT_INT(trial_int_on(t, conn, trial_select(t, "1")), 1);
    proxy_stall(p, true);
    status = rowan_connection_query(conn, "SELECT count(*) FROM "
                                    "conformance_network", NULL, NULL, &err);
    EXPECT(status == ROWAN_TIMEOUT || status == ROWAN_CONNECTION_LOST);
    rowan_error_clear(&err);
    /* A new one cannot be made, within its time. */
    status = rowan_connection_acquire(engine, 1000, &conn, &err);
    EXPECT(status == ROWAN_CONNECT_FAILED || status == ROWAN_TIMEOUT);
    proxy_stall(p, false);
    proxy_cut(p);
    proxy_close(p);
}

static void
a_refused_connection_is_told(trial *t)
{
    rowan_engine *engine;
    proxy *p = behind_proxy(t, &engine);
    rowan_connection *conn = NULL;
    rowan_error err = {0};

    proxy_refuse(p, true);
    EXPECT_STATUS(rowan_connection_acquire(engine, 1000, &conn, &err),
                  ROWAN_CONNECT_FAILED, &err);
    EXPECT_INT(err.retry, ROWAN_RETRY_CONNECT);
    proxy_refuse(p, false);
    rowan_error_clear(&err);
    REQUIRE_OK(rowan_connection_acquire(engine, 1000, &conn, &err), &err);
    EXPECT_INT(trial_int_on(t, conn, trial_select(t, "1")), 1);
    rowan_connection_release(conn);
    proxy_close(p);
}

/* --- the pool ------------------------------------------------------------- */

/* A pool that is empty does not keep who asks. */
static void
an_empty_pool_is_told(trial *t)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_engine *engine;
    rowan_connection *first, *second = NULL;
    rowan_error err = {0};

    options.pool_size = 1;
    options.pool_overflow = ROWAN_OPTION_ZERO;
    engine = trial_open(t, trial_on(t)->url, &options);
    first = trial_connection_of(t, engine);
    EXPECT_STATUS(rowan_connection_acquire(engine, 50, &second, &err),
                  ROWAN_TIMEOUT, &err);
    rowan_connection_release(first);
    rowan_error_clear(&err);
    REQUIRE_OK(rowan_connection_acquire(engine, 50, &second, &err), &err);
    EXPECT_INT(trial_int_on(t, second, trial_select(t, "1")), 1);
    rowan_connection_release(second);
}

/* What a session left open is not the next one's. */
static void
what_is_left_open_is_rolled_back(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(nw_row));
    session = trial_session(t);
    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, "INSERT INTO "
                                      "conformance_network (id) VALUES (1)"));
    trial_session_end(t, session);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_network"), 0);
}

/* Nor are temporary tables. */
static void
session_state_is_dropped(trial *t)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_engine *engine;
    rowan_connection *conn;
    rowan_error err = {0};

    options.pool_size = 1;
    engine = trial_open(t, trial_on(t)->url, &options);
    conn = trial_connection_of(t, engine);
    trial_run_on(t, conn, "CREATE TEMPORARY TABLE conformance_temporary "
                          "(id INTEGER)");
    EXPECT_INT(trial_int_on(t, conn, "SELECT count(*) "
                                     "FROM conformance_temporary"), 0);
    rowan_connection_release(conn);
    conn = trial_connection_of(t, engine);
    EXPECT_STATUS(rowan_connection_query(conn, "SELECT count(*) FROM "
                                         "conformance_temporary", NULL, NULL,
                                         &err),
                  ROWAN_NO_SUCH_TABLE, &err);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test network[] = {
    {"a_lost_connection_is_told_and_replaced", "", NULL,
     a_lost_connection_is_told_and_replaced},
    {"a_transaction_that_is_cut_is_gone", "", NULL,
     a_transaction_that_is_cut_is_gone},
    {"transact_goes_on_after_a_cut", "", NULL, transact_goes_on_after_a_cut},
    {"a_silent_server_does_not_hang", "deadlines", NULL,
     a_silent_server_does_not_hang},
    {"a_refused_connection_is_told", "", NULL, a_refused_connection_is_told},
    END,
};

static const conformance_test pool[] = {
    {"an_empty_pool_is_told", "independent_connections", NULL,
     an_empty_pool_is_told},
    {"what_is_left_open_is_rolled_back", "", NULL,
     what_is_left_open_is_rolled_back},
    {"session_state_is_dropped",
     "temporary_tables independent_connections", NULL,
     session_state_is_dropped},
    END,
};

const conformance_class conformance_rowan_network[] = {
    {"rowan", "NetworkTest", "network_connections", network},
    {"rowan", "PoolTest", "", pool},
    {NULL, NULL, NULL, NULL},
};
