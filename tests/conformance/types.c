/* SPDX-License-Identifier: MIT */
#include "types.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- members -------------------------------------------------------------- */

#define MEMBER(kind_, m_, form_)                                             \
    [ROWAN_KIND_##kind_] = {offsetof(type_row, m_),                          \
                            sizeof(((type_row *)0)->m_), form_}
#define NULLABLE ROWAN_CTYPE_NULLABLE

static const struct {
    size_t offset, size;
    uint32_t form;
} members[ROWAN_KIND_COUNT] = {
    MEMBER(BOOL, flag, NULLABLE),      MEMBER(INT16, i16, NULLABLE),
    MEMBER(INT32, i32, NULLABLE),      MEMBER(INT64, i64, NULLABLE),
    MEMBER(FLOAT, f32, NULLABLE),      MEMBER(DOUBLE, f64, NULLABLE),
    MEMBER(TEXT, text, 0),             MEMBER(BYTES, bytes, 0),
    MEMBER(DATE, date, NULLABLE),      MEMBER(TIME, time, NULLABLE),
    MEMBER(TIMESTAMP, timestamp, NULLABLE),
    MEMBER(INTERVAL, interval, NULLABLE),
    MEMBER(UUID, uuid, NULLABLE),      MEMBER(DECIMAL, decimal, 0),
    MEMBER(JSON, json, 0),
};

static void
set_counted(type_row *row, const rowan_value *value)
{
    int64_t n = value->as.integer;

    switch (value->kind) {
    case ROWAN_KIND_BOOL:
        row->flag = (rowan_nullable_bool){n != 0, true};
        break;
    case ROWAN_KIND_INT16:
        row->i16 = (rowan_nullable_int16){(int16_t)n, true};
        break;
    case ROWAN_KIND_INT32:
        row->i32 = (rowan_nullable_int32){(int32_t)n, true};
        break;
    case ROWAN_KIND_INT64:
        row->i64 = (rowan_nullable_int64){n, true};
        break;
    case ROWAN_KIND_DATE:
        row->date = (rowan_nullable_date){{(int32_t)n}, true};
        break;
    case ROWAN_KIND_TIME:
        row->time = (rowan_nullable_time){{n}, true};
        break;
    case ROWAN_KIND_TIMESTAMP:
        row->timestamp = (rowan_nullable_timestamp){{n}, true};
        break;
    default:
        break;
    }
}

static void
set(type_row *row, const type_column *column, const rowan_value *value)
{
    const char *text = value->as.text.data;

    if (column->decorated) {
        row->decorated = *value;
        return;
    }
    switch (value->kind) {
    case ROWAN_KIND_FLOAT:
        row->f32 = (rowan_nullable_float){(float)value->as.real, true};
        break;
    case ROWAN_KIND_DOUBLE:
        row->f64 = (rowan_nullable_double){value->as.real, true};
        break;
    case ROWAN_KIND_TEXT:
        row->text = text;
        break;
    case ROWAN_KIND_BYTES:
        row->bytes = (rowan_bytes){text, value->as.text.size};
        break;
    case ROWAN_KIND_INTERVAL:
        row->interval = (rowan_nullable_interval){value->as.interval, true};
        break;
    case ROWAN_KIND_UUID:
        row->uuid = (rowan_nullable_uuid){value->as.uuid, true};
        break;
    case ROWAN_KIND_DECIMAL:
        row->decimal.text = text;
        break;
    case ROWAN_KIND_JSON:
        row->json.text = text;
        break;
    default:
        set_counted(row, value);
    }
}

static rowan_value
counted(rowan_kind kind, bool present, int64_t n)
{
    rowan_value value = {.kind = present ? kind : ROWAN_KIND_NULL};

    value.as.integer = n;
    return value;
}

static rowan_value
real(rowan_kind kind, bool present, double x)
{
    rowan_value value = {.kind = present ? kind : ROWAN_KIND_NULL};

    value.as.real = x;
    return value;
}

static rowan_value
text(rowan_kind kind, const char *data, size_t size)
{
    rowan_value value = {.kind = data != NULL ? kind : ROWAN_KIND_NULL};

    value.as.text = (rowan_view){data, size};
    return value;
}

