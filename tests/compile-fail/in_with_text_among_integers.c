/* SPDX-License-Identifier: MIT */
/* wrong:   IN over an integer column with a text in the list */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_in(rowan_col(user, age), 1, 2, "3"));
#else
    return rowan_find(session, user,
                      .where = rowan_in(rowan_col(user, age), 1, 2, 3));
#endif
}
