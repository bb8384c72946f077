/* SPDX-License-Identifier: MIT */
/* The list of plugins for people: good ones, bad ones, and what hides some. */
#include "base/alloc.h"
#include "dialect/dialect_priv.h"

#include <string.h>

/* Entries and texts in an arena first; one block at the end. */
typedef struct listing {
    rowan__arena arena;
    rowan_plugin_info *infos; /* an allocation */
    size_t count, capacity;
} listing;

/* The texts of an entry, for copying them all. */
static const size_t text_offsets[] = {
    offsetof(rowan_plugin_info, name),
    offsetof(rowan_plugin_info, version),
    offsetof(rowan_plugin_info, description),
    offsetof(rowan_plugin_info, client_version),
    offsetof(rowan_plugin_info, aliases),
    offsetof(rowan_plugin_info, path),
    offsetof(rowan_plugin_info, reason),
};

enum { TEXT_COUNT = sizeof(text_offsets) / sizeof(text_offsets[0]) };

static const char **
text_of(rowan_plugin_info *info, size_t which)
{
    return (const char **)(void *)((char *)info + text_offsets[which]);
}

static rowan_plugin_info *
add_info(listing *list, const char *name, const char *path)
{
    rowan_plugin_info *info;

    if (list->count == list->capacity) {
        size_t capacity = list->capacity > 0 ? list->capacity * 2 : 8;
        rowan_plugin_info *infos =
            rowan__realloc(list->infos, capacity * sizeof(*infos));

        if (infos == NULL)
            return NULL;
        list->infos = infos;
        list->capacity = capacity;
    }
    info = &list->infos[list->count++];
    memset(info, 0, sizeof(*info));
    for (size_t i = 0; i < TEXT_COUNT; i++)
        *text_of(info, i) = "";
    info->name = name;
    info->path = path;
    return info;
}

static const char *
join(listing *list, const char *const *texts)
{
    rowan_buffer buffer;
    const char *joined = NULL;

    rowan__buffer_init(&buffer);
    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++) {
        rowan__buffer_text(&buffer, i > 0 ? ", " : "");
        rowan__buffer_text(&buffer, texts[i]);
    }
    if (!rowan__buffer_failed(&buffer))
        joined = rowan__arena_text(&list->arena, rowan__buffer_get(&buffer),
                                   buffer.size);
    rowan__buffer_done(&buffer);
    return joined;
}

static rowan_status
add_module(listing *list, const rowan__module *module)
{
    rowan_plugin_info *info =
        add_info(list, module->name, module->path != NULL ? module->path : "");
    const rowan__dialect *dialect = module->dialect;

    if (info == NULL)
        return ROWAN_NO_MEMORY;
    info->status = module->status;
    if (dialect == NULL) {
        info->reason = module->reason;
        return ROWAN_OK;
    }
    info->abi_minor = dialect->plugin.abi_minor;
    info->version = dialect->version;
    info->description = dialect->plugin.description;
    info->client_version = dialect->driver.client_version();
    if (info->client_version == NULL)
        info->client_version = "";
    info->aliases = join(list, dialect->plugin.aliases);
    return info->aliases != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

static rowan_status
add_obstacle(listing *list, const char *name, const char *path,
             rowan_status status, const char *reason)
{
    rowan_plugin_info *info = add_info(list, name, path);

    if (info == NULL)
        return ROWAN_NO_MEMORY;
    info->status = status;
    info->reason = rowan__arena_text(&list->arena, reason, strlen(reason));
    return info->reason != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

static rowan_status
add_file(listing *list, const char *directory, const char *name)
{
    const char *path = rowan__search_path(&list->arena, directory, name);
    const rowan__module *module;

    if (path == NULL)
        return ROWAN_NO_MEMORY;
    module = rowan__registry_by_path(path);
    if (module != NULL)
        return add_module(list, module);
    module = rowan__registry_by_name(name);
    return add_obstacle(list, name, path, ROWAN_ALREADY_EXISTS,
                        module == NULL || module->path == NULL
                            ? "a plugin of that name comes before it: one in "
                              "the program"
                            : "a plugin of that name comes before it: one in "
                              "another directory");
}

static rowan_status
add_place(listing *list, const rowan__place *place)
{
    rowan_error why = {0};
    char **names = NULL;
    size_t count = 0;
    rowan_status status;

    if (place->refusal != NULL)
        return add_obstacle(list, "", place->path, ROWAN_INVALID,
                            place->refusal);
    status =
        rowan__search_names(&list->arena, place->path, &names, &count, &why);
    if (status == ROWAN_NOT_FOUND)
        return add_obstacle(list, "", place->path, status, why.message);
    for (size_t i = 0; i < count && status == ROWAN_OK; i++)
        status = add_file(list, place->path, names[i]);
    return status;
}

static rowan_status
add_all(listing *list)
{
    rowan__places places = {0};
    rowan_status status = rowan__program_take_preloaded(NULL);

    if (status == ROWAN_OK)
        status = rowan__file_scan(true, NULL);
    for (const rowan__module *module = rowan__registry_first();
         module != NULL && status == ROWAN_OK; module = module->next)
        if (module->path == NULL)
            status = add_module(list, module);
    if (status == ROWAN_OK)
        status = rowan__registry_places(&list->arena, &places);
    for (size_t i = 0; i < places.count && status == ROWAN_OK; i++)
        status = add_place(list, &places.items[i]);
    return status;
}

/* Entries, then their texts. */
static rowan_plugin_info *
to_one_block(listing *list)
{
    size_t size = list->count * sizeof(*list->infos);
    rowan_plugin_info *infos;
    char *end;

    for (size_t i = 0; i < list->count * TEXT_COUNT; i++)
        size +=
            strlen(*text_of(&list->infos[i / TEXT_COUNT], i % TEXT_COUNT)) + 1;
    infos = rowan__alloc(size);
    if (infos == NULL)
        return NULL;
    memcpy(infos, list->infos, list->count * sizeof(*infos));
    end = (char *)(infos + list->count);
    for (size_t i = 0; i < list->count * TEXT_COUNT; i++) {
        const char **text = text_of(&infos[i / TEXT_COUNT], i % TEXT_COUNT);
        size_t text_size = strlen(*text) + 1;

        memcpy(end, *text, text_size);
        *text = end;
        end += text_size;
    }
    return infos;
}

rowan_status
rowan_plugin_list(rowan_plugin_info **ret_infos, size_t *ret_count,
                  rowan_error *err)
{
    listing list = {0};
    rowan_plugin_info *infos = NULL;
    rowan_status status;

    rowan__arena_init(&list.arena, 0);
    rowan__registry_lock();
    status = add_all(&list);
    if (status == ROWAN_OK && list.count > 0) {
        infos = to_one_block(&list);
        if (infos == NULL)
            status = ROWAN_NO_MEMORY;
    }
    rowan__registry_unlock();
    if (status == ROWAN_OK) {
        *ret_infos = infos;
        *ret_count = list.count;
    } else {
        rowan__error_no_memory(err);
    }
    rowan__free(list.infos);
    rowan__arena_done(&list.arena);
    return status;
}
