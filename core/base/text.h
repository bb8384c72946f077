/* SPDX-License-Identifier: MIT */
/*
 * Numbers to text and back: strict, without locale, without memory. The C
 * library's own (printf, strtoll) take blanks, signs and the locale's digits.
 */
#ifndef ROWAN_BASE_TEXT_H
#define ROWAN_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Each writes no NUL and returns one past the last character written. */
char *rowan__text_put(char *to, const char *text);
char *rowan__text_put_int(char *to, int64_t number); /* at most 20 */
char *rowan__text_put_uint(char *to, uint64_t number);
/* With zeros before it to make width digits; more if it needs more. */
char *rowan__text_put_padded(char *to, uint64_t number, int width);

int rowan__text_hex_value(char digit); /* 0 to 15, or -1 */

/* What is left of a text that is being read. */
typedef struct rowan__scan {
    const char *at;
    const char *end;
} rowan__scan;

rowan__scan rowan__scan_begin(const char *text, size_t size);
bool rowan__scan_at_end(const rowan__scan *scan);
/* Takes one character if it comes next. */
bool rowan__scan_char(rowan__scan *scan, char character);
/* Takes all digits that come next; returns how many. */
int rowan__scan_digits(rowan__scan *scan, int most, uint64_t *ret_number);
/* Takes exactly count digits; false if there are fewer. */
bool rowan__scan_exactly(rowan__scan *scan, int count, int32_t *ret_number);
/* Takes one to six digits after a point, as millionths. */
bool rowan__scan_micros(rowan__scan *scan, int32_t *ret_micros);

#endif
