/* SPDX-License-Identifier: MIT */
/* An array of objects, one a line, written row by row. */
#include "sql.h"

#ifdef HAVE_JANSSON

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* An object has each name once, and the later value would win. */
static int
check_names(rowan_result *result)
{
    uint32_t count = rowan_result_column_count(result);

    for (uint32_t i = 0; i < count; i++) {
        const char *name = rowan_result_column_name(result, i);

        for (uint32_t j = 0; j < i; j++) {
            if (strcmp(name, rowan_result_column_name(result, j)) == 0)
                return tool_fail("two columns are called \"%s\": give one "
                                 "another name by AS",
                                 name);
        }
    }
    return TOOL_OK;
}

static json_t *
bytes_to_json(const rowan_value *cell)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    json_t *json = NULL;

    if (file == NULL)
        return NULL;
    sql_print_value(file, cell);
    if (fclose(file) == 0)
        json = json_stringn(text, size);
    free(text);
    return json;
}

/* NULL if JSON cannot say it: infinity, text that is not UTF-8. */
static json_t *
to_json(const rowan_value *cell)
{
    switch (cell->kind) {
    case ROWAN_KIND_NULL:
        return json_null();
    case ROWAN_KIND_INT64:
        return json_integer(cell->as.integer);
    case ROWAN_KIND_DOUBLE:
        return json_real(cell->as.real);
    case ROWAN_KIND_BYTES:
        return bytes_to_json(cell);
    default:
        return json_stringn(cell->as.text.data, cell->as.text.size);
    }
}

/* Digits that a number needs to be read back as the same. */
static size_t
precision(const rowan_value *cell)
{
    return cell->kind == ROWAN_KIND_DOUBLE ? sql_double_digits(cell->as.real)
                                           : 0;
}

/* Takes value. */
static bool
print_json(json_t *value, size_t digits)
{
    bool is_written =
        value != NULL &&
        json_dumpf(value, stdout,
                   JSON_ENCODE_ANY | JSON_REAL_PRECISION(digits)) == 0;

    json_decref(value);
    return is_written;
}

static int
print_row(rowan_result *result, const rowan_value *cells)
{
    uint32_t count = rowan_result_column_count(result);

    (void)putchar('{');
    for (uint32_t i = 0; i < count; i++) {
        const char *name = rowan_result_column_name(result, i);

        (void)fputs(i > 0 ? "," : "", stdout);
        if (!print_json(json_string(name), 0))
            return tool_fail("a column's name is not UTF-8");
        (void)putchar(':');
        if (!print_json(to_json(&cells[i]), precision(&cells[i])))
            return tool_fail("a value of column \"%s\" has no JSON form "
                             "(text must be UTF-8, numbers finite)",
                             name);
    }
    (void)putchar('}');
    return TOOL_OK;
}

int
sql_write_json(rowan_result *result)
{
    const rowan_value *cells = NULL;
    const char *before = "[\n";
    rowan_error err = {0};
    rowan_status next = ROWAN_OK;
    int status = check_names(result);

    while (status == TOOL_OK &&
           (next = rowan_result_next(result, &cells, &err)) == ROWAN_OK) {
        (void)fputs(before, stdout);
        before = ",\n";
        status = print_row(result, cells);
    }
    if (status != TOOL_OK)
        return status;
    if (next != ROWAN_DONE)
        return tool_fail_error(&err);
    (void)fputs(before[0] == '[' ? "[]\n" : "\n]\n", stdout);
    return TOOL_OK;
}

#else

int
sql_write_json(rowan_result *result)
{
    (void)result;
    return tool_fail("this rowan was built without JSON: install jansson (on "
                     "Debian: apt install libjansson-dev) and build it again");
}

#endif
