/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include "base/calendar.h"
#include "base/clock.h"

#include <rowan/value.h>
#include <string.h>

#define DAY INT64_C(86400000000)

static void
test_calendar__counts_every_day_of_800_years(void)
{
    rowan__civil civil = {.year = -400, .month = 1, .day = 1};
    int64_t days = rowan__calendar_days(civil);
    int wrong = 0;

    CHECK_INT(days, -719528 - 146097);
    while (civil.year < 400) {
        rowan__civil back = rowan__calendar_civil(days);

        wrong += back.year != civil.year || back.month != civil.month ||
                 back.day != civil.day ||
                 rowan__calendar_days(civil) != days;
        days++;
        if (++civil.day >
            rowan__calendar_month_length(civil.year, civil.month)) {
            civil.day = 1;
            civil.month = civil.month % 12 + 1;
            civil.year += civil.month == 1;
        }
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(days, -719528 + 146097);
}

static void
test_calendar__knows_leap_years_and_months(void)
{
    static const struct {
        int32_t year, month, length;
    } cases[] = {
        {2024, 2, 29}, {2023, 2, 28}, {1900, 2, 28}, {2000, 2, 29},
        {0, 2, 29},    {-1, 2, 28},   {-4, 2, 29},   {-100, 2, 28},
        {-400, 2, 29}, {2023, 1, 31}, {2023, 4, 30}, {2023, 12, 31},
        {2023, 0, 0},  {2023, 13, 0}, {2023, -1, 0}, {2023, INT32_MIN, 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (!CHECK_INT(
                rowan__calendar_month_length(cases[i].year, cases[i].month),
                cases[i].length))
            FAIL("in %d-%d", cases[i].year, cases[i].month);
}

static void
test_date__is_made_of_its_parts(void)
{
    static const struct {
        int32_t year, month, day;
        int32_t days;
    } cases[] = {
        {1970, 1, 1, 0},
        {1969, 12, 31, -1},
        {2000, 2, 29, 11016},
        {2038, 1, 19, 24855},
        {1, 1, 1, -719162},
        {0, 1, 1, -719528},
        {0, 2, 29, -719469},
        {-1, 12, 31, -719529},
        {9999, 12, 31, 2932896},
        {5000000, 12, 31, 1825493337},
        {-5000000, 1, 1, -1826932028},
        {5881580, 7, 10, INT32_MAX - 1},
        {-5877641, 6, 24, INT32_MIN + 1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_date date = {0};
        int32_t year, month, day;

        CHECK_INT(rowan_date_from_civil(cases[i].year, cases[i].month,
                                        cases[i].day, &date),
                  ROWAN_OK);
        if (!CHECK_INT(date.days, cases[i].days))
            FAIL("for the year %d", cases[i].year);
        rowan_date_to_civil(date, &year, &month, &day);
        CHECK_INT(year, cases[i].year);
        CHECK_INT(month, cases[i].month);
        CHECK_INT(day, cases[i].day);
    }
}

static void
test_date__refuses_days_that_do_not_exist(void)
{
    static const int32_t cases[][3] = {
        {2023, 2, 29},       {1900, 2, 29},       {2023, 4, 31},
        {2023, 1, 0},        {2023, 1, 32},       {2023, 0, 1},
        {2023, 13, 1},       {2023, 1, -1},       {5881580, 7, 11},
        {-5877641, 6, 23},   {INT32_MAX, 12, 31}, {INT32_MIN, 1, 1},
        {2023, INT32_MIN, 1}, {2023, 1, INT32_MAX},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_date date = {.days = 77};

        CHECK_INT(rowan_date_from_civil(cases[i][0], cases[i][1], cases[i][2],
                                        &date),
                  ROWAN_OUT_OF_RANGE);
        CHECK_INT(date.days, 77);
    }
}

static const struct {
    int32_t days;
    const char *text;
} date_texts[] = {
    {0, "1970-01-01"},
    {-719528, "0000-01-01"},
    {-719529, "-0001-12-31"},
    {2932896, "9999-12-31"},
    {2932897, "+10000-01-01"},
    {INT32_MAX - 1, "+5881580-07-10"},
    {INT32_MIN + 1, "-5877641-06-24"},
    {ROWAN_DATE_INFINITY, "infinity"},
    {ROWAN_DATE_MINUS_INFINITY, "-infinity"},
};

static void
test_date__has_one_text(void)
{
    for (size_t i = 0; i < sizeof(date_texts) / sizeof(date_texts[0]); i++) {
        char text[ROWAN_DATE_TEXT_SIZE];
        rowan_date date = {.days = date_texts[i].days};
        rowan_date back = {0};
        size_t size = rowan_date_format(date, text);

        CHECK_STR(text, date_texts[i].text);
        CHECK_INT(size, strlen(text));
        CHECK_INT(rowan_date_parse(text, size, &back), ROWAN_OK);
        CHECK_INT(back.days, date.days);
    }
}

static void
test_date__comes_back_from_its_text_all_along_the_line(void)
{
    int wrong = 0;

    /* A prime step meets all days of year and month. */
    for (int64_t days = INT32_MIN; days <= INT32_MAX; days += 30011) {
        char text[ROWAN_DATE_TEXT_SIZE];
        rowan_date date = {.days = (int32_t)days};
        rowan_date back = {0};
        size_t size = rowan_date_format(date, text);

        wrong += size >= sizeof(text) ||
                 rowan_date_parse(text, size, &back) != ROWAN_OK ||
                 back.days != date.days;
    }
    CHECK_INT(wrong, 0);
}

static void
test_date__refuses_other_texts(void)
{
    static const char *const cases[] = {
        "",           "2023",         "2023-01",      "2023-1-01",
        "2023-01-1",  "2023-02-29",   "2023-00-01",   "2023-13-01",
        "23-01-01",   "02023-01-01",  "12023-01-01",  "+2023-01-01",
        "-0000-01-01", "+02023-01-01", "-02023-01-01", "+012023-01-01",
        " 2023-01-01", "2023-01-01 ", "2023-01-011",  "2023/01/01",
        "2023-01-0a", "--0001-01-01", "+-0001-01-01", "20230101",
        "Infinity",   "+infinity",    "infinity ",    "infinit",
        "+5881580-07-11", "-5877641-06-23", "+99999999-01-01",
        "2023-+1-01", "2023-01- 1",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_date date = {.days = 77};

        if (!CHECK_INT(rowan_date_parse(cases[i], strlen(cases[i]), &date),
                       ROWAN_OUT_OF_RANGE) ||
            !CHECK_INT(date.days, 77))
            FAIL("in \"%s\"", cases[i]);
    }
}

static void
test_date__reads_no_further_than_told(void)
{
    rowan_date date = {0};

    CHECK_INT(rowan_date_parse("2023-01-012", 10, &date), ROWAN_OK);
    CHECK_INT(date.days, 19358);
    CHECK_INT(rowan_date_parse("2023-01-01", 9, &date), ROWAN_OUT_OF_RANGE);
    CHECK_INT(rowan_date_parse(NULL, 0, &date), ROWAN_OUT_OF_RANGE);
}

static void
test_time__has_one_text(void)
{
    static const struct {
        int64_t microseconds;
        const char *text;
    } cases[] = {
        {0, "00:00:00"},
        {1, "00:00:00.000001"},
        {500000, "00:00:00.500000"},
        {3723000000, "01:02:03"},
        {DAY - 1, "23:59:59.999999"},
        {DAY - 1000000, "23:59:59"},
        {DAY, ""},
        {-1, ""},
        {INT64_MAX, ""},
        {INT64_MIN, ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[ROWAN_TIME_TEXT_SIZE];
        rowan_time time = {.microseconds = cases[i].microseconds};
        rowan_time back = {0};

        CHECK_INT(rowan_time_format(time, text), strlen(cases[i].text));
        CHECK_STR(text, cases[i].text);
        if (cases[i].text[0] == '\0')
            continue;
        CHECK_INT(rowan_time_parse(text, strlen(text), &back), ROWAN_OK);
        CHECK_INT(back.microseconds, time.microseconds);
    }
}

static void
test_time__reads_short_forms(void)
{
    static const struct {
        const char *text;
        int64_t microseconds; /* -1: refused */
    } cases[] = {
        {"01:02", 3720000000},
        {"01:02:03.5", 3723500000},
        {"01:02:03.050", 3723050000},
        {"00:00:00.000000", 0},
        {"24:00:00", -1},
        {"23:60:00", -1},
        {"23:59:60", -1},
        {"1:02:03", -1},
        {"01:2:03", -1},
        {"01:02:3", -1},
        {"01", -1},
        {"01:", -1},
        {"01:02:", -1},
        {"01:02:03.", -1},
        {"01:02:03.1234567", -1},
        {"01:02.5", -1},
        {"-1:02:03", -1},
        {"01:02:03Z", -1},
        {" 01:02", -1},
        {"", -1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_time time = {.microseconds = -1};
        rowan_status status =
            rowan_time_parse(cases[i].text, strlen(cases[i].text), &time);

        if (!CHECK_INT(time.microseconds, cases[i].microseconds) ||
            !CHECK_INT(status, cases[i].microseconds < 0 ? ROWAN_OUT_OF_RANGE
                                                         : ROWAN_OK))
            FAIL("in \"%s\"", cases[i].text);
    }
}

static void
test_timestamp__has_one_text(void)
{
    static const struct {
        int64_t microseconds;
        const char *text;
    } cases[] = {
        {0, "1970-01-01 00:00:00.000000"},
        {-1, "1969-12-31 23:59:59.999999"},
        {INT64_C(2147483648000000), "2038-01-19 03:14:08.000000"},
        {-719528 * DAY, "0000-01-01 00:00:00.000000"},
        {-719528 * DAY - 1, "-0001-12-31 23:59:59.999999"},
        {2932897 * DAY - 1, "9999-12-31 23:59:59.999999"},
        {2932897 * DAY, "+10000-01-01 00:00:00.000000"},
        {INT64_MAX - 1, "+294247-01-10 04:00:54.775806"},
        {INT64_MIN + 1, "-290308-12-21 19:59:05.224193"},
        {ROWAN_TIMESTAMP_INFINITY, "infinity"},
        {ROWAN_TIMESTAMP_MINUS_INFINITY, "-infinity"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[ROWAN_TIMESTAMP_TEXT_SIZE];
        rowan_timestamp stamp = {.microseconds = cases[i].microseconds};
        rowan_timestamp back = {.microseconds = 77};
        size_t size = rowan_timestamp_format(stamp, text);

        CHECK_STR(text, cases[i].text);
        CHECK_INT(size, strlen(text));
        CHECK_INT(rowan_timestamp_parse(text, size, &back), ROWAN_OK);
        CHECK_INT(back.microseconds, stamp.microseconds);
    }
}

static void
test_timestamp__comes_back_from_its_parts_all_along_the_line(void)
{
    const int64_t step = INT64_MAX / 50021;
    int wrong = 0;

    for (int64_t at = INT64_MIN + 1; at < INT64_MAX - step; at += step) {
        rowan_timestamp stamp = {.microseconds = at};
        rowan_timestamp back = {0};
        rowan_date date;
        rowan_time time;

        rowan_timestamp_to_parts(stamp, &date, &time);
        wrong += time.microseconds < 0 || time.microseconds >= DAY ||
                 rowan_timestamp_from_parts(date, time, &back) != ROWAN_OK ||
                 back.microseconds != at;
    }
    CHECK_INT(wrong, 0);
}

static void
test_timestamp__has_infinite_parts_at_the_ends(void)
{
    static const struct {
        int64_t microseconds;
        int32_t days;
    } cases[] = {
        {ROWAN_TIMESTAMP_INFINITY, ROWAN_DATE_INFINITY},
        {ROWAN_TIMESTAMP_MINUS_INFINITY, ROWAN_DATE_MINUS_INFINITY},
    };

    for (size_t i = 0; i < 2; i++) {
        rowan_timestamp stamp = {.microseconds = cases[i].microseconds};
        rowan_timestamp back = {0};
        rowan_date date;
        rowan_time time;

        rowan_timestamp_to_parts(stamp, &date, &time);
        CHECK_INT(date.days, cases[i].days);
        CHECK_INT(time.microseconds, 0);
        CHECK_INT(rowan_timestamp_from_parts(date, time, &back), ROWAN_OK);
        CHECK_INT(back.microseconds, stamp.microseconds);
    }
}

static void
test_timestamp__refuses_parts_beyond_its_line(void)
{
    static const struct {
        int32_t days;
        int64_t microseconds;
        bool fits;
    } cases[] = {
        {106751991, INT64_C(14454775806), true},
        {106751991, INT64_C(14454775807), false}, /* would be infinity */
        {106751991, INT64_C(14454775808), false},
        {106751992, 0, false},
        {-106751992, INT64_C(71945224193), true},
        {-106751992, INT64_C(71945224192), false}, /* minus infinity */
        {-106751992, INT64_C(71945224191), false},
        {-106751993, DAY - 1, false},
        {INT32_MAX - 1, 0, false},
        {INT32_MIN + 1, DAY - 1, false},
        {0, DAY, false},
        {0, -1, false},
        {ROWAN_DATE_INFINITY, DAY, false},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_timestamp stamp = {.microseconds = 77};
        rowan_status status = rowan_timestamp_from_parts(
            (rowan_date){cases[i].days}, (rowan_time){cases[i].microseconds},
            &stamp);

        CHECK_INT(status, cases[i].fits ? ROWAN_OK : ROWAN_OUT_OF_RANGE);
        CHECK(cases[i].fits == (stamp.microseconds != 77));
    }
}

static void
test_timestamp__reads_zones_and_short_forms(void)
{
    static const struct {
        const char *text;
        const char *same; /* the text that is written; NULL: refused */
    } cases[] = {
        {"2023-01-01", "2023-01-01 00:00:00.000000"},
        {"2023-01-01T10:20", "2023-01-01 10:20:00.000000"},
        {"2023-01-01T10:20Z", "2023-01-01 10:20:00.000000"},
        {"2023-01-01 10:20:30.5Z", "2023-01-01 10:20:30.500000"},
        {"2023-01-01 10:20:30+02", "2023-01-01 08:20:30.000000"},
        {"2023-01-01 10:20:30-02:30", "2023-01-01 12:50:30.000000"},
        {"2023-01-01 00:00:00+00:01", "2022-12-31 23:59:00.000000"},
        {"2022-12-31 23:59:59-23:59", "2023-01-01 23:58:59.000000"},
        {"+294247-01-10 05:00:54.775806+01", "+294247-01-10 04:00:54.775806"},
        {"-290308-12-21 18:59:05.224193-01", "-290308-12-21 19:59:05.224193"},
        {"+294247-01-10 04:00:54.775807", NULL},
        {"-290308-12-21 19:59:05.224192", NULL},
        {"+5881580-07-10 23:59-01", NULL},
        {"-5877641-06-24 00:00+01", NULL},
        {"2023-01-01 ", NULL},
        {"2023-01-01Z", NULL},
        {"2023-01-01  10:20", NULL},
        {"2023-01-01t10:20", NULL},
        {"2023-01-01 10:20z", NULL},
        {"2023-01-01 10:20 Z", NULL},
        {"2023-01-01 10:20ZZ", NULL},
        {"2023-01-01 10:20+", NULL},
        {"2023-01-01 10:20+2", NULL},
        {"2023-01-01 10:20+24", NULL},
        {"2023-01-01 10:20+02:", NULL},
        {"2023-01-01 10:20+0230", NULL},
        {"2023-01-01 10:20+02:60", NULL},
        {"2023-01-01 24:00", NULL},
        {"2023-02-29 10:20", NULL},
        {"infinity 10:20", NULL},
        {"", NULL},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[ROWAN_TIMESTAMP_TEXT_SIZE];
        rowan_timestamp stamp = {.microseconds = 77};
        rowan_status status = rowan_timestamp_parse(
            cases[i].text, strlen(cases[i].text), &stamp);

        (void)rowan_timestamp_format(stamp, text);
        if (!CHECK_INT(status, cases[i].same != NULL ? ROWAN_OK
                                                     : ROWAN_OUT_OF_RANGE) ||
            !CHECK_STR(text, cases[i].same != NULL
                                 ? cases[i].same
                                 : "1970-01-01 00:00:00.000077"))
            FAIL("in \"%s\"", cases[i].text);
    }
}

static void
test_timestamp__texts_sort_as_instants_do(void)
{
    char before[ROWAN_TIMESTAMP_TEXT_SIZE] = "";
    int wrong = 0;

    for (int64_t at = -719528 * DAY; at < 2932897 * DAY; at += 631 * DAY + 7) {
        char text[ROWAN_TIMESTAMP_TEXT_SIZE];

        (void)rowan_timestamp_format((rowan_timestamp){at}, text);
        wrong += strcmp(before, text) >= 0;
        memcpy(before, text, sizeof(before));
    }
    CHECK_INT(wrong, 0);
}

static void
test_timestamp__now_is_after_the_writing_of_this_test(void)
{
    rowan_timestamp written = {0};

    CHECK_INT(rowan_timestamp_parse("2023-01-01", 10, &written), ROWAN_OK);
    CHECK(rowan_timestamp_now().microseconds > written.microseconds);
}

static void
test_clock__never_goes_back(void)
{
    int64_t before = rowan__clock_monotonic_us();
    int backward = 0;

    for (int i = 0; i < 1000; i++) {
        int64_t now = rowan__clock_monotonic_us();

        backward += now < before;
        before = now;
    }
    CHECK_INT(backward, 0);
}

HARNESS_SUITE(base_date,
    HARNESS_TEST(test_calendar__counts_every_day_of_800_years),
    HARNESS_TEST(test_calendar__knows_leap_years_and_months),
    HARNESS_TEST(test_date__is_made_of_its_parts),
    HARNESS_TEST(test_date__refuses_days_that_do_not_exist),
    HARNESS_TEST(test_date__has_one_text),
    HARNESS_TEST(test_date__comes_back_from_its_text_all_along_the_line),
    HARNESS_TEST(test_date__refuses_other_texts),
    HARNESS_TEST(test_date__reads_no_further_than_told),
    HARNESS_TEST(test_time__has_one_text),
    HARNESS_TEST(test_time__reads_short_forms),
    HARNESS_TEST(test_timestamp__has_one_text),
    HARNESS_TEST(test_timestamp__comes_back_from_its_parts_all_along_the_line),
    HARNESS_TEST(test_timestamp__has_infinite_parts_at_the_ends),
    HARNESS_TEST(test_timestamp__refuses_parts_beyond_its_line),
    HARNESS_TEST(test_timestamp__reads_zones_and_short_forms),
    HARNESS_TEST(test_timestamp__texts_sort_as_instants_do),
    HARNESS_TEST(test_timestamp__now_is_after_the_writing_of_this_test),
    HARNESS_TEST(test_clock__never_goes_back))
