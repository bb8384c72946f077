/* SPDX-License-Identifier: MIT */
#include "session_model.h"

#include <stdio.h>
#include <string.h>

ROWAN_MODEL(knot, "knots",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(ref),
    ROWAN_COLUMN(code, .unique = true),
    ROWAN_COLUMN(n),
    ROWAN_FOREIGN_KEY(ref, knot, id))

ROWAN_MODEL(leaf, "leaves",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(ref),
    ROWAN_COLUMN(code),
    ROWAN_COLUMN(n),
    ROWAN_FOREIGN_KEY(ref, knot, id))

static const char *const codes[] = { NULL, "", "a", "b", "c", "d" };

const rowan_model *
model_class(int table)
{
    return table == KNOTS ? knot_model() : leaf_model();
}

bool
model_same(const values *a, const values *b)
{
    return a->key == b->key && a->ref == b->ref && a->code == b->code &&
           a->n == b->n;
}

values
model_values(const part *p)
{
    values v = { .key = p->id,
                 .ref = p->ref.present ? p->ref.value : 0,
                 .n = p->n };

    while (v.code < 5 && (codes[v.code] == NULL || p->code == NULL ||
                          strcmp(codes[v.code], p->code) != 0))
        v.code++;
    if (p->code == NULL)
        v.code = 0;
    return v;
}

void
model_put(part *p, const values *v)
{
    p->id = v->key;
    p->ref = (rowan_nullable_int64){ v->ref, v->ref != 0 };
    p->code = codes[v->code];
    p->n = v->n;
}

void
model_use_world(run *r)
{
    if (!r->begun)
        r->world = r->committed;
    r->begun = r->begun || r->depth > 0;
}

/* --- what must hold after each step --------------------------------------- */

void
model_check_objects(const run *r)
{
    for (int i = 0; i < r->things.count; i++) {
        const thing *t = &r->things.list[i];
        values v = model_values(t->object);

        if (t->life != GONE)
            FUZZ_PROPERTY(model_same(&v, &t->now));
    }
}

static void
read_table(rowan_connection *conn, int table, world *w)
{
    rowan_result *result = NULL;
    const rowan_value *cells;
    const char *sql = table == KNOTS ? "SELECT id, ref, code, n FROM knots"
                                     : "SELECT id, ref, code, n FROM leaves";

    FUZZ_PROPERTY(rowan_connection_query(conn, sql, NULL, &result, NULL) ==
                  ROWAN_OK);
    while (rowan_result_next(result, &cells, NULL) == ROWAN_OK) {
        char text[8] = "";
        part p = { .id = cells[0].as.integer,
                   .n = (int32_t)cells[3].as.integer };

        p.ref.present = cells[1].kind != ROWAN_KIND_NULL;
        p.ref.value = cells[1].as.integer;
        if (cells[2].kind != ROWAN_KIND_NULL) {
            (void)snprintf(text, sizeof(text), "%.*s",
                           (int)cells[2].as.text.size, cells[2].as.text.data);
            p.code = text;
        }
        FUZZ_PROPERTY(p.id > 0 && p.id < KEYS);
        w->rows[table][p.id] = model_values(&p);
    }
    rowan_result_free(result);
}

void
model_check_database(const run *r)
{
    rowan_connection *conn = NULL;
    world found = { 0 };

    FUZZ_PROPERTY(rowan_connection_acquire(r->engine, 1000, &conn, NULL) ==
                  ROWAN_OK);
    read_table(conn, KNOTS, &found);
    read_table(conn, LEAVES, &found);
    rowan_connection_release(conn);
    for (int table = KNOTS; table <= LEAVES; table++)
        for (int key = 0; key < KEYS; key++)
            FUZZ_PROPERTY(model_same(&found.rows[table][key],
                                      &r->committed.rows[table][key]));
}

/* --- the end of a transaction in the model -------------------------------- */

void
model_save_level(run *r)
{
    r->levels[r->depth].world = r->world;
    r->levels[r->depth].things = r->things;
}

/* What an object is after its changes since a level are undone; NULL: what was
 * not flushed. */
static void
undo_thing(thing *t, const thing *saved, bool is_younger)
{
    life was = saved != NULL ? saved->life : t->life;

    if (is_younger) {
        was = t->loaded ? LIVE : GONE;
        t->known = t->at_first;
    } else if (saved != NULL) {
        t->known = saved->known;
    }
    t->life = was == NEW || was == GONE ? GONE : LIVE;
    t->now = t->known;
}

