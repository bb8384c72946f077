/* SPDX-License-Identifier: MIT */
/* Each value goes in, and comes back the same, or is refused. */
#include "plugins/rig.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value by the union's member that its kind uses. */
typedef struct value_case {
    const char *name;
    uint32_t kind;
    int64_t integer;
    double real;
    const char *text;
    size_t size;
    rowan_interval interval;
    rowan_uuid uuid;
    bool is_refused;
} value_case;

#define INTEGER(kind_, number_)                                  \
    {                                                            \
        .name = #kind_ " " #number_, .kind = ROWAN_KIND_##kind_, \
        .integer = (number_)                                     \
    }
#define NOT_INTEGER(kind_, number_)                              \
    {                                                            \
        .name = #kind_ " " #number_, .kind = ROWAN_KIND_##kind_, \
        .integer = (number_), .is_refused = true                 \
    }
#define REAL(kind_, number_)                                     \
    {                                                            \
        .name = #kind_ " " #number_, .kind = ROWAN_KIND_##kind_, \
        .real = (number_)                                        \
    }
#define NOT_REAL(kind_, number_)                                 \
    {                                                            \
        .name = #kind_ " " #number_, .kind = ROWAN_KIND_##kind_, \
        .real = (number_), .is_refused = true                    \
    }
#define TEXT(kind_, text_)                                     \
    {                                                          \
        .name = #kind_ " " #text_, .kind = ROWAN_KIND_##kind_, \
        .text = (text_), .size = sizeof(text_) - 1             \
    }
#define NOT_TEXT(kind_, text_)                                         \
    {                                                                  \
        .name = #kind_ " " #text_, .kind = ROWAN_KIND_##kind_,         \
        .text = (text_), .size = sizeof(text_) - 1, .is_refused = true \
    }
#define INTERVAL(months_, days_, microseconds_)                     \
    {                                                               \
        .name = "INTERVAL " #months_ " " #days_ " " #microseconds_, \
        .kind = ROWAN_KIND_INTERVAL, .interval = {                  \
            (months_),                                              \
            (days_),                                                \
            (microseconds_)                                         \
        }                                                           \
    }
#define UUID(...)                                                        \
    {                                                                    \
        .name = "UUID " #__VA_ARGS__, .kind = ROWAN_KIND_UUID, .uuid = { \
            {__VA_ARGS__}                                                \
        }                                                                \
    }

#define TEN "1234567890"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

