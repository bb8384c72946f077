/* SPDX-License-Identifier: MIT */
#include "compile/writer.h"

#include "base/error_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 16, MOST_BINDS = 1 << 28 };

void
rowan__writer_init(rowan__writer *out, const rowan__target *target,
                   rowan__arena *arena, uint32_t bind_count, rowan_error *err)
{
    *out = (rowan__writer){
        .target = target,
        .text = &target->dialect->text,
        .arena = arena,
        .err = err,
    };
    rowan__buffer_init(&out->sql);
    out->capacity = bind_count > 0 ? bind_count : FIRST_CAPACITY;
    out->kinds = rowan__arena_alloc(arena, out->capacity * sizeof(uint32_t));
    out->names = rowan__arena_zalloc(arena, out->capacity * sizeof(char *));
    if (out->text->placeholder == ROWAN_PLACEHOLDER_QUESTION)
        out->order =
            rowan__arena_alloc(arena, out->capacity * sizeof(uint32_t));
    if (out->kinds != NULL && out->names != NULL &&
        (out->order != NULL ||
         out->text->placeholder != ROWAN_PLACEHOLDER_QUESTION))
        return;
    rowan__writer_fail(out, ROWAN_NO_MEMORY, "%s",
                       rowan_status_text(ROWAN_NO_MEMORY));
    out->capacity = 0;
}

bool
rowan__writer_failed(const rowan__writer *out)
{
    return out->status != ROWAN_OK;
}

void
rowan__writer_fail(rowan__writer *out, rowan_status status, const char *format,
                   ...)
{
    char message[sizeof(out->err->message)];
    va_list arguments;

    if (out->status != ROWAN_OK)
        return;
    out->status = status;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    rowan__error_set(out->err, status, "%s", message);
}

/* ---- the end ------------------------------------------------------------- */

static void
check_bind_count(rowan__writer *out)
{
    uint32_t most = out->target->caps->max_binds;
    uint32_t others = out->count - out->list_binds;

    if (most == 0 || out->count <= most)
        return;
    if (out->list_binds > 0 && others < most)
        rowan__writer_fail(
            out, ROWAN_LIMIT,
            "the statement has %u values, the database takes %u: give rowan_in "
            "at most %u items at once",
            out->count, most, most - others);
    else
        rowan__writer_fail(out, ROWAN_LIMIT,
                           "the statement has %u values, the database takes "
                           "%u: split it",
                           out->count, most);
}

/* NULL where placeholder i takes bind i. */
static const uint32_t *
real_order(const rowan__writer *out)
{
    for (uint32_t i = 0; out->order != NULL && i < out->count; i++)
        if (out->order[i] != i)
            return out->order;
    return NULL;
}

