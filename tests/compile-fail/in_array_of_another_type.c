/* SPDX-License-Identifier: MIT */
/* wrong:   IN over an integer column with an array of texts */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_in_array(rowan_col(user, age),
                                              (const char *[]){"1"}, 1));
#else
    return rowan_find(
        session, user,
        .where = rowan_in_array(rowan_col(user, age), (int32_t[]){1}, 1));
#endif
}
