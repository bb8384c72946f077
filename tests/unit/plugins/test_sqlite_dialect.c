/* SPDX-License-Identifier: MIT */
/* What the plugin says of SQL, tried on SQLite itself. */
#include "plugins/rig.h"

#include <stdio.h>
#include <string.h>

static const char *
type_name(rowan_type type)
{
    rowan_buffer *out = rig_buffer();
    rowan_error err = {0};

    if (rig_plugin()->dialect->type_name(rowan__host(), out, &type, &err))
        FAIL("%s", err.message);
    return rig_buffer_text(out);
}

static void
test_dialect__names_each_type_so_that_it_is_known_again(void)
{
    static const struct {
        rowan_type type;
        const char *name;
    } types[] = {
        {{.kind = ROWAN_KIND_BOOL}, "BOOLEAN"},
        {{.kind = ROWAN_KIND_INT16}, "SMALLINT"},
        {{.kind = ROWAN_KIND_INT32}, "INTEGER"},
        {{.kind = ROWAN_KIND_INT64}, "BIGINT"},
        {{.kind = ROWAN_KIND_FLOAT}, "FLOAT"},
        {{.kind = ROWAN_KIND_DOUBLE}, "REAL"},
        {{.kind = ROWAN_KIND_TEXT}, "TEXT"},
        {{.kind = ROWAN_KIND_TEXT, .length = 100}, "VARCHAR(100)"},
        {{.kind = ROWAN_KIND_BYTES}, "BLOB"},
        {{.kind = ROWAN_KIND_BYTES, .length = 16}, "BLOB(16)"},
        {{.kind = ROWAN_KIND_DATE}, "DATE"},
        {{.kind = ROWAN_KIND_TIME}, "TIME"},
        {{.kind = ROWAN_KIND_TIMESTAMP}, "TIMESTAMP"},
        {{.kind = ROWAN_KIND_INTERVAL}, "DURATION_TEXT"},
        {{.kind = ROWAN_KIND_UUID}, "UUID"},
        {{.kind = ROWAN_KIND_DECIMAL}, "DECIMAL_TEXT COLLATE decimal"},
        {{.kind = ROWAN_KIND_DECIMAL, .precision = 10},
         "DECIMAL_TEXT(10) COLLATE decimal"},
        {{.kind = ROWAN_KIND_DECIMAL, .precision = 10, .scale = 2},
         "DECIMAL_TEXT(10,2) COLLATE decimal"},
        {{.kind = ROWAN_KIND_JSON}, "JSON_TEXT"},
    };
    const size_t count = sizeof types / sizeof *types;
    rowan_type odd = {.kind = ROWAN_KIND_COUNT};
    rowan_error err = {0};

    for (size_t i = 0; i < count; i++) {
        CHECK_STR(type_name(types[i].type), types[i].name);
        for (size_t j = 0; j < i; j++)
            CHECK(strcmp(types[i].name, types[j].name) != 0);
    }
    CHECK_INT(rig_plugin()->dialect->type_name(rowan__host(), rig_buffer(),
                                               &odd, &err),
              ROWAN_UNSUPPORTED);
}

static void
test_dialect__type_names_do_not_let_sqlite_change_texts(void)
{
    /* What a column with numeric affinity would make a number of. */
    static const char *const texts[] = {"1.0", "1e3", "007", "1.50", "-0"};
    static const uint32_t kinds[] = {ROWAN_KIND_TEXT, ROWAN_KIND_DECIMAL,
                                     ROWAN_KIND_JSON, ROWAN_KIND_INTERVAL,
                                     ROWAN_KIND_BYTES};
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "CREATE TABLE k%zu(v %s)", i,
                 type_name((rowan_type){.kind = kinds[i]}));
        rig_run(connection, sql);
        for (size_t j = 0; j < sizeof texts / sizeof *texts; j++) {
            snprintf(sql, sizeof sql, "INSERT INTO k%zu VALUES ('%s')", i,
                     texts[j]);
            rig_run(connection, sql);
            snprintf(sql, sizeof sql, "SELECT v FROM k%zu WHERE rowid = %zu", i,
                     j + 1);
            CHECK_STR(rig_ask(connection, sql), texts[j]);
        }
    }
    rig_close(connection);
}

