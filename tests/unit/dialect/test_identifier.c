/* SPDX-License-Identifier: MIT */
/* Quoting of names: every name comes back, and no two look alike. */
#include "harness.h"
#include "dialect/dialect_priv.h"

#include <stdio.h>
#include <string.h>

static const rowan_capabilities short_names = {
    .size = sizeof(rowan_capabilities),
    .max_identifier_bytes = 8,
};

/* The ways to quote that databases have. */
static const rowan_dialect quotings[] = {
    {.identifier_open = "\"", .identifier_close = "\""},
    {.identifier_open = "`", .identifier_close = "`"},
    {.identifier_open = "[", .identifier_close = "]"},
    {.identifier_open = NULL, .identifier_close = NULL},
};

enum { QUOTINGS = sizeof(quotings) / sizeof(quotings[0]) };

/* Pieces of which the names of the corpus are put together. */
static const char *const pieces[] = {
    "",       "\"",         "\"\"",        "`",    "``",   "[",      "]",
    "]]",     "'",          "\\",          "\\\"", ";",    "--",     "/*",
    " ",      "a",          "\"; DROP TABLE users; --",    "{0}",    "%s",
    "\xc3\xa9", "\xe2\x80\x9c", "\xf0\x9f\x98\x80", "\xef\xbc\x82", "$1", "?",
    "\xca\xba", ".",
};

enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };

static void
quote(rowan_buffer *buffer, const rowan_dialect *dialect, const char *name)
{
    rowan__buffer_clear(buffer);
    (void)rowan__identifier_quote(buffer, dialect, "name", name, NULL);
}

/* The name that a quoted text means to a database; false if the text does not
 * end where the name does. */
static bool
unquote(const rowan_dialect *dialect, const char *text, char *ret_name)
{
    const char *open = dialect->identifier_open;
    char close = dialect->identifier_close != NULL
                     ? dialect->identifier_close[0]
                     : '"';

    if (*text++ != (open != NULL ? open[0] : '"'))
        return false;
    for (;; text++) {
        if (*text == '\0')
            return false;
        if (*text == close && *++text != close)
            break;
        *ret_name++ = *text;
    }
    *ret_name = '\0';
    return *text == '\0';
}

static void
check_name(rowan_buffer *buffer, const rowan_dialect *dialect,
           const char *name)
{
    char back[256];

    quote(buffer, dialect, name);
    if (rowan__buffer_failed(buffer))
        FAIL("'%s' was refused", name);
    else if (!unquote(dialect, rowan__buffer_get(buffer), back))
        FAIL("%s does not end where the name does", buffer->data);
    else
        CHECK_STR(back, name);
}

/* unquote(quote(x)) == x for all x, so no two names are quoted alike. */
static void
test_identifier__comes_back_from_its_quotes(void)
{
    rowan_buffer buffer;
    char name[128];

    rowan__buffer_init(&buffer);
    for (size_t i = 1; i < (size_t)PIECES * PIECES * PIECES; i++) {
        snprintf(name, sizeof(name), "%s%s%s", pieces[i % PIECES],
                 pieces[i / PIECES % PIECES], pieces[i / PIECES / PIECES]);
        for (int j = 0; j < QUOTINGS; j++)
            check_name(&buffer, &quotings[j], name);
    }
    rowan__buffer_done(&buffer);
}

static void
test_identifier__doubles_the_closing_character(void)
{
    static const struct {
        int quoting;
        const char *name, *sql;
    } cases[] = {
        {0, "user", "\"user\""},
        {0, "select", "\"select\""},
        {0, "a\"b", "\"a\"\"b\""},
        {0, "\"", "\"\"\"\""},
        {1, "a`b\"c", "`a``b\"c`"},
        {2, "a]b[c", "[a]]b[c]"},
        {3, "Mixed Case", "\"Mixed Case\""},
    };
    rowan_buffer buffer;

    rowan__buffer_init(&buffer);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        quote(&buffer, &quotings[cases[i].quoting], cases[i].name);
        CHECK_STR(rowan__buffer_get(&buffer), cases[i].sql);
    }
    rowan__buffer_done(&buffer);
}

