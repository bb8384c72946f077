/* SPDX-License-Identifier: MIT */
/* wrong:   a text column set to an integer */
/* message: rowan_error_operand_type_does_not_match */
/* level:   error */
#include "shop.h"

rowan_status use(rowan_session *session);

rowan_status
use(rowan_session *session)
{
#ifdef WRONG
    return rowan_update(session, user,
                        .set = rowan_sets(rowan_set(user, email, 5)),
                        .all_rows = true);
#else
    return rowan_update(session, user,
                        .set = rowan_sets(rowan_set(user, email, "5")),
                        .all_rows = true);
#endif
}
