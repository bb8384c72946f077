/* SPDX-License-Identifier: MIT */
/* Which hosts of a list will do: the same for every server that has standbys.
 */
#include "plugins/rig.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct host_case {
    const char *attributes;
    const char *list;   /* p: the primary, s: the standby, x: nobody there */
    const char *chosen; /* one of these; "": none */
} host_case;

static const host_case cases[] = {
    {"any", "ps", "p"},            {"any", "xsp", "s"},
    {"read-write", "sp", "p"},     {"read-write", "s", ""},
    {"read-write", "xp", "p"},     {"read-only", "ps", "s"},
    {"read-only", "p", ""},        {"primary", "sxp", "p"},
    {"primary", "s", ""},          {"standby", "ps", "s"},
    {"standby", "xp", ""},         {"prefer-standby", "ps", "s"},
    {"prefer-standby", "xps", "s"}, {"prefer-standby", "xp", "p"},
    {"prefer-standby", "x", ""},
};

static rowan_status
connect_list(const host_case *c, const uint16_t ports[2],
             rowan_driver_connection **ret_connection, rowan_error *err)
{
    const rig_way *usual = &rig_target_tested.usual;
    const rowan_url_option option = {"target_session_attrs", c->attributes};
    rowan_host_port hosts[4];
    rowan_url_parts url = {.dialect = rig_target_tested.dialect,
                           .user = usual->user,
                           .database = usual->database,
                           .hosts = hosts,
                           .options = &option,
                           .option_count = 1};
    const rowan_connect_params params = {.size = sizeof params,
                                         .timeout_ms = 20000,
                                         .url = &url,
                                         .host = rowan__host()};

    for (const char *at = c->list; *at; at++)
        hosts[url.host_count++] = (rowan_host_port){
            "127.0.0.1", *at == 'x' ? 1 : ports[*at == 's']};
    return (rowan_status)rig_driver()->connect(&params, ret_connection, err);
}

void
rig_check_hosts(uint16_t primary, uint16_t standby, const char *port_sql)
{
    const uint16_t ports[2] = {primary, standby};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const host_case *c = &cases[i];
        rowan_driver_connection *connection = NULL;
        rowan_error err = {0};
        rowan_status status = connect_list(c, ports, &connection, &err);
        bool is_right = *c->chosen
                            ? CHECK_INT(status, ROWAN_OK)
                            : CHECK_INT(status, ROWAN_CONNECT_FAILED) &&
                                  CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);

        if (connection && is_right)
            is_right = CHECK_INT(atoi(rig_ask(connection, port_sql)),
                                 ports[*c->chosen == 's']);
        if (!is_right)
            FAIL("%s of %s: %s", c->attributes, c->list, err.message);
        if (connection)
            rig_close(connection);
    }
}
