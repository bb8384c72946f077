/* SPDX-License-Identifier: MIT */
/* Texts and bytes. Literals are those of SQL text; values are always binds. */
#include "types.h"

#include <string.h>

#define LENGTH(array_) (sizeof(array_) / sizeof(*(array_)))

static const char snake[] =
    "Alors vous imaginez ma \U0001F40D surprise, au lever du jour, quand une "
    "dr\u00f4le de petite \U0001F40D voix m\u2019a r\u00e9veill\u00e9. Elle "
    "disait: \u00ab S\u2019il vous pla\u00eet\u2026 dessine-moi \U0001F40D un "
    "mouton! \u00bb";

static const type_column varchar = {.kind = ROWAN_KIND_TEXT, .length = 255};
static const type_column unbounded = {.kind = ROWAN_KIND_TEXT};
static const type_column bytes = {.kind = ROWAN_KIND_BYTES};

static void
round_trip_of(trial *t, const type_column *column)
{
    const rowan_value values[] = {V_TEXT(TEXT, snake)};

    type_round_trip_found(t, column, values, 1);
}

static void
executemany_of(trial *t, const type_column *column)
{
    rowan_value values[3];

    for (size_t i = 0; i < 3; i++)
        values[i] = (rowan_value)V_TEXT(
            TEXT, trial_format(t, "%s %d", snake, (int)i));
    type_round_trip(t, column, values, 3, true);
}

static void
one_literal(trial *t, const type_column *column, const char *sql,
            const char *text)
{
    const type_literal literals[] = {{sql, V_TEXT(TEXT, text)}};

    type_literals(t, column, literals, 1);
}

static void
non_ascii_literal(trial *t, const type_column *column)
{
    one_literal(t, column, "'r\u00e9ve\U0001F40D ill\u00e9'",
                "r\u00e9ve\U0001F40D ill\u00e9");
}

static void
empty_of(trial *t, const type_column *column)
{
    const rowan_value values[] = {V_TEXT(TEXT, "")};

    type_round_trip_found(t, column, values, 1);
}

/* The classes of one text type are another's with another column. */
#define OF(column_, name_, function_)                                        \
    static void column_##_##name_(trial *t)                                  \
    {                                                                        \
        function_(t, &column_);                                              \
    }
OF(varchar, round_trip, round_trip_of)
OF(varchar, round_trip_executemany, executemany_of)
OF(varchar, literal_non_ascii, non_ascii_literal)
OF(varchar, empty_strings, empty_of)
OF(varchar, null_strings, type_null)
OF(unbounded, round_trip, round_trip_of)
OF(unbounded, round_trip_executemany, executemany_of)
OF(unbounded, literal_non_ascii, non_ascii_literal)
OF(unbounded, empty_strings, empty_of)
OF(unbounded, null_strings, type_null)

static void
varchar_literal(trial *t)
{
    one_literal(t, &varchar, "'some text'", "some text");
}

static void
unbounded_literal(trial *t)
{
    one_literal(t, &unbounded, "'some text'", "some text");
}

/* --- TextTest, StringTest ------------------------------------------------- */

static void
text_roundtrip(trial *t)
{
    const rowan_value values[] = {V_TEXT(TEXT, "some text")};

    type_round_trip_found(t, &unbounded, values, 1);
}

#define QUOTED "'some ''text'' hey \"hi there\" that''s text'"
#define PLAIN "some 'text' hey \"hi there\" that's text"
#define BACKSLASHES "backslash one \\ backslash two \\\\ end"

static void
text_literal_quoting(trial *t)
{
    one_literal(t, &unbounded, QUOTED, PLAIN);
}

static void
text_literal_backslashes(trial *t)
{
    one_literal(t, &unbounded, "'" BACKSLASHES "'", BACKSLASHES);
}

static void
text_literal_percentsigns(trial *t)
{
    one_literal(t, &unbounded, "'percent % signs %% percent'",
                "percent % signs %% percent");
}

static void
string_literal_quoting(trial *t)
{
    one_literal(t, &varchar, QUOTED, PLAIN);
}

