/* SPDX-License-Identifier: MIT */
/* Several sessions at once: locks, deadlocks, conflicts, deadlines, cancels. */
#include "conformance.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

typedef struct cc_account {
    int64_t id, balance;
} cc_account;
ROWAN_MODEL(cc_account, "conformance_accounts",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(balance))

static void
with_accounts(trial *t)
{
    trial_create(t, ROWAN_MODELS(cc_account));
    for (int i = 1; i <= 2; i++)
        trial_run(t, trial_format(t, "INSERT INTO conformance_accounts "
                                  "(id, balance) VALUES (%d, 100)", i));
}

static void
pause_ms(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

#define TOUCH(id_) \
    "UPDATE conformance_accounts SET balance = balance + 1 WHERE id = " id_

/* --- locks ---------------------------------------------------------------- */

/* Who waits for a row that another one changes ends by its deadline. */
static void
waits_for_a_row_are_bounded(trial *t)
{
    rowan_session *first, *second;
    rowan_status status;

    with_accounts(t);
    first = trial_session(t);
    second = trial_session(t);
    SESSION_OK(first, rowan_begin(first));
    SESSION_OK(first, rowan_execute(first, TOUCH("1")));
    SESSION_OK(second, rowan_session_timeout_set(second, 500));
    status = rowan_execute(second, TOUCH("1"));
    EXPECT(status == ROWAN_TIMEOUT || status == ROWAN_BUSY);
    EXPECT(rowan_session_error(second)->message[0] != '\0');
    (void)rowan_rollback(second);
    SESSION_OK(first, rowan_commit(first));
    SESSION_OK(second, rowan_session_timeout_set(second, 10000));
    SESSION_OK(second, rowan_execute(second, TOUCH("1")));
    SESSION_OK(second, rowan_commit(second));
    EXPECT_INT(trial_int(t, "SELECT balance FROM conformance_accounts "
                            "WHERE id = 1"), 102);
}

/* Other rows of the table are free. */
static void
writers_of_other_rows_do_not_wait(trial *t)
{
    rowan_session *first, *second;

    with_accounts(t);
    first = trial_session(t);
    second = trial_session(t);
    SESSION_OK(first, rowan_begin(first));
    SESSION_OK(first, rowan_execute(first, TOUCH("1")));
    SESSION_OK(second, rowan_begin(second));
    SESSION_OK(second, rowan_execute(second, TOUCH("2")));
    SESSION_OK(second, rowan_commit(second));
    SESSION_OK(first, rowan_commit(first));
    EXPECT_INT(trial_int(t, "SELECT sum(balance) "
                            "FROM conformance_accounts"), 202);
}

static void
a_lock_that_is_taken_is_told_at_once(trial *t)
{
    static const char lock[] = "SELECT id FROM conformance_accounts "
                               "WHERE id = 1 FOR UPDATE NOWAIT";
    rowan_session *first, *second;

    with_accounts(t);
    first = trial_session(t);
    second = trial_session(t);
    SESSION_OK(first, rowan_begin(first));
    SESSION_OK(first, rowan_execute(first, lock));
    SESSION_OK(second, rowan_begin(second));
    EXPECT_STATUS(rowan_execute(second, lock), ROWAN_BUSY,
                  rowan_session_error(second));
    SESSION_OK(second, rowan_rollback(second));
    SESSION_OK(first, rowan_rollback(first));
    SESSION_OK(second, rowan_execute(second, lock));
    SESSION_OK(second, rowan_rollback(second));
}

/* --- deadlocks and conflicts ---------------------------------------------- */

typedef struct worker {
    pthread_t thread;
    rowan_engine *engine;
    rowan_session *session;
    rowan_connection *conn;
    const char *sql;
    rowan_status status;
    rowan_error error;
    int rounds;
    atomic_bool is_over;
} worker;

static void *
execute(void *context)
{
    worker *w = context;

    w->status = rowan_execute(w->session, w->sql);
    w->error = *rowan_session_error(w->session);
    if (w->status == ROWAN_OK)
        w->status = rowan_commit(w->session);
    else
        (void)rowan_rollback(w->session);
    return NULL;
}

/* Two that wait for each other: one is told, the other goes on. */
static void
one_of_two_in_a_deadlock_is_told(trial *t)
{
    worker workers[2];
    int deadlocks = 0;

    with_accounts(t);
    for (int i = 0; i < 2; i++) {
        workers[i] = (worker){.session = trial_session(t),
                              .sql = i == 0 ? TOUCH("2") : TOUCH("1")};
        SESSION_OK(workers[i].session, rowan_begin(workers[i].session));
        SESSION_OK(workers[i].session,
                   rowan_execute(workers[i].session,
                                 i == 0 ? TOUCH("1") : TOUCH("2")));
    }
    for (int i = 0; i < 2; i++)
        REQUIRE(pthread_create(&workers[i].thread, NULL, execute,
                               &workers[i]) == 0);
    for (int i = 0; i < 2; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < 2; i++) {
        if (workers[i].status == ROWAN_OK)
            continue;
        deadlocks++;
        EXPECT_STATUS(workers[i].status, ROWAN_DEADLOCK, &workers[i].error);
        EXPECT_INT(workers[i].error.retry, ROWAN_RETRY_TRANSACTION);
    }
    EXPECT_INT(deadlocks, 1);
    EXPECT_INT(trial_int(t, "SELECT sum(balance) "
                            "FROM conformance_accounts"), 202);
}

/* A change that rests on what another one has changed since is refused. */
static void
a_write_after_a_stale_read_conflicts(trial *t)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    rowan_session *first, *second;
    rowan_status status;

    with_accounts(t);
    first = trial_session(t);
    second = trial_session(t);
    options.isolation = ROWAN_ISOLATION_SERIALIZABLE;
    SESSION_OK(first, rowan_begin_with(first, &options));
    REQUIRE(rowan_get(first, cc_account, 1) != NULL);
    SESSION_OK(second, rowan_execute(second, TOUCH("1")));
    SESSION_OK(second, rowan_commit(second));
    status = rowan_execute(first, TOUCH("1"));
    if (status == ROWAN_OK)
        status = rowan_commit(first);
    EXPECT_STATUS(status, ROWAN_SERIALIZATION, rowan_session_error(first));
    EXPECT_INT(rowan_session_error(first)->retry, ROWAN_RETRY_TRANSACTION);
    SESSION_OK(first, rowan_rollback(first));
    EXPECT_INT(trial_int(t, "SELECT balance FROM conformance_accounts "
                            "WHERE id = 1"), 101);
}

