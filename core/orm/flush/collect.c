/* SPDX-License-Identifier: MIT */
/* What there is to write, in the order in which it can be written. */
#include "base/error_priv.h"
#include "orm/flush/flush.h"

#include <stdlib.h>

/* Most lists are in their order already, which is seen at once. */
static void
sort(void *items, size_t count, size_t size,
     int (*compare)(const void *a, const void *b))
{
    const char *at = items;

    for (size_t i = 1; i < count; i++, at += size) {
        if (compare(at, at + size) > 0) {
            qsort(items, count, size, compare);
            return;
        }
    }
}

/* ---- the three lists --------------------------------------------------- */

static rowan_status
encode(rowan_session *session, rowan__object *object,
       rowan_value **ret_encoded)
{
    uint32_t count = object->class->mapping->codec_count;

    *ret_encoded = NULL;
    if (count == 0)
        return ROWAN_OK;
    *ret_encoded = rowan__arena_alloc(&session->scratch,
                                      count * sizeof(**ret_encoded));
    if (*ret_encoded == NULL)
        return rowan__error_no_memory(&session->error);
    return rowan__row_encode(object->class->mapping,
                             rowan__object_row(object), &session->memory,
                             *ret_encoded, &session->error);
}

rowan__mask
rowan__flush_columns(const rowan__mapping *mapping, const void *row)
{
    rowan__mask mask = { { 0 } };

    for (uint32_t i = 0; i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];
        const rowan_property *property = field->column->property;
        bool may_be_generated =
            field->column->identity || property->default_sql != NULL;

        if (property->computed_sql != NULL)
            continue;
        if (!may_be_generated || !rowan__field_is_nothing(field, row))
            rowan__mask_add(&mask, i);
    }
    return mask;
}

/* A new object's texts are copied once: its snapshot remembers the copies. */
static rowan_status
prepare_insert(rowan_session *session, rowan__insert *insert)
{
    rowan__object *object = insert->object;
    const rowan__mapping *mapping = object->class->mapping;
    rowan_status status = rowan__object_intern(object, &session->memory,
                                               &session->error);

    if (status == ROWAN_OK)
        status = encode(session, object, &insert->encoded);
    if (status != ROWAN_OK)
        return status;
    memcpy(rowan__object_snapshot(object), rowan__object_row(object),
           mapping->size);
    insert->sent = rowan__flush_columns(mapping, rowan__object_row(object));
    insert->generates_key =
        mapping->table->identity != ROWAN__NO_COLUMN &&
        !rowan__mask_has(&insert->sent, mapping->table->identity);
    return ROWAN_OK;
}

static int
compare_inserts(const void *a, const void *b)
{
    const rowan__insert *x = a, *y = b;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    if (x->generates_key != y->generates_key)
        return y->generates_key ? -1 : 1;
    return x->object->ordinal < y->object->ordinal ? -1 : 1;
}

/* New objects that were deleted since leave the list; the others are numbered
 * again. */
static void
drop_forgotten(rowan__list *added)
{
    size_t kept = 0;

    for (size_t i = 0; i < added->count; i++) {
        if (added->items[i]->state != ROWAN__STATE_NEW)
            continue;
        added->items[kept++] = added->items[i];
        added->items[i]->ordinal = (uint32_t)kept;
    }
    added->count = kept;
}

static rowan_status
prepare_inserts(rowan_session *session, const uint32_t *ranks,
                rowan__work *work)
{
    rowan_status status = ROWAN_OK;

    for (size_t i = 0; status == ROWAN_OK && i < work->insert_count; i++) {
        rowan__insert *insert = &work->inserts[i];

        insert->object = session->added.items[i];
        insert->rank =
            ranks[insert->object->class->mapping->table->number];
        status = prepare_insert(session, insert);
        if (status != ROWAN_OK)
            rowan__flush_explain(session, insert->object);
    }
    return status;
}

