/* SPDX-License-Identifier: MIT */
/* Each mistake that a model can have beyond the compiler's sight: which model
 * and member the message names, and the cure. One model a mistake. */
#include "harness.h"
#include "schema/table.h"

#include <rowan/memory.h>
#include <string.h>

/* One struct for all: what a model says of it differs. */
typedef struct thing {
    int64_t id;
    int64_t other;
    int32_t small;
    double real;
    const char *text;
    const char *note;
    char code[8];
    char one[1];
    rowan_nullable_int64 maybe;
    rowan_decimal price;
    rowan_json json;
    int32_t color;
    unsigned char raw[4];
    int64_t a, b, c, d, e, f, g, h, i;
    union {
        int64_t left;
        int64_t right;
    } u;
} thing;

ROWAN_MODEL(thing, "things", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(other),
            ROWAN_COLUMN(small), ROWAN_COLUMN(text, .unique = true))
typedef thing thing_report;
ROWAN_ROW(thing_report, ROWAN_FIELD(id))

#define KEY ROWAN_PRIMARY_KEY(id)
/* A model of struct thing under another name; ended by a comma. */
#define CASE(name_, ...)                                                      \
    typedef thing name_;                                                      \
    ROWAN_MODEL(name_, #name_, __VA_ARGS__)

/* --- the model ------------------------------------------------------------ */

CASE(no_key, ROWAN_COLUMN(text))
typedef thing empty_name;
ROWAN_MODEL(empty_name, "", KEY)
typedef thing control_name;
ROWAN_MODEL(control_name, "a\nb", KEY)
typedef thing bad_utf8;
ROWAN_MODEL(bad_utf8, "a\xff", KEY)
typedef thing bad_schema;
ROWAN_MODEL_IN(bad_schema, "", "t", KEY)
CASE(no_columns, ROWAN_OPTION("sqlite", "without_rowid", "on"))
CASE(same_names, KEY, ROWAN_COLUMN(other, .name = "ID"))
CASE(listed_twice, KEY, ROWAN_COLUMN(text), ROWAN_COLUMN(text, .name = "x"))
CASE(in_union, KEY, ROWAN_COLUMN(u.left, .name = "l"),
     ROWAN_COLUMN(u.right, .name = "r"))
CASE(bad_column, KEY, ROWAN_COLUMN(text, .name = "a\tb"))
CASE(empty_column, KEY, ROWAN_COLUMN(text, .name = ""))
CASE(wide_key, ROWAN_PRIMARY_KEY(a), ROWAN_PRIMARY_KEY(b),
     ROWAN_PRIMARY_KEY(c), ROWAN_PRIMARY_KEY(d), ROWAN_PRIMARY_KEY(e),
     ROWAN_PRIMARY_KEY(f), ROWAN_PRIMARY_KEY(g), ROWAN_PRIMARY_KEY(h),
     ROWAN_PRIMARY_KEY(i))

/* --- columns -------------------------------------------------------------- */

CASE(nullable_key, ROWAN_PRIMARY_KEY(maybe))
CASE(computed_key, ROWAN_PRIMARY_KEY(id, .computed_sql = "1"))
CASE(real_key, ROWAN_PRIMARY_KEY(real))
CASE(json_key, ROWAN_PRIMARY_KEY(json))
CASE(json_unique, KEY, ROWAN_COLUMN(json, .unique = true))
CASE(json_index, KEY, ROWAN_COLUMN(json), ROWAN_INDEX(json))
CASE(not_null, KEY, ROWAN_COLUMN(maybe, .not_null = true))
CASE(default_zero, KEY, ROWAN_COLUMN(small, .default_sql = "1"))
CASE(default_chars, KEY, ROWAN_COLUMN(code, .default_sql = "'x'"))
CASE(zero_alone, KEY, ROWAN_COLUMN(small, .zero_is_default = true))
CASE(computed_default, KEY,
     ROWAN_COLUMN(text, .computed_sql = "1", .default_sql = "2"))
CASE(empty_default, KEY, ROWAN_COLUMN(text, .default_sql = ""))
CASE(long_int, KEY, ROWAN_COLUMN(small, .length = 3))
CASE(negative_length, KEY, ROWAN_COLUMN(text, .length = -1))
CASE(long_chars, KEY, ROWAN_COLUMN(code, .length = 8))
CASE(one_char, KEY, ROWAN_COLUMN(one))
CASE(scaled_int, KEY, ROWAN_COLUMN(small, .precision = 5, .scale = 2))
CASE(scale_alone, KEY, ROWAN_COLUMN(price, .scale = 2))
CASE(scale_large, KEY, ROWAN_COLUMN(price, .precision = 2, .scale = 3))
CASE(scale_negative, KEY, ROWAN_COLUMN(price, .precision = 2, .scale = -1))
CASE(unique_key, ROWAN_PRIMARY_KEY(id, .unique = true))
CASE(unique_key_row, KEY, ROWAN_UNIQUE(id))
CASE(index_key, ROWAN_PRIMARY_KEY(id, .index = true))
CASE(index_unique, KEY, ROWAN_COLUMN(text, .index = true, .unique = true))
CASE(where_alone, KEY, ROWAN_COLUMN(text, .where_sql = "1"))
CASE(names_nothing, KEY, ROWAN_COLUMN(text, .constraint = "x"))
CASE(names_several, KEY,
     ROWAN_COLUMN(text, .constraint = "x", .unique = true, .check_sql = "1"))
CASE(not_generated, KEY, ROWAN_COLUMN(other, .not_generated = true))
CASE(action_of_column, KEY, ROWAN_COLUMN(text, .on_delete = ROWAN_CASCADE))
CASE(deferred_column, KEY, ROWAN_COLUMN(text, .deferred = true))

/* --- enums and codecs --------------------------------------------------- */

ROWAN_ENUM_TYPE(same_label, {0, "a"}, {1, "a"})
ROWAN_ENUM_TYPE(same_number, {1, "a"}, {1, "b"})
ROWAN_ENUM_TYPE(no_label, {0, NULL})
ROWAN_ENUM_TYPE(backslash, {0, "a\\"})
ROWAN_ENUM_TYPE(control, {0, "a\nb"})
const rowan_enum *unlabelled_enum(void);
const rowan_enum *
unlabelled_enum(void)
{
    static const rowan_enum type = {"unlabelled", NULL, 0};
    return &type;
}
CASE(enum_labels, KEY, ROWAN_ENUM(color, same_label))
CASE(enum_numbers, KEY, ROWAN_ENUM(color, same_number))
CASE(enum_null, KEY, ROWAN_ENUM(color, no_label))
CASE(enum_backslash, KEY, ROWAN_ENUM(color, backslash))
CASE(enum_control, KEY, ROWAN_ENUM(color, control))
CASE(enum_empty, KEY, ROWAN_ENUM(color, unlabelled))
ROWAN_ENUM_TYPE(fine, {0, "a"}, {1, "b"})
CASE(enum_length, KEY, ROWAN_ENUM(color, fine, .length = 3))

static rowan_status
raw_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    (void)member;
    (void)ret_value;
    (void)err;
    return ROWAN_OK;
}
static rowan_status
raw_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    (void)value;
    (void)ret_member;
    (void)err;
    return ROWAN_OK;
}
#define CODEC(codec_, name_, kind_, from_)                                    \
    static const rowan_codec codec_ = {.name = name_,                         \
                                       .type = {.kind = kind_},               \
                                       .to_value = raw_to_value,              \
                                       .from_value = from_};
