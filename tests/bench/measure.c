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

/* What takes long has fewer rounds than were asked for. */
#define LONGEST_NS 20e9
enum { FEWEST_ROUNDS = 5 };

/* --- clocks --------------------------------------------------------------- */

/* Of one operation, in nanoseconds. */
typedef struct cost {
    double wall, cpu;
} cost;

static double
read_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Stays on the core that it is on, where caches stay warm and a server waits
 * that was started there; or spreads over all of them. */
static void
choose_cores(bool spread, cpu_set_t *before)
{
    int core = sched_getcpu();
    cpu_set_t chosen;

    sched_getaffinity(0, sizeof *before, before);
    CPU_ZERO(&chosen);
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (spread || i == core)
            CPU_SET(i, &chosen);
    (void)sched_setaffinity(0, sizeof chosen, &chosen);
}

static bool
cost_of(bench_run *run, void *state, uint64_t count, cost *ret_cost)
{
    double cpu = read_ns(CLOCK_PROCESS_CPUTIME_ID),
           wall = read_ns(CLOCK_MONOTONIC);

    if (!run(state, count))
        return false;
    ret_cost->wall = (read_ns(CLOCK_MONOTONIC) - wall) / (double)count;
    ret_cost->cpu = (read_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)count;
    return true;
}

static bool
be_ready(const bench_workload *workload, void *state)
{
    return workload->prepare == NULL || workload->prepare(state);
}

/* How many operations fill a slice of time; 0 on failure. */
static uint64_t
count_for(const bench_workload *workload, void *state, uint32_t slice_us)
{
    uint64_t count = workload->least > 0 ? workload->least : 1;
    cost took;

    for (;; count *= 2) {
        if (!be_ready(workload, state) ||
            !cost_of(workload->rowan, state, count, &took))
            return 0;
        if (took.wall * (double)count >= slice_us * 1000.0)
            return count;
    }
}

static void
keep_less(double *least, double one)
{
    if (*least == 0 || one < *least)
        *least = one;
}

/* One side of a round. */
static bool
take_turn(bench_run *run, void *state, uint64_t count, cost *least)
{
    cost took;

    if (run == NULL)
        return true;
    if (!cost_of(run, state, count, &took))
        return false;
    keep_less(&least->wall, took.wall);
    keep_less(&least->cpu, took.cpu);
    return true;
}

bool
bench_measure_time(const bench_workload *workload, void *state,
                   const bench_options *options, bench_result *ret_result)
{
    double end = read_ns(CLOCK_MONOTONIC) + LONGEST_NS;
    cost floor = {0}, rowan = {0};
    uint64_t count;
    cpu_set_t before;
    bool good = true;

    choose_cores(workload->spread, &before);
    count = count_for(workload, state, options->slice_us);
    for (uint32_t i = 0; count > 0 && good && i < options->rounds; i++) {
        good = be_ready(workload, state) &&
               take_turn(workload->floor, state, count, &floor) &&
               take_turn(workload->rowan, state, count, &rowan);
        if (i + 1 >= FEWEST_ROUNDS && read_ns(CLOCK_MONOTONIC) > end)
            break;
    }
    (void)sched_setaffinity(0, sizeof before, &before);
    *ret_result = (bench_result){.floor = floor.wall,
                                 .rowan = rowan.wall,
                                 .floor_cpu = floor.cpu,
                                 .rowan_cpu = rowan.cpu,
                                 .unit = "ns/op"};
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
