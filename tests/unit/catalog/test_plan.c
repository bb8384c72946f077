/* SPDX-License-Identifier: MIT */
/* Which statements a plan comes to, by what exists and what the dialect can
 * do; and what happens without transactions. */
#include "catalog/plan.h"
#include "fail_alloc.h"
#include "fake_plugin.h"
#include "harness.h"
#include "text_dialects.h"

#include <rowan/engine.h>
#include <rowan/memory.h>
#include <stdio.h>
#include <string.h>

typedef struct left {
    int64_t id;
    int64_t other;
} left;
typedef left right;
ROWAN_MODEL_DECLARE(right)
ROWAN_MODEL(left, "l", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(other),
            ROWAN_FOREIGN_KEY(other, right, id))
ROWAN_MODEL(right, "r", ROWAN_PRIMARY_KEY(id, .comment = "it's a key"),
            ROWAN_COLUMN(other, .index = true),
            ROWAN_FOREIGN_KEY(other, left, id))

/* The same table by another struct: it may be what a key refers to. */
typedef left left_view;
ROWAN_MODEL(left_view, "l", ROWAN_PRIMARY_KEY(id))
typedef left leaf;
ROWAN_MODEL(leaf, "leaf", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(other),
            ROWAN_FOREIGN_KEY(other, left_view, id))

/* What no dialect of these tests has. */
typedef left refused;
ROWAN_MODEL(refused, "refused", ROWAN_PRIMARY_KEY(id),
            ROWAN_OPTION("fake", "nosuch", "on"))

/* --- collecting ----------------------------------------------------------- */

/* The first words of each statement, up to its list: "CREATE TABLE "l"". */
typedef struct collected {
    char text[1024];
    rowan_status answer;
} collected;

static rowan_status
collect(void *context, const char *sql, size_t sql_size, rowan_error *err)
{
    collected *all = context;
    size_t used = strlen(all->text);

    (void)err;
    CHECK_INT(strlen(sql), sql_size);
    snprintf(all->text + used, sizeof all->text - used, "%.*s;",
             (int)strcspn(sql, "(\n"), sql);
    return all->answer;
}

typedef rowan_status script_fn(const rowan__plan *plan,
                               const rowan__target *target,
                               rowan__emit_fn *emit, void *context,
                               rowan_error *err);

