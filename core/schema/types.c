/* SPDX-License-Identifier: MIT */
/* From the C type of a member to the SQL type of its column. */
#include "schema/schema_priv.h"

#include "base/character.h"
#include "base/error_priv.h"

#include <string.h>

rowan_type
rowan__property_type(const rowan_property *property)
{
    rowan_type type = {.kind = property->ctype & ROWAN_CTYPE_KIND_MASK};

    if (property->ctype & ROWAN_CTYPE_CODEC) {
        if (property->codec == NULL)
            return (rowan_type){0};
        type = property->codec->type;
    }
    if (property->ctype & ROWAN_CTYPE_CHARS)
        type.length = (int32_t)property->size - 1; /* the NUL is not text */
    if (property->length != 0)
        type.length = property->length;
    if (property->precision != 0)
        type.precision = property->precision;
    if (property->scale != 0)
        type.scale = property->scale;
    if (type.kind >= ROWAN_KIND_COUNT)
        type.kind = ROWAN_KIND_NULL;
    return type;
}

bool
rowan__property_holds_nothing(const rowan_property *property)
{
    if (property->ctype & (ROWAN_CTYPE_NULLABLE | ROWAN_CTYPE_CODEC))
        return true;
    if (property->ctype & (ROWAN_CTYPE_CHARS | ROWAN_CTYPE_ENUM))
        return false;
    switch (property->ctype & ROWAN_CTYPE_KIND_MASK) {
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return true; /* views: a NULL pointer */
    default:
        return false;
    }
}

/* --- labels -------------------------------------------------------------- */

/* Labels stand in DDL as literals. How a database reads a backslash in one
 * depends on its settings, so there is none. */
static rowan_status
check_label(const rowan__builder *b, const rowan_property *property,
            const char *label)
{
    if (label == NULL || label[0] == '\0')
        return rowan__model_fail(b, property, "an enum label is empty");
    if (label[rowan__characters_size(label)] != '\0')
        return rowan__model_fail(b, property,
                                 "an enum label has a control character, or "
                                 "is not UTF-8");
    if (strchr(label, '\\') != NULL)
        return rowan__model_fail(b, property,
                                 "enum label '%s' has a backslash, which "
                                 "databases read differently: use another",
                                 label);
    return ROWAN_OK;
}

static rowan_status
check_labels(const rowan__builder *b, const rowan_property *property,
             const char *const *labels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rowan_status status = check_label(b, property, labels[i]);

        if (status != ROWAN_OK)
            return status;
        for (size_t j = 0; j < i; j++)
            if (strcmp(labels[i], labels[j]) == 0)
                return rowan__model_fail(
                    b, property, "enum label '%s' is listed twice", labels[i]);
    }
    return ROWAN_OK;
}

static rowan_status
check_numbers(const rowan__builder *b, const rowan_property *property,
              const rowan_enum *type)
{
    for (size_t i = 0; i < type->label_count; i++)
        for (size_t j = 0; j < i; j++)
            if (type->labels[i].number == type->labels[j].number)
                return rowan__model_fail(
                    b, property,
                    "enum %s gives the number %d to '%s' and to '%s': reading "
                    "could not tell them apart",
                    type->name, (int)type->labels[i].number,
                    type->labels[j].label, type->labels[i].label);
    return ROWAN_OK;
}

static rowan_status
build_enum(const rowan__builder *b, const rowan_property *property,
           rowan_type *type)
{
    const rowan_enum *source =
        property->enumeration != NULL ? property->enumeration() : NULL;
    const char **labels;
    rowan_status status;

    if (source == NULL)
        return rowan__model_fail(b, property,
                                 "has no enum type: use ROWAN_ENUM");
    if ((status = rowan__name_usable(b, property, "enum type", source->name)) !=
        ROWAN_OK)
        return status;
    if (source->labels == NULL || source->label_count == 0)
        return rowan__model_fail(b, property,
                                 "enum %s has no labels: add rows { constant, "
                                 "\"label\" } to ROWAN_ENUM_TYPE",
                                 source->name);
    labels = rowan__build_alloc(b, source->label_count, sizeof *labels);
    if (labels == NULL)
        return ROWAN_NO_MEMORY;
    for (size_t i = 0; i < source->label_count; i++)
        labels[i] = source->labels[i].label;
    type->enum_name = source->name;
    type->labels = labels;
    type->label_count = (uint32_t)source->label_count;
    status = check_labels(b, property, labels, source->label_count);
    return status != ROWAN_OK ? status : check_numbers(b, property, source);
}

