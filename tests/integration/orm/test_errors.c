/* SPDX-License-Identifier: MIT */
/*
 * Every class of error, provoked for real: the same meaning on every database,
 * what it names where the server tells, advice, and a session that goes on.
 */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const retry_names[] = {"never", "statement", "transaction",
                                          "connect"};

/* Classes that have a cure wherever they come from. */
static bool
has_cure(rowan_status status)
{
    switch (status) {
    case ROWAN_NO_SUCH_TABLE:
    case ROWAN_NO_SUCH_COLUMN:
    case ROWAN_BUSY:
    case ROWAN_DEADLOCK:
    case ROWAN_SERIALIZATION:
    case ROWAN_TRANSACTION_ABORTED:
    case ROWAN_TIMEOUT:
    case ROWAN_CONNECTION_LOST:
    case ROWAN_TOO_MANY_CONNECTIONS:
    case ROWAN_DENIED:
    case ROWAN_READ_ONLY:
        return true;
    default:
        return false;
    }
}

/* An error as it must be; texts that are empty are not looked at. */
typedef struct expected {
    rowan_status status;
    const char *sqlstate; /* five characters, or the two of a class */
    rowan_retry retry;
} expected;

static void
check_error(const char *name, const rowan_error *err, expected e)
{
    bool held = CHECK_INT(err->status, e.status);

    held &= CHECK(err->sqlstate[0] == '\0' || /* no database said it */
                  strncmp(err->sqlstate, e.sqlstate, strlen(e.sqlstate)) == 0);
    held &= CHECK_INT(err->retry, e.retry);
    held &= CHECK(err->message[0] != '\0');
    held &= CHECK(!has_cure(e.status) || err->hint[0] != '\0');
    if (!held)
        FAIL("%s: %s, SQLSTATE '%s', retry %s, hint '%s': %s", name,
             rowan_status_name(err->status), err->sqlstate,
             retry_names[err->retry], err->hint, err->message);
}

/* --- by one statement ---------------------------------------------------- */

enum {
    STRICT = FIXTURE_FILE /* not there: columns take values of any type */
};

static const struct {
    const char *name, *sql;
    expected error;
    const char *table, *column, *constraint; /* or "", if it does not tell */
    unsigned unlike; /* what a database that cannot have it is like */
} statements[] = {
    {"unique", "INSERT INTO users (id, name, email, score) VALUES "
               "(2, 'b', 'a@x', 0)",
     {ROWAN_UNIQUE_VIOLATION, "23505", ROWAN_RETRY_NEVER},
     "users", "email", "uq_users_email", 0},
    {"primary key", "INSERT INTO users (id, name, score) VALUES (1, 'b', 0)",
     {ROWAN_UNIQUE_VIOLATION, "23505", ROWAN_RETRY_NEVER},
     "users", "id", NULL, 0},
    {"foreign key of a child", "INSERT INTO posts (user_id, title, stars) "
                               "VALUES (99, 't', 1)",
     {ROWAN_FOREIGN_KEY_VIOLATION, "23503", ROWAN_RETRY_NEVER},
     "posts", "user_id", "fk_posts_user_id", 0},
    {"foreign key of a parent", "DELETE FROM users WHERE id = 1",
     {ROWAN_FOREIGN_KEY_VIOLATION, "23503", ROWAN_RETRY_NEVER},
     NULL, NULL, "fk_posts_user_id", 0},
    {"not null", "INSERT INTO users (id, name, score) VALUES (2, NULL, 0)",
     {ROWAN_NOT_NULL_VIOLATION, "23502", ROWAN_RETRY_NEVER},
     "users", "name", "", 0},
    {"check", "INSERT INTO users (id, name, score, age) VALUES "
              "(2, 'b', 0, -1)",
     {ROWAN_CHECK_VIOLATION, "23514", ROWAN_RETRY_NEVER},
     "users", NULL, "ck_users_age", 0},
    {"out of range", "UPDATE users SET score = 3000000000",
     {ROWAN_OUT_OF_RANGE, "22003", ROWAN_RETRY_NEVER},
     "users", "score", "", STRICT},
    {"too long", "UPDATE users SET name = '"
                 "1234567890123456789012345678901234567890"
                 "1234567890123456789012345678901234567890"
                 "123456789012345678901'",
     {ROWAN_OUT_OF_RANGE, "22001", ROWAN_RETRY_NEVER},
     "users", "name", "", STRICT},
    {"another type", "UPDATE users SET score = 'many'",
     {ROWAN_TYPE_MISMATCH, "", ROWAN_RETRY_NEVER},
     "users", "score", "", STRICT},
    {"syntax", "SELEC 1", {ROWAN_SYNTAX, "42", ROWAN_RETRY_NEVER},
     "", "", "", 0},
    {"missing table", "DELETE FROM nowhere",
     {ROWAN_NO_SUCH_TABLE, "42", ROWAN_RETRY_NEVER}, "nowhere", "", "", 0},
    {"missing column", "UPDATE users SET no_such = 1",
     {ROWAN_NO_SUCH_COLUMN, "42", ROWAN_RETRY_NEVER}, NULL, "no_such", "", 0},
    {"a table that is there", "CREATE TABLE users (id INTEGER)",
     {ROWAN_ALREADY_EXISTS, "42", ROWAN_RETRY_NEVER}, "users", "", "", 0},
};

