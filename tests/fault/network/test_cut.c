/* SPDX-License-Identifier: MIT */
/*
 * A conversation cut at every message of the protocol, in each direction, and
 * at bytes in between: always an error of the right class, a commit state that
 * the database agrees with, nothing left of the connection, and a next call
 * that works.
 *
 * ROWAN_FAULT_CUTS is how many bytes to cut at on each side, for each
 * database; 0 is all of them.
 */
#include "conversation.h"
#include "harness.h"
#include "proxy.h"
#include "server.h"
#include "watch.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BYTE_CUTS = 150, TLS_CUTS = 50, PATIENCE_S = 30, MOST_COMPLAINTS = 10 };

typedef struct rig {
    server *server;
    proxy *proxy;
    rowan_engine *direct;
    bool is_secure; /* through TLS */
    char url[700];
    proxy_count whole; /* what an undisturbed conversation takes */
    int descriptors;
    unsigned runs, doubts, committed_doubts, told, complaints;
} rig;

static rowan_engine *
open_engine(const char *url)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;

    options.pool_size = 1;
    options.pool_overflow = ROWAN_OPTION_ZERO;
    engine = rowan_engine_open_with(url, &options, &err);
    if (engine == NULL)
        FAIL("%s", err.message);
    return engine;
}

/* Runs the conversation once without a cut, to know how long it is. */
static void
measure(rig *r)
{
    conversation c = {.token = "undisturbed"};
    rowan_engine *engine = open_engine(r->url);

    watch(PATIENCE_S, "an undisturbed conversation");
    if (conversation_run(&c, engine) != ROWAN_OK)
        FAIL("undisturbed, at %s: %s", conversation_step_name(c.step),
             c.error.message);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    REQUIRE(proxy_wait_idle(r->proxy, PATIENCE_S * 1000));
    r->whole = proxy_counted(r->proxy);
    r->descriptors = watch_descriptors();
    CHECK_INT(conversation_rows(r->direct, "undisturbed", &c.error),
              CONVERSATION_ROWS);
}

/* What is said through the proxy is ciphertext: it has no messages. */
static bool
rig_secure(rig *r, char *ret_options, size_t size)
{
    char folder[300];
    const char *why;

    if (!server_tls(r->server, r->direct, true, folder, sizeof folder, &why)) {
        harness_skip("%s", why);
        return false;
    }
    /* One %s, of our own table. */
    snprintf(ret_options, size, "%.*s%s%s",
             (int)(strstr(r->server->tls, "%s") - r->server->tls),
             r->server->tls, folder, strstr(r->server->tls, "%s") + 2);
    return true;
}

static bool
rig_open(rig *r, const char *name, bool is_secure)
{
    char options[400] = "";
    const char *why;
    rowan_error err = {0};

    *r = (rig){.server = server_get(name, &why), .is_secure = is_secure};
    if (r->server == NULL) {
        harness_skip("%s", why);
        return false;
    }
    r->proxy = proxy_open(r->server->port,
                          is_secure ? FRAMING_NONE : r->server->protocol);
    r->direct = open_engine(r->server->url);
    if (r->proxy == NULL || r->direct == NULL ||
        (is_secure && !rig_secure(r, options, sizeof options)))
        return false;
    server_url(r->server, "127.0.0.1", proxy_port(r->proxy), options, r->url,
               sizeof r->url);
    if (conversation_prepare(r->direct, &err) != ROWAN_OK) {
        FAIL("%s", err.message);
        return false;
    }
    measure(r);
    return true;
}

static void
rig_close(rig *r)
{
    char folder[300];
    const char *why;

    watch(0, "nothing");
    if (r->direct != NULL && r->is_secure)
        (void)server_tls(r->server, r->direct, false, folder, sizeof folder,
                         &why);
    if (r->direct != NULL)
        CHECK_INT(rowan_engine_close(r->direct), ROWAN_OK);
    proxy_close(r->proxy);
}

/* --- what must hold after a cut ------------------------------------------ */

