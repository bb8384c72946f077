/* SPDX-License-Identifier: MIT */
/* wrong:   WHERE with a term of ORDER BY */
/* message-gcc: using type 'rowan_order_expr' */
/* message-clang: with an expression of incompatible type 'rowan_order_expr' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_desc(rowan_col(user, age)));
#else
    return rowan_find(session, user,
                      .order_by = rowan_by(rowan_desc(rowan_col(user, age))));
#endif
}
