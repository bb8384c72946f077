/* SPDX-License-Identifier: MIT */
/* The one way from a name to SQL text. */
#include "dialect/dialect_priv.h"

#include "base/character.h"

#include <string.h>

/* A plugin hands over its own table, in which defaults are not filled in. */
static char
quote_of(const char *text)
{
    return text != NULL ? text[0] : '"';
}

size_t
rowan__identifier_longest(const rowan_dialect *dialect)
{
    const rowan_capabilities *capabilities = dialect->capabilities;

    if (capabilities == NULL || capabilities->max_identifier_bytes == 0)
        return SIZE_MAX;
    return capabilities->max_identifier_bytes;
}

rowan_status
rowan__identifier_check(const rowan_dialect *dialect, const char *what,
                        const char *name, rowan_error *err)
{
    char shown[ROWAN__SHOW_SIZE];
    size_t good;

    if (name == NULL || name[0] == '\0')
        return rowan__error_set(err, ROWAN_INVALID, "the %s has no name", what);
    good = rowan__characters_size(name);
    if (name[good] != '\0')
        return rowan__error_set(
            err, ROWAN_INVALID,
            "%s name '%s': byte %zu is a control character or not UTF-8", what,
            rowan__name_show(shown, name), good);
    if (good > rowan__identifier_longest(dialect))
        return rowan__error_set(
            err, ROWAN_INVALID,
            "%s name '%s' has %zu bytes, the database takes %zu: shorten it, "
            "for it would be cut there",
            what, rowan__name_show(shown, name), good,
            rowan__identifier_longest(dialect));
    return ROWAN_OK;
}

/* The name with its letters from one alphabet in the other, if it has but
 * these, digits and '_' and SQL text could have it without quotes: others are
 * the same for the database and the program. */
static const char *
fold(const char *name, char from, char to, char buffer[ROWAN__FOLD_SIZE])
{
    size_t i = 0;

    if (name[0] >= '0' && name[0] <= '9')
        return name;
    for (; name[i] != '\0'; i++) {
        bool is_letter = name[i] >= from && name[i] <= from + ('z' - 'a');

        if (i == ROWAN__FOLD_SIZE - 1 ||
            !(is_letter || name[i] == '_' ||
              (name[i] >= '0' && name[i] <= '9')))
            return name;
        buffer[i] = (char)(is_letter ? name[i] - from + to : name[i]);
    }
    buffer[i] = '\0';
    return buffer;
}

const char *
rowan__identifier_stored(const rowan_dialect *dialect, const char *name,
                         char buffer[ROWAN__FOLD_SIZE])
{
    return name != NULL && dialect->identifier_case == ROWAN_CASE_UPPER
               ? fold(name, 'a', 'A', buffer)
               : name;
}

const char *
rowan__identifier_told(const rowan_dialect *dialect, const char *name,
                       char buffer[ROWAN__FOLD_SIZE])
{
    return name != NULL && dialect->identifier_case == ROWAN_CASE_UPPER
               ? fold(name, 'A', 'a', buffer)
               : name;
}

rowan_status
rowan__identifier_quote(rowan_buffer *buffer, const rowan_dialect *dialect,
                        const char *what, const char *name, rowan_error *err)
{
    char close = quote_of(dialect->identifier_close);
    char folded[ROWAN__FOLD_SIZE];
    rowan_status status = rowan__identifier_check(dialect, what, name, err);

    if (status != ROWAN_OK) {
        buffer->failed = true;
        return status;
    }
    name = rowan__identifier_stored(dialect, name, folded);
    rowan__buffer_char(buffer, quote_of(dialect->identifier_open));
    /* Bytes of UTF-8 characters beyond ASCII are never taken for the quote,
     * which is ASCII. */
    for (const char *end; (end = strchr(name, close)) != NULL; name = end + 1) {
        rowan__buffer_add(buffer, name, (size_t)(end - name) + 1);
        rowan__buffer_char(buffer, close);
    }
    rowan__buffer_text(buffer, name);
    rowan__buffer_char(buffer, close);
    return ROWAN_OK;
}
