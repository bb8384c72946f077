/* SPDX-License-Identifier: MIT */
/*
 * A transaction of one INSERT: how many round trips it takes, and what is told
 * of it when the connection is cut at each message of it.
 */
#include "harness.h"
#include "proxy.h"
#include "server.h"
#include "watch.h"

#include <stdio.h>
#include <string.h>

typedef struct trip {
    int64_t id;
    const char *token;
} trip;

ROWAN_MODEL(trip, "fault_trips", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(token, .length = 60, .not_null = true))

enum { PATIENCE_S = 30 };

typedef struct rig {
    server *server;
    proxy *proxy;
    rowan_engine *direct, *engine;
    rowan_session *session;
    char url[300];
    unsigned runs, doubts, done_doubts, told;
} rig;

static rowan_engine *
open_engine(const char *url, bool one_trip)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;

    options.pool_size = 1;
    options.one_trip_commit = one_trip;
    engine = rowan_engine_open_with(url, &options, &err);
    if (engine == NULL)
        FAIL("%s", err.message);
    REQUIRE(engine != NULL);
    return engine;
}

static bool
rig_open(rig *r)
{
    const rowan_model *const *models = ROWAN_MODELS(trip);
    const char *why;
    rowan_error err = {0};

    *r = (rig){.server = server_get("postgresql", &why)};
    if (r->server == NULL) {
        harness_skip("%s", why);
        return false;
    }
    r->proxy = proxy_open(r->server->port, r->server->protocol);
    REQUIRE(r->proxy != NULL);
    r->direct = open_engine(r->server->url, false);
    server_url(r->server, "127.0.0.1", proxy_port(r->proxy), "", r->url,
               sizeof r->url);
    CHECK_INT(rowan_drop_all(r->direct, models, &err), ROWAN_OK);
    CHECK_INT(rowan_create_all(r->direct, models, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    return true;
}

static void
rig_close(rig *r)
{
    watch(0, "nothing");
    CHECK_INT(rowan_engine_close(r->direct), ROWAN_OK);
    proxy_close(r->proxy);
}

static rowan_status
commit_one(rig *r, const char *token)
{
    rowan_new(r->session, trip, .token = token);
    return rowan_commit(r->session);
}

/* A session that has done the same before: all is prepared. */
static void
begin_warm(rig *r, bool one_trip)
{
    r->engine = open_engine(r->url, one_trip);
    r->session = rowan_session_open(r->engine, NULL);
    REQUIRE(r->session != NULL);
    CHECK_INT(commit_one(r, "before"), ROWAN_OK);
    CHECK_STR(rowan_session_error(r->session)->message, "");
}

static void
end(rig *r)
{
    rowan_session_close(r->session);
    CHECK_INT(rowan_engine_close(r->engine), ROWAN_OK);
}

static int64_t
rows_of(rig *r, const char *token)
{
    rowan_session *session = rowan_session_open(r->direct, NULL);
    int64_t count = rowan_count(session, trip,
                                .where = rowan_eq(rowan_col(trip, token),
                                                  token));

    rowan_session_close(session);
    return count;
}

/* What a commit takes. */
static proxy_count
measure(rig *r, bool one_trip)
{
    proxy_count count;

    begin_warm(r, one_trip);
    proxy_count_reset(r->proxy);
    CHECK_INT(commit_one(r, "measured"), ROWAN_OK);
    count = proxy_counted(r->proxy);
    end(r);
    return count;
}

static void
test_trips__begin_insert_and_commit_are_one_where_that_is_wanted(void)
{
    rig r;

    if (!rig_open(&r))
        return;
    CHECK_INT(measure(&r, true).trips, 1);
    CHECK_INT(measure(&r, false).trips, 2);
    CHECK_INT(rows_of(&r, "measured"), 2);
    rig_close(&r);
}

/* Success is surely committed; in doubt is either; all else surely is not. */
static bool
is_right(rowan_status status, int64_t rows)
{
    if (status == ROWAN_OK)
        return rows == 1;
    if (status == ROWAN_IN_DOUBT)
        return rows == 0 || rows == 1;
    return (status == ROWAN_CONNECTION_LOST ||
            status == ROWAN_TRANSACTION_ABORTED) &&
           rows == 0;
}

static void
cut_at(rig *r, bool one_trip, const proxy_plan *plan)
{
    proxy_plan none = {.end = PROXY_GO_ON};
    rowan_pool_status pool;
    char token[32];
    rowan_status status;
    int64_t rows;

    snprintf(token, sizeof token, "cut %u", ++r->runs);
    watch(PATIENCE_S, "side %d, after %ju messages", (int)plan->side,
          (uintmax_t)plan->after_messages);
    begin_warm(r, one_trip);
    proxy_plan_open(r->proxy, plan);
    status = commit_one(r, token);
    CHECK_INT(rowan_session_error(r->session)->status, status);
    rows = rows_of(r, token);
    if (!is_right(status, rows))
        FAIL("side %d, after %ju messages: %s, and there are %jd rows: %s",
             (int)plan->side, (uintmax_t)plan->after_messages,
             rowan_status_name(status), (intmax_t)rows,
             rowan_session_error(r->session)->message);
    rowan_engine_pool_status(r->engine, &pool);
    r->told += status == ROWAN_OK && pool.connects > 1;
    r->doubts += status == ROWAN_IN_DOUBT;
    r->done_doubts += status == ROWAN_IN_DOUBT && rows > 0;
    if (status == ROWAN_IN_DOUBT) {
        CHECK_INT(commit_one(r, "refused"), ROWAN_IN_DOUBT);
        CHECK_INT(rows_of(r, "refused"), 0);
    }
    if (status != ROWAN_OK) /* it is over, whatever the rollback meets */
        (void)rowan_rollback(r->session);
    proxy_plan_open(r->proxy, &none);
    CHECK_INT(commit_one(r, token), ROWAN_OK);
    end(r);
    CHECK(proxy_wait_idle(r->proxy, PATIENCE_S * 1000));
}

static void
cut_everywhere(bool one_trip)
{
    proxy_count whole;
    rig r;

    if (!rig_open(&r))
        return;
    whole = measure(&r, one_trip);
    for (int side = 0; side < 2; side++)
        for (uint64_t i = 0; i < whole.messages[side]; i++)
            for (int how = PROXY_CLOSE; how <= PROXY_RESET; how++)
                cut_at(&r, one_trip,
                       &(proxy_plan){.end = (proxy_end)how,
                                     .side = (framing_side)side,
                                     .after_messages = i});
    printf("    %u cuts; the database told of %u commits, %u are in doubt, %u "
           "of them done\n",
           r.runs, r.told, r.doubts, r.done_doubts);
    CHECK(r.told > 0);
    CHECK(one_trip || r.doubts == 0);
    rig_close(&r);
}

static void
test_trips__a_cut_in_the_one_is_told_right(void)
{
    cut_everywhere(true);
}

static void
test_trips__a_cut_in_one_of_two_leaves_no_doubt(void)
{
    cut_everywhere(false);
}

HARNESS_SUITE(trips,
    HARNESS_TEST(
        test_trips__begin_insert_and_commit_are_one_where_that_is_wanted),
    HARNESS_TEST(test_trips__a_cut_in_the_one_is_told_right),
    HARNESS_TEST(test_trips__a_cut_in_one_of_two_leaves_no_doubt))
