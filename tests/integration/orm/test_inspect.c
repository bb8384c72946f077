/* SPDX-License-Identifier: MIT */
/* What databases say of tables that models made. What differs between them is
 * asked for by the name of the capability. */
#include "described.h"
#include "fixture.h"

#include <rowan/plugin/capabilities.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array_) (sizeof(array_) / sizeof *(array_))

/* --- models --------------------------------------------------------------- */

/* Every kind, and what else a column may say. */
typedef struct gadget {
    int64_t id;
    bool flag;
    int16_t small;
    int32_t medium;
    int64_t big;
    float single;
    double real;
    const char *text;
    const char *name;
    char code[4];
    rowan_bytes raw;
    rowan_bytes digest;
    rowan_date day;
    rowan_time hour;
    rowan_timestamp instant;
    rowan_interval span;
    rowan_uuid uuid;
    rowan_decimal exact;
    rowan_decimal money;
    rowan_json document;
    int32_t mood;
    rowan_nullable_int32 maybe;
    int32_t level;
    const char *loud;
    int32_t twice;
} gadget;
ROWAN_ENUM_TYPE(temper, {0, "sad"}, {1, "don't ask"})
ROWAN_MODEL(gadget, "gadgets",
    ROWAN_TABLE_COMMENT("what's \"in\" C:\\gadgets;\n\303\244"),
    ROWAN_PRIMARY_KEY(id, .comment = "it's generated"),
    ROWAN_COLUMN(flag), ROWAN_COLUMN(small), ROWAN_COLUMN(medium),
    ROWAN_COLUMN(big), ROWAN_COLUMN(single), ROWAN_COLUMN(real),
    ROWAN_COLUMN(text),
    ROWAN_COLUMN(name, .length = 40, .not_null = true, .unique = true,
                 .comment = "100% \"quoted\"; C:\\"),
    ROWAN_COLUMN(code), ROWAN_COLUMN(raw), ROWAN_COLUMN(digest, .length = 16),
    ROWAN_COLUMN(day), ROWAN_COLUMN(hour), ROWAN_COLUMN(instant),
    ROWAN_COLUMN(span), ROWAN_COLUMN(uuid), ROWAN_COLUMN(exact),
    ROWAN_COLUMN(money, .precision = 12, .scale = 2),
    ROWAN_COLUMN(document), ROWAN_ENUM(mood, temper), ROWAN_COLUMN(maybe),
    ROWAN_COLUMN(level, .default_sql = "7", .zero_is_default = true,
                 .check_sql = "level >= 0"),
    ROWAN_COLUMN(loud, .computed_sql = "upper(name)"),
    ROWAN_COLUMN(twice, .computed_sql = "medium * 2"),
    ROWAN_INDEX(small, medium))

/* Keys of two columns, keys in a circle, names that need quotes. */
typedef struct cell {
    int32_t row;
    int32_t column;
    int64_t gadget_id;
} cell;
typedef struct mark {
    int64_t id;
    int32_t cell_row;
    int32_t cell_column;
    rowan_nullable_int64 next;
} mark;
ROWAN_MODEL_DECLARE(mark)
ROWAN_MODEL(cell, "a \"cell\"",
    ROWAN_PRIMARY_KEY(column, .name = "Gr\303\266\303\237e"),
    ROWAN_PRIMARY_KEY(row, .name = "select"),
    ROWAN_COLUMN(gadget_id),
    ROWAN_FOREIGN_KEY(gadget_id, gadget, id, .on_delete = ROWAN_CASCADE,
                      .constraint = "to gadget"))
ROWAN_MODEL(mark, "marks",
    ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(cell_row), ROWAN_COLUMN(cell_column),
    ROWAN_COLUMN(next),
    ROWAN_FOREIGN_KEY2((cell_column, cell_row), cell, (column, row)),
    ROWAN_FOREIGN_KEY(next, mark, id, .on_delete = ROWAN_SET_NULL))

/* --- databases ------------------------------------------------------------ */

typedef struct looked {
    fixture f;
    rowan_connection *conn;
    rowan_inspection *found;
} looked;

static void
create(looked *l, const char *name)
{
    rowan_error err = {0};

    fixture_open(&l->f, name, "");
    if (rowan_create_all(l->f.engine, ROWAN_MODELS(mark, cell, gadget), &err))
        FAIL("%s", err.message);
    REQUIRE(rowan_connection_acquire(l->f.engine, 60000, &l->conn, &err) ==
            ROWAN_OK);
    l->found = NULL;
}

