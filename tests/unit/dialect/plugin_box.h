/* SPDX-License-Identifier: MIT */
/*
 * A plugin directory for one test: nothing is found but what is put there, and
 * the registry is empty before and after.
 */
#ifndef ROWAN_TESTS_PLUGIN_BOX_H
#define ROWAN_TESTS_PLUGIN_BOX_H

#include "dialect/dialect.h"

#include <rowan/memory.h>
#include <rowan/plugins.h>

/* Begins with an empty registry, no ROWAN_PLUGIN_PATH, and a new directory
 * that is searched. Returns its path, borrowed until exit. */
const char *plugin_box_begin(void);
void plugin_box_end(void);

/* Another new directory; searched only if it is added. */
const char *plugin_box_directory(void);

/* Copies tests/plugins/NAME.so to DIRECTORY/AS.so. False where this build has
 * no shared objects, in which case the test is to be skipped. */
bool plugin_box_copy(const char *directory, const char *name, const char *as);

/* Copies a file; false if there is none. */
bool plugin_box_copy_file(const char *from_path, const char *to_path);

/* Makes DIRECTORY/FILE of a text; returns its path, borrowed until exit. */
const char *plugin_box_write(const char *directory, const char *file,
                             const char *text);

#define PLUGIN_BOX_NEEDS "this build makes no shared objects"

#endif
