/* SPDX-License-Identifier: MIT */
/* One line a suite, sorted; each file of tests defines one by HARNESS_SUITE. */
SUITE(sqlite_decimal)
SUITE(sqlite_dialect)
SUITE(sqlite_errors)
SUITE(sqlite_memory)
SUITE(sqlite_open)
SUITE(sqlite_statement)
SUITE(sqlite_transaction)
SUITE(sqlite_values)
