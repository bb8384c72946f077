/* SPDX-License-Identifier: MIT */
/*
 * A server killed while eight threads commit. Each transfer has a token made
 * by its thread, which writes down what it was told. In the end the database
 * has every acknowledged transfer once, none that was said to have failed, and
 * those in doubt at most once.
 *
 * ROWAN_FAULT_KILLS is how often each server is killed.
 */
#include "harness.h"
#include "server.h"
#include "watch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KILLS = 25,
    THREADS = 8,
    ACCOUNTS = 20,
    BALANCE = 1000,
    MOST_TRANSFERS = 200000, /* of a thread */
    PATIENCE_S = 120
};

typedef struct account {
    int64_t id;
    int64_t balance;
} account;

typedef struct transfer {
    int64_t id;
    int32_t thread, serial;
    int64_t payer, payee;
} transfer;

ROWAN_MODEL(account, "fault_accounts",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(balance))

ROWAN_MODEL(transfer, "fault_transfers",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(thread),
    ROWAN_COLUMN(serial),
    ROWAN_COLUMN(payer),
    ROWAN_COLUMN(payee))

/* What a thread was told of a transfer. */
typedef enum told {
    TOLD_NOTHING,
    TOLD_DONE,
    TOLD_FAILED,
    TOLD_IN_DOUBT
} told;

typedef struct bank {
    rowan_engine *engine;
    atomic_bool closing;
    atomic_uint done;    /* transfers acknowledged, by all threads */
    atomic_int odd;      /* a status that nothing here explains */
    char odd_message[512]; /* written by who sets odd first */
} bank;

typedef struct clerk {
    bank *bank;
    pthread_t thread;
    int number;
    int count; /* of transfers tried */
    unsigned char *told; /* by serial number */
    unsigned char *found;
} clerk;

/* --- one transfer -------------------------------------------------------- */

static void
move_money(rowan_session *session, const transfer *t)
{
    int64_t first = t->payer < t->payee ? t->payer : t->payee;

    /* In the order of their numbers, or two would wait for each other. */
    for (int i = 0; i < 2; i++) {
        int64_t id = i == 0 ? first : t->payer + t->payee - first;

        rowan_execute(session,
                      "UPDATE fault_accounts SET balance = balance + :amount "
                      "WHERE id = :id",
                      rowan_bind("amount", id == t->payer ? -1 : 1),
                      rowan_bind("id", id));
    }
    rowan_add(session, transfer, t);
}

static rowan_status
make_transfer(bank *b, const transfer *t, rowan_error *err)
{
    rowan_session *session = rowan_session_open(b->engine, err);
    rowan_status status;

    if (session == NULL)
        return err->status;
    move_money(session, t);
    status = rowan_commit(session);
    if (status != ROWAN_OK)
        *err = *rowan_session_error(session);
    rowan_session_close(session);
    return status;
}

static told
note(bank *b, rowan_status status, const rowan_error *err)
{
    int none = 0;

    switch (status) {
    case ROWAN_OK:
        atomic_fetch_add(&b->done, 1);
        return TOLD_DONE;
    case ROWAN_IN_DOUBT:
        return TOLD_IN_DOUBT;
    case ROWAN_CONNECT_FAILED:
    case ROWAN_TIMEOUT: /* a server that has begun to listen, and no more */
        usleep(5000);
        return TOLD_FAILED;
    case ROWAN_CONNECTION_LOST:
    case ROWAN_TRANSACTION_ABORTED: /* lost at the commit, and asked for */
        return TOLD_FAILED;
    default:
        if (atomic_compare_exchange_strong(&b->odd, &none, (int)status))
            snprintf(b->odd_message, sizeof b->odd_message, "%s",
                     err->message);
        return TOLD_FAILED;
    }
}

static void *
work(void *argument)
{
    clerk *c = argument;
    unsigned seed = (unsigned)c->number;

    while (!atomic_load(&c->bank->closing) && c->count < MOST_TRANSFERS) {
        rowan_error err = {0};
        transfer t = {.thread = c->number, .serial = c->count++};
        rowan_status status;

        t.payer = 1 + rand_r(&seed) % ACCOUNTS;
        t.payee = 1 + (t.payer + rand_r(&seed) % (ACCOUNTS - 1)) % ACCOUNTS;
        status = make_transfer(c->bank, &t, &err);
        c->told[t.serial] = (unsigned char)note(c->bank, status, &err);
    }
    return NULL;
}

/* --- the bank ------------------------------------------------------------ */

static bool
bank_open(bank *b, server *s)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    const rowan_model *const *models = ROWAN_MODELS(account, transfer);
    rowan_session *session = NULL;
    rowan_error err = {0};

    *b = (bank){.engine = NULL};
    options.pool_size = THREADS;
    b->engine = rowan_engine_open_with(s->url, &options, &err);
    /* What was started for speed comes back as what must not forget. */
    server_kill(s);
    if (b->engine != NULL && server_restart(s) && server_wait(s, b->engine) &&
        rowan_drop_all(b->engine, models, &err) == ROWAN_OK &&
        rowan_create_all(b->engine, models, &err) == ROWAN_OK)
        session = rowan_session_open(b->engine, &err);
    for (int64_t id = 1; session != NULL && id <= ACCOUNTS; id++)
        rowan_new(session, account, .id = id, .balance = BALANCE);
    if (session != NULL && rowan_commit(session) != ROWAN_OK)
        err = *rowan_session_error(session);
    rowan_session_close(session);
    CHECK_STR(err.message, "");
    return err.status == ROWAN_OK;
}

