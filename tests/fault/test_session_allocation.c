/* SPDX-License-Identifier: MIT */
/*
 * Out of memory in the middle of what a session does: the call says so, and
 * the same session goes on and leaves the database as it should be.
 */
#include "fail_alloc.h"
#include "harness.h"

#include <rowan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A member that owns memory. */
typedef struct words {
    char *joined;
} words;

static rowan_status
words_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    const words *w = member;

    (void)err;
    ret_value->kind = w->joined ? ROWAN_KIND_TEXT : ROWAN_KIND_NULL;
    ret_value->as.text =
        (rowan_view){ w->joined, w->joined ? strlen(w->joined) : 0 };
    return ROWAN_OK;
}

static rowan_status
words_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    words *w = ret_member;

    (void)err;
    w->joined = NULL;
    if (value->kind != ROWAN_KIND_NULL)
        w->joined = strndup(value->as.text.data, value->as.text.size);
    return ROWAN_OK;
}

static void
words_clear(void *member)
{
    free(((words *)member)->joined);
}

static const rowan_codec words_codec = {
    .name = "words",
    .type = { .kind = ROWAN_KIND_TEXT },
    .to_value = words_to_value,
    .from_value = words_from_value,
    .clear = words_clear,
};

typedef struct shelf {
    const char *room;
    int32_t number;
    words labels;
    const char *owner;
} shelf;

typedef struct volume {
    int64_t id;
    rowan_nullable_int64 part_of;
    const char *room;
    int32_t shelf_number;
    int32_t copies;
    const char *slug;
} volume;

ROWAN_MODEL(shelf, "shelves",
    ROWAN_PRIMARY_KEY(room), ROWAN_PRIMARY_KEY(number),
    ROWAN_CODEC(labels, &words_codec),
    ROWAN_COLUMN(owner, .unique = true))

ROWAN_MODEL(volume, "volumes",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(part_of), ROWAN_COLUMN(room), ROWAN_COLUMN(shelf_number),
    ROWAN_COLUMN(copies, .default_sql = "1", .zero_is_default = true),
    ROWAN_COLUMN(slug, .computed_sql = "lower(room)"),
    ROWAN_FOREIGN_KEY(part_of, volume, id))

typedef struct scene {
    rowan_engine *engine;
    rowan_session *session;
} scene;

static void
set_words(words *w, const char *joined)
{
    free(w->joined);
    w->joined = strdup(joined);
}

/* --- what is done: each leaves the session at the end of a transaction ---- */

static rowan_status
fill_shelves(scene *s)
{
    for (int32_t i = 1; i <= 5; i++) {
        words labels = { strdup("first") };
        char owner[8];

        snprintf(owner, sizeof owner, "o%d", (int)i);
        if (rowan_new(s->session, shelf, .room = "A", .number = i,
                      .labels = labels, .owner = owner) == NULL)
            free(labels.joined);
        if (rowan_flush(s->session) != ROWAN_OK)
            return rowan_session_error(s->session)->status;
    }
    rowan_new(s->session, volume, .id = 2, .part_of = { 1, true });
    rowan_new(s->session, volume, .id = 1, .room = "A");
    return rowan_commit(s->session);
}

static rowan_status
change_in_savepoints(scene *s)
{
    shelf *one = rowan_get(s->session, shelf, "A", 1);
    shelf *two = one ? rowan_get(s->session, shelf, "A", 2) : NULL;

    if (two == NULL || rowan_begin(s->session) != ROWAN_OK)
        return rowan_session_error(s->session)->status;
    set_words(&one->labels, "outer");
    if (rowan_begin(s->session) != ROWAN_OK)
        return rowan_session_error(s->session)->status;
    set_words(&one->labels, "inner");
    set_words(&two->labels, "inner");
    rowan_delete(s->session, rowan_get(s->session, shelf, "A", 3));
    if (rowan_flush(s->session) != ROWAN_OK ||
        rowan_rollback(s->session) != ROWAN_OK)
        return rowan_session_error(s->session)->status;
    return rowan_commit(s->session);
}

static rowan_status
fail_and_roll_back(scene *s)
{
    shelf *one = rowan_get(s->session, shelf, "A", 1);
    rowan_status status;

    if (one == NULL)
        return rowan_session_error(s->session)->status;
    set_words(&one->labels, "never");
    one->owner = "o2"; /* another's */
    rowan_new(s->session, volume, .room = "Never");
    status = rowan_flush(s->session);
    if (status != ROWAN_UNIQUE_VIOLATION)
        return status;
    return rowan_rollback(s->session);
}

