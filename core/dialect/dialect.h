/* SPDX-License-Identifier: MIT */
/*
 * A dialect as the core uses it: a plugin's tables, checked, copied at full
 * size and with their defaults filled in, so that no caller asks for sizes or
 * NULL slots. Never freed while the process uses Rowan; read by any thread.
 */
#ifndef ROWAN_DIALECT_DIALECT_H
#define ROWAN_DIALECT_DIALECT_H

#include "base/buffer.h"

#include <rowan/op.h>
#include <rowan/plugin/capabilities.h>
#include <rowan/plugin/catalog.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugin/driver.h>
#include <rowan/plugin/plugin.h>

/* One more than the largest operator number that there is room for. */
#define ROWAN__OP_LIMIT 128

/* Longest name of a dialect or driver in bytes, without the NUL. */
#define ROWAN__DIALECT_NAME_MAX 32

typedef struct rowan__dialect {
    const char *flavour; /* its name, if it is one */
    const char *name; /* the plugin's own, whatever alias found it */
    const char *version;
    rowan_plugin plugin;
    rowan_dialect text;  /* text.capabilities points to offline */
    rowan_driver driver; /* only reset may be NULL: rowan__dialect_reset() */
    rowan_catalog catalog;
    rowan_capabilities offline; /* what is known without a connection */
    const char *path;           /* the file; NULL if part of the program */
    struct rowan__dialect **flavours; /* flavour_count of them, owned */
    uint32_t flavour_count;
    const rowan_rule *rules[ROWAN__OP_LIMIT][ROWAN_KIND_COUNT];
} rowan__dialect;

/*
 * Finds a dialect by name or alias, loading its plugin if need be. driver is
 * NULL or the part after '+' of a URL. Any thread; without a lock once found.
 * ROWAN_PLUGIN_NOT_FOUND  no plugin of that name, or none with that driver
 * ROWAN_PLUGIN_INVALID    there is one, but it cannot be used
 * ROWAN_INVALID           name or driver is not [a-z][a-z0-9_]{0,31}
 */
rowan_status rowan__dialect_find(const char *name, const char *driver,
                                 const rowan__dialect **ret_dialect,
                                 rowan_error *err);

/* Forgets all dialects; every user of one must be gone. Modules stay loaded. */
void rowan__dialect_shutdown(void);

/* How the dialect writes an operator whose first operand is of a kind (0: not
 * known): its own rule for the kind, its own for any kind, or the standard's.
 * NULL where no template can write it, or the database has no such operator. */
const rowan_rule *rowan__dialect_rule(const rowan__dialect *dialect,
                                      uint32_t op, uint32_t kind);

/* The dialect of a server, by the flavour that its capabilities tell; NULL if
 * the plugin has no such flavour. */
const rowan__dialect *rowan__dialect_of_server(const rowan__dialect *dialect,
                                               const rowan_capabilities *caps);

/* Makes a connection as new: the driver's reset, or a rollback. */
rowan_status rowan__dialect_reset(const rowan__dialect *dialect,
                                  rowan_driver_connection *connection,
                                  rowan_error *err);

/*
 * Identifiers. Quoting is injective: every name is quoted, the closing
 * character doubled. Refused are empty names, names longer than
 * capabilities->max_identifier_bytes, invalid UTF-8 and control characters.
 */

/* In bytes; SIZE_MAX where the database has no limit. */
size_t rowan__identifier_longest(const rowan_dialect *dialect);

/* Whether name can be one; what says in the message what it names: "table". */
rowan_status rowan__identifier_check(const rowan_dialect *dialect,
                                     const char *what, const char *name,
                                     rowan_error *err);

/* Appends the quoted name. A name that the check refuses appends nothing and
 * latches the buffer's failure. */
rowan_status rowan__identifier_quote(rowan_buffer *buffer,
                                     const rowan_dialect *dialect,
                                     const char *what, const char *name,
                                     rowan_error *err);

/* Longer names are never of the kind whose letters change. */
enum { ROWAN__FOLD_SIZE = 256 };

/* A name of the program's as the database has it, and the other way: the name
 * itself, or what is put into buffer. */
const char *rowan__identifier_stored(const rowan_dialect *dialect,
                                     const char *name,
                                     char buffer[ROWAN__FOLD_SIZE]);
const char *rowan__identifier_told(const rowan_dialect *dialect,
                                   const char *name,
                                   char buffer[ROWAN__FOLD_SIZE]);

/* What plugins are lent. */
const rowan_host *rowan__host(void);

#endif
