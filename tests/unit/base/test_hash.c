/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

static int
compare_hashes(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

/* How many of the hashes have been seen before. */
static int
count_collisions(uint64_t *hashes, size_t count)
{
    int collisions = 0;

    qsort(hashes, count, sizeof(*hashes), compare_hashes);
    for (size_t i = 1; i < count; i++)
        collisions += hashes[i] == hashes[i - 1];
    return collisions;
}

static void
test_hash__tells_every_length_of_zeros_apart(void)
{
    static const char zeros[400] = {0};
    uint64_t hashes[400];

    for (size_t size = 0; size < 400; size++)
        hashes[size] = rowan__hash_bytes(zeros, size);
    CHECK_INT(count_collisions(hashes, 400), 0);
}

static void
test_hash__depends_on_every_bit(void)
{
    /* Sizes on both sides of each branch, to the end of a block and beyond. */
    static const size_t sizes[] = {1,  2,  3,  4,  7,  8,  9,   15,  16, 17,
                                   31, 32, 33, 47, 48, 49, 96, 97, 145, 300};
    unsigned char data[300];
    uint64_t hashes[300 * 8 + 1];

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        size_t bits = sizes[i] * 8;

        memset(data, 0xa5, sizeof(data));
        for (size_t bit = 0; bit < bits; bit++) {
            data[bit / 8] ^= (unsigned char)(1 << bit % 8);
            hashes[bit] = rowan__hash_bytes(data, sizes[i]);
            data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        hashes[bits] = rowan__hash_bytes(data, sizes[i]);
        CHECK_INT(count_collisions(hashes, bits + 1), 0);
    }
}

static void
test_hash__is_the_same_at_any_address(void)
{
    char memory[316];
    const char *text = "SELECT id, name FROM users WHERE id = ? AND name < ?";
    uint64_t first = rowan__hash_bytes(text, strlen(text));
    int different = 0;

    for (size_t i = 0; i < 16; i++) {
        memcpy(memory + i, text, strlen(text));
        different += rowan__hash_bytes(memory + i, strlen(text)) != first;
    }
    CHECK_INT(different, 0);
}

static void
test_hash__spreads_small_integers(void)
{
    enum { SIDE = 100 };
    static uint64_t hashes[SIDE * SIDE];
    static int buckets[1024];
    int fullest = 0;

    for (uint64_t i = 0; i < SIDE * SIDE; i++) {
        hashes[i] = rowan__hash_mix(i / SIDE, i % SIDE);
        if (++buckets[hashes[i] % 1024] > fullest)
            fullest = buckets[hashes[i] % 1024];
    }
    CHECK_INT(count_collisions(hashes, SIDE * SIDE), 0);
    CHECK(fullest < 40); /* 9.8 on average; beyond 30 is luck of 1 in 10^5 */
    CHECK(rowan__hash_mix(1, 2) != rowan__hash_mix(2, 1));
}

HARNESS_SUITE(base_hash,
    HARNESS_TEST(test_hash__tells_every_length_of_zeros_apart),
    HARNESS_TEST(test_hash__depends_on_every_bit),
    HARNESS_TEST(test_hash__is_the_same_at_any_address),
    HARNESS_TEST(test_hash__spreads_small_integers))
