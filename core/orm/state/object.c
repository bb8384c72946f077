/* SPDX-License-Identifier: MIT */
#include "orm/state/object.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#include <stdio.h>

#define FIRST_CHUNK 16
#define CHUNK_BYTES_MAX ((size_t)1 << 20)
#define FEW_IDENTITIES 64 /* zeroed in no time */

void
rowan__class_init(rowan__class *class, const rowan__mapping *mapping)
{
    *class = (rowan__class){ .mapping = mapping };
}

static void
clear_chunks(rowan__class *class)
{
    if (class->mapping->codec_count == 0)
        return;
    for (uint32_t c = 0; c < class->chunk_count; c++) {
        for (uint32_t i = 0; i < class->chunks[c].used; i++) {
            rowan__object *object =
                rowan__chunk_object(class, &class->chunks[c], i);

            if (object->state != ROWAN__STATE_FREE)
                rowan__row_clear(class->mapping, rowan__object_row(object));
        }
    }
}

void
rowan__class_done(rowan__class *class)
{
    clear_chunks(class);
    for (uint32_t c = 0; c < class->chunk_count; c++)
        rowan__free(class->chunks[c].memory);
    rowan__free(class->chunks);
    rowan__free(class->identities);
    rowan__class_init(class, class->mapping);
}

/* Frees the newest chunk. */
static void
drop_chunk(rowan__class *class)
{
    rowan__chunk *newest = &class->chunks[--class->chunk_count];

    class->memory_bytes -=
        (uint64_t)newest->capacity * class->mapping->object_size;
    rowan__free(newest->memory);
}

/* Identities that were mostly empty cost more to zero than to grow again. */
static void
reset_identities(rowan__class *class)
{
    if (class->identity_capacity <= FEW_IDENTITIES ||
        class->identity_count * 4 >= class->identity_capacity) {
        memset(class->identities, 0,
               class->identity_capacity * sizeof(*class->identities));
    } else {
        rowan__free(class->identities);
        class->identities = NULL;
        class->identity_capacity = 0;
    }
    class->identity_count = 0;
}

void
rowan__class_reset(rowan__class *class)
{
    if (class->chunk_count == 0)
        return;
#ifdef ROWAN_DEBUG_MEMORY
    rowan__class_done(class); /* so that sanitizers see what is used after */
    return;
#endif
    clear_chunks(class);
    while (class->chunk_count > 1 && class->memory_bytes > CHUNK_BYTES_MAX)
        drop_chunk(class);
    for (uint32_t c = 0; c < class->chunk_count; c++)
        class->chunks[c].used = 0;
    class->filling = 0;
    class->recycled = NULL;
    class->away_count = 0;
    class->single_rows = false;
    class->unsure_ids = false;
    if (class->identities != NULL)
        reset_identities(class);
}

/* So much more than there are that little is left empty, within bounds. */
static uint32_t
next_capacity(const rowan__class *class)
{
    size_t size = class->mapping->object_size;
    size_t most = CHUNK_BYTES_MAX / size;
    size_t capacity = FIRST_CHUNK + class->memory_bytes / size / 8;

    if (capacity > most)
        capacity = most > 0 ? most : 1;
    return (uint32_t)capacity;
}

static rowan__chunk *
add_chunk(rowan__class *class)
{
    uint32_t capacity = next_capacity(class);
    size_t bytes = (size_t)capacity * class->mapping->object_size;
    rowan__chunk *chunk;

    if (class->chunk_count == class->chunk_capacity) {
        uint32_t wanted = class->chunk_capacity * 2 + 4;
        rowan__chunk *grown =
            rowan__realloc(class->chunks, wanted * sizeof(*grown));

        if (grown == NULL)
            return NULL;
        class->chunks = grown;
        class->chunk_capacity = wanted;
    }
    chunk = &class->chunks[class->chunk_count];
    chunk->memory = rowan__alloc(bytes);
    if (chunk->memory == NULL)
        return NULL;
    chunk->used = 0;
    chunk->capacity = capacity;
    class->chunk_count++;
    class->memory_bytes += bytes;
    return chunk;
}

/* Those before class->filling are full, those behind it empty. */
static inline rowan__chunk *
chunk_with_room(rowan__class *class)
{
    for (; class->filling < class->chunk_count; class->filling++)
        if (class->chunks[class->filling].used <
            class->chunks[class->filling].capacity)
            return &class->chunks[class->filling];
    return add_chunk(class);
}

