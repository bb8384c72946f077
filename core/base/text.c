/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <string.h>

enum { DIGITS_OF_UINT64 = 20 };

char *
rowan__text_put(char *to, const char *text)
{
    size_t size = strlen(text);

    memcpy(to, text, size);
    return to + size;
}

char *
rowan__text_put_padded(char *to, uint64_t number, int width)
{
    char digits[DIGITS_OF_UINT64];
    int count = 0;

    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (int i = count; i < width; i++)
        *to++ = '0';
    while (count > 0)
        *to++ = digits[--count];
    return to;
}

char *
rowan__text_put_uint(char *to, uint64_t number)
{
    return rowan__text_put_padded(to, number, 1);
}

char *
rowan__text_put_int(char *to, int64_t number)
{
    uint64_t magnitude = (uint64_t)number;

    if (number < 0) {
        *to++ = '-';
        magnitude = 0 - magnitude; /* defined for INT64_MIN as well */
    }
    return rowan__text_put_uint(to, magnitude);
}

int
rowan__text_hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

rowan__scan
rowan__scan_begin(const char *text, size_t size)
{
    static const char nothing[1] = "";

    if (size == 0)
        text = nothing; /* NULL is allowed, arithmetic on it is not */
    return (rowan__scan){.at = text, .end = text + size};
}

bool
rowan__scan_at_end(const rowan__scan *scan)
{
    return scan->at == scan->end;
}

bool
rowan__scan_char(rowan__scan *scan, char character)
{
    if (scan->at == scan->end || *scan->at != character)
        return false;
    scan->at++;
    return true;
}

int
rowan__scan_digits(rowan__scan *scan, int most, uint64_t *ret_number)
{
    uint64_t number = 0;
    int count = 0;

    while (count < most && scan->at < scan->end && *scan->at >= '0' &&
           *scan->at <= '9') {
        number = number * 10 + (uint64_t)(*scan->at++ - '0');
        count++;
    }
    *ret_number = number;
    return count;
}

bool
rowan__scan_exactly(rowan__scan *scan, int count, int32_t *ret_number)
{
    uint64_t number = 0;

    if (rowan__scan_digits(scan, count, &number) != count)
        return false;
    *ret_number = (int32_t)number;
    return true;
}

bool
rowan__scan_micros(rowan__scan *scan, int32_t *ret_micros)
{
    uint64_t number = 0;
    int count = rowan__scan_digits(scan, 6, &number);

    if (count == 0)
        return false;
    for (; count < 6; count++)
        number *= 10;
    *ret_micros = (int32_t)number;
    return true;
}