static void
look(looked *l, const rowan_inspect_options *options)
{
    rowan_error err = {0};

    rowan_inspection_free(l->found);
    l->found = NULL;
    fixture_forget(&l->f);
    if (rowan_connection_inspect(l->conn, options, &l->found, &err))
        FAIL("%s (%s)", err.message, err.sql);
    REQUIRE(l->found != NULL);
}

static void
done(looked *l)
{
    rowan_inspection_free(l->found);
    rowan_connection_release(l->conn);
    fixture_close(&l->f);
}

static bool
can(const looked *l, uint32_t feature)
{
    return rowan_connection_supports(l->conn, feature);
}

static const rowan_column_info *
column(const looked *l, const char *table, const char *name)
{
    const rowan_column_info *info = rowan_table_info_column(
        rowan_inspection_table(l->found, NULL, table), name);

    if (info == NULL)
        FAIL("%s.%s is missing", table, name);
    REQUIRE(info != NULL);
    return info;
}

/* --- columns -------------------------------------------------------------- */

static const struct {
    const char *name;
    rowan_type type;
    bool is_nullable;
} columns[] = {
    {"id", {.kind = ROWAN_KIND_INT64}, false},
    {"flag", {.kind = ROWAN_KIND_BOOL}, false},
    {"small", {.kind = ROWAN_KIND_INT16}, false},
    {"medium", {.kind = ROWAN_KIND_INT32}, false},
    {"big", {.kind = ROWAN_KIND_INT64}, false},
    {"single", {.kind = ROWAN_KIND_FLOAT}, false},
    {"real", {.kind = ROWAN_KIND_DOUBLE}, false},
    {"text", {.kind = ROWAN_KIND_TEXT}, true},
    {"name", {.kind = ROWAN_KIND_TEXT, .length = 40}, false},
    {"code", {.kind = ROWAN_KIND_TEXT, .length = 3}, false},
    {"raw", {.kind = ROWAN_KIND_BYTES}, true},
    {"day", {.kind = ROWAN_KIND_DATE}, false},
    {"hour", {.kind = ROWAN_KIND_TIME}, false},
    {"instant", {.kind = ROWAN_KIND_TIMESTAMP}, false},
    {"span", {.kind = ROWAN_KIND_INTERVAL}, false},
    {"uuid", {.kind = ROWAN_KIND_UUID}, false},
    {"exact", {.kind = ROWAN_KIND_DECIMAL}, true},
    {"money", {.kind = ROWAN_KIND_DECIMAL, .precision = 12, .scale = 2}, true},
    {"document", {.kind = ROWAN_KIND_JSON}, true},
    {"maybe", {.kind = ROWAN_KIND_INT32}, true},
};

static void
test_inspect__gives_back_the_types_of_a_model(void)
{
    looked l;

    create(&l, "types");
    look(&l, NULL);
    for (size_t i = 0; i < COUNT(columns); i++) {
        const rowan_column_info *info = column(&l, "gadgets", columns[i].name);

        if (!CHECK_INT(info->type->kind, columns[i].type.kind) ||
            !CHECK_INT(info->type->length, columns[i].type.length) ||
            !CHECK_INT(info->type->precision, columns[i].type.precision) ||
            !CHECK_INT(info->type->scale, columns[i].type.scale) ||
            !CHECK_INT(info->is_nullable, columns[i].is_nullable))
            FAIL("that is %s: %s", columns[i].name, described_column(info));
        CHECK(info->native_type != NULL);
    }
    CHECK_INT(rowan_inspection_table(l.found, NULL, "gadgets")->column_count,
              25);
    done(&l);
}

