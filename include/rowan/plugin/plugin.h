/* SPDX-License-Identifier: MIT */
/**
 * @file plugin/plugin.h
 * The contract between Rowan and a dialect plugin: entry point, versions,
 * what the host lends, what the plugin gives.
 *
 * A plugin is a shared object NAME.so with exactly one exported function,
 * defined by ROWAN_PLUGIN_ENTRY(NAME). It links to no symbol of Rowan: all it
 * needs is in the host table, which stays valid for the life of the process.
 *
 * Versions. The ABI's major number is in the entry's name. Within a major,
 * tables only grow at their end: a plugin built against an older minor loads
 * (what it lacks takes its default), and so does one built against a newer
 * minor (what is beyond this library is not read). Every table therefore
 * begins with its size.
 */
#ifndef ROWAN_PLUGIN_PLUGIN_H
#define ROWAN_PLUGIN_PLUGIN_H

#include <rowan/error.h>
#include <rowan/export.h>
#include <rowan/value.h>

ROWAN_BEGIN_DECLS

#define ROWAN_PLUGIN_ABI_MAJOR 1
#define ROWAN_PLUGIN_ABI_MINOR 0

typedef struct rowan_dialect rowan_dialect; /* plugin/dialect.h */
typedef struct rowan_driver rowan_driver;   /* plugin/driver.h */
typedef struct rowan_catalog rowan_catalog; /* plugin/catalog.h */

/** Growable text of the host's; plugins append through the host table. */
typedef struct rowan_buffer rowan_buffer;

/** What a plugin says about an error. NULL texts are unknown. */
typedef struct rowan_error_info {
    uint32_t size;       /**< sizeof(rowan_error_info) */
    int32_t status;      /**< a rowan_status, by meaning */
    int32_t retry;       /**< a rowan_retry */
    int32_t native_code; /**< the client library's code */
    const char *sqlstate;   /**< five characters, from the database */
    const char *message;    /**< what was asked and what the database says;
                                 never values of binds */
    const char *table;      /**< by the name that the database has */
    const char *column;     /**< the same */
    const char *constraint; /**< the same */
    const char *hint;       /**< what to do, where that is known */
    /** The value of the statement that was refused, from 1; 0 if it is none or
     * not known. The core names its column. Since ABI 1.0. */
    uint32_t bind;
    uint32_t reserved;
} rowan_error_info;

/** Levels of rowan_host.log. */
#define ROWAN_LOG_ERROR 1
#define ROWAN_LOG_WARNING 2
#define ROWAN_LOG_INFO 3

/**
 * What the host lends; valid until the process ends. Every slot up to size is
 * there; a plugin that uses one of a later minor than 1.0 looks at size first,
 * for the host may be older. All are callable from any thread, except that one
 * buffer or error is used by one thread at a time.
 */
typedef struct rowan_host {
    uint32_t size;      /**< sizeof(rowan_host) as the host knows it */
    uint32_t abi_minor; /**< ROWAN_PLUGIN_ABI_MINOR of the host */

    /** As malloc(), and so is what follows; memory of either side is not mixed
     * with malloc's. NULL when out of memory. Free it by release().
     * Since ABI 1.0. */
    void *(*allocate)(size_t size_bytes);
    /** As realloc(): NULL when out of memory, and memory stays as it was.
     * Free what is returned by release(). Since ABI 1.0. */
    void *(*reallocate)(void *memory, size_t size_bytes);
    /** As free(): NULL is allowed. Since ABI 1.0. */
    void (*release)(void *memory);

    /** Appends size bytes. Failures are latched in the buffer, so that nothing
     * that appends needs a check. Since ABI 1.0. */
    void (*buffer_add)(rowan_buffer *buffer, const char *data, size_t size);
    /** Appends a text that ends with a NUL. Since ABI 1.0. */
    void (*buffer_text)(rowan_buffer *buffer, const char *text);
    /** Appends a number in decimal. Since ABI 1.0. */
    void (*buffer_int)(rowan_buffer *buffer, int64_t number);
    /** Appends a name quoted as dialect quotes: the one way from a name to
     * SQL text. ROWAN_INVALID, with nothing appended and the buffer's failure
     * latched, for a name that dialect cannot have. Since ABI 1.0. */
    int32_t (*buffer_identifier)(rowan_buffer *buffer,
                                 const rowan_dialect *dialect,
                                 const char *name, rowan_error *err);

    /** Copies info into err, unless err is NULL or is set already. Returns
     * info->status. Since ABI 1.0. */
    int32_t (*error_set)(rowan_error *err, const rowan_error_info *info);

    /** Passes a line to the program's log, if it has one. Since ABI 1.0. */
    void (*log)(uint32_t level, const char *text);

    /** Writes a value of kind bool, integers, date, time, timestamp,
     * interval or uuid in its standard text form; buffer needs 80 bytes.
     * Returns the length, 0 for other kinds or values outside the kind.
     * Since ABI 1.0. */
    size_t (*value_format)(const rowan_value *value, char *buffer);
    /** Reads such a text into a value of the kind, checked.
     * ROWAN_OK or ROWAN_OUT_OF_RANGE. Since ABI 1.0. */
    int32_t (*value_parse)(uint32_t kind, const char *text, size_t size_bytes,
                           rowan_value *ret_value);
    /** Non-zero if the text is a plain decimal number. Since ABI 1.0. */
    int32_t (*decimal_is_valid)(const char *text, size_t size_bytes);
    /** Compares two valid plain decimals by value. Since ABI 1.0. */
    int32_t (*decimal_compare)(const char *a, size_t a_size, const char *b,
                               size_t b_size);

    /** An empty buffer of the plugin's own, for SQL text that it writes; NULL
     * when out of memory. Free it by buffer_destroy(). Since ABI 1.0. */
    rowan_buffer *(*buffer_create)(void);
    /** Frees such a buffer; NULL is allowed. Since ABI 1.0. */
    void (*buffer_destroy)(rowan_buffer *buffer);
    /** The text of a buffer with a NUL after its end, valid until something is
     * appended; NULL if a failure is latched. Since ABI 1.0. */
    const char *(*buffer_get)(const rowan_buffer *buffer);
    /** Non-zero if the text is UTF-8 without a NUL inside. Since ABI 1.0. */
    int32_t (*text_is_valid)(const char *text, size_t size_bytes);
} rowan_host;

