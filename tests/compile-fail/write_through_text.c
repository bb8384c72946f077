/* SPDX-License-Identifier: MIT */
/* wrong:   the letters of a text member written to */
/* message-gcc: read-only location */
/* message-clang: read-only variable */
/* level:   error */
#include "shop.h"

void use(rowan_session *session);

void
use(rowan_session *session)
{
#ifdef WRONG
    user *john = rowan_get(session, user, 1);

    john->name[0] = 'j';
#else
    user *john = rowan_get(session, user, 1);

    john->name = "john";
#endif
}
