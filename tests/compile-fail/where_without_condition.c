/* SPDX-License-Identifier: MIT */
/* wrong:   WHERE with a text column in place of a condition */
/* message-gcc: using type 'rowan_text_expr' */
/* message-clang: of incompatible type 'rowan_text_expr' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user, .where = rowan_col(user, name));
#else
    return rowan_find(session, user, .where = rowan_col(user, active));
#endif
}
