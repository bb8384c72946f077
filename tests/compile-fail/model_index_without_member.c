/* SPDX-License-Identifier: MIT */
/* wrong:   an index over a member that the struct has not */
/* message: no member named 'ctiy' */
/* level:   error */
#include "shop.h"

#ifdef WRONG
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id), ROWAN_INDEX(ctiy))
#else
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id), ROWAN_INDEX(city))
#endif