void
model_roll_back_to(run *r, int depth)
{
    const level *l = &r->levels[depth];

    for (int i = 0; i < r->things.count; i++)
        undo_thing(&r->things.list[i],
                   i < l->things.count ? &l->things.list[i] : NULL,
                   i >= l->things.count);
    r->world = l->world;
    r->depth = depth;
}

void
model_roll_back_pending(run *r)
{
    for (int i = 0; i < r->things.count; i++)
        undo_thing(&r->things.list[i], NULL, false);
}

void
model_end(run *r)
{
    r->depth = 0;
    r->begun = false;
}

void
model_notice_loss(run *r)
{
    if (strstr(rowan_session_error(r->session)->hint, "whole") == NULL)
        return;
    if (r->depth > 0)
        model_roll_back_to(r, 0);
    else
        model_roll_back_pending(r);
    model_end(r);
}

/* --- flush in the model --------------------------------------------------- */

static bool
is_changed(const thing *t)
{
    return t->life == LIVE && !model_same(&t->now, &t->known);
}

static void
forecast_delete(const run *r, const thing *t, forecast *f)
{
    values *row = &f->world.rows[t->table][t->known.key];

    f->writes++;
    if (!model_same(row, &t->known))
        f->may_fail = true; /* what it gives up is not what is thought */
    (void)r;
    *row = (values){ 0 };
}

/* The row with a code, in the world before. */
static const values *
holder(const run *r, int code)
{
    for (int key = 1; key < KEYS; key++)
        if (r->world.rows[KNOTS][key].key != 0 &&
            r->world.rows[KNOTS][key].code == code)
            return &r->world.rows[KNOTS][key];
    return NULL;
}

static bool
is_referred_to(const run *r, int64_t number)
{
    for (int table = KNOTS; table <= LEAVES; table++)
        for (int key = 1; key < KEYS; key++)
            if (r->world.rows[table][key].ref == number)
                return true;
    return false;
}

/* A value taken from a row that is there: fails on the way unless that row is
 * deleted; and then updates of what refers to it come too late. */
static void
forecast_taking(const run *r, const thing *t, forecast *f, bool has_updates)
{
    const values *old = t->now.code != 0 && t->table == KNOTS
                            ? holder(r, t->now.code)
                            : NULL;
    bool takes_key = t->now.key != 0 &&
                     r->world.rows[t->table][t->now.key].key != 0 &&
                     (t->life == NEW || t->now.key != t->known.key);

    if (old != NULL && t->life != NEW && old->key == t->known.key)
        old = NULL;
    if (old != NULL && f->world.rows[KNOTS][old->key].key != 0)
        f->may_fail = true;
    if ((old != NULL || takes_key) && has_updates)
        f->may_fail = true;
    if (takes_key && t->table == KNOTS && is_referred_to(r, t->now.key))
        f->may_fail = true;
}

static void
forecast_write(const thing *t, forecast *f)
{
    values *row = &f->world.rows[t->table][t->now.key];

    f->writes++;
    if (t->now.key == 0) {
        /* Of rows at several depths one may get a key that is given later. */
        f->may_fail = f->may_fail || t->table == KNOTS;
        return;
    }
    if (row->key != 0)
        f->must_fail = true;
    *row = t->now;
}

/* Columns that are as the session knows them are not sent. */
static values
merged(const thing *t, const values *row)
{
    values v = *row;

    v.key = t->now.key != t->known.key ? t->now.key : row->key;
    v.ref = t->now.ref != t->known.ref ? t->now.ref : row->ref;
    v.code = t->now.code != t->known.code ? t->now.code : row->code;
    v.n = t->now.n != t->known.n ? t->now.n : row->n;
    return v;
}

