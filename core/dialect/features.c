/* SPDX-License-Identifier: MIT */
/* Names of features, for programs that look at capabilities. */
#include "dialect/dialect_priv.h"

#include <rowan/connection.h>

const char *
rowan_feature_name(uint32_t feature)
{
    static const char *const names[] = {
#define NAME(id_, bit_, name_) [bit_] = (name_),
        ROWAN_FEATURE_MAP(NAME)
#undef NAME
    };

    return feature < sizeof(names) / sizeof(*names) ? names[feature] : NULL;
}
