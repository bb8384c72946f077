/* SPDX-License-Identifier: MIT */
#include "random_tree.h"

#include <stdlib.h>

ROWAN_ENUM_TYPE(coat, {COAT_FUR, "fur"}, {COAT_SCALES, "scales"})

ROWAN_MODEL(animal, "animals",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(legs), ROWAN_COLUMN(age), ROWAN_COLUMN(name),
    ROWAN_COLUMN(call, .name = "call \"x\""),
    ROWAN_COLUMN(tame), ROWAN_COLUMN(old), ROWAN_COLUMN(weight),
    ROWAN_COLUMN(price, .precision = 10, .scale = 2),
    ROWAN_ENUM(coat, coat), ROWAN_COLUMN(seen))

static const char *const words[] = {"", "a", "ab", "b%", "_", "\\\\", "ABC",
                                    "\xc3\xa9", "' OR 1=1 --", "\"", "?", "$1"};
static const char *const prices[] = {"0", "1.50", "-3.25", "100"};
#define COUNT(array_) ((uint32_t)(sizeof(array_) / sizeof(*(array_))))

typedef const rowan_expr *node;

/* xorshift64*, which needs a state that is not zero. */
uint32_t
random_number(random_tree *tree, uint32_t limit)
{
    tree->state ^= tree->state >> 12;
    tree->state ^= tree->state << 25;
    tree->state ^= tree->state >> 27;
    return (uint32_t)((tree->state * UINT64_C(2685821657736338717)) >> 33) %
           limit;
}

void
random_tree_begin(random_tree *tree, uint64_t seed)
{
    tree->state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    tree->node_count = tree->list_count = 0;
    for (int i = 0; i < 8; i++)
        (void)random_number(tree, 2);
}

static rowan_expr *
keep(random_tree *tree, rowan_expr expr)
{
    if (tree->node_count == RANDOM_NODES)
        abort();
    tree->nodes[tree->node_count] = expr;
    return &tree->nodes[tree->node_count++];
}

static node
unary(random_tree *tree, uint32_t op, node a)
{
    return keep(tree, (rowan_expr){.op = (uint16_t)op, .as.operands = {a}});
}

static node
ternary(random_tree *tree, uint32_t op, node a, node b, node c)
{
    return keep(tree,
                (rowan_expr){.op = (uint16_t)op, .as.operands = {a, b, c}});
}

/* ---- values, by type --------------------------------------------------- */

typedef enum type { INT, REAL, TEXT, BOOL, DECIMAL, ENUM, DATE, TYPES } type;

static node value(random_tree *tree, type of, int depth);
static node condition(random_tree *tree, int depth);

static node
column(random_tree *tree, type of)
{
    node int_columns[] = {rowan_col(animal, id).node,
                          rowan_col(animal, legs).node,
                          rowan_col(animal, age).node};
    node texts[] = {rowan_col(animal, name).node, rowan_col(animal, call).node};
    node bools[] = {rowan_col(animal, tame).node, rowan_col(animal, old).node};

    switch (of) {
    case INT:
        return keep(tree, *int_columns[random_number(tree, 3)]);
    case REAL:
        return keep(tree, *rowan_col(animal, weight).node);
    case TEXT:
        return keep(tree, *texts[random_number(tree, 2)]);
    case BOOL:
        return keep(tree, *bools[random_number(tree, 2)]);
    case DECIMAL:
        return keep(tree, *rowan_col(animal, price).node);
    case ENUM:
        return keep(tree, *rowan_col(animal, coat).node);
    default:
        return keep(tree, *rowan_col(animal, seen).node);
    }
}

/* A literal for what stands beside an expression of a type. */
static node
literal(random_tree *tree, type of)
{
    uint32_t n = random_number(tree, 12);
    bool is_int = random_number(tree, 2) != 0;

    switch (of) {
    case INT:
        return keep(tree, rowan__int_literal((int64_t)n - 4));
    case REAL:
        return keep(tree, is_int ? rowan__int_literal(n)
                                 : rowan__real_literal(n / 4.0));
    case TEXT:
        return keep(tree, rowan__text_literal(words[n % COUNT(words)]));
    case BOOL:
        return keep(tree, is_int ? rowan__int_literal(n % 2)
                                 : rowan__bool_literal(n % 2));
    case DECIMAL:
        return keep(tree,
                    is_int ? rowan__int_literal(n)
                           : rowan__decimal_literal(
                                 (rowan_decimal){prices[n % COUNT(prices)]}));
    case ENUM:
        return keep(tree, rowan__int_literal(n % 2 ? COAT_FUR : COAT_SCALES));
    default:
        return keep(tree, rowan__date_literal((rowan_date){(int32_t)n}));
    }
}

