/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <CUnit/TestRun.h>
#include <fnmatch.h>
#include <ftw.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct run_state {
    const char *match; /* NULL selects everything */
    bool list_only;
    unsigned passed;
    unsigned failed;
    unsigned skipped;
} run_state;

static char skip_reason[256]; /* not empty: the running test skipped itself */

/* Paths given out, freed at exit so that leak checkers stay quiet. */
static char *paths[1024];
static size_t path_count;
static char temp_dir[64];

static _Noreturn void
die(const char *what)
{
    fprintf(stderr, "harness: %s\n", what);
    exit(2);
}

/* --- assertions ---------------------------------------------------------- */

bool
harness_check(bool held, const char *text, const char *file, int line,
              bool fatal)
{
    return CU_assertImplementation(held, (unsigned)line, text, file, "",
                                   fatal) != CU_FALSE;
}

static bool check_text(bool held, const char *file, int line,
                       const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static bool
check_text(bool held, const char *file, int line, const char *format, ...)
{
    char message[2048];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return harness_check(held, message, file, line, false);
}

bool
harness_check_str(const char *actual, const char *expected, const char *text,
                  const char *file, int line)
{
    bool same = actual == expected ||
                (actual && expected && strcmp(actual, expected) == 0);

    return check_text(same, file, line,
                      "%s\n        is       \"%s\"\n        expected \"%s\"",
                      text, actual ? actual : "(NULL)",
                      expected ? expected : "(NULL)");
}

bool
harness_check_int(intmax_t actual, intmax_t expected, const char *text,
                  const char *file, int line)
{
    return check_text(actual == expected, file, line, "%s is %jd, expected %jd",
                      text, actual, expected);
}

bool
harness_check_has(const char *actual, const char *part, const char *text,
                  const char *file, int line)
{
    return check_text(actual && strstr(actual, part), file, line,
                      "%s\n        is      \"%s\"\n        without \"%s\"",
                      text, actual ? actual : "(NULL)", part);
}

void
harness_fail(const char *file, int line, const char *format, ...)
{
    char message[2048];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    harness_check(false, message, file, line, false);
}

void
harness_skip(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(skip_reason, sizeof skip_reason, format, arguments);
    va_end(arguments);
}

/* Returns the locale before, for leave_plain_locale(). */
static locale_t
enter_plain_locale(void)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

    if (!plain)
        die("there is no C locale");
    return uselocale(plain);
}

static void
leave_plain_locale(locale_t before)
{
    freelocale(uselocale(before));
}

void
harness_write_real(char *buffer, size_t size, double real)
{
    locale_t before = enter_plain_locale();

    snprintf(buffer, size, "%.17g", real);
    leave_plain_locale(before);
}

double
harness_read_real(const char *text)
{
    locale_t before = enter_plain_locale();
    double real = strtod(text, NULL);

    leave_plain_locale(before);
    return real;
}

/* --- files --------------------------------------------------------------- */

static int
remove_entry(const char *path, const struct stat *info, int type,
             struct FTW *where)
{
    (void)info;
    (void)type;
    (void)where;
    return remove(path);
}

