/* SPDX-License-Identifier: MIT */
/* What a session tells of its work, and who is told to hold its connection. */
#include "fixture.h"

typedef struct tally {
    int begins, commits, rollbacks, savepoints;
    int before, after;
    uint64_t rows;
    size_t text_bytes; /* of values */
    bool saw_values;
} tally;

static void
count_begin(void *context, const rowan_transaction_event *event)
{
    ((tally *)context)->begins += event->status == ROWAN_OK;
}

static void
count_commit(void *context, const rowan_transaction_event *event)
{
    ((tally *)context)->commits += event->status == ROWAN_OK;
}

static void
count_rollback(void *context, const rowan_transaction_event *event)
{
    ((tally *)context)->rollbacks += event->status == ROWAN_OK;
}

static void
count_savepoint(void *context, const rowan_transaction_event *event)
{
    ((tally *)context)->savepoints += event->status == ROWAN_OK;
}

static void
count_before(void *context, const rowan_statement_event *event)
{
    tally *counts = context;

    counts->before++;
    counts->saw_values |= event->values != NULL;
    for (uint32_t i = 0; i < event->bind_count; i++) {
        rowan_bind_info bind = rowan_event_bind(event, i);

        if (bind.kind == ROWAN_KIND_TEXT)
            counts->text_bytes += bind.size_bytes;
    }
}

static void
count_after(void *context, const rowan_statement_event *event)
{
    ((tally *)context)->after += event->duration_ns >= 0;
}

static void
count_rows(void *context, const rowan_statement_event *event)
{
    ((tally *)context)->rows += event->row_count;
}

static rowan_session *
open_watched(fixture *f, tally *counts)
{
    rowan_session_options options = ROWAN_SESSION_OPTIONS_INIT;
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_session *session;

    events.context = counts;
    events.begin = count_begin;
    events.commit = count_commit;
    events.rollback = count_rollback;
    events.savepoint = count_savepoint;
    events.statement_before = count_before;
    events.statement_after = count_after;
    events.rows = count_rows;
    options.events = &events;
    session = rowan_session_open_with(f->engine, &options, NULL);
    REQUIRE(session != NULL);
    return session;
}

static void
test_session__tells_of_its_own_work_only(void)
{
    fixture f;
    tally counts = {0};
    rowan_session *session;

    fixture_open(&f, "events.db", "");
    session = open_watched(&f, &counts);
    rowan_new(f.session, user, .name = "other");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(counts.before, 0);

    rowan_new(session, user, .name = "four");
    rowan_new(session, user, .name = "seven77");
    CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(counts.begins, 1);
    CHECK_INT(counts.commits, 1);
    CHECK_INT(counts.text_bytes, 4 + 7);
    CHECK(!counts.saw_values);
    CHECK_INT(counts.before, counts.after);

    counts.rows = 0;
    CHECK_INT(rowan_count(session, user), 3);
    CHECK_INT(counts.rows, 1);

    CHECK_INT(rowan_begin(session), ROWAN_OK);
    CHECK_INT(rowan_begin(session), ROWAN_OK);
    CHECK_INT(counts.savepoints, 1);
    rowan_session_close(session);
    CHECK_INT(counts.rollbacks, 1);
    fixture_close(&f);
}

static void
test_session__holds_a_connection_where_it_was_opened(void)
{
    fixture f;
    rowan_pool_holder holders[4] = {{0}};
    rowan_session *session;
    int here;

    fixture_open(&f, "holders.db", "");
    here = __LINE__ + 1;
    session = rowan_session_open(f.engine, NULL);
    REQUIRE(session != NULL);
    CHECK_INT(rowan_engine_pool_holders(f.engine, holders, 4), 0);
    CHECK_INT(rowan_begin(session), ROWAN_OK);
    CHECK_INT(rowan_count(session, user), 0);
    CHECK_INT(rowan_engine_pool_holders(f.engine, holders, 4), 1);
    CHECK_STR(holders[0].file, __FILE__);
    CHECK_INT(holders[0].line, here);
    rowan_session_close(session);
    fixture_close(&f);
}

HARNESS_SUITE(orm_events,
    HARNESS_TEST(test_session__tells_of_its_own_work_only),
    HARNESS_TEST(test_session__holds_a_connection_where_it_was_opened))
