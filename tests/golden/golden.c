/* SPDX-License-Identifier: MIT */
#include "golden.h"

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 65536);

    if (file != NULL && text != NULL)
        text[fread(text, 1, 65535, file)] = '\0';
    if (file != NULL)
        fclose(file);
    return text;
}

void
golden_check(const char *name, const char *text)
{
    char below[256];
    const char *path;
    char *expected;

    snprintf(below, sizeof below, "golden/%s", name);
    path = harness_source_path(below);
    if (getenv("ROWAN_GOLDEN_WRITE") != NULL) {
        FILE *file = fopen(path, "w");

        REQUIRE(file != NULL);
        fputs(text, file);
        fclose(file);
    }
    expected = read_file(path);
    CHECK_STR(text, expected);
    free(expected);
}
