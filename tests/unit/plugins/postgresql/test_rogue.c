/* SPDX-License-Identifier: MIT */
/* A server that sends values of other sizes than their types have. */
#include "plugins/postgresql/postgresql_priv.h"
#include "plugins/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct rogue_case {
    const char *type;
    int size; /* the least that is right */
    uint32_t wanted;
} rogue_case;

static const rogue_case cases[] = {
    {"boolean", 1, ROWAN_KIND_BOOL},
    {"smallint", 2, ROWAN_KIND_INT16},
    {"integer", 4, ROWAN_KIND_INT32},
    {"integer", 4, ROWAN_KIND_DECIMAL},
    {"bigint", 8, ROWAN_KIND_INT64},
    {"bigint", 8, ROWAN_KIND_DOUBLE},
    {"oid", 4, ROWAN_KIND_INT64},
    {"real", 4, ROWAN_KIND_FLOAT},
    {"double precision", 8, ROWAN_KIND_DOUBLE},
    {"date", 4, ROWAN_KIND_DATE},
    {"time", 8, ROWAN_KIND_TIME},
    {"timestamptz", 8, ROWAN_KIND_TIMESTAMP},
    {"interval", 16, ROWAN_KIND_INTERVAL},
    {"uuid", 16, ROWAN_KIND_UUID},
    {"numeric", 8, ROWAN_KIND_DECIMAL},
    {"jsonb", 1, ROWAN_KIND_JSON},
};

static void
check_case(rowan_driver_connection *connection, const rogue_case *c)
{
    char sql[64];
    rowan_driver_statement *statement;
    rowan_value cell;
    rowan_error err = {0};

    snprintf(sql, sizeof sql, "SELECT CAST(NULL AS %s)", c->type);
    statement = rig_prepare(connection, sql);
    RIG_OK(rig_driver()->execute(statement, NULL, 0, &c->wanted, 1, &err), err);
    for (int size = 0; size < c->size; size++) {
        char *data = calloc(1, (size_t)size + 1); /* libpq adds a NUL */

        REQUIRE(data != NULL);
        if (!CHECK_INT(pg__decode(statement, 0, data, size, &cell, NULL),
                       ROWAN_TYPE_MISMATCH))
            FAIL("%s of %d bytes", c->type, size);
        free(data);
    }
    rig_driver()->finish(statement);
}

static void
test_rogue__values_that_are_too_short_are_not_read(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(connection, &cases[i]);
    rig_close(connection);
}

HARNESS_SUITE(postgresql_rogue,
    HARNESS_TEST(test_rogue__values_that_are_too_short_are_not_read))
