/* SPDX-License-Identifier: MIT */
/* Texts that people see: what is a character, and how to show what is not. */
#ifndef ROWAN_BASE_CHARACTER_H
#define ROWAN_BASE_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 character that text begins with; 0 for a control
 * character, for the final NUL, and for what is not UTF-8 (RFC 3629). */
size_t rowan__character_size(const char *text);

/* Bytes of text up to the first that rowan__character_size() refuses. */
size_t rowan__characters_size(const char *text);

/* Whether a text of so many bytes is UTF-8 (RFC 3629) without a NUL. */
bool rowan__text_is_valid(const char *text, size_t size);

#endif
