/* SPDX-License-Identifier: MIT */
/* Checks, indexes of every kind, sizes, defaults, computed and identity
 * columns, keys of several columns. */
#include "reflection.h"

#include <string.h>

static const rowan_table_info *
make(trial *t, const char *name, const char *definition)
{
    trial_drop(t, trial_format(t, "DROP TABLE %s", name));
    trial_run(t, trial_format(t, "CREATE TABLE %s (%s)", name, definition));
    return trial_table(t, NULL, NULL, name);
}

/* --- tables without columns ----------------------------------------------- */

/* At the end the view goes before its table, too. */
static const rowan_table_info *
make_empty(trial *t)
{
    const rowan_table_info *table;

    trial_drop(t, "DROP VIEW conformance_empty_v");
    table = make(t, "conformance_empty", "");
    trial_drop(t, "DROP VIEW conformance_empty_v");
    return table;
}

static void
reflect_table_no_columns(trial *t)
{
    const rowan_table_info *table = make_empty(t);

    EXPECT_INT(table->column_count, 0);
    EXPECT_INT(table->kind, ROWAN_TABLE_BASE);
    EXPECT(table->primary_key == NULL);
}

static void
reflect_incl_table_no_columns(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_inspection *found;

    make_empty(t);
    found = trial_inspect(t, NULL, &options);
    EXPECT_STR(reflection_tables(t, found, ROWAN_TABLE_ANY), "empty");
}

static void
reflect_view_no_columns(trial *t)
{
    const rowan_table_info *view;

    make_empty(t);
    trial_run(t, "CREATE VIEW conformance_empty_v AS"
                 " SELECT * FROM conformance_empty");
    view = trial_table(t, NULL, NULL, "conformance_empty_v");
    EXPECT_INT(view->kind, ROWAN_TABLE_VIEW);
    EXPECT_INT(view->column_count, 0);
}

static const conformance_test no_columns[] = {
    {"reflect_table_no_columns", "", NULL, reflect_table_no_columns},
    {"get_columns_table_no_columns", "", NULL, reflect_table_no_columns},
    {"reflect_incl_table_no_columns", "", NULL, reflect_incl_table_no_columns},
    {"reflect_view_no_columns", "views", NULL, reflect_view_no_columns},
    {"get_columns_view_no_columns", "views", NULL, reflect_view_no_columns},
    {NULL, NULL, NULL, NULL},
};

/* --- checks --------------------------------------------------------------- */

static bool
has_check(trial *t, const rowan_table_info *table, const char *squeezed)
{
    for (uint32_t i = 0; i < table->check_count; i++)
        if (strcmp(reflection_squeeze(t, table->checks[i]->sql), squeezed) ==
            0)
            return true;
    return false;
}

static void
check_constraint_no_constraint(trial *t)
{
    EXPECT_INT(make(t, "conformance_free", "id INTEGER")->check_count, 0);
}

static void
check_constraint_inline(trial *t)
{
    const rowan_table_info *table =
        make(t, "conformance_inline",
             "id INTEGER, data INTEGER CHECK (data > 1),"
             " more INTEGER CHECK (more > 2)");

    EXPECT_INT(table->check_count, 2);
    EXPECT(has_check(t, table, "data>1"));
    EXPECT(has_check(t, table, "more>2"));
}

static void
check_constraint_standalone(trial *t)
{
    const rowan_table_info *table =
        make(t, "conformance_standalone",
             "a INTEGER, b INTEGER, CONSTRAINT ck_some CHECK (a > b),"
             " CONSTRAINT ck_more CHECK (a <> 7)");

    EXPECT_INT(table->check_count, 2);
    EXPECT_STR(reflection_squeeze(
                   t, rowan_table_info_check(table, "ck_some")->sql), "a>b");
    EXPECT_STR(reflection_squeeze(
                   t, rowan_table_info_check(table, "ck_more")->sql), "a<>7");
}