static void
test_dialect__identity_is_the_rowid_of_the_table(void)
{
    const rowan_dialect *dialect = rig_plugin()->dialect;
    static const rowan_option on = {"autoincrement", "on"};
    rowan_driver_connection *connection = rig_open();
    rowan_buffer *out = rig_buffer();
    rowan_error err = {0};
    char sql[160];

    CHECK_INT(dialect->identity_style, ROWAN_IDENTITY_DEFINITION);
    CHECK_INT(dialect->identity_suffix(rowan__host(), out, &on, 1, &err),
              ROWAN_OK);
    snprintf(sql, sizeof sql, "CREATE TABLE t(id %s%s, a)",
             dialect->identity_sql, rig_buffer_text(out));
    rig_run(connection, sql);
    rig_run(connection, "INSERT INTO t(a) VALUES (1), (2)");
    CHECK_STR(rig_ask(connection, "SELECT max(id) FROM t"), "2");
    rig_run(connection, "DELETE FROM t WHERE id = 2");
    rig_run(connection, "INSERT INTO t(a) VALUES (3)");
    CHECK_STR(rig_ask(connection, "SELECT max(id) FROM t"), "3");
    rig_close(connection);
}

static void
test_dialect__knows_its_table_options(void)
{
    const rowan_dialect *dialect = rig_plugin()->dialect;
    static const rowan_option options[] = {{"autoincrement", "off"},
                                           {"without_rowid", "on"}};
    static const rowan_option bad = {"without_rowid", "yes"};
    rowan_buffer *out = rig_buffer();
    rowan_error err = {0};
    int count = 0;

    for (; dialect->table_options[count].name; count++)
        ;
    CHECK_INT(count, 2);
    CHECK_INT(dialect->table_suffix(rowan__host(), out, options, 2, &err),
              ROWAN_OK);
    CHECK_STR(rig_buffer_text(out), " WITHOUT ROWID");
    out = rig_buffer();
    CHECK_INT(dialect->identity_suffix(rowan__host(), out, options, 2, &err),
              ROWAN_OK);
    CHECK_STR(rig_buffer_text(out), "");
    CHECK_INT(dialect->table_suffix(rowan__host(), rig_buffer(), &bad, 1, &err),
              ROWAN_INVALID);
    CHECK_HAS(err.message, "on|off");
}

/* --- operators
 * ------------------------------------------------------------------ */

/* Fills a template with operands. */
static void
expand(char *to, size_t size, const char *template, const char *const *operands)
{
    size_t used = 0;

    to[0] = '\0';
    for (const char *at = template; *at && used < size - 1; at++) {
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '2') {
            used += (size_t)snprintf(to + used, size - used, "%s",
                                     operands[at[1] - '0']);
            at += 2;
        } else if (at[0] == '{' && at[1] == '*') {
            size_t glue = strcspn(at + 2, "}");
            used +=
                (size_t)snprintf(to + used, size - used, "%s%.*s%s",
                                 operands[0], (int)glue, at + 2, operands[1]);
            at += glue + 2;
        } else {
            to[used++] = *at;
            to[used] = '\0';
        }
    }
}

static const char *
template_of(uint32_t op, uint32_t kind)
{
    static const struct {
        uint32_t op;
        const char *sql;
    } standard[] = {
#define STANDARD(id_, number_, template_) {(number_), (template_)},
        ROWAN_OP_MAP(STANDARD)
#undef STANDARD
    };
    const rowan_dialect *dialect = rig_plugin()->dialect;
    const char *found = NULL;

    for (uint32_t i = 0; i < dialect->rule_count; i++) {
        const rowan_rule *rule = &dialect->rules[i];
        if (rule->op == op && rule->kind == kind)
            return rule->sql;
        if (rule->op == op && rule->kind == 0)
            found = rule->sql;
    }
    for (size_t i = 0; !found && i < sizeof standard / sizeof *standard; i++)
        if (standard[i].op == op)
            found = standard[i].sql;
    return found;
}

