/* SPDX-License-Identifier: MIT */
/* What the suite that others have does not look at: savepoints, constraints,
 * two-phase commit, read-only transactions. */
#include "conformance.h"

#include <string.h>

typedef struct tx_parent {
    int64_t id;
    const char *name;
} tx_parent;
ROWAN_MODEL(tx_parent, "conformance_parents",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(name, .length = 50, .unique = true,
                         .not_null = true, .check_sql = "name <> 'bad'"))

typedef struct tx_child {
    int64_t id;
    rowan_nullable_int64 parent_id, kept_id;
} tx_child;
ROWAN_MODEL(tx_child, "conformance_children",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(parent_id), ROWAN_COLUMN(kept_id),
            ROWAN_FOREIGN_KEY(parent_id, tx_parent, id,
                              .constraint = "child_parent_fk",
                              .on_delete = ROWAN_CASCADE),
            ROWAN_FOREIGN_KEY(kept_id, tx_parent, id,
                              .constraint = "child_kept_fk",
                              .on_delete = ROWAN_SET_NULL))

typedef struct tx_strict {
    int64_t id, parent_id;
} tx_strict;
ROWAN_MODEL(tx_strict, "conformance_strict",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(parent_id),
            ROWAN_FOREIGN_KEY(parent_id, tx_parent, id))

typedef tx_strict tx_late;
ROWAN_MODEL(tx_late, "conformance_late",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(parent_id),
            ROWAN_FOREIGN_KEY(parent_id, tx_parent, id, .deferred = true))

#define ADD(name_) \
    "INSERT INTO conformance_parents (id, name) VALUES (" name_ ")"

static rowan_session *
with_parents(trial *t)
{
    trial_create(t, ROWAN_MODELS(tx_parent, tx_child, tx_strict));
    trial_run(t, ADD("1, 'one'"));
    return trial_session(t);
}

static int64_t
parents(trial *t)
{
    return trial_int(t, "SELECT count(*) FROM conformance_parents");
}

/* --- savepoints ----------------------------------------------------------- */

static void
rollback_keeps_what_was_before(trial *t)
{
    rowan_session *session = with_parents(t);

    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, ADD("2, 'two'")));
    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, ADD("3, 'three'")));
    SESSION_OK(session, rowan_rollback(session));
    SESSION_OK(session, rowan_execute(session, ADD("4, 'four'")));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(trial_int(t, "SELECT sum(id) FROM conformance_parents"),
               1 + 2 + 4);
}

static void
release_keeps_what_is_in_it(trial *t)
{
    rowan_session *session = with_parents(t);

    for (int outer = 0; outer < 2; outer++) {
        SESSION_OK(session, rowan_begin(session));
        SESSION_OK(session, rowan_begin(session));
        SESSION_OK(session, rowan_execute(session, ADD("2, 'two'")));
        SESSION_OK(session, rowan_commit(session));
        SESSION_OK(session, outer == 0 ? rowan_rollback(session)
                                       : rowan_commit(session));
        EXPECT_INT(parents(t), 1 + outer);
    }
}

/* A statement that failed spoils its savepoint and no more. */
static void
savepoint_guards_against_errors(trial *t)
{
    rowan_session *session = with_parents(t);

    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, ADD("2, 'two'")));
    SESSION_OK(session, rowan_begin(session));
    EXPECT_STATUS(rowan_execute(session, ADD("1, 'again'")),
                  ROWAN_UNIQUE_VIOLATION, rowan_session_error(session));
    SESSION_OK(session, rowan_rollback(session));
    SESSION_OK(session, rowan_execute(session, ADD("3, 'three'")));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(parents(t), 3);
}

static void
savepoints_nest(trial *t)
{
    enum { DEPTH = 20 };
    rowan_session *session = with_parents(t);

    SESSION_OK(session, rowan_begin(session));
    for (int i = 0; i < DEPTH; i++) {
        SESSION_OK(session, rowan_begin(session));
        SESSION_OK(session, rowan_execute(
                                session, "INSERT INTO conformance_parents "
                                "(id, name) VALUES (:id, :name)",
                                rowan_bind("id", i + 100),
                                rowan_bind("name", trial_format(t, "n%d",
                                                                i))));
    }
    /* Every other one is undone, with those in it. */
    for (int i = 0; i < DEPTH; i++)
        SESSION_OK(session, i == DEPTH / 2 ? rowan_rollback(session)
                                           : rowan_commit(session));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(parents(t), 1 + DEPTH - DEPTH / 2 - 1);
}

/* --- constraints ---------------------------------------------------------- */

