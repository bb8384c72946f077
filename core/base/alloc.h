/* SPDX-License-Identifier: MIT */
/* The only way to memory in core: hooks, checked sizes. */
#ifndef ROWAN_BASE_ALLOC_H
#define ROWAN_BASE_ALLOC_H

#include <rowan/memory.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NULL when out of memory; size 0 gives a pointer that can be freed. */
void *rowan__alloc(size_t size);
void *rowan__calloc(size_t count, size_t size); /* NULL on overflow too */
void *rowan__realloc(void *memory, size_t size);
void rowan__free(void *memory);
char *rowan__strdup(const char *text);               /* NULL stays NULL */
char *rowan__strndup(const char *text, size_t size); /* adds the NUL */

/* a * b or a + b into *ret; false on overflow. */
bool rowan__size_mul(size_t a, size_t b, size_t *ret);
bool rowan__size_add(size_t a, size_t b, size_t *ret);

#endif
