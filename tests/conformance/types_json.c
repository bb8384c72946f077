/* SPDX-License-Identifier: MIT */
/* JSON documents, enumerations and UUIDs. */
#include "types.h"

#include <string.h>

#define LENGTH(array_) (sizeof(array_) / sizeof(*(array_)))

/* --- JSON ----------------------------------------------------------------- */

static const type_column json = {.kind = ROWAN_KIND_JSON};

static void
documents(trial *t, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const rowan_value value = V_TEXT(JSON, texts[i]);

        type_round_trip(t, &json, &value, 1, true);
    }
}

/* Keys are in an order that databases that sort them keep. */
static void
round_trip_data1(trial *t)
{
    static const char *const texts[] = {
        "{\"key1\": \"value1\", \"key2\": \"value2\"}",
        "{\"key 1\": \"value1\", \"key 2\": {\"k\": [1, 2, 3]}}",
        "{\"Key 'One'\": \"value1\", \"key with spaces\": \"it's\"}",
        "{\"a\": {\"b\": {\"c\": {\"d\": []}}}, \"e\": {}}",
        "[\"one\", \"two\", \"three\"]",
        "[]",
        "{}",
        "{\"a\": null, \"b\": true, \"c\": false, \"d\": \"\"}",
        "[1, 2.5, -3, 1234567890123456789]",
        "{\"\": \"no key\", \"a\\\"b\": \"quoted\", \"c\\\\d\": \"\\n\\t\"}",
    };

    documents(t, texts, LENGTH(texts));
}

static void
round_trip_pretty_large_data(trial *t)
{
    enum { ITEMS = 4000 };
    const size_t size = ITEMS * 60 + 10;
    char *text = trial_alloc(t, size);
    size_t used = 1;
    rowan_value value = V_TEXT(JSON, text);

    memcpy(text, "[", 2);
    for (int i = 0; i < ITEMS; i++) {
        const char *item = trial_format(
            t, "%s{\"key\": \"data %d with some more text\"}",
            i > 0 ? ", " : "", i);

        memcpy(text + used, item, strlen(item) + 1);
        used += strlen(item);
    }
    memcpy(text + used, "]", 2);
    type_round_trip(t, &json, &value, 1, true);
}

static void
single_element_round_trip(trial *t)
{
    static const char *const texts[] = {"true", "false", "5", "15.05",
                                        "\"some value\"", "\"\"",
                                        "\"r\u00e9veill\u00e9\"", "-1"};

    documents(t, texts, LENGTH(texts));
}

/* A document that is a struct of the program's, by a codec. */
static void
round_trip_custom_json(trial *t)
{
    const type_column column = {.kind = ROWAN_KIND_JSON, .decorated = true};
    const rowan_model *model = type_table(t, &column);
    const rowan_value key = V_COUNT(INT64, 1);
    rowan_session *session = trial_session(t);
    type_row row = {.id = 1, .decorated = V_TEXT(JSON, "{\"x\": [1, 2]}")};
    type_row *found;

    row.decorated.as.text.size = strlen(row.decorated.as.text.data);
    REQUIRE(rowan_session_new(session, model, &row) != NULL);
    SESSION_OK(session, rowan_commit(session));
    SESSION_OK(session, rowan_session_clear(session));
    found = rowan_session_get(session, model, &key, 1);
    SESSION_GIVES(session, found);
    EXPECT_INT(found->decorated.kind, ROWAN_KIND_JSON);
    EXPECT(found->decorated.as.text.size >= strlen("{\"x\":[1,2]}"));
}

static int64_t
sql_nulls(trial *t)
{
    return trial_int(t, "SELECT count(*) FROM " TYPE_TABLE
                        " WHERE content IS NULL");
}

/* No document is SQL's NULL, the document null is not. */
static void
round_trip_none_as_sql_null(trial *t)
{
    type_null(t, &json);
    EXPECT_INT(sql_nulls(t), 1);
}

static void
round_trip_json_null_as_json_null(trial *t)
{
    static const rowan_value null = V_TEXT(JSON, "null");

    type_round_trip(t, &json, &null, 1, true);
    EXPECT_INT(sql_nulls(t), 0);
}

static void
round_trip_none_as_json_null(trial *t)
{
    static const rowan_value values[] = {V_TEXT(JSON, "null"), V_NULL,
                                         V_TEXT(JSON, "{}")};

    type_round_trip(t, &json, values, 3, true);
    EXPECT_INT(sql_nulls(t), 1);
}