CODEC(nameless, NULL, ROWAN_KIND_TEXT, raw_from_value)
CODEC(mute, "mute", ROWAN_KIND_TEXT, NULL)
CODEC(kindless, "kindless", ROWAN_KIND_NULL, raw_from_value)
CODEC(strange, "strange", 99, raw_from_value)
CASE(codec_null, KEY, ROWAN_CODEC(raw, NULL))
CASE(codec_nameless, KEY, ROWAN_CODEC(raw, &nameless))
CASE(codec_mute, KEY, ROWAN_CODEC(raw, &mute))
CASE(codec_kindless, KEY, ROWAN_CODEC(raw, &kindless))
CASE(codec_strange, KEY, ROWAN_CODEC(raw, &strange))

/* --- rows of the table -------------------------------------------------- */

CASE(unique_unknown, KEY, ROWAN_UNIQUE(id, text))
CASE(index_unknown, KEY, ROWAN_INDEX(text))
CASE(unique_repeats, KEY, ROWAN_COLUMN(text), ROWAN_UNIQUE(text, text))
CASE(check_nameless, KEY, ROWAN_CHECK(NULL, "1"))
CASE(check_empty, KEY, ROWAN_CHECK("c", ""))
CASE(check_null, KEY, ROWAN_CHECK("c", NULL))
CASE(one_name_twice, KEY, ROWAN_COLUMN(text, .unique = true),
     ROWAN_UNIQUE(text))
CASE(check_twice, KEY, ROWAN_CHECK("c", "1"), ROWAN_CHECK("C", "2"))
CASE(option_half, KEY, ROWAN_OPTION("sqlite", "strict", NULL))
CASE(option_twice, KEY, ROWAN_OPTION("sqlite", "strict", "on"),
     ROWAN_OPTION("sqlite", "strict", "off"))
