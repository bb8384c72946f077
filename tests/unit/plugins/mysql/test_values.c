/* SPDX-License-Identifier: MIT */
/* Edge values of every kind: by bind, by array, and back; exactly, or refused
 * by name. */
#include "plugins/rig.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY INT64_C(86400000000)

typedef struct edge {
    const char *type;
    rowan_kind kind;
    rowan_status status; /* ROWAN_OK: comes back as it went */
    int64_t integer;
    double real;
    const char *text;
    size_t size; /* of text, when it has a NUL */
} edge;

#define INTEGER(type_, kind_, status_, value_)                          \
    {                                                                   \
        (type_), ROWAN_KIND_##kind_, ROWAN_##status_, (value_), 0, NULL, 0 \
    }
#define REAL(type_, kind_, status_, value_)                             \
    {                                                                   \
        (type_), ROWAN_KIND_##kind_, ROWAN_##status_, 0, (value_), NULL, 0 \
    }
#define TEXT(type_, kind_, status_, value_)                         \
    {                                                               \
        (type_), ROWAN_KIND_##kind_, ROWAN_##status_, 0, 0, (value_), \
            sizeof(value_) - 1                                      \
    }
#define MONTH_27 INT64_C(951782400)

static const edge edges[] = {
    INTEGER("TINYINT(1)", BOOL, OK, 0),
    INTEGER("TINYINT(1)", BOOL, OK, 1),
    INTEGER("TINYINT(1)", BOOL, OUT_OF_RANGE, 2),
    INTEGER("TINYINT(1)", BOOL, OUT_OF_RANGE, -1),
    INTEGER("SMALLINT", INT16, OK, 0),
    INTEGER("SMALLINT", INT16, OK, -1),
    INTEGER("SMALLINT", INT16, OK, INT16_MIN),
    INTEGER("SMALLINT", INT16, OK, INT16_MAX),
    INTEGER("SMALLINT", INT16, OUT_OF_RANGE, INT16_MAX + 1),
    INTEGER("SMALLINT", INT16, OUT_OF_RANGE, INT16_MIN - 1),
    INTEGER("SMALLINT", INT32, OUT_OF_RANGE, 40000),
    INTEGER("MEDIUMINT", INT32, OK, -8388608),
    INTEGER("MEDIUMINT", INT32, OK, 8388607),
    INTEGER("MEDIUMINT", INT32, OUT_OF_RANGE, 8388608),
    INTEGER("TINYINT UNSIGNED", INT16, OK, 255),
    INTEGER("TINYINT UNSIGNED", INT16, OUT_OF_RANGE, -1),
    INTEGER("SMALLINT UNSIGNED", INT32, OK, 65535),
    INTEGER("MEDIUMINT UNSIGNED", INT32, OK, 16777215),
    INTEGER("INT UNSIGNED", INT64, OK, 4294967295),
    INTEGER("INT", INT32, OK, INT32_MIN),
    INTEGER("INT", INT32, OK, INT32_MAX),
    INTEGER("INT", INT32, OUT_OF_RANGE, INT64_C(2147483648)),
    INTEGER("INT", INT64, OUT_OF_RANGE, INT64_C(-2147483649)),
    INTEGER("BIGINT", INT64, OK, INT64_MIN),
    INTEGER("BIGINT", INT64, OK, INT64_MIN + 1),
    INTEGER("BIGINT", INT64, OK, INT64_MAX),
    INTEGER("BIGINT", INT64, OK, INT64_MAX - 1),
    INTEGER("BIGINT", INT64, OK, INT64_C(9007199254740993)),
    INTEGER("BIGINT", INT64, OK, INT64_C(-9007199254740993)),
    INTEGER("BIGINT", INT64, OK, INT64_C(4294967296)),
    INTEGER("BIGINT UNSIGNED", INT64, OK, INT64_MAX),
    INTEGER("BIGINT UNSIGNED", INT64, OUT_OF_RANGE, -1),
    INTEGER("YEAR", INT16, OK, 1901),
    INTEGER("YEAR", INT16, OK, 2155),

    REAL("FLOAT", FLOAT, OK, 0.0),
    REAL("FLOAT", FLOAT, OK, 1.5),
    REAL("FLOAT", FLOAT, OK, (float)0.1),
    REAL("FLOAT", FLOAT, OK, (float)16777217),
    REAL("FLOAT", FLOAT, OK, FLT_MAX),
    REAL("FLOAT", FLOAT, OK, -FLT_MAX),
    REAL("FLOAT", FLOAT, OK, FLT_MIN),
    REAL("FLOAT", FLOAT, OUT_OF_RANGE, 1e300),
    REAL("DOUBLE", DOUBLE, OK, 0.0),
    REAL("DOUBLE", DOUBLE, OUT_OF_RANGE, -0.0),
    REAL("DOUBLE", DOUBLE, OK, 0.1),
    REAL("DOUBLE", DOUBLE, OK, 0.1 + 0.2),
    REAL("DOUBLE", DOUBLE, OK, 1.0 / 3),
    REAL("DOUBLE", DOUBLE, OK, 9007199254740993.0),
    REAL("DOUBLE", DOUBLE, OK, DBL_MAX),
    REAL("DOUBLE", DOUBLE, OK, -DBL_MAX),
    REAL("DOUBLE", DOUBLE, OK, DBL_MIN),
    REAL("DOUBLE", DOUBLE, OK, DBL_MIN / 2),
    REAL("DOUBLE", DOUBLE, OK, 4.9406564584124654e-324),
    REAL("DOUBLE", DOUBLE, OK, DBL_EPSILON),
    REAL("DOUBLE", DOUBLE, OUT_OF_RANGE, NAN),
    REAL("DOUBLE", DOUBLE, OUT_OF_RANGE, INFINITY),
    REAL("DOUBLE", DOUBLE, OUT_OF_RANGE, -INFINITY),

    TEXT("LONGTEXT", TEXT, OK, ""),
    TEXT("LONGTEXT", TEXT, OK, "a"),
    TEXT("LONGTEXT", TEXT, OK, " "),
    TEXT("LONGTEXT", TEXT, OK, "trailing  "),
    TEXT("VARCHAR(20)", TEXT, OK, "trailing  "),
    TEXT("VARCHAR(20)", TEXT, OK, "\t\n\r\b\x1a\x7f"),
    TEXT("VARCHAR(20)", TEXT, OK, "it's \"quoted\" `so`"),
    TEXT("VARCHAR(20)", TEXT, OK, "\\ \\' \\n \\0 %_"),
    TEXT("VARCHAR(20)", TEXT, OUT_OF_RANGE, "a\0b"),
    TEXT("VARCHAR(20)", TEXT, OUT_OF_RANGE, "\0"),
    TEXT("VARCHAR(20)", TEXT, OK, "NULL"),
    TEXT("VARCHAR(20)", TEXT, OK, "'; DROP TABLE x; --"),
    TEXT("VARCHAR(20)", TEXT, OK, "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f"),
    TEXT("VARCHAR(20)", TEXT, OK, "a\xcc\x88"),
    TEXT("VARCHAR(20)", TEXT, OK, "\xf0\x9f\x98\x80\xf0\x9f\x8f\xb3"),
    TEXT("VARCHAR(20)", TEXT, OK, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"),
    TEXT("VARCHAR(20)", TEXT, OK, "\xef\xbf\xbf\xf4\x8f\xbf\xbf"),
    TEXT("VARCHAR(5)", TEXT, OK, "12345"),
    TEXT("VARCHAR(5)", TEXT, OK, "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"),
    TEXT("VARCHAR(5)", TEXT, OUT_OF_RANGE, "123456"),
    TEXT("VARCHAR(20)", TEXT, OUT_OF_RANGE, "\xff\xfe"),
    TEXT("VARCHAR(20)", TEXT, OUT_OF_RANGE, "caf\xe9"),
    TEXT("VARCHAR(20)", TEXT, OUT_OF_RANGE, "\xc0\xa7"),
    TEXT("VARCHAR(20)", TEXT, OUT_OF_RANGE, "\xed\xa0\x80"),
    TEXT("VARCHAR(20)", TEXT, OUT_OF_RANGE, "cut \xf0\x9f\x98"),
    TEXT("LONGBLOB", BYTES, OK, ""),
    TEXT("LONGBLOB", BYTES, OK, "\0"),
    TEXT("LONGBLOB", BYTES, OK, "\0\0\0\0"),
    TEXT("LONGBLOB", BYTES, OK, "\xff\xfe\x00\x01"),
    TEXT("VARBINARY(5)", BYTES, OK, "12345"),
    TEXT("VARBINARY(5)", BYTES, OK, "a\0   "),
    TEXT("VARBINARY(5)", BYTES, OUT_OF_RANGE, "123456"),

    TEXT("DECIMAL(10,2)", DECIMAL, OK, "0.00"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, "-0.00"),
    TEXT("DECIMAL(10,2)", DECIMAL, OK, "12.50"),
    TEXT("DECIMAL(10,2)", DECIMAL, OK, "-12.50"),
    TEXT("DECIMAL(10,2)", DECIMAL, OK, "99999999.99"),
    TEXT("DECIMAL(10,2)", DECIMAL, OK, "-99999999.99"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, "100000000.00"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, "0.001"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, "1.005"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, "-1.999"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, "1e3"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, "NaN"),
    TEXT("DECIMAL(10,2)", DECIMAL, OUT_OF_RANGE, ""),
    TEXT("DECIMAL(18,0)", DECIMAL, OK, "123456789012345678"),
    TEXT("DECIMAL(18,0)", DECIMAL, OUT_OF_RANGE, "1.5"),
    TEXT("DECIMAL(38,10)", DECIMAL, OK,
         "1234567890123456789012345678.0123456789"),
    TEXT("DECIMAL(65,0)", DECIMAL, OK,
         "9999999999999999999999999999999999999999999999999999999999999999"
         "9"),
    TEXT("DECIMAL(65,0)", DECIMAL, OUT_OF_RANGE,
         "1000000000000000000000000000000000000000000000000000000000000000"
         "00"),
    TEXT("DECIMAL(65,38)", DECIMAL, OK,
         "0.00000000000000000000000000000000000001"),
    TEXT("DECIMAL(65,30)", DECIMAL, OK, "0"),
    TEXT("DECIMAL(65,30)", DECIMAL, OK, "1.5"),
    TEXT("DECIMAL(65,30)", DECIMAL, OK, "-0.000000000000000000000000000001"),
    TEXT("DECIMAL(65,30)", DECIMAL, OK, "1000"),
    TEXT("DECIMAL(65,30)", DECIMAL, OUT_OF_RANGE,
         "0.0000000000000000000000000000001"),

    INTEGER("DATE", DATE, OK, 0),
    INTEGER("DATE", DATE, OK, -1),
    INTEGER("DATE", DATE, OK, 11016),
    INTEGER("DATE", DATE, OK, 19782),   /* 2024-02-29 */
    INTEGER("DATE", DATE, OK, -719162), /* 0001-01-01 */
    INTEGER("DATE", DATE, OK, -719163),
    INTEGER("DATE", DATE, OK, -719528), /* 0000-01-01 */
    INTEGER("DATE", DATE, OK, 2932896), /* 9999-12-31 */
    INTEGER("DATE", DATE, OK, -141428),
    INTEGER("DATE", DATE, OK, -141427),
    INTEGER("DATE", DATE, OUT_OF_RANGE, 2932897),
    INTEGER("DATE", DATE, OUT_OF_RANGE, -719529),
    INTEGER("DATE", DATE, OUT_OF_RANGE, INT32_MAX),
    INTEGER("DATE", DATE, OUT_OF_RANGE, INT32_MIN),
    INTEGER("TIME(6)", TIME, OK, 0),
    INTEGER("TIME(6)", TIME, OK, 1),
    INTEGER("TIME(6)", TIME, OK, 43200000000),
    INTEGER("TIME(6)", TIME, OK, DAY - 1),
    INTEGER("TIME(6)", TIME, OUT_OF_RANGE, DAY),
    INTEGER("TIME(6)", TIME, OUT_OF_RANGE, -1),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, 0),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, 1),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, -1),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, -DAY),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, -DAY - 1),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, MONTH_27 * 1000000 + 999999),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, INT64_C(2147483647999999)),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, INT64_C(2147483648000000)),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, INT64_C(1679792400000000)),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, INT64_C(1698543000000000)),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, 2932897 * DAY - 1),
    INTEGER("DATETIME(6)", TIMESTAMP, OK, -719162 * DAY),
    INTEGER("DATETIME(6)", TIMESTAMP, OUT_OF_RANGE, 2932897 * DAY),
    INTEGER("DATETIME(6)", TIMESTAMP, OUT_OF_RANGE, INT64_MAX),
    INTEGER("DATETIME(6)", TIMESTAMP, OUT_OF_RANGE, INT64_MIN),

    TEXT("JSON", JSON, OK, "{}"),
    TEXT("JSON", JSON, OK, "null"),
    TEXT("JSON", JSON, OK, "{\"b\": 1.0, \"a\": 12345678901234567890}"),
    TEXT("JSON", JSON, OK, "[\"\\u00e4\", \"\xc3\xa4\", 1e400]"),
    TEXT("JSON", JSON, CHECK_VIOLATION, "{"),
    TEXT("JSON", JSON, CHECK_VIOLATION, ""),
};

