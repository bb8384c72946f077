/* SPDX-License-Identifier: MIT */
/* wrong:   a column that is no condition joined with AND */
/* message-gcc: incompatible type for argument 1 of 'rowan__condition' */
/* message-clang: to parameter of incompatible type 'rowan_bool_expr' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_and(rowan_col(user, age),
                                         rowan_is_null(rowan_col(user, name))));
#else
    return rowan_find(session, user,
                      .where = rowan_and(rowan_eq(rowan_col(user, age), 1),
                                         rowan_is_null(rowan_col(user, name))));
#endif
}
