/* SPDX-License-Identifier: MIT */
/*
 * The one file that knows libltdl, which is not safe among threads: all of it
 * runs under the registry's lock. Modules are resident. lt_dlexit() is never
 * called: it would forget them, and opening one again would leak its handle.
 */
#include "dialect/dialect_priv.h"

#include <ltdl.h>
#include <string.h>

static const char entry_name[] = "rowan_plugin_v1";

enum { LARGEST_MAJOR = 9 };

static const char *
ltdl_error(void)
{
    const char *text = lt_dlerror();

    return text != NULL ? text : "no reason given";
}

/* libltdl counts; once is enough. */
static rowan_status
start(rowan_error *err)
{
    static bool is_started; /* under the lock */

    if (is_started)
        return ROWAN_OK;
    if (lt_dlinit() != 0)
        return rowan__error_set(err, ROWAN_INTERNAL,
                                "cannot start the module loader: %s",
                                ltdl_error());
    is_started = true;
    return ROWAN_OK;
}

/* Own symbols are not for others to link to, and nothing is ever unloaded. */
static lt_dlhandle
open_resident(const char *path)
{
    lt_dladvise advise;
    lt_dlhandle handle = NULL;

    if (lt_dladvise_init(&advise) != 0)
        return NULL;
    if (lt_dladvise_local(&advise) == 0 && lt_dladvise_resident(&advise) == 0)
        handle = lt_dlopenadvise(path, advise);
    lt_dladvise_destroy(&advise);
    return handle;
}

/*
 * libltdl 2.4.7 says "file not found" whatever went wrong, because the loader
 * of preloaded modules is asked last and overwrites the error. The loader of
 * shared objects is asked again, alone; programs without one have no better
 * reason.
 */
static const char *
true_reason(const char *path)
{
    const lt_dlvtable *loader = lt_dlloader_find("lt_dlopen");
    const char *reason;
    size_t size = strlen(path);
    lt_module module;

    if (loader == NULL)
        return "this program cannot load shared objects";
    module = loader->module_open(loader->dlloader_data, path, NULL);
    if (module != NULL) {
        (void)loader->module_close(loader->dlloader_data, module);
        return "it could not be loaded, but now it can: try again";
    }
    reason = ltdl_error();
    /* The caller names the path already. */
    if (strncmp(reason, path, size) == 0 && reason[size] == ':')
        reason += strspn(reason + size, ": ") + size;
    return reason;
}

/* The major version of another contract that the module speaks, or -1. */
static int
other_major(lt_dlhandle handle)
{
    char name[sizeof(entry_name)];

    memcpy(name, entry_name, sizeof(name));
    for (int major = 0; major <= LARGEST_MAJOR; major++) {
        name[sizeof(name) - 2] = (char)('0' + major);
        if (lt_dlsym(handle, name) != NULL)
            return major;
    }
    return -1;
}

static rowan_status
no_entry(lt_dlhandle handle, const char *path, rowan_error *err)
{
    int major = other_major(handle);

    if (major >= 0)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "plugin file %s: it speaks v%d of the plugin "
                                "contract, this library speaks v%d",
                                path, major, ROWAN_PLUGIN_ABI_MAJOR);
    return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                            "plugin file %s: it is not a plugin: it has no "
                            "symbol %s",
                            path, entry_name);
}

rowan_status
rowan__loader_open(const char *path, rowan_plugin_entry **ret_entry,
                   rowan_error *err)
{
    rowan_status status = start(err);
    lt_dlhandle handle;
    void *symbol;

    if (status != ROWAN_OK)
        return status;
    handle = open_resident(path);
    if (handle == NULL)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "plugin file %s: it cannot be loaded: %s", path,
                                true_reason(path));
    /* Finds NAME_LTX_rowan_plugin_v1, NAME being that of the file. */
    symbol = lt_dlsym(handle, entry_name);
    if (symbol == NULL)
        return no_entry(handle, path, err);
    /* POSIX has this work; ISO C has no cast for it. */
    memcpy(ret_entry, &symbol, sizeof(symbol));
    return ROWAN_OK;
}
