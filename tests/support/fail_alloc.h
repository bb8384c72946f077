/* SPDX-License-Identifier: MIT */
/*
 * An allocator that counts and can fail. The pattern for "fails each
 * allocation in turn":
 *
 *     fail_alloc_begin();
 *     for (int64_t nth = 1; ; nth++) {
 *         fail_alloc_arm(nth);
 *         status = work();
 *         CHECK_INT(fail_alloc_live(), 0);
 *         if (!fail_alloc_struck())
 *             break;
 *         CHECK_INT(status, ROWAN_NO_MEMORY);
 *     }
 *     fail_alloc_end();
 */
#ifndef ROWAN_TESTS_FAIL_ALLOC_H
#define ROWAN_TESTS_FAIL_ALLOC_H

#include <stdbool.h>
#include <stdint.h>

/* Install it, or go back to malloc. Counters begin at zero; nothing fails. */
void fail_alloc_begin(void);
void fail_alloc_end(void);

/* Fail the nth allocation from now, counted from 1; 0 fails none. */
void fail_alloc_arm(int64_t nth);
/* Fail the nth and all that follow, until armed again. */
void fail_alloc_arm_forever(int64_t nth);
/* Whether an allocation was failed since it was armed. */
bool fail_alloc_struck(void);

int64_t fail_alloc_live(void);  /* allocations not given back */
int64_t fail_alloc_count(void); /* asked for since it was armed */

#endif
