/* SPDX-License-Identifier: MIT */
/* wrong:   a part of a query that queries have not */
/* message-gcc: has no member named 'wehre' */
/* message-clang: field designator 'wehre' does not refer to any field */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .wehre = rowan_is_null(rowan_col(user, name)));
#else
    return rowan_find(session, user,
                      .where = rowan_is_null(rowan_col(user, name)));
#endif
}