static void
test_inspect__gives_back_what_else_a_column_says(void)
{
    const rowan_column_info *info;
    looked l;

    create(&l, "columns");
    look(&l, NULL);
    CHECK(column(&l, "gadgets", "id")->identity != ROWAN_IDENTITY_NONE);
    CHECK_INT(column(&l, "a \"cell\"", "select")->identity,
              ROWAN_IDENTITY_NONE);
    CHECK_STR(column(&l, "gadgets", "level")->default_sql, "7");
    CHECK_STR(column(&l, "gadgets", "flag")->default_sql, NULL);
    info = column(&l, "gadgets", "loud");
    CHECK(info->computed_sql != NULL && info->is_computed_stored);
    CHECK_STR(info->default_sql, NULL);
    info = column(&l, "gadgets", "twice");
    CHECK_INT(info->is_nullable, !can(&l, ROWAN_FEATURE_COMPUTED_NOT_NULL));
    CHECK_STR(column(&l, "gadgets", "name")->comment,
              can(&l, ROWAN_FEATURE_COMMENTS) ? "100% \"quoted\"; C:\\" : NULL);
    CHECK_STR(column(&l, "gadgets", "id")->comment,
              can(&l, ROWAN_FEATURE_COMMENTS) ? "it's generated" : NULL);
    CHECK_STR(rowan_inspection_table(l.found, NULL, "gadgets")->comment,
              can(&l, ROWAN_FEATURE_COMMENTS)
                  ? "what's \"in\" C:\\gadgets;\n\303\244"
                  : NULL);
    CHECK_STR(rowan_inspection_table(l.found, NULL, "marks")->comment, NULL);
    done(&l);
}

/* --- keys ----------------------------------------------------------------- */

static void
test_inspect__gives_back_keys_in_their_order(void)
{
    const rowan_table_info *cells, *marks, *gadgets;
    const rowan_foreign_key_info *key;
    looked l;

    create(&l, "keys");
    look(&l, NULL);
    cells = rowan_inspection_table(l.found, NULL, "a \"cell\"");
    marks = rowan_inspection_table(l.found, NULL, "marks");
    gadgets = rowan_inspection_table(l.found, NULL, "gadgets");
    REQUIRE(cells != NULL && marks != NULL && gadgets != NULL);
    CHECK_STR(described_key(cells->primary_key),
              "(Gr\303\266\303\237e, select)");
    CHECK_STR(cells->primary_key->name,
              can(&l, ROWAN_FEATURE_PRIMARY_KEY_NAMES) ? "pk_a \"cell\""
                                                       : NULL);
    CHECK_STR(described_key(
                  rowan_table_info_unique(gadgets, "uq_gadgets_name")),
              "(name)");
    key = rowan_table_info_foreign_key(cells, "to gadget");
    REQUIRE(key != NULL && key->column_count == 1);
    CHECK_STR(key->target_table, "gadgets");
    CHECK_STR(key->target_columns[0], "id");
    CHECK_INT(key->on_delete, ROWAN_CASCADE);
    CHECK_INT(key->on_update, ROWAN_NO_ACTION);
    key = rowan_table_info_foreign_key(marks, "fk_marks_cell_column_cell_row");
    REQUIRE(key != NULL && key->column_count == 2);
    CHECK_STR(key->columns[0], "cell_column");
    CHECK_STR(key->target_columns[0], "Gr\303\266\303\237e");
    CHECK_STR(key->columns[1], "cell_row");
    CHECK_STR(key->target_columns[1], "select");
    done(&l);
}

static void
test_inspect__orders_tables_by_their_keys(void)
{
    static const char *const names[] = {"marks", "a \"cell\"", "gadgets", NULL};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    looked l;

    create(&l, "order");
    options.tables = names;
    look(&l, &options);
    REQUIRE(l.found->table_count == 3);
    CHECK_STR(l.found->sorted_tables[0]->name, "gadgets");
    CHECK_STR(l.found->sorted_tables[1]->name, "a \"cell\"");
    CHECK_STR(l.found->sorted_tables[2]->name, "marks");
    CHECK_INT(l.found->cycle_key_count, 0);
    done(&l);
}

static void
test_inspect__gives_back_checks_and_indexes(void)
{
    const rowan_table_info *gadgets;
    const rowan_check_info *check;
    const rowan_index_info *index;
    looked l;

    create(&l, "checks");
    look(&l, NULL);
    gadgets = rowan_inspection_table(l.found, NULL, "gadgets");
    REQUIRE(gadgets != NULL);
    check = rowan_table_info_check(gadgets, "ck_gadgets_level");
    REQUIRE(check != NULL);
    CHECK_HAS(check->sql, ">= 0");
    index = rowan_table_info_index(gadgets, "ix_gadgets_small_medium");
    REQUIRE(index != NULL && index->part_count == 2);
    CHECK_STR(index->parts[0]->column, "small");
    CHECK_STR(index->parts[1]->column, "medium");
    CHECK(!index->is_unique && index->origin == ROWAN_INDEX_OWN);
    done(&l);
}

