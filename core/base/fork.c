/* SPDX-License-Identifier: MIT */
#include "fork.h"

#include <pthread.h>
#include <stdatomic.h>

/* A fact about the process, like its number; nobody sets it. */
static _Atomic uint32_t fork_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic bool is_watching;

static void
in_child(void)
{
    atomic_fetch_add_explicit(&fork_count, 1, memory_order_relaxed);
}

static void
watch(void)
{
    atomic_store(&is_watching, pthread_atfork(NULL, NULL, in_child) == 0);
}

bool
rowan__fork_watch(void)
{
    (void)pthread_once(&once, watch);
    return atomic_load(&is_watching);
}

uint32_t
rowan__fork_count(void)
{
    return atomic_load_explicit(&fork_count, memory_order_relaxed);
}