/* Either, where an operand stands beside another. */
static node
beside(random_tree *tree, type of, int depth)
{
    return random_number(tree, 3) == 0 ? value(tree, of, depth)
                                       : literal(tree, of);
}

static node
arithmetic(random_tree *tree, type of, int depth)
{
    static const uint16_t ops[] = {ROWAN_OP_ADD, ROWAN_OP_SUB, ROWAN_OP_MUL,
                                   ROWAN_OP_DIV, ROWAN_OP_MOD};
    uint32_t count = of == DECIMAL ? 3 : COUNT(ops);
    uint32_t n = random_number(tree, count + 1);
    node first = value(tree, of, depth);

    if (n == count)
        return unary(tree, ROWAN_OP_NEG, first);
    /* Zero divides to an error here, and to NULL there. */
    if (ops[n] == ROWAN_OP_DIV || ops[n] == ROWAN_OP_MOD)
        return ternary(tree, ops[n], first,
                       keep(tree, rowan__int_literal(
                                      1 + random_number(tree, 9))),
                       NULL);
    return ternary(tree, ops[n], first, beside(tree, of, depth), NULL);
}

/* A NULL-terminated list of two operands. */
static node
list_of(random_tree *tree, uint32_t op, node a, node b)
{
    size_t start = tree->list_count;

    if (start + 3 > RANDOM_NODES)
        abort();
    tree->lists[start] = a;
    tree->lists[start + 1] = b;
    tree->lists[start + 2] = NULL;
    tree->list_count += 3;
    return keep(tree, (rowan_expr){.op = (uint16_t)op,
                                   .as.list = &tree->lists[start]});
}

static node
value(random_tree *tree, type of, int depth)
{
    uint32_t n = random_number(tree, 4);

    if (depth <= 0 || n == 0)
        return column(tree, of);
    depth--;
    if (n == 1)
        return list_of(tree, ROWAN_OP_COALESCE, value(tree, of, depth),
                       beside(tree, of, depth));
    switch (of) {
    case INT:
        if (n == 2)
            return unary(tree, ROWAN_OP_LENGTH, value(tree, TEXT, depth));
        return arithmetic(tree, of, depth);
    case REAL:
        if (n == 2)
            return unary(tree, ROWAN_OP_TO_REAL, value(tree, INT, depth));
        return arithmetic(tree, of, depth);
    case DECIMAL:
        return arithmetic(tree, of, depth);
    case TEXT:
        if (n == 2)
            return unary(tree, ROWAN_OP_LOWER, value(tree, TEXT, depth));
        return list_of(tree, ROWAN_OP_CONCAT, beside(tree, TEXT, depth),
                       beside(tree, TEXT, depth));
    case BOOL:
        return random_condition(tree, depth).node;
    default:
        return column(tree, of);
    }
}

/* ---- conditions -------------------------------------------------------- */

static node
comparison(random_tree *tree, int depth)
{
    type of = (type)random_number(tree, TYPES);
    uint32_t count = of == ENUM ? 2 : 6;
    uint32_t op = ROWAN_OP_EQ + random_number(tree, count);

    return ternary(tree, op, value(tree, of, depth), beside(tree, of, depth),
                   NULL);
}

static node
match(random_tree *tree, int depth)
{
    uint32_t op = ROWAN_OP_LIKE + random_number(tree, 6);

    return ternary(tree, op, value(tree, TEXT, depth), literal(tree, TEXT),
                   NULL);
}

static node
in_list(random_tree *tree, int depth)
{
    type of = (type)random_number(tree, TYPES);
    node needle = value(tree, of, depth);
    uint32_t count = random_number(tree, 6);
    rowan_expr items[6];
    rowan_expr *kept = NULL;

    for (uint32_t i = 0; i < count; i++)
        items[i] = *beside(tree, of, 0);
    items[count] = rowan_expr_none;
    for (uint32_t i = 0; i <= count; i++) {
        rowan_expr *item = keep(tree, items[i]);

        kept = kept == NULL ? item : kept;
    }
    return keep(tree,
                (rowan_expr){.op = random_number(tree, 2) ? ROWAN_OP_IN
                                                          : ROWAN_OP_NOT_IN,
                             .as.in = {needle, kept, 0}});
}

static node
between(random_tree *tree, int depth)
{
    type of = (type)random_number(tree, TYPES);

    if (of == ENUM)
        of = INT;
    return ternary(tree,
                   random_number(tree, 2) ? ROWAN_OP_BETWEEN
                                          : ROWAN_OP_NOT_BETWEEN,
                   value(tree, of, depth), beside(tree, of, depth),
                   beside(tree, of, depth));
}

