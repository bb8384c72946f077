/* SPDX-License-Identifier: MIT */
/* wrong:   a column of a member that the struct has not */
/* message: no member named 'nmae' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_col(user, nmae), "x"));
#else
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_col(user, name), "x"));
#endif
}
