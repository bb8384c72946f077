/* SPDX-License-Identifier: MIT */
/* Values become what they are compared with, or are refused. */
#include "blog.h"
#include "harness.h"
#include "walked.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define WHERE(condition_) rowan_find_statement(author, .where = condition_)
#define SET(...)                                                               \
    rowan_update_statement(author, .set = rowan_sets(rowan_set(__VA_ARGS__)),  \
                           .all_rows = true)

/* The first bind of a statement that must be right. */
static rowan_value
bind_of(const rowan_statement *statement, char *text)
{
    walked from;
    rowan_value bind = {0};

    walked_begin(&from, statement);
    CHECK_STR(from.err.message, "");
    if (from.status == ROWAN_OK && CHECK(from.shape.bind_count > 0)) {
        bind = from.shape.binds[0];
        if (text != NULL) {
            memcpy(text, bind.as.text.data, bind.as.text.size);
            text[bind.as.text.size] = '\0';
        }
    }
    walked_end(&from);
    return bind;
}

static void
check_refused(const rowan_statement *statement, rowan_status status,
              const char *part)
{
    walked from;

    walked_begin(&from, statement);
    bool status_is = CHECK_INT(from.status, status);
    if (!CHECK_HAS(from.err.message, part) || !status_is)
        FAIL("with \"%s\"", part);
    walked_end(&from);
}

static void
test_value__keeps_its_kind_beside_its_own(void)
{
    static const struct {
        uint32_t kind;
    } none = {ROWAN_KIND_NULL};
    rowan_date day = {17};
    rowan_uuid token = {{1, 2, 3}};
    rowan_bytes bytes = {"a\0b", 3};
    char text[64];
    rowan_value bind;

    (void)none;
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, id), INT64_MIN)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_INT64);
    CHECK(bind.as.integer == INT64_MIN);
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, rank), (short)-3)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_INT64);
    CHECK_INT(bind.as.integer, -3);
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, weight), 0.5f)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_DOUBLE);
    CHECK(bind.as.real == 0.5);
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, name), "Ann")), text);
    CHECK_INT(bind.kind, ROWAN_KIND_TEXT);
    CHECK_STR(text, "Ann");
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, born), day)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_DATE);
    CHECK_INT(bind.as.integer, 17);
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, token), token)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_UUID);
    CHECK_INT(bind.as.uuid.bytes[2], 3);
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, picture), bytes)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_BYTES);
    CHECK_INT(bind.as.text.size, 3);
}

static void
test_value__of_an_integer_becomes_a_decimal_a_real_or_a_boolean(void)
{
    char text[64];
    rowan_value bind;

    bind = bind_of(WHERE(rowan_gt(rowan_col(author, balance), -42)), text);
    CHECK_INT(bind.kind, ROWAN_KIND_DECIMAL);
    CHECK_STR(text, "-42");
    bind =
        bind_of(WHERE(rowan_gt(rowan_col(author, balance), INT64_MIN)), text);
    CHECK_STR(text, "-9223372036854775808");
    bind = bind_of(WHERE(rowan_gt(rowan_col(author, score), 3)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_DOUBLE);
    CHECK(bind.as.real == 3.0);
    bind = bind_of(WHERE(rowan_gt(rowan_col(author, score), INT64_MIN)), NULL);
    CHECK(bind.as.real == -0x1p63);
    bind = bind_of(WHERE(rowan_eq(rowan_col(author, active), true)), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_BOOL);
    CHECK_INT(bind.as.integer, 1);
    bind = bind_of(
        WHERE(rowan_gt(rowan_plus(rowan_col(author, balance), 7), 1)), text);
    CHECK_STR(text, "7");
}

static void
test_value__of_an_enumeration_is_its_label(void)
{
    char text[64];

    CHECK_INT(bind_of(WHERE(rowan_eq(rowan_col(author, feeling), TEMPER_ANGRY)),
                      text).kind, ROWAN_KIND_TEXT);
    CHECK_STR(text, "angry");
    bind_of(
        WHERE(rowan_in(rowan_col(author, feeling), TEMPER_GLAD, TEMPER_CALM)),
        text);
    CHECK_STR(text, "glad");
    bind_of(SET(author, feeling, TEMPER_CALM), text);
    CHECK_STR(text, "calm");
}

static void
test_value__that_is_matched_as_a_part_is_escaped(void)
{
    static const struct {
        const char *text, *start, *end, *inside;
    } cases[] = {
        {"", "%", "%", "%%"},
        {"a", "a%", "%a", "%a%"},
        {"50%", "50\\%%", "%50\\%", "%50\\%%"},
        {"a_b", "a\\_b%", "%a\\_b", "%a\\_b%"},
        {"\\", "\\\\%", "%\\\\", "%\\\\%"},
        {"%_\\", "\\%\\_\\\\%", "%\\%\\_\\\\", "%\\%\\_\\\\%"},
        {"\xc3\xa9", "\xc3\xa9%", "%\xc3\xa9", "%\xc3\xa9%"},
    };
    char text[64];

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        bind_of(WHERE(rowan_starts_with(rowan_col(author, name),
                                        cases[i].text)), text);
        CHECK_STR(text, cases[i].start);
        bind_of(WHERE(rowan_ends_with(rowan_col(author, name), cases[i].text)),
                text);
        CHECK_STR(text, cases[i].end);
        bind_of(WHERE(rowan_contains(rowan_col(author, name), cases[i].text)),
                text);
        CHECK_STR(text, cases[i].inside);
        bind_of(WHERE(rowan_like(rowan_col(author, name), "50\\%")), text);
        CHECK_STR(text, "50\\%");
    }
}

