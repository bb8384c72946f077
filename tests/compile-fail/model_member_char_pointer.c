/* SPDX-License-Identifier: MIT */
/* wrong:   a text member that could be written to */
/* message: member 'extra' has a C type that no column holds */
/* level:   error */
#include <rowan.h>

typedef struct thing {
    int64_t id;
#ifdef WRONG
    char *extra;
#else
    const char *extra;
#endif
} thing;

ROWAN_MODEL(thing, "things", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(extra))