/* --- what is asked for ---------------------------------------------------- */

static void
test_inspect__asks_as_much_of_many_tables_as_of_one(void)
{
    static const char *const one[] = {"gadgets", NULL};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    size_t question_count;
    looked l;

    create(&l, "many");
    options.tables = one;
    look(&l, &options);
    CHECK_INT(l.found->table_count, 1);
    question_count = fixture_sent(&l.f, "SELECT");
    for (int i = 0; i < 250; i++) {
        char sql[200];

        snprintf(sql, sizeof sql,
                 "CREATE TABLE t%d (id INTEGER PRIMARY KEY, n VARCHAR(9)"
                 " UNIQUE, CHECK (id > 0))", i);
        fixture_run(&l.f, sql);
    }
    look(&l, NULL);
    /* With those of the models here and of the fixture. */
    CHECK_INT(l.found->table_count, 257);
    CHECK_INT(fixture_sent(&l.f, "SELECT"), question_count);
    for (uint32_t i = 0; i < l.found->table_count; i++)
        CHECK(l.found->tables[i]->column_count > 1 &&
              l.found->tables[i]->primary_key != NULL);
    done(&l);
}

static void
test_inspect__tells_views_with_their_text(void)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_table_info *view;
    looked l;

    create(&l, "views");
    if (!can(&l, ROWAN_FEATURE_VIEWS)) {
        done(&l);
        HARNESS_SKIP("views");
    }
    fixture_run(&l.f, "CREATE VIEW seen AS SELECT id, name FROM gadgets"
                      " WHERE level > 1");
    options.kinds = ROWAN_TABLE_VIEW;
    look(&l, &options);
    CHECK_STR(described_names(l.found), "seen");
    view = rowan_inspection_table(l.found, NULL, "seen");
    REQUIRE(view != NULL && view->view_sql != NULL);
    CHECK_HAS(view->view_sql, "gadgets");
    CHECK_INT(view->column_count, 2);
    CHECK_INT(column(&l, "seen", "name")->type->kind, ROWAN_KIND_TEXT);
    done(&l);
}

static void
test_inspect__answers_whether_something_exists(void)
{
    bool exists = false;
    rowan_error err = {0};
    looked l;

    create(&l, "exists");
#define EXISTS(call_, expected_)                                               \
    do {                                                                       \
        if (!CHECK_INT(call_, ROWAN_OK))                                       \
            FAIL("%s", err.message);                                           \
        CHECK_INT(exists, expected_);                                          \
    } while (0)
    EXISTS(rowan_connection_has_table(l.conn, NULL, "a \"cell\"", &exists,
                                      &err), true);
    EXISTS(rowan_connection_has_table(l.conn, NULL, "nothing", &exists, &err),
           false);
    EXISTS(rowan_connection_has_table(l.conn, "nowhere", "gadgets", &exists,
                                      &err), false);
    EXISTS(rowan_connection_has_index(l.conn, NULL, "gadgets",
                                      "ix_gadgets_small_medium", &exists, &err),
           true);
    EXISTS(rowan_connection_has_index(l.conn, NULL, "marks",
                                      "ix_gadgets_small_medium", &exists, &err),
           false);
    EXISTS(rowan_connection_has_schema(l.conn, "nowhere", &exists, &err),
           false);
    EXISTS(rowan_connection_has_sequence(l.conn, NULL, "nothing", &exists,
                                         &err), false);
    if (can(&l, ROWAN_FEATURE_SEQUENCES)) {
        fixture_run(&l.f, "CREATE SEQUENCE numbers");
        EXISTS(rowan_connection_has_sequence(l.conn, NULL, "numbers", &exists,
                                             &err), true);
        EXISTS(rowan_connection_has_table(l.conn, NULL, "numbers", &exists,
                                          &err), false);
    }
    done(&l);
}

/* --- comparing ------------------------------------------------------------ */

static void
check_equal(looked *l, const rowan_model *const *models, const char *what)
{
    rowan_comparison *found = NULL;
    rowan_error err = {0};

    if (rowan_connection_compare(l->conn, models, NULL, &found, &err))
        FAIL("%s", err.message);
    REQUIRE(found != NULL);
    if (!CHECK_INT(found->is_equal, true))
        for (uint32_t i = 0; i < found->difference_count; i++)
            FAIL("%s: %s", what, found->differences[i]->line);
    rowan_comparison_free(found);
}

