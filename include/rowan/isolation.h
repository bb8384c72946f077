/* SPDX-License-Identifier: MIT */
/**
 * @file isolation.h
 * Isolation levels: what transactions that run at once may see of each other.
 */
#ifndef ROWAN_ISOLATION_H
#define ROWAN_ISOLATION_H

#include <rowan/export.h>

ROWAN_BEGIN_DECLS

/** Each forbids all that the one before forbids, and more. */
typedef enum rowan_isolation {
    ROWAN_ISOLATION_DEFAULT = 0, /**< the engine's, else the database's */
    ROWAN_ISOLATION_READ_UNCOMMITTED = 1,
    ROWAN_ISOLATION_READ_COMMITTED = 2,
    ROWAN_ISOLATION_REPEATABLE_READ = 3,
    ROWAN_ISOLATION_SERIALIZABLE = 4
} rowan_isolation;

ROWAN_END_DECLS

#endif /* ROWAN_ISOLATION_H */
