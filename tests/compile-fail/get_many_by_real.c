/* SPDX-License-Identifier: MIT */
/* wrong:   keys of a type that no key has */
/* message-gcc: selector of type 'double' */
/* message-clang: controlling expression type 'double' */
/* level:   error */
#include "shop.h"

user **use(rowan_session *session);

user **
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_get_many(session, user, (double[]){1.5}, 1);
#else
    return rowan_get_many(session, user, (int64_t[]){1}, 1);
#endif
}