/* Those of the other files beside this one. */
ROWAN_MODEL_DECLARE(branch)
ROWAN_MODEL_DECLARE(every)
ROWAN_MODEL_DECLARE(kinds)
ROWAN_MODEL_DECLARE(plain_node)
ROWAN_MODEL_DECLARE(price)
ROWAN_MODEL_DECLARE(tag)
ROWAN_MODEL_DECLARE(thing)

static void
test_inspect__finds_the_tables_of_models_equal_to_them(void)
{
    const rowan_model *const *all =
        ROWAN_MODELS(mark, cell, gadget, user, post, line, branch, every,
                     kinds, price, tag, thing);
    looked l;
    rowan_error err = {0};

    create(&l, "equal");
    if (rowan_create_all(l.f.engine, all, &err))
        FAIL("%s", err.message);
    check_equal(&l, all, "all");
    if (can(&l, ROWAN_FEATURE_DEFERRABLE))
        check_equal(&l, ROWAN_MODELS(node), "deferred");
    else
        check_equal(&l, ROWAN_MODELS(plain_node), "not deferred");
    done(&l);
}

static void
test_inspect__finds_what_others_have_changed(void)
{
    static const struct {
        const char *sql, *table;
        rowan_difference_kind kind;
        rowan_difference_subject subject;
        const char *name;
    } cases[] = {
        {"ALTER TABLE marks ADD COLUMN extra INTEGER", "marks",
         ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_COLUMN, "extra"},
        {"CREATE INDEX surplus ON marks (cell_row)", "marks",
         ROWAN_DIFFERENCE_EXTRA, ROWAN_SUBJECT_INDEX, "surplus"},
        {"DROP TABLE marks", "marks", ROWAN_DIFFERENCE_MISSING,
         ROWAN_SUBJECT_TABLE, NULL},
        {"ALTER TABLE gadgets DROP COLUMN twice", "gadgets",
         ROWAN_DIFFERENCE_MISSING, ROWAN_SUBJECT_COLUMN, "twice"},
        {"ALTER TABLE gadgets ADD COLUMN twice INTEGER", "gadgets",
         ROWAN_DIFFERENCE_OTHER, ROWAN_SUBJECT_COMPUTED, "twice"},
    };
    rowan_error err = {0};
    looked l;

    create(&l, "changed");
    for (size_t i = 0; i < COUNT(cases); i++) {
        rowan_comparison *found = NULL;
        const rowan_difference *last = NULL;

        fixture_run(&l.f, cases[i].sql);
        if (rowan_connection_compare(l.conn, ROWAN_MODELS(mark, cell, gadget),
                                     NULL, &found, &err))
            FAIL("%s", err.message);
        REQUIRE(found != NULL && found->difference_count > 0);
        CHECK(!found->is_equal);
        for (uint32_t k = 0; k < found->difference_count; k++) {
            last = found->differences[k];
            if (last->subject == cases[i].subject &&
                last->kind == cases[i].kind)
                break;
        }
        REQUIRE(last != NULL);
        CHECK_INT(last->kind, cases[i].kind);
        CHECK_INT(last->subject, cases[i].subject);
        CHECK_STR(last->table, cases[i].table);
        CHECK_STR(last->name, cases[i].name);
        rowan_comparison_free(found);
    }
    done(&l);
}

HARNESS_SUITE(orm_inspect,
    HARNESS_TEST(test_inspect__gives_back_the_types_of_a_model),
    HARNESS_TEST(test_inspect__gives_back_what_else_a_column_says),
    HARNESS_TEST(test_inspect__gives_back_keys_in_their_order),
    HARNESS_TEST(test_inspect__orders_tables_by_their_keys),
    HARNESS_TEST(test_inspect__gives_back_checks_and_indexes),
    HARNESS_TEST(test_inspect__asks_as_much_of_many_tables_as_of_one),
    HARNESS_TEST(test_inspect__tells_views_with_their_text),
    HARNESS_TEST(test_inspect__answers_whether_something_exists),
    HARNESS_TEST(test_inspect__finds_the_tables_of_models_equal_to_them),
    HARNESS_TEST(test_inspect__finds_what_others_have_changed))
