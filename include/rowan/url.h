/* SPDX-License-Identifier: MIT */
/**
 * @file url.h
 * Database URLs: dialect[+driver]://user:password@host:port,host2/database?k=v
 *
 * User, password, host, database, option names and values may be
 * percent-encoded; blanks, control characters, '#' and '@' in them must be,
 * and NUL cannot be there. '+' means itself. IPv6 addresses stand in brackets,
 * with a zone as [fe80::1%25eth0]. The database is all that follows the '/'
 * after the hosts, so for a file database `sqlite://` is memory,
 * `sqlite:///name` relative, `sqlite:////name` absolute.
 *
 * A URL has at most 8192 bytes, 32 hosts and 128 options.
 */
#ifndef ROWAN_URL_H
#define ROWAN_URL_H

#include <rowan/error.h>
#include <rowan/export.h>

ROWAN_BEGIN_DECLS

/** A parsed URL; opaque. */
typedef struct rowan_url rowan_url;

/** One host of the list. */
typedef struct rowan_host_port {
    const char *host; /**< name, address (IPv6 without brackets) or "" */
    uint16_t port;    /**< 0 if none was given */
} rowan_host_port;

/** One `key=value` of the query. */
typedef struct rowan_url_option {
    const char *key;
    const char *value; /**< "" for a key without '=' */
} rowan_url_option;

/** The parts of a URL, decoded; also what rowan_url_build() takes. */
typedef struct rowan_url_parts {
    const char *dialect;  /**< [a-z][a-z0-9_]{0,31} */
    const char *driver;   /**< the same form, or NULL */
    const char *user;     /**< NULL if none or empty */
    const char *password; /**< NULL if none; "" is an empty one */
    const rowan_host_port *hosts; /**< NULL if none */
    size_t host_count;
    const char *database; /**< NULL if none: nothing after the host's '/' */
    const rowan_url_option *options; /**< in order; NULL if none */
    size_t option_count;
} rowan_url_parts;

/**
 * Parse a URL.
 *
 * @param text          NUL-terminated
 * @param[out] ret_url  the URL; written only on success
 * @param err           says which part is wrong and at which character, counted
 *                      from 1; never shows the text itself
 *
 * @ownership  *ret_url: owned, free with rowan_url_free()
 * @errors     ROWAN_URL_INVALID  not such a URL
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_url_parse(const char *text,
                                                        rowan_url **ret_url,
                                                        rowan_error *err);

/**
 * Make a URL of its parts, which are copied. Formatting and parsing it gives
 * the same parts; empty users, databases and lists count as none.
 *
 * @param parts         the parts, decoded; NULL hosts and values count as ""
 * @param[out] ret_url  the URL; written only on success
 * @param err           says which part is wrong
 *
 * @ownership  *ret_url: owned, free with rowan_url_free()
 * @errors     ROWAN_URL_INVALID  a part cannot stand in a URL
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_url_build(
    const rowan_url_parts *parts, rowan_url **ret_url, rowan_error *err);

/**
 * The parts of a URL.
 *
 * @param url  the URL
 *
 * @return the parts
 * @ownership  borrowed from url
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const rowan_url_parts *rowan_url_get(const rowan_url *url);

/**
 * The value of an option.
 *
 * @param url  the URL
 * @param key  the option's name
 *
 * @return the value of the last such option, or NULL
 * @ownership  borrowed from url
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_url_option_get(const rowan_url *url,
                                           const char *key);

/**
 * The URL as text for people and logs: the password, and the value of each
 * option whose key holds "pass", "secret", "token" or "key" in upper or lower
 * case, appear as "***".
 *
 * @param url  the URL
 *
 * @return NUL-terminated
 * @ownership  borrowed from url
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_url_redacted(const rowan_url *url);

/**
 * The URL as text with its secrets, so that parsing it gives the same parts.
 *
 * @param url         the URL
 * @param buffer      gets the text, NUL-terminated, cut if too long; may be
 *                    NULL if size_bytes is 0
 * @param size_bytes  size of buffer in bytes
 *
 * @return the length of the whole text in bytes, as snprintf does
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_url_format(const rowan_url *url, char *buffer,
                                  size_t size_bytes);

/**
 * Free a URL; its password is overwritten first.
 *
 * @param url  the URL; NULL is allowed
 *
 * @threads    no other call may use url
 * @since      0.1
 */
ROWAN_API void rowan_url_free(rowan_url *url);

ROWAN_END_DECLS

#endif /* ROWAN_URL_H */
