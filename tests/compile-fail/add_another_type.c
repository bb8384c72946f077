/* SPDX-License-Identifier: MIT */
/* wrong:   a struct of one type added as another */
/* message-gcc: '_Generic' selector of type 'invoice *' */
/* message-clang: controlling expression type 'invoice *' */
/* level:   error */
#include "shop.h"

user *use(rowan_session *session);

user *
use(rowan_session *session)
{
#ifdef WRONG
    invoice row = {0};

    return rowan_add(session, user, &row);
#else
    user row = {0};

    return rowan_add(session, user, &row);
#endif
}
