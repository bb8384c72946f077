/* SPDX-License-Identifier: MIT */
/* Exact decimals, as text and as a count of smallest units. */
#include "decimal.h"
#include "text.h"

#include <rowan/value.h>
#include <string.h>

enum { MOST_PLACES = 18 };

/* A decimal without what does not change its value: leading zeros before the
 * point, trailing zeros after it, the sign of zero. */
typedef struct number {
    bool minus;
    const char *whole;
    size_t whole_size;
    const char *places;
    size_t places_size;
} number;

static void
skip_digits(rowan__scan *scan)
{
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
}

static bool
read_number(const char *text, size_t size, number *ret)
{
    rowan__scan scan = rowan__scan_begin(text, size);

    ret->minus = rowan__scan_char(&scan, '-');
    ret->whole = scan.at;
    skip_digits(&scan);
    ret->whole_size = (size_t)(scan.at - ret->whole);
    ret->places = scan.at;
    ret->places_size = 0;
    if (ret->whole_size == 0)
        return false;
    if (rowan__scan_char(&scan, '.')) {
        ret->places = scan.at;
        skip_digits(&scan);
        ret->places_size = (size_t)(scan.at - ret->places);
        if (ret->places_size == 0)
            return false;
    }
    if (!rowan__scan_at_end(&scan))
        return false;

    for (; ret->whole_size > 0 && *ret->whole == '0'; ret->whole_size--)
        ret->whole++;
    while (ret->places_size > 0 && ret->places[ret->places_size - 1] == '0')
        ret->places_size--;
    if (ret->whole_size == 0 && ret->places_size == 0)
        ret->minus = false;
    return true;
}

bool
rowan_decimal_is_valid(const char *text, size_t size_bytes)
{
    number ignored;

    return read_number(text, size_bytes, &ignored);
}

bool
rowan__decimal_digits(const char *text, size_t size, size_t *ret_whole,
                      size_t *ret_places)
{
    number parts;

    if (!read_number(text, size, &parts))
        return false;
    *ret_whole = parts.whole_size;
    *ret_places = parts.places_size;
    return true;
}

/* Appends a digit to units, which is never positive: int64_t reaches further
 * below zero than above. */
static bool
append_digit(int64_t *units, int digit)
{
    if (*units < INT64_MIN / 10 || *units * 10 < INT64_MIN + digit)
        return false;
    *units = *units * 10 - digit;
    return true;
}

rowan_status
rowan_decimal_to_units(rowan_decimal decimal, int32_t scale, int64_t *ret_units)
{
    number n;
    int64_t units = 0;

    if (decimal.text == NULL || scale < 0 || scale > MOST_PLACES ||
        !read_number(decimal.text, strlen(decimal.text), &n) ||
        n.places_size > (size_t)scale)
        return ROWAN_OUT_OF_RANGE;
    for (size_t i = 0; i < n.whole_size; i++)
        if (!append_digit(&units, n.whole[i] - '0'))
            return ROWAN_OUT_OF_RANGE;
    for (size_t i = 0; i < (size_t)scale; i++)
        if (!append_digit(&units, i < n.places_size ? n.places[i] - '0' : 0))
            return ROWAN_OUT_OF_RANGE;
    if (!n.minus && units == INT64_MIN)
        return ROWAN_OUT_OF_RANGE;
    *ret_units = n.minus ? units : -units;
    return ROWAN_OK;
}

rowan_decimal
rowan_decimal_from_units(int64_t units, int32_t scale, char *buffer)
{
    uint64_t magnitude = (uint64_t)units;
    uint64_t one = 1;
    char *to = buffer;

    if (scale < 0 || scale > MOST_PLACES)
        return (rowan_decimal){.text = NULL};
    for (int32_t i = 0; i < scale; i++)
        one *= 10;
    if (units < 0) {
        *to++ = '-';
        magnitude = 0 - magnitude;
    }
    to = rowan__text_put_uint(to, magnitude / one);
    if (scale > 0) {
        *to++ = '.';
        to = rowan__text_put_padded(to, magnitude % one, scale);
    }
    *to = '\0';
    return (rowan_decimal){.text = buffer};
}

static int
compare_magnitudes(const number *a, const number *b)
{
    size_t common =
        a->places_size < b->places_size ? a->places_size : b->places_size;
    int order;

    if (a->whole_size != b->whole_size)
        return a->whole_size < b->whole_size ? -1 : 1;
    order = memcmp(a->whole, b->whole, a->whole_size);
    if (order == 0)
        order = memcmp(a->places, b->places, common);
    if (order != 0)
        return order;
    return (a->places_size > b->places_size) -
           (a->places_size < b->places_size);
}

int
rowan__decimal_compare(const char *a, size_t a_size, const char *b,
                       size_t b_size)
{
    number left = {0}, right = {0};

    /* Valid by contract; what is not reads as far as it goes. */
    (void)read_number(a, a_size, &left);
    (void)read_number(b, b_size, &right);
    if (left.minus != right.minus)
        return left.minus ? -1 : 1;
    return left.minus ? compare_magnitudes(&right, &left)
                      : compare_magnitudes(&left, &right);
}

int
rowan_decimal_compare(rowan_decimal a, rowan_decimal b)
{
    return rowan__decimal_compare(a.text, strlen(a.text), b.text,
                                  strlen(b.text));
}
