/* SPDX-License-Identifier: MIT */
/* wrong:   a member that no row could be read into */
/* message: member 'extra' has a C type that no column holds */
/* level:   error */
#include <rowan.h>

typedef struct thing {
    int64_t id;
#ifdef WRONG
    const int64_t extra;
#else
    int64_t extra;
#endif
} thing;

ROWAN_MODEL(thing, "things", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(extra))