static rowan_status
increment(rowan_session *session, void *context)
{
    cc_account *account = rowan_get(session, cc_account, 1);

    (void)context;
    if (account == NULL)
        return rowan_session_error(session)->status;
    account->balance++;
    return ROWAN_OK;
}

static void *
increment_often(void *context)
{
    worker *w = context;
    rowan_transact_options options = ROWAN_TRANSACT_OPTIONS_INIT;

    options.isolation = ROWAN_ISOLATION_SERIALIZABLE;
    options.attempts = 200;
    for (int i = 0; i < w->rounds && w->status == ROWAN_OK; i++)
        w->status = rowan_transact(w->engine, increment, NULL, &options,
                                   &w->error);
    return NULL;
}

/* Nothing is lost of what transactions that are tried again have read and
 * written. */
static void
no_update_is_lost(trial *t)
{
    enum { WORKERS = 3, ROUNDS = 15 };
    worker workers[WORKERS];

    with_accounts(t);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (worker){.engine = trial_engine(t), .rounds = ROUNDS};
        REQUIRE(pthread_create(&workers[i].thread, NULL, increment_often,
                               &workers[i]) == 0);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < WORKERS; i++)
        EXPECT_STATUS(workers[i].status, ROWAN_OK, &workers[i].error);
    EXPECT_INT(trial_int(t, "SELECT balance FROM conformance_accounts "
                            "WHERE id = 1"), 100 + WORKERS * ROUNDS);
}

static void *
insert_rows(void *context)
{
    worker *w = context;
    rowan_session *session = rowan_session_open(w->engine, &w->error);

    if (session == NULL) {
        w->status = w->error.status;
        return NULL;
    }
    for (int i = 0; i < 50 && w->status == ROWAN_OK; i++) {
        (void)rowan_new(session, cc_account, .id = w->rounds * 1000 + i);
        w->status = rowan_commit(session);
    }
    w->error = *rowan_session_error(session);
    rowan_session_close(session);
    return NULL;
}

static void
sessions_of_many_threads_write(trial *t)
{
    enum { WORKERS = 4 };
    worker workers[WORKERS];

    trial_create(t, ROWAN_MODELS(cc_account));
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (worker){.engine = trial_engine(t), .rounds = i};
        REQUIRE(pthread_create(&workers[i].thread, NULL, insert_rows,
                               &workers[i]) == 0);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < WORKERS; i++)
        EXPECT_STATUS(workers[i].status, ROWAN_OK, &workers[i].error);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_accounts"),
               WORKERS * 50);
}

static void
uncommitted_rows_are_not_seen(trial *t)
{
    rowan_session *first, *second;

    with_accounts(t);
    first = trial_session(t);
    second = trial_session(t);
    SESSION_OK(first, rowan_begin(first));
    REQUIRE(rowan_new(first, cc_account, .id = 3) != NULL);
    SESSION_OK(first, rowan_flush(first));
    EXPECT_INT(rowan_count(first, cc_account), 3);
    EXPECT_INT(rowan_count(second, cc_account), 2);
    SESSION_OK(first, rowan_commit(first));
    EXPECT_INT(rowan_count(second, cc_account), 3);
}

