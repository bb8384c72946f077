/* SPDX-License-Identifier: MIT */
/* Every edge value by bind, batch and COPY, read back in binary and in text:
 * exact, or refused. */
#include "plugins/rig.h"

#include <stdio.h>
#include <string.h>

#define GO ROWAN_OK
#define NO ROWAN_OUT_OF_RANGE

typedef struct value_case {
    const char *text;
    rowan_status status;
} value_case;

typedef struct value_table {
    uint32_t kind;
    const char *type;
    value_case cases[40]; /* ended by a NULL text */
} value_table;

static const value_table tables[] = {
    {ROWAN_KIND_BOOL, "boolean", {{"t", GO}, {"f", GO}}},
    {ROWAN_KIND_INT16, "smallint",
     {{"0", GO}, {"-1", GO}, {"32767", GO}, {"-32768", GO}}},
    {ROWAN_KIND_INT32, "integer",
     {{"0", GO}, {"2147483647", GO}, {"-2147483648", GO}, {"65536", GO}}},
    {ROWAN_KIND_INT64, "bigint",
     {{"0", GO},
      {"-1", GO},
      {"9223372036854775807", GO},
      {"-9223372036854775808", GO},
      {"9007199254740991", GO},
      {"9007199254740993", GO},
      {"-9007199254740993", GO}}},
    {ROWAN_KIND_INT64, "smallint",
     {{"32767", GO}, {"-32768", GO}, {"32768", NO}, {"-32769", NO}}},
    {ROWAN_KIND_INT64, "integer",
     {{"2147483647", GO}, {"2147483648", NO}, {"-2147483649", NO}}},
    {ROWAN_KIND_FLOAT, "real",
     {{"0", GO}, {"-0.0", GO}, {"0.1", GO}, {"3.4028235e38", GO},
      {"1e-45", GO}, {"1.17549435e-38", GO}, {"16777217", GO},
      {"inf", GO}, {"-inf", GO}}},
    {ROWAN_KIND_DOUBLE, "double precision",
     {{"0", GO},
      {"-0.0", GO},
      {"0.1", GO},
      {"0.30000000000000004", GO},
      {"9007199254740993", GO},
      {"1.7976931348623157e308", GO},
      {"-1.7976931348623157e308", GO},
      {"2.2250738585072014e-308", GO},
      {"5e-324", GO},
      {"inf", GO},
      {"-inf", GO},
      {"nan", GO}}},
    {ROWAN_KIND_TEXT, "text",
     {{"", GO},
      {" ", GO},
      {"trailing   ", GO},
      {"O'Brien", GO},
      {"a\"b", GO},
      {"a\\b", GO},
      {"\\x41", GO},
      {"\n\r\t", GO},
      {"\x01\x02\x1f\x7f", GO},
      {"\xc3\xa9", GO},
      {"e\xcc\x81", GO},
      {"\xf0\x9f\x98\x80", GO},
      {"\xf4\x8f\xbf\xbf", GO},
      {"NULL", GO},
      {"\xff", NO},
      {"\xc3", NO},
      {"\xed\xa0\x80", NO},
      {"\xc0\x80", NO}}},
    {ROWAN_KIND_TEXT, "varchar(3)",
     {{"", GO}, {"abc", GO}, {"\xc3\xa9\xc3\xa9\xc3\xa9", GO}, {"abcd", NO}}},
    {ROWAN_KIND_BYTES, "bytea",
     {{"", GO}, {"a", GO}, {"\\", GO}, {"\\x41", GO}, {"\xff\xfe", GO},
      {"'", GO}, {"\x01", GO}}},
    {ROWAN_KIND_DATE, "date",
     {{"1970-01-01", GO},
      {"2000-01-01", GO},
      {"1999-12-31", GO},
      {"2000-02-29", GO},
      {"1900-03-01", GO},
      {"2038-01-19", GO},
      {"0001-01-01", GO},
      {"0000-12-31", GO},
      {"0000-01-01", GO},
      {"-0043-03-15", GO},
      {"-4713-11-24", GO},
      {"-4713-11-23", NO},
      {"9999-12-31", GO},
      {"+10000-01-01", GO},
      {"+294276-12-31", GO},
      {"+5874897-12-31", GO},
      {"+5874898-01-01", NO},
      {"infinity", GO},
      {"-infinity", GO}}},
    {ROWAN_KIND_TIME, "time",
     {{"00:00:00", GO},
      {"00:00:00.000001", GO},
      {"12:34:56.789", GO},
      {"23:59:59.999999", GO}}},
    {ROWAN_KIND_TIMESTAMP, "timestamptz",
     {{"1970-01-01 00:00:00", GO},
      {"1969-12-31 23:59:59.999999", GO},
      {"2000-01-01 00:00:00", GO},
      {"1999-12-31 23:59:59.999999", GO},
      {"2038-01-19 03:14:08", GO},
      {"2016-12-31 23:59:59.999999", GO},
      {"2024-03-31 01:30:00", GO},
      {"2024-10-27 01:30:00", GO},
      {"1883-11-18 12:00:00", GO},
      {"0001-01-01 00:00:00", GO},
      {"0000-12-31 23:59:59.999999", GO},
      {"-4713-11-24 00:00:00", GO},
      {"-4713-11-23 23:59:59.999999", NO},
      {"9999-12-31 23:59:59.999999", GO},
      {"+10000-01-01 00:00:00", GO},
      {"+294247-01-10 04:00:54.775806", GO},
      {"infinity", GO},
      {"-infinity", GO}}},
    {ROWAN_KIND_TIMESTAMP, "timestamp",
     {{"1970-01-01 00:00:00", GO},
      {"2024-02-29 12:00:00.000001", GO},
      {"0000-12-31 23:59:59.999999", GO},
      {"+10000-01-01 00:00:00", GO},
      {"infinity", GO},
      {"-infinity", GO}}},
    {ROWAN_KIND_INTERVAL, "interval",
     {{"PT0S", GO},
      {"P1Y", GO},
      {"P-1Y", GO},
      {"P1M-2D", GO},
      {"P178956970Y7M", GO},
      {"P2147483647D", GO},
      {"P-2147483648D", GO},
      {"PT0.000001S", GO},
      {"PT-0.000001S", GO},
      {"P1Y2M3DT4H5M6.789S", GO},
      {"P1M-1DT-1H", GO}}},
    {ROWAN_KIND_UUID, "uuid",
     {{"00000000-0000-0000-0000-000000000000", GO},
      {"ffffffff-ffff-ffff-ffff-ffffffffffff", GO},
      {"01234567-89ab-cdef-0123-456789abcdef", GO}}},
    {ROWAN_KIND_DECIMAL, "numeric",
     {{"0", GO},
      {"0.00", GO},
      {"1", GO},
      {"-1", GO},
      {"1.5", GO},
      {"1.50", GO},
      {"0.1", GO},
      {"-0.0001", GO},
      {"0.00010000", GO},
      {"0.00001", GO},
      {"10000", GO},
      {"9999", GO},
      {"99999999", GO},
      {"100000000.0001", GO},
      {"12345.6789", GO},
      {"1234567890123456789012345678901234567890", GO},
      {"0.1234567890123456789012345678901234567890", GO},
      {"-99999999999999999999999999999999999999.99999999", GO},
      {"100000000000000000000", GO},
      {"1000000000000000000000000.000000000000000000000001", GO},
      {"-0", NO},
      {"-0.00", NO},
      {"NaN", NO},
      {"Infinity", NO},
      {"1e5", NO},
      {"", NO},
      {"1,5", NO}}},
    {ROWAN_KIND_JSON, "json",
     {{"null", GO},
      {"1.0", GO},
      {"12345678901234567890", GO},
      {"\"\\u00e9\"", GO},
      {"{\"b\":1,  \"a\":2, \"a\":3}", GO},
      {"{", ROWAN_TYPE_MISMATCH}}},
    {ROWAN_KIND_JSON, "jsonb",
     {{"null", GO},
      {"1.0", GO},
      {"123456789012345678901234567890.5", GO},
      {"{\"a\": [1, 2, {\"b\": null}]}", GO},
      {"\"\\u0000\"", NO},
      {"[1,", ROWAN_TYPE_MISMATCH}}},
};

