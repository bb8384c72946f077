/* SPDX-License-Identifier: MIT */
/* What plugins are lent. */
#include "harness.h"
#include "dialect/dialect_priv.h"

#include <string.h>

static void
test_host__has_every_slot(void)
{
    const rowan_host *host = rowan__host();
    const size_t first = offsetof(rowan_host, allocate);

    CHECK_INT(host->size, sizeof(rowan_host));
    for (size_t at = first; at < sizeof(rowan_host); at += sizeof(void *)) {
        const void *slot;

        memcpy(&slot, (const char *)host + at, sizeof(slot));
        CHECK(slot != NULL);
    }
}

static void
test_host__copies_an_error_whole(void)
{
    char message[] = "duplicate key";
    const rowan_error_info info = {
        .size = sizeof(info),
        .status = ROWAN_UNIQUE_VIOLATION,
        .retry = ROWAN_RETRY_TRANSACTION,
        .native_code = 2067,
        .sqlstate = "23505",
        .message = message,
        .table = "users",
        .column = "email",
        .constraint = "users_email_key",
        .hint = "choose another",
    };
    rowan_error err = {0};

    CHECK_INT(rowan__host()->error_set(&err, &info), ROWAN_UNIQUE_VIOLATION);
    memset(message, 'x', sizeof(message) - 1);
    CHECK_INT(err.status, ROWAN_UNIQUE_VIOLATION);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    CHECK_INT(err.native_code, 2067);
    CHECK_STR(err.sqlstate, "23505");
    CHECK_STR(err.message, "duplicate key");
    CHECK_STR(err.table, "users");
    CHECK_STR(err.column, "email");
    CHECK_STR(err.constraint, "users_email_key");
    CHECK_STR(err.hint, "choose another");
}

static void
test_host__keeps_the_first_error(void)
{
    const rowan_error_info first = {.status = ROWAN_BUSY, .message = "first"};
    const rowan_error_info second = {.status = ROWAN_IO,
                                     .message = "second",
                                     .table = "users"};
    rowan_error err = {0};

    CHECK_INT(rowan__host()->error_set(&err, &first), ROWAN_BUSY);
    CHECK_INT(rowan__host()->error_set(&err, &second), ROWAN_IO);
    CHECK_STR(err.message, "first");
    CHECK_STR(err.table, "");
    CHECK_INT(rowan__host()->error_set(NULL, &second), ROWAN_IO);
}

static void
test_host__says_the_status_where_a_plugin_is_silent(void)
{
    const rowan_error_info silent = {.status = ROWAN_BUSY};
    const rowan_error_info lying = {.status = ROWAN_OK, .message = "broken"};
    rowan_error err = {0};

    CHECK_INT(rowan__host()->error_set(&err, &silent), ROWAN_BUSY);
    CHECK_STR(err.message, rowan_status_text(ROWAN_BUSY));
    err = (rowan_error){0};
    CHECK_INT(rowan__host()->error_set(&err, &lying), ROWAN_INTERNAL);
    CHECK_STR(err.message, "broken");
}

static void
test_host__quotes_a_name_or_says_why_not(void)
{
    const rowan_dialect dialect = {.size = sizeof(dialect)};
    rowan_buffer buffer;
    rowan_error err = {0};

    rowan__buffer_init(&buffer);
    CHECK_INT(rowan__host()->buffer_identifier(&buffer, &dialect, "a\"b", &err),
              ROWAN_OK);
    CHECK_STR(rowan__buffer_get(&buffer), "\"a\"\"b\"");
    CHECK_INT(rowan__host()->buffer_identifier(&buffer, &dialect, "", &err),
              ROWAN_INVALID);
    CHECK_STR(err.message, "the identifier has no name");
    CHECK(rowan__buffer_failed(&buffer));
    rowan__buffer_done(&buffer);
}

/* --- values ------------------------------------------------------------- */

typedef struct text_case {
    uint32_t kind;
    int64_t integer;
    const char *text; /* NULL: outside the kind */
} text_case;

