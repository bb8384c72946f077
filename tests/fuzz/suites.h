/* SPDX-License-Identifier: MIT */
/* The same for each program: what differs is the target that it links. */
SUITE(fuzz_replay)
