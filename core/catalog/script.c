/* SPDX-License-Identifier: MIT */
/*
 * The statements of a plan. Tables that refer to each other are created with
 * the key added afterwards; databases that cannot add one take a key to a
 * table that is not there yet. They are dropped while keys wait for COMMIT, or
 * after the keys were dropped.
 */
#include "catalog/plan.h"

#include "base/alloc.h"
#include "base/error_priv.h"

/* One buffer serves all statements, one after the other. */
typedef struct script {
    const rowan__plan *plan;
    const rowan__target *target;
    rowan__emit_fn *emit;
    void *context;
    rowan_error *err;
    rowan_buffer sql;
    bool *inline_keys; /* of the table at hand */
} script;

/* Passes on what was written, if it was; the buffer is empty after. */
static rowan_status
send(script *s, rowan_status status)
{
    if (status == ROWAN_OK)
        status = s->emit(s->context, rowan__buffer_get(&s->sql), s->sql.size,
                         s->err);
    rowan__buffer_clear(&s->sql);
    return status;
}

/* --- creating ------------------------------------------------------------ */

/* A key that can be added later, to a table that is not there yet. */
static bool
is_added_later(const script *s, const rowan__late_key *late)
{
    return rowan__target_has(s->target, ROWAN_FEATURE_ALTER_CONSTRAINT) &&
           !s->plan->exists[late->table] && !s->plan->exists[late->target];
}

/* Of a column or of the table, where there is one that is not part of it. */
static rowan_status
comment(script *s, const rowan__table *table, uint32_t column,
        const char *text)
{
    if (!rowan__ddl_has_comment(s->target, text))
        return ROWAN_OK;
    return send(s,
                rowan__ddl_comment(s->target, table, column, &s->sql, s->err));
}

static rowan_status
create_table(script *s, uint32_t i)
{
    const rowan__plan *plan = s->plan;
    const rowan__table *table = plan->tables[i];
    rowan_status status;

    for (uint32_t k = 0; k < table->foreign_key_count; k++)
        s->inline_keys[k] = true;
    for (uint32_t k = 0; k < plan->late_count; k++)
        if (plan->late_keys[k].table == i &&
            is_added_later(s, &plan->late_keys[k]))
            s->inline_keys[plan->late_keys[k].key] = false;
    status = send(s, rowan__ddl_create_table(s->target, table, s->inline_keys,
                                             &s->sql, s->err));
    for (uint32_t k = 0; status == ROWAN_OK && k < table->index_count; k++)
        status = send(
            s, rowan__ddl_create_index(s->target, table, k, &s->sql, s->err));
    if (status == ROWAN_OK)
        status = comment(s, table, ROWAN__NO_COLUMN, table->comment);
    for (uint32_t k = 0; status == ROWAN_OK && k < table->column_count; k++)
        status = comment(s, table, k, table->columns[k].property->comment);
    return status;
}

static rowan_status
create_all(script *s)
{
    const rowan__plan *plan = s->plan;
    rowan_status status = ROWAN_OK;

    for (uint32_t i = 0; status == ROWAN_OK && i < plan->count; i++)
        if (!plan->exists[i])
            status = create_table(s, i);
    for (uint32_t k = 0; status == ROWAN_OK && k < plan->late_count; k++) {
        const rowan__late_key *late = &plan->late_keys[k];

        if (is_added_later(s, late))
            status =
                send(s, rowan__ddl_add_key(s->target, plan->tables[late->table],
                                           late->key, &s->sql, s->err));
    }
    return status;
}

/* --- dropping ------------------------------------------------------------ */

static bool
is_in_cycle(const script *s, const rowan__late_key *late)
{
    return s->plan->exists[late->table] && s->plan->exists[late->target];
}

static rowan_status
open_cycles(script *s)
{
    const rowan__plan *plan = s->plan;
    const char *defer = s->target->dialect->text.defer_constraints_sql;
    rowan_status status = ROWAN_OK;

    for (uint32_t k = 0; status == ROWAN_OK && k < plan->late_count; k++) {
        const rowan__late_key *late = &plan->late_keys[k];

        if (!is_in_cycle(s, late))
            continue;
        if (defer != NULL) {
            rowan__buffer_text(&s->sql, defer);
            return send(s, rowan__buffer_failed(&s->sql) ? ROWAN_NO_MEMORY
                                                         : ROWAN_OK);
        }
        if (rowan__target_has(s->target, ROWAN_FEATURE_ALTER_CONSTRAINT))
            status = send(s, rowan__ddl_drop_key(s->target,
                                                 plan->tables[late->table],
                                                 late->key, &s->sql, s->err));
    }
    return status;
}

static rowan_status
drop_all(script *s)
{
    const rowan__plan *plan = s->plan;
    rowan_status status = open_cycles(s);

    for (uint32_t i = plan->count; status == ROWAN_OK && i-- > 0;)
        if (plan->exists[i])
            status = send(s, rowan__ddl_drop_table(s->target, plan->tables[i],
                                                   &s->sql, s->err));
    return status;
}

/* --- both ---------------------------------------------------------------- */

static rowan_status
run(script *s, rowan_status (*statements)(script *))
{
    size_t most_keys = 0;
    rowan_status status = ROWAN_NO_MEMORY;

    for (uint32_t i = 0; i < s->plan->count; i++)
        if (s->plan->tables[i]->foreign_key_count > most_keys)
            most_keys = s->plan->tables[i]->foreign_key_count;
    rowan__buffer_init(&s->sql);
    s->inline_keys = rowan__calloc(most_keys, sizeof *s->inline_keys);
    if (s->inline_keys != NULL)
        status = statements(s);
    if (status == ROWAN_NO_MEMORY)
        rowan__error_no_memory(s->err);
    rowan__free(s->inline_keys);
    rowan__buffer_done(&s->sql);
    return status;
}

rowan_status
rowan__plan_create(const rowan__plan *plan, const rowan__target *target,
                   rowan__emit_fn *emit, void *context, rowan_error *err)
{
    script s = {.plan = plan,
                .target = target,
                .emit = emit,
                .context = context,
                .err = err};

    return run(&s, create_all);
}

rowan_status
rowan__plan_drop(const rowan__plan *plan, const rowan__target *target,
                 rowan__emit_fn *emit, void *context, rowan_error *err)
{
    script s = {.plan = plan,
                .target = target,
                .emit = emit,
                .context = context,
                .err = err};

    return run(&s, drop_all);
}