static void
test_dialect__every_operator_means_on_sqlite_what_it_should(void)
{
    static const struct {
        uint32_t op, kind;
        const char *operands[3];
        const char *answer;
    } cases[] = {
        {ROWAN_OP_EQ, 0, {"1", "1"}, "1"},
        {ROWAN_OP_NE, 0, {"1", "1"}, "0"},
        {ROWAN_OP_LT, 0, {"1", "2"}, "1"},
        {ROWAN_OP_LE, 0, {"2", "2"}, "1"},
        {ROWAN_OP_GT, 0, {"1", "2"}, "0"},
        {ROWAN_OP_GE, 0, {"1", "2"}, "0"},
        {ROWAN_OP_LIKE, 0, {"'John'", "'Jo%'"}, "1"},
        {ROWAN_OP_LIKE, 0, {"'John'", "'jo%'"}, "0"},
        {ROWAN_OP_LIKE, 0, {"'50%'", "'50\\%'"}, "1"},
        {ROWAN_OP_LIKE, 0, {"'50x'", "'50\\%'"}, "0"},
        {ROWAN_OP_LIKE, 0, {"'a\\b'", "'a\\\\b'"}, "1"},
        {ROWAN_OP_LIKE, 0, {"'a_b'", "'a\\_b'"}, "1"},
        {ROWAN_OP_LIKE, 0, {"'axb'", "'a\\_b'"}, "0"},
        {ROWAN_OP_NOT_LIKE, 0, {"'John'", "'Jo%'"}, "0"},
        {ROWAN_OP_ILIKE, 0, {"'John'", "'jO%'"}, "1"},
        {ROWAN_OP_STARTS_WITH, 0, {"'John'", "'Jo%'"}, "1"},
        {ROWAN_OP_ENDS_WITH, 0, {"'John'", "'%hn'"}, "1"},
        {ROWAN_OP_CONTAINS, 0, {"'John'", "'%OH%'"}, "0"},
        {ROWAN_OP_BETWEEN, 0, {"2", "1", "3"}, "1"},
        {ROWAN_OP_NOT_BETWEEN, 0, {"2", "1", "3"}, "0"},
        {ROWAN_OP_IS_NULL, 0, {"NULL"}, "1"},
        {ROWAN_OP_IS_NOT_NULL, 0, {"NULL"}, "0"},
        {ROWAN_OP_NOT, 0, {"1"}, "0"},
        {ROWAN_OP_AND, 0, {"1", "0"}, "0"},
        {ROWAN_OP_OR, 0, {"1", "0"}, "1"},
        {ROWAN_OP_ADD, 0, {"1", "2"}, "3"},
        {ROWAN_OP_SUB, 0, {"1", "2"}, "-1"},
        {ROWAN_OP_MUL, 0, {"3", "2"}, "6"},
        {ROWAN_OP_DIV, 0, {"7", "2"}, "3"},
        {ROWAN_OP_DIV, ROWAN_KIND_DOUBLE, {"7.0", "2"}, "3.5"},
        {ROWAN_OP_MOD, 0, {"7", "2"}, "1"},
        {ROWAN_OP_MOD, 0, {"-7", "2"}, "-1"},
        {ROWAN_OP_MOD, ROWAN_KIND_DOUBLE, {"7.5", "2"}, "1.5"},
        {ROWAN_OP_MOD, ROWAN_KIND_FLOAT, {"7.5", "2"}, "1.5"},
        {ROWAN_OP_NEG, 0, {"7"}, "-7"},
        {ROWAN_OP_CONCAT, 0, {"'a'", "'b'"}, "ab"},
        {ROWAN_OP_COUNT_ROWS, 0, {""}, "1"},
        {ROWAN_OP_COUNT, 0, {"NULL"}, "0"},
        {ROWAN_OP_COUNT_DISTINCT, 0, {"5"}, "1"},
        {ROWAN_OP_SUM, 0, {"5"}, "5"},
        {ROWAN_OP_MIN, 0, {"5"}, "5"},
        {ROWAN_OP_MAX, 0, {"5"}, "5"},
        {ROWAN_OP_AVG, 0, {"5"}, "5"},
        {ROWAN_OP_COALESCE, 0, {"NULL", "4"}, "4"},
        {ROWAN_OP_LOWER, 0, {"'AbC'"}, "abc"},
        {ROWAN_OP_UPPER, 0, {"'AbC'"}, "ABC"},
        {ROWAN_OP_LENGTH, 0, {"'\xc3\xa4\xc3\xb6'"}, "2"},
        {ROWAN_OP_ABS, 0, {"-5"}, "5"},
        {ROWAN_OP_TO_REAL, 0, {"5"}, "5"},
        {ROWAN_OP_TO_REAL, ROWAN_KIND_DECIMAL, {"'2.50'"}, "2.5"},
        {ROWAN_OP_ADD, ROWAN_KIND_DECIMAL, {"'0.1'", "'0.2'"}, "0.3"},
        {ROWAN_OP_SUB, ROWAN_KIND_DECIMAL, {"'0.1'", "'0.2'"}, "-0.1"},
        {ROWAN_OP_MUL, ROWAN_KIND_DECIMAL, {"'0.1'", "'0.2'"}, "0.02"},
        {ROWAN_OP_NEG, ROWAN_KIND_DECIMAL, {"'0.10'"}, "-0.10"},
        {ROWAN_OP_NEG, ROWAN_KIND_DECIMAL, {"'-0.10'"}, "0.10"},
        {ROWAN_OP_ABS, ROWAN_KIND_DECIMAL, {"'-0.10'"}, "0.10"},
        {ROWAN_OP_SUM, ROWAN_KIND_DECIMAL, {"'0.10'"}, "0.10"},
        {ROWAN_OP_MIN, ROWAN_KIND_DECIMAL, {"'0.10'"}, "0.10"},
        {ROWAN_OP_MAX, ROWAN_KIND_DECIMAL, {"'0.10'"}, "0.10"},
        {ROWAN_OP_AVG, ROWAN_KIND_DECIMAL, {"'0.50'"}, "0.5"},
        {ROWAN_OP_COALESCE, ROWAN_KIND_DECIMAL, {"NULL", "'0.10'"}, "0.10"},
    };
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sql[512] = "SELECT ";

        expand(sql + 7, sizeof sql - 7, template_of(cases[i].op, cases[i].kind),
               cases[i].operands);
        if (!CHECK_STR(rig_ask(connection, sql), cases[i].answer))
            FAIL("%s", sql);
    }
    rig_close(connection);
}

