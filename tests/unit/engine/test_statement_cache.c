/* SPDX-License-Identifier: MIT */
#include "base/hash.h"
#include "engine/engine_priv.h"
#include "fail_alloc.h"
#include "fake_plugin.h"
#include "harness.h"
#include "text_dialects.h"

#include <stdio.h>
#include <string.h>

static rowan_engine *engine;
static rowan_connection *conn;

static void
begin(const char *url)
{
    rowan_error err = {0};

    fake_plugin_begin();
    engine = rowan_engine_open(url, &err);
    REQUIRE(engine != NULL);
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, &err) == ROWAN_OK);
}

static void
end(void)
{
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_INT(fake.prepares, fake.finishes);
}

/* The SQL is the key. */
static rowan_status
compile_key(const rowan__target *target, const void *context,
            rowan__arena *arena, rowan__compiled *ret_compiled,
            rowan_error *err)
{
    size_t size = strlen(context);

    (void)target;
    (void)err;
    *ret_compiled = (rowan__compiled){
        .sql = rowan__arena_text(arena, context, size), .sql_size = size};
    return ret_compiled->sql != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

static rowan_status
take_status(const char *key, rowan__statement **ret_statement)
{
    size_t size = strlen(key);

    return rowan__statement_take(conn, key, size, rowan__hash_bytes(key, size),
                                 compile_key, key, ret_statement, NULL);
}

static rowan__statement *
take(const char *key)
{
    rowan__statement *statement = NULL;

    REQUIRE(take_status(key, &statement) == ROWAN_OK);
    return statement;
}

static void
use(const char *key)
{
    rowan__statement_give_back(conn, take(key));
}

static void
test_cache__finds_a_statement_by_its_key(void)
{
    rowan__statement *first;

    begin("fake://");
    first = take("one");
    CHECK_STR(first->compiled.sql, "one");
    rowan__statement_give_back(conn, first);
    use("two");
    CHECK(take("one") == first);
    CHECK_INT(fake.prepares, 2);
    CHECK_INT(conn->stats.cache_hits, 1);
    CHECK_INT(conn->stats.cache_misses, 2);
    rowan__statement_give_back(conn, first);
    end();
}

static void
test_cache__compares_keys_of_one_hash(void)
{
    rowan__statement *statements[2] = {NULL, NULL};

    begin("fake://");
    for (size_t i = 0; i < 2; i++) {
        const char *key = i == 0 ? "one" : "two";

        CHECK_INT(rowan__statement_take(conn, key, 3, 77, compile_key, key,
                                        &statements[i], NULL),
                  ROWAN_OK);
        rowan__statement_give_back(conn, statements[i]);
    }
    CHECK(statements[0] != statements[1]);
    CHECK_INT(rowan__statement_take(conn, "one", 3, 77, compile_key, "one",
                                    &statements[1], NULL),
              ROWAN_OK);
    CHECK(statements[0] == statements[1]);
    rowan__statement_give_back(conn, statements[1]);
    end();
}

static void
test_cache__gives_up_the_least_lately_used(void)
{
    begin("fake://?statement_cache=2");
    use("one");
    use("two");
    use("one");
    use("three"); /* in place of two */
    CHECK_INT(fake.finishes, 1);
    use("one");
    CHECK_INT(fake.prepares, 3);
    use("two");
    CHECK_INT(fake.prepares, 4);
    end();
}

static void
test_cache__gives_a_twin_of_one_that_is_in_use(void)
{
    rowan__statement *first, *twin;

    begin("fake://");
    first = take("one");
    twin = take("one");
    CHECK(first != twin);
    CHECK_STR(twin->compiled.sql, "one");
    rowan__statement_give_back(conn, twin);
    CHECK_INT(fake.finishes, 1);
    rowan__statement_give_back(conn, first);
    CHECK(take("one") == first);
    rowan__statement_give_back(conn, first);
    end();
}

static void
test_cache__goes_on_uncached_when_all_are_in_use(void)
{
    rowan__statement *statements[3];

    begin("fake://?statement_cache=2");
    statements[0] = take("one");
    statements[1] = take("two");
    statements[2] = take("three");
    CHECK_INT(fake.finishes, 0);
    for (size_t i = 0; i < 3; i++)
        rowan__statement_give_back(conn, statements[i]);
    CHECK_INT(fake.finishes, 1);
    end();
}

static void
test_cache__of_no_size_keeps_nothing(void)
{
    begin("fake://?statement_cache=0");
    use("one");
    use("one");
    CHECK_INT(fake.prepares, 2);
    CHECK_INT(fake.finishes, 2);
    end();
}

static void
test_cache__keeps_no_statement_without_key(void)
{
    begin("fake://");
    use("");
    CHECK_INT(fake.finishes, 1);
    end();
}

static void
test_cache__keeps_nothing_that_failed(void)
{
    rowan__statement *none = NULL;

    begin("fake://");
    CHECK_INT(take_status("FAIL", &none), ROWAN_SYNTAX);
    CHECK(none == NULL);
    CHECK_INT(conn->cache.count, 0);
    end();
}

static int plans_freed;

static void
free_plan(void *plan)
{
    (void)plan;
    plans_freed++;
}

static void
test_cache__frees_the_plan_of_an_evicted_statement(void)
{
    rowan__statement *statement;

    begin("fake://?statement_cache=1");
    plans_freed = 0;
    statement = take("one");
    statement->plan = &plans_freed;
    statement->plan_free = free_plan;
    rowan__statement_give_back(conn, statement);
    use("two");
    CHECK_INT(plans_freed, 1);
    end();
}

static void
test_cache__stays_bounded_over_many_shapes(void)
{
    char key[32];

    begin("fake://");
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(key, sizeof(key), "shape %d", i);
        use(key);
    }
    CHECK_INT(conn->cache.count, 256);
    CHECK_INT(fake.prepares - fake.finishes, 256);
    CHECK(conn->cache.bucket_count <= 512);
    use("shape 99999");
    CHECK_INT(conn->stats.cache_hits, 1);
    end();
}

