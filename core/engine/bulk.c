/* SPDX-License-Identifier: MIT */
/* Bulk loads, by the driver's own way. */
#include "events_priv.h"
#include "pool_priv.h"

/* Hands the rows over, piece by piece. What next answers says nothing of the
 * connection. */
static rowan_status
send_rows(rowan_connection *conn, rowan__bulk_next_fn *next, void *context,
          rowan__bulk_failure *failure, bool *ret_is_of_next, rowan_error *err)
{
    for (;;) {
        const rowan_value *values;
        uint32_t row_count;
        rowan_status status = next(context, &values, &row_count);

        *ret_is_of_next = status != ROWAN_OK;
        if (status == ROWAN_DONE)
            return ROWAN_OK;
        if (status == ROWAN_OK)
            status = rowan__connection_ready(conn, err);
        if (status != ROWAN_OK)
            return status;
        status = (rowan_status)conn->driver->bulk_rows(
            conn->handle, values, row_count, &failure->row, err);
        if (status != ROWAN_OK) {
            failure->is_in_last = true;
            return status;
        }
    }
}

static rowan_status
load(rowan_connection *conn, const rowan__bulk *bulk,
     rowan__bulk_next_fn *next, void *context, rowan__bulk_failure *failure,
     rowan_error *err)
{
    bool is_of_next = false;
    int64_t row_count;
    rowan_status status = (rowan_status)conn->driver->bulk_begin(
        conn->handle, bulk->table, bulk->columns, bulk->kinds,
        bulk->column_count, err);

    if (status == ROWAN_OK) {
        status = send_rows(conn, next, context, failure, &is_of_next, err);
        if (status == ROWAN_OK) {
            is_of_next = false;
            status = (rowan_status)conn->driver->bulk_end(
                conn->handle, 0, &row_count, &failure->row, err);
        } else {
            /* What it says is less than what is known. */
            rowan__connection_clean_up(conn);
            (void)conn->driver->bulk_end(conn->handle, 1, &row_count, NULL,
                                         NULL);
        }
    }
    if (status != ROWAN_OK && !is_of_next)
        (void)rowan__connection_failed(conn, status, bulk->sql, err);
    return status;
}

rowan_status
rowan__connection_bulk(rowan_connection *conn, const rowan__bulk *bulk,
                       rowan__bulk_next_fn *next, void *context,
                       rowan__bulk_failure *ret_failure, rowan_error *err)
{
    rowan_status status = rowan__connection_ready(conn, err);
    rowan__told told;

    *ret_failure = (rowan__bulk_failure){.row = UINT64_MAX};
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, bulk->sql, err);
    told = rowan__tell_before(conn, bulk->sql, NULL, 0);
    rowan__connection_works(conn, true);
    status = load(conn, bulk, next, context, ret_failure, err);
    rowan__connection_works(conn, false);
    rowan__tell_after(conn, &told, status, err);
    return status;
}
