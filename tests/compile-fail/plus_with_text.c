/* SPDX-License-Identifier: MIT */
/* wrong:   a number plus a text */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where =
                          rowan_eq(rowan_plus(rowan_col(user, age), "1"), 2));
#else
    return rowan_find(session, user,
                      .where =
                          rowan_eq(rowan_plus(rowan_col(user, age), 1), 2));
#endif
}
