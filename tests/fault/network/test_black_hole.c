/* SPDX-License-Identifier: MIT */
/*
 * A network that swallows everything: each call is back by its deadline, with
 * an error that says so, and works again when the network does. Once with a
 * peer whose machine still acknowledges what is sent to it (the proxy stalls),
 * once with one that does not (a cable of our own).
 *
 * How late a call may be is loose here, for the machine may be busy:
 * ROWAN_FAULT_SLACK_MS, beyond the tenth of a second that is promised.
 */
#include "conversation.h"
#include "harness.h"
#include "hole.h"
#include "proxy.h"
#include "server.h"
#include "watch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DEADLINE_MS = 300, PROMISED_MS = 100, SLACK_MS = 3000, PATIENCE_S = 30 };

typedef struct rig rig;

/* A way to make a hole, and to undo it. */
typedef struct way {
    const char *name;
    void (*dig)(rig *r, conversation_step step);
    void (*fill)(rig *r);
    void (*enter)(rig *r);
    void (*leave)(rig *r);
} way;

struct rig {
    server *server;
    const way *way;
    proxy *proxy;
    hole hole;
    rowan_engine *direct;
    char url[300];
    conversation_step at;     /* where the hole is dug, */
    framing_side side;        /* and, when stalled at the commit, */
    uint64_t messages;        /* after how many messages of which side */
    unsigned doubts;
    int64_t dug_ms;
    int64_t latest_ms; /* beyond a deadline */
    int descriptors;
    unsigned number;
};

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the two ways -------------------------------------------------------- */

static void
stall(rig *r, conversation_step step)
{
    proxy_plan plan = {.end = PROXY_STALL};

    proxy_plan_new(r->proxy, &plan);
    if (step == STEP_STREAM) { /* in the middle of its rows */
        plan.side = FRAMING_TO_CLIENT;
        plan.after_messages = CONVERSATION_SEEDS / 2;
    } else if (step == STEP_COMMIT) {
        plan.side = r->side;
        plan.after_messages = r->messages;
    }
    proxy_plan_open(r->proxy, &plan);
}

static void
stall_no_more(rig *r)
{
    proxy_plan plan = {.end = PROXY_GO_ON};

    proxy_plan_new(r->proxy, &plan);
    proxy_plan_open(r->proxy, &plan);
}

static void
stay(rig *r)
{
    (void)r;
}

static void
swallow(rig *r, conversation_step step)
{
    (void)step;
    hole_dig(&r->hole);
}

static void
swallow_no_more(rig *r)
{
    hole_fill(&r->hole);
}

static void
enter(rig *r)
{
    hole_enter(&r->hole);
}

static void
leave(rig *r)
{
    hole_leave(&r->hole);
}

static const way stalling = {"stalled", stall, stall_no_more, stay, stay};
static const way swallowing = {"swallowed", swallow, swallow_no_more, enter,
                               leave};

/* --- the rig ------------------------------------------------------------- */

static rowan_engine *
open_engine(const char *url, uint32_t deadline_ms)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;

    options.pool_size = 1;
    options.pool_overflow = ROWAN_OPTION_ZERO;
    options.connect_timeout_ms = options.statement_timeout_ms = deadline_ms;
    engine = rowan_engine_open_with(url, &options, &err);
    if (engine == NULL)
        FAIL("%s", err.message);
    return engine;
}

static bool
open_network(rig *r)
{
    const char *why, *host = "127.0.0.1", *options = "";

    if (r->way == &stalling) {
        r->proxy = proxy_open(r->server->port, r->server->protocol);
    } else if (hole_open(&r->hole, &why)) {
        r->proxy = proxy_open_on(hole_listener(&r->hole), r->server->port,
                                 r->server->protocol);
        host = HOLE_SERVER_HOST;
        options = r->server->no_tls;
    } else {
        harness_skip("%s", why);
        return false;
    }
    if (r->proxy == NULL) {
        FAIL("the proxy does not start");
        return false;
    }
    server_url(r->server, host, proxy_port(r->proxy), options, r->url,
               sizeof r->url);
    return true;
}