CASE(comment_null, KEY, ROWAN_TABLE_COMMENT(NULL))
CASE(comment_empty, KEY, ROWAN_TABLE_COMMENT(""))
CASE(comment_twice, KEY, ROWAN_TABLE_COMMENT("a"), ROWAN_TABLE_COMMENT("b"))
CASE(index_deferred, KEY, ROWAN_INDEX_WITH((id), .deferred = true))
typedef thing report_key;
ROWAN_ROW(report_key, ROWAN_PRIMARY_KEY(id))
typedef thing report_unique;
ROWAN_ROW(report_unique, ROWAN_FIELD(id, .unique = true))
typedef thing report_index;
ROWAN_ROW(report_index, ROWAN_FIELD(id), ROWAN_INDEX(id))

/* --- foreign keys ------------------------------------------------------- */

CASE(fk_row, KEY, ROWAN_FOREIGN_KEY(id, thing_report, id))
CASE(fk_member, KEY, ROWAN_FOREIGN_KEY(other, thing, id))
CASE(fk_target, KEY, ROWAN_COLUMN(other), ROWAN_FOREIGN_KEY(other, thing, a))
CASE(fk_not_unique, KEY, ROWAN_COLUMN(other),
     ROWAN_FOREIGN_KEY(other, thing, other))
CASE(fk_kind, KEY, ROWAN_COLUMN(small), ROWAN_FOREIGN_KEY(small, thing, id))
CASE(fk_two, KEY, ROWAN_COLUMN(other),
     ROWAN_FOREIGN_KEY2((id, other), thing, (id, other)))
CASE(fk_repeats, KEY, ROWAN_COLUMN(other),
     ROWAN_FOREIGN_KEY2((id, other), thing, (id, id)))
CASE(fk_set_null, KEY, ROWAN_COLUMN(other),
     ROWAN_FOREIGN_KEY(other, thing, id, .on_delete = ROWAN_SET_NULL))
CASE(fk_set_default, KEY, ROWAN_COLUMN(other),
     ROWAN_FOREIGN_KEY(other, thing, id, .on_update = ROWAN_SET_DEFAULT))
CASE(fk_computed, KEY, ROWAN_COLUMN(maybe, .computed_sql = "1"),
     ROWAN_FOREIGN_KEY(maybe, thing, id, .on_delete = ROWAN_SET_NULL))
CASE(fk_count, KEY,
     {.role = ROWAN_ROLE_FOREIGN_KEY,
      .members = {ROWAN__REF(id)},
      .target = thing_model})
CASE(fk_nowhere, KEY,
     {.role = ROWAN_ROLE_FOREIGN_KEY, .members = {ROWAN__REF(id)}})

/* --- what no macro makes ------------------------------------------------ */

CASE(strange_role, KEY, {.role = (rowan_role)77})
CASE(key_row, KEY,
     {.role = ROWAN_ROLE_PRIMARY_KEY, .members = {ROWAN__REF(id)}})
CASE(no_members, KEY, {.role = ROWAN_ROLE_UNIQUE})
CASE(outside, KEY,
     {.member = "far", .ctype = ROWAN_KIND_INT64, .offset = 1000000, .size = 8})
CASE(typeless, KEY, {.member = "x", .offset = 8, .size = 8})
CASE(enumless, KEY,
     {.member = "x",
      .ctype = ROWAN_KIND_TEXT | ROWAN_CTYPE_ENUM,
      .offset = 8,
      .size = 4})

