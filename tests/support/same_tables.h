/* SPDX-License-Identifier: MIT */
/* Tables that are compared with their models. */
#ifndef ROWAN_TESTS_SAME_TABLES_H
#define ROWAN_TESTS_SAME_TABLES_H

#include <rowan.h>

/* Checks that the tables of a database are those of the models: fails with
 * each difference. Texts of which nobody can say are let pass. */
void check_same_tables(rowan_engine *engine, const rowan_model *const *models);

#endif
