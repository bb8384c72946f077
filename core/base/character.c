/* SPDX-License-Identifier: MIT */
#include "character.h"

#include <stdint.h>

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
    size_t size = 0;

    for (size_t next; (next = rowan__character_size(text + size)) > 0;)
        size += next;
    return size;
}
