/* SPDX-License-Identifier: MIT */
/*
 * Exact decimals. The server's form is a count of groups of four decimal
 * digits, the power of 10,000 of the first group, a sign, the number of places
 * after the point, and the groups, with none that is zero at either end.
 */

#include "postgresql_priv.h"

#include <string.h>

#define HEADER_SIZE 8
#define GROUP 4
#define SIGN_MINUS 0x4000
#define SIGN_SPECIAL 0xC000 /* both bits: NaN and the infinities */
#define MOST_WHOLE 131072
#define MOST_PLACES 16383

/* A decimal's digits: whole ones without zeros in front, and places. */
typedef struct digits {
    const char *whole, *places;
    size_t whole_count, place_count;
    bool is_negative;
} digits;

static digits
split(const char *text, size_t size)
{
    digits number = {.is_negative = *text == '-'};
    const char *point;

    text += number.is_negative;
    size -= number.is_negative;
    point = memchr(text, '.', size);
    number.whole = text;
    number.whole_count = point ? (size_t)(point - text) : size;
    if (point) {
        number.places = point + 1;
        number.place_count = size - number.whole_count - 1;
    }
    while (number.whole_count && *number.whole == '0') {
        number.whole++;
        number.whole_count--;
    }
    return number;
}

/* Four digits of which `from` may be before the text's begin and others behind
 * its end: those are zeros. */
static uint16_t
read_group(const char *text, ptrdiff_t from, size_t count)
{
    unsigned group = 0;

    for (ptrdiff_t i = from; i < from + GROUP; i++) {
        unsigned digit = 0;

        if (i >= 0 && (size_t)i < count)
            digit = (unsigned)(text[i] - '0');
        group = group * 10 + digit;
    }
    return (uint16_t)group;
}

int
pg__numeric_encode(const rowan_host *host, pg_scratch *scratch,
                   const char *text, size_t size, const char **ret_data)
{
    digits number = split(text, size);
    size_t whole_groups = (number.whole_count + GROUP - 1) / GROUP;
    size_t place_groups = (number.place_count + GROUP - 1) / GROUP;
    ptrdiff_t weight = (ptrdiff_t)whole_groups - 1;
    size_t count = 0;
    char *data, *at;

    if (number.whole_count > MOST_WHOLE || number.place_count > MOST_PLACES)
        return 0;
    data = pg__scratch_take(host, scratch,
                            HEADER_SIZE + 2 * (whole_groups + place_groups));
    if (!data)
        return -1;
    at = data + HEADER_SIZE;
    for (size_t i = 0; i < whole_groups + place_groups; i++) {
        bool is_whole = i < whole_groups;
        ptrdiff_t from = is_whole ? (ptrdiff_t)number.whole_count -
                                        (ptrdiff_t)((whole_groups - i) * GROUP)
                                  : (ptrdiff_t)((i - whole_groups) * GROUP);
        uint16_t group =
            is_whole ? read_group(number.whole, from, number.whole_count)
                     : read_group(number.places, from, number.place_count);

        if (count == 0 && group == 0) {
            weight--;
            continue;
        }
        pg__put16(at + 2 * count++, group);
    }
    while (count && pg__get16(at + 2 * (count - 1)) == 0)
        count--;
    if (number.is_negative && !count)
        return 0; /* it would come back as 0 */
    pg__put16(data, (uint16_t)count);
    pg__put16(data + 2, (uint16_t)(count ? weight : 0));
    pg__put16(data + 4, number.is_negative ? SIGN_MINUS : 0);
    pg__put16(data + 6, (uint16_t)number.place_count);
    *ret_data = data;
    return HEADER_SIZE + 2 * (int)count;
}

static char *
write_group(char *out, unsigned group)
{
    out[0] = (char)('0' + group / 1000);
    out[1] = (char)('0' + group / 100 % 10);
    out[2] = (char)('0' + group / 10 % 10);
    out[3] = (char)('0' + group % 10);
    return out + GROUP;
}

/* The group of a power of 10,000; those that are not sent are zero. */
static unsigned
group_at(const char *data, int count, int weight, int power)
{
    int place = weight - power;

    if (place < 0 || place >= count)
        return 0;
    return pg__get16(data + HEADER_SIZE + 2 * place);
}

rowan_status
pg__numeric_decode(const rowan_host *host, pg_scratch *scratch,
                   const char *data, int size, rowan_view *ret_text)
{
    int count, weight, places;
    unsigned sign;
    char *text, *out, *end;

    if (size < HEADER_SIZE)
        return ROWAN_TYPE_MISMATCH;
    count = pg__get16(data);
    weight = (int16_t)pg__get16(data + 2);
    sign = pg__get16(data + 4);
    places = pg__get16(data + 6);
    if ((sign & SIGN_SPECIAL) == SIGN_SPECIAL)
        return ROWAN_OUT_OF_RANGE;
    if (size != HEADER_SIZE + 2 * count)
        return ROWAN_TYPE_MISMATCH;
    text = pg__scratch_take(host, scratch,
                            (size_t)((weight < 0 ? 0 : weight) + 1) * GROUP +
                                (size_t)places + GROUP + 3);
    if (!text)
        return ROWAN_NO_MEMORY;
    out = text;
    if (sign == SIGN_MINUS)
        *out++ = '-';
    if (weight < 0) {
        *out++ = '0';
    } else {
        char *first = out;

        for (int power = weight; power >= 0; power--)
            out = write_group(out, group_at(data, count, weight, power));
        while (first < out - 1 && *first == '0') /* at most three */
            memmove(first, first + 1, (size_t)(--out - first));
    }
    if (places) {
        *out++ = '.';
        end = out + places;
        for (int power = -1; out < end; power--)
            out = write_group(out, group_at(data, count, weight, power));
        out = end;
    }
    *out = '\0';
    *ret_text = (rowan_view){text, (size_t)(out - text)};
    return ROWAN_OK;
}
