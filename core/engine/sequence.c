/* SPDX-License-Identifier: MIT */
/* The next number of a sequence, as the dialect's text asks for it. */
#include "engine_priv.h"

#include "base/error_priv.h"

#include <string.h>

/* "schema"."name", or "name" alone. */
static rowan_status
quote(const rowan_connection *conn, const char *schema, const char *name,
      rowan_buffer *out, rowan_error *err)
{
    const rowan_dialect *dialect = &conn->target.dialect->text;
    rowan_status status = ROWAN_OK;

    if (schema != NULL) {
        status = rowan__identifier_quote(out, dialect, "schema", schema, err);
        rowan__buffer_text(out, ".");
    }
    return status == ROWAN_OK ? rowan__identifier_quote(out, dialect,
                                                        "sequence", name, err)
                              : status;
}

/* The text has the quoted name where the dialect says {0}; elsewhere the name
 * is its one value. */
static rowan_status
ask(rowan_connection *conn, const char *path, rowan_buffer *sql,
    rowan_result **ret_result, rowan_error *err)
{
    const char *template = conn->target.dialect->text.sequence_next_sql;
    const char *place = strstr(template, "{0}");
    const rowan_bind_value binds[] = {
        {"name", {.kind = ROWAN_KIND_TEXT, .as.text = {path, SIZE_MAX}}},
        {NULL, {.kind = ROWAN_KIND_NULL}},
    };

    if (place == NULL)
        return rowan_connection_query(conn, template, binds, ret_result, err);
    rowan__buffer_add(sql, template, (size_t)(place - template));
    rowan__buffer_text(sql, path);
    rowan__buffer_text(sql, place + strlen("{0}"));
    if (rowan__buffer_failed(sql))
        return rowan__error_no_memory(err);
    return rowan_connection_query(conn, rowan__buffer_get(sql), NULL,
                                  ret_result, err);
}

static rowan_status
take_number(rowan_result *result, int64_t *ret_number, rowan_error *err)
{
    const rowan_value *cells;
    rowan_status status = rowan_result_next(result, &cells, err);

    if (status != ROWAN_OK && status != ROWAN_DONE)
        return status;
    if (status == ROWAN_DONE || cells[0].kind != ROWAN_KIND_INT64)
        return rowan__error_set(err, ROWAN_INTERNAL,
                                "the plugin's sequence_next_sql gives no "
                                "integer");
    *ret_number = cells[0].as.integer;
    return ROWAN_OK;
}

rowan_status
rowan_connection_sequence_next(rowan_connection *conn, const char *schema,
                               const char *name, int64_t *ret_number,
                               rowan_error *err)
{
    rowan_buffer path, sql;
    rowan_result *result = NULL;
    rowan_status status = rowan__connection_check(conn, err);

    if (status != ROWAN_OK)
        return status;
    if (!conn->caps.has[ROWAN_FEATURE_SEQUENCES])
        return rowan__error_set(err, ROWAN_UNSUPPORTED,
                                "%s has no sequences, and sequence '%s' was "
                                "asked for its next number",
                                conn->caps.server_name, name);
    rowan__buffer_init(&path);
    rowan__buffer_init(&sql);
    status = quote(conn, schema, name, &path, err);
    if (status == ROWAN_OK && rowan__buffer_failed(&path))
        status = rowan__error_no_memory(err);
    if (status == ROWAN_OK)
        status = ask(conn, rowan__buffer_get(&path), &sql, &result, err);
    if (status == ROWAN_OK)
        status = take_number(result, ret_number, err);
    rowan_result_free(result);
    rowan__buffer_done(&sql);
    rowan__buffer_done(&path);
    return status;
}
