/* SPDX-License-Identifier: MIT */
/* wrong:   the sum of a text column */
/* message: rowan_error_operand_is_not_a_number */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_sum(rowan_col(user, name)), "x"));
#else
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_sum(rowan_col(user, age)), 1));
#endif
}
