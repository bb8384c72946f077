/* SPDX-License-Identifier: MIT */
#include "character.h"

#include <stdint.h>
#include <string.h>

/* Lengths of characters by their first byte, and the code points that need
 * them: what is below `smallest` is overlong, or a control character. */
typedef struct form {
    unsigned char first, last; /* bounds of the first byte */
    unsigned char mask;        /* its bits of the code point */
    unsigned char size;
    uint32_t smallest;
} form;

static const form forms[] = {
    {0x20, 0x7e, 0x7f, 1, 0x20},
    {0xc2, 0xdf, 0x1f, 2, 0xa0},
    {0xe0, 0xef, 0x0f, 3, 0x800},
    {0xf0, 0xf4, 0x07, 4, 0x10000},
};

size_t
rowan__character_size(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const form *found = NULL;
    uint32_t point;

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (bytes[0] >= forms[i].first && bytes[0] <= forms[i].last)
            found = &forms[i];
    if (found == NULL)
        return 0;
    point = bytes[0] & found->mask;
    for (size_t i = 1; i < found->size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0; /* also at the NUL, so that nothing beyond is read */
        point = point << 6 | (bytes[i] & 0x3f);
    }
    if (point < found->smallest || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff))
        return 0;
    return found->size;
}

size_t
rowan__characters_size(const char *text)
{
    size_t size = 0, next;

    do {
        while (text[size] >= ' ' && text[size] <= '~') /* as most are */
            size++;
        next = rowan__character_size(text + size);
        size += next;
    } while (next > 0);
    return size;
}

/* ---- any text ------------------------------------------------------------ */

/* The second byte has narrower bounds after some first ones: else a character
 * would be overlong, a surrogate or beyond the last one. */
static bool
is_second(unsigned first, unsigned second)
{
    unsigned lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

    return second >= lowest && second <= highest;
}

/* Bytes of the character beyond ASCII that begins here, or 0. */
static size_t
long_size(const unsigned char *bytes, size_t left)
{
    size_t size = bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;

    if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || left < size ||
        !is_second(bytes[0], bytes[1]))
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    return size;
}

/* Eight bytes at once: none of them 0 or beyond ASCII. */
static bool
are_plain(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);

    return ((word | (word - ones)) & ones << 7) == 0;
}

/* One to seven bytes, of which some are there twice, and ones. */
static uint64_t
short_word(const unsigned char *bytes, size_t size)
{
    uint32_t halves[2] = {0x01010101, 0};

    if (size >= 4) {
        memcpy(&halves[0], bytes, sizeof(halves[0]));
        memcpy(&halves[1], bytes + size - 4, sizeof(halves[1]));
    } else {
        halves[1] = 0x01000000u | (uint32_t)bytes[0] << 16 |
                    (uint32_t)bytes[size / 2] << 8 | bytes[size - 1];
    }
    return (uint64_t)halves[0] << 32 | halves[1];
}

/* The bytes from here on, or the first eight. */
static uint64_t
next_word(const unsigned char *bytes, size_t size)
{
    uint64_t word;

    if (size < sizeof(word))
        return short_word(bytes, size);
    memcpy(&word, bytes, sizeof(word));
    return word;
}

bool
rowan__text_is_valid(const char *text, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;

    while (size > 0) {
        size_t step = 1;

        if (are_plain(next_word(at, size)))
            step = size < sizeof(uint64_t) ? size : sizeof(uint64_t);
        else if (*at >= 0x80)
            step = long_size(at, size);
        else if (*at == 0)
            return false;
        if (step == 0)
            return false;
        at += step;
        size -= step;
    }
    return true;
}
