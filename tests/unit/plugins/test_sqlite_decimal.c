/* SPDX-License-Identifier: MIT */
/* Exact decimals: by a table of results, by identities, and against the
 * functions of the same names that the sqlite3 shell has built in. */
#include "plugins/rig.h"

#include <rowan/value.h>
#include <stdio.h>
#include <string.h>

static void
test_decimal__computes_exactly(void)
{
    static const struct {
        const char *expression, *result;
    } cases[] = {
        {"decimal_add('1.50', '2.5')", "4.00"},
        {"decimal_add('0', '0')", "0"},
        {"decimal_add('-1.5', '1.5')", "0.0"},
        {"decimal_add('-0.5', '0.25')", "-0.25"},
        {"decimal_add('0.5', '-0.75')", "-0.25"},
        {"decimal_add('9.99', '0.01')", "10.00"},
        {"decimal_add('99999999999999999999', '1')", "100000000000000000000"},
        {"decimal_add('007', '1.10')", "8.10"},
        {"decimal_add('-0', '0')", "0"},
        {"decimal_add('0.1', '0.2')", "0.3"},
        {"decimal_add(1, '0.5')", "1.5"},
        {"decimal_sub('1', '1.00')", "0.00"},
        {"decimal_sub('1', '2.5')", "-1.5"},
        {"decimal_sub('-1.50', '-1.5')", "0.00"},
        {"decimal_sub('-1', '1')", "-2"},
        {"decimal_sub('1000', '0.001')", "999.999"},
        {"decimal_sub('0', '1.50')", "-1.50"},
        {"decimal_mul('1.50', '2.50')", "3.75"},
        {"decimal_mul('2.0', '3')", "6"},
        {"decimal_mul('0.10', '0.10')", "0.01"},
        {"decimal_mul('1.000', '1.0')", "1.0"},
        {"decimal_mul('0.000', '1.0')", "0.0"},
        {"decimal_mul('100', '1.10')", "110"},
        {"decimal_mul('0.5', '-0.20')", "-0.1"},
        {"decimal_mul('-0.5', '-0.5')", "0.25"},
        {"decimal_mul('-1', '0')", "0"},
        {"decimal_mul('99999999999', '99999999999')", "9999999999800000000001"},
        {"coalesce(decimal_add(NULL, '1'), 'null')", "null"},
        {"coalesce(decimal_mul('1', NULL), 'null')", "null"},
    };
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "SELECT %s", cases[i].expression);
        if (!CHECK_STR(rig_ask(connection, sql), cases[i].result))
            FAIL("%s", sql);
    }
    rig_close(connection);
}

static void
fill(rowan_driver_connection *connection)
{
    rig_run(connection,
            "CREATE TABLE d(g, x DECIMAL_TEXT(30,2) COLLATE decimal)");
    rig_run(connection, "INSERT INTO d VALUES (1, '9.99'), (1, '10'),"
                        " (1, '-2'), (2, NULL), (1, '0.01'), (1, NULL),"
                        " (1, '100000000000000000000.5'), (3, '-3.50')");
}

static void
test_decimal__sums_like_sql(void)
{
    rowan_driver_connection *connection = rig_open();

    fill(connection);
    CHECK_STR(rig_ask(connection, "SELECT decimal_sum(x) FROM d"),
              "100000000000000000015.00");
    CHECK_STR(
        rig_ask(connection, "SELECT decimal_sum(x) IS NULL FROM d WHERE g = 9"),
        "1");
    CHECK_STR(
        rig_ask(connection, "SELECT decimal_sum(x) IS NULL FROM d WHERE g = 2"),
        "1");
    CHECK_STR(rig_ask(connection, "SELECT group_concat(s, ' ') FROM (SELECT "
                                  "decimal_sum(x) AS s FROM d GROUP BY g)"),
              "100000000000000000018.50 -3.50");
    rig_close(connection);
}

