/* SPDX-License-Identifier: MIT */
/*
 * Many objects by their keys: those that the session has are taken, the others
 * fetched together, and then found in the identity map like the first ones.
 */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/load/load.h"
#include "orm/session/query_priv.h"

/* Most keys of several columns in one statement: databases bound how deep
 * conditions nest. */
#define MOST_PAIRS 64
#define MOST_BINDS_UNBOUNDED 65535

/* The ordinal of a persistent object, which means nothing there. */
#define IS_ASKED_FOR 1

typedef struct request {
    rowan_session *session;
    const rowan__mapping *mapping;
    rowan__class *class;
    rowan_value *keys;     /* adapted, key after key */
    uint32_t column_count; /* of the key */
    size_t key_count;
    void **rows;           /* the result */
    size_t *missing;       /* indexes of keys that are still to be found */
    size_t missing_count;
    rowan_value *sent;     /* keys of a statement */
    rowan_value *cells;
    size_t loaded, matched; /* rows; those that keys were found to be of */
} request;

/* ---- keys --------------------------------------------------------------- */

static rowan_status
check_kind(const request *r, uint32_t kind)
{
    if (kind == ROWAN_KIND_NULL || r->column_count == 1)
        return ROWAN_OK;
    return rowan__error_set(&r->session->error, ROWAN_INVALID,
                            "the key of %s has %u columns: give rowan_values, "
                            "one a column, key after key",
                            r->mapping->model->type, (unsigned)r->column_count);
}

static rowan_status
adapt_keys(request *r, uint32_t kind, const void *keys)
{
    const rowan__key *key = &r->mapping->table->primary_key;
    rowan_error *err = &r->session->error;
    rowan_status status = check_kind(r, kind);

    if (status == ROWAN_OK && keys == NULL && r->key_count > 0)
        status = rowan__error_set(err, ROWAN_INVALID,
                                  "%zu keys of %s were asked for, and got NULL",
                                  r->key_count, r->mapping->model->type);
    for (size_t i = 0;
         status == ROWAN_OK && i < r->key_count * r->column_count; i++) {
        const rowan__field *field =
            &r->mapping->fields[key->columns[i % r->column_count]];
        rowan_value value;

        if (kind == ROWAN_KIND_NULL)
            value = ((const rowan_value *)keys)[i];
        else if (!rowan__array_item(kind, keys, i, &value))
            return rowan__error_set(err, ROWAN_INVALID,
                                    "keys cannot be an array of kind %u",
                                    (unsigned)kind);
        if (rowan__value_is_view(&value) && value.as.text.data == NULL)
            value.kind = ROWAN_KIND_NULL;
        status = rowan__session_adapt_key(r->session, r->mapping, field, &value,
                                          &r->keys[i]);
    }
    return status;
}

static rowan_status
take_memory(request *r)
{
    rowan__arena *scratch = &r->session->scratch;
    size_t values = r->key_count * r->column_count;

    if (r->key_count > SIZE_MAX / sizeof(rowan_value) / 2 / r->column_count)
        return rowan__error_no_memory(&r->session->error);
    r->keys = rowan__arena_alloc(scratch, values * sizeof(*r->keys));
    r->missing = rowan__arena_alloc(scratch, r->key_count *
                                                 sizeof(*r->missing));
    r->cells = rowan__arena_alloc(
        scratch, r->mapping->field_count * sizeof(*r->cells));
    r->rows = rowan__arena_zalloc(&r->session->memory,
                                  (r->key_count + 1) * sizeof(*r->rows));
    if (r->keys == NULL || r->missing == NULL || r->cells == NULL ||
        r->rows == NULL)
        return rowan__error_no_memory(&r->session->error);
    return ROWAN_OK;
}

/* ---- the identity map ---------------------------------------------------- */

static rowan__object *
find(const request *r, size_t key)
{
    return rowan__identity_find(r->class, &r->keys[key * r->column_count]);
}

/* It expired, so that its row is asked for. */
static bool
is_doubtful(const rowan__object *object)
{
    return object->is_expired && object->state == ROWAN__STATE_PERSISTENT;
}

/* What the session has. One that will be deleted is as good as gone. */
static void
take_known(request *r)
{
    for (size_t i = 0; i < r->key_count; i++) {
        rowan__object *object = find(r, i);

        if (object == NULL || is_doubtful(object)) {
            if (object != NULL)
                object->ordinal = IS_ASKED_FOR;
            r->missing[r->missing_count++] = i;
            continue;
        }
        r->session->stats.identity_hits++;
        if (object->state == ROWAN__STATE_PERSISTENT)
            r->rows[i] = rowan__object_row(object);
    }
}

