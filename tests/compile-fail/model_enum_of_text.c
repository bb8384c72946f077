/* SPDX-License-Identifier: MIT */
/* wrong:   a text member declared as an enum */
/* message: member 'city' is not an enum */
/* level:   error */
#include "shop.h"

#ifdef WRONG
enum mood { GLAD, SAD };
ROWAN_ENUM_TYPE(mood, {GLAD, "glad"}, {SAD, "sad"})
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id), ROWAN_ENUM(city, mood))
#else
enum mood { GLAD, SAD };
ROWAN_ENUM_TYPE(mood, {GLAD, "glad"}, {SAD, "sad"})
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(city))
#endif
