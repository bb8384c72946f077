/* SPDX-License-Identifier: MIT */
/* Tables to DDL text: CREATE and DROP, one statement at a time. */
#ifndef ROWAN_COMPILE_DDL_H
#define ROWAN_COMPILE_DDL_H

#include "base/buffer.h"
#include "compile/compile.h"

/*
 * Each appends one statement without a final semicolon. After a failure the
 * buffer holds a part of it. ROWAN_UNSUPPORTED  the database cannot do it.
 */

/* CREATE TABLE. inline_keys[i] says whether foreign
 * key i is part of it (the others are added by rowan__ddl_add_key); NULL: all
 * are. */
rowan_status rowan__ddl_create_table(const rowan__target *target,
                                     const rowan__table *table,
                                     const bool *inline_keys, rowan_buffer *out,
                                     rowan_error *err);
/* Foreign keys by ALTER TABLE. Feature ALTER_CONSTRAINT. */
rowan_status rowan__ddl_add_key(const rowan__target *target,
                                const rowan__table *table, uint32_t key,
                                rowan_buffer *out, rowan_error *err);
rowan_status rowan__ddl_drop_key(const rowan__target *target,
                                 const rowan__table *table, uint32_t key,
                                 rowan_buffer *out, rowan_error *err);
rowan_status rowan__ddl_create_index(const rowan__target *target,
                                     const rowan__table *table, uint32_t index,
                                     rowan_buffer *out, rowan_error *err);
/* Whether a column is declared NOT NULL: a computed one cannot be everywhere,
 * and then it is its expression that gives no NULL. */
bool rowan__ddl_has_not_null(const rowan__target *target,
                             const rowan__column *column);
/* Whether a comment is a statement of its own; elsewhere it is part of CREATE
 * TABLE, if the database has comments. */
bool rowan__ddl_has_comment(const rowan__target *target, const char *comment);
/* The comment of a column, or of the table for ROWAN__NO_COLUMN. */
rowan_status rowan__ddl_comment(const rowan__target *target,
                                const rowan__table *table, uint32_t column,
                                rowan_buffer *out, rowan_error *err);
/* The database's name of a type, as a column of the table would have it. err
 * may be NULL. */
rowan_status rowan__ddl_type(const rowan__target *target,
                             const rowan__table *table, uint32_t column,
                             const rowan_type *type, rowan_buffer *out,
                             rowan_error *err);
/* Whether a check is written: a native type of labels needs none. */
bool rowan__ddl_has_check(const rowan__target *target,
                          const rowan__check *check);
rowan_status rowan__ddl_drop_table(const rowan__target *target,
                                   const rowan__table *table, rowan_buffer *out,
                                   rowan_error *err);

#endif
