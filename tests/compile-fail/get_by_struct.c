/* SPDX-License-Identifier: MIT */
/* wrong:   a key that no column holds */
/* message: rowan_error_this_type_is_no_operand */
/* level:   error */
#include "shop.h"

user *use(rowan_session *session);

user *
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_get(session, user, (stranger){1});
#else
    return rowan_get(session, user, 1);
#endif
}