static void
check_constraint_mixed(trial *t)
{
    const rowan_table_info *table =
        make(t, "conformance_mixed",
             "a INTEGER CHECK (a > 1), b INTEGER,"
             " CONSTRAINT ck_mixed CHECK (b > a)");

    EXPECT_INT(table->check_count, 2);
    EXPECT(has_check(t, table, "a>1"));
    EXPECT(rowan_table_info_check(table, "ck_mixed") != NULL);
}

/* The parentheses that belong to the expression stay balanced. */
static void
check_constraint_parenthesized_expressions(trial *t)
{
    const rowan_table_info *table =
        make(t, "conformance_parens",
             "a INTEGER, b INTEGER,"
             " CONSTRAINT ck_parens CHECK ((a > 1 AND b < 100) OR (a = 0))");
    const rowan_check_info *check = rowan_table_info_check(table, "ck_parens");
    int depth = 0;

    REQUIRE(check != NULL);
    for (const char *at = check->sql; *at != '\0'; at++) {
        depth += (*at == '(') - (*at == ')');
        EXPECT(depth >= 0);
    }
    EXPECT_INT(depth, 0);
    EXPECT_STR(reflection_squeeze(t, check->sql), "a>1andb<100ora=0");
}

/* --- indexes -------------------------------------------------------------- */

static void
index_column_order(trial *t)
{
    const rowan_table_info *table;

    make(t, "conformance_sorted", "a INTEGER, b INTEGER, c INTEGER");
    trial_run(t, "CREATE INDEX ix_bca ON conformance_sorted (b, c, a)");
    trial_run(t, "CREATE UNIQUE INDEX ix_cb ON conformance_sorted (c, b)");
    table = trial_table(t, NULL, NULL, "conformance_sorted");
    REQUIRE(rowan_table_info_index(table, "ix_bca") != NULL);
    EXPECT_STR(reflection_parts(t, rowan_table_info_index(table, "ix_bca")),
               "b, c, a");
    REQUIRE(rowan_table_info_index(table, "ix_cb") != NULL);
    EXPECT_STR(reflection_parts(t, rowan_table_info_index(table, "ix_cb")),
               "c, b");
    EXPECT(rowan_table_info_index(table, "ix_cb")->is_unique);
}

static void
reflect_expression_based_indexes(trial *t)
{
    const rowan_index_info *index;

    make(t, "conformance_expressions", "x VARCHAR(30), y VARCHAR(30)");
    trial_run(t, "CREATE INDEX ix_expression ON conformance_expressions"
                 " (lower(x), y)");
    index = rowan_table_info_index(
        trial_table(t, NULL, NULL, "conformance_expressions"),
        "ix_expression");
    REQUIRE(index != NULL && index->part_count == 2);
    EXPECT(index->parts[0]->column == NULL);
    EXPECT_HAS(reflection_squeeze(t, index->parts[0]->expression), "lowerx");
    EXPECT_STR(index->parts[1]->column, "y");
}

static void
reflect_covering_index(trial *t)
{
    const rowan_index_info *index;

    make(t, "conformance_covering", "x VARCHAR(30), y VARCHAR(30)");
    trial_run(t, "CREATE INDEX ix_covering ON conformance_covering (x)"
                 " INCLUDE (y)");
    index = rowan_table_info_index(
        trial_table(t, NULL, NULL, "conformance_covering"), "ix_covering");
    REQUIRE(index != NULL);
    EXPECT_STR(reflection_parts(t, index), "x");
    EXPECT_STR(reflection_join(t, index->included, index->included_count),
               "y");
}

/* --- types and defaults --------------------------------------------------- */

typedef struct rx_sizes {
    int64_t id;
    rowan_decimal num;
    const char *a, *b;
    rowan_nullable_int32 maybe;
    int32_t never;
} rx_sizes;
ROWAN_MODEL(rx_sizes, "conformance_sizes",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(num, .precision = 18, .scale = 5),
    ROWAN_COLUMN(a, .length = 52), ROWAN_COLUMN(b, .length = 54),
    ROWAN_COLUMN(maybe), ROWAN_COLUMN(never))

