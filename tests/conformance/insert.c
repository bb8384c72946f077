/* SPDX-License-Identifier: MIT */
/* INSERT: generated keys, no values at all, rows of a SELECT, RETURNING. */
#include "conformance.h"

#include <stdlib.h>
#include <string.h>

typedef struct in_counted {
    int64_t id;
    const char *data;
} in_counted;

ROWAN_MODEL(in_counted, "conformance_counted",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(data, .length = 50))

typedef struct in_given {
    int32_t id;
    const char *data;
} in_given;

ROWAN_MODEL(in_given, "conformance_given",
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(data, .length = 50))

typedef struct in_defaults {
    int64_t id;
    const char *data;
    rowan_nullable_int32 x, y;
} in_defaults;

ROWAN_MODEL(in_defaults, "conformance_defaults",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(data, .length = 50),
    ROWAN_COLUMN(x, .default_sql = "5"),
    ROWAN_COLUMN(y, .default_sql = "4"))

/* --- keys that the database generates ------------------------------------- */

/* The one row of the table, whose key is not known before. */
static void
expect_one_row(trial *t, rowan_session *session, const char *data)
{
    in_counted **rows;

    SESSION_OK(session, rowan_session_clear(session));
    rows = rowan_find(session, in_counted);
    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL && rows[1] == NULL);
    EXPECT(rows[0]->id > 0);
    EXPECT_STR(rows[0]->data, data);
}

static void
autoincrement_on_insert(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(in_counted));
    session = trial_session(t);
    REQUIRE(rowan_new(session, in_counted, .data = "some data") != NULL);
    SESSION_OK(session, rowan_commit(session));
    expect_one_row(t, session, "some data");
}

static void
last_inserted_id(trial *t)
{
    rowan_session *session;
    in_counted *row;

    trial_create(t, ROWAN_MODELS(in_counted));
    session = trial_session(t);
    row = rowan_new(session, in_counted, .data = "some data");
    SESSION_GIVES(session, row);
    SESSION_OK(session, rowan_flush(session));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(row->id, trial_int(t, "SELECT id FROM conformance_counted"));
}

/* The key of the last row is that row's, not one of a row before. */
static void
native_lastrowid_autoinc(trial *t)
{
    rowan_session *session;
    int64_t before = 0;

    trial_create(t, ROWAN_MODELS(in_counted));
    session = trial_session(t);
    for (int i = 0; i < 3; i++) {
        in_counted *row = rowan_new(session, in_counted, .data = "x");

        SESSION_GIVES(session, row);
        SESSION_OK(session, rowan_commit(session));
        EXPECT(row->id > before);
        before = row->id;
        EXPECT_INT(trial_int(t, "SELECT max(id) FROM conformance_counted"),
                   before);
    }
}

/* --- inserts without rows ------------------------------------------------- */

static void
no_results_for_non_returning_insert(trial *t)
{
    rowan_connection *conn;
    rowan_result *result = NULL;
    const rowan_value *cells;
    rowan_error err = {0};

    trial_create(t, ROWAN_MODELS(in_counted));
    conn = trial_connection(t);
    REQUIRE_OK(rowan_connection_query(
                   conn, "INSERT INTO conformance_counted (data) VALUES ('x')",
                   NULL, &result, &err), &err);
    EXPECT_INT(rowan_result_column_count(result), 0);
    EXPECT(rowan_result_column_name(result, 0) == NULL);
    EXPECT_STATUS(rowan_result_next(result, &cells, &err), ROWAN_DONE, &err);
    EXPECT_INT(rowan_result_affected(result), 1);
    rowan_result_free(result);
}

/* A result that is not freed yet is in the way of nothing. */
static void
insert_twice(trial *t, const char *sql)
{
    rowan_connection *conn;
    rowan_result *result = NULL;
    rowan_error err = {0};

    trial_create(t, ROWAN_MODELS(in_counted));
    conn = trial_connection(t);
    REQUIRE_OK(rowan_connection_query(conn, sql, NULL, &result, &err), &err);
    EXPECT_INT(trial_run_on(t, conn, "INSERT INTO conformance_counted (data) "
                                     "VALUES ('more')"),
               1);
    rowan_result_free(result);
    EXPECT_INT(trial_int_on(t, conn,
                            "SELECT count(*) FROM conformance_counted"), 2);
}