rowan__object *
rowan__class_add(rowan__class *class)
{
    rowan__object *object = class->recycled;
    rowan__chunk *chunk;

    if (object != NULL) {
        class->recycled = (rowan__object *)(void *)object->class;
    } else {
        chunk = chunk_with_room(class);
        if (chunk == NULL)
            return NULL;
        object = rowan__chunk_object(class, chunk, chunk->used++);
    }
    memset(object + 1, 0, class->mapping->size);
    object->class = class;
    object->state = ROWAN__STATE_NEW;
    object->is_expired = false;
    object->ordinal = 0;
    return object;
}

void
rowan__class_recycle(rowan__class *class, rowan__object *object)
{
    rowan__row_clear(class->mapping, rowan__object_row(object));
    object->state = ROWAN__STATE_FREE;
    object->class = (rowan__class *)(void *)class->recycled;
    class->recycled = object;
}

rowan__object *
rowan__class_find_row(const rowan__class *class, const void *row)
{
    uintptr_t at = (uintptr_t)row - ROWAN__OBJECT_HEADER;
    size_t stride = class->mapping->object_size;

    for (uint32_t c = class->chunk_count; c-- > 0;) {
        const rowan__chunk *chunk = &class->chunks[c];
        uintptr_t start = (uintptr_t)chunk->memory;

        if (at < start || at >= start + chunk->used * stride)
            continue;
        if ((at - start) % stride != 0 ||
            rowan__object_of(row)->state == ROWAN__STATE_FREE)
            return NULL;
        return rowan__object_of(row);
    }
    return NULL;
}

/* ---- snapshots --------------------------------------------------------- */

static rowan_status
encode_field(const rowan__field *field, const void *row, rowan__arena *arena,
             rowan_value *ret_value, rowan_error *err)
{
    rowan_value value;
    rowan_status status = rowan__field_get(field, row, &value, err);

    if (status != ROWAN_OK)
        return status;
    if (rowan__value_is_view(&value)) {
        value.as.text.data = rowan__arena_text(arena, value.as.text.data,
                                               value.as.text.size);
        if (value.as.text.data == NULL)
            return rowan__error_no_memory(err);
    }
    *ret_value = value;
    return ROWAN_OK;
}

rowan_status
rowan__row_encode(const rowan__mapping *mapping, const void *row,
                  rowan__arena *arena, rowan_value *ret_values,
                  rowan_error *err)
{
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; mapping->codec_count > 0 && status == ROWAN_OK &&
                         i < mapping->field_count;
         i++) {
        const rowan__field *field = &mapping->fields[i];

        if (field->codec != NULL)
            status = encode_field(field, row, arena,
                                  &ret_values[field->codec_index], err);
    }
    return status;
}

void
rowan__object_take_snapshot(rowan__object *object, const rowan_value *encoded)
{
    const rowan__mapping *mapping = object->class->mapping;

    memcpy(rowan__object_snapshot(object), rowan__object_row(object),
           mapping->size);
    if (mapping->codec_count > 0 && encoded != rowan__object_values(object))
        memcpy(rowan__object_values(object), encoded,
               mapping->codec_count * sizeof(*encoded));
}

/* Whether one member differs. Bytes first: most are equal to the last bit. */
static rowan_status
field_changed(rowan__object *object, const rowan__field *field,
              bool *ret_changed, rowan_error *err)
{
    const char *row = rowan__object_row(object);
    const char *snapshot = rowan__object_snapshot(object);
    rowan_value now, then;
    rowan_status status;

    *ret_changed = false;
    if (field->codec != NULL) {
        status = rowan__field_get(field, row, &now, err);
        if (status == ROWAN_OK)
            *ret_changed = !rowan__value_is_equal(
                &now, &rowan__object_values(object)[field->codec_index]);
        return status;
    }
    /* Nullable forms have padding, which decides nothing. */
    if ((field->ctype & ROWAN_CTYPE_NULLABLE) == 0 &&
        memcmp(row + field->offset, snapshot + field->offset, field->size) ==
            0)
        return ROWAN_OK;
    status = rowan__field_get(field, row, &now, err);
    if (status == ROWAN_OK)
        status = rowan__field_get(field, snapshot, &then, err);
    if (status == ROWAN_OK)
        *ret_changed = !rowan__value_is_equal(&now, &then);
    return status;
}

/* Most objects are equal to their snapshot, in all that columns keep. The rest
 * of a struct may never have been written. */
static bool
is_untouched(rowan__object *object)
{
    const rowan__mapping *mapping = object->class->mapping;
    const char *row = rowan__object_row(object);
    const char *snapshot = rowan__object_snapshot(object);
    bool is_equal = mapping->codec_count == 0;

    for (uint32_t i = 0; is_equal && i < mapping->span_count; i++) {
        const rowan__span *span = &mapping->spans[i];

        is_equal = memcmp(row + span->offset, snapshot + span->offset,
                          span->size) == 0;
    }
    return is_equal;
}

