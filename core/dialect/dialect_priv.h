/* SPDX-License-Identifier: MIT */
/* What the files of core/dialect share with each other only. */
#ifndef ROWAN_DIALECT_DIALECT_PRIV_H
#define ROWAN_DIALECT_DIALECT_PRIV_H

#include "base/arena.h"
#include "base/error_priv.h"
#include "dialect/dialect.h"

#include <rowan/plugins.h>

/* --- names.c --- */

/* [a-z][a-z0-9_]{0,31}: all that may become part of a path. */
bool rowan__name_is_valid(const char *name);
/* ROWAN_INVALID with a text where it is not; what: "dialect", "driver". */
rowan_status rowan__name_check(const char *what, const char *name,
                               rowan_error *err);

/* Copies a text of unknown origin for a message: controls and broken UTF-8 as
 * \xNN, cut with "..." after about 60 bytes. Returns to. */
#define ROWAN__SHOW_SIZE 80
const char *rowan__name_show(char to[ROWAN__SHOW_SIZE], const char *text);

/* --- tables.c, rules.c: from a plugin's tables to ours --- */

/* What a refusal names. */
typedef struct rowan__origin {
    const char *name;    /* what was asked for; NULL: any name will do */
    const char *path;    /* the file; NULL: part of the program */
    const char *version; /* NULL until it is known */
} rowan__origin;

/* Sets "plugin 'foo' 1.2 (/p/foo.so): ...", ROWAN_PLUGIN_INVALID. */
rowan_status rowan__plugin_refuse(const rowan__origin *origin, rowan_error *err,
                                  const char *format, ...) ROWAN_PRINTF(3, 4);

/* Checks the tables and makes the handle, which borrows path. given may be
 * NULL, which is a refusal. */
rowan_status rowan__dialect_make(const rowan_plugin *given, const char *name,
                                 const char *path, rowan__dialect **ret_dialect,
                                 rowan_error *err);
void rowan__dialect_free(rowan__dialect *dialect);

/* Fills dialect->rules of dialect->text.rules. */
rowan_status rowan__rules_resolve(rowan__dialect *dialect,
                                  const rowan__origin *origin,
                                  rowan_error *err);

/* --- search.c: where plugin files may lie --- */

/* One directory of the search, or what stands in its place. */
typedef struct rowan__place {
    const char *path;
    const char *refusal; /* why it is not searched; NULL if it is */
} rowan__place;

typedef struct rowan__places {
    rowan__place *items;
    size_t count;
} rowan__places;

/* Directories added, then ROWAN_PLUGIN_PATH, then the compiled-in one; all
 * memory is the arena's. ROWAN_NO_MEMORY. */
rowan_status rowan__search_places(rowan__arena *arena, const char *const *added,
                                  size_t added_count,
                                  rowan__places *ret_places);

/* DIRECTORY/NAME.so; NULL when out of memory. */
char *rowan__search_path(rowan__arena *arena, const char *directory,
                         const char *name);

/* Whether path may be opened: ROWAN_OK, ROWAN_NOT_FOUND, or
 * ROWAN_PLUGIN_INVALID for a file that is there but not fit. */
rowan_status rowan__search_check(const char *path, rowan_error *err);

/* Names of the plugin files in a directory, sorted, without ".so". A
 * directory that cannot be read gives ROWAN_NOT_FOUND and a text. */
rowan_status rowan__search_names(rowan__arena *arena, const char *directory,
                                 char ***ret_names, size_t *ret_count,
                                 rowan_error *err);

/* --- loader.c: the one file that knows libltdl --- */

/* Opens a module for good and finds its entry point. Under the registry's
 * lock only, as libltdl keeps state of its own. */
rowan_status rowan__loader_open(const char *path,
                                rowan_plugin_entry **ret_entry,
                                rowan_error *err);

/* --- preload.c --- */

/* The list that libtool put into a static program, or NULL. */
const rowan_plugin_symbol *rowan__preload_list(void);
/* Splits "foo_LTX_rowan_plugin_v1": false if it is no such symbol. */
bool rowan__preload_entry(const rowan_plugin_symbol *symbol,
                          char ret_name[ROWAN__DIALECT_NAME_MAX + 1],
                          rowan_plugin_entry **ret_entry);

/* --- registry.c: what is known of plugins, under one lock --- */

/* A plugin that was looked at. Kept until shutdown; usable ones never change,
 * others are looked at again when asked for. */
typedef struct rowan__module {
    struct rowan__module *next; /* in the order of discovery */
    char name[ROWAN__DIALECT_NAME_MAX + 1];
    char *path;                /* NULL: part of the program */
    rowan_plugin_entry *entry; /* NULL until opened */
    rowan__dialect *dialect;   /* NULL if it cannot be used, and then: */
    rowan_status status;
    char *reason;
    bool is_initialized;
} rowan__module;

void rowan__registry_lock(void);
void rowan__registry_unlock(void);

/* Names in use; looking one up needs no lock, all that follows does. */
const rowan__dialect *rowan__registry_lookup(const char *name);
rowan_status rowan__registry_publish(const char *name,
                                     const rowan__dialect *dialect,
                                     rowan_error *err);

rowan__module *rowan__module_new(const char *name, const char *path);
void rowan__module_free(rowan__module *module);
/* Keeps why it cannot be used. */
rowan_status rowan__module_fail(rowan__module *module,
                                const rowan_error *failure, rowan_error *err);

void rowan__registry_add(rowan__module *module);
rowan__module *rowan__registry_first(void);
rowan__module *rowan__registry_by_path(const char *path);
/* One that can be used, if there is one. */
rowan__module *rowan__registry_by_name(const char *name);
/* The next module from here on that can be used and has the alias. */
rowan__module *rowan__registry_claimant(rowan__module *from, const char *alias);

rowan_status rowan__registry_places(rowan__arena *arena,
                                    rowan__places *ret_places);
bool rowan__registry_is_scanned(void);
void rowan__registry_set_scanned(bool is_scanned);

/* --- files.c --- */

/* Looks at the file of a name. ROWAN_OK: *ret_module is known, usable or not.
 * ROWAN_NOT_FOUND: there is no such file. */
rowan_status rowan__file_look(const char *name, const char *path,
                              rowan__module **ret_module, rowan_error *err);
/* Looks at every file whose name is not known yet; once, unless again, and
 * then at those that could not be used, too. */
rowan_status rowan__file_scan(bool again, rowan_error *err);

/* --- program.c --- */

/* Takes the list of rowan__preload_list(). */
rowan_status rowan__program_take_preloaded(rowan_error *err);

#endif
