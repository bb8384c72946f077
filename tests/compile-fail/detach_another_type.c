/* SPDX-License-Identifier: MIT */
/* wrong:   an object of one type detached as another */
/* message-gcc: selector of type 'invoice *' */
/* message-clang: controlling expression type 'invoice *' */
/* level:   error */
#include "shop.h"

void use(rowan_session *session, user *person, invoice *bill);

void
use(rowan_session *session, user *person, invoice *bill)
{
#ifdef WRONG
    user *copy = rowan_detach(session, user, bill);
#else
    user *copy = rowan_detach(session, user, person);
#endif

    (void)person;
    (void)bill;
    rowan_free(copy);
}