static void
remove_temp(void)
{
    while (path_count > 0)
        free(paths[--path_count]);
    if (temp_dir[0] != '\0')
        nftw(temp_dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    temp_dir[0] = '\0';
}

/* Tests ask for paths from threads, too. */
static pthread_mutex_t paths_mutex = PTHREAD_MUTEX_INITIALIZER;

static const char *
keep_path(const char *folder, const char *name)
{
    char *path = NULL;

    if (path_count == sizeof paths / sizeof paths[0])
        die("too many paths asked for in one program");
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        die("out of memory");
    return paths[path_count++] = path;
}

const char *
harness_temp_dir(void)
{
    const char *root = getenv("TMPDIR");

    if (temp_dir[0] != '\0')
        return temp_dir;
    if (!root || strlen(root) > sizeof temp_dir - sizeof "/rowan-XXXXXX")
        root = "/tmp";
    snprintf(temp_dir, sizeof temp_dir, "%s/rowan-XXXXXX", root);
    if (!mkdtemp(temp_dir)) {
        perror(temp_dir);
        exit(2);
    }
    return temp_dir;
}

const char *
harness_temp_path(const char *name)
{
    const char *path;

    pthread_mutex_lock(&paths_mutex);
    path = keep_path(harness_temp_dir(), name);
    pthread_mutex_unlock(&paths_mutex);
    return path;
}

const char *
harness_source_path(const char *name)
{
    const char *root = getenv("ROWAN_TEST_SRCDIR");
    const char *path;

    pthread_mutex_lock(&paths_mutex);
    path = keep_path(root ? root : "tests", name);
    pthread_mutex_unlock(&paths_mutex);
    return path;
}

/* --- running ------------------------------------------------------------- */

static const char *running = ""; /* the name of the test that runs */

/* A crash says in which test, then goes on as if nobody had looked. */
static void
on_crash(int number)
{
    static const char before[] = "FAIL ";
    static const char after[] = "\n    it crashed\n";

    if (write(STDOUT_FILENO, before, sizeof before - 1) < 0 ||
        write(STDOUT_FILENO, running, strlen(running)) < 0 ||
        write(STDOUT_FILENO, after, sizeof after - 1) < 0)
        _exit(2);
    raise(number); /* SA_RESETHAND: the default now */
}

/* Sanitizers and valgrind that watch a signal keep it. */
static void
watch_crashes(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    struct sigaction old;
    struct sigaction new = {.sa_handler = on_crash, .sa_flags = SA_RESETHAND};

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        if (sigaction(signals[i], NULL, &old) == 0 &&
            old.sa_handler == SIG_DFL)
            sigaction(signals[i], &new, NULL);
}

static bool
selected(const run_state *run, const char *suite, const char *test)
{
    char full[512];

    snprintf(full, sizeof full, "%s/%s", suite, test);
    return !run->match || strstr(full, run->match) ||
           fnmatch(run->match, full, 0) == 0;
}

static void
print_failures(const char *name)
{
    CU_pFailureRecord failure = CU_get_failure_list();

    printf("FAIL %s\n", name);
    for (; failure; failure = failure->pNext)
        printf("    %s:%u: %s\n", failure->strFileName ? failure->strFileName
                                                       : "?",
               failure->uiLineNumber, failure->strCondition);
}

static void
run_one(run_state *run, CU_pSuite suite, const harness_test *test)
{
    CU_pTest handle = CU_add_test(suite, test->name, test->function);

    if (!handle)
        die(CU_get_error_msg());
    skip_reason[0] = '\0';
    running = test->name;
    CU_run_test(suite, handle);
    if (CU_get_number_of_failure_records() > 0) {
        print_failures(test->name);
        run->failed++;
    } else if (skip_reason[0] != '\0') {
        printf("skip %s: %s\n", test->name, skip_reason);
        run->skipped++;
    } else if (CU_get_number_of_asserts() == 0) {
        printf("FAIL %s\n    it asserted nothing\n", test->name);
        run->failed++;
    } else {
        printf("ok   %s\n", test->name);
        run->passed++;
    }
    fflush(stdout);
}

static void
run_suite(run_state *run, const harness_suite *suite)
{
    CU_pSuite handle = NULL;

    for (const harness_test *test = suite->tests; test->name; test++) {
        if (!selected(run, suite->name, test->name))
            continue;
        if (run->list_only) {
            printf("%s/%s\n", suite->name, test->name);
            continue;
        }
        if (!handle && !(handle = CU_add_suite(suite->name, NULL, NULL)))
            die(CU_get_error_msg());
        run_one(run, handle, test);
    }
}

static void
parse_arguments(run_state *run, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--list") == 0)
            run->list_only = true;
        else if (strcmp(argv[i], "--match") == 0 && i + 1 < argc)
            run->match = argv[++i];
        else {
            fprintf(stderr, "usage: %s [--list] [--match PATTERN]\n", argv[0]);
            exit(2);
        }
    }
}

int
harness_main(int argc, char **argv, const harness_suite *const *suites)
{
    run_state run = {0};

    parse_arguments(&run, argc, argv);
    atexit(remove_temp);
    watch_crashes();
    if (CU_initialize_registry() != CUE_SUCCESS)
        die(CU_get_error_msg());
    for (; *suites; suites++)
        run_suite(&run, *suites);
    CU_cleanup_registry();
    if (run.list_only)
        return 0;
    printf("%u passed, %u failed, %u skipped\n", run.passed, run.failed,
           run.skipped);
    return run.failed > 0 || run.passed + run.skipped == 0;
}