static bool
rig_open(rig *r, const char *name, const way *w)
{
    const char *why;
    rowan_error err = {0};

    *r = (rig){.server = server_get(name, &why), .way = w};
    if (r->server == NULL) {
        harness_skip("%s", why);
        return false;
    }
    if (!open_network(r))
        return false;
    r->direct = open_engine(r->server->url, 0);
    if (r->direct == NULL ||
        conversation_prepare(r->direct, &err) != ROWAN_OK) {
        FAIL("%s", err.message);
        return false;
    }
    r->descriptors = watch_descriptors();
    return true;
}

static void
rig_close(rig *r)
{
    watch(0, "nothing");
    if (r->direct != NULL)
        CHECK_INT(rowan_engine_close(r->direct), ROWAN_OK);
    if (r->proxy != NULL && r->way == &swallowing)
        hole_close(&r->hole);
    proxy_close(r->proxy);
}

/* --- what must hold ------------------------------------------------------ */

static void
check_in_time(rig *r, const char *place)
{
    int64_t late_ms = now_ms() - r->dug_ms - DEADLINE_MS;

    if (late_ms > r->latest_ms)
        r->latest_ms = late_ms;
    if (late_ms > PROMISED_MS + watch_setting("ROWAN_FAULT_SLACK_MS", SLACK_MS))
        FAIL("%s: %jd ms after its deadline", place, (intmax_t)late_ms);
}

static bool
is_right_class(conversation_step step, rowan_status status)
{
    switch (step) {
    case STEP_CONNECT:
        return status == ROWAN_TIMEOUT || status == ROWAN_CONNECT_FAILED;
    case STEP_COMMIT: /* a deadline before COMMIT is sent is certain */
        return status == ROWAN_TIMEOUT || status == ROWAN_IN_DOUBT;
    default:
        return status == ROWAN_TIMEOUT;
    }
}

/* Lost is "surely not committed"; success is surely; in doubt is either. */
static bool
is_right_outcome(rowan_status status, int64_t rows)
{
    if (status == ROWAN_OK)
        return rows == CONVERSATION_ROWS;
    return rows == 0 ||
           (status == ROWAN_IN_DOUBT && rows == CONVERSATION_ROWS);
}

/* Whether the pool has forgotten the connection; then it makes a new one. */
static void
check_engine(rig *r, const char *place, rowan_engine *engine,
             rowan_status status)
{
    rowan_pool_status pool;
    rowan_error err = {0};

    rowan_engine_pool_status(engine, &pool);
    if (pool.in_use != 0 || (status != ROWAN_OK && pool.idle != 0))
        FAIL("%s: %u connections are out and %u idle", place, pool.in_use,
             pool.idle);
    if (conversation_rows(engine, "nobody's", &err) != 0)
        FAIL("%s: the next call fails: %s", place, err.message);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    r->way->leave(r);
    CHECK(proxy_wait_idle(r->proxy, PATIENCE_S * 1000 / 2));
    if (watch_descriptors_settle(r->descriptors) != r->descriptors)
        FAIL("%s: %d descriptors are open, before it were %d", place,
             watch_descriptors(), r->descriptors);
}

static void
dig_before(void *context, conversation_step step)
{
    rig *r = context;

    if (step != r->at)
        return;
    r->way->dig(r, step);
    r->dug_ms = now_ms();
}

/* --- the places ---------------------------------------------------------- */

