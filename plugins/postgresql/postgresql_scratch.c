/* SPDX-License-Identifier: MIT */
/* Memory for values whose form on the wire is not that of their kind: taken
 * piece by piece, given back all at once, and in the steady state one block
 * that serves row after row. */

#include "postgresql_priv.h"

#include <stdalign.h>

#define SMALLEST_BLOCK 1024

typedef struct pg_scratch_block {
    struct pg_scratch_block *older;
    size_t size, used;
    alignas(8) char data[];
} pg_scratch_block;

void *
pg__scratch_take(const rowan_host *host, pg_scratch *scratch, size_t size)
{
    pg_scratch_block *block = scratch->newest;
    size_t block_size = SMALLEST_BLOCK;
    void *memory;

    if (size > SIZE_MAX / 4)
        return NULL;
    size = (size + 7) & ~(size_t)7;
    if (!block || block->size - block->used < size) {
        if (block)
            block_size = block->size * 2;
        if (block_size < size)
            block_size = size;
        block = host->allocate(sizeof *block + block_size);
        if (!block)
            return NULL;
        *block =
            (pg_scratch_block){.older = scratch->newest, .size = block_size};
        scratch->newest = block;
    }
    scratch->is_used = true;
    memory = block->data + block->used;
    block->used += size;
    return memory;
}

static void
release_from(const rowan_host *host, pg_scratch_block *block)
{
    while (block) {
        pg_scratch_block *older = block->older;

        host->release(block);
        block = older;
    }
}

void
pg__scratch_rewind_used(const rowan_host *host, pg_scratch *scratch)
{
    pg_scratch_block *newest = scratch->newest;

    scratch->is_used = false;
    release_from(host, newest->older);
    newest->older = NULL;
    newest->used = 0;
}

void
pg__scratch_done(const rowan_host *host, pg_scratch *scratch)
{
    release_from(host, scratch->newest);
    *scratch = (pg_scratch){0};
}
