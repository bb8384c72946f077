/* SPDX-License-Identifier: MIT */
/* wrong:   the rows of one model taken for those of another */
/* message: incompatible */
/* level:   warning */
#include "shop.h"

void use(rowan_session *session);

void
use(rowan_session *session)
{
#ifdef WRONG
    invoice **rows = rowan_find(session, user);
    (void)rows;
#else
    user **rows = rowan_find(session, user);
    (void)rows;
#endif
}
