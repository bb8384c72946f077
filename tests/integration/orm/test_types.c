/* SPDX-License-Identifier: MIT */
/* Every C type to a column and back: exact, or refused by name. */
#include "fixture.h"
#include "same_tables.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum color { RED = 1, GREEN = 5, BLUE = 9 } color;
ROWAN_ENUM_TYPE(color, { RED, "red" }, { GREEN, "green" }, { BLUE, "b'l\"ue" })

/* A type of the program's own: a list of words, kept as one text. */
typedef struct words {
    char *joined; /* owned */
} words;

static rowan_status
words_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    const words *w = member;

    (void)err;
    ret_value->kind = w->joined ? ROWAN_KIND_TEXT : ROWAN_KIND_NULL;
    ret_value->as.text = (rowan_view){ w->joined,
                                       w->joined ? strlen(w->joined) : 0 };
    return ROWAN_OK;
}

static rowan_status
words_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    words *w = ret_member;

    (void)err;
    w->joined = NULL;
    if (value->kind == ROWAN_KIND_NULL)
        return ROWAN_OK;
    w->joined = strndup(value->as.text.data, value->as.text.size);
    return w->joined != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

static void
words_clear(void *member)
{
    free(((words *)member)->joined);
    ((words *)member)->joined = NULL;
}

static const rowan_codec words_codec = {
    .name = "words",
    .type = { .kind = ROWAN_KIND_TEXT },
    .to_value = words_to_value,
    .from_value = words_from_value,
    .clear = words_clear,
};

typedef struct every {
    int64_t id;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    bool flag;
    float real32;
    double real64;
    const char *text;
    rowan_bytes bytes;
    rowan_date date;
    rowan_time time;
    rowan_timestamp timestamp;
    rowan_interval interval;
    rowan_uuid uuid;
    rowan_decimal decimal;
    rowan_json json;
    char chars[8];
    color color;
    words words;
    rowan_nullable_int16 n_i16;
    rowan_nullable_int32 n_i32;
    rowan_nullable_int64 n_i64;
    rowan_nullable_bool n_flag;
    rowan_nullable_float n_real32;
    rowan_nullable_double n_real64;
    rowan_nullable_date n_date;
    rowan_nullable_time n_time;
    rowan_nullable_timestamp n_timestamp;
    rowan_nullable_interval n_interval;
    rowan_nullable_uuid n_uuid;
} every;

ROWAN_MODEL(every, "every",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(i16), ROWAN_COLUMN(i32), ROWAN_COLUMN(i64),
    ROWAN_COLUMN(flag), ROWAN_COLUMN(real32), ROWAN_COLUMN(real64),
    ROWAN_COLUMN(text), ROWAN_COLUMN(bytes), ROWAN_COLUMN(date),
    ROWAN_COLUMN(time), ROWAN_COLUMN(timestamp), ROWAN_COLUMN(interval),
    ROWAN_COLUMN(uuid), ROWAN_COLUMN(decimal), ROWAN_COLUMN(json),
    ROWAN_COLUMN(chars), ROWAN_ENUM(color, color),
    ROWAN_CODEC(words, &words_codec),
    ROWAN_COLUMN(n_i16), ROWAN_COLUMN(n_i32), ROWAN_COLUMN(n_i64),
    ROWAN_COLUMN(n_flag), ROWAN_COLUMN(n_real32), ROWAN_COLUMN(n_real64),
    ROWAN_COLUMN(n_date), ROWAN_COLUMN(n_time), ROWAN_COLUMN(n_timestamp),
    ROWAN_COLUMN(n_interval), ROWAN_COLUMN(n_uuid))

static void
open_every(fixture *f, const char *name)
{
    rowan_error err = { 0 };

    fixture_open(f, name, "");
    if (rowan_create_all(f->engine, ROWAN_MODELS(every), &err) != ROWAN_OK)
        FAIL("%s", err.message);
    check_same_tables(f->engine, ROWAN_MODELS(every));
}

/* What a table of cases expects where databases differ. */
#define EXACT_OR_REFUSED ((rowan_status)-1)