/* --- what takes too long -------------------------------------------------- */

typedef struct cc_many {
    int64_t id;
} cc_many;
ROWAN_MODEL(cc_many, "conformance_numbers",
            ROWAN_PRIMARY_KEY(id, .not_generated = true))

/* Would run for days. */
static const char endless[] =
    "SELECT count(*) FROM conformance_numbers a, conformance_numbers b, "
    "conformance_numbers c, conformance_numbers d WHERE a.id + b.id + c.id + "
    "d.id <> 5";

static void
with_numbers(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(cc_many));
    session = trial_session(t);
    for (int i = 0; i < 1000; i++)
        REQUIRE(rowan_new(session, cc_many, .id = i) != NULL);
    SESSION_OK(session, rowan_commit(session));
    trial_session_end(t, session);
}

/* The connection can be used on or, from a server that is too busy to end what
 * it does, another one. */
static void
can_go_on(trial *t, rowan_connection *conn)
{
    rowan_error err = {0};
    rowan_status status =
        rowan_connection_query(conn, "SELECT id FROM conformance_numbers "
                               "WHERE id = 1", NULL, NULL, &err);

    rowan_connection_release(conn);
    if (status != ROWAN_CONNECTION_LOST)
        EXPECT_STATUS(status, ROWAN_OK, &err);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_numbers"), 1000);
}

static void
a_deadline_ends_what_runs(trial *t)
{
    with_numbers(t);
    for (int i = 0; i < 2; i++) {
        rowan_connection *conn = trial_connection(t);
        rowan_error err = {0};

        REQUIRE_OK(rowan_connection_timeout_set(conn, 300), &err);
        EXPECT_STATUS(rowan_connection_query(conn, endless, NULL, NULL, &err),
                      ROWAN_TIMEOUT, &err);
        REQUIRE_OK(rowan_connection_timeout_set(conn, 10000), &err);
        can_go_on(t, conn);
    }
}

static void *
run_endless(void *context)
{
    worker *w = context;

    w->status = rowan_connection_query(w->conn, endless, NULL, NULL,
                                       &w->error);
    w->is_over = true;
    return NULL;
}

static void
a_cancel_ends_what_runs(trial *t)
{
    worker w = {.status = ROWAN_OK};

    with_numbers(t);
    w.conn = trial_connection(t);
    REQUIRE(pthread_create(&w.thread, NULL, run_endless, &w) == 0);
    while (!w.is_over) {
        pause_ms(20);
        rowan_connection_cancel(w.conn);
    }
    pthread_join(w.thread, NULL);
    EXPECT_STATUS(w.status, ROWAN_CANCELLED, &w.error);
    can_go_on(t, w.conn);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test locks[] = {
    {"waits_for_a_row_are_bounded", "deadlines", NULL,
     waits_for_a_row_are_bounded},
    {"writers_of_other_rows_do_not_wait", "concurrent_writers", NULL,
     writers_of_other_rows_do_not_wait},
    {"a_lock_that_is_taken_is_told_at_once", "update_nowait", NULL,
     a_lock_that_is_taken_is_told_at_once},
    END,
};

static const conformance_test conflicts[] = {
    {"one_of_two_in_a_deadlock_is_told", "deadlocks concurrent_writers", NULL,
     one_of_two_in_a_deadlock_is_told},
    {"a_write_after_a_stale_read_conflicts", "serialization_failures", NULL,
     a_write_after_a_stale_read_conflicts},
    {"no_update_is_lost", "isolation_level", NULL, no_update_is_lost},
    END,
};

static const conformance_test concurrent[] = {
    {"sessions_of_many_threads_write", "", NULL,
     sessions_of_many_threads_write},
    {"uncommitted_rows_are_not_seen", "", NULL,
     uncommitted_rows_are_not_seen},
    END,
};

static const conformance_test bounds[] = {
    {"a_deadline_ends_what_runs", "deadlines", NULL,
     a_deadline_ends_what_runs},
    {"a_cancel_ends_what_runs", "cancel", NULL, a_cancel_ends_what_runs},
    END,
};

const conformance_class conformance_rowan_concurrent[] = {
    {"rowan", "LockTest", "independent_connections", locks},
    {"rowan", "ConflictTest", "independent_connections", conflicts},
    {"rowan", "ConcurrentSessionTest", "independent_connections", concurrent},
    {"rowan", "BoundTest", "", bounds},
    {NULL, NULL, NULL, NULL},
};
