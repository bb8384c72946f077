/* SPDX-License-Identifier: MIT */
#include "sink.h"

#include <string.h>

void
rowan__sink_char(rowan__sink *sink, char character)
{
    if (sink->used < sink->size)
        sink->buffer[sink->used] = character;
    sink->used++;
}

void
rowan__sink_text(rowan__sink *sink, const char *text)
{
    size_t size = strlen(text);

    if (sink->used < sink->size) {
        size_t room = sink->size - sink->used;

        memcpy(sink->buffer + sink->used, text, size < room ? size : room);
    }
    sink->used += size;
}

size_t
rowan__sink_end(rowan__sink *sink)
{
    if (sink->used < sink->size)
        sink->buffer[sink->used] = '\0';
    else if (sink->size > 0)
        sink->buffer[rowan__whole_characters(sink->buffer, sink->size - 1)] =
            '\0';
    return sink->used;
}

size_t
rowan__whole_characters(const char *text, size_t size)
{
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        unsigned char byte = (unsigned char)text[size - back];

        if (byte < 0x80)
            return size;
        if (byte >= 0xc0) {
            size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;

            return length > back ? size - back : size;
        }
    }
    return size;
}
