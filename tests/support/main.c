/* SPDX-License-Identifier: MIT */
/* The main() of every test program: suites.h is that of its own folder. */
#include "harness.h"

#include <locale.h>
#include <stddef.h>

#define SUITE(name) extern const harness_suite harness_suite_##name;
#include "suites.h"
#undef SUITE

static const harness_suite *const suites[] = {
#define SUITE(name) &harness_suite_##name,
#include "suites.h"
#undef SUITE
    NULL
};

int
main(int argc, char **argv)
{
    /* As programs do; messages of the system stay in English. */
    (void)setlocale(LC_ALL, "");
    (void)setlocale(LC_MESSAGES, "C");
    return harness_main(argc, argv, suites);
}
