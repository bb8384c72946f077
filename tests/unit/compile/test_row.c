/* SPDX-License-Identifier: MIT */
/* Statements about rows by their key. */
#include "blog.h"
#include "compiled.h"
#include "harness.h"

/* Columns of letter, by their place. */
enum { ID, SENDER, RECEIVER, TEXT };

static const rowan__table *
table_of(const rowan_model *model)
{
    const rowan__table *table = NULL;

    REQUIRE(rowan__model_table(model, &table, NULL) == ROWAN_OK);
    return table;
}

static void
test_row__is_got_by_all_columns_of_its_key(void)
{
    compiled to;

    compiled_begin(&to, "dollar");
    compiled_check(&to,
                   rowan__compile_get(&to.target, table_of(letter_model()),
                                      &to.arena, &to.result, &to.err),
                   "SELECT \"id\", \"sender_id\", \"receiver_id\", \"text\" "
                   "FROM \"letters\" WHERE \"id\" = $1");
    CHECK_INT(to.result.column_count, 4);
    CHECK_INT(to.result.bind_count, 1);
    CHECK_INT(to.result.bind_kinds[0], ROWAN_KIND_INT64);
    CHECK(to.result.bind_order == NULL);
    compiled_check(&to,
                   rowan__compile_get(&to.target, table_of(membership_model()),
                                      &to.arena, &to.result, &to.err),
                   "SELECT \"club\", \"member\", \"level\" FROM "
                   "\"memberships\" WHERE \"club\" = $1 AND \"member\" = $2");
    CHECK_INT(to.result.bind_count, 2);
    compiled_end(&to);
}

static void
test_row__is_inserted_alone_or_with_others(void)
{
    static const uint32_t columns[] = {SENDER, TEXT};
    static const uint32_t returning[] = {ID};
    const rowan__table *letters = table_of(letter_model());
    compiled to;

    compiled_begin(&to, "dollar");
    compiled_check(&to,
                   rowan__compile_insert(&to.target, letters, columns, 2, 1,
                                         NULL, 0, &to.arena, &to.result,
                                         &to.err),
                   "INSERT INTO \"letters\" (\"sender_id\", \"text\") VALUES "
                   "($1, $2)");
    CHECK_INT(to.result.column_count, 0);
    compiled_check(&to,
                   rowan__compile_insert(&to.target, letters, columns, 2, 3,
                                         returning, 1, &to.arena, &to.result,
                                         &to.err),
                   "INSERT INTO \"letters\" (\"sender_id\", \"text\") VALUES "
                   "($1, $2), ($3, $4), ($5, $6) RETURNING \"id\"");
    CHECK_INT(to.result.column_count, 1);
    CHECK_INT(to.result.bind_count, 6);
    CHECK_INT(to.result.bind_kinds[4], ROWAN_KIND_INT64);
    CHECK_INT(to.result.bind_kinds[5], ROWAN_KIND_TEXT);
    compiled_check(&to,
                   rowan__compile_insert(&to.target, letters, NULL, 0, 1,
                                         returning, 1, &to.arena, &to.result,
                                         &to.err),
                   "INSERT INTO \"letters\" DEFAULT VALUES RETURNING \"id\"");
    compiled_end(&to);
}

static void
test_row__has_the_kinds_that_the_database_keeps(void)
{
    /* feeling (a label), home (a codec's integer), rank. */
    static const uint32_t columns[] = {10, 19, 4};
    compiled to;

    compiled_begin(&to, "backtick");
    compiled_check(&to,
                   rowan__compile_insert(&to.target, table_of(author_model()),
                                         columns, 3, 1, NULL, 0, &to.arena,
                                         &to.result, &to.err),
                   "INSERT INTO `authors` (`feeling`, `home`, `rank`) VALUES "
                   "(?, ?, ?)");
    CHECK_INT(to.result.bind_kinds[0], ROWAN_KIND_TEXT);
    CHECK_INT(to.result.bind_kinds[1], ROWAN_KIND_INT64);
    CHECK_INT(to.result.bind_kinds[2], ROWAN_KIND_INT16);
    compiled_end(&to);
}

static void
test_row__is_updated_and_deleted_by_its_key(void)
{
    static const uint32_t columns[] = {TEXT, SENDER};
    compiled to;

    compiled_begin(&to, "backtick");
    compiled_check(&to,
                   rowan__compile_update(&to.target, table_of(letter_model()),
                                         columns, 2, &to.arena, &to.result,
                                         &to.err),
                   "UPDATE `letters` SET `text` = ?, `sender_id` = ? WHERE "
                   "`id` = ?");
    CHECK_INT(to.result.bind_count, 3);
    CHECK(to.result.bind_order == NULL);
    compiled_check(&to,
                   rowan__compile_delete(&to.target,
                                         table_of(membership_model()),
                                         &to.arena, &to.result, &to.err),
                   "DELETE FROM `memberships` WHERE `club` = ? AND `member` = "
                   "?");
    compiled_end(&to);
}

static void
test_row__is_refused_what_the_database_cannot_do(void)
{
    static const uint32_t columns[] = {SENDER, TEXT};
    static const uint32_t returning[] = {ID};
    const rowan__table *letters = table_of(letter_model());
    compiled to;

    compiled_begin(&to, "backtick"); /* no RETURNING */
#define INSERT(column_count_, rows_, returned_)                               \
    rowan__compile_insert(&to.target, letters, columns, column_count_, rows_, \
                          returning, returned_, &to.arena, &to.result,        \
                          &to.err)
    compiled_check(&to, INSERT(2, 1, 1), "insert_returning");
    compiled_check(&to, INSERT(0, 1, 0), "empty_inserts");
    compiled_check(&to, INSERT(2, 0, 0), "INSERT into letters of 0 rows");
    compiled_check(&to, INSERT(0, 2, 0), "of 2 rows without values");
    to.caps.max_binds = 5;
    compiled_check(&to, INSERT(2, 2, 0),
                   "INSERT INTO `letters` (`sender_id`, `text`) VALUES (?, ?), "
                   "(?, ?)");
    compiled_check(&to, INSERT(2, 3, 0), "insert fewer rows at once");
    compiled_check(&to, INSERT(2, UINT32_MAX, 0), "insert fewer rows at once");
    to.caps.has[ROWAN_FEATURE_MULTIVALUES_INSERT] = 0;
    compiled_check(&to, INSERT(2, 2, 0), "multivalues_inserts");
    compiled_check(&to,
                   rowan__compile_update(&to.target, letters, columns, 0,
                                         &to.arena, &to.result, &to.err),
                   "sets nothing");
    compiled_end(&to);
#undef INSERT
}

HARNESS_SUITE(compile_row,
    HARNESS_TEST(test_row__is_got_by_all_columns_of_its_key),
    HARNESS_TEST(test_row__is_inserted_alone_or_with_others),
    HARNESS_TEST(test_row__has_the_kinds_that_the_database_keeps),
    HARNESS_TEST(test_row__is_updated_and_deleted_by_its_key),
    HARNESS_TEST(test_row__is_refused_what_the_database_cannot_do))
