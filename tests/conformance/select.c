/* SPDX-License-Identifier: MIT */
/* Queries: order, LIMIT and OFFSET, joins, computed and identity columns. */
#include "conformance.h"

#include <string.h>

typedef struct se_row {
    int64_t id, x, y;
    const char *q;
} se_row;
ROWAN_MODEL(se_row, "conformance_some", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(x), ROWAN_COLUMN(y), ROWAN_COLUMN(q, .length = 50))

typedef struct se_report {
    int64_t a, b;
} se_report;
ROWAN_ROW(se_report, ROWAN_FIELD(a), ROWAN_FIELD(b))

static rowan_session *
with_rows(trial *t)
{
    static const int64_t rows[][2] = {{1, 2}, {2, 4}, {3, 4}, {4, 5}, {4, 6}};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(se_row));
    session = trial_session(t);
    for (size_t i = 0; i < 5; i++)
        REQUIRE(rowan_new(session, se_row, .id = (int64_t)i + 1,
                          .x = rows[i][0], .y = rows[i][1],
                          .q = trial_format(t, "q%d", (int)i + 1)) != NULL);
    SESSION_OK(session, rowan_commit(session));
    return session;
}

/* Rows of a report as "1,2 3,4". */
static const char *
report(trial *t, rowan_session *session, se_report **rows)
{
    const char *text = "";

    SESSION_GIVES(session, rows);
    for (size_t i = 0; rows[i] != NULL; i++)
        text = trial_format(t, "%s%s%d,%d", text, i > 0 ? " " : "",
                            (int)rows[i]->a, (int)rows[i]->b);
    return text;
}

/* The ids of rows as "1 2 3". */
static const char *
ids(trial *t, rowan_session *session, se_row **rows)
{
    const char *text = "";

    SESSION_GIVES(session, rows);
    for (size_t i = 0; rows[i] != NULL; i++)
        text = trial_format(t, "%s%s%d", text, i > 0 ? " " : "",
                            (int)rows[i]->id);
    return text;
}

#define X rowan_col(se_row, x)
#define Y rowan_col(se_row, y)
#define ID rowan_col(se_row, id)

/* --- ORDER BY and GROUP BY of expressions --------------------------------- */

#define ORDERED(...)                                                         \
    report(t, session,                                                       \
           rowan_select(session, se_report,                                  \
                        .columns = rowan_columns(rowan_as(se_report, a, X),  \
                                                 rowan_as(se_report, b, Y)), \
                        .order_by = rowan_by(__VA_ARGS__)))

static void
plain(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(ORDERED(X, Y), "1,2 2,4 3,4 4,5 4,6");
}

static void
plain_desc(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(ORDERED(rowan_desc(X), Y), "4,5 4,6 3,4 2,4 1,2");
}

static void
composed_int(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(ORDERED(rowan_plus(X, Y)), "1,2 2,4 3,4 4,5 4,6");
}

static void
composed_int_desc(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(ORDERED(rowan_desc(rowan_plus(X, Y))), "4,6 4,5 3,4 2,4 1,2");
}

static void
composed_multiple(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(ORDERED(rowan_mod(X, 2), rowan_desc(rowan_plus(X, Y))),
               "4,6 4,5 2,4 3,4 1,2");
}

static void
group_by_composed(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(report(t, session,
                      rowan_select(session, se_report,
                                   .columns = rowan_columns(
                                       rowan_as(se_report, a,
                                                rowan_count_rows()),
                                       rowan_as(se_report, b,
                                                rowan_plus(X, Y))),
                                   .group_by = rowan_by(rowan_plus(X, Y)),
                                   .order_by = rowan_by(rowan_plus(X, Y)))),
               "1,3 1,6 1,7 1,9 1,10");
}

/* --- LIMIT and OFFSET ----------------------------------------------------- */

#define FOUND(...)                                                           \
    ids(t, session, rowan_find(session, se_row, .order_by = rowan_by(ID),    \
                               __VA_ARGS__))

static void
simple_limit(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(.limit = 2), "1 2");
    EXPECT_STR(FOUND(.limit = 3), "1 2 3");
}

static void
simple_offset(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(.offset = 2), "3 4 5");
    EXPECT_STR(FOUND(.offset = 3), "4 5");
}

