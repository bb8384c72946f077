/* SPDX-License-Identifier: MIT */
/* One line a suite, sorted; each file of tests defines one by HARNESS_SUITE. */
SUITE(allocation)
SUITE(framing)
SUITE(proxy)
SUITE(session_allocation)
