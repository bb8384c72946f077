/* SPDX-License-Identifier: MIT */
/*
 * One DDL statement while it is written. The first failure is kept in status;
 * whatever is appended after it does not count, so that the writers read like
 * the statement they write.
 */
#ifndef ROWAN_COMPILE_DDL_PRIV_H
#define ROWAN_COMPILE_DDL_PRIV_H

#include "compile/ddl.h"

typedef struct rowan__ddl {
    const rowan__target *target;
    const rowan__table *table;
    rowan_buffer *out;
    rowan_status status;
    rowan_error *err;
    rowan_option *options; /* of this dialect; read by rowan__ddl_options() */
    uint32_t option_count;
} rowan__ddl;

void rowan__ddl_text(rowan__ddl *ddl, const char *text);
/* A quoted name, checked; what for the message: "table". */
void rowan__ddl_name(rowan__ddl *ddl, const char *what, const char *name);
/* The same for a constraint or index, whose name the database may have cut. */
void rowan__ddl_own_name(rowan__ddl *ddl, const char *what, const char *name,
                         bool is_given);
/* The table's name, with its schema where it has one. */
void rowan__ddl_table_name(rowan__ddl *ddl, const rowan_model *model);
/* (a, b) of the table's own columns. */
void rowan__ddl_columns(rowan__ddl *ddl, const uint32_t *columns,
                        uint32_t column_count);
/* A text as a literal. Only labels and comments are written so. */
void rowan__ddl_literal(rowan__ddl *ddl, const char *text);
/* Sets ROWAN_UNSUPPORTED unless the database has ROWAN_FEATURE_... */
bool rowan__ddl_needs(rowan__ddl *ddl, uint32_t feature, const char *what);

/* Collects the options for this dialect; refuses what it does not know. */
void rowan__ddl_options(rowan__ddl *ddl);
void rowan__ddl_table_suffix(rowan__ddl *ddl);
/* The comment of what was written before, where it is a clause. */
void rowan__ddl_comment_clause(rowan__ddl *ddl, const char *comment);

/* name, type, default, NOT NULL, comment: the line of a column. */
void rowan__ddl_column(rowan__ddl *ddl, const rowan__column *column);
/* A type's name, for the column of that number. */
void rowan__ddl_type_name(rowan__ddl *ddl, uint32_t column,
                          const rowan_type *type);
/* Whether the column's own line says PRIMARY KEY. */
bool rowan__ddl_key_in_column(const rowan__ddl *ddl);

/* CONSTRAINT name ... */
void rowan__ddl_key(rowan__ddl *ddl, const char *kind, const rowan__key *key);
void rowan__ddl_check(rowan__ddl *ddl, const rowan__check *check);
void rowan__ddl_foreign_key(rowan__ddl *ddl, const rowan__foreign_key *key);

#endif
