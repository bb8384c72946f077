/* SPDX-License-Identifier: MIT */
/*
 * Arena: many small items, freed together or back to a mark. Passed
 * explicitly. With ROWAN_DEBUG_MEMORY every item is its own allocation, so
 * that sanitizers see its bounds and its end.
 */
#ifndef ROWAN_BASE_ARENA_H
#define ROWAN_BASE_ARENA_H

#include <stddef.h>

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

/* 8-byte aligned, not zeroed; NULL when out of memory. size 0 is allowed. */
void *rowan__arena_alloc(rowan__arena *arena, size_t size);
void *rowan__arena_zalloc(rowan__arena *arena, size_t size);
/* No alignment, for texts: adds a NUL. */
char *rowan__arena_text(rowan__arena *arena, const char *text, size_t size);

/* Restoring frees the blocks begun after the mark; the mark of an empty arena
 * keeps one block, as reset does. */
rowan__arena_mark rowan__arena_save(const rowan__arena *arena);
void rowan__arena_restore(rowan__arena *arena, rowan__arena_mark mark);

#endif
