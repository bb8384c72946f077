/* SPDX-License-Identifier: MIT */
/* What SQLite says about tables that other hands made. */
#include "fail_alloc.h"
#include "harness.h"

#include <rowan.h>
#include <stdio.h>
#include <string.h>

/* --- a database of its own for each test ---------------------------------- */

typedef struct place {
    rowan_engine *engine;
    rowan_connection *conn;
    int statements; /* sent so far */
} place;

static void
count_statement(void *context, const rowan_statement_event *event)
{
    place *at = context;

    (void)event;
    at->statements++;
}

static void
run(place *at, const char *sql)
{
    rowan_error err = {0};

    if (rowan_connection_query(at->conn, sql, NULL, NULL, &err) != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
}

/* Statements, ended by NULL, on a fresh database in memory. */
static void
begin(place *at, const char *const *statements)
{
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};

    *at = (place){0};
    events.context = at;
    events.statement_before = count_statement;
    options.events = &events;
    at->engine =
        rowan_engine_open_with("sqlite:///:memory:?attach=on", &options, &err);
    REQUIRE(at->engine != NULL);
    REQUIRE(rowan_connection_acquire(at->engine, 0, &at->conn, &err) ==
            ROWAN_OK);
    for (; *statements != NULL; statements++)
        run(at, *statements);
}

static void
end(place *at)
{
    rowan_connection_release(at->conn);
    CHECK_INT(rowan_engine_close(at->engine), ROWAN_OK);
}

static rowan_inspection *
inspect(place *at, const rowan_inspect_options *options)
{
    rowan_inspection *inspection = NULL;
    rowan_error err = {0};

    CHECK_INT(rowan_connection_inspect(at->conn, options, &inspection, &err),
              ROWAN_OK);
    CHECK_STR(err.message, "");
    REQUIRE(inspection != NULL);
    return inspection;
}