/* Types that are not known in binary here go through texts. */
static const value_table others[] = {
    {ROWAN_KIND_TEXT, "integer[]",
     {{"{}", GO}, {"{1,2,NULL}", GO}, {"{{1,2},{3,4}}", GO}}},
    {ROWAN_KIND_TEXT, "text[]",
     {{"{\"\",NULL,\"a b\"}", GO}, {"{\"a\\\"b\"}", GO}}},
    {ROWAN_KIND_TEXT, "int4range",
     {{"empty", GO}, {"[1,10)", GO}, {"(,)", GO}}},
    {ROWAN_KIND_TEXT, "tstzrange",
     {{"[\"2024-01-01 00:00:00+00\",infinity)", GO}}},
    {ROWAN_KIND_TEXT, "int4multirange", {{"{[1,3),[5,7)}", GO}}},
    {ROWAN_KIND_TEXT, "mood", {{"sad", GO}, {"happy", GO}}},
    {ROWAN_KIND_TEXT, "inet", {{"127.0.0.1", GO}, {"fe80::1/64", GO}}},
    {ROWAN_KIND_TEXT, "timetz", {{"24:00:00+00", GO}}},
    {ROWAN_KIND_TEXT, "point", {{"(0.1,2)", GO}}},
    {ROWAN_KIND_TEXT, "bit varying", {{"", GO}, {"101", GO}}},
    {ROWAN_KIND_TEXT, "tsvector", {{"'a':1 'b':2", GO}}},
    {ROWAN_KIND_TEXT, "name_domain", {{"abc", GO}}},
};

