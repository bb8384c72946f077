/* SPDX-License-Identifier: MIT */
/*
 * Arena: many small items, freed together or back to a mark. Passed
 * explicitly. With ROWAN_DEBUG_MEMORY every item is its own allocation, so
 * that sanitizers see its bounds and its end.
 */
#ifndef ROWAN_BASE_ARENA_H
#define ROWAN_BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ROWAN__ARENA_ALIGNMENT 8

typedef struct rowan__arena_block rowan__arena_block;

typedef struct rowan__arena {
    char *next;                 /* first free byte of the newest block */
    char *end;                  /* one past its last byte */
    rowan__arena_block *newest; /* blocks, newest first */
    size_t block_size;          /* size of the next ordinary block */
    size_t used_bytes;          /* given out since init or reset */
} rowan__arena;

typedef struct rowan__arena_mark {
    rowan__arena_block *block;
    char *next;
    size_t used_bytes;
} rowan__arena_mark;

/* first_block 0 takes the default (4 KiB); blocks double up to 1 MiB. */
void rowan__arena_init(rowan__arena *arena, size_t first_block);
void rowan__arena_done(rowan__arena *arena); /* frees all; may be used again */
void rowan__arena_reset(rowan__arena *arena); /* as done, keeps one block */

/* What the inline functions below leave to do: mostly, a new block. */
void *rowan__arena_alloc_slowly(rowan__arena *arena, size_t size);
char *rowan__arena_text_slowly(rowan__arena *arena, const char *text,
                               size_t size);

/* 8-byte aligned, not zeroed; NULL when out of memory. size 0 is allowed. */
static inline void *
rowan__arena_alloc(rowan__arena *arena, size_t size)
{
    size_t left = (size_t)(arena->end - arena->next);
    size_t gap = (size_t)(-(uintptr_t)arena->next) %
                 ROWAN__ARENA_ALIGNMENT;
    char *item;

    if (left < gap || left - gap <= size)
        return rowan__arena_alloc_slowly(arena, size);
    item = arena->next + gap;
    arena->next = item + size;
    arena->used_bytes += size;
    return item;
}

void *rowan__arena_zalloc(rowan__arena *arena, size_t size);

/* No alignment, for texts: adds a NUL. */
static inline char *
rowan__arena_text(rowan__arena *arena, const char *text, size_t size)
{
    char *copy = arena->next;

    if ((size_t)(arena->end - copy) <= size || size == 0)
        return rowan__arena_text_slowly(arena, text, size);
    memcpy(copy, text, size);
    copy[size] = '\0';
    arena->next = copy + size + 1;
    arena->used_bytes += size + 1;
    return copy;
}

/* Restoring frees the blocks begun after the mark; the mark of an empty arena
 * keeps one block, as reset does. */
rowan__arena_mark rowan__arena_save(const rowan__arena *arena);
void rowan__arena_restore(rowan__arena *arena, rowan__arena_mark mark);

#endif
