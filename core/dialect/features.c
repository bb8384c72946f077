/* SPDX-License-Identifier: MIT */
/* Names of features, for programs that look at capabilities. */
#include "dialect/dialect_priv.h"

#include <rowan/connection.h>

const char *
rowan_feature_name(uint32_t feature)
{
    static const char *const names[ROWAN_FEATURES_MAX] = {
#define NAME(id_, number_, name_) [number_] = (name_),
        ROWAN_FEATURE_MAP(NAME)
#undef NAME
    };

    return feature < ROWAN_FEATURES_MAX ? names[feature] : NULL;
}
