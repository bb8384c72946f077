/* SPDX-License-Identifier: MIT */
/* Updates of the columns that changed, and deletes, row by row by key. */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/flush/flush.h"

/* The ordinal of an object whose update has been sent. */
#define IS_SENT 1

typedef struct change_context {
    const rowan__mapping *mapping;
    const rowan__mask *changed;
} change_context;

static rowan_status
compile_update(const rowan__target *target, const void *context,
               rowan__arena *arena, rowan__compiled *ret_compiled,
               rowan_error *err)
{
    const change_context *change = context;
    uint32_t columns[ROWAN__COLUMNS_MAX];
    uint32_t count = 0;

    for (uint32_t i = 0; i < change->mapping->field_count; i++)
        if (rowan__mask_has(change->changed, i))
            columns[count++] = i;
    return rowan__compile_update(target, change->mapping->table, columns,
                                 count, arena, ret_compiled, err);
}

static rowan_status
compile_delete(const rowan__target *target, const void *context,
               rowan__arena *arena, rowan__compiled *ret_compiled,
               rowan_error *err)
{
    const change_context *change = context;

    return rowan__compile_delete(target, change->mapping->table, arena,
                                 ret_compiled, err);
}

/* Runs a statement of a key of bytes; gives the number of rows. */
static rowan_status
run(rowan_session *session, const rowan__model_key *key,
    rowan__compile_fn *compile, const change_context *context,
    const rowan_value *binds, uint32_t bind_count, int64_t *ret_count)
{
    rowan__statement *statement;
    rowan_status status = rowan__statement_take(
        session->conn, key, sizeof(*key), rowan__hash_bytes(key, sizeof(*key)),
        compile, context, &statement, &session->error);

    if (status != ROWAN_OK)
        return status;
    status = rowan__statement_execute(session->conn, statement, binds,
                                      bind_count, NULL, 0, &session->error);
    if (status == ROWAN_OK)
        *ret_count = session->conn->driver->affected_rows(statement->driver);
    rowan__statement_give_back(session->conn, statement);
    return status;
}

static rowan_status
stale(rowan_session *session, rowan__object *object)
{
    char name[128];

    rowan__object_describe(object, name, sizeof(name));
    return rowan__error_set(&session->error, ROWAN_STALE,
                            "%s cannot be updated: its row is gone, deleted "
                            "or given another key by someone else",
                            name);
}

static rowan_status
update_row(rowan_session *session, const rowan__update *update)
{
    rowan__object *object = update->object;
    const rowan__mapping *mapping = object->class->mapping;
    change_context context = { mapping, &update->changed };
    rowan__model_key key = { .kind = ROWAN__KEY_UPDATE,
                             .table = mapping->table->number,
                             .mask = update->changed };
    rowan_value binds[ROWAN__COLUMNS_MAX + ROWAN_MEMBERS_MAX];
    uint32_t count;
    int64_t row_count = 0;
    rowan_status status = rowan__flush_values(
        session, object, &update->changed, update->encoded, binds, &count);

    if (status == ROWAN_OK)
        status = rowan__session_key_values(session, object, &binds[count]);
    if (status == ROWAN_OK)
        status = run(session, &key, compile_update, &context, binds,
                     count + mapping->table->primary_key.column_count,
                     &row_count);
    if (status == ROWAN_OK && row_count == 0)
        status = stale(session, object);
    if (status == ROWAN_OK && mapping->has_returned)
        status = rowan__flush_fetch(session, object, &mapping->returned);
    if (status != ROWAN_OK)
        rowan__flush_explain(session, object);
    return status;
}

static rowan_status
key_of_row(rowan_session *session, rowan__object *object, rowan_value *values)
{
    const rowan__mapping *mapping = object->class->mapping;
    const rowan__key *key = &mapping->table->primary_key;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < key->column_count; i++)
        status = rowan__field_get(&mapping->fields[key->columns[i]],
                                  rowan__object_row(object), &values[i],
                                  &session->error);
    return status;
}

/*
 * The row of an object that was written has the key that the session knows for
 * another object: that one's row was gone. An update or delete that is still
 * to be sent by that key would meet the wrong row.
 */
