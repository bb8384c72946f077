/* SPDX-License-Identifier: MIT */
/*
 * Every edge value, in every C type that can hold it, on every way into the
 * database and on every way out: exact, or refused by an error that names the
 * column. Models are made at run time, as a binding would.
 */
#include "edges.h"
#include "fixture.h"
#include "forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct cell {
    int64_t id;
    member v;
} cell;

/* --- models -------------------------------------------------------------- */

static rowan_property columns_of[FORMS][2];
static rowan_model_slot slots[FORMS];
static rowan_model models[FORMS];
static const rowan_model *list[FORMS + 1];

static void
make_models(void)
{
    for (size_t i = 0; i < FORMS; i++) {
        bool is_codec = (forms[i].ctype & ROWAN_CTYPE_CODEC) != 0;

        columns_of[i][0] = (rowan_property){
            .member = "id", .offset = offsetof(cell, id),
            .size = sizeof(int64_t), .ctype = ROWAN_KIND_INT64,
            .primary_key = true, .not_generated = true};
        columns_of[i][1] = (rowan_property){
            .member = "v", .offset = offsetof(cell, v),
            .size = forms[i].size, .ctype = forms[i].ctype,
            .codec = is_codec ? &form_codec : NULL};
        models[i] = (rowan_model){
            .type = forms[i].name, .table = forms[i].table,
            .size = sizeof(cell), .alignment = _Alignof(cell),
            .properties = columns_of[i], .property_count = 2,
            .slot = &slots[i]};
        list[i] = &models[i];
    }
}

/* --- one value ----------------------------------------------------------- */

typedef struct trial {
    fixture f;
    rowan_session *writer, *reader;
    rowan_capabilities caps;
    const rowan_model *model;
    const form *form;
    const edge *edge;
    int64_t id;
    size_t checked;
} trial;

#define COLUMN(t_, member_)                                                \
    (rowan_expr){.op = ROWAN_OP_COLUMN,                                    \
                 .as.column = {(t_)->model, offsetof(cell, member_)}}

static rowan_expr
literal(const rowan_value *value)
{
    return (rowan_expr){.op = ROWAN_OP_LITERAL, .kind = (uint16_t)value->kind,
                        .as.literal = *value};
}

static rowan_value
number(int64_t id)
{
    return (rowan_value){.kind = ROWAN_KIND_INT64, .as.integer = id};
}

static void
fail(const trial *t, const char *way, const char *what, rowan_session *session)
{
    rowan_error *err = (rowan_error *)(uintptr_t)rowan_session_error(session);

    FAIL("%s %s, %s: %s: %s: column '%s': %s", t->form->name,
         edge_name(t->edge), way, what, rowan_status_name(err->status),
         err->column, err->message);
}

static void
check_read(trial *t, const char *way, const char *reading, const cell *row)
{
    rowan_value back = {.kind = ROWAN_KIND_NULL};
    char what[80];

    if (row != NULL)
        back = form_take(t->form, &row->v);
    snprintf(what, sizeof what, "%s by %s",
             row == NULL ? "is not there" : "comes back as another", reading);
    if (row == NULL || !edge_is_back(t->edge, &back, &t->caps))
        fail(t, way, what, t->reader);
}

/* Reads the row in four ways. */
static void
check_back(trial *t, const char *way)
{
    rowan_value key = number(t->id);
    rowan_expr id = COLUMN(t, id), v = COLUMN(t, v), wanted = literal(&key);
    rowan_expr where = {.op = ROWAN_OP_EQ, .as.operands = {&id, &wanted}};
    const rowan_output columns[] = {{&id, offsetof(cell, id)},
                                    {&v, offsetof(cell, v)}, {NULL, 0}};
    rowan_query query = {.where = {&where}, .read_only = true};
    rowan_query report = {.where = {&where}, .columns = columns};
    rowan_cursor *cursor;
    void **rows;

    check_read(t, way, "key",
               rowan_session_get(t->reader, t->model, &key, 1));
    rows = rowan_session_find(t->reader, t->model, &query);
    check_read(t, way, "a query", rows != NULL ? rows[0] : NULL);
    cursor = rowan_session_stream(t->reader, t->model, &query);
    check_read(t, way, "a stream", rowan_cursor_next(cursor));
    CHECK_INT(rowan_cursor_close(cursor), ROWAN_OK);
    rows = rowan_session_select(t->reader, t->model, &report);
    check_read(t, way, "a report", rows != NULL ? rows[0] : NULL);
    CHECK_INT(rowan_session_clear(t->reader), ROWAN_OK);
    t->checked++;
}

