/* SPDX-License-Identifier: MIT */
#include "orm/load/load.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#define CELLS_INLINE 32
#define ROWS_FIRST 64

/* Most rows that are not tracked and come from one allocation. */
#ifdef ROWAN_DEBUG_MEMORY
#define ROWS_TOGETHER 1
#else
#define ROWS_TOGETHER 64
#endif

/* Zeroed structs for the next rows of a result. */
typedef struct row_room {
    char *next, *end;
    size_t count; /* of the present group; doubles, so one row costs one */
} row_room;

rowan__load_plan
rowan__load_plan_of(const rowan__mapping *mapping)
{
    return (rowan__load_plan){ .mapping = mapping,
                               .wanted = mapping->wanted,
                               .column_count = mapping->field_count };
}

/* The commonest cells, which rowan__field_set() would take longer for; false
 * leaves one to it. What is plain in the struct has its kind for its ctype. */
static inline bool
put_plain(const rowan__field *field, void *row, const rowan_value *cell,
          rowan__arena *arena, rowan__texts texts)
{
    void *member = (char *)row + field->offset;
    bool is_null = cell->kind == ROWAN_KIND_NULL;
    const char *text = is_null ? NULL : cell->as.text.data;

    if (field->ctype == ROWAN_KIND_TEXT) {
        if (text != NULL && memchr(text, '\0', cell->as.text.size) != NULL)
            return false;
        if (text != NULL && texts == ROWAN__TEXTS_COPY)
            text = rowan__arena_text(arena, text, cell->as.text.size);
        *(const char **)member = text;
        return is_null || text != NULL;
    }
    if (field->ctype == ROWAN_KIND_INT64 && !is_null) {
        *(int64_t *)member = cell->as.integer;
        return true;
    }
    return false;
}

static rowan_status
name_table(const rowan__load_plan *plan, rowan_status status, rowan_error *err)
{
    rowan__error_object(err, "%s", plan->mapping->model->type);
    rowan__error_table(err, plan->mapping->table->name);
    return status;
}

/* The row of a report: its columns say where they go. */
static rowan_status
load_targets(const rowan__load_plan *plan, const rowan_value *cells, void *row,
             rowan__arena *arena, rowan__texts texts, rowan_error *err)
{
    for (uint32_t i = 0; i < plan->column_count; i++) {
        const rowan__field *field = plan->targets[i].field;
        rowan_status status = ROWAN_OK;

        if (field != NULL)
            status = rowan__field_set(field, row, &cells[i], arena, texts, err);
        if (status != ROWAN_OK)
            return name_table(plan, status, err);
    }
    return ROWAN_OK;
}

/* The innermost loop of reading: inline, for a call would cost as much as a
 * column. */
__attribute__((always_inline)) static inline rowan_status
load_row(const rowan__load_plan *plan, const rowan_value *cells, void *row,
         rowan__arena *arena, rowan__texts texts, rowan_error *err)
{
    const rowan__field *field = plan->mapping->fields;
    const rowan_value *end = cells + plan->column_count;

    if (plan->targets != NULL)
        return load_targets(plan, cells, row, arena, texts, err);
    for (; cells < end; cells++, field++) {
        rowan_status status;

        if (put_plain(field, row, cells, arena, texts))
            continue;
        status = rowan__field_set(field, row, cells, arena, texts, err);
        if (status != ROWAN_OK)
            return name_table(plan, status, err);
    }
    return ROWAN_OK;
}

rowan_status
rowan__load_row(const rowan__load_plan *plan, const rowan_value *cells,
                void *row, rowan__arena *arena, rowan__texts texts,
                rowan_error *err)
{
    return load_row(plan, cells, row, arena, texts, err);
}

static rowan_status
fill_object(rowan_session *session, rowan__object *object,
            const rowan__load_plan *plan, const rowan_value *cells)
{
    rowan_status status =
        load_row(plan, cells, rowan__object_row(object), &session->memory,
                 ROWAN__TEXTS_COPY, &session->error);

    if (status == ROWAN_OK)
        status = rowan__row_encode(plan->mapping, rowan__object_row(object),
                                   &session->memory,
                                   rowan__object_values(object),
                                   &session->error);
    if (status == ROWAN_OK)
        rowan__object_take_snapshot(object, rowan__object_values(object));
    return status;
}

