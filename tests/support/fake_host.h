/* SPDX-License-Identifier: MIT */
/* A host table for tests that run a plugin without the library around it.
 * Its memory comes from rowan_allocator_set(), so that it can fail. */
#ifndef ROWAN_TESTS_FAKE_HOST_H
#define ROWAN_TESTS_FAKE_HOST_H

#include <rowan/plugin/plugin.h>

extern const rowan_host fake_host;

#endif