static void
numeric_reflection(trial *t)
{
    const rowan_column_info *column;

    trial_create(t, ROWAN_MODELS(rx_sizes));
    column = rowan_table_info_column(
        trial_table(t, NULL, NULL, "conformance_sizes"), "num");
    REQUIRE(column != NULL);
    EXPECT_INT(column->type->kind, ROWAN_KIND_DECIMAL);
    EXPECT_INT(column->type->precision, 18);
    EXPECT_INT(column->type->scale, 5);
}

typedef struct rx_texts {
    int64_t id;
    const char *a, *b, *unlimited;
} rx_texts;
ROWAN_MODEL(rx_texts, "conformance_sizes",
    ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(a, .length = 52),
    ROWAN_COLUMN(b, .length = 54), ROWAN_COLUMN(unlimited))

static void
string_length_reflection(trial *t)
{
    const rowan_table_info *table;

    trial_create(t, ROWAN_MODELS(rx_texts));
    table = trial_table(t, NULL, NULL, "conformance_sizes");
    EXPECT_INT(rowan_table_info_column(table, "a")->type->length, 52);
    EXPECT_INT(rowan_table_info_column(table, "b")->type->length, 54);
    EXPECT_INT(rowan_table_info_column(table, "unlimited")->type->length, 0);
}

static void
nullable_reflection(trial *t)
{
    const rowan_table_info *table =
        make(t, "conformance_nullable", "a INTEGER, b INTEGER NOT NULL");

    EXPECT(rowan_table_info_column(table, "a")->is_nullable);
    EXPECT(!rowan_table_info_column(table, "b")->is_nullable);
}

/* Actions as the database keeps them: some say RESTRICT for none. */
static void
get_foreign_key_options(trial *t)
{
    static const struct {
        const char *sql;
        uint32_t on_delete, on_update;
        const char *needs; /* a feature, or NULL */
    } cases[] = {
        {"", ROWAN_NO_ACTION, ROWAN_NO_ACTION, NULL},
        {"ON DELETE CASCADE", ROWAN_CASCADE, ROWAN_NO_ACTION, NULL},
        {"ON DELETE SET NULL", ROWAN_SET_NULL, ROWAN_NO_ACTION, NULL},
        {"ON UPDATE CASCADE", ROWAN_NO_ACTION, ROWAN_CASCADE, NULL},
        {"ON UPDATE SET NULL ON DELETE CASCADE", ROWAN_CASCADE,
         ROWAN_SET_NULL, NULL},
        {"ON DELETE NO ACTION", ROWAN_NO_ACTION, ROWAN_NO_ACTION, NULL},
        {"ON DELETE RESTRICT", ROWAN_RESTRICT, ROWAN_NO_ACTION,
         "foreign_key_constraint_option_reflection_restrict"},
        {"ON UPDATE RESTRICT", ROWAN_NO_ACTION, ROWAN_RESTRICT,
         "foreign_key_constraint_option_reflection_restrict"},
    };

    trial_drop(t, "DROP TABLE conformance_fk_target");
    trial_drop(t, "DROP TABLE conformance_fk_options");
    trial_run(t, "CREATE TABLE conformance_fk_target"
                 " (id INTEGER NOT NULL PRIMARY KEY)");
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const rowan_foreign_key_info *key;

        if (cases[i].needs != NULL && !trial_has(t, cases[i].needs))
            continue;
        trial_run(t, trial_format(
                         t,
                         "CREATE TABLE conformance_fk_options (id INTEGER"
                         " PRIMARY KEY, tid INTEGER, FOREIGN KEY (tid)"
                         " REFERENCES conformance_fk_target (id) %s)",
                         cases[i].sql));
        key = reflection_foreign_key(
            t, trial_table(t, NULL, NULL, "conformance_fk_options"), "tid");
        REQUIRE(key != NULL);
        EXPECT_INT(key->on_delete, cases[i].on_delete);
        EXPECT_INT(key->on_update, cases[i].on_update);
        trial_run(t, "DROP TABLE conformance_fk_options");
    }
}

