/* SPDX-License-Identifier: MIT */
/*
 * The keys of the statement cache: two statements have one key just where they
 * have one SQL text, with the same binds and columns, and they have it only
 * where they say the same. Asked of all that the language has.
 */
#include "compiled.h"
#include "harness.h"
#include "meant.h"
#include "wild_tree.h"

#include "sql/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 4000, FEW_BINDS = 12 };

static const char *const dialects[] = {"dollar", "backtick"};

static wild_tree tree;

/* What most dialects write alike, and some do not; and what these cannot. */
static const rowan_rule told_apart[] = {
    {ROWAN_OP_STARTS_WITH, 0, "starts({0}, {1})", 1, 0},
    {ROWAN_OP_ENDS_WITH, 0, "ends({0}, {1})", 1, 0},
    {ROWAN_OP_CONTAINS, 0, "contains({0}, {1})", 1, 0},
    {ROWAN_OP_ILIKE, 0, "ilike({0}, {1})", 1, 0},
    {ROWAN_OP_MOD, 0, "mod({0}, {1})", 1, 0},
    {ROWAN_OP_ABS, 0, "abs({0})", 1, 0},
};

/* A dialect that tells all operators apart. */
static void
begin(compiled *to, rowan__dialect *dialect, const char *name)
{
    compiled_begin(to, name);
    *dialect = *to->target.dialect;
    for (size_t i = 0; i < sizeof(told_apart) / sizeof(*told_apart); i++)
        for (uint32_t kind = 0; kind < ROWAN_KIND_COUNT; kind++)
            dialect->rules[told_apart[i].op][kind] = &told_apart[i];
    to->target.dialect = dialect;
}

static void
walk(compiled *to, rowan__shape *shape, const rowan_statement *statement)
{
    if (rowan__shape_statement(
            shape, statement,
            rowan__target_has(&to->target, ROWAN_FEATURE_ARRAY_BINDS),
            to->caps.max_binds, &to->arena, &to->err) != ROWAN_OK)
        FAIL("%s", to->err.message);
    REQUIRE(to->err.status == ROWAN_OK);
}

/* ---- both directions ---------------------------------------------------- */

/* A statement's key, and what is to be equal where keys are. */
typedef struct pair {
    size_t key_size;
    unsigned char *key;
    char *text;
    char *meant; /* may be so in different texts: is coarser */
} pair;

static void *
copy(const void *from, size_t size)
{
    void *made = malloc(size);

    REQUIRE(made != NULL);
    memcpy(made, from, size);
    return made;
}

static char *
taken(rowan_buffer *out)
{
    char *text;

    REQUIRE(!rowan__buffer_failed(out));
    text = copy(rowan__buffer_get(out), out->size + 1);
    rowan__buffer_done(out);
    return text;
}

/* SQL, binds and columns, and what of the statement they do not show. */
static char *
text_of(const rowan__compiled *result)
{
    rowan_buffer out;

    rowan__buffer_init(&out);
    rowan__buffer_text(&out, result->sql);
    rowan__buffer_printf(&out, "\n%u columns, binds", result->column_count);
    for (uint32_t i = 0; i < result->bind_count; i++)
        rowan__buffer_printf(
            &out, " %u:%u",
            result->bind_order != NULL ? result->bind_order[i] : i,
            result->bind_kinds[i]);
    rowan__buffer_printf(&out, "%s\n", tree.said);
    return taken(&out);
}

