/* SPDX-License-Identifier: MIT */
/* Dates, times, instants and intervals. */
#include "types.h"

#include <string.h>

/* --- values as texts ------------------------------------------------------ */

static rowan_value
at(trial *t, rowan_kind kind, const char *text)
{
    rowan_value value = {.kind = kind};
    size_t size = strlen(text);
    rowan_timestamp timestamp = {0};
    rowan_date date = {0};
    rowan_time time = {0};

    switch (kind) {
    case ROWAN_KIND_DATE:
        REQUIRE(rowan_date_parse(text, size, &date) == ROWAN_OK);
        value.as.integer = date.days;
        break;
    case ROWAN_KIND_TIME:
        REQUIRE(rowan_time_parse(text, size, &time) == ROWAN_OK);
        value.as.integer = time.microseconds;
        break;
    default:
        REQUIRE(rowan_timestamp_parse(text, size, &timestamp) == ROWAN_OK);
        value.as.integer = timestamp.microseconds;
    }
    return value;
}

/* --- the classes: one set of functions for many types --------------------- */

/* A class: its kind, the value that it is about, as a text. */
typedef struct moment {
    rowan_kind kind;
    const char *text;
} moment;

static const moment datetime = {ROWAN_KIND_TIMESTAMP, "2012-10-15 12:57:18"};
static const moment datetime_tz = {ROWAN_KIND_TIMESTAMP,
                                   "2012-10-15 12:57:18+03:00"};
static const moment datetime_micro = {ROWAN_KIND_TIMESTAMP,
                                      "2012-10-15 12:57:18.000396"};
static const moment time_plain = {ROWAN_KIND_TIME, "12:57:18"};
static const moment time_micro = {ROWAN_KIND_TIME, "12:57:18.000396"};
static const moment date = {ROWAN_KIND_DATE, "2012-10-15"};
static const moment datetime_historic = {ROWAN_KIND_TIMESTAMP,
                                         "1850-11-10 11:52:35"};
static const moment date_historic = {ROWAN_KIND_DATE, "1727-04-01"};

static void
round_trip_of(trial *t, const moment *m)
{
    const type_column column = {.kind = m->kind};
    const rowan_value value = at(t, m->kind, m->text);

    type_round_trip_found(t, &column, &value, 1);
}

static void
decorated_of(trial *t, const moment *m)
{
    const type_column column = {.kind = m->kind, .decorated = true};
    const rowan_value value = at(t, m->kind, m->text);

    type_round_trip(t, &column, &value, 1, true);
}

static void
null_of(trial *t, const moment *m)
{
    const type_column column = {.kind = m->kind};

    type_null(t, &column);
}

/* The text in quotes; the database makes it a value of the column. */
static void
literal_of(trial *t, const moment *m)
{
    const type_column column = {.kind = m->kind};
    const type_literal literal = {trial_format(t, "'%s'", m->text),
                                  at(t, m->kind, m->text)};
    const rowan_model *model = type_table(t, &column);
    rowan_session *session;
    rowan_value actual;
    type_row **rows;

    trial_run(t, trial_format(t, "INSERT INTO " TYPE_TABLE
                              " (id, content) VALUES (1, %s)", literal.sql));
    session = trial_session(t);
    rows = (type_row **)rowan_session_find(session, model, NULL);
    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    actual = type_get(rows[0], &column);
    EXPECT_STR(type_show(t, &actual), type_show(t, &literal.value));
}

/* A condition with a value that is NULL leaves out what it compares. */
static void
null_bound_of(trial *t, const moment *m)
{
    static const char sql[] =
        "SELECT count(*) FROM " TYPE_TABLE
        " WHERE content = coalesce(:limit, content)";
    const type_column column = {.kind = m->kind};
    const rowan_value value = at(t, m->kind, m->text);

    type_round_trip(t, &column, &value, 1, true);
    EXPECT_INT(trial_int(t, sql, {"limit", value}), 1);
    EXPECT_INT(trial_int(t, sql, rowan_bind_null("limit")), 1);
    EXPECT_INT(trial_int(t, sql,
                         {"limit", at(t, m->kind,
                                      m->kind == ROWAN_KIND_TIME
                                          ? "01:02:03"
                                          : "1999-01-01")}),
               0);
}

static void
select_direct_of(trial *t, const moment *m)
{
    const type_column column = {.kind = m->kind};
    const rowan_value value = at(t, m->kind, m->text);

    type_select_direct(t, &column, &value, 1);
}

#define OF(name_, function_)                                                 \
    static void name_##_##function_(trial *t)                                \
    {                                                                        \
        function_##_of(t, &name_);                                           \
    }