static node
null_test(random_tree *tree, int depth)
{
    type of = (type)random_number(tree, TYPES);
    node null = keep(tree, rowan__text_literal(NULL));

    if (of == TEXT && random_number(tree, 2))
        return ternary(tree, ROWAN_OP_EQ + random_number(tree, 2),
                       value(tree, TEXT, depth), null, NULL);
    return unary(tree, ROWAN_OP_IS_NULL + random_number(tree, 2),
                 value(tree, of, depth));
}

static node
condition(random_tree *tree, int depth)
{
    uint32_t n = random_number(tree, 12);

    depth--;
    if (depth < 0 || n < 3)
        return comparison(tree, depth);
    switch (n) {
    case 3:
        return column(tree, BOOL);
    case 4:
        return match(tree, depth);
    case 5:
        return in_list(tree, depth);
    case 6:
        return between(tree, depth);
    case 7:
        return null_test(tree, depth);
    case 8:
        return unary(tree, ROWAN_OP_NOT, condition(tree, depth));
    case 9:
        return &rowan_expr_none;
    default:
        return list_of(tree, n == 10 ? ROWAN_OP_AND : ROWAN_OP_OR,
                       condition(tree, depth), condition(tree, depth));
    }
}

rowan_bool_expr
random_condition(random_tree *tree, int depth)
{
    node made = condition(tree, depth);

    /* It is to say something. */
    return (rowan_bool_expr){list_of(tree, ROWAN_OP_AND, made,
                                     comparison(tree, 0))};
}

/* ---- statements -------------------------------------------------------- */

static const rowan_expr *const *
order(random_tree *tree, int depth)
{
    const rowan_expr **list = &tree->lists[tree->list_count];
    uint32_t count = random_number(tree, 3);

    if (tree->list_count + 3 > RANDOM_NODES)
        abort();
    tree->list_count += 3;
    for (uint32_t i = 0; i < count; i++)
        list[i] = unary(tree, ROWAN_OP_ASC + random_number(tree, 6),
                        value(tree, (type)random_number(tree, TYPES), depth));
    list[count] = NULL;
    return list;
}

static void
assign(random_tree *tree, int depth)
{
    size_t i = 0;

    tree->set[i++] = (rowan_assignment){beside(tree, TEXT, depth),
                                        animal_model(), offsetof(animal, name)};
    if (random_number(tree, 2))
        tree->set[i++] = (rowan_assignment){
            beside(tree, INT, depth), animal_model(), offsetof(animal, legs)};
    if (random_number(tree, 2))
        tree->set[i++] =
            (rowan_assignment){beside(tree, REAL, depth), animal_model(),
                               offsetof(animal, weight)};
    tree->set[i] = (rowan_assignment){NULL, NULL, 0};
}

const rowan_statement *
random_statement(random_tree *tree, int depth)
{
    static const rowan_statement_kind kinds[] = {
        ROWAN_STATEMENT_FIND,   ROWAN_STATEMENT_FIND,   ROWAN_STATEMENT_COUNT,
        ROWAN_STATEMENT_EXISTS, ROWAN_STATEMENT_UPDATE, ROWAN_STATEMENT_DELETE};
    rowan_bool_expr where = {condition(tree, depth)};

    tree->statement = (rowan_statement){
        .kind = kinds[random_number(tree, COUNT(kinds))],
        .model = animal_model(),
        .query = &tree->query,
        .change = &tree->change,
    };
    tree->query = (rowan_query){
        .where = where,
        .order_by = order(tree, depth / 2),
        .limit = random_number(tree, 3),
        .offset = random_number(tree, 3),
        .distinct = random_number(tree, 3) == 0,
    };
    tree->change = (rowan_change){.where = where, .all_rows = true};
    if (tree->statement.kind == ROWAN_STATEMENT_UPDATE) {
        assign(tree, depth / 2);
        tree->change.set = tree->set;
    }
    return &tree->statement;
}

animal
random_animal(random_tree *tree)
{
#define MAYBE(value_) {(value_), random_number(tree, 4) != 0}
    return (animal){
        .legs = MAYBE((int32_t)random_number(tree, 9)),
        .age = (int16_t)random_number(tree, 9),
        .name = random_number(tree, 5) == 0
                    ? NULL
                    : words[random_number(tree, COUNT(words))],
        .call = random_number(tree, 5) == 0
                    ? NULL
                    : words[random_number(tree, COUNT(words))],
        .tame = MAYBE(random_number(tree, 2) != 0),
        .old = random_number(tree, 2) != 0,
        .weight = MAYBE(random_number(tree, 20) / 4.0),
        .price = {random_number(tree, 5) == 0
                      ? NULL
                      : prices[random_number(tree, COUNT(prices))]},
        .coat = random_number(tree, 2) ? COAT_FUR : COAT_SCALES,
        .seen = MAYBE((rowan_date){(int32_t)random_number(tree, 9)}),
    };
#undef MAYBE
}
