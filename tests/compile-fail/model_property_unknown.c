/* SPDX-License-Identifier: MIT */
/* wrong:   a property that columns have not */
/* message-gcc: has no member named 'lenght' */
/* message-clang: field designator 'lenght' does not refer to any field */
/* level:   error */
#include "shop.h"

#ifdef WRONG
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(city, .lenght = 40))
#else
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(city, .length = 40))
#endif
