/* SPDX-License-Identifier: MIT */
#include "skeleton.h"

/* Append the name of the type by host->buffer_text(): "VARCHAR(100)" for
 * ROWAN_KIND_TEXT of length 100. A kind that the database cannot keep exactly
 * is refused, not approximated. */
int32_t
skeleton_type_name(const rowan_host *host, rowan_buffer *out,
                   const rowan_type *type, rowan_error *err)
{
    (void)host;
    (void)out;
    (void)type;
    return skeleton_unsupported("naming column types", err);
}
