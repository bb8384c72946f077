/* SPDX-License-Identifier: MIT */
/* Edge values as literals of .default_sql, as far as all databases write them
 * alike: what the database then puts is the value. */
#include "edges.h"
#include "fixture.h"
#include "forms.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

enum { MOST_DEFAULTS = 24, MOST_LITERAL = 256 };

/* A table of nullable columns, each with one literal as its default. */
typedef struct defaults {
    char literals[MOST_DEFAULTS][MOST_LITERAL];
    char names[MOST_DEFAULTS][8], table[40];
    rowan_property properties[MOST_DEFAULTS + 1];
    rowan_model_slot slot;
    rowan_model model;
    const edge *edges[MOST_DEFAULTS];
    size_t count;
} defaults;

typedef struct row_of_defaults {
    int64_t id;
    member v[MOST_DEFAULTS];
} row_of_defaults;

static void
begin_defaults(defaults *d, const form *of, size_t number_of_table)
{
    memset(d, 0, sizeof *d);
    snprintf(d->table, sizeof d->table, "d%zu_%zu", (size_t)(of - forms),
             number_of_table);
    d->properties[0] = (rowan_property){
        .member = "id", .offset = offsetof(row_of_defaults, id),
        .size = sizeof(int64_t), .ctype = ROWAN_KIND_INT64,
        .primary_key = true, .not_generated = true};
}

static void
add_default(defaults *d, const form *of, const edge *e)
{
    size_t i = d->count;

    if (!edge_literal(e, d->literals[i], MOST_LITERAL))
        return;
    snprintf(d->names[i], sizeof d->names[i], "v%zu", i);
    d->properties[i + 1] = (rowan_property){
        .member = d->names[i],
        .offset = offsetof(row_of_defaults, v) + i * sizeof(member),
        .size = of->size, .ctype = of->ctype, .default_sql = d->literals[i]};
    d->edges[i] = e;
    d->count++;
}

static size_t
check_defaults(fixture *f, defaults *d, const form *of,
               const rowan_capabilities *caps)
{
    const rowan_model *const all[] = {&d->model, NULL};
    row_of_defaults row = {.id = 1};
    rowan_value key = {.kind = ROWAN_KIND_INT64, .as.integer = 1};
    rowan_error err = {0};
    row_of_defaults *back;

    d->model = (rowan_model){
        .type = of->name, .table = d->table, .size = sizeof row,
        .alignment = _Alignof(row_of_defaults), .properties = d->properties,
        .property_count = d->count + 1, .slot = &d->slot};
    if (rowan_create_all(f->engine, all, &err) != ROWAN_OK) {
        FAIL("%s", err.message);
        return 0;
    }
    CHECK(rowan_session_new(f->session, &d->model, &row) != NULL);
    CHECK_INT(rowan_commit(f->session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f->session), ROWAN_OK);
    back = rowan_session_get(f->session, &d->model, &key, 1);
    for (size_t i = 0; back != NULL && i < d->count; i++) {
        rowan_value value = form_take(of, &back->v[i]);

        if (!edge_is_back(d->edges[i], &value, caps))
            FAIL("DEFAULT %s: %s comes back as another", d->literals[i],
                 edge_name(d->edges[i]));
    }
    if (back == NULL)
        FAIL("%s", rowan_session_error(f->session)->message);
    return d->count;
}

/* Types that can say "no value", so that the default is taken. */
static bool
can_be_nothing(const form *of)
{
    uint32_t kind = form_kind(of);

    if (of->ctype & (ROWAN_CTYPE_CHARS | ROWAN_CTYPE_CODEC))
        return false;
    return (of->ctype & ROWAN_CTYPE_NULLABLE) != 0 ||
           kind == ROWAN_KIND_TEXT || kind == ROWAN_KIND_DECIMAL ||
           kind == ROWAN_KIND_JSON;
}

static size_t
try_defaults(fixture *f, const form *of, const rowan_capabilities *caps)
{
    static defaults tables[40]; /* models last as long as the library */
    static size_t used;
    size_t count, checked = 0;
    const edge *edges = edges_of(form_kind(of), &count);

    for (size_t i = 0; i < count;) {
        defaults *d = &tables[used++];

        REQUIRE(used <= sizeof tables / sizeof *tables);
        begin_defaults(d, of, used);
        for (; i < count && d->count < MOST_DEFAULTS; i++)
            if (edge_is_kept(&edges[i], caps))
                add_default(d, of, &edges[i]);
        checked += check_defaults(f, d, of, caps);
    }
    return checked;
}

/* A database in this process may read literals of doubles by long doubles,
 * which are no longer than doubles under valgrind. */
static bool
reads_reals(void)
{
    volatile long double one = 1.0L;

    return one + LDBL_EPSILON != one;
}

static bool
is_read_rightly(const form *of)
{
    return reads_reals() || (form_kind(of) != ROWAN_KIND_DOUBLE &&
                             form_kind(of) != ROWAN_KIND_FLOAT);
}

static void
test_defaults__come_back_as_their_literals(void)
{
    rowan_connection *conn = NULL;
    rowan_capabilities caps;
    size_t checked = 0;
    fixture f;

    fixture_open(&f, "defaults.db", "");
    REQUIRE(rowan_connection_acquire(f.engine, 1000, &conn, NULL) == ROWAN_OK);
    caps = *rowan_connection_capabilities(conn);
    rowan_connection_release(conn);
    for (size_t i = 0; i < FORMS; i++)
        if (can_be_nothing(&forms[i]) && is_read_rightly(&forms[i]))
            checked += try_defaults(&f, &forms[i], &caps);
    CHECK(checked >= (reads_reals() ? 300 : 250));
    fixture_close(&f);
}

HARNESS_SUITE(orm_defaults,
    HARNESS_TEST(test_defaults__come_back_as_their_literals))