static rowan_status
collect_inserts(rowan_session *session, const uint32_t *ranks,
                rowan__work *work)
{
    uint32_t *depths = NULL;
    rowan_status status;

    drop_forgotten(&session->added);
    work->insert_count = session->added.count;
    work->inserts = rowan__arena_zalloc(
        &session->scratch, work->insert_count * sizeof(*work->inserts));
    if (work->inserts == NULL)
        return rowan__error_no_memory(&session->error);
    status = prepare_inserts(session, ranks, work);
    if (status == ROWAN_OK)
        status = rowan__flush_depths_of_new(session, &depths);
    if (status != ROWAN_OK)
        return status;
    for (size_t i = 0; depths != NULL && i < work->insert_count; i++)
        work->inserts[i].depth = depths[i];
    sort(work->inserts, work->insert_count, sizeof(*work->inserts),
         compare_inserts);
    return ROWAN_OK;
}

/* Appends an update; the array doubles inside the scratch. */
static rowan_status
add_update(rowan_session *session, rowan__work *work, size_t *capacity,
           const rowan__update *update)
{
    if (work->update_count == *capacity) {
        size_t wanted = *capacity > 0 ? *capacity * 2 : 16;
        rowan__update *grown = rowan__arena_alloc(&session->scratch,
                                                  wanted * sizeof(*grown));

        if (grown == NULL)
            return rowan__error_no_memory(&session->error);
        if (work->update_count > 0)
            memcpy(grown, work->updates,
                   work->update_count * sizeof(*grown));
        work->updates = grown;
        *capacity = wanted;
    }
    work->updates[work->update_count++] = *update;
    return ROWAN_OK;
}

static rowan_status
refuse_computed(rowan_session *session, const rowan__update *update)
{
    const rowan__mapping *mapping = update->object->class->mapping;

    for (uint32_t i = 0; mapping->has_returned && i < mapping->field_count;
         i++)
        if (rowan__mask_has(&mapping->returned, i) &&
            rowan__mask_has(&update->changed, i))
            return rowan__error_set(
                &session->error, ROWAN_INVALID,
                "member '%s' of %s was changed, and its column is computed by "
                "the database: change what it is computed from",
                mapping->fields[i].column->property->member,
                mapping->model->type);
    return ROWAN_OK;
}

static rowan_status
prepare_update(rowan_session *session, rowan__update *update)
{
    rowan__object *object = update->object;
    rowan_status status = refuse_computed(session, update);

    if (status == ROWAN_OK)
        status = rowan__object_intern(object, &session->memory,
                                      &session->error);
    if (status == ROWAN_OK)
        status = encode(session, object, &update->encoded);
    if (status != ROWAN_OK)
        return status;
    update->changes_key = rowan__mask_meets(
        &update->changed, &object->class->mapping->table->primary_key);
    update->key = (int64_t)rowan__identity_key(object->class, object);
    update->before = rowan__undo_copy(&session->undo, object);
    return update->before != NULL ? ROWAN_OK
                                  : rowan__error_no_memory(&session->error);
}

static rowan_status
collect_update(rowan_session *session, rowan__object *object, uint32_t rank,
               rowan__work *work, size_t *capacity)
{
    rowan__update update;
    bool changed;
    rowan_status status = rowan__object_changes(object, &update.changed,
                                                &changed, &session->error);

    if (status == ROWAN_OK && !changed)
        return ROWAN_OK;
    update.object = object;
    update.rank = rank;
    if (status == ROWAN_OK)
        status = prepare_update(session, &update);
    if (status == ROWAN_OK)
        status = add_update(session, work, capacity, &update);
    if (status != ROWAN_OK)
        rowan__flush_explain(session, object);
    return status;
}

/* Rows are locked in one order everywhere: by table, then by key. */
static int
compare_updates(const void *a, const void *b)
{
    const rowan__update *x = a, *y = b;
    const rowan__mapping *mapping = x->object->class->mapping;
    const rowan__key *key = &mapping->table->primary_key;
    int order = 0;

    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (mapping->integer_key)
        return (x->key > y->key) - (x->key < y->key);
    for (uint32_t i = 0; order == 0 && i < key->column_count; i++) {
        const rowan__field *field = &mapping->fields[key->columns[i]];
        rowan_value left, right;

        if (rowan__field_get(field, rowan__object_snapshot(x->object), &left,
                             NULL) == ROWAN_OK &&
            rowan__field_get(field, rowan__object_snapshot(y->object), &right,
                             NULL) == ROWAN_OK)
            order = rowan__value_compare(&left, &right);
    }
    return order;
}

