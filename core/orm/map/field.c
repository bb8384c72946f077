/* SPDX-License-Identifier: MIT */
/* Members to values and back: the one place that knows how a C type is kept. */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/map/mapping.h"

static const char *
model_name(const rowan__field *field)
{
    return field->column->property->member;
}

static const char *
label_of(const rowan_enum *enumeration, int32_t number)
{
    for (size_t i = 0; i < enumeration->label_count; i++)
        if (enumeration->labels[i].number == number)
            return enumeration->labels[i].label;
    return NULL;
}

static rowan_status
get_enum(const rowan__field *field, const char *member, rowan_value *value,
         rowan_error *err)
{
    int32_t number;
    const char *label;

    memcpy(&number, member, sizeof(number));
    label = label_of(field->enumeration, number);
    if (label == NULL)
        return rowan__error_set(
            err, ROWAN_OUT_OF_RANGE,
            "member '%s' holds %ld, which is no constant of the enumeration "
            "%s: set it to one of its constants",
            model_name(field), (long)number, field->enumeration->name);
    value->kind = ROWAN_KIND_TEXT;
    value->as.text = (rowan_view){ label, strlen(label) };
    return ROWAN_OK;
}

static rowan_status
get_chars(const rowan__field *field, const char *member, rowan_value *value,
          rowan_error *err)
{
    const char *end = memchr(member, '\0', field->size);

    if (end == NULL)
        return rowan__error_set(
            err, ROWAN_OUT_OF_RANGE,
            "member '%s' (char[%u]) has no NUL at its end: its text may have "
            "%u bytes at most",
            model_name(field), (unsigned)field->size,
            (unsigned)field->size - 1);
    value->kind = ROWAN_KIND_TEXT;
    value->as.text = (rowan_view){ member, (size_t)(end - member) };
    return ROWAN_OK;
}

static void
get_bytes(const char *member, rowan_value *value)
{
    const rowan_bytes *bytes = (const void *)member;

    value->kind =
        bytes->data != NULL ? ROWAN_KIND_BYTES : (uint32_t)ROWAN_KIND_NULL;
    value->as.text = (rowan_view){ bytes->data, bytes->size };
}

/* A plain member, of the field's kind. */
static void
get_plain(uint32_t kind, const char *member, rowan_value *value)
{
    value->kind = kind;
    switch (kind) {
    case ROWAN_KIND_BOOL:
        value->as.integer = *(const bool *)member;
        break;
    case ROWAN_KIND_INT16:
        value->as.integer = *(const int16_t *)(const void *)member;
        break;
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_DATE:
        value->as.integer = *(const int32_t *)(const void *)member;
        break;
    case ROWAN_KIND_FLOAT:
        value->as.real = (double)*(const float *)(const void *)member;
        break;
    case ROWAN_KIND_DOUBLE:
        value->as.real = *(const double *)(const void *)member;
        break;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        rowan__text_get(kind, member, value);
        break;
    case ROWAN_KIND_BYTES:
        get_bytes(member, value);
        break;
    case ROWAN_KIND_INTERVAL:
        value->as.interval = *(const rowan_interval *)(const void *)member;
        break;
    case ROWAN_KIND_UUID:
        value->as.uuid = *(const rowan_uuid *)(const void *)member;
        break;
    default: /* int64, time, timestamp */
        value->as.integer = *(const int64_t *)(const void *)member;
        break;
    }
}

rowan_status
rowan__field_get_any(const rowan__field *field, const void *row,
                     rowan_value *ret_value, rowan_error *err)
{
    const char *member = (const char *)row + field->offset;

    if (field->ctype == field->kind) {
        get_plain(field->kind, member, ret_value);
        return ROWAN_OK;
    }
    if (field->ctype & ROWAN_CTYPE_NULLABLE) {
        if (!*((const bool *)row + field->present_offset)) {
            ret_value->kind = ROWAN_KIND_NULL;
            return ROWAN_OK;
        }
    }
    if (field->ctype & ROWAN_CTYPE_ENUM)
        return get_enum(field, member, ret_value, err);
    if (field->ctype & ROWAN_CTYPE_CHARS)
        return get_chars(field, member, ret_value, err);
    if (field->ctype & ROWAN_CTYPE_CODEC)
        return field->codec->to_value(member, ret_value, err);
    get_plain(field->kind, member, ret_value);
    return ROWAN_OK;
}

/* ---- values to members ------------------------------------------------- */