/* Statuses of values that cannot be kept. */
static bool
is_refusal(rowan_status status)
{
    return status == ROWAN_OUT_OF_RANGE || status == ROWAN_TYPE_MISMATCH ||
           status == ROWAN_CHECK_VIOLATION;
}

static void
check_refused(trial *t, const char *way)
{
    const rowan_error *err = rowan_session_error(t->writer);

    if (!is_refusal(err->status))
        fail(t, way, "is refused wrongly", t->writer);
    else if (strcmp(err->column, "v") != 0 &&
             strstr(err->message, "column v") == NULL &&
             strstr(err->message, ":v") == NULL)
        fail(t, way, "is refused without the column's name", t->writer);
    t->checked++;
}

/* What a way came to: the row is there, or was refused. */
static void
check_way(trial *t, const char *way, rowan_status status)
{
    if (edge_is_kept(t->edge, &t->caps)) {
        if (status == ROWAN_OK)
            status = rowan_commit(t->writer);
        if (status == ROWAN_OK)
            check_back(t, way);
        else
            fail(t, way, "fails", t->writer);
    } else if (status == ROWAN_OK) {
        fail(t, way, "is not refused", t->writer);
    } else {
        check_refused(t, way);
    }
    CHECK_INT(rowan_rollback(t->writer), ROWAN_OK);
    CHECK_INT(rowan_session_clear(t->writer), ROWAN_OK);
}

/* --- ways in ------------------------------------------------------------- */

static bool
add(trial *t, const edge *e, int64_t id)
{
    cell row = {.id = id};

    if (!form_put(t->form, &e->value, &row.v))
        return false;
    CHECK(rowan_session_new(t->writer, t->model, &row) != NULL);
    return true;
}

static void
try_alone(trial *t)
{
    t->id++;
    if (!add(t, t->edge, t->id))
        return;
    check_way(t, "alone", rowan_flush(t->writer));
}

/* A bind in SQL text, to a row that has nothing yet. */
static void
try_text(trial *t)
{
    const rowan_bind_value binds[] = {{"id", number(++t->id)},
                                      {"v", t->edge->value},
                                      {NULL, {.kind = ROWAN_KIND_NULL}}};
    char sql[100];

    snprintf(sql, sizeof sql, "INSERT INTO %s (id, v) VALUES (:id, :v)",
             t->form->table);
    check_way(t, "SQL text",
              rowan_session_execute(t->writer, sql, binds, NULL));
}

/* A row that is there, for the ways that change or find one. */
static void
add_other(trial *t, const edge *other)
{
    CHECK(add(t, other, ++t->id));
    CHECK_INT(rowan_commit(t->writer), ROWAN_OK);
    CHECK_INT(rowan_session_clear(t->writer), ROWAN_OK);
}

/* Sets a row that has another value. */
static void
try_update(trial *t, const edge *other)
{
    rowan_value key = number(t->id + 1);
    rowan_expr id = COLUMN(t, id), wanted = literal(&key);
    rowan_expr where = {.op = ROWAN_OP_EQ, .as.operands = {&id, &wanted}};
    rowan_expr value = literal(&t->edge->value);
    const rowan_assignment set[] = {
        {&value, t->model, offsetof(cell, v)}, {NULL, NULL, 0}};
    rowan_change change = {.set = set, .where = {&where}};

    add_other(t, other);
    check_way(t, "update", rowan_session_update(t->writer, t->model, &change));
}

/* Counts the row that has the value now, by way of the update: one, or an
 * error. */
static void
try_where(trial *t)
{
    rowan_value key = number(t->id);
    rowan_expr id = COLUMN(t, id), wanted = literal(&key);
    rowan_expr v = COLUMN(t, v), value = literal(&t->edge->value);
    rowan_expr by_id = {.op = ROWAN_OP_EQ, .as.operands = {&id, &wanted}};
    rowan_expr by_value = {.op = ROWAN_OP_EQ, .as.operands = {&v, &value}};
    const rowan_expr *const both[] = {&by_id, &by_value, NULL};
    rowan_expr where = {.op = ROWAN_OP_AND, .as.list = both};
    rowan_query query = {.where = {&where}};
    int64_t count = rowan_session_count(t->writer, t->model, &query);

    if (edge_is_kept(t->edge, &t->caps) ? count != 1 : count > 0)
        fail(t, "where", count < 0 ? "fails" : "is not found", t->writer);
    else if (count < 0)
        check_refused(t, "where");
    CHECK_INT(rowan_rollback(t->writer), ROWAN_OK);
    t->checked++;
}

