/* SPDX-License-Identifier: MIT */
/*
 * Rows into a table, without objects: by the driver's bulk load where there are
 * many, else by INSERTs of several rows.
 *
 * Rows are taken in pieces, each of rows with values for the same columns. One
 * bulk load takes the pieces that follow each other and are alike; so memory
 * is that of a piece, however many rows there are.
 */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/flush/flush.h"

enum {
    PIECE_ROWS = 4096,
    PIECE_VALUES = 65536,
    PIECE_BYTES = 1 << 20, /* of copied texts */
    BULK_ROWS = 256,       /* fewer cost less by an INSERT or two */
    INSERT_ROWS = 256,     /* of one statement, and */
    INSERT_BYTES = 1 << 20 /* what their texts may have, about */
};

#define NO_ROW UINT64_MAX

/* A column of the present piece. */
typedef struct piece_column {
    const rowan__field *field;
    bool is_plain; /* its values need neither a check nor a copy */
} piece_column;

/* One that the database may generate, and whether it does in this piece. */
typedef struct optional_column {
    const rowan__field *field;
    uint32_t index;
    bool is_generated;
} optional_column;

typedef struct load {
    rowan_session *session;
    const rowan__mapping *mapping;
    rowan_row_source *next;
    void *context;
    bool keeps_rows;    /* of the source: its texts need no copy */
    bool can_run_again; /* it can begin anew */
    const void *row;    /* was given and is in no piece yet; NULL: none */
    bool is_over;       /* the source has no more */
    uint64_t row_count; /* given so far, without `row` */

    /* The present piece, from row number `first` on. */
    uint64_t first;
    uint32_t piece_rows, most_rows;
    bool is_taken; /* it is done with */
    rowan__mask sent;
    uint32_t columns[ROWAN__COLUMNS_MAX]; /* their indexes in the table, */
    piece_column program[ROWAN__COLUMNS_MAX]; /* what a row goes through */
    uint32_t column_count;
    rowan_value *values; /* row after row; not in the session's scratch, for
                          * a source may use the session in spite of all */
    rowan__arena texts;
    rowan__arena names; /* of the present bulk load */

    optional_column optional[ROWAN__COLUMNS_MAX];
    uint32_t optional_count;

    /* Rows of which one was refused: they go one by one. */
    uint64_t suspect, suspect_end;
    uint64_t failed; /* the row that an error is of, or NO_ROW */
} load;

/* ---- pieces ------------------------------------------------------------- */

static rowan_status
next_row(load *l)
{
    rowan_error *err = &l->session->error;
    rowan_status status = l->next(l->context, &l->row, err);

    if (status == ROWAN_OK && l->row == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "row %llu of %s is NULL: a source says "
                                "ROWAN_DONE after its last row",
                                (unsigned long long)l->row_count,
                                l->mapping->model->type);
    if (status == ROWAN_DONE) {
        l->row = NULL;
        l->is_over = true;
    } else if (status != ROWAN_OK) {
        l->failed = l->row_count;
        (void)rowan__error_set(err, status, "the source of rows of %s failed",
                               l->mapping->model->type);
    }
    return status;
}

/* Rows of which one was refused are pieces of their own. */
static uint32_t
rows_of_piece(const load *l)
{
    uint64_t most = PIECE_ROWS;

    if (l->column_count > 0 && PIECE_VALUES / l->column_count < most)
        most = PIECE_VALUES / l->column_count;
    if (l->first < l->suspect && l->suspect - l->first < most)
        most = l->suspect - l->first;
    else if (l->first < l->suspect_end && l->suspect_end - l->first < most)
        most = l->suspect_end - l->first;
    return (uint32_t)most;
}

/* Begins a piece with a row, whose columns are those of all of it. */
static void
begin_piece(load *l)
{
    l->sent = rowan__flush_columns(l->mapping, l->row);
    l->column_count = 0;
    for (uint32_t i = 0; i < l->mapping->field_count; i++) {
        const rowan__field *field = &l->mapping->fields[i];
        bool lasts = l->keeps_rows && field->codec == NULL;

        if (!rowan__mask_has(&l->sent, i))
            continue;
        l->columns[l->column_count] = i;
        l->program[l->column_count++] = (piece_column){
            .field = field,
            .is_plain = lasts && !rowan__column_is_limited(field->column),
        };
    }
    for (uint32_t i = 0; i < l->optional_count; i++)
        l->optional[i].is_generated =
            !rowan__mask_has(&l->sent, l->optional[i].index);
    l->most_rows = rows_of_piece(l);
}

