/* SPDX-License-Identifier: MIT */
/**
 * @file error.h
 * What went wrong: a fixed-size record on the caller's stack or in a handle.
 *
 * Start with `rowan_error err = {0};`. The first error wins: a call never
 * overwrites an error that is already there, so clear it before using it again.
 * It holds copies only and needs no release.
 */
#ifndef ROWAN_ERROR_H
#define ROWAN_ERROR_H

#include <rowan/export.h>
#include <rowan/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

ROWAN_BEGIN_DECLS

/** Whether the same work can be tried again. */
typedef enum rowan_retry {
    ROWAN_RETRY_NEVER = 0,
    ROWAN_RETRY_STATEMENT = 1,   /**< the statement alone, at once */
    ROWAN_RETRY_TRANSACTION = 2, /**< the whole transaction, from its reads */
    ROWAN_RETRY_CONNECT = 3      /**< with another connection */
} rowan_retry;

/**
 * One error. Texts are NUL-terminated, cut on a character boundary if too
 * long, and empty when unknown. Values of binds never appear in them.
 */
typedef struct rowan_error {
    rowan_status status;    /**< ROWAN_OK while there is no error */
    rowan_retry retry;      /**< may it be tried again? */
    int32_t native_code;    /**< the client library's own code; 0 if none */
    char sqlstate[8];       /**< five characters, or empty */
    char message[512];      /**< what was asked, what is wrong, what to do */
    char hint[256];         /**< a cure, where one is known */
    char object[128];       /**< the model and key: "user(id=7)" */
    char table[128];        /**< table, as the database or model names it */
    char column[128];       /**< column, or columns joined by ", " */
    char constraint[128];   /**< constraint name where the database tells */
    char sql[512];          /**< beginning of the SQL, without values */
    uint32_t bind;          /**< the value that was refused, from 1; 0: none */
    uint32_t reserved_bind; /**< zero */
    uint64_t reserved[7];   /**< zero */
} rowan_error;

/**
 * Empty an error so that it can be used again.
 *
 * @param err  the error; NULL is allowed
 *
 * @threads    the thread that owns err
 * @since      0.1
 */
ROWAN_API void rowan_error_clear(rowan_error *err);

/**
 * Say what is wrong, in a function that Rowan calls: a codec, or a source of
 * rows. Does nothing if there is an error already.
 *
 * @param err     the error; NULL is allowed
 * @param status  what it means, to programs; ROWAN_OK sets nothing
 * @param format  the message, to people, as of printf; without the values of a
 *                row, for messages go to logs
 *
 * @return status, to be returned
 * @errors     the one that is set
 * @threads    the thread that owns err
 * @since      0.1
 */
ROWAN_API rowan_status rowan_error_set(rowan_error *err, rowan_status status,
                                       const char *format, ...)
    ROWAN_PRINTF(3, 4);

/**
 * Write an error as one or more lines for people: message, then what is known
 * of status, SQLSTATE, object, table, column, constraint, SQL and hint.
 *
 * @param err         the error
 * @param buffer      gets the text, NUL-terminated, cut if too long; may be
 *                    NULL if size_bytes is 0
 * @param size_bytes  size of buffer in bytes
 *
 * @return the length of the whole text in bytes, as snprintf does
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_error_format(const rowan_error *err, char *buffer,
                                    size_t size_bytes);

ROWAN_END_DECLS

#endif /* ROWAN_ERROR_H */
