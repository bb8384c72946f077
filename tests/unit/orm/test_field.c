/* SPDX-License-Identifier: MIT */
/* Members to values and back, and what cannot be. */
#include "fail_alloc.h"
#include "harness.h"
#include "orm/map/mapping.h"

#include <math.h>

typedef struct sample {
    int64_t id;
    int16_t i16;
    int32_t i32;
    bool flag;
    float real32;
    double real64;
    const char *text;
    rowan_bytes bytes;
    rowan_uuid uuid;
    rowan_interval interval;
    char chars[4];
    rowan_nullable_int16 n_i16;
    rowan_nullable_double n_real64;
} sample;

ROWAN_MODEL(sample, "field_samples",
    ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(i16), ROWAN_COLUMN(i32),
    ROWAN_COLUMN(flag), ROWAN_COLUMN(real32), ROWAN_COLUMN(real64),
    ROWAN_COLUMN(text), ROWAN_COLUMN(bytes), ROWAN_COLUMN(uuid),
    ROWAN_COLUMN(interval), ROWAN_COLUMN(chars), ROWAN_COLUMN(n_i16),
    ROWAN_COLUMN(n_real64))

static const rowan__mapping *
mapping(void)
{
    const rowan__mapping *m = NULL;

    REQUIRE(rowan__mapping_of_table(sample_model(), &m, NULL) == ROWAN_OK);
    return m;
}

static const sample edges[] = {
    { .i16 = INT16_MIN, .i32 = INT32_MIN, .id = INT64_MIN, .flag = true,
      .real32 = -0.0F, .real64 = INFINITY, .text = "", .bytes = { "", 0 },
      .chars = "abc", .n_i16 = { INT16_MAX, true },
      .n_real64 = { -0.0, true } },
    { .i16 = INT16_MAX, .i32 = INT32_MAX, .id = INT64_MAX, .text = "text",
      .bytes = { "a\0b", 3 }, .uuid = { { 1, 2, 3 } }, .interval = { 1, -2, 3 },
      .n_real64 = { 0, false } },
};

static void
test_field__carries_every_edge_there_and_back(void)
{
    rowan__arena arena;
    rowan__arena_init(&arena, 0);

    for (size_t e = 0; e < sizeof edges / sizeof edges[0]; e++) {
        sample copy = { 0 };

        for (uint32_t i = 0; i < mapping()->field_count; i++) {
            const rowan__field *field = &mapping()->fields[i];
            rowan_value value, again;

            CHECK_INT(rowan__field_get(field, &edges[e], &value, NULL),
                      ROWAN_OK);
            CHECK_INT(rowan__field_set(field, &copy, &value, &arena,
                                       ROWAN__TEXTS_COPY, NULL),
                      ROWAN_OK);
            CHECK_INT(rowan__field_get(field, &copy, &again, NULL), ROWAN_OK);
            if (!rowan__value_is_equal(&value, &again))
                FAIL("edge %zu: %s", e, field->column->name);
            CHECK(rowan__value_hash(&value) == rowan__value_hash(&again));
        }
        CHECK(copy.text != edges[e].text);
    }
    rowan__arena_done(&arena);
}

