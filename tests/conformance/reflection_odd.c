/* SPDX-License-Identifier: MIT */
/* Names that need their quotes, and tables that end with their connection. */
#include "reflection.h"

#include <string.h>

/* --- quotes in names ------------------------------------------------------ */

typedef struct rq_one {
    int64_t id;
    const char *name;
    const char *other;
} rq_one;
typedef struct rq_two {
    int64_t id;
    rowan_nullable_int64 one_id;
} rq_two;

/* Tables with a quote in every name, and one more of an ordinary name. */
#define QUOTED(one_, two_, quote_)                                           \
    ROWAN_MODEL(one_, "conformance " quote_ " one",                          \
        ROWAN_TABLE_COMMENT("it's " quote_ " a table"),                      \
        ROWAN_PRIMARY_KEY(id, .name = "id " quote_, .not_generated = true),  \
        ROWAN_COLUMN(name, .name = "name " quote_, .length = 20,             \
                     .comment = "it's " quote_ " a comment"),                \
        ROWAN_COLUMN(other, .name = "other " quote_, .length = 20,           \
                     .unique = true, .constraint = "uq " quote_ " name"),    \
        ROWAN_INDEX_WITH((name), .constraint = "ix " quote_ " name"),        \
        ROWAN_CHECK("ck " quote_ " id", "1 = 1"))                            \
    ROWAN_MODEL(two_, "conformance " quote_ " two",                          \
        ROWAN_PRIMARY_KEY(id, .not_generated = true),                        \
        ROWAN_COLUMN(one_id, .name = "one " quote_),                         \
        ROWAN_FOREIGN_KEY(one_id, one_, id,                                  \
                          .constraint = "fk " quote_ " one"))

typedef rq_one rq_single_one;
typedef rq_two rq_single_two;
typedef rq_one rq_double_one;
typedef rq_two rq_double_two;
QUOTED(rq_single_one, rq_single_two, "'")
QUOTED(rq_double_one, rq_double_two, "\"")

static const char *const quotes[] = {"'", "\""};
enum { QUOTES = 2 };

static void
create_quoted(trial *t)
{
    trial_create(t, ROWAN_MODELS(rq_single_one, rq_single_two));
    trial_create(t, ROWAN_MODELS(rq_double_one, rq_double_two));
}

static const rowan_table_info *
quoted(trial *t, int i, const char *which)
{
    return trial_table(t, NULL, NULL,
                       trial_format(t, "conformance %s %s", quotes[i], which));
}

static const char *
with_quote(trial *t, const char *format, int i)
{
    const char *at = strchr(format, '%');

    return trial_format(t, "%.*s%s%s", (int)(at - format), format, quotes[i],
                        at + 1);
}

/* Those that differ from the default are told, and the model gives none. */
static void
get_table_options(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const rowan_table_info *table = quoted(t, i, "one");

        EXPECT_STR(table->name, with_quote(t, "conformance % one", i));
        EXPECT_INT(table->kind, ROWAN_TABLE_BASE);
        EXPECT_INT(table->option_count, 0);
    }
}

static void
get_view_definition(trial *t)
{
    static const rowan_model *(*const models[])(void) = {rq_single_one_model,
                                                         rq_double_one_model};

    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const char *table = reflection_quoted(t, models[i]());
        /* The quotes, and the name with another end. */
        const char *view = trial_format(t, "%.*sview%c",
                                        (int)strlen(table) - 4, table, *table);
        const char *name = with_quote(t, "conformance % view", i);
        const char *sql;

        trial_drop(t, trial_format(t, "DROP VIEW %s", view));
        trial_run(t, trial_format(t, "CREATE VIEW %s AS SELECT 'it''s' AS"
                                     " word FROM %s", view, table));
        sql = trial_table(t, NULL, NULL, name)->view_sql;
        REQUIRE(sql != NULL);
        /* In the database's own words. */
        EXPECT(strstr(sql, "it''s") != NULL || strstr(sql, "it\\'s") != NULL);
        EXPECT_HAS(sql, "conformance");
        trial_run(t, trial_format(t, "DROP VIEW %s", view));
    }
}

static void
get_columns(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++)
        EXPECT_STR(reflection_columns(t, quoted(t, i, "one")),
                   trial_format(t, "id %s, name %s, other %s", quotes[i],
                                quotes[i], quotes[i]));
}

