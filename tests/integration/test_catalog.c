/* SPDX-License-Identifier: MIT */
/* Tables of models, created and dropped in a real file. */
#include "fail_alloc.h"
#include "harness.h"

#include <pthread.h>
#include <rowan.h>
#include <stdio.h>
#include <string.h>

/* --- models --------------------------------------------------------------- */

/* A cycle whose rows refer to each other, and a table that refers to itself.
 * RESTRICT, which no deferring helps, is the hardest to drop. */
typedef struct hen {
    int64_t id;
    rowan_nullable_int64 egg;
} hen;
typedef struct egg {
    int64_t id;
    int64_t hen;
} egg;
typedef struct twig {
    int64_t id;
    rowan_nullable_int64 parent;
} twig;
ROWAN_MODEL_DECLARE(egg)
ROWAN_MODEL(hen, "hens", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(egg),
    ROWAN_FOREIGN_KEY(egg, egg, id, .on_delete = ROWAN_RESTRICT))
ROWAN_MODEL(egg, "eggs", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(hen),
    ROWAN_FOREIGN_KEY(hen, hen, id))
ROWAN_MODEL(twig, "nodes", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(parent),
    ROWAN_FOREIGN_KEY(parent, twig, id, .on_delete = ROWAN_RESTRICT))

/* A composite key, options, indexes, a computed column, an enum. */
typedef struct entry {
    int64_t number;
    int32_t position;
    const char *text;
    int32_t state;
    const char *loud;
} entry;
typedef struct part {
    int64_t id;
    int64_t number;
    int32_t position;
} part;
ROWAN_ENUM_TYPE(state, {0, "open"}, {1, "it's done"})
ROWAN_MODEL(entry, "lines",
    ROWAN_PRIMARY_KEY(number), ROWAN_PRIMARY_KEY(position),
    ROWAN_COLUMN(text, .index = true),
    ROWAN_ENUM(state, state),
    ROWAN_COLUMN(loud, .computed_sql = "upper(text)"),
    ROWAN_INDEX_WITH((text, state), .unique = true,
                     .where_sql = "text IS NOT NULL"),
    ROWAN_OPTION("sqlite", "without_rowid", "on"))
ROWAN_MODEL(part, "parts", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(number),
    ROWAN_COLUMN(position),
    ROWAN_FOREIGN_KEY2((number, position), entry, (number, position),
                       .on_delete = ROWAN_CASCADE),
    ROWAN_OPTION("sqlite", "autoincrement", "on"))

/* SQL of the author's that the database refuses; and a mistake of its own. */
typedef struct wrong {
    int64_t id;
    const char *text;
} wrong;
ROWAN_MODEL(wrong, "wrong", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(text, .default_sql = "nosuch("))
typedef wrong keyless;
ROWAN_MODEL(keyless, "keyless", ROWAN_COLUMN(text))

/* Thirty tables, each with two foreign keys to earlier ones or to itself. */
#define TABLES(X)                                                          \
    X(0, 0, 0) X(1, 0, 0) X(2, 1, 0) X(3, 2, 1) X(4, 0, 3) X(5, 4, 1)      \
    X(6, 5, 6) X(7, 3, 2) X(8, 7, 6) X(9, 8, 0) X(10, 9, 5) X(11, 2, 10)   \
    X(12, 11, 1) X(13, 12, 13) X(14, 13, 7) X(15, 14, 0) X(16, 15, 4)      \
    X(17, 16, 9) X(18, 17, 3) X(19, 18, 18) X(20, 19, 11) X(21, 20, 2)     \
    X(22, 21, 8) X(23, 22, 12) X(24, 23, 24) X(25, 24, 6) X(26, 25, 15)    \
    X(27, 26, 1) X(28, 27, 20) X(29, 28, 0)