static void
test_identifier__refuses_controls_and_broken_utf8(void)
{
    static const struct {
        const char *name, *says;
    } cases[] = {
        {NULL, "the column has no name"},
        {"", "the column has no name"},
        {"a\nb", "column name 'a\\x0ab': byte 1 is a control character or "
                 "not UTF-8"},
        {"a\tb", "byte 1"},
        {"\x01", "byte 0"},
        {"tab\x7f", "byte 3"},
        {"\xc2\x80", "byte 0"},          /* a control of the second set */
        {"\xc2\x9f", "byte 0"},
        {"a\x80", "byte 1"},             /* does not begin a character */
        {"\xc3", "byte 0"},              /* ends within one */
        {"\xc3(", "byte 0"},
        {"\xc0\xaf", "byte 0"},          /* overlong '/' */
        {"\xe0\x80\xaf", "byte 0"},
        {"\xf0\x80\x80\xaf", "byte 0"},
        {"\xed\xa0\x80", "byte 0"},      /* a surrogate */
        {"\xf4\x90\x80\x80", "byte 0"},  /* beyond U+10FFFF */
        {"\xf8\x88\x80\x80\x80", "byte 0"},
        {"\xfe", "byte 0"},
        {"\xbf\x27", "byte 0"},          /* half of a GBK character, a quote */
        {"\x95\x5c", "byte 0"},          /* a Shift JIS one with a backslash */
    };
    rowan_buffer buffer;

    rowan__buffer_init(&buffer);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_error err = {0};

        CHECK_INT(rowan__identifier_check(&quotings[0], "column",
                                          cases[i].name, &err),
                  ROWAN_INVALID);
        CHECK_HAS(err.message, cases[i].says);
        quote(&buffer, &quotings[0], cases[i].name);
        CHECK(rowan__buffer_failed(&buffer));
        CHECK_INT(buffer.size, 0);
    }
    rowan__buffer_done(&buffer);
}

static void
test_identifier__refuses_what_would_be_cut(void)
{
    const rowan_dialect dialect = {.capabilities = &short_names};
    rowan_error err = {0};

    CHECK_INT(rowan__identifier_check(&dialect, "table", "12345678", &err),
              ROWAN_OK);
    CHECK_INT(rowan__identifier_check(&dialect, "table",
                                      "1234\xf0\x9f\x98\x80", &err),
              ROWAN_OK);
    CHECK_INT(rowan__identifier_check(&dialect, "table", "123456789", &err),
              ROWAN_INVALID);
    CHECK_STR(err.message,
              "table name '123456789' has 9 bytes, the database takes 8: "
              "shorten it, for it would be cut there");
}

/* Those that SQL text may have without quotes, and no others. */
static void
test_identifier__of_small_letters_is_stored_in_capitals(void)
{
    static const struct {
        const char *name, *stored, *told;
    } cases[] = {
        {"users", "USERS", "users"},
        {"_a1", "_A1", "_a1"},
        {"Users", "Users", "Users"},
        {"USERS", "USERS", "users"},
        {"a b", "a b", "a b"},
        {"A-B", "A-B", "A-B"},
        {"1a", "1a", "1a"},
        {"\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
        {"", "", ""},
        {NULL, NULL, NULL},
    };
    const rowan_dialect plain = {.identifier_case = ROWAN_CASE_KEPT};
    const rowan_dialect capitals = {.identifier_case = ROWAN_CASE_UPPER};
    char folded[ROWAN__FOLD_SIZE], longest[ROWAN__FOLD_SIZE + 1];
    rowan_buffer buffer;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *name = cases[i].name;

        CHECK_STR(rowan__identifier_stored(&capitals, name, folded),
                  cases[i].stored);
        CHECK_STR(rowan__identifier_told(&capitals, name, folded),
                  cases[i].told);
        CHECK(rowan__identifier_stored(&plain, name, folded) == name);
        CHECK(rowan__identifier_told(&plain, name, folded) == name);
    }
    memset(longest, 'a', sizeof(longest));
    longest[ROWAN__FOLD_SIZE] = '\0';
    CHECK_STR(rowan__identifier_stored(&capitals, longest, folded), longest);
    longest[ROWAN__FOLD_SIZE - 1] = '\0';
    CHECK_INT(rowan__identifier_stored(&capitals, longest, folded)[0], 'A');
    rowan__buffer_init(&buffer);
    quote(&buffer, &capitals, "users");
    CHECK_STR(rowan__buffer_get(&buffer), "\"USERS\"");
    rowan__buffer_done(&buffer);
}

HARNESS_SUITE(dialect_identifier,
    HARNESS_TEST(test_identifier__of_small_letters_is_stored_in_capitals),
    HARNESS_TEST(test_identifier__comes_back_from_its_quotes),
    HARNESS_TEST(test_identifier__doubles_the_closing_character),
    HARNESS_TEST(test_identifier__refuses_controls_and_broken_utf8),
    HARNESS_TEST(test_identifier__refuses_what_would_be_cut))