static void
string_literal_backslashes(trial *t)
{
    one_literal(t, &varchar, "'" BACKSLASHES "'", BACKSLASHES);
}

/* A text of no length that is said, in a key too. */
typedef struct ty_key {
    const char *id;
    const char *data;
} ty_key;
ROWAN_MODEL(ty_key, "conformance_text_key", ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(data, .unique = true))

static void
nolength_string(trial *t)
{
    rowan_session *session;
    ty_key *row;

    trial_create(t, ROWAN_MODELS(ty_key));
    session = trial_session(t);
    REQUIRE(rowan_new(session, ty_key, .id = "key", .data = "x") != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    row = rowan_get(session, ty_key, "key");
    SESSION_GIVES(session, row);
    EXPECT_STR(row->data, "x");
}

typedef struct ty_pair {
    int64_t id;
    const char *x, *y;
} ty_pair;
ROWAN_MODEL(ty_pair, "conformance_pairs",
            ROWAN_PRIMARY_KEY(id, .not_generated = true),
            ROWAN_COLUMN(x, .length = 2), ROWAN_COLUMN(y, .length = 1))

static rowan_session *
with_pairs(trial *t)
{
    static const ty_pair pairs[] = {
        {1, "AB", "C"}, {2, "BC", "D"}, {3, "AC", "E"}};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(ty_pair));
    session = trial_session(t);
    for (size_t i = 0; i < LENGTH(pairs); i++)
        REQUIRE(rowan_add(session, ty_pair, &pairs[i]) != NULL);
    SESSION_OK(session, rowan_commit(session));
    return session;
}

/* The text that a column is compared with may be longer than the column. */
static void
dont_truncate_rightside(trial *t)
{
    static const struct {
        const char *pattern;
        int64_t count;
    } cases[] = {{"%B%", 2}, {"A%C", 1}, {"A%C%Z", 0}, {"ABCDEFGHIJ", 0}};
    rowan_session *session = with_pairs(t);

    for (size_t i = 0; i < LENGTH(cases); i++) {
        int64_t count = rowan_count(
            session, ty_pair,
            .where = rowan_like(rowan_col(ty_pair, x), cases[i].pattern));

        if (count != cases[i].count)
            FAIL("%s matches %d rows", cases[i].pattern, (int)count);
        else
            EXPECT_INT(count, cases[i].count);
    }
    EXPECT_INT(rowan_count(session, ty_pair,
                           .where = rowan_eq(rowan_col(ty_pair, x), "ABC")),
               0);
}

typedef struct ty_text {
    const char *text;
} ty_text;
ROWAN_ROW(ty_text, ROWAN_FIELD(text))

static void
concatenate_binary(trial *t)
{
    rowan_session *session = with_pairs(t);
    ty_text **rows = rowan_select(
        session, ty_text,
        .columns = rowan_columns(rowan_as(ty_text, text,
                                          rowan_concat(rowan_col(ty_pair, x),
                                                       rowan_col(ty_pair,
                                                                 y)))),
        .order_by = rowan_by(rowan_col(ty_pair, id)));

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    EXPECT_STR(rows[0]->text, "ABC");
    EXPECT_STR(rows[2]->text, "ACE");
}

static void
concatenate_clauselist(trial *t)
{
    rowan_session *session = with_pairs(t);
    ty_text **rows = rowan_select(
        session, ty_text,
        .columns = rowan_columns(
            rowan_as(ty_text, text,
                     rowan_concat(rowan_col(ty_pair, x), "-it's-",
                                  rowan_col(ty_pair, y), "%",
                                  rowan_col(ty_pair, x)))),
        .order_by = rowan_by(rowan_col(ty_pair, id)));

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    EXPECT_STR(rows[0]->text, "AB-it's-C%AB");
}

/* --- bytes ---------------------------------------------------------------- */

static void
binary_roundtrip(trial *t)
{
    char all[256];
    rowan_value values[3] = {V_TEXT(BYTES, "this is binary")};

    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    values[0].as.text.size = strlen("this is binary");
    values[1] = (rowan_value){.kind = ROWAN_KIND_BYTES,
                              .as.text = {all, sizeof(all)}};
    values[2] = (rowan_value){.kind = ROWAN_KIND_BYTES, .as.text = {"", 0}};
    type_round_trip(t, &bytes, values, 3, true);
    type_null(t, &bytes);
}