/* Names with blanks between, for one comparison. */
static void
join(char *to, size_t size, const char *const *names, uint32_t count)
{
    size_t used = 0;

    *to = '\0';
    for (uint32_t i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(to + used, size - used, "%s%s",
                                 i > 0 ? " " : "", names[i]);
}

/* --- columns ----------------------------------------------------------------
 */

static const char *const column_statements[] = {
    "CREATE TABLE \"a table\" (id INTEGER PRIMARY KEY AUTOINCREMENT, "
    "[the name] VARCHAR(40) COLLATE nocase NOT NULL DEFAULT 'it''s', "
    "price DECIMAL_TEXT(10,2) COLLATE decimal DEFAULT (1 + 2), "
    "twice INT GENERATED ALWAYS AS (id * 2) STORED, "
    "loud TEXT AS (upper(\"the name\")), "
    "kind TEXT CHECK (kind IN ('a', 'it''s', 'b,c')), "
    "anything, place POINT)",
    NULL};
static const struct {
    const char *name;
    rowan_type type;
    const char *native_type;
    bool is_nullable;
    const char *default_sql, *computed_sql;
    bool is_stored;
    uint32_t identity;
    const char *collation;
} column_cases[] = {
    {"id",
     {.kind = ROWAN_KIND_INT64},
     "INTEGER",
     false,
     NULL,
     NULL,
     false,
     ROWAN_IDENTITY_AUTOINCREMENT,
     NULL},
    {"the name",
     {.kind = ROWAN_KIND_TEXT, .length = 40},
     "VARCHAR(40)",
     false,
     "'it''s'",
     NULL,
     false,
     0,
     "nocase"},
    {"price",
     {.kind = ROWAN_KIND_DECIMAL, .precision = 10, .scale = 2},
     "DECIMAL_TEXT(10,2)",
     true,
     "1 + 2",
     NULL,
     false,
     0,
     "decimal"},
    {"twice",
     {.kind = ROWAN_KIND_INT32},
     "INT",
     true,
     NULL,
     "id * 2",
     true,
     0,
     NULL},
    {"loud",
     {.kind = ROWAN_KIND_TEXT},
     "TEXT",
     true,
     NULL,
     "upper(\"the name\")",
     false,
     0,
     NULL},
    {"kind",
     {.kind = ROWAN_KIND_TEXT, .label_count = 3},
     "TEXT",
     true,
     NULL,
     NULL,
     false,
     0,
     NULL},
    {"anything",
     {.kind = ROWAN_KIND_NULL},
     "",
     true,
     NULL,
     NULL,
     false,
     0,
     NULL},
    {"place",
     {.kind = ROWAN_KIND_INT64},
     "POINT",
     true,
     NULL,
     NULL,
     false,
     0,
     NULL},
};

static void
test_inspect__reads_columns_with_all_that_their_text_says(void)
{
    place at;
    rowan_inspection *inspection;
    const rowan_table_info *table;
    char labels[64];

    begin(&at, column_statements);
    inspection = inspect(&at, NULL);
    table = rowan_inspection_table(inspection, NULL, "a table");
    REQUIRE(table != NULL);
    REQUIRE(table->column_count == sizeof column_cases / sizeof *column_cases);
    for (uint32_t i = 0; i < table->column_count; i++) {
        const rowan_column_info *column = table->columns[i];

        CHECK_STR(column->name, column_cases[i].name);
        CHECK_INT(column->type->kind, column_cases[i].type.kind);
        CHECK_INT(column->type->length, column_cases[i].type.length);
        CHECK_INT(column->type->precision, column_cases[i].type.precision);
        CHECK_INT(column->type->scale, column_cases[i].type.scale);
        CHECK_INT(column->type->label_count, column_cases[i].type.label_count);
        CHECK_STR(column->native_type, column_cases[i].native_type);
        CHECK_INT(column->is_nullable, column_cases[i].is_nullable);
        CHECK_STR(column->default_sql, column_cases[i].default_sql);
        CHECK_STR(column->computed_sql, column_cases[i].computed_sql);
        CHECK_INT(column->is_computed_stored, column_cases[i].is_stored);
        CHECK_INT(column->identity, column_cases[i].identity);
        CHECK_STR(column->collation, column_cases[i].collation);
    }
    join(labels, sizeof labels,
         rowan_table_info_column(table, "kind")->type->labels, 3);
    CHECK_STR(labels, "a it's b,c");
    CHECK(rowan_table_info_column(table, "nosuch") == NULL);
    REQUIRE(table->option_count == 1);
    CHECK_STR(table->options[0].name, "autoincrement");
    rowan_inspection_free(inspection);
    end(&at);
}

/* Keys of one INTEGER column are numbers that SQLite gives out, with some
 * exceptions that its documentation names. */
static void
test_inspect__tells_which_keys_are_generated(void)
{
    static const struct {
        const char *sql;
        bool is_generated;
    } cases[] = {
        {"CREATE TABLE t (a INTEGER PRIMARY KEY)", true},
        {"CREATE TABLE t (a integer, PRIMARY KEY (a DESC))", true},
        {"CREATE TABLE t (a INTEGER PRIMARY KEY DESC)", false},
        {"CREATE TABLE t (a INT PRIMARY KEY)", false},
        {"CREATE TABLE t (a INTEGER PRIMARY KEY) WITHOUT ROWID", false},
        {"CREATE TABLE t (a INTEGER, b INT, PRIMARY KEY (a, b))", false},
        {"CREATE TABLE t (a INTEGER UNIQUE)", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const statements[] = {cases[i].sql, NULL};
        place at;
        rowan_inspection *inspection;
        bool is_generated;

        begin(&at, statements);
        inspection = inspect(&at, NULL);
        is_generated =
            rowan_table_info_column(inspection->tables[0], "a")->identity !=
            ROWAN_IDENTITY_NONE;
        if (is_generated != cases[i].is_generated)
            FAIL("%s: generated is %d", cases[i].sql, is_generated);
        CHECK_INT(is_generated, cases[i].is_generated);
        rowan_inspection_free(inspection);
        end(&at);
    }
}

/* --- constraints ------------------------------------------------------------
 */

/* Names in every quote, constraints of columns and of the table, without some
 * of the commas, and comments that look like more of them. */
static const char *const constraint_statements[] = {
    "CREATE TABLE Target (x INT, y INT, CONSTRAINT \"pk \"\" key\" "
    "PRIMARY KEY (y, x)) -- CHECK (never)",
    "CREATE TABLE t (a INT CONSTRAINT `u 1` UNIQUE CONSTRAINT c1 "
    "CHECK (a > 0 AND ')' <> '('), b INT /* , UNIQUE (b) */ NOT NULL, c INT "
    "CONSTRAINT self REFERENCES T ON DELETE SET DEFAULT, d TEXT,\n"
    "UNIQUE (b, [c]) CONSTRAINT 'u 2' UNIQUE (\"d\" COLLATE nocase DESC)\n"
    "CONSTRAINT out FOREIGN KEY (b, c) REFERENCES target (\"Y\", X) "
    "ON UPDATE CASCADE MATCH FULL DEFERRABLE INITIALLY DEFERRED, "
    "CHECK (b < c), FOREIGN KEY (c, d) REFERENCES TARGET NOT DEFERRABLE)",
    NULL};

static void
test_inspect__reads_keys_and_checks_with_their_names(void)
{
    place at;
    rowan_inspection *inspection;
    const rowan_table_info *table;
    const rowan_key_info *key;
    char columns[64];

    begin(&at, constraint_statements);
    inspection = inspect(&at, NULL);
    table = rowan_inspection_table(inspection, "main", "Target");
    REQUIRE(table != NULL && table->primary_key != NULL);
    CHECK_STR(table->primary_key->name, "pk \" key");
    join(columns, sizeof columns, table->primary_key->columns,
         table->primary_key->column_count);
    CHECK_STR(columns, "y x");
    CHECK_INT(table->check_count, 0);

    table = rowan_inspection_table(inspection, NULL, "t");
    REQUIRE(table != NULL);
    CHECK(table->primary_key == NULL);
    REQUIRE(table->unique_count == 3);
    CHECK(table->uniques[0]->name == NULL);
    join(columns, sizeof columns, table->uniques[0]->columns,
         table->uniques[0]->column_count);
    CHECK_STR(columns, "b c");
    key = rowan_table_info_unique(table, "u 1");
    REQUIRE(key != NULL && key->column_count == 1);
    CHECK_STR(key->columns[0], "a");
    key = rowan_table_info_unique(table, "u 2");
    REQUIRE(key != NULL && key->column_count == 1);
    CHECK_STR(key->columns[0], "d");
    REQUIRE(table->check_count == 2);
    CHECK(table->checks[0]->name == NULL);
    CHECK_STR(table->checks[0]->sql, "b < c");
    CHECK_STR(rowan_table_info_check(table, "c1")->sql, "a > 0 AND ')' <> '('");
    rowan_inspection_free(inspection);
    end(&at);
}

static void
test_inspect__reads_foreign_keys_with_their_options(void)
{
    static const struct {
        const char *name, *columns, *target, *target_columns;
        rowan_action on_delete, on_update;
        bool is_deferrable, is_deferred;
    } keys[] = {
        {NULL, "c d", "Target", "y x", ROWAN_NO_ACTION, ROWAN_NO_ACTION, false,
         false},
        {"out", "b c", "Target", "y x", ROWAN_NO_ACTION, ROWAN_CASCADE, true,
         true},
        {"self", "c", "t", "", ROWAN_SET_DEFAULT, ROWAN_NO_ACTION, false,
         false},
    };
    place at;
    rowan_inspection *inspection;
    const rowan_table_info *table;

    begin(&at, constraint_statements);
    inspection = inspect(&at, NULL);
    table = rowan_inspection_table(inspection, NULL, "t");
    REQUIRE(table != NULL);
    REQUIRE(table->foreign_key_count == sizeof keys / sizeof *keys);
    for (uint32_t i = 0; i < table->foreign_key_count; i++) {
        const rowan_foreign_key_info *key = table->foreign_keys[i];
        char columns[64];

        CHECK_STR(key->name, keys[i].name);
        join(columns, sizeof columns, key->columns, key->column_count);
        CHECK_STR(columns, keys[i].columns);
        CHECK_STR(key->target_schema, "main");
        CHECK_STR(key->target_table, keys[i].target);
        join(columns, sizeof columns, key->target_columns, key->column_count);
        CHECK_STR(columns, keys[i].target_columns);
        CHECK_INT(key->on_delete, keys[i].on_delete);
        CHECK_INT(key->on_update, keys[i].on_update);
        CHECK_INT(key->is_deferrable, keys[i].is_deferrable);
        CHECK_INT(key->is_initially_deferred, keys[i].is_deferred);
    }
    rowan_inspection_free(inspection);
    end(&at);
}

static void
test_inspect__sorts_tables_by_foreign_keys_and_tells_circles(void)
{
    static const char *const statements[] = {
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INT CONSTRAINT a_b "
        "REFERENCES b)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, a INT CONSTRAINT b_a "
        "REFERENCES a, z INT REFERENCES z)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY REFERENCES b)",
        "CREATE TABLE z (id INTEGER PRIMARY KEY REFERENCES z)", NULL};
    place at;
    rowan_inspection *inspection;
    const char *names[4];
    char all[64];

    begin(&at, statements);
    inspection = inspect(&at, NULL);
    REQUIRE(inspection->table_count == 4);
    for (uint32_t i = 0; i < 4; i++)
        names[i] = inspection->sorted_tables[i]->name;
    join(all, sizeof all, names, 4);
    CHECK_STR(all, "z a b c");
    REQUIRE(inspection->cycle_key_count == 1);
    CHECK_STR(inspection->cycle_keys[0].table->name, "a");
    CHECK_STR(inspection->cycle_keys[0].key->name, "a_b");
    rowan_inspection_free(inspection);
    end(&at);
}

/* --- indexes -----------------------------------------------------------------
 */

static void
test_inspect__reads_indexes_of_columns_and_expressions(void)
{
    static const char *const statements[] = {
        "CREATE TABLE t (a TEXT COLLATE nocase, b TEXT, UNIQUE (b))",
        "CREATE UNIQUE INDEX \"i x\" ON t (lower(a) || ',' COLLATE binary DESC"
        ", b COLLATE rtrim, a) WHERE b <> 'WHERE' -- so",
        NULL};
    place at;
    rowan_inspection *inspection;
    const rowan_index_info *index;

    begin(&at, statements);
    inspection = inspect(&at, NULL);
    REQUIRE(inspection->tables[0]->index_count == 2);
    index = rowan_table_info_index(inspection->tables[0], "i x");
    REQUIRE(index != NULL && index->part_count == 3);
    CHECK(index->is_unique);
    CHECK_INT(index->origin, ROWAN_INDEX_OWN);
    CHECK_STR(index->where_sql, "b <> 'WHERE'");
    CHECK_STR(index->parts[0]->expression, "lower(a) || ','");
    CHECK(index->parts[0]->column == NULL);
    CHECK(index->parts[0]->is_descending);
    CHECK_STR(index->parts[1]->column, "b");
    CHECK_STR(index->parts[1]->collation, "rtrim");
    CHECK(!index->parts[1]->is_descending);
    CHECK_STR(index->parts[2]->column, "a");
    CHECK_STR(index->parts[2]->collation, NULL);
    index = inspection->tables[0]->indexes[1];
    CHECK_INT(index->origin, ROWAN_INDEX_UNIQUE);
    CHECK(index->is_unique);
    rowan_inspection_free(inspection);
    end(&at);
}

/* --- what is looked at ---------------------------------------------------- */

static const char *const kinds_statements[] = {
    "CREATE TABLE real (a INT)",
    "CREATE VIEW seen (x) AS SELECT a FROM real WHERE a > 0",
    "CREATE TABLE gone (a)",
    "CREATE VIEW broken AS SELECT * FROM gone",
    "CREATE TEMP TABLE Real (b INT)",
    "CREATE VIRTUAL TABLE words USING fts5(body)",
    "ATTACH ':memory:' AS \"other \"\"one\"",
    "CREATE TABLE \"other \"\"one\".far (id INTEGER PRIMARY KEY, f INT "
    "CONSTRAINT near REFERENCES far)",
    "DROP TABLE gone",
    NULL};

static void
check_names(place *at, const rowan_inspect_options *options, const char *names)
{
    rowan_inspection *inspection = inspect(at, options);
    char all[128] = "";
    size_t used = 0;

    for (uint32_t i = 0; i < inspection->table_count; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, "%s.%s ",
                                 inspection->tables[i]->schema,
                                 inspection->tables[i]->name);
    CHECK_STR(all, names);
    rowan_inspection_free(inspection);
}

static void
test_inspect__looks_at_what_it_is_asked_for(void)
{
    static const char *const two[] = {"SEEN", "far", "nosuch", NULL};
    static const struct {
        rowan_inspect_options options;
        const char *names;
    } cases[] = {
        {ROWAN_INSPECT_OPTIONS_INIT,
         "main.broken main.real main.seen main.words "},
        {{.kinds = ROWAN_TABLE_VIEW}, "main.broken main.seen "},
        {{.kinds = ROWAN_TABLE_BASE, .temporary = true},
         "main.real main.words temp.Real "},
        {{.schema = "temp", .temporary = true}, "temp.Real "},
        {{.schema = "other \"one"}, "other \"one.far "},
        {{.schema = "nosuch"}, ""},
        {{.all_schemas = true, .tables = two}, "main.seen other \"one.far "},
        {{.tables = two}, "main.seen "},
        {{.parts = ROWAN_INSPECT_TABLES, .kinds = ROWAN_TABLE_BASE},
         "main.real main.words "},
    };
    place at;

    begin(&at, kinds_statements);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_inspect_options options = cases[i].options;

        options.size = sizeof options;
        check_names(&at, &options, cases[i].names);
    }
    end(&at);
}

static void
test_inspect__refuses_options_that_make_no_sense(void)
{
    static const char *const none[] = {NULL};
    static const struct {
        rowan_inspect_options options;
        const char *says;
    } cases[] = {
        {{.schema = "main", .all_schemas = true}, "say one of them"},
        {{.tables = none}, "the list of tables is empty"},
    };
    static const char *const nothing[] = {NULL};
    place at;

    begin(&at, nothing);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_inspect_options options = cases[i].options;
        rowan_inspection *inspection = NULL;
        rowan_error err = {0};

        options.size = sizeof options;
        CHECK_INT(
            rowan_connection_inspect(at.conn, &options, &inspection, &err),
            ROWAN_INVALID);
        CHECK_HAS(err.message, cases[i].says);
        CHECK(inspection == NULL);
    }
    end(&at);
}

