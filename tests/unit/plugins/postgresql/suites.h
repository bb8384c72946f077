/* SPDX-License-Identifier: MIT */
/* One line a suite, sorted; each file of tests defines one by HARNESS_SUITE. */
SUITE(lookup)
SUITE(postgresql_array)
SUITE(postgresql_bulk)
SUITE(postgresql_catalog)
SUITE(postgresql_errors)
SUITE(postgresql_memory)
SUITE(postgresql_open)
SUITE(postgresql_statement)
SUITE(postgresql_tls)
SUITE(postgresql_transaction)
SUITE(postgresql_values)
SUITE(postgresql_waiting)