static rowan_status
settle_taken_key(rowan_session *session, rowan__object *written)
{
    rowan_value key[ROWAN_MEMBERS_MAX];
    rowan__object *known;
    rowan__mask changes;
    bool is_changed = false;
    rowan_status status = key_of_row(session, written, key);

    if (status != ROWAN_OK)
        return status;
    known = rowan__identity_find(written->class, key);
    if (known == NULL || known == written)
        return ROWAN_OK;
    if (known->state == ROWAN__STATE_DELETED) {
        known->ordinal = ROWAN__ROW_IS_GONE;
        return ROWAN_OK;
    }
    status = rowan__object_changes(known, &changes, &is_changed,
                                   &session->error);
    if (status == ROWAN_OK && is_changed && known->ordinal != IS_SENT) {
        status = stale(session, known);
        rowan__flush_explain(session, known);
    }
    return status;
}

rowan_status
rowan__flush_settle_keys(rowan_session *session, const rowan__work *work)
{
    rowan_status status = ROWAN_OK;

    if (work->update_count + work->removal_count == work->early_count)
        return ROWAN_OK;
    for (size_t i = 0; i < work->update_count; i++)
        work->updates[i].object->ordinal = 0;
    for (size_t i = 0; status == ROWAN_OK && i < work->insert_count; i++)
        status = settle_taken_key(session, work->inserts[i].object);
    return status;
}

/* The values of a row of a batch. */
static rowan_status
bind_update(rowan_session *session, const rowan__update *update,
            rowan_value *binds)
{
    uint32_t count;
    rowan_status status = rowan__flush_values(
        session, update->object, &update->changed, update->encoded, binds,
        &count);

    if (status == ROWAN_OK)
        status = rowan__session_key_values(session, update->object,
                                           &binds[count]);
    if (status != ROWAN_OK)
        rowan__flush_explain(session, update->object);
    return status;
}

/* What is left to do for a row that was sent with others. */
static rowan_status
after_update(rowan_session *session, const rowan__update *update,
             int64_t row_count)
{
    const rowan__mapping *mapping = update->object->class->mapping;
    rowan_status status = ROWAN_OK;

    if (row_count == 0)
        status = stale(session, update->object);
    else if (mapping->has_returned)
        status = rowan__flush_fetch(session, update->object,
                                    &mapping->returned);
    if (status != ROWAN_OK)
        rowan__flush_explain(session, update->object);
    return status;
}

/* A server that tells the sum alone tells by it that a row is gone, and not
 * which: the rows are then sent one by one. */
static rowan_status
check_sum(rowan_session *session, rowan__work *work,
          const rowan__batch *batch)
{
    if (batch->affected[0] >= 0 || batch->affected_sum < 0 ||
        batch->affected_sum >= batch->row_count)
        return ROWAN_OK;
    work->row_by_row = true;
    work->again = true;
    return stale(session, batch->objects[0]);
}

static rowan_status
update_rows(rowan_session *session, rowan__work *work,
            const rowan__update *updates, uint32_t count)
{
    const rowan__mapping *mapping = updates->object->class->mapping;
    change_context context = { mapping, &updates->changed };
    rowan__model_key key = { .kind = ROWAN__KEY_UPDATE,
                             .table = mapping->table->number,
                             .mask = updates->changed };
    uint32_t bind_count = mapping->table->primary_key.column_count;
    rowan__batch batch = {0};
    rowan_status status;

    for (uint32_t i = 0; i < mapping->field_count; i++)
        bind_count += rowan__mask_has(&updates->changed, i);
    status = rowan__batch_start(session, count, bind_count, &batch);
    for (uint32_t i = 0; status == ROWAN_OK && i < count; i++) {
        batch.objects[i] = updates[i].object;
        status = bind_update(session, &updates[i],
                             &batch.binds[(size_t)i * bind_count]);
    }
    if (status == ROWAN_OK)
        status = rowan__batch_run(session, work, &key, compile_update,
                                  &context, &batch);
    if (status == ROWAN_OK)
        status = check_sum(session, work, &batch);
    for (uint32_t i = 0; status == ROWAN_OK && i < count; i++)
        status = after_update(session, &updates[i], batch.affected[i]);
    return status;
}

rowan_status
rowan__flush_updates(rowan_session *session, rowan__work *work)
{
    bool in_batches = rowan__batch_is_possible(session, work);
    rowan_status status = ROWAN_OK;
    size_t count;

    for (size_t i = 0; status == ROWAN_OK && i < work->update_count;
         i += count) {
        rowan__update *update = &work->updates[i];

        count = in_batches ? rowan__batch_updates(work, i) : 1;
        status = count == 1
                     ? update_row(session, update)
                     : update_rows(session, work, update, (uint32_t)count);
        for (size_t sent = i; sent < i + count; sent++)
            work->updates[sent].object->ordinal = IS_SENT;
        if (status == ROWAN_OK && update->changes_key)
            status = settle_taken_key(session, update->object);
    }
    return status;
}