rowan_status
rowan__writer_end(rowan__writer *out, uint32_t column_count,
                  rowan__compiled *ret_compiled)
{
    const char *sql = NULL;

    check_bind_count(out);
    if (out->status == ROWAN_OK && !rowan__buffer_failed(&out->sql))
        sql = rowan__arena_text(out->arena, rowan__buffer_get(&out->sql),
                                out->sql.size);
    if (sql == NULL)
        rowan__writer_fail(out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
    else
        *ret_compiled = (rowan__compiled){
            .sql = sql,
            .sql_size = out->sql.size,
            .bind_count = out->count,
            .bind_kinds = out->kinds,
            .bind_order = real_order(out),
            .names = out->names,
            .name_count =
                out->name_period > 0 ? out->name_period : out->count,
            .column_count = column_count,
        };
    rowan__buffer_done(&out->sql);
    return out->status;
}

/* ---- pieces -------------------------------------------------------------- */

void
rowan__write(rowan__writer *out, const char *text)
{
    rowan__buffer_text(&out->sql, text);
}

static void *
grown(rowan__writer *out, const void *array, size_t item_size,
      uint32_t capacity)
{
    void *bigger = rowan__arena_zalloc(out->arena, capacity * item_size);

    if (bigger == NULL)
        rowan__writer_fail(out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
    else
        memcpy(bigger, array, out->capacity * item_size);
    return bigger;
}

/* Room for placeholder number i; false after an error. */
static bool
make_room(rowan__writer *out, uint32_t i)
{
    uint32_t capacity = out->capacity;
    uint32_t *kinds, *order = NULL;
    const char **names = out->names;

    if (i < capacity)
        return true;
    if (i >= MOST_BINDS)
        rowan__writer_fail(out, ROWAN_LIMIT,
                           "the statement has more than %d values: split it",
                           MOST_BINDS);
    if (rowan__writer_failed(out))
        return false;
    while (capacity <= i)
        capacity *= 2;
    kinds = grown(out, out->kinds, sizeof(*kinds), capacity);
    if (kinds != NULL && out->order != NULL)
        order = grown(out, out->order, sizeof(*order), capacity);
    if (kinds != NULL && out->name_period == 0)
        names = grown(out, out->names, sizeof(*names), capacity);
    if (rowan__writer_failed(out))
        return false;
    out->kinds = kinds;
    out->order = order;
    out->names = names;
    out->capacity = capacity;
    return true;
}

void
rowan__write_bind(rowan__writer *out, uint32_t bind, uint32_t kind)
{
    uint32_t i = out->order != NULL ? out->count : bind;

    if (!make_room(out, i))
        return;
    if (out->order != NULL) {
        out->order[out->count] = bind;
        rowan__buffer_char(&out->sql, '?');
    } else {
        bool dollar = out->text->placeholder == ROWAN_PLACEHOLDER_DOLLAR;

        rowan__buffer_char(&out->sql, dollar ? '$' : '?');
        rowan__buffer_int(&out->sql, (int64_t)bind + 1);
    }
    for (; out->count <= i; out->count++)
        out->kinds[out->count] = ROWAN_KIND_NULL;
    out->kinds[i] = kind;
    if (out->name_period == 0 || i < out->name_period)
        out->names[i] = out->naming;
}

void
rowan__write_name(rowan__writer *out, const char *what, const char *name)
{
    rowan_status status = rowan__identifier_quote(&out->sql, out->text, what,
                                                  name, out->err);

    if (out->status == ROWAN_OK)
        out->status = status;
}

void
rowan__write_table(rowan__writer *out, const rowan__table *table)
{
    if (table->schema != NULL) {
        rowan__write_name(out, "schema", table->schema);
        rowan__write(out, ".");
    }
    rowan__write_name(out, "table", table->name);
}

void
rowan__write_column(rowan__writer *out, const rowan__table *table,
                    const rowan__column *column)
{
    if (out->qualify) {
        rowan__write_table(out, table);
        rowan__write(out, ".");
    }
    rowan__write_name(out, "column", column->name);
}

void
rowan__write_columns(rowan__writer *out, const rowan__table *table,
                     const uint32_t *columns, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            rowan__write(out, ", ");
        rowan__write_column(out, table, &table->columns[columns[i]]);
    }
}

void
rowan__write_all_columns(rowan__writer *out, const rowan__table *table)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (i > 0)
            rowan__write(out, ", ");
        rowan__write_column(out, table, &table->columns[i]);
    }
}

void
rowan__write_key(rowan__writer *out, const rowan__table *table, uint32_t bind)
{
    const rowan__key *key = &table->primary_key;

    if (key->column_count == 0)
        rowan__writer_fail(out, ROWAN_INVALID,
                           "%s has no primary key to find a row by",
                           table->model->type);
    for (uint32_t i = 0; i < key->column_count; i++) {
        const rowan__column *column = &table->columns[key->columns[i]];

        rowan__write(out, i == 0 ? " WHERE " : " AND ");
        rowan__write_column(out, table, column);
        rowan__write(out, " = ");
        out->naming = column->name;
        rowan__write_bind(out, bind + i, column->type.kind);
    }
}
