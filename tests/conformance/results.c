/* SPDX-License-Identifier: MIT */
/* Rows and how to get at them; names with '%'; cursors over many rows. */
#include "conformance.h"

#include <string.h>

typedef struct rs_plain {
    int32_t id;
    const char *data;
} rs_plain;
ROWAN_MODEL(rs_plain, "conformance_plain",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(data, .length = 50))

typedef struct rs_dated {
    int32_t id;
    rowan_timestamp today;
} rs_dated;
ROWAN_MODEL(rs_dated, "conformance_dated",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(today))

static rowan_session *
with_rows(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(rs_plain, rs_dated));
    session = trial_session(t);
    for (int i = 1; i <= 3; i++)
        REQUIRE(rowan_new(session, rs_plain, .id = i,
                          .data = trial_format(t, "d%d", i)) != NULL);
    REQUIRE(rowan_new(session, rs_dated, .id = 1,
                      .today = {INT64_C(1339777845000000)}) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    return session;
}

/* --- rows ----------------------------------------------------------------- */

typedef struct rs_row {
    const char *data;
    int32_t id;
} rs_row;
ROWAN_ROW(rs_row, ROWAN_FIELD(data), ROWAN_FIELD(id))

/* By the member of a struct. */
static void
via_attr(trial *t)
{
    rowan_session *session = with_rows(t);
    rs_row **rows = rowan_sql(session, rs_row, "SELECT id, data "
                              "FROM conformance_plain ORDER BY id");

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    EXPECT_INT(rows[0]->id, 1);
    EXPECT_STR(rows[0]->data, "d1");
}

static rowan_result *
first_row(trial *t, rowan_connection *conn, const char *sql,
          const rowan_value **ret_cells)
{
    rowan_result *result = NULL;
    rowan_error err = {0};

    REQUIRE_OK(rowan_connection_query(conn, sql, NULL, &result, &err), &err);
    REQUIRE_OK(rowan_result_next(result, ret_cells, &err), &err);
    return result;
}

static int
column_called(const rowan_result *result, const char *name)
{
    for (uint32_t i = 0; i < rowan_result_column_count(result); i++)
        if (strcmp(rowan_result_column_name(result, i), name) == 0)
            return (int)i;
    return -1;
}

static void
via_string(trial *t)
{
    const rowan_value *cells;
    rowan_result *result;

    with_rows(t);
    result = first_row(t, trial_connection(t), "SELECT data, id "
                       "FROM conformance_plain ORDER BY id", &cells);
    EXPECT_INT(column_called(result, "data"), 0);
    EXPECT_INT(column_called(result, "id"), 1);
    EXPECT_INT(column_called(result, "nothing"), -1);
    EXPECT_INT(cells[column_called(result, "id") == 1].as.integer, 1);
    rowan_result_free(result);
}

static void
via_int(trial *t)
{
    const rowan_value *cells;
    rowan_result *result;

    with_rows(t);
    result = first_row(t, trial_connection(t), "SELECT id, data "
                       "FROM conformance_plain ORDER BY id", &cells);
    EXPECT_INT(cells[0].kind, ROWAN_KIND_INT64);
    EXPECT_INT(cells[0].as.integer, 1);
    EXPECT_INT(cells[1].kind, ROWAN_KIND_TEXT);
    EXPECT_INT(cells[1].as.text.size, 2);
    EXPECT(memcmp(cells[1].as.text.data, "d1", 2) == 0);
    rowan_result_free(result);
}

/* By the column of a model, in a report. */
static void
via_col_object(trial *t)
{
    rowan_session *session = with_rows(t);
    rs_row **rows = rowan_select(
        session, rs_row,
        .columns = rowan_columns(
            rowan_as(rs_row, id, rowan_col(rs_plain, id)),
            rowan_as(rs_row, data, rowan_col(rs_plain, data))),
        .order_by = rowan_by(rowan_desc(rowan_col(rs_plain, id))));

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    EXPECT_INT(rows[0]->id, 3);
    EXPECT_STR(rows[0]->data, "d3");
}

