/* SPDX-License-Identifier: MIT */
/* Gives a fuzz target bytes of fixed seeds: the same ones at every run. */
#include "fuzz.h"
#include "harness.h"

#include <rowan.h>

/* Marsaglia's xorshift64. */
static void
fill(uint8_t *bytes, size_t size, uint64_t seed)
{
    uint64_t state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;

    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes[i] = (uint8_t)(state >> 32);
    }
}

static void
test_fuzz__holds_for_bytes_of_fixed_seeds(void)
{
    static uint8_t bytes[4000];
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open("sqlite://", &err);

    (void)rowan_engine_close(engine);
    rowan_shutdown(); /* targets may change the allocator */
    if (engine == NULL && err.status == ROWAN_PLUGIN_NOT_FOUND)
        HARNESS_SKIP("the sqlite plugin is not built");
    for (uint64_t seed = 0; seed < FUZZ_SEEDS; seed++) {
        fill(bytes, sizeof bytes, seed);
        if (!CHECK(LLVMFuzzerTestOneInput(bytes, sizeof bytes) == 0))
            FAIL("with seed %ju", (uintmax_t)seed);
    }
}

HARNESS_SUITE(fuzz_seeds,
    HARNESS_TEST(test_fuzz__holds_for_bytes_of_fixed_seeds))