static void
make_table(rowan_driver_connection *connection, const char *type)
{
    char sql[200];

    rig_run(connection, "DROP TABLE IF EXISTS v");
    snprintf(sql, sizeof sql, "CREATE TABLE v (v %s, n bigint)", type);
    rig_run(connection, sql);
}

/* Reads the one row by a query; false, with the test failed, if it differs. */
static bool
reads_back(rowan_driver_connection *connection, const char *sql,
           const rowan_value *value, const char *how, const char *text)
{
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = rig_prepare(connection, sql);
    const uint32_t wanted[2] = {value->kind, ROWAN_KIND_TEXT};
    rowan_value cells[2] = {{0}};
    rowan_error err = {0};
    bool is_same = false;

    if (driver->execute(statement, NULL, 0, wanted,
                        driver->column_count(statement), &err) ||
        driver->step(statement, cells, &err))
        FAIL("%s, %s: %s", how, text, err.message);
    else
        is_same = CHECK(rig_same(&cells[0], value));
    if (!is_same)
        FAIL("%s of kind %s, %s", text, rowan_kind_name(value->kind), how);
    driver->finish(statement);
    return is_same;
}

static void
read_both(rowan_driver_connection *connection, const rowan_value *value,
          const char *how, const char *text)
{
    char name[64];

    snprintf(name, sizeof name, "%s, in binary", how);
    reads_back(connection, "SELECT v FROM v", value, name, text);
    snprintf(name, sizeof name, "%s, in text", how);
    reads_back(connection, "SELECT v, ARRAY[1] FROM v", value, name, text);
}

static void
check_insert(rowan_driver_connection *connection, const rowan_value *value,
             const value_case *one)
{
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *insert = rig_prepare_kinds(
        connection, "INSERT INTO v (v) VALUES ($1)", &value->kind, 1);
    rowan_error err = {0};
    rowan_status status =
        (rowan_status)driver->execute(insert, value, 1, NULL, 0, &err);

    if (!CHECK_INT(status, one->status))
        FAIL("%s: %s", one->text, err.message);
    driver->finish(insert);
    if (!status)
        read_both(connection, value, "bound", one->text);
    rig_run(connection, "TRUNCATE v");
}

