/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <rowan/value.h>
#include <string.h>

static void
test_decimal__knows_its_own_texts(void)
{
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {
        {"0", true},      {"-0", true},    {"007", true},   {"12.50", true},
        {"-0.5", true},   {"1.0", true},   {"", false},     {"-", false},
        {".5", false},    {"5.", false},   {"-.5", false},  {"+5", false},
        {"1e5", false},   {"NaN", false},  {"1.2.3", false}, {" 1", false},
        {"1 ", false},    {"1,5", false},  {"--1", false},  {"1-", false},
        {"Infinity", false}, {"0x1", false}, {"\xd9\xa1", false},
        {"123456789012345678901234567890123456789012345678901234567890."
         "123456789012345678901234567890", true},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (!CHECK_INT(rowan_decimal_is_valid(cases[i].text,
                                              strlen(cases[i].text)),
                       cases[i].valid))
            FAIL("in \"%s\"", cases[i].text);
    CHECK(!rowan_decimal_is_valid(NULL, 0));
    CHECK(!rowan_decimal_is_valid("1\0002", 3));
}

static void
test_decimal__becomes_units(void)
{
    static const struct {
        const char *text;
        int32_t scale;
        int64_t units;
    } cases[] = {
        {"12.5", 2, 1250},
        {"-12.5", 2, -1250},
        {"12.50000", 2, 1250},
        {"12", 0, 12},
        {"12.000", 0, 12},
        {"-0", 5, 0},
        {"0.01", 2, 1},
        {"-0.01", 2, -1},
        {"00012", 1, 120},
        {"9223372036854775807", 0, INT64_MAX},
        {"-9223372036854775808", 0, INT64_MIN},
        {"92233720368547758.07", 2, INT64_MAX},
        {"-9.223372036854775808", 18, INT64_MIN},
        {"9", 18, INT64_C(9000000000000000000)},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t units = 77;

        CHECK_INT(rowan_decimal_to_units((rowan_decimal){cases[i].text},
                                         cases[i].scale, &units),
                  ROWAN_OK);
        CHECK_INT(units, cases[i].units);
    }
}

static void
test_decimal__refuses_what_units_cannot_hold(void)
{
    static const struct {
        const char *text;
        int32_t scale;
    } cases[] = {
        {"12.555", 2},
        {"0.1", 0},
        {"9223372036854775808", 0},
        {"-9223372036854775809", 0},
        {"92233720368547758.08", 2},
        {"10", 18},
        {"99999999999999999999999999", 0},
        {"1", -1},
        {"1", 19},
        {"1", INT32_MIN},
        {"", 2},
        {"x", 2},
        {NULL, 2},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t units = 77;

        CHECK_INT(rowan_decimal_to_units((rowan_decimal){cases[i].text},
                                         cases[i].scale, &units),
                  ROWAN_OUT_OF_RANGE);
        CHECK_INT(units, 77);
    }
}

static void
test_decimal__is_made_of_units(void)
{
    static const struct {
        int64_t units;
        int32_t scale;
        const char *text; /* NULL: refused */
    } cases[] = {
        {1250, 2, "12.50"},
        {-1250, 2, "-12.50"},
        {5, 3, "0.005"},
        {-5, 3, "-0.005"},
        {0, 0, "0"},
        {0, 2, "0.00"},
        {INT64_MIN, 0, "-9223372036854775808"},
        {INT64_MIN, 18, "-9.223372036854775808"},
        {INT64_MIN, 1, "-922337203685477580.8"},
        {INT64_MAX, 18, "9.223372036854775807"},
        {-1, 18, "-0.000000000000000001"},
        {1, 19, NULL},
        {1, -1, NULL},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char buffer[ROWAN_UNITS_TEXT_SIZE];
        rowan_decimal made = rowan_decimal_from_units(
            cases[i].units, cases[i].scale, buffer);
        int64_t back = 0;

        CHECK_STR(made.text, cases[i].text);
        if (made.text == NULL)
            continue;
        CHECK_INT(rowan_decimal_to_units(made, cases[i].scale, &back),
                  ROWAN_OK);
        CHECK_INT(back, cases[i].units);
    }
}

static void
test_decimal__compares_by_value(void)
{
    /* From small to large; those of one row are equal. */
    static const char *const rows[][3] = {
        {"-1000", "-01000.0", "-1000.000"},
        {"-99.5", "-99.50", "-099.5"},
        {"-99.25", "-99.250", "-99.2500"},
        {"-0.001", "-0.0010", "-00.001"},
        {"0", "-0.00", "000"},
        {"0.5", "0.50", "00.5"},
        {"0.51", "0.510", "0.5100"},
        {"1.5", "1.50", "01.5"},
        {"9", "9.0", "009"},
        {"10", "10.0", "010"},
        {"10.0000000000000000000000001", "10.00000000000000000000000010",
         "010.0000000000000000000000001"},
        {"123456789012345678901234567890", "0123456789012345678901234567890",
         "123456789012345678901234567890.0"},
    };
    const int count = sizeof(rows) / sizeof(rows[0]);

    for (int i = 0; i < count * 3; i++) {
        for (int j = 0; j < count * 3; j++) {
            rowan_decimal a = {rows[i / 3][i % 3]};
            rowan_decimal b = {rows[j / 3][j % 3]};
            int order = rowan_decimal_compare(a, b);
            int expected = (i / 3 > j / 3) - (i / 3 < j / 3);

            if (!CHECK_INT((order > 0) - (order < 0), expected))
                FAIL("comparing %s and %s", a.text, b.text);
        }
    }
}

HARNESS_SUITE(base_decimal,
    HARNESS_TEST(test_decimal__knows_its_own_texts),
    HARNESS_TEST(test_decimal__becomes_units),
    HARNESS_TEST(test_decimal__refuses_what_units_cannot_hold),
    HARNESS_TEST(test_decimal__is_made_of_units),
    HARNESS_TEST(test_decimal__compares_by_value))
