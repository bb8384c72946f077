/* SPDX-License-Identifier: MIT */
#include <rowan/value.h>

static const char *const kind_names[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_NULL] = "null",         [ROWAN_KIND_BOOL] = "bool",
    [ROWAN_KIND_INT16] = "int16",       [ROWAN_KIND_INT32] = "int32",
    [ROWAN_KIND_INT64] = "int64",       [ROWAN_KIND_FLOAT] = "float",
    [ROWAN_KIND_DOUBLE] = "double",     [ROWAN_KIND_TEXT] = "text",
    [ROWAN_KIND_BYTES] = "bytes",       [ROWAN_KIND_DATE] = "date",
    [ROWAN_KIND_TIME] = "time",         [ROWAN_KIND_TIMESTAMP] = "timestamp",
    [ROWAN_KIND_INTERVAL] = "interval", [ROWAN_KIND_UUID] = "uuid",
    [ROWAN_KIND_DECIMAL] = "decimal",   [ROWAN_KIND_JSON] = "json",
};

/* The tagged value crosses the plugin border in arrays. */
_Static_assert(sizeof(rowan_value) == 24, "rowan_value is 24 bytes");

const char *
rowan_kind_name(uint32_t kind)
{
    return kind < ROWAN_KIND_COUNT ? kind_names[kind] : "?";
}
