/* SPDX-License-Identifier: MIT */
/* Objects in their chunks, what changed in them, and undoing it. */
#include "harness.h"
#include "orm/state/undo.h"

#include <stdlib.h>

typedef struct memo {
    int64_t id;
    char pad; /* padding follows */
    rowan_nullable_int32 stars;
    const char *text;
    int unmapped;
} memo;

typedef struct huge {
    int64_t id;
    char bytes[(1 << 20) - 64];
} huge;

typedef struct too_huge {
    int64_t id;
    char bytes[1 << 20];
} too_huge;

ROWAN_MODEL(memo, "object_memos",
    ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(stars), ROWAN_COLUMN(text))
ROWAN_MODEL(huge, "object_huges", ROWAN_PRIMARY_KEY(id))
ROWAN_MODEL(too_huge, "object_too_huges", ROWAN_PRIMARY_KEY(id))

#define LONG_NAME                                                            \
    "the_identifier_of_a_thing_whose_column_has_a_name_that_is_longer_than_" \
    "most_names_are"

typedef struct long_named {
    rowan_uuid id;
} long_named;

ROWAN_MODEL(long_named, "object_long_names",
    ROWAN_PRIMARY_KEY(id, .name = LONG_NAME))

static void
open_class(rowan__class *class, const rowan_model *model)
{
    const rowan__mapping *mapping = NULL;

    REQUIRE(rowan__mapping_of_table(model, &mapping, NULL) == ROWAN_OK);
    rowan__class_init(class, mapping);
}

static void
test_object__is_told_by_its_address_and_by_no_other(void)
{
    rowan__object *objects[1000];
    rowan__class class;
    memo stranger = {0};
    open_class(&class, memo_model());

    for (int i = 0; i < 1000; i++)
        objects[i] = rowan__class_add(&class);
    for (int i = 0; i < 1000; i++) {
        char *row = rowan__object_row(objects[i]);

        CHECK(rowan__class_find_row(&class, row) == objects[i]);
        CHECK(rowan__class_find_row(&class, row + 1) == NULL);
        CHECK(rowan__class_find_row(&class, row - 8) == NULL);
        CHECK((uintptr_t)row % ROWAN__ALIGNMENT_MAX == 0);
    }
    CHECK(rowan__class_find_row(&class, &stranger) == NULL);
    CHECK(rowan__class_find_row(&class, NULL) == NULL);

    void *given_back = rowan__object_row(objects[7]);
    rowan__class_recycle(&class, objects[7]);
    CHECK(rowan__class_find_row(&class, given_back) == NULL);
    CHECK(rowan__class_add(&class) == objects[7]);
    CHECK(rowan__class_find_row(&class, given_back) == objects[7]);
    rowan__class_done(&class);
}

static void
test_object__is_described_within_the_room_there_is(void)
{
    static const char whole[] =
        "long_named(" LONG_NAME "=00000000-0000-0000-0000-000000000000)";
    rowan__class class;
    open_class(&class, long_named_model());
    rowan__object *object = rowan__class_add(&class);

    REQUIRE(object != NULL);
    object->state = ROWAN__STATE_PERSISTENT;
    for (size_t size = 16; size <= sizeof(whole) + 8; size++) {
        const char *expected = size > sizeof(whole) ? whole : "long_named()";
        char *text = malloc(size); /* a sanitizer sees what is beyond */

        REQUIRE(text != NULL);
        rowan__object_describe(object, text, size);
        CHECK_STR(text, expected);
        free(text);
    }
    rowan__class_done(&class);
}

static void
test_object__may_be_a_mebibyte_and_no_more(void)
{
    const rowan__mapping *mapping = NULL;
    rowan_error err = { 0 };
    rowan__class class;
    open_class(&class, huge_model());
    rowan__object *one = rowan__class_add(&class);
    rowan__object *two = rowan__class_add(&class);

    REQUIRE(one != NULL && two != NULL);
    ((huge *)rowan__object_row(one))->bytes[sizeof(huge) - 9] = 1;
    rowan__object_take_snapshot(one, NULL);
    CHECK(rowan__class_find_row(&class, rowan__object_row(two)) == two);
    rowan__class_done(&class);
    CHECK_INT(rowan__mapping_of(too_huge_model(), &mapping, &err),
              ROWAN_MODEL_INVALID);
    CHECK_HAS(err.message, "too_huge");
    CHECK_HAS(err.message, "behind a pointer");
}

