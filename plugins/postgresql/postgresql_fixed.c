/* SPDX-License-Identifier: MIT */
/*
 * Commands that travel along with other statements, over and over. On a
 * connection whose statements have names they are prepared once; until then,
 * and elsewhere, they are sent as text.
 */

#include "postgresql_priv.h"

static const char *const texts[PG_FIXED_COUNT] = {
    [PG_FIXED_BEGIN] = "BEGIN",
    [PG_FIXED_NUMBER] = "SELECT pg_current_xact_id_if_assigned()",
    [PG_FIXED_COMMIT] = "COMMIT",
};

int
pg__fixed_send(rowan_driver_connection *connection, pg_fixed which)
{
    if (!connection->fixed)
        return pg__text_send(connection, texts[which]);
    return PQsendQueryPrepared(connection->handle,
                               connection->fixed_names[which], 0, NULL, NULL,
                               NULL, 0);
}

int
pg__text_send(rowan_driver_connection *connection, const char *sql)
{
    connection->unnamed = NULL; /* its place is taken */
    return PQsendQueryParams(connection->handle, sql, 0, NULL, NULL, NULL,
                             NULL, 0);
}

static int
send_all(rowan_driver_connection *connection, uint32_t first)
{
    PGconn *handle = connection->handle;
    int is_queued = PQenterPipelineMode(handle);

    for (uint32_t i = 0; i < PG_FIXED_COUNT && is_queued; i++) {
        char *name = connection->fixed_names[i];

        pg__name(connection, first + i, name);
        is_queued = PQsendPrepare(handle, name, texts[i], 0, NULL);
    }
    return is_queued && PQpipelineSync(handle);
}

/* The first error of the answers; the others are dropped. */
static rowan_status
read_all(rowan_driver_connection *connection, const char *asked,
         rowan_error *err)
{
    rowan_status first = ROWAN_OK, ended;

    for (int i = 0; i < PG_FIXED_COUNT; i++) {
        PGresult *result = NULL;
        rowan_status status =
            pg__answer(connection, &result, first ? NULL : err);

        if (!status && pg__is_error(result))
            status = pg__error(connection, result, asked, first ? NULL : err);
        PQclear(result);
        if (!first)
            first = status;
        if (connection->is_lost || status == ROWAN_TIMEOUT)
            return first;
    }
    ended = pg__pipeline_end(connection, first ? NULL : err);
    return first ? first : ended;
}

rowan_status
pg__fixed_prepare(rowan_driver_connection *connection, const char *asked,
                  rowan_error *err)
{
    uint32_t first = connection->next_number + 1;
    rowan_status status;

    if (connection->fixed || connection->prepare != PG_PREPARE_NAMED)
        return ROWAN_OK;
    status = pg__work_begin(connection, asked, err);
    if (status)
        return status;
    connection->next_number += PG_FIXED_COUNT;
    if (!send_all(connection, first))
        return pg__not_sent(connection, asked, err);
    status = read_all(connection, asked, err);
    if (!status)
        connection->fixed = first;
    return status;
}

void
pg__fixed_forget(rowan_driver_connection *connection)
{
    for (uint32_t i = 0; connection->fixed && i < PG_FIXED_COUNT; i++)
        pg__name_free(connection, connection->fixed + i);
    connection->fixed = 0;
}
