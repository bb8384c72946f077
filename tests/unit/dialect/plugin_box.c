/* SPDX-License-Identifier: MIT */
#include "plugin_box.h"

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *
plugin_box_directory(void)
{
    static unsigned number; /* modules stay loaded: no path comes twice */
    char name[32];
    const char *path;

    snprintf(name, sizeof(name), "plugins-%u", number++);
    path = harness_temp_path(name);
    CHECK_INT(mkdir(path, 0700), 0);
    return path;
}

const char *
plugin_box_begin(void)
{
    const char *path = plugin_box_directory();

    rowan__dialect_shutdown();
    unsetenv("ROWAN_PLUGIN_PATH");
    CHECK_INT(rowan_plugin_directory_add(path, NULL), ROWAN_OK);
    return path;
}

void
plugin_box_end(void)
{
    rowan__dialect_shutdown();
}

static void
copy_bytes(FILE *from, FILE *to)
{
    char block[4096];
    size_t size;

    while ((size = fread(block, 1, sizeof(block), from)) > 0)
        CHECK_INT(fwrite(block, 1, size, to), size);
}

bool
plugin_box_copy_file(const char *from_path, const char *to_path)
{
    FILE *from = fopen(from_path, "rb");
    FILE *to;

    if (from == NULL)
        return false;
    to = fopen(to_path, "wb");
    CHECK(to != NULL);
    if (to != NULL) {
        copy_bytes(from, to);
        CHECK_INT(fclose(to), 0);
        CHECK_INT(chmod(to_path, 0644), 0);
    }
    fclose(from);
    return to != NULL;
}

bool
plugin_box_copy(const char *directory, const char *name, const char *as)
{
    char from[1024];
    char to[1024];

    snprintf(from, sizeof(from), "%s/%s.so", ROWAN_TEST_PLUGINS, name);
    snprintf(to, sizeof(to), "%s/%s.so", directory, as);
    return plugin_box_copy_file(from, to);
}

const char *
plugin_box_write(const char *directory, const char *file, const char *text)
{
    char name[256];
    const char *path;
    FILE *stream;

    /* Directories of boxes lie in the temporary one. */
    snprintf(name, sizeof(name), "%s/%s",
             directory + strlen(harness_temp_dir()) + 1, file);
    path = harness_temp_path(name);
    stream = fopen(path, "wb");
    CHECK(stream != NULL);
    if (stream != NULL) {
        CHECK(fputs(text, stream) >= 0);
        CHECK_INT(fclose(stream), 0);
        CHECK_INT(chmod(path, 0644), 0);
    }
    return path;
}
