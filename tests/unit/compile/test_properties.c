/* SPDX-License-Identifier: MIT */
/* What holds for every statement, asked of random ones. */
#include "compiled.h"
#include "harness.h"
#include "random_tree.h"
#include "sql/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 4000 };

/* A statement's key and SQL, copied. */
typedef struct pair {
    char *key, *sql;
    size_t key_size;
} pair;

static bool
binds_arrays(const compiled *to)
{
    return rowan__target_has(&to->target, ROWAN_FEATURE_ARRAY_BINDS);
}

static pair
pair_of(compiled *to, const rowan_statement *statement)
{
    static rowan__shape shape;
    pair made = {NULL, NULL, 0};

    CHECK_INT(rowan__shape_statement(&shape, statement, binds_arrays(to), 0,
                                     &to->arena, &to->err),
              ROWAN_OK);
    CHECK_INT(rowan__compile_statement(&to->target, statement, &to->arena,
                                       &to->result, &to->err), ROWAN_OK);
    CHECK_STR(to->err.message, "");
    REQUIRE(to->err.status == ROWAN_OK);
    made.key = malloc(shape.key_size);
    made.sql = malloc(to->result.sql_size + 1);
    REQUIRE(made.key != NULL && made.sql != NULL);
    memcpy(made.key, shape.key, shape.key_size);
    made.key_size = shape.key_size;
    memcpy(made.sql, to->result.sql, to->result.sql_size + 1);
    return made;
}

static int
by_key(const void *a, const void *b)
{
    const pair *left = a, *right = b;
    size_t size = left->key_size < right->key_size ? left->key_size
                                                   : right->key_size;
    int order = memcmp(left->key, right->key, size);

    if (order != 0)
        return order;
    return (left->key_size > right->key_size) -
           (left->key_size < right->key_size);
}

static int
by_sql(const void *a, const void *b)
{
    return strcmp(((const pair *)a)->sql, ((const pair *)b)->sql);
}

/* Neighbours in either order agree about both. Returns how many were equal. */
static size_t
check_neighbours(const pair *pairs, const char *dialect)
{
    size_t equal = 0;

    for (size_t i = 1; i < COUNT; i++) {
        bool same_key = by_key(&pairs[i - 1], &pairs[i]) == 0;
        bool same_sql = by_sql(&pairs[i - 1], &pairs[i]) == 0;

        equal += same_key;
        if (same_key != same_sql)
            FAIL("%s: keys are %s of\n    %s\n    %s", dialect,
                 same_key ? "equal" : "different", pairs[i - 1].sql,
                 pairs[i].sql);
    }
    return equal;
}

/* Operators that dialects may tell apart, though most write them as LIKE. */
static const rowan_rule told_apart[] = {
    {ROWAN_OP_STARTS_WITH, 0, "starts({0}, {1})", 1, 0},
    {ROWAN_OP_ENDS_WITH, 0, "ends({0}, {1})", 1, 0},
    {ROWAN_OP_CONTAINS, 0, "contains({0}, {1})", 1, 0},
};

static void
test_properties__keys_are_equal_where_the_text_is_and_nowhere_else(void)
{
    static const char *const dialects[] = {"dollar", "backtick"};
    static random_tree tree;
    static pair pairs[COUNT];

    for (size_t d = 0; d < 2; d++) {
        static rowan__dialect dialect;
        compiled to;

        compiled_begin(&to, dialects[d]);
        dialect = *to.target.dialect;
        for (size_t i = 0; i < 3; i++)
            dialect.rules[told_apart[i].op][ROWAN_KIND_TEXT] = &told_apart[i];
        to.target.dialect = &dialect;
        for (size_t i = 0; i < COUNT; i++) {
            random_tree_begin(&tree, i);
            pairs[i] = pair_of(&to, random_statement(&tree, (int)(i % 4)));
            rowan__arena_reset(&to.arena);
        }
        qsort(pairs, COUNT, sizeof(*pairs), by_key);
        CHECK(check_neighbours(pairs, dialects[d]) > 20);
        qsort(pairs, COUNT, sizeof(*pairs), by_sql);
        CHECK(check_neighbours(pairs, dialects[d]) > 20);
        for (size_t i = 0; i < COUNT; i++) {
            free(pairs[i].key);
            free(pairs[i].sql);
        }
        compiled_end(&to);
    }
}

/* Placeholders outside quotes: "?" or the highest "$n". */
static uint32_t
placeholders(const char *sql)
{
    uint32_t count = 0;
    char quote = '\0';

    for (; *sql != '\0'; sql++) {
        if (quote != '\0')
            quote = *sql == quote ? '\0' : quote;
        else if (*sql == '"' || *sql == '`' || *sql == '\'')
            quote = *sql;
        else if (*sql == '?')
            count++;
        else if (*sql == '$' && (uint32_t)atoi(sql + 1) > count)
            count = (uint32_t)atoi(sql + 1);
    }
    return count;
}

static void
check_binds(compiled *to, const rowan_statement *statement)
{
    static rowan__shape shape;
    const rowan__compiled *result = &to->result;

    CHECK_INT(rowan__shape_statement(&shape, statement, binds_arrays(to), 0,
                                     &to->arena, &to->err),
              ROWAN_OK);
    CHECK_INT(rowan__compile_statement(&to->target, statement, &to->arena,
                                       &to->result, &to->err), ROWAN_OK);
    REQUIRE(to->err.status == ROWAN_OK);
    if (!CHECK_INT(placeholders(result->sql), result->bind_count))
        FAIL("in %s", result->sql);
    if (result->bind_order == NULL)
        CHECK_INT(result->bind_count, shape.bind_count);
    for (uint32_t i = 0; i < result->bind_count; i++) {
        uint32_t bind = result->bind_order != NULL ? result->bind_order[i] : i;
        const rowan_value *value;

        REQUIRE(bind < shape.bind_count);
        value = &shape.binds[bind];
        if (value->kind != result->bind_kinds[i] &&
            value->kind != ROWAN_KIND_NULL)
            FAIL("bind %u is %s, its placeholder %s in %s", i,
                 rowan_kind_name(value->kind),
                 rowan_kind_name(result->bind_kinds[i]), result->sql);
    }
}

static void
test_properties__every_placeholder_has_its_bind_of_its_kind(void)
{
    static const char *const dialects[] = {"dollar", "backtick"};
    static random_tree tree;

    for (size_t d = 0; d < 2; d++) {
        compiled to;

        compiled_begin(&to, dialects[d]);
        for (uint64_t seed = 0; seed < 2000; seed++) {
            random_tree_begin(&tree, seed);
            check_binds(&to, random_statement(&tree, 5));
            rowan__arena_reset(&to.arena);
        }
        compiled_end(&to);
    }
}

HARNESS_SUITE(
    compile_properties,
    HARNESS_TEST(
        test_properties__keys_are_equal_where_the_text_is_and_nowhere_else),
    HARNESS_TEST(test_properties__every_placeholder_has_its_bind_of_its_kind))