static void
autoclose_on_insert(trial *t)
{
    insert_twice(t, "INSERT INTO conformance_counted (data) VALUES ('x')");
}

static void
autoclose_on_insert_implicit_returning(trial *t)
{
    insert_twice(t, "INSERT INTO conformance_counted (data) VALUES ('x') "
                    "RETURNING id");
}

static void
empty_insert(trial *t)
{
    rowan_session *session;
    in_defaults *row;

    trial_create(t, ROWAN_MODELS(in_defaults));
    session = trial_session(t);
    row = rowan_new(session, in_defaults, .id = 0);
    SESSION_GIVES(session, row);
    SESSION_OK(session, rowan_commit(session));
    EXPECT(row->id > 0);
    EXPECT(row->data == NULL);
    EXPECT(row->x.present && row->x.value == 5);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_defaults"), 1);
}

static void
empty_insert_multiple(trial *t)
{
    rowan_session *session;
    in_defaults *rows[3];

    trial_create(t, ROWAN_MODELS(in_defaults));
    session = trial_session(t);
    for (size_t i = 0; i < 3; i++) {
        rows[i] = rowan_new(session, in_defaults, .id = 0);
        SESSION_GIVES(session, rows[i]);
    }
    SESSION_OK(session, rowan_commit(session));
    EXPECT(rows[0]->id < rows[1]->id && rows[1]->id < rows[2]->id);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_defaults"), 3);
}

/* --- rows of a SELECT ----------------------------------------------------- */

static void
give_rows(trial *t)
{
    for (int i = 1; i <= 3; i++)
        trial_run(t, trial_format(t, "INSERT INTO conformance_given (id, data) "
                                  "VALUES (%d, 'data%d')", i, i));
}

static void
insert_from_select_autoinc(trial *t)
{
    trial_create(t, ROWAN_MODELS(in_given, in_counted));
    give_rows(t);
    EXPECT_INT(trial_run(t, "INSERT INTO conformance_counted (data) "
                            "SELECT data FROM conformance_given "
                            "WHERE data IN (:a, :b)",
                         rowan_bind("a", "data2"), rowan_bind("b", "data3")),
               2);
    EXPECT_STR(trial_text(t, "SELECT min(data) FROM conformance_counted"),
               "data2");
    EXPECT_INT(trial_int(t, "SELECT count(DISTINCT id) "
                            "FROM conformance_counted"), 2);
}

static void
insert_from_select_autoinc_no_rows(trial *t)
{
    trial_create(t, ROWAN_MODELS(in_given, in_counted));
    give_rows(t);
    EXPECT_INT(trial_run(t, "INSERT INTO conformance_counted (data) "
                            "SELECT data FROM conformance_given "
                            "WHERE data IN (:a)", rowan_bind("a", "nothing")),
               0);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_counted"), 0);
}

static void
insert_from_select(trial *t)
{
    trial_create(t, ROWAN_MODELS(in_given));
    give_rows(t);
    EXPECT_INT(trial_run(t, "INSERT INTO conformance_given (id, data) "
                            "SELECT id + 5, data FROM conformance_given "
                            "WHERE data IN ('data2', 'data3')"), 2);
    EXPECT_INT(trial_int(t, "SELECT sum(id) FROM conformance_given"),
               1 + 2 + 3 + 7 + 8);
}

static void
insert_from_select_with_defaults(trial *t)
{
    in_defaults **rows;
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(in_given, in_defaults));
    give_rows(t);
    EXPECT_INT(trial_run(t, "INSERT INTO conformance_defaults (id, data) "
                            "SELECT id + 5, data FROM conformance_given "
                            "WHERE data IN ('data2', 'data3')"), 2);
    session = trial_session(t);
    rows = rowan_find(session, in_defaults,
                      .order_by = rowan_by(rowan_col(in_defaults, id)));
    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL && rows[1] != NULL);
    EXPECT_STR(rows[0]->data, "data2");
    EXPECT_INT(rows[0]->x.value, 5);
    EXPECT_INT(rows[1]->y.value, 4);
}

