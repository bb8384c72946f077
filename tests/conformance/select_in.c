/* SPDX-License-Identifier: MIT */
/* Lists of values, empty ones too, and parts of texts. */
#include "conformance.h"

#include <string.h>

typedef struct li_row {
    int64_t id;
    rowan_nullable_int64 x, y;
    const char *z;
} li_row;
ROWAN_MODEL(li_row, "conformance_lists",
            ROWAN_PRIMARY_KEY(id, .not_generated = true), ROWAN_COLUMN(x),
            ROWAN_COLUMN(y), ROWAN_COLUMN(z, .length = 50))

#define X rowan_col(li_row, x)
#define Z rowan_col(li_row, z)

static rowan_session *
with_rows(trial *t)
{
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(li_row));
    session = trial_session(t);
    for (int64_t i = 1; i <= 4; i++)
        REQUIRE(rowan_new(session, li_row, .id = i, .x = {i, true},
                          .y = {i + 1, true},
                          .z = trial_format(t, "z%d", (int)i)) != NULL);
    SESSION_OK(session, rowan_commit(session));
    return session;
}

static const char *
ids(trial *t, rowan_session *session, li_row **rows)
{
    const char *text = "";

    SESSION_GIVES(session, rows);
    for (size_t i = 0; rows[i] != NULL; i++)
        text = trial_format(t, "%s%s%d", text, i > 0 ? " " : "",
                            (int)rows[i]->id);
    return text;
}

#define FOUND(condition_)                                                    \
    ids(t, session, rowan_find(session, li_row, .where = (condition_),       \
                               .order_by = rowan_by(rowan_col(li_row, id))))

static const int64_t numbers[] = {2, 3, 4, 99};
static const char *const texts[] = {"z2", "z3", "it's", "%"};

/* --- lists ---------------------------------------------------------------- */

static void
bound_in_scalar_bindparam(trial *t)
{
    rowan_session *session = with_rows(t);

    for (size_t count = 0; count <= 4; count++)
        EXPECT_STR(FOUND(rowan_in_array(X, numbers, count)),
                   trial_format(t, "%.*s", count == 0 ? 0
                                : count < 3           ? (int)count * 2 - 1
                                                      : 5, "2 3 4"));
}

static void
bound_in_scalar_direct(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_in(X, 2, 3, 4)), "2 3 4");
    EXPECT_STR(FOUND(rowan_in(X, 7)), "");
    EXPECT_STR(FOUND(rowan_not_in(X, 2, 3)), "1 4");
}

static void
nonempty_in_plus_empty_notin(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_and(rowan_in_array(X, numbers, 2),
                               rowan_not_in_array(Z, texts, 0))), "2 3");
}

static void
empty_in_plus_notempty_notin(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_and(rowan_in_array(X, numbers, 0),
                               rowan_not_in_array(Z, texts, 2))), "");
}

static void
typed_str_in(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_in_array(Z, texts, 4)), "2 3");
}

static void
untyped_str_in(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_in(Z, "z2", "z4", "z2")), "2 4");
    EXPECT_STR(FOUND(rowan_not_in(Z, "z2", "z4")), "1 3");
}

/* No value is in an empty list, and every one is not in it. */
static void
empty_integers(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_in_array(X, numbers, 0)), "");
}

static void
empty_integers_negated(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_not_in_array(X, numbers, 0)), "1 2 3 4");
}

static void
empty_strings(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_in_array(Z, texts, 0)), "");
}

static void
empty_strings_negated(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_not_in_array(Z, texts, 0)), "1 2 3 4");
    EXPECT_STR(FOUND(rowan_not(rowan_in_array(Z, texts, 0))), "1 2 3 4");
}

static void
multiple_empty_sets(trial *t)
{
    rowan_session *session = with_rows(t);

    EXPECT_STR(FOUND(rowan_and(rowan_in_array(X, numbers, 0),
                               rowan_in_array(Z, texts, 0))), "");
    EXPECT_STR(FOUND(rowan_or(rowan_in_array(X, numbers, 0),
                              rowan_not_in_array(Z, texts, 0))), "1 2 3 4");
}

/* NULL is neither in it nor makes it unknown. */
static void
null_in_empty_set(trial *t)
{
    rowan_session *session = with_rows(t);

    REQUIRE(rowan_new(session, li_row, .id = 5, .z = NULL) != NULL);
    SESSION_OK(session, rowan_commit(session));
    EXPECT_STR(FOUND(rowan_in_array(X, numbers, 0)), "");
    EXPECT_STR(FOUND(rowan_not(rowan_in_array(X, numbers, 0))), "1 2 3 4 5");
    EXPECT_STR(FOUND(rowan_not_in_array(Z, texts, 0)), "1 2 3 4 5");
}

/* --- parts of texts ------------------------------------------------------- */