static rowan_status
collect_updates(rowan_session *session, const uint32_t *ranks,
                rowan__work *work)
{
    size_t capacity = 0;
    rowan_status status = ROWAN_OK;

    for (uint32_t n = 0; n < session->class_capacity; n++) {
        rowan__class *class = session->classes[n];

        for (uint32_t c = 0; class != NULL && class->identity_count > 0 &&
                             c < class->chunk_count;
             c++) {
            for (uint32_t i = 0;
                 status == ROWAN_OK && i < class->chunks[c].used; i++) {
                rowan__object *object =
                    rowan__chunk_object(class, &class->chunks[c], i);

                if (object->state == ROWAN__STATE_PERSISTENT)
                    status = collect_update(session, object, ranks[n], work,
                                            &capacity);
            }
        }
    }
    if (status == ROWAN_OK)
        sort(work->updates, work->update_count, sizeof(*work->updates),
             compare_updates);
    return status;
}

/* What makes room for new rows first; from the last table to the first;
 * children before parents; in the order of deleting. */
static int
compare_removals(const void *a, const void *b)
{
    const rowan__removal *x = a, *y = b;

    if (x->is_early != y->is_early)
        return x->is_early ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank > y->rank ? -1 : 1;
    if (x->depth != y->depth)
        return x->depth > y->depth ? -1 : 1;
    return x->position < y->position ? -1 : 1;
}

void
rowan__flush_sort_removals(rowan__work *work)
{
    sort(work->removals, work->removal_count, sizeof(*work->removals),
         compare_removals);
}

static rowan_status
collect_removals(rowan_session *session, const uint32_t *ranks,
                 rowan__work *work)
{
    size_t count = session->deleted.count;
    uint32_t *depths = NULL;
    rowan_status status;

    work->removals = rowan__arena_zalloc(&session->scratch,
                                         count * sizeof(*work->removals));
    if (work->removals == NULL)
        return rowan__error_no_memory(&session->error);
    for (size_t i = 0; i < count; i++)
        session->deleted.items[i]->ordinal = (uint32_t)i + 1;
    status = rowan__flush_depths_of_deleted(session, &depths);
    if (status != ROWAN_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        rowan__object *object = session->deleted.items[i];

        work->removals[i] = (rowan__removal){
            .object = object,
            .rank = ranks[object->class->mapping->table->number],
            .depth = depths != NULL ? depths[i] : 0,
            .position = i,
        };
    }
    work->removal_count = count;
    rowan__flush_sort_removals(work);
    return rowan__flush_make_room(session, work);
}

/* Room in the identity maps and the undo log for what finishing adds. */
static rowan_status
reserve(rowan_session *session, const rowan__work *work)
{
    size_t *news = rowan__arena_zalloc(
        &session->scratch, session->class_capacity * sizeof(*news));
    rowan_status status;

    if (news == NULL)
        return rowan__error_no_memory(&session->error);
    for (size_t i = 0; i < work->insert_count; i++)
        news[work->inserts[i].object->class->mapping->table->number]++;
    /* Whatever enters the identity map may drive a stale object out. */
    status = rowan__undo_reserve(
        &session->undo,
        2 * (work->insert_count + work->update_count) + work->removal_count,
        &session->error);
    for (uint32_t i = 0;
         status == ROWAN_OK && i < session->class_capacity; i++)
        if (news[i] > 0)
            status = rowan__identity_reserve(session->classes[i], news[i],
                                             &session->error);
    return status;
}

rowan_status
rowan__flush_collect(rowan_session *session, rowan__work *work)
{
    uint32_t *ranks =
        rowan__arena_alloc(&session->scratch, session->class_capacity *
                                                  sizeof(*ranks));
    rowan_status status;

    if (ranks == NULL)
        return rowan__error_no_memory(&session->error);
    status = rowan__flush_rank(session, ranks);
    if (status == ROWAN_OK)
        status = collect_inserts(session, ranks, work);
    if (status == ROWAN_OK)
        status = collect_updates(session, ranks, work);
    if (status == ROWAN_OK)
        status = collect_removals(session, ranks, work);
    if (status == ROWAN_OK)
        status = reserve(session, work);
    return status;
}