rowan_value
type_get(const type_row *row, const type_column *column)
{
    rowan_kind kind = column->kind;
    rowan_value value = V_NULL;

    if (column->decorated)
        return row->decorated;
    switch (kind) {
    case ROWAN_KIND_BOOL:
        return counted(kind, row->flag.present, row->flag.value);
    case ROWAN_KIND_INT16:
        return counted(kind, row->i16.present, row->i16.value);
    case ROWAN_KIND_INT32:
        return counted(kind, row->i32.present, row->i32.value);
    case ROWAN_KIND_INT64:
        return counted(kind, row->i64.present, row->i64.value);
    case ROWAN_KIND_DATE:
        return counted(kind, row->date.present, row->date.value.days);
    case ROWAN_KIND_TIME:
        return counted(kind, row->time.present, row->time.value.microseconds);
    case ROWAN_KIND_TIMESTAMP:
        return counted(kind, row->timestamp.present,
                       row->timestamp.value.microseconds);
    case ROWAN_KIND_FLOAT:
        return real(kind, row->f32.present, (double)row->f32.value);
    case ROWAN_KIND_DOUBLE:
        return real(kind, row->f64.present, row->f64.value);
    case ROWAN_KIND_TEXT:
        return text(kind, row->text, SIZE_MAX);
    case ROWAN_KIND_BYTES:
        return text(kind, row->bytes.data, row->bytes.size);
    case ROWAN_KIND_DECIMAL:
        return text(kind, row->decimal.text, SIZE_MAX);
    case ROWAN_KIND_JSON:
        return text(kind, row->json.text, SIZE_MAX);
    case ROWAN_KIND_INTERVAL:
        value.kind = row->interval.present ? kind : ROWAN_KIND_NULL;
        value.as.interval = row->interval.value;
        return value;
    case ROWAN_KIND_UUID:
        value.kind = row->uuid.present ? kind : ROWAN_KIND_NULL;
        value.as.uuid = row->uuid.value;
        return value;
    default:
        return value;
    }
}

/* --- comparison ----------------------------------------------------------- */

/* JSON texts are the same but for the blanks outside of strings. */
static bool
same_json(const char *a, const char *b)
{
    bool in_string = false;

    for (;;) {
        while (!in_string && *a != '\0' && strchr(" \t\n\r", *a) != NULL)
            a++;
        while (!in_string && *b != '\0' && strchr(" \t\n\r", *b) != NULL)
            b++;
        if (*a != *b || *a == '\0')
            return *a == *b;
        if (in_string && *a == '\\') {
            a++;
            b++;
            if (*a != *b)
                return false;
        } else if (*a == '"') {
            in_string = !in_string;
        }
        a++;
        b++;
    }
}

static size_t
size_of(const rowan_value *value)
{
    return value->as.text.size != SIZE_MAX ? value->as.text.size
                                           : strlen(value->as.text.data);
}

bool
type_same(const rowan_value *a, const rowan_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case ROWAN_KIND_NULL:
        return true;
    case ROWAN_KIND_FLOAT:
        return (float)a->as.real == (float)b->as.real;
    case ROWAN_KIND_DOUBLE:
        return a->as.real == b->as.real ||
               (isnan(a->as.real) && isnan(b->as.real));
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
        return size_of(a) == size_of(b) &&
               memcmp(a->as.text.data, b->as.text.data, size_of(a)) == 0;
    case ROWAN_KIND_DECIMAL:
        return rowan_decimal_compare((rowan_decimal){a->as.text.data},
                                     (rowan_decimal){b->as.text.data}) == 0;
    case ROWAN_KIND_JSON:
        return same_json(a->as.text.data, b->as.text.data);
    case ROWAN_KIND_INTERVAL:
        return a->as.interval.months == b->as.interval.months &&
               a->as.interval.days == b->as.interval.days &&
               a->as.interval.microseconds == b->as.interval.microseconds;
    case ROWAN_KIND_UUID:
        return memcmp(&a->as.uuid, &b->as.uuid, sizeof(a->as.uuid)) == 0;
    default:
        return a->as.integer == b->as.integer;
    }
}