static void
add_rows(fixture *f)
{
    CHECK(rowan_new(f->session, user, .id = 1, .name = "a", .email = "a@x") !=
          NULL);
    CHECK(rowan_new(f->session, user, .id = 3, .name = "c") != NULL);
    CHECK(rowan_new(f->session, post, .user_id = 1, .title = "t",
                    .stars = 1) != NULL);
    CHECK_INT(rowan_commit(f->session), ROWAN_OK);
}

/* The session and its connection go on. */
static void
check_usable(rowan_session *session)
{
    (void)rowan_rollback(session);
    CHECK_INT(rowan_count(session, user), 2);
    CHECK_INT(rowan_execute(session, "UPDATE users SET score = 1"), ROWAN_OK);
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
}

/* What a server does not tell is empty. */
static bool
tells(const char *actual, const char *text)
{
    return text == NULL || actual[0] == '\0' || strcmp(actual, text) == 0;
}

static void
test_errors__of_one_statement_mean_the_same(void)
{
    fixture f;

    fixture_open(&f, "errors.db", "");
    add_rows(&f);
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        const rowan_error *err = rowan_session_error(f.session);

        if (statements[i].unlike != 0 && fixture_can(statements[i].unlike))
            continue; /* columns that take values of any type */
        CHECK(rowan_execute(f.session, statements[i].sql) != ROWAN_OK);
        check_error(statements[i].name, err, statements[i].error);
        CHECK_INT(strlen(err->sqlstate), 5);
        if (!tells(err->table, statements[i].table) ||
            !tells(err->column, statements[i].column) ||
            !tells(err->constraint, statements[i].constraint))
            FAIL("%s: names table '%s', column '%s', constraint '%s'",
                 statements[i].name, err->table, err->column,
                 err->constraint);
        check_usable(f.session);
    }
    fixture_close(&f);
}

/* What the server does not tell, the model knows. */
static void
test_errors__of_objects_name_all_that_the_model_knows(void)
{
    static const struct {
        const char *name;
        user row;
        rowan_status status;
        const char *column, *constraint;
    } cases[] = {
        {"unique", {.id = 7, .name = "b", .email = "a@x"},
         ROWAN_UNIQUE_VIOLATION, "email", "uq_users_email"},
        {"primary key", {.id = 1, .name = "b"}, ROWAN_UNIQUE_VIOLATION,
         "id", NULL}, /* some have a name of their own for it */
        {"not null", {.id = 7, .name = NULL}, ROWAN_NOT_NULL_VIOLATION, "name",
         ""},
        {"check", {.id = 7, .name = "b", .age = {-1, true}},
         ROWAN_CHECK_VIOLATION, NULL, "ck_users_age"},
    };
    const rowan_error *err;
    fixture f;

    fixture_open(&f, "errors_of_objects.db", "");
    add_rows(&f);
    err = rowan_session_error(f.session);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool held;

        CHECK(rowan_add(f.session, user, &cases[i].row) != NULL);
        held = CHECK_INT(rowan_commit(f.session), cases[i].status);
        held &= CHECK_STR(err->table, "users");
        held &= cases[i].column == NULL ||
                CHECK_STR(err->column, cases[i].column);
        held &= cases[i].constraint == NULL ||
                CHECK_STR(err->constraint, cases[i].constraint);
        held &= CHECK_HAS(err->object, "user(");
        if (!held)
            FAIL("%s: %s", cases[i].name, err->message);
        CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
        check_usable(f.session);
    }
    CHECK(rowan_new(f.session, post, .user_id = 99, .title = "t") != NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_FOREIGN_KEY_VIOLATION);
    CHECK_STR(err->table, "posts");
    CHECK_STR(err->constraint, "fk_posts_user_id");
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
    check_usable(f.session);
    fixture_close(&f);
}