static void
row_with_dupe_names(trial *t)
{
    const rowan_value *cells;
    rowan_result *result;

    with_rows(t);
    result = first_row(t, trial_connection(t), "SELECT data, data AS data, id "
                       "FROM conformance_plain ORDER BY id", &cells);
    REQUIRE(rowan_result_column_count(result) == 3);
    EXPECT_STR(rowan_result_column_name(result, 0), "data");
    EXPECT_STR(rowan_result_column_name(result, 1), "data");
    EXPECT(memcmp(cells[1].as.text.data, "d1", 2) == 0);
    rowan_result_free(result);
}

typedef struct rs_moment {
    rowan_timestamp somelabel;
} rs_moment;
ROWAN_ROW(rs_moment, ROWAN_FIELD(somelabel))

/* The value of a subquery has the type of its column. */
static void
row_w_scalar_select(trial *t)
{
    rowan_session *session = with_rows(t);
    rs_moment **rows = rowan_sql(session, rs_moment, trial_select(
        t, "(SELECT today FROM conformance_dated) AS somelabel"));

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    EXPECT_INT(rows[0]->somelabel.microseconds, INT64_C(1339777845000000));
}

/* --- names ---------------------------------------------------------------- */

typedef struct rs_cased {
    int32_t id;
    const char *user_name, *lower;
} rs_cased;
ROWAN_MODEL(rs_cased, "conformance_Cased",
            ROWAN_PRIMARY_KEY(id, .name = "ID", .not_generated = true),
            ROWAN_COLUMN(user_name, .name = "UserName"),
            ROWAN_COLUMN(lower))

/* Names come back as they were given, whatever the database folds. */
static void
cols_driver_cols(trial *t)
{
    rowan_session *session;
    rs_cased *row;

    trial_create(t, ROWAN_MODELS(rs_cased));
    session = trial_session(t);
    REQUIRE(rowan_new(session, rs_cased, .id = 7, .user_name = "Ann",
                      .lower = "x") != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    row = rowan_first(session, rs_cased,
                      .where = rowan_eq(rowan_col(rs_cased, user_name),
                                        "Ann"));
    SESSION_GIVES(session, row);
    EXPECT_INT(row->id, 7);
    EXPECT_STR(row->lower, "x");
}

typedef struct rs_percent {
    int32_t percent;
    int32_t spaces;
} rs_percent;
ROWAN_MODEL(rs_percent, "conformance percent%table",
            ROWAN_PRIMARY_KEY(percent, .name = "percent%",
                              .not_generated = true),
            ROWAN_COLUMN(spaces, .name = "spaces % more spaces"))

static void
add_percent(trial *t, bool together)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(rs_percent));
    session = trial_session(t);
    for (int i = 0; i < 4; i++) {
        REQUIRE(rowan_new(session, rs_percent, .percent = 5 + i * 2,
                          .spaces = 10 + i) != NULL);
        if (!together)
            SESSION_OK(session, rowan_commit(session));
    }
    SESSION_OK(session, rowan_commit(session));
}

static void
expect_percent(trial *t)
{
    rowan_session *session = trial_session(t);
    rs_percent **rows = rowan_find(
        session, rs_percent,
        .where = rowan_in(rowan_col(rs_percent, spaces), 9, 10, 11, 12, 13),
        .order_by = rowan_by(rowan_col(rs_percent, percent)));
    size_t count = 0;

    SESSION_GIVES(session, rows);
    for (; rows[count] != NULL; count++) {
        EXPECT_INT(rows[count]->percent, 5 + (int)count * 2);
        EXPECT_INT(rows[count]->spaces, 10 + (int)count);
    }
    EXPECT_INT(count, 4);
    SESSION_OK(session,
               rowan_update(session, rs_percent, .all_rows = true,
                            .set = rowan_sets(rowan_set(rs_percent, spaces,
                                                        15))));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(rowan_count(session, rs_percent,
                           .where = rowan_eq(rowan_col(rs_percent, spaces),
                                             15)), 4);
}

static void
single_roundtrip(trial *t)
{
    add_percent(t, false);
    expect_percent(t);
}

static void
executemany_roundtrip(trial *t)
{
    add_percent(t, true);
    expect_percent(t);
}

