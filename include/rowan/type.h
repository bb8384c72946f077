/* SPDX-License-Identifier: MIT */
/**
 * @file type.h
 * SQL types, free of any database: a kind with its sizes.
 */
#ifndef ROWAN_TYPE_H
#define ROWAN_TYPE_H

#include <rowan/value.h>

ROWAN_BEGIN_DECLS

/** A column's type. Zero sizes mean "no limit said". */
typedef struct rowan_type {
    uint32_t kind;     /**< a rowan_kind; ROWAN_KIND_TEXT for enumerations */
    int32_t length;    /**< longest text in characters, or bytes */
    int32_t precision; /**< decimal: digits in all */
    int32_t scale;     /**< decimal: digits after the point */
    const char *enum_name;     /**< NULL unless an enumeration */
    const char *const *labels; /**< the enumeration's texts, in order */
    uint32_t label_count;
    /** Non-zero: the column is in a key or an index, whose length databases
     * may limit. */
    uint32_t in_key;
} rowan_type;

ROWAN_END_DECLS

#endif /* ROWAN_TYPE_H */
