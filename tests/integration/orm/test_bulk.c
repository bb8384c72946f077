/* SPDX-License-Identifier: MIT */
/* Many rows without objects. */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 6000 }; /* several pieces */

static char names[MANY + 1][24];

/* Users of ids from 1, or of generated ones. */
static user *
make_users(size_t count, bool has_ids)
{
    user *users = calloc(count, sizeof *users);

    REQUIRE(users != NULL);
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "n%zu", i);
        users[i].id = has_ids ? (int64_t)i + 1 : 0;
        users[i].name = names[i];
        users[i].age = (rowan_nullable_int32){ (int32_t)i % 90, i % 3 != 0 };
        users[i].score = (int32_t)i;
    }
    return users;
}

static void
test_bulk__rows_are_there_after_the_commit(void)
{
    static const size_t counts[] = { 0, 1, 3, 256, 257, MANY };
    fixture f;

    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        bool has_ids = c % 2 == 0;
        user *users = make_users(counts[c] + 1, has_ids);
        fixture_open(&f, "loaded.db", "");

        CHECK_INT(rowan_insert_many(f.session, user, users, counts[c]),
                  ROWAN_OK);
        CHECK_STR(rowan_session_error(f.session)->message, "");
        memset(users, 0, counts[c] * sizeof *users);
        free(users);
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"),
                  counts[c]);
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users "
                                      "WHERE name = 'n0' AND age IS NULL"),
                  counts[c] > 0);
        if (counts[c] > 2)
            CHECK_INT(fixture_integer(&f, "SELECT score FROM users WHERE "
                                          "name = 'n2' AND age = 2"),
                      2);
        rowan_stats stats;
        rowan_session_stats(f.session, &stats);
        CHECK_INT(stats.objects, 0);
        fixture_close(&f);
    }
}

typedef struct wide {
    int64_t id;
    int32_t a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
} wide;

ROWAN_MODEL(wide, "wide",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(a), ROWAN_COLUMN(b), ROWAN_COLUMN(c), ROWAN_COLUMN(d),
    ROWAN_COLUMN(e), ROWAN_COLUMN(f), ROWAN_COLUMN(g), ROWAN_COLUMN(h),
    ROWAN_COLUMN(i), ROWAN_COLUMN(j), ROWAN_COLUMN(k), ROWAN_COLUMN(l),
    ROWAN_COLUMN(m), ROWAN_COLUMN(n), ROWAN_COLUMN(o), ROWAN_COLUMN(p))

/* Of the 17 columns 16 are sent, so that a piece has a row more than it would
 * have of 17, and just as many values as there can be. */
static void
test_bulk__a_piece_has_room_for_rows_of_fewer_columns(void)
{
    fixture f;
    rowan_error err = { 0 };
    wide *rows = calloc(MANY, sizeof *rows);
    REQUIRE(rows != NULL);
    fixture_open(&f, "wide.db", "");
    CHECK_INT(rowan_create_all(f.engine, ROWAN_MODELS(wide), &err), ROWAN_OK);
    for (int i = 0; i < MANY; i++)
        rows[i].a = rows[i].p = i;

    CHECK_INT(rowan_insert_many(f.session, wide, rows, MANY), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM wide WHERE a = p"),
              MANY);
    CHECK_INT(fixture_integer(&f, "SELECT count(DISTINCT p) FROM wide"), MANY);
    free(rows);
    fixture_close(&f);
}

static void
test_bulk__generated_columns_are_as_those_of_new_objects(void)
{
    post posts[600] = { { 0 } };
    fixture f;
    fixture_open(&f, "generated.db", "");
    rowan_new(f.session, user, .id = 1, .name = "author");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);
    for (int i = 0; i < 600; i++) {
        posts[i].user_id = 1;
        posts[i].title = "Title";
        if (i >= 300 && i < 310)
            posts[i].stars = 5;
        if (i >= 590)
            posts[i].id = 10000 + i;
    }

    CHECK_INT(rowan_insert_many(f.session, post, posts, 600), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM posts WHERE "
                                  "stars = 3 AND slug = 'title' AND "
                                  "written IS NOT NULL"),
              590);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM posts WHERE "
                                  "stars = 5"),
              10);
    CHECK_INT(fixture_integer(&f, "SELECT count(DISTINCT id) FROM posts"), 600);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM posts WHERE "
                                  "id BETWEEN 10590 AND 10599"),
              10);
    fixture_close(&f);
}