static void
test_inspect__reads_views_also_broken_ones(void)
{
    place at;
    rowan_inspection *inspection;
    const rowan_table_info *view;

    begin(&at, kinds_statements);
    inspection = inspect(&at, NULL);
    view = rowan_inspection_table(inspection, NULL, "seen");
    REQUIRE(view != NULL);
    CHECK_INT(view->kind, ROWAN_TABLE_VIEW);
    CHECK_STR(view->view_sql, "SELECT a FROM real WHERE a > 0");
    REQUIRE(view->column_count == 1);
    CHECK_STR(view->columns[0]->name, "x");
    CHECK_INT(view->columns[0]->type->kind, ROWAN_KIND_INT32);
    view = rowan_inspection_table(inspection, NULL, "broken");
    REQUIRE(view != NULL);
    CHECK_INT(view->column_count, 0);
    CHECK_STR(view->view_sql, "SELECT * FROM gone");
    rowan_inspection_free(inspection);
    end(&at);
}

/* A temporary table hides one of the same name. */
static void
test_inspect__finds_a_temporary_table_first(void)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    place at;
    rowan_inspection *inspection;

    begin(&at, kinds_statements);
    run(&at, "CREATE TEMP TABLE seen (t INT)");
    options.temporary = true;
    inspection = inspect(&at, &options);
    CHECK(rowan_inspection_table(inspection, NULL, "seen")->is_temporary);
    CHECK(!rowan_inspection_table(inspection, "main", "seen")->is_temporary);
    CHECK(rowan_inspection_table(inspection, "temp", "nosuch") == NULL);
    CHECK(rowan_inspection_schema(inspection, "other \"one") != NULL);
    CHECK(rowan_inspection_schema(inspection, "main")->is_default);
    CHECK(rowan_inspection_schema(inspection, "nosuch") == NULL);
    rowan_inspection_free(inspection);
    end(&at);
}