static rowan_session *
with_texts(trial *t)
{
    static const char *const values[] = {
        "abcdefg", "ab/cdefg", "ab%cdefg", "ab_cdefg", "abcde/fg",
        "abcde%fg", "ab#cdefg", "ab9cdefg", "abcde#fg", "abcd9fg", NULL};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(li_row));
    session = trial_session(t);
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        REQUIRE(rowan_new(session, li_row, .id = (int64_t)i + 1,
                          .z = values[i]) != NULL);
    SESSION_OK(session, rowan_commit(session));
    return session;
}

#define ALL "1 2 3 4 5 6 7 8 9 10"
#define BUT_LAST "1 2 3 4 5 6 7 8 9"

static void
startswith_unescaped(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_like(Z, "ab%c%")), ALL);
}

static void
startswith_autoescape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_starts_with(Z, "ab%c")), "3");
    EXPECT_STR(FOUND(rowan_starts_with(Z, "ab_c")), "4");
}

static void
startswith_escape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_like(Z, "ab\\_c%")), "4");
}

static void
startswith_autoescape_escape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_starts_with(Z, "ab#c")), "7");
    EXPECT_STR(FOUND(rowan_starts_with(Z, "ab\\%c")), "");
}

static void
endswith_unescaped(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_like(Z, "%e%fg")), BUT_LAST);
}

static void
endswith_autoescape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_ends_with(Z, "e%fg")), "6");
}

static void
endswith_escape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_like(Z, "%e\\%fg")), "6");
}

static void
endswith_autoescape_escape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_ends_with(Z, "e#fg")), "9");
    EXPECT_STR(FOUND(rowan_ends_with(Z, "e\\fg")), "");
}

static void
contains_unescaped(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_like(Z, "%b%cde%")), BUT_LAST);
}

static void
contains_autoescape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_contains(Z, "b%cd")), "3");
    EXPECT_STR(FOUND(rowan_contains(Z, "")), ALL);
}

static void
contains_escape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_like(Z, "%b\\%cd%")), "3");
}

static void
contains_autoescape_escape(trial *t)
{
    rowan_session *session = with_texts(t);

    EXPECT_STR(FOUND(rowan_contains(Z, "b#cd")), "7");
    EXPECT_STR(FOUND(rowan_contains(Z, "b\\cd")), "");
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test lists[] = {
    {"multiple_empty_sets_bindparam", "", NULL, multiple_empty_sets},
    {"multiple_empty_sets_direct", "", NULL, multiple_empty_sets},
    {"bound_in_scalar_bindparam", "", NULL, bound_in_scalar_bindparam},
    {"bound_in_scalar_direct", "", NULL, bound_in_scalar_direct},
    {"nonempty_in_plus_empty_notin", "", NULL, nonempty_in_plus_empty_notin},
    {"empty_in_plus_notempty_notin", "", NULL, empty_in_plus_notempty_notin},
    {"typed_str_in", "", NULL, typed_str_in},
    {"untyped_str_in", "", NULL, untyped_str_in},
    {"empty_set_against_integer_bindparam", "", NULL, empty_integers},
    {"empty_set_against_integer_direct", "", NULL, empty_integers},
    {"empty_set_against_integer_negation_bindparam", "", NULL,
     empty_integers_negated},
    {"empty_set_against_integer_negation_direct", "", NULL,
     empty_integers_negated},
    {"empty_set_against_string_bindparam", "", NULL, empty_strings},
    {"empty_set_against_string_direct", "", NULL, empty_strings},
    {"empty_set_against_string_negation_bindparam", "", NULL,
     empty_strings_negated},
    {"empty_set_against_string_negation_direct", "", NULL,
     empty_strings_negated},
    {"null_in_empty_set_is_false_bindparam", "", NULL, null_in_empty_set},
    {"null_in_empty_set_is_false_direct", "", NULL, null_in_empty_set},
    END,
};

static const conformance_test parts[] = {
    {"startswith_unescaped", "", NULL, startswith_unescaped},
    {"startswith_autoescape", "", NULL, startswith_autoescape},
    {"startswith_escape", "", NULL, startswith_escape},
    {"startswith_autoescape_escape", "", NULL, startswith_autoescape_escape},
    {"endswith_unescaped", "", NULL, endswith_unescaped},
    {"endswith_autoescape", "", NULL, endswith_autoescape},
    {"endswith_escape", "", NULL, endswith_escape},
    {"endswith_autoescape_escape", "", NULL, endswith_autoescape_escape},
    {"contains_unescaped", "", NULL, contains_unescaped},
    {"contains_autoescape", "", NULL, contains_autoescape},
    {"contains_escape", "", NULL, contains_escape},
    {"contains_autoescape_escape", "", NULL, contains_autoescape_escape},
    END,
};

const conformance_class conformance_select_in[] = {
    {"select", "ExpandingBoundInTest", "", lists},
    {"select", "LikeFunctionsTest", "", parts},
    {NULL, NULL, NULL, NULL},
};
