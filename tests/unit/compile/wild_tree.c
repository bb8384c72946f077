/* SPDX-License-Identifier: MIT */
#include "wild_tree.h"

#include "harness.h"
#include "schema/table.h"
#include "sql/shape_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAST_TWIST = 80 };

/* ---- tables ------------------------------------------------------------- */

typedef enum tone { TONE_LOW = 1, TONE_HIGH = 9 } tone;

typedef struct box {
    int64_t content;
} box;

static rowan_status
box_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    (void)err;
    *ret_value = (rowan_value){.kind = ROWAN_KIND_INT64,
                               .as.integer = ((const box *)member)->content};
    return ROWAN_OK;
}

static rowan_status
box_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    (void)err;
    ((box *)ret_member)->content = value->as.integer;
    return ROWAN_OK;
}

static const rowan_codec box_codec = {
    .name = "box",
    .type = {.kind = ROWAN_KIND_INT64},
    .to_value = box_to_value,
    .from_value = box_from_value,
};

typedef struct specimen {
    int64_t id, twin;
    int16_t small;
    rowan_nullable_int32 middle;
    bool flag;
    rowan_nullable_bool maybe;
    float narrow;
    double wide;
    const char *name;
    char code[8];
    rowan_bytes data;
    rowan_date day;
    rowan_nullable_time hour;
    rowan_timestamp at;
    rowan_interval span;
    rowan_uuid mark;
    rowan_decimal price;
    rowan_json note;
    tone tone;
    box box;
} specimen;

typedef struct keeper {
    int64_t id, specimen_id;
    const char *name;
    rowan_nullable_double wide;
} keeper;

typedef struct tally {
    int64_t count;
    const char *name;
    double mean;
} tally;

typedef struct sums {
    int64_t count, sum;
} sums;

ROWAN_ENUM_TYPE(tone, {TONE_LOW, "low"}, {TONE_HIGH, "high"})

ROWAN_MODEL(specimen, "specimens",
    ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(twin), ROWAN_COLUMN(small),
    ROWAN_COLUMN(middle), ROWAN_COLUMN(flag), ROWAN_COLUMN(maybe),
    ROWAN_COLUMN(narrow), ROWAN_COLUMN(wide), ROWAN_COLUMN(name),
    ROWAN_COLUMN(code), ROWAN_COLUMN(data), ROWAN_COLUMN(day),
    ROWAN_COLUMN(hour), ROWAN_COLUMN(at), ROWAN_COLUMN(span),
    ROWAN_COLUMN(mark), ROWAN_COLUMN(price), ROWAN_COLUMN(note),
    ROWAN_ENUM(tone, tone), ROWAN_CODEC(box, &box_codec))
ROWAN_MODEL(keeper, "keepers",
    ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(specimen_id), ROWAN_COLUMN(name),
    ROWAN_COLUMN(wide), ROWAN_FOREIGN_KEY(specimen_id, specimen, id))
ROWAN_ROW(tally, ROWAN_FIELD(count), ROWAN_FIELD(name), ROWAN_FIELD(mean))
ROWAN_ROW(sums, ROWAN_FIELD(count), ROWAN_FIELD(sum))

/* ---- chance and memory -------------------------------------------------- */

typedef rowan_expr *node;

/* xorshift64*, which needs a state that is not zero. */
static uint32_t
chance(wild_tree *tree, uint32_t limit)
{
    tree->state ^= tree->state >> 12;
    tree->state ^= tree->state << 25;
    tree->state ^= tree->state >> 27;
    return (uint32_t)(((tree->state * UINT64_C(2685821657736338717)) >> 33) +
                      (tree->twist-- == 0)) %
           limit;
}

/* Memory with something in it: what is not set is not to be looked at. */
static void *
take(wild_tree *tree, size_t size)
{
    char *memory = (char *)tree->memory + tree->memory_used;

    size = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
    if (size > WILD_BYTES - tree->memory_used)
        abort();
    tree->memory_used += size;
    memset(memory, tree->fill, size);
    return memory;
}

static node
new_node(wild_tree *tree, uint32_t op)
{
    node made = take(tree, sizeof(*made));

    made->op = (uint16_t)op;
    tree->used[op] = true;
    return made;
}

static void say(wild_tree *tree, const char *format, ...) ROWAN_PRINTF(2, 3);

