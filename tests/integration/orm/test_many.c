/* SPDX-License-Identifier: MIT */
/* Many objects by their keys, and lists of values of each kind. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct tag {
    const char *name;
    int32_t weight;
} tag;

ROWAN_MODEL(tag, "tags", ROWAN_PRIMARY_KEY(name, .length = 60),
            ROWAN_COLUMN(weight))

typedef struct thing {
    rowan_uuid id;
    int32_t n;
} thing;

ROWAN_MODEL(thing, "things", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(n))

typedef struct price {
    rowan_decimal amount;
    int32_t n;
} price;

ROWAN_MODEL(price, "prices",
            ROWAN_PRIMARY_KEY(amount, .precision = 10, .scale = 2),
            ROWAN_COLUMN(n))

static void
create(fixture *f, const char *name, const rowan_model *const *models)
{
    rowan_error err = { 0 };

    fixture_open(f, name, "");
    if (rowan_create_all(f->engine, models, &err) != ROWAN_OK)
        FAIL("%s", err.message);
}

/* Users 1 to count; the session knows none of them. */
static void
fill(fixture *f, const char *name, int count)
{
    fixture_open(f, name, "");
    for (int i = 1; i <= count; i++)
        rowan_new(f->session, user, .id = i, .name = "n", .score = i);
    CHECK_INT(rowan_commit(f->session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f->session), ROWAN_OK);
    fixture_forget(f);
}

/* ---- keys --------------------------------------------------------------- */

static void
test_many__are_in_the_order_of_their_keys_with_holes(void)
{
    static const int64_t ids[] = { 3, 99, 1, 3, 2, -7 };
    fixture f;
    fill(&f, "holes.db", 5);

    user **users = rowan_get_many(f.session, user, ids, 6);
    REQUIRE(users != NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_OK);
    CHECK_INT(users[0]->id, 3);
    CHECK(users[1] == NULL);
    CHECK_INT(users[2]->id, 1);
    CHECK(users[3] == users[0]);
    CHECK_INT(users[4]->id, 2);
    CHECK(users[5] == NULL && users[6] == NULL);
    CHECK_INT(fixture_sent(&f, "SELECT"), 1);
    CHECK(rowan_get(f.session, user, 2) == users[4]);
    fixture_close(&f);
}

static void
test_many__ask_the_identity_map_first(void)
{
    static const int32_t ids[] = { 1, 2, 3 };
    fixture f;
    rowan_stats stats;
    fill(&f, "known.db", 4);
    user *two = rowan_get(f.session, user, 2);
    REQUIRE(two != NULL);
    two->name = "changed";

    user **users = rowan_get_many(f.session, user, ids, 3);
    REQUIRE(users != NULL);
    CHECK(users[1] == two);
    CHECK_STR(two->name, "changed");
    fixture_forget(&f);
    CHECK(rowan_get_many(f.session, user, ids, 3) != NULL);
    CHECK_INT(f.line_count, 0);
    rowan_session_stats(f.session, &stats);
    CHECK_INT(stats.identity_hits, 4);

    /* What will be deleted is not there any more, and nothing is asked. */
    CHECK_INT(rowan_delete(f.session, two), ROWAN_OK);
    users = rowan_get_many(f.session, user, ids, 3);
    REQUIRE(users != NULL);
    CHECK(users[0] != NULL && users[1] == NULL && users[2] != NULL);
    CHECK_INT(f.line_count, 0);

    users = rowan_get_many(f.session, user, (int64_t *)NULL, 0);
    REQUIRE(users != NULL);
    CHECK(users[0] == NULL);
    fixture_close(&f);
}

