/* SPDX-License-Identifier: MIT */
/*
 * A session against a model of it. The bytes are operations on two tables, a
 * tree of knots and leaves on knots; beside the session a plain array says
 * what each row and each object must hold after each step. Some steps run
 * while an allocation fails, and a second session changes rows in between.
 */
#include "fail_alloc.h"
#include "session_model.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef FUZZ_PLUGIN
#include <rowan/plugins.h>
rowan_plugin_entry FUZZ_PLUGIN;
#endif

static int
next_byte(run *r, int below)
{
    return r->at < r->end ? *r->at++ % below : 0;
}

/* --- steps ---------------------------------------------------------------- */

static uint64_t
statements(const run *r)
{
    rowan_stats stats;

    rowan_session_stats(r->session, &stats);
    return stats.statements;
}

/* A step that failed did so for a reason. */
static void
check_failure(const run *r)
{
    rowan_status status = rowan_session_error(r->session)->status;

    FUZZ_PROPERTY(status != ROWAN_OK && status != ROWAN_INTERNAL);
    FUZZ_PROPERTY(status != ROWAN_NO_MEMORY || r->strikes);
}

/* After a rollback: what was read while somebody's writes showed is read anew
 * when it is asked for; a statement more tells which objects those are. */
static void
settle(run *r)
{
    for (int i = 0; i < r->things.count; i++) {
        thing *t = &r->things.list[i];
        rowan_value key = { .kind = ROWAN_KIND_INT64 };
        uint64_t before = statements(r);
        void *object;

        if (t->life != LIVE)
            continue;
        key.as.integer = t->known.key;
        object = rowan_session_get(r->session, model_class(t->table), &key, 1);
        if (statements(r) == before) {
            FUZZ_PROPERTY(object == t->object);
            continue;
        }
        model_use_world(r);
        FUZZ_PROPERTY(object == NULL || object == t->object);
        t->now = t->known = r->world.rows[t->table][t->known.key];
        FUZZ_PROPERTY((object != NULL) == (t->known.key != 0));
        if (object == NULL)
            t->life = GONE;
        if (t->loaded && r->depth == 0)
            t->at_first = t->known;
    }
}

static void
notice_loss(run *r)
{
    model_notice_loss(r);
    settle(r);
}

static void
lose(run *r)
{
    check_failure(r);
    if (!r->lost)
        r->lost_depth = r->depth;
    r->lost = true;
}

static void
arm(run *r)
{
    if (r->strikes)
        fail_alloc_arm(1 + next_byte(r, 32));
}

static bool
step_flush(run *r)
{
    uint64_t before = statements(r);
    forecast f;
    rowan_status status;

    if (!r->begun)
        r->world = r->committed;
    if (r->depth == 0)
        model_save_level(r);
    f = model_forecast(r);
    arm(r);
    status = rowan_flush(r->session);
    fail_alloc_arm(0);
    if (status != ROWAN_OK) {
        check_failure(r);
        FUZZ_PROPERTY(f.must_fail || f.may_fail || r->strikes);
        notice_loss(r);
        return false;
    }
    FUZZ_PROPERTY(!f.must_fail);
    FUZZ_PROPERTY(f.writes > 0 || statements(r) == before);
    if (f.writes > 0) {
        r->depth = r->depth > 0 ? r->depth : 1;
        r->begun = true;
        model_finish(r, &f);
    }
    return true;
}

static void
step_commit(run *r)
{
    rowan_status status;

    if (r->lost) {
        FUZZ_PROPERTY(rowan_commit(r->session) != ROWAN_OK);
        r->lost = false;
        return;
    }
    if (!step_flush(r))
        return;
    arm(r);
    status = rowan_commit(r->session);
    fail_alloc_arm(0);
    if (status != ROWAN_OK) {
        check_failure(r);
        notice_loss(r);
        return;
    }
    if (r->depth > 1) {
        r->depth--;
        return;
    }
    if (r->begun)
        r->committed = r->world;
    model_end(r);
    model_check_database(r);
}