static void
check_batch(rowan_driver_connection *connection, const rowan_value *value,
            const value_case *one)
{
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *insert = rig_prepare_kinds(
        connection, "INSERT INTO v (v) VALUES ($1)", &value->kind, 1);
    rowan_error err = {0};
    uint32_t failed = 99;

    if (!CHECK_INT(driver->execute_many(insert, value, 1, 1, NULL, &failed,
                                        &err),
                   one->status))
        FAIL("batch of %s: %s", one->text, err.message);
    driver->finish(insert);
    if (one->status)
        CHECK_INT(failed, 0);
    else
        read_both(connection, value, "in a batch", one->text);
    rig_run(connection, "TRUNCATE v");
}

static void
check_copy(rowan_driver_connection *connection, const rowan_value *value,
           const value_case *one)
{
    const rowan_driver *driver = rig_driver();
    static const char *const columns[] = {"\"v\""};
    rowan_error err = {0};
    int64_t count = -1;
    rowan_status status = (rowan_status)driver->bulk_begin(
        connection, "\"v\"", columns, &value->kind, 1, &err);

    RIG_OK(status, err);
    status = (rowan_status)driver->bulk_rows(connection, value, 1, NULL, &err);
    if (status) {
        CHECK_INT(driver->bulk_end(connection, 1, &count, NULL, NULL),
                  ROWAN_OK);
        CHECK_INT(count, 0);
    } else {
        status = (rowan_status)driver->bulk_end(connection, 0, &count, NULL,
                                                &err);
    }
    if (!CHECK_INT(status, one->status))
        FAIL("COPY of %s: %s", one->text, err.message);
    if (!status)
        read_both(connection, value, "by COPY", one->text);
    rig_run(connection, "TRUNCATE v");
}

static void
test_values__come_back_exactly_or_are_refused(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    unsigned count = 0;

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        make_table(connection, tables[i].type);
        for (const value_case *one = tables[i].cases; one->text; one++) {
            rowan_value value;

            if (!CHECK(rig_value(tables[i].kind, one->text, &value)))
                FAIL("%s", one->text);
            check_insert(connection, &value, one);
            check_batch(connection, &value, one);
            check_copy(connection, &value, one);
            count++;
        }
    }
    CHECK(count >= 130);
    rig_close(connection);
}

static void
test_values__of_other_types_come_back_as_texts(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    rig_run(connection, "DROP TYPE IF EXISTS mood CASCADE");
    rig_run(connection, "CREATE TYPE mood AS ENUM ('sad', 'happy')");
    rig_run(connection, "DROP DOMAIN IF EXISTS name_domain CASCADE");
    rig_run(connection,
            "CREATE DOMAIN name_domain AS text CHECK (value <> '')");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        make_table(connection, others[i].type);
        for (const value_case *one = others[i].cases; one->text; one++) {
            rowan_value value = rig_text(one->text);

            check_insert(connection, &value, one);
            check_batch(connection, &value, one);
        }
    }
    rig_close(connection);
}

/* A double for a type that only the server reads goes as text. */
static void
test_values__of_reals_have_a_point_in_every_locale(void)
{
    const rowan_value reals[] = {
        {.kind = ROWAN_KIND_DOUBLE, .as.real = 1.5},
        {.kind = ROWAN_KIND_DOUBLE, .as.real = -0.25},
        {.kind = ROWAN_KIND_DOUBLE, .as.real = 12345678901.0},
    };
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    rowan_driver_statement *insert;
    rowan_error err = {0};

    rig_run(connection, "DROP TABLE IF EXISTS sums");
    rig_run(connection, "CREATE TABLE sums (amount money)");
    insert = rig_prepare(connection, "INSERT INTO sums VALUES ($1)");
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        RIG_OK(rig_driver()->execute(insert, &reals[i], 1, NULL, 0, &err), err);
        rig_driver()->statement_reset(insert);
    }
    CHECK_STR(rig_ask(connection,
                      "SELECT string_agg(CAST(CAST(amount AS numeric) AS "
                      "text), ' ' ORDER BY amount) FROM sums"),
              "-0.25 1.50 12345678901.00");
    rig_driver()->finish(insert);
    rig_close(connection);
}

