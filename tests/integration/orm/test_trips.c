/* SPDX-License-Identifier: MIT */
/* Commits that travel along with the last statement, where the database lets
 * them; elsewhere the same without. */
#include "fixture.h"

#include <string.h>

static rowan_engine *engine;
static rowan_session *session;

static void
open_along(fixture *f, const char *name)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = { 0 };

    fixture_open(f, name, "");
    options.one_trip_commit = true;
    engine = rowan_engine_open_with(f->url, &options, &err);
    if (engine == NULL)
        FAIL("%s", err.message);
    session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
}

static void
close_along(fixture *f)
{
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
    fixture_close(f);
}

static void
test_trips__a_commit_that_travels_along_is_a_commit(void)
{
    fixture f;
    open_along(&f, "along.db");

    for (int i = 0; i < 3; i++) {
        user *new = rowan_new(session, user, .name = "alone");
        CHECK_INT(rowan_commit(session), ROWAN_OK);
        CHECK_STR(rowan_session_error(session)->message, "");
        CHECK(new->id > 0);
        CHECK(rowan_get(session, user, new->id) == new);
        new->name = "changed";
        CHECK_INT(rowan_commit(session), ROWAN_OK);
    }
    CHECK_INT(rowan_begin(session), ROWAN_OK);
    user *parent = rowan_new(session, user, .name = "with");
    CHECK_INT(rowan_flush(session), ROWAN_OK);
    rowan_new(session, post, .user_id = parent->id, .title = "One");
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    rowan_new(session, line, .order_code = "A", .position = 1);
    rowan_new(session, line, .order_code = "A", .position = 2);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    rowan_new(session, line, .order_code = "A", .position = 3);
    CHECK_INT(rowan_begin(session), ROWAN_OK);
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users "
                                  "WHERE name = 'changed'"),
              3);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM posts"), 1);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM order_lines"), 3);
    close_along(&f);
}

static void
test_trips__a_statement_that_fails_commits_nothing(void)
{
    fixture f;
    open_along(&f, "refused.db");
    rowan_new(session, user, .id = 1, .name = "first");
    CHECK_INT(rowan_commit(session), ROWAN_OK);

    user *second = rowan_new(session, user, .id = 1, .name = "second");
    CHECK_INT(rowan_commit(session), ROWAN_UNIQUE_VIOLATION);
    CHECK_STR(rowan_session_error(session)->column, "id");
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 1);
    second->id = 2;
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 2);
    close_along(&f);
}

static void
test_trips__what_fails_at_the_commit_stays_pending(void)
{
    static const bool begins[] = { false, true };
    fixture f;

    FIXTURE_NEED(DEFERRING, "foreign keys that wait for COMMIT");
    FIXTURE_NEED(ENDING, "transactions that a failed commit ends");
    for (int along = 0; along < 2; along++) {
        for (int i = 0; i < 2; i++) {
            open_along(&f, "deferred.db");
            rowan_session *used = along ? session : f.session;
            if (begins[i])
                CHECK_INT(rowan_begin(used), ROWAN_OK);
            node *child = rowan_new(used, node, .id = 5,
                                    .parent_id = { 77, true });
            CHECK_INT(rowan_commit(used), ROWAN_FOREIGN_KEY_VIOLATION);
            CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM nodes"), 0);
            child->parent_id.present = false;
            CHECK_INT(rowan_commit(used), ROWAN_OK);
            CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM nodes "
                                          "WHERE id = 5"),
                      1);
            CHECK(rowan_get(used, node, 5) == child);
            close_along(&f);
        }
    }
}

HARNESS_SUITE(orm_trips,
    HARNESS_TEST(test_trips__a_commit_that_travels_along_is_a_commit),
    HARNESS_TEST(test_trips__a_statement_that_fails_commits_nothing),
    HARNESS_TEST(test_trips__what_fails_at_the_commit_stays_pending))