#define EDGES (sizeof edges / sizeof *edges)

static rowan_value
make_value(const edge *e)
{
    rowan_value value = {.kind = e->kind};

    if (e->text)
        value.as.text = (rowan_view){e->text, e->size};
    else if (e->kind == ROWAN_KIND_FLOAT || e->kind == ROWAN_KIND_DOUBLE)
        value.as.real = e->real;
    else
        value.as.integer = e->integer;
    return value;
}

static void
make_table(rowan_driver_connection *connection, const edge *e)
{
    char columns[100];

    snprintf(columns, sizeof columns, "v %s", e->type);
    rig_table(connection, "edges", columns);
}

/* Reads the one row back and compares. */
static void
check_back(rowan_driver_connection *connection, const edge *e, size_t number,
           const rowan_value *value)
{
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT v FROM edges");
    const uint32_t wanted[1] = {e->kind};
    rowan_value cell = {0};
    rowan_error err = {0};

    if (rig_driver()->execute(statement, NULL, 0, wanted, 1, &err) ||
        rig_driver()->step(statement, &cell, &err))
        FAIL("edge %zu (%s): cannot be read: %s", number, e->type,
             err.message);
    else if (!rig_same(&cell, value))
        FAIL("edge %zu (%s, %s): comes back as another value %.*s", number,
             e->type, rowan_kind_name(e->kind),
             e->text ? (int)cell.as.text.size : 0,
             e->text ? cell.as.text.data : "");
    rig_driver()->finish(statement);
}

