/* SPDX-License-Identifier: MIT */
/*
 * Inserts, in batches of one shape: rows of one model with values for the same
 * columns go into one statement.
 *
 * Where nothing but the key is generated, the driver is asked for it: for the
 * last key, or for the first one of a batch if it can be sure that the others
 * follow. Else what the database generates comes back by RETURNING. The order
 * of returned rows is not trusted: besides the generated columns a batch
 * returns columns that tell its rows apart, and each row finds its object by
 * them. Rows that are alike in all columns that were sent cannot be told apart,
 * and need not be.
 */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/flush/flush.h"

#define BATCH_ROWS_MAX 256

/* The shape of a batch: made once, used for all its statements. */
typedef struct batch {
    const rowan__mapping *mapping;
    rowan__mask sent;
    uint32_t columns[ROWAN__COLUMNS_MAX]; /* sent */
    uint32_t column_count;
    uint32_t returning[ROWAN__COLUMNS_MAX]; /* generated, then sentinels */
    uint32_t wanted[ROWAN__COLUMNS_MAX];    /* their kinds */
    uint32_t generated_count;
    uint32_t sentinel_count;
    uint32_t sentinel_binds[ROWAN__COLUMNS_MAX]; /* their places among binds */
    bool can_return;  /* by RETURNING */
    bool asks_for_id; /* only the key is generated: the driver has the last, */
    bool asks_for_ids; /* or the first of a batch */
    rowan__insert **rows;
    size_t row_count;
    rowan_value *cells; /* of a returned row: taken before a commit that goes
                         * along, after which nothing may fail */
} batch;

typedef struct insert_context {
    const batch *batch;
    uint32_t row_count;
    uint32_t returning_count;
} insert_context;

static rowan_status
compile_insert(const rowan__target *target, const void *context,
               rowan__arena *arena, rowan__compiled *ret_compiled,
               rowan_error *err)
{
    const insert_context *insert = context;
    const batch *b = insert->batch;

    return rowan__compile_insert(target, b->mapping->table, b->columns,
                                 b->column_count, insert->row_count,
                                 b->returning, insert->returning_count, arena,
                                 ret_compiled, err);
}

/* ---- the shape --------------------------------------------------------- */

static void
add_sentinel(batch *b, uint32_t column)
{
    uint32_t place = 0;

    while (b->columns[place] != column)
        place++;
    b->sentinel_binds[b->sentinel_count] = place;
    b->returning[b->generated_count + b->sentinel_count] = column;
    b->sentinel_count++;
}

/* Whether a key was sent whole, with values in all rows. */
static bool
is_sentinel(const batch *b, const rowan__key *key)
{
    for (uint32_t i = 0; i < key->column_count; i++)
        if (!rowan__mask_has(&b->sent, key->columns[i]) ||
            b->mapping->table->columns[key->columns[i]].nullable)
            return false;
    return key->column_count > 0;
}

/* The fewest columns that tell rows apart: a key, or all that were sent. */
static void
choose_sentinels(batch *b)
{
    const rowan__table *table = b->mapping->table;
    const rowan__key *key = NULL;

    if (is_sentinel(b, &table->primary_key))
        key = &table->primary_key;
    for (uint32_t i = 0; key == NULL && i < table->unique_count; i++)
        if (is_sentinel(b, &table->uniques[i]))
            key = &table->uniques[i];
    if (key != NULL)
        for (uint32_t i = 0; i < key->column_count; i++)
            add_sentinel(b, key->columns[i]);
    else
        for (uint32_t i = 0; i < b->column_count; i++)
            add_sentinel(b, b->columns[i]);
}

/* How generated values come back. */
static void
choose_way(batch *b, const rowan_connection *conn)
{
    const uint8_t *has = conn->caps.has;
    /* A shorter key is read as a column: the driver checks its bounds. */
    bool only_id = b->generated_count == 1 &&
                   b->returning[0] == b->mapping->table->identity &&
                   b->wanted[0] == ROWAN_KIND_INT64;

    b->can_return = has[ROWAN_FEATURE_INSERT_RETURNING];
    b->asks_for_id = only_id && has[ROWAN_FEATURE_LAST_INSERT_ID];
    b->asks_for_ids = only_id && conn->driver->consecutive_ids != NULL &&
                      !b->rows[0]->object->class->unsure_ids;
}