static const text_case text_cases[] = {
    {ROWAN_KIND_BOOL, 0, "false"},
    {ROWAN_KIND_BOOL, 1, "true"},
    {ROWAN_KIND_BOOL, 2, NULL},
    {ROWAN_KIND_INT16, -32768, "-32768"},
    {ROWAN_KIND_INT16, 32768, NULL},
    {ROWAN_KIND_INT32, INT32_MIN, "-2147483648"},
    {ROWAN_KIND_INT32, INT64_C(2147483648), NULL},
    {ROWAN_KIND_INT64, INT64_MAX, "9223372036854775807"},
    {ROWAN_KIND_INT64, INT64_MIN, "-9223372036854775808"},
    {ROWAN_KIND_INT64, 0, "0"},
    {ROWAN_KIND_DATE, 0, "1970-01-01"},
    {ROWAN_KIND_DATE, 11016, "2000-02-29"},
    {ROWAN_KIND_TIME, 86399999999, "23:59:59.999999"},
    {ROWAN_KIND_TIME, 86400000000, NULL},
    {ROWAN_KIND_TIME, -1, NULL},
    {ROWAN_KIND_TIMESTAMP, 1, "1970-01-01 00:00:00.000001"},
};

static void
test_host__writes_values_and_reads_them_back(void)
{
    const rowan_host *host = rowan__host();

    for (size_t i = 0; i < sizeof(text_cases) / sizeof(text_cases[0]); i++) {
        const text_case *wanted = &text_cases[i];
        rowan_value value = {.kind = wanted->kind,
                             .as.integer = wanted->integer};
        rowan_value back = {0};
        char text[80] = "";

        if (wanted->text == NULL) {
            CHECK_INT(host->value_format(&value, text), 0);
            continue;
        }
        CHECK_INT(host->value_format(&value, text), strlen(wanted->text));
        CHECK_STR(text, wanted->text);
        CHECK_INT(host->value_parse(wanted->kind, text, strlen(text), &back),
                  ROWAN_OK);
        CHECK_INT(back.kind, wanted->kind);
        CHECK_INT(back.as.integer, wanted->integer);
    }
}

static void
test_host__writes_intervals_and_uuids(void)
{
    const rowan_host *host = rowan__host();
    rowan_value value = {0};
    char text[80];

    CHECK_INT(host->value_parse(ROWAN_KIND_INTERVAL, "P1M2D", 5, &value),
              ROWAN_OK);
    CHECK_INT(value.as.interval.days, 2);
    CHECK(host->value_format(&value, text) > 0);
    CHECK_STR(text, "P1M2D");
    CHECK_INT(host->value_parse(ROWAN_KIND_UUID,
                                "00112233445566778899aabbccddeeff", 32,
                                &value),
              ROWAN_OK);
    CHECK_INT(host->value_format(&value, text), 36);
    CHECK_STR(text, "00112233-4455-6677-8899-aabbccddeeff");
}