static bool
is_alike(const load *l)
{
    for (uint32_t i = 0; i < l->optional_count; i++)
        if (rowan__field_is_nothing(l->optional[i].field, l->row) !=
            l->optional[i].is_generated)
            return false;
    return true;
}

static bool
is_full(const load *l)
{
    return l->piece_rows == l->most_rows ||
           l->texts.used_bytes >= PIECE_BYTES;
}

static rowan_status
refuse_value(load *l, const rowan__field *field, rowan_status status)
{
    rowan_error *err = &l->session->error;

    l->failed = l->row_count;
    (void)rowan__error_set(err, status, "member '%s' has no value",
                           field->column->property->member);
    rowan__error_column(err, field->column->name);
    return status;
}

/* A value of a column that is not plain. */
static rowan_status
check_and_keep(load *l, const rowan__field *field, rowan_value *value)
{
    rowan_error *err = &l->session->error;
    rowan_status status = rowan__column_check(field->column, value, err);

    if (status != ROWAN_OK)
        return refuse_value(l, field, status);
    if ((l->keeps_rows && field->codec == NULL) ||
        !rowan__value_is_view(value) || value->as.text.data == NULL)
        return ROWAN_OK;
    value->as.text.data = rowan__arena_text(&l->texts, value->as.text.data,
                                            value->as.text.size);
    return value->as.text.data != NULL ? ROWAN_OK : rowan__error_no_memory(err);
}

static rowan_status
put_row(load *l)
{
    rowan_value *value = &l->values[(size_t)l->piece_rows * l->column_count];
    const piece_column *end = l->program + l->column_count;

    for (const piece_column *at = l->program; at < end; at++, value++) {
        rowan_status status =
            rowan__field_get(at->field, l->row, value, &l->session->error);

        if (status != ROWAN_OK)
            return refuse_value(l, at->field, status);
        if (!at->is_plain)
            status = check_and_keep(l, at->field, value);
        if (status != ROWAN_OK)
            return status;
    }
    l->piece_rows++;
    l->row_count++;
    l->row = NULL;
    return ROWAN_OK;
}

/* Fills a piece, unless there is one. ROWAN_DONE: there are no more rows. */
static rowan_status
fill_piece(load *l)
{
    if (!l->is_taken)
        return ROWAN_OK;
    rowan__arena_reset(&l->texts);
    l->first = l->row_count;
    l->piece_rows = 0;
    while (!l->is_over) {
        rowan_status status = l->row == NULL ? next_row(l) : ROWAN_OK;

        if (status == ROWAN_DONE)
            break;
        if (status != ROWAN_OK)
            return status;
        if (l->piece_rows == 0)
            begin_piece(l);
        else if (is_full(l) || !is_alike(l))
            break;
        status = put_row(l);
        if (status != ROWAN_OK)
            return status;
    }
    l->is_taken = l->piece_rows == 0;
    return l->piece_rows > 0 ? ROWAN_OK : ROWAN_DONE;
}

static bool
is_suspect(const load *l)
{
    return l->first >= l->suspect && l->first < l->suspect_end;
}

/* ---- by INSERTs ---------------------------------------------------------- */

typedef struct insert_context {
    const load *load;
    uint32_t row_count;
} insert_context;

static rowan_status
compile_rows(const rowan__target *target, const void *context,
             rowan__arena *arena, rowan__compiled *ret_compiled,
             rowan_error *err)
{
    const insert_context *insert = context;
    const load *l = insert->load;

    return rowan__compile_insert(target, l->mapping->table, l->columns,
                                 l->column_count, insert->row_count, NULL, 0,
                                 arena, ret_compiled, err);
}

static size_t
bytes_of(const rowan_value *values, size_t count)
{
    size_t bytes = 0;

    for (size_t i = 0; i < count; i++)
        if (rowan__value_is_view(&values[i]))
            bytes += values[i].as.text.size;
    return bytes;
}

/* Rows of the next statement: a power of two, so that few statements serve all
 * numbers. */
static uint32_t
next_size(const load *l, uint32_t from)
{
    const rowan_capabilities *caps = &l->session->conn->caps;
    const rowan_value *values = &l->values[(size_t)from * l->column_count];
    uint32_t left = l->piece_rows - from, most = INSERT_ROWS, size = 1;
    size_t bytes = bytes_of(values, l->column_count);

    if (is_suspect(l) || l->column_count == 0 ||
        !caps->has[ROWAN_FEATURE_MULTIVALUES_INSERT])
        return 1;
    if (caps->max_binds > 0 && caps->max_binds / l->column_count < most)
        most = caps->max_binds / l->column_count;
    while (size * 2 <= left && size * 2 <= most) {
        size_t count = (size_t)size * l->column_count;

        bytes += bytes_of(values + count, count);
        if (bytes > INSERT_BYTES)
            break;
        size *= 2;
    }
    return size;
}