typedef rowan_status send_fn(rowan_driver_connection *connection,
                             const rowan_value *value, rowan_error *err);

static void
check_edges(send_fn *send)
{
    rowan_driver_connection *connection = rig_open();
    const char *type = "";

    for (size_t i = 0; i < EDGES; i++) {
        const edge *e = &edges[i];
        rowan_value value = make_value(e);
        rowan_error err = {0};
        rowan_status status;

        if (strcmp(type, e->type))
            make_table(connection, e);
        else
            rig_run(connection, "DELETE FROM edges");
        type = e->type;
        status = send(connection, &value, &err);
        if (status != e->status)
            FAIL("edge %zu (%s, %s): %s instead of %s: %s", i, e->type,
                 rowan_kind_name(e->kind), rowan_status_name(status),
                 rowan_status_name(e->status), err.message);
        else if (!status)
            check_back(connection, e, i, &value);
        else
            CHECK_INT(rig_count(connection, "SELECT count(*) FROM edges"), 0);
    }
    rig_close(connection);
}

static rowan_status
send_bind(rowan_driver_connection *connection, const rowan_value *value,
          rowan_error *err)
{
    return rig_try_with(connection, "INSERT INTO edges VALUES (?)", value, 1,
                        err);
}

/* Two rows make an array; the first one is taken away again. */
static rowan_status
send_array(rowan_driver_connection *connection, const rowan_value *value,
           rowan_error *err)
{
    const rowan_value rows[2] = {{.kind = ROWAN_KIND_NULL}, *value};
    rowan_driver_statement *statement =
        rig_prepare(connection, "INSERT INTO edges VALUES (?)");
    uint32_t failed;
    rowan_status status = (rowan_status)rig_driver()->execute_many(
        statement, rows, 1, 2, NULL, &failed, err);

    rig_driver()->finish(statement);
    rig_run(connection, "DELETE FROM edges WHERE v IS NULL");
    return status;
}