#define SAME(m) (memcmp(&a->m, &b->m, sizeof a->m) == 0)

static bool
same_text(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

static bool
same_bytes(rowan_bytes a, rowan_bytes b)
{
    return (a.data == NULL) == (b.data == NULL) && a.size == b.size &&
           (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool
same_plain(const every *a, const every *b)
{
    return SAME(i16) && SAME(i32) && SAME(i64) && SAME(flag) &&
           SAME(real32) && SAME(real64) && SAME(date) && SAME(time) &&
           SAME(timestamp) && SAME(interval) && SAME(uuid) && SAME(color);
}

/* Zeros at the end of a decimal are kept by most databases. */
static bool
same_decimal(rowan_decimal a, rowan_decimal b)
{
    if (a.text == NULL || b.text == NULL || fixture_can(FIXTURE_EXACT_DECIMALS))
        return same_text(a.text, b.text);
    return rowan_decimal_compare(a, b) == 0;
}

static bool
same_texts(const every *a, const every *b)
{
    return same_text(a->text, b->text) && same_bytes(a->bytes, b->bytes) &&
           same_decimal(a->decimal, b->decimal) &&
           same_text(a->json.text, b->json.text) &&
           same_text(a->words.joined, b->words.joined) &&
           strcmp(a->chars, b->chars) == 0;
}

#define SAME_NULLABLE(m)                                                     \
    (a->m.present == b->m.present && (!a->m.present || SAME(m.value)))

static bool
same_nullable(const every *a, const every *b)
{
    bool numbers = SAME_NULLABLE(n_i16) && SAME_NULLABLE(n_i32) &&
                   SAME_NULLABLE(n_i64) && SAME_NULLABLE(n_flag) &&
                   SAME_NULLABLE(n_real32) && SAME_NULLABLE(n_real64);

    return numbers && SAME_NULLABLE(n_date) && SAME_NULLABLE(n_time) &&
           SAME_NULLABLE(n_timestamp) && SAME_NULLABLE(n_interval) &&
           SAME_NULLABLE(n_uuid);
}

/* Whether all members of two rows are the same, to the last bit. */
static bool
same(const every *a, const every *b)
{
    return same_plain(a, b) && same_texts(a, b) && same_nullable(a, b);
}

/* Writes a row as a new object, reads it in three ways, and changes another
 * row into it. Returns what the first commit came to. */
static rowan_status
round_trip(fixture *f, const char *name, const every *row)
{
    rowan_session *writer = rowan_session_open(f->engine, NULL);
    rowan_session *reader = rowan_session_open(f->engine, NULL);
    every copy = *row;
    every *written, *read, **untracked;
    rowan_status status;

    /* A codec's member is the object's own. */
    copy.words.joined = row->words.joined ? strdup(row->words.joined) : NULL;
    written = rowan_add(writer, every, &copy);
    status = rowan_commit(writer);
    if (status == ROWAN_OK) {
        read = rowan_get(reader, every, written->id);
        if (read == NULL || !same(read, row))
            FAIL("%s: does not come back as it was", name);
        untracked = rowan_find(reader, every, .read_only = true,
            .where = rowan_eq(rowan_col(every, id), written->id));
        if (untracked == NULL || !same(untracked[0], row))
            FAIL("%s: a read-only row differs", name);
        rowan_cursor *cursor = rowan_stream(reader, every,
            .where = rowan_eq(rowan_col(every, id), written->id));
        every *streamed = rowan_next(cursor, every);
        if (streamed == NULL || !same(streamed, row))
            FAIL("%s: a streamed row differs", name);
        CHECK_INT(rowan_cursor_close(cursor), ROWAN_OK);
        fixture_forget(f);
        CHECK_INT(rowan_commit(reader), ROWAN_OK);
        CHECK_INT(fixture_sent(f, "UPDATE"), 0);
    }
    rowan_session_close(reader);
    rowan_session_close(writer);
    return status;
}

static every
plain(void)
{
    return (every){ .color = GREEN, .text = "t" };
}

static void
test_types__integers_come_back_at_their_ends(void)
{
    static const int64_t numbers[] = {
        0, 1, -1, 127, -128, 255, 256, 32767, -32768, 65535, 65536,
        INT32_MAX, INT32_MIN, INT64_C(4294967295), INT64_C(4294967296),
        INT64_C(9007199254740991), INT64_C(9007199254740993),
        INT64_C(-9007199254740993), INT64_MAX, INT64_MIN, INT64_MAX - 1,
        INT64_MIN + 1,
    };
    fixture f;
    open_every(&f, "integers.db");

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        every row = plain();

        row.i64 = numbers[i];
        row.n_i64 = (rowan_nullable_int64){ numbers[i], true };
        row.i32 = (int32_t)(numbers[i] % INT32_MAX);
        row.n_i32 = (rowan_nullable_int32){ row.i32, true };
        row.i16 = (int16_t)(numbers[i] % INT16_MAX);
        row.n_i16 = (rowan_nullable_int16){ row.i16, true };
        row.flag = numbers[i] & 1;
        row.n_flag = (rowan_nullable_bool){ !row.flag, true };
        CHECK_INT(round_trip(&f, "integer", &row), ROWAN_OK);
    }
    every low = plain();
    low.i16 = INT16_MIN;
    low.i32 = INT32_MIN;
    CHECK_INT(round_trip(&f, "lowest", &low), ROWAN_OK);
    fixture_close(&f);
}

static void
test_types__reals_come_back_to_the_last_bit_or_are_refused(void)
{
    static const double numbers[] = {
        0.0, 1.0, -1.0, 0.1, 0.1 + 0.2, 1.0 / 3.0, 1e-300, 1e300, DBL_MAX,
        -DBL_MAX, DBL_MIN, 4.9406564584124654e-324, 9007199254740993.0,
        1e15, 1e16, 1e17, 123456789.123456789, -0.5, DBL_EPSILON, 3.5e38,
        INFINITY, -INFINITY,
    };
    fixture f;
    open_every(&f, "reals.db");

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        every row = plain();

        row.real64 = numbers[i];
        row.n_real64 = (rowan_nullable_double){ numbers[i], true };
        row.real32 = fabs(numbers[i]) < FLT_MAX ? (float)numbers[i] : FLT_MAX;
        row.n_real32 = (rowan_nullable_float){ row.real32, true };
        CHECK_INT(round_trip(&f, "real", &row),
                  isfinite(numbers[i]) || fixture_can(FIXTURE_INFINITY)
                      ? ROWAN_OK
                      : ROWAN_OUT_OF_RANGE);
    }
    every nan = plain();
    nan.real64 = NAN;
    FIXTURE_EXACT_OR_REFUSED(round_trip(&f, "NaN", &nan));
    every minus = plain();
    minus.real64 = -0.0;
    FIXTURE_EXACT_OR_REFUSED(round_trip(&f, "-0.0", &minus));
    fixture_close(&f);
}

static void
test_types__texts_and_bytes_come_back_byte_by_byte(void)
{
    static const char *const texts[] = {
        NULL, "", " ", "a", "trailing   ", "O'Brien", "a\"b", "a\\b", "%_",
        "\n\r\t", "\xc3\xa9", "e\xcc\x81", "\xf0\x9f\x98\x80", "NULL", "0",
        "1e5", "12abc", "; DROP TABLE every; --", "\x01\x02\x1f\x7f", ":name",
        "?", "$1", "\xe6\x97\xa5\xe6\x9c\xac",
    };
    static char large[1 << 20];
    static unsigned char all[256];
    fixture f;
    open_every(&f, "texts.db");
    memset(large, 'x', sizeof large - 1);
    for (int i = 0; i < 256; i++)
        all[i] = (unsigned char)i;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        every row = plain();

        row.text = texts[i];
        row.bytes = (rowan_bytes){ texts[i], texts[i] ? strlen(texts[i]) : 0 };
        row.words.joined = (char *)(uintptr_t)texts[i];
        if (texts[i] != NULL && strlen(texts[i]) < sizeof row.chars)
            snprintf(row.chars, sizeof row.chars, "%s", texts[i]);
        CHECK_INT(round_trip(&f, texts[i] ? texts[i] : "NULL", &row),
                  ROWAN_OK);
    }
    every row = plain();
    row.text = large;
    row.bytes = (rowan_bytes){ all, sizeof all };
    CHECK_INT(round_trip(&f, "large", &row), ROWAN_OK);

    every full = plain();
    memset(full.chars, 'x', sizeof full.chars);
    CHECK_INT(round_trip(&f, "char[8] without NUL", &full),
              ROWAN_OUT_OF_RANGE);
    fixture_close(&f);
}

