/* SPDX-License-Identifier: MIT */
/*
 * Texts, bytes and decimals at the ends of what their columns keep, on each
 * way into the database: as they went, or refused by the column's name.
 */
#include "fixture.h"

#include <string.h>

typedef struct parcel {
    int64_t id;
    const char *code;
    rowan_bytes seal;
    rowan_decimal price;
} parcel;

ROWAN_MODEL(parcel, "parcels",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(code, .length = 5),
    ROWAN_COLUMN(seal, .length = 3),
    ROWAN_COLUMN(price, .precision = 6, .scale = 2))

typedef struct size_case {
    parcel row;
    const char *column; /* that refuses it; NULL: it is kept */
} size_case;

static const size_case cases[] = {
    {{.code = "", .seal = {"", 0}, .price = {"0"}}, NULL},
    {{.code = "five5", .seal = {"abc", 3}, .price = {"9999.99"}}, NULL},
    {{.code = "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xf0\x9f\x8c\xb3"}, NULL},
    {{.code = "a    "}, NULL},
    {{.price = {"-9999.99"}}, NULL},
    {{.price = {"1.50"}}, NULL},
    {{.code = "sixsix"}, "code"},
    {{.code = "a     "}, "code"}, /* blanks, which servers cut */
    {{.code = "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"}, "code"},
    {{.seal = {"abcd", 4}}, "seal"},
    {{.seal = {"abc\0", 4}}, "seal"},
    {{.price = {"1.239"}}, "price"}, /* which servers round */
    {{.price = {"-0.001"}}, "price"},
    {{.price = {"10000"}}, "price"},
    {{.price = {"9999.999"}}, "price"},
};

enum { CASES = sizeof cases / sizeof cases[0] };

static bool
is_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
check_kept(fixture *f, int64_t id, const parcel *wanted)
{
    parcel *kept;

    REQUIRE(rowan_session_clear(f->session) == ROWAN_OK);
    kept = rowan_get(f->session, parcel, id);
    REQUIRE(kept != NULL);
    CHECK(is_same_text(kept->code, wanted->code));
    CHECK((kept->seal.data == NULL) == (wanted->seal.data == NULL));
    CHECK_INT(kept->seal.size, wanted->seal.size);
    if (wanted->seal.size > 0)
        CHECK(memcmp(kept->seal.data, wanted->seal.data, kept->seal.size) == 0);
    CHECK((kept->price.text == NULL) == (wanted->price.text == NULL));
    if (wanted->price.text != NULL)
        CHECK_INT(rowan_decimal_compare(kept->price, wanted->price), 0);
}

/* What came of a call, and of its commit; then all is as it was. */
static void
check_outcome(fixture *f, const size_case *c, rowan_status status, int64_t id)
{
    if (status == ROWAN_OK)
        status = rowan_commit(f->session);
    CHECK_INT(status, c->column != NULL ? ROWAN_OUT_OF_RANGE : ROWAN_OK);
    if (c->column != NULL)
        CHECK_STR(rowan_session_error(f->session)->column, c->column);
    REQUIRE(rowan_rollback(f->session) == ROWAN_OK);
    if (c->column == NULL)
        check_kept(f, id, &c->row);
}

static void
test_sizes__of_new_objects_hold_on_every_database(void)
{
    fixture f;
    fixture_open(&f, "sizes-new.db", "");
    REQUIRE(rowan_create_all(f.engine, ROWAN_MODELS(parcel), NULL) == ROWAN_OK);

    for (int64_t i = 0; i < CASES; i++) {
        parcel row = cases[i].row;

        row.id = i + 1;
        REQUIRE(rowan_add(f.session, parcel, &row) != NULL);
        check_outcome(&f, &cases[i], ROWAN_OK, row.id);
    }
    fixture_close(&f);
}

static void
test_sizes__of_changed_objects_hold_on_every_database(void)
{
    fixture f;
    fixture_open(&f, "sizes-changed.db", "");
    REQUIRE(rowan_create_all(f.engine, ROWAN_MODELS(parcel), NULL) == ROWAN_OK);
    rowan_new(f.session, parcel, .id = 1, .code = "begin");
    REQUIRE(rowan_commit(f.session) == ROWAN_OK);

    for (int64_t i = 0; i < CASES; i++) {
        parcel *row = rowan_get(f.session, parcel, 1);

        REQUIRE(row != NULL);
        *row = cases[i].row;
        row->id = 1;
        check_outcome(&f, &cases[i], ROWAN_OK, 1);
    }
    fixture_close(&f);
}

static void
test_sizes__of_rows_of_a_load_hold_on_every_database(void)
{
    fixture f;
    fixture_open(&f, "sizes-load.db", "");
    REQUIRE(rowan_create_all(f.engine, ROWAN_MODELS(parcel), NULL) == ROWAN_OK);

    for (int64_t i = 0; i < CASES; i++) {
        parcel rows[2] = {{.id = 2 * i + 1}, cases[i].row};

        rows[1].id = 2 * i + 2;
        check_outcome(&f, &cases[i],
                      rowan_insert_many(f.session, parcel, rows, 2),
                      rows[1].id);
    }
    fixture_close(&f);
}

/* Sets what the case says something of. */
static rowan_status
set_by_statement(fixture *f, const parcel *row)
{
    rowan_status status = rowan_update(f->session, parcel,
        .set = rowan_sets(rowan_set(parcel, code, row->code)),
        .all_rows = true);

    if (status == ROWAN_OK)
        status = rowan_update(f->session, parcel,
            .set = rowan_sets(rowan_set(parcel, seal, row->seal)),
            .all_rows = true);
    if (status == ROWAN_OK)
        status = rowan_update(f->session, parcel,
            .set = rowan_sets(rowan_set(parcel, price, row->price)),
            .all_rows = true);
    return status;
}

static void
test_sizes__of_what_a_statement_sets_hold_on_every_database(void)
{
    fixture f;
    fixture_open(&f, "sizes-set.db", "");
    REQUIRE(rowan_create_all(f.engine, ROWAN_MODELS(parcel), NULL) == ROWAN_OK);
    rowan_new(f.session, parcel, .id = 1, .code = "begin");
    REQUIRE(rowan_commit(f.session) == ROWAN_OK);

    for (int64_t i = 0; i < CASES; i++)
        check_outcome(&f, &cases[i], set_by_statement(&f, &cases[i].row), 1);
    fixture_close(&f);
}

HARNESS_SUITE(orm_sizes,
    HARNESS_TEST(test_sizes__of_new_objects_hold_on_every_database),
    HARNESS_TEST(test_sizes__of_changed_objects_hold_on_every_database),
    HARNESS_TEST(test_sizes__of_rows_of_a_load_hold_on_every_database),
    HARNESS_TEST(test_sizes__of_what_a_statement_sets_hold_on_every_database))