/* --- RETURNING ------------------------------------------------------------ */

static void
explicit_returning_pk_autocommit(trial *t)
{
    int64_t id;

    trial_create(t, ROWAN_MODELS(in_counted));
    id = trial_int(t, "INSERT INTO conformance_counted (data) "
                      "VALUES ('some data') RETURNING id");
    EXPECT_INT(id, trial_int(t, "SELECT id FROM conformance_counted"));
}

typedef struct in_id {
    int64_t id;
} in_id;
ROWAN_ROW(in_id, ROWAN_FIELD(id))

static void
explicit_returning_pk_no_autocommit(trial *t)
{
    rowan_session *session;
    in_id **rows;
    int64_t id;

    trial_create(t, ROWAN_MODELS(in_counted));
    session = trial_session(t);
    SESSION_OK(session, rowan_begin(session));
    rows = rowan_sql(session, in_id, "INSERT INTO conformance_counted (data) "
                                     "VALUES (:data) RETURNING id",
                     rowan_bind("data", "some data"));
    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL && rows[1] == NULL);
    id = rows[0]->id;
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(id, trial_int(t, "SELECT id FROM conformance_counted"));
}

/* Each object gets the key of its own row, however many go together. */
static void
insertmanyvalues_returning(trial *t)
{
    static const size_t sizes[] = {1, 2, 7, 150, 1000};

    for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++) {
        rowan_session *session;
        in_counted **rows = trial_alloc(t, sizes[s] * sizeof(*rows));
        size_t wrong = 0;

        trial_create(t, ROWAN_MODELS(in_counted));
        session = trial_session(t);
        for (size_t i = 0; i < sizes[s]; i++)
            rows[i] = rowan_new(session, in_counted,
                                .data = trial_format(t, "data%d", (int)i));
        SESSION_OK(session, rowan_commit(session));
        for (size_t i = 0; i < sizes[s]; i++) {
            const char *data = trial_text(
                t, "SELECT data FROM conformance_counted WHERE id = :id",
                rowan_bind("id", rows[i]->id));

            wrong += strcmp(data, rows[i]->data) != 0;
            if (i > 10)
                i += 97;
        }
        EXPECT_INT(wrong, 0);
        trial_session_end(t, session);
    }
}

typedef struct in_real {
    int64_t id;
    double value;
} in_real;
ROWAN_MODEL(in_real, "conformance_reals", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(value))

/* Floats that many rows share are matched to their rows all the same. */
static void
insert_w_floats(trial *t)
{
    static const double values[] = {5.0, 0.1, 1.0 / 3, -2.5e-300, 8.5e300,
                                    5.0, 0.0, 123456789.123456789};
    enum { COUNT = sizeof(values) / sizeof(*values) };
    rowan_session *session;
    in_real *rows[COUNT];

    trial_create(t, ROWAN_MODELS(in_real));
    session = trial_session(t);
    for (size_t i = 0; i < COUNT; i++) {
        rows[i] = rowan_new(session, in_real, .value = values[i]);
        SESSION_GIVES(session, rows[i]);
    }
    SESSION_OK(session, rowan_commit(session));
    for (size_t i = 0; i < COUNT; i++) {
        SESSION_OK(session, rowan_refresh(session, rows[i]));
        EXPECT_REAL(rows[i]->value, values[i]);
        EXPECT(i == 0 || rows[i]->id > rows[i - 1]->id);
    }
}

/* Values of each kind that the database makes come back to their rows. */
typedef struct in_typed {
    int64_t id;
    const char *label;
    rowan_nullable_int32 number;
    rowan_nullable_double real;
    rowan_nullable_bool flag;
    rowan_nullable_date day;
    rowan_nullable_uuid uuid;
    rowan_decimal amount;
} in_typed;