static rowan_date
day(int32_t year, int32_t month, int32_t of_month)
{
    rowan_date date = { 0 };

    CHECK_INT(rowan_date_from_civil(year, month, of_month, &date), ROWAN_OK);
    return date;
}

static void
test_types__dates_and_times_come_back_or_are_refused(void)
{
    static const struct {
        int32_t year, month, day;
        int64_t time;
        bool may_be_refused;
    } cases[] = {
        { 1970, 1, 1, 0, false },
        { 1969, 12, 31, 86399999999, false },
        { 2000, 2, 29, 1, false },
        { 2038, 1, 19, 11647000000, false },
        { 9999, 12, 31, 86399999999, false },
        { 1, 1, 1, 0, false },
        { 0, 1, 1, 0, false },
        { 1582, 10, 10, 43200000000, false },
        { 2016, 12, 31, 86399000000, false },
        { 10000, 1, 1, 0, true },
        { -1, 12, 31, 0, true },
    };
    fixture f;
    open_every(&f, "dates.db");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        every row = plain();
        char name[32];

        snprintf(name, sizeof name, "%d-%d-%d", (int)cases[i].year,
                 (int)cases[i].month, (int)cases[i].day);
        row.date = day(cases[i].year, cases[i].month, cases[i].day);
        row.n_date = (rowan_nullable_date){ row.date, true };
        row.time.microseconds = cases[i].time;
        row.n_time = (rowan_nullable_time){ row.time, true };
        CHECK_INT(rowan_timestamp_from_parts(row.date, row.time,
                                             &row.timestamp),
                  ROWAN_OK);
        row.n_timestamp = (rowan_nullable_timestamp){ row.timestamp, true };
        row.interval = (rowan_interval){ (int32_t)i, -3, cases[i].time };
        row.n_interval = (rowan_nullable_interval){ row.interval, true };
        rowan_status status = round_trip(&f, name, &row);
        if (status != ROWAN_OK &&
            (status != ROWAN_OUT_OF_RANGE || !cases[i].may_be_refused))
            FAIL("%s: %s", name, rowan_status_name(status));
    }
    every noon = plain();
    noon.time.microseconds = INT64_C(86400000000);
    CHECK_INT(round_trip(&f, "24:00:00", &noon), ROWAN_OUT_OF_RANGE);
    noon = plain();
    noon.interval = (rowan_interval){ INT32_MIN, INT32_MAX, INT64_MIN };
    CHECK_INT(round_trip(&f, "longest interval", &noon), ROWAN_OK);
    fixture_close(&f);
}