static const struct {
    rowan_model_fn *model;
    const char *message; /* "model NAME" is before it */
} cases[] = {
    {no_key_model, ": has no primary key: say ROWAN_PRIMARY_KEY(member)"},
    {empty_name_model, ": its table has no name"},
    {control_name_model,
     ": the name of its table has a control character, or is not UTF-8, at "
     "byte 2"},
    {bad_utf8_model, "is not UTF-8, at byte 2"},
    {bad_schema_model, ": its schema has no name"},
    {no_columns_model, ": has no columns: add ROWAN_COLUMN(...)"},
    {same_names_model, ", member 'other': its column 'ID' and that of member "
                       "'id' have one name"},
    {listed_twice_model, ", member 'text': is listed twice: drop one row"},
    {in_union_model, ", member 'u.right': lies where member 'u.left' lies"},
    {bad_column_model, ", member 'text': the name of its column has"},
    {empty_column_model, ", member 'text': .name is empty"},
    {wide_key_model, ": its primary key has 9 columns, at most 8"},
    {nullable_key_model, ", member 'maybe': a primary key is never NULL: use "
                         "the plain type"},
    {computed_key_model, ", member 'id': a primary key cannot be computed"},
    {real_key_model, ", member 'real': float and double do not compare"},
    {json_key_model, ", member 'json': databases do not compare JSON"},
    {json_unique_model, ", member 'json': databases do not compare JSON"},
    {json_index_model, ", index (json): databases do not compare JSON"},
    {not_null_model, ", member 'maybe': says .not_null, but its C type"},
    {default_zero_model, ", member 'small': has .default_sql, but zero cannot "
                         "be told from no value: use a nullable form such as "
                         "rowan_nullable_int64, or say .zero_is_default"},
    {default_chars_model, ", member 'code': has .default_sql, but zero"},
    {zero_alone_model, ", member 'small': .zero_is_default needs a"},
    {computed_default_model, ", member 'text': a computed column has no "
                             "default"},
    {empty_default_model, ", member 'text': .default_sql is empty"},
    {long_int_model, ", member 'small': .length is for texts and bytes"},
    {negative_length_model, ", member 'text': .length is negative"},
    {long_chars_model, ", member 'code': .length is 8, but char[8] holds 7"},
    {one_char_model, ", member 'one': char[1] has room for the final NUL"},
    {scaled_int_model, ", member 'small': .precision and .scale are for"},
    {scale_alone_model, ", member 'price': .scale is 2, more than the 0"},
    {scale_large_model, ", member 'price': .scale is 3, more than the 2"},
    {scale_negative_model, ", member 'price': .precision or .scale is neg"},
    {unique_key_model, ", member 'id': a primary key is unique already"},
    {unique_key_row_model, ", unique constraint (id): is the primary key"},
    {index_key_model, ", member 'id': a primary key or unique column has an "
                      "index already: drop .index"},
    {index_unique_model, ", member 'text': a primary key or unique column"},
    {where_alone_model, ", member 'text': .where_sql needs .index = true"},
    {names_nothing_model, ", member 'text': .constraint names nothing"},
    {names_several_model, ", member 'text': .constraint could name several"},
    {not_generated_model, ", member 'other': .not_generated is for integer"},
    {action_of_column_model, ", member 'text': .on_delete says nothing here"},
    {deferred_column_model, ", member 'text': .deferred says nothing here"},
    {enum_labels_model, ", member 'color': enum label 'a' is listed twice"},
    {enum_numbers_model, ", member 'color': enum same_number gives the number "
                         "1 to 'a' and to 'b'"},
    {enum_null_model, ", member 'color': an enum label is empty"},
    {enum_backslash_model, ", member 'color': enum label 'a\\' has a back"},
    {enum_control_model, ", member 'color': an enum label has a control"},
    {enum_empty_model, ", member 'color': enum unlabelled has no labels: add"},
    {enum_length_model, ", member 'color': .length is for texts and bytes"},
    {codec_null_model, ", member 'raw': its codec is NULL: pass &codec"},
    {codec_nameless_model, ", member 'raw': its codec has no name"},
    {codec_mute_model, ", member 'raw': codec mute lacks to_value or"},
    {codec_kindless_model, ", member 'raw': codec kindless has the kind 0"},
    {codec_strange_model, ", member 'raw': codec strange has the kind 99"},
    {unique_unknown_model, ", unique constraint (id, text): 'text' is no "
                           "column: add ROWAN_COLUMN(text)"},
    {index_unknown_model, ", index (text): 'text' is no column"},
    {unique_repeats_model, ", unique constraint (text, text): 'text' is listed "
                           "twice"},
    {check_nameless_model, ", check '?': has no name: ROWAN_CHECK("},
    {check_empty_model, ", check 'c': .check_sql is empty"},
    {check_null_model, ", check 'c': has no condition"},
    {one_name_twice_model, ": two constraints or indexes are named "
                           "'uq_one_name_twice_text': drop one"},
    {check_twice_model, ": two constraints or indexes are named 'C'"},
    {option_half_model, ", option 'strict': write ROWAN_OPTION("},
    {option_twice_model, ", option 'strict': is given twice for sqlite"},
    {comment_null_model, ", comment: write ROWAN_TABLE_COMMENT("},
    {comment_empty_model, ", comment: .comment is empty"},
    {comment_twice_model, ", comment: is given twice: drop one"},
    {index_deferred_model, ", index (id): .deferred says nothing here"},
    {report_key_model, ", member 'id': .primary_key says nothing in a "
                       "ROWAN_ROW, which has no table"},
    {report_unique_model, ", member 'id': .unique says nothing in a ROWAN_ROW"},
    {report_index_model, ", index (id): a ROWAN_ROW has no table"},
    {fk_row_model, ", foreign key (id): refers to thing_report, which is a "
                   "ROWAN_ROW"},
    {fk_member_model, ", foreign key (other): 'other' is no column"},
    {fk_target_model, ", foreign key (other): member 'a' of model thing is no "
                      "column: add ROWAN_COLUMN(a) there"},
    {fk_not_unique_model, ", foreign key (other): refers to columns of model "
                          "thing that are neither its primary key nor unique"},
    {fk_kind_model, ", foreign key (small): 'small' is of type int32 and 'id' "
                    "of model thing is int64: give both the same type"},
    {fk_two_model, ", foreign key (id, other): refers to columns of model "
                   "thing that are neither"},
    {fk_repeats_model, ", foreign key (id, other): refers to 'id' of model "
                       "thing twice"},
    {fk_set_null_model, ", foreign key (other): .on_delete = ROWAN_SET_NULL, "
                        "but 'other' cannot be NULL: use a nullable type"},
    {fk_set_default_model, ", foreign key (other): .on_update = "
                           "ROWAN_SET_DEFAULT, but 'other' has no default"},
    {fk_computed_model, ", foreign key (maybe): .on_delete would set 'maybe', "
                        "which is computed"},
    {fk_count_model, ", foreign key (id): has 1 columns, but refers to 0"},
    {fk_nowhere_model, ", foreign key (id): refers to no model"},
    {strange_role_model, ", row '?': has a role that no ROWAN_ macro makes"},
    {key_row_model, ", row (id): has a role that no ROWAN_ macro makes"},
    {no_members_model, ", unique constraint '?': names no members"},
    {outside_model, ", member 'far': is not inside the struct"},
    {typeless_model, ", member 'x': has no type: use ROWAN_COLUMN"},
    {enumless_model, ", member 'x': has no enum type: use ROWAN_ENUM"},
};

