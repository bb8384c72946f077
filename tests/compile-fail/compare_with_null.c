/* SPDX-License-Identifier: MIT */
/* wrong:   a column compared with NULL in place of IS NULL */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_col(user, name), NULL));
#else
    return rowan_find(session, user,
                      .where = rowan_is_null(rowan_col(user, name)));
#endif
}
