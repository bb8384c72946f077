/* SPDX-License-Identifier: MIT */
/* Tables to DDL text: CREATE and DROP, one statement at a time. */
#ifndef ROWAN_COMPILE_DDL_H
#define ROWAN_COMPILE_DDL_H

#include "base/buffer.h"
#include "compile/compile.h"

/* CREATE TABLE without a final semicolon. inline_keys[i] says whether foreign
 * key i is part of it (the others are added by rowan__ddl_add_key); NULL: all
 * are. */
rowan_status rowan__ddl_create_table(const rowan__target *target,
                                     const rowan__table *table,
                                     const bool *inline_keys,
                                     rowan_buffer *out, rowan_error *err);
rowan_status rowan__ddl_add_key(const rowan__target *target,
                                const rowan__table *table, uint32_t key,
                                rowan_buffer *out, rowan_error *err);
rowan_status rowan__ddl_drop_key(const rowan__target *target,
                                 const rowan__table *table, uint32_t key,
                                 rowan_buffer *out, rowan_error *err);
rowan_status rowan__ddl_create_index(const rowan__target *target,
                                     const rowan__table *table, uint32_t index,
                                     rowan_buffer *out, rowan_error *err);
rowan_status rowan__ddl_drop_table(const rowan__target *target,
                                   const rowan__table *table,
                                   rowan_buffer *out, rowan_error *err);

#endif
