/* SPDX-License-Identifier: MIT */
/* Rows of objects that the session has already. */
#include "base/error_priv.h"
#include "orm/load/load.h"

rowan_status
rowan__load_note(rowan_session *session, rowan__object *object)
{
    rowan_status status =
        rowan__undo_reserve(&session->undo, 1, &session->error);

    if (status == ROWAN_OK)
        rowan__undo_add(&session->undo, ROWAN__UNDO_READ, object, NULL);
    return status;
}

/* What the row was is kept for a rollback of the transaction. */
static rowan_status
remember(rowan_session *session, rowan__object *object)
{
    const void *before;

    if (object->is_expired)
        return session->wrote ? rowan__load_note(session, object) : ROWAN_OK;
    if (!session->begun)
        return ROWAN_OK;
    if (rowan__undo_reserve(&session->undo, 1, &session->error) != ROWAN_OK)
        return ROWAN_NO_MEMORY;
    before = rowan__undo_copy(&session->undo, object);
    if (before == NULL)
        return rowan__error_no_memory(&session->error);
    rowan__undo_add(&session->undo, ROWAN__UNDO_UPDATE, object, before);
    return ROWAN_OK;
}

/* Reads a row into a copy of an object's struct, codecs from zero bytes. */
static rowan_status
read_copy(rowan_session *session, rowan__object *object,
          const rowan_value *cells, char *copy, rowan_value *encoded)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan__load_plan plan = rowan__load_plan_of(mapping);
    rowan_status status;

    memcpy(copy, rowan__object_row(object), mapping->size);
    for (uint32_t i = 0; i < mapping->field_count; i++)
        if (mapping->fields[i].codec != NULL)
            memset(copy + mapping->fields[i].offset, 0,
                   mapping->fields[i].size);
    status = rowan__load_row(&plan, cells, copy, &session->memory,
                             ROWAN__TEXTS_COPY, &session->error);
    if (status == ROWAN_OK)
        status = rowan__row_encode(mapping, copy, &session->memory, encoded,
                                   &session->error);
    if (status == ROWAN_OK)
        status = remember(session, object);
    if (status != ROWAN_OK)
        rowan__row_clear(mapping, copy);
    return status;
}

/* Into a copy first, so that an error leaves the object as it was. The key may
 * come back written otherwise, as the database compares. */
rowan_status
rowan__load_again(rowan_session *session, rowan__object *object,
                  const rowan_value *cells)
{
    const rowan__mapping *mapping = object->class->mapping;
    char *row = rowan__object_row(object);
    char *copy = rowan__arena_alloc(&session->scratch, mapping->size);
    rowan_value *encoded = rowan__arena_alloc(
        &session->scratch, mapping->codec_count * sizeof(*encoded));
    rowan_status status;

    if (copy == NULL || encoded == NULL)
        return rowan__error_no_memory(&session->error);
    status = read_copy(session, object, cells, copy, encoded);
    if (status != ROWAN_OK)
        return status;
    rowan__row_clear(mapping, row);
    rowan__identity_remove(object->class, object);
    memcpy(row, copy, mapping->size);
    rowan__object_take_snapshot(object, encoded);
    rowan__identity_add(object->class, object);
    object->is_expired = false;
    return ROWAN_OK;
}

static rowan_status
refuse(rowan_session *session, rowan__object *object, uint32_t column)
{
    const rowan__table *table = object->class->mapping->table;
    char name[128];

    rowan__object_describe(object, name, sizeof(name));
    rowan__error_set(&session->error, ROWAN_STALE,
                     "%s got a new %s in place of one that only a transaction "
                     "had which was rolled back: read it again by "
                     "rowan_refresh(), and change it then",
                     name, table->columns[column].name);
    rowan__error_object(&session->error, "%s", name);
    rowan__error_table(&session->error, table->name);
    rowan__error_column(&session->error, table->columns[column].name);
    return ROWAN_STALE;
}

/* The struct has the row as it is: whether the snapshot, from which the
 * program changed some columns, had the same in them. */
static rowan_status
check_base(rowan_session *session, rowan__object *object,
           const rowan__mask *changed)
{
    rowan__mask moved;
    bool any;
    rowan_status status =
        rowan__object_changes(object, &moved, &any, &session->error);

    for (uint32_t i = 0; status == ROWAN_OK && any &&
                         i < object->class->mapping->field_count;
         i++)
        if (rowan__mask_has(changed, i) && rowan__mask_has(&moved, i))
            status = refuse(session, object, i);
    return status;
}

/* Members that the program changed go from its struct into the new one. */
static void
put_changes(const rowan__mapping *mapping, const rowan__mask *changed,
            char *given, char *row)
{
    for (uint32_t i = 0; i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];
        bool is_kept = rowan__mask_has(changed, i);

        if (field->codec != NULL)
            rowan__field_clear(field, is_kept ? row : given);
        if (is_kept)
            memcpy(row + field->offset, given + field->offset, field->size);
    }
}

static rowan_status
load_below(rowan_session *session, rowan__object *object,
           const rowan__mask *changed, const rowan_value *cells)
{
    const rowan__mapping *mapping = object->class->mapping;
    char *row = rowan__object_row(object);
    char *given = rowan__arena_alloc(&session->scratch, mapping->size);
    char *copy = rowan__arena_alloc(&session->scratch, mapping->size);
    rowan_value *encoded = rowan__arena_alloc(
        &session->scratch, mapping->codec_count * sizeof(*encoded));
    rowan_status status;

    if (given == NULL || copy == NULL || encoded == NULL)
        return rowan__error_no_memory(&session->error);
    status = read_copy(session, object, cells, copy, encoded);
    if (status != ROWAN_OK)
        return status;
    memcpy(given, row, mapping->size);
    memcpy(row, copy, mapping->size);
    status = check_base(session, object, changed);
    if (status != ROWAN_OK) {
        rowan__row_clear(mapping, row);
        memcpy(row, given, mapping->size);
        return status;
    }
    rowan__identity_remove(object->class, object);
    rowan__object_take_snapshot(object, encoded);
    rowan__identity_add(object->class, object);
    put_changes(mapping, changed, given, row);
    object->is_expired = false;
    return ROWAN_OK;
}

rowan_status
rowan__load_below(rowan_session *session, rowan__object *object,
                  const rowan_value *cells)
{
    rowan__mask changed;
    bool any;
    rowan_status status =
        rowan__object_changes(object, &changed, &any, &session->error);

    if (status != ROWAN_OK)
        return status;
    return any ? load_below(session, object, &changed, cells)
               : rowan__load_again(session, object, cells);
}

rowan_status
rowan__load_known(rowan_session *session, rowan__object *object,
                  const rowan__load_plan *plan, const rowan_value *cells)
{
    rowan__mask changes;
    bool changed;
    rowan_status status;

    if ((!plan->refresh && !object->is_expired) ||
        object->state != ROWAN__STATE_PERSISTENT)
        return ROWAN_OK;
    status = rowan__object_changes(object, &changes, &changed,
                                   &session->error);
    if (status == ROWAN_OK && !changed)
        status = rowan__load_again(session, object, cells);
    return status;
}
