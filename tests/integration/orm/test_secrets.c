/* SPDX-License-Identifier: MIT */
/* What a program keeps in its rows and its URL is in no error and no log. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#define CANARY "kanarienvogel"
#define CANARY_NUMBER 987654321
#define CANARY_DIGITS "987654321"

/* All that an error has, byte by byte. */
static void
check_error(const rowan_error *err, const char *what)
{
    char text[4096];

    CHECK(err->status != ROWAN_OK);
    rowan_error_format(err, text, sizeof text);
    if (memmem(err, sizeof *err, CANARY, strlen(CANARY)) != NULL ||
        memmem(err, sizeof *err, CANARY_DIGITS, strlen(CANARY_DIGITS)) !=
            NULL ||
        strstr(text, CANARY) != NULL || strstr(text, CANARY_DIGITS) != NULL)
        FAIL("%s shows its value: %s", what, text);
}

static void
check_log(const fixture *f)
{
    CHECK(f->line_count > 0);
    for (size_t i = 0; i < f->line_count; i++)
        if (strstr(f->lines[i], CANARY) != NULL ||
            strstr(f->lines[i], CANARY_DIGITS) != NULL)
            FAIL("the log shows a value: %s", f->lines[i]);
}

/* --- values --------------------------------------------------------------- */

static void
add_twice(rowan_session *session)
{
    rowan_new(session, user, .name = "a", .email = CANARY);
    rowan_new(session, user, .name = "b", .email = CANARY);
}

static void
add_without_parent(rowan_session *session)
{
    rowan_new(session, post, .user_id = CANARY_NUMBER, .title = CANARY);
}

static void
add_below_zero(rowan_session *session)
{
    rowan_new(session, user, .name = CANARY,
              .age = {-CANARY_NUMBER, true});
}

static void
add_too_precise(rowan_session *session)
{
    rowan_new(session, line, .order_code = CANARY, .position = 1,
              .price = {"987654321000000.5"});
}

static void
add_without_name(rowan_session *session)
{
    rowan_new(session, user, .email = CANARY, .score = CANARY_NUMBER);
}

static void
test_secrets__values_of_rows_are_in_no_error_and_no_log(void)
{
    static const struct {
        const char *what;
        void (*add)(rowan_session *session);
        rowan_status status; /* ROWAN_OK: may be taken, or refused somehow */
    } cases[] = {
        {"a unique column", add_twice, ROWAN_UNIQUE_VIOLATION},
        {"a foreign key", add_without_parent, ROWAN_FOREIGN_KEY_VIOLATION},
        {"a check", add_below_zero, ROWAN_CHECK_VIOLATION},
        {"a decimal", add_too_precise, ROWAN_OK},
        {"a column without NULL", add_without_name, ROWAN_NOT_NULL_VIOLATION},
    };
    fixture f;

    fixture_open(&f, "secrets.db", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_status status;

        cases[i].add(f.session);
        status = rowan_commit(f.session);
        if (cases[i].status != ROWAN_OK)
            CHECK_INT(status, cases[i].status);
        if (status != ROWAN_OK)
            check_error(rowan_session_error(f.session), cases[i].what);
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    }
    check_log(&f);
    fixture_close(&f);
}

/* What the database itself says of values that do not fit. */
static void
test_secrets__values_of_sql_text_are_in_no_error_and_no_log(void)
{
    static const char *const texts[] = {
        "UPDATE users SET age = :x",
        "UPDATE users SET name = NULL WHERE email = :x",
        "INSERT INTO users (name, email, score) VALUES ('n', :x, 1)",
        "UPDATE users SET score = CAST(:x AS integer)",
        "INSERT INTO posts (user_id, title) VALUES (:x, :x)",
        "SELECT :x FROM nowhere",
        "SELECT FROM WHERE :x",
        "UPDATE users SET score = score / 0, name = :x",
    };
    fixture f;
    int refused = 0;

    fixture_open(&f, "secrets-text.db", "");
    rowan_new(f.session, user, .name = "n", .email = CANARY);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (rowan_execute(f.session, texts[i], rowan_bind("x", CANARY)) !=
            ROWAN_OK) {
            refused++;
            check_error(rowan_session_error(f.session), texts[i]);
        }
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    }
    CHECK(refused >= 4);
    check_log(&f);
    fixture_close(&f);
}

/* --- passwords ------------------------------------------------------------ */

static void
test_secrets__the_password_is_in_no_error_of_connecting(void)
{
    static const char *const wheres[] = {
        "127.0.0.1:1/x", "no-such-host.invalid/x",
        "127.0.0.1:1/x?connect_timeout_ms=1",
        "127.0.0.1:1/x?no_such_option=" CANARY,
        "127.0.0.1:1:1/" CANARY,
    };
    fixture f;

    fixture_open(&f, "secrets-url.db", "");
    for (size_t i = 0; i < sizeof wheres / sizeof *wheres; i++) {
        char url[300];
        rowan_connection *conn = NULL;
        rowan_error err = {0};
        rowan_engine *engine;

        snprintf(url, sizeof url, "%.*s://me:" CANARY "@%s",
                 (int)strcspn(f.url, ":"), f.url, wheres[i]);
        engine = rowan_engine_open(url, &err);
        if (engine != NULL)
            CHECK(rowan_connection_acquire(engine, 3000, &conn, &err) !=
                  ROWAN_OK);
        if (strstr(wheres[i], CANARY) == NULL)
            check_error(&err, wheres[i]);
        else /* options and names are shown; before them stands no password */
            CHECK(memmem(&err, sizeof err, ":" CANARY, strlen(CANARY) + 1) ==
                  NULL);
        rowan_connection_release(conn);
        CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    }
    fixture_close(&f);
}

HARNESS_SUITE(orm_secrets,
    HARNESS_TEST(test_secrets__values_of_rows_are_in_no_error_and_no_log),
    HARNESS_TEST(test_secrets__values_of_sql_text_are_in_no_error_and_no_log),
    HARNESS_TEST(test_secrets__the_password_is_in_no_error_of_connecting))