/* What has been fetched; the others stay missing. */
static void
take_fetched(request *r)
{
    size_t left = 0;

    for (size_t m = 0; m < r->missing_count; m++) {
        size_t i = r->missing[m];
        rowan__object *object = find(r, i);

        if (object == NULL) {
            r->missing[left++] = i;
            continue;
        }
        if (object->state != ROWAN__STATE_PERSISTENT ||
            (object->is_expired && object->ordinal == IS_ASKED_FOR))
            continue; /* deleted; or its row did not come */
        r->rows[i] = rowan__object_row(object);
        r->matched += object->ordinal != IS_ASKED_FOR;
        object->ordinal = IS_ASKED_FOR;
    }
    r->missing_count = left;
}

/* Whether databases may take two keys for equal that are written otherwise. */
static bool
has_spellings(const request *r)
{
    const rowan__key *key = &r->mapping->table->primary_key;
    bool has = false;

    for (uint32_t i = 0; i < key->column_count; i++) {
        uint32_t kind = r->mapping->fields[key->columns[i]].kind;

        has |= kind == ROWAN_KIND_TEXT || kind == ROWAN_KIND_DECIMAL;
    }
    return has;
}

/* ---- fetching ------------------------------------------------------------ */

typedef struct many_context {
    const rowan__mapping *mapping;
    uint32_t row_count;
} many_context;

static rowan_status
compile_many(const rowan__target *target, const void *context,
             rowan__arena *arena, rowan__compiled *ret_compiled,
             rowan_error *err)
{
    const many_context *many = context;

    return rowan__compile_get_many(target, many->mapping->table,
                                   many->row_count, arena, ret_compiled, err);
}

