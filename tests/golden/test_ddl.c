/* SPDX-License-Identifier: MIT */
/* DDL of three dialects that differ in whatever they can. */
#include "golden.h"
#include "harness.h"
#include "same_tables.h"
#include "text_dialects.h"

#include <rowan.h>
#include <stdio.h>
#include <string.h>

static const char *const dialects[] = {"sqlite", "dollar", "backtick",
                                       "capitals"};
#define DIALECT_COUNT (sizeof dialects / sizeof *dialects)

/* --- models ------------------------------------------------------------- */

/* Every C type, plain and nullable. */
typedef struct everything {
    int64_t id;
    bool flag;
    int16_t small;
    int32_t medium;
    float single;
    double real;
    const char *text;
    char code[3];
    rowan_bytes raw;
    rowan_date day;
    rowan_time hour;
    rowan_timestamp instant;
    rowan_uuid uuid;
    rowan_decimal exact;
    rowan_decimal money;
    rowan_json document;
    rowan_nullable_bool maybe_flag;
    rowan_nullable_int64 maybe_big;
    rowan_nullable_timestamp maybe_instant;
} everything;
ROWAN_MODEL(everything, "everything",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(flag), ROWAN_COLUMN(small), ROWAN_COLUMN(medium),
    ROWAN_COLUMN(single), ROWAN_COLUMN(real),
    ROWAN_COLUMN(text, .length = 100), ROWAN_COLUMN(code),
    ROWAN_COLUMN(raw, .length = 16), ROWAN_COLUMN(day), ROWAN_COLUMN(hour),
    ROWAN_COLUMN(instant), ROWAN_COLUMN(uuid),
    ROWAN_COLUMN(exact, .not_null = true),
    ROWAN_COLUMN(money, .precision = 12, .scale = 2),
    ROWAN_COLUMN(document), ROWAN_COLUMN(maybe_flag),
    ROWAN_COLUMN(maybe_big), ROWAN_COLUMN(maybe_instant))

/* Everything that can be said of a column and of a table. */
typedef struct customer {
    int64_t id;
    const char *name;
    const char *email;
    int32_t mood;
    rowan_nullable_timestamp created;
    const char *shown;
    int64_t credit;
    rowan_nullable_int64 patron;
} customer;
ROWAN_ENUM_TYPE(mood, {0, "sad"}, {1, "don't ask"})
ROWAN_MODEL(customer, "customers",
    ROWAN_TABLE_COMMENT("who's who"),
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .not_null = true, .index = true,
                 .comment = "as the customer's card says"),
    ROWAN_COLUMN(email, .name = "e-mail", .unique = true),
    ROWAN_ENUM(mood, mood),
    ROWAN_COLUMN(created, .default_sql = "CURRENT_TIMESTAMP"),
    ROWAN_COLUMN(shown, .computed_sql = "upper(name)"),
    ROWAN_COLUMN(credit, .default_sql = "100", .zero_is_default = true,
                 .check_sql = "credit >= 0"),
    ROWAN_COLUMN(patron),
    ROWAN_UNIQUE(name, mood),
    ROWAN_INDEX(created, id),
    ROWAN_CHECK("own_patron", "patron <> id"),
    ROWAN_FOREIGN_KEY(patron, customer, id, .on_delete = ROWAN_SET_NULL,
                      .on_update = ROWAN_CASCADE),
    ROWAN_OPTION("sqlite", "autoincrement", "on"),
    ROWAN_OPTION("backtick", "storage", "column"),
    ROWAN_OPTION("elsewhere", "nothing", "said"))

/* Composite keys, and a list in the wrong order. */
typedef struct line {
    int64_t number;
    int32_t position;
    const char *text;
} line;
typedef struct part {
    int64_t id;
    int64_t line_number;
    int32_t line_position;
} part;
ROWAN_MODEL_DECLARE(line)
ROWAN_MODEL(part, "parts", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(line_number),
    ROWAN_COLUMN(line_position),
    ROWAN_FOREIGN_KEY2((line_number, line_position), line, (number, position),
                       .on_delete = ROWAN_CASCADE))
