/* SPDX-License-Identifier: MIT */
/* The command line. */
#include "trial.h"

#include <fnmatch.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Exit statuses, promised by the manual page. */
enum { ALL_PASSED = 0, SOME_FAILED = 1, USAGE = 2 };

#define TEST_TIMEOUT_MS 120000

typedef struct arguments {
    const char *url;
    const char *match; /* NULL: all */
    bool list, as_json;
    run_options run;
} arguments;

static const char help[] =
    "Usage: rowan-conformance [OPTION]... URL\n"
    "       rowan-conformance --list [--json] [--match PATTERN]\n"
    "\n"
    "Tries on the database at URL what every dialect of Rowan must do. The\n"
    "tests make tables and schemas whose names begin with conformance_, and\n"
    "drop them: use a database for nothing else.\n"
    "\n"
    "  --match PATTERN   only tests whose MODULE.CLASS.TEST has PATTERN\n"
    "                    in it, or fits it, if there are * and ? in it\n"
    "  --list            print the tests and the features they need\n"
    "  --json            print JSON: one object a test, then a summary\n"
    "  --timeout SECONDS longest time of a test (default 120)\n"
    "  --in-process      no process for each test, for debuggers\n"
    "  --help, --version\n";

static int
usage(const char *text)
{
    fprintf(stderr, "rowan-conformance: %s\n%s", text, help);
    return USAGE;
}

static bool
is_selected(const arguments *given, const conformance_class *of,
            const conformance_test *test)
{
    char name[200];

    snprintf(name, sizeof(name), "%s.%s.%s", of->module, of->name, test->name);
    return given->match == NULL || strstr(name, given->match) != NULL ||
           fnmatch(given->match, name, 0) == 0;
}

typedef void visit_fn(void *context, const conformance_class *of,
                      const conformance_test *test);

static void
for_each(const arguments *given, visit_fn *visit, void *context)
{
    for (const conformance_class *const *module = conformance_classes();
         *module != NULL; module++)
        for (const conformance_class *of = *module; of->module != NULL; of++)
            for (const conformance_test *test = of->tests; test->name != NULL;
                 test++)
                if (is_selected(given, of, test))
                    visit(context, of, test);
}

static void
list_one(void *context, const conformance_class *of,
         const conformance_test *test)
{
    const arguments *given = context;

    report_list(of, test, given->as_json);
}

/* --- a run ---------------------------------------------------------------- */

typedef struct suite_run {
    const arguments *given;
    const trial_database *on;
    outcome *shared;
    report_counts counts;
} suite_run;

static void
run_one(void *context, const conformance_class *of,
        const conformance_test *test)
{
    suite_run *suite = context;

    run_test(of, test, suite->on, &suite->given->run, suite->shared);
    suite->counts.passed += suite->shared->state == OUTCOME_PASSED;
    suite->counts.failed += suite->shared->state == OUTCOME_FAILED;
    suite->counts.skipped += suite->shared->state == OUTCOME_SKIPPED;
    report_test(of, test, suite->shared, suite->given->as_json);
    fflush(stdout);
}

/* A name that no feature has is a mistake of whoever wrote the test. */
static void
check_names(void *context, const conformance_class *of,
            const conformance_test *test)
{
    static const trial_database nothing;
    const char *lists[] = {of->needs, test->needs, test->fails_if};
    bool *all_known = context;

    for (size_t i = 0; i < 3; i++) {
        const char *names = lists[i] != NULL ? lists[i] : "";

        while (*(names += strspn(names, " !")) != '\0') {
            size_t size = strcspn(names, " ");

            if (feature_state(names, size, &nothing) < 0) {
                fprintf(stderr, "rowan-conformance: %s.%s needs %.*s, which "
                        "is no feature\n", of->name, test->name, (int)size,
                        names);
                *all_known = false;
            }
            names += size;
        }
    }
}

static int
run_all(const arguments *given)
{
    trial_database *on = run_shared(sizeof(*on));
    outcome *shared = run_shared(sizeof(*shared));
    suite_run suite = {given, on, shared, {0, 0, 0}};
    bool all_known = true;

    for_each(given, check_names, &all_known);
    if (on == NULL || shared == NULL || !all_known)
        return USAGE;
    run_probe(given->url, &given->run, on, shared);
    if (shared->state != OUTCOME_PASSED) {
        fprintf(stderr, "rowan-conformance: %s\n", shared->text);
        return USAGE;
    }
    for_each(given, run_one, &suite);
    report_end(&suite.counts, on, given->as_json);
    if (suite.counts.passed + suite.counts.failed + suite.counts.skipped == 0)
        return usage("no test is called so");
    return suite.counts.failed == 0 ? ALL_PASSED : SOME_FAILED;
}

/* --- the command line ----------------------------------------------------- */

/* Whether the program is over, with *ret_status. */
static bool
take_option(int option, arguments *given, int *ret_status)
{
    switch (option) {
    case 'm':
        given->match = optarg;
        return false;
    case 'l':
        given->list = true;
        return false;
    case 'j':
        given->as_json = true;
        return false;
    case 'i':
        given->run.in_process = true;
        return false;
    case 't':
        given->run.timeout_ms = (uint32_t)strtoul(optarg, NULL, 10) * 1000;
        *ret_status = usage("--timeout wants seconds, 1 to 3600");
        return given->run.timeout_ms < 1000 ||
               given->run.timeout_ms > 3600000;
    case 'h':
        printf("%s", help);
        *ret_status = ALL_PASSED;
        return true;
    case 'v':
        printf("rowan-conformance %s\n", rowan_version());
        *ret_status = ALL_PASSED;
        return true;
    default:
        *ret_status = usage("unknown option");
        return true;
    }
}

static const struct option options[] = {
    {"match", required_argument, NULL, 'm'},
    {"list", no_argument, NULL, 'l'},
    {"json", no_argument, NULL, 'j'},
    {"timeout", required_argument, NULL, 't'},
    {"in-process", no_argument, NULL, 'i'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'v'},
    {NULL, 0, NULL, 0},
};

int
main(int argc, char **argv)
{
    arguments given = {.run = {.timeout_ms = TEST_TIMEOUT_MS}};
    int option, status = ALL_PASSED;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (take_option(option, &given, &status))
            return status;
    if (given.list) {
        for_each(&given, list_one, &given);
        return fflush(stdout) == 0 ? ALL_PASSED : SOME_FAILED;
    }
    if (optind + 1 != argc)
        return usage("give the URL of one database");
    given.url = argv[optind];
    status = run_all(&given);
    rowan_shutdown();
    return fflush(stdout) == 0 ? status : SOME_FAILED;
}
