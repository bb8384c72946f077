/* SPDX-License-Identifier: MIT */
/* Models beside tables that are not quite theirs. */
#include "blog.h"
#include "fail_alloc.h"
#include "harness.h"
#include "same_tables.h"

#include <rowan.h>
#include <stdio.h>
#include <string.h>

/* --- models --------------------------------------------------------------- */

typedef struct maker {
    int64_t id;
    const char *name;
    const char *size;
} maker;
ROWAN_MODEL(maker, "makers", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .not_null = true),
    ROWAN_COLUMN(size, .check_sql = "size IN ('small', 'large')",
                 .constraint = "sized"))

ROWAN_ENUM_TYPE(stage, {0, "new"}, {1, "it's sold"})
typedef struct item {
    int64_t number;
    int32_t place;
    int64_t maker;
    const char *name;
    rowan_decimal price;
    rowan_nullable_int32 count;
    const char *loud;
    int32_t stage;
} item;
ROWAN_MODEL(item, "items", ROWAN_PRIMARY_KEY(number), ROWAN_PRIMARY_KEY(place),
    ROWAN_COLUMN(maker), ROWAN_COLUMN(name, .length = 40, .not_null = true),
    ROWAN_COLUMN(price, .precision = 10, .scale = 2),
    ROWAN_COLUMN(count, .default_sql = "1 + 1", .check_sql = "count > 0",
                 .constraint = "some"),
    ROWAN_COLUMN(loud, .computed_sql = "upper(name)"),
    ROWAN_ENUM(stage, stage),
    ROWAN_FOREIGN_KEY(maker, maker, id, .on_delete = ROWAN_CASCADE,
                      .constraint = "made"),
    ROWAN_UNIQUE(maker, name),
    ROWAN_INDEX_WITH((name), .constraint = "by_name",
                     .where_sql = "count > 1"),
    ROWAN_OPTION("sqlite", "without_rowid", "on"))

/* The table that they make; each line may be replaced in a test. */
#define NUMBER "number BIGINT NOT NULL"
#define PLACE "place INTEGER NOT NULL"
#define MAKER "maker BIGINT NOT NULL"
#define NAME "name VARCHAR(40) NOT NULL"
#define PRICE "price DECIMAL_TEXT(10,2) COLLATE decimal"
#define COUNT "count INTEGER DEFAULT (1+1)"
#define LOUD "loud TEXT GENERATED ALWAYS AS (UPPER(\"name\")) STORED"
#define STAGE "stage TEXT NOT NULL"
#define KEY_LINE "PRIMARY KEY (number, place)"
#define UNIQUE "CONSTRAINT uq_items_maker_name UNIQUE (maker, name)"
#define SOME "CONSTRAINT some CHECK ((count>0))"
#define STAGES \
    "CONSTRAINT ck_items_stage CHECK (stage IN ('new', 'it''s sold'))"
#define MADE \
    "CONSTRAINT made FOREIGN KEY (maker) REFERENCES makers (id) " \
    "ON DELETE CASCADE"
static const char *const usual[] = {NUMBER, PLACE,  MAKER, NAME, PRICE,
                                    COUNT,  LOUD,   STAGE, KEY_LINE, UNIQUE,
                                    SOME,   STAGES, MADE};
enum { LINES = sizeof usual / sizeof *usual };
static const char usual_index[] =
    "CREATE INDEX by_name ON items (name) WHERE count > 1";

/* --- a database with other lines ------------------------------------------ */

static rowan_connection *
begin(rowan_engine **ret_engine)
{
    rowan_connection *conn = NULL;
    rowan_error err = {0};

    *ret_engine = rowan_engine_open("sqlite:///:memory:", &err);
    REQUIRE(*ret_engine != NULL);
    REQUIRE(rowan_connection_acquire(*ret_engine, 0, &conn, &err) == ROWAN_OK);
    return conn;
}