ROWAN_MODEL(line, "lines", ROWAN_PRIMARY_KEY(number),
    ROWAN_PRIMARY_KEY(position), ROWAN_COLUMN(text),
    ROWAN_OPTION("sqlite", "without_rowid", "on"))

/* A cycle with a leaf. */
typedef struct hen {
    int64_t id;
    rowan_nullable_int64 from_egg;
} hen;
typedef struct egg {
    int64_t id;
    int64_t from_hen;
} egg;
typedef struct feather {
    int64_t id;
    int64_t hen;
} feather;
ROWAN_MODEL_DECLARE(egg)
ROWAN_MODEL(hen, "hens", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(from_egg),
    ROWAN_FOREIGN_KEY(from_egg, egg, id))
ROWAN_MODEL(egg, "eggs", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(from_hen),
    ROWAN_FOREIGN_KEY(from_hen, hen, id))
ROWAN_MODEL(feather, "feathers", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(hen),
    ROWAN_FOREIGN_KEY(hen, hen, id))

/* Names that need their quotes. */
typedef struct quoted {
    rowan_uuid id;
    const char *text;
} quoted;
ROWAN_MODEL(quoted, "a \"table\"; `x`",
    ROWAN_PRIMARY_KEY(id, .name = "select", .constraint = "the key"),
    ROWAN_COLUMN(text, .name = "Grösse"))

/* What not every database has. */
typedef struct partial {
    int64_t id;
    const char *text;
} partial;
ROWAN_MODEL(partial, "partial", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(text),
    ROWAN_INDEX_WITH((text), .unique = true, .where_sql = "text IS NOT NULL"))
typedef struct waiting {
    int64_t id;
    int64_t other;
} waiting;
ROWAN_MODEL(waiting, "waiting", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(other),
    ROWAN_FOREIGN_KEY(other, waiting, id, .deferred = true))
typedef struct far {
    int64_t id;
} far;
ROWAN_MODEL_IN(far, "elsewhere", "far", ROWAN_PRIMARY_KEY(id),
    ROWAN_FOREIGN_KEY(id, far, id))
typedef struct lasting {
    int64_t id;
    rowan_interval span;
} lasting;
ROWAN_MODEL(lasting, "lasting", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(span))
typedef struct optional {
    int64_t id;
} optional;
ROWAN_MODEL(optional, "optional", ROWAN_PRIMARY_KEY(id),
    ROWAN_OPTION("backtick", "storrage", "row"),
    ROWAN_OPTION("sqlite3", "strict", "on"),
    ROWAN_OPTION("dollar", "filler", "70"))
typedef struct noted {
    int64_t id;
} noted;
ROWAN_MODEL(noted, "noted",
    ROWAN_TABLE_COMMENT("C:\\ has it"),
    ROWAN_PRIMARY_KEY(id, .comment = "it's in C:\\"))

/* --- tests -------------------------------------------------------------- */

/* The tables are known again when SQLite has them. */
static void
check_known_again(const rowan_model *const *models)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite:///:memory:", &err);

    REQUIRE(engine != NULL);
    CHECK_INT(rowan_create_all(engine, models, &err), ROWAN_OK);
    check_same_tables(engine, models);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
check_script(const char *name, const rowan_model *const *models)
{
    text_dialects_register();
    for (size_t i = 0; i < DIALECT_COUNT; i++) {
        rowan_error err = {0};
        char *sql = NULL;
        char file[128];

        CHECK_INT(rowan_render_ddl(models, dialects[i], &sql, &err), ROWAN_OK);
        CHECK_STR(err.message, "");
        snprintf(file, sizeof file, "ddl/%s.%s.sql", name, dialects[i]);
        if (sql != NULL)
            golden_check(file, sql);
        rowan_free(sql);
    }
    check_known_again(models);
}

static void
test_ddl__gives_every_c_type_a_column_type(void)
{
    check_script("types", ROWAN_MODELS(everything));
}