static void
shape_batch(batch *b, const rowan_session *session)
{
    for (uint32_t i = 0; i < b->mapping->field_count; i++) {
        if (rowan__mask_has(&b->sent, i))
            b->columns[b->column_count++] = i;
        else
            b->returning[b->generated_count++] = i;
    }
    if (b->generated_count > 0)
        choose_sentinels(b);
    for (uint32_t i = 0; i < b->generated_count + b->sentinel_count; i++)
        b->wanted[i] = b->mapping->fields[b->returning[i]].kind;
    choose_way(b, session->conn);
}

/* Most rows of one statement. */
static size_t
most_rows(const batch *b, const rowan_session *session,
          const rowan__work *work)
{
    const rowan_capabilities *caps = &session->conn->caps;
    size_t rows = BATCH_ROWS_MAX;

    if (work->row_by_row || b->rows[0]->object->class->single_rows ||
        b->column_count == 0 ||
        !caps->has[ROWAN_FEATURE_MULTIVALUES_INSERT] ||
        (b->generated_count > 0 && !b->can_return && !b->asks_for_ids))
        return 1;
    if (caps->max_binds > 0 && caps->max_binds / b->column_count < rows)
        rows = caps->max_binds / b->column_count;
    return rows > 0 ? rows : 1;
}

/* ---- one statement ----------------------------------------------------- */

static rowan__model_key
statement_key(const batch *b, size_t count)
{
    rowan__model_key key = { .kind = ROWAN__KEY_INSERT,
                             .table = b->mapping->table->number,
                             .rows = (uint32_t)count,
                             .mask = b->sent };
    bool asks = count > 1 ? b->asks_for_ids : b->asks_for_id;

    if (b->can_return && b->generated_count > 0 && !asks)
        key.returning =
            b->generated_count + (count > 1 ? b->sentinel_count : 0);
    return key;
}

rowan_status
rowan__flush_values(rowan_session *session, rowan__object *object,
                    const rowan__mask *mask, const rowan_value *encoded,
                    rowan_value *values, uint32_t *ret_count)
{
    const rowan__mapping *mapping = object->class->mapping;
    uint32_t count = 0;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];

        if (!rowan__mask_has(mask, i))
            continue;
        if (field->codec != NULL)
            values[count] = encoded[field->codec_index];
        else
            status = rowan__field_get(field, rowan__object_row(object),
                                      &values[count], &session->error);
        if (status == ROWAN_OK)
            status = rowan__column_check(field->column, &values[count],
                                         &session->error);
        count++;
    }
    *ret_count = count;
    if (status != ROWAN_OK)
        rowan__flush_explain(session, object);
    return status;
}

static rowan_status
bind_rows(rowan_session *session, const batch *b, rowan__insert **rows,
          size_t count, rowan_value *binds)
{
    rowan_status status = ROWAN_OK;

    for (size_t r = 0; status == ROWAN_OK && r < count; r++) {
        uint32_t ignored;

        status = rowan__flush_values(session, rows[r]->object, &b->sent,
                                     rows[r]->encoded,
                                     &binds[r * b->column_count], &ignored);
    }
    return status;
}

static bool
sentinel_matches(const rowan_value *cell, const rowan_value *bind)
{
    if (cell->kind == ROWAN_KIND_DECIMAL && bind->kind == ROWAN_KIND_DECIMAL)
        return rowan_decimal_compare((rowan_decimal){ cell->as.text.data },
                                     (rowan_decimal){ bind->as.text.data }) ==
               0;
    return rowan__value_is_equal(cell, bind);
}

static bool
row_matches(const batch *b, const rowan_value *cells, const rowan_value *binds)
{
    for (uint32_t i = 0; i < b->sentinel_count; i++)
        if (!sentinel_matches(&cells[b->generated_count + i],
                              &binds[b->sentinel_binds[i]]))
            return false;
    return true;
}

