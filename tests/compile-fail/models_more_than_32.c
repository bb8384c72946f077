/* SPDX-License-Identifier: MIT */
/* wrong:   a list of 33 models, where the macro takes 32 */
/* message: ROWAN__at_most_32_arguments_invoice */
/* level:   error */
#include "shop.h"

rowan_status use(rowan_engine *engine);

rowan_status
use(rowan_engine *engine)
{
#ifdef WRONG
    return rowan_create_all(
        engine,
        ROWAN_MODELS(user, user, user, user, user, user, user, user, user,
                     user, user, user, user, user, user, user, user, user,
                     user, user, user, user, user, user, user, user, user,
                     user, user, user, user, user, invoice),
        NULL);
#else
    return rowan_create_all(
        engine,
        ROWAN_MODELS(user, user, user, user, user, user, user, user, user,
                     user, user, user, user, user, user, user, user, user,
                     user, user, user, user, user, user, user, user, user,
                     user, user, user, user, invoice),
        NULL);
#endif
}
