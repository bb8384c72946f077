/* SPDX-License-Identifier: MIT */
/* rowan_transact() with threads that are in each other's way. */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 4, ROUNDS = 25 };

typedef struct counting {
    rowan_engine *engine;
    atomic_int done, retries, committed;
} counting;

/* Reads, then writes what follows: the update of another one would be lost. */
static rowan_status
count_up(rowan_session *session, void *context)
{
    user *counter = rowan_get(session, user, 1);

    (void)context;
    if (counter == NULL)
        return rowan_session_error(session)->status;
    counter->score++;
    return ROWAN_OK;
}

static bool
note_retry(void *context, const rowan_error *error, uint32_t attempts,
           uint32_t pause_ms)
{
    counting *c = context;

    (void)error;
    (void)attempts;
    (void)pause_ms;
    c->retries++;
    return true;
}

static void
note_committed(void *context)
{
    counting *c = context;

    c->committed++;
}

static void *
count_rounds(void *context)
{
    rowan_transact_options options = ROWAN_TRANSACT_OPTIONS_INIT;
    counting *c = context;

    options.attempts = 1000;
    options.pause_ms = 1;
    options.longest_pause_ms = 20;
    options.isolation = ROWAN_ISOLATION_SERIALIZABLE;
    options.on_retry = note_retry;
    options.after_commit = note_committed;
    for (int i = 0; i < ROUNDS; i++)
        if (rowan_transact(c->engine, count_up, c, &options, NULL) == ROWAN_OK)
            c->done++;
    return NULL;
}

static void
test_transact__loses_no_update_of_threads_in_conflict(void)
{
    counting c = { 0 };
    pthread_t threads[THREADS];
    fixture f;

    fixture_open(&f, "conflict.db", "");
    rowan_new(f.session, user, .id = 1, .name = "counter");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    c.engine = rowan_engine_open(f.url, NULL);
    REQUIRE(c.engine != NULL);
    for (int i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, count_rounds, &c) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_join(threads[i], NULL), 0);
    CHECK_INT(c.done, THREADS * ROUNDS);
    CHECK_INT(c.committed, THREADS * ROUNDS);
    CHECK_INT(fixture_integer(&f, "SELECT score FROM users WHERE id = 1"),
              THREADS * ROUNDS);
    CHECK_INT(rowan_engine_close(c.engine), ROWAN_OK);
    fixture_close(&f);
}

/* Lets another session write between the read and the write, once. */
static rowan_status
count_up_disturbed(rowan_session *session, void *context)
{
    fixture *f = context;
    rowan_status status = count_up(session, NULL);

    if (status == ROWAN_OK && fixture_integer(f, "SELECT score FROM users "
                                                 "WHERE id = 1") == 0)
        fixture_run(f, "UPDATE users SET score = 10 WHERE id = 1");
    return status;
}

static void
test_transact__runs_again_on_a_snapshot_that_was_overtaken(void)
{
    rowan_error err = { 0 };
    fixture f;
    FIXTURE_NEED(FILE, "readers that do not keep writers out");

    fixture_open(&f, "overtaken.db", "");
    rowan_new(f.session, user, .id = 1, .name = "counter");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_forget(&f);
    CHECK_INT(rowan_transact(f.engine, count_up_disturbed, &f, NULL, &err),
              ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT score FROM users WHERE id = 1"), 11);
    CHECK_INT(fixture_sent(&f, "BEGIN"), 2);
    CHECK_INT(fixture_sent(&f, "ROLLBACK"), 1);
    fixture_close(&f);
}

/* --- two phases ---------------------------------------------------------- */

/* Leaves a row in a transaction that is prepared; false where there is none. */
static bool
prepare_user(fixture *f, const char *name, const char *identifier)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    rowan_status status;

    options.prepare_as = identifier;
    CHECK_INT(rowan_begin_with(f->session, &options), ROWAN_OK);
    rowan_new(f->session, user, .name = name);
    status = rowan_flush(f->session);
    if (status == ROWAN_OK)
        status = rowan_prepare(f->session, identifier);
    if (status == ROWAN_UNSUPPORTED) {
        CHECK_INT(rowan_rollback(f->session), ROWAN_OK);
        return false;
    }
    CHECK_INT(status, ROWAN_OK);
    return true;
}

static void
test_transact__what_is_prepared_is_decided_later(void)
{
    rowan_error err = { 0 };
    fixture f;
    bool is_possible;

    fixture_open(&f, "prepared.db", "");
    is_possible = prepare_user(&f, "stays", "rowan-test-1");
    if (is_possible) {
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
        CHECK_INT(
            rowan_engine_commit_prepared(f.engine, "rowan-test-1", &err),
            ROWAN_OK);
        CHECK(prepare_user(&f, "goes", "rowan-test-2"));
        CHECK_INT(
            rowan_engine_rollback_prepared(f.engine, "rowan-test-2", &err),
            ROWAN_OK);
    }
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), is_possible);
    CHECK_STR(err.message, "");
    fixture_close(&f);
}

HARNESS_SUITE(
    orm_transact,
    HARNESS_TEST(test_transact__what_is_prepared_is_decided_later),
    HARNESS_TEST(test_transact__loses_no_update_of_threads_in_conflict),
    HARNESS_TEST(test_transact__runs_again_on_a_snapshot_that_was_overtaken))
