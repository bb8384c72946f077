/* SPDX-License-Identifier: MIT */
#include "engine/fake_engine.h"

rowan_engine *
fake_engine_open(const char *url)
{
    rowan_error err = {0};
    rowan_engine *engine;

    fake_plugin_begin();
    engine = rowan_engine_open(url, &err);
    if (engine == NULL)
        FAIL("%s: %s", url, err.message);
    return engine;
}

rowan_connection *
fake_take_at(rowan_engine *engine, const char *file, int line)
{
    rowan_connection *conn = NULL;
    rowan_error err = {0};

    if (rowan_connection_acquire_at(engine, 0, file, line, &conn, &err) !=
        ROWAN_OK)
        FAIL("no connection: %s", err.message);
    return conn;
}

rowan_pool_status
fake_look(rowan_engine *engine)
{
    rowan_pool_status status = {0};

    rowan_engine_pool_status(engine, &status);
    return status;
}
