/* SPDX-License-Identifier: MIT */
/*
 * Measuring: clocks for people, counters for tests.
 *
 * A machine with other work to do is slow for a while, so the two sides take
 * turns and each keeps its best round: the minimum is what the code costs.
 */
#include "bench.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* --- clocks --------------------------------------------------------------- */

static uint64_t
now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Stays on the core that it is on, if that is allowed; caches stay warm. */
static void
pin(cpu_set_t *before)
{
    int core = sched_getcpu();
    cpu_set_t one;

    sched_getaffinity(0, sizeof *before, before);
    if (core < 0)
        return;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    (void)sched_setaffinity(0, sizeof one, &one);
}

/* Nanoseconds of count operations; negative on failure. */
static double
time_of(bench_run *run, void *state, uint64_t count)
{
    uint64_t began = now_ns();

    if (!run(state, count))
        return -1;
    return (double)(now_ns() - began);
}

static bool
be_ready(const bench_workload *workload, void *state)
{
    return workload->prepare == NULL || workload->prepare(state);
}

/* How many operations fill a slice of time. */
static uint64_t
count_for(const bench_workload *workload, void *state, uint32_t slice_us)
{
    uint64_t count = workload->least > 0 ? workload->least : 1;

    for (;; count *= 2) {
        double took;

        if (!be_ready(workload, state))
            return 0;
        took = time_of(workload->rowan, state, count);
        if (took < 0)
            return 0;
        if (took >= slice_us * 1000.0)
            return count;
    }
}

/* One side of a round: keeps the least. */
static bool
take_turn(bench_run *run, void *state, uint64_t count, double *least)
{
    double took = run != NULL ? time_of(run, state, count) / (double)count : 0;

    if (took < 0)
        return false;
    if (*least == 0 || took < *least)
        *least = took;
    return true;
}

bool
bench_measure_time(const bench_workload *workload, void *state,
                   const bench_options *options, bench_result *ret_result)
{
    bench_result result = {.unit = "ns/op"};
    uint64_t count;
    cpu_set_t before;
    bool good = true;

    if (!workload->spread)
        pin(&before);
    count = count_for(workload, state, options->slice_us);
    for (uint32_t i = 0; count > 0 && good && i < options->rounds; i++)
        good = be_ready(workload, state) &&
               take_turn(workload->floor, state, count, &result.floor) &&
               take_turn(workload->rowan, state, count, &result.rowan);
    if (!workload->spread)
        (void)sched_setaffinity(0, sizeof before, &before);
    *ret_result = result;
    return count > 0 && good;
}

/* --- allocations ---------------------------------------------------------- */

static atomic_uint_fast64_t allocation_count;

static void *
counting_allocate(void *context, size_t size)
{
    (void)context;
    atomic_fetch_add_explicit(&allocation_count, 1, memory_order_relaxed);
    return malloc(size);
}

static void *
counting_reallocate(void *context, void *memory, size_t size)
{
    (void)context;
    atomic_fetch_add_explicit(&allocation_count, 1, memory_order_relaxed);
    return realloc(memory, size);
}

static void
counting_release(void *context, void *memory)
{
    (void)context;
    free(memory);
}

void
bench_count_allocations(bool on)
{
    static const rowan_allocator counting = {
        counting_allocate, counting_reallocate, counting_release, NULL};

    rowan_shutdown();
    rowan_allocator_set(on ? &counting : NULL);
}

bool
bench_measure_allocations(const bench_workload *workload, void *state,
                          bench_result *ret_result)
{
    const uint64_t count = workload->counted;
    bool by_row = workload->rows > 1;
    uint64_t before;

    /* After the second time all buffers have grown to what they need. */
    for (int i = 0; i < 2; i++)
        if (!be_ready(workload, state) || !workload->rowan(state, count))
            return false;
    if (!be_ready(workload, state))
        return false;
    before = allocation_count;
    if (!workload->rowan(state, count))
        return false;
    *ret_result = (bench_result){
        .rowan = (double)(allocation_count - before) / (double)count /
                 (by_row ? workload->rows : 1),
        .unit = by_row ? "mallocs/row" : "mallocs/op",
    };
    return true;
}

/* --- instructions --------------------------------------------------------- */

/* Callgrind counts inside this function only, and writes a dump after each
 * call, by its name. */
__attribute__((noinline)) bool bench_counted(bench_run *run, void *state,
                                             uint64_t count);
bool
bench_counted(bench_run *run, void *state, uint64_t count)
{
    return run(state, count);
}

/* Once, to warm up; then N and 2N operations, whose difference is free of
 * what a run costs once. */
static bool
count_side(const bench_workload *workload, void *state, const char *side,
           bench_run *run)
{
    if (!be_ready(workload, state) || !run(state, workload->counted))
        return false;
    for (uint64_t times = 1; times <= 2; times++) {
        uint64_t count = times * workload->counted;

        if (!be_ready(workload, state) || !bench_counted(run, state, count))
            return false;
        printf("%s %u %s %llu\n", workload->id, (unsigned)workload->rows, side,
               (unsigned long long)count);
    }
    return true;
}

bool
bench_run_counted(const bench_workload *workload, void *state)
{
    return count_side(workload, state, "floor", workload->floor) &&
           count_side(workload, state, "rowan", workload->rowan);
}
