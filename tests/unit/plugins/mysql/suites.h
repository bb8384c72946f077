/* SPDX-License-Identifier: MIT */
/* One line a suite, sorted; each file of tests defines one by HARNESS_SUITE. */
SUITE(lookup)
SUITE(mysql_catalog)
SUITE(mysql_errors)
SUITE(mysql_galera)
SUITE(mysql_many)
SUITE(mysql_open)
SUITE(mysql_rogue)
SUITE(mysql_statement)
SUITE(mysql_time)
SUITE(mysql_tls)
SUITE(mysql_transaction)
SUITE(mysql_values)
