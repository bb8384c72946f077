/* SPDX-License-Identifier: MIT */
/* A table for people: columns aligned, numbers to the right. */
#include "sql.h"

#include <stdlib.h>
#include <string.h>

typedef struct table {
    uint32_t columns;
    size_t rows, capacity;
    char **cells;   /* rows * columns texts, to be printed as they are */
    size_t *widths; /* in characters */
    bool *is_text;  /* some value is no number */
} table;

/* Characters of UTF-8 text: bytes that do not continue one. */
static size_t
width(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* Length of the UTF-8 character at text, 0 if there is none. */
static size_t
character_size(const unsigned char *text, size_t left)
{
    size_t size = text[0] < 0x80   ? 1
                  : text[0] < 0xC2 ? 0
                  : text[0] < 0xE0 ? 2
                  : text[0] < 0xF0 ? 3
                  : text[0] < 0xF5 ? 4
                                   : 0;

    if (size > left)
        return 0;
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    }
    return size;
}

/* What would move the cursor or fool a terminal is written as \n or \x1b. */
static void
print_safely(FILE *file, const char *data, size_t size)
{
    const unsigned char *text = (const unsigned char *)data;

    for (size_t i = 0; i < size;) {
        size_t step = character_size(text + i, size - i);
        bool is_c1 = step == 2 && text[i] == 0xC2 && text[i + 1] < 0xA0;

        if (text[i] == '\n')
            (void)fputs("\\n", file);
        else if (text[i] == '\t')
            (void)fputs("\\t", file);
        else if (step == 0 || text[i] < 0x20 || text[i] == 0x7F)
            (void)fprintf(file, "\\x%02x", text[i]);
        else if (is_c1)
            (void)fprintf(file, "\\x%02x\\x%02x", text[i], text[i + 1]);
        else
            (void)fwrite(text + i, 1, step, file);
        i += step > 0 ? step : 1;
    }
}

/* As it will stand in the table; NULL when out of memory. */
static char *
cell_text(const rowan_value *cell)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    if (file == NULL)
        return NULL;
    if (cell->kind == ROWAN_KIND_NULL)
        (void)fputs("NULL", file);
    else if (cell->kind == ROWAN_KIND_TEXT)
        print_safely(file, cell->as.text.data, cell->as.text.size);
    else
        sql_print_value(file, cell);
    if (fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static bool
add_row(table *all, const rowan_value *cells)
{
    char **row;

    if (all->rows == all->capacity) {
        size_t capacity = all->capacity > 0 ? all->capacity * 2 : 64;
        char **grown =
            realloc(all->cells, capacity * all->columns * sizeof(*grown));

        if (grown == NULL)
            return false;
        all->cells = grown;
        all->capacity = capacity;
    }
    row = all->cells + all->rows * all->columns;
    memset(row, 0, all->columns * sizeof(*row));
    all->rows++;
    for (uint32_t i = 0; i < all->columns; i++) {
        size_t wide;

        row[i] = cell_text(&cells[i]);
        if (row[i] == NULL)
            return false;
        wide = width(row[i]);
        if (wide > all->widths[i])
            all->widths[i] = wide;
        if (cells[i].kind != ROWAN_KIND_NULL && !sql_is_number(&cells[i]))
            all->is_text[i] = true;
    }
    return true;
}

/* Text to the left, numbers to the right; no blanks at the line's end. */
static void
print_cell(const table *all, uint32_t column, const char *text)
{
    int padding = (int)(all->widths[column] - width(text));
    bool is_last = column + 1 == all->columns;

    (void)fputs(column > 0 ? " | " : " ", stdout);
    if (!all->is_text[column])
        (void)printf("%*s%s", padding, "", text);
    else
        (void)printf("%s%*s", text, is_last ? 0 : padding, "");
    if (is_last)
        (void)putchar('\n');
}

static void
print_rule(const table *all)
{
    for (uint32_t i = 0; i < all->columns; i++) {
        (void)fputs(i > 0 ? "+" : "", stdout);
        for (size_t dash = 0; dash < all->widths[i] + 2; dash++)
            (void)putchar('-');
    }
    (void)putchar('\n');
}

static void
print_table(const table *all, rowan_result *result)
{
    for (uint32_t i = 0; i < all->columns; i++)
        print_cell(all, i, rowan_result_column_name(result, i));
    print_rule(all);
    for (size_t i = 0; i < all->rows * all->columns; i++)
        print_cell(all, (uint32_t)(i % all->columns), all->cells[i]);
    (void)printf("(%zu row%s)\n", all->rows, all->rows == 1 ? "" : "s");
}

static int
read_table(table *all, rowan_result *result)
{
    const rowan_value *cells = NULL;
    rowan_error err = {0};
    rowan_status status;

    all->widths = calloc(all->columns, sizeof(*all->widths));
    all->is_text = calloc(all->columns, sizeof(*all->is_text));
    if (all->widths == NULL || all->is_text == NULL)
        return tool_fail("out of memory");
    for (uint32_t i = 0; i < all->columns; i++)
        all->widths[i] = width(rowan_result_column_name(result, i));
    while ((status = rowan_result_next(result, &cells, &err)) == ROWAN_OK) {
        if (!add_row(all, cells))
            return tool_fail("out of memory: use --csv or --json, which write "
                             "row by row");
    }
    return status == ROWAN_DONE ? TOOL_OK : tool_fail_error(&err);
}

int
sql_write_table(rowan_result *result)
{
    table all = {.columns = rowan_result_column_count(result)};
    int status = read_table(&all, result);

    if (status == TOOL_OK)
        print_table(&all, result);
    for (size_t i = 0; i < all.rows * all.columns; i++)
        free(all.cells[i]);
    free(all.cells);
    free(all.widths);
    free(all.is_text);
    return status;
}