/* All that are kept, in one flush; then each of the others among two. */
static void
try_together(trial *t, const edge *edges, size_t count)
{
    int64_t first = t->id + 1;
    const edge *good = NULL;

    for (size_t i = 0; i < count; i++) {
        t->id++;
        if (!edge_is_kept(&edges[i], &t->caps))
            continue;
        if (add(t, &edges[i], t->id))
            good = &edges[i];
    }
    t->edge = good;
    if (rowan_commit(t->writer) != ROWAN_OK)
        fail(t, "together", "fails", t->writer);
    for (size_t i = 0; i < count; i++) {
        cell row;

        t->edge = &edges[i];
        t->id = first + (int64_t)i;
        if (edge_is_kept(t->edge, &t->caps)) {
            if (form_put(t->form, &t->edge->value, &row.v))
                check_back(t, "together");
            if (t->form->ctype & ROWAN_CTYPE_CODEC)
                form_codec.clear(&row.v);
            continue;
        }
        CHECK(add(t, good, t->id + 1000000));
        if (add(t, t->edge, t->id)) {
            CHECK(add(t, good, t->id + 2000000));
            check_way(t, "together", rowan_flush(t->writer));
        }
        CHECK_INT(rowan_rollback(t->writer), ROWAN_OK);
        CHECK_INT(rowan_session_clear(t->writer), ROWAN_OK);
    }
}

static void
try_null(trial *t)
{
    cell row = {.id = ++t->id};
    cell *back;
    rowan_value key = number(t->id), value;

    if ((t->form->ctype & (ROWAN_CTYPE_NULLABLE | ROWAN_CTYPE_CODEC)) == 0 &&
        (t->form->ctype & ROWAN_CTYPE_CHARS ||
         (form_kind(t->form) != ROWAN_KIND_TEXT &&
          form_kind(t->form) != ROWAN_KIND_BYTES &&
          form_kind(t->form) != ROWAN_KIND_DECIMAL &&
          form_kind(t->form) != ROWAN_KIND_JSON)))
        return;
    CHECK(rowan_session_new(t->writer, t->model, &row) != NULL);
    CHECK_INT(rowan_commit(t->writer), ROWAN_OK);
    back = rowan_session_get(t->reader, t->model, &key, 1);
    value = form_take(t->form, &back->v);
    CHECK_INT(value.kind, ROWAN_KIND_NULL);
    t->checked++;
}

static size_t
try_form(trial *t)
{
    size_t count;
    const edge *edges = edges_of(form_kind(t->form), &count);

    for (size_t i = 0; i < count; i++) {
        t->edge = &edges[i];
        try_alone(t);
        try_text(t);
        if (t->form->ctype & ROWAN_CTYPE_CODEC)
            continue; /* no plain value can stand beside its column */
        try_update(t, &edges[0]);
        try_where(t);
    }
    try_together(t, edges, count);
    try_null(t);
    fixture_forget(&t->f);
    return count;
}

static void
open_trial(trial *t, const char *name)
{
    rowan_connection *conn = NULL;
    rowan_error err = {0};

    memset(t, 0, sizeof *t);
    fixture_open(&t->f, name, "");
    make_models();
    if (rowan_create_all(t->f.engine, list, &err) != ROWAN_OK)
        FAIL("%s", err.message);
    REQUIRE(rowan_connection_acquire(t->f.engine, 1000, &conn, &err) ==
            ROWAN_OK);
    t->caps = *rowan_connection_capabilities(conn);
    rowan_connection_release(conn);
    t->writer = rowan_session_open(t->f.engine, &err);
    t->reader = rowan_session_open(t->f.engine, &err);
    REQUIRE(t->writer != NULL && t->reader != NULL);
}

static void
close_trial(trial *t)
{
    rowan_session_close(t->reader);
    rowan_session_close(t->writer);
    fixture_close(&t->f);
}

static void
test_values__come_back_exactly_or_are_refused_by_name(void)
{
    size_t values = 0;
    trial t;

    open_trial(&t, "values.db");
    for (size_t i = 0; i < FORMS; i++) {
        t.form = &forms[i];
        t.model = &models[i];
        values += try_form(&t);
    }
    CHECK(values >= 400);
    CHECK(t.checked >= 4 * values);
    close_trial(&t);
}

/* --- what is long -------------------------------------------------------- */

