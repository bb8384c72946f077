/* SPDX-License-Identifier: MIT */
#include "fail_alloc.h"
#include "harness.h"

#include "base/arena.h"

#include <string.h>

static void
test_arena__aligns_every_item(void)
{
    rowan__arena arena;
    bool aligned = true;

    rowan__arena_init(&arena, 64);
    for (size_t size = 0; size < 200; size++) {
        char *item = rowan__arena_alloc(&arena, size);

        REQUIRE(item != NULL);
        aligned = aligned && (uintptr_t)item % 8 == 0;
        if (size > 0)
            memset(item, 0x5a, size);
        REQUIRE(rowan__arena_text(&arena, "odd", size % 4) != NULL);
    }
    CHECK(aligned);
    rowan__arena_done(&arena);
}

static void
test_arena__keeps_items_apart(void)
{
    enum { COUNT = 3000 };
    static int *items[COUNT];
    rowan__arena arena;
    int wrong = 0;

    rowan__arena_init(&arena, 0);
    for (int i = 0; i < COUNT; i++) {
        items[i] =
            rowan__arena_alloc(&arena, sizeof(int) * (size_t)(i % 7 + 1));
        REQUIRE(items[i] != NULL);
        for (int j = 0; j <= i % 7; j++)
            items[i][j] = i;
    }
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j <= i % 7; j++)
            wrong += items[i][j] != i;
    CHECK_INT(wrong, 0);
    rowan__arena_done(&arena);
}

static void
test_arena__zeroes_and_copies(void)
{
    static const char zeros[100] = {0};
    rowan__arena arena;
    char *item;

    rowan__arena_init(&arena, 0);
    item = rowan__arena_alloc(&arena, 100);
    REQUIRE(item != NULL);
    memset(item, 1, 100);
    rowan__arena_reset(&arena);
    item = rowan__arena_zalloc(&arena, 100);
    REQUIRE(item != NULL);
    CHECK(memcmp(item, zeros, 100) == 0);
    CHECK_STR(rowan__arena_text(&arena, "rowan tree", 5), "rowan");
    CHECK_STR(rowan__arena_text(&arena, NULL, 0), "");
    rowan__arena_done(&arena);
}

static void
test_arena__goes_back_to_a_mark(void)
{
    rowan__arena arena;
    rowan__arena_mark mark;
    char *kept;
    int64_t live;

    fail_alloc_begin();
    rowan__arena_init(&arena, 64);
    kept = rowan__arena_text(&arena, "kept", 4);
    mark = rowan__arena_save(&arena);
    live = fail_alloc_live();
    for (int i = 0; i < 100; i++)
        REQUIRE(rowan__arena_alloc(&arena, 1000) != NULL);
    CHECK(fail_alloc_live() > live);
    rowan__arena_restore(&arena, mark);
    CHECK_INT(fail_alloc_live(), live);
    CHECK_INT(arena.used_bytes, 5);
    CHECK_STR(kept, "kept");
    CHECK_STR(rowan__arena_text(&arena, "next", 4), "next");
    CHECK_STR(kept, "kept");
    rowan__arena_done(&arena);
    CHECK_INT(fail_alloc_live(), 0);
    fail_alloc_end();
}

static void
test_arena__goes_back_to_the_mark_of_an_empty_arena(void)
{
    rowan__arena arena;
    rowan__arena_mark mark;

    rowan__arena_init(&arena, 0);
    mark = rowan__arena_save(&arena);
    REQUIRE(rowan__arena_alloc(&arena, 10) != NULL);
    rowan__arena_restore(&arena, mark);
    CHECK_INT(arena.used_bytes, 0);
    CHECK(rowan__arena_alloc(&arena, 10) != NULL);
    rowan__arena_done(&arena);
}

/* With debug-memory every item is its own allocation. */
#ifdef ROWAN_DEBUG_MEMORY
enum { HAS_BLOCKS = 0 };
#else
enum { HAS_BLOCKS = 1 };
#endif

