/* SPDX-License-Identifier: MIT */
#include "ascii.h"

#include <string.h>

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
ascii_is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

bool
ascii_same(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool
ascii_has(const char *text, const char *letters)
{
    size_t size = strlen(letters);
    size_t left = strlen(text);

    for (; left >= size; text++, left--)
        if (ascii_same(text, letters, size))
            return true;
    return false;
}