#define CLASS(name_)                                                         \
    OF(name_, round_trip)                                                    \
    OF(name_, decorated)                                                     \
    OF(name_, null)                                                          \
    OF(name_, literal)                                                       \
    OF(name_, null_bound)                                                    \
    OF(name_, select_direct)                                                 \
    static const conformance_test name_##_tests[] = {                        \
        {"round_trip", "", NULL, name_##_round_trip},                        \
        {"round_trip_decorated", "", NULL, name_##_decorated},               \
        {"null", "", NULL, name_##_null},                                    \
        {"literal", "", NULL, name_##_literal},                              \
        {"null_bound_comparison", "", NULL, name_##_null_bound},             \
        {"select_direct", "standalone_binds", NULL, name_##_select_direct},  \
        {NULL, NULL, NULL, NULL},                                            \
    };
CLASS(datetime)
CLASS(datetime_tz)
CLASS(datetime_micro)
CLASS(time_plain)
CLASS(time_micro)
CLASS(date)
CLASS(datetime_historic)
CLASS(date_historic)

/* --- intervals ------------------------------------------------------------ */

static const type_column interval = {.kind = ROWAN_KIND_INTERVAL};

#define SPAN(months_, days_, us_)                                            \
    {.kind = ROWAN_KIND_INTERVAL, .as.interval = {(months_), (days_), (us_)}}

static const rowan_value spans[] = {
    SPAN(0, 0, 0), SPAN(0, 1, 0), SPAN(14, 0, 0), SPAN(0, -3, 0),
    SPAN(0, 0, INT64_C(14706500000)), SPAN(-1, 2, -3000001),
};
enum { SPANS = sizeof(spans) / sizeof(*spans) };

static void
interval_literal(trial *t)
{
    type_literal literals[SPANS];

    for (size_t i = 0; i < SPANS; i++) {
        char text[ROWAN_INTERVAL_TEXT_SIZE];

        rowan_interval_format(spans[i].as.interval, text);
        literals[i] = (type_literal){trial_format(t, "'%s'", text), spans[i]};
    }
    type_literals(t, &interval, literals, SPANS);
    type_round_trip(t, &interval, spans, SPANS, true);
}

static void
select_direct_literal_interval(trial *t)
{
    type_select_direct(t, &interval, spans, SPANS);
}

static const conformance_test interval_tests[] = {
    {"literal", "", NULL, interval_literal},
    {"select_direct_literal_interval", "standalone_binds", NULL,
     select_direct_literal_interval},
    {NULL, NULL, NULL, NULL},
};

/* --- the ends of the line ------------------------------------------------- */

static void
infinity_dates(trial *t)
{
    static const rowan_value days[] = {
        V_COUNT(DATE, ROWAN_DATE_INFINITY), V_COUNT(DATE, 0),
        V_COUNT(DATE, ROWAN_DATE_MINUS_INFINITY)};
    static const rowan_value instants[] = {
        V_COUNT(TIMESTAMP, ROWAN_TIMESTAMP_INFINITY), V_COUNT(TIMESTAMP, 0),
        V_COUNT(TIMESTAMP, ROWAN_TIMESTAMP_MINUS_INFINITY)};
    const type_column date_column = {.kind = ROWAN_KIND_DATE};
    const type_column instant_column = {.kind = ROWAN_KIND_TIMESTAMP};

    type_round_trip_found(t, &date_column, days, 3);
    EXPECT_INT(trial_int(t, "SELECT id FROM " TYPE_TABLE
                            " ORDER BY content DESC"), 1);
    type_round_trip_found(t, &instant_column, instants, 3);
}

/* Days of the calendar that programs get wrong. */
static void
leap_days(trial *t)
{
    static const char *const days[] = {"2000-02-29", "1900-02-28",
                                       "2024-02-29", "1969-12-31",
                                       "1970-01-01", "9999-12-31"};
    enum { DAYS = sizeof(days) / sizeof(*days) };
    const type_column column = {.kind = ROWAN_KIND_DATE};
    rowan_value values[DAYS];

    for (size_t i = 0; i < DAYS; i++)
        values[i] = at(t, ROWAN_KIND_DATE, days[i]);
    type_round_trip_found(t, &column, values, DAYS);
}

static const conformance_test calendar_tests[] = {
    {"infinity_dates", "infinity_dates", NULL, infinity_dates},
    {"leap_days", "", NULL, leap_days},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_types_calendar[] = {
    {"types", "DateTimeTest", "", datetime_tests},
    {"types", "DateTimeTZTest", "datetime_timezone", datetime_tz_tests},
    {"types", "DateTimeMicrosecondsTest", "datetime_microseconds",
     datetime_micro_tests},
    {"types", "TimeTest", "", time_plain_tests},
    {"types", "TimeMicrosecondsTest", "datetime_microseconds",
     time_micro_tests},
    {"types", "DateTest", "", date_tests},
    {"types", "DateTimeHistoricTest", "", datetime_historic_tests},
    {"types", "DateHistoricTest", "", date_historic_tests},
    {"types", "IntervalTest", "", interval_tests},
    {"rowan", "CalendarTest", "", calendar_tests},
    {NULL, NULL, NULL, NULL},
};
