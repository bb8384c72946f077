/* SPDX-License-Identifier: MIT */
/* wrong:   a foreign key to a member that the other struct has not */
/* message: no member named 'uid' */
/* level:   error */
#include "shop.h"

#ifdef WRONG
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id),
            ROWAN_FOREIGN_KEY(user_id, user, uid))
#else
ROWAN_MODEL(invoice, "invoices", ROWAN_PRIMARY_KEY(id),
            ROWAN_FOREIGN_KEY(user_id, user, id))
#endif
