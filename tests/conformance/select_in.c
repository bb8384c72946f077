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

static void
check_ids(trial *t, rowan_session *session, li_row **rows,
          const char *expected, const char *condition)
{
    const char *text = "";

    SESSION_GIVES(session, rows);
    for (size_t i = 0; rows[i] != NULL; i++)
        text = trial_format(t, "%s%s%d", text, i > 0 ? " " : "",
                            (int)rows[i]->id);
    trial_check_str(t, text, expected, condition, __FILE__, __LINE__);
}

/* What a condition finds, by the ids. */
#define FINDS(condition_, ids_)                                              \
    check_ids(t, session,                                                    \
              rowan_find(session, li_row, .where = (condition_),             \
                         .order_by = rowan_by(rowan_col(li_row, id))),       \
              ids_, #condition_);

/* A case is a name, the rows, and what is found among them. One that stands
 * twice has two names, for two ways of the first suite to write it. */
#define TEST(name_, rows_, ...)                                              \
    static void name_(trial *t)                                              \
    {                                                                        \
        rowan_session *session = rows_(t);                                   \
                                                                             \
        __VA_ARGS__                                                          \
    }
#define ROW(name_, rows_, ...) {#name_, "", NULL, name_},
#define TWO_ROWS(name_, rows_, ...)                                          \
    {#name_ "_bindparam", "", NULL, name_},                                  \
    {#name_ "_direct", "", NULL, name_},
#define END {NULL, NULL, NULL, NULL}

/* --- lists ---------------------------------------------------------------- */

static rowan_session *
with_null(trial *t)
{
    rowan_session *session = with_rows(t);

    REQUIRE(rowan_new(session, li_row, .id = 5, .z = NULL) != NULL);
    SESSION_OK(session, rowan_commit(session));
    return session;
}

static const int64_t numbers[] = {2, 3, 4, 99};
static const char *const texts[] = {"z2", "z3", "it's", "%"};

#define NUMBERS(count_) rowan_in_array(X, numbers, count_)
#define NOT_NUMBERS(count_) rowan_not_in_array(X, numbers, count_)
#define TEXTS(count_) rowan_in_array(Z, texts, count_)
#define NOT_TEXTS(count_) rowan_not_in_array(Z, texts, count_)

/* No value is in an empty list, and every one is not in it: NULL is neither,
 * nor does it make it unknown. */
#define LISTS(CASE, TWICE)                                                   \
    TWICE(multiple_empty_sets, with_rows,                                    \
          FINDS(rowan_and(NUMBERS(0), TEXTS(0)), "")                         \
          FINDS(rowan_or(NUMBERS(0), NOT_TEXTS(0)), "1 2 3 4"))              \
    CASE(bound_in_scalar_bindparam, with_rows,                               \
         FINDS(NUMBERS(0), "")                                               \
         FINDS(NUMBERS(1), "2")                                              \
         FINDS(NUMBERS(2), "2 3")                                            \
         FINDS(NUMBERS(3), "2 3 4")                                          \
         FINDS(NUMBERS(4), "2 3 4"))                                         \
    CASE(bound_in_scalar_direct, with_rows,                                  \
         FINDS(rowan_in(X, 2, 3, 4), "2 3 4")                                \
         FINDS(rowan_in(X, 7), "")                                           \
         FINDS(rowan_not_in(X, 2, 3), "1 4"))                                \
    CASE(nonempty_in_plus_empty_notin, with_rows,                            \
         FINDS(rowan_and(NUMBERS(2), NOT_TEXTS(0)), "2 3"))                  \
    CASE(empty_in_plus_notempty_notin, with_rows,                            \
         FINDS(rowan_and(NUMBERS(0), NOT_TEXTS(2)), ""))                     \
    CASE(typed_str_in, with_rows, FINDS(TEXTS(4), "2 3"))                    \
    CASE(untyped_str_in, with_rows,                                          \
         FINDS(rowan_in(Z, "z2", "z4", "z2"), "2 4")                         \
         FINDS(rowan_not_in(Z, "z2", "z4"), "1 3"))                          \
    TWICE(empty_set_against_integer, with_rows, FINDS(NUMBERS(0), ""))       \
    TWICE(empty_set_against_integer_negation, with_rows,                     \
          FINDS(NOT_NUMBERS(0), "1 2 3 4"))                                  \
    TWICE(empty_set_against_string, with_rows, FINDS(TEXTS(0), ""))          \
    TWICE(empty_set_against_string_negation, with_rows,                      \
          FINDS(NOT_TEXTS(0), "1 2 3 4")                                     \
          FINDS(rowan_not(TEXTS(0)), "1 2 3 4"))                             \
    TWICE(null_in_empty_set_is_false, with_null,                             \
          FINDS(NUMBERS(0), "")                                              \
          FINDS(rowan_not(NUMBERS(0)), "1 2 3 4 5")                          \
          FINDS(NOT_TEXTS(0), "1 2 3 4 5"))

LISTS(TEST, TEST)
static const conformance_test lists[] = {LISTS(ROW, TWO_ROWS) END};

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

#define PARTS(CASE)                                                          \
    CASE(startswith_unescaped, with_texts,                                   \
         FINDS(rowan_like(Z, "ab%c%"), ALL))                                 \
    CASE(startswith_autoescape, with_texts,                                  \
         FINDS(rowan_starts_with(Z, "ab%c"), "3")                            \
         FINDS(rowan_starts_with(Z, "ab_c"), "4"))                           \
    CASE(startswith_escape, with_texts,                                      \
         FINDS(rowan_like(Z, "ab\\_c%"), "4"))                               \
    CASE(startswith_autoescape_escape, with_texts,                           \
         FINDS(rowan_starts_with(Z, "ab#c"), "7")                            \
         FINDS(rowan_starts_with(Z, "ab\\%c"), ""))                          \
    CASE(endswith_unescaped, with_texts,                                     \
         FINDS(rowan_like(Z, "%e%fg"), BUT_LAST))                            \
    CASE(endswith_autoescape, with_texts,                                    \
         FINDS(rowan_ends_with(Z, "e%fg"), "6"))                             \
    CASE(endswith_escape, with_texts,                                        \
         FINDS(rowan_like(Z, "%e\\%fg"), "6"))                               \
    CASE(endswith_autoescape_escape, with_texts,                             \
         FINDS(rowan_ends_with(Z, "e#fg"), "9")                              \
         FINDS(rowan_ends_with(Z, "e\\fg"), ""))                             \
    CASE(contains_unescaped, with_texts,                                     \
         FINDS(rowan_like(Z, "%b%cde%"), BUT_LAST))                          \
    CASE(contains_autoescape, with_texts,                                    \
         FINDS(rowan_contains(Z, "b%cd"), "3")                               \
         FINDS(rowan_contains(Z, ""), ALL))                                  \
    CASE(contains_escape, with_texts,                                        \
         FINDS(rowan_like(Z, "%b\\%cd%"), "3"))                              \
    CASE(contains_autoescape_escape, with_texts,                             \
         FINDS(rowan_contains(Z, "b#cd"), "7")                               \
         FINDS(rowan_contains(Z, "b\\cd"), ""))

PARTS(TEST)
static const conformance_test parts[] = {PARTS(ROW) END};

const conformance_class conformance_select_in[] = {
    {"select", "ExpandingBoundInTest", "", lists},
    {"select", "LikeFunctionsTest", "", parts},
    {NULL, NULL, NULL, NULL},
};
