/* SPDX-License-Identifier: MIT */
/* wrong:   a decimal column compared with a real */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_ge(rowan_col(user, balance), 9.5));
#else
    return rowan_find(session, user,
                      .where = rowan_ge(rowan_col(user, balance), 9));
#endif
}
