/* SPDX-License-Identifier: MIT */
/*
 * Values that are too long for their column. Databases differ here: one
 * refuses, another cuts blanks off or rounds without a word, a third keeps all.
 */
#include "schema/table.h"

#include "base/decimal.h"
#include "base/error_priv.h"

static size_t
count_characters(const rowan_view *text)
{
    size_t count = 0;

    for (size_t i = 0; i < text->size; i++)
        count += ((unsigned char)text->data[i] & 0xc0) != 0x80;
    return count;
}

static rowan_status
check_length(const rowan__column *column, const rowan_value *value,
             rowan_error *err)
{
    size_t most = (size_t)column->type.length;
    bool is_text = value->kind == ROWAN_KIND_TEXT;
    size_t length = value->as.text.size; /* characters are no more */

    if (length > most && is_text)
        length = count_characters(&value->as.text);
    if (length <= most)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_OUT_OF_RANGE,
                            "the value of column %s has %zu %s, and %zu is "
                            "the most that it keeps",
                            column->name, length,
                            is_text ? "characters" : "bytes", most);
}

static rowan_status
check_digits(const rowan__column *column, const rowan_value *value,
             rowan_error *err)
{
    size_t whole, places;
    size_t most_places = (size_t)column->type.scale;
    size_t most_whole = (size_t)column->type.precision - most_places;

    if (!rowan__decimal_digits(value->as.text.data, value->as.text.size,
                               &whole, &places) ||
        (whole <= most_whole && places <= most_places))
        return ROWAN_OK; /* what is no decimal is somebody else's to say */
    return rowan__error_set(err, ROWAN_OUT_OF_RANGE,
                            "the value of column %s has %zu digits before the "
                            "point and %zu after it, and %zu and %zu are the "
                            "most that it keeps",
                            column->name, whole, places, most_whole,
                            most_places);
}

rowan_status
rowan__column_check_size(const rowan__column *column, const rowan_value *value,
                         rowan_error *err)
{
    rowan_status status = ROWAN_OK;

    if (value->kind == ROWAN_KIND_NULL || value->as.text.data == NULL)
        return ROWAN_OK;
    if (value->kind == ROWAN_KIND_DECIMAL && column->type.precision > 0)
        status = check_digits(column, value, err);
    else if ((value->kind == ROWAN_KIND_TEXT ||
              value->kind == ROWAN_KIND_BYTES) &&
             column->type.length > 0)
        status = check_length(column, value, err);
    if (status != ROWAN_OK)
        rowan__error_column(err, column->name);
    return status;
}
