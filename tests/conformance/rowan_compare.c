/* SPDX-License-Identifier: MIT */
/* Tables that were created from models, beside the models. */
#include "conformance.h"

#include <string.h>

typedef struct cm_maker {
    int64_t id;
    const char *name;
} cm_maker;
ROWAN_MODEL(cm_maker, "conformance_makers",
    ROWAN_TABLE_COMMENT("who's who"),
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 40, .not_null = true, .unique = true,
                 .comment = "it's \"unique\""))

typedef struct cm_item {
    int32_t place;
    int16_t row;
    int64_t maker;
    bool is_new;
    double weight;
    const char *text;
    rowan_bytes bytes;
    rowan_date day;
    rowan_timestamp at;
    rowan_uuid uuid;
    rowan_decimal price;
    rowan_nullable_int32 count;
    int32_t stage;
} cm_item;
ROWAN_ENUM_TYPE(cm_stage, {0, "new"}, {1, "it's sold"})
ROWAN_MODEL(cm_item, "conformance_items",
    ROWAN_PRIMARY_KEY(place), ROWAN_PRIMARY_KEY(row),
    ROWAN_COLUMN(maker), ROWAN_COLUMN(is_new), ROWAN_COLUMN(weight),
    ROWAN_COLUMN(text), ROWAN_COLUMN(bytes), ROWAN_COLUMN(day),
    ROWAN_COLUMN(at), ROWAN_COLUMN(uuid),
    ROWAN_COLUMN(price, .precision = 10, .scale = 2),
    ROWAN_COLUMN(count, .default_sql = "7", .check_sql = "count > 0"),
    ROWAN_ENUM(stage, cm_stage),
    ROWAN_FOREIGN_KEY(maker, cm_maker, id, .on_delete = ROWAN_CASCADE),
    ROWAN_UNIQUE(maker, place), ROWAN_INDEX(day, count))

typedef struct cm_computed {
    int64_t id;
    int32_t base;
    int32_t twice;
} cm_computed;
ROWAN_MODEL(cm_computed, "conformance_computed", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(base), ROWAN_COLUMN(twice, .computed_sql = "base * 2"))

/* The same tables, as others would have them. */
typedef cm_maker cm_other_maker;
ROWAN_MODEL(cm_other_maker, "conformance_makers",
    ROWAN_TABLE_COMMENT("something else"),
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 41, .unique = true))
typedef cm_computed cm_plain;
ROWAN_MODEL(cm_plain, "conformance_computed", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(base), ROWAN_COLUMN(twice))

/* What differs; freed by the caller. */
static rowan_comparison *
compare(trial *t, const rowan_model *const *models)
{
    rowan_comparison *found = NULL;
    rowan_error err = {0};

    REQUIRE_OK(rowan_compare(trial_engine(t), models, NULL, &found, &err),
               &err);
    return found;
}

static void
expect_equal(trial *t, const rowan_model *const *models)
{
    rowan_comparison *found = compare(t, models);

    EXPECT(found->is_equal);
    for (uint32_t i = 0; i < found->difference_count; i++)
        if (found->differences[i]->kind != ROWAN_DIFFERENCE_UNDECIDED)
            FAIL("%s", found->differences[i]->line);
    rowan_comparison_free(found);
}

/* A difference that is sure. */
static bool
differs(const rowan_comparison *found, rowan_difference_subject subject,
        const char *name)
{
    for (uint32_t i = 0; i < found->difference_count; i++) {
        const rowan_difference *d = found->differences[i];

        if (d->subject == subject && d->kind == ROWAN_DIFFERENCE_OTHER &&
            (name == NULL ? d->name == NULL
                          : d->name != NULL && strcmp(d->name, name) == 0))
            return true;
    }
    return false;
}

static void
created_tables_are_equal(trial *t)
{
    trial_create(t, ROWAN_MODELS(cm_maker, cm_item));
    expect_equal(t, ROWAN_MODELS(cm_maker, cm_item));
}

static void
computed_columns_are_equal(trial *t)
{
    trial_create(t, ROWAN_MODELS(cm_computed));
    expect_equal(t, ROWAN_MODELS(cm_computed));
}

static void
other_columns_are_told(trial *t)
{
    rowan_comparison *found;

    trial_create(t, ROWAN_MODELS(cm_maker));
    found = compare(t, ROWAN_MODELS(cm_other_maker));
    EXPECT(!found->is_equal);
    EXPECT(differs(found, ROWAN_SUBJECT_TYPE, "name"));
    EXPECT(differs(found, ROWAN_SUBJECT_NULLABILITY, "name"));
    rowan_comparison_free(found);
}

static void
other_comments_are_told(trial *t)
{
    rowan_comparison *found;

    trial_create(t, ROWAN_MODELS(cm_maker));
    found = compare(t, ROWAN_MODELS(cm_other_maker));
    EXPECT(differs(found, ROWAN_SUBJECT_TABLE_COMMENT, NULL));
    EXPECT(differs(found, ROWAN_SUBJECT_COMMENT, "name"));
    rowan_comparison_free(found);
}

/* In either direction. */
static void
computed_and_plain_columns_differ(trial *t)
{
    rowan_comparison *found;

    trial_create(t, ROWAN_MODELS(cm_computed));
    found = compare(t, ROWAN_MODELS(cm_plain));
    EXPECT(differs(found, ROWAN_SUBJECT_COMPUTED, "twice"));
    rowan_comparison_free(found);
    trial_create(t, ROWAN_MODELS(cm_plain));
    found = compare(t, ROWAN_MODELS(cm_computed));
    EXPECT(differs(found, ROWAN_SUBJECT_COMPUTED, "twice"));
    rowan_comparison_free(found);
}

static const conformance_test tests[] = {
    {"created_tables_are_equal",
     "unique_constraint_reflection check_constraint_reflection", NULL,
     created_tables_are_equal},
    {"computed_columns_are_equal",
     "computed_columns computed_columns_reflect_persisted", NULL,
     computed_columns_are_equal},
    {"other_columns_are_told", "", NULL, other_columns_are_told},
    {"other_comments_are_told", "comments comment_reflection", NULL,
     other_comments_are_told},
    {"computed_and_plain_columns_differ",
     "computed_columns computed_columns_reflect_persisted", NULL,
     computed_and_plain_columns_differ},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_rowan_compare[] = {
    {"rowan", "ComparisonTest", "table_reflection", tests},
    {NULL, NULL, NULL, NULL},
};
