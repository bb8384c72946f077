/* SPDX-License-Identifier: MIT */
#include "orm/state/undo.h"

#include "base/alloc.h"
#include "base/error_priv.h"

void
rowan__undo_init(rowan__undo *undo)
{
    *undo = (rowan__undo){ 0 };
    rowan__arena_init(&undo->memory, 0);
}

void
rowan__undo_done(rowan__undo *undo)
{
    rowan__free(undo->entries);
    rowan__free(undo->marks);
    rowan__arena_done(&undo->memory);
    rowan__undo_init(undo);
}

void
rowan__undo_reset(rowan__undo *undo)
{
    for (size_t i = 0; i < undo->count; i++)
        if (undo->entries[i].kind == ROWAN__UNDO_DELETE)
            undo->entries[i].object->class->away_count--;
    undo->count = 0;
    undo->mark_count = 0;
    rowan__arena_reset(&undo->memory);
}

rowan_status
rowan__undo_reserve(rowan__undo *undo, size_t more, rowan_error *err)
{
    size_t wanted = undo->count + more;
    size_t capacity = undo->capacity > 0 ? undo->capacity : 16;
    rowan__undo_entry *grown;

    if (wanted <= undo->capacity)
        return ROWAN_OK;
    while (capacity < wanted)
        capacity *= 2;
    grown = rowan__realloc(undo->entries, capacity * sizeof(*grown));
    if (grown == NULL)
        return rowan__error_no_memory(err);
    undo->entries = grown;
    undo->capacity = capacity;
    return ROWAN_OK;
}

/* Struct and values of codecs lie one after the other in the snapshot. */
static size_t
snapshot_size(const rowan__mapping *mapping)
{
    return mapping->values_offset - mapping->snapshot_offset +
           mapping->codec_count * sizeof(rowan_value);
}

const void *
rowan__undo_copy(rowan__undo *undo, rowan__object *object)
{
    size_t size = snapshot_size(object->class->mapping);
    void *copy = rowan__arena_alloc(&undo->memory, size);

    if (copy != NULL)
        memcpy(copy, rowan__object_snapshot(object), size);
    return copy;
}

void
rowan__undo_add(rowan__undo *undo, rowan__undo_kind kind,
                rowan__object *object, const void *before)
{
    undo->entries[undo->count++] =
        (rowan__undo_entry){ object, kind, before };
    if (kind == ROWAN__UNDO_DELETE)
        object->class->away_count++;
}

rowan_status
rowan__undo_push_mark(rowan__undo *undo, rowan_error *err)
{
    if (undo->mark_count == undo->mark_capacity) {
        uint32_t capacity = undo->mark_capacity * 2 + 4;
        rowan__undo_mark *grown =
            rowan__realloc(undo->marks, capacity * sizeof(*grown));

        if (grown == NULL)
            return rowan__error_no_memory(err);
        undo->marks = grown;
        undo->mark_capacity = capacity;
    }
    undo->marks[undo->mark_count++] = undo->count;
    return ROWAN_OK;
}

rowan__undo_mark
rowan__undo_pop_mark(rowan__undo *undo)
{
    return undo->mark_count > 0 ? undo->marks[--undo->mark_count] : 0;
}

/* A codec's member owns memory: it is made again of its value, and replaced
 * only when that has worked. */
static rowan_status
restore_codec(rowan__object *object, const rowan__field *field,
              rowan_error *err)
{
    char *member = (char *)rowan__object_row(object) + field->offset;
    const rowan_value *then =
        &rowan__object_values(object)[field->codec_index];
    rowan_value now;
    void *made;
    rowan_status status;

    if (field->codec->to_value(member, &now, NULL) == ROWAN_OK &&
        rowan__value_is_equal(&now, then))
        return ROWAN_OK;
    made = rowan__calloc(1, field->size);
    if (made == NULL)
        return rowan__error_no_memory(err);
    status = field->codec->from_value(then, made, err);
    if (status == ROWAN_OK) {
        rowan__field_clear(field, rowan__object_row(object));
        memcpy(member, made, field->size);
    }
    rowan__free(made);
    return status;
}

static rowan_status
restore_field(rowan__object *object, const rowan__field *field,
              rowan_error *err)
{
    if (field->codec != NULL)
        return restore_codec(object, field, err);
    memcpy((char *)rowan__object_row(object) + field->offset,
           (const char *)rowan__object_snapshot(object) + field->offset,
           field->size);
    return ROWAN_OK;
}

rowan_status
rowan__object_restore(rowan__object *object, const rowan__mask *columns,
                      rowan_error *err)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; i < mapping->field_count; i++) {
        rowan_status one = ROWAN_OK;

        if (columns == NULL || rowan__mask_has(columns, i))
            one = restore_field(object, &mapping->fields[i], err);
        if (status == ROWAN_OK)
            status = one;
    }
    if (status != ROWAN_OK) {
        rowan__identity_remove(object->class, object);
        object->state = ROWAN__STATE_GONE;
    }
    return status;
}

/* Each entry leaves its object in the map, with its values, or out of it. */
static rowan_status
undo_entry(const rowan__undo_entry *entry, bool in_doubt, rowan_error *err)
{
    rowan__object *object = entry->object;
    rowan__class *class = object->class;

    switch (entry->kind) {
    case ROWAN__UNDO_INSERT:
        rowan__identity_remove(class, object);
        object->state = ROWAN__STATE_GONE;
        return ROWAN_OK;
    case ROWAN__UNDO_UPDATE:
        if (object->state == ROWAN__STATE_GONE)
            return ROWAN_OK; /* it could not be restored */
        rowan__identity_remove(class, object);
        memcpy(rowan__object_snapshot(object), entry->before,
               snapshot_size(class->mapping));
        break;
    case ROWAN__UNDO_DELETE:
        class->away_count--;
        object->state = ROWAN__STATE_PERSISTENT;
        break;
    case ROWAN__UNDO_READ:
        object->is_expired = true;
        return ROWAN_OK;
    }
    object->is_expired |= in_doubt;
    rowan__identity_add(class, object);
    return rowan__object_restore(object, NULL, err);
}

rowan_status
rowan__undo_back_to(rowan__undo *undo, rowan__undo_mark mark, bool in_doubt,
                    rowan_error *err)
{
    rowan_status status = ROWAN_OK;

    while (undo->count > mark) {
        rowan_status one =
            undo_entry(&undo->entries[--undo->count], in_doubt, err);

        if (status == ROWAN_OK)
            status = one;
    }
    return status;
}