ROWAN_MODEL(in_typed, "conformance_typed",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(label),
    ROWAN_COLUMN(number, .default_sql = "7"),
    ROWAN_COLUMN(real, .default_sql = "1.5"),
    ROWAN_COLUMN(flag),
    ROWAN_COLUMN(day, .default_sql = "'2021-03-04'"),
    ROWAN_COLUMN(uuid,
                 .default_sql = "'00112233-4455-6677-8899-aabbccddeeff'"),
    ROWAN_COLUMN(amount, .precision = 10, .scale = 2,
                 .default_sql = "'12.50'"))

static void
imv_returning_datatypes(trial *t)
{
    enum { COUNT = 10 };
    static const rowan_uuid uuid = {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66,
                                     0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd,
                                     0xee, 0xff}};
    rowan_session *session;
    in_typed *rows[COUNT];

    trial_create(t, ROWAN_MODELS(in_typed));
    session = trial_session(t);
    for (int i = 0; i < COUNT; i++) {
        rows[i] = rowan_new(session, in_typed,
                            .label = trial_format(t, "row %d", i),
                            .flag = {i % 2 != 0, true});
        SESSION_GIVES(session, rows[i]);
    }
    SESSION_OK(session, rowan_commit(session));
    for (int i = 0; i < COUNT; i++) {
        EXPECT_STR(rows[i]->label, trial_format(t, "row %d", i));
        EXPECT_INT(rows[i]->number.value, 7);
        EXPECT_REAL(rows[i]->real.value, 1.5);
        EXPECT_INT(rows[i]->flag.value, i % 2);
        EXPECT_INT(rows[i]->day.value.days, 18690);
        EXPECT(memcmp(&rows[i]->uuid.value, &uuid, sizeof(uuid)) == 0);
        EXPECT(rows[i]->amount.text != NULL &&
               rowan_decimal_compare(rows[i]->amount,
                                     (rowan_decimal){"12.5"}) == 0);
    }
}

/* --- tables --------------------------------------------------------------- */

static const conformance_test lastrowid[] = {
    {"autoincrement_on_insert", "", NULL, autoincrement_on_insert},
    {"last_inserted_id", "", NULL, last_inserted_id},
    {"native_lastrowid_autoinc", "lastrowid", NULL, native_lastrowid_autoinc},
    {NULL, NULL, NULL, NULL},
};

static const conformance_test behavior[] = {
    {"no_results_for_non_returning_insert", "", NULL,
     no_results_for_non_returning_insert},
    {"autoclose_on_insert", "", NULL, autoclose_on_insert},
    {"autoclose_on_insert_implicit_returning", "insert_returning", NULL,
     autoclose_on_insert_implicit_returning},
    {"empty_insert", "empty_inserts", NULL, empty_insert},
    {"empty_insert_multiple", "empty_inserts", NULL, empty_insert_multiple},
    {"insert_from_select_autoinc", "insert_from_select", NULL,
     insert_from_select_autoinc},
    {"insert_from_select_autoinc_no_rows", "insert_from_select", NULL,
     insert_from_select_autoinc_no_rows},
    {"insert_from_select", "insert_from_select", NULL, insert_from_select},
    {"insert_from_select_with_defaults", "insert_from_select", NULL,
     insert_from_select_with_defaults},
    {NULL, NULL, NULL, NULL},
};

static const conformance_test returning[] = {
    {"explicit_returning_pk_autocommit", "", NULL,
     explicit_returning_pk_autocommit},
    {"explicit_returning_pk_no_autocommit", "", NULL,
     explicit_returning_pk_no_autocommit},
    {"autoincrement_on_insert_implicit_returning", "", NULL,
     autoincrement_on_insert},
    {"last_inserted_id_implicit_returning", "", NULL, last_inserted_id},
    {"insertmanyvalues_returning", "", NULL, insertmanyvalues_returning},
    {"insert_w_floats", "", NULL, insert_w_floats},
    {"imv_returning_datatypes", "", NULL, imv_returning_datatypes},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_insert[] = {
    {"insert", "LastrowidTest", "", lastrowid},
    {"insert", "InsertBehaviorTest", "", behavior},
    {"insert", "ReturningTest", "insert_returning", returning},
    {NULL, NULL, NULL, NULL},
};