static void
test_ddl__writes_all_that_a_model_can_say(void)
{
    check_script("customer", ROWAN_MODELS(customer));
}

static void
test_ddl__creates_what_is_referred_to_first(void)
{
    check_script("composite", ROWAN_MODELS(part, line));
}

static void
test_ddl__adds_the_key_of_a_cycle_afterwards_where_it_can(void)
{
    check_script("cycle", ROWAN_MODELS(feather, hen, egg));
}

static void
test_ddl__quotes_every_name(void)
{
    check_script("quoted", ROWAN_MODELS(quoted));
}

static void
test_ddl__lists_a_model_once_however_often_it_is_given(void)
{
    char *once = NULL;
    char *often = NULL;

    CHECK_INT(rowan_render_ddl(ROWAN_MODELS(hen, egg), "sqlite", &once, NULL),
              ROWAN_OK);
    CHECK_INT(rowan_render_ddl(ROWAN_MODELS(hen, egg, hen, egg), "sqlite",
                               &often, NULL),
              ROWAN_OK);
    CHECK_STR(often, once);
    rowan_free(once);
    rowan_free(often);
}

static void
test_ddl__of_no_models_is_empty(void)
{
    static const rowan_model *const none[] = {NULL};
    char *sql = NULL;

    CHECK_INT(rowan_render_ddl(none, "sqlite", &sql, NULL), ROWAN_OK);
    CHECK_STR(sql, "");
    rowan_free(sql);
}

/* A message where the dialect cannot do it; NULL where it can. */
static const struct {
    rowan_model_fn *model;
    rowan_status status;
    const char *refusals[4]; /* as dialects[] */
} needs[] = {
    {partial_model,
     ROWAN_UNSUPPORTED,
     {NULL, NULL,
      "model partial: backtick has no indexes with a condition (.where_sql)"}},
    {waiting_model,
     ROWAN_UNSUPPORTED,
     {NULL, NULL,
      "model waiting: backtick has no foreign keys that wait for COMMIT"}},
    {far_model,
     ROWAN_UNSUPPORTED,
     {"model far: sqlite has no schemas: use ROWAN_MODEL instead", NULL,
      "model far: backtick has no schemas"}},
    {lasting_model,
     ROWAN_UNSUPPORTED,
     {NULL, NULL, "backtick has no type for an interval"}},
    {optional_model,
     ROWAN_MODEL_INVALID,
     {"model optional, option 'strict': sqlite has no such option of tables; "
      "it has autoincrement=on|off (default off), without_rowid=on|off",
      "model optional, option 'filler': dollar has no such option of tables",
      "model optional, option 'storrage': backtick has no such option of "
      "tables; it has storage=row|column (default row), collation=a name"}},
};

static void
test_ddl__says_what_a_database_cannot_do(void)
{
    text_dialects_register();
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        for (size_t d = 0; d < DIALECT_COUNT; d++) {
            const rowan_model *models[] = {needs[i].model(), NULL};
            const char *refusal = needs[i].refusals[d];
            char untouched[] = "untouched";
            char *sql = untouched;
            rowan_error err = {0};
            rowan_status status =
                rowan_render_ddl(models, dialects[d], &sql, &err);

            CHECK_INT(status, refusal != NULL ? needs[i].status : ROWAN_OK);
            if (refusal != NULL) {
                CHECK_HAS(err.message, refusal);
                CHECK_STR(err.object, models[0]->type);
                CHECK(sql == untouched);
            }
            if (sql != untouched)
                rowan_free(sql);
        }
}