static void
test_many__share_statements_between_lengths(void)
{
    int64_t ids[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    fixture f;
    rowan_stats before, after;
    fill(&f, "lengths.db", 8);

    rowan_session_stats(f.session, &before);
    for (size_t count = 3; count <= 8; count++) {
        CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
        CHECK(rowan_get_many(f.session, user, ids, count) != NULL);
    }
    rowan_session_stats(f.session, &after);
    CHECK_INT(after.rows - before.rows, 3 + 4 + 5 + 6 + 7 + 8);
    /* One for all, where a list is one value; else one for 4, one for 8. */
    CHECK_INT(after.cache_misses - before.cache_misses,
              fixture_can(FIXTURE_ARRAYS) ? 1 : 2);
    CHECK_INT(after.statements - before.statements, 6);
    fixture_close(&f);
}

static void
test_many__may_be_more_than_a_statement_has_values(void)
{
    enum { KEYS = 70000 };
    int32_t *ids = malloc(KEYS * sizeof *ids);
    fixture f;
    size_t found = 0;
    fill(&f, "long.db", 10);
    for (int i = 0; i < KEYS; i++)
        ids[i] = i;

    user **users = rowan_get_many(f.session, user, ids, KEYS);
    REQUIRE(users != NULL);
    for (int i = 0; i < KEYS; i++)
        if (users[i] != NULL && users[i]->id == ids[i])
            found++;
    CHECK_INT(found, 10);
    if (fixture_can(FIXTURE_ARRAYS)) {
        CHECK_INT(fixture_sent(&f, "SELECT"), 1);
        CHECK_INT(rowan_count(f.session, user,
                      .where = rowan_in_array(rowan_col(user, id), ids, KEYS)),
                  10);
        CHECK_INT(rowan_count(f.session, user,
                      .where = rowan_not_in_array(rowan_col(user, id), ids,
                                                  KEYS)),
                  0);
    } else if (rowan_count(f.session, user,
                   .where = rowan_in_array(rowan_col(user, id), ids, KEYS)) !=
               10) {
        CHECK_INT(rowan_session_error(f.session)->status, ROWAN_LIMIT);
    }
    free(ids);
    fixture_close(&f);
}

static void
test_many__take_texts_and_uuids(void)
{
    static const char *const names[] = { "b\\", "", "none", "a\"{},", "NULL" };
    rowan_uuid ids[3];
    fixture f;
    create(&f, "texts.db", ROWAN_MODELS(tag, thing));
    for (int i = 0; i < 5; i++)
        if (i != 2)
            rowan_new(f.session, tag, .name = names[i], .weight = i);
    for (int i = 0; i < 3; i++) {
        REQUIRE(rowan_uuid_random(&ids[i]) == ROWAN_OK);
        if (i != 1)
            rowan_new(f.session, thing, .id = ids[i], .n = i);
    }
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);

    tag **tags = rowan_get_many(f.session, tag, names, 5);
    thing **things = rowan_get_many(f.session, thing, ids, 3);
    REQUIRE(tags != NULL && things != NULL);
    for (int i = 0; i < 5; i++)
        CHECK(i == 2 ? tags[i] == NULL
                     : tags[i] != NULL && tags[i]->weight == i);
    for (int i = 0; i < 3; i++)
        CHECK(i == 1 ? things[i] == NULL
                     : things[i] != NULL && things[i]->n == i);

    const char *wrong[] = { "a", NULL };
    CHECK(rowan_get_many(f.session, tag, wrong, 2) == NULL);
    CHECK_INT(rowan_session_error(f.session)->status, ROWAN_INVALID);
    CHECK(rowan_get_many(f.session, user, wrong, 1) == NULL);
    CHECK_HAS(rowan_session_error(f.session)->message, "kind text");
    fixture_close(&f);
}

static void
test_many__find_keys_that_are_written_otherwise(void)
{
    rowan_value keys[] = {
        { .kind = ROWAN_KIND_DECIMAL, .as.text = { "1.5", 3 } },
        { .kind = ROWAN_KIND_DECIMAL, .as.text = { "3", 1 } },
        { .kind = ROWAN_KIND_DECIMAL, .as.text = { "2.00", 4 } },
    };
    fixture f;
    create(&f, "spelt.db", ROWAN_MODELS(price));
    rowan_new(f.session, price, .amount = { "1.50" }, .n = 1);
    rowan_new(f.session, price, .amount = { "2.00" }, .n = 2);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);

    price **prices = rowan_get_many(f.session, price, keys, 3);
    REQUIRE(prices != NULL);
    REQUIRE(prices[0] != NULL && prices[2] != NULL);
    CHECK_INT(prices[0]->n, 1);
    CHECK(prices[1] == NULL);
    CHECK_INT(prices[2]->n, 2);
    fixture_close(&f);
}

