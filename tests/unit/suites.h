/* SPDX-License-Identifier: MIT */
/* One line a suite, sorted; each file of tests defines one by HARNESS_SUITE. */
SUITE(base_alloc)
SUITE(base_arena)
SUITE(base_buffer)
SUITE(base_date)
SUITE(base_decimal)
SUITE(base_error)
SUITE(base_hash)
SUITE(base_interval)
SUITE(base_order)
SUITE(base_uuid)
SUITE(base_version)
SUITE(engine_url)