static void
unicode_round_trip(trial *t)
{
    static const char *const texts[] = {
        "{\"data\": {\"k1\": \"dr\U0001F40D\u00f4le\"},"
        " \"r\u00e9ve\U0001F40D ill\u00e9\": \"r\u00e9ve\U0001F40D\"}"};

    documents(t, texts, LENGTH(texts));
}

/* An object's document is taken away and given again. */
static void
eval_none_flag_orm(trial *t)
{
    const rowan_model *model = type_table(t, &json);
    const rowan_value key = V_COUNT(INT64, 1);
    const type_row row = {.id = 1, .json = {"[1]"}};
    rowan_session *session = trial_session(t);
    type_row *object = rowan_session_new(session, model, &row);

    SESSION_GIVES(session, object);
    SESSION_OK(session, rowan_commit(session));
    object->json.text = NULL;
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(sql_nulls(t), 1);
    object->json.text = "null";
    SESSION_OK(session, rowan_commit(session));
    EXPECT_INT(sql_nulls(t), 0);
    SESSION_OK(session, rowan_session_clear(session));
    object = rowan_session_get(session, model, &key, 1);
    SESSION_GIVES(session, object);
    EXPECT_STR(object->json.text, "null");
}

/* What is no JSON is refused, and not kept as a text. */
static void
invalid_documents(trial *t)
{
    static const char *const texts[] = {"{", "nothing", "{\"a\": }", "[1,]"};
    const rowan_model *model = type_table(t, &json);

    for (size_t i = 0; i < LENGTH(texts); i++) {
        rowan_session *session = trial_session(t);
        const type_row row = {.id = 1, .json = {texts[i]}};

        REQUIRE(rowan_session_new(session, model, &row) != NULL);
        if (rowan_commit(session) == ROWAN_OK)
            FAIL("%s was taken", texts[i]);
        else
            EXPECT(rowan_session_error(session)->message[0] != '\0');
        trial_session_end(t, session);
    }
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM " TYPE_TABLE), 0);
}

/* --- enumerations --------------------------------------------------------- */

typedef enum ty_enum { TY_THREE = 3, TY_ONE = 1, TY_TWO = 2 } ty_enum;
ROWAN_ENUM_TYPE(ty_enum, {TY_ONE, "one"}, {TY_TWO, "%tw'o"},
                {TY_THREE, "r\u00e9ve\U0001F40D"})

typedef struct ty_choice {
    int64_t id;
    ty_enum choice;
} ty_choice;
ROWAN_MODEL(ty_choice, "conformance_choices", ROWAN_PRIMARY_KEY(id),
            ROWAN_ENUM(choice, ty_enum))

static rowan_session *
with_choices(trial *t, ty_choice *ret_rows[3], bool together)
{
    static const ty_enum all[] = {TY_ONE, TY_TWO, TY_THREE};
    rowan_session *session;

    trial_create(t, ROWAN_MODELS(ty_choice));
    session = trial_session(t);
    for (size_t i = 0; i < 3; i++) {
        ret_rows[i] = rowan_new(session, ty_choice, .choice = all[i]);
        SESSION_GIVES(session, ret_rows[i]);
        if (!together)
            SESSION_OK(session, rowan_commit(session));
    }
    SESSION_OK(session, rowan_commit(session));
    for (size_t i = 0; i < 3; i++) {
        SESSION_OK(session, rowan_refresh(session, ret_rows[i]));
        EXPECT_INT(ret_rows[i]->choice, all[i]);
    }
    return session;
}

static void
enum_round_trip(trial *t)
{
    ty_choice *rows[3];
    rowan_session *session = with_choices(t, rows, false);

    EXPECT_INT(rowan_count(session, ty_choice,
                           .where = rowan_eq(rowan_col(ty_choice, choice),
                                             TY_TWO)), 1);
    EXPECT_STR(trial_text(t, "SELECT choice FROM conformance_choices "
                             "WHERE id = :id",
                          rowan_bind("id", rows[1]->id)), "%tw'o");
}

static void
enum_round_trip_executemany(trial *t)
{
    ty_choice *rows[3];

    with_choices(t, rows, true);
}

static void
enum_round_trip_executemany_returning(trial *t)
{
    ty_choice *rows[3];

    with_choices(t, rows, true);
    EXPECT(rows[0]->id > 0 && rows[0]->id != rows[1]->id);
}

/* --- UUIDs ---------------------------------------------------------------- */

static const type_column uuid = {.kind = ROWAN_KIND_UUID};
static const type_column uuid_text = {.kind = ROWAN_KIND_TEXT, .length = 36};

