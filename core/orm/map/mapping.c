/* SPDX-License-Identifier: MIT */
#include "orm/map/mapping.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#include <pthread.h>

/* All mappings of the process, so that they can be freed. */
typedef struct built_mapping {
    rowan__mapping mapping;
    struct built_mapping *next;
} built_mapping;

static pthread_mutex_t mappings_lock = PTHREAD_MUTEX_INITIALIZER;
static built_mapping *mappings;

static void
free_mapping(built_mapping *built)
{
    rowan__free(built->mapping.fields);
    rowan__free(built->mapping.wanted);
    rowan__free(built->mapping.spans);
    rowan__free(built);
}

/* Where `present` is in a nullable form of a value of a kind. */
static uint32_t
present_offset(uint32_t kind)
{
    switch (kind) {
    case ROWAN_KIND_BOOL:
        return offsetof(rowan_nullable_bool, present);
    case ROWAN_KIND_INT16:
        return offsetof(rowan_nullable_int16, present);
    case ROWAN_KIND_INT32:
        return offsetof(rowan_nullable_int32, present);
    case ROWAN_KIND_FLOAT:
        return offsetof(rowan_nullable_float, present);
    case ROWAN_KIND_DATE:
        return offsetof(rowan_nullable_date, present);
    case ROWAN_KIND_INTERVAL:
        return offsetof(rowan_nullable_interval, present);
    case ROWAN_KIND_UUID:
        return offsetof(rowan_nullable_uuid, present);
    default:
        return offsetof(rowan_nullable_int64, present);
    }
}

/* Where a field has zeros when it holds nothing. */
static rowan__span
absence_of(const rowan__field *field)
{
    if (field->ctype & ROWAN_CTYPE_NULLABLE)
        return (rowan__span){field->present_offset, sizeof(bool)};
    if (field->column->identity || field->column->property->zero_is_default)
        return (rowan__span){field->offset, field->size};
    switch (field->ctype) {
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
    case ROWAN_KIND_BYTES: /* begins with its pointer */
        return (rowan__span){field->offset, sizeof(const char *)};
    default:
        return (rowan__span){0, 0};
    }
}

static void
fill_field(rowan__mapping *mapping, uint32_t index)
{
    const rowan__column *column = &mapping->table->columns[index];
    rowan__field *field = &mapping->fields[index];

    field->column = column;
    field->ctype = column->ctype;
    field->kind = column->ctype & ROWAN_CTYPE_KIND_MASK;
    field->offset = (uint32_t)column->offset;
    field->size = (uint32_t)column->property->size;
    if (field->ctype & ROWAN_CTYPE_NULLABLE)
        field->present_offset = field->offset + present_offset(field->kind);
    if (field->ctype & ROWAN_CTYPE_CODEC) {
        field->codec = column->property->codec;
        field->codec_index = mapping->codec_count++;
    }
    if (field->ctype & ROWAN_CTYPE_ENUM)
        field->enumeration = column->property->enumeration();
    field->absence = absence_of(field);
    if (column->property->computed_sql != NULL) {
        rowan__mask_add(&mapping->returned, index);
        mapping->has_returned = true;
    }
    mapping->wanted[index] = field->kind;
}

/* A span for each field, in the order of the struct. */
static void
sort_spans(rowan__mapping *mapping)
{
    for (uint32_t i = 0; i < mapping->field_count; i++) {
        const rowan__field *field = &mapping->fields[i];
        rowan__span span = {field->offset, field->size};
        uint32_t at = i;

        if (field->ctype & ROWAN_CTYPE_NULLABLE)
            span.size =
                field->present_offset + (uint32_t)sizeof(bool) - field->offset;
        for (; at > 0 && mapping->spans[at - 1].offset > span.offset; at--)
            mapping->spans[at] = mapping->spans[at - 1];
        mapping->spans[at] = span;
    }
}

static void
fill_spans(rowan__mapping *mapping)
{
    rowan__span *last = NULL;

    sort_spans(mapping);
    for (uint32_t i = 0; i < mapping->field_count; i++) {
        rowan__span span = mapping->spans[i];

        if (last != NULL && last->offset + last->size == span.offset) {
            last->size += span.size;
        } else {
            last = &mapping->spans[mapping->span_count++];
            *last = span;
        }
    }
}

static void
fill_layout(rowan__mapping *mapping)
{
    const rowan__key *key = &mapping->table->primary_key;
    size_t rounded = (mapping->size + 7) & ~(size_t)7;
    size_t object;

    mapping->snapshot_offset = (uint32_t)rounded;
    mapping->values_offset = (uint32_t)(2 * rounded);
    object = ROWAN__OBJECT_HEADER + 2 * rounded +
             mapping->codec_count * sizeof(rowan_value);
    mapping->object_size = (uint32_t)((object + 15) & ~(size_t)15);
    if (key->column_count == 0)
        return;
    mapping->first_key = key->columns[0];
    if (key->column_count == 1) {
        uint32_t kind = mapping->fields[key->columns[0]].kind;
        uint32_t ctype = mapping->fields[key->columns[0]].ctype;

        mapping->integer_key =
            kind >= ROWAN_KIND_INT16 && kind <= ROWAN_KIND_INT64 &&
            (ctype & ~(uint32_t)ROWAN_CTYPE_KIND_MASK) == 0;
    }
}