static void
say(wild_tree *tree, const char *format, ...)
{
    va_list arguments;
    int size;

    va_start(arguments, format);
    size = vsnprintf(tree->said + tree->said_size,
                     WILD_SAID - tree->said_size, format, arguments);
    va_end(arguments);
    tree->said_size += (size_t)size;
    if (size < 0 || tree->said_size >= WILD_SAID)
        abort();
}

/* ---- leaves ------------------------------------------------------------- */

static const rowan__table *
table_of(const rowan_model *model)
{
    const rowan__table *table = NULL;

    REQUIRE(rowan__model_table(model, &table, NULL) == ROWAN_OK);
    return table;
}

/* The families of the columns that may be named. */
static uint32_t
families(const wild_tree *tree)
{
    uint32_t all = 0;

    for (size_t m = 0; m < tree->model_count; m++) {
        const rowan__table *table = table_of(tree->models[m]);

        for (uint32_t i = 0; i < table->column_count; i++)
            all |= rowan__column_typed(&table->columns[i]).family;
    }
    return all;
}

/* One of the bits that are set. */
static uint32_t
family_among(wild_tree *tree, uint32_t all)
{
    uint32_t found = 0, count = 0;

    for (uint32_t bit = 1; bit <= all; bit <<= 1)
        if ((all & bit) != 0 && chance(tree, ++count) == 0)
            found = bit;
    return found;
}

static node
column_at(wild_tree *tree, const rowan_model *model, size_t offset)
{
    node made = new_node(tree, ROWAN_OP_COLUMN);

    made->as.column.model = model;
    made->as.column.offset = offset;
    return made;
}

static node
column(wild_tree *tree, uint32_t family)
{
    const rowan__column *found = NULL;
    const rowan_model *of = NULL;
    uint32_t count = 0;

    for (size_t m = 0; m < tree->model_count; m++) {
        const rowan__table *table = table_of(tree->models[m]);

        for (uint32_t i = 0; i < table->column_count; i++) {
            const rowan__column *each = &table->columns[i];

            if (rowan__column_typed(each).family == family &&
                chance(tree, ++count) == 0) {
                found = each;
                of = tree->models[m];
            }
        }
    }
    REQUIRE(found != NULL);
    return column_at(tree, of, found->offset);
}

/* A kind whose values are of a family, or integers of C beside it. */
static uint32_t
kind_beside(wild_tree *tree, uint32_t family, bool is_alone)
{
    static const uint32_t takes_integers = ROWAN__IS_BOOL | ROWAN__IS_REAL |
                                           ROWAN__IS_DECIMAL | ROWAN__IS_ENUM;
    uint32_t found = ROWAN_KIND_INT64, count = 0;

    if (!is_alone && (family & takes_integers) != 0 && chance(tree, 2) == 0)
        return found;
    for (uint32_t kind = 1; kind < ROWAN_KIND_COUNT; kind++)
        if (rowan__kind_family(kind) == family && chance(tree, ++count) == 0)
            found = kind;
    return found;
}

/* A value; a small one is taken by each column of its kind. */
static void
set_value(wild_tree *tree, uint32_t family, uint32_t kind, rowan_value *value)
{
    static const char *const texts[] = {"", "a", "ab", "%", "'"};
    static const char *const decimals[] = {"0", "1.5", "-2"};
    static const int constants[] = {TONE_LOW, TONE_HIGH};
    bool is_choice = (family & (ROWAN__IS_BOOL | ROWAN__IS_ENUM)) != 0;
    uint32_t number = chance(tree, is_choice ? 2 : 9);

    value->kind = kind;
    switch (kind) {
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_JSON:
        value->as.text.data = texts[number % 5];
        value->as.text.size = strlen(value->as.text.data);
        break;
    case ROWAN_KIND_DECIMAL:
        value->as.text.data = decimals[number % 3];
        value->as.text.size = SIZE_MAX;
        break;
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        value->as.real = number / 4.0;
        break;
    case ROWAN_KIND_UUID:
        value->as.uuid = (rowan_uuid){{(uint8_t)number}};
        break;
    case ROWAN_KIND_INTERVAL:
        value->as.interval = (rowan_interval){.days = (int32_t)number};
        break;
    default:
        value->as.integer =
            family == ROWAN__IS_ENUM ? constants[number] : (int64_t)number;
    }
}