typedef struct rs_percent_key {
    int64_t id;
    int32_t spaces;
} rs_percent_key;
ROWAN_MODEL(rs_percent_key, "conformance percent%keys",
            ROWAN_PRIMARY_KEY(id, .name = "percent%"),
            ROWAN_COLUMN(spaces, .name = "spaces % more spaces"))

static void
executemany_returning_roundtrip(trial *t)
{
    rowan_session *session;
    rs_percent_key *rows[4];

    trial_create(t, ROWAN_MODELS(rs_percent_key));
    session = trial_session(t);
    for (int i = 0; i < 4; i++) {
        rows[i] = rowan_new(session, rs_percent_key, .spaces = 10 + i);
        SESSION_GIVES(session, rows[i]);
    }
    SESSION_OK(session, rowan_commit(session));
    for (int i = 0; i < 4; i++) {
        EXPECT(rows[i]->id > 0);
        SESSION_OK(session, rowan_refresh(session, rows[i]));
        EXPECT_INT(rows[i]->spaces, 10 + i);
    }
}

/* --- cursors -------------------------------------------------------------- */

enum { MANY = 5000 };

typedef struct rs_many {
    int64_t id;
    const char *data;
} rs_many;
ROWAN_MODEL(rs_many, "conformance_many", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(data, .length = 200))

static rowan_session *
with_many(trial *t, int count)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(rs_many));
    session = trial_session(t);
    for (int i = 0; i < count; i++)
        REQUIRE(rowan_new(session, rs_many, .data = "d") != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    return session;
}

/* The rows that a cursor gives, at most so many. */
static int
fetch(rowan_cursor *cursor, int most)
{
    int count = 0;

    while (count < most && rowan_next(cursor, rs_many) != NULL)
        count++;
    return count;
}

/* A cursor that is closed early leaves the connection usable, and holds one
 * only while it is open. */
static void
ss_cursor_status(trial *t)
{
    rowan_session *session = with_many(t, MANY);
    rowan_pool_status pool;
    rowan_cursor *cursor = rowan_stream(session, rs_many);

    SESSION_GIVES(session, cursor);
    EXPECT_INT(fetch(cursor, 10), 10);
    rowan_engine_pool_status(trial_engine(t), &pool);
    EXPECT_INT(pool.in_use, 1);
    EXPECT_INT(rowan_cursor_close(cursor), ROWAN_OK);
    rowan_engine_pool_status(trial_engine(t), &pool);
    EXPECT_INT(pool.in_use, 0);
    EXPECT_INT(rowan_count(session, rs_many), MANY);
}

/* Rows of a cursor are not kept. */
static void
conn_option(trial *t)
{
    rowan_session *session = with_many(t, MANY);
    rowan_stats before, after;
    rowan_cursor *cursor;

    rowan_session_stats(session, &before);
    cursor = rowan_stream(session, rs_many);
    SESSION_GIVES(session, cursor);
    EXPECT_INT(fetch(cursor, MANY + 1), MANY);
    rowan_session_stats(session, &after);
    EXPECT_INT(after.objects, before.objects);
    EXPECT(after.memory_bytes < before.memory_bytes + 64 * 1024);
    EXPECT_INT(rowan_cursor_close(cursor), ROWAN_OK);
}

/* Inside a transaction, other statements run while the cursor is open. */
static void
stmt_enabled_conn_option_disabled(trial *t)
{
    rowan_session *session = with_many(t, MANY);
    rowan_cursor *cursor;

    SESSION_OK(session, rowan_begin(session));
    cursor = rowan_stream(session, rs_many);
    SESSION_GIVES(session, cursor);
    EXPECT_INT(fetch(cursor, 5), 5);
    EXPECT_INT(rowan_count(session, rs_many), MANY);
    SESSION_OK(session, rowan_execute(session, "INSERT INTO conformance_given "
                                      "(id, data) VALUES (1, 'between')"));
    EXPECT_INT(fetch(cursor, MANY), MANY - 5);
    EXPECT_INT(rowan_cursor_close(cursor), ROWAN_OK);
    SESSION_OK(session, rowan_commit(session));
}

typedef struct rs_given {
    int32_t id;
    const char *data;
} rs_given;
ROWAN_MODEL(rs_given, "conformance_given",
            ROWAN_PRIMARY_KEY(id, .not_generated = true), ROWAN_COLUMN(data))

