/* SPDX-License-Identifier: MIT */
/* The C types that keep values: how one is put into a member of each, and
 * taken out of it. */
#ifndef ROWAN_TESTS_ORM_FORMS_H
#define ROWAN_TESTS_ORM_FORMS_H

#include <rowan.h>

typedef union member {
    bool flag;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    float real32;
    double real64;
    const char *text;
    rowan_bytes bytes;
    rowan_interval interval;
    rowan_uuid uuid;
    char chars[24];
    rowan_nullable_interval room; /* the largest */
} member;

typedef struct form {
    const char *name, *table; /* a table of such a column */
    uint32_t ctype; /* as in rowan_property */
    size_t size, present; /* where a nullable one says that it is there */
} form;

enum { FORMS = 28, FORM_TEXT = 6, FORM_BYTES = 7 };
extern const form forms[FORMS];

/* A text with its length, NULs and all: kept as rowan_bytes. */
extern const rowan_codec form_codec;

/* The rowan_kind of the values. */
uint32_t form_kind(const form *of);

/* Fills a member; false where the C type cannot hold the value. A codec's
 * member then owns memory. */
bool form_put(const form *of, const rowan_value *value, member *to);

/* The member as a value; of kind NULL if it is that. */
rowan_value form_take(const form *of, const member *from);

#endif
