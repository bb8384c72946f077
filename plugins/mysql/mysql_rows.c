/* SPDX-License-Identifier: MIT */
/*
 * Rows kept in memory. The protocol answers one statement at a time, so when
 * another one begins, what a running statement has not given yet is taken off
 * the wire: as cells of the kinds that its reader wants, their texts beside
 * them, in blocks.
 */

#include "mysql_priv.h"

#include <string.h>

#define BLOCK_SIZE 65536

struct mysql_row_block {
    mysql_row_block *next;
    size_t used, size; /* of data, in bytes */
    /* rows, one after the other: cells, then their texts */
    rowan_value data[];
};

/* Bytes of a row in a block, so that the next one's cells are aligned. */
static size_t
row_size(const rowan_value *cells, uint32_t count)
{
    size_t size = count * sizeof *cells;

    for (uint32_t i = 0; i < count; i++)
        if (mysql__has_text(cells[i].kind))
            size += cells[i].as.text.size + 1;
    return (size + sizeof(rowan_value) - 1) / sizeof(rowan_value) *
           sizeof(rowan_value);
}

static char *
reserve(rowan_driver_statement *statement, size_t size)
{
    const rowan_host *host = statement->connection->host;
    mysql_row_block *block = statement->last_block;
    size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    char *row;

    if (!block || block->size - block->used < size) {
        block = host->allocate(sizeof *block + room);
        if (!block)
            return NULL;
        *block = (mysql_row_block){.size = room};
        if (statement->last_block)
            statement->last_block->next = block;
        else
            statement->first_block = block;
        statement->last_block = block;
    }
    row = (char *)block->data + block->used;
    block->used += size;
    return row;
}

static bool
keep_row(rowan_driver_statement *statement, const rowan_value *cells)
{
    uint32_t count = statement->column_count;
    char *row = reserve(statement, row_size(cells, count));
    rowan_value *copy = (rowan_value *)(void *)row;
    char *text;

    if (!row)
        return false;
    text = row + count * sizeof *cells;
    for (uint32_t i = 0; i < count; i++) {
        rowan_view *view = &copy[i].as.text;

        copy[i] = cells[i];
        if (!mysql__has_text(cells[i].kind))
            continue;
        memcpy(text, view->data, view->size);
        text[view->size] = '\0';
        view->data = text;
        text += view->size + 1;
    }
    return true;
}

/* Keeps an error for its reader, as far as there is memory for it. */
static void
keep_error(rowan_driver_statement *statement, const rowan_error *err)
{
    const rowan_host *host = statement->connection->host;

    statement->late_status = err->status ? err->status : ROWAN_NO_MEMORY;
    statement->late_error = host->allocate(sizeof *statement->late_error);
    if (statement->late_error)
        *statement->late_error = *err;
}

void
mysql__rows_keep(rowan_driver_statement *statement)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = statement->column_count;
    rowan_value *cells = host->allocate(count * sizeof *cells);
    rowan_status status = cells ? ROWAN_OK : ROWAN_NO_MEMORY;
    rowan_error err = {0};

    while (!status) {
        status = mysql__statement_fetch(statement, cells, &err);
        if (!status && !keep_row(statement, cells))
            status = ROWAN_NO_MEMORY;
    }
    host->release(cells);
    if (status != ROWAN_DONE)
        keep_error(statement, &err);
    mysql__statement_leave_wire(statement);
    statement->state = MYSQL_STATE_BUFFERED;
    statement->read_block = statement->first_block;
    statement->read_at = 0;
}

rowan_status
mysql__rows_next(rowan_driver_statement *statement, rowan_value *cells,
                 rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = statement->column_count;
    mysql_row_block *block = statement->read_block;
    const rowan_value *row;

    if (block && statement->read_at == block->used) {
        block = statement->read_block = block->next;
        statement->read_at = 0;
    }
    if (block) {
        row = block->data + statement->read_at / sizeof *row;
        memcpy(cells, row, count * sizeof *cells);
        statement->read_at += row_size(row, count);
        return ROWAN_OK;
    }
    if (!statement->late_status) {
        statement->state = MYSQL_STATE_DONE;
        return ROWAN_DONE;
    }
    statement->state = MYSQL_STATE_IDLE;
    if (statement->late_error && statement->late_error->status) {
        const rowan_error *late = statement->late_error;
        rowan_error_info info = {.size = sizeof info,
                                 .status = (int32_t)late->status,
                                 .retry = (int32_t)late->retry,
                                 .native_code = late->native_code,
                                 .sqlstate = late->sqlstate,
                                 .message = late->message,
                                 .column = late->column,
                                 .hint = late->hint};
        return (rowan_status)host->error_set(err, &info);
    }
    return plugin_no_memory(host, err);
}

void
mysql__rows_free(rowan_driver_statement *statement)
{
    const rowan_host *host = statement->connection->host;

    if (!statement->first_block && !statement->late_status)
        return;
    while (statement->first_block) {
        mysql_row_block *next = statement->first_block->next;

        host->release(statement->first_block);
        statement->first_block = next;
    }
    host->release(statement->late_error);
    statement->late_error = NULL;
    statement->late_status = ROWAN_OK;
    statement->last_block = statement->read_block = NULL;
    statement->read_at = 0;
}