static void
run(rowan_connection *conn, const char *sql)
{
    rowan_error err = {0};

    if (rowan_connection_query(conn, sql, NULL, NULL, &err) != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
}

/* The usual table, but for one line that is another, or left out. */
static void
make_tables(rowan_connection *conn, const char *line, const char *instead,
            const char *suffix, const char *index)
{
    char sql[2000];
    size_t used = (size_t)snprintf(sql, sizeof sql, "CREATE TABLE items ");
    char before = '(';

    run(conn, "CREATE TABLE makers (id INTEGER PRIMARY KEY, "
              "name TEXT NOT NULL, size TEXT, "
              "CONSTRAINT sized CHECK (size IN ('small', 'large')))");
    for (size_t i = 0; i < LINES; i++) {
        const char *add = usual[i];

        if (line != NULL && strcmp(add, line) == 0)
            add = instead;
        if (add == NULL)
            continue;
        used += (size_t)snprintf(sql + used, sizeof sql - used, "%c %s", before,
                                 add);
        before = ',';
    }
    (void)snprintf(sql + used, sizeof sql - used, ")%s", suffix);
    run(conn, sql);
    if (*index != '\0')
        run(conn, index);
}

/* --- tests ---------------------------------------------------------------- */

static void
test_compare__finds_no_difference_in_what_create_all_made(void)
{
    rowan_engine *engine;
    rowan_connection *conn = begin(&engine);
    rowan_error err = {0};

    rowan_connection_release(conn);
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(maker, item), &err),
              ROWAN_OK);
    check_same_tables(engine, ROWAN_MODELS(maker, item));
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

#define OTHER ROWAN_DIFFERENCE_OTHER
#define MISSING ROWAN_DIFFERENCE_MISSING
#define EXTRA ROWAN_DIFFERENCE_EXTRA

