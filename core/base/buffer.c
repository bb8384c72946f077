/* SPDX-License-Identifier: MIT */
#include "buffer.h"

#include "alloc.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 512 }; /* a statement of usual length */

void
rowan__buffer_init(rowan_buffer *buffer)
{
    *buffer = (rowan_buffer){0};
}

void
rowan__buffer_done(rowan_buffer *buffer)
{
    rowan__free(buffer->data);
    rowan__buffer_init(buffer);
}

void
rowan__buffer_clear(rowan_buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
}

bool
rowan__buffer_failed(const rowan_buffer *buffer)
{
    return buffer->failed;
}

static bool
grow(rowan_buffer *buffer, size_t extra)
{
    size_t needed = 0;
    size_t capacity = buffer->capacity;
    char *data;

    if (!rowan__size_add(buffer->size, extra, &needed) ||
        !rowan__size_add(needed, 1, &needed))
        goto failed;
    capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
    if (capacity < FIRST_CAPACITY)
        capacity = FIRST_CAPACITY;
    if (capacity < needed)
        capacity = needed;
    data = rowan__realloc(buffer->data, capacity);
    if (data == NULL)
        goto failed;
    buffer->data = data;
    buffer->capacity = capacity;
    return true;

failed:
    buffer->failed = true;
    return false;
}

/* Makes room for extra bytes and a NUL; latches and says false if it cannot. */
static inline bool
reserve(rowan_buffer *buffer, size_t extra)
{
    if (buffer->failed)
        return false;
    return extra < buffer->capacity - buffer->size || grow(buffer, extra);
}

void
rowan__buffer_add(rowan_buffer *buffer, const char *data, size_t size)
{
    if (size == 0 || !reserve(buffer, size))
        return;
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void
rowan__buffer_text(rowan_buffer *buffer, const char *text)
{
    rowan__buffer_add(buffer, text, strlen(text));
}

void
rowan__buffer_char(rowan_buffer *buffer, char character)
{
    if (!reserve(buffer, 1))
        return;
    buffer->data[buffer->size++] = character;
    buffer->data[buffer->size] = '\0';
}

void
rowan__buffer_int(rowan_buffer *buffer, int64_t number)
{
    char digits[20];
    char *end = rowan__text_put_int(digits, number);

    rowan__buffer_add(buffer, digits, (size_t)(end - digits));
}

void
rowan__buffer_printf(rowan_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) {
        buffer->failed = true;
        return;
    }
    if (!reserve(buffer, (size_t)size))
        return;
    va_start(arguments, format);
    (void)vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format,
                    arguments);
    va_end(arguments);
    buffer->size += (size_t)size;
}

const char *
rowan__buffer_get(const rowan_buffer *buffer)
{
    return buffer->size > 0 ? buffer->data : "";
}

char *
rowan__buffer_take(rowan_buffer *buffer)
{
    char *text = NULL;

    if (reserve(buffer, 0)) {
        text = buffer->data;
        text[buffer->size] = '\0';
        buffer->data = NULL;
    }
    rowan__buffer_done(buffer);
    return text;
}
