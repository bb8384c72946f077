/* SPDX-License-Identifier: MIT */
#include "engine/fake_engine.h"
#include "engine/pool_priv.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

/* --- one thread ---------------------------------------------------------- */

static void
test_pool__connects_when_first_needed(void)
{
    rowan_engine *engine = fake_engine_open("fake://");

    REQUIRE(engine != NULL);
    CHECK_INT(fake.connects, 0);
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.connects, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_INT(fake.disconnects, 1);
}

static void
test_pool__gives_out_the_one_that_came_back_last(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *first, *second;

    REQUIRE(engine != NULL);
    first = fake_take(engine);
    second = fake_take(engine);
    REQUIRE(first != NULL && second != NULL);
    rowan_connection_release(first);
    rowan_connection_release(second);
    CHECK(fake_take(engine) == second);
    CHECK(fake_take(engine) == first);
    CHECK_INT(fake.connects, 2);
    rowan_connection_release(first);
    rowan_connection_release(second);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__that_is_exhausted_says_how_many_are_in_use(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=1");
    rowan_connection *conns[2];
    rowan_connection *none = NULL;
    rowan_error err = {0};

    REQUIRE(engine != NULL);
    conns[0] = fake_take(engine);
    conns[1] = fake_take(engine);
    CHECK_INT(rowan_connection_acquire(engine, 20, &none, &err),
              ROWAN_TIMEOUT);
    CHECK(none == NULL);
    CHECK_HAS(err.message, "all 2 are in use");
    CHECK_HAS(err.message, "pool_size 1, pool_overflow 1");
    CHECK_HAS(err.hint, "raise pool_size");
    CHECK_INT(fake_look(engine).waits, 1);
    CHECK_INT(fake_look(engine).timeouts, 1);
    rowan_connection_release(conns[0]);
    rowan_connection_release(conns[1]);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__does_not_wait_for_no_time(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=0");
    rowan_connection *conn, *none = NULL;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_acquire(engine, 0, &none, NULL), ROWAN_TIMEOUT);
    CHECK_INT(fake_look(engine).waits, 0);
    CHECK_INT(fake_look(engine).timeouts, 1);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__refuses_a_negative_wait(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *none = NULL;

    REQUIRE(engine != NULL);
    CHECK_INT(rowan_connection_acquire(engine, -2, &none, NULL),
              ROWAN_INVALID);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__refuses_what_is_null(void)
{
    rowan_connection *none = NULL;
    rowan_error err = {0};
    int64_t number;

    CHECK_INT(rowan_connection_acquire(NULL, 0, &none, &err), ROWAN_INVALID);
    CHECK_HAS(err.message, "the engine is NULL");
    CHECK_INT(rowan_connection_ping(none, NULL), ROWAN_INVALID);
    CHECK_INT(rowan_connection_query(none, "x", NULL, NULL, NULL),
              ROWAN_INVALID);
    CHECK_INT(rowan_connection_sequence_next(NULL, NULL, "s", &number, NULL),
              ROWAN_INVALID);
    CHECK_INT(rowan_engine_close(NULL), ROWAN_OK);
}

static void
test_pool__keeps_no_more_idle_than_its_size(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=2");
    rowan_connection *conns[3];

    REQUIRE(engine != NULL);
    for (size_t i = 0; i < 3; i++)
        conns[i] = fake_take(engine);
    CHECK_INT(fake_look(engine).in_use, 3);
    for (size_t i = 0; i < 3; i++)
        rowan_connection_release(conns[i]);
    CHECK_INT(fake_look(engine).idle, 1);
    CHECK_INT(fake_look(engine).in_use, 0);
    CHECK_INT(fake_look(engine).connects, 3);
    CHECK_INT(fake.disconnects, 2);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__opens_no_more_than_the_driver_allows(void)
{
    rowan_engine *engine;
    rowan_connection *conn, *none = NULL;
    rowan_error err = {0};

    fake_plugin_begin();
    fake.max_connections = 1;
    engine = rowan_engine_open("fake://", NULL);
    REQUIRE(engine != NULL);
    CHECK_INT(fake_look(engine).size, 1);
    CHECK_INT(fake_look(engine).overflow, 0);
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_acquire(engine, 0, &none, &err),
              ROWAN_TIMEOUT);
    CHECK_HAS(err.hint, "allows no more connections");
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__is_not_closed_while_connections_are_out(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan_engine_close(engine), ROWAN_INVALID);
    CHECK_INT(rowan_connection_ping(conn, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_INT(fake.disconnects, fake.connects);
}

static void
test_pool__takes_a_connection_back_once(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;
    rowan_error err = {0};

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    rowan_connection_release(conn);
    rowan_connection_release(conn);
    rowan_connection_release(NULL);
    CHECK_INT(fake_look(engine).idle, 1);
    CHECK_INT(rowan_connection_ping(conn, &err), ROWAN_INVALID);
    CHECK_HAS(err.message, "was given back");
    CHECK_INT(rowan_connection_query(conn, "x", NULL, NULL, NULL),
              ROWAN_INVALID);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__takes_a_closed_connection_back_once(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    fake.ping = ROWAN_CONNECTION_LOST;
    CHECK_INT(rowan_connection_ping(conn, NULL), ROWAN_CONNECTION_LOST);
    rowan_connection_release(conn);
    rowan_connection_release(conn);
    CHECK_INT(fake_look(engine).idle, 0);
    CHECK_INT(fake_look(engine).in_use, 0);
    CHECK_INT(fake.disconnects, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__gives_the_room_back_when_connecting_fails(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=0");
    rowan_connection *conn = NULL;
    rowan_error err = {0};

    REQUIRE(engine != NULL);
    fake.connect = ROWAN_CONNECT_FAILED;
    CHECK_INT(rowan_connection_acquire(engine, 0, &conn, &err),
              ROWAN_CONNECT_FAILED);
    fake.connect = ROWAN_OK;
    fake.capabilities = ROWAN_DENIED;
    CHECK_INT(rowan_connection_acquire(engine, 0, &conn, NULL), ROWAN_DENIED);
    CHECK_INT(fake.disconnects, 1);
    CHECK_INT(fake_look(engine).in_use, 0);
    fake.capabilities = ROWAN_OK;
    CHECK_INT(rowan_connection_acquire(engine, 0, &conn, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__rolls_back_what_was_left_open(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(fake.rollbacks, 1);
    CHECK(fake_take(engine) == conn);
    CHECK_INT(rowan__connection_transaction_state(conn),
              ROWAN_STATE_NONE);
    rowan_connection_release(conn);
    CHECK_INT(fake.rollbacks, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__drops_a_connection_that_does_not_roll_back(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    fake.rollback = ROWAN_IO;
    rowan_connection_release(conn);
    CHECK_INT(fake.disconnects, 1);
    CHECK_INT(fake_look(engine).idle, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__frees_results_that_were_left_open(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;
    rowan_result *results[2];

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    for (size_t i = 0; i < 2; i++)
        REQUIRE(rowan_connection_query(conn, "ROWS 3 1", NULL, &results[i],
                                       NULL) == ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(fake.finishes, 2);
    CHECK_INT(fake_look(engine).idle, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__drops_a_connection_that_was_lost_in_a_row(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;
    const rowan_value *cells = NULL;
    rowan_result *result = NULL;
    rowan_error err = {0};

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    REQUIRE(rowan_connection_query(conn, "ROWS 3 1", NULL, &result, NULL) ==
            ROWAN_OK);
    fake.step = ROWAN_CONNECTION_LOST;
    CHECK_INT(rowan_result_next(result, &cells, &err), ROWAN_CONNECTION_LOST);
    CHECK_STR(err.sql, "ROWS 3 1");
    CHECK_INT(rowan_result_next(result, &cells, NULL), ROWAN_CONNECTION_LOST);
    rowan_result_free(result);
    rowan_connection_release(conn);
    CHECK_INT(fake.disconnects, 1);
    CHECK_INT(fake_look(engine).idle, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- threads ------------------------------------------------------------- */

static void
nap_ms(long ms)
{
    const struct timespec time = {.tv_nsec = ms * 1000000L};

    (void)nanosleep(&time, NULL);
}

typedef struct waiting {
    pthread_t thread;
    rowan_engine *engine;
    rowan_connection *conn;
    rowan_status status;
    int place; /* among those who were served */
} waiting;

static atomic_int served;

static void *
wait_for_one(void *argument)
{
    waiting *self = argument;

    self->status =
        rowan_connection_acquire(self->engine, 20000, &self->conn, NULL);
    self->place = served++;
    rowan_connection_release(self->conn);
    return NULL;
}

/* Starts a thread and returns when it waits. */
static void
start_waiting(waiting *self, rowan_engine *engine)
{
    uint64_t before = fake_look(engine).waits;

    *self = (waiting){.engine = engine, .status = ROWAN_INTERNAL};
    REQUIRE(pthread_create(&self->thread, NULL, wait_for_one, self) == 0);
    while (fake_look(engine).waits == before)
        nap_ms(1);
}

static void
test_pool__wakes_the_one_who_waits(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=0");
    rowan_connection *conn;
    waiting other;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    start_waiting(&other, engine);
    rowan_connection_release(conn);
    REQUIRE(pthread_join(other.thread, NULL) == 0);
    CHECK_INT(other.status, ROWAN_OK);
    CHECK(other.conn == conn);
    CHECK_INT(fake.connects, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__waits_for_one_that_is_out_before_it_opens_another(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;
    waiting other;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    engine->pool.patience_ms = 20000;
    start_waiting(&other, engine);
    rowan_connection_release(conn);
    REQUIRE(pthread_join(other.thread, NULL) == 0);
    CHECK_INT(other.status, ROWAN_OK);
    CHECK(other.conn == conn);
    CHECK_INT(fake.connects, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__opens_another_when_none_came_back(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *first, *second = NULL;

    REQUIRE(engine != NULL);
    first = fake_take(engine);
    engine->pool.patience_ms = 2;
    CHECK_INT(rowan_connection_acquire(engine, 20000, &second, NULL), ROWAN_OK);
    CHECK_INT(fake_look(engine).waits, 1);
    CHECK_INT(fake_look(engine).timeouts, 0);
    CHECK_INT(fake.connects, 2);
    rowan_connection_release(first);
    rowan_connection_release(second);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__opens_another_at_once_for_who_has_no_time(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *first, *second = NULL;

    REQUIRE(engine != NULL);
    first = fake_take(engine);
    engine->pool.patience_ms = 20000;
    CHECK_INT(rowan_connection_acquire(engine, 0, &second, NULL), ROWAN_OK);
    CHECK_INT(fake_look(engine).waits, 0);
    CHECK_INT(fake.connects, 2);
    rowan_connection_release(first);
    rowan_connection_release(second);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__serves_first_who_came_first(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=0");
    rowan_connection *conn;
    waiting others[4];

    REQUIRE(engine != NULL);
    served = 0;
    conn = fake_take(engine);
    for (int i = 0; i < 4; i++)
        start_waiting(&others[i], engine);
    rowan_connection_release(conn);
    for (int i = 0; i < 4; i++) {
        REQUIRE(pthread_join(others[i].thread, NULL) == 0);
        CHECK_INT(others[i].place, i);
    }
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__lets_the_one_who_waits_open_what_was_lost(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=0");
    rowan_connection *conn;
    waiting other;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    start_waiting(&other, engine);
    conn->broken = true;
    rowan_connection_release(conn);
    REQUIRE(pthread_join(other.thread, NULL) == 0);
    CHECK_INT(other.status, ROWAN_OK);
    CHECK_INT(fake.connects, 2);
    CHECK_INT(fake_look(engine).in_use, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__forgets_a_waiter_whose_time_is_over(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=1&pool_overflow=0");
    rowan_connection *conn, *none = NULL;
    waiting others[2];

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    start_waiting(&others[0], engine);
    CHECK_INT(rowan_connection_acquire(engine, 5, &none, NULL),
              ROWAN_TIMEOUT);
    start_waiting(&others[1], engine);
    rowan_connection_release(conn);
    for (size_t i = 0; i < 2; i++) {
        REQUIRE(pthread_join(others[i].thread, NULL) == 0);
        CHECK_INT(others[i].status, ROWAN_OK);
    }
    CHECK_INT(fake_look(engine).timeouts, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* A cancel may come between the beginning of a call and its wait, where there
 * is nobody yet to be woken. */
static void
test_pool__is_not_waited_for_by_a_call_that_was_cancelled(void)
{
    static const struct {
        const char *url;
        int64_t patience_ms;
    } cases[] = {{"fake://?pool_size=1&pool_overflow=0", 0},
                 {"fake://?pool_size=2&pool_overflow=0", 20000}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        rowan_engine *engine = fake_engine_open(cases[i].url);
        rowan_connection *conn, *none = NULL;
        rowan__limits limits = {0};

        REQUIRE(engine != NULL);
        conn = fake_take(engine);
        engine->pool.patience_ms = cases[i].patience_ms;
        rowan__limits_call(&limits);
        rowan__limits_cancel(engine, &limits);
        CHECK_INT(rowan__pool_acquire(engine, 2000, &limits, &none, NULL),
                  ROWAN_CANCELLED);
        CHECK_INT(fake_look(engine).timeouts, 0);
        CHECK_INT(fake_look(engine).waiting, 0);
        CHECK_INT(fake_look(engine).in_use, 1);
        CHECK_INT(fake.connects, 1);
        rowan_connection_release(conn);
        CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    }
}

enum { THREADS = 64, ROUNDS = 150 };

typedef struct crowd {
    rowan_engine *engine;
    atomic_int failures, inside, most_inside;
} crowd;

static void
use_once(crowd *all, int round)
{
    rowan_connection *conn = NULL;
    int inside;

    if (rowan_connection_acquire(all->engine, 60000, &conn, NULL) != ROWAN_OK) {
        all->failures++;
        return;
    }
    inside = ++all->inside;
    for (int most = all->most_inside;
         inside > most &&
         !atomic_compare_exchange_weak(&all->most_inside, &most, inside);)
        ;
    if (rowan_connection_query(conn, "x", NULL, NULL, NULL) != ROWAN_OK)
        all->failures++;
    conn->broken = round % 50 == 0;
    all->inside--;
    rowan_connection_release(conn);
}

static void *
use_often(void *argument)
{
    for (int round = 0; round < ROUNDS; round++)
        use_once(argument, round);
    return NULL;
}

static void
run_crowd(const char *url, int limit)
{
    crowd all = {.engine = fake_engine_open(url)};
    pthread_t threads[THREADS];

    REQUIRE(all.engine != NULL);
    for (size_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_create(&threads[i], NULL, use_often, &all) == 0);
    for (size_t i = 0; i < THREADS; i++)
        REQUIRE(pthread_join(threads[i], NULL) == 0);
    CHECK_INT(all.failures, 0);
    CHECK(all.most_inside <= limit);
    CHECK_INT(fake_look(all.engine).in_use, 0);
    CHECK_INT(rowan_engine_close(all.engine), ROWAN_OK);
    CHECK_INT(fake.connects, fake.disconnects);
}

static void
test_pool__serves_sixty_four_threads_at_any_size(void)
{
    run_crowd("fake://?pool_size=1&pool_overflow=0", 1);
    run_crowd("fake://?pool_size=2&pool_overflow=2", 4);
    run_crowd("fake://?pool_size=16&pool_overflow=0", 16);
}

static void
test_pool__serves_sixty_four_threads_while_connections_end(void)
{
    run_crowd("fake://?pool_size=1&pool_overflow=0&pool_check_idle_ms=0", 1);
    run_crowd("fake://?pool_size=4&pool_overflow=0&pool_recycle_ms=1"
              "&pool_order=fifo",
              4);
    run_crowd("fake://?pool_size=8&pool_overflow=8&pool_recycle_ms=3"
              "&pool_check_idle_ms=0",
              16);
}

HARNESS_SUITE(engine_pool,
    HARNESS_TEST(test_pool__connects_when_first_needed),
    HARNESS_TEST(test_pool__gives_out_the_one_that_came_back_last),
    HARNESS_TEST(test_pool__that_is_exhausted_says_how_many_are_in_use),
    HARNESS_TEST(test_pool__does_not_wait_for_no_time),
    HARNESS_TEST(test_pool__refuses_a_negative_wait),
    HARNESS_TEST(test_pool__refuses_what_is_null),
    HARNESS_TEST(test_pool__keeps_no_more_idle_than_its_size),
    HARNESS_TEST(test_pool__opens_no_more_than_the_driver_allows),
    HARNESS_TEST(test_pool__is_not_closed_while_connections_are_out),
    HARNESS_TEST(test_pool__takes_a_connection_back_once),
    HARNESS_TEST(test_pool__takes_a_closed_connection_back_once),
    HARNESS_TEST(test_pool__gives_the_room_back_when_connecting_fails),
    HARNESS_TEST(test_pool__rolls_back_what_was_left_open),
    HARNESS_TEST(test_pool__drops_a_connection_that_does_not_roll_back),
    HARNESS_TEST(test_pool__frees_results_that_were_left_open),
    HARNESS_TEST(test_pool__drops_a_connection_that_was_lost_in_a_row),
    HARNESS_TEST(test_pool__wakes_the_one_who_waits),
    HARNESS_TEST(test_pool__waits_for_one_that_is_out_before_it_opens_another),
    HARNESS_TEST(test_pool__opens_another_when_none_came_back),
    HARNESS_TEST(test_pool__opens_another_at_once_for_who_has_no_time),
    HARNESS_TEST(test_pool__serves_first_who_came_first),
    HARNESS_TEST(test_pool__lets_the_one_who_waits_open_what_was_lost),
    HARNESS_TEST(test_pool__forgets_a_waiter_whose_time_is_over),
    HARNESS_TEST(test_pool__is_not_waited_for_by_a_call_that_was_cancelled),
    HARNESS_TEST(test_pool__serves_sixty_four_threads_at_any_size),
    HARNESS_TEST(test_pool__serves_sixty_four_threads_while_connections_end))