static void
test_many__find_keys_that_are_equal_for_the_database(void)
{
    static const char *const keys[] = { "ABC", "abc", "none", "Abc" };
    fixture f;
    fixture_open(&f, "folded.db", "");
    fixture_folded(&f);
    rowan_new(f.session, folded, .code = "ABC", .n = 1);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    for (int known = 0; known < 2; known++) {
        CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
        if (known == 1)
            CHECK(rowan_get(f.session, folded, "ABC") != NULL);
        folded **rows = rowan_get_many(f.session, folded, keys, 4);
        REQUIRE(rows != NULL && rows[0] != NULL);
        CHECK(rows[1] == rows[0]);
        CHECK(rows[2] == NULL);
        CHECK(rows[3] == rows[0]);
        CHECK(rowan_get(f.session, folded, "abc") == rows[0]);
    }
    fixture_close(&f);
}

static void
test_many__take_keys_of_several_columns(void)
{
    enum { LINES = 100 };
    rowan_value keys[2 * LINES];
    int64_t integers[] = { 1 };
    fixture f;
    fixture_open(&f, "pairs.db", "");
    for (int i = 0; i < LINES; i++) {
        keys[2 * i] = (rowan_value){ .kind = ROWAN_KIND_TEXT,
                                     .as.text = { "A", 1 } };
        keys[2 * i + 1] = (rowan_value){ .kind = ROWAN_KIND_INT32,
                                         .as.integer = i };
        if (i % 2 == 0)
            rowan_new(f.session, line, .order_code = "A", .position = i,
                      .price = { "1.00" });
    }
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
    fixture_forget(&f);

    line **lines = rowan_get_many(f.session, line, keys, LINES);
    REQUIRE(lines != NULL);
    for (int i = 0; i < LINES; i++)
        CHECK(i % 2 ? lines[i] == NULL
                    : lines[i] != NULL && lines[i]->position == i);
    /* The holes once more: texts may be equal to others that were found. */
    CHECK_INT(fixture_sent(&f, "SELECT"), 3);

    CHECK(rowan_get_many(f.session, line, integers, 1) == NULL);
    CHECK_HAS(rowan_session_error(f.session)->message, "2 columns");
    fixture_close(&f);
}

/* ---- lists -------------------------------------------------------------- */

typedef enum mood { SAD = 1, GLAD = 2, ODD = 3 } mood;
ROWAN_ENUM_TYPE(mood, { SAD, "sad" }, { GLAD, "glad" }, { ODD, "o'd\"d" })

typedef struct kinds {
    int64_t id;
    bool flag;
    int16_t small;
    float single;
    double real;
    const char *text;
    rowan_bytes bytes;
    rowan_date day;
    rowan_time clock;
    rowan_timestamp at;
    rowan_interval span;
    rowan_uuid uuid;
    rowan_decimal amount;
    char letters[8];
    mood mood;
} kinds;

ROWAN_MODEL(kinds, "kinds", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(flag),
            ROWAN_COLUMN(small), ROWAN_COLUMN(single), ROWAN_COLUMN(real),
            ROWAN_COLUMN(text), ROWAN_COLUMN(bytes), ROWAN_COLUMN(day),
            ROWAN_COLUMN(clock), ROWAN_COLUMN(at), ROWAN_COLUMN(span),
            ROWAN_COLUMN(uuid), ROWAN_COLUMN(amount, .precision = 20,
                                             .scale = 4),
            ROWAN_COLUMN(letters), ROWAN_ENUM(mood, mood))

#define ONE_OF_TWO(f_, m_, ...)                                              \
    do {                                                                     \
        CHECK_INT(rowan_count((f_).session, kinds,                           \
                      .where = rowan_in(rowan_col(kinds, m_), __VA_ARGS__)), \
                  1);                                                        \
        CHECK_INT(rowan_count((f_).session, kinds,                           \
                      .where = rowan_not_in(rowan_col(kinds, m_),            \
                                            __VA_ARGS__)),                   \
                  1);                                                        \
    } while (0)

