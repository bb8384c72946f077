/* SPDX-License-Identifier: MIT */
#include "alloc.h"

#include <stdlib.h>
#include <string.h>

static void *
default_allocate(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void *
default_reallocate(void *context, void *memory, size_t size)
{
    (void)context;
    return realloc(memory, size);
}

static void
default_release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

static const rowan_allocator default_allocator = {
    .allocate = default_allocate,
    .reallocate = default_reallocate,
    .release = default_release,
};

/* Written by rowan_allocator_set() only, which no other call may overlap. */
static rowan_allocator hook = {
    .allocate = default_allocate,
    .reallocate = default_reallocate,
    .release = default_release,
};

void
rowan_allocator_set(const rowan_allocator *allocator)
{
    hook = allocator != NULL ? *allocator : default_allocator;
}

void
rowan_free(void *memory)
{
    rowan__free(memory);
}

/* malloc(0) may answer NULL, which would read as "out of memory". */
static size_t
at_least_one(size_t size)
{
    return size > 0 ? size : 1;
}

void *
rowan__alloc(size_t size)
{
    return hook.allocate(hook.context, at_least_one(size));
}

void *
rowan__calloc(size_t count, size_t size)
{
    size_t total = 0;
    void *memory;

    if (!rowan__size_mul(count, size, &total))
        return NULL;
    memory = rowan__alloc(total);
    if (memory != NULL)
        memset(memory, 0, at_least_one(total));
    return memory;
}

void *
rowan__realloc(void *memory, size_t size)
{
    if (memory == NULL)
        return rowan__alloc(size);
    return hook.reallocate(hook.context, memory, at_least_one(size));
}

void
rowan__free(void *memory)
{
    if (memory != NULL)
        hook.release(hook.context, memory);
}

char *
rowan__strdup(const char *text)
{
    return text != NULL ? rowan__strndup(text, strlen(text)) : NULL;
}

char *
rowan__strndup(const char *text, size_t size)
{
    size_t with_nul = 0;
    char *copy;

    if (!rowan__size_add(size, 1, &with_nul))
        return NULL;
    copy = rowan__alloc(with_nul);
    if (copy == NULL)
        return NULL;
    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

bool
rowan__size_mul(size_t a, size_t b, size_t *ret)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *ret = a * b;
    return true;
}

bool
rowan__size_add(size_t a, size_t b, size_t *ret)
{
    if (a > SIZE_MAX - b)
        return false;
    *ret = a + b;
    return true;
}
