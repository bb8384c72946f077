/* SPDX-License-Identifier: MIT */
/*
 * Workloads: the same piece of work done twice in one process, by hand on the
 * database's client library (the floor) and through Rowan's public interface.
 */
#ifndef ROWAN_TESTS_BENCH_H
#define ROWAN_TESTS_BENCH_H

#include <rowan.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct bench_workload bench_workload;
struct floor_library;

/* What a workload is run on. */
typedef struct bench_database {
    const struct floor_library *library; /* of the floor */
    const char *url;                     /* of both sides */
} bench_database;

/* Does the work count times in a row; false after bench_complain(). */
typedef bool bench_run(void *state, uint64_t count);

/* A floor of NULL: there is no work to compare with. */
struct bench_workload {
    const char *id;    /* of the table in README.md */
    uint32_t rows;     /* that one operation handles */
    const char *title; /* for people */
    const char *only;  /* backend that it is for; NULL: all */
    /* NULL on failure. */
    void *(*open)(const bench_workload *workload,
                  const bench_database *database);
    void (*close)(void *state);
    bool (*prepare)(void *state); /* before each round; may be NULL */
    bench_run *floor;
    bench_run *rowan;
    uint32_t counted; /* operations to count instructions of; 0: none */
    bool spread;      /* over all cores: it has threads of its own */
    uint32_t least;   /* operations to measure at once, at least */
    /* In place of floor and rowan: bytes for each object. */
    bool (*bytes)(void *state, double *ret_floor, double *ret_rowan);
};

/* One array a file, ended by a workload without an id. */
extern const bench_workload bench_reads[];
extern const bench_workload bench_gets[];
extern const bench_workload bench_queries[]; /* SQLite's, as bench_streams */
extern const bench_workload bench_streams[];
extern const bench_workload bench_writes[];
extern const bench_workload bench_changes[];
extern const bench_workload bench_pools[];

/* Says on stderr what failed. Returns false. */
bool bench_complain(const char *format, ...) ROWAN_PRINTF(1, 2);
/* The same for Rowan's errors. */
bool bench_complain_of(const rowan_error *err);

/* --- measuring (measure.c) ------------------------------------------------ */

typedef struct bench_options {
    uint32_t rounds;
    uint32_t slice_us; /* least time of one side in one round */
} bench_options;

/* What each side takes; the floor's is 0 if there is none. */
typedef struct bench_result {
    double floor, rowan;         /* in units */
    double floor_cpu, rowan_cpu; /* of this process; 0: not looked at */
    const char *unit;
} bench_result;

bool bench_measure_time(const bench_workload *workload, void *state,
                        const bench_options *options, bench_result *ret_result);
/* Calls of Rowan's allocator in steady state; bench_count_allocations() must
 * have been called before anything of Rowan. */
bool bench_measure_allocations(const bench_workload *workload, void *state,
                               bench_result *ret_result);
void bench_count_allocations(bool on);
/* Runs what callgrind shall count; tests/bench/instructions reads the lines
 * that it prints beside callgrind's dumps. */
bool bench_run_counted(const bench_workload *workload, void *state);

#endif