/* Which object a returned row is of: most often the next one. */
static size_t
match_row(const batch *b, const rowan_value *cells, const rowan_value *binds,
          rowan__insert **rows, size_t count, size_t guess)
{
    for (size_t step = 0; step < count; step++) {
        size_t at = guess + step < count ? guess + step
                                         : guess + step - count;

        if (!rows[at]->done &&
            (count == 1 ||
             row_matches(b, cells, &binds[at * b->column_count])))
            return at;
    }
    return count;
}

static rowan_status
take_generated(rowan_session *session, const batch *b,
               const rowan_value *cells, rowan__insert *insert)
{
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < b->generated_count; i++)
        status = rowan__flush_take(session, insert->object, b->returning[i],
                                   &cells[i]);
    insert->done = true;
    return status;
}

/* A trigger, most likely. */
static rowan_status
too_few(rowan_session *session, const batch *b)
{
    return rowan__error_set(&session->error, ROWAN_DATABASE,
                            "the database inserted fewer rows of %s than it "
                            "was sent",
                            b->mapping->table->name);
}

/* Reads what a batch returned. A row that is nobody's means that the database
 * changed the values: such rows are sent one by one from now on. */
static rowan_status
read_returned(rowan_session *session, const batch *b,
              rowan__statement *statement, const rowan_value *binds,
              rowan__insert **rows, size_t count, rowan__work *work)
{
    rowan_value *cells = b->cells;
    rowan_status status = ROWAN_OK;

    for (size_t r = 0; status == ROWAN_OK && r < count; r++) {
        size_t at;

        status = rowan__session_step(session, statement, cells);
        if (status != ROWAN_OK)
            break;
        at = match_row(b, cells, binds, rows, count, r);
        if (at == count) {
            rows[0]->object->class->single_rows = true;
            work->again = true;
            return rowan__error_set(&session->error, ROWAN_INTERNAL,
                                    "rows of a batch cannot be told apart");
        }
        status = take_generated(session, b, cells, rows[at]);
    }
    if (status == ROWAN_OK) {
        status = rowan__session_step(session, statement, cells);
        return status == ROWAN_DONE ? ROWAN_OK : status;
    }
    return status == ROWAN_DONE ? too_few(session, b) : status;
}

/* Without RETURNING: the key from the driver, the rest by that key. */
static rowan_status
read_by_key(rowan_session *session, const batch *b, rowan__insert *insert)
{
    const rowan__table *table = b->mapping->table;
    rowan__mask generated = { { 0 } };
    bool any = false;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < b->generated_count; i++) {
        if (b->returning[i] == table->identity) {
            rowan_value key = { .kind =
                                    b->mapping->fields[table->identity].kind };

            key.as.integer =
                session->conn->driver->last_insert_id(session->conn->handle);
            status = rowan__field_set(&b->mapping->fields[table->identity],
                                      rowan__object_row(insert->object), &key,
                                      NULL, ROWAN__TEXTS_VIEW,
                                      &session->error);
        } else {
            rowan__mask_add(&generated, b->returning[i]);
            any = true;
        }
    }
    insert->done = true;
    if (status == ROWAN_OK && any)
        status = rowan__flush_fetch(session, insert->object, &generated);
    return status;
}

/* The keys of a batch, if the driver is sure of them. */
static rowan_status
read_ids(rowan_session *session, const batch *b, rowan__statement *statement,
         rowan__insert **rows, size_t count, rowan__work *work)
{
    const rowan__field *field =
        &b->mapping->fields[b->mapping->table->identity];
    rowan_value key = { .kind = field->kind };
    rowan_status status = ROWAN_OK;

    if (!session->conn->driver->consecutive_ids(
            statement->driver, (uint32_t)count, &key.as.integer)) {
        rows[0]->object->class->unsure_ids = true;
        work->again = true;
        return rowan__error_set(&session->error, ROWAN_INTERNAL,
                                "the keys of a batch are not known");
    }
    for (size_t r = 0; status == ROWAN_OK && r < count; r++) {
        status = rowan__field_set(field, rowan__object_row(rows[r]->object),
                                  &key, NULL, ROWAN__TEXTS_VIEW,
                                  &session->error);
        rows[r]->done = true;
        key.as.integer++;
    }
    return status;
}