static void
test_cache__takes_back_what_its_user_forgot(void)
{
    begin("fake://");
    (void)take("cached");
    (void)take("");
    rowan_connection_release(conn);
    CHECK_INT(fake.finishes, 1);
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
    CHECK_INT(conn->cache.taken, 0);
    end();
}

/* What is not to be kept leaves the list while that is gone through. */
static void
test_cache__takes_back_what_was_forgotten_and_has_become_stale(void)
{
    begin("fake://");
    take("old")->is_stale = true;
    take("older")->is_stale = true;
    (void)take("good");
    rowan_connection_release(conn);
    CHECK_INT(fake.finishes, 2);
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
    CHECK_INT(conn->cache.taken, 0);
    CHECK_INT(conn->cache.count, 1);
    end();
}

static void
test_cache__hits_without_memory(void)
{
    begin("fake://");
    use("one");
    fail_alloc_begin();
    fail_alloc_arm_forever(1);
    use("one");
    CHECK(!fail_alloc_struck());
    fail_alloc_end();
    end();
}

/* --- execution ---------------------------------------------------------- */

static rowan_status
compile_swapped(const rowan__target *target, const void *context,
                rowan__arena *arena, rowan__compiled *ret_compiled,
                rowan_error *err)
{
    static const uint32_t order[] = {1, 0, 1};
    static const uint32_t kinds[3];

    (void)target, (void)context, (void)arena, (void)err;
    *ret_compiled = (rowan__compiled){.sql = "x",
                                      .sql_size = 1,
                                      .bind_count = 3,
                                      .bind_kinds = kinds,
                                      .bind_order = order};
    return ROWAN_OK;
}

static void
test_statement__gets_its_binds_in_the_order_of_placeholders(void)
{
    const rowan_value binds[] = {
        {.kind = ROWAN_KIND_INT64, .as.integer = 10},
        {.kind = ROWAN_KIND_INT64, .as.integer = 20},
    };
    rowan__statement *statement = NULL;
    rowan_error err = {0};

    begin("fake://");
    REQUIRE(rowan__statement_take(conn, "k", 1, 1, compile_swapped, NULL,
                                  &statement, NULL) == ROWAN_OK);
    CHECK_INT(rowan__statement_execute(conn, statement, binds, 2, NULL, 0,
                                       NULL),
              ROWAN_OK);
    CHECK_INT(fake.last_bind_count, 3);
    CHECK_INT(fake.last_binds[0], 20);
    CHECK_INT(fake.last_binds[1], 10);
    CHECK_INT(fake.last_binds[2], 20);
    CHECK_INT(rowan__statement_execute(conn, statement, binds, 1, NULL, 0,
                                       &err),
              ROWAN_INTERNAL);
    CHECK_HAS(err.message, "1 values for 3 placeholders");
    rowan__statement_give_back(conn, statement);
    end();
}

