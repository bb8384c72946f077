/* SPDX-License-Identifier: MIT */
#include "orm/load/load.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#define CELLS_INLINE 32
#define ROWS_FIRST 64

rowan__load_plan
rowan__load_plan_of(const rowan__mapping *mapping)
{
    return (rowan__load_plan){ .mapping = mapping,
                               .wanted = mapping->wanted,
                               .column_count = mapping->field_count };
}

/* The commonest cells: rowan__field_set() without a call. What is plain in the
 * struct has its kind alone for its ctype. */
static inline rowan_status
put_cell(const rowan__field *field, void *row, const rowan_value *cell,
         rowan__arena *arena, rowan__texts texts, rowan_error *err)
{
    void *member = (char *)row + field->offset;
    const char *text;

    if (field->ctype == ROWAN_KIND_INT64 && cell->kind != ROWAN_KIND_NULL) {
        *(int64_t *)member = cell->as.integer;
        return ROWAN_OK;
    }
    if (field->ctype == ROWAN_KIND_TEXT) {
        text = cell->as.text.data;
        if (cell->kind == ROWAN_KIND_NULL)
            text = NULL;
        else if (texts == ROWAN__TEXTS_COPY) {
            text = rowan__arena_text(arena, text, cell->as.text.size);
            if (text == NULL)
                return rowan__error_no_memory(err);
        }
        *(const char **)member = text;
        return ROWAN_OK;
    }
    return rowan__field_set(field, row, cell, arena, texts, err);
}

rowan_status
rowan__load_row(const rowan__load_plan *plan, const rowan_value *cells,
                void *row, rowan__arena *arena, rowan__texts texts,
                rowan_error *err)
{
    const rowan__target_field *target = plan->targets;
    const rowan__field *field = plan->mapping->fields;
    const rowan_value *end = cells + plan->column_count;
    rowan_status status = ROWAN_OK;

    for (; cells < end; cells++) {
        const rowan__field *to = target != NULL ? (target++)->field : field++;

        if (to == NULL)
            continue;
        status = put_cell(to, row, cells, arena, texts, err);
        if (status != ROWAN_OK)
            break;
    }
    if (status != ROWAN_OK) {
        rowan__error_object(err, "%s", plan->mapping->model->type);
        rowan__error_table(err, plan->mapping->table->name);
    }
    return status;
}

static rowan_status
fill_object(rowan_session *session, rowan__object *object,
            const rowan__load_plan *plan, const rowan_value *cells)
{
    rowan_status status =
        rowan__load_row(plan, cells, rowan__object_row(object),
                        &session->memory, ROWAN__TEXTS_COPY, &session->error);

    if (status == ROWAN_OK && plan->mapping->codec_count > 0)
        status = rowan__object_encode(object, &session->memory,
                                      rowan__object_values(object),
                                      &session->error);
    if (status == ROWAN_OK)
        rowan__object_take_snapshot(object, rowan__object_values(object));
    return status;
}

static void
clear_codecs(const rowan__mapping *mapping, char *row, bool zero)
{
    for (uint32_t i = 0;
         mapping->codec_count > 0 && i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];

        if (field->codec == NULL)
            continue;
        if (field->codec->clear != NULL && !zero)
            field->codec->clear(row + field->offset);
        rowan__field_reset(field, row);
    }
}

/* Into a copy first, so that an error leaves the object as it was. */
rowan_status
rowan__load_again(rowan_session *session, rowan__object *object,
                  const rowan_value *cells)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan__load_plan plan = rowan__load_plan_of(mapping);
    char *row = rowan__object_row(object);
    char *copy = rowan__arena_alloc(&session->scratch, mapping->size);
    rowan_status status;

    if (copy == NULL)
        return rowan__error_no_memory(&session->error);
    memcpy(copy, row, mapping->size);
    clear_codecs(mapping, copy, true);
    status = rowan__load_row(&plan, cells, copy, &session->memory,
                             ROWAN__TEXTS_COPY, &session->error);
    if (status != ROWAN_OK) {
        clear_codecs(mapping, copy, false);
        return status;
    }
    clear_codecs(mapping, row, false);
    memcpy(row, copy, mapping->size);
    status = rowan__object_encode(object, &session->memory,
                                  rowan__object_values(object),
                                  &session->error);
    if (status == ROWAN_OK)
        rowan__object_take_snapshot(object, rowan__object_values(object));
    return status;
}

