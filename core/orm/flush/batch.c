/* SPDX-License-Identifier: MIT */
/*
 * Updates and deletes that are alike, sent together where the driver can.
 *
 * Only neighbours are: the rows of a table are changed in the order of their
 * keys, whatever columns of them, so that two programs that change the same
 * rows lock them in the same order.
 */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/flush/flush.h"

enum { BATCH_ROWS = 256 }; /* bounds the memory for their values */

bool
rowan__batch_is_possible(const rowan_session *session, const rowan__work *work)
{
    return session->conn->driver->execute_many != NULL && !work->row_by_row;
}

size_t
rowan__batch_updates(const rowan__work *work, size_t from)
{
    const rowan__update *first = &work->updates[from];
    size_t count = 1;

    if (first->changes_key) /* what it meets is looked at row by row */
        return 1;
    while (from + count < work->update_count && count < BATCH_ROWS &&
           work->updates[from + count].object->class == first->object->class &&
           rowan__mask_is_equal(&work->updates[from + count].changed,
                                &first->changed))
        count++;
    return count;
}

size_t
rowan__batch_removals(const rowan__work *work, size_t from, size_t end)
{
    const rowan__removal *first = &work->removals[from];
    size_t count = 1;

    while (from + count < end && count < BATCH_ROWS &&
           work->removals[from + count].object->class ==
               first->object->class &&
           work->removals[from + count].object->ordinal != ROWAN__ROW_IS_GONE)
        count++;
    return count;
}

/* Who is to blame? If the driver cannot tell, the rows are sent one by one. */
static rowan_status
failed(rowan_session *session, rowan__work *work, const rowan__batch *batch,
       uint32_t row, rowan_status status)
{
    if (row < batch->row_count) {
        rowan__flush_explain(session, batch->objects[row]);
    } else if (session->conn->ended == ROWAN_OK && !session->conn->broken &&
               status != ROWAN_TIMEOUT && status != ROWAN_CANCELLED) {
        work->row_by_row = true;
        work->again = true;
    }
    return status;
}

rowan_status
rowan__batch_start(rowan_session *session, uint32_t row_count,
                   uint32_t bind_count, rowan__batch *ret_batch)
{
    rowan__batch batch = { .row_count = row_count, .bind_count = bind_count };

    batch.binds = rowan__arena_alloc(
        &session->scratch,
        (size_t)row_count * bind_count * sizeof(*batch.binds));
    batch.affected = rowan__arena_zalloc(
        &session->scratch, row_count * sizeof(*batch.affected));
    batch.objects = rowan__arena_alloc(
        &session->scratch, row_count * sizeof(*batch.objects));
    if (batch.binds == NULL || batch.affected == NULL || batch.objects == NULL)
        return rowan__error_no_memory(&session->error);
    *ret_batch = batch;
    return ROWAN_OK;
}

rowan_status
rowan__batch_run(rowan_session *session, rowan__work *work,
                 const rowan__model_key *key, rowan__compile_fn *compile,
                 const void *context, rowan__batch *batch)
{
    rowan__statement *statement;
    uint32_t row = batch->row_count;
    rowan_status status = rowan__statement_take(
        session->conn, key, sizeof(*key), rowan__hash_bytes(key, sizeof(*key)),
        compile, context, &statement, &session->error);

    if (status != ROWAN_OK)
        return status;
    status = rowan__statement_execute_many(
        session->conn, statement, batch->binds, batch->bind_count,
        batch->row_count, batch->affected, &row, &session->error);
    if (status == ROWAN_OK)
        batch->affected_sum =
            session->conn->driver->affected_rows(statement->driver);
    rowan__statement_give_back(session->conn, statement);
    return status == ROWAN_OK ? ROWAN_OK
                              : failed(session, work, batch, row, status);
}
