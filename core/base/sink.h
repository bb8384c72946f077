/* SPDX-License-Identifier: MIT */
/*
 * Text into a caller's buffer, as snprintf does it: all is counted, what fits
 * is kept. One writer serves both to measure and to write.
 */
#ifndef ROWAN_BASE_SINK_H
#define ROWAN_BASE_SINK_H

#include <stddef.h>

typedef struct rowan__sink {
    char *buffer; /* may be NULL if size is 0 */
    size_t size;  /* of buffer in bytes */
    size_t used;  /* length of the whole text so far */
} rowan__sink;

void rowan__sink_char(rowan__sink *sink, char character);
void rowan__sink_text(rowan__sink *sink, const char *text);
/* Adds the NUL, cutting on a UTF-8 boundary; returns the whole length. */
size_t rowan__sink_end(rowan__sink *sink);

/* Bytes of text[0..size) without the beginning of a character at its end that
 * would be cut there. Text that is not UTF-8 is cut where it is. */
size_t rowan__whole_characters(const char *text, size_t size);

#endif
