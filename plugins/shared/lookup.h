/* SPDX-License-Identifier: MIT */
/*
 * Bounds the one call of connecting that cannot be bounded where it is made:
 * looking up a host's name, which the client libraries leave to the system.
 * Compiled into each plugin that connects.
 */
#ifndef ROWAN_PLUGINS_LOOKUP_H
#define ROWAN_PLUGINS_LOOKUP_H

#include <rowan/plugin/plugin.h>
#include <stdbool.h>

/* Whether a host is a name, not an address, a socket's path or nothing. */
bool lookup_is_needed(const char *host);
/* Whether it is this machine; not a name that only begins as its addresses. */
bool lookup_is_loopback(const char *host);

/*
 * Runs run(context) in a thread of its own and waits for it until a deadline of
 * CLOCK_MONOTONIC.
 *
 * ROWAN_OK: it has run. ROWAN_TIMEOUT: the context is not the caller's any
 * more; the thread goes on, ends some time, and then calls drop(context).
 * ROWAN_NO_MEMORY, or ROWAN_LIMIT where too many such threads go on already: it
 * was not begun.
 */
rowan_status lookup_aside(const rowan_host *host, void (*run)(void *context),
                          void (*drop)(void *context), void *context,
                          int64_t deadline_us);

#endif
