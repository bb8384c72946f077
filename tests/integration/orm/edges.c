/* SPDX-License-Identifier: MIT */
#include "edges.h"

#include "harness.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array_) (sizeof(array_) / sizeof(*(array_)))
#define DAY_US INT64_C(86400000000)

/* --- the table ----------------------------------------------------------- */

#define INTEGER(kind_, number_)                                            \
    {.kind = ROWAN_KIND_##kind_,                                           \
     .value = {.kind = ROWAN_KIND_##kind_, .as.integer = (number_)}}
#define REAL(kind_, number_)                                               \
    {.kind = ROWAN_KIND_##kind_,                                           \
     .value = {.kind = ROWAN_KIND_##kind_, .as.real = (number_)}}
/* A string literal, whose NULs inside are part of it. */
#define VIEW(kind_, text_)                                                 \
    {.kind = ROWAN_KIND_##kind_,                                           \
     .value = {.kind = ROWAN_KIND_##kind_,                                 \
               .as.text = {(text_), sizeof(text_) - 1}}}
#define WRONG(kind_, text_)                                                \
    {.kind = ROWAN_KIND_##kind_, .is_invalid = true,                       \
     .value = {.kind = ROWAN_KIND_##kind_,                                 \
               .as.text = {(text_), sizeof(text_) - 1}}}
#define JSON(text_, back_, is_document_)                                   \
    {.kind = ROWAN_KIND_JSON,                                              \
     .value = {.kind = ROWAN_KIND_JSON,                                    \
               .as.text = {(text_), sizeof(text_) - 1}},                   \
     .back = (back_), .is_document = (is_document_)}
#define SAME_JSON(text_) JSON(text_, text_, true)
#define INTERVAL(months_, days_, microseconds_)                            \
    {.kind = ROWAN_KIND_INTERVAL,                                          \
     .value = {.kind = ROWAN_KIND_INTERVAL,                                \
               .as.interval = {(months_), (days_), (microseconds_)}}}
#define UUID(...)                                                          \
    {.kind = ROWAN_KIND_UUID,                                              \
     .value = {.kind = ROWAN_KIND_UUID, .as.uuid = {{__VA_ARGS__}}}}

static const edge bools[] = {INTEGER(BOOL, 0), INTEGER(BOOL, 1)};

/* The casts are for processors that keep constants wider than they are. */
static const edge floats[] = {
    REAL(FLOAT, 0.0f), REAL(FLOAT, -0.0f), REAL(FLOAT, 1.0f),
    REAL(FLOAT, -1.5f), REAL(FLOAT, (float)0.1), REAL(FLOAT, (float)(1.0 / 3)),
    REAL(FLOAT, 16777215.0f), REAL(FLOAT, 16777216.0f),
    REAL(FLOAT, (float)123456.789), REAL(FLOAT, 1e10f), REAL(FLOAT, FLT_MAX),
    REAL(FLOAT, -FLT_MAX), REAL(FLOAT, FLT_MIN), REAL(FLOAT, FLT_EPSILON),
    REAL(FLOAT, 1.4012984643248171e-45f), REAL(FLOAT, 5.877471754111438e-39f),
    REAL(FLOAT, NAN), REAL(FLOAT, INFINITY), REAL(FLOAT, -INFINITY),
};

static const edge doubles[] = {
    REAL(DOUBLE, 0.0), REAL(DOUBLE, -0.0), REAL(DOUBLE, 1.0),
    REAL(DOUBLE, -1.0), REAL(DOUBLE, 0.1), REAL(DOUBLE, 0.1 + 0.2),
    REAL(DOUBLE, 1.0 / 3.0), REAL(DOUBLE, 2.0 / 3.0), REAL(DOUBLE, 100.0),
    REAL(DOUBLE, 1e15), REAL(DOUBLE, 1e16), REAL(DOUBLE, 1e17),
    REAL(DOUBLE, 1e22), REAL(DOUBLE, 1e23), REAL(DOUBLE, 1e-5),
    REAL(DOUBLE, 1e300), REAL(DOUBLE, 1e-300),
    REAL(DOUBLE, 123456789.123456789),
    REAL(DOUBLE, 9007199254740991.0), REAL(DOUBLE, 9007199254740992.0),
    REAL(DOUBLE, 9007199254740994.0), REAL(DOUBLE, -9007199254740993.0),
    REAL(DOUBLE, 9223372036854775807.0), REAL(DOUBLE, 18446744073709551615.0),
    REAL(DOUBLE, DBL_MAX), REAL(DOUBLE, -DBL_MAX), REAL(DOUBLE, DBL_MIN),
    REAL(DOUBLE, DBL_EPSILON), REAL(DOUBLE, 1.0 + DBL_EPSILON),
    REAL(DOUBLE, 4.9406564584124654e-324),
    REAL(DOUBLE, -4.9406564584124654e-324),
    REAL(DOUBLE, 2.2250738585072009e-308), REAL(DOUBLE, 3.5e38),
    REAL(DOUBLE, NAN), REAL(DOUBLE, INFINITY), REAL(DOUBLE, -INFINITY),
};

static const edge texts[] = {
    VIEW(TEXT, ""), VIEW(TEXT, " "), VIEW(TEXT, "a"), VIEW(TEXT, "a "),
    VIEW(TEXT, "trailing   "), VIEW(TEXT, "  leading"), VIEW(TEXT, "\t"),
    VIEW(TEXT, "\n"), VIEW(TEXT, "\r\n"), VIEW(TEXT, "a\vb\fc"),
    VIEW(TEXT, "'"), VIEW(TEXT, "''"), VIEW(TEXT, "O'Brien"),
    VIEW(TEXT, "\""), VIEW(TEXT, "`"), VIEW(TEXT, "\\"),
    VIEW(TEXT, "\\\\"), VIEW(TEXT, "\\'"), VIEW(TEXT, "a\\nb"),
    VIEW(TEXT, "\\0"), VIEW(TEXT, "\\x41"), VIEW(TEXT, "%"), VIEW(TEXT, "_"),
    VIEW(TEXT, "?"), VIEW(TEXT, "$1"), VIEW(TEXT, ":v"), VIEW(TEXT, "@v"),
    VIEW(TEXT, "NULL"), VIEW(TEXT, "null"), VIEW(TEXT, "DEFAULT"),
    VIEW(TEXT, "CURRENT_DATE"), VIEW(TEXT, "0"), VIEW(TEXT, "-0"),
    VIEW(TEXT, "007"), VIEW(TEXT, "1e5"), VIEW(TEXT, "1.0"),
    VIEW(TEXT, "0x10"), VIEW(TEXT, "9223372036854775808"),
    VIEW(TEXT, "12abc"), VIEW(TEXT, "NaN"), VIEW(TEXT, "Infinity"),
    VIEW(TEXT, "true"), VIEW(TEXT, "2024-02-29"), VIEW(TEXT, "{1,2}"),
    VIEW(TEXT, "--"), VIEW(TEXT, "/*"), VIEW(TEXT, "#"), VIEW(TEXT, ";"),
    VIEW(TEXT, "\x01\x02\x1a\x1b\x1f\x7f"),
    VIEW(TEXT, "\xc2\x80"),         /* a control character of two bytes */
    VIEW(TEXT, "\xc2\xa0"),         /* a blank that is none */
    VIEW(TEXT, "\xc3\xa9"),         /* e acute, */
    VIEW(TEXT, "e\xcc\x81"),        /* and the same of two characters */
    VIEW(TEXT, "\xc3\x9f"),         /* s sharp */
    VIEW(TEXT, "I\xc4\xb0i\xc4\xb1"), /* the i of Turkish */
    VIEW(TEXT, "\xe2\x84\xa8\xef\xac\x81"), /* an old font; fi as one */
    VIEW(TEXT, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"),
    VIEW(TEXT, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"),
    VIEW(TEXT, "\xe2\x80\xae" "abc"), /* right to left */
    VIEW(TEXT, "\xef\xbb\xbf" "bom"),
    VIEW(TEXT, "\xef\xbf\xbd"), VIEW(TEXT, "\xef\xbf\xbf"),
    VIEW(TEXT, "\xed\x9f\xbf"),     /* the last before the surrogates */
    VIEW(TEXT, "\xf0\x90\x80\x80"), /* the first of four bytes */
    VIEW(TEXT, "\xf0\x9f\x98\x80"),
    VIEW(TEXT, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80"),
    VIEW(TEXT, "\xf4\x8f\xbf\xbf"), /* the last of all */
    WRONG(TEXT, "a\0b"), WRONG(TEXT, "\0"), WRONG(TEXT, "a\0"),
    WRONG(TEXT, "\x80"), WRONG(TEXT, "\xff"), WRONG(TEXT, "\xc3("),
    WRONG(TEXT, "abc\xc3"), WRONG(TEXT, "\xe2\x82"),
    WRONG(TEXT, "\xf0\x9f\x98"),
    WRONG(TEXT, "\xc0\xaf"), WRONG(TEXT, "\xc1\xbf"),
    WRONG(TEXT, "\xe0\x80\xaf"), WRONG(TEXT, "\xf0\x80\x80\xaf"),
    WRONG(TEXT, "\xed\xa0\x80"), WRONG(TEXT, "\xed\xb0\x80"),
    WRONG(TEXT, "\xf4\x90\x80\x80"), WRONG(TEXT, "\xf8\x88\x80\x80\x80"),
    WRONG(TEXT, "\xbf'"), WRONG(TEXT, "caf\xe9"),
};

static const edge bytes[] = {
    VIEW(BYTES, ""), VIEW(BYTES, "\0"), VIEW(BYTES, "\0\0\0"),
    VIEW(BYTES, "a"), VIEW(BYTES, "a\0b"), VIEW(BYTES, "\xff"),
    VIEW(BYTES, "\x80\x81"), VIEW(BYTES, "\xc3("), VIEW(BYTES, "'"),
    VIEW(BYTES, "\\"), VIEW(BYTES, "\\x41"), VIEW(BYTES, "\\\\000"),
    VIEW(BYTES, "a  "), VIEW(BYTES, "  "), VIEW(BYTES, "\n\r\t\x1a"),
    VIEW(BYTES, "\x7f\x00\x80\xff\xfe"), VIEW(BYTES, "\x1f\x8b\x08\x00"),
    VIEW(BYTES, "\xef\xbb\xbf"), VIEW(BYTES, "x'41'"), VIEW(BYTES, "NULL"),
};

#define FIRST_DAY (-719528) /* 0000-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */

static const edge dates[] = {
    INTEGER(DATE, 0), INTEGER(DATE, 1), INTEGER(DATE, -1),
    INTEGER(DATE, 10957),  /* 2000-01-01, of PostgreSQL's count */
    INTEGER(DATE, 10956), INTEGER(DATE, 11016), /* 2000-02-29 */
    INTEGER(DATE, 19782),  /* 2024-02-29 */
    INTEGER(DATE, -25509), /* 1900-02-28, */
    INTEGER(DATE, -25508), /* and no 29th */
    INTEGER(DATE, -141428), INTEGER(DATE, -141427), /* October of 1582 */
    INTEGER(DATE, 24855), INTEGER(DATE, 24856), /* 2038-01-19 */
    INTEGER(DATE, -719162), INTEGER(DATE, -719163), /* 0001-01-01; 1 BC */
    INTEGER(DATE, FIRST_DAY), INTEGER(DATE, FIRST_DAY - 1),
    INTEGER(DATE, -735110), /* the ides of March, 44 BC */
    INTEGER(DATE, LAST_DAY), INTEGER(DATE, LAST_DAY + 1),
    INTEGER(DATE, -2440588), INTEGER(DATE, -2440589), /* -4713-11-24 */
    INTEGER(DATE, 2145042905), INTEGER(DATE, 2145042906), /* 5874897-12-31 */
    INTEGER(DATE, INT32_MAX - 1), INTEGER(DATE, INT32_MIN + 1),
    INTEGER(DATE, ROWAN_DATE_INFINITY),
    INTEGER(DATE, ROWAN_DATE_MINUS_INFINITY),
};

#define WRONG_TIME(us_)                                                    \
    {.kind = ROWAN_KIND_TIME, .is_invalid = true,                          \
     .value = {.kind = ROWAN_KIND_TIME, .as.integer = (us_)}}

static const edge times[] = {
    INTEGER(TIME, 0), INTEGER(TIME, 1), INTEGER(TIME, 999999),
    INTEGER(TIME, 1000000), INTEGER(TIME, 59999999), INTEGER(TIME, 60000000),
    INTEGER(TIME, 3599999999), INTEGER(TIME, 3600000000),
    INTEGER(TIME, DAY_US / 2), INTEGER(TIME, DAY_US / 2 - 1),
    INTEGER(TIME, 45296123456), /* 12:34:56.123456 */
    INTEGER(TIME, 100000), INTEGER(TIME, 10), INTEGER(TIME, 123000),
    INTEGER(TIME, DAY_US - 1000000), INTEGER(TIME, DAY_US - 1),
    WRONG_TIME(DAY_US), WRONG_TIME(DAY_US + 1), WRONG_TIME(-1),
    WRONG_TIME(INT64_MAX), WRONG_TIME(INT64_MIN),
    WRONG_TIME(838 * INT64_C(3600000000)),
};

#define SECONDS(s_) INTEGER(TIMESTAMP, (s_) * INT64_C(1000000))

static const edge timestamps[] = {
    INTEGER(TIMESTAMP, 0), INTEGER(TIMESTAMP, 1), INTEGER(TIMESTAMP, -1),
    INTEGER(TIMESTAMP, 999999), INTEGER(TIMESTAMP, 1000000),
    INTEGER(TIMESTAMP, -999999), INTEGER(TIMESTAMP, 1714567890123456),
    SECONDS(946684800), INTEGER(TIMESTAMP, 946684799999999),
    SECONDS(INT32_MAX), SECONDS(INT64_C(2147483648)), SECONDS(INT32_MIN),
    SECONDS(INT64_C(4294967295)), SECONDS(INT64_C(4294967296)),
    SECONDS(1711846799), SECONDS(1711846800), /* summer time in Europe, */
    SECONDS(1729990800), SECONDS(1729987200), /* the hour that is twice, */
    SECONDS(1710054000), SECONDS(1710057600), /* and in America */
    SECONDS(1483228799), SECONDS(1483228800), /* beside a leap second */
    SECONDS(INT64_C(-12219292800)), SECONDS(INT64_C(-62135596800)),
    SECONDS(INT64_C(-62135596801)),
    INTEGER(TIMESTAMP, FIRST_DAY * DAY_US),
    INTEGER(TIMESTAMP, FIRST_DAY * DAY_US - 1),
    INTEGER(TIMESTAMP, (LAST_DAY + 1) * DAY_US - 1),
    INTEGER(TIMESTAMP, (LAST_DAY + 1) * DAY_US),
    INTEGER(TIMESTAMP, -2440588 * DAY_US),
    INTEGER(TIMESTAMP, -2440588 * DAY_US - 1),
    INTEGER(TIMESTAMP, INT64_MAX - 1), INTEGER(TIMESTAMP, INT64_MIN + 1),
    INTEGER(TIMESTAMP, ROWAN_TIMESTAMP_INFINITY),
    INTEGER(TIMESTAMP, ROWAN_TIMESTAMP_MINUS_INFINITY),
};

static const edge intervals[] = {
    INTERVAL(0, 0, 0), INTERVAL(1, 0, 0), INTERVAL(0, 1, 0),
    INTERVAL(0, 0, 1), INTERVAL(-1, 0, 0), INTERVAL(0, -1, 0),
    INTERVAL(0, 0, -1), INTERVAL(12, 0, 0), INTERVAL(13, -40, 1),
    INTERVAL(0, 31, 0), INTERVAL(0, 0, DAY_US), INTERVAL(0, 0, -DAY_US),
    INTERVAL(0, 1, -DAY_US), INTERVAL(0, 0, 3600000000),
    INTERVAL(0, 0, 999999), INTERVAL(0, 0, -500000),
    INTERVAL(INT32_MAX, INT32_MAX, INT64_MAX),
    INTERVAL(INT32_MIN + 1, INT32_MIN + 1, INT64_MIN + 1),
    INTERVAL(INT32_MIN, INT32_MAX, INT64_MIN),
    INTERVAL(INT32_MAX, INT32_MIN, 0),
};

static const edge uuids[] = {
    UUID(0), UUID(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                  255, 255, 255, 255),
    UUID(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), UUID(1),
    UUID(128), UUID(127, 255), UUID(0, 0, 0, 0, 0, 0, 0x40, 0, 0x80),
    UUID(0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0x4d, 0xef, 0x81, 0x23, 0x45,
         0x67, 0x89, 0xab, 0xcd, 0xef),
    UUID(0x27, 0x5c, 0x22, 0x60, 0x3b, 0x2d, 0x2d, 0, 0x0a, 0x0d),
};

static const edge decimals[] = {
    VIEW(DECIMAL, "0"), VIEW(DECIMAL, "1"), VIEW(DECIMAL, "-1"),
    VIEW(DECIMAL, "10"), VIEW(DECIMAL, "9999"), VIEW(DECIMAL, "10000"),
    VIEW(DECIMAL, "0.0"), VIEW(DECIMAL, "0.00"), VIEW(DECIMAL, "1.0"),
    VIEW(DECIMAL, "1.50"), VIEW(DECIMAL, "0.1"), VIEW(DECIMAL, "-0.1"),
    VIEW(DECIMAL, "0.0001"), VIEW(DECIMAL, "0.00001"),
    VIEW(DECIMAL, "-0.00000001"), VIEW(DECIMAL, "100000000"),
    VIEW(DECIMAL, "12345.6789"), VIEW(DECIMAL, "2147483648"),
    VIEW(DECIMAL, "9007199254740993"), VIEW(DECIMAL, "9223372036854775807"),
    VIEW(DECIMAL, "9223372036854775808"), VIEW(DECIMAL, "-9223372036854775809"),
    VIEW(DECIMAL, "18446744073709551615"),
    VIEW(DECIMAL, "18446744073709551616"),
    VIEW(DECIMAL, "9007199254740993.000000001"),
    VIEW(DECIMAL, "123456789012345678901234567890.12345678901234567890"),
    VIEW(DECIMAL, "0.123456789012345678901234567890"),
    VIEW(DECIMAL, "99999999999999999999999999999999999"), /* 35 */
    VIEW(DECIMAL, "999999999999999999999999999999999999"),
    VIEW(DECIMAL, "0.000000000000000000000000000001"), /* 30 places */
    VIEW(DECIMAL, "0.0000000000000000000000000000001"),
    VIEW(DECIMAL, "-99999999999999999999999999999999999."
                  "999999999999999999999999999999"),
    VIEW(DECIMAL, "99999999999999999999999999999999999999999999999999999999"
                  "999.9"),
    VIEW(DECIMAL, "-0"), VIEW(DECIMAL, "-0.00"), VIEW(DECIMAL, "007.50"),
    WRONG(DECIMAL, ""), WRONG(DECIMAL, "."), WRONG(DECIMAL, "-"),
    WRONG(DECIMAL, "+1"), WRONG(DECIMAL, "1e5"), WRONG(DECIMAL, "NaN"),
    WRONG(DECIMAL, "Infinity"), WRONG(DECIMAL, "1,5"), WRONG(DECIMAL, " 1"),
    WRONG(DECIMAL, "1 "), WRONG(DECIMAL, "1.5.2"), WRONG(DECIMAL, "0x10"),
    WRONG(DECIMAL, "1'; DROP TABLE t"), WRONG(DECIMAL, "\xd9\xa1"),
};

static const edge documents[] = {
    SAME_JSON("null"), SAME_JSON("true"), SAME_JSON("false"), SAME_JSON("0"),
    SAME_JSON("-1"), SAME_JSON("1.0"), SAME_JSON("1.50"), SAME_JSON("\"\""),
    SAME_JSON("\"x\""), SAME_JSON("\" \""), SAME_JSON("[]"), SAME_JSON("{}"),
    SAME_JSON("[1, 2, null]"), SAME_JSON("{\"a\": 1, \"b\": [true, {}]}"),
    SAME_JSON("9007199254740993"), SAME_JSON("9223372036854775808"),
    SAME_JSON("123456789012345678901234567890.123456789"),
    SAME_JSON("\"\xf0\x9f\x98\x80\""), SAME_JSON("\"\\\"\\\\\""),
    SAME_JSON("\"'\""), SAME_JSON("{\"\": 1}"),
    JSON("{\"b\":1,\"a\":2}", "{\"a\": 2, \"b\": 1}", true),
    JSON(" [1 ,2 ]\n", "[1, 2]", true),
    JSON("{\"a\": 1, \"a\": 2}", "{\"a\": 2}", true),
    JSON("\"\\u00e9\\n\"", "\"\xc3\xa9\\n\"", true),
    JSON("1e2", "100", true), JSON("\"\\u0000\"", NULL, true),
    JSON("", NULL, false), JSON("{", NULL, false), JSON("{a: 1}", NULL, false),
    JSON("'x'", NULL, false), JSON("[1,]", NULL, false),
    JSON("01", NULL, false), JSON("nul", NULL, false),
    JSON("1 2", NULL, false),
};

/* --- what follows a rule ------------------------------------------------- */

enum { MOST = 128 };

typedef struct list {
    edge items[MOST];
    size_t count;
} list;

static void
add_integer(list *to, uint32_t kind, int64_t number)
{
    for (size_t i = 0; i < to->count; i++)
        if (to->items[i].value.as.integer == number)
            return;
    REQUIRE(to->count < MOST);
    to->items[to->count++] =
        (edge){.kind = kind, .value = {.kind = kind, .as.integer = number}};
}

/* Beside powers of two, from the lowest up to the highest. */
static void
make_integers(list *to, uint32_t kind, int bits)
{
    static const int powers[] = {0, 1, 4, 7, 8, 15, 16, 23, 24,
                                 31, 32, 47, 52, 53, 62};
    int64_t most = (int64_t)((UINT64_C(1) << (bits - 1)) - 1);

    add_integer(to, kind, most);
    add_integer(to, kind, -most - 1);
    add_integer(to, kind, most - 1);
    add_integer(to, kind, -most);
    for (size_t i = 0; i < COUNT(powers) && powers[i] < bits - 1; i++) {
        int64_t power = INT64_C(1) << powers[i];

        for (int64_t beside = -1; beside <= 1; beside++) {
            add_integer(to, kind, power + beside);
            add_integer(to, kind, -power + beside);
        }
    }
}

static void
make_decimal(list *to, char *buffer, size_t whole, size_t fraction)
{
    memset(buffer, '7', whole + fraction + (fraction > 0));
    if (fraction > 0)
        buffer[whole] = '.';
    to->items[to->count++] = (edge){
        .kind = ROWAN_KIND_DECIMAL,
        .value = {.kind = ROWAN_KIND_DECIMAL,
                  .as.text = {buffer, whole + fraction + (fraction > 0)}}};
}

static void
make_decimals(list *to)
{
    static char longest[4][1200];

    memcpy(to->items, decimals, sizeof decimals);
    to->count = COUNT(decimals);
    make_decimal(to, longest[0], 65, 0);
    make_decimal(to, longest[1], 1, 64);
    make_decimal(to, longest[2], 1000, 0);
    make_decimal(to, longest[3], 500, 500);
}

const edge *
edges_of(uint32_t kind, size_t *ret_count)
{
    static const struct {
        const edge *items;
        size_t count;
    } fixed[ROWAN_KIND_COUNT] = {
        [ROWAN_KIND_BOOL] = {bools, COUNT(bools)},
        [ROWAN_KIND_FLOAT] = {floats, COUNT(floats)},
        [ROWAN_KIND_DOUBLE] = {doubles, COUNT(doubles)},
        [ROWAN_KIND_TEXT] = {texts, COUNT(texts)},
        [ROWAN_KIND_BYTES] = {bytes, COUNT(bytes)},
        [ROWAN_KIND_DATE] = {dates, COUNT(dates)},
        [ROWAN_KIND_TIME] = {times, COUNT(times)},
        [ROWAN_KIND_TIMESTAMP] = {timestamps, COUNT(timestamps)},
        [ROWAN_KIND_INTERVAL] = {intervals, COUNT(intervals)},
        [ROWAN_KIND_UUID] = {uuids, COUNT(uuids)},
        [ROWAN_KIND_JSON] = {documents, COUNT(documents)},
    };
    static list made[ROWAN_KIND_COUNT];
    list *of = &made[kind];

    *ret_count = fixed[kind].count;
    if (fixed[kind].count > 0)
        return fixed[kind].items;
    if (of->count == 0 && kind == ROWAN_KIND_DECIMAL)
        make_decimals(of);
    else if (of->count == 0)
        make_integers(of, kind,
                      kind == ROWAN_KIND_INT16   ? 16
                      : kind == ROWAN_KIND_INT32 ? 32
                                                 : 64);
    *ret_count = of->count;
    return of->items;
}

/* --- the rule ------------------------------------------------------------ */

static bool
keeps_real(double real, const rowan_capabilities *caps)
{
    if (isnan(real))
        return caps->has[ROWAN_FEATURE_NAN_FLOATS];
    if (isinf(real))
        return caps->has[ROWAN_FEATURE_INFINITE_FLOATS];
    return real != 0 || !signbit(real) ||
           caps->has[ROWAN_FEATURE_MINUS_ZERO];
}

static bool
is_minus_zero(const char *text, size_t size)
{
    return text[0] == '-' && strspn(text + 1, "0.") >= size - 1;
}

static bool
keeps_decimal(const rowan_view *text, const rowan_capabilities *caps)
{
    const char *point = memchr(text->data, '.', text->size);
    size_t end = point != NULL ? (size_t)(point - text->data) : text->size;
    size_t whole = end - (text->data[0] == '-');

    if (is_minus_zero(text->data, text->size))
        return caps->has[ROWAN_FEATURE_DECIMAL_TEXT];
    return whole <= caps->decimal_whole_digits &&
           (point == NULL ||
            text->size - end - 1 <= caps->decimal_fraction_digits);
}

static bool
keeps_json(const edge *e, const rowan_capabilities *caps)
{
    if (!e->is_document)
        return caps->has[ROWAN_FEATURE_INVALID_JSON];
    return e->back != NULL || caps->has[ROWAN_FEATURE_JSON_TEXT];
}

/* Within two bounds; the ends of the line are a feature. */
static bool
keeps_point(int64_t point, int64_t lowest, int64_t highest, int64_t minus_end,
            int64_t end, const rowan_capabilities *caps)
{
    if (point == end || point == minus_end)
        return caps->has[ROWAN_FEATURE_INFINITE_DATES];
    return point >= lowest && point <= highest;
}

bool
edge_is_kept(const edge *e, const rowan_capabilities *caps)
{
    if (e->is_invalid)
        return false;
    switch (e->kind) {
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return keeps_real(e->value.as.real, caps);
    case ROWAN_KIND_DATE:
        return keeps_point(e->value.as.integer, caps->date_min, caps->date_max,
                           ROWAN_DATE_MINUS_INFINITY, ROWAN_DATE_INFINITY,
                           caps);
    case ROWAN_KIND_TIMESTAMP:
        return keeps_point(e->value.as.integer, caps->timestamp_min,
                           caps->timestamp_max, ROWAN_TIMESTAMP_MINUS_INFINITY,
                           ROWAN_TIMESTAMP_INFINITY, caps);
    case ROWAN_KIND_DECIMAL:
        return keeps_decimal(&e->value.as.text, caps);
    case ROWAN_KIND_JSON:
        return keeps_json(e, caps);
    default:
        return true;
    }
}

/* --- what came back ------------------------------------------------------ */

static bool
same_view(const rowan_view *a, const char *data, size_t size)
{
    return a->size == size && memcmp(a->data, data, size) == 0;
}

static size_t
places(const char *text)
{
    const char *point = strchr(text, '.');

    return point != NULL ? strlen(point + 1) : 0;
}

/* Equal numbers; with the same places, or of the same text, where the database
 * says so. */
static bool
same_decimal(const rowan_view *sent, const char *back,
             const rowan_capabilities *caps)
{
    char text[1200];

    snprintf(text, sizeof text, "%.*s", (int)sent->size, sent->data);
    if (caps->has[ROWAN_FEATURE_DECIMAL_TEXT])
        return strcmp(text, back) == 0;
    return (!caps->has[ROWAN_FEATURE_DECIMAL_SCALE] ||
            places(text) == places(back)) &&
           rowan_decimal_compare((rowan_decimal){text},
                                 (rowan_decimal){back}) == 0;
}

bool
edge_is_back(const edge *e, const rowan_value *back,
             const rowan_capabilities *caps)
{
    const rowan_value *sent = &e->value;

    if (back->kind != e->kind)
        return false;
    switch (e->kind) {
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE: /* by bits; of NaN there are many */
        return (isnan(sent->as.real) && isnan(back->as.real)) ||
               memcmp(&sent->as.real, &back->as.real, sizeof(double)) == 0;
    case ROWAN_KIND_DECIMAL:
        return same_decimal(&sent->as.text, back->as.text.data, caps);
    case ROWAN_KIND_JSON:
        if (!caps->has[ROWAN_FEATURE_JSON_TEXT])
            return same_view(&back->as.text, e->back, strlen(e->back));
        return same_view(&back->as.text, sent->as.text.data,
                         sent->as.text.size);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
        return same_view(&back->as.text, sent->as.text.data,
                         sent->as.text.size);
    case ROWAN_KIND_INTERVAL:
        return memcmp(&sent->as.interval, &back->as.interval,
                      sizeof(rowan_interval)) == 0;
    case ROWAN_KIND_UUID:
        return memcmp(&sent->as.uuid, &back->as.uuid, sizeof(rowan_uuid)) == 0;
    default:
        return sent->as.integer == back->as.integer;
    }
}

/* --- as SQL -------------------------------------------------------------- */

static bool
quote(const char *text, size_t length, char *buffer, size_t size)
{
    size_t used = 0;

    if (2 * length + 3 > size)
        return false;
    buffer[used++] = '\'';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'')
            buffer[used++] = '\'';
        buffer[used++] = text[i];
    }
    buffer[used++] = '\'';
    buffer[used] = '\0';
    return true;
}

static size_t
format(const rowan_value *value, char *text)
{
    switch (value->kind) {
    case ROWAN_KIND_DATE:
        return rowan_date_format((rowan_date){(int32_t)value->as.integer},
                                 text);
    case ROWAN_KIND_TIME:
        return rowan_time_format((rowan_time){value->as.integer}, text);
    case ROWAN_KIND_TIMESTAMP:
        return rowan_timestamp_format((rowan_timestamp){value->as.integer},
                                      text);
    case ROWAN_KIND_INTERVAL:
        return rowan_interval_format(value->as.interval, text);
    default:
        return rowan_uuid_format(value->as.uuid, text);
    }
}

/* Years that all write with four digits and without a sign. */
static bool
is_common_year(const rowan_value *value)
{
    int64_t day = value->as.integer;

    if (value->kind == ROWAN_KIND_TIMESTAMP) {
        day = value->as.integer / DAY_US;
        day -= value->as.integer % DAY_US < 0;
    } else if (value->kind != ROWAN_KIND_DATE) {
        return true;
    }
    return day >= -719162 && day < LAST_DAY;
}

bool
edge_literal(const edge *e, char *buffer, size_t size)
{
    char text[100];

    switch (e->kind) {
    case ROWAN_KIND_BOOL:
        snprintf(buffer, size, e->value.as.integer ? "TRUE" : "FALSE");
        return true;
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        snprintf(buffer, size, "%lld", (long long)e->value.as.integer);
        return true;
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        harness_write_real(buffer, size, e->value.as.real);
        return isfinite(e->value.as.real) && /* "-0" is an integer, negated */
               (e->value.as.real != 0 || !signbit(e->value.as.real));
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return quote(e->value.as.text.data, e->value.as.text.size, buffer,
                     size);
    case ROWAN_KIND_BYTES:
        return false;
    default:
        return is_common_year(&e->value) &&
               quote(text, format(&e->value, text), buffer, size);
    }
}

const char *
edge_name(const edge *e)
{
    static char name[120];
    int used = snprintf(name, sizeof name, "%s ", rowan_kind_name(e->kind));
    char text[100];

    switch (e->kind) {
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
        for (size_t i = 0; i < e->value.as.text.size && used < 100; i++)
            used += snprintf(name + used, sizeof name - (size_t)used, "%02x",
                             (unsigned char)e->value.as.text.data[i]);
        break;
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        snprintf(name + used, sizeof name - (size_t)used, "%.*s",
                 (int)e->value.as.text.size, e->value.as.text.data);
        break;
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        harness_write_real(name + used, sizeof name - (size_t)used,
                           e->value.as.real);
        break;
    case ROWAN_KIND_INTERVAL:
    case ROWAN_KIND_UUID:
        text[format(&e->value, text)] = '\0';
        snprintf(name + used, sizeof name - (size_t)used, "%s", text);
        break;
    default:
        snprintf(name + used, sizeof name - (size_t)used, "%lld",
                 (long long)e->value.as.integer);
    }
    return name;
}