static void
test_values__that_are_long_come_back_or_are_refused(void)
{
    static const size_t sizes[] = {0, 255, 256, 65535, 65536, 1 << 20,
                                   (1 << 24) + 1};
    char *long_text = malloc((1 << 24) + 2);
    size_t which;
    edge e = {0};
    trial t;

    REQUIRE(long_text != NULL);
    open_trial(&t, "long.db");
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        size_t size = sizes[i / 2];
        rowan_status status;

        e.kind = i % 2 == 0 ? ROWAN_KIND_TEXT : ROWAN_KIND_BYTES;
        memset(long_text, i % 2 == 0 ? 'x' : '\xff', size);
        long_text[size] = '\0';
        e.value = (rowan_value){.kind = e.kind, .as.text = {long_text, size}};
        which = i % 2 == 0 ? FORM_TEXT : FORM_BYTES;
        t.form = &forms[which];
        t.model = &models[which];
        t.edge = &e;
        CHECK(add(&t, &e, ++t.id));
        status = rowan_commit(t.writer);
        if (size >= t.caps.max_value_bytes)
            CHECK_INT(status, ROWAN_LIMIT);
        else if (CHECK_INT(status, ROWAN_OK))
            check_back(&t, "long");
        CHECK_INT(rowan_rollback(t.writer), ROWAN_OK);
        CHECK_INT(rowan_session_clear(t.writer), ROWAN_OK);
    }
    CHECK_INT(rowan_count(t.f.session, user), 0);
    close_trial(&t);
    free(long_text);
}

/* --- texts that C would cut ---------------------------------------------- */

typedef struct cut {
    int64_t id;
    const char *text;
} cut;

typedef struct whole {
    int64_t id;
    rowan_bytes text;
} whole;

typedef struct short_cut {
    int64_t id;
    char text[16];
} short_cut;

ROWAN_MODEL(cut, "cut", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(text))
ROWAN_MODEL(whole, "cut", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(text))
ROWAN_MODEL(short_cut, "cut", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(text))

/* By a server that takes a NUL in a text, written by somebody else. */
static bool
write_cut(fixture *f)
{
    static const char *const ways[] = {
        "INSERT INTO cut (id, text) VALUES (1, CAST(x'610062' AS TEXT))",
        "INSERT INTO cut (id, text) VALUES (1, x'610062')",
        "INSERT INTO cut (id, text) VALUES (1, 'a' || chr(0) || 'b')",
    };
    rowan_session *session = rowan_session_open(f->engine, NULL);
    bool is_there = false;

    for (size_t i = 0; !is_there && i < sizeof ways / sizeof *ways; i++) {
        is_there = rowan_execute(session, ways[i]) == ROWAN_OK &&
                   rowan_commit(session) == ROWAN_OK &&
                   fixture_integer(f, "SELECT count(*) FROM cut "
                                      "WHERE length(text) <= 3") == 1;
        CHECK_INT(rowan_rollback(session), ROWAN_OK);
    }
    rowan_session_close(session);
    return is_there;
}

static void
check_cut(rowan_session *session, const void *row)
{
    const rowan_error *err = rowan_session_error(session);

    CHECK(row == NULL);
    CHECK_INT(err->status, ROWAN_OUT_OF_RANGE);
    CHECK_STR(err->column, "text");
    CHECK_STR(err->table, "cut");
    CHECK_HAS(err->message, "map it as rowan_bytes");
}

static void
test_values__with_a_nul_inside_are_not_cut(void)
{
    rowan_error err = {0};
    rowan_cursor *cursor;
    fixture f;

    fixture_open(&f, "cut.db", "");
    CHECK_INT(rowan_create_all(f.engine, ROWAN_MODELS(cut), &err), ROWAN_OK);
    if (!write_cut(&f)) {
        fixture_close(&f);
        HARNESS_SKIP("texts with a NUL inside");
    }
    check_cut(f.session, rowan_get(f.session, cut, 1));
    check_cut(f.session, rowan_get(f.session, short_cut, 1));
    check_cut(f.session, rowan_find(f.session, cut));
    check_cut(f.session, rowan_find(f.session, cut, .read_only = true));
    check_cut(f.session, rowan_find(f.session, short_cut, .read_only = true));
    cursor = rowan_stream(f.session, cut);
    check_cut(f.session, rowan_next(cursor, cut));
    CHECK_INT(rowan_cursor_close(cursor), ROWAN_OUT_OF_RANGE);
    check_cut(f.session,
              rowan_sql(f.session, cut, "SELECT id, text FROM cut"));

    whole *there = rowan_get(f.session, whole, 1);
    CHECK(there != NULL && there->text.size == 3 &&
          memcmp(there->text.data, "a\0b", 3) == 0);
    fixture_close(&f);
}

HARNESS_SUITE(orm_values,
    HARNESS_TEST(test_values__come_back_exactly_or_are_refused_by_name),
    HARNESS_TEST(test_values__that_are_long_come_back_or_are_refused),
    HARNESS_TEST(test_values__with_a_nul_inside_are_not_cut))
