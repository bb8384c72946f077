/* SPDX-License-Identifier: MIT */
/* From a name to a dialect, or to a text that says where it was looked for. */
#include "base/alloc.h"
#include "dialect/dialect_priv.h"

#include <stdio.h>
#include <string.h>

/* What was tried in vain: texts in the arena, in order. */
typedef struct attempts {
    rowan__arena arena;
    const char **texts;
    size_t count;
} attempts;

static void
attempts_done(attempts *tried)
{
    rowan__arena_done(&tried->arena);
    rowan__free(tried->texts);
}

static rowan_status
add_attempt(attempts *tried, const char *text, rowan_error *err)
{
    const char **texts = rowan__realloc(
        tried->texts, (tried->count + 1) * sizeof(*tried->texts));

    if (texts == NULL)
        return rowan__error_no_memory(err);
    tried->texts = texts;
    texts[tried->count] = rowan__arena_text(&tried->arena, text, strlen(text));
    if (texts[tried->count] == NULL)
        return rowan__error_no_memory(err);
    tried->count++;
    return ROWAN_OK;
}

/* --- the text --- */

/* Appends attempts from *next on to text while they fit as a whole, leaving
 * room for the end. */
static void
put_attempts(char *text, size_t size, const attempts *tried, size_t *next,
             const char *lead)
{
    enum { ROOM = sizeof("; and 18446744073709551615 more") };
    size_t used = strlen(text);

    for (; *next < tried->count; ++*next, lead = "; ") {
        const char *attempt = tried->texts[*next];

        if (used + strlen(lead) + strlen(attempt) + ROOM > size)
            break;
        used +=
            (size_t)snprintf(text + used, size - used, "%s%s", lead, attempt);
    }
    if (*next < tried->count)
        snprintf(text + used, size - used, "; and %zu more",
                 tried->count - *next);
}

/* The message takes what fits of the list, the hint the cure and then more. */
static rowan_status
not_found(const char *name, const attempts *tried, rowan_error *err)
{
    rowan_error text = {0};
    size_t next = 0;

    snprintf(text.message, sizeof(text.message), "no plugin for dialect '%s'",
             name);
    put_attempts(text.message, sizeof(text.message), tried, &next, "; tried: ");
    snprintf(text.hint, sizeof(text.hint),
             "is the plugin package for '%s' installed, and was Rowan built "
             "with it (configure --with-%s)? `rowan plugins` lists what is "
             "found",
             name, name);
    put_attempts(text.hint, sizeof(text.hint), tried, &next, "; also tried: ");
    rowan__error_set(err, ROWAN_PLUGIN_NOT_FOUND, "%s", text.message);
    rowan__error_hint(err, "%s", text.hint);
    return ROWAN_PLUGIN_NOT_FOUND;
}

static rowan_status
ambiguous(const char *name, const rowan__module *one, const rowan__module *two,
          rowan_error *err)
{
    rowan_status status = rowan__error_set(
        err, ROWAN_PLUGIN_INVALID,
        "dialect '%s' is an alias that two plugins claim: '%s' (%s) and '%s' "
        "(%s)",
        name, one->name, one->path, two->name, two->path);

    rowan__error_hint(err, "write '%s' or '%s' instead of '%s', or remove one",
                      one->name, two->name, name);
    return status;
}

/* --- the search --- */

static rowan__module *
in_program(const char *name)
{
    rowan__module *module =
        rowan__registry_claimant(rowan__registry_first(), name);

    while (module != NULL && module->path != NULL)
        module = rowan__registry_claimant(module->next, name);
    return module;
}

static rowan_status
look_in(const rowan__place *place, const char *name, rowan__arena *arena,
        rowan__module **ret_module, rowan_error *err)
{
    char shown[ROWAN__SHOW_SIZE];
    const char *path;

    if (place->refusal != NULL)
        return rowan__error_set(
            err, ROWAN_NOT_FOUND, "ROWAN_PLUGIN_PATH entry '%s': %s",
            rowan__name_show(shown, place->path), place->refusal);
    path = rowan__search_path(arena, place->path, name);
    if (path == NULL)
        return ROWAN_NO_MEMORY;
    return rowan__file_look(name, path, ret_module, err);
}

/* The first file of the name, usable or not; *ret_module is NULL if no
 * directory has one. */
static rowan_status
find_file(const char *name, attempts *tried, rowan__module **ret_module,
          rowan_error *err)
{
    rowan__places places = {0};
    rowan_status status = rowan__registry_places(&tried->arena, &places);

    *ret_module = NULL;
    if (status != ROWAN_OK)
        return rowan__error_no_memory(err);
    for (size_t i = 0; i < places.count && status == ROWAN_OK; i++) {
        const rowan__place *place = &places.items[i];
        rowan_error why = {0};

        status = look_in(place, name, &tried->arena, ret_module, &why);
        if (status == ROWAN_NO_MEMORY)
            return rowan__error_no_memory(err);
        if (status == ROWAN_OK)
            return ROWAN_OK;
        status = add_attempt(tried, why.message, err);
    }
    return status;
}