static void
test_dialect__computed_decimals_compare_and_sort_by_value(void)
{
    /* Texts would say that '10' comes before '9'. */
    static const uint32_t ops[] = {ROWAN_OP_ADD, ROWAN_OP_SUB,     ROWAN_OP_MUL,
                                   ROWAN_OP_SUM, ROWAN_OP_MIN,     ROWAN_OP_MAX,
                                   ROWAN_OP_ABS, ROWAN_OP_COALESCE};
    rowan_driver_connection *connection = rig_open();

    rig_run(connection, "CREATE TABLE t(x DECIMAL_TEXT COLLATE decimal)");
    rig_run(connection, "INSERT INTO t VALUES ('10')");
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        const char *neutral = ops[i] == ROWAN_OP_MUL ? "'1'" : "'0'";
        const char *const operands[] = {"x", neutral};
        char computed[200];
        char sql[300];

        expand(computed, sizeof computed,
               template_of(ops[i], ROWAN_KIND_DECIMAL), operands);
        snprintf(sql, sizeof sql, "SELECT '9' < %s FROM t", computed);
        if (!CHECK_STR(rig_ask(connection, sql), "1"))
            FAIL("%s", sql);
    }
    CHECK_STR(template_of(ROWAN_OP_DIV, ROWAN_KIND_DECIMAL), "");
    CHECK_STR(template_of(ROWAN_OP_MOD, ROWAN_KIND_DECIMAL), "");
    rig_close(connection);
}

