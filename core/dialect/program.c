/* SPDX-License-Identifier: MIT */
/* Plugins that are part of the program. */
#include "dialect/dialect_priv.h"

static rowan_status
check_free(const rowan__dialect *dialect, const char *name, rowan_error *err)
{
    const rowan__module *holder = rowan__registry_by_name(name);

    if (holder == NULL || holder->dialect == NULL)
        holder = rowan__registry_claimant(rowan__registry_first(), name);
    if (holder == NULL)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_ALREADY_EXISTS,
                            "plugin '%s' %s: the name '%s' is that of plugin "
                            "'%s' (%s) already; register plugins before the "
                            "first URL is opened",
                            dialect->name, dialect->version, name, holder->name,
                            holder->path != NULL ? holder->path
                                                 : "part of the program");
}

static rowan_status
check_all_free(const rowan__dialect *dialect, rowan_error *err)
{
    const char *const *alias = dialect->plugin.aliases;
    rowan_status status = check_free(dialect, dialect->name, err);

    for (; status == ROWAN_OK && alias != NULL && *alias != NULL; alias++)
        status = check_free(dialect, *alias, err);
    return status;
}

/* name NULL: whatever it calls itself. */
static rowan_status
add_entry(rowan_plugin_entry *entry, const char *name, rowan_error *err)
{
    rowan__dialect *dialect = NULL;
    rowan__module *module;
    rowan_status status;

    for (module = rowan__registry_first(); module != NULL;
         module = module->next)
        if (module->path == NULL && module->entry == entry)
            return ROWAN_OK;
    status =
        rowan__dialect_make(entry(rowan__host()), name, NULL, &dialect, err);
    if (status == ROWAN_OK)
        status = check_all_free(dialect, err);
    if (status != ROWAN_OK)
        goto out;
    module = rowan__module_new(dialect->name, NULL);
    if (module == NULL) {
        status = rowan__error_no_memory(err);
        goto out;
    }
    module->entry = entry;
    module->dialect = dialect;
    dialect = NULL;
    rowan__registry_add(module);
out:
    rowan__dialect_free(dialect);
    return status;
}

/* Asking for the plugin later gets the reason, too. */
static rowan_status
add_bad(const char *name, rowan_plugin_entry *entry, const rowan_error *failure)
{
    rowan__module *module = rowan__module_new(name, NULL);

    if (module == NULL)
        return ROWAN_NO_MEMORY;
    if (rowan__module_fail(module, failure, NULL) != ROWAN_OK) {
        rowan__module_free(module);
        return ROWAN_NO_MEMORY;
    }
    module->entry = entry;
    rowan__registry_add(module);
    return ROWAN_OK;
}

static rowan_status
add_symbol(const rowan_plugin_symbol *symbol, rowan_error *err)
{
    char name[ROWAN__DIALECT_NAME_MAX + 1];
    rowan_plugin_entry *entry;
    rowan_error failure = {0};
    rowan_status status;

    if (!rowan__preload_entry(symbol, name, &entry))
        return ROWAN_OK; /* something else that was preloaded */
    status = add_entry(entry, name, &failure);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    if (status == ROWAN_NO_MEMORY || add_bad(name, entry, &failure) != ROWAN_OK)
        return rowan__error_no_memory(err);
    return rowan__error_set(err, status, "%s", failure.message);
}

static rowan_status
add_preloaded(const rowan_plugin_symbol *symbols, rowan_error *err)
{
    rowan_status first = ROWAN_OK;

    for (; symbols->name != NULL; symbols++) {
        rowan_status status = add_symbol(symbols, err);

        if (first == ROWAN_OK)
            first = status;
    }
    return first;
}

rowan_status
rowan__program_take_preloaded(rowan_error *err)
{
    const rowan_plugin_symbol *symbols = rowan__preload_list();

    /* Entries that are known are left alone, so this costs little. A bad one
     * is told of when it is asked for. */
    if (symbols != NULL && add_preloaded(symbols, NULL) == ROWAN_NO_MEMORY)
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

rowan_status
rowan_plugin_register(rowan_plugin_entry *entry, rowan_error *err)
{
    rowan_status status;

    if (entry == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "no plugin entry point is given");
    rowan__registry_lock();
    status = add_entry(entry, NULL, err);
    rowan__registry_unlock();
    return status;
}

rowan_status
rowan_plugin_preload(const rowan_plugin_symbol *symbols, rowan_error *err)
{
    rowan_status status;

    if (symbols == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "no list of preloaded symbols is given");
    rowan__registry_lock();
    status = add_preloaded(symbols, err);
    rowan__registry_unlock();
    return status;
}
