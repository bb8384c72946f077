/* SPDX-License-Identifier: MIT */
/* SQL text on the way: names, placeholders, and the first thing that went
 * wrong, which latches. */
#ifndef ROWAN_COMPILE_WRITER_H
#define ROWAN_COMPILE_WRITER_H

#include "base/buffer.h"
#include "base/error_priv.h"
#include "compile/compile.h"
#include "sql/tree.h"

typedef struct rowan__writer {
    const rowan__target *target;
    const rowan_dialect *text; /* the dialect's */
    rowan_buffer sql;
    rowan__arena *arena;
    rowan_status status;
    rowan_error *err;

    /* Placeholders. */
    uint32_t *kinds;
    uint32_t *order; /* which bind each takes; NULL where they are numbered */
    uint32_t count, capacity;
    uint32_t list_binds; /* of them, in lists of IN */
    const char **names;  /* what each is for, as in rowan__compiled */
    uint32_t name_period; /* they repeat after so many; 0: they do not */
    const char *naming;  /* what those that come now are for */

    /* A query's. */
    const rowan__table **tables; /* those that may be named here */
    uint32_t table_count;
    bool qualify;     /* say the table with each column */
    bool aggregates;  /* may be used here */
    const char *part; /* for messages: ".where" */
    const char *cure; /* for a table that is not there */
} rowan__writer;

/* bind_count: of the statement, where that is known before. */
void rowan__writer_init(rowan__writer *out, const rowan__target *target,
                        rowan__arena *arena, uint32_t bind_count,
                        rowan_error *err);
/* Ends it, in any case; *ret_compiled is written only on success. */
rowan_status rowan__writer_end(rowan__writer *out, uint32_t column_count,
                               rowan__compiled *ret_compiled);

bool rowan__writer_failed(const rowan__writer *out);
void rowan__writer_fail(rowan__writer *out, rowan_status status,
                        const char *format, ...) ROWAN_PRINTF(3, 4) ROWAN__COLD;

void rowan__write(rowan__writer *out, const char *text);
/* A placeholder for a bind of the statement. */
void rowan__write_bind(rowan__writer *out, uint32_t bind, uint32_t kind);
void rowan__write_name(rowan__writer *out, const char *what, const char *name);
void rowan__write_table(rowan__writer *out, const rowan__table *table);
/* The column, with its table where several are in the query. */
void rowan__write_column(rowan__writer *out, const rowan__table *table,
                         const rowan__column *column);
/* "a", "b": columns of one table by their indexes. */
void rowan__write_columns(rowan__writer *out, const rowan__table *table,
                          const uint32_t *columns, uint32_t count);
/* All of them. */
void rowan__write_all_columns(rowan__writer *out, const rowan__table *table);
/* WHERE key = ?, for all columns of the primary key, from bind on. */
void rowan__write_key(rowan__writer *out, const rowan__table *table,
                      uint32_t bind);

/* Expressions; joined ones with separator between them. */
void rowan__write_expr(rowan__writer *out, const rowan__node *node);
void rowan__write_exprs(rowan__writer *out, const rowan__node *list);
/* FROM ... of a query, up to WHERE and what it selects. */
void rowan__write_where(rowan__writer *out, const rowan__node *where);

/* The statements, each a whole one. */
uint32_t rowan__write_query(rowan__writer *out, const rowan__tree *tree);
void rowan__write_update(rowan__writer *out, const rowan__tree *tree);
void rowan__write_delete(rowan__writer *out, const rowan__tree *tree);

#endif
