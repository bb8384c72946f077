/* SPDX-License-Identifier: MIT */
/* wrong:   a real column compared with a text */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_le(rowan_col(user, rating), "4"));
#else
    return rowan_find(session, user,
                      .where = rowan_le(rowan_col(user, rating), 4));
#endif
}