static void
step_begin(run *r)
{
    rowan_status status;

    if (r->depth == LEVELS || (r->depth > 0 && !step_flush(r)))
        return;
    if (r->depth > 0)
        model_use_world(r);
    if (r->depth > 0 || !r->begun)
        model_save_level(r);
    arm(r);
    status = rowan_begin(r->session);
    fail_alloc_arm(0);
    if (status == ROWAN_OK) {
        r->depth++;
        return;
    }
    check_failure(r);
    notice_loss(r);
}

static void
step_rollback(run *r)
{
    rowan_status status;

    arm(r);
    status = rowan_rollback(r->session);
    fail_alloc_arm(0);
    r->lost = r->lost && status == ROWAN_OK && r->lost_depth < r->depth &&
              r->depth > 1;
    if (status != ROWAN_OK) {
        check_failure(r);
        notice_loss(r);
    } else if (r->depth > 1) {
        model_roll_back_to(r, r->depth - 1);
    } else {
        if (r->depth == 1)
            model_roll_back_to(r, 0);
        else
            model_roll_back_pending(r);
        model_end(r);
    }
    settle(r);
    model_check_objects(r);
    if (r->depth == 0)
        model_check_database(r);
}

static values
random_values(run *r, int table, int64_t key)
{
    values v = { .key = key, .code = next_byte(r, 6), .n = next_byte(r, 3) };
    int below = table == LEAVES || key == 0 || key > GIVEN ? GIVEN : (int)key;

    v.ref = next_byte(r, 3) == 0 ? 0 : next_byte(r, below);
    return v;
}

static thing *
add_thing(run *r, int table, part *object, life in)
{
    thing *t = &r->things.list[r->things.count++];

    FUZZ_PROPERTY(object != NULL);
    *t = (thing){ .object = object, .table = table, .life = in };
    t->now = t->known = t->at_first = model_values(object);
    t->loaded = in == LIVE;
    return t;
}

static void
step_new(run *r)
{
    int table = next_byte(r, 2);
    values v = random_values(r, table, next_byte(r, GIVEN));
    part row;
    part *object;

    model_put(&row, &v);
    arm(r);
    object = rowan_session_new(r->session, model_class(table), &row);
    fail_alloc_arm(0);
    if (object != NULL) {
        add_thing(r, table, object, NEW);
        return;
    }
    lose(r);
}

static thing *
random_thing(run *r)
{
    int at = next_byte(r, OBJECTS);

    return r->things.count > 0 ? &r->things.list[at % r->things.count] : NULL;
}

static void
step_change(run *r)
{
    thing *t = random_thing(r);
    values v;

    if (t == NULL || t->life == GONE)
        return;
    v = random_values(r, t->table, t->now.key);
    if (t->table == LEAVES && t->life == LIVE && next_byte(r, 4) == 0)
        v.key = 1 + next_byte(r, GIVEN);
    model_put(t->object, &v);
    t->now = v;
}

static void
step_delete(run *r)
{
    thing *t = random_thing(r);
    rowan_status status;

    if (t == NULL)
        return;
    arm(r);
    status = rowan_delete(r->session, t->object);
    fail_alloc_arm(0);
    if (status != ROWAN_OK) {
        lose(r);
    } else if (t->life == NEW) {
        t->life = GONE;
    } else if (t->life == LIVE) {
        t->life = DELETED;
    }
}

/* The object that the session has for a row. */
static thing *
known_thing(run *r, int table, int64_t key)
{
    for (int i = 0; i < r->things.count; i++) {
        thing *t = &r->things.list[i];

        if (t->table == table && t->known.key == key &&
            (t->life == LIVE || t->life == DELETED))
            return t;
    }
    return NULL;
}

