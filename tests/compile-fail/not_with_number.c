/* SPDX-License-Identifier: MIT */
/* wrong:   NOT of a number */
/* message-gcc: incompatible type for argument 1 of 'rowan__condition' */
/* message-clang: to parameter of incompatible type 'rowan_bool_expr' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user, .where = rowan_not(rowan_col(user, age)));
#else
    return rowan_find(session, user,
                      .where = rowan_not(rowan_col(user, active)));
#endif
}
