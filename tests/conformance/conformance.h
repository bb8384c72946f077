/* SPDX-License-Identifier: MIT */
/*
 * rowan-conformance: what every dialect must do, tried on a database.
 *
 * A test is a row of a table: its name, the features it needs, a function. It
 * never asks which database it runs on: what it needs and the database lacks
 * is said by a feature, and the test is skipped for it. README.md tells how to
 * write one.
 *
 * This program sees the installed headers only.
 */
#ifndef ROWAN_CONFORMANCE_H
#define ROWAN_CONFORMANCE_H

#include <rowan.h>
#include <rowan/inspect.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct trial trial; /* a test that runs, on a database */

typedef struct conformance_test {
    const char *name; /* as in the suite that it was ported from */
    /* Names of features, with blanks between; "" for none. */
    const char *needs;
    /* When the test is expected to fail: names as in needs, each may have a
     * '!' before it, all of which must hold. NULL: never. */
    const char *fails_if;
    void (*run)(trial *t);
} conformance_test;

/* Tests on one subject. */
typedef struct conformance_class {
    const char *module;
    const char *name;
    const char *needs; /* of all its tests */
    const conformance_test *tests; /* ended by a NULL name */
} conformance_class;

/* Every class there is, ended by a NULL module. */
const conformance_class *const *conformance_classes(void);

/* Modules: arrays of classes, each ended by a NULL module. */
#define CONFORMANCE_MODULES(X)                                               \
    X(ddl)                                                                   \
    X(dialect)                                                               \
    X(dialect_names)                                                         \
    X(insert)                                                                \
    X(reflection_more)                                                       \
    X(reflection_names)                                                      \
    X(reflection_odd)                                                        \
    X(reflection_tables)                                                     \
    X(results)                                                               \
    X(rowan_claims)                                                          \
    X(rowan_compare)                                                         \
    X(rowan_concurrent)                                                      \
    X(rowan_network)                                                         \
    X(rowan_transactions)                                                    \
    X(rowcount)                                                              \
    X(select)                                                                \
    X(select_in)                                                             \
    X(sequence)                                                              \
    X(types_calendar)                                                        \
    X(types_json)                                                            \
    X(types_number)                                                          \
    X(types_text)                                                            \
    X(unicode_ddl)                                                           \
    X(update_delete)
#define CONFORMANCE_DECLARE(name_)                                           \
    extern const conformance_class conformance_##name_[];
CONFORMANCE_MODULES(CONFORMANCE_DECLARE)
#undef CONFORMANCE_DECLARE

/* --- what a test has ------------------------------------------------------ */

typedef struct trial_database {
    const char *url;
    rowan_capabilities caps;
    char server_name[32], server_text[64], dialect[40];
    bool can_reflect; /* the plugin tells about tables */
    bool has_host; /* it is reached through a host and port of the URL */
} trial_database;

const trial_database *trial_on(const trial *t);

/* The trial's engine: opened at the first call. */
rowan_engine *trial_engine(trial *t);
/* Sessions and connections of the engine, closed when the test ends. */
rowan_session *trial_session(trial *t);
rowan_connection *trial_connection(trial *t);
/* Another engine, closed when the test ends. */
rowan_engine *trial_open(trial *t, const char *url,
                         const rowan_engine_options *options);
/* The same of a given engine. */
rowan_session *trial_session_of(trial *t, rowan_engine *engine);
rowan_connection *trial_connection_of(trial *t, rowan_engine *engine);

/* Closes what the trial has opened, before the test ends. */
void trial_session_end(trial *t, rowan_session *session);

/* Whether the database has a feature, by its name. */
bool trial_has(const trial *t, const char *feature);

/* Drops the tables of models where an earlier run has left them, creates them,
 * and drops them when the test ends. */
void trial_create(trial *t, const rowan_model *const *models);
/* The dialect's statements that make the table of a model, each ended by ";\n";
 * lives until the test ends. */
const char *trial_ddl(trial *t, const rowan_model *model);
/* "SELECT what" as one row; not each database does that without a table. */
const char *trial_select(trial *t, const char *what);
/* Runs a statement that drops something, now and when the test ends; nothing
 * need be there. */
void trial_drop(trial *t, const char *sql);

/* One statement, which must go well, on a connection of the engine's. With
 * `:name` in it, the values follow: trial_run(t, "...", rowan_bind("x", 1)). */
#define trial_run(t_, ...) TRIAL_BINDS(trial_run_binds, t_, __VA_ARGS__)
/* The first cell of the first row; texts are the trial's, "" is NULL's. */
#define trial_int(t_, ...) TRIAL_BINDS(trial_int_binds, t_, __VA_ARGS__)
#define trial_text(t_, ...) TRIAL_BINDS(trial_text_binds, t_, __VA_ARGS__)
#define TRIAL_BINDS(function_, t_, ...)                                      \
    TRIAL_BINDS_(function_, t_, __VA_ARGS__, rowan_bind_null(NULL))
#define TRIAL_BINDS_(function_, t_, sql_, ...)                               \
    function_((t_), NULL, (sql_), (const rowan_bind_value[]){ __VA_ARGS__ }, \
              __FILE__, __LINE__)