static bool
changes(rowan__object *object, rowan__mask *ret_mask)
{
    bool any = false;

    CHECK_INT(rowan__object_changes(object, ret_mask, &any, NULL), ROWAN_OK);
    return any;
}

static void
test_object__changes_by_values_not_by_bytes(void)
{
    char copy[] = "text";
    rowan__mask mask;
    rowan__class class;
    open_class(&class, memo_model());
    rowan__object *object = rowan__class_add(&class);
    memo *n = rowan__object_row(object);
    *n = (memo){ .id = 1, .text = "text" };
    rowan__object_take_snapshot(object, NULL);

    n->text = copy; /* the same text elsewhere */
    n->unmapped = 5;
    n->stars.value = 9; /* absent all the same */
    CHECK(!changes(object, &mask));
    n->stars.present = true;
    copy[0] = 'n';
    CHECK(changes(object, &mask));
    CHECK(!rowan__mask_has(&mask, 0));
    CHECK(rowan__mask_has(&mask, 1) && rowan__mask_has(&mask, 2));

    CHECK_INT(rowan__object_restore(object, NULL, NULL), ROWAN_OK);
    CHECK(!changes(object, &mask));
    CHECK_STR(n->text, "text");
    CHECK_INT(n->unmapped, 5); /* the program's own */
    rowan__class_done(&class);
}

/* Valgrind sees whether it is. */
static void
test_object__is_not_looked_at_where_nothing_was_written(void)
{
    memo *written = malloc(sizeof(*written));
    rowan__mask mask;
    rowan__class class;
    REQUIRE(written != NULL);
    open_class(&class, memo_model());
    rowan__object *object = rowan__class_add(&class);
    const rowan__mapping *mapping = class.mapping;
    written->id = 1;
    written->stars.value = 2;
    written->stars.present = true;
    written->text = "text";
    memcpy(rowan__object_row(object), written, sizeof(*written));
    rowan__object_take_snapshot(object, NULL);

    CHECK(!changes(object, &mask));
    REQUIRE(mapping->span_count == 3);
    CHECK_INT(mapping->spans[0].offset, offsetof(memo, id));
    CHECK_INT(mapping->spans[0].size, sizeof(int64_t));
    CHECK_INT(mapping->spans[1].offset, offsetof(memo, stars));
    CHECK_INT(mapping->spans[1].size,
              offsetof(rowan_nullable_int32, present) + sizeof(bool));
    CHECK_INT(mapping->spans[2].offset, offsetof(memo, text));
    CHECK_INT(mapping->spans[2].size, sizeof(const char *));
    rowan__class_done(&class);
    free(written);
}

static void
test_object__masks_reach_their_last_bit(void)
{
    rowan__mask a = { { 0 } }, b = { { 0 } };

    for (uint32_t bit = 0; bit < ROWAN__COLUMNS_MAX; bit++) {
        CHECK(!rowan__mask_has(&a, bit));
        rowan__mask_add(&a, bit);
        CHECK(rowan__mask_has(&a, bit));
        CHECK(!rowan__mask_is_equal(&a, &b));
        rowan__mask_add(&b, bit);
        CHECK(rowan__mask_is_equal(&a, &b));
    }
}

/* --- the undo log --------------------------------------------------------- */

static rowan__object *
add_memo(rowan__class *class, int64_t id)
{
    rowan__object *object = rowan__class_add(class);

    REQUIRE(object != NULL);
    REQUIRE(rowan__identity_reserve(class, 1, NULL) == ROWAN_OK);
    *(memo *)rowan__object_row(object) = (memo){ .id = id, .text = "first" };
    rowan__object_take_snapshot(object, NULL);
    rowan__identity_add(class, object);
    object->state = ROWAN__STATE_PERSISTENT;
    return object;
}