static void
test_value__takes_the_kind_of_the_column_that_it_is_set_to(void)
{
    rowan_value bind = bind_of(SET(author, rank, -32768), NULL);

    CHECK_INT(bind.kind, ROWAN_KIND_INT16);
    CHECK_INT(bind.as.integer, -32768);
    bind = bind_of(SET(author, weight, 0.1), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_FLOAT);
    CHECK(bind.as.real == (double)(float)0.1);
    bind = bind_of(SET(author, weight, INFINITY), NULL);
    CHECK(isinf(bind.as.real));
    bind = bind_of(SET(author, email, (const char *)NULL), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_NULL);
    bind = bind_of(rowan_update_statement(
                       author, .set = rowan_sets(rowan_set_null(author, age)),
                       .all_rows = true), NULL);
    CHECK_INT(bind.kind, ROWAN_KIND_NULL);
}

static void
test_value__that_would_change_is_refused(void)
{
    rowan_decimal no_decimal = {"1e5"};
    uint64_t huge = UINT64_MAX;
    const char *null = NULL;
    const char *texts[] = {"a", NULL};

#define REFUSED(statement_, status_, part_)                                    \
    check_refused((statement_), ROWAN_##status_, (part_))
    REFUSED(WHERE(rowan_eq(rowan_col(author, active), 2)), OUT_OF_RANGE,
            "active is a boolean");
    REFUSED(WHERE(rowan_eq(rowan_col(author, score), INT64_MAX)), OUT_OF_RANGE,
            "not exact");
    REFUSED(WHERE(rowan_eq(rowan_col(author, score), 9007199254740993)),
            OUT_OF_RANGE, "not exact");
    REFUSED(WHERE(rowan_eq(rowan_col(author, id), huge)), OUT_OF_RANGE,
            "beyond int64_t");
    REFUSED(WHERE(rowan_in(rowan_col(author, id), 1, huge)), OUT_OF_RANGE,
            "beyond int64_t");
    REFUSED(SET(author, id, huge), OUT_OF_RANGE, "beyond int64_t");
    REFUSED(SET(author, rank, 32768), OUT_OF_RANGE, "rank is int16");
    REFUSED(SET(author, age, INT64_C(2147483648)), OUT_OF_RANGE,
            "age is int32");
    REFUSED(SET(author, weight, DBL_MAX), OUT_OF_RANGE, "weight is float");
    REFUSED(WHERE(rowan_eq(rowan_col(author, feeling), 3)), OUT_OF_RANGE,
            "enumeration temper, of which 3 is no constant");
    REFUSED(WHERE(rowan_lt(rowan_col(author, feeling), TEMPER_GLAD)), INVALID,
            "LT cannot take an enumeration");
    REFUSED(WHERE(rowan_eq(rowan_col(author, balance), no_decimal)),
            OUT_OF_RANGE,
            "no decimal number");
    REFUSED(WHERE(rowan_lt(rowan_col(author, name), null)), INVALID,
            "LT: a value is NULL");
    REFUSED(WHERE(rowan_like(rowan_col(author, name), null)), INVALID,
            "LIKE: a value is NULL");
    REFUSED(WHERE(rowan_contains(rowan_col(author, name), null)), INVALID,
            "CONTAINS: a value is NULL");
    REFUSED(WHERE(rowan_between(rowan_col(author, name), "a", null)), INVALID,
            "BETWEEN: a value is NULL");
    REFUSED(WHERE(rowan_in_array(rowan_col(author, name), texts, 2)), INVALID,
            "an item of the list is NULL");
    REFUSED(WHERE(rowan_not_in(rowan_col(author, name), "a", null)), INVALID,
            "an item of the list is NULL");
    REFUSED(WHERE(rowan_like(rowan_col(author, name), "x\\")), INVALID,
            "ends with a single backslash");
    REFUSED(SET(author, name, null), INVALID, "name must have a value");
    REFUSED(WHERE(rowan_eq(rowan_concat(rowan_col(author, name), null), "x")),
            INVALID, "CONCAT: a value is NULL");
#undef REFUSED
}

HARNESS_SUITE(
    sql_value, HARNESS_TEST(test_value__keeps_its_kind_beside_its_own),
    HARNESS_TEST(
        test_value__of_an_integer_becomes_a_decimal_a_real_or_a_boolean),
    HARNESS_TEST(test_value__of_an_enumeration_is_its_label),
    HARNESS_TEST(test_value__that_is_matched_as_a_part_is_escaped),
    HARNESS_TEST(test_value__takes_the_kind_of_the_column_that_it_is_set_to),
    HARNESS_TEST(test_value__that_would_change_is_refused))