/* A row that is gone already is as wanted: a foreign key may have taken it. */
static rowan_status
delete_row(rowan_session *session, rowan__object *object)
{
    const rowan__mapping *mapping = object->class->mapping;
    change_context context = { mapping, NULL };
    rowan__model_key key = { .kind = ROWAN__KEY_DELETE,
                             .table = mapping->table->number };
    rowan_value binds[ROWAN_MEMBERS_MAX];
    int64_t row_count;
    rowan_status status;

    status = rowan__session_key_values(session, object, binds);
    if (status == ROWAN_OK)
        status = run(session, &key, compile_delete, &context, binds,
                     mapping->table->primary_key.column_count, &row_count);
    if (status != ROWAN_OK)
        rowan__flush_explain(session, object);
    return status;
}

static rowan_status
delete_rows(rowan_session *session, rowan__work *work,
            const rowan__removal *removals, uint32_t count)
{
    const rowan__mapping *mapping = removals->object->class->mapping;
    change_context context = { mapping, NULL };
    rowan__model_key key = { .kind = ROWAN__KEY_DELETE,
                             .table = mapping->table->number };
    uint32_t bind_count = mapping->table->primary_key.column_count;
    rowan__batch batch = {0};
    rowan_status status =
        rowan__batch_start(session, count, bind_count, &batch);

    for (uint32_t i = 0; status == ROWAN_OK && i < count; i++) {
        batch.objects[i] = removals[i].object;
        status = rowan__session_key_values(
            session, removals[i].object, &batch.binds[(size_t)i * bind_count]);
    }
    if (status == ROWAN_OK)
        status = rowan__batch_run(session, work, &key, compile_delete,
                                  &context, &batch);
    return status;
}

rowan_status
rowan__flush_removals(rowan_session *session, rowan__work *work, size_t first,
                      size_t end)
{
    bool in_batches = rowan__batch_is_possible(session, work);
    rowan_status status = ROWAN_OK;
    size_t count;

    for (size_t i = first; status == ROWAN_OK && i < end; i += count) {
        rowan__removal *removal = &work->removals[i];

        count = 1;
        if (removal->object->ordinal == ROWAN__ROW_IS_GONE)
            continue;
        if (in_batches)
            count = rowan__batch_removals(work, i, end);
        status = count == 1
                     ? delete_row(session, removal->object)
                     : delete_rows(session, work, removal, (uint32_t)count);
    }
    return status;
}

/* ---- what the database computed ---------------------------------------- */

rowan_status
rowan__flush_take(rowan_session *session, rowan__object *object,
                  uint32_t column, const rowan_value *cell)
{
    const rowan__field *field = &object->class->mapping->fields[column];
    void *row = rowan__object_row(object);

    if (field->codec != NULL)
        rowan__field_clear(field, row);
    return rowan__field_set(field, row, cell, &session->memory,
                            ROWAN__TEXTS_COPY, &session->error);
}

static rowan_status
set_columns(rowan_session *session, rowan__object *object,
            const rowan__mask *columns, const rowan_value *cells)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < mapping->field_count; i++)
        if (rowan__mask_has(columns, i))
            status = rowan__flush_take(session, object, i, &cells[i]);
    return status;
}

rowan_status
rowan__flush_fetch(rowan_session *session, rowan__object *object,
                   const rowan__mask *columns)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan_value key[ROWAN_MEMBERS_MAX];
    rowan__statement *statement = NULL;
    rowan_value *cells = rowan__arena_alloc(
        &session->scratch, mapping->field_count * sizeof(*cells));
    rowan_status status;

    if (cells == NULL)
        return rowan__error_no_memory(&session->error);
    status = key_of_row(session, object, key);
    if (status == ROWAN_OK)
        status = rowan__session_take_get(session, mapping, &statement);
    if (status != ROWAN_OK)
        return status;
    status = rowan__statement_execute(
        session->conn, statement, key,
        mapping->table->primary_key.column_count, mapping->wanted,
        mapping->field_count, &session->error);
    if (status == ROWAN_OK)
        status = rowan__session_step(session, statement, cells);
    if (status == ROWAN_OK)
        status = set_columns(session, object, columns, cells);
    rowan__statement_give_back(session->conn, statement);
    return status == ROWAN_DONE ? stale(session, object) : status;
}