/* A row that was read is the known object, or a new one with its values. */
static void
meet(run *r, int table, part *object)
{
    thing *t = NULL;

    for (int i = 0; i < r->things.count; i++)
        if (r->things.list[i].object == object)
            t = &r->things.list[i];
    if (t == NULL) {
        FUZZ_PROPERTY(known_thing(r, table, object->id) == NULL);
        t = add_thing(r, table, object, LIVE);
        FUZZ_PROPERTY(
            model_same(&t->now, &r->world.rows[table][object->id]));
    }
    FUZZ_PROPERTY(t->life == LIVE || t->life == DELETED);
}

static void
find_all(run *r, int table)
{
    part **rows = (part **)(void *)rowan_session_find(
        r->session, model_class(table), NULL);
    int count = 0;

    FUZZ_PROPERTY(rows != NULL);
    for (int key = 1; key < KEYS; key++)
        count += r->world.rows[table][key].key != 0;
    for (; *rows != NULL; rows++, count--)
        meet(r, table, *rows);
    FUZZ_PROPERTY(count == 0);
}

/* What a failing query has read before is seen by the one after it. */
static void
step_find(run *r)
{
    int table = next_byte(r, 2);

    model_use_world(r);
    if (r->strikes) {
        arm(r);
        if (rowan_session_find(r->session, model_class(table), NULL) == NULL)
            check_failure(r);
        fail_alloc_arm(0);
    }
    find_all(r, table);
}

static void
step_get(run *r)
{
    int table = next_byte(r, 2);
    rowan_value key = { .kind = ROWAN_KIND_INT64 };
    thing *t;
    part *object;
    uint64_t before = statements(r);

    key.as.integer = 1 + next_byte(r, GIVEN);
    t = known_thing(r, table, key.as.integer);
    if (t == NULL)
        model_use_world(r);
    object = rowan_session_get(r->session, model_class(table), &key, 1);
    if (t != NULL) {
        FUZZ_PROPERTY(object == (t->life == LIVE ? t->object : NULL));
        FUZZ_PROPERTY(statements(r) == before);
        return;
    }
    FUZZ_PROPERTY((object != NULL) ==
                  (r->world.rows[table][key.as.integer].key != 0));
    if (object != NULL)
        meet(r, table, object);
}

static void
step_refresh(run *r)
{
    thing *t = random_thing(r);
    rowan_status status;

    if (t == NULL)
        return;
    if (t->life == LIVE)
        model_use_world(r);
    arm(r);
    status = rowan_refresh(r->session, t->object);
    fail_alloc_arm(0);
    if (status != ROWAN_OK) {
        check_failure(r);
        FUZZ_PROPERTY(t->life != LIVE || r->strikes ||
                      r->world.rows[t->table][t->known.key].key == 0);
        return;
    }
    FUZZ_PROPERTY(t->life == LIVE);
    t->now = t->known = r->world.rows[t->table][t->known.key];
    FUZZ_PROPERTY(t->now.key != 0);
    if (t->loaded && r->depth == 0)
        t->at_first = t->known;
}

static void
step_clear(run *r)
{
    FUZZ_PROPERTY(rowan_session_clear(r->session) == ROWAN_OK);
    r->things.count = 0;
    for (int i = 0; i < LEVELS; i++)
        r->levels[i].things.count = 0;
}

static void
step_stream(run *r)
{
    int table = next_byte(r, 2);
    rowan_cursor *cursor;
    int count = 0;

    model_use_world(r);
    arm(r);
    cursor = rowan_session_stream(r->session, model_class(table), NULL);
    if (cursor == NULL)
        check_failure(r);
    while (cursor != NULL && rowan_cursor_next(cursor) != NULL)
        count++;
    fail_alloc_arm(0);
    if (cursor == NULL || rowan_cursor_close(cursor) != ROWAN_OK)
        return;
    for (int key = 1; key < KEYS; key++)
        count -= r->world.rows[table][key].key != 0;
    FUZZ_PROPERTY(count == 0);
}