/* What a bad row is to make fail, and how. */
static void
check_failure(fixture *f, user *users, size_t count, size_t bad,
              rowan_status status, const char *column)
{
    char object[64];
    const rowan_error *err;

    if (!CHECK_INT(rowan_insert_many(f->session, user, users, count), status))
        FAIL("%s", rowan_session_error(f->session)->message);
    err = rowan_session_error(f->session);
    snprintf(object, sizeof object, "user rows[%zu]", bad);
    CHECK_STR(err->object, object);
    CHECK_STR(err->table, "users");
    if (!CHECK_STR(err->column, column))
        FAIL("%s", err->message);
    /* Told by the next commit, too, which commits nothing. */
    CHECK_INT(rowan_commit(f->session), status);
}

static void
test_bulk__a_bad_row_is_named_and_nothing_is_there(void)
{
    static const size_t counts[] = { 5, 300, MANY };
    fixture f;

    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        size_t count = counts[c], bad = count - 2;
        user *users = make_users(count, true);
        fixture_open(&f, "refused.db", "");

        users[bad].id = 1;
        check_failure(&f, users, count, bad, ROWAN_UNIQUE_VIOLATION, "id");
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
        users[bad].id = (int64_t)bad + 1;
        users[bad].age = (rowan_nullable_int32){ -1, true };
        check_failure(&f, users, count, bad, ROWAN_CHECK_VIOLATION, "");
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
        users[bad].age.present = false;
        users[bad].name = NULL;
        check_failure(&f, users, count, bad, ROWAN_NOT_NULL_VIOLATION, "name");
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);

        users[bad].name = "mended";
        CHECK_INT(rowan_insert_many(f.session, user, users, count), ROWAN_OK);
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), count);
        free(users);
        fixture_close(&f);
    }
}

static void
test_bulk__a_failure_leaves_the_transaction_as_it_was(void)
{
    fixture f;
    user *users = make_users(MANY, true);
    fixture_open(&f, "guarded.db", "");
    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    user *before = rowan_new(f.session, user, .id = 90001, .name = "before");
    CHECK_INT(rowan_flush(f.session), ROWAN_OK);

    users[MANY - 1].id = 90001;
    CHECK_INT(rowan_insert_many(f.session, user, users, MANY),
              ROWAN_UNIQUE_VIOLATION);
    CHECK_INT(rowan_commit(f.session), ROWAN_UNIQUE_VIOLATION);
    before->score = 7;
    users[MANY - 1].id = 90002;
    CHECK_INT(rowan_insert_many(f.session, user, users, MANY), ROWAN_OK);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), MANY + 1);
    CHECK_INT(fixture_integer(&f, "SELECT score FROM users WHERE id = 90001"),
              7);

    CHECK_INT(rowan_begin(f.session), ROWAN_OK);
    for (int i = 0; i < MANY; i++)
        users[i].id += 100000;
    CHECK_INT(rowan_insert_many(f.session, user, users, MANY), ROWAN_OK);
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), MANY + 1);
    free(users);
    fixture_close(&f);
}

/* ---- from a source ------------------------------------------------------- */

typedef struct source {
    user row;
    char text[32]; /* overwritten at each call */
    int64_t at, end;
    int64_t fails_at; /* 0: never */
    int64_t same_email_at; /* as the first; 0: none has any */
    rowan_status status;
    const char *message; /* of it; NULL: none */
} source;

static rowan_status
next_user(void *context, const void **ret_row, rowan_error *err)
{
    source *s = context;

    memset(s->text, 'x', sizeof s->text);
    if (s->fails_at > 0 && s->at == s->fails_at)
        return s->message ? rowan_error_set(err, s->status, "%s", s->message)
                          : s->status;
    if (s->at == s->end)
        return ROWAN_DONE;
    snprintf(s->text, sizeof s->text, "text %ld", (long)s->at);
    s->row = (user){ .name = s->text, .score = (int32_t)s->at };
    if (s->same_email_at > 0)
        s->row.email = s->at % s->same_email_at == 0 ? "same" : s->text;
    s->at++;
    *ret_row = &s->row;
    return ROWAN_OK;
}

static void
test_bulk__a_source_gives_one_row_after_the_other(void)
{
    static const int64_t counts[] = { 0, 7, 20000 };
    fixture f;

    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        source s = { .end = counts[c] };
        uint64_t count = 99;
        fixture_open(&f, "source.db", "");

        CHECK_INT(rowan_insert_from(f.session, user, next_user, &s, &count),
                  ROWAN_OK);
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);
        CHECK_INT(count, counts[c]);
        CHECK_INT(fixture_integer(&f, "SELECT count(DISTINCT name) FROM users"),
                  counts[c]);
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users "
                                      "WHERE name LIKE '%x%' AND "
                                      "name NOT LIKE 'text %'"),
                  0);
        fixture_close(&f);
    }
}