static rowan_status
insert_rows(load *l, uint32_t from, uint32_t count)
{
    rowan_session *session = l->session;
    insert_context context = { l, count };
    rowan__model_key key = { .kind = ROWAN__KEY_INSERT,
                             .table = l->mapping->table->number,
                             .rows = count,
                             .mask = l->sent };
    rowan__statement *statement = NULL;
    rowan_status status = rowan__statement_take(
        session->conn, &key, sizeof(key), rowan__hash_bytes(&key, sizeof(key)),
        compile_rows, &context, &statement, &session->error);

    if (status != ROWAN_OK)
        return status;
    status = rowan__statement_execute(
        session->conn, statement, &l->values[(size_t)from * l->column_count],
        count * l->column_count, NULL, 0, &session->error);
    rowan__statement_give_back(session->conn, statement);
    return status;
}

/* Remembers what an error is of: one row, or several that may go again. */
static void
blame(load *l, uint64_t first, uint32_t count)
{
    if (count == 1) {
        l->failed = first;
    } else {
        l->suspect = first;
        l->suspect_end = first + count;
    }
}

static rowan_status
insert_piece(load *l)
{
    rowan_status status = ROWAN_OK;
    uint32_t count;

    for (uint32_t from = 0; status == ROWAN_OK && from < l->piece_rows;
         from += count) {
        count = next_size(l, from);
        status = insert_rows(l, from, count);
        if (status != ROWAN_OK)
            blame(l, l->first + from, count);
    }
    l->is_taken = true;
    return status;
}

/* ---- by the driver's bulk load ------------------------------------------- */

/* One load, and how far it is. */
typedef struct bulk_context {
    load *load;
    rowan__mask sent;
    uint64_t first;
} bulk_context;

static rowan_status
next_piece(void *context, const rowan_value **ret_values,
           uint32_t *ret_row_count)
{
    bulk_context *bulk = context;
    load *l = bulk->load;
    rowan_status status = fill_piece(l);

    if (status != ROWAN_OK)
        return status;
    if (!rowan__mask_is_equal(&l->sent, &bulk->sent) || is_suspect(l))
        return ROWAN_DONE; /* it stays for another way */
    *ret_values = l->values;
    *ret_row_count = l->piece_rows;
    l->is_taken = true;
    return ROWAN_OK;
}

static rowan_status
load_pieces(load *l)
{
    rowan_session *session = l->session;
    bulk_context context = { l, l->sent, l->first };
    rowan__bulk_failure failure;
    rowan__bulk bulk;
    rowan_status status;

    rowan__arena_reset(&l->names);
    status = rowan__compile_bulk(&session->conn->target, l->mapping->table,
                                 l->columns, l->column_count, &l->names, &bulk,
                                 &session->error);
    if (status != ROWAN_OK)
        return status;
    status = rowan__connection_bulk(session->conn, &bulk, next_piece, &context,
                                    &failure, &session->error);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    if (failure.row != UINT64_MAX)
        l->failed = context.first + failure.row;
    else if (failure.is_in_last)
        blame(l, l->first, l->piece_rows);
    return status;
}

/* Whether the present piece is worth it: then so is what follows. */
static bool
is_for_bulk(const load *l)
{
    const rowan_capabilities *caps = &l->session->conn->caps;

    return l->piece_rows >= BULK_ROWS && l->column_count > 0 &&
           caps->has[ROWAN_FEATURE_BULK_COPY] && !is_suspect(l);
}

/* ---- all of it ----------------------------------------------------------- */

