/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include "alloc.h"

#include <string.h>

enum {
    FIRST_BLOCK = 4096,
    LARGEST_BLOCK = 1024 * 1024 /* of blocks that are not for one big item */
};

/* A chain in order of age, so that a mark is "this block, this byte". */
struct rowan__arena_block {
    rowan__arena_block *older;
    char *end;
    /* the items follow, aligned because both members are pointers */
};

static char *
block_start(rowan__arena_block *block)
{
    return (char *)(block + 1);
}

/* Makes block the newest one, of which nothing before next is free. */
static void
use_block(rowan__arena *arena, rowan__arena_block *block, char *next)
{
    arena->newest = block;
    arena->next = next;
    arena->end = block != NULL ? block->end : NULL;
}

static bool
add_block(rowan__arena *arena, size_t wanted)
{
    rowan__arena_block *block;
    size_t size = wanted;
    size_t total = 0;

#ifndef ROWAN_DEBUG_MEMORY
    if (size < arena->block_size)
        size = arena->block_size;
    if (arena->block_size < LARGEST_BLOCK)
        arena->block_size *= 2;
#endif
    if (!rowan__size_add(size, sizeof(*block), &total))
        return false;
    block = rowan__alloc(total);
    if (block == NULL)
        return false;
    block->older = arena->newest;
    block->end = block_start(block) + size;
    use_block(arena, block, block_start(block));
    return true;
}

/* Frees the blocks that are younger than keep. */
static void
free_down_to(rowan__arena *arena, const rowan__arena_block *keep)
{
    while (arena->newest != keep) {
        rowan__arena_block *older = arena->newest->older;

        rowan__free(arena->newest);
        arena->newest = older;
    }
}

void
rowan__arena_init(rowan__arena *arena, size_t first_block)
{
    *arena = (rowan__arena){
        .block_size = first_block > 0 ? first_block : FIRST_BLOCK,
    };
}

void
rowan__arena_done(rowan__arena *arena)
{
    free_down_to(arena, NULL);
    use_block(arena, NULL, NULL);
    arena->used_bytes = 0;
}

void
rowan__arena_reset(rowan__arena *arena)
{
    rowan__arena_block *kept = NULL;

#ifndef ROWAN_DEBUG_MEMORY
    /* One big item must not stay for the life of the arena. */
    while (arena->newest != NULL && kept == NULL) {
        rowan__arena_block *block = arena->newest;

        arena->newest = block->older;
        if (block->end - block_start(block) <= LARGEST_BLOCK)
            kept = block;
        else
            rowan__free(block);
    }
#endif
    rowan__arena_done(arena);
    if (kept != NULL) {
        kept->older = NULL;
        use_block(arena, kept, block_start(kept));
    }
}

/* Bytes to leave out so that the next item is aligned. */
static size_t
gap_before(const rowan__arena *arena, size_t alignment)
{
    return (size_t)(-(uintptr_t)arena->next) & (alignment - 1);
}

static bool
fits(const rowan__arena *arena, size_t size, size_t alignment)
{
#ifdef ROWAN_DEBUG_MEMORY
    (void)arena, (void)size, (void)alignment;
    return false; /* so that every item gets an allocation */
#else
    size_t gap = gap_before(arena, alignment);
    size_t left;

    if (arena->newest == NULL)
        return false;
    left = (size_t)(arena->end - arena->next);
    return left >= gap && left - gap >= size;
#endif
}

/* size bytes at a multiple of alignment, a power of two. */
static char *
take(rowan__arena *arena, size_t size, size_t alignment)
{
    char *item;

    if (!fits(arena, size, alignment) && !add_block(arena, size))
        return NULL;
    item = arena->next + gap_before(arena, alignment);
    arena->next = item + size;
    arena->used_bytes += size;
    return item;
}

void *
rowan__arena_alloc_slowly(rowan__arena *arena, size_t size)
{
    return take(arena, size, ROWAN__ARENA_ALIGNMENT);
}

void *
rowan__arena_zalloc(rowan__arena *arena, size_t size)
{
    void *item = rowan__arena_alloc(arena, size);

    if (item != NULL && size > 0)
        memset(item, 0, size);
    return item;
}

char *
rowan__arena_text_slowly(rowan__arena *arena, const char *text, size_t size)
{
    size_t with_nul = 0;
    char *copy;

    if (!rowan__size_add(size, 1, &with_nul))
        return NULL;
    copy = take(arena, with_nul, 1);
    if (copy == NULL)
        return NULL;
    if (size > 0)
        memcpy(copy, text, size);
    copy[size] = '\0';
    return copy;
}

rowan__arena_mark
rowan__arena_save(const rowan__arena *arena)
{
    return (rowan__arena_mark){
        .block = arena->newest,
        .next = arena->next,
        .used_bytes = arena->used_bytes,
    };
}

void
rowan__arena_restore(rowan__arena *arena, rowan__arena_mark mark)
{
    if (mark.block == NULL) {
        rowan__arena_reset(arena);
        return;
    }
    free_down_to(arena, mark.block);
    use_block(arena, mark.block, mark.next);
    arena->used_bytes = mark.used_bytes;
}