static rowan_status
set_null(const rowan__field *field, void *row, rowan_error *err)
{
    char *member = (char *)row + field->offset;

    if (field->ctype & ROWAN_CTYPE_NULLABLE) {
        memset(member, 0, field->size);
        return ROWAN_OK;
    }
    if (field->ctype & ROWAN_CTYPE_CODEC) {
        rowan_value null = { .kind = ROWAN_KIND_NULL };

        return field->codec->from_value(&null, member, err);
    }
    if ((field->ctype & (ROWAN_CTYPE_CHARS | ROWAN_CTYPE_ENUM)) == 0) {
        switch (field->kind) {
        case ROWAN_KIND_TEXT:
        case ROWAN_KIND_DECIMAL:
        case ROWAN_KIND_JSON:
        case ROWAN_KIND_BYTES:
            memset(member, 0, field->size);
            return ROWAN_OK;
        default:
            break;
        }
    }
    rowan__error_set(err, ROWAN_TYPE_MISMATCH,
                     "column %s is NULL in this row, and member '%s' cannot "
                     "hold that: declare it in a nullable form",
                     field->column->name, model_name(field));
    rowan__error_column(err, field->column->name);
    return ROWAN_TYPE_MISMATCH;
}

/* A reader of a C string would lose what follows a NUL. */
static rowan_status
check_text(const rowan__field *field, const rowan_view *text,
           const char *type, rowan_error *err)
{
    if (memchr(text->data, '\0', text->size) == NULL)
        return ROWAN_OK;
    rowan__error_set(err, ROWAN_OUT_OF_RANGE,
                     "column %s has a text with a NUL byte in it in this row, "
                     "which member '%s' (%s) would cut: map it as rowan_bytes",
                     field->column->name, model_name(field), type);
    rowan__error_column(err, field->column->name);
    return ROWAN_OUT_OF_RANGE;
}

static rowan_status
set_text(const rowan__field *field, char *member, const rowan_value *value,
         rowan__arena *arena, rowan__texts texts, rowan_error *err)
{
    const char *text = value->as.text.data;

    if (field->kind != ROWAN_KIND_BYTES &&
        check_text(field, &value->as.text, "const char *", err) != ROWAN_OK)
        return ROWAN_OUT_OF_RANGE;
    if (texts == ROWAN__TEXTS_COPY) {
        text = rowan__arena_text(arena, text, value->as.text.size);
        if (text == NULL)
            return rowan__error_no_memory(err);
    }
    if (field->kind == ROWAN_KIND_BYTES)
        *(rowan_bytes *)(void *)member =
            (rowan_bytes){ text, value->as.text.size };
    else
        memcpy(member, &text, sizeof(text));
    return ROWAN_OK;
}

static rowan_status
set_chars(const rowan__field *field, char *member, const rowan_value *value,
          rowan_error *err)
{
    size_t size = value->as.text.size;

    if (size >= field->size) {
        rowan__error_set(err, ROWAN_OUT_OF_RANGE,
                         "column %s has a text of %zu bytes in this row, and "
                         "member '%s' (char[%u]) has room for %u",
                         field->column->name, size, model_name(field),
                         (unsigned)field->size, (unsigned)field->size - 1);
        rowan__error_column(err, field->column->name);
        return ROWAN_OUT_OF_RANGE;
    }
    if (check_text(field, &value->as.text, "char[]", err) != ROWAN_OK)
        return ROWAN_OUT_OF_RANGE;
    memcpy(member, value->as.text.data, size);
    memset(member + size, 0, field->size - size);
    return ROWAN_OK;
}

static rowan_status
set_enum(const rowan__field *field, char *member, const rowan_value *value,
         rowan_error *err)
{
    const rowan_enum *enumeration = field->enumeration;

    for (size_t i = 0; i < enumeration->label_count; i++) {
        const char *label = enumeration->labels[i].label;

        if (strlen(label) == value->as.text.size &&
            memcmp(label, value->as.text.data, value->as.text.size) == 0) {
            memcpy(member, &enumeration->labels[i].number, sizeof(int32_t));
            return ROWAN_OK;
        }
    }
    rowan__error_set(err, ROWAN_TYPE_MISMATCH,
                     "column %s holds a text in this row that is no label of "
                     "the enumeration %s",
                     field->column->name, enumeration->name);
    rowan__error_column(err, field->column->name);
    return ROWAN_TYPE_MISMATCH;
}

