/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include "base/error_priv.h"

#include <string.h>

static void
test_error__keeps_the_first(void)
{
    rowan_error err = {0};

    CHECK_INT(rowan__error_set(&err, ROWAN_BUSY, "first %d", 1), ROWAN_BUSY);
    CHECK_INT(rowan__error_set(&err, ROWAN_IO, "second"), ROWAN_IO);
    CHECK_INT(err.status, ROWAN_BUSY);
    CHECK_STR(err.message, "first 1");
    rowan_error_clear(&err);
    CHECK_INT(err.status, ROWAN_OK);
    CHECK_INT(rowan__error_no_memory(&err), ROWAN_NO_MEMORY);
    CHECK_STR(err.message, "out of memory");
}

static void
test_error__is_set_by_programs(void)
{
    rowan_error err = {0};

    CHECK_INT(rowan_error_set(&err, ROWAN_OK, "nothing"), ROWAN_OK);
    CHECK_STR(err.message, "");
    CHECK_INT(rowan_error_set(&err, ROWAN_IO, "line %d", 7), ROWAN_IO);
    CHECK_INT(rowan_error_set(&err, ROWAN_BUSY, "second"), ROWAN_BUSY);
    CHECK_INT(err.status, ROWAN_IO);
    CHECK_STR(err.message, "line 7");
    CHECK_INT(rowan_error_set(NULL, ROWAN_IO, "x"), ROWAN_IO);
}

static void
test_error__may_be_absent(void)
{
    CHECK_INT(rowan__error_set(NULL, ROWAN_BUSY, "x"), ROWAN_BUSY);
    CHECK_INT(rowan__error_no_memory(NULL), ROWAN_NO_MEMORY);
    rowan__error_hint(NULL, "x");
    rowan__error_object(NULL, "x");
    rowan__error_sql(NULL, "x");
    rowan__error_table(NULL, "x");
    rowan__error_column(NULL, "x");
    rowan__error_constraint(NULL, "x");
    rowan_error_clear(NULL);
}

static void
add_details(rowan_error *err, const char *text)
{
    rowan__error_hint(err, "%s", text);
    rowan__error_object(err, "%s", text);
    rowan__error_sql(err, text);
    rowan__error_table(err, text);
    rowan__error_column(err, text);
    rowan__error_constraint(err, text);
}

static void
check_details(const rowan_error *err, const char *text)
{
    CHECK_STR(err->hint, text);
    CHECK_STR(err->object, text);
    CHECK_STR(err->sql, text);
    CHECK_STR(err->table, text);
    CHECK_STR(err->column, text);
    CHECK_STR(err->constraint, text);
}

static void
test_error__takes_each_detail_once(void)
{
    rowan_error err = {0};

    add_details(&err, "too early");
    check_details(&err, "");
    (void)rowan__error_set(&err, ROWAN_BUSY, "busy");
    add_details(&err, "first");
    add_details(&err, "second");
    check_details(&err, "first");
}

static void
test_error__leaves_unknown_details_alone(void)
{
    rowan_error err = {0};

    (void)rowan__error_set(&err, ROWAN_BUSY, "busy");
    rowan__error_sql(&err, NULL);
    rowan__error_table(&err, NULL);
    rowan__error_column(&err, NULL);
    rowan__error_constraint(&err, NULL);
    check_details(&err, "");
}