/**
 * One of the databases that a driver reaches, where they write SQL each in
 * their own way, as those behind ODBC do. Which one a connection has is told
 * by its capabilities. Its dialect and catalog are checked like the plugin's
 * own, and need the same slots.
 */
typedef struct rowan_flavour {
    uint32_t size; /**< sizeof(rowan_flavour) */
    uint32_t reserved;
    /** For messages: "PostgreSQL". Required. Since ABI 1.0. */
    const char *name;
    /** How this database writes SQL. Required. Since ABI 1.0. */
    const rowan_dialect *dialect;
    /** How this database is asked for its tables. Required. Since ABI 1.0. */
    const rowan_catalog *catalog;
} rowan_flavour;

/** What a plugin gives: const data, valid for the life of the process. */
typedef struct rowan_plugin {
    uint32_t size;       /**< sizeof(rowan_plugin) as the plugin knows it */
    uint32_t abi_minor;  /**< ROWAN_PLUGIN_ABI_MINOR it was built with */
    /** The dialect's name, [a-z][a-z0-9_]{0,31}; it equals the file's.
     * Required. Since ABI 1.0. */
    const char *name;
    /** The plugin's own version, for messages. Required. Since ABI 1.0. */
    const char *version;
    /** One line for `rowan plugins`. Required. Since ABI 1.0. */
    const char *description;
    /** Other names that URLs may use, of the same form, ended by NULL. Two
     * plugins with one alias are an error for the user. NULL: none.
     * Since ABI 1.0. */
    const char *const *aliases;
    /** How the database writes SQL. Required. Since ABI 1.0. */
    const rowan_dialect *dialect;
    /** How it is talked to. Required. Since ABI 1.0. */
    const rowan_driver *driver;
    /** How it is asked for its tables. Required. Since ABI 1.0. */
    const rowan_catalog *catalog;
    /** Process-wide set-up of a client library: called until it succeeds once,
     * under the loader's lock, before anything of the driver is used except
     * client_version(). NULL: nothing to do. Since ABI 1.0. */
    int32_t (*initialize)(const rowan_host *host, rowan_error *err);
    /** Undoes initialize: called by rowan_shutdown() only, after which
     * initialize may be called again. NULL: nothing to do. Since ABI 1.0. */
    void (*finalize)(void);
    /** Further dialects of the databases that the driver reaches, ended by
     * NULL; `dialect` and `catalog` are then those of servers of no flavour,
     * and what is written without a connection. NULL: there is one dialect.
     * Since ABI 1.0. */
    const rowan_flavour *const *flavours;
} rowan_plugin;

/** The entry point's type: returns static data, which nobody frees; NULL
 * refuses. Called when the plugin is loaded, and again should that happen after
 * rowan_shutdown(). */
typedef const rowan_plugin *rowan_plugin_entry(const rowan_host *host);

/** Names and exports the entry point: `ROWAN_PLUGIN_ENTRY(foo) { ... }` defines
 * it for foo.so, with the parameter `const rowan_host *host`. */
#define ROWAN_PLUGIN_ENTRY(name_)                                            \
    ROWAN_API const rowan_plugin *name_##_LTX_rowan_plugin_v1(               \
        const rowan_host *host);                                             \
    const rowan_plugin *name_##_LTX_rowan_plugin_v1(const rowan_host *host)

ROWAN_END_DECLS

#endif /* ROWAN_PLUGIN_PLUGIN_H */