static const struct {
    const char *line, *instead, *suffix, *index;
    int count;
    rowan_difference_kind kind;
    rowan_difference_subject subject;
    const char *name, *says;
} cases[] = {
    /* The same in other words. */
    {NULL, NULL, " WITHOUT ROWID", usual_index, 0, 0, 0, NULL, NULL},
    {SOME, "CHECK (count > 0 /* so */)", " WITHOUT ROWID", usual_index, 2,
     MISSING, ROWAN_SUBJECT_CHECK, "some", "check some: the database has none"},
    /* Columns. */
    {LOUD, NULL, " WITHOUT ROWID", usual_index, 1, MISSING,
     ROWAN_SUBJECT_COLUMN, "loud", "column loud: the database has none"},
    {PLACE, "place INTEGER NOT NULL, more INT", " WITHOUT ROWID", usual_index,
     1, EXTRA, ROWAN_SUBJECT_COLUMN, "more", "column more: no model has it"},
    {NAME, "name VARCHAR(41) NOT NULL", " WITHOUT ROWID", usual_index, 1, OTHER,
     ROWAN_SUBJECT_TYPE, "name",
     "the model has VARCHAR(40), the database VARCHAR(41)"},
    {NAME, "name VARCHAR(40)", " WITHOUT ROWID", usual_index, 1, OTHER,
     ROWAN_SUBJECT_NULLABILITY, "name",
     "the model has NOT NULL, the database NULL"},
    {PRICE, "price DECIMAL_TEXT(10,3)", " WITHOUT ROWID", usual_index, 1, OTHER,
     ROWAN_SUBJECT_TYPE, "price", "DECIMAL_TEXT(10,3)"},
    {COUNT, "count SMALLINT DEFAULT (1+1)", " WITHOUT ROWID", usual_index, 1,
     OTHER, ROWAN_SUBJECT_TYPE, "count", "SMALLINT"},
    {COUNT, "count WEIRD DEFAULT (1+1)", " WITHOUT ROWID", usual_index, 1,
     OTHER, ROWAN_SUBJECT_TYPE, "count", "the database WEIRD"},
    {COUNT, "count INTEGER DEFAULT (1+2)", " WITHOUT ROWID", usual_index, 1,
     OTHER, ROWAN_SUBJECT_DEFAULT, "count",
     "the model has 1 + 1, the database 1+2"},
    {COUNT, "count INTEGER", " WITHOUT ROWID", usual_index, 1, OTHER,
     ROWAN_SUBJECT_DEFAULT, "count", "the database none"},
    {LOUD, "loud TEXT AS (lower(name))", " WITHOUT ROWID", usual_index, 1,
     OTHER, ROWAN_SUBJECT_COMPUTED, "loud", "lower(name)"},
    {STAGES, "CONSTRAINT ck_items_stage CHECK (stage IN ('new'))",
     " WITHOUT ROWID", usual_index, 1, OTHER, ROWAN_SUBJECT_TYPE, "stage",
     "TEXT of new, it's sold, the database TEXT of new"},
    /* Keys. */
    {KEY_LINE, "PRIMARY KEY (place, number)", " WITHOUT ROWID", usual_index, 1,
     OTHER, ROWAN_SUBJECT_PRIMARY_KEY, "pk_items", "place, number"},
    {KEY_LINE, NULL, "", usual_index, 2, MISSING, ROWAN_SUBJECT_PRIMARY_KEY,
     "pk_items", "the database has none"},
    {UNIQUE, NULL, " WITHOUT ROWID", usual_index, 1, MISSING,
     ROWAN_SUBJECT_UNIQUE, "uq_items_maker_name", "the database has none"},
    {UNIQUE, "CONSTRAINT uq_items_maker_name UNIQUE (maker)", " WITHOUT ROWID",
     usual_index, 1, OTHER, ROWAN_SUBJECT_UNIQUE, "uq_items_maker_name",
     "the model has maker, name, the database maker"},
    {UNIQUE, "UNIQUE (maker, name), UNIQUE (name)", " WITHOUT ROWID",
     usual_index, 1, EXTRA, ROWAN_SUBJECT_UNIQUE, NULL, "no model has it"},
    {SOME, "CONSTRAINT some CHECK (count >= 0)", " WITHOUT ROWID", usual_index,
     1, OTHER, ROWAN_SUBJECT_CHECK, "some", "count >= 0"},
    /* Foreign keys. */
    {MADE, NULL, " WITHOUT ROWID", usual_index, 1, MISSING,
     ROWAN_SUBJECT_FOREIGN_KEY, "made", "the database has none"},
    {MADE, "CONSTRAINT made FOREIGN KEY (maker) REFERENCES makers (id)",
     " WITHOUT ROWID", usual_index, 1, OTHER, ROWAN_SUBJECT_FOREIGN_KEY, "made",
     "maker to main.makers (id) ON DELETE CASCADE"},
    {MADE, MADE " DEFERRABLE INITIALLY DEFERRED", " WITHOUT ROWID", usual_index,
     1, OTHER, ROWAN_SUBJECT_FOREIGN_KEY, "made", "INITIALLY DEFERRED"},
    {MADE, MADE ", FOREIGN KEY (place) REFERENCES makers", " WITHOUT ROWID",
     usual_index, 1, EXTRA, ROWAN_SUBJECT_FOREIGN_KEY, NULL, "no model has it"},
    /* Indexes and options. */
    {NULL, NULL, " WITHOUT ROWID", "", 1, MISSING, ROWAN_SUBJECT_INDEX,
     "by_name", "the database has none"},
    {NULL, NULL, " WITHOUT ROWID", "CREATE INDEX by_name ON items (name DESC) "
     "WHERE count > 1", 1, OTHER, ROWAN_SUBJECT_INDEX, "by_name",
     "the model has name, the database name DESC"},
    {NULL, NULL, " WITHOUT ROWID",
     "CREATE UNIQUE INDEX by_name ON items (name) WHERE count > 1", 1, OTHER,
     ROWAN_SUBJECT_INDEX, "by_name", "the database name UNIQUE"},
    {NULL, NULL, " WITHOUT ROWID",
     "CREATE INDEX by_name ON items (name) WHERE count > 2", 1, OTHER,
     ROWAN_SUBJECT_INDEX, "by_name", "count > 2"},
    {NULL, NULL, "", usual_index, 1, ROWAN_DIFFERENCE_UNDECIDED,
     ROWAN_SUBJECT_OPTION, "without_rowid", "which may mean the same"},
};

