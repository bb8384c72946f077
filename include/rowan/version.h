/* SPDX-License-Identifier: MIT */
/**
 * @file version.h
 * The version of the library.
 */
#ifndef ROWAN_VERSION_H
#define ROWAN_VERSION_H

#include <rowan/export.h>

ROWAN_BEGIN_DECLS

/**
 * Tell the version of the library that is running, as "0.1.0".
 *
 * @ownership  static
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_version(void);

ROWAN_END_DECLS

#endif