static void
test_inspect__answers_yes_or_no(void)
{
    place at;
    rowan_error err = {0};
    bool is_there = false;

    begin(&at, kinds_statements);
    run(&at, "CREATE INDEX main.ix ON real (a)");
#define ASK(expected_, function_, ...)                                     \
    CHECK_INT(function_(at.conn, __VA_ARGS__, &is_there, &err), ROWAN_OK); \
    CHECK_INT(is_there, expected_)
    ASK(true, rowan_connection_has_table, NULL, "real");
    ASK(true, rowan_connection_has_table, NULL, "seen");
    ASK(false, rowan_connection_has_table, NULL, "far");
    ASK(true, rowan_connection_has_table, "other \"one", "far");
    ASK(false, rowan_connection_has_table, "nosuch", "far");
    ASK(true, rowan_connection_has_index, "main", "real", "ix");
    ASK(false, rowan_connection_has_index, "main", "real", "iy");
    ASK(false, rowan_connection_has_index, "main", "far", "ix");
    ASK(true, rowan_connection_has_schema, "main");
    ASK(false, rowan_connection_has_schema, "nosuch");
    ASK(false, rowan_connection_has_sequence, NULL, "real");
#undef ASK
    end(&at);
}

/* --- how many questions --------------------------------------------------- */

