/* SPDX-License-Identifier: MIT */
/* Blocks that stand outside of any function. */
#include <rowan.h>
#include <stdio.h>

SNIPPET
