/* SPDX-License-Identifier: MIT */
/**
 * @file option.h
 * A name with a value: of a URL, a table or an index.
 */
#ifndef ROWAN_OPTION_H
#define ROWAN_OPTION_H

#include <rowan/export.h>

ROWAN_BEGIN_DECLS

/** One option, as it was given or found. */
typedef struct rowan_option {
    const char *name;
    const char *value;
} rowan_option;

ROWAN_END_DECLS

#endif /* ROWAN_OPTION_H */
