/* SPDX-License-Identifier: MIT */
/* Gives a fuzz target each file of its committed corpus, without libFuzzer. */
#include "fuzz.h"
#include "harness.h"

#include <dirent.h>
#include <stdio.h>

/* The target on one file; false if the file cannot be read. */
static bool
replay_file(const char *folder, const char *name)
{
    static uint8_t data[1 << 16];
    char path[4096];
    FILE *file;
    size_t size;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL)
        return false;
    size = fread(data, 1, sizeof(data), file);
    fclose(file);
    return LLVMFuzzerTestOneInput(data, size) == 0;
}

static void
test_fuzz__holds_for_every_file_of_the_corpus(void)
{
    const char *folder = harness_source_path("fuzz/corpus/" FUZZ_NAME);
    DIR *listing = opendir(folder);
    struct dirent *entry;
    int count = 0;

    REQUIRE(listing != NULL);
    while ((entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        if (!CHECK(replay_file(folder, entry->d_name)))
            FAIL("in %s", entry->d_name);
        count++;
    }
    closedir(listing);
    CHECK(count > 0);
}

HARNESS_SUITE(fuzz_replay,
    HARNESS_TEST(test_fuzz__holds_for_every_file_of_the_corpus))