static node
literal_of(wild_tree *tree, uint32_t family, bool is_alone)
{
    node made = new_node(tree, ROWAN_OP_LITERAL);
    uint32_t kind = kind_beside(tree, family, is_alone);

    made->kind = (uint16_t)kind;
    set_value(tree, family, kind, &made->as.literal);
    return made;
}

static node
null_literal(wild_tree *tree)
{
    node made = new_node(tree, ROWAN_OP_LITERAL);

    made->kind = ROWAN_KIND_NULL;
    made->as.literal.kind = ROWAN_KIND_NULL;
    return made;
}

/* ---- operators ---------------------------------------------------------- */

static node expression(wild_tree *tree, uint32_t family, int depth);

/* A condition that says something; others may be empty. */
static node sure_condition(wild_tree *tree, int depth);

static node
condition(wild_tree *tree, int depth)
{
    if (chance(tree, 8) == 0)
        return new_node(tree, ROWAN_OP_NONE);
    return sure_condition(tree, depth);
}

/* What may stand beside an operand of a family. */
static node
beside(wild_tree *tree, uint32_t family, int depth)
{
    if (family == ROWAN__IS_CUSTOM || chance(tree, 3) == 0)
        return expression(tree, family, depth);
    return literal_of(tree, family, false);
}

static const rowan_expr *const *
list_of(wild_tree *tree, uint32_t family, bool is_junction, int depth)
{
    uint32_t count = 1 + chance(tree, 3);
    const rowan_expr **list = take(tree, (count + 1) * sizeof(*list));

    for (uint32_t i = 0; i < count; i++)
        list[i] = i == 0 && is_junction ? sure_condition(tree, depth)
                  : is_junction         ? condition(tree, depth)
                  : i == 0              ? expression(tree, family, depth)
                                        : beside(tree, family, depth);
    list[count] = NULL;
    return list;
}

/* ---- IN ----------------------------------------------------------------- */

static size_t
array_item_size(uint32_t kind)
{
    switch (kind) {
    case ROWAN_KIND_INT16:
        return sizeof(int16_t);
    case ROWAN_KIND_INT32:
        return sizeof(int32_t);
    case ROWAN_KIND_INT64:
    case ROWAN_KIND_DOUBLE:
        return 8;
    case ROWAN_KIND_TEXT:
        return sizeof(const char *);
    case ROWAN_KIND_UUID:
        return sizeof(rowan_uuid);
    default:
        return 0;
    }
}

/* C values; all bytes zero is a number, no label and no text. */
static void
array_items(wild_tree *tree, node in, uint32_t kind, uint32_t count)
{
    size_t size = array_item_size(kind);
    char *items = take(tree, count * size + 1);

    memset(items, 0, count * size);
    for (uint32_t i = 0; kind == ROWAN_KIND_TEXT && i < count; i++)
        ((const char **)(void *)items)[i] = "a";
    in->count = count;
    in->as.in.array_kind = kind;
    in->as.in.items = items;
}

static void
node_items(wild_tree *tree, node in, uint32_t family, uint32_t count, int depth)
{
    node items = take(tree, (count + 1) * sizeof(*items));
    bool is_mixed = family == ROWAN__IS_CUSTOM || chance(tree, 3) == 0;

    for (uint32_t i = 0; i < count; i++)
        items[i] = is_mixed ? *beside(tree, family, depth)
                            : *literal_of(tree, family, false);
    items[count] = rowan_expr_none;
    in->as.in.array_kind = 0;
    in->as.in.items = items;
}

static void
set_items(wild_tree *tree, node in, uint32_t family, int depth)
{
    static const uint32_t counts[] = {0, 1, 2, 3, 4, 5, 6, 17, 24, 40};
    uint32_t count = counts[chance(tree, sizeof(counts) / sizeof(*counts))];
    uint32_t kind = kind_beside(tree, family, false);

    if (family != ROWAN__IS_CUSTOM && family != ROWAN__IS_ENUM &&
        array_item_size(kind) > 0 && chance(tree, 2) == 0)
        array_items(tree, in, kind, count);
    else
        node_items(tree, in, family, count, depth);
}

/* ---- one operator by its row -------------------------------------------- */

