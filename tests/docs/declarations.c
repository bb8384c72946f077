/* SPDX-License-Identifier: MIT */
/* Blocks that stand outside of any function. */
#include <rowan/version.h>
#include <stdio.h>

SNIPPET
