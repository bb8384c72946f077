/* SPDX-License-Identifier: MIT */
/* Where plugin files may lie, and which of them may be opened. */
#include "dialect/dialect_priv.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char suffix[] = ".so";
enum { SUFFIX_SIZE = sizeof(suffix) - 1 };

/* --- places --- */

static rowan_status
add_place(rowan__arena *arena, const char *path, size_t size,
          rowan__places *places)
{
    rowan__place *place = &places->items[places->count];

    place->path = rowan__arena_text(arena, path, size);
    if (place->path == NULL)
        return ROWAN_NO_MEMORY;
    place->refusal = size > 0 && path[0] == '/'
                         ? NULL
                         : "not an absolute path, so it is skipped";
    places->count++;
    return ROWAN_OK;
}

static size_t
count_entries(const char *list)
{
    size_t count = 1;

    for (; *list != '\0'; list++)
        count += *list == ':';
    return count;
}

static rowan_status
add_list(rowan__arena *arena, const char *list, rowan__places *places)
{
    for (;;) {
        size_t size = strcspn(list, ":");
        rowan_status status = add_place(arena, list, size, places);

        if (status != ROWAN_OK || list[size] == '\0')
            return status;
        list += size + 1;
    }
}

rowan_status
rowan__search_places(rowan__arena *arena, const char *const *added,
                     size_t added_count, rowan__places *ret_places)
{
    /* NULL in set-user-id programs, where the user must not choose code. */
    const char *list = secure_getenv("ROWAN_PLUGIN_PATH");
    rowan__places places = {0};
    rowan_status status = ROWAN_OK;
    size_t most = added_count + 1;

    if (list != NULL && *list == '\0')
        list = NULL;
    if (list != NULL)
        most += count_entries(list);
    places.items = rowan__arena_alloc(arena, most * sizeof(*places.items));
    if (places.items == NULL)
        return ROWAN_NO_MEMORY;
    for (size_t i = 0; i < added_count && status == ROWAN_OK; i++)
        status = add_place(arena, added[i], strlen(added[i]), &places);
    if (status == ROWAN_OK && list != NULL)
        status = add_list(arena, list, &places);
    if (status == ROWAN_OK)
        status = add_place(arena, ROWAN_PLUGIN_DIR, strlen(ROWAN_PLUGIN_DIR),
                           &places);
    if (status == ROWAN_OK)
        *ret_places = places;
    return status;
}

char *
rowan__search_path(rowan__arena *arena, const char *directory, const char *name)
{
    size_t directory_size = strlen(directory);
    size_t name_size = strlen(name);
    char *path = rowan__arena_alloc(arena, directory_size + 1 + name_size +
                                               SUFFIX_SIZE + 1);

    if (path == NULL)
        return NULL;
    memcpy(path, directory, directory_size);
    path[directory_size] = '/';
    memcpy(path + directory_size + 1, name, name_size);
    memcpy(path + directory_size + 1 + name_size, suffix, SUFFIX_SIZE + 1);
    return path;
}

/* --- files --- */

/* Whether someone else than root could change what root is about to run. */
static const char *
distrust(const struct stat *info)
{
    if (info->st_uid != 0 && info->st_uid != geteuid())
        return "is not owned by root";
    if ((info->st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return "can be written by others than its owner";
    return NULL;
}

static rowan_status
check_directory_trust(const char *path, rowan_error *err)
{
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t size = (size_t)(slash - path);
    struct stat info;
    const char *reason = "cannot be looked at";

    if (size == 0)
        size = 1; /* the root itself */
    if (size < sizeof(directory)) {
        memcpy(directory, path, size);
        directory[size] = '\0';
        if (stat(directory, &info) == 0)
            reason = distrust(&info);
    }
    if (reason == NULL)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                            "plugin file %s: its directory %s, and this "
                            "program runs as root",
                            path, reason);
}

/* A link is judged by itself and by what it leads to. */
static rowan_status
check_trust(const char *path, const struct stat *info, rowan_error *err)
{
    const char *reason = distrust(info);
    rowan_status status;
    char target[PATH_MAX];

    if (reason != NULL)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "plugin file %s: it %s, and this program runs "
                                "as root",
                                path, reason);
    status = check_directory_trust(path, err);
    if (status != ROWAN_OK)
        return status;
    if (realpath(path, target) == NULL)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID, "plugin file %s: %s",
                                path, strerror(errno));
    return check_directory_trust(target, err);
}

rowan_status
rowan__search_check(const char *path, rowan_error *err)
{
    struct stat info;

    if (stat(path, &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return rowan__error_set(err, ROWAN_NOT_FOUND, "%s: no such file",
                                    path);
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID, "plugin file %s: %s",
                                path, strerror(errno));
    }
    if (!S_ISREG(info.st_mode))
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "plugin file %s: it is not a regular file",
                                path);
    return geteuid() == 0 ? check_trust(path, &info, err) : ROWAN_OK;
}

/* --- directories --- */

typedef struct name_list {
    rowan__arena *arena;
    char **names;
    size_t count, capacity;
} name_list;

static rowan_status
add_name(name_list *list, const char *name, size_t size)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity > 0 ? list->capacity * 2 : 16;
        char **names =
            rowan__arena_alloc(list->arena, capacity * sizeof(*names));

        if (names == NULL)
            return ROWAN_NO_MEMORY;
        if (list->count > 0)
            memcpy(names, list->names, list->count * sizeof(*names));
        list->names = names;
        list->capacity = capacity;
    }
    list->names[list->count] = rowan__arena_text(list->arena, name, size);
    if (list->names[list->count] == NULL)
        return ROWAN_NO_MEMORY;
    list->count++;
    return ROWAN_OK;
}

/* Adds the entry if a URL could name it; others are not plugins. */
static rowan_status
add_entry(name_list *list, const char *file)
{
    char name[ROWAN__DIALECT_NAME_MAX + 1];
    size_t size = strlen(file);

    if (size <= SUFFIX_SIZE || size - SUFFIX_SIZE >= sizeof(name) ||
        strcmp(file + size - SUFFIX_SIZE, suffix) != 0)
        return ROWAN_OK;
    size -= SUFFIX_SIZE;
    memcpy(name, file, size);
    name[size] = '\0';
    return rowan__name_is_valid(name) ? add_name(list, name, size) : ROWAN_OK;
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

rowan_status
rowan__search_names(rowan__arena *arena, const char *directory,
                    char ***ret_names, size_t *ret_count, rowan_error *err)
{
    name_list list = {.arena = arena};
    rowan_status status = ROWAN_OK;
    struct dirent *entry;
    int failure;
    DIR *stream = opendir(directory);

    if (stream == NULL)
        return rowan__error_set(err, ROWAN_NOT_FOUND, "%s", strerror(errno));
    do {
        errno = 0; /* readdir() tells an error from the end by it alone */
        entry = readdir(stream);
        failure = errno;
        if (entry != NULL)
            status = add_entry(&list, entry->d_name);
    } while (entry != NULL && status == ROWAN_OK);
    closedir(stream);
    if (status != ROWAN_OK)
        return rowan__error_no_memory(err);
    if (failure != 0)
        return rowan__error_set(err, ROWAN_NOT_FOUND, "%s", strerror(failure));
    if (list.count > 0)
        qsort(list.names, list.count, sizeof(*list.names), compare_names);
    *ret_names = list.names;
    *ret_count = list.count;
    return ROWAN_OK;
}
