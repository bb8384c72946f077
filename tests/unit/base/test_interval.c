/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <rowan/value.h>
#include <string.h>

static bool
same(rowan_interval a, rowan_interval b)
{
    return a.months == b.months && a.days == b.days &&
           a.microseconds == b.microseconds;
}

static void
test_interval__has_one_text(void)
{
    static const struct {
        rowan_interval interval;
        const char *text;
    } cases[] = {
        {{0, 0, 0}, "PT0S"},
        {{1, 2, 3500000}, "P1M2DT3.5S"},
        {{14, 0, 0}, "P1Y2M"},
        {{-14, 5, 0}, "P-1Y-2M5D"},
        {{0, 0, 1}, "PT0.000001S"},
        {{0, 0, -1}, "PT-0.000001S"},
        {{0, 0, INT64_C(3600000000)}, "PT1H"},
        {{0, 0, INT64_C(-3660500000)}, "PT-1H-1M-0.5S"},
        {{0, 7, INT64_C(59999999)}, "P7DT59.999999S"},
        {{INT32_MAX, INT32_MAX, INT64_MAX},
         "P178956970Y7M2147483647DT2562047788H54.775807S"},
        {{INT32_MIN, INT32_MIN, INT64_MIN},
         "P-178956970Y-8M-2147483648DT-2562047788H-54.775808S"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[ROWAN_INTERVAL_TEXT_SIZE];
        rowan_interval back = {0};
        size_t size = rowan_interval_format(cases[i].interval, text);

        CHECK_STR(text, cases[i].text);
        CHECK_INT(size, strlen(text));
        CHECK_INT(rowan_interval_parse(text, size, &back), ROWAN_OK);
        CHECK(same(back, cases[i].interval));
    }
}

static void
test_interval__comes_back_from_its_text(void)
{
    uint64_t state = 1;
    int wrong = 0;

    for (int i = 0; i < 100000; i++) {
        char text[ROWAN_INTERVAL_TEXT_SIZE];
        rowan_interval interval, back = {0};
        size_t size;

        state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
        interval.months = (int32_t)(state >> 32) >> (i % 32);
        interval.days = (int32_t)(state >> 20) >> (i % 31);
        interval.microseconds = (int64_t)state >> (i % 64);
        size = rowan_interval_format(interval, text);
        wrong += size >= sizeof(text) ||
                 rowan_interval_parse(text, size, &back) != ROWAN_OK ||
                 !same(back, interval);
    }
    CHECK_INT(wrong, 0);
}

static void
test_interval__reads_other_forms(void)
{
    static const struct {
        const char *text;
        rowan_interval interval;
    } cases[] = {
        {"P2W", {0, 14, 0}},
        {"P1Y-2M", {10, 0, 0}},
        {"P1W-1D", {0, 6, 0}},
        {"P0D", {0, 0, 0}},
        {"P-0Y", {0, 0, 0}},
        {"P007D", {0, 7, 0}},
        {"PT90M", {0, 0, INT64_C(5400000000)}},
        {"PT1H-60M", {0, 0, 0}},
        {"PT1.5S", {0, 0, 1500000}},
        {"PT1.000000S", {0, 0, 1000000}},
        {"PT9223372036854.775807S", {0, 0, INT64_MAX}},
        {"PT-9223372036854.775808S", {0, 0, INT64_MIN}},
        {"PT-9223372036854S", {0, 0, INT64_C(-9223372036854000000)}},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_interval interval = {1, 1, 1};

        CHECK_INT(rowan_interval_parse(cases[i].text, strlen(cases[i].text),
                                       &interval),
                  ROWAN_OK);
        if (!CHECK(same(interval, cases[i].interval)))
            FAIL("in \"%s\"", cases[i].text);
    }
}

static void
test_interval__refuses_other_texts(void)
{
    static const char *const cases[] = {
        "",
        "P",
        "PT",
        "P1",
        "PY",
        "P-Y",
        "P1DT",
        "1D",
        "-P1D",
        "p1d",
        "P1d",
        "P1D1Y",
        "P1Y1Y",
        "P1S",
        "P1H",
        "PT1D",
        "PT1Y",
        "PT1W",
        "PT1S1H",
        "PTT1S",
        "PT1ST1S",
        "P1.5D",
        "PT1.5H",
        "PT1.5M",
        "PT.5S",
        "PT1.S",
        "PT1.1234567S",
        "P+1D",
        "P--1D",
        "P 1D",
        "P1D ",
        "P1,5D",
        "P2147483648D",
        "P-2147483649D",
        "P306783379W",
        "P2147483648M",
        "P178956970Y8M",
        "P-178956970Y-9M",
        "P178956971Y",
        "PT9223372036854.775808S",
        "PT-9223372036854.775809S",
        "PT9223372036855S",
        "PT2562047788H54.775808S",
        "PT-2562047788H-54.775809S",
        "PT2562047789H",
        "PT9999999999999999999H",
        "PT99999999999999999999S",
        "P9223372036854775808M",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_interval interval = {7, 7, 7};

        if (!CHECK_INT(rowan_interval_parse(cases[i], strlen(cases[i]),
                                            &interval),
                       ROWAN_OUT_OF_RANGE) ||
            !CHECK(same(interval, (rowan_interval){7, 7, 7})))
            FAIL("in \"%s\"", cases[i]);
    }
}

HARNESS_SUITE(base_interval,
    HARNESS_TEST(test_interval__has_one_text),
    HARNESS_TEST(test_interval__comes_back_from_its_text),
    HARNESS_TEST(test_interval__reads_other_forms),
    HARNESS_TEST(test_interval__refuses_other_texts))