static void
simple_limit_offset(trial *t)
{
    static const struct {
        int64_t limit, offset;
        const char *ids;
    } cases[] = {{2, 0, "1 2"}, {2, 1, "2 3"}, {3, 2, "3 4 5"}, {1, 4, "5"},
                 {2, 5, ""}, {100, 3, "4 5"}};
    rowan_session *session = with_rows(t);

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        EXPECT_STR(FOUND(.limit = cases[i].limit, .offset = cases[i].offset),
                   cases[i].ids);
}

static void
simple_offset_zero(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(.offset = 0), "1 2 3 4 5");
    EXPECT_STR(FOUND(.offset = 1), "2 3 4 5");
}

/* Numbers of the text's author. */
static void
limit_offset_nobinds(trial *t)
{
    rowan_session *session = with_rows(t);
    bool has_limit = rowan_connection_query(
                         trial_connection(t),
                         "SELECT id FROM conformance_some LIMIT 1", NULL, NULL,
                         NULL) == ROWAN_OK;
    se_report **rows = rowan_sql(
        session, se_report,
        trial_format(t, "SELECT x AS a, y AS b FROM conformance_some "
                        "ORDER BY id %s",
                     has_limit ? "LIMIT 2 OFFSET 1"
                               : "OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY"));

    EXPECT_STR(report(t, session, rows), "2,4 3,4");
}

/* One statement serves whatever the numbers are. */
static void
bound_limit_offset(trial *t)
{
    rowan_session *session = with_rows(t);
    rowan_stats before, after;

    (void)FOUND(.limit = 1, .offset = 1);
    rowan_session_stats(session, &before);
    EXPECT_STR(FOUND(.limit = 2, .offset = 2), "3 4");
    EXPECT_STR(FOUND(.limit = 3, .offset = 1), "2 3 4");
    rowan_session_stats(session, &after);
    EXPECT_INT(after.cache_misses, before.cache_misses);
}

/* A limit is what some dialects write as FETCH FIRST. */
static void
fetch_no_order(trial *t)
{
    rowan_session *session = with_rows(t);
    se_row **rows = rowan_find(session, se_row, .limit = 10);
    int64_t sum = 0;
    size_t count = 0;

    SESSION_GIVES(session, rows);
    for (; rows[count] != NULL; count++)
        sum += rows[count]->id;
    EXPECT_INT(count, 5);
    EXPECT_INT(sum, 1 + 2 + 3 + 4 + 5);
}

/* --- joins ---------------------------------------------------------------- */

typedef struct se_child {
    int64_t id, a_id;
} se_child;
ROWAN_MODEL(se_child, "conformance_children",
            ROWAN_PRIMARY_KEY(id, .not_generated = true), ROWAN_COLUMN(a_id),
            ROWAN_FOREIGN_KEY(a_id, se_row, id))

typedef struct se_joined {
    int64_t a;
    rowan_nullable_int64 b;
} se_joined;
ROWAN_ROW(se_joined, ROWAN_FIELD(a), ROWAN_FIELD(b))

static rowan_session *
with_children(trial *t)
{
    static const int64_t parents[] = {1, 1, 2, 4, 1};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(se_row, se_child));
    session = trial_session(t);
    for (int64_t i = 1; i <= 5; i++) {
        REQUIRE(rowan_new(session, se_row, .id = i, .q = "q") != NULL);
        REQUIRE(rowan_new(session, se_child, .id = i,
                          .a_id = parents[i - 1]) != NULL);
    }
    SESSION_OK(session, rowan_commit(session));
    return session;
}

#define JOINED(join_)                                                        \
    joined(t, session,                                                       \
           rowan_select(session, se_joined,                                  \
                        .columns = rowan_columns(                            \
                            rowan_as(se_joined, a, ID),                      \
                            rowan_as(se_joined, b, rowan_col(se_child,       \
                                                             id))),          \
                        .from = se_row_model(), .join = rowan_joins(join_),  \
                        .order_by = rowan_by(ID, rowan_col(se_child, id))))

