/* SPDX-License-Identifier: MIT */
#include "dialect/dialect_priv.h"

#include "base/character.h"

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

const char *
rowan__name_show(char to[ROWAN__SHOW_SIZE], const char *text)
{
    size_t used = 0;

    while (*text != '\0' && used < 60) {
        size_t length = rowan__character_size(text);

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
