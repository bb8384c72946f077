/* SPDX-License-Identifier: MIT */
/* A test that runs, for the files that run it. */
#ifndef ROWAN_CONFORMANCE_TRIAL_H
#define ROWAN_CONFORMANCE_TRIAL_H

#include "conformance.h"

#include <setjmp.h>

typedef enum outcome_state {
    OUTCOME_RUNNING = 0, /* still there after its process has ended: it broke */
    OUTCOME_PASSED,
    OUTCOME_FAILED,
    OUTCOME_SKIPPED
} outcome_state;

/* How a test went; shared with the process that runs it. */
typedef struct outcome {
    outcome_state state;
    uint32_t checks;
    uint32_t failures;
    double seconds;
    char skip[160];   /* why it was skipped */
    char text[4000];  /* failures, one a line */
} outcome;

#define TRIAL_ENGINES 8
#define TRIAL_SESSIONS 16
#define TRIAL_CONNECTIONS 16
#define TRIAL_INSPECTIONS 64

typedef struct trial_memory trial_memory;
typedef struct trial_cleanup trial_cleanup;

struct trial {
    const trial_database *on;
    outcome *outcome;
    jmp_buf end; /* where a failed REQUIRE goes */
    rowan_engine *engine;
    rowan_engine *engines[TRIAL_ENGINES]; /* further ones */
    rowan_session *sessions[TRIAL_SESSIONS];
    rowan_connection *connections[TRIAL_CONNECTIONS];
    rowan_inspection *inspections[TRIAL_INSPECTIONS];
    trial_memory *memory;
    trial_cleanup *cleanups; /* the newest first */
    bool has_one;            /* the table of trial_select() */
};

/* Runs a test to its end, in this process. */
void trial_execute(const conformance_test *test, const trial_database *on,
                   outcome *ret_outcome);

/* Asks a database what it is; the outcome has failed if it cannot be reached.
 * ret_database may be shared memory. */
void trial_probe(const char *url, trial_database *ret_database,
                 outcome *ret_outcome);

/* Adds a line of failure. */
void outcome_fail(outcome *o, const char *file, int line, const char *format,
                  ...) ROWAN_PRINTF(4, 5);

/* How to run tests. */
typedef struct run_options {
    bool in_process;     /* in this process, for debuggers and leak checkers */
    uint32_t timeout_ms; /* of each test */
} run_options;

/* Runs one test in a process of its own, which may break or hang; both give
 * memory that the process shares. Skips what the database lacks features for,
 * and turns expected failures round. */
void run_test(const conformance_class *of, const conformance_test *test,
              const trial_database *on, const run_options *options,
              outcome *shared);
void run_probe(const char *url, const run_options *options,
               trial_database *shared_database, outcome *shared);

/* Memory that a child process shares; NULL if there is none. */
void *run_shared(size_t size_bytes);

/* Whether names ("a b !c") all hold; the first that does not is copied out. */
bool needs_hold(const char *names, const trial_database *on,
                char *ret_missing, size_t size_bytes);
/* The same for one name; -1 if no feature is called so. */
int feature_state(const char *name, size_t size, const trial_database *on);

/* --- report --------------------------------------------------------------- */

typedef struct report_counts {
    uint32_t passed, failed, skipped;
} report_counts;

void report_list(const conformance_class *of, const conformance_test *test,
                 bool as_json);
void report_test(const conformance_class *of, const conformance_test *test,
                 const outcome *o, bool as_json);
void report_end(const report_counts *counts, const trial_database *on,
                bool as_json);

#endif