static int
questions(place *at, const rowan_inspect_options *options, uint32_t *ret_tables,
          uint32_t *ret_columns)
{
    int before = at->statements;
    rowan_inspection *inspection = inspect(at, options);

    *ret_tables = inspection->table_count;
    *ret_columns = 0;
    for (uint32_t i = 0; i < inspection->table_count; i++)
        *ret_columns += inspection->tables[i]->column_count;
    rowan_inspection_free(inspection);
    return at->statements - before;
}

static void
make_tables(place *at, int from, int to)
{
    char sql[400];

    for (int i = from; i < to; i++) {
        snprintf(sql, sizeof sql,
                 "CREATE TABLE t%d (id INTEGER PRIMARY KEY, a TEXT NOT NULL, "
                 "b INT REFERENCES t%d (id), c INT DEFAULT 1, CONSTRAINT u%d "
                 "UNIQUE (a, b), CHECK (c > 0))",
                 i, i / 2, i);
        run(at, sql);
        snprintf(sql, sizeof sql, "CREATE INDEX ix%d ON t%d (c, a)", i, i);
        run(at, sql);
    }
}

static void
test_inspect__asks_the_same_number_of_questions_for_250_tables(void)
{
    static const char *const nothing[] = {NULL};
    rowan_inspect_options names = ROWAN_INSPECT_OPTIONS_INIT;
    place at;
    uint32_t tables, columns;
    int for_ten, for_all;

    names.parts = ROWAN_INSPECT_TABLES;
    begin(&at, nothing);
    make_tables(&at, 0, 10);
    for_ten = questions(&at, NULL, &tables, &columns);
    CHECK_INT(tables, 10);
    make_tables(&at, 10, 250);
    for_all = questions(&at, NULL, &tables, &columns);
    CHECK_INT(tables, 250);
    CHECK_INT(columns, 1000);
    CHECK_INT(for_all, for_ten);
    /* Schemas and tables, between BEGIN and ROLLBACK. */
    CHECK_INT(questions(&at, &names, &tables, &columns), 4);
    CHECK_INT(tables, 250);
    end(&at);
}

