/* SPDX-License-Identifier: MIT */
/* Adding, deleting, and changes by sets. */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "orm/session/query_priv.h"

static rowan_status
add_object(rowan_session *session, const rowan__mapping *mapping,
           const void *row, void **ret_row)
{
    rowan__class *class = rowan__session_class(session, mapping);
    rowan__object *object;

    if (class == NULL)
        return ROWAN_NO_MEMORY;
    object = rowan__class_add(class);
    if (object == NULL)
        return rowan__error_no_memory(&session->error);
    if (rowan__list_add(&session->added, object, &session->error) !=
        ROWAN_OK) {
        rowan__class_recycle(class, object);
        return ROWAN_NO_MEMORY;
    }
    object->ordinal = (uint32_t)session->added.count;
    memcpy(rowan__object_row(object), row, mapping->size);
    memset(rowan__object_snapshot(object), 0, mapping->size);
    *ret_row = rowan__object_row(object);
    return ROWAN_OK;
}

void *
rowan_session_new(rowan_session *session, const rowan_model *model,
                  const void *row)
{
    const rowan__mapping *mapping;
    void *added = NULL;
    rowan_status status;

    if (session == NULL)
        return NULL;
    rowan__session_enter(session);
    if (row == NULL)
        status = rowan__error_set(&session->error, ROWAN_INVALID,
                                  "a struct to add was asked for, and got "
                                  "NULL");
    else
        status = rowan__mapping_of_table(model, &mapping, &session->error);
    if (status == ROWAN_OK)
        status = add_object(session, mapping, row, &added);
    rowan__session_lose(session, status);
    return added;
}

static rowan_status
delete_object(rowan_session *session, rowan__object *object)
{
    rowan_status status;

    switch (object->state) {
    case ROWAN__STATE_NEW: /* its place in the list stays for the flush */
        object->state = ROWAN__STATE_GONE;
        return ROWAN_OK;
    case ROWAN__STATE_PERSISTENT:
        status = rowan__list_add(&session->deleted, object, &session->error);
        if (status == ROWAN_OK)
            object->state = ROWAN__STATE_DELETED;
        return status;
    default: /* deleted already */
        return ROWAN_OK;
    }
}

rowan_status
rowan_delete(rowan_session *session, void *row)
{
    rowan__object *object;
    rowan_status status;

    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    object = rowan__session_object(session, row);
    status = object != NULL ? delete_object(session, object)
                            : session->error.status;
    return rowan__session_lose(session, status);
}

/* ---- by sets ----------------------------------------------------------- */

static rowan_status
run_change(rowan_session *session, rowan_statement_kind kind,
           const rowan_model *model, const rowan_change *change)
{
    rowan_statement tree = { .kind = kind, .model = model, .change = change };
    const rowan__mapping *mapping;
    rowan__statement *statement = NULL;
    rowan__shape shape;
    rowan_status status =
        rowan__mapping_of_table(model, &mapping, &session->error);

    if (status == ROWAN_OK && change == NULL)
        status = rowan__error_set(&session->error, ROWAN_INVALID,
                                  "a change of %s was asked for, and got NULL",
                                  model->type);
    if (status != ROWAN_OK)
        return status;
    status = rowan__query_start(session, &tree, NULL, 0, ROWAN__QUERY_WRITE,
                                &session->scratch, &shape, &statement);
    if (status == ROWAN_OK && change->ret_count != NULL)
        *change->ret_count =
            session->conn->driver->affected_rows(statement->driver);
    return rowan__session_give_back(session, statement, status);
}

rowan_status
rowan_session_update(rowan_session *session, const rowan_model *model,
                     const rowan_change *change)
{
    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    return rowan__session_lose(
        session, run_change(session, ROWAN_STATEMENT_UPDATE, model, change));
}

rowan_status
rowan_session_delete_where(rowan_session *session, const rowan_model *model,
                           const rowan_change *change)
{
    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    return rowan__session_lose(
        session, run_change(session, ROWAN_STATEMENT_DELETE, model, change));
}

/* ---- out of the session ------------------------------------------------ */

/* Bytes that the texts of a row need in a copy. */
static size_t
texts_size(const rowan__mapping *mapping, const void *row)
{
    size_t size = 0;

    for (uint32_t i = 0; i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];
        rowan_value value;

        if ((field->ctype & (ROWAN_CTYPE_CHARS | ROWAN_CTYPE_ENUM)) == 0 &&
            rowan__field_get(field, row, &value, NULL) == ROWAN_OK &&
            rowan__value_is_view(&value))
            size += value.as.text.size + 1;
    }
    return size;
}

/* Copies one text behind those that are there; gives back where it ends. */
static char *
copy_text(const rowan__field *field, const void *row, char *copy, char *end)
{
    rowan_value value;

    if ((field->ctype & (ROWAN_CTYPE_CHARS | ROWAN_CTYPE_ENUM)) != 0 ||
        rowan__field_get(field, row, &value, NULL) != ROWAN_OK ||
        !rowan__value_is_view(&value))
        return end;
    if (value.as.text.size > 0)
        memcpy(end, value.as.text.data, value.as.text.size);
    end[value.as.text.size] = '\0';
    value.as.text.data = end;
    /* A view set as a view: nothing that could fail. */
    if (rowan__field_set(field, copy, &value, NULL, ROWAN__TEXTS_VIEW, NULL) !=
        ROWAN_OK)
        return end;
    return end + value.as.text.size + 1;
}

void *
rowan_session_detach(rowan_session *session, const void *row)
{
    const rowan__mapping *mapping;
    rowan__object *object;
    char *copy, *end;

    if (session == NULL)
        return NULL;
    rowan__session_enter(session);
    object = rowan__session_object(session, row);
    if (object == NULL)
        return NULL;
    mapping = object->class->mapping;
    if (mapping->codec_count > 0) {
        rowan__error_set(&session->error, ROWAN_UNSUPPORTED,
                         "%s has members with codecs, which cannot be copied "
                         "out of the session",
                         mapping->model->type);
        return NULL;
    }
    copy = rowan__alloc(mapping->size + texts_size(mapping, row));
    if (copy == NULL) {
        rowan__error_no_memory(&session->error);
        return NULL;
    }
    memcpy(copy, row, mapping->size);
    end = copy + mapping->size;
    for (uint32_t i = 0; i < mapping->field_count; i++)
        end = copy_text(&mapping->fields[i], row, copy, end);
    return copy;
}
