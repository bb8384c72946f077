/* SPDX-License-Identifier: MIT */
/**
 * @file memory.h
 * Where Rowan's memory comes from.
 */
#ifndef ROWAN_MEMORY_H
#define ROWAN_MEMORY_H

#include <rowan/export.h>
#include <stddef.h>

ROWAN_BEGIN_DECLS

/** Three functions with the contracts of malloc, realloc and free. */
typedef struct rowan_allocator {
    void *(*allocate)(void *context, size_t size_bytes);
    void *(*reallocate)(void *context, void *memory, size_t size_bytes);
    void (*release)(void *context, void *memory);
    void *context;
} rowan_allocator;

/**
 * Take all memory from these functions from now on, also that of plugins.
 * Call it before anything else of Rowan, or after rowan_shutdown().
 *
 * @param allocator  copied; NULL goes back to malloc, realloc and free
 *
 * @threads    no other call of Rowan may be under way in the process
 * @since      0.1
 */
ROWAN_API void rowan_allocator_set(const rowan_allocator *allocator);

/**
 * Free memory that a function of Rowan returned as owned and that has no
 * function of its own to free it.
 *
 * @param memory  the memory; NULL is allowed
 *
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API void rowan_free(void *memory);

/**
 * Give back what the process keeps: mapped models and the plugin registry.
 * Plugins stay loaded, for client libraries do not survive unloading. For
 * programs that check for leaks; every engine must be closed.
 *
 * @threads    no other call of Rowan may be under way in the process
 * @since      0.1
 */
ROWAN_API void rowan_shutdown(void);

ROWAN_END_DECLS

#endif /* ROWAN_MEMORY_H */
