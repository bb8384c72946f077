/* SPDX-License-Identifier: MIT */
/* Sequences: their numbers, and what the database says about them. */
#include "conformance.h"

#include <string.h>

#define PLAIN "CREATE SEQUENCE %s START WITH 1 INCREMENT BY 1"

typedef struct sq_row {
    int64_t id;
    const char *data;
} sq_row;
ROWAN_MODEL(sq_row, "conformance_seq_rows",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(data, .length = 50))

typedef sq_row sq_there;
ROWAN_MODEL_IN(sq_there, TRIAL_SCHEMA, "conformance_seq_rows",
               ROWAN_PRIMARY_KEY(id, .not_generated = true),
               ROWAN_COLUMN(data, .length = 50))

/* Makes a sequence, of a schema or of none. */
static void
create(trial *t, const char *schema, const char *name)
{
    const char *path = schema != NULL
                           ? trial_format(t, "%s.%s", schema, name)
                           : name;

    trial_drop(t, trial_format(t, "DROP SEQUENCE %s", path));
    trial_run(t, trial_format(t, PLAIN, path));
}

static int64_t
next(trial *t, const char *schema, const char *name)
{
    rowan_connection *conn = trial_connection(t);
    rowan_error err = {0};
    int64_t number = -1;

    REQUIRE_OK(rowan_connection_sequence_next(conn, schema, name, &number,
                                              &err), &err);
    rowan_connection_release(conn);
    return number;
}

/* --- numbers -------------------------------------------------------------- */

static void
insert_with_number(trial *t, bool in_schema)
{
    const rowan_model *model = in_schema ? sq_there_model() : sq_row_model();
    const rowan_model *const list[] = {model, NULL};
    const char *schema = in_schema ? TRIAL_SCHEMA : NULL;
    rowan_session *session;
    sq_row row = {.data = "some data"};

    if (in_schema)
        trial_create_schema(t);
    trial_create(t, list);
    create(t, schema, "conformance_id_seq");
    session = trial_session(t);
    for (int64_t i = 1; i <= 3; i++) {
        sq_row *object;

        row.id = next(t, schema, "conformance_id_seq");
        EXPECT_INT(row.id, i);
        object = rowan_session_new(session, model, &row);
        SESSION_GIVES(session, object);
        SESSION_OK(session, rowan_commit(session));
        EXPECT_INT(object->id, i);
    }
    EXPECT_INT(rowan_session_count(session, model, NULL), 3);
}

static void
insert_roundtrip(trial *t)
{
    insert_with_number(t, false);
}

static void
insert_roundtrip_translate(trial *t)
{
    insert_with_number(t, true);
}

/* A number that was taken is taken, whatever becomes of the transaction. */
static void
insert_lastrowid(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(sq_row));
    create(t, NULL, "conformance_id_seq");
    session = trial_session(t);
    EXPECT_INT(next(t, NULL, "conformance_id_seq"), 1);
    REQUIRE(rowan_new(session, sq_row, .id = 1) != NULL);
    SESSION_OK(session, rowan_flush(session));
    SESSION_OK(session, rowan_rollback(session));
    EXPECT_INT(next(t, NULL, "conformance_id_seq"), 2);
}

static void
nextval_direct(trial *t)
{
    create(t, NULL, "conformance_noret_seq");
    EXPECT_INT(next(t, NULL, "conformance_noret_seq"), 1);
    EXPECT_INT(next(t, NULL, "conformance_noret_seq"), 2);
}

static void
nextval_direct_schema_translate(trial *t)
{
    trial_create_schema(t);
    create(t, TRIAL_SCHEMA, "conformance_schema_seq");
    EXPECT_INT(next(t, TRIAL_SCHEMA, "conformance_schema_seq"), 1);
    EXPECT_INT(next(t, TRIAL_SCHEMA, "conformance_schema_seq"), 2);
}

/* A key that counts up needs no sequence that is named. */
typedef sq_row sq_counted;
ROWAN_MODEL(sq_counted, "conformance_seq_counted", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(data, .length = 50))

static void
optional_seq(trial *t)
{
    rowan_session *session;
    sq_counted *row;

    trial_create(t, ROWAN_MODELS(sq_counted));
    session = trial_session(t);
    row = rowan_new(session, sq_counted, .data = "some data");
    SESSION_GIVES(session, row);
    SESSION_OK(session, rowan_commit(session));
    EXPECT(row->id > 0);
}

