/* SPDX-License-Identifier: MIT */
/*
 * Words of SQL. Not strcasecmp(), isalnum() and their like: they ask the
 * program's locale, and to a Turkish one "insert" is not "INSERT".
 */
#ifndef ROWAN_PLUGINS_ASCII_H
#define ROWAN_PLUGINS_ASCII_H

#include <stdbool.h>
#include <stddef.h>

bool ascii_is_alphanumeric(char c);
/* Whether size characters are the same but for case. */
bool ascii_same(const char *a, const char *b, size_t size);
/* Whether the text has these letters in it, in either case. */
bool ascii_has(const char *text, const char *letters);

#endif
