/* SPDX-License-Identifier: MIT */
/* What the floors share: the list of them, and memory. */
#include "floor.h"

#include "bench.h"

#include <stdlib.h>

const floor_library *const floor_libraries[] = {
#ifdef BENCH_SQLITE
    &floor_sqlite,
#endif
#ifdef BENCH_POSTGRESQL
    &floor_postgresql,
#endif
#ifdef BENCH_MARIADB
    &floor_mariadb,
#endif
    NULL,
};

enum { BLOCK_SIZE = 1024 * 1024 };

struct floor_block {
    floor_block *next;
    char bytes[BLOCK_SIZE];
};

static bool
next_block(floor_arena *arena)
{
    floor_block *block =
        arena->current != NULL ? arena->current->next : arena->first;

    if (block == NULL) {
        block = malloc(sizeof *block);
        if (block == NULL)
            return bench_complain("out of memory");
        block->next = NULL;
        if (arena->current != NULL)
            arena->current->next = block;
        else
            arena->first = block;
    }
    arena->current = block;
    arena->next = block->bytes;
    arena->end = block->bytes + sizeof block->bytes;
    return true;
}

char *
floor_take_block(floor_arena *arena, size_t size)
{
    char *item;

    if (size > BLOCK_SIZE || !next_block(arena))
        return NULL;
    item = arena->next;
    arena->next += size;
    return item;
}

void *
floor_allocate(floor_arena *arena, size_t size)
{
    size_t gap = (size_t)(-(uintptr_t)arena->next) & 7;
    char *item = floor_take(arena, size + gap);

    if (item == NULL)
        return NULL;
    return item + ((size_t)(-(uintptr_t)item) & 7);
}

void
floor_arena_reset(floor_arena *arena)
{
    *arena = (floor_arena){.first = arena->first};
}

void
floor_arena_free(floor_arena *arena)
{
    while (arena->first != NULL) {
        floor_block *next = arena->first->next;

        free(arena->first);
        arena->first = next;
    }
    *arena = (floor_arena){0};
}

size_t
floor_arena_used(const floor_arena *arena)
{
    size_t used = 0;

    if (arena->current == NULL)
        return 0;
    for (floor_block *block = arena->first; block != arena->current;
         block = block->next)
        used += sizeof block->bytes;
    return used + (size_t)(arena->next - arena->current->bytes);
}

/* --- users ---------------------------------------------------------------- */

void
floor_users_reset(floor_users *users)
{
    users->count = 0;
    floor_arena_reset(&users->texts);
}

void
floor_users_free(floor_users *users)
{
    free(users->items);
    floor_arena_free(&users->texts);
    *users = (floor_users){0};
}

bool
floor_users_grow(floor_users *users)
{
    size_t capacity = users->capacity > 0 ? users->capacity * 2 : 64;
    user *grown = realloc(users->items, capacity * sizeof *grown);

    if (grown == NULL)
        return bench_complain("out of memory");
    users->items = grown;
    users->capacity = capacity;
    return true;
}