/* --- in a program --------------------------------------------------------- */

static void
test_inspect__works_in_a_transaction_and_beside_open_results(void)
{
    static const char *const nothing[] = {NULL};
    place at;
    rowan_result *result = NULL;
    rowan_inspection *inspection;
    const rowan_value *cells;
    rowan_error err = {0};

    begin(&at, nothing);
    run(&at, "CREATE TABLE t (a INT)");
    run(&at, "INSERT INTO t VALUES (1), (2)");
    REQUIRE(rowan_connection_query(at.conn, "SELECT a FROM t", NULL, &result,
                                   &err) == ROWAN_OK);
    CHECK_INT(rowan_result_next(result, &cells, &err), ROWAN_OK);
    inspection = inspect(&at, NULL);
    CHECK_INT(inspection->table_count, 1);
    rowan_inspection_free(inspection);
    CHECK_INT(rowan_result_next(result, &cells, &err), ROWAN_OK);
    rowan_result_free(result);
    run(&at, "BEGIN");
    run(&at, "CREATE TABLE u (a INT)");
    inspection = inspect(&at, NULL);
    CHECK_INT(inspection->table_count, 2);
    rowan_inspection_free(inspection);
    run(&at, "ROLLBACK");
    end(&at);
}

static void
test_inspect__outlives_its_engine(void)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite:///:memory:", &err);
    rowan_inspection *inspection = NULL;

    REQUIRE(engine != NULL);
    CHECK_INT(rowan_inspect(engine, NULL, &inspection, &err), ROWAN_OK);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    CHECK_STR(inspection->default_schema, "main");
    CHECK_INT(inspection->table_count, 0);
    rowan_inspection_free(inspection);
}