static void
test_types__decimals_keep_every_digit(void)
{
    static const struct {
        const char *text;
        rowan_status status;
    } cases[] = {
        { "0", ROWAN_OK },
        { "-1", ROWAN_OK },
        { "1.50", ROWAN_OK },
        { "0.1", ROWAN_OK },
        { "9007199254740993.000000001", ROWAN_OK },
        { "123456789012345678901234567890.12345678901234567890", ROWAN_OK },
        { "-0.00", EXACT_OR_REFUSED },
        { NULL, ROWAN_OK },
        { "1e5", ROWAN_OUT_OF_RANGE },
        { "NaN", ROWAN_OUT_OF_RANGE },
        { "", ROWAN_OUT_OF_RANGE },
        { "1,5", ROWAN_OUT_OF_RANGE },
        { "1.5'; DROP TABLE every", ROWAN_OUT_OF_RANGE },
    };
    fixture f;
    open_every(&f, "decimals.db");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        every row = plain();

        row.decimal.text = cases[i].text;
        rowan_status status = round_trip(&f, cases[i].text, &row);
        if (cases[i].status == EXACT_OR_REFUSED)
            FIXTURE_EXACT_OR_REFUSED(status);
        else if (status != cases[i].status)
            FAIL("%s", cases[i].text);
    }
    CHECK_INT(rowan_count(f.session, every,
                          .where = rowan_gt(rowan_col(every, decimal), 1)),
              3);
    CHECK_INT(rowan_count(f.session, every,
                  .where = rowan_eq(rowan_col(every, decimal),
                                    ((rowan_decimal){ "1.5" }))),
              1);
    fixture_close(&f);
}