static void
test_statement__is_idle_after_it_was_given_back(void)
{
    rowan__statement *statement;

    begin("fake://");
    statement = take("one");
    rowan__statement_give_back(conn, statement);
    CHECK_INT(fake.resets, 0);
    statement = take("one");
    CHECK_INT(rowan__statement_execute(conn, statement, NULL, 0, NULL, 0,
                                       NULL),
              ROWAN_OK);
    rowan__statement_give_back(conn, statement);
    CHECK_INT(fake.resets, 1);
    CHECK_INT(conn->stats.statements, 1);
    end();
}

static void
test_statement__that_fails_tells_its_sql(void)
{
    rowan__statement *statement;
    rowan_error err = {0};

    begin("fake://");
    statement = take("one");
    fake.execute = ROWAN_UNIQUE_VIOLATION;
    CHECK_INT(rowan__statement_execute(conn, statement, NULL, 0, NULL, 0,
                                       &err),
              ROWAN_UNIQUE_VIOLATION);
    CHECK_STR(err.sql, "one");
    rowan__statement_give_back(conn, statement);
    CHECK(!conn->broken);
    end();
}

/* A table that is gone when a query of it is prepared anew. */
static void
test_statement__keeps_its_columns_when_it_cannot_be_prepared_again(void)
{
    const rowan_value *cells;
    rowan_result *result = NULL;

    begin("fake://");
    REQUIRE(rowan_connection_query(conn, "ROWS 1 2", NULL, &result, NULL) ==
            ROWAN_OK);
    fake.step = ROWAN_STATEMENT_STALE;
    fake.prepare = ROWAN_NO_SUCH_TABLE;
    CHECK_INT(rowan_result_next(result, &cells, NULL), ROWAN_NO_SUCH_TABLE);
    CHECK_INT(rowan_result_column_count(result), 2);
    CHECK_STR(rowan_result_column_name(result, 1), "second");
    rowan_result_free(result);
    end();
}

/* However it was made: by rowan_bind(), or by hand. */
static void
test_statement__binds_a_text_that_is_not_there_as_null(void)
{
    const rowan_bind_value binds[] = {
        rowan_bind("a", (const char *)NULL),
        {"b", {.kind = ROWAN_KIND_TEXT, .as.text = {NULL, SIZE_MAX}}},
        {NULL, {.kind = ROWAN_KIND_NULL}}};
    rowan__sql_text text = rowan__sql_text_of(":a :b", binds);
    rowan_value *values = NULL;
    rowan__arena arena;

    rowan__arena_init(&arena, 0);
    REQUIRE(rowan__sql_text_values(&text, &arena, &values, NULL) == ROWAN_OK);
    CHECK_INT(values[0].kind, ROWAN_KIND_NULL);
    CHECK_INT(values[1].kind, ROWAN_KIND_NULL);
    rowan__arena_done(&arena);
}

