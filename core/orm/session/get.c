/* SPDX-License-Identifier: MIT */
/* Objects by key: get and refresh. */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/load/load.h"
#include "orm/session/query_priv.h"

static rowan_status
compile_get(const rowan__target *target, const void *context,
            rowan__arena *arena, rowan__compiled *ret_compiled,
            rowan_error *err)
{
    const rowan__mapping *mapping = context;

    return rowan__compile_get(target, mapping->table, arena, ret_compiled,
                              err);
}

rowan_status
rowan__session_take_get(rowan_session *session, const rowan__mapping *mapping,
                        rowan__statement **ret_statement)
{
    uint32_t key[2] = { ROWAN__KEY_GET, mapping->table->number };
    uint64_t hash = rowan__hash_mix(key[0], key[1]);

    return rowan__statement_take(session->conn, key, sizeof(key), hash,
                                 compile_get, mapping, ret_statement,
                                 &session->error);
}

static bool
is_integer(uint32_t kind)
{
    return kind >= ROWAN_KIND_BOOL && kind <= ROWAN_KIND_INT64;
}

rowan_status
rowan__session_adapt_key(rowan_session *session, const rowan__mapping *mapping,
                         const rowan__field *field, const rowan_value *given,
                         rowan_value *ret_value)
{
    *ret_value = *given;
    if (given->kind >= ROWAN_KIND_COUNT)
        return rowan__error_set(&session->error, ROWAN_OUT_OF_RANGE,
                                "the key of %s got an unsigned number beyond "
                                "int64_t for column %s",
                                mapping->model->type, field->column->name);
    if (given->kind == field->kind ||
        (is_integer(given->kind) && is_integer(field->kind))) {
        ret_value->kind = field->kind;
        if (rowan__value_is_view(ret_value) &&
            ret_value->as.text.size == SIZE_MAX)
            ret_value->as.text.size = strlen(ret_value->as.text.data);
        return ROWAN_OK;
    }
    return rowan__error_set(
        &session->error, ROWAN_INVALID,
        "the key of %s has column %s of kind %s, and got a value of kind %s",
        mapping->model->type, field->column->name,
        rowan_kind_name(field->kind), rowan_kind_name(given->kind));
}

static rowan_status
adapt_keys(rowan_session *session, const rowan__mapping *mapping,
           const rowan_value *given, size_t count, rowan_value *values)
{
    const rowan__key *key = &mapping->table->primary_key;
    rowan_status status = ROWAN_OK;

    if (count != key->column_count)
        return rowan__error_set(
            &session->error, ROWAN_INVALID,
            "the key of %s has %u columns, and got %zu values",
            mapping->model->type, (unsigned)key->column_count, count);
    if (given == NULL)
        return rowan__error_set(&session->error, ROWAN_INVALID,
                                "a key of %s was asked for, and got NULL",
                                mapping->model->type);
    for (uint32_t i = 0; status == ROWAN_OK && i < count; i++)
        status = rowan__session_adapt_key(session, mapping,
                                          &mapping->fields[key->columns[i]],
                                          &given[i], &values[i]);
    return status;
}

rowan_status
rowan__session_fetch(rowan_session *session, const rowan__mapping *mapping,
                     const rowan_value *key, rowan__statement **ret_statement,
                     rowan_value *cells)
{
    rowan_status status = rowan__session_connect(session, false);

    if (status == ROWAN_OK)
        status = rowan__session_take_get(session, mapping, ret_statement);
    if (status == ROWAN_OK)
        status = rowan__statement_execute(
            session->conn, *ret_statement, key,
            mapping->table->primary_key.column_count, mapping->wanted,
            mapping->field_count, &session->error);
    if (status == ROWAN_OK)
        status = rowan__session_step(session, *ret_statement, cells);
    return status;
}

/* The row of an object that expired is gone, and so is the object, unless the
 * program changed it: then the next flush has something to say. */
static rowan_status
let_go(rowan_session *session, rowan__object *object)
{
    rowan__mask changes;
    bool changed;
    rowan_status status = rowan__object_changes(object, &changes, &changed,
                                                &session->error);

    if (status == ROWAN_OK && !changed && session->begun)
        status = rowan__undo_reserve(&session->undo, 2, &session->error);
    if (status != ROWAN_OK || changed)
        return status;
    rowan__identity_remove(object->class, object);
    object->state = ROWAN__STATE_GONE;
    if (session->begun) {
        rowan__undo_add(&session->undo, ROWAN__UNDO_READ, object, NULL);
        rowan__undo_add(&session->undo, ROWAN__UNDO_DELETE, object, NULL);
    }
    return ROWAN_OK;
}

void *
rowan__session_get_row(rowan_session *session, const rowan__mapping *mapping,
                       const rowan_value *key, rowan__object *known)
{
    rowan__load_plan plan = rowan__load_plan_of(mapping);
    rowan__class *class = rowan__session_class(session, mapping);
    rowan__statement *statement = NULL;
    rowan_value *cells = rowan__arena_alloc(
        &session->scratch, mapping->field_count * sizeof(*cells));
    void *row = NULL;
    rowan_status status;

    if (class == NULL || cells == NULL) {
        rowan__error_no_memory(&session->error);
        return NULL;
    }
    status = rowan__session_fetch(session, mapping, key, &statement, cells);
    if (status == ROWAN_OK)
        status = rowan__load_object(session, class, &plan, cells, &row);
    status = rowan__session_give_back(session, statement, status);
    if (status == ROWAN_DONE &&
        (known == NULL || let_go(session, known) == ROWAN_OK))
        rowan__error_set(&session->error, ROWAN_NOT_FOUND,
                         "no %s has this key", mapping->model->type);
    return status == ROWAN_OK ? row : NULL;
}

