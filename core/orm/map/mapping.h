/* SPDX-License-Identifier: MIT */
/*
 * Mappings: how the struct of a model and the columns of its table become
 * each other. Built once a process on top of the table, constant after.
 */
#ifndef ROWAN_ORM_MAP_MAPPING_H
#define ROWAN_ORM_MAP_MAPPING_H

#include "base/arena.h"
#include "base/value.h"
#include "schema/table.h"

#include <stddef.h>
#include <string.h>

/* Most columns of a mapped struct: a set of columns is a fixed-size mask. */
#define ROWAN__COLUMNS_MAX 256
#define ROWAN__MASK_WORDS (ROWAN__COLUMNS_MAX / 64)

typedef struct rowan__mask {
    uint64_t words[ROWAN__MASK_WORDS];
} rowan__mask;

static inline void
rowan__mask_add(rowan__mask *mask, uint32_t bit)
{
    mask->words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

static inline bool
rowan__mask_has(const rowan__mask *mask, uint32_t bit)
{
    return (mask->words[bit / 64] >> (bit % 64)) & 1;
}

static inline bool
rowan__mask_is_equal(const rowan__mask *a, const rowan__mask *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

/* Whether one of a key's columns is in the set. */
static inline bool
rowan__mask_meets(const rowan__mask *mask, const rowan__key *key)
{
    for (uint32_t i = 0; i < key->column_count; i++)
        if (rowan__mask_has(mask, key->columns[i]))
            return true;
    return false;
}

/* Bytes of the struct. */
typedef struct rowan__span {
    uint32_t offset, size;
} rowan__span;

/* One member and its column. */
typedef struct rowan__field {
    uint32_t kind;   /* as the value crosses to the driver */
    uint32_t ctype;  /* rowan_ctype bits */
    uint32_t offset; /* of the member in the struct */
    uint32_t size;   /* of the member */
    uint32_t present_offset; /* nullable forms: of `present` in the struct */
    uint32_t codec_index;    /* codecs: which of the snapshot's values */
    rowan__span absence; /* zeros if it holds nothing; size 0: it never does */
    const rowan__column *column;
    const rowan_codec *codec;
    const rowan_enum *enumeration;
} rowan__field;

typedef struct rowan__mapping {
    const rowan_model *model;
    const rowan__table *table;
    rowan__field *fields; /* one a column, in the table's order */
    uint32_t field_count;
    uint32_t *wanted; /* the kinds that a row is wanted in */
    /* All that columns keep, ascending; neighbours are one. Padding is in
     * none of them, nor are members of the program's own. */
    rowan__span *spans;
    uint32_t span_count;
    size_t size;      /* of the struct */
    uint32_t codec_count;
    bool integer_key;     /* one key column of an integer kind */
    uint32_t first_key;   /* index of the first key field */
    rowan__mask returned; /* columns that the database computes always */
    bool has_returned;
    uint32_t object_size;     /* header, struct, snapshot */
    uint32_t snapshot_offset; /* from the struct */
    uint32_t values_offset;   /* from the struct: codec_count values */
} rowan__mapping;

/* Bytes before the struct of an object: rowan__object. */
#define ROWAN__OBJECT_HEADER 16

/* Of structs: what memory has everywhere, and the header does not undo. */
#define ROWAN__ALIGNMENT_MAX                      \
    (_Alignof(max_align_t) < ROWAN__OBJECT_HEADER \
         ? _Alignof(max_align_t)                  \
         : ROWAN__OBJECT_HEADER)

/* The mapping of a model; builds it at the first call, lock-free after.
 * ROWAN_MODEL_INVALID, ROWAN_NO_MEMORY. */
rowan_status rowan__mapping_of(const rowan_model *model,
                               const rowan__mapping **ret_mapping,
                               rowan_error *err);
/* The same for models that need a table: not the row of a report. */
rowan_status rowan__mapping_of_table(const rowan_model *model,
                                     const rowan__mapping **ret_mapping,
                                     rowan_error *err);

/* Frees all mappings; every session must be closed. */
void rowan__mapping_shutdown(void);

/* The field whose member is at an offset, or NULL. */
const rowan__field *rowan__mapping_field_at(const rowan__mapping *mapping,
                                            size_t offset);

/* A member that points to its text, of a kind whose values are texts. */
static inline void
rowan__text_get(uint32_t kind, const char *member, rowan_value *ret_value)
{
    const char *text;

    memcpy(&text, member, sizeof(text));
    ret_value->kind = text != NULL ? kind : (uint32_t)ROWAN_KIND_NULL;
    ret_value->as.text = (rowan_view){ text, text != NULL ? strlen(text) : 0 };
}

/* rowan__field_get() of what is no common member. */
rowan_status rowan__field_get_any(const rowan__field *field, const void *row,
                                  rowan_value *ret_value, rowan_error *err);

/*
 * The value of a member, as a view into the struct (or what the codec gives).
 * ROWAN_OUT_OF_RANGE: a number that is no constant of its enumeration, a
 * char[N] without an end; or what the codec says.
 */
static inline rowan_status
rowan__field_get(const rowan__field *field, const void *row,
                 rowan_value *ret_value, rowan_error *err)
{
    const char *member = (const char *)row + field->offset;

    if (field->ctype == ROWAN_KIND_TEXT) {
        rowan__text_get(ROWAN_KIND_TEXT, member, ret_value);
        return ROWAN_OK;
    }
    if (field->ctype == ROWAN_KIND_INT64) {
        ret_value->kind = ROWAN_KIND_INT64;
        memcpy(&ret_value->as.integer, member, sizeof(int64_t));
        return ROWAN_OK;
    }
    return rowan__field_get_any(field, row, ret_value, err);
}

/* How rowan__field_set treats texts and bytes. */
typedef enum rowan__texts {
    ROWAN__TEXTS_COPY, /* into the arena */
    ROWAN__TEXTS_VIEW  /* as the driver gave them */
} rowan__texts;

/*
 * Writes a value, of the field's kind or NULL, into the member.
 * ROWAN_TYPE_MISMATCH: NULL for a member that cannot hold it, a label that is
 * not of the enumeration; ROWAN_OUT_OF_RANGE: a text too long for char[N].
 */
rowan_status rowan__field_set(const rowan__field *field, void *row,
                              const rowan_value *value, rowan__arena *arena,
                              rowan__texts texts, rowan_error *err);

/* Whether bytes are all zero. */
static inline bool
rowan__bytes_are_zero(const char *bytes, size_t size)
{
    uint64_t word;

    if (size == sizeof(word)) { /* a pointer, most keys */
        memcpy(&word, bytes, sizeof(word));
        return word == 0;
    }
    /* Each byte is compared with the one before it. */
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

/* Whether the member holds nothing: NULL, absent; or, with zero_is_default
 * and for generated keys, zero bytes. */
static inline bool
rowan__field_is_nothing(const rowan__field *field, const void *row)
{
    const rowan__span *absence = &field->absence;

    return absence->size > 0 &&
           rowan__bytes_are_zero((const char *)row + absence->offset,
                                 absence->size);
}

/* Frees what a codec's member owns, and puts zero bytes into the member. */
void rowan__field_clear(const rowan__field *field, void *row);
/* The same for all members with codecs; others stay. */
void rowan__row_clear(const rowan__mapping *mapping, void *row);

/* Whether two values are of one kind and the same. */
bool rowan__value_is_equal(const rowan_value *a, const rowan_value *b);
/* Below, at or above 0: an order of the values of keys that is the same in
 * every program, though no database's own. */
int rowan__value_compare(const rowan_value *a, const rowan_value *b);
uint64_t rowan__value_hash(const rowan_value *value);

#endif