static void complain(rig *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What goes wrong at one place often does at many: the first ones will do. */
static void
complain(rig *r, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (r->complaints++ < MOST_COMPLAINTS)
        FAIL("%s", text);
}

static bool
is_right_class(conversation_step step, bool was_connected, rowan_status status)
{
    if (!was_connected)
        return status == ROWAN_CONNECT_FAILED;
    /* Aborted: the database was asked, and says that it did not happen. */
    if (step == STEP_COMMIT &&
        (status == ROWAN_IN_DOUBT || status == ROWAN_TRANSACTION_ABORTED))
        return true;
    return status == ROWAN_CONNECTION_LOST;
}

/* Lost is "surely not committed"; success is surely; in doubt is either. */
static bool
is_right_outcome(rowan_status status, int64_t rows)
{
    if (status == ROWAN_OK)
        return rows == CONVERSATION_ROWS;
    if (status == ROWAN_IN_DOUBT)
        return rows == 0 || rows == CONVERSATION_ROWS;
    return rows == 0;
}

static void
check_outcome(rig *r, const char *place, const conversation *c,
              rowan_status status, bool was_connected)
{
    rowan_error err = {0};
    int64_t rows = conversation_rows(r->direct, c->token, &err);

    if (status != ROWAN_OK && !is_right_class(c->step, was_connected, status))
        complain(r, "%s: %s %s: %s", place, conversation_step_name(c->step),
                 rowan_status_name(status), c->error.message);
    if (status != c->error.status)
        complain(r, "%s: %s returns %s, its error says %s", place,
                 conversation_step_name(c->step), rowan_status_name(status),
                 rowan_status_name(c->error.status));
    if (!is_right_outcome(status, rows))
        complain(r, "%s: %s %s, but the database has %jd rows %s", place,
                 conversation_step_name(c->step), rowan_status_name(status),
                 (intmax_t)rows, err.message);
    r->doubts += status == ROWAN_IN_DOUBT;
    r->committed_doubts += status == ROWAN_IN_DOUBT && rows > 0;
}

/* What is idle can only be another connection, on which the database was asked
 * what became of a commit. */
static void
check_pool(rig *r, const char *place, rowan_engine *engine,
           rowan_status status)
{
    rowan_pool_status pool;
    bool was_asked;

    rowan_engine_pool_status(engine, &pool);
    was_asked = status == ROWAN_TRANSACTION_ABORTED && pool.connects == 2;
    if (pool.in_use != 0 ||
        (status != ROWAN_OK && pool.idle != (was_asked ? 1 : 0)))
        complain(r, "%s: %u connections are out and %u idle", place,
                 pool.in_use, pool.idle);
    r->told += pool.connects == 2;
}

static void
check_next_call(rig *r, const char *place, rowan_engine *engine)
{
    rowan_error err = {0};

    if (conversation_rows(engine, "nobody's", &err) != 0)
        complain(r, "%s: the next call fails: %s", place, err.message);
}

/* --- cutting ------------------------------------------------------------- */

static void
cut_at(rig *r, const proxy_plan *plan)
{
    static const char *const sides[] = {"to the server", "to the client"};
    proxy_plan none = {.end = PROXY_GO_ON};
    rowan_pool_status pool;
    char place[128], token[32];
    conversation c = {.token = token};
    rowan_engine *engine = open_engine(r->url);
    rowan_status status;

    snprintf(token, sizeof token, "cut %u", ++r->runs);
    snprintf(place, sizeof place, "%s after %ju messages, %ju bytes %s",
             plan->end == PROXY_RESET ? "reset" : "closed",
             (uintmax_t)plan->after_messages, (uintmax_t)plan->after_bytes,
             sides[plan->side]);
    watch(PATIENCE_S, "%s", place);
    proxy_plan_new(r->proxy, plan);
    status = conversation_run(&c, engine);
    proxy_plan_new(r->proxy, &none);
    rowan_engine_pool_status(engine, &pool);
    check_outcome(r, place, &c, status, pool.connects > 0);
    check_pool(r, place, engine, status);
    if (status == ROWAN_OK) { /* the cut is in what closes the connection */
        CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
        engine = open_engine(r->url);
    }
    check_next_call(r, place, engine);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK(proxy_wait_idle(r->proxy, PATIENCE_S * 1000));
    if (watch_descriptors_settle(r->descriptors) != r->descriptors)
        complain(r, "%s: %d descriptors are open, before it were %d", place,
                 watch_descriptors(), r->descriptors);
}

static void
cut_at_messages(rig *r)
{
    for (int side = 0; side < 2; side++)
        for (uint64_t i = 0; i < r->whole.messages[side]; i++)
            for (int end = PROXY_CLOSE; end <= PROXY_RESET; end++)
                cut_at(r, &(proxy_plan){.end = (proxy_end)end,
                                        .side = (framing_side)side,
                                        .after_messages = i});
}

static void
cut_at_bytes(rig *r)
{
    uint64_t cuts = (uint64_t)watch_setting(
        "ROWAN_FAULT_CUTS", r->is_secure ? TLS_CUTS : BYTE_CUTS);

    for (int side = 0; side < 2; side++) {
        uint64_t size = r->whole.bytes[side];
        uint64_t stride = cuts > 0 && cuts < size ? size / cuts : 1;

        /* From 1: a cut before the first is one before a message. */
        for (uint64_t i = 1; i < size; i += stride)
            cut_at(r, &(proxy_plan){.end = r->runs % 2 ? PROXY_CLOSE
                                                       : PROXY_RESET,
                                    .side = (framing_side)side,
                                    .after_bytes = i});
    }
}

static void
cut_everywhere(const char *name, bool is_secure, void (*cut)(rig *r))
{
    rig r;

    if (rig_open(&r, name, is_secure)) {
        cut(&r);
        printf("    %s: %u cuts; of commits, the database told of %u, %u are "
               "in doubt, %u of them done\n",
               name, r.runs, r.told, r.doubts, r.committed_doubts);
    }
    if (r.server != NULL)
        rig_close(&r);
}

static void
test_cut__at_each_message_of_postgresql_is_told_right(void)
{
    cut_everywhere("postgresql", false, cut_at_messages);
}

static void
test_cut__at_bytes_of_postgresql_is_told_right(void)
{
    cut_everywhere("postgresql", false, cut_at_bytes);
}

static void
test_cut__at_each_message_of_mariadb_is_told_right(void)
{
    cut_everywhere("mariadb", false, cut_at_messages);
}

static void
test_cut__at_bytes_of_mariadb_is_told_right(void)
{
    cut_everywhere("mariadb", false, cut_at_bytes);
}

static void
test_cut__through_tls_of_postgresql_is_told_right(void)
{
    cut_everywhere("postgresql", true, cut_at_bytes);
}

static void
test_cut__through_tls_of_mariadb_is_told_right(void)
{
    cut_everywhere("mariadb", true, cut_at_bytes);
}

HARNESS_SUITE(cut,
    HARNESS_TEST(test_cut__at_each_message_of_postgresql_is_told_right),
    HARNESS_TEST(test_cut__at_bytes_of_postgresql_is_told_right),
    HARNESS_TEST(test_cut__at_each_message_of_mariadb_is_told_right),
    HARNESS_TEST(test_cut__at_bytes_of_mariadb_is_told_right),
    HARNESS_TEST(test_cut__through_tls_of_postgresql_is_told_right),
    HARNESS_TEST(test_cut__through_tls_of_mariadb_is_told_right))
