/* SPDX-License-Identifier: MIT */
#include "blog.h"
#include "fail_alloc.h"
#include "harness.h"
#include "walked.h"

#include <string.h>

/* Has one of each form, with texts that the caller changes afterwards. */
static rowan_status
copy_of_everything(const char *text, const int64_t *ids,
                   const char *const *names, const rowan_uuid *tokens,
                   rowan_condition **ret_copy, rowan_error *err)
{
    return rowan_condition_copy(
        rowan_and(
            rowan_eq(rowan_col(author, name), text),
            rowan_or(rowan_starts_with(rowan_col(author, email), text),
                     rowan_not(rowan_col(author, active)),
                     (rowan_bool_expr){NULL}),
            rowan_in(rowan_col(author, name), "a", text),
            rowan_in_array(rowan_col(author, id), ids, 3),
            rowan_not_in_array(rowan_col(author, name), names, 2),
            rowan_in_array(rowan_col(author, token), tokens, 1),
            rowan_in_array(rowan_col(author, id), ids, 0),
            rowan_between(rowan_length(rowan_col(author, name)), 1, 9),
            rowan_gt(rowan_coalesce(rowan_col(author, age), 5), 3),
            rowan_eq(rowan_concat(rowan_col(author, name), text, "!"), "z")),
        ret_copy, err);
}

static void
test_condition__copied_has_the_values_of_when_it_was_copied(void)
{
    char text[] = "Ann";
    int64_t ids[] = {1, 2, 3};
    char name[] = "Bob";
    const char *names[] = {name, "Cid"};
    rowan_uuid tokens[1] = {{{1}}};
    rowan_condition *copy = NULL;
    walked before, after;

    CHECK_INT(copy_of_everything(text, ids, names, tokens, &copy, NULL),
              ROWAN_OK);
    REQUIRE(copy != NULL);
    walked_begin(&before, rowan_find_statement(
                              author, .where = rowan_condition_expr(copy)));
    CHECK_STR(before.err.message, "");
    memset(text, 'x', 3);
    memset(ids, 0, sizeof(ids));
    memset(name, 'y', 3);
    names[1] = NULL;
    tokens[0].bytes[0] = 9;
    walked_begin(&after, rowan_find_statement(
                             author, .where = rowan_condition_expr(copy)));
    CHECK_STR(after.err.message, "");
    REQUIRE(after.shape.bind_count == before.shape.bind_count);
    for (uint32_t i = 0; i < after.shape.bind_count; i++) {
        const rowan_value *a = &before.shape.binds[i];
        const rowan_value *b = &after.shape.binds[i];

        CHECK_INT(a->kind, b->kind);
        if (a->kind == ROWAN_KIND_TEXT)
            CHECK(a->as.text.size == b->as.text.size &&
                  memcmp(a->as.text.data, b->as.text.data, a->as.text.size) ==
                      0 && strchr("xy", b->as.text.data[0]) == NULL);
        else
            CHECK(memcmp(&a->as, &b->as, sizeof(a->as.integer)) == 0);
    }
    walked_end(&before);
    walked_end(&after);
    rowan_condition_free(copy);
}

static void
test_condition__gives_back_all_memory_after_any_failed_allocation(void)
{
    int64_t ids[] = {1, 2, 3};
    const char *names[] = {"Bob", "Cid"};
    rowan_uuid tokens[1] = {{{1}}};
    int64_t nth = 1;

    fail_alloc_begin();
    for (;; nth++) {
        rowan_condition *copy = NULL;
        rowan_error err = {0};
        rowan_status status;

        fail_alloc_arm(nth);
        status = copy_of_everything("Ann", ids, names, tokens, &copy, &err);
        CHECK_INT(status, err.status);
        rowan_condition_free(copy);
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck())
            break;
        CHECK_INT(status, ROWAN_NO_MEMORY);
    }
    fail_alloc_end();
    CHECK(nth > 1);
}

static void
test_condition__refuses_what_cannot_be_copied(void)
{
    rowan_condition *copy = NULL;
    rowan_error err = {0};
    rowan_expr unknown = {.op = 9};
    rowan_expr missing = {.op = ROWAN_OP_NOT};
    rowan_expr listless = {.op = ROWAN_OP_AND};
    rowan_expr itemless = {.op = ROWAN_OP_IN,
                           .as.in = {rowan_col(author, id).node, NULL, 0}};
    rowan_expr loop = {.op = ROWAN_OP_NOT};
    const rowan_expr *const cases[] = {NULL,      &unknown,  &missing,
                                       &listless, &itemless, &loop};

    loop.as.operands[0] = &loop;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        rowan_error_clear(&err);
        CHECK_INT(
            rowan_condition_copy((rowan_bool_expr){cases[i]}, &copy, &err),
            ROWAN_INVALID);
        CHECK_HAS(err.message, "rowan_condition_copy: ");
    }
    CHECK(copy == NULL);
    CHECK(rowan_condition_expr(NULL).node == NULL);
    rowan_condition_free(NULL);
}

HARNESS_SUITE(
    sql_condition,
    HARNESS_TEST(test_condition__copied_has_the_values_of_when_it_was_copied),
    HARNESS_TEST(
        test_condition__gives_back_all_memory_after_any_failed_allocation),
    HARNESS_TEST(test_condition__refuses_what_cannot_be_copied))
