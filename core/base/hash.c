/* SPDX-License-Identifier: MIT */
/*
 * Hashing by folded multiplication: the two halves of a 128-bit product,
 * joined by exclusive or, mix 16 bytes in one step. The idea is that of Wang
 * Yi's wyhash (2019); the arrangement and constants are our own, and results
 * are for this process only, never stored.
 */
#include "hash.h"

#include <string.h>

/* Odd numbers with 32 bits set: the fractional digits of the square roots of
 * 2, 3, 5 and 7, adjusted in the last hexadecimal digits. */
#define SEED_A UINT64_C(0x6a09e667f3bcc909)
#define SEED_B UINT64_C(0xbb67ae8584caa73b)
#define SEED_C UINT64_C(0x3c6ef372fe94f82b)
#define SEED_D UINT64_C(0xa54ff53a5f1d36f1)

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide;

static inline uint64_t
fold(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}
#else
static inline uint64_t
fold(uint64_t a, uint64_t b)
{
    uint64_t a_low = (uint32_t)a, a_high = a >> 32;
    uint64_t b_low = (uint32_t)b, b_high = b >> 32;
    uint64_t low = a_low * b_low;
    uint64_t middle = a_high * b_low + (low >> 32);
    uint64_t other = a_low * b_high + (uint32_t)middle;
    uint64_t high = a_high * b_high + (middle >> 32) + (other >> 32);

    return (other << 32 | (uint32_t)low) ^ high;
}
#endif

/* Order of bytes does not matter for a hash that is not stored. */
static inline uint64_t
read_8(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

static inline uint64_t
read_4(const unsigned char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof(word));
    return word;
}

/* The last 1 to 16 bytes as two words; they overlap where there are fewer. */
static inline void
read_tail(const unsigned char *at, size_t size, uint64_t *a, uint64_t *b)
{
    if (size >= 8) {
        *a = read_8(at);
        *b = read_8(at + size - 8);
    } else if (size >= 4) {
        *a = read_4(at);
        *b = read_4(at + size - 4);
    } else {
        *a = (uint64_t)at[0] << 16 | (uint64_t)at[size / 2] << 8 | at[size - 1];
        *b = 0;
    }
}

uint64_t
rowan__hash_bytes(const void *data, size_t size)
{
    const unsigned char *at = data;
    size_t left = size;
    uint64_t state = SEED_A;
    uint64_t a = 0, b = 0;

    if (left > 48) {
        uint64_t second = SEED_B, third = SEED_C;

        /* Three chains, for a multiplication takes longer than it takes to
         * start the next. */
        do {
            state = fold(read_8(at) ^ SEED_B, read_8(at + 8) ^ state);
            second = fold(read_8(at + 16) ^ SEED_C, read_8(at + 24) ^ second);
            third = fold(read_8(at + 32) ^ SEED_D, read_8(at + 40) ^ third);
            at += 48;
            left -= 48;
        } while (left > 48);
        state ^= second ^ third;
    }
    for (; left > 16; at += 16, left -= 16)
        state = fold(read_8(at) ^ SEED_B, read_8(at + 8) ^ state);
    if (left > 0)
        read_tail(at, left, &a, &b);
    return fold(SEED_D ^ (uint64_t)size, fold(a ^ SEED_B, b ^ state));
}

uint64_t
rowan__hash_mix(uint64_t a, uint64_t b)
{
    return fold(fold(a ^ SEED_A, b ^ SEED_B) ^ SEED_C, SEED_D);
}
