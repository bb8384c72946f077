/* SPDX-License-Identifier: MIT */
#include "error_priv.h"

#include "sink.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void fill(char *field, size_t field_size, const char *format,
                 va_list arguments) ROWAN_PRINTF(3, 0);

/* Formats into an empty field, cut on a character boundary. */
static void
fill(char *field, size_t field_size, const char *format, va_list arguments)
{
    int size = vsnprintf(field, field_size, format, arguments);

    if (size < 0)
        field[0] = '\0';
    else if ((size_t)size >= field_size)
        field[rowan__whole_characters(field, field_size - 1)] = '\0';
}

void
rowan__error_copy(char *field, size_t field_size, const char *text)
{
    size_t size = strlen(text);

    if (field_size == 0)
        return;
    if (size >= field_size)
        size = rowan__whole_characters(text, field_size - 1);
    memcpy(field, text, size);
    field[size] = '\0';
}

void
rowan_error_clear(rowan_error *err)
{
    if (err != NULL)
        *err = (rowan_error){0};
}

static void set(rowan_error *err, rowan_status status, const char *format,
                va_list arguments) ROWAN_PRINTF(3, 0);

static void
set(rowan_error *err, rowan_status status, const char *format,
    va_list arguments)
{
    if (err == NULL || err->status != ROWAN_OK)
        return;
    err->status = status;
    fill(err->message, sizeof(err->message), format, arguments);
}

rowan_status
rowan__error_set(rowan_error *err, rowan_status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    set(err, status, format, arguments);
    va_end(arguments);
    return status;
}

rowan_status
rowan_error_set(rowan_error *err, rowan_status status, const char *format, ...)
{
    va_list arguments;

    if (status == ROWAN_OK || format == NULL)
        return status;
    va_start(arguments, format);
    set(err, status, format, arguments);
    va_end(arguments);
    return status;
}

rowan_status
rowan__error_no_memory(rowan_error *err)
{
    return rowan__error_set(err, ROWAN_NO_MEMORY, "%s",
                            rowan_status_text(ROWAN_NO_MEMORY));
}

static bool
wants_detail(const rowan_error *err, const char *field)
{
    return err != NULL && err->status != ROWAN_OK && field[0] == '\0';
}

void
rowan__error_hint(rowan_error *err, const char *format, ...)
{
    va_list arguments;

    if (format == NULL || err == NULL || !wants_detail(err, err->hint))
        return;
    va_start(arguments, format);
    fill(err->hint, sizeof(err->hint), format, arguments);
    va_end(arguments);
}

void
rowan__error_object(rowan_error *err, const char *format, ...)
{
    va_list arguments;

    if (format == NULL || err == NULL || !wants_detail(err, err->object))
        return;
    va_start(arguments, format);
    fill(err->object, sizeof(err->object), format, arguments);
    va_end(arguments);
}

void
rowan__error_sql(rowan_error *err, const char *sql)
{
    if (sql != NULL && err != NULL && wants_detail(err, err->sql))
        rowan__error_copy(err->sql, sizeof(err->sql), sql);
}

void
rowan__error_table(rowan_error *err, const char *table)
{
    if (table != NULL && err != NULL && wants_detail(err, err->table))
        rowan__error_copy(err->table, sizeof(err->table), table);
}

void
rowan__error_column(rowan_error *err, const char *column)
{
    if (column != NULL && err != NULL && wants_detail(err, err->column))
        rowan__error_copy(err->column, sizeof(err->column), column);
}

void
rowan__error_constraint(rowan_error *err, const char *constraint)
{
    if (constraint != NULL && err != NULL && wants_detail(err, err->constraint))
        rowan__error_copy(err->constraint, sizeof(err->constraint), constraint);
}

static void
put_line(rowan__sink *out, const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    rowan__sink_text(out, "\n  ");
    rowan__sink_text(out, label);
    rowan__sink_text(out, ": ");
    rowan__sink_text(out, text);
}

size_t
rowan_error_format(const rowan_error *err, char *buffer, size_t size_bytes)
{
    static const struct {
        const char *label;
        size_t offset;
    } fields[] = {
        {"object", offsetof(rowan_error, object)},
        {"table", offsetof(rowan_error, table)},
        {"column", offsetof(rowan_error, column)},
        {"constraint", offsetof(rowan_error, constraint)},
        {"SQL", offsetof(rowan_error, sql)},
        {"hint", offsetof(rowan_error, hint)},
    };
    rowan__sink out = {.buffer = buffer, .size = size_bytes};
    char native[16] = "";

    rowan__sink_text(&out, err->message[0] != '\0'
                               ? err->message
                               : rowan_status_text(err->status));
    put_line(&out, "status", rowan_status_name(err->status));
    put_line(&out, "SQLSTATE", err->sqlstate);
    if (err->native_code != 0)
        (void)snprintf(native, sizeof(native), "%ld", (long)err->native_code);
    put_line(&out, "native code", native);
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        put_line(&out, fields[i].label, (const char *)err + fields[i].offset);
    return rowan__sink_end(&out);
}