static rowan_value
random_uuid(trial *t)
{
    rowan_value value = {.kind = ROWAN_KIND_UUID};

    REQUIRE(rowan_uuid_random(&value.as.uuid) == ROWAN_OK);
    return value;
}

static const char *
text_of(trial *t, const rowan_value *value)
{
    char *text = trial_alloc(t, ROWAN_UUID_TEXT_SIZE);

    rowan_uuid_format(value->as.uuid, text);
    return text;
}

static void
uuid_round_trip(trial *t)
{
    rowan_value values[4] = {random_uuid(t), random_uuid(t),
                             {.kind = ROWAN_KIND_UUID}, random_uuid(t)};

    memset(values[3].as.uuid.bytes, 0xff, 16);
    type_round_trip_found(t, &uuid, values, 4);
}

/* Kept as a UUID, looked at as a text. */
static void
uuid_text_round_trip(trial *t)
{
    rowan_value value = random_uuid(t);

    type_round_trip_found(t, &uuid, &value, 1);
    EXPECT_STR(trial_text(t, "SELECT CAST(content AS CHAR(36)) FROM "
                             TYPE_TABLE), text_of(t, &value));
}

static void
literal_uuid(trial *t)
{
    rowan_value value = random_uuid(t);
    const type_literal literal = {trial_format(t, "'%s'", text_of(t, &value)),
                                  value};

    type_literals(t, &uuid, &literal, 1);
}

static void
literal_text(trial *t)
{
    rowan_value value = random_uuid(t);
    const char *text = text_of(t, &value);
    const type_literal literal = {trial_format(t, "'%s'", text),
                                  V_TEXT(TEXT, text)};

    type_literals(t, &uuid_text, &literal, 1);
}

static void
uuid_returning(trial *t)
{
    const rowan_model *model = type_table(t, &uuid);
    const rowan_value value = random_uuid(t);
    const rowan_bind_value binds[] = {{"v", value}, rowan_bind_null(NULL)};
    rowan_session *session = trial_session(t);
    void **rows = rowan_session_sql(
        session, model, "INSERT INTO " TYPE_TABLE " (id, content) "
        "VALUES (1, :v) RETURNING id, content", binds);
    rowan_value actual;

    SESSION_GIVES(session, rows);
    REQUIRE(rows[0] != NULL);
    actual = type_get(rows[0], &uuid);
    EXPECT_STR(type_show(t, &actual), type_show(t, &value));
}

/* --- tables --------------------------------------------------------------- */

#define END {NULL, NULL, NULL, NULL}

static const conformance_test json_tests[] = {
    {"round_trip_data1", "", NULL, round_trip_data1},
    {"round_trip_pretty_large_data", "", NULL, round_trip_pretty_large_data},
    {"single_element_round_trip", "", NULL, single_element_round_trip},
    {"round_trip_custom_json", "", NULL, round_trip_custom_json},
    {"round_trip_none_as_sql_null", "", NULL, round_trip_none_as_sql_null},
    {"round_trip_json_null_as_json_null", "", NULL,
     round_trip_json_null_as_json_null},
    {"round_trip_none_as_json_null", "", NULL, round_trip_none_as_json_null},
    {"unicode_round_trip", "", NULL, unicode_round_trip},
    {"eval_none_flag_orm", "", NULL, eval_none_flag_orm},
    END,
};

static const conformance_test enum_tests[] = {
    {"round_trip", "", NULL, enum_round_trip},
    {"round_trip_executemany", "", NULL, enum_round_trip_executemany},
    {"round_trip_executemany_returning", "", NULL,
     enum_round_trip_executemany_returning},
    END,
};

static const conformance_test uuid_tests[] = {
    {"uuid_round_trip", "", NULL, uuid_round_trip},
    {"uuid_text_round_trip", "", NULL, uuid_text_round_trip},
    {"literal_uuid", "", NULL, literal_uuid},
    {"literal_text", "", NULL, literal_text},
    {"literal_nonnative_uuid", "", NULL, literal_uuid},
    {"literal_nonnative_text", "", NULL, literal_text},
    {"uuid_returning", "insert_returning", NULL, uuid_returning},
    END,
};

static const conformance_test checks[] = {
    {"invalid_documents", "json_type", NULL, invalid_documents}, END};

const conformance_class conformance_types_json[] = {
    {"types", "JSONTest", "", json_tests},
    {"types", "EnumTest", "", enum_tests},
    {"types", "UuidTest", "", uuid_tests},
    {"rowan", "JSONCheckTest", "", checks},
    {NULL, NULL, NULL, NULL},
};
