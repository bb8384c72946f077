/* SPDX-License-Identifier: MIT */
#include "fail_alloc.h"
#include "harness.h"
#include "orm/state/object.h"

#include <stdlib.h>

typedef struct whole {
    int64_t id;
} whole;

typedef struct twokeys {
    const char *code;
    int32_t number;
} twokeys;

ROWAN_MODEL(whole, "identity_wholes", ROWAN_PRIMARY_KEY(id))
ROWAN_MODEL(twokeys, "identity_coded",
    ROWAN_PRIMARY_KEY(code), ROWAN_PRIMARY_KEY(number))

static void
open_class(rowan__class *class, const rowan_model *model)
{
    const rowan__mapping *mapping = NULL;

    REQUIRE(rowan__mapping_of_table(model, &mapping, NULL) == ROWAN_OK);
    rowan__class_init(class, mapping);
}

static rowan__object *
add_whole(rowan__class *class, int64_t id)
{
    rowan__object *object = rowan__class_add(class);

    REQUIRE(object != NULL);
    REQUIRE(rowan__identity_reserve(class, 1, NULL) == ROWAN_OK);
    ((whole *)rowan__object_row(object))->id = id;
    rowan__object_take_snapshot(object, NULL);
    rowan__identity_add(class, object);
    return object;
}

#define KEYS 4096
#define OPERATIONS 100000

/* Neighbours, far ones, and ones that meet in the low bits. */
static int64_t
key_of(uint32_t slot)
{
    switch (slot % 4) {
    case 0:
        return (int64_t)slot;
    case 1:
        return -(int64_t)slot;
    case 2:
        return (int64_t)slot << 40;
    default:
        return INT64_MIN + (int64_t)slot * 65536;
    }
}

static void
test_identity__is_an_array_by_key_through_random_operations(void)
{
    static rowan__object *model[KEYS];
    rowan__class class;
    uint64_t state = 88172645463325252u;
    size_t count = 0;
    open_class(&class, whole_model());

    for (int i = 0; i < OPERATIONS; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        uint32_t slot = (uint32_t)(state >> 20) % KEYS;

        CHECK(rowan__identity_find_integer(&class, key_of(slot)) ==
              model[slot]);
        if (model[slot] == NULL) {
            model[slot] = add_whole(&class, key_of(slot));
            count++;
        } else if (state % 3 != 0) {
            rowan__identity_remove(&class, model[slot]);
            model[slot] = NULL;
            count--;
        }
        CHECK_INT(class.identity_count, count);
    }
    for (uint32_t slot = 0; slot < KEYS; slot++)
        CHECK(rowan__identity_find_integer(&class, key_of(slot)) ==
              model[slot]);
    CHECK(class.identity_count * 3 <= class.identity_capacity * 2);
    rowan__class_done(&class);
}

static void
test_identity__tells_keys_of_several_columns_by_all_of_them(void)
{
    static const twokeys rows[] = {
        { "a", 1 }, { "a", 2 }, { "b", 1 }, { "", 0 }
    };
    rowan__object *objects[4];
    rowan__class class;
    open_class(&class, twokeys_model());

    REQUIRE(rowan__identity_reserve(&class, 4, NULL) == ROWAN_OK);
    for (int i = 0; i < 4; i++) {
        objects[i] = rowan__class_add(&class);
        REQUIRE(objects[i] != NULL);
        *(twokeys *)rowan__object_row(objects[i]) = rows[i];
        rowan__object_take_snapshot(objects[i], NULL);
        rowan__identity_add(&class, objects[i]);
    }
    for (int i = 0; i < 4; i++) {
        rowan_value key[2] = {
            { .kind = ROWAN_KIND_TEXT,
              .as.text = { rows[i].code, strlen(rows[i].code) } },
            { .kind = ROWAN_KIND_INT32, .as.integer = rows[i].number },
        };

        CHECK(rowan__identity_find(&class, key) == objects[i]);
        CHECK(rowan__identity_find_same(&class, objects[i]) == objects[i]);
        key[1].as.integer = 77;
        CHECK(rowan__identity_find(&class, key) == NULL);
    }
    rowan__class_done(&class);
}

static void
test_identity__removes_an_object_that_it_does_not_have_without_harm(void)
{
    rowan__class class;
    open_class(&class, whole_model());
    rowan__object *stranger = rowan__class_add(&class);
    REQUIRE(stranger != NULL);
    ((whole *)rowan__object_row(stranger))->id = 5;
    rowan__object_take_snapshot(stranger, NULL);

    rowan__identity_remove(&class, stranger); /* an empty map */
    rowan__object *five = add_whole(&class, 5);
    rowan__identity_remove(&class, stranger); /* the same key */
    CHECK(rowan__identity_find_integer(&class, 5) == five);
    CHECK_INT(class.identity_count, 1);
    rowan__class_done(&class);
}

static void
test_identity__keeps_room_for_what_a_rollback_brings_back(void)
{
    rowan__class class;
    open_class(&class, whole_model());

    class.away_count = 1000;
    CHECK_INT(rowan__identity_reserve(&class, 1, NULL), ROWAN_OK);
    CHECK(class.identity_capacity * 2 >= 1001 * 3);
    rowan__class_done(&class);
}

static void
test_identity__stays_as_it_was_without_memory(void)
{
    rowan__class class;
    rowan_error err = { 0 };
    open_class(&class, whole_model());
    rowan__class_done(&class);
    fail_alloc_begin();
    rowan__object *one = add_whole(&class, 1);

    fail_alloc_arm(1);
    CHECK_INT(rowan__identity_reserve(&class, 1000, &err), ROWAN_NO_MEMORY);
    CHECK_INT(err.status, ROWAN_NO_MEMORY);
    CHECK(rowan__identity_find_integer(&class, 1) == one);
    fail_alloc_arm(0);
    CHECK_INT(rowan__identity_reserve(&class, 1000, NULL), ROWAN_OK);
    CHECK(rowan__identity_find_integer(&class, 1) == one);
    rowan__class_done(&class);
    CHECK_INT(fail_alloc_live(), 0);
    fail_alloc_end();
}

HARNESS_SUITE(orm_identity,
    HARNESS_TEST(test_identity__is_an_array_by_key_through_random_operations),
    HARNESS_TEST(test_identity__tells_keys_of_several_columns_by_all_of_them),
    HARNESS_TEST(
        test_identity__removes_an_object_that_it_does_not_have_without_harm),
    HARNESS_TEST(test_identity__keeps_room_for_what_a_rollback_brings_back),
    HARNESS_TEST(test_identity__stays_as_it_was_without_memory))