static void
test_many__lists_are_of_every_kind(void)
{
    static const rowan_uuid ones = { { 1, 2, 3, 255, 0, 9 } };
    static const rowan_uuid other = { { 5 } };
    fixture f;
    create(&f, "kinds.db", ROWAN_MODELS(kinds));
    rowan_new(f.session, kinds, .flag = true, .small = -3, .single = 0.5F,
              .real = 1e300, .text = "a\\\"b", .bytes = { "\0\\x", 3 },
              .day = { 19000 }, .clock = { 1 }, .at = { 1000001 },
              .span = { 1, 2, 3 }, .uuid = ones, .amount = { "12345.6789" },
              .letters = "x,y", .mood = ODD);
    rowan_new(f.session, kinds, .text = "", .bytes = { "", 0 },
              .amount = { "0" }, .mood = GLAD);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);

    ONE_OF_TWO(f, flag, true, true);
    ONE_OF_TWO(f, small, -3, 70000);
    ONE_OF_TWO(f, single, 0.5, 0.25);
    ONE_OF_TWO(f, real, 1e300, 5);
    ONE_OF_TWO(f, text, "a\\\"b", "a", "NULL");
    ONE_OF_TWO(f, bytes, ((rowan_bytes){ "\0\\x", 3 }));
    ONE_OF_TWO(f, day, ((rowan_date){ 19000 }), ((rowan_date){ 1 }));
    ONE_OF_TWO(f, clock, ((rowan_time){ 1 }), ((rowan_time){ 2 }));
    ONE_OF_TWO(f, at, ((rowan_timestamp){ 1000001 }));
    ONE_OF_TWO(f, span, ((rowan_interval){ 1, 2, 3 }));
    ONE_OF_TWO(f, uuid, ones, other);
    ONE_OF_TWO(f, amount, ((rowan_decimal){ "12345.67890" }), 7);
    ONE_OF_TWO(f, letters, "x,y", "z");
    ONE_OF_TWO(f, mood, ODD, SAD);
    fixture_close(&f);
}

static void
test_many__lists_change_rows_too(void)
{
    static const int64_t ids[] = { 1, 2, 77 };
    static const int64_t kept[] = { 3, 4 };
    fixture f;
    int64_t count = 0;
    fill(&f, "change.db", 5);

    CHECK_INT(rowan_update(f.session, user,
                  .set = rowan_sets(rowan_set(user, score, 9)),
                  .where = rowan_in_array(rowan_col(user, id), ids, 3),
                  .ret_count = &count),
              ROWAN_OK);
    CHECK_INT(count, 2);
    CHECK_INT(rowan_delete_where(f.session, user,
                  .where = rowan_not_in_array(rowan_col(user, id), kept, 2),
                  .ret_count = &count),
              ROWAN_OK);
    CHECK_INT(count, 3);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 2);
    fixture_close(&f);
}

/* The standard's meaning: a column that is set is not read as changed. */
static void
test_many__an_update_reads_the_row_as_it_was(void)
{
    fixture f;

    fixture_open(&f, "swap.db", "");
    rowan_new(f.session, user, .name = "a", .age = { 10, true }, .score = 20);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(f.session), ROWAN_OK);
    CHECK_INT(rowan_update(f.session, user,
                           .set = rowan_sets(
                               rowan_set(user, age, rowan_col(user, score)),
                               rowan_set(user, score, rowan_col(user, age))),
                           .all_rows = true),
              ROWAN_OK);
    user *one = rowan_one(f.session, user);
    REQUIRE(one != NULL);
    CHECK_INT(one->age.value, 20);
    CHECK_INT(one->score, 10);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_close(&f);
}

HARNESS_SUITE(orm_many,
    HARNESS_TEST(test_many__an_update_reads_the_row_as_it_was),
    HARNESS_TEST(test_many__are_in_the_order_of_their_keys_with_holes),
    HARNESS_TEST(test_many__ask_the_identity_map_first),
    HARNESS_TEST(test_many__share_statements_between_lengths),
    HARNESS_TEST(test_many__may_be_more_than_a_statement_has_values),
    HARNESS_TEST(test_many__take_texts_and_uuids),
    HARNESS_TEST(test_many__find_keys_that_are_written_otherwise),
    HARNESS_TEST(test_many__find_keys_that_are_equal_for_the_database),
    HARNESS_TEST(test_many__take_keys_of_several_columns),
    HARNESS_TEST(test_many__lists_are_of_every_kind),
    HARNESS_TEST(test_many__lists_change_rows_too))