bool
rowan__flush_is_of_one_row(rowan_status status)
{
    return (status >= ROWAN_UNIQUE_VIOLATION &&
            status <= ROWAN_CONSTRAINT_VIOLATION) ||
           status == ROWAN_OUT_OF_RANGE || status == ROWAN_TYPE_MISMATCH ||
           status == ROWAN_LIMIT || status == ROWAN_DATABASE;
}

static rowan_status
blame(rowan_session *session, rowan__insert **rows, size_t count,
      rowan__work *work, rowan_status status)
{
    if (work->again)
        return status;
    if (count == 1) {
        rowan__flush_explain(session, rows[0]->object);
    } else if (rowan__flush_is_of_one_row(status)) {
        work->row_by_row = true;
        work->again = true;
    }
    return status;
}

/*
 * The last statement of a transaction that is to be committed is announced. The
 * commit may travel along if there is nothing to be read that could be wrong:
 * not even a key of a row that a trigger took away, unless nothing else would
 * be committed.
 */
static void
announce(rowan_session *session, const batch *b, size_t count,
         uint32_t returning_count, const rowan__work *work)
{
    bool is_first = work->inserts_left == work->insert_count &&
                    work->early_count == 0;
    bool gives_key = count == 1 && b->generated_count == 1 &&
                     b->returning[0] == b->mapping->table->identity;

    if (!session->is_committing || !work->is_ours ||
        work->inserts_left != count || work->update_count > 0 ||
        work->removal_count > work->early_count ||
        (b->generated_count > 0 && returning_count == 0))
        return;
    rowan__connection_commit_follows(
        session->conn, returning_count == 0 || (is_first && gives_key));
}

static rowan_status
send_rows(rowan_session *session, const batch *b, rowan__insert **rows,
          size_t count, rowan_value *binds, rowan__work *work)
{
    rowan__model_key key = statement_key(b, count);
    insert_context context = { b, (uint32_t)count, key.returning };
    rowan__statement *statement = NULL;
    rowan_status status = bind_rows(session, b, rows, count, binds);

    if (status != ROWAN_OK)
        return status;
    status = rowan__statement_take(session->conn, &key, sizeof(key),
                                   rowan__hash_bytes(&key, sizeof(key)),
                                   compile_insert, &context, &statement,
                                   &session->error);
    if (status != ROWAN_OK)
        return status;
    announce(session, b, count, context.returning_count, work);
    work->inserts_left -= count;
    status = rowan__statement_execute(
        session->conn, statement, binds, (uint32_t)count * b->column_count,
        b->wanted, context.returning_count, &session->error);
    if (status == ROWAN_OK && context.returning_count > 0)
        status = read_returned(session, b, statement, binds, rows, count,
                               work);
    else if (status == ROWAN_OK && b->asks_for_ids && count > 1)
        status = read_ids(session, b, statement, rows, count, work);
    else if (status == ROWAN_OK && b->generated_count > 0 &&
             session->conn->driver->affected_rows(statement->driver) == 0)
        status = too_few(session, b); /* the last key is another row's */
    rowan__statement_give_back(session->conn, statement);
    if (status == ROWAN_OK && b->generated_count > 0 && count == 1 &&
        context.returning_count == 0)
        status = read_by_key(session, b, rows[0]);
    return status == ROWAN_OK ? status
                              : blame(session, rows, count, work, status);
}

/* ---- batches ----------------------------------------------------------- */

/* The largest power of two of rows, so that few statements serve all sizes;
 * or all that are left, if there were so many not long ago. */