/* --- codecs -------------------------------------------------------------- */

static rowan_status
check_codec(const rowan__builder *b, const rowan_property *property)
{
    const rowan_codec *codec = property->codec;
    const rowan_type *type;

    if (codec == NULL)
        return rowan__model_fail(b, property, "its codec is NULL: pass &codec");
    if (codec->name == NULL || codec->name[0] == '\0')
        return rowan__model_fail(b, property, "its codec has no name");
    if (codec->to_value == NULL || codec->from_value == NULL)
        return rowan__model_fail(
            b, property, "codec %s lacks to_value or from_value", codec->name);
    type = &codec->type;
    if (type->kind == ROWAN_KIND_NULL || type->kind >= ROWAN_KIND_COUNT)
        return rowan__model_fail(b, property,
                                 "codec %s has the kind %u, which no column "
                                 "has: set .type.kind to one of rowan_kind",
                                 codec->name, (unsigned)type->kind);
    if (type->label_count > 0 &&
        (type->labels == NULL || type->kind != ROWAN_KIND_TEXT))
        return rowan__model_fail(b, property,
                                 "codec %s has labels: it must list them, and "
                                 "be of kind text",
                                 codec->name);
    return check_labels(b, property, type->labels, type->label_count);
}

/* --- sizes --------------------------------------------------------------- */

static rowan_status
check_sizes(const rowan__builder *b, const rowan_property *property,
            const rowan_type *type)
{
    bool is_text =
        type->kind == ROWAN_KIND_TEXT || type->kind == ROWAN_KIND_BYTES;

    if (type->length != 0 && (!is_text || type->label_count > 0))
        return rowan__model_fail(b, property,
                                 ".length is for texts and bytes: drop it");
    if (type->length < 0)
        return rowan__model_fail(b, property, ".length is negative");
    if ((property->ctype & ROWAN_CTYPE_CHARS) && property->size < 2)
        return rowan__model_fail(b, property,
                                 "char[1] has room for the final NUL only");
    if ((property->ctype & ROWAN_CTYPE_CHARS) &&
        (size_t)type->length > property->size - 1)
        return rowan__model_fail(b, property,
                                 ".length is %d, but char[%zu] holds %zu bytes "
                                 "and a NUL: make the array longer",
                                 (int)type->length, property->size,
                                 property->size - 1);
    if (type->kind != ROWAN_KIND_DECIMAL &&
        (type->precision != 0 || type->scale != 0))
        return rowan__model_fail(b, property,
                                 ".precision and .scale are for rowan_decimal: "
                                 "drop them");
    if (type->precision < 0 || type->scale < 0)
        return rowan__model_fail(b, property,
                                 ".precision or .scale is negative");
    /* No precision: no limit, also of places. */
    if (type->scale > type->precision)
        return rowan__model_fail(b, property,
                                 ".scale is %d, more than the %d digits of "
                                 ".precision: say how many digits in all",
                                 (int)type->scale, (int)type->precision);
    return ROWAN_OK;
}

rowan_status
rowan__type_build(const rowan__builder *builder, const rowan_property *property,
                  rowan_type *ret_type)
{
    rowan_type type = rowan__property_type(property);
    rowan_status status = ROWAN_OK;

    if (property->ctype & ROWAN_CTYPE_CODEC)
        status = check_codec(builder, property);
    else if (property->ctype & ROWAN_CTYPE_ENUM)
        status = build_enum(builder, property, &type);
    else if (type.kind == ROWAN_KIND_NULL)
        status = rowan__model_fail(builder, property,
                                   "has no type: use ROWAN_COLUMN");
    if (status == ROWAN_OK)
        status = check_sizes(builder, property, &type);
    if (status == ROWAN_OK)
        *ret_type = type;
    return status;
}
