/* SPDX-License-Identifier: MIT */
/*
 * Copies of what a plugin tells. A plugin may be older or newer than this
 * library, so structs are copied by the smaller of both sizes; where their
 * texts are is data.
 */
#include "catalog/reflection.h"

#include "base/error_priv.h"

#include <string.h>

/* --- where the texts are, names first ------------------------------------- */

#define COUNT(array_) (sizeof(array_) / sizeof *(array_))
#define SHAPE(type_, texts_, names_, needs_name_, what_)                   \
    {                                                                      \
        sizeof(type_), texts_, COUNT(texts_), (names_), needs_name_, what_ \
    }

static const size_t table_texts[] = {
    offsetof(rowan_table_info, name),
    offsetof(rowan_table_info, schema),
    offsetof(rowan_table_info, comment),
    offsetof(rowan_table_info, view_sql),
};
const rowan__info_shape rowan__info_table =
    SHAPE(rowan_table_info, table_texts, 2, true, "table");

static const size_t column_texts[] = {
    offsetof(rowan_column_info, name),
    offsetof(rowan_column_info, type_schema),
    offsetof(rowan_column_info, native_type),
    offsetof(rowan_column_info, default_sql),
    offsetof(rowan_column_info, computed_sql),
    offsetof(rowan_column_info, collation),
    offsetof(rowan_column_info, comment),
};
const rowan__info_shape rowan__info_column =
    SHAPE(rowan_column_info, column_texts, 2, true, "column");

static const size_t key_texts[] = {
    offsetof(rowan_key_info, name),
    offsetof(rowan_key_info, comment),
};
const rowan__info_shape rowan__info_key =
    SHAPE(rowan_key_info, key_texts, 1, false, "key");

static const size_t foreign_key_texts[] = {
    offsetof(rowan_foreign_key_info, name),
    offsetof(rowan_foreign_key_info, target_schema),
    offsetof(rowan_foreign_key_info, target_table),
    offsetof(rowan_foreign_key_info, comment),
};
const rowan__info_shape rowan__info_foreign_key =
    SHAPE(rowan_foreign_key_info, foreign_key_texts, 3, false, "foreign key");

static const size_t check_texts[] = {
    offsetof(rowan_check_info, name),
    offsetof(rowan_check_info, sql),
    offsetof(rowan_check_info, comment),
};
const rowan__info_shape rowan__info_check =
    SHAPE(rowan_check_info, check_texts, 1, false, "check");

static const size_t index_texts[] = {
    offsetof(rowan_index_info, name),
    offsetof(rowan_index_info, constraint),
    offsetof(rowan_index_info, where_sql),
    offsetof(rowan_index_info, method),
    offsetof(rowan_index_info, comment),
};
const rowan__info_shape rowan__info_index =
    SHAPE(rowan_index_info, index_texts, 2, true, "index");

static const size_t part_texts[] = {
    offsetof(rowan_index_part, column),
    offsetof(rowan_index_part, expression),
    offsetof(rowan_index_part, collation),
    offsetof(rowan_index_part, operators),
};
const rowan__info_shape rowan__info_part =
    SHAPE(rowan_index_part, part_texts, 1, false, "part of an index");

static const size_t sequence_texts[] = {
    offsetof(rowan_sequence_info, name),
    offsetof(rowan_sequence_info, schema),
    offsetof(rowan_sequence_info, owner_schema),
    offsetof(rowan_sequence_info, owner_table),
    offsetof(rowan_sequence_info, owner_column),
    offsetof(rowan_sequence_info, comment),
};
const rowan__info_shape rowan__info_sequence =
    SHAPE(rowan_sequence_info, sequence_texts, 5, false, "sequence");

static const size_t enum_texts[] = {
    offsetof(rowan_enum_info, name),
    offsetof(rowan_enum_info, schema),
    offsetof(rowan_enum_info, comment),
};
const rowan__info_shape rowan__info_enum =
    SHAPE(rowan_enum_info, enum_texts, 2, true, "enumeration");

static const size_t schema_texts[] = {
    offsetof(rowan_schema_info, name),
    offsetof(rowan_schema_info, comment),
};
const rowan__info_shape rowan__info_schema =
    SHAPE(rowan_schema_info, schema_texts, 1, true, "schema");

/* --- copies --------------------------------------------------------------- */

bool
rowan__copy_text(rowan__arena *arena, const char **text)
{
    if (*text != NULL)
        *text = rowan__arena_text(arena, *text, strlen(*text));
    else
        return true;
    return *text != NULL;
}