/* Another session changes or deletes a leaf or a knot, or adds one. */
static void
step_interfere(run *r)
{
    int table = next_byte(r, 2);
    int64_t key = 1 + next_byte(r, GIVEN);
    values *row = &r->committed.rows[table][key];
    rowan_value id = { .kind = ROWAN_KIND_INT64, .as.integer = key };
    part fresh = { .id = key, .n = 7 };
    part *object;

    if (r->begun)
        return; /* one writer at a time */
    object = rowan_session_get(r->other, model_class(table), &id, 1);
    FUZZ_PROPERTY((object != NULL) == (row->key != 0));
    if (object == NULL) {
        (void)rowan_session_new(r->other, model_class(table), &fresh);
        *row = model_values(&fresh);
        FUZZ_PROPERTY(rowan_commit(r->other) == ROWAN_OK);
    } else if (next_byte(r, 2) == 0) {
        object->n = row->n = 9;
        FUZZ_PROPERTY(rowan_commit(r->other) == ROWAN_OK);
    } else {
        (void)rowan_delete(r->other, object);
        if (rowan_commit(r->other) == ROWAN_OK)
            *row = (values){ 0 };
        else
            FUZZ_PROPERTY(rowan_rollback(r->other) == ROWAN_OK);
    }
    FUZZ_PROPERTY(rowan_session_clear(r->other) == ROWAN_OK);
    model_check_database(r);
}

/* --- a run ---------------------------------------------------------------- */

static void (*const steps[])(run *r) = {
    step_new,      step_new,   step_new,      step_change, step_change,
    step_change,   step_find,  step_get,      step_delete, step_delete,
    step_refresh,  step_clear, step_begin,    step_commit, step_commit,
    step_rollback, step_stream, step_interfere,
};

static void
take_step(run *r)
{
    int which = next_byte(r, 20);
    int count = (int)(sizeof(steps) / sizeof(steps[0]));

    r->strikes = next_byte(r, 8) == 0;
    if (which < count)
        steps[which](r);
    else
        (void)step_flush(r);
    model_check_objects(r);
}

static bool
has_room(const run *r)
{
    for (int table = KNOTS; table <= LEAVES; table++)
        for (int key = KEYS - 24; key < KEYS; key++)
            if (r->world.rows[table][key].key != 0 ||
                r->committed.rows[table][key].key != 0)
                return false;
    return r->things.count < OBJECTS - 2 * KEYS;
}

static void
remove_files(const char *path)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
    char name[300];

    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        (void)snprintf(name, sizeof(name), "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static void
open_run(run *r, const char *path)
{
    rowan_error err = { 0 };
    char url[320];

    (void)snprintf(url, sizeof(url),
                   "sqlite:///%s?synchronous=off&busy_timeout=0", path);
    r->engine = rowan_engine_open(url, &err);
    FUZZ_PROPERTY(r->engine != NULL);
    FUZZ_PROPERTY(rowan_create_all(r->engine, ROWAN_MODELS(knot, leaf),
                                   &err) == ROWAN_OK);
    r->session = rowan_session_open(r->engine, &err);
    r->other = rowan_session_open(r->engine, &err);
    FUZZ_PROPERTY(r->session != NULL && r->other != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static run r; /* large */
    const char *folder = getenv("TMPDIR");
    char path[256];

    memset(&r, 0, sizeof(r));
    r.at = data;
    r.end = data + size;
    (void)snprintf(path, sizeof(path), "%s/rowan_fuzz_%ld.db",
                   folder != NULL ? folder : "/tmp", (long)getpid());
    remove_files(path);
    fail_alloc_begin();
#ifdef FUZZ_PLUGIN
    (void)rowan_plugin_register(FUZZ_PLUGIN, NULL);
#endif
    open_run(&r, path);
    for (int i = 0; i < STEPS && r.at < r.end && has_room(&r); i++)
        take_step(&r);
    rowan_session_close(r.session);
    rowan_session_close(r.other);
    FUZZ_PROPERTY(rowan_engine_close(r.engine) == ROWAN_OK);
    rowan_shutdown();
    FUZZ_PROPERTY(fail_alloc_live() == 0);
    fail_alloc_end();
    remove_files(path);
    return 0;
}