static void
hire(bank *b, clerk *clerks)
{
    for (int i = 0; i < THREADS; i++) {
        clerks[i] = (clerk){.bank = b, .number = i};
        clerks[i].told = calloc(MOST_TRANSFERS, 1);
        clerks[i].found = calloc(MOST_TRANSFERS, 1);
        pthread_create(&clerks[i].thread, NULL, work, &clerks[i]);
    }
}

static void
dismiss(bank *b, clerk *clerks)
{
    atomic_store(&b->closing, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(clerks[i].thread, NULL);
}

/* Kills the server in the midst of work: after some transfers of this round,
 * and a moment that differs from round to round. */
static bool
kill_once(bank *b, server *s, unsigned *seed)
{
    unsigned before = atomic_load(&b->done);

    while (atomic_load(&b->done) < before + THREADS &&
           atomic_load(&b->odd) == 0)
        usleep(1000);
    usleep((useconds_t)(rand_r(seed) % 30000));
    server_kill(s);
    return server_restart(s) && server_wait(s, b->engine) &&
           atomic_load(&b->odd) == 0;
}

/* --- the audit ----------------------------------------------------------- */

/* One integer that a statement gives, or -1. */
static int64_t
ask(rowan_engine *engine, const char *sql)
{
    rowan_connection *conn = NULL;
    rowan_result *result = NULL;
    const rowan_value *cells;
    rowan_error err = {0};
    int64_t number = -1;

    if (rowan_connection_acquire(engine, 10000, &conn, &err) == ROWAN_OK &&
        rowan_connection_query(conn, sql, NULL, &result, &err) == ROWAN_OK &&
        rowan_result_next(result, &cells, &err) == ROWAN_OK)
        number = cells[0].as.integer;
    if (err.status != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    rowan_result_free(result);
    rowan_connection_release(conn);
    return number;
}

static void
find_transfers(rowan_engine *engine, clerk *clerks)
{
    rowan_error err = {0};
    rowan_session *session = rowan_session_open(engine, &err);
    rowan_cursor *cursor =
        rowan_stream(session, transfer, .read_only = true);
    transfer *t;

    while ((t = rowan_next(cursor, transfer)) != NULL)
        clerks[t->thread].found[t->serial]++;
    if (rowan_cursor_close(cursor) != ROWAN_OK)
        FAIL("%s", rowan_session_error(session)->message);
    rowan_session_close(session);
}

static void
compare(const clerk *c, unsigned sums[4], unsigned *ret_doubts_done)
{
    static const char *const names[] = {"nothing", "done", "failed",
                                        "in doubt"};

    for (int i = 0; i < c->count; i++) {
        unsigned found = c->found[i];
        told what = (told)c->told[i];

        sums[what]++;
        if (what == TOLD_IN_DOUBT && found <= 1)
            *ret_doubts_done += found;
        else if (found != (what == TOLD_DONE))
            FAIL("transfer %d of thread %d: told %s, found %u times", i,
                 c->number, names[what], found);
    }
}

static void
audit(bank *b, const server *s, clerk *clerks)
{
    unsigned sums[4] = {0}, doubts_done = 0;

    find_transfers(b->engine, clerks);
    for (int i = 0; i < THREADS; i++) {
        compare(&clerks[i], sums, &doubts_done);
        free(clerks[i].told);
        free(clerks[i].found);
    }
    CHECK_INT(ask(b->engine,
                  "SELECT count(*) FROM fault_accounts a WHERE a.balance <> "
                  "1000 + (SELECT count(*) FROM fault_transfers t WHERE "
                  "t.payee = a.id) - (SELECT count(*) FROM fault_transfers t "
                  "WHERE t.payer = a.id)"),
              0);
    CHECK_INT(ask(b->engine, "SELECT count(*) FROM fault_accounts"), ACCOUNTS);
    if (atomic_load(&b->odd) != ROWAN_OK)
        FAIL("%s: %s", rowan_status_name((rowan_status)atomic_load(&b->odd)),
             b->odd_message);
    printf("    %s: %u transfers done, %u failed, %u in doubt, %u of them "
           "done\n",
           s->name, sums[TOLD_DONE], sums[TOLD_FAILED], sums[TOLD_IN_DOUBT],
           doubts_done);
}

static void
kill_often(const char *name)
{
    const char *why;
    server *s = server_get(name, &why);
    long kills = watch_setting("ROWAN_FAULT_KILLS", KILLS);
    int descriptors = watch_descriptors();
    unsigned seed = 1;
    clerk clerks[THREADS];
    bool is_back = true;
    bank b;

    if (s == NULL)
        HARNESS_SKIP("%s", why);
    if (!bank_open(&b, s))
        return;
    hire(&b, clerks);
    for (long i = 0; i < kills && is_back; i++) {
        watch(PATIENCE_S, "%s killed %ld times", name, i);
        is_back = kill_once(&b, s, &seed);
    }
    watch(PATIENCE_S, "the end of %s", name);
    dismiss(&b, clerks);
    CHECK(is_back);
    audit(&b, s, clerks);
    CHECK_INT(rowan_engine_close(b.engine), ROWAN_OK);
    CHECK_INT(watch_descriptors(), descriptors);
    watch(0, "nothing");
}

static void
test_kill__of_postgresql_loses_and_doubles_nothing(void)
{
    kill_often("postgresql");
}

static void
test_kill__of_mariadb_loses_and_doubles_nothing(void)
{
    kill_often("mariadb");
}

HARNESS_SUITE(kill,
    HARNESS_TEST(test_kill__of_postgresql_loses_and_doubles_nothing),
    HARNESS_TEST(test_kill__of_mariadb_loses_and_doubles_nothing))
