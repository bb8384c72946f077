/* SPDX-License-Identifier: MIT */
/* Engines: a URL, its dialect, its options and a pool. */
#include "pool_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#include <string.h>

void
rowan__engine_log(const rowan_engine *engine, const char *line)
{
    if (engine->log != NULL)
        engine->log(engine->log_context, line);
}

rowan__defaults
rowan__engine_defaults(const rowan_engine *engine)
{
    const rowan__settings *settings = &engine->settings;

    return (rowan__defaults){
        .statement_timeout_ms = settings->statement_timeout_ms,
        .pool_timeout_ms = settings->pool_timeout_ms,
        .connect_timeout_ms = settings->connect_timeout_ms,
        .isolation = settings->isolation,
        .read_only = settings->read_only,
    };
}

const rowan_capabilities *
rowan__engine_offline(const rowan_engine *engine)
{
    return &engine->dialect->offline;
}

/* Fills a zeroed engine; what is there on failure is freed by free_engine. */
static rowan_status
open_engine(rowan_engine *engine, const char *url,
            const rowan_engine_options *options, rowan_error *err)
{
    const rowan_driver *driver;
    rowan_engine_options known;
    rowan_status status = rowan__options_copy(options, &known, err);

    if (status == ROWAN_OK)
        status = rowan_url_parse(url, &engine->url, err);
    if (status != ROWAN_OK)
        return status;
    engine->parts = *rowan_url_get(engine->url);
    status = rowan__dialect_find(engine->parts.dialect, engine->parts.driver,
                                 &engine->dialect, err);
    if (status != ROWAN_OK)
        return status;
    driver = &engine->dialect->driver;
    status = rowan__options_read(engine->url, driver->options, &known,
                                 &engine->settings, &engine->driver_options,
                                 &engine->parts.option_count, err);
    if (status != ROWAN_OK)
        return status;
    engine->parts.options = engine->driver_options;
    engine->log = known.log;
    engine->log_context = known.log_context;
    rowan__engine_listen(engine, known.events);
    if (!rowan__fork_watch())
        return rowan__error_no_memory(err);
    engine->fork_count = rowan__fork_count();
    return rowan__pool_init(&engine->pool, &engine->settings,
                            driver->max_connections != NULL
                                ? driver->max_connections(&engine->parts)
                                : 0,
                            err);
}

static void
free_engine(rowan_engine *engine)
{
    rowan__free(engine->driver_options);
    rowan_url_free(engine->url);
    rowan__free(engine);
}

rowan_engine *
rowan_engine_open_with(const char *url, const rowan_engine_options *options,
                       rowan_error *err)
{
    rowan_engine *engine = NULL;

    if (url == NULL) {
        (void)rowan__error_set(err, ROWAN_URL_INVALID,
                               "the database URL is NULL; write it as "
                               "dialect://host/database");
        return NULL;
    }
    engine = rowan__calloc(1, sizeof(*engine));
    if (engine == NULL) {
        (void)rowan__error_no_memory(err);
        return NULL;
    }
    if (open_engine(engine, url, options, err) != ROWAN_OK) {
        free_engine(engine);
        return NULL;
    }
    return engine;
}

rowan_engine *
rowan_engine_open(const char *url, rowan_error *err)
{
    return rowan_engine_open_with(url, NULL, err);
}

rowan_status
rowan_engine_close(rowan_engine *engine)
{
    if (engine == NULL)
        return ROWAN_OK;
    if (!rowan__pool_done(engine))
        return ROWAN_INVALID;
    free_engine(engine);
    return ROWAN_OK;
}

const char *
rowan_engine_url(const rowan_engine *engine)
{
    return rowan_url_redacted(engine->url);
}