/* All changed rows leave before one comes back: keys may be swapped. */
static void
forecast_updates(const run *r, forecast *f)
{
    for (int i = 0; i < r->things.count; i++) {
        const thing *t = &r->things.list[i];

        if (is_changed(t) && r->world.rows[t->table][t->known.key].key == 0)
            f->must_fail = true; /* stale */
        if (is_changed(t))
            f->world.rows[t->table][t->known.key] = (values){ 0 };
    }
    for (int i = 0; i < r->things.count; i++) {
        thing t = r->things.list[i];

        if (!is_changed(&t))
            continue;
        if (t.now.key != t.known.key)
            f->may_fail = true;
        t.now = merged(&t, &r->world.rows[t.table][t.known.key]);
        forecast_write(&t, f);
    }
}

/* Codes of new objects without a key are nobody's row yet. */
static bool
is_unique(const run *r, const forecast *f, int code)
{
    int count = 0;

    for (int key = 1; key < KEYS; key++)
        count += f->world.rows[KNOTS][key].key != 0 &&
                 f->world.rows[KNOTS][key].code == code;
    for (int i = 0; i < r->things.count; i++) {
        const thing *t = &r->things.list[i];

        count += t->life == NEW && t->table == KNOTS && t->now.key == 0 &&
                 t->now.code == code;
    }
    return count < 2;
}

static bool
is_knot(const forecast *f, int64_t ref)
{
    return ref == 0 || f->world.rows[KNOTS][ref].key != 0;
}

/* References to no knot; a key that is generated may happen to be meant. */
static bool
has_dangling(const run *r, const forecast *f, bool *ret_may_be_generated)
{
    bool is_dangling = false;

    for (int table = KNOTS; table <= LEAVES; table++)
        for (int key = 1; key < KEYS; key++)
            is_dangling = is_dangling ||
                          (f->world.rows[table][key].key != 0 &&
                           !is_knot(f, f->world.rows[table][key].ref));
    for (int i = 0; i < r->things.count; i++) {
        const thing *t = &r->things.list[i];

        is_dangling = is_dangling ||
                      (t->life == NEW && !is_knot(f, t->now.ref));
        if (t->life == NEW && t->table == KNOTS && t->now.key == 0)
            *ret_may_be_generated = true;
    }
    return is_dangling;
}

static void
forecast_constraints(const run *r, forecast *f)
{
    bool may_be_generated = false;

    if (has_dangling(r, f, &may_be_generated)) {
        f->must_fail = f->must_fail || !may_be_generated;
        f->may_fail = true;
    }
    for (int code = 1; code < 6; code++)
        if (!is_unique(r, f, code))
            f->must_fail = true;
}

forecast
model_forecast(const run *r)
{
    forecast f = { .world = r->world };
    bool has_updates = false;

    for (int i = 0; i < r->things.count; i++) {
        if (r->things.list[i].life == DELETED)
            forecast_delete(r, &r->things.list[i], &f);
        has_updates = has_updates || is_changed(&r->things.list[i]);
    }
    for (int i = 0; i < r->things.count; i++)
        if (r->things.list[i].life == NEW || is_changed(&r->things.list[i]))
            forecast_taking(r, &r->things.list[i], &f, has_updates);
    forecast_updates(r, &f);
    for (int i = 0; i < r->things.count; i++)
        if (r->things.list[i].life == NEW)
            forecast_write(&r->things.list[i], &f);
    forecast_constraints(r, &f);
    return f;
}

/* An object whose row was gone leaves when another has its key. */
static void
drive_out(run *r, const thing *owner)
{
    for (int i = 0; i < r->things.count; i++) {
        thing *t = &r->things.list[i];

        if (t != owner && t->life == LIVE && t->table == owner->table &&
            t->known.key == owner->now.key && !is_changed(t))
            t->life = GONE;
    }
}

void
model_finish(run *r, forecast *f)
{
    for (int i = 0; i < r->things.count; i++) {
        thing *t = &r->things.list[i];

        if (t->life == NEW && t->now.key == 0) {
            int64_t key = t->object->id;

            FUZZ_PROPERTY(key > 0 && key < KEYS);
            FUZZ_PROPERTY(f->world.rows[t->table][key].key == 0);
            t->now.key = key;
            f->world.rows[t->table][key] = t->now;
        }
        if (t->life == NEW || is_changed(t))
            drive_out(r, t);
    }
    for (int i = 0; i < r->things.count; i++) {
        thing *t = &r->things.list[i];

        t->life = t->life == DELETED ? GONE : t->life == NEW ? LIVE : t->life;
        if (t->life == LIVE)
            t->known = t->now;
    }
    r->world = f->world;
}