static const char *
joined(trial *t, rowan_session *session, se_joined **rows)
{
    const char *text = "";

    SESSION_GIVES(session, rows);
    for (size_t i = 0; rows[i] != NULL; i++)
        text = trial_format(t, "%s%s%d:%d", text, i > 0 ? " " : "",
                            (int)rows[i]->a,
                            rows[i]->b.present ? (int)rows[i]->b.value : -1);
    return text;
}

static void
inner_join_fk(trial *t)
{
    rowan_session *session = with_children(t);

    EXPECT_STR(JOINED(rowan_join(se_child)), "1:1 1:2 1:5 2:3 4:4");
}

static void
outer_join_fk(trial *t)
{
    rowan_session *session = with_children(t);

    EXPECT_STR(JOINED(rowan_left_join(se_child)),
               "1:1 1:2 1:5 2:3 3:-1 4:4 5:-1");
}

#define ALWAYS rowan_eq(rowan_col(se_child, id), rowan_col(se_child, id))
#define NEVER rowan_ne(rowan_col(se_child, id), rowan_col(se_child, id))

static void
inner_join_true(trial *t)
{
    rowan_session *session = with_children(t);
    const char *text = JOINED(rowan_join_on(se_child, ALWAYS));

    EXPECT_INT(strlen(text), 25 * 4 - 1);
    EXPECT_HAS(text, "5:4 5:5");
}

static void
inner_join_false(trial *t)
{
    rowan_session *session = with_children(t);

    EXPECT_STR(JOINED(rowan_join_on(se_child, NEVER)), "");
}

static void
outer_join_false(trial *t)
{
    rowan_session *session = with_children(t);

    EXPECT_STR(JOINED(rowan_left_join_on(se_child, NEVER)),
               "1:-1 2:-1 3:-1 4:-1 5:-1");
}

/* --- computed and identity columns ---------------------------------------- */

typedef struct se_square {
    int64_t id, side;
    rowan_nullable_int64 area, perimeter;
} se_square;
ROWAN_MODEL(se_square, "conformance_squares",
            ROWAN_PRIMARY_KEY(id, .not_generated = true), ROWAN_COLUMN(side),
            ROWAN_COLUMN(area, .computed_sql = "side * side"),
            ROWAN_COLUMN(perimeter, .computed_sql = "4 * side"))

static rowan_session *
with_squares(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(se_square));
    session = trial_session(t);
    REQUIRE(rowan_new(session, se_square, .id = 1, .side = 10) != NULL);
    REQUIRE(rowan_new(session, se_square, .id = 10, .side = 42) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    return session;
}

static void
computed_select_all(trial *t)
{
    rowan_session *session = with_squares(t);
    se_square **rows = rowan_find(session, se_square,
                                  .order_by = rowan_by(rowan_col(se_square,
                                                                 id)));

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL && rows[1] != NULL);
    EXPECT_INT(rows[0]->area.value, 100);
    EXPECT_INT(rows[0]->perimeter.value, 40);
    EXPECT_INT(rows[1]->area.value, 1764);
}

static void
computed_select_columns(trial *t)
{
    rowan_session *session = with_squares(t);

    EXPECT_STR(report(t, session,
                      rowan_select(session, se_report,
                                   .columns = rowan_columns(
                                       rowan_as(se_report, a,
                                                rowan_col(se_square, area)),
                                       rowan_as(se_report, b,
                                                rowan_col(se_square,
                                                          perimeter))),
                                   .where = rowan_gt(rowan_col(se_square,
                                                               area), 1000))),
               "1764,168");
}

static void
identity_select_all(trial *t)
{
    rowan_session *session;
    se_row *row;

    trial_create(t, ROWAN_MODELS(se_row));
    session = trial_session(t);
    row = rowan_new(session, se_row, .q = "new");
    SESSION_GIVES(session, row);
    SESSION_OK(session, rowan_commit(session));
    EXPECT(row->id > 0);
    EXPECT_INT(trial_int(t, "SELECT id FROM conformance_some"), row->id);
}

static void
identity_select_columns(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(se_row));
    session = trial_session(t);
    for (int i = 0; i < 3; i++)
        REQUIRE(rowan_new(session, se_row, .x = i, .q = "q") != NULL);
    SESSION_OK(session, rowan_commit(session));
    EXPECT_STR(report(t, session,
                      rowan_select(session, se_report,
                                   .columns = rowan_columns(
                                       rowan_as(se_report, a, X),
                                       rowan_as(se_report, b,
                                                rowan_minus(ID, X))),
                                   .order_by = rowan_by(ID))),
               "0,1 1,1 2,1");
}