static bool
is_fit(const wild_tree *tree, uint32_t op, uint32_t family, uint32_t known)
{
    const rowan__op_info *info = &rowan__ops[op];

    if (info->form <= ROWAN__FORM_LITERAL || info->form == ROWAN__FORM_MADE ||
        info->form == ROWAN__FORM_ORDER ||
        (info->aggregate && !tree->aggregates))
        return false;
    if (info->result == 0)
        return (info->accepts & family) != 0;
    return info->result == family &&
           (info->accepts == 0 || (info->accepts & known) != 0);
}

static void
set_operands(wild_tree *tree, node made, uint32_t family, int depth)
{
    const rowan__op_info *info = &rowan__ops[made->op];
    bool takes_null = made->op == ROWAN_OP_EQ || made->op == ROWAN_OP_NE;

    for (int i = 0; i < info->operands; i++)
        made->as.operands[i] = i == 0 ? expression(tree, family, depth)
                                      : beside(tree, family, depth);
    if (takes_null && chance(tree, 2) == 0)
        made->as.operands[1] = null_literal(tree);
    if (made->op >= ROWAN_OP_LIKE && made->op <= ROWAN_OP_CONTAINS)
        made->as.operands[1] = literal_of(tree, ROWAN__IS_TEXT, true);
}

static node
operation(wild_tree *tree, uint32_t op, uint32_t result, int depth)
{
    const rowan__op_info *info = &rowan__ops[op];
    bool aggregates = tree->aggregates;
    uint32_t taken = info->accepts & families(tree);
    uint32_t family = info->result == 0 ? result : family_among(tree, taken);
    node made = new_node(tree, op);

    if (info->aggregate)
        tree->aggregates = false;
    switch ((rowan__form)info->form) {
    case ROWAN__FORM_JUNCTION:
    case ROWAN__FORM_LIST:
        made->as.list = list_of(tree, family,
                                info->form == ROWAN__FORM_JUNCTION, depth);
        break;
    case ROWAN__FORM_NOT:
        made->as.operands[0] = sure_condition(tree, depth);
        break;
    case ROWAN__FORM_IN:
        made->as.in.needle = expression(tree, family, depth);
        set_items(tree, made, family, depth);
        break;
    default:
        set_operands(tree, made, family, depth);
    }
    tree->aggregates = aggregates;
    return made;
}

static node
expression(wild_tree *tree, uint32_t family, int depth)
{
    uint32_t known = families(tree);
    bool is_known = (known & family) != 0;
    uint32_t found = 0, count = 0;

    if (depth > 0 && (!is_known || chance(tree, 4) != 0)) {
        for (uint32_t op = 0; op < ROWAN__OPS_LIMIT; op++)
            if (is_fit(tree, op, family, known) && chance(tree, ++count) == 0)
                found = op;
        return operation(tree, found, family, depth - 1);
    }
    if (!is_known || (family < ROWAN__IS_ENUM && chance(tree, 8) == 0))
        return literal_of(tree, family, true);
    return column(tree, family);
}

static node
sure_condition(wild_tree *tree, int depth)
{
    return expression(tree, ROWAN__IS_BOOL, depth > 0 ? depth : 1);
}

/* ---- statements --------------------------------------------------------- */

static const rowan_expr *const *
terms(wild_tree *tree, bool is_order, int depth)
{
    uint32_t count = chance(tree, 3);
    const rowan_expr **list = take(tree, (count + 1) * sizeof(*list));

    for (uint32_t i = 0; i < count; i++) {
        uint32_t family = family_among(tree, families(tree));
        uint32_t op = ROWAN_OP_ASC + chance(tree, 7);

        list[i] = expression(tree, family, depth);
        if (is_order && op <= ROWAN_OP_DESC_NULLS_LAST) {
            node term = new_node(tree, op);

            term->as.operands[0] = list[i];
            list[i] = term;
        }
    }
    list[count] = NULL;
    return list;
}

/* The other table, by the foreign key or as a condition says. */
static const rowan_joined *
join(wild_tree *tree, int depth)
{
    rowan_joined *joined = take(tree, 2 * sizeof(*joined));
    bool is_said = chance(tree, 2) != 0;

    joined[0].model = tree->models[0] == keeper_model() ? specimen_model()
                                                        : keeper_model();
    joined[0].kind = chance(tree, 2) ? ROWAN_JOIN_LEFT : ROWAN_JOIN_INNER;
    joined[1].model = NULL;
    tree->models[tree->model_count++] = joined[0].model;
    joined[0].on.node = is_said ? sure_condition(tree, depth) : NULL;
    say(tree, " on%d", is_said);
    return joined;
}

