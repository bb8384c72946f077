/* SPDX-License-Identifier: MIT */
/* wrong:   a new object with a text for a timestamp member */
/* message-gcc: makes integer from pointer without a cast */
/* message-clang: incompatible pointer to integer conversion */
/* level:   warning */
#include "shop.h"

user *use(rowan_session *session);

user *
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_new(session, user, .created = "now");
#else
    return rowan_new(session, user, .created = {0});
#endif
}