typedef struct curious {
    rowan_session *session;
    user row;
    int32_t given, count;
} curious;

static rowan_status
next_curious(void *context, const void **ret_row, rowan_error *err)
{
    curious *from = context;
    (void)err;

    if (from->given == from->count)
        return ROWAN_DONE;
    if (rowan_get(from->session, user, 5000) == NULL)
        return ROWAN_NOT_FOUND;
    from->row = (user){ .name = "given", .score = from->given++ };
    *ret_row = &from->row;
    return ROWAN_OK;
}

static void
test_bulk__a_source_that_uses_the_session_spoils_no_rows(void)
{
    static const int32_t counts[] = { 100, 1000 };

    for (int c = 0; c < 2; c++) {
        curious from = { .count = counts[c] };
        fixture f;
        fixture_open(&f, "curious.db", "");
        rowan_new(f.session, user, .id = 5000, .name = "first");
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);
        from.session = f.session;

        CHECK_INT(rowan_insert_from(f.session, user, next_curious, &from,
                                    NULL),
                  ROWAN_OK);
        CHECK_INT(rowan_commit(f.session), ROWAN_OK);
        CHECK_INT(fixture_integer(&f, "SELECT count(DISTINCT score) FROM users "
                                      "WHERE name = 'given'"),
                  counts[c]);
        fixture_close(&f);
    }
}

static void
test_bulk__a_source_that_fails_ends_it(void)
{
    /* Not even a status that only a database has is believed. */
    static const rowan_status statuses[] = { ROWAN_IO, ROWAN_CONNECTION_LOST,
                                             ROWAN_DEADLOCK };
    fixture f;
    fixture_open(&f, "broken.db", "");

    for (size_t i = 0; i < 3; i++) {
        source s = { .end = 9000, .fails_at = 8000, .status = statuses[i] };
        bool tells = i == 1;
        uint64_t count = 99;

        s.message = tells ? "it is torn" : NULL;
        CHECK_INT(rowan_insert_from(f.session, user, next_user, &s, &count),
                  statuses[i]);
        CHECK_INT(count, 99);
        CHECK_STR(rowan_session_error(f.session)->object, "user rows[8000]");
        CHECK_STR(rowan_session_error(f.session)->message,
                  tells ? "it is torn" : "the source of rows of user failed");
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    }
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
    rowan_new(f.session, user, .name = "after");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    fixture_close(&f);
}

/* The rows cannot be asked for again: one of those that went together. */
static void
test_bulk__a_bad_row_of_a_source_is_named_or_between_two(void)
{
    static const long bads[] = { 1, 150, 299, 4500 };
    fixture f;

    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        source s = { .end = bads[i] + 1, .same_email_at = bads[i] };
        const rowan_error *err;
        long first, last;
        int found;

        fixture_open(&f, "between.db", "");
        CHECK_INT(rowan_insert_from(f.session, user, next_user, &s, NULL),
                  ROWAN_UNIQUE_VIOLATION);
        err = rowan_session_error(f.session);
        found = sscanf(err->object, "user rows[%ld] to rows[%ld]", &first,
                       &last);
        REQUIRE(found >= 1);
        if (found == 1)
            CHECK_INT(first, bads[i]);
        else
            CHECK(first < last && first <= bads[i] && bads[i] <= last);
        CHECK_STR(err->column, "email");
        CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
        CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM users"), 0);
        fixture_close(&f);
    }
}

/* ---- types --------------------------------------------------------------- */

typedef enum size { SMALL = 1, LARGE = 2 } size;
ROWAN_ENUM_TYPE(size, { SMALL, "small" }, { LARGE, "large" })

/* A number that is kept as a text, which is made anew at each call. */
typedef struct spelt {
    int number;
} spelt;

static rowan_status
spelt_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    static char text[24];
    const spelt *s = member;

    (void)err;
    if (s->number < 0)
        return ROWAN_OUT_OF_RANGE;
    ret_value->kind = ROWAN_KIND_TEXT;
    ret_value->as.text.data = text;
    ret_value->as.text.size =
        (size_t)snprintf(text, sizeof text, "no. %d", s->number);
    return ROWAN_OK;
}

static rowan_status
spelt_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    (void)err;
    ((spelt *)ret_member)->number = atoi(value->as.text.data + 4);
    return ROWAN_OK;
}

static const rowan_codec spelt_codec = {
    .name = "spelt",
    .type = { .kind = ROWAN_KIND_TEXT },
    .to_value = spelt_to_value,
    .from_value = spelt_from_value,
};