/* One column of the row after another, the first from the first table. */
static const rowan_output *
outputs(wild_tree *tree, const rowan_model *row, int depth)
{
    const rowan__table *table = table_of(row);
    uint32_t count = 1 + chance(tree, table->column_count);
    uint32_t first = chance(tree, table->column_count);
    rowan_output *list = take(tree, (count + 1) * sizeof(*list));

    say(tree, " %s", row->type);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t target = (first + i) % table->column_count;
        uint32_t family = family_among(tree, families(tree));

        list[i].offset = table->columns[target].offset;
        list[i].expr = i == 0 ? column_at(tree, tree->models[0],
                                          table_of(tree->models[0])
                                              ->columns[chance(tree, 3)]
                                              .offset)
                              : expression(tree, family, depth);
        say(tree, " %u", (unsigned)target);
    }
    list[count].expr = NULL;
    return list;
}

static void
set_report(wild_tree *tree, rowan_query *query, int depth)
{
    const rowan_model *row = chance(tree, 2) ? tally_model() : sums_model();

    tree->statement->model = row;
    tree->aggregates = true;
    query->columns = outputs(tree, row, depth);
    query->order_by = terms(tree, true, depth);
    if (chance(tree, 2))
        query->having.node = condition(tree, depth);
    tree->aggregates = false;
    query->group_by = terms(tree, false, depth);
    if (chance(tree, 2))
        query->from = tree->models[0];
    say(tree, " from%d", query->from != NULL);
}

static void
set_query(wild_tree *tree, int depth)
{
    rowan_query *query = take(tree, sizeof(*query));

    *query = (rowan_query){
        .limit = chance(tree, 3),
        .offset = chance(tree, 3),
        .distinct = chance(tree, 3) == 0,
    };
    if (chance(tree, 2))
        query->join = join(tree, depth);
    query->where.node = condition(tree, depth);
    if (tree->statement->kind == ROWAN_STATEMENT_SELECT)
        set_report(tree, query, depth);
    else
        query->order_by = terms(tree, true, depth);
    tree->statement->query = query;
}

static node
assigned(wild_tree *tree, const rowan__column *column, int depth)
{
    uint32_t family = rowan__column_typed(column).family;

    if (column->nullable && chance(tree, 4) == 0)
        return null_literal(tree);
    return beside(tree, family, depth);
}

static void
set_change(wild_tree *tree, int depth)
{
    const rowan__table *table = table_of(tree->models[0]);
    rowan_change *change = take(tree, sizeof(*change));
    rowan_assignment *set =
        take(tree, (table->column_count + 1) * sizeof(*set));
    uint32_t at = chance(tree, table->column_count), count = 0;

    *change = (rowan_change){.where = {condition(tree, depth)},
                             .all_rows = true};
    for (; count < 3 && at < table->column_count; at += 1 + chance(tree, 4)) {
        set[count].model = tree->models[0];
        set[count].offset = table->columns[at].offset;
        set[count++].value = assigned(tree, &table->columns[at], depth);
    }
    set[count].value = NULL;
    if (tree->statement->kind == ROWAN_STATEMENT_UPDATE)
        change->set = set;
    tree->statement->change = change;
}

const rowan_statement *
wild_statement(wild_tree *tree, uint64_t seed, int fill, int depth)
{
    rowan_statement *statement;

    tree->twist = UINT32_MAX;
    tree->state = seed / 2 * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (int i = 0; i < 8; i++)
        (void)chance(tree, 2);
    tree->twist = chance(tree, LAST_TWIST);
    if (seed % 2 == 0)
        tree->twist = UINT32_MAX;
    tree->fill = fill;
    tree->memory_used = 0;
    tree->said_size = 0;
    tree->said[0] = '\0';
    tree->aggregates = false;
    tree->models[0] = chance(tree, 4) ? specimen_model() : keeper_model();
    tree->model_count = 1;
    tree->statement = statement = take(tree, sizeof(*statement));
    statement->kind = (rowan_statement_kind)(ROWAN_STATEMENT_FIND +
                                             chance(tree, 6));
    statement->model = tree->models[0];
    if (statement->kind == ROWAN_STATEMENT_UPDATE ||
        statement->kind == ROWAN_STATEMENT_DELETE)
        set_change(tree, depth);
    else
        set_query(tree, depth);
    return statement;
}