/* The same on a connection. */
#define trial_run_on(t_, c_, ...)                                            \
    TRIAL_BINDS_ON(trial_run_binds, t_, c_, __VA_ARGS__)
#define trial_int_on(t_, c_, ...)                                            \
    TRIAL_BINDS_ON(trial_int_binds, t_, c_, __VA_ARGS__)
#define TRIAL_BINDS_ON(function_, t_, c_, ...)                               \
    TRIAL_BINDS_ON_(function_, t_, c_, __VA_ARGS__, rowan_bind_null(NULL))
#define TRIAL_BINDS_ON_(function_, t_, c_, sql_, ...)                        \
    function_((t_), (c_), (sql_), (const rowan_bind_value[]){ __VA_ARGS__ }, \
              __FILE__, __LINE__)

int64_t trial_run_binds(trial *t, rowan_connection *conn, const char *sql,
                        const rowan_bind_value *binds, const char *file,
                        int line);
int64_t trial_int_binds(trial *t, rowan_connection *conn, const char *sql,
                        const rowan_bind_value *binds, const char *file,
                        int line);
const char *trial_text_binds(trial *t, rowan_connection *conn,
                             const char *sql, const rowan_bind_value *binds,
                             const char *file, int line);

/* What the database says about its tables; the trial's. */
const rowan_inspection *trial_inspect(trial *t, rowan_connection *conn,
                                      const rowan_inspect_options *options);
/* About one table or view, which must be there. schema may be NULL, and conn
 * too. */
const rowan_table_info *trial_table(trial *t, rowan_connection *conn,
                                    const char *schema, const char *name);

/* A schema of the trial's, made now and dropped at the end, after the tables
 * that are made later. For tests that need schema_create_delete. */
#define TRIAL_SCHEMA "conformance_schema"
void trial_create_schema(trial *t);

/* Memory that lives until the test ends. */
void *trial_alloc(trial *t, size_t size_bytes);
/* A text made as printf() makes it; it lives as long. */
const char *trial_format(trial *t, const char *format, ...)
    ROWAN_PRINTF(2, 3);

/* --- assertions: EXPECT goes on after a failure, REQUIRE ends the test ---- */

#define EXPECT(condition_)                                                   \
    trial_check(t, (condition_), false, __FILE__, __LINE__, "expected %s",   \
                #condition_)
#define REQUIRE(condition_)                                                  \
    trial_check(t, (condition_), true, __FILE__, __LINE__, "expected %s",    \
                #condition_)
#define EXPECT_INT(actual_, expected_)                                       \
    trial_check_int(t, (actual_), (expected_), #actual_, __FILE__, __LINE__)
#define EXPECT_REAL(actual_, expected_)                                      \
    trial_check_real(t, (actual_), (expected_), #actual_, __FILE__, __LINE__)
#define EXPECT_STR(actual_, expected_)                                       \
    trial_check_str(t, (actual_), (expected_), #actual_, __FILE__, __LINE__)
/* The text has the part in it. */
#define EXPECT_HAS(text_, part_)                                             \
    trial_check_has(t, (text_), (part_), #text_, __FILE__, __LINE__)
/* A status as it was returned, with the error that came with it. */
#define EXPECT_STATUS(actual_, expected_, err_)                              \
    trial_check_status(t, (actual_), (expected_), (err_), false, #actual_,   \
                       __FILE__, __LINE__)
/* ROWAN_OK; the error that the call filled is said otherwise. */
#define REQUIRE_OK(call_, err_)                                              \
    trial_check_status(t, (call_), ROWAN_OK, (err_), true, #call_, __FILE__, \
                       __LINE__)
/* The same for what a session does, or that it gave something. */
#define SESSION_OK(session_, call_)                                          \
    trial_check_status(t, (call_), ROWAN_OK, rowan_session_error(session_),  \
                       true, #call_, __FILE__, __LINE__)
#define SESSION_GIVES(session_, pointer_)                                    \
    trial_check_status(t,                                                    \
                       (pointer_) != NULL ? ROWAN_OK                         \
                           : rowan_session_error(session_)->status,          \
                       ROWAN_OK, rowan_session_error(session_), true,        \
                       #pointer_, __FILE__, __LINE__)
/* For tables of cases: which case it was. */
#define FAIL(...) \
    trial_check(t, false, false, __FILE__, __LINE__, __VA_ARGS__)

bool trial_check(trial *t, bool held, bool fatal, const char *file, int line,
                 const char *format, ...) ROWAN_PRINTF(6, 7);
bool trial_check_int(trial *t, int64_t actual, int64_t expected,
                     const char *what, const char *file, int line);
bool trial_check_real(trial *t, double actual, double expected,
                      const char *what, const char *file, int line);
bool trial_check_str(trial *t, const char *actual, const char *expected,
                     const char *what, const char *file, int line);
bool trial_check_has(trial *t, const char *text, const char *part,
                     const char *what, const char *file, int line);
bool trial_check_status(trial *t, rowan_status actual, rowan_status expected,
                        const rowan_error *err, bool fatal, const char *what,
                        const char *file, int line);

#endif
