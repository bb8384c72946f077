/* SPDX-License-Identifier: MIT */
/*
 * A fuzz target: one function that takes any bytes and stops the program when
 * a property does not hold. `tools/dev/fuzz NAME` links fuzz_NAME.c with
 * libFuzzer; `make check` links it with replay.c, which gives it every file of
 * corpus/NAME.
 */
#ifndef ROWAN_TESTS_FUZZ_H
#define ROWAN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_PROPERTY(condition)                                               \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

#endif