static char *
meaning_of(const rowan_statement *statement)
{
    rowan_buffer out;

    rowan__buffer_init(&out);
    meant_statement(&out, statement);
    return taken(&out);
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

/* Each placeholder has its bind, of the kind that it was made for, or NULL. */
static void
check_binds(const rowan__shape *shape, const rowan__compiled *result)
{
    if (!CHECK_INT(placeholders(result->sql), result->bind_count))
        FAIL("in %s", result->sql);
    if (result->bind_order == NULL)
        CHECK_INT(result->bind_count, shape->bind_count);
    for (uint32_t i = 0; i < result->bind_count; i++) {
        uint32_t bind =
            result->bind_order != NULL ? result->bind_order[i] : i;

        REQUIRE(bind < shape->bind_count);
        if (shape->binds[bind].kind != result->bind_kinds[i] &&
            shape->binds[bind].kind != ROWAN_KIND_NULL)
            FAIL("bind %u is of kind %u, its placeholder of %u in %s", i,
                 shape->binds[bind].kind, result->bind_kinds[i],
                 result->sql);
    }
}

/* Mostly small ones, of which some are equal. */
static int
depth_of(uint64_t seed)
{
    static const int depths[] = {0, 1, 1, 2, 3};

    return depths[seed / 2 % (sizeof(depths) / sizeof(*depths))];
}

/* The same statement elsewhere, with other bytes around it. */
static pair
pair_of(compiled *to, uint64_t seed)
{
    static rowan__shape shape, again;
    int depth = depth_of(seed);
    const rowan_statement *statement = wild_statement(&tree, seed, 0, depth);
    pair made;

    walk(to, &shape, statement);
    made.key_size = shape.key_size;
    made.key = copy(shape.key, shape.key_size);
    statement = wild_statement(&tree, seed, 0xa5, depth);
    walk(to, &again, statement);
    if (again.key_size != made.key_size || again.hash != shape.hash ||
        memcmp(again.key, made.key, made.key_size) != 0)
        FAIL("seed %llu has two keys", (unsigned long long)seed);
    if (rowan__compile_statement(&to->target, statement, &to->arena,
                                 &to->result, &to->err) != ROWAN_OK)
        FAIL("seed %llu: %s", (unsigned long long)seed, to->err.message);
    REQUIRE(to->err.status == ROWAN_OK);
    check_binds(&again, &to->result);
    made.text = text_of(&to->result);
    made.meant = meaning_of(statement);
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
by_text(const void *a, const void *b)
{
    return strcmp(((const pair *)a)->text, ((const pair *)b)->text);
}

/* Neighbours in either order agree about both. */
static void
check_neighbours(const pair *pairs)
{
    size_t equal = 0;

    for (size_t i = 1; i < COUNT; i++) {
        bool same_key = by_key(&pairs[i - 1], &pairs[i]) == 0;

        equal += same_key;
        if (same_key != (by_text(&pairs[i - 1], &pairs[i]) == 0))
            FAIL("keys are %s of\n%s%s", same_key ? "equal" : "different",
                 pairs[i - 1].text, pairs[i].text);
        if (same_key && strcmp(pairs[i - 1].meant, pairs[i].meant) != 0)
            FAIL("one key has\n%s\n%s", pairs[i - 1].meant, pairs[i].meant);
    }
    CHECK(equal > 20);
}

static void
test_keys__are_equal_where_text_and_binds_are_and_nowhere_else(void)
{
    static pair pairs[COUNT];

    for (size_t d = 0; d < sizeof(dialects) / sizeof(*dialects); d++) {
        static rowan__dialect dialect;
        compiled to;

        begin(&to, &dialect, dialects[d]);
        for (size_t i = 0; i < COUNT; i++) {
            pairs[i] = pair_of(&to, i);
            rowan__arena_reset(&to.arena);
        }
        qsort(pairs, COUNT, sizeof(*pairs), by_key);
        check_neighbours(pairs);
        qsort(pairs, COUNT, sizeof(*pairs), by_text);
        check_neighbours(pairs);
        for (size_t i = 0; i < COUNT; i++) {
            free(pairs[i].key);
            free(pairs[i].text);
            free(pairs[i].meant);
        }
        compiled_end(&to);
    }
}

/* So that an operator that is added is asked for, too. */
static void
test_keys__are_asked_of_every_operator(void)
{
    for (uint64_t seed = 0; seed < COUNT; seed++)
        (void)wild_statement(&tree, seed, 0, depth_of(seed));
    for (uint32_t op = 0; op < ROWAN__OPS_LIMIT; op++) {
        uint32_t form = rowan__ops[op].form;

        if (form != ROWAN__FORM_UNKNOWN && form != ROWAN__FORM_MADE &&
            !tree.used[op])
            FAIL("%s is in no tree", rowan__ops[op].name);
    }
    CHECK(tree.used[ROWAN_OP_EQ]);
}

/* ---- numbers that take more than a byte ---------------------------------- */

enum { MANY = 300 };

typedef struct row_of_many {
    int64_t members[MANY];
} row_of_many;

static char names[MANY][8];
static rowan_property columns[MANY];
static rowan_model models[MANY];
static rowan_model_slot slots[MANY];

/* Tables n0 to n299, of columns of the same names. */
static void
make_models(void)
{
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "n%zu", i);
        columns[i] = (rowan_property){
            .role = ROWAN_ROLE_COLUMN,
            .ctype = ROWAN_KIND_INT64,
            .member = names[i],
            .offset = i * sizeof(int64_t),
            .size = sizeof(int64_t),
            .primary_key = i == 0,
        };
        models[i] = (rowan_model){
            .type = names[i],
            .table = names[i],
            .size = sizeof(row_of_many),
            .alignment = _Alignof(row_of_many),
            .properties = columns,
            .property_count = MANY,
            .slot = &slots[i],
        };
    }
}

