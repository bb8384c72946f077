/* SPDX-License-Identifier: MIT */
/* The suite of a program of seeds. */
SUITE(fuzz_seeds)