static void
test_model__says_which_member_is_wrong_and_the_cure(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const rowan_model *model = cases[i].model();
        rowan_error err = {0};

        if (rowan_model_check(model, &err) != ROWAN_MODEL_INVALID) {
            FAIL("model %s is taken", model->type);
            continue;
        }
        CHECK_STR(err.object, model->type);
        CHECK_INT(strncmp(err.message, "model ", 6), 0);
        CHECK_INT(strncmp(err.message + 6, model->type, strlen(model->type)),
                  0);
        CHECK_HAS(err.message, cases[i].message);
    }
    rowan__schema_shutdown();
}

/* The same with models that ROWAN_MODEL cannot make. */
static void
test_model__says_what_a_model_made_by_hand_lacks(void)
{
    static rowan_model_slot slot;
    static const rowan_property row = {.member = "x"};
    static const struct {
        rowan_model model;
        const char *message;
    } frames[] = {
        {{.type = "m"}, "has no struct name or slot: make it by ROWAN_MODEL"},
        {{.type = "m", .slot = &slot}, "has the size 0"},
        {{.type = "m", .slot = &slot, .size = 8},
         "model m: has no rows: add ROWAN_COLUMN(...)"},
        {{.type = "m",
          .slot = &slot,
          .size = 8,
          .schema = "s",
          .properties = &row,
          .property_count = 1},
         "model m: has a schema, but no table's name"},
    };

    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        rowan_error err = {0};

        CHECK_INT(rowan_model_check(&frames[i].model, &err),
                  ROWAN_MODEL_INVALID);
        CHECK_HAS(err.message, frames[i].message);
    }
}

static void
test_model__that_is_null_is_refused(void)
{
    rowan_error err = {0};

    CHECK_INT(rowan_model_check(NULL, &err), ROWAN_MODEL_INVALID);
    CHECK_HAS(err.message, "the model is NULL");
    CHECK_INT(rowan_model_check(NULL, NULL), ROWAN_MODEL_INVALID);
}

static void
test_model__keeps_an_earlier_error(void)
{
    rowan_error err = {.status = ROWAN_IO};

    CHECK_INT(rowan_model_check(no_key_model(), &err), ROWAN_MODEL_INVALID);
    CHECK_INT(err.status, ROWAN_IO);
    CHECK_STR(err.object, "");
}

HARNESS_SUITE(schema_mistakes,
    HARNESS_TEST(test_model__says_which_member_is_wrong_and_the_cure),
    HARNESS_TEST(test_model__says_what_a_model_made_by_hand_lacks),
    HARNESS_TEST(test_model__that_is_null_is_refused),
    HARNESS_TEST(test_model__keeps_an_earlier_error))
