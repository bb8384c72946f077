/* SPDX-License-Identifier: MIT */
/*
 * rowan-bench: workloads against hand-written C, in one process.
 * README.md says what they are and how to read the numbers.
 */
#include "bench.h"
#include "floor.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: rowan-bench [OPTION]...\n"
    "Run workloads by hand-written C and by Rowan, and compare.\n"
    "\n"
    "  --backend NAME    sqlite (default), postgresql or mariadb, whose server "
    "is at\n"
    "                    ROWAN_TEST_URL; tests/bench/on starts one\n"
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
    const char *backend;
    bench_database database;
    char url[512];
    const char *match;
    bool list, json, no_time, instructions;
} program;

static const bench_workload *const suites[] = {
    bench_reads,   bench_gets,    bench_writes, bench_changes, bench_pools,
#ifdef BENCH_SQLITE
    bench_queries, bench_streams,
#endif
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
        printf("%-10s %-12s %7s %13s %13s %7s %7s  %-12s %s\n", "backend",
               "workload", "rows", "floor", "rowan", "ratio", "cpu", "unit",
               "what");
}

/* A number of a JSON object; the floor may be missing. */
static void
print_number(const char *name, double number, int digits)
{
    if (number > 0)
        printf("\"%s\":%.*f,", name, digits, number);
    else
        printf("\"%s\":null,", name);
}

static double
ratio_of(double rowan, double floor)
{
    return floor > 0 ? rowan / floor : 0;
}

static void
print_json(const program *me, const char *id, const bench_workload *workload,
           const bench_result *result)
{
    printf("{\"id\":\"%s\",\"backend\":\"%s\",\"rows\":%u,"
           "\"floor\":%.4f,\"rowan\":%.4f,",
           id, me->backend, (unsigned)workload->rows, result->floor,
           result->rowan);
    print_number("ratio", ratio_of(result->rowan, result->floor), 3);
    print_number("floor_cpu", result->floor_cpu, 1);
    print_number("rowan_cpu", result->rowan_cpu, 1);
    print_number("ratio_cpu", ratio_of(result->rowan_cpu, result->floor_cpu),
                 3);
    printf("\"unit\":\"%s\"}\n", result->unit);
}

static void
print_ratio(double ratio)
{
    if (ratio > 0)
        printf(" %7.3f", ratio);
    else
        printf(" %7s", "-");
}

static void
print_result(const program *me, const char *id, const bench_workload *workload,
             const bench_result *result)
{
    int digits = result->rowan < 10 ? 4 : 1;

    if (me->json) {
        print_json(me, id, workload, result);
    } else {
        printf("%-10s %-12s %7u %13.*f %13.*f", me->backend, id,
               (unsigned)workload->rows, digits, result->floor, digits,
               result->rowan);
        print_ratio(ratio_of(result->rowan, result->floor));
        print_ratio(ratio_of(result->rowan_cpu, result->floor_cpu));
        printf("  %-12s %s\n", result->unit, workload->title);
    }
    fflush(stdout);
}

/* --- the database --------------------------------------------------------- */

typedef struct socket_path {
    const char *path;
} socket_path;
ROWAN_MODEL(socket_path, NULL, ROWAN_COLUMN(path))

/* The server's URL with the path of its socket for a host. */
static bool
put_socket(program *me, const char *text, const char *path)
{
    rowan_url *url = NULL, *by_socket = NULL;
    rowan_url_parts parts;
    rowan_host_port host;
    rowan_error err = {0};
    bool good = rowan_url_parse(text, &url, &err) == ROWAN_OK;

    if (good) {
        parts = *rowan_url_get(url);
        host = parts.hosts[0];
        host.host = path;
        parts.hosts = &host;
        good = rowan_url_build(&parts, &by_socket, &err) == ROWAN_OK;
    }
    if (good)
        rowan_url_format(by_socket, me->url, sizeof me->url);
    rowan_url_free(by_socket);
    rowan_url_free(url);
    return good || bench_complain_of(&err);
}

/* A socket costs both sides less than the loopback does, so that more is seen
 * of what else they do. */
static bool
find_socket(program *me, const char *text)
{
    rowan_error err = {0};
    rowan_engine *engine = rowan_engine_open(text, &err);
    rowan_session *session =
        engine != NULL ? rowan_session_open(engine, &err) : NULL;
    socket_path **found = NULL;
    bool good = session != NULL || bench_complain_of(&err);

    if (good)
        found =
            rowan_sql(session, socket_path, me->database.library->socket_sql);
    if (good && (found == NULL || found[0] == NULL))
        good = bench_complain_of(rowan_session_error(session));
    good = good && put_socket(me, text, found[0]->path);
    rowan_session_close(session);
    rowan_engine_close(engine);
    return good;
}

static bool
find_library(program *me)
{
    const floor_library *const *library = floor_libraries;

    while (*library != NULL && strcmp((*library)->backend, me->backend) != 0)
        library++;
    me->database.library = *library;
    return *library != NULL ||
           bench_complain("this build has no backend %s", me->backend);
}

static bool
find_url(program *me)
{
    const char *url = getenv("ROWAN_TEST_URL");

    me->database.url = "sqlite://";
    if (me->database.library->socket_sql == NULL)
        return true;
    me->database.url = me->url;
    if (url == NULL)
        return bench_complain("ROWAN_TEST_URL does not say where the server "
                              "is; tests/bench/on starts one");
    return find_socket(me, url);
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
    void *state = workload->open(workload, &me->database);
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
    return (workload->only == NULL || !strcmp(workload->only, me->backend)) &&
           (size == 0 || (!strncmp(name, me->match, size) &&
                          strchr("-/", name[size]) != NULL));
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
run(program *me)
{
    bool good;

    if (!find_library(me))
        return false;
    if (me->list)
        return list_all(me);
    if (!find_url(me))
        return false;
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
    enum {
        BACKEND,
        LIST,
        MATCH,
        JSON,
        ROUNDS,
        QUICK,
        NO_TIME,
        INSTRUCTIONS,
        HELP
    };
    static const struct option known[] = {
        {"backend", required_argument, NULL, BACKEND},
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
    program me = {.options = {.rounds = 100, .slice_us = 1000},
                  .backend = "sqlite"};
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) >= 0) {
        switch (option) {
        case BACKEND:
            me.backend = optarg;
            break;
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