static void
insert_always_error(trial *t)
{
    rowan_error err = {0};

    trial_drop(t, "DROP TABLE conformance_always");
    trial_run(t, "CREATE TABLE conformance_always (id INTEGER GENERATED "
                 "ALWAYS AS IDENTITY PRIMARY KEY, x INTEGER)");
    EXPECT_INT(trial_run(t, "INSERT INTO conformance_always (x) VALUES (1)"),
               1);
    EXPECT(rowan_connection_query(trial_connection(t),
                                  "INSERT INTO conformance_always (id, x) "
                                  "VALUES (10, 1)", NULL, NULL,
                                  &err) != ROWAN_OK);
    EXPECT(err.message[0] != '\0');
}

/* --- EXISTS --------------------------------------------------------------- */

static void
select_exists(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_INT(rowan_exists(session, se_row,
                            .where = rowan_eq(rowan_col(se_row, q), "q2")), 1);
}

static void
select_exists_false(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_INT(rowan_exists(session, se_row,
                            .where = rowan_eq(rowan_col(se_row, q),
                                              "no such")), 0);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test labels[] = {
    {"plain", "", NULL, plain},
    {"composed_int", "", NULL, composed_int},
    {"composed_multiple", "", NULL, composed_multiple},
    {"plain_desc", "", NULL, plain_desc},
    {"composed_int_desc", "", NULL, composed_int_desc},
    {"group_by_composed", "", NULL, group_by_composed},
    END,
};

static const conformance_test limits[] = {
    {"simple_limit", "", NULL, simple_limit},
    {"simple_offset", "", NULL, simple_offset},
    {"simple_limit_offset", "", NULL, simple_limit_offset},
    {"simple_offset_zero", "", NULL, simple_offset_zero},
    {"limit_offset_nobinds", "independent_connections", NULL,
     limit_offset_nobinds},
    {"bound_limit", "", NULL, simple_limit},
    {"bound_offset", "", NULL, simple_offset},
    {"bound_limit_offset", "", NULL, bound_limit_offset},
    {"simple_fetch", "", NULL, simple_limit},
    {"simple_fetch_offset", "", NULL, simple_limit_offset},
    {"fetch_offset_no_order", "", NULL, fetch_no_order},
    {"fetch_offset_nobinds", "independent_connections", NULL,
     limit_offset_nobinds},
    {"bound_fetch_offset", "", NULL, bound_limit_offset},
    END,
};

static const conformance_test joins[] = {
    {"inner_join_fk", "", NULL, inner_join_fk},
    {"inner_join_true", "", NULL, inner_join_true},
    {"inner_join_false", "", NULL, inner_join_false},
    {"outer_join_false", "", NULL, outer_join_false},
    {"outer_join_fk", "", NULL, outer_join_fk},
    END,
};

static const conformance_test computed[] = {
    {"select_all", "", NULL, computed_select_all},
    {"select_columns", "", NULL, computed_select_columns},
    END,
};

static const conformance_test identity[] = {
    {"select_all", "", NULL, identity_select_all},
    {"select_columns", "", NULL, identity_select_columns},
    {"insert_always_error", "", NULL, insert_always_error},
    END,
};

static const conformance_test counted[] = {
    {"autoincrement_with_identity", "", NULL, identity_select_all}, END};

static const conformance_test existence[] = {
    {"select_exists", "", NULL, select_exists},
    {"select_exists_false", "", NULL, select_exists_false},
    END,
};

const conformance_class conformance_select[] = {
    {"select", "OrderByLabelTest", "", labels},
    {"select", "FetchLimitOffsetTest", "", limits},
    {"select", "JoinTest", "", joins},
    {"select", "ComputedColumnTest", "computed_columns", computed},
    {"select", "IdentityColumnTest", "identity_columns_standard", identity},
    {"select", "IdentityAutoincrementTest", "", counted},
    {"select", "ExistsTest", "", existence},
    {NULL, NULL, NULL, NULL},
};
