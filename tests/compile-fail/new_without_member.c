/* SPDX-License-Identifier: MIT */
/* wrong:   a new object with a member that its struct has not */
/* message-gcc: has no member named 'nmae' */
/* message-clang: field designator 'nmae' does not refer to any field */
/* level:   error */
#include "shop.h"

user *use(rowan_session *session);

user *
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_new(session, user, .nmae = "John");
#else
    return rowan_new(session, user, .name = "John");
#endif
}
