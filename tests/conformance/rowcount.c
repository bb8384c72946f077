/* SPDX-License-Identifier: MIT */
/* How many rows a statement has changed: those that it met, also where the
 * new value is the old one. */
#include "conformance.h"

#include <string.h>

typedef struct rc_employee {
    int64_t id;
    const char *name;
    char department[2];
} rc_employee;

ROWAN_MODEL(rc_employee, "conformance_employees",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 50),
    ROWAN_COLUMN(department))

static const rc_employee staff[] = {
    {0, "Angela", "A"}, {0, "Andrew", "A"},  {0, "Anand", "A"},
    {0, "Bob", "B"},    {0, "Bobette", "B"}, {0, "Buffy", "B"},
    {0, "Charlie", "C"}, {0, "Cynthia", "C"}, {0, "Chris", "C"},
};
enum { STAFF = sizeof(staff) / sizeof(*staff) };

static rowan_session *
with_staff(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(rc_employee));
    session = trial_session(t);
    for (size_t i = 0; i < STAFF; i++)
        REQUIRE(rowan_add(session, rc_employee, &staff[i]) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    return session;
}

static void
basic(trial *t)
{
    rowan_session *session = with_staff(t);
    rc_employee **all = rowan_find(session, rc_employee,
                                   .order_by = rowan_by(rowan_col(rc_employee,
                                                                  id)));
    size_t count = 0;

    SESSION_GIVES(session, all);
    for (; all[count] != NULL; count++) {
        EXPECT_STR(all[count]->name, staff[count].name);
        EXPECT_STR(all[count]->department, staff[count].department);
    }
    EXPECT_INT(count, STAFF);
}

/* A statement without a sensible count neither fails nor makes one up. */
static void
non_rowcount_scenarios_no_raise(trial *t)
{
    static const struct {
        const char *sql;
        int64_t least, most;
    } cases[] = {
        {"INSERT INTO conformance_employees (name, department) "
         "VALUES ('Dora', 'D')", 1, 1},
        {"SELECT name FROM conformance_employees WHERE department = 'A'",
         -1, 3},
        {"SELECT name FROM conformance_employees WHERE department = 'X'",
         -1, 0},
        {"DELETE FROM conformance_employees WHERE department = 'X'", 0, 0},
        {"UPDATE conformance_employees SET name = 'x' "
         "WHERE department = 'X'", 0, 0},
    };

    with_staff(t);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        int64_t count = trial_run(t, cases[i].sql);

        if (count < cases[i].least || count > cases[i].most)
            FAIL("%s: the count is %d", cases[i].sql, (int)count);
        else
            EXPECT(count >= -1);
    }
}

static void
update_rowcount1(trial *t)
{
    rowan_session *session = with_staff(t);
    int64_t count = -1;

    SESSION_OK(session,
               rowan_update(session, rc_employee,
                            .set = rowan_sets(rowan_set(rc_employee,
                                                        department, "Z")),
                            .where = rowan_eq(rowan_col(rc_employee,
                                                        department), "C"),
                            .ret_count = &count));
    EXPECT_INT(count, 3);
}

/* Rows that get the value they have are met all the same. */
static void
update_rowcount2(trial *t)
{
    rowan_session *session = with_staff(t);
    int64_t count = -1;

    SESSION_OK(session,
               rowan_update(session, rc_employee,
                            .set = rowan_sets(rowan_set(rc_employee,
                                                        department, "C")),
                            .where = rowan_eq(rowan_col(rc_employee,
                                                        department), "C"),
                            .ret_count = &count));
    EXPECT_INT(count, 3);
}

static void
update_delete_rowcount_return_defaults(trial *t)
{
    static const char *const statements[] = {
        "UPDATE conformance_employees SET department = 'Z' "
        "WHERE department = 'C' RETURNING id",
        "DELETE FROM conformance_employees WHERE department = 'Z' "
        "RETURNING id",
    };

    with_staff(t);
    for (size_t i = 0; i < 2; i++)
        EXPECT_INT(trial_run(t, statements[i]), 3);
}

