/* SPDX-License-Identifier: MIT */
/* Names of tables and columns that are not ASCII. */
#include "conformance.h"

#include <string.h>

typedef struct un_first {
    int32_t meil, chinese;
} un_first;
ROWAN_MODEL(un_first, "conformance_unitable1",
    ROWAN_PRIMARY_KEY(meil, .name = "m\u00e9il", .not_generated = true),
    ROWAN_COLUMN(chinese, .name = "\u6e2c\u8a66"))

typedef struct un_second {
    int32_t meil, chinese;
} un_second;
ROWAN_MODEL(un_second, "conformance_Unit\u00e9ble2",
    ROWAN_PRIMARY_KEY(meil, .name = "m\u00e9il", .not_generated = true),
    ROWAN_COLUMN(chinese, .name = "\u6e2c\u8a66_2"),
    ROWAN_FOREIGN_KEY(meil, un_first, meil, .constraint = "un_second_fk"))

typedef struct un_third {
    int32_t id, first, second, last;
} un_third;
ROWAN_MODEL(un_third, "conformance_\u6e2c\u8a66",
    ROWAN_PRIMARY_KEY(id, .name = "\u6e2c\u8a66_id", .not_generated = true),
    ROWAN_COLUMN(first, .name = "unitable1_\u6e2c\u8a66"),
    ROWAN_COLUMN(second, .name = "Unit\u00e9ble2_b"),
    ROWAN_COLUMN(last, .name = "\u6e2c\u8a66_self"),
    ROWAN_FOREIGN_KEY(first, un_first, meil, .constraint = "un_third_fk"))

static rowan_session *
with_rows(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(un_first, un_second, un_third));
    session = trial_session(t);
    REQUIRE(rowan_new(session, un_first, .meil = 1, .chinese = 5) != NULL);
    REQUIRE(rowan_new(session, un_second, .meil = 1, .chinese = 7) != NULL);
    REQUIRE(rowan_new(session, un_third, .id = 1, .first = 1, .second = 7,
                      .last = 1) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    return session;
}

static void
insert(trial *t)
{
    rowan_session *session = with_rows(t);
    un_first *first = rowan_get(session, un_first, 1);
    un_second *second = rowan_get(session, un_second, 1);
    un_third *third = rowan_get(session, un_third, 1);

    REQUIRE(first != NULL && second != NULL && third != NULL);
    EXPECT_INT(first->chinese, 5);
    EXPECT_INT(second->chinese, 7);
    EXPECT_INT(third->second, 7);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_unitable1"), 1);
}

static void
col_targeting(trial *t)
{
    rowan_session *session = with_rows(t);
    un_second **rows = rowan_find(
        session, un_second,
        .where = rowan_and(rowan_eq(rowan_col(un_second, chinese), 7),
                           rowan_lt(rowan_col(un_second, meil), 2)),
        .order_by = rowan_by(rowan_col(un_second, chinese)));

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL && rows[1] == NULL);
    EXPECT_INT(rows[0]->meil, 1);
    SESSION_OK(session,
               rowan_update(session, un_second, .all_rows = true,
                            .set = rowan_sets(rowan_set(un_second, chinese,
                                                        9))));
    SESSION_OK(session, rowan_refresh(session, rows[0]));
    EXPECT_INT(rows[0]->chinese, 9);
}

static void
reflect(trial *t)
{
    const rowan_table_info *table;

    with_rows(t);
    table = trial_table(t, NULL, NULL, "conformance_Unit\u00e9ble2");
    EXPECT(rowan_table_info_column(table, "m\u00e9il") != NULL);
    EXPECT(rowan_table_info_column(table, "\u6e2c\u8a66_2") != NULL);
    REQUIRE(table->foreign_key_count == 1);
    EXPECT_STR(table->foreign_keys[0]->target_table, "conformance_unitable1");
    EXPECT_STR(table->foreign_keys[0]->target_columns[0], "m\u00e9il");
    table = trial_table(t, NULL, NULL, "conformance_\u6e2c\u8a66");
    EXPECT_INT(table->column_count, 4);
    EXPECT_STR(table->columns[0]->name, "\u6e2c\u8a66_id");
}

/* The text for people: the DDL. */
static void
repr(trial *t)
{
    rowan_error err = {0};
    char *sql = NULL;

    REQUIRE_OK(rowan_render_ddl(ROWAN_MODELS(un_third, un_first),
                                trial_on(t)->dialect, &sql, &err), &err);
    EXPECT_HAS(sql, "conformance_\u6e2c\u8a66");
    EXPECT_HAS(sql, "Unit\u00e9ble2_b");
    rowan_free(sql);
}

static const conformance_test tests[] = {
    {"insert", "", NULL, insert},
    {"col_targeting", "", NULL, col_targeting},
    {"reflect", "table_reflection", NULL, reflect},
    {"repr", "", NULL, repr},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_unicode_ddl[] = {
    {"unicode_ddl", "UnicodeSchemaTest", "", tests},
    {NULL, NULL, NULL, NULL},
};