static void
test_error__cuts_texts_between_characters(void)
{
    /* e acute, euro sign, an emoji: 2, 3 and 4 bytes */
    static const struct {
        const char *text;
        size_t field_size;
        const char *kept;
    } cases[] = {
        {"abc", 4, "abc"},
        {"abc", 3, "ab"},
        {"abc", 1, ""},
        {"a\xc3\xa9", 4, "a\xc3\xa9"},
        {"a\xc3\xa9", 3, "a"},
        {"a\xe2\x82\xac", 4, "a"},
        {"a\xe2\x82\xac", 3, "a"},
        {"\xe2\x82\xac", 2, ""},
        {"a\xf0\x9f\x8c\xb3", 5, "a"},
        {"a\xf0\x9f\x8c\xb3", 4, "a"},
        {"a\xf0\x9f\x8c\xb3", 3, "a"},
        {"\xc3\xa9\xc3\xa9", 4, "\xc3\xa9"},
        {"\x80\x80\x80\x80\x80\x80", 6, "\x80\x80\x80\x80\x80"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char field[8] = "???????";

        rowan__error_copy(field, cases[i].field_size, cases[i].text);
        CHECK_STR(field, cases[i].kept);
    }
}

static void
test_error__cuts_messages_between_characters(void)
{
    rowan_error err = {0};
    char text[700];

    memset(text, 'x', sizeof(text));
    memcpy(text + sizeof(err.message) - 3, "\xf0\x9f\x8c\xb3", 4);
    text[sizeof(text) - 1] = '\0';
    (void)rowan__error_set(&err, ROWAN_IO, "%s", text);
    CHECK_INT(strlen(err.message), sizeof(err.message) - 3);
}

static void
test_error__formats_all_that_is_known(void)
{
    rowan_error err = {.native_code = -2067, .sqlstate = "23505"};
    char text[1024];
    size_t size;

    (void)rowan__error_set(&err, ROWAN_UNIQUE_VIOLATION, "cannot insert");
    rowan__error_object(&err, "user(id=%d)", 7);
    rowan__error_table(&err, "users");
    rowan__error_column(&err, "email");
    rowan__error_constraint(&err, "uq_users_email");
    rowan__error_sql(&err, "INSERT INTO users");
    rowan__error_hint(&err, "choose another");
    size = rowan_error_format(&err, text, sizeof(text));
    CHECK_STR(text, "cannot insert\n"
                    "  status: ROWAN_UNIQUE_VIOLATION\n"
                    "  SQLSTATE: 23505\n"
                    "  native code: -2067\n"
                    "  object: user(id=7)\n"
                    "  table: users\n"
                    "  column: email\n"
                    "  constraint: uq_users_email\n"
                    "  SQL: INSERT INTO users\n"
                    "  hint: choose another");
    CHECK_INT(size, strlen(text));
}

static void
test_error__formats_into_any_size(void)
{
    rowan_error err = {0};
    char whole[128];
    size_t size;

    (void)rowan__error_set(&err, ROWAN_BUSY, "\xc3\xa9t\xc3\xa9");
    size = rowan_error_format(&err, whole, sizeof(whole));
    CHECK_INT(rowan_error_format(&err, NULL, 0), size);
    for (size_t room = 1; room <= size + 1; room++) {
        char part[128];

        memset(part, '?', sizeof(part));
        CHECK_INT(rowan_error_format(&err, part, room), size);
        CHECK(strlen(part) < room);
        CHECK(strncmp(part, whole, strlen(part)) == 0);
        CHECK((unsigned char)whole[strlen(part)] >> 6 != 2); /* whole chars */
        CHECK_INT(part[room], '?');
    }
}

static void
test_error__formats_no_error_as_success(void)
{
    rowan_error err = {0};
    char text[64];

    (void)rowan_error_format(&err, text, sizeof(text));
    CHECK_STR(text, "success\n  status: ROWAN_OK");
}

static void
test_status__has_a_name_and_a_text(void)
{
    static const struct {
        int status;
        const char *name;
        const char *text;
    } cases[] = {
#define STATUS_CASE(id_, number_, text_) {(number_), "ROWAN_" #id_, text_},
        ROWAN_STATUS_MAP(STATUS_CASE)
#undef STATUS_CASE
        {-1, "ROWAN_?", "unknown status"},
        {9999, "ROWAN_?", "unknown status"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_status status = (rowan_status)cases[i].status;

        CHECK_STR(rowan_status_name(status), cases[i].name);
        CHECK_STR(rowan_status_text(status), cases[i].text);
    }
    CHECK_INT(ROWAN_OK, 0);
    CHECK_STR(rowan_status_name(ROWAN_BUSY), "ROWAN_BUSY");
}

HARNESS_SUITE(base_error,
    HARNESS_TEST(test_error__keeps_the_first),
    HARNESS_TEST(test_error__is_set_by_programs),
    HARNESS_TEST(test_error__may_be_absent),
    HARNESS_TEST(test_error__takes_each_detail_once),
    HARNESS_TEST(test_error__leaves_unknown_details_alone),
    HARNESS_TEST(test_error__cuts_texts_between_characters),
    HARNESS_TEST(test_error__cuts_messages_between_characters),
    HARNESS_TEST(test_error__formats_all_that_is_known),
    HARNESS_TEST(test_error__formats_into_any_size),
    HARNESS_TEST(test_error__formats_no_error_as_success),
    HARNESS_TEST(test_status__has_a_name_and_a_text))