static void
server_defaults(trial *t)
{
    const rowan_table_info *table =
        make(t, "conformance_defaults",
             "number INTEGER DEFAULT 5, word VARCHAR(20) DEFAULT 'it''s',"
             " expression INTEGER DEFAULT (3 + 5), none INTEGER");

    EXPECT_HAS(rowan_table_info_column(table, "number")->default_sql, "5");
    EXPECT_HAS(rowan_table_info_column(table, "word")->default_sql, "it''s");
    EXPECT_HAS(reflection_squeeze(
                   t, rowan_table_info_column(table, "expression")
                          ->default_sql), "3+5");
    EXPECT(rowan_table_info_column(table, "none")->default_sql == NULL);
}

static const conformance_test extra[] = {
    {"check_constraint_no_constraint", "check_constraint_reflection", NULL,
     check_constraint_no_constraint},
    {"check_constraint_inline", "check_constraint_reflection", NULL,
     check_constraint_inline},
    {"check_constraint_standalone", "check_constraint_reflection", NULL,
     check_constraint_standalone},
    {"check_constraint_mixed", "check_constraint_reflection", NULL,
     check_constraint_mixed},
    {"check_constraint_parenthesized_expressions",
     "check_constraint_reflection", NULL,
     check_constraint_parenthesized_expressions},
    {"index_column_order", "", NULL, index_column_order},
    {"reflect_expression_based_indexes", "indexes_with_expressions", NULL,
     reflect_expression_based_indexes},
    {"reflect_covering_index", "index_reflects_included_columns", NULL,
     reflect_covering_index},
    {"numeric_reflection", "precision_numerics_general", NULL,
     numeric_reflection},
    {"string_length_reflection", "", NULL, string_length_reflection},
    {"nullable_reflection", "", NULL, nullable_reflection},
    {"get_foreign_key_options", "foreign_keys", NULL, get_foreign_key_options},
    {"server_defaults", "expression_server_defaults", NULL, server_defaults},
    {NULL, NULL, NULL, NULL},
};

/* --- computed columns ----------------------------------------------------- */

typedef struct rc_computed {
    int64_t id;
    int32_t normal;
    rowan_nullable_int32 twice;
} rc_computed;
ROWAN_MODEL(rc_computed, "conformance_computed", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(normal), ROWAN_COLUMN(twice, .computed_sql = "normal * 2"))
typedef rc_computed rc_computed_there;
ROWAN_MODEL_IN(rc_computed_there, TRIAL_SCHEMA, "conformance_computed",
    ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(normal),
    ROWAN_COLUMN(twice, .computed_sql = "normal * 2"))

static void
computed_col_default_not_set(trial *t)
{
    const rowan_table_info *table;

    trial_create(t, ROWAN_MODELS(rc_computed));
    table = trial_table(t, NULL, NULL, "conformance_computed");
    EXPECT(rowan_table_info_column(table, "twice")->default_sql == NULL);
    EXPECT(rowan_table_info_column(table, "normal")->default_sql == NULL);
}

static void
check_computed(trial *t, const char *schema)
{
    const rowan_table_info *table =
        trial_table(t, NULL, schema, "conformance_computed");
    const rowan_column_info *twice = rowan_table_info_column(table, "twice");

    REQUIRE(twice != NULL);
    EXPECT_STR(reflection_squeeze(t, twice->computed_sql), "normal*2");
    EXPECT(twice->is_computed_stored);
    EXPECT(rowan_table_info_column(table, "normal")->computed_sql == NULL);
}

