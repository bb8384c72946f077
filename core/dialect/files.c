/* SPDX-License-Identifier: MIT */
/* Plugins in files: looking at one, looking at all. */
#include "dialect/dialect_priv.h"

#include <string.h>

static rowan_status
open_file(rowan__module *module, rowan_error *err)
{
    rowan_status status = rowan__search_check(module->path, err);

    if (status == ROWAN_OK)
        status = rowan__loader_open(module->path, &module->entry, err);
    if (status == ROWAN_OK)
        status = rowan__dialect_make(module->entry(rowan__host()), module->name,
                                     module->path, &module->dialect, err);
    return status;
}

rowan_status
rowan__file_look(const char *name, const char *path, rowan__module **ret_module,
                 rowan_error *err)
{
    rowan__module *known = rowan__registry_by_path(path);
    rowan__module *module =
        known != NULL ? known : rowan__module_new(name, path);
    rowan_error failure = {0};
    rowan_status status = ROWAN_OK;

    if (module == NULL)
        return rowan__error_no_memory(err);
    if (module->dialect == NULL)
        status = open_file(module, &failure);
    if (status == ROWAN_NO_MEMORY)
        rowan__error_no_memory(err);
    else if (status == ROWAN_NOT_FOUND)
        rowan__error_set(err, status, "%s", failure.message);
    else if (status != ROWAN_OK)
        status = rowan__module_fail(module, &failure, err);
    if (status == ROWAN_OK) {
        if (known == NULL)
            rowan__registry_add(module);
        *ret_module = module;
    } else if (known == NULL) {
        rowan__module_free(module);
    }
    return status;
}

/* The first file of a name hides others, even if it cannot be used. */
static bool
is_worth_a_look(const char *name, const char *path, bool again)
{
    const rowan__module *module = rowan__registry_by_name(name);

    if (module == NULL)
        return true;
    return again && module->dialect == NULL && module->path != NULL &&
           strcmp(module->path, path) == 0;
}

static rowan_status
scan_place(rowan__arena *arena, const char *directory, bool again,
           rowan_error *err)
{
    char **names = NULL;
    size_t count = 0;
    rowan_status status =
        rowan__search_names(arena, directory, &names, &count, NULL);

    if (status == ROWAN_NOT_FOUND)
        return ROWAN_OK; /* there are no plugins, then */
    for (size_t i = 0; i < count && status == ROWAN_OK; i++) {
        const char *path = rowan__search_path(arena, directory, names[i]);
        rowan__module *module;

        if (path == NULL)
            status = ROWAN_NO_MEMORY;
        else if (is_worth_a_look(names[i], path, again))
            status = rowan__file_look(names[i], path, &module, NULL);
        if (status == ROWAN_NOT_FOUND)
            status = ROWAN_OK; /* gone since */
    }
    return status == ROWAN_OK ? ROWAN_OK : rowan__error_no_memory(err);
}

rowan_status
rowan__file_scan(bool again, rowan_error *err)
{
    rowan__arena arena;
    rowan__places places = {0};
    rowan_status status;

    if (rowan__registry_is_scanned() && !again)
        return ROWAN_OK;
    rowan__arena_init(&arena, 0);
    status = rowan__registry_places(&arena, &places);
    if (status != ROWAN_OK)
        rowan__error_no_memory(err);
    for (size_t i = 0; i < places.count && status == ROWAN_OK; i++)
        if (places.items[i].refusal == NULL)
            status = scan_place(&arena, places.items[i].path, again, err);
    rowan__registry_set_scanned(status == ROWAN_OK);
    rowan__arena_done(&arena);
    return status;
}
