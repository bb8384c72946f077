/* SPDX-License-Identifier: MIT */
/* Plain UPDATE and DELETE, and with RETURNING. */
#include "conformance.h"

#include <string.h>

typedef struct ud_plain {
    int32_t id;
    const char *data;
} ud_plain;

ROWAN_MODEL(ud_plain, "conformance_plain",
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(data, .length = 50))

typedef struct ud_key {
    int32_t id;
    const char *data;
} ud_key;
ROWAN_ROW(ud_key, ROWAN_FIELD(id), ROWAN_FIELD(data))

static rowan_session *
with_rows(trial *t)
{
    static const ud_plain rows[] = {{1, "d1"}, {2, "d2"}, {3, "d3"}};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(ud_plain));
    session = trial_session(t);
    for (size_t i = 0; i < 3; i++)
        REQUIRE(rowan_add(session, ud_plain, &rows[i]) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    return session;
}

/* What is in the table, as "1:d1 2:d2". */
static const char *
all_rows(trial *t, rowan_session *session)
{
    ud_plain **rows = rowan_find(session, ud_plain, .read_only = true,
                                 .order_by = rowan_by(rowan_col(ud_plain,
                                                                id)));
    const char *text = "";

    SESSION_GIVES(session, rows);
    for (size_t i = 0; rows[i] != NULL; i++)
        text = trial_format(t, "%s%s%d:%s", text, i > 0 ? " " : "",
                            (int)rows[i]->id, rows[i]->data);
    return text;
}

static void
update(trial *t)
{
    rowan_session *session = with_rows(t);
    int64_t count = -1;

    SESSION_OK(session,
               rowan_update(session, ud_plain,
                            .set = rowan_sets(rowan_set(ud_plain, data,
                                                        "d2_new")),
                            .where = rowan_eq(rowan_col(ud_plain, id), 2),
                            .ret_count = &count));
    EXPECT_INT(count, 1);
    EXPECT_STR(all_rows(t, session), "1:d1 2:d2_new 3:d3");
}

static void
delete_(trial *t)
{
    rowan_session *session = with_rows(t);
    int64_t count = -1;

    SESSION_OK(session, rowan_delete_where(
                            session, ud_plain,
                            .where = rowan_eq(rowan_col(ud_plain, id), 2),
                            .ret_count = &count));
    EXPECT_INT(count, 1);
    EXPECT_STR(all_rows(t, session), "1:d1 3:d3");
}

/* Criteria: by the key, by a list of texts, by nothing that matches. */
static void
update_returning(trial *t)
{
    static const struct {
        const char *where, *returned;
    } cases[] = {
        {"id = 2", "2:new"}, {"data IN ('d2')", "2:new"}, {"id = 9", ""},
    };

    for (size_t i = 0; i < 3; i++) {
        rowan_session *session = with_rows(t);
        ud_key **rows = rowan_sql(
            session, ud_key,
            trial_format(t, "UPDATE conformance_plain SET data = :new "
                         "WHERE %s RETURNING id, data", cases[i].where),
            rowan_bind("new", "new"));
        const char *text = "";

        SESSION_GIVES(session, rows);
        for (size_t r = 0; rows[r] != NULL; r++)
            text = trial_format(t, "%s%d:%s", text, (int)rows[r]->id,
                                rows[r]->data);
        EXPECT_STR(text, cases[i].returned);
        SESSION_OK(session, rowan_commit(session));
        EXPECT_STR(all_rows(t, session), i < 2 ? "1:d1 2:new 3:d3"
                                               : "1:d1 2:d2 3:d3");
        trial_session_end(t, session);
    }
}

static void
delete_returning(trial *t)
{
    static const char *const wheres[] = {"id = 2", "data IN ('d2')"};

    for (size_t i = 0; i < 2; i++) {
        rowan_session *session = with_rows(t);
        ud_key **rows = rowan_sql(
            session, ud_key,
            trial_format(t, "DELETE FROM conformance_plain WHERE %s "
                         "RETURNING id, data", wheres[i]));

        SESSION_GIVES(session, rows);
        REQUIRE(rows[0] != NULL && rows[1] == NULL);
        EXPECT_INT(rows[0]->id, 2);
        EXPECT_STR(rows[0]->data, "d2");
        SESSION_OK(session, rowan_commit(session));
        EXPECT_STR(all_rows(t, session), "1:d1 3:d3");
        trial_session_end(t, session);
    }
}

static const conformance_test tests[] = {
    {"update", "", NULL, update},
    {"delete", "", NULL, delete_},
    {"update_returning", "update_returning", NULL, update_returning},
    {"delete_returning", "delete_returning", NULL, delete_returning},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_update_delete[] = {
    {"update_delete", "SimpleUpdateDeleteTest", "", tests},
    {NULL, NULL, NULL, NULL},
};
