/* SPDX-License-Identifier: MIT */
#include "model.h"

ROWAN_MODEL(user, "users",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .not_null = true))
