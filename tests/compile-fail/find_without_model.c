/* SPDX-License-Identifier: MIT */
/* wrong:   a query of a struct that has no model */
/* message: stranger_model */
/* level:   warning */
#include "shop.h"

void use(rowan_session *session);

void
use(rowan_session *session)
{
#ifdef WRONG
    (void)rowan_find(session, stranger);
#else
    (void)rowan_find(session, user);
#endif
}