static void
violations_are_named(trial *t)
{
    static const struct {
        const char *sql;
        rowan_status status;
    } cases[] = {
        {ADD("1, 'x'"), ROWAN_UNIQUE_VIOLATION},
        {ADD("2, 'one'"), ROWAN_UNIQUE_VIOLATION},
        {ADD("2, NULL"), ROWAN_NOT_NULL_VIOLATION},
        {ADD("2, 'bad'"), ROWAN_CHECK_VIOLATION},
        {"UPDATE conformance_parents SET name = NULL",
         ROWAN_NOT_NULL_VIOLATION},
        {"UPDATE conformance_parents SET name = 'bad'",
         ROWAN_CHECK_VIOLATION},
        {"INSERT INTO conformance_nowhere (id) VALUES (1)",
         ROWAN_NO_SUCH_TABLE},
        {"SELECT no_such_column FROM conformance_parents",
         ROWAN_NO_SUCH_COLUMN},
        {"CREATE TABLE conformance_parents (id INTEGER)",
         ROWAN_ALREADY_EXISTS},
        {"SELEKT 1", ROWAN_SYNTAX},
        {"", ROWAN_INVALID},
        {"-- nothing", ROWAN_INVALID},
        {"SELECT 1; SELECT 2", ROWAN_SYNTAX},
    };
    rowan_connection *conn;

    with_parents(t);
    conn = trial_connection(t);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        rowan_error err = {0};

        EXPECT_STATUS(rowan_connection_query(conn, cases[i].sql, NULL, NULL,
                                             &err), cases[i].status, &err);
        EXPECT_INT(err.status, cases[i].status);
        EXPECT_INT(err.retry, ROWAN_RETRY_NEVER);
    }
    EXPECT_INT(trial_int_on(t, conn,
                            "SELECT count(*) FROM conformance_parents"), 1);
}

static void
expect_refused(trial *t, const char *sql)
{
    rowan_error err = {0};
    rowan_connection *conn = trial_connection(t);

    EXPECT_STATUS(rowan_connection_query(conn, sql, NULL, NULL, &err),
                  ROWAN_FOREIGN_KEY_VIOLATION, &err);
    rowan_connection_release(conn);
}

static void
keys_are_enforced(trial *t)
{
    with_parents(t);
    expect_refused(t, "INSERT INTO conformance_strict (id, parent_id) "
                      "VALUES (1, 99)");
    trial_run(t, "INSERT INTO conformance_strict (id, parent_id) "
                 "VALUES (1, 1)");
    expect_refused(t, "DELETE FROM conformance_parents");
    expect_refused(t, "UPDATE conformance_strict SET parent_id = 99");
    expect_refused(t, "UPDATE conformance_parents SET id = 2");
    trial_run(t, "DELETE FROM conformance_strict");
    EXPECT_INT(trial_run(t, "DELETE FROM conformance_parents"), 1);
}

static void
actions_are_done(trial *t)
{
    with_parents(t);
    trial_run(t, ADD("2, 'two'"));
#define ADD_CHILD(row_)                                                      \
    trial_run(t, "INSERT INTO conformance_children (id, parent_id, kept_id) " \
                 "VALUES (" row_ ")")
    ADD_CHILD("10, 1, NULL");
    ADD_CHILD("11, 2, 1");
    ADD_CHILD("12, NULL, NULL");
    trial_run(t, "DELETE FROM conformance_parents WHERE id = 1");
    EXPECT_INT(trial_int(t, "SELECT sum(id) FROM conformance_children"),
               11 + 12);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_children "
                            "WHERE kept_id IS NULL"), 2);
}

static void
deferred_keys_wait_for_the_commit(trial *t)
{
    static const char child[] = "INSERT INTO conformance_late "
                                "(id, parent_id) VALUES (1, 7)";
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(tx_parent, tx_late));
    session = trial_session(t);
    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, child));
    SESSION_OK(session, rowan_execute(session, ADD("7, 'seven'")));
    SESSION_OK(session, rowan_commit(session));
    trial_run(t, "DELETE FROM conformance_late");
    trial_run(t, "DELETE FROM conformance_parents");
    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, child));
    EXPECT_STATUS(rowan_commit(session), ROWAN_FOREIGN_KEY_VIOLATION,
                  rowan_session_error(session));
    (void)rowan_rollback(session);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_late"), 0);
}

/* --- DDL and read-only ---------------------------------------------------- */

static void
ddl_is_rolled_back(trial *t)
{
    rowan_session *session = trial_session(t);
    rowan_error err = {0};

    trial_drop(t, "DROP TABLE conformance_gone");
    SESSION_OK(session, rowan_begin(session));
    SESSION_OK(session, rowan_execute(session, "CREATE TABLE "
                                      "conformance_gone (id INTEGER)"));
    SESSION_OK(session, rowan_rollback(session));
    EXPECT_STATUS(rowan_connection_query(trial_connection(t),
                                         "SELECT * FROM conformance_gone",
                                         NULL, NULL, &err),
                  ROWAN_NO_SUCH_TABLE, &err);
}

static void
read_only_refuses_writes(trial *t)
{
    rowan_session *session = with_parents(t);
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;

    options.read_only = true;
    SESSION_OK(session, rowan_begin_with(session, &options));
    EXPECT_INT(rowan_count(session, tx_parent), 1);
    EXPECT_STATUS(rowan_execute(session, ADD("2, 'two'")), ROWAN_READ_ONLY,
                  rowan_session_error(session));
    SESSION_OK(session, rowan_rollback(session));
    SESSION_OK(session, rowan_execute(session, ADD("2, 'two'")));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(parents(t), 2);
}