static void
test_dialect__sorts_nulls_and_skips_rows(void)
{
    static const struct {
        uint32_t op;
        const char *answer;
    } cases[] = {
        {ROWAN_OP_ASC, "-12"},
        {ROWAN_OP_DESC, "21-"},
        {ROWAN_OP_ASC_NULLS_FIRST, "-12"},
        {ROWAN_OP_ASC_NULLS_LAST, "12-"},
        {ROWAN_OP_DESC_NULLS_FIRST, "-21"},
        {ROWAN_OP_DESC_NULLS_LAST, "21-"},
    };
    rowan_driver_connection *connection = rig_open();
    char sql[300];

    rig_run(connection, "CREATE TABLE t(x)");
    rig_run(connection, "INSERT INTO t VALUES (2), (NULL), (1)");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const char *const operands[] = {"x", ""};
        char order[64];

        expand(order, sizeof order, template_of(cases[i].op, 0), operands);
        snprintf(sql, sizeof sql,
                 "SELECT group_concat(coalesce(x, '-'), '') FROM "
                 "(SELECT x FROM t ORDER BY %s)",
                 order);
        CHECK_STR(rig_ask(connection, sql), cases[i].answer);
    }
    snprintf(sql, sizeof sql, "SELECT x FROM t ORDER BY x LIMIT %s OFFSET 2",
             rig_plugin()->dialect->limit_none);
    CHECK_STR(rig_ask(connection, sql), "2");
    rig_close(connection);
}

static void
test_dialect__lists_tables(void)
{
    const rowan_catalog *catalog = rig_plugin()->catalog;
    rowan_driver_connection *connection = rig_open();
    static const struct {
        const char *table, *schema;
        bool is_there;
    } cases[] = {
        {"b", NULL, true},    {"B", NULL, true},       {"c", NULL, false},
        {"v", NULL, false},   {"b", "main", true},     {"b", "other", false},
        {"it's", NULL, true}, {"sqlitex", NULL, true},
    };
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement;
    rowan_value none = {.kind = ROWAN_KIND_NULL};
    rowan_value cell;
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE b(id INTEGER PRIMARY KEY AUTOINCREMENT)");
    rig_run(connection, "CREATE TABLE \"it's\"(a)");
    rig_run(connection, "CREATE TABLE sqlitex(a)");
    rig_run(connection, "CREATE VIEW v AS SELECT 1");
    statement = rig_prepare(connection, catalog->has_table_sql);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const uint32_t native;
        rowan_value binds[2] = {rig_text(cases[i].table), none};

        if (cases[i].schema)
            binds[1] = rig_text(cases[i].schema);
        CHECK_INT(driver->execute(statement, binds, 2, &native, 1, &err),
                  ROWAN_OK);
        CHECK_INT(driver->step(statement, &cell, &err),
                  cases[i].is_there ? ROWAN_OK : ROWAN_DONE);
        driver->statement_reset(statement);
    }
    driver->finish(statement);
    rig_close(connection);
}

HARNESS_SUITE(
    sqlite_dialect,
    HARNESS_TEST(test_dialect__names_each_type_so_that_it_is_known_again),
    HARNESS_TEST(test_dialect__type_names_do_not_let_sqlite_change_texts),
    HARNESS_TEST(test_dialect__identity_is_the_rowid_of_the_table),
    HARNESS_TEST(test_dialect__knows_its_table_options),
    HARNESS_TEST(test_dialect__every_operator_means_on_sqlite_what_it_should),
    HARNESS_TEST(test_dialect__computed_decimals_compare_and_sort_by_value),
    HARNESS_TEST(test_dialect__sorts_nulls_and_skips_rows),
    HARNESS_TEST(test_dialect__lists_tables))
