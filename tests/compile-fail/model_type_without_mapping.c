/* SPDX-License-Identifier: MIT */
/* wrong:   a member of a type that no column holds */
/* message: member 'peer' has a C type that no column holds */
/* level:   error */
#include "shop.h"

#ifdef WRONG
typedef struct parcel {
    int64_t id;
    struct parcel *peer;
} parcel;

ROWAN_MODEL(parcel, "parcels", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(peer))
#else
typedef struct parcel {
    int64_t id;
    int64_t peer;
} parcel;

ROWAN_MODEL(parcel, "parcels", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(peer))
#endif
