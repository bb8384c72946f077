/* SPDX-License-Identifier: MIT */
/*
 * A dialect "onetable" inside the test program: a database of one table whose
 * columns are id, name, size, and which answers INSERT and the SELECT by key
 * as a test says.
 */
#ifndef ROWAN_TESTS_ONE_TABLE_H
#define ROWAN_TESTS_ONE_TABLE_H

#include <rowan/plugin/capabilities.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ONE_TABLE_ROWS 512

typedef struct one_table {
    uint8_t has[ROWAN_FEATURES_MAX];
    bool is_reversed; /* RETURNING gives the last row first */
    bool alters;      /* names are kept in capitals */
    bool forgets;     /* RETURNING leaves the last row out */

    char names[ONE_TABLE_ROWS][32]; /* by id; ids are from 1 */
    size_t count;
    size_t before;  /* rows when the transaction or savepoint began */
    int inserts, selects;
    size_t most_rows; /* of one INSERT */
} one_table;

extern one_table table;

/* Registers the plugin (again is harmless), empties the table, which then has
 * INSERTs of many rows, RETURNING and the last id. */
void one_table_begin(void);

#endif