const char *
type_show(trial *t, const rowan_value *value)
{
    const char *kind = rowan_kind_name(value->kind);
    char buffer[ROWAN_INTERVAL_TEXT_SIZE];

    switch (value->kind) {
    case ROWAN_KIND_NULL:
        return "NULL";
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return trial_format(t, "%s %.17g", kind, value->as.real);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return trial_format(t, "%s \"%s\"", kind, value->as.text.data);
    case ROWAN_KIND_BYTES:
        return trial_format(t, "%zu bytes", value->as.text.size);
    case ROWAN_KIND_INTERVAL:
        rowan_interval_format(value->as.interval, buffer);
        return trial_format(t, "%s %s", kind, buffer);
    case ROWAN_KIND_UUID:
        rowan_uuid_format(value->as.uuid, buffer);
        return trial_format(t, "%s %s", kind, buffer);
    default:
        return trial_format(t, "%s %" PRId64, kind, value->as.integer);
    }
}

static void
expect_same(trial *t, const char *what, const rowan_value *actual,
            const rowan_value *expected, const char *file, int line)
{
    trial_check(t, type_same(actual, expected), false, file, line,
                "%s: there is %s, expected %s", what, type_show(t, actual),
                type_show(t, expected));
}

/* --- the table ------------------------------------------------------------ */

/* A codec that hands values through; texts are kept by it. */
static rowan_status
to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    (void)err;
    *ret_value = *(const rowan_value *)member;
    return ROWAN_OK;
}

static rowan_status
from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    (void)err;
    *(rowan_value *)ret_member = *value;
    return ROWAN_OK;
}

enum { MODELS = 200 };

const rowan_model *
type_model(trial *t, const type_column *column)
{
    static type_column known[MODELS];
    static rowan_property properties[MODELS][2];
    static rowan_codec codecs[MODELS];
    static rowan_model_slot slots[MODELS];
    static rowan_model models[MODELS];
    static size_t count;
    size_t i = 0;
    rowan_property *id, *value;

    while (i < count && memcmp(&known[i], column, sizeof(*column)) != 0)
        i++;
    if (i < count)
        return &models[i];
    REQUIRE(count < MODELS);
    count++;
    known[i] = *column;
    id = &properties[i][0];
    value = &properties[i][1];
    id->member = "id";
    id->size = sizeof(int64_t);
    id->ctype = ROWAN_KIND_INT64;
    id->primary_key = id->not_generated = true;
    value->member = "content";
    value->offset = members[column->kind].offset;
    value->size = members[column->kind].size;
    value->ctype = column->kind | members[column->kind].form;
    value->length = column->length;
    value->precision = column->precision;
    value->scale = column->scale;
    if (column->decorated) {
        codecs[i] = (rowan_codec){.name = "decorated",
                                  .type = {.kind = column->kind},
                                  .to_value = to_value,
                                  .from_value = from_value};
        value->codec = &codecs[i];
        value->ctype = ROWAN_CTYPE_CODEC;
        value->offset = offsetof(type_row, decorated);
        value->size = sizeof(rowan_value);
    }
    models[i] = (rowan_model){.type = "type_row", .table = TYPE_TABLE,
                              .size = sizeof(type_row),
                              .alignment = _Alignof(type_row),
                              .properties = properties[i],
                              .property_count = 2, .slot = &slots[i]};
    return &models[i];
}

const rowan_model *
type_table(trial *t, const type_column *column)
{
    const rowan_model *model = type_model(t, column);
    const rowan_model *const list[] = {model, NULL};

    trial_create(t, list);
    return model;
}

static type_row *
get(trial *t, rowan_session *session, const rowan_model *model, size_t id)
{
    const rowan_value key = V_COUNT(INT64, (int64_t)id);
    type_row *row = rowan_session_get(session, model, &key, 1);

    SESSION_GIVES(session, row);
    return row;
}

rowan_expr
type_equals(const rowan_model *model, const type_column *column,
            const rowan_value *value, rowan_expr nodes[2])
{
    nodes[0] = (rowan_expr){
        .op = ROWAN_OP_COLUMN, .kind = (uint16_t)column->kind,
        .as.column = {model, members[column->kind].offset}};
    nodes[1] = (rowan_expr){.op = ROWAN_OP_LITERAL,
                            .kind = (uint16_t)column->kind,
                            .as.literal = *value};
    return (rowan_expr){.op = ROWAN_OP_EQ, .kind = ROWAN_KIND_BOOL,
                        .as.operands = {&nodes[0], &nodes[1]}};
}

