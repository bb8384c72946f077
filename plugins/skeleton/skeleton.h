/* SPDX-License-Identifier: MIT */
/* What the files of the plugin share. Nothing of it leaves the module. */
#ifndef SKELETON_H
#define SKELETON_H

#include <rowan/plugin/catalog.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugin/driver.h>

/* The one table of each side; plugin.c hands them out. */
extern const rowan_dialect skeleton_dialect;
extern const rowan_driver skeleton_driver;
extern const rowan_catalog skeleton_catalog;

/* What the host lends; kept by the entry point, valid for ever. */
extern const rowan_host *skeleton_host;

/* types.c: rowan_dialect.type_name */
int32_t skeleton_type_name(const rowan_host *host, rowan_buffer *out,
                           const rowan_type *type, rowan_error *err);

/* ddl.c: rowan_dialect.table_suffix and identity_suffix */
extern const rowan_option_info skeleton_table_options[];
int32_t skeleton_table_suffix(const rowan_host *host, rowan_buffer *out,
                              const rowan_option *options,
                              uint32_t option_count, rowan_error *err);
int32_t skeleton_identity_suffix(const rowan_host *host, rowan_buffer *out,
                                 const rowan_option *options,
                                 uint32_t option_count, rowan_error *err);

/* errors.c: sets err and returns its status, so that callers can
 * `return skeleton_unsupported("...", err);`. */
int32_t skeleton_unsupported(const char *what, rowan_error *err);

#endif
