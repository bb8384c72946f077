/* SPDX-License-Identifier: MIT */
/* One line a suite, sorted; each file of tests defines one by HARNESS_SUITE. */
SUITE(orm_events)
SUITE(orm_expired)
SUITE(orm_failure)
SUITE(orm_limits)
SUITE(orm_many)
SUITE(orm_order)
SUITE(orm_pool)
SUITE(orm_read)
SUITE(orm_transact)
SUITE(orm_transaction)
SUITE(orm_types)
SUITE(orm_write)
