/* SPDX-License-Identifier: MIT */
/* A dog that ends the program when a call does not come back. */
#ifndef ROWAN_TESTS_WATCH_H
#define ROWAN_TESTS_WATCH_H

/* From now on the work that is named, printf style, has so many seconds; what
 * takes longer fails its test, and the program with it. 0 stops watching. */
void watch(unsigned seconds, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The number that an environment variable holds, or another. */
long watch_setting(const char *name, long otherwise);

/* How many descriptors the program has open. */
int watch_descriptors(void);

/* The same, once they are no more than expected: a request to cancel may still
 * be under way in a thread of its own, which goes when the network answers. */
int watch_descriptors_settle(int expected);

#endif