static void
test_decimal__sums_over_windows(void)
{
    rowan_driver_connection *connection = rig_open();

    CHECK_STR(rig_ask(connection,
                      "SELECT group_concat(s, ' ') FROM (SELECT decimal_sum("
                      "column1) OVER (ROWS 1 PRECEDING) AS s FROM (VALUES "
                      "('1.5'), ('-2.25'), (NULL), ('10'), ('0.1')))"),
              "1.5 -0.75 -2.25 10.00 10.10");
    rig_close(connection);
}

static void
test_decimal__compares_by_value_in_columns_and_results(void)
{
    static const struct {
        const char *sql, *answer;
    } cases[] = {
        {"SELECT group_concat(x, ' ') FROM (SELECT x FROM d WHERE x IS NOT "
         "NULL ORDER BY x)",
         "-3.50 -2 0.01 9.99 10 100000000000000000000.5"},
        {"SELECT min(x) FROM d", "-3.50"},
        {"SELECT max(x) FROM d", "100000000000000000000.5"},
        {"SELECT count(*) FROM d WHERE x > '9.99'", "2"},
        {"SELECT count(*) FROM d WHERE x = '10.00'", "1"},
        {"SELECT count(*) FROM d WHERE x IN ('10.0', '-2.000')", "2"},
        {"SELECT count(*) FROM d WHERE '9' < x", "3"},
        {"SELECT count(DISTINCT column1 COLLATE decimal) FROM (VALUES ('1'),"
         " ('1.0'), ('01'), ('2'))",
         "2"},
        {"SELECT '-0' = '0.00' COLLATE decimal", "1"},
        {"SELECT '9' < 'abc' COLLATE decimal", "1"},
        {"SELECT 'abc' < 'abd' COLLATE decimal", "1"},
        {"SELECT 'ab' < 'abc' COLLATE decimal", "1"},
        {"SELECT '' > '9' COLLATE decimal", "1"},
    };
    rowan_driver_connection *connection = rig_open();

    fill(connection);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK_STR(rig_ask(connection, cases[i].sql), cases[i].answer))
            FAIL("%s", cases[i].sql);
    rig_close(connection);
}

static void
test_decimal__may_stand_in_indexes_checks_and_generated_columns(void)
{
    rowan_driver_connection *connection = rig_open();
    rowan_error err = {0};

    rig_run(connection,
            "CREATE TABLE p(x DECIMAL_TEXT(9,2) COLLATE decimal UNIQUE,"
            " y AS (decimal_mul(x, '2')), CHECK (decimal_sub(x, '1') <> '0'))");
    rig_run(connection, "CREATE INDEX i ON p(decimal_add(x, '1'))");
    rig_run(connection, "INSERT INTO p VALUES ('1.5')");
    CHECK_INT(rig_try(connection, "INSERT INTO p VALUES ('1.50')", &err),
              ROWAN_UNIQUE_VIOLATION);
    CHECK_STR(rig_ask(connection, "SELECT y FROM p"), "3");
    rig_close(connection);
}

static void
test_decimal__what_is_no_number_is_an_error(void)
{
    static const char *const texts[] = {"''",   "'x'",   "'1e3'", "'.5'",
                                        "' 1'", "x'ff'", "1e300", "'+1'",
                                        "'1.'", "'-'"};
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        rowan_error err = {0};
        char sql[80];

        snprintf(sql, sizeof sql, "SELECT decimal_add('1', %s)", texts[i]);
        if (!CHECK_INT(rig_try(connection, sql, &err), ROWAN_DATABASE))
            FAIL("%s", sql);
        memset(&err, 0, sizeof err);
        snprintf(sql, sizeof sql, "SELECT decimal_sum(%s)", texts[i]);
        CHECK_INT(rig_try(connection, sql, &err), ROWAN_DATABASE);
    }
    rig_close(connection);
}

/* --- against the shell
 * ---------------------------------------------------------- */

