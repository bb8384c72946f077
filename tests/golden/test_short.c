/* SPDX-License-Identifier: MIT */
/* The short names are the long ones. */
#include "harness.h"

#define ROWAN_SHORT_NAMES
#include "blog.h"

#include <string.h>

static void
check(const rowan_statement *brief, const rowan_statement *full)
{
    char *a = NULL;
    char *b = NULL;

    CHECK_INT(rowan_render(brief, "sqlite", &a, NULL), ROWAN_OK);
    CHECK_INT(rowan_render(full, "sqlite", &b, NULL), ROWAN_OK);
    REQUIRE(a != NULL && b != NULL);
    CHECK_STR(a, b);
    rowan_free(a);
    rowan_free(b);
}

static void
test_short__names_write_what_long_names_write(void)
{
    char *probe = NULL;

    if (rowan_render(rowan_find_statement(post), "sqlite", &probe, NULL) ==
        ROWAN_PLUGIN_NOT_FOUND)
        HARNESS_SKIP("the plugin sqlite");
    rowan_free(probe);
    check(rowan_find_statement(
              author,
              .where = and_(ge(col(author, age), 18),
                            or_(like(col(author, email), "%@x"),
                                in_(col(author, id), 1, 2),
                                not_(is_null(col(author, name))),
                                between(col(author, rank), 1, 2))),
              .order_by = by(desc(col(author, id)), asc(col(author, name)))),
          rowan_find_statement(
              author,
              .where = rowan_and(
                  rowan_ge(rowan_col(author, age), 18),
                  rowan_or(rowan_like(rowan_col(author, email), "%@x"),
                           rowan_in(rowan_col(author, id), 1, 2),
                           rowan_not(rowan_is_null(rowan_col(author, name))),
                           rowan_between(rowan_col(author, rank), 1, 2))),
              .order_by = rowan_by(rowan_desc(rowan_col(author, id)),
                                   rowan_asc(rowan_col(author, name)))));
    check(rowan_select_statement(
              summary,
              .columns = columns_(as_(summary, name, col(author, name)),
                                  as_(summary, count, count_rows())),
              .join = joins(left_join(post)),
              .group_by = by(col(author, name)),
              .having = gt(sum_(plus_(col(post, words), 1)), 2)),
          rowan_select_statement(
              summary,
              .columns = rowan_columns(
                  rowan_as(summary, name, rowan_col(author, name)),
                  rowan_as(summary, count, rowan_count_rows())),
              .join = rowan_joins(rowan_left_join(post)),
              .group_by = rowan_by(rowan_col(author, name)),
              .having = rowan_gt(rowan_sum(rowan_plus(rowan_col(post, words),
                                                      1)), 2)));
    check(rowan_update_statement(
              post, .set = sets(set_(post, title, upper(col(post, title))),
                                set_null(post, body)),
              .where = starts_with(col(post, title), "x")),
          rowan_update_statement(
              post,
              .set = rowan_sets(
                  rowan_set(post, title, rowan_upper(rowan_col(post, title))),
                  rowan_set_null(post, body)),
              .where = rowan_starts_with(rowan_col(post, title), "x")));
}

HARNESS_SUITE(short_names,
    HARNESS_TEST(test_short__names_write_what_long_names_write))