static void
test_host__refuses_texts_that_are_no_values(void)
{
    static const struct {
        uint32_t kind;
        const char *text;
    } cases[] = {
        {ROWAN_KIND_BOOL, "yes"},
        {ROWAN_KIND_BOOL, ""},
        {ROWAN_KIND_INT16, "32768"},
        {ROWAN_KIND_INT32, "-2147483649"},
        {ROWAN_KIND_INT64, "9223372036854775808"},
        {ROWAN_KIND_INT64, "-9223372036854775809"},
        {ROWAN_KIND_INT64, "99999999999999999999"},
        {ROWAN_KIND_INT64, ""},
        {ROWAN_KIND_INT64, "-"},
        {ROWAN_KIND_INT64, "+1"},
        {ROWAN_KIND_INT64, " 1"},
        {ROWAN_KIND_INT64, "1 "},
        {ROWAN_KIND_INT64, "0x1"},
        {ROWAN_KIND_DATE, "2001-02-29"},
        {ROWAN_KIND_TIME, "24:00:00"},
        {ROWAN_KIND_UUID, "0"},
        {ROWAN_KIND_TEXT, "x"},
        {ROWAN_KIND_DOUBLE, "1.0"},
        {4000, "1"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_value value = {.kind = 77};

        CHECK_INT(rowan__host()->value_parse(cases[i].kind, cases[i].text,
                                             strlen(cases[i].text), &value),
                  ROWAN_OUT_OF_RANGE);
        CHECK_INT(value.kind, 77);
    }
}

static void
test_host__compares_decimals_without_their_ends(void)
{
    const rowan_host *host = rowan__host();

    CHECK_INT(host->decimal_compare("1.50xxx", 4, "1.5", 3), 0);
    CHECK(host->decimal_compare("-2", 2, "1", 1) < 0);
    CHECK(host->decimal_compare("10", 2, "9", 1) > 0);
    CHECK(host->decimal_is_valid("1.50xxx", 4));
    CHECK(!host->decimal_is_valid("1.50xxx", 5));
}

static void
test_host__lends_a_buffer_whose_failure_is_kept(void)
{
    const rowan_host *host = rowan__host();
    const rowan_dialect dialect = {.identifier_open = "\"",
                                   .identifier_close = "\"",
                                   .capabilities = &(rowan_capabilities){0}};
    rowan_buffer *buffer = host->buffer_create();
    rowan_error err = {0};

    REQUIRE(buffer != NULL);
    CHECK_STR(host->buffer_get(buffer), "");
    host->buffer_text(buffer, "SELECT ");
    CHECK_INT(host->buffer_identifier(buffer, &dialect, "a\"b", &err),
              ROWAN_OK);
    CHECK_STR(host->buffer_get(buffer), "SELECT \"a\"\"b\"");
    CHECK_INT(host->buffer_identifier(buffer, &dialect, "", &err),
              ROWAN_INVALID);
    CHECK(host->buffer_get(buffer) == NULL);
    host->buffer_destroy(buffer);
    host->buffer_destroy(NULL);
}

static void
test_host__knows_texts_from_bytes(void)
{
    static const struct {
        const char *text;
        size_t size;
        bool is_valid;
    } cases[] = {
        {"", 0, true}, {"a", 1, true}, {"\n\x01\x7f", 3, true},
        {"12345678", 8, true}, {"1234567\0", 8, false}, {"a\0b", 3, false},
        {"1234567\xc3\xa9", 9, true}, {"1234567\xc3", 8, false},
        {"\xc2\x80", 2, true}, {"\xc1\xbf", 2, false}, {"\x80", 1, false},
        {"\xe0\xa0\x80", 3, true}, {"\xe0\x9f\xbf", 3, false},
        {"\xed\x9f\xbf", 3, true}, {"\xed\xa0\x80", 3, false},
        {"\xee\x80\x80", 3, true}, {"\xe2\x82(", 3, false},
        {"\xf0\x90\x80\x80", 4, true}, {"\xf0\x8f\xbf\xbf", 4, false},
        {"\xf4\x8f\xbf\xbf", 4, true}, {"\xf4\x90\x80\x80", 4, false},
        {"\xf5\x80\x80\x80", 4, false}, {"\xf0\x90\x80", 3, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if ((rowan__host()->text_is_valid(cases[i].text, cases[i].size) !=
             0) != cases[i].is_valid)
            FAIL("case %zu", i);
    CHECK(!rowan__host()->text_is_valid("\xff", 1));
}

/* Bytes are looked at several at once, in ways that depend on their number. */
static void
test_host__knows_texts_of_every_size(void)
{
    const rowan_host *host = rowan__host();
    int mistaken = 0;

    for (size_t size = 1; size <= 20; size++) {
        for (size_t at = 0; at < size; at++) {
            char text[20];

            memset(text, 'a', sizeof text);
            for (int byte = 0; byte < 256; byte++) {
                text[at] = (char)byte;
                mistaken += (host->text_is_valid(text, size) != 0) !=
                            (byte > 0 && byte < 0x80);
            }
            if (at + 1 < size) {
                memcpy(text + at, "\xc3\xa9", 2);
                mistaken += !host->text_is_valid(text, size);
            }
        }
    }
    CHECK_INT(mistaken, 0);
}

HARNESS_SUITE(dialect_host,
    HARNESS_TEST(test_host__knows_texts_from_bytes),
    HARNESS_TEST(test_host__knows_texts_of_every_size),
    HARNESS_TEST(test_host__has_every_slot),
    HARNESS_TEST(test_host__copies_an_error_whole),
    HARNESS_TEST(test_host__keeps_the_first_error),
    HARNESS_TEST(test_host__says_the_status_where_a_plugin_is_silent),
    HARNESS_TEST(test_host__quotes_a_name_or_says_why_not),
    HARNESS_TEST(test_host__writes_values_and_reads_them_back),
    HARNESS_TEST(test_host__writes_intervals_and_uuids),
    HARNESS_TEST(test_host__refuses_texts_that_are_no_values),
    HARNESS_TEST(test_host__compares_decimals_without_their_ends),
    HARNESS_TEST(test_host__lends_a_buffer_whose_failure_is_kept))