/* A rowan__guarded_fn. */
static rowan_status
send(rowan_session *session, void *context)
{
    load *l = context;
    rowan_status status;

    (void)session;
    while ((status = fill_piece(l)) == ROWAN_OK) {
        status = is_for_bulk(l) ? load_pieces(l) : insert_piece(l);
        if (status != ROWAN_OK)
            return status;
    }
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

static void
explain(load *l)
{
    rowan_error *err = &l->session->error;
    const char *type = l->mapping->model->type;

    if (l->failed != NO_ROW)
        rowan__error_object(err, "%s rows[%llu]", type,
                            (unsigned long long)l->failed);
    else if (l->suspect != NO_ROW)
        rowan__error_object(err, "%s rows[%llu] to rows[%llu]", type,
                            (unsigned long long)l->suspect,
                            (unsigned long long)l->suspect_end - 1);
    else
        rowan__error_object(err, "%s", type);
    rowan__flush_explain_table(l->mapping->table, err);
}

static rowan_status
begin_load(load *l)
{
    const rowan__mapping *mapping = l->mapping;
    size_t value_count = (size_t)PIECE_ROWS * mapping->field_count;

    for (uint32_t i = 0; i < mapping->field_count; i++) {
        const rowan__column *column = mapping->fields[i].column;

        if (column->property->computed_sql == NULL &&
            (column->identity || column->property->default_sql != NULL))
            l->optional[l->optional_count++] =
                (optional_column){ &mapping->fields[i], i, false };
    }
    /* Rows of few columns may be more, but not have more values. */
    if (value_count > PIECE_VALUES)
        value_count = PIECE_VALUES;
    l->values = rowan__alloc(value_count * sizeof(*l->values));
    if (l->values == NULL)
        return rowan__error_no_memory(&l->session->error);
    rowan__arena_init(&l->texts, 0);
    rowan__arena_init(&l->names, 0);
    return ROWAN_OK;
}

static void
rewind_load(load *l)
{
    l->row = NULL;
    l->is_over = false;
    l->is_taken = true;
    l->row_count = 0;
    l->failed = NO_ROW;
}

/* Once more, with the rows of which one was refused one by one, so that the
 * error names it. */
static bool
goes_again(rowan_session *session, const load *l, rowan_status status)
{
    return l->can_run_again && l->failed == NO_ROW && l->suspect != NO_ROW &&
           rowan__flush_is_of_one_row(status) &&
           !(session->begun && session->conn->ended != ROWAN_OK);
}

/* What an array gives, row by row. */
typedef struct array_source {
    const char *rows, *at, *end;
    size_t size;
} array_source;

static rowan_status
next_of_array(void *context, const void **ret_row, rowan_error *err)
{
    array_source *array = context;

    (void)err;
    if (array->at == array->end)
        return ROWAN_DONE;
    *ret_row = array->at;
    array->at += array->size;
    return ROWAN_OK;
}

static rowan_status
run(load *l)
{
    rowan_session *session = l->session;
    rowan_status status = begin_load(l);

    if (status != ROWAN_OK)
        return status;
    rewind_load(l);
    status = rowan__session_guard(session, send, l);
    if (status != ROWAN_OK && goes_again(session, l, status)) {
        array_source *array = l->context;

        rowan_error_clear(&session->error);
        array->at = array->rows;
        rewind_load(l);
        status = rowan__session_guard(session, send, l);
    }
    if (status != ROWAN_OK)
        explain(l);
    rowan__arena_done(&l->texts);
    rowan__arena_done(&l->names);
    rowan__free(l->values);
    rowan__session_disconnect(session);
    return status;
}

rowan_status
rowan_session_insert_many(rowan_session *session, const rowan_model *model,
                          const void *rows, size_t row_count)
{
    array_source array = { .rows = rows, .at = rows };
    load l = { .session = session,
               .next = next_of_array,
               .context = &array,
               .keeps_rows = true,
               .can_run_again = true,
               .suspect = NO_ROW,
               .suspect_end = NO_ROW };
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    status = rowan__mapping_of_table(model, &l.mapping, &session->error);
    if (status == ROWAN_OK && rows == NULL && row_count > 0)
        status = rowan__error_set(&session->error, ROWAN_INVALID,
                                  "%zu rows of %s were to be inserted, and are "
                                  "NULL",
                                  row_count, model->type);
    if (status == ROWAN_OK && row_count > 0) {
        array.size = l.mapping->size;
        array.end = array.rows + row_count * array.size;
        status = run(&l);
    }
    return rowan__session_lose(session, status);
}

rowan_status
rowan_session_insert_from(rowan_session *session, const rowan_model *model,
                          rowan_row_source *next, void *context,
                          uint64_t *ret_count)
{
    load l = { .session = session,
               .next = next,
               .context = context,
               .suspect = NO_ROW,
               .suspect_end = NO_ROW };
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    status = rowan__mapping_of_table(model, &l.mapping, &session->error);
    if (status == ROWAN_OK && next == NULL)
        status = rowan__error_set(&session->error, ROWAN_INVALID,
                                  "rows of %s were to be inserted, and their "
                                  "source is NULL",
                                  model->type);
    if (status == ROWAN_OK)
        status = run(&l);
    if (status == ROWAN_OK && ret_count != NULL)
        *ret_count = l.row_count;
    return rowan__session_lose(session, status);
}
