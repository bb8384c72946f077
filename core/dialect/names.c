/* SPDX-License-Identifier: MIT */
#include "dialect/dialect_priv.h"

#include <stdio.h>
#include <string.h>

/* Not isalpha() and its like: they ask the locale. */
static bool
is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool
rowan__name_is_valid(const char *name)
{
    size_t size = 0;

    if (!is_lower(name[0]))
        return false;
    while (is_lower(name[size]) || is_digit(name[size]) || name[size] == '_')
        if (++size > ROWAN__DIALECT_NAME_MAX)
            return false;
    return name[size] == '\0';
}

rowan_status
rowan__name_check(const char *what, const char *name, rowan_error *err)
{
    char shown[ROWAN__SHOW_SIZE];

    if (name == NULL)
        return rowan__error_set(err, ROWAN_INVALID, "no %s name is given",
                                what);
    if (rowan__name_is_valid(name))
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_INVALID,
                            "%s name '%s' is not valid: a lower-case letter, "
                            "then up to %d lower-case letters, digits or '_'",
                            what, rowan__name_show(shown, name),
                            ROWAN__DIALECT_NAME_MAX - 1);
}

/* The code point at text of a length that its first byte tells, with no check
 * but for the following bytes; UINT32_MAX if one of them is not such. */
static uint32_t
decode(const unsigned char *text, size_t length)
{
    static const unsigned char first_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t point = text[0] & first_mask[length];

    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return UINT32_MAX; /* also at the NUL */
        point = point << 6 | (text[i] & 0x3f);
    }
    return point;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
size_t
rowan__name_character(const char *text)
{
    static const uint32_t smallest[] = {0, 0x20, 0xa0, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = bytes[0] < 0x80   ? 1
                    : bytes[0] < 0xc2 ? 0
                    : bytes[0] < 0xe0 ? 2
                    : bytes[0] < 0xf0 ? 3
                    : bytes[0] < 0xf5 ? 4
                                      : 0;
    uint32_t point;

    if (length == 0)
        return 0;
    point = decode(bytes, length);
    if (point < smallest[length] || point == 0x7f || point > 0x10ffff ||
        (point >= 0xd800 && point <= 0xdfff))
        return 0;
    return length;
}

const char *
rowan__name_show(char to[ROWAN__SHOW_SIZE], const char *text)
{
    size_t used = 0;

    while (*text != '\0' && used < 60) {
        size_t length = rowan__name_character(text);

        if (length > 0) {
            memcpy(to + used, text, length);
            used += length;
            text += length;
        } else {
            used +=
                (size_t)snprintf(to + used, ROWAN__SHOW_SIZE - used, "\\x%02x",
                                 (unsigned)(unsigned char)*text++);
        }
    }
    memcpy(to + used, *text != '\0' ? "..." : "", *text != '\0' ? 4 : 1);
    return to;
}