rowan_status
rowan__object_changes(rowan__object *object, rowan__mask *ret_mask,
                      bool *ret_any, rowan_error *err)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan_status status = ROWAN_OK;

    *ret_any = false;
    if (is_untouched(object))
        return ROWAN_OK;
    memset(ret_mask, 0, sizeof(*ret_mask));
    for (uint32_t i = 0; status == ROWAN_OK && i < mapping->field_count; i++) {
        bool changed;

        status = field_changed(object, &mapping->fields[i], &changed, err);
        if (status == ROWAN_OK && changed) {
            rowan__mask_add(ret_mask, i);
            *ret_any = true;
        }
    }
    return status;
}

/* A text or bytes member: the snapshot's pointer if equal, else a copy. */
static rowan_status
intern_field(rowan__object *object, const rowan__field *field,
             rowan__arena *arena, rowan_error *err)
{
    char *member = (char *)rowan__object_row(object) + field->offset;
    char *snapshot = (char *)rowan__object_snapshot(object) + field->offset;
    rowan_value now, then = { .kind = ROWAN_KIND_NULL };

    if (memcmp(member, snapshot, field->size) == 0)
        return ROWAN_OK;
    if (rowan__field_get(field, rowan__object_row(object), &now, err) !=
        ROWAN_OK)
        return ROWAN_INTERNAL;
    if (now.kind == ROWAN_KIND_NULL)
        return ROWAN_OK;
    if (object->state != ROWAN__STATE_NEW &&
        rowan__field_get(field, rowan__object_snapshot(object), &then, err) !=
            ROWAN_OK)
        return ROWAN_INTERNAL;
    if (rowan__value_is_equal(&now, &then)) {
        memcpy(member, snapshot, field->size);
        return ROWAN_OK;
    }
    return rowan__field_set(field, rowan__object_row(object), &now, arena,
                            ROWAN__TEXTS_COPY, err);
}

rowan_status
rowan__object_intern(rowan__object *object, rowan__arena *arena,
                     rowan_error *err)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];
        bool is_view = field->kind == ROWAN_KIND_TEXT ||
                       field->kind == ROWAN_KIND_BYTES ||
                       field->kind == ROWAN_KIND_DECIMAL ||
                       field->kind == ROWAN_KIND_JSON;

        if (is_view && (field->ctype & (ROWAN_CTYPE_CHARS | ROWAN_CTYPE_ENUM |
                                        ROWAN_CTYPE_CODEC)) == 0)
            status = intern_field(object, field, arena, err);
    }
    return status;
}

/* ---- for messages ------------------------------------------------------ */

static size_t
describe_key(const rowan__field *field, const void *row, char *text,
             size_t size)
{
    char uuid[ROWAN_UUID_TEXT_SIZE];
    rowan_value value;
    int length = 0;

    if (rowan__field_get(field, row, &value, NULL) != ROWAN_OK)
        return 0;
    if (value.kind == ROWAN_KIND_TEXT)
        length = snprintf(text, size, "%s='%.*s'", field->column->name,
                          (int)(value.as.text.size < 40 ? value.as.text.size
                                                        : 40),
                          value.as.text.data);
    else if (value.kind == ROWAN_KIND_UUID &&
             rowan_uuid_format(value.as.uuid, uuid) > 0)
        length = snprintf(text, size, "%s=%s", field->column->name, uuid);
    else if (value.kind >= ROWAN_KIND_BOOL && value.kind <= ROWAN_KIND_INT64)
        length = snprintf(text, size, "%s=%lld", field->column->name,
                          (long long)value.as.integer);
    else
        length = snprintf(text, size, "%s", field->column->name);
    return length > 0 && (size_t)length < size ? (size_t)length : 0;
}

void
rowan__object_describe(rowan__object *object, char *text, size_t size)
{
    const rowan__mapping *mapping = object->class->mapping;
    const rowan__key *key = &mapping->table->primary_key;
    const void *row = rowan__object_row(object);
    size_t used;

    if (object->state == ROWAN__STATE_NEW) {
        snprintf(text, size, "%s(new #%u)", mapping->model->type,
                 (unsigned)object->ordinal);
        return;
    }
    used = (size_t)snprintf(text, size, "%s(", mapping->model->type);
    for (uint32_t i = 0; i < key->column_count && used + 4 < size; i++) {
        if (i > 0)
            used += (size_t)snprintf(text + used, size - used, ", ");
        used += describe_key(&mapping->fields[key->columns[i]], row,
                             text + used, size - used - 2);
    }
    if (used + 2 <= size)
        memcpy(text + used, ")", 2);
}
