/* SPDX-License-Identifier: MIT */
/* A program that carries a plugin without libtool. */
#include <rowan.h>
#include <rowan/plugins.h>
#include <stdio.h>

extern rowan_plugin_entry sqlite_LTX_rowan_plugin_v1;

int
main(void)
{
    rowan_error err = {0};
    rowan_engine *engine = NULL;
    rowan_connection *conn = NULL;

    if (rowan_plugin_register(sqlite_LTX_rowan_plugin_v1, &err) == ROWAN_OK)
        engine = rowan_engine_open("sqlite:///static.db", &err);
    if (rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, &err) ==
            ROWAN_OK &&
        rowan_connection_query(conn, "CREATE TABLE t (a)", NULL, NULL, &err) ==
            ROWAN_OK)
        puts("created");
    else
        puts(err.message);
    rowan_connection_release(conn);
    (void)rowan_engine_close(engine);
    return err.status == ROWAN_OK ? 0 : 1;
}
