/* SPDX-License-Identifier: MIT */
/* wrong:   a timestamp column compared with a date */
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
                          rowan_lt(rowan_col(user, created), (rowan_date){0}));
#else
    return rowan_find(
        session, user,
        .where = rowan_lt(rowan_col(user, created), (rowan_timestamp){0}));
#endif
}
