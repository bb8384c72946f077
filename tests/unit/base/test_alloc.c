/* SPDX-License-Identifier: MIT */
#include "fail_alloc.h"
#include "harness.h"

#include "base/alloc.h"

#include <string.h>

static void
test_alloc__gives_memory_for_no_bytes(void)
{
    void *one = rowan__alloc(0);
    void *two = rowan__calloc(0, 8);
    void *three = rowan__realloc(rowan__alloc(8), 0);

    CHECK(one != NULL);
    CHECK(two != NULL);
    CHECK(three != NULL);
    rowan__free(one);
    rowan__free(two);
    rowan_free(three);
    rowan_free(NULL);
}

static void
test_alloc__refuses_a_product_that_overflows(void)
{
    CHECK(rowan__calloc(SIZE_MAX / 2, 3) == NULL);
    CHECK(rowan__strndup("", SIZE_MAX) == NULL);
}

static void
test_alloc__zeroes_what_calloc_gives(void)
{
    static const char zeros[48] = {0};
    char *memory = rowan__calloc(6, 8);

    REQUIRE(memory != NULL);
    CHECK(memcmp(memory, zeros, sizeof(zeros)) == 0);
    rowan__free(memory);
}

static void
test_alloc__copies_texts(void)
{
    char *whole = rowan__strdup("rowan");
    char *part = rowan__strndup("rowan", 3);
    char *empty = rowan__strndup(NULL, 0);

    CHECK_STR(whole, "rowan");
    CHECK_STR(part, "row");
    CHECK_STR(empty, "");
    CHECK(rowan__strdup(NULL) == NULL);
    rowan__free(whole);
    rowan__free(part);
    rowan__free(empty);
}

static void
test_alloc__takes_all_memory_from_the_hook(void)
{
    void *first, *second;
    char *third;

    fail_alloc_begin();
    first = rowan__alloc(8);
    second = rowan__realloc(NULL, 8);
    third = rowan__strdup("text");
    CHECK_INT(fail_alloc_live(), 3);
    first = rowan__realloc(first, 4000);
    CHECK_INT(fail_alloc_live(), 3);
    rowan__free(first);
    rowan__free(second);
    rowan_free(third);
    CHECK_INT(fail_alloc_live(), 0);
    CHECK_INT(fail_alloc_count(), 4);
    fail_alloc_end();
}

static void
test_alloc__reports_that_the_hook_has_failed(void)
{
    fail_alloc_begin();
    fail_alloc_arm_forever(1);
    CHECK(rowan__alloc(8) == NULL);
    CHECK(rowan__calloc(1, 8) == NULL);
    CHECK(rowan__realloc(NULL, 8) == NULL);
    CHECK(rowan__strdup("text") == NULL);
    CHECK(rowan__strndup("text", 2) == NULL);
    CHECK_INT(fail_alloc_live(), 0);
    fail_alloc_end();
}

static void
test_alloc__checks_sums_and_products(void)
{
    size_t result = 7;

    CHECK(rowan__size_mul(SIZE_MAX / 3, 3, &result));
    CHECK(result == SIZE_MAX / 3 * 3);
    CHECK(rowan__size_mul(SIZE_MAX, 0, &result) && result == 0);
    CHECK(rowan__size_add(SIZE_MAX - 1, 1, &result) && result == SIZE_MAX);
    result = 7;
    CHECK(!rowan__size_mul(SIZE_MAX / 3 + 1, 3, &result));
    CHECK(!rowan__size_add(SIZE_MAX, 1, &result));
    CHECK(result == 7);
}

HARNESS_SUITE(base_alloc,
    HARNESS_TEST(test_alloc__gives_memory_for_no_bytes),
    HARNESS_TEST(test_alloc__refuses_a_product_that_overflows),
    HARNESS_TEST(test_alloc__zeroes_what_calloc_gives),
    HARNESS_TEST(test_alloc__copies_texts),
    HARNESS_TEST(test_alloc__takes_all_memory_from_the_hook),
    HARNESS_TEST(test_alloc__reports_that_the_hook_has_failed),
    HARNESS_TEST(test_alloc__checks_sums_and_products))