/* A struct of the program's, as bytes and back. */
static void
pickle_roundtrip(trial *t)
{
    struct {
        int32_t foo[3];
        double bar;
        char text[6];
    } object, copy;
    rowan_value value = {.kind = ROWAN_KIND_BYTES};
    const rowan_model *model;
    const rowan_value key = V_COUNT(INT64, 1);
    rowan_session *session;
    type_row *row;

    memset(&object, 0, sizeof(object));
    object.foo[0] = 1;
    object.foo[2] = -3;
    object.bar = 1.5;
    memcpy(object.text, "b\xc3\xa9t", 5);
    value.as.text = (rowan_view){(const char *)&object, sizeof(object)};
    type_round_trip(t, &bytes, &value, 1, false);
    model = type_model(t, &bytes);
    session = trial_session(t);
    row = rowan_session_get(session, model, &key, 1);
    SESSION_GIVES(session, row);
    REQUIRE(row->bytes.size == sizeof(copy));
    memcpy(&copy, row->bytes.data, sizeof(copy));
    EXPECT(copy.foo[2] == -3 && copy.bar == 1.5);
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test unicode_varchar[] = {
    {"round_trip", "", NULL, varchar_round_trip},
    {"round_trip_executemany", "", NULL, varchar_round_trip_executemany},
    {"literal", "", NULL, varchar_literal},
    {"literal_non_ascii", "", NULL, varchar_literal_non_ascii},
    {"empty_strings_varchar", "", NULL, varchar_empty_strings},
    {"null_strings_varchar", "", NULL, varchar_null_strings},
    END,
};

static const conformance_test unicode_text[] = {
    {"round_trip", "", NULL, unbounded_round_trip},
    {"round_trip_executemany", "", NULL, unbounded_round_trip_executemany},
    {"literal", "", NULL, unbounded_literal},
    {"literal_non_ascii", "", NULL, unbounded_literal_non_ascii},
    {"empty_strings_text", "", NULL, unbounded_empty_strings},
    {"null_strings_text", "", NULL, unbounded_null_strings},
    END,
};

static const conformance_test text_tests[] = {
    {"text_roundtrip", "", NULL, text_roundtrip},
    {"text_empty_strings", "", NULL, unbounded_empty_strings},
    {"text_null_strings", "", NULL, unbounded_null_strings},
    {"literal", "", NULL, unbounded_literal},
    {"literal_non_ascii", "", NULL, unbounded_literal_non_ascii},
    {"literal_quoting", "", NULL, text_literal_quoting},
    {"literal_backslashes", "", NULL, text_literal_backslashes},
    {"literal_percentsigns", "", NULL, text_literal_percentsigns},
    END,
};

static const conformance_test string_tests[] = {
    {"nolength_string", "", NULL, nolength_string},
    {"literal", "", NULL, varchar_literal},
    {"literal_non_ascii", "", NULL, varchar_literal_non_ascii},
    {"dont_truncate_rightside", "", NULL, dont_truncate_rightside},
    {"literal_quoting", "", NULL, string_literal_quoting},
    {"literal_backslashes", "", NULL, string_literal_backslashes},
    {"concatenate_binary", "", NULL, concatenate_binary},
    {"concatenate_clauselist", "", NULL, concatenate_clauselist},
    END,
};

static const conformance_test binary_tests[] = {
    {"binary_roundtrip", "", NULL, binary_roundtrip},
    {"pickle_roundtrip", "", NULL, pickle_roundtrip},
    END,
};

const conformance_class conformance_types_text[] = {
    {"types", "UnicodeVarcharTest", "", unicode_varchar},
    {"types", "UnicodeTextTest", "", unicode_text},
    {"types", "TextTest", "", text_tests},
    {"types", "StringTest", "", string_tests},
    {"types", "BinaryTest", "", binary_tests},
    {NULL, NULL, NULL, NULL},
};