rowan_status
rowan__field_set(const rowan__field *field, void *row,
                 const rowan_value *value, rowan__arena *arena,
                 rowan__texts texts, rowan_error *err)
{
    char *member = (char *)row + field->offset;

    if (value->kind == ROWAN_KIND_NULL)
        return set_null(field, row, err);
    if (field->ctype & (ROWAN_CTYPE_CHARS | ROWAN_CTYPE_ENUM |
                        ROWAN_CTYPE_CODEC | ROWAN_CTYPE_NULLABLE)) {
        if (field->ctype & ROWAN_CTYPE_CODEC)
            return field->codec->from_value(value, member, err);
        if (field->ctype & ROWAN_CTYPE_NULLABLE)
            *((bool *)row + field->present_offset) = true;
        if (field->ctype & ROWAN_CTYPE_CHARS)
            return set_chars(field, member, value, err);
        if (field->ctype & ROWAN_CTYPE_ENUM)
            return set_enum(field, member, value, err);
    }
    switch (field->kind) {
    case ROWAN_KIND_BOOL:
        *(bool *)member = value->as.integer != 0;
        break;
    case ROWAN_KIND_INT16:
        *(int16_t *)(void *)member = (int16_t)value->as.integer;
        break;
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_DATE:
        *(int32_t *)(void *)member = (int32_t)value->as.integer;
        break;
    case ROWAN_KIND_FLOAT:
        *(float *)(void *)member = (float)value->as.real;
        break;
    case ROWAN_KIND_DOUBLE:
        *(double *)(void *)member = value->as.real;
        break;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
    case ROWAN_KIND_BYTES:
        return set_text(field, member, value, arena, texts, err);
    case ROWAN_KIND_INTERVAL:
        *(rowan_interval *)(void *)member = value->as.interval;
        break;
    case ROWAN_KIND_UUID:
        *(rowan_uuid *)(void *)member = value->as.uuid;
        break;
    default: /* int64, time, timestamp */
        *(int64_t *)(void *)member = value->as.integer;
        break;
    }
    return ROWAN_OK;
}

/* ---- others ------------------------------------------------------------ */

void
rowan__field_clear(const rowan__field *field, void *row)
{
    char *member = (char *)row + field->offset;

    if (field->codec != NULL && field->codec->clear != NULL)
        field->codec->clear(member);
    memset(member, 0, field->size);
}

void
rowan__row_clear(const rowan__mapping *mapping, void *row)
{
    for (uint32_t i = 0;
         mapping->codec_count > 0 && i < mapping->field_count; i++)
        if (mapping->fields[i].codec != NULL)
            rowan__field_clear(&mapping->fields[i], row);
}

static int
compare_texts(const rowan_view *a, const rowan_view *b)
{
    size_t common = a->size < b->size ? a->size : b->size;
    int order = common > 0 && a->data != b->data
                    ? memcmp(a->data, b->data, common)
                    : 0;

    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

int
rowan__value_compare(const rowan_value *a, const rowan_value *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    switch (a->kind) {
    case ROWAN_KIND_NULL:
        return 0;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return compare_texts(&a->as.text, &b->as.text);
    case ROWAN_KIND_INTERVAL:
        return memcmp(&a->as.interval, &b->as.interval,
                      sizeof(a->as.interval));
    case ROWAN_KIND_UUID:
        return memcmp(&a->as.uuid, &b->as.uuid, sizeof(a->as.uuid));
    default: /* floats by their bits: -0.0 and 0.0 differ */
        return (a->as.integer > b->as.integer) -
               (a->as.integer < b->as.integer);
    }
}

bool
rowan__value_is_equal(const rowan_value *a, const rowan_value *b)
{
    /* Texts of two sizes differ whatever their bytes are. */
    return a->kind == b->kind &&
           !(rowan__value_is_view(a) && a->as.text.size != b->as.text.size) &&
           rowan__value_compare(a, b) == 0;
}

uint64_t
rowan__value_hash(const rowan_value *value)
{
    switch (value->kind) {
    case ROWAN_KIND_NULL:
        return 0;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return rowan__hash_bytes(value->as.text.data, value->as.text.size);
    case ROWAN_KIND_INTERVAL:
    case ROWAN_KIND_UUID:
        return rowan__hash_bytes(&value->as.uuid, sizeof(value->as.uuid));
    default:
        return rowan__hash_mix((uint64_t)value->as.integer, value->kind);
    }
}
