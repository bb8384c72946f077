/* SPDX-License-Identifier: MIT */
/* The models that the wrong programs are wrong about. */
#ifndef ROWAN_TESTS_SHOP_H
#define ROWAN_TESTS_SHOP_H

#include <rowan.h>

typedef struct user {
    int64_t id;
    const char *name;
    const char *email;
    int32_t age;
    bool active;
    double rating;
    rowan_decimal balance;
    rowan_timestamp created;
    rowan_uuid token;
} user;

ROWAN_MODEL_DECLARE(user)

typedef struct invoice {
    int64_t id;
    int64_t user_id;
    const char *city;
    rowan_decimal total;
} invoice;

ROWAN_MODEL_DECLARE(invoice)

typedef struct city_sales {
    const char *city;
    rowan_decimal total;
} city_sales;

ROWAN_MODEL_DECLARE(city_sales)

/* A struct that nobody declared a model of. */
typedef struct stranger {
    int64_t id;
} stranger;

#endif
