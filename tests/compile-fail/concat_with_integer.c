/* SPDX-License-Identifier: MIT */
/* wrong:   an integer column joined to a text */
/* message: rowan_error_operand_is_not_a_text */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(
        session, user,
        .where = rowan_eq(
            rowan_concat(rowan_col(user, name), rowan_col(user, age)), "x1"));
#else
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_concat(rowan_col(user, name), " ",
                                                     rowan_col(user, email)),
                                        "x1"));
#endif
}