/* As a flush does it. */
static void
change(rowan__class *class, rowan__undo *undo, rowan__object *object,
       int64_t id, const char *text)
{
    memo *n = rowan__object_row(object);
    const void *before = rowan__undo_copy(undo, object);

    REQUIRE(before != NULL);
    REQUIRE(rowan__undo_reserve(undo, 1, NULL) == ROWAN_OK);
    n->id = id;
    n->text = text;
    rowan__identity_remove(class, object);
    rowan__object_take_snapshot(object, NULL);
    rowan__identity_add(class, object);
    rowan__undo_add(undo, ROWAN__UNDO_UPDATE, object, before);
}

static void
test_object__is_undone_step_by_step_to_a_mark(void)
{
    rowan__class class;
    rowan__undo undo;
    open_class(&class, memo_model());
    rowan__undo_init(&undo);
    rowan__object *object = add_memo(&class, 1);
    memo *n = rowan__object_row(object);

    change(&class, &undo, object, 2, "second");
    CHECK_INT(rowan__undo_push_mark(&undo, NULL), ROWAN_OK);
    change(&class, &undo, object, 3, "third");
    rowan__identity_remove(&class, object);
    object->state = ROWAN__STATE_GONE;
    CHECK_INT(rowan__undo_reserve(&undo, 1, NULL), ROWAN_OK);
    rowan__undo_add(&undo, ROWAN__UNDO_DELETE, object, NULL);
    CHECK_INT(class.away_count, 1);
    n->text = "changed after";

    rowan__undo_mark mark = rowan__undo_pop_mark(&undo);
    CHECK_INT(rowan__undo_back_to(&undo, mark, false, NULL), ROWAN_OK);
    CHECK_STR(n->text, "second");
    CHECK_INT(object->state, ROWAN__STATE_PERSISTENT);
    CHECK_INT(class.away_count, 0);
    CHECK(rowan__identity_find_integer(&class, 2) == object);
    CHECK_INT(rowan__undo_back_to(&undo, 0, false, NULL), ROWAN_OK);
    CHECK_STR(n->text, "first");
    CHECK(rowan__identity_find_integer(&class, 1) == object);
    CHECK(rowan__identity_find_integer(&class, 3) == NULL);
    rowan__undo_done(&undo);
    rowan__class_done(&class);
}

static void
test_object__is_for_good_after_the_log_is_reset(void)
{
    rowan__class class;
    rowan__undo undo;
    open_class(&class, memo_model());
    rowan__undo_init(&undo);
    rowan__object *object = add_memo(&class, 1);
    REQUIRE(rowan__undo_reserve(&undo, 1, NULL) == ROWAN_OK);
    rowan__identity_remove(&class, object);
    rowan__undo_add(&undo, ROWAN__UNDO_DELETE, object, NULL);

    rowan__undo_reset(&undo);
    CHECK_INT(class.away_count, 0);
    CHECK_INT(rowan__undo_back_to(&undo, 0, false, NULL), ROWAN_OK);
    CHECK(rowan__identity_find_integer(&class, 1) == NULL);
    CHECK_INT(rowan__undo_pop_mark(&undo), 0);
    rowan__undo_done(&undo);
    rowan__class_done(&class);
}

HARNESS_SUITE(orm_object,
    HARNESS_TEST(test_object__is_told_by_its_address_and_by_no_other),
    HARNESS_TEST(test_object__is_described_within_the_room_there_is),
    HARNESS_TEST(test_object__may_be_a_mebibyte_and_no_more),
    HARNESS_TEST(test_object__changes_by_values_not_by_bytes),
    HARNESS_TEST(test_object__is_not_looked_at_where_nothing_was_written),
    HARNESS_TEST(test_object__masks_reach_their_last_bit),
    HARNESS_TEST(test_object__is_undone_step_by_step_to_a_mark),
    HARNESS_TEST(test_object__is_for_good_after_the_log_is_reset))
