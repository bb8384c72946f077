/* SPDX-License-Identifier: MIT */
/* What the tests see of the plugin in memory.c, where it is in the program. */
#ifndef ROWAN_TESTS_MEMORY_H
#define ROWAN_TESTS_MEMORY_H

#include <rowan/plugin/plugin.h>

rowan_plugin_entry memory_LTX_rowan_plugin_v1;

/* How often the slots were called that a host may do without. */
typedef struct memory_calls {
    int initialize, many, reflect;
} memory_calls;

extern memory_calls memory_called;

#endif