static void
stmt_enabled(trial *t)
{
    trial_create(t, ROWAN_MODELS(rs_given));
    stmt_enabled_conn_option_disabled(t);
}

static void
aliases_and_ss(trial *t)
{
    rowan_session *session = with_many(t, 50);
    rowan_cursor *cursor = rowan_stream(
        session, rs_many, .where = rowan_eq(rowan_col(rs_many, data), "d"),
        .order_by = rowan_by(rowan_desc(rowan_col(rs_many, id))), .limit = 20,
        .offset = 10);
    rs_many *row;
    int64_t last = INT64_MAX;
    int count = 0;

    SESSION_GIVES(session, cursor);
    for (; (row = rowan_next(cursor, rs_many)) != NULL; count++) {
        EXPECT(row->id < last);
        last = row->id;
    }
    EXPECT_INT(count, 20);
    EXPECT_INT(rowan_cursor_close(cursor), ROWAN_OK);
}

static void
roundtrip_fetchall(trial *t)
{
    rowan_session *session = with_many(t, 0);
    rowan_cursor *cursor;

    for (int i = 0; i < 2; i++) {
        REQUIRE(rowan_new(session, rs_many, .data = "data1") != NULL);
        SESSION_OK(session, rowan_commit(session));
    }
    cursor = rowan_stream(session, rs_many);
    SESSION_GIVES(session, cursor);
    EXPECT_INT(fetch(cursor, 10), 2);
    EXPECT_INT(rowan_cursor_close(cursor), ROWAN_OK);
    SESSION_OK(session, rowan_delete_where(session, rs_many,
                                           .all_rows = true));
    cursor = rowan_stream(session, rs_many);
    SESSION_GIVES(session, cursor);
    EXPECT_INT(fetch(cursor, 10), 0);
    EXPECT_INT(rowan_cursor_close(cursor), ROWAN_OK);
}

static void
roundtrip_fetchmany(trial *t)
{
    static const struct {
        int ask, get;
    } cases[] = {{5, 5}, {10, 10}, {10, 5}, {1, 0}};
    rowan_session *session = with_many(t, 20);
    rowan_cursor *cursor = rowan_stream(session, rs_many);

    SESSION_GIVES(session, cursor);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        EXPECT_INT(fetch(cursor, cases[i].ask), cases[i].get);
    EXPECT_INT(rowan_cursor_close(cursor), ROWAN_OK);
}

/* --- tables --------------------------------------------------------------- */

static const conformance_test row_fetch[] = {
    {"via_attr", "", NULL, via_attr},
    {"via_string", "", NULL, via_string},
    {"via_int", "", NULL, via_int},
    {"via_col_object", "", NULL, via_col_object},
    {"row_with_dupe_names", "", NULL, row_with_dupe_names},
    {"row_w_scalar_select", "", NULL, row_w_scalar_select},
    {NULL, NULL, NULL, NULL},
};

static const conformance_test denormalize[] = {
    {"cols_driver_cols", "", NULL, cols_driver_cols},
    {NULL, NULL, NULL, NULL},
};

static const conformance_test percent[] = {
    {"single_roundtrip", "", NULL, single_roundtrip},
    {"executemany_roundtrip", "", NULL, executemany_roundtrip},
    {"executemany_returning_roundtrip", "", NULL,
     executemany_returning_roundtrip},
    {NULL, NULL, NULL, NULL},
};

static const conformance_test cursors[] = {
    {"ss_cursor_status", "", NULL, ss_cursor_status},
    {"conn_option", "", NULL, conn_option},
    {"stmt_enabled_conn_option_disabled", "", NULL, stmt_enabled},
    {"aliases_and_ss", "", NULL, aliases_and_ss},
    {"roundtrip_fetchall", "", NULL, roundtrip_fetchall},
    {"roundtrip_fetchmany", "", NULL, roundtrip_fetchmany},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_results[] = {
    {"results", "RowFetchTest", "", row_fetch},
    {"results", "NameDenormalizeTest", "", denormalize},
    {"results", "PercentSchemaNamesTest", "", percent},
    {"results", "ServerSideCursorsTest", "server_side_cursors", cursors},
    {NULL, NULL, NULL, NULL},
};
