/* SPDX-License-Identifier: MIT */
/*
 * Growable text. Appending never has to be checked: the first failure is
 * latched and rowan__buffer_failed() asked once at the end.
 */
#ifndef ROWAN_BASE_BUFFER_H
#define ROWAN_BASE_BUFFER_H

#include <rowan/export.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rowan_buffer {
    char *data; /* NUL-terminated while size > 0 */
    size_t size, capacity;
    bool failed;
} rowan_buffer;

void rowan__buffer_init(rowan_buffer *buffer);
void rowan__buffer_done(rowan_buffer *buffer);
void rowan__buffer_clear(rowan_buffer *buffer); /* keeps memory, drops latch */
bool rowan__buffer_failed(const rowan_buffer *buffer);
void rowan__buffer_add(rowan_buffer *buffer, const char *data, size_t size);
void rowan__buffer_text(rowan_buffer *buffer, const char *text);
void rowan__buffer_char(rowan_buffer *buffer, char character);
void rowan__buffer_int(rowan_buffer *buffer, int64_t number);
void rowan__buffer_printf(rowan_buffer *buffer, const char *format, ...)
    ROWAN_PRINTF(2, 3);
/* The text, "" if empty; valid until the next append. */
const char *rowan__buffer_get(const rowan_buffer *buffer);
/* The text as an allocation of its own; the buffer is empty after. NULL when
 * the buffer has failed. Freed by rowan__free(). */
char *rowan__buffer_take(rowan_buffer *buffer);

#endif