static rowan_expr
last_column(size_t model)
{
    return (rowan_expr){.op = ROWAN_OP_COLUMN,
                        .as.column = {&models[model],
                                      (MANY - 1) * sizeof(int64_t)}};
}

static void
test_keys__name_many_tables_and_columns(void)
{
    static rowan_expr lasts[MANY], equal[MANY];
    static rowan_joined joined[MANY];
    const rowan_expr *order[] = {&lasts[MANY - 2], NULL};
    const rowan_query query = {.join = joined, .order_by = order};
    rowan_statement statement = {.kind = ROWAN_STATEMENT_FIND,
                                 .model = &models[0],
                                 .query = &query};
    compiled to;

    make_models();
    for (size_t i = 0; i < MANY; i++)
        lasts[i] = last_column(i);
    for (size_t i = 1; i < MANY; i++) {
        equal[i] = (rowan_expr){.op = ROWAN_OP_EQ,
                                .as.operands = {&lasts[i], &lasts[i - 1]}};
        joined[i - 1] = (rowan_joined){.model = &models[i], .on = {&equal[i]}};
    }
    compiled_begin(&to, "dollar");
    CHECK_INT(rowan__compile_statement(&to.target, &statement, &to.arena,
                                       &to.result, &to.err),
              ROWAN_OK);
    CHECK_STR(to.err.message, "");
    REQUIRE(to.err.status == ROWAN_OK);
    CHECK_HAS(to.result.sql, " JOIN \"n254\" ON "
                             "\"n254\".\"n299\" = \"n253\".\"n299\" JOIN");
    CHECK_HAS(to.result.sql, "\"n299\".\"n299\" = \"n298\".\"n299\" "
                             "ORDER BY \"n298\".\"n299\"");
    compiled_end(&to);
}

/* ---- a database that takes few binds ------------------------------------ */

/* Only values that were given are more than it takes; lists are filled up as
 * far as there is room. */
static void
test_keys__lists_are_filled_up_to_what_the_database_takes(void)
{
    static rowan__shape shape;
    size_t fuller = 0;
    compiled to;

    compiled_begin(&to, "backtick");
    for (uint64_t seed = 0; seed < COUNT; seed++) {
        const rowan_statement *statement = wild_statement(&tree, seed, 0, 3);
        uint32_t given, most;

        to.caps.max_binds = 1;
        walk(&to, &shape, statement);
        given = shape.bind_count;
        to.caps.max_binds = 0;
        walk(&to, &shape, statement);
        most = shape.bind_count;
        to.caps.max_binds = FEW_BINDS;
        walk(&to, &shape, statement);
        if (most > FEW_BINDS)
            most = given > FEW_BINDS ? given : FEW_BINDS;
        fuller += most > given;
        if (!CHECK_INT(shape.bind_count, most))
            FAIL("seed %llu", (unsigned long long)seed);
        rowan__arena_reset(&to.arena);
    }
    CHECK(fuller > 20);
    compiled_end(&to);
}

HARNESS_SUITE(
    compile_keys,
    HARNESS_TEST(
        test_keys__are_equal_where_text_and_binds_are_and_nowhere_else),
    HARNESS_TEST(test_keys__are_asked_of_every_operator),
    HARNESS_TEST(test_keys__name_many_tables_and_columns),
    HARNESS_TEST(test_keys__lists_are_filled_up_to_what_the_database_takes))