#define DECLARE(n_, a_, b_)                                                \
    typedef struct {                                                       \
        int64_t id, a, b;                                                  \
    } many##n_;                                                            \
    ROWAN_MODEL_DECLARE(many##n_)
#define DEFINE(n_, a_, b_)                                                 \
    ROWAN_MODEL(many##n_, "many" #n_, ROWAN_PRIMARY_KEY(id),               \
        ROWAN_COLUMN(a), ROWAN_COLUMN(b), ROWAN_FOREIGN_KEY(a, many##a_, id), \
        ROWAN_FOREIGN_KEY(b, many##b_, id))
#define LIST(n_, a_, b_) many##n_##_model,
#define TARGETS(n_, a_, b_) {a_, b_},
TABLES(DECLARE)
TABLES(DEFINE)
static rowan_model_fn *const many[] = {TABLES(LIST)};
static const int targets[][2] = {TABLES(TARGETS)};
enum { MANY = sizeof many / sizeof *many };

/* --- a database ----------------------------------------------------------- */

static char log_text[65536];

static void
keep_log(void *context, const char *text)
{
    size_t used = strlen(log_text);

    (void)context;
    snprintf(log_text + used, sizeof log_text - used, "%s\n", text);
}

static rowan_engine *
open_engine(const char *name)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;
    char url[512];

    options.echo = true;
    options.log = keep_log;
    log_text[0] = '\0';
    snprintf(url, sizeof url, "sqlite:///%s", harness_temp_path(name));
    engine = rowan_engine_open_with(url, &options, &err);
    CHECK_STR(err.message, "");
    REQUIRE(engine != NULL);
    return engine;
}

/* The number that a query gives, 0 if no row; -1 if it fails. */
static int64_t
ask(rowan_engine *engine, const char *sql)
{
    rowan_connection *conn = NULL;
    rowan_result *result = NULL;
    const rowan_value *cells = NULL;
    rowan_error err = {0};
    int64_t number = -1;

    if (rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, &err) ==
            ROWAN_OK &&
        rowan_connection_query(conn, sql, NULL, &result, &err) == ROWAN_OK) {
        number = 0;
        if (rowan_result_next(result, &cells, &err) == ROWAN_OK)
            number = cells[0].as.integer;
    }
    CHECK_STR(err.message, "");
    rowan_result_free(result);
    rowan_connection_release(conn);
    return number;
}

static int64_t
table_count(rowan_engine *engine)
{
    return ask(engine, "SELECT count(*) FROM sqlite_schema WHERE type = "
                       "'table' AND name NOT LIKE 'sqlite_%'");
}

static void
create(rowan_engine *engine, const rowan_model *const *models)
{
    rowan_error err = {0};

    CHECK_INT(rowan_create_all(engine, models, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
}

static void
drop(rowan_engine *engine, const rowan_model *const *models)
{
    rowan_error err = {0};

    CHECK_INT(rowan_drop_all(engine, models, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
}

/* --- tests ---------------------------------------------------------------- */

static void
test_catalog__creates_tables_that_work_as_declared(void)
{
    rowan_engine *engine = open_engine("declared.db");

    create(engine, ROWAN_MODELS(part, entry));
    CHECK_INT(table_count(engine), 2);
    ask(engine, "INSERT INTO lines (number, position, text, state)"
                " VALUES (1, 2, 'a', 'it''s done')");
    ask(engine, "INSERT INTO parts (number, position) VALUES (1, 2)");
    CHECK_INT(ask(engine, "SELECT loud = 'A' FROM lines"), 1);
    CHECK_INT(ask(engine, "SELECT id FROM parts"), 1);
    CHECK_INT(ask(engine, "SELECT count(*) FROM sqlite_sequence"), 1);
    CHECK_INT(ask(engine, "SELECT count(*) FROM sqlite_schema"
                          " WHERE name IN ('ix_lines_text',"
                          " 'ix_lines_text_state')"), 2);
    CHECK_INT(ask(engine, "SELECT wr FROM pragma_table_list('lines')"), 1);
    ask(engine, "DELETE FROM lines"); /* and its parts, by cascade */
    CHECK_INT(ask(engine, "SELECT count(*) FROM parts"), 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_catalog__refuses_what_the_model_refuses(void)
{
    static const struct {
        const char *sql;
        rowan_status status;
    } cases[] = {
        {"INSERT INTO lines (number, position, state) VALUES (1, 1, 'shut')",
         ROWAN_CHECK_VIOLATION},
        {"INSERT INTO lines (number, position) VALUES (1, 1)",
         ROWAN_NOT_NULL_VIOLATION},
        {"INSERT INTO parts (number, position) VALUES (9, 9)",
         ROWAN_FOREIGN_KEY_VIOLATION},
        {"INSERT INTO lines (number, position, state) VALUES (1, 1, 'open'),"
         " (1, 1, 'open')",
         ROWAN_UNIQUE_VIOLATION},
    };
    rowan_engine *engine = open_engine("refused.db");
    rowan_connection *conn = NULL;

    create(engine, ROWAN_MODELS(part, entry));
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_error err = {0};

        CHECK_INT(rowan_connection_query(conn, cases[i].sql, NULL, NULL, &err),
                  cases[i].status);
    }
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_catalog__creates_nothing_twice_and_takes_no_lock_to_find_out(void)
{
    rowan_engine *engine = open_engine("twice.db");

    create(engine, ROWAN_MODELS(hen, egg));
    ask(engine, "INSERT INTO hens (id) VALUES (7)");
    CHECK_HAS(log_text, "CREATE TABLE \"hens\"");
    log_text[0] = '\0';
    create(engine, ROWAN_MODELS(hen, egg));
    CHECK(strstr(log_text, "CREATE") == NULL);
    CHECK(strstr(log_text, "BEGIN") == NULL);
    CHECK_INT(ask(engine, "SELECT id FROM hens"), 7);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_catalog__creates_only_what_is_missing(void)
{
    rowan_engine *engine = open_engine("missing.db");

    create(engine, ROWAN_MODELS(twig));
    ask(engine, "INSERT INTO nodes (id) VALUES (1)");
    create(engine, ROWAN_MODELS(hen, twig, egg));
    CHECK_INT(table_count(engine), 3);
    CHECK_INT(ask(engine, "SELECT count(*) FROM nodes"), 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_catalog__drops_cycles_with_rows_in_them(void)
{
    rowan_engine *engine = open_engine("cycles.db");

    create(engine, ROWAN_MODELS(hen, egg, twig));
    ask(engine, "INSERT INTO hens (id) VALUES (1)");
    ask(engine, "INSERT INTO eggs (id, hen) VALUES (2, 1)");
    ask(engine, "UPDATE hens SET egg = 2");
    ask(engine, "INSERT INTO nodes (id) VALUES (1)");
    ask(engine, "INSERT INTO nodes (id, parent) VALUES (2, 1)");
    ask(engine, "UPDATE nodes SET parent = 2 WHERE id = 1");
    drop(engine, ROWAN_MODELS(hen, egg, twig));
    CHECK_INT(table_count(engine), 0);
    drop(engine, ROWAN_MODELS(hen, egg, twig)); /* again: nothing to do */
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_catalog__drops_a_part_of_a_cycle_only_if_no_row_needs_it(void)
{
    rowan_engine *engine = open_engine("needed.db");
    rowan_error err = {0};

    create(engine, ROWAN_MODELS(hen, egg));
    ask(engine, "INSERT INTO hens (id) VALUES (1)");
    ask(engine, "INSERT INTO eggs (id, hen) VALUES (2, 1)");
    CHECK_INT(rowan_drop_all(engine, ROWAN_MODELS(hen), &err),
              ROWAN_FOREIGN_KEY_VIOLATION);
    CHECK_INT(table_count(engine), 2);
    ask(engine, "DELETE FROM eggs");
    drop(engine, ROWAN_MODELS(hen));
    CHECK_INT(table_count(engine), 1);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_catalog__creates_all_or_nothing(void)
{
    rowan_engine *engine = open_engine("nothing.db");
    rowan_error err = {0};

    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(hen, egg, wrong), &err),
              ROWAN_SYNTAX);
    CHECK_HAS(err.sql, "CREATE TABLE \"wrong\"");
    CHECK_INT(table_count(engine), 0);
    create(engine, ROWAN_MODELS(hen, egg)); /* the connection is as before */
    CHECK_INT(table_count(engine), 2);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_catalog__asks_the_database_nothing_for_a_wrong_model(void)
{
    rowan_engine *engine = open_engine("wrong.db");
    rowan_error err = {0};
    rowan_pool_status pool;

    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(hen, keyless), &err),
              ROWAN_MODEL_INVALID);
    CHECK_HAS(err.message, "model keyless: has no primary key");
    err = (rowan_error){0};
    CHECK_INT(rowan_drop_all(engine, NULL, &err), ROWAN_INVALID);
    rowan_engine_pool_status(engine, &pool);
    CHECK_INT(pool.connects, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* A generator of its own, so that every run shuffles alike. */
static void
shuffle(const rowan_model **models, uint32_t seed)
{
    for (uint32_t i = MANY - 1; i > 0; i--) {
        const rowan_model *other;
        uint32_t j;

        seed = seed * 1664525u + 1013904223u;
        j = (seed >> 16) % (i + 1);
        other = models[j];
        models[j] = models[i];
        models[i] = other;
    }
}

static int64_t
place_of(rowan_engine *engine, int number)
{
    char sql[128];

    snprintf(sql, sizeof sql,
             "SELECT rowid FROM sqlite_schema WHERE name = 'many%d'", number);
    return ask(engine, sql);
}

static void
test_catalog__orders_thirty_models_given_in_any_order(void)
{
    rowan_engine *engine = open_engine("many.db");
    const rowan_model *models[MANY + 1] = {NULL};

    for (int i = 0; i < MANY; i++)
        models[i] = many[i]();
    for (uint32_t seed = 1; seed <= 5; seed++) {
        shuffle(models, seed);
        create(engine, models);
        CHECK_INT(table_count(engine), MANY);
        for (int i = 0; i < MANY; i++) {
            char sql[128];

            CHECK(place_of(engine, targets[i][0]) <= place_of(engine, i));
            CHECK(place_of(engine, targets[i][1]) <= place_of(engine, i));
            snprintf(sql, sizeof sql, "INSERT INTO many%d VALUES (1, 1, 1)",
                     i);
            ask(engine, sql);
        }
        shuffle(models, seed + 100);
        drop(engine, models);
        CHECK_INT(table_count(engine), 0);
    }
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* Programs that start at once: each finds the tables, or makes them. */
static void *
create_from_thread(void *context)
{
    rowan_error *err = context;
    char url[512];
    rowan_engine *engine;

    snprintf(url, sizeof url, "sqlite:///%s", harness_temp_path("race.db"));
    engine = rowan_engine_open(url, err);
    if (engine == NULL)
        return NULL;
    (void)!rowan_create_all(engine, ROWAN_MODELS(hen, egg, twig), err);
    (void)rowan_engine_close(engine);
    return NULL;
}

static void
test_catalog__survives_others_that_create_at_once(void)
{
    rowan_error errs[4] = {{0}};
    pthread_t threads[4];
    rowan_engine *engine = open_engine("race.db");

    CHECK_INT(table_count(engine), 0);
    for (int i = 0; i < 4; i++)
        REQUIRE(pthread_create(&threads[i], NULL, create_from_thread,
                               &errs[i]) == 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CHECK_STR(errs[i].message, "");
    }
    CHECK_INT(table_count(engine), 3);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* Creates and drops in a database in memory; nothing is left either way. */
static rowan_status
create_and_drop(rowan_engine *engine, rowan_error *err)
{
    const rowan_model *const *models = ROWAN_MODELS(part, entry, hen, egg);
    rowan_status status = rowan_create_all(engine, models, err);

    return status == ROWAN_OK ? rowan_drop_all(engine, models, err) : status;
}

static void
test_catalog__gives_back_all_memory_after_a_failed_allocation(void)
{
    rowan_shutdown(); /* what earlier tests left is not counted */
    fail_alloc_begin();
    for (int64_t nth = 1;; nth++) {
        rowan_engine *engine = rowan_engine_open("sqlite://", NULL);
        rowan_error err = {0};
        rowan_status status;
        bool struck;

        REQUIRE(engine != NULL);
        fail_alloc_arm(nth);
        status = create_and_drop(engine, &err);
        struck = fail_alloc_struck();
        fail_alloc_arm(0);
        CHECK_INT(status, struck ? ROWAN_NO_MEMORY : ROWAN_OK);
        CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
        rowan_shutdown();
        CHECK_INT(fail_alloc_live(), 0);
        if (!struck)
            break;
    }
    fail_alloc_end();
}

HARNESS_SUITE(catalog,
    HARNESS_TEST(test_catalog__creates_tables_that_work_as_declared),
    HARNESS_TEST(test_catalog__refuses_what_the_model_refuses),
    HARNESS_TEST(
        test_catalog__creates_nothing_twice_and_takes_no_lock_to_find_out),
    HARNESS_TEST(test_catalog__creates_only_what_is_missing),
    HARNESS_TEST(test_catalog__drops_cycles_with_rows_in_them),
    HARNESS_TEST(test_catalog__drops_a_part_of_a_cycle_only_if_no_row_needs_it),
    HARNESS_TEST(test_catalog__creates_all_or_nothing),
    HARNESS_TEST(test_catalog__asks_the_database_nothing_for_a_wrong_model),
    HARNESS_TEST(test_catalog__orders_thirty_models_given_in_any_order),
    HARNESS_TEST(test_catalog__survives_others_that_create_at_once),
    HARNESS_TEST(test_catalog__gives_back_all_memory_after_a_failed_allocation))