/* The number is taken in the transaction that uses it. */
static void
insert_roundtrip_no_implicit_returning(trial *t)
{
    rowan_connection *conn;
    rowan_error err = {0};
    int64_t number = 0;

    trial_create(t, ROWAN_MODELS(sq_row));
    create(t, NULL, "conformance_noret_seq");
    conn = trial_connection(t);
    REQUIRE_OK(rowan_connection_sequence_next(conn, NULL,
                                              "conformance_noret_seq",
                                              &number, &err), &err);
    trial_run_on(t, conn, "INSERT INTO conformance_seq_rows (id, data) "
                          "VALUES (:id, 'some data')",
                 rowan_bind("id", number));
    EXPECT_INT(trial_int_on(t, conn, "SELECT id FROM conformance_seq_rows"),
               number);
}

/* A name is quoted, and never SQL. */
static void
names_are_quoted(trial *t)
{
    static const char *const names[] = {
        "no such sequence", "x'; DROP TABLE t; --",
        "a\"b", "a`b"};
    rowan_connection *conn = trial_connection(t);

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        rowan_error err = {0};
        int64_t number;

        if (rowan_connection_sequence_next(conn, NULL, names[i], &number,
                                           &err) == ROWAN_OK)
            FAIL("sequence '%s' gives %d", names[i], (int)number);
        else
            EXPECT_STATUS(err.status, ROWAN_NO_SUCH_TABLE, &err);
    }
}

/* --- what there is -------------------------------------------------------- */

static bool
has(trial *t, const char *schema, const char *name)
{
    rowan_connection *conn = trial_connection(t);
    rowan_error err = {0};
    bool answer = false;

    REQUIRE_OK(rowan_connection_has_sequence(conn, schema, name, &answer,
                                             &err), &err);
    rowan_connection_release(conn);
    return answer;
}

static const rowan_inspection *
sequences(trial *t, const char *schema)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    options.schema = schema;
    options.parts = ROWAN_INSPECT_SEQUENCES;
    return trial_inspect(t, NULL, &options);
}

static void
has_sequence(trial *t)
{
    create(t, NULL, "conformance_user_id_seq");
    EXPECT(has(t, NULL, "conformance_user_id_seq"));
}

/* What an inspection says stays so; a new one knows better. */
static void
has_sequence_cache(trial *t)
{
    const rowan_inspection *before, *after;

    create(t, NULL, "conformance_user_id_seq");
    before = sequences(t, NULL);
    trial_run(t, "DROP SEQUENCE conformance_user_id_seq");
    after = sequences(t, NULL);
    EXPECT(rowan_inspection_sequence(before, NULL,
                                     "conformance_user_id_seq") != NULL);
    EXPECT(rowan_inspection_sequence(after, NULL,
                                     "conformance_user_id_seq") == NULL);
}

/* A table is no sequence. */
static void
has_sequence_other_object(trial *t)
{
    trial_create(t, ROWAN_MODELS(sq_row));
    EXPECT(!has(t, NULL, "conformance_seq_rows"));
}

static void
has_sequence_schema(trial *t)
{
    trial_create_schema(t);
    create(t, TRIAL_SCHEMA, "conformance_schema_seq");
    EXPECT(has(t, TRIAL_SCHEMA, "conformance_schema_seq"));
}

static void
has_sequence_neg(trial *t)
{
    EXPECT(!has(t, NULL, "conformance_no_such_seq"));
}

static void
has_sequence_schemas_neg(trial *t)
{
    trial_create_schema(t);
    EXPECT(!has(t, TRIAL_SCHEMA, "conformance_no_such_seq"));
}

static void
has_sequence_default_not_in_remote(trial *t)
{
    trial_create_schema(t);
    create(t, NULL, "conformance_user_id_seq");
    EXPECT(!has(t, TRIAL_SCHEMA, "conformance_user_id_seq"));
}

static void
has_sequence_remote_not_in_default(trial *t)
{
    trial_create_schema(t);
    create(t, TRIAL_SCHEMA, "conformance_schema_seq");
    EXPECT(!has(t, NULL, "conformance_schema_seq"));
}