typedef struct worker {
    int64_t id;
    rowan_nullable_int64 firm;
} worker;
typedef struct badge {
    int64_t id;
    int64_t worker;
} badge;
ROWAN_MODEL_DECLARE(badge)
ROWAN_MODEL(worker, "workers", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(firm),
    ROWAN_FOREIGN_KEY(firm, user, id))
ROWAN_MODEL(badge, "badges", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(worker),
    ROWAN_FOREIGN_KEY(worker, worker, id))

/* It is another table's, though the object's own table has but one, too. */
static void
test_errors__of_a_delete_do_not_blame_a_foreign_key_of_the_row(void)
{
    const rowan_error *err;
    worker *of;
    fixture f;

    fixture_open(&f, "errors_of_deletes.db", "");
    CHECK_INT(rowan_create_all(f.engine, ROWAN_MODELS(worker, badge), NULL),
              ROWAN_OK);
    of = rowan_new(f.session, worker, .firm = {0, false});
    REQUIRE(of != NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK(rowan_new(f.session, badge, .worker = of->id) != NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    err = rowan_session_error(f.session);
    CHECK_INT(rowan_delete(f.session, of), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_FOREIGN_KEY_VIOLATION);
    CHECK_HAS(err->object, "worker(");
    if (err->constraint[0] != '\0')
        CHECK_STR(err->constraint, "fk_badges_worker");
    CHECK(strcmp(err->column, "firm") != 0);
    fixture_close(&f);
}

/* --- by two sessions ----------------------------------------------------- */

static bool
is_on(const fixture *f, const char *dialect)
{
    return strncmp(f->url, dialect, strlen(dialect)) == 0;
}

static void
set_score(rowan_session *session, int64_t id, rowan_status status)
{
    CHECK_INT(rowan_execute(session, "UPDATE users SET score = score + 1 "
                                     "WHERE id = :id",
                            rowan_bind("id", id)),
              status);
}

static void
test_errors__of_a_lock_that_is_not_given_say_so(void)
{
    rowan_session *other;
    fixture f;

    fixture_open(&f, "busy.db", "?busy_timeout=0");
    add_rows(&f);
    other = rowan_session_open(f.engine, NULL);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    set_score(f.session, 1, ROWAN_OK);
    CHECK_INT(rowan_begin(other), ROWAN_OK);
    if (is_on(&f, "postgresql"))
        CHECK_INT(rowan_execute(other, "SET LOCAL lock_timeout = 50"),
                  ROWAN_OK);
    set_score(other, 1, ROWAN_BUSY);
    check_error("busy", rowan_session_error(other),
                (expected){ROWAN_BUSY, "55P03",
                           fixture_can(FIXTURE_ONE_WRITER)
                               ? rowan_session_error(other)->retry
                               : ROWAN_RETRY_TRANSACTION});
    CHECK(rowan_session_error(other)->retry != ROWAN_RETRY_NEVER);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    check_usable(other);
    rowan_session_close(other);
    fixture_close(&f);
}

typedef struct locker {
    rowan_session *session;
    rowan_error err;
} locker;

static void *
take_first(void *context)
{
    locker *l = context;

    (void)rowan_execute(l->session,
                        "UPDATE users SET score = 9 WHERE id = 1");
    l->err = *rowan_session_error(l->session);
    return NULL;
}

static void
test_errors__of_a_deadlock_name_the_victim(void)
{
    FIXTURE_NEED(ROW_LOCKS, "update_nowait");
    locker l = {0};
    rowan_error err;
    pthread_t thread;
    fixture f;

    fixture_open(&f, "deadlock.db", "");
    add_rows(&f);
    l.session = rowan_session_open(f.engine, NULL);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    CHECK_INT(rowan_begin(l.session), ROWAN_OK);
    set_score(f.session, 1, ROWAN_OK);
    set_score(l.session, 3, ROWAN_OK);
    REQUIRE(pthread_create(&thread, NULL, take_first, &l) == 0);
    (void)rowan_execute(f.session, "UPDATE users SET score = 9 WHERE id = 3");
    err = *rowan_session_error(f.session);
    if (err.status != ROWAN_OK)
        check_error("deadlock", &err,
                    (expected){ROWAN_DEADLOCK, "40", ROWAN_RETRY_TRANSACTION});
    (void)rowan_rollback(f.session);
    REQUIRE(pthread_join(thread, NULL) == 0);
    CHECK((l.err.status == ROWAN_DEADLOCK) != (err.status == ROWAN_DEADLOCK));
    if (l.err.status != ROWAN_OK)
        check_error("deadlock", &l.err,
                    (expected){ROWAN_DEADLOCK, "40", ROWAN_RETRY_TRANSACTION});
    check_usable(l.session);
    check_usable(f.session);
    rowan_session_close(l.session);
    fixture_close(&f);
}

static void
test_errors__of_a_snapshot_that_is_old_say_to_run_again(void)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    rowan_session *other;
    fixture f;

    fixture_open(&f, "serialization.db", "");
    add_rows(&f);
    other = rowan_session_open(f.engine, NULL);
    options.isolation = ROWAN_ISOLATION_REPEATABLE_READ;
    CHECK_INT(rowan_begin_with(f.session, &options), ROWAN_OK);
    if (is_on(&f, "mysql") &&
        rowan_execute(f.session, "SET SESSION innodb_snapshot_isolation = ON")
            != ROWAN_OK) {
        rowan_session_close(other);
        (void)rowan_rollback(f.session);
        fixture_close(&f);
        HARNESS_SKIP("serialization failures");
    }
    CHECK_INT(rowan_count(f.session, user), 2);
    set_score(other, 1, ROWAN_OK);
    CHECK_INT(rowan_commit(other), ROWAN_OK);
    set_score(f.session, 1, ROWAN_SERIALIZATION);
    check_error("serialization", rowan_session_error(f.session),
                (expected){ROWAN_SERIALIZATION, "",
                           ROWAN_RETRY_TRANSACTION});
    check_usable(f.session);
    rowan_session_close(other);
    fixture_close(&f);
}

/* --- time ---------------------------------------------------------------- */

/* A number from the server. */
typedef struct answer {
    int64_t id;
} answer;
ROWAN_ROW(answer, ROWAN_FIELD(id))

/* Minutes of work for whoever is not interrupted. */
static rowan_status
run_long(fixture *f)
{
    const char *sql =
        is_on(f, "postgresql")
            ? "SELECT CAST(1 AS bigint) AS id FROM pg_sleep(600)"
        : is_on(f, "mysql")
            ? "SELECT SLEEP(600) AS id"
            : "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
              "WHERE n < 4000000000) SELECT count(*) AS id FROM c";

    CHECK(rowan_sql(f->session, answer, sql) == NULL);
    return rowan_session_error(f->session)->status;
}

static void
test_errors__of_a_deadline_are_told_from_cancels(void)
{
    fixture f;

    fixture_open(&f, "late.db", "");
    add_rows(&f);
    /* Long enough to meet the statement, and no call before it. */
    CHECK_INT(rowan_session_timeout_set(f.session, 1000), ROWAN_OK);
    CHECK_INT(run_long(&f), ROWAN_TIMEOUT);
    check_error("timeout", rowan_session_error(f.session),
                (expected){ROWAN_TIMEOUT, "57014", ROWAN_RETRY_NEVER});
    CHECK_INT(rowan_session_timeout_set(f.session, 0), ROWAN_OK);
    check_usable(f.session);
    fixture_close(&f);
}

static atomic_bool is_over;

static void *
cancel_until_over(void *context)
{
    const struct timespec pause = {.tv_nsec = 2000000};

    while (!is_over) {
        rowan_session_cancel(context);
        (void)nanosleep(&pause, NULL);
    }
    return NULL;
}

static void
test_errors__of_a_cancel_are_told_from_deadlines(void)
{
    pthread_t thread;
    fixture f;

    fixture_open(&f, "cancelled.db", "");
    add_rows(&f);
    is_over = false;
    REQUIRE(pthread_create(&thread, NULL, cancel_until_over, f.session) == 0);
    CHECK_INT(run_long(&f), ROWAN_CANCELLED);
    is_over = true;
    REQUIRE(pthread_join(thread, NULL) == 0);
    check_error("cancelled", rowan_session_error(f.session),
                (expected){ROWAN_CANCELLED, "57014", ROWAN_RETRY_NEVER});
    check_usable(f.session);
    fixture_close(&f);
}

/* --- rights and connections ---------------------------------------------- */

static void
test_errors__of_a_read_only_transaction_say_so(void)
{
    rowan_begin_options options = ROWAN_BEGIN_OPTIONS_INIT;
    fixture f;

    fixture_open(&f, "read_only.db", "");
    add_rows(&f);
    options.read_only = true;
    CHECK_INT(rowan_begin_with(f.session, &options), ROWAN_OK);
    set_score(f.session, 1, ROWAN_READ_ONLY);
    check_error("read-only", rowan_session_error(f.session),
                (expected){ROWAN_READ_ONLY, "25006", ROWAN_RETRY_NEVER});
    check_usable(f.session);
    fixture_close(&f);
}

/* An engine of another user, whom the server's script has made: URLs begin
 * "dialect://rowan@". */
static rowan_engine *
open_as(const fixture *f, const char *name, rowan_error *err)
{
    const char *host = strchr(f->url, '@');
    char url[400];

    REQUIRE(host != NULL);
    snprintf(url, sizeof url, "%.*s//%s%s", (int)strcspn(f->url, "/"), f->url,
             name, host);
    return rowan_engine_open(url, err);
}

static void
test_errors__of_missing_rights_are_denials(void)
{
    FIXTURE_NEED(USERS | FIXTURE_SESSIONS, "users with rights");
    rowan_error err = {0};
    rowan_session *session;
    rowan_engine *engine;
    fixture f;

    fixture_open(&f, "denied.db", "");
    add_rows(&f);
    engine = open_as(&f, "reader", &err);
    session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    CHECK_INT(rowan_count(session, user), 2);
    set_score(session, 1, ROWAN_DENIED);
    check_error("denied", rowan_session_error(session),
                (expected){ROWAN_DENIED, "42", ROWAN_RETRY_NEVER});
    CHECK_INT(rowan_rollback(session), ROWAN_OK);
    CHECK_INT(rowan_count(session, user), 2);
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    fixture_close(&f);
}

static void
test_errors__of_too_many_connections_say_to_try_later(void)
{
    FIXTURE_NEED(USERS | FIXTURE_SESSIONS, "users with limits");
    rowan_connection *first = NULL, *second = NULL;
    rowan_error err = {0};
    rowan_engine *engine;
    fixture f;

    fixture_open(&f, "many.db", "");
    engine = open_as(&f, "few", &err);
    REQUIRE(engine != NULL);
    REQUIRE(rowan_connection_acquire(engine, 5000, &first, &err) == ROWAN_OK);
    CHECK_INT(rowan_connection_acquire(engine, 5000, &second, &err),
              ROWAN_TOO_MANY_CONNECTIONS);
    check_error("too many", &err,
                (expected){ROWAN_TOO_MANY_CONNECTIONS, "",
                           ROWAN_RETRY_CONNECT});
    rowan_error_clear(&err);
    CHECK_INT(rowan_connection_ping(first, &err), ROWAN_OK);
    rowan_connection_release(first);
    CHECK_INT(rowan_connection_acquire(engine, 5000, &second, &err), ROWAN_OK);
    rowan_connection_release(second);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    fixture_close(&f);
}

static void
test_errors__of_a_lost_connection_leave_a_session_that_goes_on(void)
{
    FIXTURE_NEED(USERS | FIXTURE_SESSIONS, "a server");
    answer **ids;
    char sql[80];
    fixture f;

    fixture_open(&f, "lost.db", "");
    add_rows(&f);
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    ids = rowan_sql(f.session, answer,
                    is_on(&f, "mysql")
                        ? "SELECT connection_id() AS id"
                        : "SELECT CAST(pg_backend_pid() AS bigint) AS id");
    REQUIRE(ids != NULL && ids[0] != NULL);
    snprintf(sql, sizeof sql,
             is_on(&f, "mysql") ? "KILL %lld"
                                : "SELECT pg_terminate_backend(%lld)",
             (long long)ids[0]->id);
    fixture_run(&f, sql);
    set_score(f.session, 1, ROWAN_CONNECTION_LOST);
    check_error("lost", rowan_session_error(f.session),
                (expected){ROWAN_CONNECTION_LOST, "",
                           ROWAN_RETRY_CONNECT});
    check_usable(f.session);
    fixture_close(&f);
}

HARNESS_SUITE(orm_errors,
    HARNESS_TEST(test_errors__of_one_statement_mean_the_same),
    HARNESS_TEST(test_errors__of_objects_name_all_that_the_model_knows),
    HARNESS_TEST(
        test_errors__of_a_delete_do_not_blame_a_foreign_key_of_the_row),
    HARNESS_TEST(test_errors__of_a_lock_that_is_not_given_say_so),
    HARNESS_TEST(test_errors__of_a_deadlock_name_the_victim),
    HARNESS_TEST(test_errors__of_a_snapshot_that_is_old_say_to_run_again),
    HARNESS_TEST(test_errors__of_a_deadline_are_told_from_cancels),
    HARNESS_TEST(test_errors__of_a_cancel_are_told_from_deadlines),
    HARNESS_TEST(test_errors__of_a_read_only_transaction_say_so),
    HARNESS_TEST(test_errors__of_missing_rights_are_denials),
    HARNESS_TEST(test_errors__of_too_many_connections_say_to_try_later),
    HARNESS_TEST(
        test_errors__of_a_lost_connection_leave_a_session_that_goes_on))