bool
rowan__copy_name(rowan__arena *arena, const rowan_dialect *dialect,
                 const char **name)
{
    char folded[ROWAN__FOLD_SIZE];

    *name = rowan__identifier_told(dialect, *name, folded);
    return rowan__copy_text(arena, name);
}

static bool
copy_texts(rowan__arena *arena, const rowan_dialect *dialect,
           const rowan__info_shape *shape, void *built)
{
    for (uint32_t i = 0; i < shape->text_count; i++) {
        char *place = (char *)built + shape->texts[i];
        const char *text;

        memcpy(&text, place, sizeof text);
        if (i < shape->name_count ? !rowan__copy_name(arena, dialect, &text)
                                  : !rowan__copy_text(arena, &text))
            return false;
        memcpy(place, &text, sizeof text);
    }
    return true;
}

rowan_status
rowan__info_copy(rowan__arena *arena, const rowan_dialect *dialect,
                 const rowan__info_shape *shape, const void *given, void *built,
                 rowan_error *err)
{
    uint32_t full = (uint32_t)shape->size;
    uint32_t size;
    const char *name;

    memcpy(&size, given, sizeof size); /* each struct begins with its size */
    /* Half a pointer is no pointer. */
    size -= size % (uint32_t)sizeof(void *);
    memcpy(built, given, size < full ? size : full);
    memcpy(built, &full, sizeof full);
    memcpy(&name, (char *)built + shape->texts[0], sizeof name);
    if (shape->needs_name && name == NULL)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "the plugin told of a %s without a name",
                                shape->what);
    if (!copy_texts(arena, dialect, shape, built))
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

bool
rowan__copy_options(rowan__arena *arena, const rowan_option **options,
                    uint32_t option_count)
{
    const rowan_option *given = *options;
    rowan_option *copies =
        rowan__arena_zalloc(arena, option_count * sizeof *copies);

    if (copies == NULL)
        return false;
    *options = copies;
    for (uint32_t i = 0; i < option_count; i++) {
        copies[i] = given[i];
        if (!rowan__copy_text(arena, &copies[i].name) ||
            !rowan__copy_text(arena, &copies[i].value))
            return false;
    }
    return true;
}

bool
rowan__copy_type(rowan__arena *arena, const rowan_dialect *dialect,
                 const rowan_type *given, rowan_type *ret_type)
{
    const char **labels;

    if (given == NULL)
        return true;
    *ret_type = *given;
    if (!rowan__copy_name(arena, dialect, &ret_type->enum_name))
        return false;
    if (given->label_count == 0)
        return true;
    labels = rowan__arena_zalloc(arena, given->label_count * sizeof *labels);
    if (labels == NULL)
        return false;
    ret_type->labels = labels;
    for (uint32_t i = 0; i < given->label_count; i++) {
        labels[i] = given->labels[i];
        if (!rowan__copy_text(arena, &labels[i]))
            return false;
    }
    return true;
}

/* --- lists ---------------------------------------------------------------- */

bool
rowan__told_add(rowan__arena *arena, rowan__told_list *list, void *item)
{
    struct rowan__told_node *node = rowan__arena_zalloc(arena, sizeof *node);

    if (node == NULL)
        return false;
    node->item = item;
    if (list->last == NULL)
        list->first = node;
    else
        list->last->next = node;
    list->last = node;
    list->count++;
    return true;
}

bool
rowan__told_names(rowan__arena *arena, const rowan_dialect *dialect,
                  rowan__told_list *list, const char *const *names,
                  uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char folded[ROWAN__FOLD_SIZE];
        const char *name = rowan__identifier_told(dialect, names[i], folded);

        if (!rowan__told_texts(arena, list, &name, 1))
            return false;
    }
    return true;
}

bool
rowan__told_texts(rowan__arena *arena, rowan__told_list *list,
                  const char *const *texts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char *copy = rowan__arena_text(arena, texts[i], strlen(texts[i]));

        if (copy == NULL || !rowan__told_add(arena, list, copy))
            return false;
    }
    return true;
}

void **
rowan__told_array(rowan__arena *arena, const rowan__told_list *list)
{
    void **array = rowan__arena_zalloc(arena, list->count * sizeof *array);
    uint32_t count = 0;

    if (array == NULL)
        return NULL;
    for (const struct rowan__told_node *node = list->first; node != NULL;
         node = node->next)
        array[count++] = node->item;
    return array;
}