static void
test_values__beyond_their_kind_are_refused_by_name(void)
{
    static const struct {
        uint32_t kind;
        int64_t integer;
        const char *reason;
    } cases[] = {
        {ROWAN_KIND_BOOL, 2, "beyond its kind"},
        {ROWAN_KIND_INT16, 40000, "beyond its kind"},
        {ROWAN_KIND_INT32, INT64_C(3000000000), "beyond its kind"},
        {ROWAN_KIND_TIME, -1, "not within a day"},
        {ROWAN_KIND_TIME, INT64_C(86400000000), "not within a day"},
        {ROWAN_KIND_DATE, -2440589, "years -4713"},
        {ROWAN_KIND_DATE, 2145042906, "years -4713"},
        {99, 0, "kind is not known"},
    };
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_value value = {.kind = cases[i].kind};
        rowan_error err = {0};

        value.as.integer = cases[i].integer;
        CHECK_INT(rig_try_with(connection, "SELECT $1", &value, 1, &err),
                  ROWAN_OUT_OF_RANGE);
        CHECK_HAS(err.message, cases[i].reason);
    }
    rowan_value nul = {.kind = ROWAN_KIND_TEXT};
    rowan_error err = {0};
    nul.as.text = (rowan_view){"a\0b", 3};
    CHECK_INT(rig_try_with(connection, "SELECT $1", &nul, 1, &err),
              ROWAN_OUT_OF_RANGE);
    CHECK_HAS(err.message, "NUL");
    rig_close(connection);
}

static void
test_values__that_do_not_fit_the_wanted_kind_name_their_column(void)
{
    static const struct {
        const char *expression;
        uint32_t wanted;
        rowan_status status;
    } cases[] = {
        {"40000", ROWAN_KIND_INT16, ROWAN_OUT_OF_RANGE},
        {"3000000000", ROWAN_KIND_INT32, ROWAN_OUT_OF_RANGE},
        {"2", ROWAN_KIND_BOOL, ROWAN_OUT_OF_RANGE},
        {"9007199254740993", ROWAN_KIND_DOUBLE, ROWAN_OUT_OF_RANGE},
        {"9223372036854775807", ROWAN_KIND_DOUBLE, ROWAN_OUT_OF_RANGE},
        {"1e300::float8", ROWAN_KIND_FLOAT, ROWAN_OUT_OF_RANGE},
        {"'NaN'::numeric", ROWAN_KIND_DECIMAL, ROWAN_OUT_OF_RANGE},
        {"'Infinity'::numeric", ROWAN_KIND_DECIMAL, ROWAN_OUT_OF_RANGE},
        {"'-Infinity'::numeric", ROWAN_KIND_DECIMAL, ROWAN_OUT_OF_RANGE},
        {"1.5", ROWAN_KIND_INT64, ROWAN_OUT_OF_RANGE},
        {"99999999999999999999", ROWAN_KIND_INT64, ROWAN_OUT_OF_RANGE},
        {"1.2345678901234567", ROWAN_KIND_DOUBLE, ROWAN_OUT_OF_RANGE},
        {"'24:00:00'::time", ROWAN_KIND_TIME, ROWAN_OUT_OF_RANGE},
        {"'294276-12-31'::timestamptz", ROWAN_KIND_TIMESTAMP,
         ROWAN_OUT_OF_RANGE},
        {"'x'::text", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"'x'::text", ROWAN_KIND_UUID, ROWAN_TYPE_MISMATCH},
        {"'x'::text", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'x'::text", ROWAN_KIND_DECIMAL, ROWAN_TYPE_MISMATCH},
        {"1", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"now()", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"now()", ROWAN_KIND_DATE, ROWAN_TYPE_MISMATCH},
        {"'2024-01-01'::date", ROWAN_KIND_TIMESTAMP, ROWAN_TYPE_MISMATCH},
        {"ARRAY[1]", ROWAN_KIND_INT64, ROWAN_TYPE_MISMATCH},
        {"'x'::bytea", ROWAN_KIND_JSON, ROWAN_TYPE_MISMATCH},
        {"1", ROWAN_KIND_INT16, ROWAN_OK},
        {"1", ROWAN_KIND_BOOL, ROWAN_OK},
        {"true", ROWAN_KIND_INT64, ROWAN_OK},
        {"1.00", ROWAN_KIND_INT32, ROWAN_OK},
        {"1.25", ROWAN_KIND_DOUBLE, ROWAN_OK},
        {"9007199254740992", ROWAN_KIND_DOUBLE, ROWAN_OK},
        {"12", ROWAN_KIND_DECIMAL, ROWAN_OK},
        {"NULL", ROWAN_KIND_INT64, ROWAN_OK},
        {"now()", ROWAN_KIND_TEXT, ROWAN_OK},
    };
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_driver_statement *statement;
        rowan_value cell;
        rowan_error err = {0};
        char sql[200];

        snprintf(sql, sizeof sql, "SELECT %s AS odd", cases[i].expression);
        statement = rig_prepare(connection, sql);
        RIG_OK(driver->execute(statement, NULL, 0, &cases[i].wanted, 1, &err),
               err);
        if (!CHECK_INT(driver->step(statement, &cell, &err), cases[i].status))
            FAIL("%s as %s", sql, rowan_kind_name(cases[i].wanted));
        if (cases[i].status)
            CHECK_STR(err.column, "odd");
        driver->finish(statement);
    }
    rig_close(connection);
}

