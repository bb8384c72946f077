/* SPDX-License-Identifier: MIT */
/* wrong:   a member set that the struct has not */
/* message: no member named 'emial' */
/* level:   error */
#include "shop.h"

rowan_status use(rowan_session *session);

rowan_status
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_update(session, user,
                        .set = rowan_sets(rowan_set(user, emial, "x")),
                        .all_rows = true);
#else
    return rowan_update(session, user,
                        .set = rowan_sets(rowan_set(user, email, "x")),
                        .all_rows = true);
#endif
}
