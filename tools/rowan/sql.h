/* SPDX-License-Identifier: MIT */
/* The ways in which `rowan sql` writes a result. */
#ifndef ROWAN_TOOL_SQL_H
#define ROWAN_TOOL_SQL_H

#include "tool.h"

#include <stdio.h>

/* Each writes all rows to standard output and gives the exit status. */
typedef int sql_writer(rowan_result *result);
sql_writer sql_write_table;
sql_writer sql_write_csv;
sql_writer sql_write_json;

/* A value as text without quotes; nothing for NULL. Doubles so that they can
 * be read back exactly. Bytes in hexadecimal. */
void sql_print_value(FILE *file, const rowan_value *value);

/* Significant digits in decimal that read back as the same number. */
size_t sql_double_digits(double number);

bool sql_is_number(const rowan_value *value);

#endif
