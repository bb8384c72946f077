/* SPDX-License-Identifier: MIT */
/**
 * @file status.h
 * Status codes: what a call came to, by meaning, the same on every database.
 */
#ifndef ROWAN_STATUS_H
#define ROWAN_STATUS_H

#include <rowan/export.h>

ROWAN_BEGIN_DECLS

/**
 * Every status: identifier, number, one-line text.
 *
 * Numbers are part of the ABI: appended, never changed or used again.
 */
#define ROWAN_STATUS_MAP(X)                                                  \
    X(OK, 0, "success")                                                      \
    X(DONE, 1, "no more rows")                                               \
    X(NO_MEMORY, 2, "out of memory")                                         \
    X(INVALID, 3, "invalid argument or use")                                 \
    X(MODEL_INVALID, 4, "the model is not valid")                            \
    X(UNSUPPORTED, 5, "not supported by this database")                      \
    X(NOT_FOUND, 6, "not found")                                             \
    X(MULTIPLE_ROWS, 7, "more than one row where one was asked for")         \
    X(STALE, 8, "the row was changed or deleted by someone else")            \
    X(OUT_OF_RANGE, 9, "the value cannot be represented exactly")            \
    X(TYPE_MISMATCH, 10, "the value has another type")                       \
    X(URL_INVALID, 11, "the database URL is not valid")                      \
    X(PLUGIN_NOT_FOUND, 12, "no plugin for this dialect")                    \
    X(PLUGIN_INVALID, 13, "the plugin cannot be used")                       \
    X(SYNTAX, 20, "the database rejected the SQL text")                      \
    X(NO_SUCH_TABLE, 21, "no such table")                                    \
    X(NO_SUCH_COLUMN, 22, "no such column")                                  \
    X(ALREADY_EXISTS, 23, "an object of that name exists")                   \
    X(STATEMENT_STALE, 24, "the tables changed after it was prepared")       \
    X(UNIQUE_VIOLATION, 30, "a unique constraint was violated")              \
    X(FOREIGN_KEY_VIOLATION, 31, "a foreign key constraint was violated")    \
    X(NOT_NULL_VIOLATION, 32, "a column that must have a value got none")    \
    X(CHECK_VIOLATION, 33, "a check constraint was violated")                \
    X(CONSTRAINT_VIOLATION, 34, "a constraint was violated")                 \
    X(BUSY, 40, "the database is locked by someone else")                    \
    X(DEADLOCK, 41, "deadlock")                                              \
    X(SERIALIZATION, 42, "the transaction conflicts with another")           \
    X(TIMEOUT, 43, "the deadline has passed")                                \
    X(CANCELLED, 44, "cancelled")                                            \
    X(TRANSACTION_ABORTED, 45, "the transaction is aborted: roll back")      \
    X(CONNECT_FAILED, 50, "cannot connect")                                  \
    X(CONNECTION_LOST, 51, "the connection was lost")                        \
    X(IN_DOUBT, 52, "it is not known whether the commit happened")           \
    X(TOO_MANY_CONNECTIONS, 53, "too many connections")                      \
    X(DENIED, 54, "permission denied")                                       \
    X(READ_ONLY, 55, "the database is read-only")                            \
    X(IO, 60, "input/output error")                                          \
    X(STORAGE_FULL, 61, "no space left for the database")                    \
    X(CORRUPT, 62, "the database is damaged or is not a database")           \
    X(LIMIT, 63, "a limit of the database was exceeded")                     \
    X(DATABASE, 70, "the database reported an error")                        \
    X(INTERNAL, 71, "internal error")

typedef enum rowan_status {
#define ROWAN_STATUS_ENUM(id_, number_, text_) ROWAN_##id_ = (number_),
    ROWAN_STATUS_MAP(ROWAN_STATUS_ENUM)
#undef ROWAN_STATUS_ENUM
} rowan_status;

/**
 * Name a status: "ROWAN_BUSY" for ROWAN_BUSY.
 *
 * @param status  any number
 *
 * @return "ROWAN_..." or "ROWAN_?" for a number that names no status
 * @ownership  static
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_status_name(rowan_status status);

/**
 * Say a status in words: "the database is locked by someone else".
 *
 * @param status  any number
 *
 * @return one line without a full stop; "unknown status" for other numbers
 * @ownership  static
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_status_text(rowan_status status);

ROWAN_END_DECLS

#endif /* ROWAN_STATUS_H */