void *
rowan_session_get(rowan_session *session, const rowan_model *model,
                  const rowan_value *key, size_t key_count)
{
    rowan_value values[ROWAN_MEMBERS_MAX];
    const rowan__mapping *mapping;
    const rowan__class *class;
    rowan__object *object = NULL;

    if (rowan__query_enter(session) != ROWAN_OK ||
        rowan__mapping_of_table(model, &mapping, &session->error) !=
            ROWAN_OK ||
        adapt_keys(session, mapping, key, key_count, values) != ROWAN_OK)
        return NULL;
    class = rowan__session_known_class(session, mapping);
    if (class != NULL)
        object = rowan__identity_find(class, values);
    if (object == NULL || (object->is_expired &&
                           object->state == ROWAN__STATE_PERSISTENT))
        return rowan__session_get_row(session, mapping, values, object);
    session->stats.identity_hits++;
    if (object->state == ROWAN__STATE_PERSISTENT)
        return rowan__object_row(object);
    rowan__error_set(&session->error, ROWAN_NOT_FOUND,
                     "this %s is deleted at the next flush", model->type);
    return NULL;
}

rowan_status
rowan__session_key_values(rowan_session *session, rowan__object *object,
                          rowan_value *values)
{
    const rowan__mapping *mapping = object->class->mapping;
    const rowan__key *key = &mapping->table->primary_key;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < key->column_count; i++) {
        const rowan__field *field = &mapping->fields[key->columns[i]];

        status = rowan__field_get(field, rowan__object_snapshot(object),
                                  &values[i], &session->error);
    }
    return status;
}

typedef rowan_status load_fn(rowan_session *session, rowan__object *object,
                             const rowan_value *cells);

/* Fetches an object's row into it; ROWAN_DONE if it is gone. */
static rowan_status
read_again(rowan_session *session, rowan__object *object, load_fn *load)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan_value key[ROWAN_MEMBERS_MAX];
    rowan__statement *statement = NULL;
    rowan_value *cells = rowan__arena_alloc(
        &session->scratch, mapping->field_count * sizeof(*cells));
    rowan_status status;

    if (cells == NULL)
        return rowan__error_no_memory(&session->error);
    status = rowan__session_key_values(session, object, key);
    if (status == ROWAN_OK)
        status = rowan__session_fetch(session, mapping, key, &statement, cells);
    if (status == ROWAN_OK)
        status = load(session, object, cells);
    return rowan__session_give_back(session, statement, status);
}

static rowan_status
row_is_gone(rowan_session *session, rowan__object *object)
{
    char name[128];

    rowan__object_describe(object, name, sizeof(name));
    rowan__error_set(&session->error, ROWAN_STALE,
                     "%s cannot be read again: its row is gone", name);
    rowan__error_object(&session->error, "%s", name);
    return ROWAN_STALE;
}

rowan_status
rowan_refresh(rowan_session *session, void *row)
{
    rowan__object *object;
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    object = rowan__session_object(session, row);
    if (object == NULL)
        return session->error.status;
    if (object->state != ROWAN__STATE_PERSISTENT)
        return rowan__error_set(
            &session->error, ROWAN_INVALID,
            "a new or deleted %s has no row to be read again: flush first",
            object->class->mapping->model->type);
    status = read_again(session, object, rowan__load_again);
    return status == ROWAN_DONE ? row_is_gone(session, object) : status;
}

/* ---- before a flush ---------------------------------------------------- */

/* Whether what is about to be sent rests on an object that expired. */
static rowan_status
will_be_sent(rowan_session *session, rowan__object *object, bool *ret_is)
{
    rowan__mask changes;

    *ret_is = object->state == ROWAN__STATE_DELETED;
    if (object->state != ROWAN__STATE_PERSISTENT)
        return ROWAN_OK;
    return rowan__object_changes(object, &changes, ret_is, &session->error);
}

/* Reads it in the transaction that will write it, if there is one already. */
static rowan_status
freshen(rowan_session *session, rowan__object *object)
{
    bool is_deleted = object->state == ROWAN__STATE_DELETED;
    rowan_status status = ROWAN_OK;

    if (session->depth > 0)
        status = rowan__session_connect(session, true);
    if (status == ROWAN_OK)
        status = read_again(session, object, is_deleted ? rowan__load_again
                                                        : rowan__load_below);
    if (status != ROWAN_DONE)
        return status;
    if (!is_deleted)
        return row_is_gone(session, object);
    object->is_expired = false; /* the delete finds nothing to do */
    return ROWAN_OK;
}

/* Those of a class; *ret_left says if one stays expired. */
static rowan_status
freshen_class(rowan_session *session, rowan__class *class, bool *ret_left)
{
    rowan_status status = ROWAN_OK;

    for (uint32_t c = 0; c < class->chunk_count; c++) {
        for (uint32_t i = 0;
             status == ROWAN_OK && i < class->chunks[c].used; i++) {
            rowan__object *object =
                rowan__chunk_object(class, &class->chunks[c], i);
            bool is_sent = false;

            if (!object->is_expired || object->state == ROWAN__STATE_FREE)
                continue;
            status = will_be_sent(session, object, &is_sent);
            if (status == ROWAN_OK && is_sent)
                status = freshen(session, object);
            *ret_left |= object->is_expired;
        }
    }
    return status;
}

rowan_status
rowan__session_freshen(rowan_session *session)
{
    bool is_left = false;
    rowan_status status = ROWAN_OK;

    if (!session->has_expired)
        return ROWAN_OK;
    for (uint32_t n = 0; status == ROWAN_OK && n < session->class_capacity;
         n++)
        if (session->classes[n] != NULL)
            status = freshen_class(session, session->classes[n], &is_left);
    if (status == ROWAN_OK)
        session->has_expired = is_left;
    return status;
}