static void
get_sequence_names(trial *t)
{
    const rowan_inspection *found;
    const rowan_sequence_info *sequence;

    create(t, NULL, "conformance_user_id_seq");
    create(t, NULL, "conformance_other_seq");
    found = sequences(t, NULL);
    EXPECT(rowan_inspection_sequence(found, NULL, "conformance_other_seq") !=
           NULL);
    sequence = rowan_inspection_sequence(found, NULL,
                                         "conformance_user_id_seq");
    REQUIRE(sequence != NULL);
    EXPECT_INT(sequence->start, 1);
    EXPECT_INT(sequence->increment, 1);
    EXPECT(sequence->minimum <= 1 && sequence->maximum > 1000000);
    EXPECT(!sequence->is_cyclic);
}

static void
get_sequence_names_no_sequence_schema(trial *t)
{
    trial_create_schema(t);
    create(t, NULL, "conformance_user_id_seq");
    EXPECT_INT(sequences(t, TRIAL_SCHEMA)->sequence_count, 0);
}

static void
get_sequence_names_sequences_schema(trial *t)
{
    const rowan_inspection *found;

    trial_create_schema(t);
    create(t, TRIAL_SCHEMA, "conformance_schema_seq");
    create(t, TRIAL_SCHEMA, "conformance_a_seq");
    found = sequences(t, TRIAL_SCHEMA);
    REQUIRE(found->sequence_count == 2);
    EXPECT_STR(found->sequences[0]->name, "conformance_a_seq");
    EXPECT_STR(found->sequences[1]->name, "conformance_schema_seq");
    EXPECT_STR(found->sequences[1]->schema, TRIAL_SCHEMA);
}

static void
get_sequence_names_no_sequence(trial *t)
{
    const rowan_inspection *found = sequences(t, NULL);

    EXPECT(rowan_inspection_sequence(found, NULL,
                                     "conformance_user_id_seq") == NULL);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}
#define IN_SCHEMA "schemas schema_create_delete"

static const conformance_test numbers[] = {
    {"insert_roundtrip", "", NULL, insert_roundtrip},
    {"insert_lastrowid", "", NULL, insert_lastrowid},
    {"nextval_direct", "", NULL, nextval_direct},
    {"optional_seq", "", NULL, optional_seq},
    {"insert_roundtrip_no_implicit_returning", "", NULL,
     insert_roundtrip_no_implicit_returning},
    {"insert_roundtrip_translate", IN_SCHEMA, NULL,
     insert_roundtrip_translate},
    {"nextval_direct_schema_translate", IN_SCHEMA, NULL,
     nextval_direct_schema_translate},
    END,
};

static const conformance_test own[] = {
    {"names_are_quoted", "", NULL, names_are_quoted}, END};

static const conformance_test existence[] = {
    {"has_sequence", "", NULL, has_sequence},
    {"has_sequence_cache", "", NULL, has_sequence_cache},
    {"has_sequence_other_object", "", NULL, has_sequence_other_object},
    {"has_sequence_schema", IN_SCHEMA, NULL, has_sequence_schema},
    {"has_sequence_neg", "", NULL, has_sequence_neg},
    {"has_sequence_schemas_neg", IN_SCHEMA, NULL, has_sequence_schemas_neg},
    {"has_sequence_default_not_in_remote", IN_SCHEMA, NULL,
     has_sequence_default_not_in_remote},
    {"has_sequence_remote_not_in_default", IN_SCHEMA, NULL,
     has_sequence_remote_not_in_default},
    {"get_sequence_names", "", NULL, get_sequence_names},
    {"get_sequence_names_no_sequence_schema", IN_SCHEMA, NULL,
     get_sequence_names_no_sequence_schema},
    {"get_sequence_names_sequences_schema", IN_SCHEMA, NULL,
     get_sequence_names_sequences_schema},
    END,
};

static const conformance_test empty[] = {
    {"get_sequence_names_no_sequence", "", NULL,
     get_sequence_names_no_sequence},
    END,
};

const conformance_class conformance_sequence[] = {
    {"sequence", "SequenceTest", "sequences", numbers},
    {"sequence", "HasSequenceTest", "sequences table_reflection", existence},
    {"sequence", "HasSequenceTestEmpty", "sequences table_reflection", empty},
    {"rowan", "SequenceNameTest", "sequences", own},
    {NULL, NULL, NULL, NULL},
};