/* Objects that a rollback makes doubtful: one is got again, one is changed of
 * what it really was, one of what it never was, one was never there. */
static rowan_status
read_in_vain(scene *s)
{
    shelf *one, *two, *three, *six;
    rowan_status status;

    rowan_session_clear(s->session);
    if (rowan_execute(s->session, "UPDATE shelves SET owner = 'no' || number, "
                                  "labels = 'never' WHERE number = 3") !=
            ROWAN_OK ||
        rowan_execute(s->session, "INSERT INTO shelves (room, number) "
                                  "VALUES ('A', 6)") != ROWAN_OK)
        return rowan_session_error(s->session)->status;
    one = rowan_get(s->session, shelf, "A", 1);
    two = one ? rowan_get(s->session, shelf, "A", 2) : NULL;
    three = two ? rowan_get(s->session, shelf, "A", 3) : NULL;
    six = three ? rowan_get(s->session, shelf, "A", 6) : NULL;
    if (six == NULL || rowan_rollback(s->session) != ROWAN_OK ||
        rowan_get(s->session, shelf, "A", 1) == NULL)
        return rowan_session_error(s->session)->status;
    if (rowan_get(s->session, shelf, "A", 6) != NULL ||
        rowan_session_error(s->session)->status != ROWAN_NOT_FOUND)
        return rowan_session_error(s->session)->status;
    set_words(&two->labels, "two");
    set_words(&three->labels, "three");
    status = rowan_commit(s->session);
    if (status != ROWAN_STALE)
        return status;
    if (rowan_refresh(s->session, three) != ROWAN_OK)
        return rowan_session_error(s->session)->status;
    return rowan_commit(s->session);
}

static rowan_status
refresh_and_read(scene *s)
{
    static const int64_t ids[] = { 1, 2, 99 };
    static const rowan_value keys[] = {
        { .kind = ROWAN_KIND_TEXT, .as.text = { "A", 1 } },
        { .kind = ROWAN_KIND_INT32, .as.integer = 2 },
    };
    shelf *one = rowan_get(s->session, shelf, "A", 1);
    rowan_cursor *cursor;

    if (one == NULL || rowan_refresh(s->session, one) != ROWAN_OK ||
        rowan_get_many(s->session, shelf, keys, 1) == NULL ||
        rowan_get_many(s->session, volume, ids, 3) == NULL ||
        rowan_find(s->session, shelf, .refresh = true) == NULL ||
        rowan_find(s->session, shelf, .read_only = true) == NULL)
        return rowan_session_error(s->session)->status;
    cursor = rowan_stream(s->session, shelf);
    if (cursor == NULL)
        return rowan_session_error(s->session)->status;
    while (rowan_next(cursor, shelf) != NULL)
        ;
    return rowan_cursor_close(cursor);
}

static rowan_status
replace_and_delete(scene *s)
{
    shelf *five = rowan_get(s->session, shelf, "A", 5);
    volume *whole = five ? rowan_get(s->session, volume, 1) : NULL;
    volume *part = whole ? rowan_get(s->session, volume, 2) : NULL;

    if (part == NULL)
        return rowan_session_error(s->session)->status;
    rowan_delete(s->session, five);
    rowan_delete(s->session, whole);
    rowan_delete(s->session, part);
    rowan_new(s->session, shelf, .room = "A", .number = 5, .owner = "o5");
    return rowan_commit(s->session);
}

static rowan_status
insert_and_take_back(scene *s)
{
    volume many[3] = {
        { .room = "B", .copies = 2 }, { .room = "B" }, { .id = 700 }
    };
    shelf shelves[2] = {
        { .room = "B", .number = 1, .labels = { strdup("x") } },
        { .room = "B", .number = 2, .labels = { strdup("y") } },
    };
    rowan_status status = rowan_insert_many(s->session, volume, many, 3);

    if (status == ROWAN_OK)
        status = rowan_insert_many(s->session, shelf, shelves, 2);
    for (int i = 0; i < 2; i++)
        free(shelves[i].labels.joined);
    if (status != ROWAN_OK) {
        (void)rowan_rollback(s->session);
        return status;
    }
    return rowan_rollback(s->session);
}

/* --- every allocation of one step in turn --------------------------------- */