static void
test_ddl__writes_what_some_databases_can(void)
{
    static const struct {
        rowan_model_fn *model;
        const char *dialect, *part;
    } can[] = {
        {partial_model, "sqlite",
         "CREATE UNIQUE INDEX \"ix_partial_text\" ON \"partial\" (\"text\")\n"
         "    WHERE text IS NOT NULL;\n"},
        {waiting_model, "dollar",
         "REFERENCES \"waiting\" (\"id\") DEFERRABLE INITIALLY DEFERRED\n);"},
        {far_model, "dollar", "CREATE TABLE \"elsewhere\".\"far\" (\n"},
        {far_model, "dollar", "REFERENCES \"elsewhere\".\"far\" (\"id\")"},
        {noted_model, "dollar",
         "COMMENT ON COLUMN \"noted\".\"id\" IS 'it''s in C:\\';\n"},
        {noted_model, "backtick",
         "AUTO_NUMBER NOT NULL COMMENT 'it''s in C:\\\\',\n"},
    };

    text_dialects_register();
    for (size_t i = 0; i < sizeof can / sizeof *can; i++) {
        const rowan_model *models[] = {can[i].model(), NULL};
        char *sql = NULL;

        CHECK_INT(rowan_render_ddl(models, can[i].dialect, &sql, NULL),
                  ROWAN_OK);
        CHECK_HAS(sql, can[i].part);
        rowan_free(sql);
    }
}

/* --- lists that are wrong ----------------------------------------------- */

typedef struct shadow {
    int64_t id;
} shadow;
ROWAN_MODEL(shadow, "hens", ROWAN_PRIMARY_KEY(id))
typedef far far_row;
ROWAN_ROW(far_row, ROWAN_FIELD(id))
typedef struct a {
    int64_t id;
    const char *b_c;
} a;
ROWAN_MODEL(a, "a", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(b_c, .index = true))
typedef struct a_b {
    int64_t id;
    const char *c;
} a_b;
ROWAN_MODEL(a_b, "a_b", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(c, .index = true))
typedef struct keyless {
    int64_t id;
} keyless;
ROWAN_MODEL(keyless, "keyless", ROWAN_COLUMN(id))

static void
test_ddl__refuses_a_list_that_cannot_be_meant(void)
{
    const struct {
        const rowan_model *const *models;
        const char *dialect;
        rowan_status status;
        const char *message;
    } cases[] = {
        {NULL, "sqlite", ROWAN_INVALID, "the list of models is NULL"},
        {ROWAN_MODELS(hen, shadow), "sqlite", ROWAN_MODEL_INVALID,
         "models hen and shadow both have the table 'hens'"},
        {ROWAN_MODELS(far_row), "sqlite", ROWAN_MODEL_INVALID,
         "far_row is a ROWAN_ROW and has no table"},
        {ROWAN_MODELS(a, a_b), "sqlite", ROWAN_MODEL_INVALID,
         "models a and a_b both have an index 'ix_a_b_c': name one"},
        {ROWAN_MODELS(hen, keyless), "sqlite", ROWAN_MODEL_INVALID,
         "model keyless: has no primary key"},
        {ROWAN_MODELS(hen), "nosuch", ROWAN_PLUGIN_NOT_FOUND, "nosuch"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *sql = NULL;
        rowan_error err = {0};

        CHECK_INT(rowan_render_ddl(cases[i].models, cases[i].dialect, &sql,
                                   &err),
                  cases[i].status);
        CHECK_HAS(err.message, cases[i].message);
        CHECK(sql == NULL);
    }
}

HARNESS_SUITE(ddl,
    HARNESS_TEST(test_ddl__gives_every_c_type_a_column_type),
    HARNESS_TEST(test_ddl__writes_all_that_a_model_can_say),
    HARNESS_TEST(test_ddl__creates_what_is_referred_to_first),
    HARNESS_TEST(test_ddl__adds_the_key_of_a_cycle_afterwards_where_it_can),
    HARNESS_TEST(test_ddl__quotes_every_name),
    HARNESS_TEST(test_ddl__lists_a_model_once_however_often_it_is_given),
    HARNESS_TEST(test_ddl__of_no_models_is_empty),
    HARNESS_TEST(test_ddl__says_what_a_database_cannot_do),
    HARNESS_TEST(test_ddl__writes_what_some_databases_can),
    HARNESS_TEST(test_ddl__refuses_a_list_that_cannot_be_meant))