static int64_t
count_equal(rowan_session *session, const rowan_model *model,
            const type_column *column, const rowan_value *value)
{
    rowan_expr nodes[2];
    const rowan_expr equal = type_equals(model, column, value, nodes);
    const rowan_query query = {.where = {&equal}};

    return rowan_session_count(session, model, &query);
}

static void
put(trial *t, const rowan_model *model, const type_column *column,
    const rowan_value *values, size_t count, bool together)
{
    rowan_session *session = trial_session(t);

    for (size_t i = 0; i < count; i++) {
        type_row row = {.id = (int64_t)i + 1};

        set(&row, column, &values[i]);
        REQUIRE(rowan_session_new(session, model, &row) != NULL);
        if (!together)
            SESSION_OK(session, rowan_commit(session));
    }
    SESSION_OK(session, rowan_commit(session));
    trial_session_end(t, session);
}

void
type_round_trip(trial *t, const type_column *column, const rowan_value *values,
                size_t count, bool together)
{
    const rowan_model *model = type_table(t, column);
    rowan_session *session;

    put(t, model, column, values, count, together);
    session = trial_session(t);
    for (size_t i = 0; i < count; i++) {
        rowan_value actual =
            type_get(get(t, session, model, i + 1), column);

        expect_same(t, trial_format(t, "value %zu", i), &actual, &values[i],
                    __FILE__, __LINE__);
    }
    trial_session_end(t, session);
}

void
type_round_trip_found(trial *t, const type_column *column,
                      const rowan_value *values, size_t count)
{
    const rowan_model *model;
    rowan_session *session;

    type_round_trip(t, column, values, count, true);
    model = type_model(t, column);
    session = trial_session(t);
    for (size_t i = 0; i < count; i++) {
        int64_t expected = 0;

        for (size_t j = 0; j < count; j++)
            expected += type_same(&values[j], &values[i]);
        trial_check_int(t, count_equal(session, model, column, &values[i]),
                        expected,
                        trial_format(t, "rows equal to %s",
                                     type_show(t, &values[i])),
                        __FILE__, __LINE__);
    }
    trial_session_end(t, session);
}

void
type_null(trial *t, const type_column *column)
{
    static const rowan_value null = V_NULL;

    type_round_trip(t, column, &null, 1, true);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM " TYPE_TABLE
                            " WHERE content IS NULL"), 1);
}

void
type_literals(trial *t, const type_column *column,
              const type_literal *literals, size_t count)
{
    const rowan_model *model = type_table(t, column);
    rowan_session *session;

    for (size_t i = 0; i < count; i++)
        trial_run(t, trial_format(t, "INSERT INTO " TYPE_TABLE
                                  " (id, content) VALUES (%zu, %s)", i + 1,
                                  literals[i].sql));
    session = trial_session(t);
    for (size_t i = 0; i < count; i++) {
        rowan_value actual =
            type_get(get(t, session, model, i + 1), column);

        expect_same(t, literals[i].sql, &actual, &literals[i].value, __FILE__,
                    __LINE__);
        if (column->kind == ROWAN_KIND_JSON || column->decorated)
            continue;
        trial_check_int(t, count_equal(session, model, column,
                                       &literals[i].value), 1,
                        trial_format(t, "rows equal to %s", literals[i].sql),
                        __FILE__, __LINE__);
    }
    trial_session_end(t, session);
}

void
type_select_direct(trial *t, const type_column *column,
                   const rowan_value *values, size_t count)
{
    const rowan_model *model = type_table(t, column);
    rowan_session *session = trial_session(t);

    for (size_t i = 0; i < count; i++) {
        const rowan_bind_value binds[] = {{"v", values[i]},
                                          rowan_bind_null(NULL)};
        void **rows = rowan_session_sql(
            session, model, trial_select(t, "1 AS id, :v AS content"),
            binds);
        rowan_value actual;

        SESSION_GIVES(session, rows);
        REQUIRE(rows[0] != NULL);
        actual = type_get(rows[0], column);
        expect_same(t, "SELECT :v", &actual, &values[i], __FILE__, __LINE__);
    }
}
