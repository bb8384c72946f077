/* SPDX-License-Identifier: MIT */
/*
 * What is known of plugins. One lock guards all of it and everything that
 * loads; names in use are published in a list that only grows, so finding one
 * again takes no lock.
 */
#include "base/alloc.h"
#include "dialect/dialect_priv.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* A name or alias that is in use. */
typedef struct binding {
    struct binding *next;
    const rowan__dialect *dialect;
    char name[ROWAN__DIALECT_NAME_MAX + 1];
} binding;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(binding *) bindings; /* written under the lock */

/* Under the lock. */
static struct {
    rowan__module *first, *last; /* in the order of discovery */
    char **directories;          /* added by the program */
    size_t directory_count;
    bool is_scanned; /* every file was looked at since */
} registry;

void
rowan__registry_lock(void)
{
    (void)pthread_mutex_lock(&lock);
}

void
rowan__registry_unlock(void)
{
    (void)pthread_mutex_unlock(&lock);
}

/* --- names in use --- */

const rowan__dialect *
rowan__registry_lookup(const char *name)
{
    const binding *at = atomic_load_explicit(&bindings, memory_order_acquire);

    while (at != NULL && strcmp(at->name, name) != 0)
        at = at->next;
    return at != NULL ? at->dialect : NULL;
}

rowan_status
rowan__registry_publish(const char *name, const rowan__dialect *dialect,
                        rowan_error *err)
{
    binding *added = rowan__alloc(sizeof(*added));

    if (added == NULL)
        return rowan__error_no_memory(err);
    added->next = atomic_load_explicit(&bindings, memory_order_relaxed);
    added->dialect = dialect;
    memcpy(added->name, name, strlen(name) + 1); /* valid names fit */
    atomic_store_explicit(&bindings, added, memory_order_release);
    return ROWAN_OK;
}

/* --- modules --- */

rowan__module *
rowan__registry_first(void)
{
    return registry.first;
}

rowan__module *
rowan__registry_by_path(const char *path)
{
    rowan__module *module = registry.first;

    while (module != NULL &&
           (module->path == NULL || strcmp(module->path, path) != 0))
        module = module->next;
    return module;
}

rowan__module *
rowan__registry_by_name(const char *name)
{
    rowan__module *unusable = NULL;

    for (rowan__module *at = registry.first; at != NULL; at = at->next) {
        if (strcmp(at->name, name) != 0)
            continue;
        if (at->dialect != NULL)
            return at;
        if (unusable == NULL)
            unusable = at;
    }
    return unusable;
}

rowan__module *
rowan__registry_claimant(rowan__module *module, const char *name)
{
    for (; module != NULL; module = module->next) {
        const char *const *alias =
            module->dialect != NULL ? module->dialect->plugin.aliases : NULL;

        for (; alias != NULL && *alias != NULL; alias++)
            if (strcmp(*alias, name) == 0)
                return module;
    }
    return NULL;
}

void
rowan__module_free(rowan__module *module)
{
    if (module == NULL)
        return;
    rowan__dialect_free(module->dialect);
    rowan__free(module->path);
    rowan__free(module->reason);
    rowan__free(module);
}

rowan__module *
rowan__module_new(const char *name, const char *path)
{
    rowan__module *module = rowan__calloc(1, sizeof(*module));

    if (module == NULL)
        return NULL;
    memcpy(module->name, name, strlen(name) + 1); /* valid names fit */
    module->path = rowan__strdup(path);
    if (path != NULL && module->path == NULL) {
        rowan__module_free(module);
        return NULL;
    }
    return module;
}

void
rowan__registry_add(rowan__module *module)
{
    if (registry.last != NULL)
        registry.last->next = module;
    else
        registry.first = module;
    registry.last = module;
}

rowan_status
rowan__module_fail(rowan__module *module, const rowan_error *failure,
                   rowan_error *err)
{
    char *reason = rowan__strdup(failure->message);

    if (reason == NULL)
        return rowan__error_no_memory(err);
    rowan__free(module->reason);
    module->reason = reason;
    module->status = failure->status;
    return ROWAN_OK;
}

/* --- directories --- */

static rowan_status
add_directory(const char *path, rowan_error *err)
{
    char **directories;
    size_t count = registry.directory_count;

    for (size_t i = 0; i < count; i++)
        if (strcmp(registry.directories[i], path) == 0)
            return ROWAN_OK;
    directories = rowan__realloc(registry.directories,
                                 (count + 1) * sizeof(*directories));
    if (directories == NULL)
        return rowan__error_no_memory(err);
    registry.directories = directories;
    directories[count] = rowan__strdup(path);
    if (directories[count] == NULL)
        return rowan__error_no_memory(err);
    registry.directory_count++;
    registry.is_scanned = false;
    return ROWAN_OK;
}

rowan_status
rowan__registry_places(rowan__arena *arena, rowan__places *ret_places)
{
    return rowan__search_places(arena,
                                (const char *const *)registry.directories,
                                registry.directory_count, ret_places);
}

bool
rowan__registry_is_scanned(void)
{
    return registry.is_scanned;
}

void
rowan__registry_set_scanned(bool is_scanned)
{
    registry.is_scanned = is_scanned;
}

rowan_status
rowan_plugin_directory_add(const char *path, rowan_error *err)
{
    char shown[ROWAN__SHOW_SIZE];
    rowan_status status;

    if (path == NULL || path[0] != '/')
        return rowan__error_set(err, ROWAN_INVALID,
                                "plugin directory '%s': give an absolute path, "
                                "for the working directory is never searched",
                                path != NULL ? rowan__name_show(shown, path)
                                             : "");
    rowan__registry_lock();
    status = add_directory(path, err);
    rowan__registry_unlock();
    return status;
}

/* --- the end --- */

static void
free_bindings(void)
{
    binding *at = atomic_load_explicit(&bindings, memory_order_relaxed);

    atomic_store_explicit(&bindings, NULL, memory_order_relaxed);
    while (at != NULL) {
        binding *next = at->next;

        rowan__free(at);
        at = next;
    }
}

static void
free_modules(void)
{
    while (registry.first != NULL) {
        rowan__module *module = registry.first;

        registry.first = module->next;
        if (module->is_initialized && module->dialect->plugin.finalize != NULL)
            module->dialect->plugin.finalize();
        rowan__module_free(module);
    }
    registry.last = NULL;
}

void
rowan__dialect_shutdown(void)
{
    rowan__registry_lock();
    free_bindings();
    free_modules();
    while (registry.directory_count > 0)
        rowan__free(registry.directories[--registry.directory_count]);
    rowan__free(registry.directories);
    registry.directories = NULL;
    registry.is_scanned = false;
    rowan__registry_unlock();
}
