/* SPDX-License-Identifier: MIT */
/* wrong:   COALESCE of an integer column and a text */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(
        session, user,
        .where = rowan_gt(rowan_coalesce(rowan_col(user, age), "0"), 1));
#else
    return rowan_find(
        session, user,
        .where = rowan_gt(rowan_coalesce(rowan_col(user, age), 0), 1));
#endif
}
