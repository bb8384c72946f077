/* SPDX-License-Identifier: MIT */
/* Around programs that listen to events. */
#include <rowan.h>
#include <stdio.h>

SNIPPET