static rowan_status (*const steps[])(scene *s) = {
    fill_shelves,     change_in_savepoints, fail_and_roll_back,
    read_in_vain,     refresh_and_read,     replace_and_delete,
    insert_and_take_back,
};

#define STEPS (sizeof steps / sizeof steps[0])

static bool
open_scene(scene *s, const char *url)
{
    rowan_error err = { 0 };

    s->session = NULL;
    s->engine = rowan_engine_open(url, &err);
    if (s->engine == NULL)
        return false;
    s->session = rowan_session_open(s->engine, &err);
    return s->session != NULL &&
           rowan_create_all(s->engine, ROWAN_MODELS(shelf, volume), &err) ==
               ROWAN_OK;
}

static void
close_scene(scene *s)
{
    rowan_session_close(s->session);
    rowan_engine_close(s->engine);
    rowan_shutdown();
}

static void
forget_file(const char *file)
{
    static const char *const endings[] = { "", "-journal", "-wal", "-shm" };
    char name[512];

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(name, sizeof name, "%s%s", file, endings[i]);
        unlink(name);
    }
}

/* As if no allocation had failed: five shelves, two or no volumes, and labels
 * of the outer transaction. */
static void
check_rows(scene *s, size_t done)
{
    shelf **shelves = rowan_find(s->session, shelf, .refresh = true);
    const char *label = done > 1 ? "outer" : "first";
    size_t count = 0;

    REQUIRE(shelves != NULL);
    for (; shelves[count] != NULL; count++)
        if (shelves[count]->number == 1)
            CHECK_STR(shelves[count]->labels.joined, label);
    CHECK_INT(count, 5);
    CHECK_INT(rowan_count(s->session, volume), done > 5 ? 0 : 2);
}

/* The step is done again after the one that failed, by the same session. */
static bool
run_with_failure(size_t step, int64_t nth, bool forever, const char *file)
{
    char url[512];
    scene s;
    bool struck;

    forget_file(file);
    snprintf(url, sizeof url, "sqlite:///%s", file);
    fail_alloc_arm(0);
    REQUIRE(open_scene(&s, url));
    for (size_t i = 0; i < step; i++)
        CHECK_INT(steps[i](&s), ROWAN_OK);
    if (forever)
        fail_alloc_arm_forever(nth);
    else
        fail_alloc_arm(nth);
    rowan_status status = steps[step](&s);
    struck = fail_alloc_struck();
    fail_alloc_arm(0);
    if (status != ROWAN_OK) {
        if (!struck || status != ROWAN_NO_MEMORY)
            FAIL("step %zu, allocation %jd: %s", step, (intmax_t)nth,
                 rowan_status_name(status));
        for (int depth = 3; depth > 0; depth--)
            CHECK_INT(rowan_rollback(s.session), ROWAN_OK);
        CHECK_INT(steps[step](&s), ROWAN_OK);
    }
    check_rows(&s, step + 1);
    close_scene(&s);
    if (fail_alloc_live() != 0)
        FAIL("step %zu, allocation %jd: %jd are not given back", step,
             (intmax_t)nth, (intmax_t)fail_alloc_live());
    return struck && fail_alloc_live() == 0;
}

static bool
no_sqlite(void)
{
    rowan_error err = { 0 };
    rowan_engine *engine = rowan_engine_open("sqlite://", &err);

    rowan_engine_close(engine);
    rowan_shutdown();
    return engine == NULL && err.status == ROWAN_PLUGIN_NOT_FOUND;
}

static void
fail_steps(bool forever)
{
    const char *file = harness_temp_path("session_fault.db");

    if (no_sqlite())
        HARNESS_SKIP("the sqlite plugin is not built");
    fail_alloc_begin();
    for (size_t step = 0; step < STEPS; step++) {
        int64_t nth = 1;

        while (run_with_failure(step, nth, forever, file))
            nth++;
        CHECK(nth > 1 || step == 2);
    }
    fail_alloc_end();
}

static void
test_session_allocation__one_failing_leaves_the_session_usable(void)
{
    fail_steps(false);
}

static void
test_session_allocation__all_failing_leave_the_session_usable(void)
{
    fail_steps(true);
}

HARNESS_SUITE(session_allocation,
    HARNESS_TEST(
        test_session_allocation__one_failing_leaves_the_session_usable),
    HARNESS_TEST(
        test_session_allocation__all_failing_leave_the_session_usable))
