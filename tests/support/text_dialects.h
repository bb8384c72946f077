/* SPDX-License-Identifier: MIT */
/*
 * Dialects inside the test program that only write text, each the opposite of
 * the others in whatever a dialect can choose:
 *
 *     dollar    $1, "names", native types, schemas, comments, ALTER for
 *               constraints, identity by the standard's clause
 *     backtick  ?, `names`, sizes in the names of types, AUTO_NUMBER, table
 *               options, no partial indexes, no deferred keys, NULLs unsorted
 *     capitals  names without quotes are read in capitals, FETCH FIRST, values
 *               with their types, plain defaults
 */
#ifndef ROWAN_TESTS_TEXT_DIALECTS_H
#define ROWAN_TESTS_TEXT_DIALECTS_H

#include <rowan/plugins.h>

/* Registers them; again is harmless. */
void text_dialects_register(void);

#endif