/* The driver says THIRD. */
static void
test_statement__names_columns_as_the_program_knows_them(void)
{
    static const struct {
        const char *url, *name;
    } cases[] = {{"fake://", "THIRD"}, {"capitals://", "third"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_result *result = NULL;

        text_dialects_register();
        begin(cases[i].url);
        REQUIRE(rowan_connection_query(conn, "ROWS 1 3", NULL, &result, NULL) ==
                ROWAN_OK);
        CHECK_STR(rowan_result_column_name(result, 0), "first");
        CHECK_STR(rowan_result_column_name(result, 2), cases[i].name);
        rowan_result_free(result);
        end();
    }
}

/* --- memory ------------------------------------------------------------- */

/* All that the engine does, once; with the fake plugin registered before. */
static rowan_status
work(rowan_error *err)
{
    rowan_connection *one = NULL;
    rowan__statement *statement = NULL;
    const rowan_value *cells = NULL;
    rowan_result *result = NULL;
    rowan_status status;
    rowan_engine *whole = rowan_engine_open("fake://u:p@h/d?fake_mode=1", err);

    if (whole == NULL)
        return err->status;
    status = rowan_connection_acquire(whole, 0, &one, err);
    if (status != ROWAN_OK)
        goto out;
    status = rowan__statement_take(one, "k", 1, 1, compile_swapped, NULL,
                                   &statement, err);
    if (status != ROWAN_OK)
        goto out;
    rowan__statement_give_back(one, statement);
    status = rowan_connection_query(one, "ROWS 2 3", NULL, &result, err);
    while (status == ROWAN_OK)
        status = rowan_result_next(result, &cells, err);
    if (status != ROWAN_DONE)
        goto out;
    status = rowan__connection_run(one, "ROWS 2 3", 8, err);
out:
    rowan_connection_release(one);
    CHECK_INT(rowan_engine_close(whole), ROWAN_OK);
    return status;
}

static void
test_engine__leaks_nothing_when_any_allocation_fails(void)
{
    int64_t nth = 1;

    fake_plugin_begin();
    fail_alloc_begin();
    for (;; nth++) {
        rowan_error err = {0};
        rowan_status status;

        fail_alloc_arm(nth);
        status = work(&err);
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck())
            break;
        /* Buckets and messages can do without. */
        CHECK(status == ROWAN_NO_MEMORY || status == ROWAN_OK);
        CHECK_INT(err.status, status);
    }
    CHECK(nth > 10);
    CHECK_INT(fake.prepares, fake.finishes);
    CHECK_INT(fake.connects, fake.disconnects);
    fail_alloc_end();
}

static bool
is_worth(const char *key)
{
    size_t size = strlen(key);

    return rowan__statement_is_worth(conn, key, size,
                                     rowan__hash_bytes(key, size));
}

static void
test_cache__finds_worth_what_is_there_or_was_wished_lately(void)
{
    char key[24];

    begin("fake://");
    rowan__statement_give_back(conn, take("there"));
    CHECK(is_worth("there"));
    CHECK(!is_worth("wished"));
    CHECK(is_worth("wished"));
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "other %d", i);
        CHECK(!is_worth(key));
    }
    CHECK(!is_worth("wished"));
    end();
}

HARNESS_SUITE(
    engine_statement_cache,
    HARNESS_TEST(test_cache__finds_a_statement_by_its_key),
    HARNESS_TEST(test_cache__compares_keys_of_one_hash),
    HARNESS_TEST(test_cache__gives_up_the_least_lately_used),
    HARNESS_TEST(test_cache__gives_a_twin_of_one_that_is_in_use),
    HARNESS_TEST(test_cache__goes_on_uncached_when_all_are_in_use),
    HARNESS_TEST(test_cache__of_no_size_keeps_nothing),
    HARNESS_TEST(test_cache__keeps_no_statement_without_key),
    HARNESS_TEST(test_cache__keeps_nothing_that_failed),
    HARNESS_TEST(
        test_cache__frees_the_plan_of_an_evicted_statement),
    HARNESS_TEST(test_cache__stays_bounded_over_many_shapes),
    HARNESS_TEST(test_cache__takes_back_what_its_user_forgot),
    HARNESS_TEST(
        test_cache__takes_back_what_was_forgotten_and_has_become_stale),
    HARNESS_TEST(test_cache__hits_without_memory),
    HARNESS_TEST(test_cache__finds_worth_what_is_there_or_was_wished_lately),
    HARNESS_TEST(test_statement__gets_its_binds_in_the_order_of_placeholders),
    HARNESS_TEST(test_statement__is_idle_after_it_was_given_back),
    HARNESS_TEST(test_statement__that_fails_tells_its_sql),
    HARNESS_TEST(
        test_statement__keeps_its_columns_when_it_cannot_be_prepared_again),
    HARNESS_TEST(test_statement__binds_a_text_that_is_not_there_as_null),
    HARNESS_TEST(test_statement__names_columns_as_the_program_knows_them),
    HARNESS_TEST(test_engine__leaks_nothing_when_any_allocation_fails))
