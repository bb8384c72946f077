/* SPDX-License-Identifier: MIT */
/* The rig's values, times and texts: what needs no connection. */
#include "plugins/rig.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

rowan_value
rig_int(int64_t integer)
{
    rowan_value value = {.kind = ROWAN_KIND_INT64};

    value.as.integer = integer;
    return value;
}

static rowan_value
of_text(uint32_t kind, const char *text)
{
    rowan_value value = {.kind = kind};

    value.as.text = (rowan_view){text, strlen(text)};
    return value;
}

rowan_value
rig_text(const char *text)
{
    return of_text(ROWAN_KIND_TEXT, text);
}

rowan_value
rig_decimal(const char *text)
{
    return of_text(ROWAN_KIND_DECIMAL, text);
}

bool
rig_value(uint32_t kind, const char *text, rowan_value *ret_value)
{
    *ret_value = (rowan_value){.kind = kind};
    switch (kind) {
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        *ret_value = of_text(kind, text);
        return true;
    case ROWAN_KIND_FLOAT:
        ret_value->as.real = (float)harness_read_real(text);
        return true;
    case ROWAN_KIND_DOUBLE:
        ret_value->as.real = harness_read_real(text);
        return true;
    case ROWAN_KIND_BOOL:
        ret_value->as.integer = *text == 't';
        return true;
    default:
        if (rowan__host()->value_parse(kind, text, strlen(text), ret_value))
            return false;
        ret_value->kind = kind;
        return true;
    }
}

static bool
same_view(const rowan_view *a, const rowan_view *b)
{
    return a->size == b->size &&
           (a->size == 0 || !memcmp(a->data, b->data, a->size));
}

bool
rig_same(const rowan_value *a, const rowan_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case ROWAN_KIND_NULL:
        return true;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return same_view(&a->as.text, &b->as.text);
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return !memcmp(&a->as.real, &b->as.real, sizeof a->as.real);
    case ROWAN_KIND_INTERVAL:
        return !memcmp(&a->as.interval, &b->as.interval,
                       sizeof a->as.interval);
    case ROWAN_KIND_UUID:
        return !memcmp(&a->as.uuid, &b->as.uuid, sizeof a->as.uuid);
    default:
        return a->as.integer == b->as.integer;
    }
}

int64_t
rig_now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int
rig_silent(uint16_t *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct sockaddr *any = (struct sockaddr *)(void *)&address;
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(fd >= 0 && bind(fd, any, size) == 0 && listen(fd, 8) == 0 &&
            getsockname(fd, any, &size) == 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

rowan_buffer *
rig_buffer(void)
{
    static rowan_buffer buffer;

    rowan__buffer_done(&buffer);
    rowan__buffer_init(&buffer);
    return &buffer;
}

const char *
rig_buffer_text(rowan_buffer *buffer)
{
    static char text[1024];

    snprintf(text, sizeof text, "%s", rowan__buffer_get(buffer));
    rowan__buffer_done(buffer);
    return text;
}