static void
get_column_returns_computed(trial *t)
{
    trial_create(t, ROWAN_MODELS(rc_computed));
    check_computed(t, NULL);
}

static void
get_column_returns_persisted(trial *t)
{
    const rowan_table_info *table;

    trial_create(t, ROWAN_MODELS(rc_computed));
    check_computed(t, NULL);
    if (!trial_has(t, "computed_columns_virtual"))
        return;
    table = make(t, "conformance_virtual",
                 "normal INTEGER,"
                 " twice INTEGER GENERATED ALWAYS AS (normal * 2) VIRTUAL");
    EXPECT(!rowan_table_info_column(table, "twice")->is_computed_stored);
    EXPECT_STR(reflection_squeeze(
                   t, rowan_table_info_column(table, "twice")->computed_sql),
               "normal*2");
}

static void
get_column_returns_persisted_with_schema(trial *t)
{
    trial_create_schema(t);
    trial_create(t, ROWAN_MODELS(rc_computed_there));
    check_computed(t, TRIAL_SCHEMA);
}

static const conformance_test computed[] = {
    {"computed_col_default_not_set", "", NULL, computed_col_default_not_set},
    {"get_column_returns_computed", "", NULL, get_column_returns_computed},
    {"get_column_returns_persisted", "", NULL, get_column_returns_persisted},
    {"get_column_returns_persisted_with_schema",
     "schemas schema_create_delete", NULL,
     get_column_returns_persisted_with_schema},
    {NULL, NULL, NULL, NULL},
};

/* --- identity columns ----------------------------------------------------- */

#define IDENTITY                                                             \
    "normal INTEGER,"                                                        \
    " id1 INTEGER GENERATED %s AS IDENTITY"                                  \
    " (START WITH 2 INCREMENT BY 3 MINVALUE -2 MAXVALUE 42 CYCLE CACHE 4)"

static void
check_identity(trial *t, const char *schema, const char *how,
               uint32_t identity)
{
    const char *name = reflection_name(t, schema, "conformance_identity");
    const rowan_column_info *column;
    const rowan_sequence_info *sequence;

    trial_drop(t, trial_format(t, "DROP TABLE %s", name));
    trial_run(t, trial_format(t, "CREATE TABLE %s (" IDENTITY ")", name, how));
    column = rowan_table_info_column(
        trial_table(t, NULL, schema, "conformance_identity"), "id1");
    REQUIRE(column != NULL);
    EXPECT_INT(column->identity, identity);
    EXPECT(!column->is_nullable);
    EXPECT(column->default_sql == NULL);
    sequence = column->sequence;
    REQUIRE(sequence != NULL);
    EXPECT_INT(sequence->start, 2);
    EXPECT_INT(sequence->increment, 3);
    EXPECT_INT(sequence->minimum, -2);
    EXPECT_INT(sequence->maximum, 42);
    EXPECT_INT(sequence->cache, 4);
    EXPECT(sequence->is_cyclic);
}

static void
reflect_identity(trial *t)
{
    check_identity(t, NULL, "ALWAYS", ROWAN_IDENTITY_ALWAYS);
    check_identity(t, NULL, "BY DEFAULT", ROWAN_IDENTITY_BY_DEFAULT);
}

static void
reflect_identity_schema(trial *t)
{
    trial_create_schema(t);
    check_identity(t, TRIAL_SCHEMA, "ALWAYS", ROWAN_IDENTITY_ALWAYS);
}

static const conformance_test identity[] = {
    {"reflect_identity", "", NULL, reflect_identity},
    {"reflect_identity_schema", "schemas schema_create_delete", NULL,
     reflect_identity_schema},
    {NULL, NULL, NULL, NULL},
};

/* --- keys of several columns ---------------------------------------------- */

