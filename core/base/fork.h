/* SPDX-License-Identifier: MIT */
/* Which process this is, cheaply. */
#ifndef ROWAN_BASE_FORK_H
#define ROWAN_BASE_FORK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Forks between the first process that called this and the one that calls: a
 * number that was kept differs in a child. A load, where getpid() is a system
 * call. Children of a bare clone() are not seen.
 */
uint32_t rowan__fork_count(void);
/* Must have succeeded once before; false: out of memory. */
bool rowan__fork_watch(void);

#endif
