/* SPDX-License-Identifier: MIT */
/**
 * @file plugins.h
 * Where dialects come from: plugins in the program, in directories, in lists.
 *
 * A dialect is loaded when a URL first names it, by its name or an alias that
 * its plugin declares. Looked at, in this order, and nowhere else:
 *
 *  1. plugins registered in the program, or preloaded into it;
 *  2. directories added by rowan_plugin_directory_add(), in that order;
 *  3. directories of the environment's ROWAN_PLUGIN_PATH, split at ':' (not
 *     in set-user-id programs);
 *  4. the directory that Rowan was built with.
 *
 * The first directory with a file NAME.so decides: a file that cannot be used
 * is an error, and not a reason to look further. Only where no directory has
 * one are aliases asked for, which loads every plugin there is, once. Plugins
 * stay loaded until the process ends.
 */
#ifndef ROWAN_PLUGINS_H
#define ROWAN_PLUGINS_H

#include <rowan/error.h>
#include <rowan/export.h>
#include <rowan/plugin/plugin.h>

ROWAN_BEGIN_DECLS

/**
 * Use a plugin that is part of the program. It wins over a file of its name.
 *
 * @param entry  its entry point, called at once
 * @param err    gets the reason; may be NULL
 *
 * @errors     ROWAN_PLUGIN_INVALID  it refuses, or its tables cannot be used
 *             ROWAN_ALREADY_EXISTS  another plugin of that name or alias is in
 *             use; the same entry again is no error
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status
rowan_plugin_register(rowan_plugin_entry *entry, rowan_error *err);

/** One line of the list that libtool makes of preloaded modules. */
typedef struct rowan_plugin_symbol {
    const char *name; /**< NULL after the last */
    void *address;
} rowan_plugin_symbol;

/**
 * Use the plugins that `libtool -dlpreopen` put into the program. Programs
 * linked to a static librowan need no call: Rowan finds the list itself.
 * Others write ROWAN_PLUGIN_PRELOAD(err).
 *
 * @param symbols  the list, ended by a NULL name; must stay valid
 * @param err      gets the first reason; may be NULL
 *
 * @errors     as of rowan_plugin_register(); the others are in use all the same
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status
rowan_plugin_preload(const rowan_plugin_symbol *symbols, rowan_error *err);

/** rowan_plugin_preload() with the list of this program, in a function body. */
#define ROWAN_PLUGIN_PRELOAD(err_)                                           \
    do {                                                                     \
        extern const rowan_plugin_symbol                                     \
            lt__PROGRAM__LTX_preloaded_symbols[];                            \
        (void)!rowan_plugin_preload(lt__PROGRAM__LTX_preloaded_symbols,      \
                                    (err_));                                 \
    } while (0)

/**
 * Look for plugins in a directory, before those of ROWAN_PLUGIN_PATH.
 *
 * @param path  an absolute path, copied; need not exist yet
 * @param err   gets the reason; may be NULL
 *
 * @errors     ROWAN_INVALID    the path is not absolute
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status
rowan_plugin_directory_add(const char *path, rowan_error *err);

/**
 * List the directories that are searched, in their order, each with a line
 * end; some may not exist.
 *
 * @param[out] ret_paths  NUL-terminated; written only on success
 * @param err             gets the reason; may be NULL
 *
 * @ownership  *ret_paths: owned, free with rowan_free()
 * @errors     ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status
rowan_plugin_directories(char **ret_paths, rowan_error *err);

/** A plugin that was found, usable or not. Texts are never NULL. */
typedef struct rowan_plugin_info {
    rowan_status status; /**< ROWAN_OK if it can be used */
    uint32_t abi_minor;  /**< the contract's minor version it was built with */
    const char *name;    /**< of the dialect; of a bad file, from its name;
                              "" for a directory that cannot be searched */
    const char *version; /**< of the plugin; "" if not known */
    const char *description;    /**< "" if not known */
    const char *client_version; /**< of its client library; "" if not known */
    const char *aliases; /**< other names, joined by ", " */
    const char *path;    /**< file or directory; "" if part of the program */
    const char *reason;  /**< why it cannot be used; "" if it can */
} rowan_plugin_info;

/**
 * List every plugin that a URL could name, and every file and directory that
 * stands in the way, in the order of the search. Loads all of them.
 *
 * @param[out] ret_infos  ret_count entries; NULL if none
 * @param[out] ret_count  number of entries
 * @param err             gets the reason; may be NULL
 *
 * @ownership  *ret_infos: owned, one block with its texts: rowan_free()
 * @errors     ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status
rowan_plugin_list(rowan_plugin_info **ret_infos, size_t *ret_count,
                  rowan_error *err);

ROWAN_END_DECLS

#endif /* ROWAN_PLUGINS_H */