static size_t
next_size(rowan_session *session, const batch *b, size_t left, size_t most)
{
    rowan__model_key key = statement_key(b, left);
    size_t size = 1;

    if (left <= most &&
        rowan__statement_is_worth(session->conn, &key, sizeof(key),
                                  rowan__hash_bytes(&key, sizeof(key))))
        return left;
    while (size * 2 <= left && size * 2 <= most)
        size *= 2;
    return size;
}

static rowan_status
send_batch(rowan_session *session, batch *b, rowan__work *work)
{
    size_t most, sent = 0;
    rowan_value *binds;
    rowan_status status = ROWAN_OK;

    shape_batch(b, session);
    most = most_rows(b, session, work);
    binds = rowan__arena_alloc(&session->scratch,
                               (b->row_count < most ? b->row_count : most) *
                                   (b->column_count + 1) * sizeof(*binds));
    b->cells = rowan__arena_alloc(
        &session->scratch,
        (b->generated_count + b->sentinel_count) * sizeof(*b->cells));
    if (binds == NULL || b->cells == NULL)
        return rowan__error_no_memory(&session->error);
    while (status == ROWAN_OK && sent < b->row_count) {
        size_t count = next_size(session, b, b->row_count - sent, most);

        status = send_rows(session, b, &b->rows[sent], count, binds, work);
        sent += count;
    }
    return status;
}

/* Rows of one model: a batch for each set of columns that they send. */
static rowan_status
send_model(rowan_session *session, rowan__insert *inserts, size_t count,
           rowan__work *work)
{
    rowan__insert **rows =
        rowan__arena_alloc(&session->scratch, count * sizeof(*rows));
    bool *taken =
        rowan__arena_zalloc(&session->scratch, count * sizeof(*taken));
    rowan_status status = ROWAN_OK;

    if (rows == NULL || taken == NULL)
        return rowan__error_no_memory(&session->error);
    for (size_t first = 0; status == ROWAN_OK && first < count; first++) {
        batch b;

        if (taken[first])
            continue;
        memset(&b, 0, offsetof(batch, columns));
        b.mapping = inserts[first].object->class->mapping;
        b.sent = inserts[first].sent;
        b.column_count = b.generated_count = b.sentinel_count = 0;
        b.rows = rows;
        b.row_count = 0;
        for (size_t i = first; i < count; i++) {
            if (taken[i] ||
                !rowan__mask_is_equal(&inserts[i].sent, &b.sent))
                continue;
            taken[i] = true;
            rows[b.row_count++] = &inserts[i];
        }
        status = send_batch(session, &b, work);
    }
    return status;
}

rowan_status
rowan__flush_inserts(rowan_session *session, rowan__work *work)
{
    size_t first = 0;
    rowan_status status = ROWAN_OK;

    work->inserts_left = work->insert_count;
    while (status == ROWAN_OK && first < work->insert_count) {
        const rowan__insert *insert = &work->inserts[first];
        size_t end = first + 1;

        while (end < work->insert_count &&
               work->inserts[end].object->class == insert->object->class &&
               work->inserts[end].depth == insert->depth)
            end++;
        status = send_model(session, &work->inserts[first], end - first, work);
        first = end;
    }
    return status;
}

void
rowan__flush_revert(rowan__work *work)
{
    for (size_t i = 0; i < work->insert_count; i++) {
        rowan__insert *insert = &work->inserts[i];
        const rowan__mapping *mapping = insert->object->class->mapping;

        for (uint32_t c = 0; insert->done && c < mapping->field_count; c++)
            if (!rowan__mask_has(&insert->sent, c))
                rowan__field_clear(&mapping->fields[c],
                                   rowan__object_row(insert->object));
        insert->done = false;
    }
    for (size_t i = 0; i < work->update_count; i++) {
        rowan__object *object = work->updates[i].object;

        if (object->class->mapping->has_returned)
            (void)rowan__object_restore(
                object, &object->class->mapping->returned, NULL);
    }
    for (size_t i = 0; i < work->removal_count; i++)
        work->removals[i].object->ordinal =
            (uint32_t)work->removals[i].position + 1;
}