/* The one plugin among all files that declares the alias, or NULL. */
static rowan_status
find_alias(const char *name, attempts *tried, rowan__module **ret_module,
           rowan_error *err)
{
    rowan__module *module;
    rowan__module *second;
    rowan_status status = rowan__file_scan(false, err);

    if (status != ROWAN_OK)
        return status;
    module = rowan__registry_claimant(rowan__registry_first(), name);
    second =
        module != NULL ? rowan__registry_claimant(module->next, name) : NULL;
    if (second != NULL)
        return ambiguous(name, module, second, err);
    *ret_module = module;
    if (module != NULL)
        return ROWAN_OK;
    /* One that cannot be used may be the one that was meant. */
    for (module = rowan__registry_first(); module != NULL;
         module = module->next) {
        if (module->dialect == NULL)
            status = add_attempt(tried, module->reason, err);
        if (status != ROWAN_OK)
            return status;
    }
    return ROWAN_OK;
}

static rowan_status
locate(const char *name, rowan__module **ret_module, rowan_error *err)
{
    attempts tried = {0};
    rowan__module *module = rowan__registry_by_name(name);
    rowan_status status = ROWAN_OK;

    rowan__arena_init(&tried.arena, 0);
    /* What a file was worth before may have changed. */
    if (module != NULL && module->dialect == NULL && module->path != NULL)
        module = NULL;
    if (module == NULL)
        module = in_program(name);
    if (module == NULL)
        status = find_file(name, &tried, &module, err);
    if (status == ROWAN_OK && module == NULL)
        status = find_alias(name, &tried, &module, err);
    if (status == ROWAN_OK && module == NULL)
        status = not_found(name, &tried, err);
    if (status == ROWAN_OK && module->dialect == NULL) {
        status = rowan__error_set(err, module->status, "%s", module->reason);
        rowan__error_hint(err, "`rowan plugins` lists what is found");
    }
    if (status == ROWAN_OK)
        *ret_module = module;
    attempts_done(&tried);
    return status;
}

static rowan_status
initialize(rowan__module *module, rowan_error *err)
{
    const rowan_plugin *plugin = &module->dialect->plugin;
    rowan_status status = ROWAN_OK;

    if (module->is_initialized)
        return ROWAN_OK;
    if (plugin->initialize != NULL)
        status = (rowan_status)plugin->initialize(rowan__host(), err);
    if (status != ROWAN_OK)
        return rowan__error_set(err, status,
                                "plugin '%s' %s: its set-up failed",
                                plugin->name, plugin->version);
    module->is_initialized = true;
    return ROWAN_OK;
}

/* Under the lock. */
static rowan_status
load(const char *name, const rowan__dialect **ret_dialect, rowan_error *err)
{
    rowan__module *module = NULL;
    rowan_status status;

    *ret_dialect = rowan__registry_lookup(name);
    if (*ret_dialect != NULL)
        return ROWAN_OK; /* another thread was faster */
    status = rowan__program_take_preloaded(err);
    if (status == ROWAN_OK)
        status = locate(name, &module, err);
    if (status == ROWAN_OK)
        status = initialize(module, err);
    if (status == ROWAN_OK)
        status = rowan__registry_publish(name, module->dialect, err);
    if (status == ROWAN_OK)
        *ret_dialect = module->dialect;
    return status;
}

static rowan_status
check_driver(const rowan__dialect *dialect, const char *driver,
             rowan_error *err)
{
    if (driver == NULL || strcmp(driver, dialect->name) == 0)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_PLUGIN_NOT_FOUND,
                            "dialect '%s' has no driver '%s'; its only driver "
                            "is '%s', so '+%s' can be left out",
                            dialect->name, driver, dialect->name, driver);
}

rowan_status
rowan__dialect_find(const char *name, const char *driver,
                    const rowan__dialect **ret_dialect, rowan_error *err)
{
    const rowan__dialect *dialect;
    rowan_status status = rowan__name_check("dialect", name, err);

    if (status == ROWAN_OK && driver != NULL)
        status = rowan__name_check("driver", driver, err);
    if (status != ROWAN_OK)
        return status;
    dialect = rowan__registry_lookup(name);
    if (dialect == NULL) {
        rowan__registry_lock();
        status = load(name, &dialect, err);
        rowan__registry_unlock();
    }
    if (status == ROWAN_OK)
        status = check_driver(dialect, driver, err);
    if (status == ROWAN_OK)
        *ret_dialect = dialect;
    return status;
}
