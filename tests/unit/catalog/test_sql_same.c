/* SPDX-License-Identifier: MIT */
/* Two SQL texts, one as it was written and one as a database gives it back. */
#include "catalog/compare.h"
#include "harness.h"

static void
test_sql_same__goes_by_words(void)
{
    static const struct {
        const char *a, *b;
        bool is_same;
    } cases[] = {
        {"", "", true},
        {"a > 0", "((a > 0))", true},
        {"a>0", "a  >\n0", true},
        {"name <> ''", "(\"name\" <> ''::text)", true},
        {"name <> 'x'", "`name` <> _utf8mb4'x'", true},
        {"now()", "NOW()", true},
        {"'a'", "'a'::character varying", true},
        {"'a'", "'a'::timestamp with time zone", true},
        {"x IN ('a')", "x in ('a'::text[])", true},
        {"'it''s'", "'it''s'", true},
        {"a > 0", "a > 1", false},
        {"a > 0", "a > 0 AND b", false},
        {"a", "'a'", false},
        {"'a'", "'A'", false},
        {"1.5", "1.50", false},
        {"a + b", "a - b", false},
        {"a", "", false},
        {"'a'::text || b", "'a' || c", false},
        {"_x", "x", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (rowan__sql_same(cases[i].a, cases[i].b) != cases[i].is_same)
            FAIL("%s and %s", cases[i].a, cases[i].b);
        CHECK_INT(rowan__sql_same(cases[i].b, cases[i].a), cases[i].is_same);
    }
}

HARNESS_SUITE(catalog_sql_same, HARNESS_TEST(test_sql_same__goes_by_words))
