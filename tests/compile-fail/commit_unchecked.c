/* SPDX-License-Identifier: MIT */
/* wrong:   a commit whose status nobody looks at */
/* message-gcc: declared with attribute 'warn_unused_result' */
/* message-clang: declared with 'warn_unused_result' attribute */
/* level:   warning */
#include "shop.h"

void use(rowan_session *session);

void
use(rowan_session *session)
{
#ifdef WRONG
    rowan_commit(session);
#else
    if (rowan_commit(session) != ROWAN_OK)
        return;
#endif
}