static void
test_values__come_back_exactly_or_are_refused(void)
{
    NEED_SERVER();
    CHECK(EDGES >= 130);
    check_edges(send_bind);
}

static void
test_values__of_an_array_come_back_exactly_or_are_refused(void)
{
    NEED_SERVER();
    check_edges(send_array);
}

/* --- kinds that are texts on the server ---------------------------------- */

static void
test_values__uuids_and_intervals_come_back(void)
{
    static const char *const types[] = {"CHAR(36)", "UUID"};
    static const uint32_t wanted[] = {ROWAN_KIND_UUID, ROWAN_KIND_INTERVAL};
    rowan_value binds[2] = {{.kind = ROWAN_KIND_UUID},
                            {.kind = ROWAN_KIND_INTERVAL}};
    rowan_value cells[2] = {{0}};
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    for (int i = 0; i < 16; i++)
        binds[0].as.uuid.bytes[i] = (uint8_t)(i * 17);
    binds[1].as.interval = (rowan_interval){14, -3, 4500001};
    for (int t = 0; t < 2; t++) {
        rowan_driver_statement *statement;
        char columns[60];

        snprintf(columns, sizeof columns, "u %s, i VARCHAR(80)", types[t]);
        rig_table(connection, "others", columns);
        CHECK_INT(rig_try_with(connection, "INSERT INTO others VALUES (?, ?)",
                               binds, 2, &err),
                  ROWAN_OK);
        statement = rig_prepare(connection, "SELECT u, i FROM others");
        CHECK_INT(rig_driver()->execute(statement, NULL, 0, wanted, 2, &err),
                  ROWAN_OK);
        CHECK_INT(rig_driver()->step(statement, cells, &err), ROWAN_OK);
        CHECK_STR(err.message, "");
        CHECK(memcmp(&cells[0].as.uuid, &binds[0].as.uuid, 16) == 0);
        CHECK(memcmp(&cells[1].as.interval, &binds[1].as.interval,
                     sizeof(rowan_interval)) == 0);
        rig_driver()->finish(statement);
    }
    rig_close(connection);
}