static void
test_arena__asks_for_nothing_after_a_reset(void)
{
    rowan__arena arena;

    if (!HAS_BLOCKS)
        HARNESS_SKIP("an arena that keeps blocks (debug-memory is on)");
    fail_alloc_begin();
    rowan__arena_init(&arena, 0);
    REQUIRE(rowan__arena_alloc(&arena, 3000) != NULL);
    rowan__arena_reset(&arena);
    fail_alloc_arm_forever(1);
    CHECK(rowan__arena_alloc(&arena, 3000) != NULL);
    CHECK_INT(arena.used_bytes, 3000);
    rowan__arena_done(&arena);
    fail_alloc_end();
}

static void
test_arena__does_not_keep_a_big_item_after_a_reset(void)
{
    rowan__arena arena;

    if (!HAS_BLOCKS)
        HARNESS_SKIP("an arena that keeps blocks (debug-memory is on)");
    fail_alloc_begin();
    rowan__arena_init(&arena, 0);
    REQUIRE(rowan__arena_alloc(&arena, 100) != NULL);
    REQUIRE(rowan__arena_alloc(&arena, (size_t)3 << 20) != NULL);
    CHECK_INT(fail_alloc_live(), 2);
    rowan__arena_reset(&arena);
    CHECK_INT(fail_alloc_live(), 1);
    CHECK((size_t)(arena.end - arena.next) < (size_t)1 << 20);
    rowan__arena_done(&arena);
    CHECK_INT(fail_alloc_live(), 0);
    fail_alloc_end();
}

static void
test_arena__gives_back_all_memory_after_a_failed_allocation(void)
{
    fail_alloc_begin();
    for (int64_t nth = 1;; nth++) {
        rowan__arena arena;
        bool whole = true;
        bool struck;

        fail_alloc_arm(nth);
        rowan__arena_init(&arena, 64);
        for (size_t i = 0; i < 20; i++)
            whole = rowan__arena_alloc(&arena, i * 40) != NULL && whole;
        struck = fail_alloc_struck();
        CHECK_INT(whole, !struck);
        fail_alloc_arm(0); /* a failure does not hurt what comes after it */
        CHECK_STR(rowan__arena_text(&arena, "text", 4), "text");
        rowan__arena_done(&arena);
        CHECK_INT(fail_alloc_live(), 0);
        if (!struck)
            break;
    }
    fail_alloc_end();
}

static void
test_arena__refuses_a_size_that_overflows(void)
{
    rowan__arena arena;

    rowan__arena_init(&arena, 0);
    CHECK(rowan__arena_alloc(&arena, SIZE_MAX) == NULL);
    CHECK(rowan__arena_alloc(&arena, SIZE_MAX - 8) == NULL);
    CHECK(rowan__arena_text(&arena, "", SIZE_MAX) == NULL);
    REQUIRE(rowan__arena_alloc(&arena, 3) != NULL);
    CHECK(rowan__arena_alloc(&arena, SIZE_MAX - 2) == NULL);
    rowan__arena_done(&arena);
}

HARNESS_SUITE(base_arena,
    HARNESS_TEST(test_arena__aligns_every_item),
    HARNESS_TEST(test_arena__keeps_items_apart),
    HARNESS_TEST(test_arena__zeroes_and_copies),
    HARNESS_TEST(test_arena__goes_back_to_a_mark),
    HARNESS_TEST(test_arena__goes_back_to_the_mark_of_an_empty_arena),
    HARNESS_TEST(test_arena__asks_for_nothing_after_a_reset),
    HARNESS_TEST(test_arena__does_not_keep_a_big_item_after_a_reset),
    HARNESS_TEST(test_arena__gives_back_all_memory_after_a_failed_allocation),
    HARNESS_TEST(test_arena__refuses_a_size_that_overflows))