#define TEXT_VALUE(kind_, text_) \
    { .kind = ROWAN_KIND_##kind_, .as.text = { text_, sizeof(text_) - 1 } }

/* In their order: by kind, then by value; bits of a real are an integer. */
static const rowan_value ordered[] = {
    { .kind = ROWAN_KIND_NULL },
    { .kind = ROWAN_KIND_INT64, .as.integer = INT64_MIN },
    { .kind = ROWAN_KIND_INT64, .as.integer = 0 },
    { .kind = ROWAN_KIND_INT64, .as.integer = INT64_MAX },
    { .kind = ROWAN_KIND_DOUBLE, .as.real = -0.0 },
    { .kind = ROWAN_KIND_DOUBLE, .as.real = 0.0 },
    { .kind = ROWAN_KIND_DOUBLE, .as.real = 1.5 },
    TEXT_VALUE(TEXT, ""),
    TEXT_VALUE(TEXT, "a"),
    TEXT_VALUE(TEXT, "a\0"),
    TEXT_VALUE(TEXT, "aa"),
    TEXT_VALUE(TEXT, "b"),
    TEXT_VALUE(BYTES, "\x7f"),
    TEXT_VALUE(BYTES, "\x80"), /* bytes have no sign */
    { .kind = ROWAN_KIND_INTERVAL, .as.interval = { 0, 0, 0 } },
    { .kind = ROWAN_KIND_INTERVAL, .as.interval = { 1, 0, 0 } },
    { .kind = ROWAN_KIND_UUID, .as.uuid = { { 1, 2 } } },
    { .kind = ROWAN_KIND_UUID, .as.uuid = { { 1, 3 } } },
    TEXT_VALUE(DECIMAL, "1.5"),
    TEXT_VALUE(DECIMAL, "1.50"), /* digits are compared, not numbers */
    TEXT_VALUE(JSON, "1.50"),
};

static void
test_value__has_one_order_of_which_equality_is_the_middle(void)
{
    for (size_t i = 0; i < sizeof ordered / sizeof *ordered; i++)
        for (size_t j = 0; j < sizeof ordered / sizeof *ordered; j++) {
            int order = rowan__value_compare(&ordered[i], &ordered[j]);
            bool is_equal = rowan__value_is_equal(&ordered[i], &ordered[j]);

            if (!CHECK_INT((order > 0) - (order < 0), (i > j) - (i < j)) ||
                !CHECK_INT(is_equal, i == j))
                FAIL("values %zu and %zu", i, j);
        }
}

static void
test_field__takes_null_only_where_it_can_be_told(void)
{
    static const char *const holders[] = { "text", "bytes", "n_i16",
                                           "n_real64" };
    rowan_value null = { .kind = ROWAN_KIND_NULL };

    for (uint32_t i = 0; i < mapping()->field_count; i++) {
        const rowan__field *field = &mapping()->fields[i];
        sample row = edges[0];
        rowan_error err = { 0 };
        bool can_hold = false;
        rowan_status status = rowan__field_set(field, &row, &null, NULL,
                                               ROWAN__TEXTS_VIEW, &err);

        for (size_t h = 0; h < 4; h++)
            can_hold =
                can_hold || strcmp(holders[h], field->column->name) == 0;
        CHECK_INT(status, can_hold ? ROWAN_OK : ROWAN_TYPE_MISMATCH);
        if (!can_hold)
            CHECK_STR(err.column, field->column->name);
        else
            CHECK(rowan__field_is_nothing(field, &row));
    }
}

static void
test_field__refuses_a_text_that_has_no_room(void)
{
    const rowan__field *field =
        rowan__mapping_field_at(mapping(), offsetof(sample, chars));
    rowan_value value = { .kind = ROWAN_KIND_TEXT, .as.text = { "four", 4 } };
    sample row = { .chars = { 'f', 'u', 'l', 'l' } };
    rowan_error err = { 0 };

    CHECK_INT(rowan__field_set(field, &row, &value, NULL, ROWAN__TEXTS_COPY,
                               &err),
              ROWAN_OUT_OF_RANGE);
    CHECK_HAS(err.message, "room for 3");
    rowan_error_clear(&err);
    CHECK_INT(rowan__field_get(field, &row, &value, &err), ROWAN_OUT_OF_RANGE);
    CHECK_HAS(err.message, "no NUL");
}

static void
test_field__says_when_a_text_cannot_be_copied(void)
{
    const rowan__field *field =
        rowan__mapping_field_at(mapping(), offsetof(sample, text));
    rowan_value value = { .kind = ROWAN_KIND_TEXT, .as.text = { "text", 4 } };
    sample row = { .text = "before" };
    rowan__arena arena;

    fail_alloc_begin();
    rowan__arena_init(&arena, 0);
    fail_alloc_arm(1);
    CHECK_INT(rowan__field_set(field, &row, &value, &arena, ROWAN__TEXTS_COPY,
                               NULL),
              ROWAN_NO_MEMORY);
    CHECK_STR(row.text, "before");
    rowan__arena_done(&arena);
    fail_alloc_end();
}

HARNESS_SUITE(orm_field,
    HARNESS_TEST(test_field__carries_every_edge_there_and_back),
    HARNESS_TEST(test_value__has_one_order_of_which_equality_is_the_middle),
    HARNESS_TEST(test_field__takes_null_only_where_it_can_be_told),
    HARNESS_TEST(test_field__refuses_a_text_that_has_no_room),
    HARNESS_TEST(test_field__says_when_a_text_cannot_be_copied))