static void
test_types__enumerations_are_kept_by_their_labels(void)
{
    fixture f;
    open_every(&f, "enums.db");
    every red = plain(), blue = plain();
    red.color = RED;
    blue.color = BLUE;
    CHECK_INT(round_trip(&f, "red", &red), ROWAN_OK);
    CHECK_INT(round_trip(&f, "blue", &blue), ROWAN_OK);

    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM every "
                                  "WHERE color = 'red'"),
              1);
    CHECK_INT(rowan_count(f.session, every,
                          .where = rowan_eq(rowan_col(every, color), BLUE)),
              1);
    CHECK_INT(rowan_count(f.session, every,
                  .where = rowan_in(rowan_col(every, color), RED, BLUE)),
              2);
    CHECK_INT(rowan_count(f.session, every,
                          .where = rowan_eq(rowan_col(every, color), 77)),
              -1);
    CHECK_HAS(rowan_session_error(f.session)->message, "77");

    every odd = plain();
    odd.color = (color)3;
    CHECK_INT(round_trip(&f, "no constant", &odd), ROWAN_OUT_OF_RANGE);
    CHECK_INT(rowan_execute(f.session, "UPDATE every SET color = 'pink'"),
              ROWAN_CHECK_VIOLATION);
    fixture_close(&f);
}

static void
test_types__uuids_and_json_come_back(void)
{
    fixture f;
    rowan_uuid uuid;
    open_every(&f, "uuids.db");
    CHECK_INT(rowan_uuid_random(&uuid), ROWAN_OK);
    every row = plain();
    row.uuid = uuid;
    row.n_uuid = (rowan_nullable_uuid){ uuid, true };
    row.json.text = "{\"n\": 12345678901234567890, \"s\": \"x\"}";
    CHECK_INT(round_trip(&f, "uuid", &row), ROWAN_OK);
    if (fixture_can(FIXTURE_EXACT_JSON)) {
        every spelt = plain();

        spelt.json.text = "{\"b\":1,\"a\":\"\\u0000\",\"a\" :2}";
        CHECK_INT(round_trip(&f, "JSON", &spelt), ROWAN_OK);
    }
    row.json.text = "1.0";
    CHECK_INT(round_trip(&f, "a number as JSON", &row), ROWAN_OK);

    CHECK_INT(rowan_count(f.session, every,
                          .where = rowan_eq(rowan_col(every, uuid), uuid)),
              2);
    fixture_close(&f);
}

static void
test_types__a_codec_saves_changes_made_in_place_and_rolls_back(void)
{
    fixture f;
    open_every(&f, "codec.db");
    every row = plain();
    row.words.joined = strdup("one two");
    every *e = rowan_add(f.session, every, &row);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_forget(&f);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(f.line_count, 0);

    e->words.joined[0] = 'O'; /* in place: no pointer changes */
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    CHECK_STR(fixture_last(&f, "UPDATE"),
              "UPDATE \"every\" SET \"words\" = ? WHERE \"id\" = ?");
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_STR(e->words.joined, "one two");
    fixture_close(&f);
}