static void
test_values__have_kinds_of_their_own(void)
{
    static const struct {
        const char *expression, *text; /* of text or bytes, else NULL */
        uint32_t kind;
    } cases[] = {
        {"1::int2", NULL, ROWAN_KIND_INT64},
        {"1", NULL, ROWAN_KIND_INT64},
        {"true", NULL, ROWAN_KIND_INT64},
        {"1.5::float4", NULL, ROWAN_KIND_DOUBLE},
        {"'abc'::text", "abc", ROWAN_KIND_TEXT},
        {"'abc'", "abc", ROWAN_KIND_TEXT},
        {"'\\x4142'::bytea", "AB", ROWAN_KIND_BYTES},
        {"1.50", "1.50", ROWAN_KIND_TEXT},
        {"'NaN'::numeric", "NaN", ROWAN_KIND_TEXT},
        {"'2024-02-29'::date", "2024-02-29", ROWAN_KIND_TEXT},
        {"'2024-02-29 12:00'::timestamptz", "2024-02-29 12:00:00+00",
         ROWAN_KIND_TEXT},
        {"'1 month 2 days'::interval", "P1M2D", ROWAN_KIND_TEXT},
        {"ARRAY[1,2]", "{1,2}", ROWAN_KIND_TEXT},
        {"'{\"a\":1}'::jsonb", "{\"a\": 1}", ROWAN_KIND_TEXT},
        {"NULL", NULL, ROWAN_KIND_NULL},
    };
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t own = ROWAN_KIND_NULL;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_driver_statement *statement;
        rowan_value cell = {0};
        rowan_error err = {0};
        char sql[200];

        snprintf(sql, sizeof sql, "SELECT %s", cases[i].expression);
        statement = rig_prepare(connection, sql);
        RIG_OK(driver->execute(statement, NULL, 0, &own, 1, &err), err);
        RIG_OK(driver->step(statement, &cell, &err), err);
        if (!CHECK_INT(cell.kind, cases[i].kind))
            FAIL("%s", sql);
        else if (cases[i].text)
            CHECK(cell.as.text.size == strlen(cases[i].text) &&
                  !memcmp(cell.as.text.data, cases[i].text,
                          cell.as.text.size));
        driver->finish(statement);
    }
    rig_close(connection);
}

HARNESS_SUITE(postgresql_values,
    HARNESS_TEST(test_values__come_back_exactly_or_are_refused),
    HARNESS_TEST(test_values__of_other_types_come_back_as_texts),
    HARNESS_TEST(test_values__of_reals_have_a_point_in_every_locale),
    HARNESS_TEST(test_values__beyond_their_kind_are_refused_by_name),
    HARNESS_TEST(
        test_values__that_do_not_fit_the_wanted_kind_name_their_column),
    HARNESS_TEST(test_values__have_kinds_of_their_own))
