/* SPDX-License-Identifier: MIT */
/* Setting of errors inside the core. The first error wins. */
#ifndef ROWAN_BASE_ERROR_PRIV_H
#define ROWAN_BASE_ERROR_PRIV_H

#include <rowan/error.h>

/* For what is rarely called: kept apart, and branches that lead to it are taken
 * for those not taken, so that the usual way is short and straight. */
#define ROWAN__COLD __attribute__((cold))

/* Sets status and message unless err is NULL or holds an error already.
 * Returns status, so that `return rowan__error_set(...)` reads well. */
rowan_status rowan__error_set(rowan_error *err, rowan_status status,
                              const char *format, ...)
    ROWAN_PRINTF(3, 4) ROWAN__COLD;
rowan_status rowan__error_no_memory(rowan_error *err) ROWAN__COLD;

/* Adds detail to an error that is set; NULL texts and fields that hold
 * something already are left alone. */
void rowan__error_hint(rowan_error *err, const char *format, ...)
    ROWAN_PRINTF(2, 3);
void rowan__error_sql(rowan_error *err, const char *sql);
void rowan__error_object(rowan_error *err, const char *format, ...)
    ROWAN_PRINTF(2, 3);
void rowan__error_table(rowan_error *err, const char *table);
void rowan__error_column(rowan_error *err, const char *column);
void rowan__error_constraint(rowan_error *err, const char *constraint);

/* What helps against errors of a status wherever they come from, or NULL. */
const char *rowan__status_cure(rowan_status status);

/* Copies text into field, cut on a UTF-8 boundary. */
void rowan__error_copy(char *field, size_t field_size, const char *text);

#endif
