/* SPDX-License-Identifier: MIT */
/*
 * Suites of the object layer, through a network that brings every byte on its
 * own: no message may be taken for whole because it mostly comes whole. Suites
 * that send megabytes, or look at clocks, are left out.
 */
#include "harness.h"
#include "proxy.h"
#include "server.h"
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_S = 180 }; /* of each suite */

static const char *const suites[] = {
    "orm_defaults", "orm_events", "orm_failure",     "orm_many",  "orm_order",
    "orm_read",     "orm_trips",  "orm_transaction", "orm_types", "orm_write"};

/* Runs a suite, and repeats what it says of failures. */
static void
run_suite(const char *program, const char *suite)
{
    char command[600], line[600];
    FILE *output;
    unsigned passed = 0, failed = 0;

    snprintf(command, sizeof command, "'%s' --match %s 2>&1", program, suite);
    output = popen(command, "r");
    REQUIRE(output != NULL);
    while (fgets(line, sizeof line, output) != NULL) {
        passed += strncmp(line, "ok ", 3) == 0;
        failed += strncmp(line, "FAIL ", 5) == 0;
        if (failed > 0 && failed < 4)
            printf("    sliced: %s", line);
    }
    CHECK_INT(pclose(output), 0);
    CHECK_INT(failed, 0);
    CHECK(passed > 0);
}

static void
slice(const char *name)
{
    proxy_plan plan = {.slice = true};
    const char *build = getenv("ROWAN_TEST_BUILDDIR");
    const char *why;
    server *s = server_get(name, &why);
    char url[300], program[300];
    proxy *p;

    if (s == NULL)
        HARNESS_SKIP("%s", why);
    snprintf(program, sizeof program, "%s/integration/orm/orm",
             build != NULL ? build : "tests");
    if (access(program, X_OK) != 0)
        HARNESS_SKIP("the suite of the object layer is not built");
    p = proxy_open(s->port, s->protocol);
    REQUIRE(p != NULL);
    proxy_plan_new(p, &plan);
    server_url(s, "127.0.0.1", proxy_port(p), "", url, sizeof url);
    setenv("ROWAN_TEST_URL", url, 1);
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        watch(PATIENCE_S, "%s of %s sliced", suites[i], name);
        run_suite(program, suites[i]);
    }
    watch(0, "nothing");
    unsetenv("ROWAN_TEST_URL");
    CHECK(proxy_counted(p).messages[FRAMING_TO_SERVER] > 0);
    proxy_close(p);
}

static void
test_slice__of_postgresql_into_bytes_changes_nothing(void)
{
    slice("postgresql");
}

static void
test_slice__of_mariadb_into_bytes_changes_nothing(void)
{
    slice("mariadb");
}

HARNESS_SUITE(slice,
    HARNESS_TEST(test_slice__of_postgresql_into_bytes_changes_nothing),
    HARNESS_TEST(test_slice__of_mariadb_into_bytes_changes_nothing))
