/* SPDX-License-Identifier: MIT */
/* wrong:   a column that is no condition, as one that may be there */
/* message-gcc: type mismatch in conditional expression */
/* message-clang: incompatible operand types */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session, const char *name);

user **
use(rowan_session *session, const char *name)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_if(name != NULL, rowan_col(user, name)));
#else
    return rowan_find(session, user,
                      .where = rowan_if(name != NULL,
                                        rowan_eq(rowan_col(user, name),
                                                 name)));
#endif
}