static rowan_status
check_limits(const rowan_model *model, const rowan__table *table,
             rowan_error *err)
{
    if (table->column_count > ROWAN__COLUMNS_MAX)
        return rowan__error_set(
            err, ROWAN_MODEL_INVALID,
            "model %s has %u columns; a struct is mapped to %d at most: split "
            "it into two models",
            model->type, (unsigned)table->column_count, ROWAN__COLUMNS_MAX);
    if (model->alignment > ROWAN__ALIGNMENT_MAX || model->size > 1 << 20)
        return rowan__error_set(
            err, ROWAN_MODEL_INVALID,
            "model %s is a struct of %zu bytes aligned to %zu; sessions keep "
            "structs of at most 1 MiB aligned to at most %d: keep large data "
            "behind a pointer",
            model->type, model->size, model->alignment,
            (int)ROWAN__ALIGNMENT_MAX);
    for (uint32_t i = 0; i < table->primary_key.column_count; i++)
        if (table->columns[table->primary_key.columns[i]].ctype &
            ROWAN_CTYPE_CODEC)
            return rowan__error_set(
                err, ROWAN_MODEL_INVALID,
                "model %s has a member with a codec in its primary key; keys "
                "are of the types of rowan/value.h",
                model->type);
    return ROWAN_OK;
}

static rowan_status
build_mapping(const rowan_model *model, built_mapping **ret_built,
              rowan_error *err)
{
    const rowan__table *table;
    built_mapping *built;
    rowan__mapping *mapping;
    rowan_status status = rowan__model_table(model, &table, err);

    if (status == ROWAN_OK)
        status = check_limits(model, table, err);
    if (status != ROWAN_OK)
        return status;
    built = rowan__calloc(1, sizeof(*built));
    if (built == NULL)
        return rowan__error_no_memory(err);
    mapping = &built->mapping;
    mapping->model = model;
    mapping->table = table;
    mapping->size = model->size;
    mapping->field_count = table->column_count;
    mapping->fields =
        rowan__calloc(table->column_count, sizeof(*mapping->fields));
    mapping->wanted =
        rowan__calloc(table->column_count, sizeof(*mapping->wanted));
    mapping->spans =
        rowan__calloc(table->column_count, sizeof(*mapping->spans));
    if (mapping->fields == NULL || mapping->wanted == NULL ||
        mapping->spans == NULL) {
        free_mapping(built);
        return rowan__error_no_memory(err);
    }
    for (uint32_t i = 0; i < table->column_count; i++)
        fill_field(mapping, i);
    fill_spans(mapping);
    fill_layout(mapping);
    *ret_built = built;
    return ROWAN_OK;
}

/* The slow path: builds the mapping unless another thread just did. */
ROWAN__COLD static rowan_status
build_and_publish(const rowan_model *model, const rowan__mapping **ret_mapping,
                  rowan_error *err)
{
    built_mapping *built = NULL;
    rowan_status status = ROWAN_OK;

    if (model == NULL || model->slot == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "a model was asked for, and got NULL");
    pthread_mutex_lock(&mappings_lock);
    if (model->slot->mapping == NULL) {
        status = build_mapping(model, &built, err);
        if (status == ROWAN_OK) {
            built->next = mappings;
            mappings = built;
            __atomic_store_n(&model->slot->mapping, (void *)&built->mapping,
                             __ATOMIC_RELEASE);
        }
    }
    if (status == ROWAN_OK)
        *ret_mapping = model->slot->mapping;
    pthread_mutex_unlock(&mappings_lock);
    return status;
}

rowan_status
rowan__mapping_of(const rowan_model *model, const rowan__mapping **ret_mapping,
                  rowan_error *err)
{
    const rowan__mapping *mapping =
        model != NULL && model->slot != NULL
            ? __atomic_load_n(&model->slot->mapping, __ATOMIC_ACQUIRE)
            : NULL;

    if (mapping == NULL)
        return build_and_publish(model, ret_mapping, err);
    *ret_mapping = mapping;
    return ROWAN_OK;
}

static rowan_status
has_no_table(const rowan_model *model, rowan_error *err)
{
    return rowan__error_set(
        err, ROWAN_INVALID,
        "%s is the row of a report (ROWAN_ROW) and has no table; objects "
        "need a model with one (ROWAN_MODEL)",
        model->type);
}

rowan_status
rowan__mapping_of_table(const rowan_model *model,
                        const rowan__mapping **ret_mapping, rowan_error *err)
{
    rowan_status status = rowan__mapping_of(model, ret_mapping, err);

    if (status == ROWAN_OK && (*ret_mapping)->table->name == NULL)
        return has_no_table(model, err);
    return status;
}

void
rowan__mapping_shutdown(void)
{
    while (mappings != NULL) {
        built_mapping *next = mappings->next;

        mappings->mapping.model->slot->mapping = NULL;
        free_mapping(mappings);
        mappings = next;
    }
}

const rowan__field *
rowan__mapping_field_at(const rowan__mapping *mapping, size_t offset)
{
    for (uint32_t i = 0; i < mapping->field_count; i++)
        if (mapping->fields[i].offset == offset)
            return &mapping->fields[i];
    return NULL;
}