/* Whether the hole was met; the commit may be over before. */
static bool
fall_in_at(rig *r, conversation_step step)
{
    char token[32], place[64];
    conversation c = {.token = token, .before = dig_before, .context = r};
    rowan_error err = {0};
    rowan_engine *engine;
    rowan_status status;
    int64_t rows;

    snprintf(token, sizeof token, "hole %s %u", r->way->name, r->number++);
    snprintf(place, sizeof place, "%s at %s, %ju %d", r->way->name,
             conversation_step_name(step), (uintmax_t)r->messages, r->side);
    watch(PATIENCE_S, "%s", place);
    r->at = step;
    engine = open_engine(r->url, DEADLINE_MS);
    r->way->enter(r);
    status = conversation_run(&c, engine);
    check_in_time(r, place);
    if (status != ROWAN_OK &&
        (c.step != step || !is_right_class(step, status)))
        FAIL("%s: %s %s: %s", place, conversation_step_name(c.step),
             rowan_status_name(status), c.error.message);
    r->doubts += status == ROWAN_IN_DOUBT;
    r->way->fill(r);
    check_engine(r, place, engine, status);
    rows = conversation_rows(r->direct, token, &err);
    if (!is_right_outcome(status, rows))
        FAIL("%s: %s, and %jd rows are there", place,
             rowan_status_name(status), (intmax_t)rows);
    return status != ROWAN_OK;
}

/* At each message of a commit: what goes with it may take several. */
static void
fall_in_at_commit(rig *r)
{
    for (int side = 0; side < 2; side++) {
        r->side = (framing_side)side;
        r->messages = 0;
        while (fall_in_at(r, STEP_COMMIT))
            r->messages++;
        CHECK(r->messages > 0);
    }
    CHECK(r->doubts > 0);
}

/* A connection that was idle when the network went. */
static void
fall_in_at_ping(rig *r)
{
    char place[64];
    rowan_connection *conn = NULL;
    rowan_error err = {0};
    rowan_engine *engine = open_engine(r->url, DEADLINE_MS);
    rowan_status status;

    snprintf(place, sizeof place, "%s at a check", r->way->name);
    watch(PATIENCE_S, "%s", place);
    r->way->enter(r);
    if (conversation_rows(engine, "nobody's", &err) != 0)
        FAIL("%s: %s", place, err.message);
    dig_before(r, r->at = STEP_END);
    status = rowan_connection_acquire(engine, 1000, &conn, &err);
    if (status == ROWAN_OK)
        status = rowan_connection_ping(conn, &err);
    check_in_time(r, place);
    if (status != ROWAN_TIMEOUT && status != ROWAN_CONNECTION_LOST)
        FAIL("%s: %s", place, rowan_status_name(status));
    rowan_connection_release(conn);
    r->way->fill(r);
    check_engine(r, place, engine, status);
}

static void
fall_in_everywhere(const char *name, const way *w)
{
    rig r;

    if (rig_open(&r, name, w)) {
        for (int step = STEP_CONNECT; step < STEP_SAVEPOINT; step++)
            CHECK(fall_in_at(&r, (conversation_step)step));
        if (w == &stalling)
            fall_in_at_commit(&r);
        else
            CHECK(fall_in_at(&r, STEP_COMMIT));
        fall_in_at_ping(&r);
        printf("    %s, %s: %u holes, at most %jd ms after the deadline, %u "
               "commits in doubt\n",
               name, w->name, r.number, (intmax_t)r.latest_ms, r.doubts);
    }
    if (r.server != NULL)
        rig_close(&r);
}

static void
test_black_hole__of_a_stalled_postgresql_ends_with_the_deadline(void)
{
    fall_in_everywhere("postgresql", &stalling);
}

static void
test_black_hole__before_postgresql_ends_with_the_deadline(void)
{
    fall_in_everywhere("postgresql", &swallowing);
}

static void
test_black_hole__of_a_stalled_mariadb_ends_with_the_deadline(void)
{
    fall_in_everywhere("mariadb", &stalling);
}

static void
test_black_hole__before_mariadb_ends_with_the_deadline(void)
{
    fall_in_everywhere("mariadb", &swallowing);
}

HARNESS_SUITE(black_hole,
    HARNESS_TEST(
        test_black_hole__of_a_stalled_postgresql_ends_with_the_deadline),
    HARNESS_TEST(test_black_hole__before_postgresql_ends_with_the_deadline),
    HARNESS_TEST(
        test_black_hole__of_a_stalled_mariadb_ends_with_the_deadline),
    HARNESS_TEST(test_black_hole__before_mariadb_ends_with_the_deadline))
