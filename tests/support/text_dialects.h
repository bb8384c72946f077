/* SPDX-License-Identifier: MIT */
/*
 * Two dialects inside the test program that only write text, each the opposite
 * of the other in whatever a dialect can choose:
 *
 *     dollar    $1, "names", native types, schemas, comments, ALTER for
 *               constraints, identity by the standard's clause
 *     backtick  ?, `names`, sizes in the names of types, AUTO_NUMBER, table
 *               options, no partial indexes, no deferred keys, NULLs unsorted
 */
#ifndef ROWAN_TESTS_TEXT_DIALECTS_H
#define ROWAN_TESTS_TEXT_DIALECTS_H

#include <rowan/plugins.h>

/* Registers both; again is harmless. */
void text_dialects_register(void);

#endif