/* A known object: keeps its values unless they may be replaced. */
static rowan_status
meet_again(rowan_session *session, rowan__object *object,
           const rowan__load_plan *plan, const rowan_value *cells)
{
    rowan__mask changes;
    bool changed;
    rowan_status status;

    if (!plan->refresh || object->state != ROWAN__STATE_PERSISTENT)
        return ROWAN_OK;
    status = rowan__object_changes(object, &changes, &changed,
                                   &session->error);
    if (status == ROWAN_OK && !changed)
        status = rowan__load_again(session, object, cells);
    return status;
}

rowan_status
rowan__load_object(rowan_session *session, rowan__class *class,
                   const rowan__load_plan *plan, const rowan_value *cells,
                   void **ret_row)
{
    rowan__object *object = rowan__identity_find_cells(class, cells);
    rowan_status status;

    if (object != NULL) {
        *ret_row = rowan__object_row(object);
        return meet_again(session, object, plan, cells);
    }
    status = rowan__identity_reserve(class, 1, &session->error);
    if (status != ROWAN_OK)
        return status;
    object = rowan__class_add(class);
    if (object == NULL)
        return rowan__error_no_memory(&session->error);
    status = fill_object(session, object, plan, cells);
    if (status != ROWAN_OK) {
        rowan__class_recycle(class, object);
        return status;
    }
    object->state = ROWAN__STATE_PERSISTENT;
    rowan__identity_add(class, object);
    *ret_row = rowan__object_row(object);
    return ROWAN_OK;
}

static rowan_status
load_untracked(rowan_session *session, const rowan__load_plan *plan,
               const rowan_value *cells, void **ret_row)
{
    const rowan__mapping *mapping = plan->mapping;
    void *row = rowan__arena_alloc(&session->memory, mapping->size);
    rowan__codec_row *codec_row;

    if (row == NULL)
        return rowan__error_no_memory(&session->error);
    memset(row, 0, mapping->size);
    if (mapping->codec_count > 0) {
        codec_row = rowan__arena_alloc(&session->memory, sizeof(*codec_row));
        if (codec_row == NULL)
            return rowan__error_no_memory(&session->error);
        *codec_row = (rowan__codec_row){ mapping, row, session->codec_rows };
        session->codec_rows = codec_row;
    }
    *ret_row = row;
    return rowan__load_row(plan, cells, row, &session->memory,
                           ROWAN__TEXTS_COPY, &session->error);
}

static rowan_status
grow_rows(rowan_session *session)
{
    size_t capacity = session->row_capacity > 0 ? session->row_capacity * 2
                                                : ROWS_FIRST;
    void **grown = rowan__realloc(session->rows, capacity * sizeof(*grown));

    if (grown == NULL)
        return rowan__error_no_memory(&session->error);
    session->rows = grown;
    session->row_capacity = capacity;
    return ROWAN_OK;
}

/* Copies the gathered pointers to where they stay. */
static rowan_status
keep_rows(rowan_session *session, size_t count, void ***ret_rows)
{
    void **kept =
        rowan__arena_alloc(&session->memory, (count + 1) * sizeof(*kept));

    if (kept == NULL)
        return rowan__error_no_memory(&session->error);
    if (count > 0)
        memcpy(kept, session->rows, count * sizeof(*kept));
    kept[count] = NULL;
    *ret_rows = kept;
    return ROWAN_OK;
}

rowan_status
rowan__load_all(rowan_session *session, rowan__statement *statement,
                const rowan__load_plan *plan, bool tracked, size_t limit,
                void ***ret_rows, size_t *ret_count)
{
    rowan_value inline_cells[CELLS_INLINE];
    rowan_value *cells = inline_cells;
    rowan__class *class = NULL;
    size_t count = 0;
    rowan_status status = ROWAN_OK;

    if (plan->column_count > CELLS_INLINE)
        cells = rowan__arena_alloc(&session->scratch,
                                   plan->column_count * sizeof(*cells));
    if (cells == NULL)
        return rowan__error_no_memory(&session->error);
    if (tracked) {
        class = rowan__session_class(session, plan->mapping);
        if (class == NULL)
            return ROWAN_NO_MEMORY;
    }
    while (status == ROWAN_OK && (limit == 0 || count < limit)) {
        status = rowan__session_step(session, statement, cells);
        if (status != ROWAN_OK)
            break;
        if (count == session->row_capacity)
            status = grow_rows(session);
        if (status == ROWAN_OK)
            status = tracked
                         ? rowan__load_object(session, class, plan, cells,
                                              &session->rows[count])
                         : load_untracked(session, plan, cells,
                                          &session->rows[count]);
        if (status == ROWAN_OK)
            count++;
    }
    if (status != ROWAN_OK && status != ROWAN_DONE)
        return status;
    status = keep_rows(session, count, ret_rows);
    if (status == ROWAN_OK)
        *ret_count = count;
    return status;
}