static const value_case cases[] = {
    INTEGER(BOOL, 0),
    INTEGER(BOOL, 1),
    NOT_INTEGER(BOOL, 2),
    NOT_INTEGER(BOOL, -1),
    INTEGER(INT16, 0),
    INTEGER(INT16, INT16_MIN),
    INTEGER(INT16, INT16_MAX),
    NOT_INTEGER(INT16, INT16_MIN - 1),
    NOT_INTEGER(INT16, INT16_MAX + 1),
    INTEGER(INT32, 0),
    INTEGER(INT32, INT32_MIN),
    INTEGER(INT32, INT32_MAX),
    NOT_INTEGER(INT32, INT64_C(-2147483649)),
    NOT_INTEGER(INT32, INT64_C(2147483648)),
    INTEGER(INT64, 0),
    INTEGER(INT64, 1),
    INTEGER(INT64, -1),
    INTEGER(INT64, 127),
    INTEGER(INT64, 128),
    INTEGER(INT64, -129),
    INTEGER(INT64, 8388608),
    INTEGER(INT64, INT64_C(140737488355328)),
    INTEGER(INT64, INT64_C(9007199254740991)),
    INTEGER(INT64, INT64_C(9007199254740992)),
    INTEGER(INT64, INT64_C(9007199254740993)),
    INTEGER(INT64, INT64_C(-9007199254740993)),
    INTEGER(INT64, INT64_MAX),
    INTEGER(INT64, INT64_MAX - 1),
    INTEGER(INT64, INT64_MIN),
    INTEGER(INT64, INT64_MIN + 1),

    REAL(FLOAT, 0.0),
    REAL(FLOAT, 1.5),
    REAL(FLOAT, (double)0.1f),
    REAL(FLOAT, (double)FLT_MAX),
    REAL(FLOAT, -(double)FLT_MAX),
    REAL(FLOAT, (double)FLT_MIN),
    REAL(FLOAT, 0x1p-149),
    REAL(FLOAT, (double)INFINITY),
    NOT_REAL(FLOAT, (double)NAN),
    NOT_REAL(FLOAT, -0.0),
    REAL(DOUBLE, 0.0),
    REAL(DOUBLE, 1.0),
    REAL(DOUBLE, -1.0),
    REAL(DOUBLE, 0.1),
    REAL(DOUBLE, 0.1 + 0.2),
    REAL(DOUBLE, 1.0 / 3),
    REAL(DOUBLE, 9007199254740991.0),
    REAL(DOUBLE, 9007199254740992.0),
    REAL(DOUBLE, 9007199254740994.0),
    REAL(DOUBLE, 9223372036854775807.0),
    REAL(DOUBLE, -9223372036854775808.0),
    REAL(DOUBLE, 140737488355328.0),
    REAL(DOUBLE, 281474976710656.0),
    REAL(DOUBLE, 1e15),
    REAL(DOUBLE, 1e16),
    REAL(DOUBLE, 1e22),
    REAL(DOUBLE, 1e308),
    REAL(DOUBLE, DBL_MAX),
    REAL(DOUBLE, -DBL_MAX),
    REAL(DOUBLE, DBL_MIN),
    REAL(DOUBLE, DBL_EPSILON),
    REAL(DOUBLE, 0x1p-1074),
    REAL(DOUBLE, -0x1p-1074),
    REAL(DOUBLE, 0x1.fffffffffffffp-1023),
    REAL(DOUBLE, (double)INFINITY),
    REAL(DOUBLE, -(double)INFINITY),
    NOT_REAL(DOUBLE, (double)NAN),
    NOT_REAL(DOUBLE, -(double)NAN),
    NOT_REAL(DOUBLE, -0.0),

    TEXT(TEXT, ""),
    TEXT(TEXT, " "),
    TEXT(TEXT, "a"),
    TEXT(TEXT, "trailing   "),
    TEXT(TEXT, "   leading"),
    TEXT(TEXT, "NULL"),
    TEXT(TEXT, "0"),
    TEXT(TEXT, "007"),
    TEXT(TEXT, "1.50"),
    TEXT(TEXT, "1e3"),
    TEXT(TEXT, "-0"),
    TEXT(TEXT, "inf"),
    TEXT(TEXT, "0x10"),
    TEXT(TEXT, "9223372036854775808"),
    TEXT(TEXT, "it's \"quoted\" `so` [too]"),
    TEXT(TEXT, "back\\slash%_"),
    TEXT(TEXT, "line\nbreak\r\n\ttab"),
    TEXT(TEXT, "\001\037\177"),
    TEXT(TEXT, "?1 :name @name $1"),
    TEXT(TEXT, "'; DROP TABLE t; --"),
    TEXT(TEXT, "Gr\xc3\xbc\xc3\x9f"
               "e"),
    TEXT(TEXT, "e\xcc\x81"), /* combining */
    TEXT(TEXT, "\xe6\x97\xa5\xe6\x9c\xac"),
    TEXT(TEXT, "\xf0\x9f\x98\x80"),
    TEXT(TEXT, "\xef\xbb\xbf"
               "bom"),
    TEXT(TEXT, "\xef\xbf\xbf"),
    NOT_TEXT(TEXT, "\xff\xfe bytes that are not UTF-8 \xc3"),
    NOT_TEXT(TEXT, "\xed\xa0\x80"),
    TEXT(TEXT, HUNDRED HUNDRED HUNDRED),
    NOT_TEXT(TEXT, "\0"),
    NOT_TEXT(TEXT, "a\0b"),
    NOT_TEXT(TEXT, "ab\0"),

    TEXT(BYTES, ""),
    TEXT(BYTES, "\0"),
    TEXT(BYTES, "a\0b"),
    TEXT(BYTES, "123"),
    TEXT(BYTES, "\xff\x00\xfe"),
    TEXT(BYTES, "\xed\xa0\x80\xc3"),
    TEXT(BYTES, HUNDRED HUNDRED),

    INTEGER(DATE, 0),
    INTEGER(DATE, -1),
    INTEGER(DATE, 59),
    INTEGER(DATE, 11016),   /* 2000-02-29 */
    INTEGER(DATE, 24855),   /* 2038-01-19 */
    INTEGER(DATE, -719162), /* 0001-01-01 */
    INTEGER(DATE, -719528), /* 0000-01-01 */
    INTEGER(DATE, 2932896), /* 9999-12-31 */
    NOT_INTEGER(DATE, 2932897),
    NOT_INTEGER(DATE, -719529),
    NOT_INTEGER(DATE, ROWAN_DATE_INFINITY),
    NOT_INTEGER(DATE, ROWAN_DATE_MINUS_INFINITY),

    INTEGER(TIME, 0),
    INTEGER(TIME, 1),
    INTEGER(TIME, SECOND),
    INTEGER(TIME, 43200 * SECOND),
    INTEGER(TIME, DAY - 1),
    INTEGER(TIME, 500000),
    NOT_INTEGER(TIME, DAY),
    NOT_INTEGER(TIME, -1),

    INTEGER(TIMESTAMP, 0),
    INTEGER(TIMESTAMP, 1),
    INTEGER(TIMESTAMP, -1),
    INTEGER(TIMESTAMP, 999999),
    INTEGER(TIMESTAMP, INT64_C(2147483648) * SECOND),
    INTEGER(TIMESTAMP, INT64_C(1483228799) * SECOND + 999999),
    INTEGER(TIMESTAMP, -719162 * DAY),
    INTEGER(TIMESTAMP, -719528 * DAY),
    INTEGER(TIMESTAMP, 2932897 * DAY - 1),
    NOT_INTEGER(TIMESTAMP, 2932897 * DAY),
    NOT_INTEGER(TIMESTAMP, -719528 * DAY - 1),
    NOT_INTEGER(TIMESTAMP, ROWAN_TIMESTAMP_INFINITY),
    NOT_INTEGER(TIMESTAMP, ROWAN_TIMESTAMP_MINUS_INFINITY),

    INTERVAL(0, 0, 0),
    INTERVAL(1, 2, 3500000),
    INTERVAL(-1, 2, -1),
    INTERVAL(0, 0, 1),
    INTERVAL(0, 0, -999999),
    INTERVAL(INT32_MAX, INT32_MAX, INT64_MAX),
    INTERVAL(INT32_MIN, INT32_MIN, INT64_MIN),

    UUID(0),
    UUID(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
         255, 255),
    UUID(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
    UUID(0x12, 0x34, 0x56, 0x78, 0x1e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),

    TEXT(DECIMAL, "0"),
    TEXT(DECIMAL, "1.5"),
    TEXT(DECIMAL, "1.50"),
    TEXT(DECIMAL, "-1.50"),
    TEXT(DECIMAL, "100"),
    TEXT(DECIMAL, "0.10"),
    TEXT(DECIMAL, "9223372036854775808"),
    TEXT(DECIMAL, "12345678901234567.89"),
    TEXT(DECIMAL, "0.000000000000000000000000000001"),
    TEXT(DECIMAL, HUNDRED "." HUNDRED),
    NOT_TEXT(DECIMAL, ""),
    NOT_TEXT(DECIMAL, "NaN"),
    NOT_TEXT(DECIMAL, "1e3"),
    NOT_TEXT(DECIMAL, " 1"),
    NOT_TEXT(DECIMAL, "1,5"),
    NOT_TEXT(DECIMAL, "1\0"),

    TEXT(JSON, "{}"),
    TEXT(JSON, "1.0"),
    TEXT(JSON, "12345678901234567890"),
    TEXT(JSON, "1e400"),
    TEXT(JSON, "{\"a\": [1, 2.50, null, \"\\u0000\"]}"),
    NOT_TEXT(JSON, "{}\0"),
};

#define CASE_COUNT (sizeof cases / sizeof *cases)

static rowan_value
value_of(const value_case *one)
{
    rowan_value value = {.kind = one->kind};

    if (one->text)
        value.as.text = (rowan_view){one->text, one->size};
    else if (one->kind == ROWAN_KIND_INTERVAL)
        value.as.interval = one->interval;
    else if (one->kind == ROWAN_KIND_UUID)
        value.as.uuid = one->uuid;
    else if (one->kind == ROWAN_KIND_FLOAT || one->kind == ROWAN_KIND_DOUBLE)
        value.as.real = one->real;
    else
        value.as.integer = one->integer;
    return value;
}

/* Texts have a NUL after their end. */
static bool
is_same(const rowan_value *in, const rowan_value *out)
{
    bool is_text =
        in->kind == ROWAN_KIND_TEXT || in->kind == ROWAN_KIND_DECIMAL ||
        in->kind == ROWAN_KIND_JSON;

    return rig_same(in, out) &&
           (!is_text || out->as.text.data[out->as.text.size] == '\0');
}

/* A table with a column of each kind, of the type that the plugin names. */
static void
create_kinds(rowan_driver_connection *connection)
{
    const rowan_dialect *dialect = rig_plugin()->dialect;

    for (uint32_t kind = 1; kind < ROWAN_KIND_COUNT; kind++) {
        rowan_type type = {.kind = kind};
        rowan_buffer *name = rig_buffer();
        rowan_error err = {0};
        char sql[160];

        CHECK_INT(dialect->type_name(rowan__host(), name, &type, &err),
                  ROWAN_OK);
        snprintf(sql, sizeof sql,
                 "CREATE TABLE k%u(id INTEGER PRIMARY KEY, v %s)",
                 (unsigned)kind, rig_buffer_text(name));
        rig_run(connection, sql);
    }
}

static rowan_status
round_trip(rowan_driver_connection *connection, const rowan_value *in,
           rowan_driver_statement **ret_statement, rowan_value *ret_cell,
           rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    static uint32_t wanted;
    char sql[80];
    rowan_status status;

    snprintf(sql, sizeof sql, "INSERT INTO k%u(id, v) VALUES (1, ?)",
             (unsigned)in->kind);
    status = rig_try_with(connection, sql, in, 1, err);
    if (status)
        return status;
    snprintf(sql, sizeof sql, "SELECT v FROM k%u", (unsigned)in->kind);
    *ret_statement = rig_prepare(connection, sql);
    wanted = in->kind;
    status =
        (rowan_status)driver->execute(*ret_statement, NULL, 0, &wanted, 1, err);
    return status ? status
                  : (rowan_status)driver->step(*ret_statement, ret_cell, err);
}

static void
check_case(rowan_driver_connection *connection, const value_case *one)
{
    rowan_value in = value_of(one);
    rowan_value out = {0};
    rowan_driver_statement *statement = NULL;
    rowan_error err = {0};
    char sql[40];
    rowan_status status = round_trip(connection, &in, &statement, &out, &err);

    if (one->is_refused) {
        if (!CHECK_INT(status, ROWAN_OUT_OF_RANGE))
            FAIL("%s was not refused", one->name);
        CHECK_HAS(err.message, "value 1 of 1");
    } else if (!CHECK_INT(status, ROWAN_OK)) {
        FAIL("%s: %s", one->name, err.message);
    } else if (!CHECK(is_same(&in, &out))) {
        FAIL("%s came back as another value", one->name);
    }
    if (statement)
        rig_driver()->finish(statement);
    snprintf(sql, sizeof sql, "DELETE FROM k%u", (unsigned)in.kind);
    rig_run(connection, sql);
}

static void
test_values__come_back_the_same_or_are_refused(void)
{
    rowan_driver_connection *connection =
        rig_open(.database = harness_temp_path("values.db"));

    create_kinds(connection);
    for (size_t i = 0; i < CASE_COUNT; i++)
        check_case(connection, &cases[i]);
    CHECK(CASE_COUNT >= 120);
    rig_close(connection);
}

static void
test_values__are_the_same_for_an_expression_without_affinity(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = rig_prepare(connection, "SELECT ?");

    for (size_t i = 0; i < CASE_COUNT; i++) {
        rowan_value in = value_of(&cases[i]);
        rowan_value out = {0};
        rowan_error err = {0};

        if (cases[i].is_refused)
            continue;
        if (!CHECK_INT(driver->execute(statement, &in, 1, &in.kind, 1, &err),
                       ROWAN_OK) ||
            !CHECK_INT(driver->step(statement, &out, &err), ROWAN_OK) ||
            !CHECK(is_same(&in, &out)))
            FAIL("%s: %s", cases[i].name, err.message);
        driver->statement_reset(statement);
    }
    driver->finish(statement);
    rig_close(connection);
}

static void
test_values__null_is_null_in_every_kind(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = rig_prepare(connection, "SELECT NULL");

    for (uint32_t kind = 0; kind < ROWAN_KIND_COUNT; kind++) {
        rowan_value out = {.kind = ROWAN_KIND_COUNT};
        rowan_error err = {0};

        CHECK_INT(driver->execute(statement, NULL, 0, &kind, 1, &err),
                  ROWAN_OK);
        CHECK_INT(driver->step(statement, &out, &err), ROWAN_OK);
        CHECK_INT(out.kind, ROWAN_KIND_NULL);
        driver->statement_reset(statement);
    }
    driver->finish(statement);
    rig_close(connection);
}

static void
test_values__a_null_pointer_is_null_and_an_empty_value_is_not(void)
{
    rowan_driver_connection *connection = rig_open();
    rowan_value values[4] = {{.kind = ROWAN_KIND_TEXT},
                             {.kind = ROWAN_KIND_BYTES},
                             {.kind = ROWAN_KIND_TEXT},
                             {.kind = ROWAN_KIND_BYTES}};
    rowan_error err = {0};

    values[2].as.text.data = "";
    values[3].as.text.data = "";
    rig_run(connection, "CREATE TABLE t(a, b, c, d)");
    CHECK_INT(rig_try_with(connection, "INSERT INTO t VALUES (?, ?, ?, ?)",
                           values, 4, &err),
              ROWAN_OK);
    CHECK_STR(rig_ask(connection,
                      "SELECT typeof(a) || ' ' || typeof(b) || ' ' || "
                      "typeof(c) || ' ' || typeof(d) FROM t"),
              "null null text blob");
    rig_close(connection);
}

/* What other programs may have stored, and each kind's answer to it. */
static void
test_values__of_another_type_are_refused_with_the_column_named(void)
{
    static const struct {
        const char *expression;
        uint32_t wanted;
        rowan_status status;
    } odd[] = {
        {"1.5", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"3.0", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"'12'", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"'abc'", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"x'00'", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"9223372036854775807 + 1", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"40000", ROWAN_KIND_INT16, ROWAN_OUT_OF_RANGE},
        {"3000000000", ROWAN_KIND_INT32, ROWAN_OUT_OF_RANGE},
        {"2", ROWAN_KIND_BOOL, ROWAN_OUT_OF_RANGE},
        {"'true'", ROWAN_KIND_BOOL, ROWAN_TYPE_MISMATCH},
        {"'1.5'", ROWAN_KIND_DOUBLE, ROWAN_TYPE_MISMATCH},
        {"9007199254740993", ROWAN_KIND_DOUBLE, ROWAN_OUT_OF_RANGE},
        {"9223372036854775807", ROWAN_KIND_DOUBLE, ROWAN_OUT_OF_RANGE},
        {"1e300", ROWAN_KIND_FLOAT, ROWAN_OUT_OF_RANGE},
        {"1", ROWAN_KIND_TEXT, ROWAN_TYPE_MISMATCH},
        {"1.5", ROWAN_KIND_TEXT, ROWAN_TYPE_MISMATCH},
        {"x'41'", ROWAN_KIND_TEXT, ROWAN_TYPE_MISMATCH},
        {"1", ROWAN_KIND_BYTES, ROWAN_TYPE_MISMATCH},
        {"'2024-02-30'", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'2023-02-29'", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'1900-02-29'", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'2024-13-01'", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'2024-00-01'", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'2024-01-00'", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'2024/01/01'", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'2024-01-01 24:00:00.000000'", ROWAN_KIND_TIMESTAMP,
         ROWAN_TYPE_MISMATCH},
        {"'2024-01-01 00:60:00.000000'", ROWAN_KIND_TIMESTAMP,
         ROWAN_TYPE_MISMATCH},
        {"'2024-01-01 00:00:60.000000'", ROWAN_KIND_TIMESTAMP,
         ROWAN_TYPE_MISMATCH},
        {"'2024-01-01 00:00:00.00000x'", ROWAN_KIND_TIMESTAMP,
         ROWAN_TYPE_MISMATCH},
        {"'0123456-89ab-cdef-0123-456789abcdefg'", ROWAN_KIND_UUID,
         ROWAN_TYPE_MISMATCH},
        {"'01234567-89ab-cdef-0123-456789abcdeg'", ROWAN_KIND_UUID,
         ROWAN_TYPE_MISMATCH},
        {"20240230", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'25:00'", ROWAN_KIND_TIME, ROWAN_TYPE_MISMATCH},
        {"'yesterday'", ROWAN_KIND_TIMESTAMP, ROWAN_TYPE_MISMATCH},
        {"'1 day'", ROWAN_KIND_INTERVAL, ROWAN_TYPE_MISMATCH},
        {"'12'", ROWAN_KIND_UUID, ROWAN_TYPE_MISMATCH},
        {"x'00112233445566778899aabbccddeeff'", ROWAN_KIND_UUID,
         ROWAN_TYPE_MISMATCH},
        {"1.5", ROWAN_KIND_DECIMAL, ROWAN_TYPE_MISMATCH},
        {"'1.5x'", ROWAN_KIND_DECIMAL, ROWAN_TYPE_MISMATCH},
        {"7", ROWAN_KIND_JSON, ROWAN_TYPE_MISMATCH},
    };
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char sql[120];
        rowan_driver_statement *statement;
        rowan_value cell;
        rowan_error err = {0};

        snprintf(sql, sizeof sql, "SELECT %s AS odd", odd[i].expression);
        statement = rig_prepare(connection, sql);
        CHECK_INT(driver->execute(statement, NULL, 0, &odd[i].wanted, 1, &err),
                  ROWAN_OK);
        if (!CHECK_INT(driver->step(statement, &cell, &err), odd[i].status))
            FAIL("%s", sql);
        CHECK_STR(err.column, "odd");
        CHECK_HAS(err.message, "column 1");
        driver->finish(statement);
    }
    rig_close(connection);
}

static void
test_values__of_a_near_type_are_taken_where_that_is_exact(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[] = {ROWAN_KIND_DOUBLE, ROWAN_KIND_DECIMAL,
                                      ROWAN_KIND_BYTES, ROWAN_KIND_DOUBLE};
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT 3, 9223372036854775807, 'text', "
                                "-9223372036854775807 - 1");
    rowan_value cells[4];
    rowan_error err = {0};

    CHECK_INT(driver->execute(statement, NULL, 0, wanted, 4, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, cells, &err), ROWAN_OK);
    CHECK(cells[0].as.real == 3.0);
    CHECK_STR(cells[1].as.text.data, "9223372036854775807");
    CHECK_INT(cells[2].as.text.size, 4);
    CHECK(cells[3].as.real == -9223372036854775808.0);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_values__of_days_in_all_years_come_back(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[] = {ROWAN_KIND_DATE, ROWAN_KIND_TIMESTAMP};
    rowan_driver_statement *statement = rig_prepare(
        connection, "SELECT ?, substr(?, 1, 10) || ' 12:34:56.000007'");
    int wrong = 0;

    /* A prime step meets all days of month and year, leap years too. */
    for (int32_t day = -719528; day <= 2932896; day += 13) {
        rowan_value date = {.kind = ROWAN_KIND_DATE};
        rowan_value binds[2], cells[2];
        rowan_error err = {0};

        date.as.integer = day;
        binds[0] = binds[1] = date;
        REQUIRE(!driver->execute(statement, binds, 2, wanted, 2, &err));
        REQUIRE(!driver->step(statement, cells, &err));
        wrong += cells[0].as.integer != day;
        wrong += cells[1].as.integer !=
                 day * DAY + (12 * 3600 + 34 * 60 + 56) * SECOND + 7;
        driver->statement_reset(statement);
    }
    CHECK_INT(wrong, 0);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_values__in_other_forms_that_are_standard_are_read_too(void)
{
    static const struct {
        const char *sql;
        uint32_t kind;
        int64_t integer;
    } forms[] = {
        {"SELECT '1970-01-02T00:00Z'", ROWAN_KIND_TIMESTAMP, DAY},
        {"SELECT '1970-01-01 01:00:00+01:00'", ROWAN_KIND_TIMESTAMP, 0},
        {"SELECT datetime(86400, 'unixepoch')", ROWAN_KIND_TIMESTAMP, DAY},
        {"SELECT '1970-01-01 00:00:00.5'", ROWAN_KIND_TIMESTAMP, 500000},
        {"SELECT date(0, 'unixepoch')", ROWAN_KIND_DATE, 0},
        {"SELECT '00:01'", ROWAN_KIND_TIME, 60 * SECOND},
    };
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        rowan_driver_statement *statement =
            rig_prepare(connection, forms[i].sql);
        rowan_value cell = {0};
        rowan_error err = {0};

        CHECK_INT(driver->execute(statement, NULL, 0, &forms[i].kind, 1, &err),
                  ROWAN_OK);
        if (!CHECK_INT(driver->step(statement, &cell, &err), ROWAN_OK) ||
            !CHECK_INT(cell.as.integer, forms[i].integer))
            FAIL("%s: %s", forms[i].sql, err.message);
        driver->finish(statement);
    }
    rig_close(connection);
}

static void
test_values__have_their_own_kind_where_none_is_wanted(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[5];
    static const uint32_t kinds[] = {ROWAN_KIND_INT64, ROWAN_KIND_DOUBLE,
                                     ROWAN_KIND_TEXT, ROWAN_KIND_BYTES,
                                     ROWAN_KIND_NULL};
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT 0, 0.0, '', x'', NULL");
    rowan_value cells[5];
    rowan_error err = {0};

    CHECK_INT(driver->execute(statement, NULL, 0, wanted, 5, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, cells, &err), ROWAN_OK);
    for (int i = 0; i < 5; i++)
        CHECK_INT(cells[i].kind, kinds[i]);
    CHECK(cells[3].as.text.data != NULL);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_values__may_be_megabytes_but_not_beyond_the_limit(void)
{
    rowan_driver_connection *connection = rig_open();
    const size_t size = 17 << 20;
    char *data = malloc(size);
    rowan_value value = {.kind = ROWAN_KIND_TEXT};
    rowan_error err = {0};

    REQUIRE(data != NULL);
    memset(data, 'x', size);
    value.as.text = (rowan_view){data, size};
    rig_run(connection, "CREATE TABLE t(a)");
    CHECK_INT(
        rig_try_with(connection, "INSERT INTO t VALUES (?)", &value, 1, &err),
        ROWAN_OK);
    CHECK_INT(rig_count(connection, "SELECT length(a) FROM t"), size);
    value.as.text.size = (size_t)3 << 30; /* refused before it is read */
    CHECK_INT(
        rig_try_with(connection, "INSERT INTO t VALUES (?)", &value, 1, &err),
        ROWAN_OUT_OF_RANGE);
    free(data);
    rig_close(connection);
}

static void
test_values__of_the_wrong_number_or_kind_are_refused(void)
{
    rowan_driver_connection *connection = rig_open();
    rowan_value values[2] = {rig_int(1), {.kind = 99}};
    rowan_error err = {0};

    CHECK_INT(rig_try_with(connection, "SELECT ?, ?", values, 1, &err),
              ROWAN_INVALID);
    CHECK_HAS(err.message, "takes 2 values, 1 were given");
    memset(&err, 0, sizeof err);
    CHECK_INT(rig_try_with(connection, "SELECT ?", values, 2, &err),
              ROWAN_INVALID);
    memset(&err, 0, sizeof err);
    CHECK_INT(rig_try_with(connection, "SELECT ?, ?", values, 2, &err),
              ROWAN_OUT_OF_RANGE);
    CHECK_HAS(err.message, "value 2 of 2");
    rig_close(connection);
}

HARNESS_SUITE(
    sqlite_values, HARNESS_TEST(test_values__come_back_the_same_or_are_refused),
    HARNESS_TEST(test_values__are_the_same_for_an_expression_without_affinity),
    HARNESS_TEST(test_values__null_is_null_in_every_kind),
    HARNESS_TEST(test_values__a_null_pointer_is_null_and_an_empty_value_is_not),
    HARNESS_TEST(
        test_values__of_another_type_are_refused_with_the_column_named),
    HARNESS_TEST(test_values__of_a_near_type_are_taken_where_that_is_exact),
    HARNESS_TEST(test_values__of_days_in_all_years_come_back),
    HARNESS_TEST(test_values__in_other_forms_that_are_standard_are_read_too),
    HARNESS_TEST(test_values__have_their_own_kind_where_none_is_wanted),
    HARNESS_TEST(test_values__may_be_megabytes_but_not_beyond_the_limit),
    HARNESS_TEST(test_values__of_the_wrong_number_or_kind_are_refused))
