/* SPDX-License-Identifier: MIT */
/*
 * A test in a process of its own: a driver that breaks or hangs fails the one
 * test and no other. What it found out is in memory that both share, so that
 * it is known also of a test that broke.
 */
#include "trial.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void *
run_shared(size_t size_bytes)
{
    void *memory = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory != MAP_FAILED ? memory : NULL;
}

/* --- what a test needs ---------------------------------------------------- */

static bool
is_called(const char *known, const char *name, size_t size)
{
    return known != NULL && strlen(known) == size &&
           memcmp(known, name, size) == 0;
}

static bool
isolates(const rowan_capabilities *caps)
{
    for (size_t i = 0; i < sizeof(caps->isolates); i++)
        if (caps->isolates[i])
            return true;
    return false;
}

/* Names that are no features of the capabilities. */
static int
other_state(const char *name, size_t size, const trial_database *on)
{
    const struct {
        const char *name;
        bool holds;
    } others[] = {
        {"isolation_level", isolates(&on->caps)},
        {"network_connections", on->has_host},
        {"table_reflection", on->can_reflect},
    };

    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        if (is_called(others[i].name, name, size))
            return others[i].holds;
    return -1;
}

int
feature_state(const char *name, size_t size, const trial_database *on)
{
    for (uint32_t i = 0; i < ROWAN_FEATURES_MAX; i++)
        if (is_called(rowan_feature_name(i), name, size))
            return on->caps.has[i] != 0;
    return other_state(name, size, on);
}

bool
needs_hold(const char *names, const trial_database *on, char *ret_missing,
           size_t size_bytes)
{
    while (*(names += strspn(names, " ")) != '\0') {
        bool negated = *names == '!';
        size_t size = strcspn(names += negated, " ");
        int state = feature_state(names, size, on);

        if (state < 0 || (state == 1) == negated) {
            snprintf(ret_missing, size_bytes, "%.*s", (int)size, names);
            return false;
        }
        names += size;
    }
    return true;
}

/* --- processes ------------------------------------------------------------ */

typedef struct job {
    const conformance_test *test; /* NULL: the probe */
    const char *url;
    trial_database *database;
    outcome *shared;
} job;

static void
work(const job *what)
{
    if (what->test != NULL)
        trial_execute(what->test, what->database, what->shared);
    else
        trial_probe(what->url, what->database, what->shared);
}

static void
say_how_it_ended(outcome *o, int status)
{
    if (o->state != OUTCOME_RUNNING)
        return;
    o->state = OUTCOME_FAILED;
    if (WIFSIGNALED(status))
        outcome_fail(o, __FILE__, __LINE__, "its process was ended by %s",
                     strsignal(WTERMSIG(status)));
    else
        outcome_fail(o, __FILE__, __LINE__,
                     "its process ended with status %d in the middle",
                     WEXITSTATUS(status));
}

/* The child holds the pipe's end, which closes when it ends, however. */
static void
watch(pid_t child, int pipe_end, uint32_t timeout_ms, outcome *o)
{
    struct pollfd end = {.fd = pipe_end, .events = POLLIN};
    int ready, status = 0;

    do
        ready = poll(&end, 1, (int)timeout_ms);
    while (ready < 0 && errno == EINTR);
    if (ready == 0) {
        kill(child, SIGKILL);
        if (o->state == OUTCOME_RUNNING) {
            o->state = OUTCOME_FAILED;
            outcome_fail(o, __FILE__, __LINE__,
                         "it did not end within %u milliseconds",
                         (unsigned)timeout_ms);
        }
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    say_how_it_ended(o, status);
}

static void
run(const job *what, const run_options *options)
{
    int ends[2];
    pid_t child;

    if (options->in_process) {
        work(what);
        return;
    }
    fflush(NULL);
    if (pipe(ends) != 0 || (child = fork()) < 0) {
        outcome_fail(what->shared, __FILE__, __LINE__, "no process: %s",
                     strerror(errno));
        what->shared->state = OUTCOME_FAILED;
        return;
    }
    if (child == 0) {
        close(ends[0]);
        work(what);
        fflush(NULL);
        _exit(0);
    }
    close(ends[1]);
    watch(child, ends[0], options->timeout_ms, what->shared);
    close(ends[0]);
}

void
run_probe(const char *url, const run_options *options,
          trial_database *shared_database, outcome *shared)
{
    const job what = {.url = url, .database = shared_database,
                      .shared = shared};

    run(&what, options);
}

/* An expected failure that passes says that a claim is out of date. */
static void
turn_round(outcome *o, const char *fails_if)
{
    if (o->state == OUTCOME_FAILED) {
        o->state = OUTCOME_PASSED;
        o->text[0] = '\0';
        return;
    }
    o->state = OUTCOME_FAILED;
    outcome_fail(o, __FILE__, __LINE__,
                 "unexpected success: it should fail where \"%s\"", fails_if);
}

void
run_test(const conformance_class *of, const conformance_test *test,
         const trial_database *on, const run_options *options, outcome *shared)
{
    trial_database database = *on;
    const job what = {.test = test, .database = &database, .shared = shared};
    char missing[64];

    memset(shared, 0, sizeof(*shared));
    if (!needs_hold(of->needs, on, missing, sizeof(missing)) ||
        !needs_hold(test->needs, on, missing, sizeof(missing))) {
        shared->state = OUTCOME_SKIPPED;
        snprintf(shared->skip, sizeof(shared->skip), "no %s", missing);
        return;
    }
    run(&what, options);
    if (test->fails_if != NULL &&
        needs_hold(test->fails_if, on, missing, sizeof(missing)))
        turn_round(shared, test->fails_if);
}
