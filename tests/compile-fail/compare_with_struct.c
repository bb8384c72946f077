/* SPDX-License-Identifier: MIT */
/* wrong:   a column compared with a struct of the program */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_col(user, id), (stranger){1}));
#else
    return rowan_find(session, user,
                      .where = rowan_eq(rowan_col(user, id), (stranger){1}.id));
#endif
}
