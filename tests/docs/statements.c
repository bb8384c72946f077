/* SPDX-License-Identifier: MIT */
/* Blocks without a note are statements of a function of this program. */
#include <rowan/version.h>
#include <stdio.h>

int
main(void)
{
SNIPPET
    return 0;
}
