/* SPDX-License-Identifier: MIT */
/* wrong:   a part of a text that is a number */
/* message: rowan_error_operand_is_not_a_text */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_starts_with(rowan_col(user, name), 5));
#else
    return rowan_find(session, user,
                      .where = rowan_starts_with(rowan_col(user, name), "5"));
#endif
}
