/* SPDX-License-Identifier: MIT */
/*
 * Plugins inside the program. libtool's list of preloaded modules names every
 * symbol with its address, so entry points are read from it directly.
 */
#include "dialect/dialect_priv.h"

#include <string.h>

#define ENTRY_SUFFIX "_LTX_rowan_plugin_v1"

#if defined(__GNUC__) || defined(__clang__)
/* There only in a static program that libtool linked with -dlpreopen. */
extern const rowan_plugin_symbol lt__PROGRAM__LTX_preloaded_symbols[]
    __attribute__((weak));

const rowan_plugin_symbol *
rowan__preload_list(void)
{
    return lt__PROGRAM__LTX_preloaded_symbols;
}
#else
const rowan_plugin_symbol *
rowan__preload_list(void)
{
    return NULL;
}
#endif

bool
rowan__preload_entry(const rowan_plugin_symbol *symbol,
                     char ret_name[ROWAN__DIALECT_NAME_MAX + 1],
                     rowan_plugin_entry **ret_entry)
{
    size_t size = strlen(symbol->name);
    size_t name_size = size - strlen(ENTRY_SUFFIX);

    if (size <= strlen(ENTRY_SUFFIX) || name_size > ROWAN__DIALECT_NAME_MAX ||
        strcmp(symbol->name + name_size, ENTRY_SUFFIX) != 0)
        return false;
    memcpy(ret_name, symbol->name, name_size);
    ret_name[name_size] = '\0';
    memcpy(ret_entry, &symbol->address, sizeof(symbol->address));
    return symbol->address != NULL;
}
