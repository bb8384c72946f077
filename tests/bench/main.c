/* SPDX-License-Identifier: MIT */
/*
 * rowan-bench: workloads against hand-written C, in one process.
 * README.md says what they are and how to read the numbers.
 */
#include "bench.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: rowan-bench [OPTION]...\n"
    "Run workloads by hand-written C and by Rowan, and compare.\n"
    "\n"
    "  --list            list the workloads and stop\n"
    "  --match TEXT      only these: B5, B5-hit, B1, B1/100\n"
    "  --json            one JSON object a line\n"
    "  --rounds N        rounds of each side (default 100)\n"
    "  --quick           few and short rounds, for a first look\n"
    "  --no-time         only what is counted: allocations and bytes\n"
    "  --instructions    run what callgrind counts; for tests/bench/"
    "instructions\n"
    "  --help            show this\n";

typedef enum way { WAY_TIME, WAY_BYTES, WAY_ALLOCATIONS, WAY_COUNTED } way;

typedef struct program {
    bench_options options;
    const char *match;
    bool list, json, no_time, instructions;
} program;

static const bench_workload *const suites[] = {
    bench_reads, bench_gets, bench_queries, bench_writes, bench_pools,
};

bool
bench_complain(const char *format, ...)
{
    va_list arguments;

    fputs("rowan-bench: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return false;
}

bool
bench_complain_of(const rowan_error *err)
{
    char text[2048];

    rowan_error_format(err, text, sizeof text);
    return bench_complain("%s", text);
}

/* --- output --------------------------------------------------------------- */

static void
print_heading(const program *me)
{
    if (!me->json)
        printf("%-14s %7s %13s %13s %7s  %-12s %s\n", "workload", "rows",
               "floor", "rowan", "ratio", "unit", "what");
}

static void
print_result(const program *me, const char *id, const bench_workload *workload,
             const bench_result *result)
{
    double ratio = result->floor > 0 ? result->rowan / result->floor : 0;
    int digits = result->rowan < 10 ? 4 : 1;

    if (me->json) {
        printf("{\"id\":\"%s\",\"backend\":\"sqlite\",\"rows\":%u,"
               "\"floor\":%.4f,\"rowan\":%.4f,\"ratio\":",
               id, (unsigned)workload->rows, result->floor, result->rowan);
        if (ratio > 0)
            printf("%.3f", ratio);
        else
            printf("null");
        printf(",\"unit\":\"%s\"}\n", result->unit);
    } else {
        printf("%-14s %7u %13.*f %13.*f ", id, (unsigned)workload->rows, digits,
               result->floor, digits, result->rowan);
        if (ratio > 0)
            printf("%7.3f", ratio);
        else
            printf("%7s", "-");
        printf("  %-12s %s\n", result->unit, workload->title);
    }
    fflush(stdout);
}

/* --- running -------------------------------------------------------------- */

/* Whether a workload is measured in a way. */
static bool
is_for(const bench_workload *workload, way measured)
{
    switch (measured) {
    case WAY_TIME:
        return workload->rowan != NULL;
    case WAY_BYTES:
        return workload->bytes != NULL;
    default:
        return workload->counted > 0;
    }
}

static bool
measure(const program *me, const bench_workload *workload, void *state,
        way measured, bench_result *result)
{
    switch (measured) {
    case WAY_TIME:
        return bench_measure_time(workload, state, &me->options, result);
    case WAY_BYTES:
        result->unit = "bytes/object";
        return workload->bytes(state, &result->floor, &result->rowan);
    case WAY_ALLOCATIONS:
        return bench_measure_allocations(workload, state, result);
    default:
        return bench_run_counted(workload, state);
    }
}

static bool
run_one(const program *me, const bench_workload *workload, way measured)
{
    bench_result result = {0};
    void *state = workload->open(workload);
    bool good =
        state != NULL && measure(me, workload, state, measured, &result);
    char id[32];

    if (state != NULL)
        workload->close(state);
    if (!good)
        return bench_complain("%s failed", workload->id);
    if (measured == WAY_COUNTED)
        return true;
    snprintf(id, sizeof id, "%s%s", measured == WAY_ALLOCATIONS ? "B21:" : "",
             workload->id);
    print_result(me, id, workload, &result);
    return true;
}

static bool
is_asked_for(const program *me, const bench_workload *workload)
{
    char name[64];
    size_t size = me->match != NULL ? strlen(me->match) : 0;

    snprintf(name, sizeof name, "%s/%u", workload->id,
             (unsigned)workload->rows);
    return size == 0 || (!strncmp(name, me->match, size) &&
                         strchr("-/", name[size]) != NULL);
}

/* Runs each workload that was asked for and that is measured this way. */
static bool
run_all(const program *me, way measured)
{
    bool good = true;

    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
        for (const bench_workload *workload = suites[i]; workload->id != NULL;
             workload++)
            if (is_asked_for(me, workload) && is_for(workload, measured))
                good = run_one(me, workload, measured) && good;
    return good;
}

static bool
list_all(const program *me)
{
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
        for (const bench_workload *workload = suites[i]; workload->id != NULL;
             workload++)
            if (is_asked_for(me, workload))
                printf("%-10s %7u  %s\n", workload->id,
                       (unsigned)workload->rows, workload->title);
    return true;
}

static bool
run(const program *me)
{
    bool good;

    if (me->list)
        return list_all(me);
    if (me->instructions)
        return run_all(me, WAY_COUNTED);
    print_heading(me);
    good = me->no_time || run_all(me, WAY_TIME);
    good = run_all(me, WAY_BYTES) && good;
    bench_count_allocations(true);
    good = run_all(me, WAY_ALLOCATIONS) && good;
    bench_count_allocations(false);
    return good;
}

int
main(int argc, char **argv)
{
    enum { LIST, MATCH, JSON, ROUNDS, QUICK, NO_TIME, INSTRUCTIONS, HELP };
    static const struct option known[] = {
        {"list", no_argument, NULL, LIST},
        {"match", required_argument, NULL, MATCH},
        {"json", no_argument, NULL, JSON},
        {"rounds", required_argument, NULL, ROUNDS},
        {"quick", no_argument, NULL, QUICK},
        {"no-time", no_argument, NULL, NO_TIME},
        {"instructions", no_argument, NULL, INSTRUCTIONS},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    program me = {.options = {.rounds = 100, .slice_us = 1000}};
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) >= 0) {
        switch (option) {
        case LIST:
            me.list = true;
            break;
        case MATCH:
            me.match = optarg;
            break;
        case JSON:
            me.json = true;
            break;
        case ROUNDS:
            me.options.rounds = (uint32_t)strtoul(optarg, NULL, 10);
            break;
        case QUICK:
            me.options = (bench_options){.rounds = 9, .slice_us = 200};
            break;
        case NO_TIME:
            me.no_time = true;
            break;
        case INSTRUCTIONS:
            me.instructions = true;
            break;
        default:
            fputs(usage, option == HELP ? stdout : stderr);
            return option == HELP ? 0 : 2;
        }
    }
    if (optind < argc || me.options.rounds == 0) {
        fputs(usage, stderr);
        return 2;
    }
    return run(&me) ? 0 : 1;
}
