/* SPDX-License-Identifier: MIT */
#include "fail_alloc.h"

#include <rowan/memory.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_int_fast64_t live;
static atomic_int_fast64_t count;
static atomic_int_fast64_t first_bad; /* 0: none */
static atomic_bool forever;
static atomic_bool struck;

static bool
strikes(void)
{
    int64_t number = ++count;
    int64_t bad = first_bad;

    if (bad == 0 || number < bad || (number > bad && !forever))
        return false;
    struck = true;
    return true;
}

static void *
failing_allocate(void *context, size_t size)
{
    void *memory;

    (void)context;
    memory = strikes() ? NULL : malloc(size);
    if (memory != NULL)
        live++;
    return memory;
}

static void *
failing_reallocate(void *context, void *memory, size_t size)
{
    void *moved;

    (void)context;
    moved = strikes() ? NULL : realloc(memory, size);
    if (moved != NULL && memory == NULL)
        live++;
    return moved;
}

static void
failing_release(void *context, void *memory)
{
    (void)context;
    if (memory != NULL)
        live--;
    free(memory);
}

static void
arm(int64_t nth, bool and_all_after)
{
    count = 0;
    struck = false;
    forever = and_all_after;
    first_bad = nth;
}

void
fail_alloc_begin(void)
{
    static const rowan_allocator allocator = {
        .allocate = failing_allocate,
        .reallocate = failing_reallocate,
        .release = failing_release,
    };

    arm(0, false);
    live = 0;
    rowan_allocator_set(&allocator);
}

void
fail_alloc_end(void)
{
    rowan_allocator_set(NULL);
}

void
fail_alloc_arm(int64_t nth)
{
    arm(nth, false);
}

void
fail_alloc_arm_forever(int64_t nth)
{
    arm(nth, true);
}

bool
fail_alloc_struck(void)
{
    return struck;
}

int64_t
fail_alloc_live(void)
{
    return live;
}

int64_t
fail_alloc_count(void)
{
    return count;
}