static void
get_pk_constraint(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const rowan_key_info *key = quoted(t, i, "one")->primary_key;

        REQUIRE(key != NULL);
        EXPECT_STR(reflection_join(t, key->columns, key->column_count),
                   with_quote(t, "id %", i));
    }
}

static void
get_foreign_keys(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const rowan_foreign_key_info *key = reflection_foreign_key(
            t, quoted(t, i, "two"), with_quote(t, "one %", i));

        REQUIRE(key != NULL);
        EXPECT_STR(key->target_table, with_quote(t, "conformance % one", i));
        EXPECT_STR(reflection_join(t, key->target_columns, key->column_count),
                   with_quote(t, "id %", i));
        if (key->name != NULL)
            EXPECT_STR(key->name, with_quote(t, "fk % one", i));
    }
}

static void
get_indexes(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const rowan_index_info *index = rowan_table_info_index(
            quoted(t, i, "one"), with_quote(t, "ix % name", i));

        REQUIRE(index != NULL);
        EXPECT_STR(reflection_parts(t, index), with_quote(t, "name %", i));
    }
}

static void
get_unique_constraints(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const rowan_key_info *unique = reflection_unique(
            t, quoted(t, i, "one"), with_quote(t, "other %", i));

        REQUIRE(unique != NULL);
        EXPECT_STR(unique->name, with_quote(t, "uq % name", i));
    }
}

static void
get_table_comment(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const rowan_column_info *column = rowan_table_info_column(
            quoted(t, i, "one"), with_quote(t, "name %", i));

        REQUIRE(column != NULL);
        EXPECT_STR(column->comment, with_quote(t, "it's % a comment", i));
        EXPECT_STR(quoted(t, i, "one")->comment,
                   with_quote(t, "it's % a table", i));
    }
}

static void
get_check_constraints(trial *t)
{
    create_quoted(t);
    for (int i = 0; i < QUOTES; i++) {
        const rowan_check_info *check = rowan_table_info_check(
            quoted(t, i, "one"), with_quote(t, "ck % id", i));

        REQUIRE(check != NULL);
        EXPECT_STR(reflection_squeeze(t, check->sql), "1=1");
    }
}

static const conformance_test quoted_names[] = {
    {"get_table_options", "", NULL, get_table_options},
    {"get_view_definition", "views view_reflection", NULL,
     get_view_definition},
    {"get_columns", "", NULL, get_columns},
    {"get_pk_constraint", "", NULL, get_pk_constraint},
    {"get_foreign_keys", "foreign_keys", NULL, get_foreign_keys},
    {"get_indexes", "", NULL, get_indexes},
    {"get_unique_constraints", "unique_constraint_reflection", NULL,
     get_unique_constraints},
    {"get_table_comment", "comment_reflection", NULL, get_table_comment},
    {"get_check_constraints", "check_constraint_reflection", NULL,
     get_check_constraints},
    {NULL, NULL, NULL, NULL},
};

/* The same names, asked for as parts of the components. */
static const conformance_test quoted_components[] = {
    {"get_pk_constraint_quoted_name", "reflects_pk_names", NULL,
     get_pk_constraint},
    {"get_foreign_keys_quoted_name", "foreign_keys", NULL, get_foreign_keys},
    {"get_indexes_quoted_name", "", NULL, get_indexes},
    {"get_unique_constraints_quoted_name", "unique_constraint_reflection",
     NULL, get_unique_constraints},
    {NULL, NULL, NULL, NULL},
};

/* --- stranger names ------------------------------------------------------- */

typedef struct rz_parent {
    int64_t id;
} rz_parent;
typedef struct rz_child {
    int64_t id;
    rowan_nullable_int64 ref;
} rz_child;

/* Names that somebody's parser has stumbled over. */
#define BIZARRE(X)                                                           \
    X(plain, "(conformance 3)")                                              \
    X(percent, "conformance%percent")                                        \
    X(parens, "conformance(parens)x")                                        \
    X(colon, "conformance:colon")                                            \
    X(dot, "conformance.dot")                                                \
    X(slash, "conformance/slash")                                            \
    X(brackets, "[conformance]")                                             \
    X(semicolon, "conformance;--")                                           \
    X(question, "conformance?1$1")