/* --- what the server holds and no kind can ------------------------------- */

typedef struct reading {
    const char *sql;
    rowan_kind wanted;
    rowan_status status;
} reading;

static const reading readings[] = {
    {"SELECT CAST(18446744073709551615 AS UNSIGNED)", ROWAN_KIND_INT64,
     ROWAN_OUT_OF_RANGE},
    {"SELECT CAST(9223372036854775808 AS UNSIGNED)", ROWAN_KIND_NULL,
     ROWAN_OUT_OF_RANGE},
    {"SELECT CAST('-00:00:01' AS TIME)", ROWAN_KIND_TIME, ROWAN_OUT_OF_RANGE},
    {"SELECT CAST('24:00:00' AS TIME)", ROWAN_KIND_TIME, ROWAN_OUT_OF_RANGE},
    {"SELECT CAST('838:59:59' AS TIME)", ROWAN_KIND_TIME, ROWAN_OUT_OF_RANGE},
    {"SELECT day FROM zeros WHERE id = 1", ROWAN_KIND_DATE,
     ROWAN_OUT_OF_RANGE},
    {"SELECT day FROM zeros WHERE id = 2", ROWAN_KIND_DATE,
     ROWAN_OUT_OF_RANGE},
    {"SELECT at FROM zeros WHERE id = 1", ROWAN_KIND_TIMESTAMP,
     ROWAN_OUT_OF_RANGE},
    {"SELECT at FROM zeros WHERE id = 1", ROWAN_KIND_NULL, ROWAN_OUT_OF_RANGE},
    {"SELECT day FROM zeros WHERE id = 3", ROWAN_KIND_DATE,
     ROWAN_OUT_OF_RANGE},
    {"SELECT at FROM zeros WHERE id = 3", ROWAN_KIND_TIMESTAMP,
     ROWAN_OUT_OF_RANGE},
    {"SELECT day FROM zeros WHERE id = 4", ROWAN_KIND_DATE, ROWAN_OK},
    {"SELECT at FROM zeros WHERE id = 4", ROWAN_KIND_DATE, ROWAN_OUT_OF_RANGE},
    {"SELECT 'x'", ROWAN_KIND_INT32, ROWAN_TYPE_MISMATCH},
    {"SELECT 1.5e0", ROWAN_KIND_INT32, ROWAN_TYPE_MISMATCH},
    {"SELECT 70000", ROWAN_KIND_INT16, ROWAN_OUT_OF_RANGE},
    {"SELECT 2", ROWAN_KIND_BOOL, ROWAN_OUT_OF_RANGE},
    {"SELECT 9007199254740993", ROWAN_KIND_DOUBLE, ROWAN_OUT_OF_RANGE},
    {"SELECT 1e300", ROWAN_KIND_FLOAT, ROWAN_OUT_OF_RANGE},
    {"SELECT x'ff'", ROWAN_KIND_TEXT, ROWAN_TYPE_MISMATCH},
    {"SELECT 'no uuid'", ROWAN_KIND_UUID, ROWAN_TYPE_MISMATCH},
    {"SELECT CAST('2020-01-01 10:00:00' AS DATETIME)", ROWAN_KIND_DATE,
     ROWAN_OUT_OF_RANGE},
    {"SELECT b'1'", ROWAN_KIND_BYTES, ROWAN_OK},
    {"SELECT sum(seq) FROM seq_1_to_3", ROWAN_KIND_INT64, ROWAN_OK},
    {"SELECT sum(n) FROM (SELECT 9223372036854775807 n UNION ALL SELECT 1) t",
     ROWAN_KIND_INT64, ROWAN_OUT_OF_RANGE},
    {"SELECT 1.5", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
    {"SELECT current_date", ROWAN_KIND_TEXT, ROWAN_OK},
    {"SELECT 12", ROWAN_KIND_TEXT, ROWAN_OK},
    {"SELECT 12", ROWAN_KIND_DECIMAL, ROWAN_OK},
    {"SELECT NULL", ROWAN_KIND_INT32, ROWAN_OK},
};

static void
test_values__that_no_kind_holds_are_refused_when_read(void)
{
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    rig_run(connection, "SET sql_mode = ''");
    rig_table(connection, "zeros", "id INT, day DATE, at DATETIME(6)");
    rig_run(connection, "INSERT INTO zeros VALUES (1, '0000-00-00', 0), "
                        "(2, '2020-00-10', '2020-00-00')");
    rig_run(connection, "SET sql_mode = 'ALLOW_INVALID_DATES'");
    rig_run(connection, "INSERT INTO zeros VALUES "
                        "(3, '2023-02-31', '2023-04-31'), "
                        "(4, '2024-02-29', '2023-02-29')");
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const reading *r = &readings[i];
        rowan_driver_statement *statement = rig_prepare(connection, r->sql);
        const uint32_t wanted[1] = {r->wanted};
        rowan_value cell;
        rowan_error err = {0};
        rowan_status status;

        CHECK_INT(rig_driver()->execute(statement, NULL, 0, wanted, 1, &err),
                  ROWAN_OK);
        status = (rowan_status)rig_driver()->step(statement, &cell, &err);
        if (status != r->status)
            FAIL("%s as %s: %s: %s", r->sql, rowan_kind_name(r->wanted),
                 rowan_status_name(status), err.message);
        CHECK(status == ROWAN_OK || *err.column != '\0');
        rig_driver()->finish(statement);
    }
    rig_close(connection);
}

HARNESS_SUITE(mysql_values,
    HARNESS_TEST(test_values__come_back_exactly_or_are_refused),
    HARNESS_TEST(test_values__of_an_array_come_back_exactly_or_are_refused),
    HARNESS_TEST(test_values__uuids_and_intervals_come_back),
    HARNESS_TEST(test_values__that_no_kind_holds_are_refused_when_read))