static const char *const operands[] = {
    "0",
    "1",
    "-1",
    "0.5",
    "-0.25",
    "10",
    "99.99",
    "-1000.001",
    "123456789012345678901234567890.123456789",
    "0.000000000000000000001"};

/* What the shell prints; false if there is none or it lacks decimals. */
static bool
ask_shell(const char *sql, char *answer, size_t size)
{
    char command[4096];
    FILE *shell;
    bool is_answered;

    snprintf(command, sizeof command,
             "sqlite3 -batch :memory: \"%s\" 2>/dev/null", sql);
    shell = popen(command, "r");
    is_answered = shell && fgets(answer, (int)size, shell) != NULL;
    if (shell && pclose(shell) != 0)
        is_answered = false;
    if (is_answered)
        answer[strcspn(answer, "\n")] = '\0';
    return is_answered;
}

static void
test_decimal__agrees_with_the_shell(void)
{
    static const char *const functions[] = {"add", "sub", "mul"};
    const size_t count = sizeof operands / sizeof *operands;
    rowan_driver_connection *connection;
    char theirs[512];

    if (!ask_shell("SELECT decimal_add('1','1')", theirs, sizeof theirs))
        HARNESS_SKIP("no sqlite3 shell with decimal functions");
    connection = rig_open();
    for (size_t i = 0; i < 3 * count; i++) {
        char sql[512];
        const char *ours;

        snprintf(sql, sizeof sql, "SELECT decimal_%s('%s','%s')",
                 functions[i % 3], operands[i / 3],
                 operands[(i * 7 + 3) % count]);
        REQUIRE(ask_shell(sql, theirs, sizeof theirs));
        ours = rig_ask(connection, sql);
        /* By value: the shell writes -0.0 for a zero at times. */
        if (!CHECK_INT(rowan_decimal_compare((rowan_decimal){ours},
                                             (rowan_decimal){theirs}),
                       0))
            FAIL("%s: %s here, %s there", sql, ours, theirs);
    }
    rig_close(connection);
}

static void
test_decimal__sums_and_sorts_as_the_shell_does(void)
{
    static const char values[] =
        "(SELECT column1 COLLATE decimal AS x FROM (VALUES ('9.99'), ('10'),"
        " ('-2'), ('0.01'), ('100000000000000000000.5'), ('-3.50'), ('0'),"
        " ('7')))";
    rowan_driver_connection *connection;
    char sql[512];
    char theirs[512];

    if (!ask_shell("SELECT decimal_add('1','1')", theirs, sizeof theirs))
        HARNESS_SKIP("no sqlite3 shell with decimal functions");
    connection = rig_open();
    snprintf(sql, sizeof sql,
             "SELECT group_concat(x, ' ') FROM (SELECT x FROM %s ORDER BY x)",
             values);
    REQUIRE(ask_shell(sql, theirs, sizeof theirs));
    CHECK_STR(rig_ask(connection, sql), theirs);
    snprintf(sql, sizeof sql, "SELECT decimal_sum(x) FROM %s", values);
    REQUIRE(ask_shell(sql, theirs, sizeof theirs));
    CHECK_STR(rig_ask(connection, sql), theirs);
    rig_close(connection);
}

HARNESS_SUITE(
    sqlite_decimal, HARNESS_TEST(test_decimal__computes_exactly),
    HARNESS_TEST(test_decimal__sums_like_sql),
    HARNESS_TEST(test_decimal__sums_over_windows),
    HARNESS_TEST(test_decimal__compares_by_value_in_columns_and_results),
    HARNESS_TEST(
        test_decimal__may_stand_in_indexes_checks_and_generated_columns),
    HARNESS_TEST(test_decimal__what_is_no_number_is_an_error),
    HARNESS_TEST(test_decimal__agrees_with_the_shell),
    HARNESS_TEST(test_decimal__sums_and_sorts_as_the_shell_does))