static void
test_inspect__gives_back_everything_when_memory_runs_out(void)
{
    rowan_inspection *inspection = NULL;
    rowan_error err = {0};
    place at;
    int64_t nth = 0;
    int64_t live;

    begin(&at, constraint_statements);
    rowan_inspection_free(inspect(&at, NULL));
    fail_alloc_begin();
    do {
        rowan_status status;

        live = fail_alloc_live();
        fail_alloc_arm(++nth);
        err = (rowan_error){0};
        status = rowan_connection_inspect(at.conn, NULL, &inspection, &err);
        if (fail_alloc_struck())
            CHECK_INT(status, ROWAN_NO_MEMORY);
        if (status == ROWAN_OK)
            rowan_inspection_free(inspection);
        CHECK_INT(fail_alloc_live(), live);
    } while (fail_alloc_struck() && nth < 100000);
    fail_alloc_end();
    CHECK(nth > 20);
    end(&at);
}

HARNESS_SUITE(
    inspect,
    HARNESS_TEST(test_inspect__reads_columns_with_all_that_their_text_says),
    HARNESS_TEST(test_inspect__tells_which_keys_are_generated),
    HARNESS_TEST(test_inspect__reads_keys_and_checks_with_their_names),
    HARNESS_TEST(test_inspect__reads_foreign_keys_with_their_options),
    HARNESS_TEST(test_inspect__sorts_tables_by_foreign_keys_and_tells_circles),
    HARNESS_TEST(test_inspect__reads_indexes_of_columns_and_expressions),
    HARNESS_TEST(test_inspect__looks_at_what_it_is_asked_for),
    HARNESS_TEST(test_inspect__refuses_options_that_make_no_sense),
    HARNESS_TEST(test_inspect__reads_views_also_broken_ones),
    HARNESS_TEST(test_inspect__finds_a_temporary_table_first),
    HARNESS_TEST(test_inspect__answers_yes_or_no),
    HARNESS_TEST(
        test_inspect__asks_the_same_number_of_questions_for_250_tables),
    HARNESS_TEST(test_inspect__works_in_a_transaction_and_beside_open_results),
    HARNESS_TEST(test_inspect__outlives_its_engine),
    HARNESS_TEST(test_inspect__gives_back_everything_when_memory_runs_out))