/* The script for two tables of which some exist. */
static collected
script_of(script_fn *script, const char *dialect, bool first, bool second)
{
    rowan__target target = {0};
    rowan__plan plan = {0};
    collected all = {.text = ""};
    rowan_error err = {0};

    text_dialects_register();
    REQUIRE(rowan__dialect_find(dialect, NULL, &target.dialect, &err) ==
            ROWAN_OK);
    target.caps = &target.dialect->offline;
    CHECK_INT(rowan__plan_make(ROWAN_MODELS(left, right), &plan, &err),
              ROWAN_OK);
    REQUIRE(plan.count == 2);
    plan.exists[0] = first;
    plan.exists[1] = second;
    CHECK_INT(script(&plan, &target, collect, &all, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    rowan__plan_done(&plan);
    return all;
}

/* --- scripts -------------------------------------------------------------- */

static void
test_plan__comes_to_the_statements_that_the_database_needs(void)
{
    static const struct {
        script_fn *script;
        const char *dialect;
        bool first, second;
        const char *statements;
    } cases[] = {
        {rowan__plan_create, "dollar", false, false,
         "CREATE TABLE \"l\" ;CREATE TABLE \"r\" ;"
         "CREATE INDEX \"ix_r_other\" ON \"r\" ;"
         "COMMENT ON COLUMN \"r\".\"id\" IS 'it''s a key';"
         "ALTER TABLE \"l\";"},
        /* The key of a cycle is in its table where the other table exists. */
        {rowan__plan_create, "dollar", false, true, "CREATE TABLE \"l\" ;"},
        {rowan__plan_create, "backtick", true, false,
         "CREATE TABLE `r` ;CREATE INDEX `ix_r_other` ON `r` ;"},
        {rowan__plan_create, "backtick", true, true, ""},
        {rowan__plan_create, "sqlite", false, false,
         "CREATE TABLE \"l\" ;CREATE TABLE \"r\" ;"
         "CREATE INDEX \"ix_r_other\" ON \"r\" ;"},
        {rowan__plan_drop, "dollar", true, true,
         "ALTER TABLE \"l\" DROP CONSTRAINT \"fk_l_other\";"
         "DROP TABLE \"r\";DROP TABLE \"l\";"},
        {rowan__plan_drop, "sqlite", true, true,
         "PRAGMA defer_foreign_keys=ON;"
         "DROP TABLE \"r\";DROP TABLE \"l\";"},
        {rowan__plan_drop, "dollar", true, false, "DROP TABLE \"l\";"},
        {rowan__plan_drop, "dollar", false, false, ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        collected all = script_of(cases[i].script, cases[i].dialect,
                                  cases[i].first, cases[i].second);

        CHECK_STR(all.text, cases[i].statements);
    }
    rowan__schema_shutdown();
}

static void
test_plan__stops_at_the_first_statement_that_fails(void)
{
    rowan__target target = {0};
    rowan__plan plan = {0};
    collected all = {.answer = ROWAN_DENIED};

    text_dialects_register();
    REQUIRE(rowan__dialect_find("dollar", NULL, &target.dialect, NULL) ==
            ROWAN_OK);
    target.caps = &target.dialect->offline;
    REQUIRE(rowan__plan_make(ROWAN_MODELS(left, right), &plan, NULL) ==
            ROWAN_OK);
    CHECK_INT(rowan__plan_create(&plan, &target, collect, &all, NULL),
              ROWAN_DENIED);
    CHECK_STR(all.text, "CREATE TABLE \"l\" ;");
    rowan__plan_done(&plan);
    rowan__schema_shutdown();
}

static void
test_plan__knows_a_table_by_its_name(void)
{
    rowan__plan plan = {0};

    REQUIRE(rowan__plan_make(ROWAN_MODELS(leaf, left), &plan, NULL) ==
            ROWAN_OK);
    CHECK_STR(plan.tables[0]->name, "l");
    CHECK_STR(plan.tables[1]->name, "leaf");
    CHECK_INT(plan.late_count, 0);
    rowan__plan_done(&plan);
    rowan__schema_shutdown();
}

/* --- memory --------------------------------------------------------------- */

static void
test_render__gives_back_all_memory_after_a_failed_allocation(void)
{
    text_dialects_register();
    rowan__schema_shutdown();
    fail_alloc_begin();
    for (int64_t nth = 1;; nth++) {
        char untouched[] = "untouched";
        char *sql = untouched;
        rowan_error err = {0};
        rowan_status status;

        fail_alloc_arm(nth);
        status = rowan_render_ddl(ROWAN_MODELS(left, right), "dollar", &sql,
                                  &err);
        CHECK_INT(status,
                  fail_alloc_struck() ? ROWAN_NO_MEMORY : ROWAN_OK);
        CHECK_INT(err.status, status);
        CHECK((sql == untouched) == (status != ROWAN_OK));
        if (sql != untouched)
            rowan_free(sql);
        rowan__schema_shutdown();
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck())
            break;
    }
    fail_alloc_end();
}

/* --- without transactions ------------------------------------------------- */

static char log_text[4096];

static void
keep_log(void *context, const char *line)
{
    size_t used = strlen(log_text);

    (void)context;
    snprintf(log_text + used, sizeof log_text - used, "%.*s;",
             (int)strcspn(line, "("), line);
}

static void
test_create__begins_no_transaction_that_ddl_would_end(void)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_engine *engine;
    rowan_error err = {0};

    fake_plugin_begin();
    options.echo = true;
    options.log = keep_log;
    log_text[0] = '\0';
    engine = rowan_engine_open_with("fake://host/db", &options, &err);
    REQUIRE(engine != NULL);
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(leaf), &err), ROWAN_OK);
    CHECK_STR(log_text, "ROWS 0 1;CREATE TABLE \"leaf\" ;");
    log_text[0] = '\0';
    CHECK_INT(rowan_drop_all(engine, ROWAN_MODELS(leaf), &err), ROWAN_OK);
    CHECK_STR(log_text, "ROWS 0 1;"); /* it has no tables */
    CHECK_STR(err.message, "");
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    rowan__schema_shutdown();
}

static void
test_create__runs_nothing_if_a_later_statement_cannot_be_written(void)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_engine *engine;
    rowan_error err = {0};

    fake_plugin_begin();
    options.echo = true;
    options.log = keep_log;
    log_text[0] = '\0';
    engine = rowan_engine_open_with("fake://host/db", &options, &err);
    REQUIRE(engine != NULL);
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(leaf, refused), &err),
              ROWAN_MODEL_INVALID);
    CHECK_HAS(err.message, "model refused, option 'nosuch': fake has no such");
    CHECK(strstr(log_text, "CREATE") == NULL);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    rowan__schema_shutdown();
}

static void
test_create__says_why_it_could_not_look(void)
{
    rowan_engine *engine;
    rowan_error err = {0};

    fake_plugin_begin();
    engine = rowan_engine_open("fake://host/db", &err);
    REQUIRE(engine != NULL);
    fake.step = ROWAN_DENIED;
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(leaf), &err),
              ROWAN_DENIED);
    CHECK_STR(err.sql, "ROWS 0 1");
    err = (rowan_error){0};
    fake.connect = ROWAN_CONNECT_FAILED;
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    engine = rowan_engine_open("fake://host/db", &err);
    REQUIRE(engine != NULL);
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(leaf), &err),
              ROWAN_CONNECT_FAILED);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    rowan__schema_shutdown();
}

HARNESS_SUITE(catalog_plan,
    HARNESS_TEST(test_plan__comes_to_the_statements_that_the_database_needs),
    HARNESS_TEST(test_plan__stops_at_the_first_statement_that_fails),
    HARNESS_TEST(test_plan__knows_a_table_by_its_name),
    HARNESS_TEST(test_render__gives_back_all_memory_after_a_failed_allocation),
    HARNESS_TEST(test_create__begins_no_transaction_that_ddl_would_end),
    HARNESS_TEST(
        test_create__runs_nothing_if_a_later_statement_cannot_be_written),
    HARNESS_TEST(test_create__says_why_it_could_not_look))
