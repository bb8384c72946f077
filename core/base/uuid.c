/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <rowan/value.h>
#include <sys/random.h>
#include <unistd.h>

enum { SIZE_WITH_HYPHENS = 36, SIZE_WITHOUT = 32 };

/* Whether a hyphen stands before byte i. */
static bool
hyphen_before(size_t i)
{
    return i == 4 || i == 6 || i == 8 || i == 10;
}

size_t
rowan_uuid_format(rowan_uuid uuid, char *buffer)
{
    static const char digits[] = "0123456789abcdef";
    char *to = buffer;

    for (size_t i = 0; i < sizeof(uuid.bytes); i++) {
        if (hyphen_before(i))
            *to++ = '-';
        *to++ = digits[uuid.bytes[i] >> 4];
        *to++ = digits[uuid.bytes[i] & 15];
    }
    *to = '\0';
    return (size_t)(to - buffer);
}

rowan_status
rowan_uuid_parse(const char *text, size_t size_bytes, rowan_uuid *ret_uuid)
{
    rowan_uuid uuid;
    const char *at = text;

    if (size_bytes != SIZE_WITH_HYPHENS && size_bytes != SIZE_WITHOUT)
        return ROWAN_OUT_OF_RANGE;
    for (size_t i = 0; i < sizeof(uuid.bytes); i++, at += 2) {
        int high, low;

        if (size_bytes == SIZE_WITH_HYPHENS && hyphen_before(i) && *at++ != '-')
            return ROWAN_OUT_OF_RANGE;
        high = rowan__text_hex_value(at[0]);
        low = rowan__text_hex_value(at[1]);
        if (high < 0 || low < 0)
            return ROWAN_OUT_OF_RANGE;
        uuid.bytes[i] = (uint8_t)(high << 4 | low);
    }
    *ret_uuid = uuid;
    return ROWAN_OK;
}

rowan_status
rowan_uuid_random(rowan_uuid *ret_uuid)
{
    rowan_uuid uuid;

    if (getentropy(uuid.bytes, sizeof(uuid.bytes)) != 0)
        return ROWAN_IO;
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0f) | 0x40); /* version 4 */
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3f) | 0x80); /* variant */
    *ret_uuid = uuid;
    return ROWAN_OK;
}
