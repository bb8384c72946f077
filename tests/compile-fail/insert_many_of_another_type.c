/* SPDX-License-Identifier: MIT */
/* wrong:   rows of one type inserted as another */
/* message-gcc: selector of type 'invoice *' */
/* message-clang: controlling expression type 'invoice *' */
/* level:   error */
#include "shop.h"

rowan_status use(rowan_session *session, user *people, invoice *bills);

rowan_status
use(rowan_session *session, user *people, invoice *bills)
{
    (void)people;
    (void)bills;
#ifdef WRONG
    return rowan_insert_many(session, user, bills, 2);
#else
    return rowan_insert_many(session, user, people, 2);
#endif
}
