/* SPDX-License-Identifier: MIT */
#include "forms.h"

#include "harness.h"

#include <stdlib.h>
#include <string.h>

/* A text with its length, NULs and all: the codec does not look. */
static rowan_status
view_to_value(const void *from, rowan_value *ret_value, rowan_error *err)
{
    const rowan_bytes *view = from;

    (void)err;
    ret_value->kind = view->data != NULL ? ROWAN_KIND_TEXT : ROWAN_KIND_NULL;
    ret_value->as.text = (rowan_view){view->data, view->size};
    return ROWAN_OK;
}

static rowan_status
view_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    rowan_bytes *view = ret_member;
    void *copy;

    (void)err;
    *view = (rowan_bytes){NULL, 0};
    if (value->kind == ROWAN_KIND_NULL)
        return ROWAN_OK;
    copy = malloc(value->as.text.size + 1);
    if (copy == NULL)
        return ROWAN_NO_MEMORY;
    memcpy(copy, value->as.text.data, value->as.text.size);
    *view = (rowan_bytes){copy, value->as.text.size};
    return ROWAN_OK;
}

static void
view_clear(void *at)
{
    rowan_bytes *view = at;

    free((void *)(uintptr_t)view->data);
    *view = (rowan_bytes){NULL, 0};
}

const rowan_codec form_codec = {
    .name = "view",
    .type = {.kind = ROWAN_KIND_TEXT},
    .to_value = view_to_value,
    .from_value = view_from_value,
    .clear = view_clear,
};

#define NULLABLE(kind_, type_)                                             \
    {"nullable_" #type_, "t_n_" #type_,                                    \
     ROWAN_KIND_##kind_ | ROWAN_CTYPE_NULLABLE,                            \
     sizeof(rowan_nullable_##type_),                                       \
     offsetof(rowan_nullable_##type_, present)}
#define PLAIN(kind_, name_, type_)                                         \
    {#name_, "t_" #name_, ROWAN_KIND_##kind_, sizeof(type_), 0}

const form forms[FORMS] = {
    PLAIN(BOOL, bool, bool), PLAIN(INT16, int16, int16_t),
    PLAIN(INT32, int32, int32_t), PLAIN(INT64, int64, int64_t),
    PLAIN(FLOAT, float, float), PLAIN(DOUBLE, double, double),
    PLAIN(TEXT, text, const char *), PLAIN(BYTES, bytes, rowan_bytes),
    PLAIN(DATE, date, rowan_date), PLAIN(TIME, time, rowan_time),
    PLAIN(TIMESTAMP, timestamp, rowan_timestamp),
    PLAIN(INTERVAL, interval, rowan_interval), PLAIN(UUID, uuid, rowan_uuid),
    PLAIN(DECIMAL, decimal, rowan_decimal), PLAIN(JSON, json, rowan_json),
    {"char[24]", "t_chars", ROWAN_KIND_TEXT | ROWAN_CTYPE_CHARS, 24, 0},
    {"codec", "t_codec", ROWAN_CTYPE_CODEC, sizeof(rowan_bytes), 0},
    NULLABLE(BOOL, bool), NULLABLE(INT16, int16), NULLABLE(INT32, int32),
    NULLABLE(INT64, int64), NULLABLE(FLOAT, float), NULLABLE(DOUBLE, double),
    NULLABLE(DATE, date), NULLABLE(TIME, time),
    NULLABLE(TIMESTAMP, timestamp), NULLABLE(INTERVAL, interval),
    NULLABLE(UUID, uuid),
};
uint32_t
form_kind(const form *of)
{
    return of->ctype & ROWAN_CTYPE_CODEC
               ? ROWAN_KIND_TEXT
               : of->ctype & ROWAN_CTYPE_KIND_MASK;
}

/* The text of a value as a C string, which may be cut. */
static bool
put_text(const form *of, const rowan_view *text, member *to)
{
    if (of->ctype & ROWAN_CTYPE_CODEC || form_kind(of) == ROWAN_KIND_BYTES) {
        void *copy = malloc(text->size + 1);

        REQUIRE(copy != NULL);
        memcpy(copy, text->data, text->size);
        if ((of->ctype & ROWAN_CTYPE_CODEC) == 0) {
            free(copy); /* only a codec's is the session's */
            copy = (void *)(uintptr_t)text->data;
        }
        to->bytes = (rowan_bytes){copy, text->size};
        return true;
    }
    if (memchr(text->data, '\0', text->size) != NULL)
        return false;
    if ((of->ctype & ROWAN_CTYPE_CHARS) == 0) {
        to->text = text->data;
        return true;
    }
    if (text->size >= of->size)
        return false;
    memcpy(to->chars, text->data, text->size);
    return true;
}

bool
form_put(const form *of, const rowan_value *value, member *to)
{
    memset(to, 0, sizeof *to);
    if (of->ctype & ROWAN_CTYPE_NULLABLE)
        *((bool *)to + of->present) = true;
    switch (form_kind(of)) {
    case ROWAN_KIND_BOOL:
        to->flag = value->as.integer != 0;
        return true;
    case ROWAN_KIND_INT16:
        to->i16 = (int16_t)value->as.integer;
        return true;
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_DATE:
        to->i32 = (int32_t)value->as.integer;
        return true;
    case ROWAN_KIND_FLOAT:
        to->real32 = (float)value->as.real;
        return true;
    case ROWAN_KIND_DOUBLE:
        to->real64 = value->as.real;
        return true;
    case ROWAN_KIND_INTERVAL:
        to->interval = value->as.interval;
        return true;
    case ROWAN_KIND_UUID:
        to->uuid = value->as.uuid;
        return true;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return put_text(of, &value->as.text, to);
    default:
        to->i64 = value->as.integer;
        return true;
    }
}

rowan_value
form_take(const form *of, const member *from)
{
    rowan_value value = {.kind = form_kind(of)};
    bool is_view = (of->ctype & ROWAN_CTYPE_CODEC) != 0 ||
                   value.kind == ROWAN_KIND_BYTES;
    const char *text = of->ctype & ROWAN_CTYPE_CHARS ? from->chars
                                                       : from->text;

    if ((of->ctype & ROWAN_CTYPE_NULLABLE) != 0 &&
        !*((const bool *)from + of->present))
        value.kind = ROWAN_KIND_NULL;
    switch (value.kind) {
    case ROWAN_KIND_BOOL:
        value.as.integer = from->flag;
        break;
    case ROWAN_KIND_INT16:
        value.as.integer = from->i16;
        break;
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_DATE:
        value.as.integer = from->i32;
        break;
    case ROWAN_KIND_FLOAT:
        value.as.real = (double)from->real32;
        break;
    case ROWAN_KIND_DOUBLE:
        value.as.real = from->real64;
        break;
    case ROWAN_KIND_INTERVAL:
        value.as.interval = from->interval;
        break;
    case ROWAN_KIND_UUID:
        value.as.uuid = from->uuid;
        break;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        if (is_view)
            value.as.text = (rowan_view){from->bytes.data, from->bytes.size};
        else
            value.as.text = (rowan_view){text, text ? strlen(text) : 0};
        if (value.as.text.data == NULL)
            value.kind = ROWAN_KIND_NULL;
        break;
    default:
        value.as.integer = from->i64;
    }
    return value;
}