static const rowan_table_info *
make_composite(trial *t, const char *which)
{
    trial_drop(t, "DROP TABLE conformance_tb1");
    trial_drop(t, "DROP TABLE conformance_tb2");
    trial_run(t, "CREATE TABLE conformance_tb1 (id INTEGER NOT NULL,"
                 " attr INTEGER NOT NULL, name VARCHAR(20) NOT NULL,"
                 " CONSTRAINT pk_tb1 PRIMARY KEY (name, id, attr))");
    trial_run(t, "CREATE TABLE conformance_tb2 (id INTEGER NOT NULL"
                 " PRIMARY KEY, pid INTEGER, pattr INTEGER,"
                 " pname VARCHAR(20),"
                 " CONSTRAINT fk_tb1 FOREIGN KEY (pname, pid, pattr)"
                 " REFERENCES conformance_tb1 (name, id, attr))");
    return trial_table(t, NULL, NULL, which);
}

static void
pk_column_order(trial *t)
{
    const rowan_key_info *key =
        make_composite(t, "conformance_tb1")->primary_key;

    REQUIRE(key != NULL);
    EXPECT_STR(reflection_join(t, key->columns, key->column_count),
               "name, id, attr");
}

static void
fk_column_order(trial *t)
{
    const rowan_table_info *table = make_composite(t, "conformance_tb2");

    REQUIRE(table->foreign_key_count == 1);
    EXPECT_STR(reflection_join(t, table->foreign_keys[0]->columns,
                               table->foreign_keys[0]->column_count),
               "pname, pid, pattr");
    EXPECT_STR(reflection_join(t, table->foreign_keys[0]->target_columns,
                               table->foreign_keys[0]->column_count),
               "name, id, attr");
}

/* One column in two keys to two tables. */
static void
fk_repeated_source_cols_reported_by_inspector(trial *t)
{
    const rowan_table_info *table;

    make_composite(t, "conformance_tb2");
    trial_drop(t, "DROP TABLE conformance_tb4");
    trial_drop(t, "DROP TABLE conformance_tb3");
    trial_run(t, "CREATE TABLE conformance_tb3 (id INTEGER NOT NULL"
                 " PRIMARY KEY)");
    trial_drop(t, "DROP TABLE conformance_tb4");
    trial_run(t, "CREATE TABLE conformance_tb4 (id INTEGER NOT NULL"
                 " PRIMARY KEY, ref INTEGER,"
                 " CONSTRAINT fk_to_2 FOREIGN KEY (ref)"
                 " REFERENCES conformance_tb2 (id),"
                 " CONSTRAINT fk_to_3 FOREIGN KEY (ref)"
                 " REFERENCES conformance_tb3 (id))");
    table = trial_table(t, NULL, NULL, "conformance_tb4");
    REQUIRE(table->foreign_key_count == 2);
    for (uint32_t i = 0; i < 2; i++)
        EXPECT_STR(reflection_join(t, table->foreign_keys[i]->columns,
                                   table->foreign_keys[i]->column_count),
                   "ref");
    EXPECT(strcmp(table->foreign_keys[0]->target_table,
                  table->foreign_keys[1]->target_table) != 0);
}

static const conformance_test composite[] = {
    {"pk_column_order", "", NULL, pk_column_order},
    {"fk_column_order", "foreign_keys", NULL, fk_column_order},
    {"fk_repeated_source_cols_reported_by_inspector", "foreign_keys", NULL,
     fk_repeated_source_cols_reported_by_inspector},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_reflection_more[] = {
    {"reflection", "TableNoColumnsTest",
     "table_reflection reflect_tables_no_columns", no_columns},
    {"reflection", "ComponentReflectionTestExtra", "table_reflection", extra},
    {"reflection", "ComputedReflectionTest",
     "table_reflection computed_columns computed_columns_reflect_persisted",
     computed},
    {"reflection", "IdentityReflectionTest",
     "table_reflection identity_columns_standard autoincrement_reflection",
     identity},
    {"reflection", "CompositeKeyReflectionTest", "table_reflection",
     composite},
    {NULL, NULL, NULL, NULL},
};
