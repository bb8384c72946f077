/* SPDX-License-Identifier: MIT */
/* Assertions: what was expected and what there was, with the place. */
#include "trial.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
add_line(outcome *o, const char *file, int line, const char *text)
{
    size_t used = strlen(o->text);
    const char *name = strrchr(file, '/');

    o->failures++;
    if (used + 1 < sizeof(o->text))
        snprintf(o->text + used, sizeof(o->text) - used, "%s:%d: %s\n",
                 name != NULL ? name + 1 : file, line, text);
}

void
outcome_fail(outcome *o, const char *file, int line, const char *format, ...)
{
    char text[1400];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    add_line(o, file, line, text);
}

bool
trial_check(trial *t, bool held, bool fatal, const char *file, int line,
            const char *format, ...)
{
    char text[1400];
    va_list arguments;

    t->outcome->checks++;
    if (held)
        return true;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    add_line(t->outcome, file, line, text);
    if (fatal)
        longjmp(t->end, 1);
    return false;
}

bool
trial_check_int(trial *t, int64_t actual, int64_t expected, const char *what,
                const char *file, int line)
{
    return trial_check(t, actual == expected, false, file, line,
                       "%s is %" PRId64 ", expected %" PRId64, what, actual,
                       expected);
}

bool
trial_check_real(trial *t, double actual, double expected, const char *what,
                 const char *file, int line)
{
    bool same = fabs(actual - expected) <= 1e-12 * fabs(expected) ||
                (isinf(actual) && isinf(expected) &&
                 signbit(actual) == signbit(expected));

    return trial_check(t, same, false, file, line,
                       "%s is %.17g, expected %.17g", what, actual, expected);
}

bool
trial_check_str(trial *t, const char *actual, const char *expected,
                const char *what, const char *file, int line)
{
    bool same = actual != NULL && expected != NULL
                    ? strcmp(actual, expected) == 0
                    : actual == expected;

    return trial_check(t, same, false, file, line, "%s is %s%s%s, expected %s",
                       what, actual != NULL ? "\"" : "",
                       actual != NULL ? actual : "NULL",
                       actual != NULL ? "\"" : "",
                       expected != NULL ? expected : "NULL");
}

bool
trial_check_has(trial *t, const char *text, const char *part, const char *what,
                const char *file, int line)
{
    return trial_check(t, text != NULL && strstr(text, part) != NULL, false,
                       file, line,
                       "%s is \"%s\", expected to have \"%s\" in it", what,
                       text != NULL ? text : "NULL", part);
}

bool
trial_check_status(trial *t, rowan_status actual, rowan_status expected,
                   const rowan_error *err, bool fatal, const char *what,
                   const char *file, int line)
{
    bool has_text = err != NULL && err->status != ROWAN_OK;

    return trial_check(t, actual == expected, fatal, file, line,
                       "%s is %s, expected %s%s%s%s%s", what,
                       rowan_status_name(actual), rowan_status_name(expected),
                       has_text ? ": " : "", has_text ? err->message : "",
                       has_text && err->sql[0] != '\0' ? "; SQL: " : "",
                       has_text ? err->sql : "");
}