static void
check_case(size_t i)
{
    rowan_engine *engine;
    rowan_connection *conn = begin(&engine);
    rowan_comparison *found = NULL;
    rowan_error err = {0};
    bool is_equal = cases[i].count == 0 ||
                    cases[i].kind == ROWAN_DIFFERENCE_UNDECIDED;

    make_tables(conn, cases[i].line, cases[i].instead, cases[i].suffix,
                cases[i].index);
    CHECK_INT(rowan_connection_compare(conn, ROWAN_MODELS(maker, item), NULL,
                                       &found, &err),
              ROWAN_OK);
    REQUIRE(found != NULL);
    if (!CHECK_INT(found->difference_count, cases[i].count))
        for (uint32_t j = 0; j < found->difference_count; j++)
            FAIL("case %zu: %s", i, found->differences[j]->line);
    CHECK_INT(found->is_equal, is_equal);
    if (found->difference_count > 0 && cases[i].count > 0) {
        const rowan_difference *first = found->differences[0];

        CHECK_INT(first->kind, cases[i].kind);
        CHECK_INT(first->subject, cases[i].subject);
        CHECK_STR(first->name, cases[i].name);
        CHECK_STR(first->table, "items");
        if (cases[i].says != NULL)
            CHECK_HAS(first->line, cases[i].says);
    }
    rowan_comparison_free(found);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_compare__says_what_differs_and_nothing_else(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(i);
}

static void
test_compare__tells_tables_that_are_missing_or_extra(void)
{
    rowan_compare_options options = ROWAN_COMPARE_OPTIONS_INIT;
    rowan_engine *engine;
    rowan_connection *conn = begin(&engine);
    rowan_comparison *found = NULL;
    rowan_error err = {0};

    run(conn, "CREATE TABLE Makers (id INTEGER PRIMARY KEY, "
              "name TEXT NOT NULL, size TEXT, "
              "CONSTRAINT sized CHECK (size IN ('small', 'large')))");
    run(conn, "CREATE TABLE strangers (id INTEGER PRIMARY KEY)");
    options.extra_tables = true;
    CHECK_INT(rowan_connection_compare(conn, ROWAN_MODELS(maker, item),
                                       &options, &found, &err),
              ROWAN_OK);
    REQUIRE(found != NULL && found->difference_count == 2);
    CHECK_STR(found->differences[0]->line,
              "table items: the database has none");
    CHECK_STR(found->differences[1]->line, "table strangers: no model has it");
    CHECK(!found->is_equal);
    rowan_comparison_free(found);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_compare__gives_back_everything_when_memory_runs_out(void)
{
    rowan_engine *engine;
    rowan_connection *conn = begin(&engine);
    rowan_comparison *found = NULL;
    int64_t nth = 0;
    bool has_struck = true;

    make_tables(conn, NAME, "name TEXT", "", "");
    CHECK_INT(rowan_connection_compare(conn, ROWAN_MODELS(maker, item), NULL,
                                       &found, NULL),
              ROWAN_OK);
    rowan_comparison_free(found);
    fail_alloc_begin();
    while (has_struck && nth < 100000) {
        int64_t live = fail_alloc_live();
        rowan_status status;

        fail_alloc_arm(++nth);
        status = rowan_connection_compare(conn, ROWAN_MODELS(maker, item), NULL,
                                          &found, NULL);
        has_struck = fail_alloc_struck();
        CHECK_INT(status, has_struck ? ROWAN_NO_MEMORY : ROWAN_OK);
        if (status == ROWAN_OK)
            rowan_comparison_free(found);
        CHECK_INT(fail_alloc_live(), live);
    }
    fail_alloc_end();
    CHECK(nth > 20);
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

/* Every type, enumerations, a codec, keys of several columns, a circle. */
static void
test_compare__finds_what_it_has_created_equal(void)
{
    const rowan_model *const *models = ROWAN_MODELS(
        author, post, comment, letter, note, membership, dues);
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite:///:memory:", &err);

    REQUIRE(engine != NULL);
    CHECK_INT(rowan_create_all(engine, models, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    check_same_tables(engine, models);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

HARNESS_SUITE(
    compare,
    HARNESS_TEST(test_compare__finds_what_it_has_created_equal),
    HARNESS_TEST(test_compare__finds_no_difference_in_what_create_all_made),
    HARNESS_TEST(test_compare__says_what_differs_and_nothing_else),
    HARNESS_TEST(test_compare__tells_tables_that_are_missing_or_extra),
    HARNESS_TEST(test_compare__gives_back_everything_when_memory_runs_out))
