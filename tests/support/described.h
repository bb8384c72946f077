/* SPDX-License-Identifier: MIT */
/*
 * What an inspection says of one thing, as one line of text, so that a test is
 * a table of facts. Each is valid until the next call; NULL gives "(none)".
 */
#ifndef ROWAN_TESTS_DESCRIBED_H
#define ROWAN_TESTS_DESCRIBED_H

#include <rowan/inspect.h>

/* text(20) {a|b} as varchar(20) in schema not null default 'x' ... */
const char *described_column(const rowan_column_info *column);
/* (a, b) deferrable deferred, nulls equal */
const char *described_key(const rowan_key_info *key);
/* (a) -> schema.table(b) on delete cascade ... */
const char *described_foreign_key(const rowan_foreign_key_info *key);
const char *described_check(const rowan_check_info *check);
/* unique (a desc, [lower(b)]) include (c) where ... using btree ... */
const char *described_index(const rowan_index_info *index);
/* 1 by 1 in 1..9, cache 1, of schema.table.column */
const char *described_sequence(const rowan_sequence_info *sequence);
/* table, temporary, k=v comment ... */
const char *described_table(const rowan_table_info *table);
/* {a|b} */
const char *described_enum(const rowan_enum_info *enumeration);

/* The names of the tables, of all schemas but the default one with theirs:
 * "a, b, other.c" */
const char *described_names(const rowan_inspection *inspection);

#endif