typedef struct good {
    int64_t id;
    size size;
    spelt spelt;
    char code[4];
    rowan_decimal price;
    rowan_bytes data;
    rowan_uuid uuid;
    rowan_timestamp made;
} good;

ROWAN_MODEL(good, "goods", ROWAN_PRIMARY_KEY(id), ROWAN_ENUM(size, size),
            ROWAN_CODEC(spelt, &spelt_codec), ROWAN_COLUMN(code),
            ROWAN_COLUMN(price, .precision = 10, .scale = 2),
            ROWAN_COLUMN(data), ROWAN_COLUMN(uuid), ROWAN_COLUMN(made))

static good *
make_goods(fixture *f, const char *name)
{
    good *goods = calloc(MANY, sizeof *goods);
    rowan_error err = { 0 };

    REQUIRE(goods != NULL);
    fixture_open(f, name, "");
    if (rowan_create_all(f->engine, ROWAN_MODELS(good), &err) != ROWAN_OK)
        FAIL("%s", err.message);
    for (int i = 0; i < MANY; i++)
        goods[i] = (good){ .id = i + 1, .size = i % 2 ? SMALL : LARGE,
                           .spelt = { i }, .code = "abc",
                           .price = { i % 3 ? "12.50" : NULL },
                           .data = { "\0\1", 2 }, .uuid = { { 1, (uint8_t)i } },
                           .made = { 1000000 + i } };
    return goods;
}

static void
test_bulk__types_are_those_of_objects(void)
{
    fixture f;
    good *goods = make_goods(&f, "goods.db");

    CHECK_INT(rowan_insert_many(f.session, good, goods, MANY), ROWAN_OK);
    CHECK_STR(rowan_session_error(f.session)->message, "");
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    for (int i = 0; i < MANY; i += 997) {
        good *read = rowan_get(f.session, good, i + 1);

        REQUIRE(read != NULL);
        CHECK_INT(read->size, goods[i].size);
        CHECK_INT(read->spelt.number, i);
        CHECK_STR(read->code, "abc");
        CHECK((read->price.text == NULL) == (goods[i].price.text == NULL));
        CHECK_INT(read->data.size, 2);
        CHECK(memcmp(&read->uuid, &goods[i].uuid, 16) == 0);
        CHECK_INT(read->made.microseconds, goods[i].made.microseconds);
    }
    free(goods);
    fixture_close(&f);
}

static void
test_bulk__a_member_without_a_value_is_named(void)
{
    fixture f;
    good *goods = make_goods(&f, "members.db");

    goods[4500].size = (size)9;
    CHECK_INT(rowan_insert_many(f.session, good, goods, MANY),
              ROWAN_OUT_OF_RANGE);
    CHECK_STR(rowan_session_error(f.session)->object, "good rows[4500]");
    CHECK_STR(rowan_session_error(f.session)->column, "size");
    CHECK_HAS(rowan_session_error(f.session)->message, "9");
    goods[4500].size = SMALL;
    goods[4501].spelt.number = -1;
    CHECK_INT(rowan_insert_many(f.session, good, goods, MANY),
              ROWAN_OUT_OF_RANGE);
    CHECK_STR(rowan_session_error(f.session)->object, "good rows[4501]");
    CHECK_STR(rowan_session_error(f.session)->column, "spelt");
    CHECK_INT(rowan_rollback(f.session), ROWAN_OK);
    CHECK_INT(fixture_integer(&f, "SELECT count(*) FROM goods"), 0);
    free(goods);
    fixture_close(&f);
}

HARNESS_SUITE(orm_bulk,
    HARNESS_TEST(test_bulk__rows_are_there_after_the_commit),
    HARNESS_TEST(test_bulk__a_piece_has_room_for_rows_of_fewer_columns),
    HARNESS_TEST(test_bulk__generated_columns_are_as_those_of_new_objects),
    HARNESS_TEST(test_bulk__a_bad_row_is_named_and_nothing_is_there),
    HARNESS_TEST(test_bulk__a_failure_leaves_the_transaction_as_it_was),
    HARNESS_TEST(test_bulk__a_source_gives_one_row_after_the_other),
    HARNESS_TEST(test_bulk__a_source_that_uses_the_session_spoils_no_rows),
    HARNESS_TEST(test_bulk__a_source_that_fails_ends_it),
    HARNESS_TEST(test_bulk__a_bad_row_of_a_source_is_named_or_between_two),
    HARNESS_TEST(test_bulk__types_are_those_of_objects),
    HARNESS_TEST(test_bulk__a_member_without_a_value_is_named))