#define BIZARRE_MODELS(id_, name_)                                           \
    typedef rz_parent rz_##id_##_parent;                                     \
    typedef rz_child rz_##id_##_child;                                       \
    ROWAN_MODEL(rz_##id_##_parent, name_ "p",                                \
        ROWAN_PRIMARY_KEY(id, .name = name_ "i"))                            \
    ROWAN_MODEL(rz_##id_##_child, name_ "c",                                 \
        ROWAN_PRIMARY_KEY(id),                                               \
        ROWAN_COLUMN(ref, .name = name_ "r", .comment = name_ " 'c'"),       \
        ROWAN_FOREIGN_KEY(ref, rz_##id_##_parent, id))
BIZARRE(BIZARRE_MODELS)

typedef struct bizarre_case {
    const char *name;
    rowan_model_fn *parent, *child;
} bizarre_case;
#define BIZARRE_CASE(id_, name_)                                             \
    {name_, rz_##id_##_parent_model, rz_##id_##_child_model},
static const bizarre_case bizarre[] = {BIZARRE(BIZARRE_CASE)};
enum { BIZARRE_COUNT = sizeof(bizarre) / sizeof(*bizarre) };

static const rowan_table_info *
create_bizarre(trial *t, const bizarre_case *of, const char *which)
{
    const rowan_model *const models[] = {of->parent(), of->child(), NULL};

    trial_create(t, models);
    return trial_table(t, NULL, NULL, trial_format(t, "%s%s", of->name, which));
}

static void
fk_ref(trial *t)
{
    for (int i = 0; i < BIZARRE_COUNT; i++) {
        const char *name = bizarre[i].name;
        const rowan_foreign_key_info *key = reflection_foreign_key(
            t, create_bizarre(t, &bizarre[i], "c"),
            trial_format(t, "%sr", name));

        REQUIRE(key != NULL);
        EXPECT_STR(key->target_table, trial_format(t, "%sp", name));
        EXPECT_STR(reflection_join(t, key->target_columns, key->column_count),
                   trial_format(t, "%si", name));
    }
}

static void
reflect_identity(trial *t)
{
    for (int i = 0; i < BIZARRE_COUNT; i++) {
        const rowan_column_info *column = rowan_table_info_column(
            create_bizarre(t, &bizarre[i], "p"),
            trial_format(t, "%si", bizarre[i].name));

        REQUIRE(column != NULL);
        EXPECT(column->identity != ROWAN_IDENTITY_NONE);
    }
}

static void
reflect_comments(trial *t)
{
    for (int i = 0; i < BIZARRE_COUNT; i++) {
        const rowan_column_info *column = rowan_table_info_column(
            create_bizarre(t, &bizarre[i], "c"),
            trial_format(t, "%sr", bizarre[i].name));

        REQUIRE(column != NULL);
        EXPECT_STR(column->comment, trial_format(t, "%s 'c'", bizarre[i].name));
    }
}

static const conformance_test bizarre_names[] = {
    {"fk_ref", "foreign_keys", NULL, fk_ref},
    {"reflect_identity", "autoincrement_reflection", NULL, reflect_identity},
    {"reflect_comments", "comment_reflection", NULL, reflect_comments},
    {NULL, NULL, NULL, NULL},
};

/* --- comments ------------------------------------------------------------- */

typedef struct rk_commented {
    int64_t id;
    const char *plain, *odd, *wide;
} rk_commented;
#define COMMENTED(T_, MODEL_, wide_)                                         \
    MODEL_(T_, "conformance_commented",                                      \
        ROWAN_PRIMARY_KEY(id, .comment = "id comment"),                      \
        ROWAN_COLUMN(plain, .comment = "data % comment"),                    \
        ROWAN_COLUMN(odd, .comment = "Comment types type speedily ' \" \\ "  \
                                     "'' Fun!"),                             \
        ROWAN_COLUMN(wide, .comment = wide_))
#define COMMENTED_THERE(T_, table_, ...)                                     \
    ROWAN_MODEL_IN(T_, TRIAL_SCHEMA, table_, __VA_ARGS__)
typedef rk_commented rk_commented_there;
typedef rk_commented rk_commented_full;
COMMENTED(rk_commented, ROWAN_MODEL, "m\303\251il \346\270\254\350\251\246")
COMMENTED(rk_commented_there, COMMENTED_THERE, "m\303\251il")
COMMENTED(rk_commented_full, ROWAN_MODEL, "\360\237\220\215 \360\237\220\231")

static void
check_comments(trial *t, const char *schema, const char *wide)
{
    const rowan_table_info *table =
        trial_table(t, NULL, schema, "conformance_commented");

    EXPECT_STR(rowan_table_info_column(table, "id")->comment, "id comment");
    EXPECT_STR(rowan_table_info_column(table, "plain")->comment,
               "data % comment");
    EXPECT_STR(rowan_table_info_column(table, "odd")->comment,
               "Comment types type speedily ' \" \\ '' Fun!");
    EXPECT_STR(rowan_table_info_column(table, "wide")->comment, wide);
}

static void
get_comments(trial *t)
{
    trial_create(t, ROWAN_MODELS(rk_commented));
    check_comments(t, NULL, "m\303\251il \346\270\254\350\251\246");
}

static void
get_comments_with_schema(trial *t)
{
    trial_create_schema(t);
    trial_create(t, ROWAN_MODELS(rk_commented_there));
    check_comments(t, TRIAL_SCHEMA, "m\303\251il");
}

static void
comments_unicode_full(trial *t)
{
    trial_create(t, ROWAN_MODELS(rk_commented_full));
    check_comments(t, NULL, "\360\237\220\215 \360\237\220\231");
}

static const conformance_test comments[] = {
    {"get_comments", "", NULL, get_comments},
    {"get_comments_with_schema", "schemas schema_create_delete", NULL,
     get_comments_with_schema},
    {"get_multi_table_comment", "", NULL, get_comments},
    {"comments_unicode", "", NULL, get_comments},
    {"comments_unicode_full", "comment_reflection_full_unicode", NULL,
     comments_unicode_full},
    {NULL, NULL, NULL, NULL},
};

/* --- temporary tables ----------------------------------------------------- */

static void
temporary_identity(trial *t)
{
    rowan_connection *conn = trial_connection(t);
    const rowan_table_info *table;

    trial_run_on(t, conn,
                 "CREATE TEMPORARY TABLE conformance_temp_identity"
                 " (id INTEGER GENERATED BY DEFAULT AS IDENTITY"
                 " (START WITH 42) PRIMARY KEY, other INTEGER)");
    table = trial_table(t, conn, NULL, "conformance_temp_identity");
    EXPECT_INT(rowan_table_info_column(table, "id")->identity,
               ROWAN_IDENTITY_BY_DEFAULT);
    REQUIRE(rowan_table_info_column(table, "id")->sequence != NULL);
    EXPECT_INT(rowan_table_info_column(table, "id")->sequence->start, 42);
}

typedef rq_two rq_temporary;
ROWAN_MODEL(rq_temporary, "conformance_temp_comment",
    ROWAN_TABLE_COMMENT("it's of the table"),
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(one_id, .name = "foo", .comment = "a 'comment'"))

/* By the dialect's own statements, the first of which gets one word more. */
static void
temporary_comments(trial *t)
{
    rowan_connection *conn = trial_connection(t);
    const char *sql = trial_ddl(t, rq_temporary_model()) + strlen("CREATE");
    const char *begin = "CREATE TEMPORARY";
    const rowan_table_info *table;

    for (const char *end; (end = strchr(sql, ';')) != NULL; sql = end + 1) {
        trial_run_on(t, conn, trial_format(t, "%s%.*s", begin,
                                           (int)(end - sql), sql));
        begin = "";
    }
    table = trial_table(t, conn, NULL, "conformance_temp_comment");
    EXPECT(table->is_temporary);
    EXPECT_STR(rowan_table_info_column(table, "foo")->comment, "a 'comment'");
    EXPECT(rowan_table_info_column(table, "id")->comment == NULL);
    EXPECT_STR(table->comment, "it's of the table");
}

static const conformance_test temporary[] = {
    {"reflect_identity", "identity_columns_standard", NULL, temporary_identity},
    {"reflect_comments", "comment_reflection", NULL, temporary_comments},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_reflection_odd[] = {
    {"reflection", "QuotedNameArgumentTest", "table_reflection", quoted_names},
    {"reflection", "ComponentReflectionTest", "table_reflection",
     quoted_components},
    {"reflection", "BizarroCharacterTest", "table_reflection", bizarre_names},
    {"reflection", "ComponentReflectionTest",
     "table_reflection comment_reflection", comments},
    {"reflection", "TempTableElementsTest",
     "table_reflection temporary_tables temp_table_reflection", temporary},
    {NULL, NULL, NULL, NULL},
};
