/* SPDX-License-Identifier: MIT */
/* Comma-separated values (RFC 4180). NULL is an empty field without quotes,
 * an empty text one with quotes. */
#include "sql.h"

#include <string.h>

static void
print_field(const char *text, size_t size)
{
    (void)putchar('"');
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"')
            (void)putchar('"');
        (void)putchar(text[i]);
    }
    (void)putchar('"');
}

static void
print_cell(const rowan_value *cell)
{
    if (cell->kind == ROWAN_KIND_TEXT)
        print_field(cell->as.text.data, cell->as.text.size);
    else
        sql_print_value(stdout, cell);
}

static void
end_field(uint32_t column, uint32_t count)
{
    (void)fputs(column + 1 < count ? "," : "\r\n", stdout);
}

int
sql_write_csv(rowan_result *result)
{
    uint32_t count = rowan_result_column_count(result);
    const rowan_value *cells = NULL;
    rowan_error err = {0};
    rowan_status status;

    for (uint32_t i = 0; i < count; i++) {
        const char *name = rowan_result_column_name(result, i);

        print_field(name, strlen(name));
        end_field(i, count);
    }
    while ((status = rowan_result_next(result, &cells, &err)) == ROWAN_OK) {
        for (uint32_t i = 0; i < count; i++) {
            print_cell(&cells[i]);
            end_field(i, count);
        }
    }
    return status == ROWAN_DONE ? TOOL_OK : tool_fail_error(&err);
}
