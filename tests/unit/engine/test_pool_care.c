/* SPDX-License-Identifier: MIT */
/* Which connections the pool gives out, in what state, and who has them. */
#include "base/clock.h"
#include "engine/fake_engine.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Takes count at once and gives them back in that order. */
static void
fill(rowan_engine *engine, size_t count, rowan_connection **conns)
{
    for (size_t i = 0; i < count; i++)
        conns[i] = fake_take(engine);
    for (size_t i = 0; i < count; i++)
        rowan_connection_release(conns[i]);
}

static void
nap_ms(long ms)
{
    const struct timespec time = {.tv_nsec = ms * 1000000L};

    (void)nanosleep(&time, NULL);
}

/* --- which one ----------------------------------------------------------- */

static void
test_pool__of_order_fifo_uses_all_alike(void)
{
    rowan_engine *engine = fake_engine_open("fake://?pool_order=fifo");
    rowan_connection *conns[3];

    REQUIRE(engine != NULL);
    fill(engine, 3, conns);
    for (size_t i = 0; i < 7; i++) {
        rowan_connection *conn = fake_take(engine);

        CHECK(conn == conns[i % 3]);
        rowan_connection_release(conn);
    }
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__ends_a_connection_of_its_age(void)
{
    rowan_engine *engine = fake_engine_open("fake://?pool_recycle_ms=1");
    rowan_connection *conns[2];

    REQUIRE(engine != NULL);
    fill(engine, 2, conns);
    nap_ms(30);
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.connects, 3);
    CHECK_INT(fake_look(engine).recycled, 2);
    CHECK_INT(fake_look(engine).idle, 1);
    CHECK_INT(fake.pings, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_INT(fake.disconnects, 3);
}

static void
test_pool__ends_connections_of_one_age_at_different_times(void)
{
    enum { MOST_MS = 1000000, COUNT = 10 };
    rowan_engine *engine = fake_engine_open("fake://?pool_recycle_ms=1000000");
    int64_t now_ms = rowan__clock_coarse_ms();
    rowan_connection *conns[COUNT];
    int different = 0;

    REQUIRE(engine != NULL);
    fill(engine, COUNT, conns);
    for (size_t i = 0; i < COUNT; i++) {
        int64_t end_ms = conns[i]->expires_ms;

        CHECK(end_ms >= now_ms + MOST_MS * 8 / 10);
        CHECK(end_ms <= rowan__clock_coarse_ms() + MOST_MS);
        different += end_ms != conns[0]->expires_ms;
    }
    CHECK(different > 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__never_ends_the_connection_that_is_the_database(void)
{
    rowan_engine *engine;

    fake_plugin_begin();
    fake.max_connections = 1;
    engine = rowan_engine_open("fake://?pool_recycle_ms=1&pool_check_idle_ms=0",
                               NULL);
    REQUIRE(engine != NULL);
    rowan_connection_release(fake_take(engine));
    nap_ms(30);
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.connects, 1);
    CHECK_INT(fake.pings, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- signs of life ------------------------------------------------------- */

static void
test_pool__asks_only_who_was_idle_for_long(void)
{
    rowan_engine *engine = fake_engine_open("fake://");

    REQUIRE(engine != NULL);
    rowan_connection_release(fake_take(engine));
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.pings, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);

    engine = fake_engine_open("fake://?pool_check_idle_ms=0");
    REQUIRE(engine != NULL);
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.pings, 0); /* it was new */
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.pings, 1);
    CHECK_INT(fake_look(engine).checks, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__replaces_the_dead_without_a_word(void)
{
    rowan_engine *engine = fake_engine_open("fake://?pool_check_idle_ms=0");
    rowan_connection *conns[3];

    REQUIRE(engine != NULL);
    fill(engine, 3, conns);
    fake.ping = ROWAN_CONNECTION_LOST;
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.pings, 3);
    CHECK_INT(fake.connects, 4);
    CHECK_INT(fake_look(engine).lost, 3);
    CHECK_INT(fake_look(engine).idle, 1);
    CHECK_INT(fake_look(engine).in_use, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_INT(fake.disconnects, 4);
}

static void
test_pool__asks_all_older_ones_after_a_loss(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conns[3], *others[3];

    REQUIRE(engine != NULL);
    fill(engine, 3, conns);
    conns[0] = fake_take(engine);
    fake.execute = ROWAN_CONNECTION_LOST;
    CHECK_INT(rowan_connection_query(conns[0], "x", NULL, NULL, NULL),
              ROWAN_CONNECTION_LOST);
    fake.execute = ROWAN_OK;
    rowan_connection_release(conns[0]);
    CHECK_INT(fake.pings, 0);
    for (size_t i = 0; i < 3; i++)
        others[i] = fake_take(engine);
    CHECK_INT(fake.pings, 2); /* the third is new */
    for (size_t i = 0; i < 3; i++)
        rowan_connection_release(others[i]);
    fill(engine, 3, others);
    CHECK_INT(fake.pings, 2); /* they were heard of since */
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- session state ------------------------------------------------------- */

static void
test_pool__resets_only_what_was_used(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;

    REQUIRE(engine != NULL);
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.session_resets, 0);
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_query(conn, "SET x", NULL, NULL, NULL),
              ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(fake.session_resets, 1);
    rowan_connection_release(fake_take(engine));
    CHECK_INT(fake.session_resets, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__keeps_session_state_if_told_so(void)
{
    rowan_engine *engine = fake_engine_open("fake://?pool_reset=rollback");
    rowan_connection *conn;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(fake.session_resets, 0);
    CHECK_INT(fake.rollbacks, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
count_warning(void *context, const char *line)
{
    *(int *)context += strstr(line, "warning") != NULL;
}

/* Uses a connection whose reset gives status; the number of warnings. */
static int
warnings_of_a_reset(rowan_status status)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_engine *engine;
    rowan_connection *conn;
    int warnings = 0;

    fake_plugin_begin();
    fake.reset = status;
    options.log = count_warning;
    options.log_context = &warnings;
    engine = rowan_engine_open_with("fake://", &options, NULL);
    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    CHECK_INT(rowan_connection_query(conn, "x", NULL, NULL, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(fake_look(engine).idle, 0);
    CHECK_INT(fake.disconnects, 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    return warnings;
}

static void
test_pool__closes_what_cannot_be_made_as_new(void)
{
    CHECK_INT(warnings_of_a_reset(ROWAN_IO), 1);
    CHECK_INT(warnings_of_a_reset(ROWAN_UNSUPPORTED), 0);
}

/* --- who has them -------------------------------------------------------- */

static void
test_pool__that_is_exhausted_says_who_has_them(void)
{
    rowan_engine *engine =
        fake_engine_open("fake://?pool_size=3&pool_overflow=0");
    rowan_connection *conns[3], *none = NULL;
    rowan_error err = {0};

    REQUIRE(engine != NULL);
    for (int i = 0; i < 3; i++)
        REQUIRE(rowan_connection_acquire_at(engine, 0, i < 2 ? "here.c" : NULL,
                                            7, &conns[i], NULL) == ROWAN_OK);
    CHECK_INT(rowan_connection_acquire(engine, 0, &none, &err), ROWAN_TIMEOUT);
    CHECK_HAS(err.message, "all 3 are in use");
    CHECK_HAS(err.message, "2 taken at here.c:7, for 0.");
    CHECK_HAS(err.message, "1 taken at an unknown place, for 0.");
    for (int i = 0; i < 3; i++)
        rowan_connection_release(conns[i]);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_pool__knows_the_place_of_each_acquire(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_pool_holder holders[2] = {{0}};
    rowan_connection *conn = NULL;
    int line;

    REQUIRE(engine != NULL);
    CHECK_INT(rowan_engine_pool_holders(engine, NULL, 0), 0);
    line = __LINE__ + 1;
    CHECK_INT(rowan_connection_acquire(engine, 0, &conn, NULL), ROWAN_OK);
    CHECK_INT(rowan_engine_pool_holders(engine, holders, 2), 1);
    CHECK_STR(holders[0].file, __FILE__);
    CHECK_INT(holders[0].line, line);
    CHECK(holders[0].held_ms >= 0);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_pool_holders(engine, holders, 2), 0);
    CHECK_INT((rowan_connection_acquire)(engine, 0, &conn, NULL), ROWAN_OK);
    CHECK_INT(rowan_engine_pool_holders(engine, holders, 1), 1);
    CHECK(holders[0].file == NULL);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
keep_line(void *context, const char *line)
{
    (void)snprintf(context, 512, "%s", line);
}

static void
test_pool__tells_at_the_close_what_was_not_given_back(void)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    char line[512] = "";
    rowan_engine *engine;
    rowan_connection *conn = NULL;

    fake_plugin_begin();
    options.log = keep_line;
    options.log_context = line;
    engine = rowan_engine_open_with("fake://", &options, NULL);
    REQUIRE(engine != NULL);
    CHECK_INT(rowan_connection_acquire_at(engine, 0, "leak.c", 12, &conn, NULL),
              ROWAN_OK);
    CHECK_INT(rowan_engine_close(engine), ROWAN_INVALID);
    CHECK_HAS(line, "connections are out: 1 taken at leak.c:12");
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- forks --------------------------------------------------------------- */

/* What is wrong in a child with an engine and a connection of its parent;
 * 0: nothing. */
static int
misbehaviour(rowan_engine *engine, rowan_connection *conn, rowan_result *result)
{
    const rowan_value *cells = NULL;
    rowan_connection *none = NULL;
    rowan_error err = {0};
    rowan_engine *own;
    int disconnects;

    if (rowan_connection_acquire(engine, 0, &none, &err) != ROWAN_INVALID ||
        strstr(err.message, "opened by the parent process") == NULL ||
        strstr(err.hint, "open an engine after fork()") == NULL)
        return 1;
    if (rowan_connection_query(conn, "x", NULL, NULL, NULL) != ROWAN_INVALID ||
        rowan_result_next(result, &cells, NULL) != ROWAN_INVALID ||
        rowan__connection_begin(conn, NULL, NULL) != ROWAN_INVALID)
        return 2;
    rowan_connection_release(conn);
    if (fake.finishes + fake.resets + fake.rollbacks != 0)
        return 3;
    if (rowan_engine_close(engine) != ROWAN_OK || fake.disconnects != 0)
        return 4;
    own = rowan_engine_open("fake://", NULL);
    if (own == NULL ||
        rowan_connection_acquire(own, 0, &none, NULL) != ROWAN_OK)
        return 5;
    rowan_connection_release(none);
    disconnects = fake.disconnects;
    if (rowan_engine_close(own) != ROWAN_OK || fake.disconnects == disconnects)
        return 6;
    return 0;
}

static void
test_pool__of_the_parent_is_refused_in_a_fork(void)
{
    rowan_engine *engine = fake_engine_open("fake://");
    rowan_connection *conn;
    rowan_result *result = NULL;
    int status = -1;
    pid_t child;

    REQUIRE(engine != NULL);
    conn = fake_take(engine);
    REQUIRE(rowan_connection_query(conn, "ROWS 3 1", NULL, &result, NULL) ==
            ROWAN_OK);
    child = fork();
    if (child == 0) {
        int mistakes = misbehaviour(engine, conn, result);

        /* What a child may not free is no leak: it ends as another program,
         * which checkers of memory do not look at. */
        if (mistakes == 0)
            execl("/bin/true", "true", (char *)NULL);
        _exit(mistakes != 0 ? mistakes : 127);
    }
    REQUIRE(child > 0);
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK_INT(WEXITSTATUS(status), 0);
    CHECK_INT(rowan_connection_ping(conn, NULL), ROWAN_OK);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* --- hosts --------------------------------------------------------------- */

static int
first_hosts(const char *url)
{
    rowan_engine *engine = fake_engine_open(url);
    rowan_connection *conns[64];
    int hosts;

    REQUIRE(engine != NULL);
    fill(engine, 64, conns);
    hosts = fake.first_hosts;
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    return hosts;
}

static void
test_hosts__are_tried_in_their_order_or_in_any(void)
{
    CHECK_INT(first_hosts("fake://h0,h1,h2/?pool_overflow=64"), 1);
    CHECK_INT(first_hosts("fake://h0,h1,h2/?pool_overflow=64&shuffle_hosts=on"),
              7);
}

HARNESS_SUITE(
    engine_pool_care, HARNESS_TEST(test_pool__of_order_fifo_uses_all_alike),
    HARNESS_TEST(test_pool__ends_a_connection_of_its_age),
    HARNESS_TEST(test_pool__ends_connections_of_one_age_at_different_times),
    HARNESS_TEST(test_pool__never_ends_the_connection_that_is_the_database),
    HARNESS_TEST(test_pool__asks_only_who_was_idle_for_long),
    HARNESS_TEST(test_pool__replaces_the_dead_without_a_word),
    HARNESS_TEST(test_pool__asks_all_older_ones_after_a_loss),
    HARNESS_TEST(test_pool__resets_only_what_was_used),
    HARNESS_TEST(test_pool__keeps_session_state_if_told_so),
    HARNESS_TEST(test_pool__closes_what_cannot_be_made_as_new),
    HARNESS_TEST(test_pool__that_is_exhausted_says_who_has_them),
    HARNESS_TEST(test_pool__knows_the_place_of_each_acquire),
    HARNESS_TEST(test_pool__tells_at_the_close_what_was_not_given_back),
    HARNESS_TEST(test_pool__of_the_parent_is_refused_in_a_fork),
    HARNESS_TEST(test_hosts__are_tried_in_their_order_or_in_any))