/* Rows of one statement: keys of so many rows (0: as one list) in binds. */
static rowan_status
run(request *r, uint32_t row_count, const rowan_value *binds,
    uint32_t bind_count)
{
    rowan_session *session = r->session;
    many_context context = { r->mapping, row_count };
    uint32_t key[3] = { ROWAN__KEY_GET_MANY, r->mapping->table->number,
                        row_count };
    rowan__load_plan plan = rowan__load_plan_of(r->mapping);
    rowan__statement *statement = NULL;
    rowan_status status = rowan__statement_take(
        session->conn, key, sizeof(key), rowan__hash_bytes(key, sizeof(key)),
        compile_many, &context, &statement, &session->error);

    if (status == ROWAN_OK)
        status = rowan__statement_execute(session->conn, statement, binds,
                                          bind_count, plan.wanted,
                                          plan.column_count, &session->error);
    while (status == ROWAN_OK) {
        void *row;

        status = rowan__session_step(session, statement, r->cells);
        if (status == ROWAN_OK)
            status = rowan__load_object(session, r->class, &plan, r->cells,
                                        &row);
        if (status != ROWAN_OK)
            break;
        if (rowan__object_of(row)->state == ROWAN__STATE_PERSISTENT)
            rowan__object_of(row)->ordinal = 0;
        r->loaded++;
    }
    rowan__statement_give_back(session->conn, statement);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

static void
put_keys(request *r, size_t from, size_t count, size_t size)
{
    size_t bytes = r->column_count * sizeof(*r->sent);

    for (size_t k = 0; k < size; k++) {
        size_t m = from + (k < count ? k : count - 1);

        memcpy(&r->sent[k * r->column_count],
               &r->keys[r->missing[m] * r->column_count], bytes);
    }
}

/* All that is missing is one bind. */
static rowan_status
fetch_list(request *r)
{
    uint32_t kind = r->mapping->fields[r->mapping->first_key].kind;
    rowan_value list = { .kind = ROWAN_KIND_LIST | kind };

    r->sent = rowan__arena_alloc(&r->session->scratch,
                                 r->missing_count * sizeof(*r->sent));
    if (r->sent == NULL)
        return rowan__error_no_memory(&r->session->error);
    put_keys(r, 0, r->missing_count, r->missing_count);
    list.as.list = (rowan_value_list){ r->sent, r->missing_count };
    return run(r, 0, &list, 1);
}

/* Of count keys: filled up to a round number, if that is not too many. */
static uint32_t
size_of(size_t count, uint32_t most)
{
    uint32_t size;

    if (count >= most)
        return most;
    size = rowan__shape_list_size((uint32_t)count);
    return size < most ? size : most;
}

static rowan_status
fetch_values(request *r)
{
    uint32_t most = r->session->conn->caps.max_binds;
    rowan_status status = ROWAN_OK;
    size_t count;

    most = (most > 0 ? most : MOST_BINDS_UNBOUNDED) / r->column_count;
    if (r->column_count > 1 && most > MOST_PAIRS)
        most = MOST_PAIRS;
    most = most > 0 ? most : 1;
    r->sent = rowan__arena_alloc(&r->session->scratch,
                                 (size_t)size_of(r->missing_count, most) *
                                     r->column_count * sizeof(*r->sent));
    if (r->sent == NULL)
        return rowan__error_no_memory(&r->session->error);
    for (size_t from = 0; status == ROWAN_OK && from < r->missing_count;
         from += count) {
        uint32_t size = size_of(r->missing_count - from, most);

        count = r->missing_count - from < size ? r->missing_count - from : size;
        put_keys(r, from, count, size);
        status = run(r, size, r->sent, size * r->column_count);
    }
    return status;
}

/* Rows came that no key was found for: it is written otherwise. The keys that
 * are left are asked for one by one. */
static rowan_status
fetch_alone(request *r)
{
    rowan__load_plan plan = rowan__load_plan_of(r->mapping);
    rowan_status status = ROWAN_OK;

    for (size_t m = 0; status == ROWAN_OK && m < r->missing_count; m++) {
        size_t i = r->missing[m];
        rowan__statement *statement = NULL;

        status = rowan__session_fetch(r->session, r->mapping,
                                      &r->keys[i * r->column_count],
                                      &statement, r->cells);
        if (status == ROWAN_OK)
            status = rowan__load_object(r->session, r->class, &plan, r->cells,
                                        &r->rows[i]);
        rowan__statement_give_back(r->session->conn, statement);
        if (status == ROWAN_DONE)
            status = ROWAN_OK;
    }
    return status;
}

static rowan_status
fetch_missing(request *r)
{
    return r->column_count == 1 && rowan__session_binds_arrays(r->session)
               ? fetch_list(r)
               : fetch_values(r);
}

static rowan_status
fetch(request *r)
{
    rowan_status status = rowan__session_connect(r->session, false);
    bool any;

    /* A row that one key was found for may be another key's as well: such keys
     * are left, and asked for without the first. */
    do {
        r->loaded = r->matched = 0;
        if (status == ROWAN_OK)
            status = fetch_missing(r);
        if (status != ROWAN_OK)
            return status;
        take_fetched(r);
        any = r->matched > 0 && r->missing_count > 0;
    } while (any && r->loaded == r->matched && has_spellings(r));
    return r->loaded > r->matched ? fetch_alone(r) : ROWAN_OK;
}

/* Objects that expired and whose rows did not come leave the session, unless
 * the program changed them. */
static rowan_status
settle_doubtful(request *r)
{
    rowan_error *err = &r->session->error;

    for (size_t i = 0; r->session->has_expired && i < r->key_count; i++) {
        rowan__object *object = r->rows[i] == NULL ? find(r, i) : NULL;

        if (object == NULL || !is_doubtful(object))
            continue;
        r->rows[i] = rowan__session_get_row(
            r->session, r->mapping, &r->keys[i * r->column_count], object);
        if (r->rows[i] == NULL && err->status != ROWAN_NOT_FOUND)
            return err->status;
        rowan_error_clear(err);
    }
    return ROWAN_OK;
}

static rowan_status
get_many(request *r, uint32_t kind, const void *keys)
{
    rowan_status status;

    r->column_count = r->mapping->table->primary_key.column_count;
    if (r->column_count == 0)
        return rowan__error_set(&r->session->error, ROWAN_INVALID,
                                "%s has no primary key to find a row by",
                                r->mapping->model->type);
    r->class = rowan__session_class(r->session, r->mapping);
    if (r->class == NULL)
        return ROWAN_NO_MEMORY;
    status = take_memory(r);
    if (status == ROWAN_OK)
        status = adapt_keys(r, kind, keys);
    if (status != ROWAN_OK)
        return status;
    take_known(r);
    if (r->missing_count == 0)
        return ROWAN_OK;
    status = rowan__session_give_back(r->session, NULL, fetch(r));
    return status == ROWAN_OK ? settle_doubtful(r) : status;
}

void **
rowan_session_get_many(rowan_session *session, const rowan_model *model,
                       uint32_t kind, const void *keys, size_t key_count)
{
    request r = { .session = session, .key_count = key_count };

    if (rowan__query_enter(session) != ROWAN_OK ||
        rowan__mapping_of_table(model, &r.mapping, &session->error) !=
            ROWAN_OK ||
        get_many(&r, kind, keys) != ROWAN_OK)
        return NULL;
    return r.rows;
}