/* --- two phases ----------------------------------------------------------- */

#define NAME "conformance-1"

static void
prepare(trial *t, rowan_session *session)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;

    (void)!rowan_engine_rollback_prepared(trial_engine(t), NAME, NULL);
    options.prepare_as = NAME;
    SESSION_OK(session, rowan_begin_with(session, &options));
    SESSION_OK(session, rowan_execute(session, ADD("2, 'two'")));
    SESSION_OK(session, rowan_prepare(session, NAME));
}

/* What an earlier run left would hold the tables. */
static rowan_session *
with_nothing_prepared(trial *t)
{
    (void)!rowan_engine_rollback_prepared(trial_engine(t), NAME, NULL);
    return with_parents(t);
}

static void
prepared_is_committed_by_anybody(trial *t)
{
    rowan_session *session = with_nothing_prepared(t);
    rowan_engine *other = trial_open(t, trial_on(t)->url, NULL);
    rowan_error err = {0};

    prepare(t, session);
    trial_session_end(t, session);
    EXPECT_STATUS(rowan_engine_commit_prepared(other, NAME, &err), ROWAN_OK,
                  &err);
    EXPECT_INT(parents(t), 2);
}

static void
prepared_is_rolled_back(trial *t)
{
    rowan_session *session = with_nothing_prepared(t);
    rowan_error err = {0};

    prepare(t, session);
    EXPECT_STATUS(rowan_engine_rollback_prepared(trial_engine(t), NAME, &err),
                  ROWAN_OK, &err);
    EXPECT_INT(parents(t), 1);
    /* The session goes on. */
    SESSION_OK(session, rowan_execute(session, ADD("3, 'three'")));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(parents(t), 2);
}

static void
unknown_identifiers_are_not_found(trial *t)
{
    rowan_error err = {0};

    EXPECT_STATUS(rowan_engine_commit_prepared(trial_engine(t),
                                               "conformance-none", &err),
                  ROWAN_NOT_FOUND, &err);
    rowan_error_clear(&err);
    EXPECT_STATUS(rowan_engine_rollback_prepared(trial_engine(t),
                                                 "conformance-none", &err),
                  ROWAN_NOT_FOUND, &err);
    rowan_error_clear(&err);
    EXPECT_STATUS(rowan_engine_commit_prepared(trial_engine(t), "it's", &err),
                  ROWAN_INVALID, &err);
}

/* Where there is none, it is said, and not done in another way. */
static void
two_phase_is_refused_where_it_is_not(trial *t)
{
    rowan_error err = {0};

    if (trial_has(t, "two_phase_transactions")) {
        unknown_identifiers_are_not_found(t);
        return;
    }
    EXPECT_STATUS(rowan_engine_commit_prepared(trial_engine(t), NAME, &err),
                  ROWAN_UNSUPPORTED, &err);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test savepoints[] = {
    {"rollback_keeps_what_was_before", "", NULL,
     rollback_keeps_what_was_before},
    {"release_keeps_what_is_in_it", "", NULL, release_keeps_what_is_in_it},
    {"savepoint_guards_against_errors", "", NULL,
     savepoint_guards_against_errors},
    {"savepoints_nest", "", NULL, savepoints_nest},
    END,
};

static const conformance_test errors[] = {
    {"violations_are_named", "check_constraints", NULL, violations_are_named},
    END};

static const conformance_test keys[] = {
    {"keys_are_enforced", "", NULL, keys_are_enforced},
    {"actions_are_done", "", NULL, actions_are_done},
    {"deferred_keys_wait_for_the_commit", "deferrable_fks", NULL,
     deferred_keys_wait_for_the_commit},
    END,
};

static const conformance_test transactions[] = {
    {"ddl_is_rolled_back", "", "!transactional_ddl", ddl_is_rolled_back},
    {"read_only_refuses_writes", "", NULL, read_only_refuses_writes},
    {"two_phase_is_refused_where_it_is_not", "", NULL,
     two_phase_is_refused_where_it_is_not},
    END,
};

static const conformance_test two_phase[] = {
    {"prepared_is_committed_by_anybody", "", NULL,
     prepared_is_committed_by_anybody},
    {"prepared_is_rolled_back", "", NULL, prepared_is_rolled_back},
    {"unknown_identifiers_are_not_found", "", NULL,
     unknown_identifiers_are_not_found},
    END,
};

const conformance_class conformance_rowan_transactions[] = {
    {"rowan", "SavepointTest", "savepoints", savepoints},
    {"rowan", "ErrorTest", "", errors},
    {"rowan", "ForeignKeyTest", "foreign_keys", keys},
    {"rowan", "TransactionTest", "", transactions},
    {"rowan", "TwoPhaseTest", "two_phase_transactions", two_phase},
    {NULL, NULL, NULL, NULL},
};
