/* SPDX-License-Identifier: MIT */
/* Each object gets what the database generated for its own row. */
#include "harness.h"
#include "one_table.h"
#include "orm/session/session_priv.h"

#include <rowan.h>
#include <stdio.h>

typedef struct onething {
    int64_t id;
    const char *name;
    int32_t size;
} onething;

ROWAN_MODEL(onething, "things",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name),
    ROWAN_COLUMN(size, .default_sql = "1000 + id", .zero_is_default = true))

#define THINGS 40
#define NOTHING ROWAN_FEATURES_MAX

/* A database, and what is expected of it. */
typedef struct variant {
    const char *what;
    uint32_t lacks; /* a feature, or NOTHING */
    bool is_reversed, alters;
    size_t most_rows; /* of one INSERT */
    int selects;
} variant;

static const variant variants[] = {
    { "everything", NOTHING, false, false, 32, 0 },
    { "rows in reverse", NOTHING, true, false, 32, 0 },
    { "no RETURNING", ROWAN_FEATURE_INSERT_RETURNING, false, false, 1, 40 },
    { "single rows", ROWAN_FEATURE_MULTIVALUES_INSERT, false, false, 1, 0 },
    { "altered values", NOTHING, false, true, 32, 0 }, /* one batch in vain */
};

static void
run_variant(const variant *v)
{
    static char names[THINGS][16];
    rowan_error err = { 0 };
    onething *things[THINGS];

    one_table_begin();
    if (v->lacks != NOTHING)
        table.has[v->lacks] = 0;
    table.is_reversed = v->is_reversed;
    table.alters = v->alters;
    rowan_engine *engine = rowan_engine_open("onetable://", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    for (int i = 0; i < THINGS; i++) {
        snprintf(names[i], sizeof names[i], "name %d", i);
        things[i] = rowan_new(session, onething, .name = names[i]);
        REQUIRE(things[i] != NULL);
    }

    CHECK_INT(rowan_commit(session), ROWAN_OK);
    for (int i = 0; i < THINGS; i++) {
        char kept[32];

        snprintf(kept, sizeof kept, "NAME %d", i);
        CHECK_STR(table.names[things[i]->id], v->alters ? kept : names[i]);
        CHECK_INT(things[i]->size, 1000 + things[i]->id);
    }
    CHECK_INT(table.count, THINGS);
    if (table.most_rows != v->most_rows || table.selects != v->selects)
        FAIL("%s: %zu rows in one INSERT, %d SELECTs", v->what,
             table.most_rows, table.selects);
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_insert__gives_each_object_the_values_of_its_row(void)
{
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++)
        run_variant(&variants[i]);
}

static void
test_insert__of_equal_rows_gives_each_object_a_row_of_its_own(void)
{
    rowan_error err = { 0 };
    onething *things[8];
    bool seen[9] = { false };

    one_table_begin();
    table.is_reversed = true;
    rowan_engine *engine = rowan_engine_open("onetable://", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    for (int i = 0; i < 8; i++)
        things[i] = rowan_new(session, onething, .name = "same");
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    for (int i = 0; i < 8; i++) {
        REQUIRE(things[i]->id >= 1 && things[i]->id <= 8);
        CHECK(!seen[things[i]->id]);
        seen[things[i]->id] = true;
    }
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_insert__that_returns_too_few_rows_is_refused_and_taken_back(void)
{
    rowan_error err = { 0 };

    one_table_begin();
    table.forgets = true;
    rowan_engine *engine = rowan_engine_open("onetable://", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    onething *one = rowan_new(session, onething, .name = "one");
    rowan_new(session, onething, .name = "two");

    CHECK_INT(rowan_commit(session), ROWAN_DATABASE);
    CHECK_HAS(rowan_session_error(session)->message, "fewer rows");
    CHECK_INT(one->id, 0);
    CHECK_INT(table.count, 0);
    table.forgets = false;
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(table.count, 2);
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* However many there are: each deletion touches its own object alone. */
static void
test_insert__of_objects_that_were_deleted_before_moves_no_other(void)
{
    enum { COUNT = 1000, KEPT = 7 };
    rowan_error err = { 0 };
    onething *things[COUNT];

    one_table_begin();
    rowan_engine *engine = rowan_engine_open("onetable://", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    for (int i = 0; i < COUNT; i++)
        things[i] = rowan_new(session, onething, .name = "thing");
    rowan__object *last = rowan__object_of(things[COUNT - 1]);

    for (int i = 0; i < COUNT - KEPT; i++) {
        CHECK_INT(rowan_delete(session, things[i]), ROWAN_OK);
        CHECK(session->added.items[COUNT - 1] == last);
    }
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(table.count, KEPT);
    CHECK_INT(things[COUNT - 1]->id, KEPT);
    CHECK_INT(session->added.count, 0);
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

HARNESS_SUITE(orm_insert,
    HARNESS_TEST(
        test_insert__of_objects_that_were_deleted_before_moves_no_other),
    HARNESS_TEST(test_insert__gives_each_object_the_values_of_its_row),
    HARNESS_TEST(
        test_insert__of_equal_rows_gives_each_object_a_row_of_its_own),
    HARNESS_TEST(
        test_insert__that_returns_too_few_rows_is_refused_and_taken_back))
