/* SPDX-License-Identifier: MIT */
/*
 * Lists as one parameter: an array in binary form, whose elements are as
 * parameters of their own would be. Arrays of types that are not known here,
 * such as enumerations, go as text for the server to read.
 */

#include "postgresql_priv.h"

#include <limits.h>
#include <string.h>

/* Numbers of the server's catalog, as in postgresql_encode.c. */
static const struct {
    Oid array, element;
} arrays[] = {
    {1000, 16},   {1001, 17},   {1003, 19},   {1016, 20},   {1005, 21},
    {1007, 23},   {1009, 25},   {1028, 26},   {199, 114},   {1021, 700},
    {1022, 701},  {1014, 1042}, {1015, 1043}, {1182, 1082}, {1183, 1083},
    {1115, 1114}, {1185, 1184}, {1187, 1186}, {1231, 1700}, {2951, 2950},
    {3807, 3802},
};

static const char too_long[] = "the list is longer than PostgreSQL's limit";

Oid
pg__array_of(Oid element)
{
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (arrays[i].element == element)
            return arrays[i].array;
    return 0;
}

static Oid
element_of(Oid array)
{
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        if (arrays[i].array == array)
            return arrays[i].element;
    return 0;
}

/* --- in binary ------------------------------------------------------------ */

/* Dimensions, whether there are NULLs, the elements' type; length and lower
 * bound of the one dimension. */
#define HEADER_SIZE 20

static void
put_header(char *to, Oid element, size_t count)
{
    pg__put32(to, 1);
    pg__put32(to + 4, 0);
    pg__put32(to + 8, element);
    pg__put32(to + 12, (uint32_t)count);
    pg__put32(to + 16, 1);
}

static const char *
send_array(const rowan_host *host, pg_scratch *scratch, Oid element,
           const pg_sent *items, size_t count, size_t size, pg_sent *ret_sent)
{
    char *data = pg__scratch_take(host, scratch, size);
    char *to;

    if (!data)
        return pg__no_memory_refusal;
    to = data + HEADER_SIZE;
    put_header(data, element, count);
    for (size_t i = 0; i < count; i++) {
        pg__put32(to, (uint32_t)items[i].size);
        memcpy(to + 4, items[i].data, (size_t)items[i].size);
        to += 4 + items[i].size;
    }
    ret_sent->data = data;
    ret_sent->size = (int)size;
    ret_sent->format = 1;
    return NULL;
}

static const char *
encode_binary(const rowan_host *host, pg_scratch *scratch, Oid element,
              const rowan_value_list *list, pg_sent *ret_sent)
{
    pg_type type = pg__type_of(element);
    pg_sent *items =
        pg__scratch_take(host, scratch, list->count * sizeof(pg_sent));
    size_t size = HEADER_SIZE;

    if (!items)
        return pg__no_memory_refusal;
    for (size_t i = 0; i < list->count; i++) {
        const char *refusal =
            pg__encode(host, scratch, type, &list->items[i], &items[i]);

        if (refusal)
            return refusal;
        size += 4 + (size_t)items[i].size;
        if (size > INT_MAX / 2)
            return too_long;
    }
    return send_array(host, scratch, element, items, list->count, size,
                      ret_sent);
}

/* --- as text -------------------------------------------------------------- */

/* Each in quotes, what would end them behind a backslash. */
static char *
put_quoted(char *to, const char *text, size_t size)
{
    *to++ = '"';
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"' || text[i] == '\\')
            *to++ = '\\';
        *to++ = text[i];
    }
    *to++ = '"';
    return to;
}

static const char *
send_texts(const rowan_host *host, pg_scratch *scratch, const pg_sent *items,
           size_t count, size_t size, pg_sent *ret_sent)
{
    char *data = pg__scratch_take(host, scratch, size);
    char *to = data;

    if (!data)
        return pg__no_memory_refusal;
    for (size_t i = 0; i < count; i++) {
        *to++ = i ? ',' : '{';
        to = put_quoted(to, items[i].data, (size_t)items[i].size);
    }
    *to++ = '}';
    *to = '\0';
    ret_sent->data = data;
    ret_sent->size = (int)(to - data);
    ret_sent->format = 0;
    return NULL;
}

static const char *
encode_text(const rowan_host *host, pg_scratch *scratch,
            const rowan_value_list *list, pg_sent *ret_sent)
{
    pg_sent *items =
        pg__scratch_take(host, scratch, list->count * sizeof(pg_sent));
    size_t size = sizeof "{}";

    if (!items)
        return pg__no_memory_refusal;
    for (size_t i = 0; i < list->count; i++) {
        const char *refusal = pg__encode(host, scratch, PG_TYPE_OTHER,
                                         &list->items[i], &items[i]);

        if (refusal)
            return refusal;
        if (items[i].format)
            return "its text form is not known";
        size += 2 * (size_t)items[i].size + sizeof "\"\",";
        if (size > INT_MAX / 2)
            return too_long;
    }
    return send_texts(host, scratch, items, list->count, size, ret_sent);
}

const char *
pg__encode_list(const rowan_host *host, pg_scratch *scratch, Oid parameter_type,
                const rowan_value_list *list, pg_sent *ret_sent)
{
    Oid element = element_of(parameter_type);

    if (list->count == 0 || list->count > INT_MAX / sizeof(pg_sent))
        return list->count ? too_long : "the list is empty";
    if (!element)
        return encode_text(host, scratch, list, ret_sent);
    return encode_binary(host, scratch, element, list, ret_sent);
}
