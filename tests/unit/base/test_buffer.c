/* SPDX-License-Identifier: MIT */
#include "fail_alloc.h"
#include "harness.h"

#include "base/alloc.h"
#include "base/buffer.h"

#include <string.h>

static void
test_buffer__joins_what_is_appended(void)
{
    rowan_buffer buffer;

    rowan__buffer_init(&buffer);
    CHECK_STR(rowan__buffer_get(&buffer), "");
    rowan__buffer_text(&buffer, "a");
    rowan__buffer_char(&buffer, '-');
    rowan__buffer_int(&buffer, INT64_MIN);
    rowan__buffer_add(&buffer, "xyz", 2);
    rowan__buffer_add(&buffer, NULL, 0);
    rowan__buffer_printf(&buffer, "[%s %d]", "p", 7);
    rowan__buffer_printf(&buffer, "%s", "");
    CHECK_STR(rowan__buffer_get(&buffer), "a--9223372036854775808xy[p 7]");
    CHECK_INT(buffer.size, strlen(buffer.data));
    CHECK(!rowan__buffer_failed(&buffer));
    rowan__buffer_done(&buffer);
}

static void
test_buffer__writes_integers_exactly(void)
{
    static const struct {
        int64_t number;
        const char *text;
    } cases[] = {
        {0, "0"},
        {9, "9"},
        {10, "10"},
        {-1, "-1"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
        {1000000000000000000, "1000000000000000000"},
    };
    rowan_buffer buffer;

    rowan__buffer_init(&buffer);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan__buffer_clear(&buffer);
        rowan__buffer_int(&buffer, cases[i].number);
        CHECK_STR(rowan__buffer_get(&buffer), cases[i].text);
    }
    rowan__buffer_done(&buffer);
}

static void
test_buffer__holds_bytes_and_long_texts(void)
{
    rowan_buffer buffer;
    bool same = true;

    rowan__buffer_init(&buffer);
    for (int i = 0; i < 100000; i++)
        rowan__buffer_char(&buffer, (char)i);
    REQUIRE(buffer.size == 100000);
    for (int i = 0; i < 100000; i++)
        same = same && buffer.data[i] == (char)i;
    CHECK(same);
    rowan__buffer_clear(&buffer);
    rowan__buffer_printf(&buffer, "%5000d", 1);
    CHECK_INT(buffer.size, 5000);
    rowan__buffer_done(&buffer);
}

static void
test_buffer__is_empty_after_its_text_is_taken(void)
{
    rowan_buffer buffer;
    char *text;

    rowan__buffer_init(&buffer);
    text = rowan__buffer_take(&buffer);
    CHECK_STR(text, "");
    rowan__free(text);
    rowan__buffer_text(&buffer, "text");
    text = rowan__buffer_take(&buffer);
    CHECK_STR(text, "text");
    CHECK_STR(rowan__buffer_get(&buffer), "");
    CHECK_INT(buffer.capacity, 0);
    rowan__free(text);
    rowan__buffer_text(&buffer, "again");
    rowan__buffer_clear(&buffer);
    text = rowan__buffer_take(&buffer);
    CHECK_STR(text, "");
    rowan__free(text);
}

static void
test_buffer__latches_the_first_failure(void)
{
    rowan_buffer buffer;

    fail_alloc_begin();
    rowan__buffer_init(&buffer);
    rowan__buffer_text(&buffer, "before");
    fail_alloc_arm(1);
    rowan__buffer_printf(&buffer, "%5000d", 1);
    CHECK(rowan__buffer_failed(&buffer));
    rowan__buffer_text(&buffer, "after"); /* would fit, and work */
    CHECK_STR(rowan__buffer_get(&buffer), "before");
    CHECK(rowan__buffer_take(&buffer) == NULL);
    CHECK_INT(fail_alloc_live(), 0);
    fail_alloc_end();
}

static void
test_buffer__works_again_after_a_failure_is_cleared(void)
{
    rowan_buffer buffer;

    fail_alloc_begin();
    rowan__buffer_init(&buffer);
    fail_alloc_arm(1);
    rowan__buffer_text(&buffer, "lost");
    CHECK(rowan__buffer_failed(&buffer));
    rowan__buffer_clear(&buffer);
    rowan__buffer_text(&buffer, "kept");
    CHECK(!rowan__buffer_failed(&buffer));
    CHECK_STR(rowan__buffer_get(&buffer), "kept");
    rowan__buffer_done(&buffer);
    CHECK_INT(fail_alloc_live(), 0);
    fail_alloc_end();
}

static void
test_buffer__fails_when_the_size_overflows(void)
{
    rowan_buffer buffer;

    rowan__buffer_init(&buffer);
    rowan__buffer_text(&buffer, "x");
    rowan__buffer_add(&buffer, "", SIZE_MAX);
    CHECK(rowan__buffer_failed(&buffer));
    rowan__buffer_done(&buffer);
}

HARNESS_SUITE(base_buffer,
    HARNESS_TEST(test_buffer__joins_what_is_appended),
    HARNESS_TEST(test_buffer__writes_integers_exactly),
    HARNESS_TEST(test_buffer__holds_bytes_and_long_texts),
    HARNESS_TEST(test_buffer__is_empty_after_its_text_is_taken),
    HARNESS_TEST(test_buffer__latches_the_first_failure),
    HARNESS_TEST(test_buffer__works_again_after_a_failure_is_cleared),
    HARNESS_TEST(test_buffer__fails_when_the_size_overflows))
