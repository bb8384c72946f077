/* SPDX-License-Identifier: MIT */
/*
 * The test harness, on top of CUnit. A file of tests ends with
 *
 *     HARNESS_SUITE(base_arena,
 *         HARNESS_TEST(test_arena__gives_back_all_memory),
 *         HARNESS_TEST(test_arena__aligns_every_item))
 *
 * and its folder's suites.h has the line SUITE(base_arena). A test that makes
 * no assertion fails.
 */
#ifndef ROWAN_TESTS_HARNESS_H
#define ROWAN_TESTS_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct harness_test {
    const char *name;
    void (*function)(void);
} harness_test;

typedef struct harness_suite {
    const char *name;
    const harness_test *tests; /* ends with a NULL name */
} harness_suite;

#define HARNESS_TEST(function) {#function, function}

#define HARNESS_SUITE(name, ...)                                               \
    extern const harness_suite harness_suite_##name;                           \
    const harness_suite harness_suite_##name = {                               \
        #name, (const harness_test[]){__VA_ARGS__, {NULL, NULL}}};

/* Run what the arguments select; the result is the program's exit status. */
int harness_main(int argc, char **argv, const harness_suite *const *suites);

/* --- assertions: CHECK goes on after a failure, REQUIRE ends the test ---- */

#define CHECK(condition)                                                       \
    harness_check((condition), #condition, __FILE__, __LINE__, false)
#define REQUIRE(condition)                                                     \
    harness_check((condition), #condition, __FILE__, __LINE__, true)

/* These print both values when they differ. NULL is a value like any other. */
#define CHECK_STR(actual, expected)                                            \
    harness_check_str((actual), (expected), #actual, __FILE__, __LINE__)
#define CHECK_INT(actual, expected)                                            \
    harness_check_int((intmax_t)(actual), (intmax_t)(expected), #actual,       \
                      __FILE__, __LINE__)
/* The text contains a part: for messages, where each word counts. */
#define CHECK_HAS(text, part)                                                  \
    harness_check_has((text), (part), #text, __FILE__, __LINE__)

/* Fail with a printf text: for case tables, to say which case it was. */
#define FAIL(...) harness_fail(__FILE__, __LINE__, __VA_ARGS__)

/* Leave the test: it needs what this machine has not. Names the capability. */
#define HARNESS_SKIP(...)                                                      \
    do {                                                                       \
        harness_skip(__VA_ARGS__);                                             \
        return;                                                                \
    } while (0)

/* Each returns whether it held. */
bool harness_check(bool held, const char *text, const char *file, int line,
                   bool fatal);
bool harness_check_str(const char *actual, const char *expected,
                       const char *text, const char *file, int line);
bool harness_check_int(intmax_t actual, intmax_t expected, const char *text,
                       const char *file, int line);
bool harness_check_has(const char *actual, const char *part, const char *text,
                       const char *file, int line);
void harness_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void harness_skip(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Numbers as SQL has them, whatever the locale: so that they can be read back,
 * and read. */
void harness_write_real(char *buffer, size_t size, double real);
double harness_read_real(const char *text);

/* --- files --------------------------------------------------------------- */

/* The program's own empty folder, made at first use, removed at exit. */
const char *harness_temp_dir(void);

/* The path of a new name in it; borrowed until exit. */
const char *harness_temp_path(const char *name);

/* The path of a file below tests/ in the source tree; borrowed until exit. */
const char *harness_source_path(const char *name);

#endif
