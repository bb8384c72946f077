/* SPDX-License-Identifier: MIT */
/*
 * Making room: rows are deleted last, so that what refers to them can first be
 * changed to refer to others. But a row whose key or unique values a new or
 * changed row takes over must go first, and with it the pending deletes of
 * what refers to it.
 *
 * Values are compared by bytes here. What else is equal only the database
 * knows, by its collations and by the conditions of its indexes: when it says
 * that a value is taken, the deletes of that table go first.
 */
#include "base/error_priv.h"
#include "orm/flush/flush.h"

typedef struct room {
    rowan__holders given_up; /* by pending deletes */
    bool *early;             /* by the position of a delete */
    bool is_used;            /* one is early */
} room;

/* Deletes from parents to children: what refers to an early one is early. */
static void
follow_children(room *r, rowan__work *work)
{
    work->early_count = 0;
    for (size_t i = work->removal_count; i-- > 0;) {
        rowan__removal *removal = &work->removals[i];
        const rowan__table *table = removal->object->class->mapping->table;
        bool *is_early = &r->early[removal->position];

        for (uint32_t k = 0; !*is_early && k < table->foreign_key_count; k++) {
            const rowan__object *parent = rowan__holders_parent(
                &r->given_up, removal->object, &table->foreign_keys[k]);

            *is_early = parent != NULL && r->early[parent->ordinal - 1];
        }
        removal->is_early = *is_early;
        work->early_count += removal->is_early;
    }
    rowan__flush_sort_removals(work);
}

static rowan_status
prepare(rowan_session *session, const rowan__work *work, room *r)
{
    size_t keys = 0;
    rowan_status status;

    for (size_t i = 0; i < work->removal_count; i++)
        keys += rowan__holders_key_count(
            work->removals[i].object->class->mapping->table);
    status = rowan__holders_init(session, keys, &r->given_up);
    if (status != ROWAN_OK)
        return status;
    r->early = rowan__arena_zalloc(&session->scratch,
                                   work->removal_count * sizeof(*r->early));
    if (r->early == NULL)
        return rowan__error_no_memory(&session->error);
    for (size_t i = 0; i < work->removal_count; i++)
        rowan__holders_add(&r->given_up, work->removals[i].object, NULL);
    return ROWAN_OK;
}

/* A rowan__holder_fn: who has given up values that a row takes goes first. */
static void
go_first(void *context, rowan__object *holder)
{
    room *r = context;

    r->early[holder->ordinal - 1] = true;
    r->is_used = true;
}

static bool
is_of(const rowan__removal *removal, const char *table)
{
    return strcmp(removal->object->class->mapping->table->name, table) == 0;
}

rowan_status
rowan__flush_make_room(rowan_session *session, rowan__work *work)
{
    room r = { 0 };
    rowan_status status;

    if (work->removal_count == 0 ||
        work->insert_count + work->update_count == 0)
        return ROWAN_OK;
    status = prepare(session, work, &r);
    if (status != ROWAN_OK)
        return status;
    for (size_t i = 0; i < work->insert_count; i++)
        rowan__holders_of_row(&r.given_up, work->inserts[i].object,
                              &work->inserts[i].sent, go_first, &r);
    for (size_t i = 0; i < work->update_count; i++)
        rowan__holders_of_row(&r.given_up, work->updates[i].object,
                              &work->updates[i].changed, go_first, &r);
    if (r.is_used)
        follow_children(&r, work);
    return ROWAN_OK;
}

bool
rowan__flush_make_way(rowan_session *session, rowan__work *work,
                      const char *table)
{
    room r = { 0 };

    for (size_t i = work->early_count; i < work->removal_count; i++)
        r.is_used |= is_of(&work->removals[i], table);
    if (!r.is_used || prepare(session, work, &r) != ROWAN_OK)
        return false;
    for (size_t i = 0; i < work->removal_count; i++)
        r.early[work->removals[i].position] =
            work->removals[i].is_early || is_of(&work->removals[i], table);
    follow_children(&r, work);
    return true;
}
