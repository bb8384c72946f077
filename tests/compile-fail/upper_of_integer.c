/* SPDX-License-Identifier: MIT */
/* wrong:   a function of texts on an integer column */
/* message: rowan_text_expr */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .order_by = rowan_by(rowan_upper(rowan_col(user, age))));
#else
    return rowan_find(session, user,
                      .order_by = rowan_by(rowan_upper(rowan_col(user, name))));
#endif
}
