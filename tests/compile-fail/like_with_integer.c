/* SPDX-License-Identifier: MIT */
/* wrong:   LIKE with a pattern that is no text */
/* message-gcc: incompatible type for argument 1 of 'rowan__text_literal' */
/* message-clang: to parameter of incompatible type 'const char *' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_like(rowan_col(user, name), 3.5));
#else
    return rowan_find(session, user,
                      .where = rowan_like(rowan_col(user, name), "3.5"));
#endif
}
