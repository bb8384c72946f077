/* SPDX-License-Identifier: MIT */
/* wrong:   LIKE on an integer column */
/* message-gcc: incompatible type for argument 1 of 'rowan__text_operand' */
/* message-clang: to parameter of incompatible type 'rowan_text_expr' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_like(rowan_col(user, age), "3%"));
#else
    return rowan_find(session, user,
                      .where = rowan_like(rowan_col(user, name), "3%"));
#endif
}
