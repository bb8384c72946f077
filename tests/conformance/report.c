/* SPDX-License-Identifier: MIT */
/* What is printed: lines for people, or JSON, one object a line. */
#include "trial.h"

#include <stdio.h>
#include <string.h>

/* A text as JSON writes it. Bytes that are no UTF-8 cannot be here but from a
 * database's message that was cut, and then are left as they are. */
static void
print_string(const char *text)
{
    putchar('"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            printf("\\u%04x", (unsigned)(unsigned char)*c);
        else
            putchar(*c);
    }
    putchar('"');
}

static void
print_names(const char *key, const char *of_class, const char *of_test)
{
    const char *lists[] = {of_class, of_test};
    const char *before = "";

    printf(",\"%s\":[", key);
    for (size_t i = 0; i < 2; i++) {
        const char *names = lists[i];

        while (*(names += strspn(names, " ")) != '\0') {
            size_t size = strcspn(names, " ");

            printf("%s\"%.*s\"", before, (int)size, names);
            before = ",";
            names += size;
        }
    }
    putchar(']');
}

static void
print_head(const conformance_class *of, const conformance_test *test)
{
    printf("{\"module\":\"%s\",\"class\":\"%s\",\"test\":\"%s\"", of->module,
           of->name, test->name);
}

void
report_list(const conformance_class *of, const conformance_test *test,
            bool as_json)
{
    const char *blank = of->needs[0] != '\0' && test->needs[0] != '\0' ? " "
                                                                        : "";

    if (as_json) {
        print_head(of, test);
        print_names("needs", of->needs, test->needs);
        if (test->fails_if != NULL)
            print_names("fails_if", test->fails_if, "");
        puts("}");
        return;
    }
    printf("%s.%s.%s", of->module, of->name, test->name);
    if (of->needs[0] != '\0' || test->needs[0] != '\0')
        printf(" [%s%s%s]", of->needs, blank, test->needs);
    if (test->fails_if != NULL)
        printf(" (fails if %s)", test->fails_if);
    putchar('\n');
}

static const char *
word(const outcome *o)
{
    return o->state == OUTCOME_PASSED    ? "passed"
           : o->state == OUTCOME_SKIPPED ? "skipped"
                                         : "failed";
}

static void
print_text(const conformance_class *of, const conformance_test *test,
           const outcome *o)
{
    if (o->state == OUTCOME_PASSED)
        return;
    printf("%s %s.%s.%s", o->state == OUTCOME_SKIPPED ? "skip" : "FAIL",
           of->module, of->name, test->name);
    if (o->state == OUTCOME_SKIPPED) {
        printf(": %s\n", o->skip);
        return;
    }
    putchar('\n');
    for (const char *line = o->text; *line != '\0';) {
        size_t size = strcspn(line, "\n");

        printf("    %.*s\n", (int)size, line);
        line += size + (line[size] == '\n');
    }
}

void
report_test(const conformance_class *of, const conformance_test *test,
            const outcome *o, bool as_json)
{
    if (!as_json) {
        print_text(of, test, o);
        return;
    }
    print_head(of, test);
    print_names("needs", of->needs, test->needs);
    printf(",\"state\":\"%s\",\"checks\":%u,\"seconds\":%.3f,\"reason\":",
           word(o), (unsigned)o->checks, o->seconds);
    print_string(o->state == OUTCOME_SKIPPED ? o->skip : o->text);
    puts("}");
}

void
report_end(const report_counts *counts, const trial_database *on, bool as_json)
{
    if (!as_json) {
        printf("%s %s by %s\n", on->server_name, on->server_text,
               on->dialect);
        printf("%u passed, %u failed, %u skipped\n", (unsigned)counts->passed,
               (unsigned)counts->failed, (unsigned)counts->skipped);
        return;
    }
    printf("{\"summary\":{\"passed\":%u,\"failed\":%u,\"skipped\":%u},"
           "\"server\":",
           (unsigned)counts->passed, (unsigned)counts->failed,
           (unsigned)counts->skipped);
    print_string(on->server_name);
    printf(",\"version\":");
    print_string(on->server_text);
    printf(",\"dialect\":");
    print_string(on->dialect);
    puts("}");
}
