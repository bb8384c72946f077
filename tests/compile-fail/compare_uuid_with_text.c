/* SPDX-License-Identifier: MIT */
/* wrong:   a UUID column compared with a text */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_col(user, token), "00"));
#else
    return rowan_find(session, user,
                      .where =
                          rowan_eq(rowan_col(user, token), (rowan_uuid){{0}}));
#endif
}