static void
raw_sql_rowcount(trial *t)
{
    with_staff(t);
    EXPECT_INT(trial_run(t, "UPDATE conformance_employees "
                            "SET department='Z' WHERE department='C'"),
               3);
}

static void
text_rowcount(trial *t)
{
    rowan_session *session = with_staff(t);
    const rowan_bind_value binds[] = {rowan_bind("new", "Z"),
                                      rowan_bind("old", "C"),
                                      rowan_bind_null(NULL)};
    int64_t count = -1;

    SESSION_OK(session, rowan_session_execute(
                            session,
                            "UPDATE conformance_employees SET department=:new "
                            "WHERE department=:old", binds, &count));
    EXPECT_INT(count, 3);
}

static void
delete_rowcount(trial *t)
{
    rowan_session *session = with_staff(t);
    int64_t count = -1;

    SESSION_OK(session,
               rowan_delete_where(session, rc_employee,
                                  .where = rowan_eq(rowan_col(rc_employee,
                                                              department),
                                                    "C"),
                                  .ret_count = &count));
    EXPECT_INT(count, 3);
}

/* Many changes go to the database together; each is counted, so that one
 * whose row is gone is found and named. */
static rc_employee **
of_department_c(trial *t, rowan_session *session)
{
    rc_employee **found =
        rowan_find(session, rc_employee,
                   .where = rowan_eq(rowan_col(rc_employee, department), "C"),
                   .order_by = rowan_by(rowan_col(rc_employee, id)));

    SESSION_GIVES(session, found);
    REQUIRE(found[0] != NULL && found[1] != NULL && found[2] != NULL);
    return found;
}

static void
lose_one(trial *t, rowan_session *session)
{
    SESSION_OK(session, rowan_delete_where(
                            session, rc_employee,
                            .where = rowan_eq(rowan_col(rc_employee, name),
                                              "Cynthia")));
}

static void
multi_update_rowcount(trial *t)
{
    rowan_session *session = with_staff(t);
    rc_employee **found = of_department_c(t, session);

    for (size_t i = 0; i < 3; i++)
        found[i]->name = "renamed";
    SESSION_OK(session, rowan_flush(session));
    EXPECT_INT(rowan_count(session, rc_employee,
                           .where = rowan_eq(rowan_col(rc_employee, name),
                                             "renamed")),
               3);
    for (size_t i = 0; i < 3; i++)
        found[i]->name = i == 1 ? "Cynthia" : "again";
    SESSION_OK(session, rowan_flush(session));
    lose_one(t, session);
    for (size_t i = 0; i < 3; i++)
        found[i]->department[0] = 'Z';
    EXPECT_STATUS(rowan_flush(session), ROWAN_STALE,
                  rowan_session_error(session));
    EXPECT_HAS(rowan_session_error(session)->object, "rc_employee(id=");
}

/* A delete whose row is gone already is as wanted; the others are done. */
static void
multi_delete_rowcount(trial *t)
{
    rowan_session *session = with_staff(t);
    rc_employee **found = of_department_c(t, session);

    lose_one(t, session);
    for (size_t i = 0; i < 3; i++)
        SESSION_OK(session, rowan_delete(session, found[i]));
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(rowan_count(session, rc_employee), STAFF - 3);
}

static const conformance_test tests[] = {
    {"basic", "", NULL, basic},
    {"non_rowcount_scenarios_no_raise", "", NULL,
     non_rowcount_scenarios_no_raise},
    {"update_rowcount1", "", NULL, update_rowcount1},
    {"update_rowcount2", "", NULL, update_rowcount2},
    {"update_delete_rowcount_return_defaults",
     "update_returning delete_returning", NULL,
     update_delete_rowcount_return_defaults},
    {"raw_sql_rowcount", "", NULL, raw_sql_rowcount},
    {"text_rowcount", "", NULL, text_rowcount},
    {"delete_rowcount", "", NULL, delete_rowcount},
    {"multi_update_rowcount", "", NULL, multi_update_rowcount},
    {"multi_delete_rowcount", "", NULL, multi_delete_rowcount},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_rowcount[] = {
    {"rowcount", "RowCountTest", "", tests},
    {NULL, NULL, NULL, NULL},
};