/* Without a key a row is no object: the next such row would be the same. */
static rowan_status
check_key(rowan_session *session, const rowan__mapping *mapping,
          const rowan_value *cells)
{
    const rowan__key *key = &mapping->table->primary_key;

    for (uint32_t i = 0; i < key->column_count; i++) {
        if (cells[key->columns[i]].kind != ROWAN_KIND_NULL)
            continue;
        rowan__error_set(&session->error, ROWAN_TYPE_MISMATCH,
                         "a row of %s has NULL in column %s of its key: it "
                         "can be read with .read_only only",
                         mapping->model->type,
                         mapping->table->columns[key->columns[i]].name);
        rowan__error_object(&session->error, "%s", mapping->model->type);
        rowan__error_table(&session->error, mapping->table->name);
        return ROWAN_TYPE_MISMATCH;
    }
    return ROWAN_OK;
}

rowan_status
rowan__load_object(rowan_session *session, rowan__class *class,
                   const rowan__load_plan *plan, const rowan_value *cells,
                   void **ret_row)
{
    rowan__object *object;
    rowan_status status = check_key(session, plan->mapping, cells);

    if (status != ROWAN_OK)
        return status;
    object = rowan__identity_find_cells(class, cells);
    if (object != NULL) {
        *ret_row = rowan__object_row(object);
        return rowan__load_known(session, object, plan, cells);
    }
    status = rowan__identity_reserve(class, 1, &session->error);
    if (status != ROWAN_OK)
        return status;
    object = rowan__class_add(class);
    if (object == NULL)
        return rowan__error_no_memory(&session->error);
    status = fill_object(session, object, plan, cells);
    if (status == ROWAN_OK && session->wrote)
        status = rowan__load_note(session, object);
    if (status != ROWAN_OK) {
        rowan__class_recycle(class, object);
        return status;
    }
    object->state = ROWAN__STATE_PERSISTENT;
    rowan__identity_add(class, object);
    *ret_row = rowan__object_row(object);
    return ROWAN_OK;
}

static bool
make_room(rowan_session *session, size_t size, row_room *room)
{
    room->count = room->count > 0 ? room->count * 2 : 1;
    if (room->count > ROWS_TOGETHER)
        room->count = ROWS_TOGETHER;
    room->next = rowan__arena_zalloc(&session->memory, room->count * size);
    if (room->next == NULL)
        return false;
    room->end = room->next + room->count * size;
    return true;
}

/* Remembers a row whose codecs own memory. */
static bool
note_codecs(rowan_session *session, const rowan__mapping *mapping, void *row)
{
    rowan__codec_row *codec_row =
        rowan__arena_alloc(&session->memory, sizeof(*codec_row));

    if (codec_row == NULL)
        return false;
    *codec_row = (rowan__codec_row){ mapping, row, session->codec_rows };
    session->codec_rows = codec_row;
    return true;
}

static inline rowan_status
load_untracked(rowan_session *session, const rowan__load_plan *plan,
               const rowan_value *cells, row_room *room, void **ret_row)
{
    const rowan__mapping *mapping = plan->mapping;
    void *row;

    if (room->next == room->end && !make_room(session, mapping->size, room))
        return rowan__error_no_memory(&session->error);
    row = room->next;
    room->next += mapping->size;
    if (mapping->codec_count > 0 && !note_codecs(session, mapping, row))
        return rowan__error_no_memory(&session->error);
    *ret_row = row;
    return load_row(plan, cells, row, &session->memory, ROWAN__TEXTS_COPY,
                    &session->error);
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

/* Fetches rows into session->rows: objects of a class, or without one structs
 * that are not tracked. ROWAN_OK at the limit, ROWAN_DONE after the last. */
static rowan_status
gather_rows(rowan_session *session, rowan__statement *statement,
            const rowan__load_plan *plan, rowan__class *class,
            rowan_value *cells, size_t limit, size_t *ret_count)
{
    row_room room = { NULL, NULL, 0 };
    rowan_status status = ROWAN_OK;

    for (size_t count = 0; count < limit; count++) {
        status = rowan__session_step(session, statement, cells);
        if (status == ROWAN_OK && count == session->row_capacity)
            status = grow_rows(session);
        if (status == ROWAN_OK && class != NULL)
            status = rowan__load_object(session, class, plan, cells,
                                        &session->rows[count]);
        else if (status == ROWAN_OK)
            status = load_untracked(session, plan, cells, &room,
                                    &session->rows[count]);
        if (status != ROWAN_OK)
            return status;
        *ret_count = count + 1;
    }
    return status;
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
    rowan_status status;

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
    status = gather_rows(session, statement, plan, class, cells,
                         limit > 0 ? limit : SIZE_MAX, &count);
    if (status != ROWAN_OK && status != ROWAN_DONE)
        return status;
    status = keep_rows(session, count, ret_rows);
    if (status == ROWAN_OK)
        *ret_count = count;
    return status;
}