static void
test_types__a_codec_changed_after_a_rollback_changes_the_row_as_it_is(void)
{
    fixture f;
    open_every(&f, "codec-expired.db");
    every row = plain();
    row.words.joined = strdup("one two");
    every *added = rowan_add(f.session, every, &row);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    int64_t id = added->id;

    rowan_session_clear(f.session);
    CHECK_INT(rowan_execute(f.session, "UPDATE every SET i16 = 77"), ROWAN_OK);
    every *e = rowan_get(f.session, every, id);
    REQUIRE(e != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    e->words.joined[0] = 'O';
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_STR(fixture_last(&f, "UPDATE"),
              "UPDATE \"every\" SET \"words\" = ? WHERE \"id\" = ?");
    CHECK_INT(e->i16, plain().i16);
    CHECK_STR(e->words.joined, "One two");

    rowan_session_clear(f.session);
    CHECK_INT(rowan_execute(f.session, "UPDATE every SET words = 'x'"),
              ROWAN_OK);
    e = rowan_get(f.session, every, id);
    REQUIRE(e != NULL);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    e->words.joined[0] = 'y';
    CHECK_INT(rowan_commit(f.session), ROWAN_STALE);
    CHECK_STR(rowan_session_error(f.session)->column, "words");
    CHECK_STR(e->words.joined, "y");
    CHECK_INT(rowan_refresh(f.session, e), ROWAN_OK);
    CHECK_STR(e->words.joined, "One two");
    fixture_close(&f);
}

static void
test_types__what_does_not_fit_on_the_way_back_is_refused(void)
{
    FIXTURE_NEED(FILE, "columns that take values of any type");
    static const struct {
        const char *sql, *column;
    } cases[] = {
        { "UPDATE every SET i16 = 40000", "i16" },
        { "UPDATE every SET i32 = 3000000000", "i32" },
        { "UPDATE every SET flag = 2", "flag" },
        { "UPDATE every SET i64 = NULL", "i64" },
        { "UPDATE every SET chars = '123456789'", "chars" },
        { "UPDATE every SET date = 'today'", "date" },
        { "UPDATE every SET uuid = 'x'", "uuid" },
        { "UPDATE every SET timestamp = '2024-13-01 00:00:00'", "timestamp" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture f;
        every row = plain();
        open_every(&f, "back.db");
        rowan_add(f.session, every, &row);
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);
        rowan_session_clear(f.session);
        /* NOT NULL does not stand in the way of what others may write. */
        fixture_run(&f, "PRAGMA ignore_check_constraints = on");
        rowan_connection *conn = NULL;
        CHECK_INT(rowan_connection_acquire(f.engine, 0, &conn, NULL),
                  ROWAN_OK);
        rowan_status status =
            rowan_connection_query(conn, cases[i].sql, NULL, NULL, NULL);
        rowan_connection_release(conn);
        if (status == ROWAN_OK) {
            CHECK(rowan_find(f.session, every) == NULL);
            status = rowan_session_error(f.session)->status;
            if (status != ROWAN_OUT_OF_RANGE &&
                status != ROWAN_TYPE_MISMATCH)
                FAIL("%s: %s", cases[i].sql, rowan_status_name(status));
            CHECK_STR(rowan_session_error(f.session)->column,
                      cases[i].column);
        } else {
            CHECK_INT(status, ROWAN_NOT_NULL_VIOLATION);
        }
        fixture_close(&f);
    }
}

HARNESS_SUITE(orm_types,
    HARNESS_TEST(test_types__integers_come_back_at_their_ends),
    HARNESS_TEST(test_types__reals_come_back_to_the_last_bit_or_are_refused),
    HARNESS_TEST(test_types__texts_and_bytes_come_back_byte_by_byte),
    HARNESS_TEST(test_types__dates_and_times_come_back_or_are_refused),
    HARNESS_TEST(test_types__decimals_keep_every_digit),
    HARNESS_TEST(test_types__enumerations_are_kept_by_their_labels),
    HARNESS_TEST(test_types__uuids_and_json_come_back),
    HARNESS_TEST(
        test_types__a_codec_saves_changes_made_in_place_and_rolls_back),
    HARNESS_TEST(
        test_types__a_codec_changed_after_a_rollback_changes_the_row_as_it_is),
    HARNESS_TEST(test_types__what_does_not_fit_on_the_way_back_is_refused))
