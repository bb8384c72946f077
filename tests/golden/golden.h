/* SPDX-License-Identifier: MIT */
/* Texts that are compared with files. */
#ifndef ROWAN_TESTS_GOLDEN_H
#define ROWAN_TESTS_GOLDEN_H

/* Compares text with tests/golden/<name>, say "ddl/orders.sqlite.sql". */
void golden_check(const char *name, const char *text);

#endif
