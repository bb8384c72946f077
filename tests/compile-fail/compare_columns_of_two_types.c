/* SPDX-License-Identifier: MIT */
/* wrong:   two columns of different types compared */
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
                          rowan_eq(rowan_col(user, id), rowan_col(user, name)));
#else
    return rowan_find(
        session, user,
        .where = rowan_eq(rowan_col(user, id), rowan_col(invoice, user_id)));
#endif
}
