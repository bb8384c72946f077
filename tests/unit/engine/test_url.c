/* SPDX-License-Identifier: MIT */
#include "fail_alloc.h"
#include "harness.h"
#include "same_url.h"

#include "base/buffer.h"

#include <rowan/memory.h>
#include <rowan/url.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_OF(type, ...) (sizeof((const type[]){__VA_ARGS__}) / sizeof(type))
#define HOSTS(...)                                                             \
    .hosts = (const rowan_host_port[]){__VA_ARGS__},                           \
    .host_count = COUNT_OF(rowan_host_port, __VA_ARGS__)
#define OPTIONS(...)                                                           \
    .options = (const rowan_url_option[]){__VA_ARGS__},                        \
    .option_count = COUNT_OF(rowan_url_option, __VA_ARGS__)

/* clang-format off */
static const struct {
    const char *text;
    const char *written; /* NULL: as text */
    rowan_url_parts parts;
} valid[] = {
    {"sqlite://", NULL, {.dialect = "sqlite"}},
    {"sqlite:///", "sqlite://", {.dialect = "sqlite"}},
    {"sqlite:///example.db", NULL,
     {.dialect = "sqlite", .database = "example.db"}},
    {"sqlite:////var/data/x.db", NULL,
     {.dialect = "sqlite", .database = "/var/data/x.db"}},
    {"sqlite:///a%20b.db?mode=ro", NULL,
     {.dialect = "sqlite", .database = "a b.db", OPTIONS({"mode", "ro"})}},
    {"sqlite://?mode=ro", NULL,
     {.dialect = "sqlite", OPTIONS({"mode", "ro"})}},
    {"sqlite:///C:/x.db", NULL,
     {.dialect = "sqlite", .database = "C:/x.db"}},
    {"sqlite:///a?", "sqlite:///a", {.dialect = "sqlite", .database = "a"}},
    {"a_1+d_2://", NULL, {.dialect = "a_1", .driver = "d_2"}},
    {"pg://u:p@h:5432/d", NULL,
     {.dialect = "pg", .user = "u", .password = "p", HOSTS({"h", 5432}),
      .database = "d"}},
    {"pg://u@h", NULL,
     {.dialect = "pg", .user = "u", HOSTS({"h", 0})}},
    {"pg://u:@h", NULL,
     {.dialect = "pg", .user = "u", .password = "", HOSTS({"h", 0})}},
    {"pg://:p@h", NULL,
     {.dialect = "pg", .password = "p", HOSTS({"h", 0})}},
    {"pg://@h", "pg://h", {.dialect = "pg", HOSTS({"h", 0})}},
    {"pg://u:p@/d", NULL,
     {.dialect = "pg", .user = "u", .password = "p", .database = "d"}},
    {"pg://u:a:b@h", "pg://u:a%3Ab@h",
     {.dialect = "pg", .user = "u", .password = "a:b", HOSTS({"h", 0})}},
    {"pg://%75%40:%2f%3a%3F%23%25@h/%64%2fe?%6b=%26%3d&l=%2B+",
     "pg://u%40:%2F%3A%3F%23%25@h/d/e?k=%26%3D&l=%2B%2B",
     {.dialect = "pg", .user = "u@", .password = "/:?#%", HOSTS({"h", 0}),
      .database = "d/e", OPTIONS({"k", "&="}, {"l", "++"})}},
    {"pg://\xc3\xa9:%C3%A9@h/\xc3\xa9", "pg://%C3%A9:%C3%A9@h/%C3%A9",
     {.dialect = "pg", .user = "\xc3\xa9", .password = "\xc3\xa9",
      HOSTS({"h", 0}), .database = "\xc3\xa9"}},
    {"pg://h1:1,h2,[::1]:3,:4/d", NULL,
     {.dialect = "pg", HOSTS({"h1", 1}, {"h2", 0}, {"::1", 3}, {"", 4}),
      .database = "d"}},
    {"pg://h:65535", NULL, {.dialect = "pg", HOSTS({"h", 65535})}},
    {"pg://[2001:DB8::7]", NULL, {.dialect = "pg", HOSTS({"2001:DB8::7", 0})}},
    {"pg://[::ffff:192.0.2.1]:9", NULL,
     {.dialect = "pg", HOSTS({"::ffff:192.0.2.1", 9})}},
    {"pg://[fe80::1%25eth0]/d", NULL,
     {.dialect = "pg", HOSTS({"fe80::1%eth0", 0}), .database = "d"}},
    {"pg://%3A%3a1", "pg://[::1]", {.dialect = "pg", HOSTS({"::1", 0})}},
    {"pg://a%3Ab%2Cc", NULL, {.dialect = "pg", HOSTS({"a:b,c", 0})}},
    {"pg://%2Frun%2Fdb/d", NULL,
     {.dialect = "pg", HOSTS({"/run/db", 0}), .database = "d"}},
    {"pg://h?a=1&b&c=&a=2=3", "pg://h?a=1&b=&c=&a=2%3D3",
     {.dialect = "pg", HOSTS({"h", 0}),
      OPTIONS({"a", "1"}, {"b", ""}, {"c", ""}, {"a", "2=3"})}},
    {"pg://h/d?f=/a/b:c?d", "pg://h/d?f=/a/b:c%3Fd",
     {.dialect = "pg", HOSTS({"h", 0}), .database = "d",
      OPTIONS({"f", "/a/b:c?d"})}},
    {"a2345678901234567890123456789012://", NULL,
     {.dialect = "a2345678901234567890123456789012"}},
};
/* clang-format on */

enum { VALID_COUNT = sizeof(valid) / sizeof(valid[0]) };

static void
check_written(const rowan_url *url, const char *expected)
{
    char text[256];

    CHECK_INT(rowan_url_format(url, text, sizeof(text)), strlen(expected));
    CHECK_STR(text, expected);
}

static void
test_url__is_read_into_its_parts(void)
{
    for (size_t i = 0; i < VALID_COUNT; i++) {
        rowan_error err = {0};
        rowan_url *url = NULL;

        if (!CHECK_INT(rowan_url_parse(valid[i].text, &url, &err), ROWAN_OK)) {
            FAIL("%s: %s", valid[i].text, err.message);
            continue;
        }
        if (!CHECK(same_url(rowan_url_get(url), &valid[i].parts)))
            FAIL("in %s", valid[i].text);
        rowan_url_free(url);
    }
}

static void
test_url__is_written_in_one_form(void)
{
    for (size_t i = 0; i < VALID_COUNT; i++) {
        rowan_url *url = NULL;

        REQUIRE(rowan_url_parse(valid[i].text, &url, NULL) == ROWAN_OK);
        check_written(url, valid[i].written != NULL ? valid[i].written
                                                    : valid[i].text);
        rowan_url_free(url);
    }
}

static void
test_url__is_built_of_its_parts(void)
{
    for (size_t i = 0; i < VALID_COUNT; i++) {
        rowan_url *built = NULL;
        rowan_url *read = NULL;
        char text[256];

        REQUIRE(rowan_url_build(&valid[i].parts, &built, NULL) == ROWAN_OK);
        CHECK(same_url(rowan_url_get(built), &valid[i].parts));
        (void)rowan_url_format(built, text, sizeof(text));
        REQUIRE(rowan_url_parse(text, &read, NULL) == ROWAN_OK);
        CHECK(same_url(rowan_url_get(read), &valid[i].parts));
        rowan_url_free(built);
        rowan_url_free(read);
    }
}

/* All bytes but NUL come through every part that may hold them. */
static void
test_url__carries_every_byte_in_every_part(void)
{
    char bytes[256];
    rowan_url_parts parts = {.dialect = "pg",
                             .user = bytes,
                             .password = bytes,
                             HOSTS({bytes, 1}),
                             .database = bytes,
                             OPTIONS({bytes, bytes})};
    rowan_url *url = NULL;

    for (int i = 1; i < 256; i++)
        bytes[i - 1] = (char)i;
    bytes[255] = '\0';
    REQUIRE(rowan_url_build(&parts, &url, NULL) == ROWAN_OK);
    CHECK(same_url(rowan_url_get(url), &parts));
    rowan_url_free(url);
}

static void
test_url__built_of_empty_parts_has_none(void)
{
    static const rowan_url_option option = {"a", NULL};
    static const rowan_host_port host = {NULL, 0};
    rowan_url_parts parts = {.dialect = "pg",
                             .user = "",
                             .hosts = &host,
                             .host_count = 1,
                             .database = "",
                             .options = &option,
                             .option_count = 1};
    rowan_url *url = NULL;

    REQUIRE(rowan_url_build(&parts, &url, NULL) == ROWAN_OK);
    CHECK(rowan_url_get(url)->user == NULL);
    CHECK(rowan_url_get(url)->hosts == NULL);
    CHECK_INT(rowan_url_get(url)->host_count, 0);
    CHECK(rowan_url_get(url)->database == NULL);
    CHECK_STR(rowan_url_option_get(url, "a"), "");
    rowan_url_free(url);
}

static const struct {
    const char *text;
    const char *part;
    int position;
    const char *problem;
} wrong[] = {
    {"", "dialect", 1, "beginning with a letter"},
    {"://", "dialect", 1, "beginning with a letter"},
    {"Sqlite://", "dialect", 1, "beginning with a letter"},
    {"1a://", "dialect", 1, "beginning with a letter"},
    {"_a://", "dialect", 1, "beginning with a letter"},
    {" pg://", "dialect", 1, "beginning with a letter"},
    {"../pg://", "dialect", 1, "beginning with a letter"},
    {"a23456789012345678901234567890123://", "dialect", 1, "1 to 32"},
    {"pg", "dialect", 3, "\"://\" after it"},
    {"pG://", "dialect", 2, "\"://\" after it"},
    {"pg-x://", "dialect", 3, "\"://\" after it"},
    {"pg:", "dialect", 3, "\"://\" after it"},
    {"pg:/h", "dialect", 3, "\"://\" after it"},
    {"h/db", "dialect", 2, "\"://\" after it"},
    {"pg+://", "driver", 4, "beginning with a letter"},
    {"pg+X://", "driver", 4, "beginning with a letter"},
    {"pg+x", "driver", 5, "\"://\" after it"},
    {"pg+x+y://", "driver", 5, "\"://\" after it"},
    {"pg://a@b@h", "user", 7, "'@'"},
    {"pg://u:a@b@h", "password", 9, "'@'"},
    {"pg://u x:p@h", "user", 7, "blank"},
    {"pg://u\tx:p@h", "user", 7, "control character"},
    {"pg://u:p\x7f@h", "password", 9, "control character"},
    {"pg://u:p#w@h", "password", 9, "'#'"},
    {"pg://u:%@h", "password", 8, "'%' without two"},
    {"pg://u:%4@h", "password", 8, "'%' without two"},
    {"pg://u:%4g@h", "password", 8, "'%' without two"},
    {"pg://u:%g4@h", "password", 8, "'%' without two"},
    {"pg://u:x%00@h", "password", 9, "NUL"},
    {"pg://%00@h", "user", 6, "NUL"},
    {"pg://h%", "host", 7, "'%' without two"},
    {"pg://h%0", "host", 7, "'%' without two"},
    {"pg://h%00", "host", 7, "NUL"},
    {"pg://h h", "host", 7, "blank"},
    {"pg://h\n", "host", 7, "control character"},
    {"pg://a,,b", "host", 8, "empty"},
    {"pg://,b", "host", 6, "empty"},
    {"pg://a,", "host", 8, "empty"},
    {"pg://u@,", "host", 8, "empty"},
    {"pg://::1", "host", 6, "in brackets"},
    {"pg://a,h:1:2", "host", 8, "in brackets"},
    {"pg://[::1", "host", 6, "'[' without ']'"},
    {"pg://[::1,b]", "host", 6, "'[' without ']'"},
    {"pg://[]", "host", 7, "not an IPv6"},
    {"pg://[h]", "host", 7, "not an IPv6"},
    {"pg://[::12345]", "host", 7, "not an IPv6"},
    {"pg://[1.2.3.4]", "host", 7, "not an IPv6"},
    {"pg://[::1%25]", "host", 7, "not an IPv6"},
    {"pg://[v1.x]", "host", 7, "not an IPv6"},
    {"pg://[::1%eth]", "host", 10, "'%' without two"},
    {"pg://[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa]", "host", 7,
     "not an IPv6"},
    {"pg://[::1]x", "host", 11, "goes on after ']'"},
    {"pg://[::1]]", "host", 11, "goes on after ']'"},
    {"pg://h:", "port", 8, "1 to 65535"},
    {"pg://h:0", "port", 8, "1 to 65535"},
    {"pg://h:01", "port", 8, "1 to 65535"},
    {"pg://h:65536", "port", 8, "1 to 65535"},
    {"pg://h:99999999999999999999", "port", 8, "1 to 65535"},
    {"pg://h:-1", "port", 8, "1 to 65535"},
    {"pg://h:+1", "port", 8, "1 to 65535"},
    {"pg://h:1x", "port", 8, "1 to 65535"},
    {"pg://h:x", "port", 8, "1 to 65535"},
    {"pg://[::1]:", "port", 12, "1 to 65535"},
    {"pg://a:1,b:x", "port", 12, "1 to 65535"},
    {"pg://h/a b", "database", 9, "blank"},
    {"pg://h/%00", "database", 8, "NUL"},
    {"pg://h/a#b", "database", 9, "'#'"},
    {"sqlite:///x%2", "database", 12, "'%' without two"},
    {"pg://\xc3\xa9\xe2\x82\xac/\xf0\x9f\x8c\xb3 ", "database", 10,
     "blank"},
    {"pg://h?=v", "option", 8, "no name"},
    {"pg://h?&", "option", 8, "no name"},
    {"pg://h?a&&b", "option", 10, "no name"},
    {"pg://h?a=1&", "option", 12, "no name"},
    {"pg://h?a%=1", "option name", 9, "'%' without two"},
    {"pg://h?%00=1", "option name", 8, "NUL"},
    {"pg://h?a=b c", "option value", 11, "blank"},
    {"pg://h?a=%00", "option value", 10, "NUL"},
};

static void
test_url__says_which_part_is_wrong_and_where(void)
{
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        rowan_error err = {0};
        rowan_url *url = NULL;
        char place[64];

        (void)snprintf(place, sizeof(place), "the %s, at character %d, ",
                       wrong[i].part, wrong[i].position);
        if (!CHECK_INT(rowan_url_parse(wrong[i].text, &url, &err),
                       ROWAN_URL_INVALID) ||
            !CHECK(url == NULL) || !CHECK_INT(err.status, ROWAN_URL_INVALID) ||
            !CHECK_HAS(err.message, "cannot read the database URL: ") ||
            !CHECK_HAS(err.message, place) ||
            !CHECK_HAS(err.message, wrong[i].problem))
            FAIL("in \"%s\"", wrong[i].text);
        rowan_url_free(url);
    }
}

static void
test_url__never_shows_the_password_in_an_error(void)
{
    static const char *const cases[] = {
        "pg://u:hunter2@x@h",   "pg://u:hunter2%@h",   "pg://u:hunter2%00@h",
        "pg://u:hunter2#@h",    "pg://u:hunter2/x@h",  "pg://u:hunter2?x@h",
        "pg://u:hunter2",       "pg:/u:hunter2@h",     "pg:u:hunter2@h",
        "u:hunter2@h/d",        "pg://u:1/hunter2@h",  "pg://u:1?hunter2@h",
        "pg://u:hunter2:x/y@h", "pg://u@[hunter2",     "pg://u@[hunter2]",
        "pg://[hunter2]",       "pg+hunter2",          "pg://u:hunter2 @h",
        "pg://u:hunter2@h:x",   "pg://u:1/hunter2?@h", "pg://h?hunter2=%",
        "hunter2",              "pg://h/d?password=hunter2 ",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_error err = {0};
        rowan_url *url = NULL;
        char text[1024];

        if (!CHECK_INT(rowan_url_parse(cases[i], &url, &err),
                       ROWAN_URL_INVALID))
            FAIL("in \"%s\"", cases[i]);
        (void)rowan_error_format(&err, text, sizeof(text));
        if (!CHECK(strstr(text, "hunter") == NULL))
            FAIL("in \"%s\": %s", cases[i], text);
        rowan_url_free(url);
    }
}

static void
test_url__hints_at_a_password_that_cuts_the_url(void)
{
    static const char *const cases[] = {
        "pg://u:pa/ss@h/d", "pg://u:1/ss@h/d", "pg://u:1?ss@h/d",
        "pg://u:pa@ss@h/d", "pg://u:pa#ss@h/d",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_error err = {0};
        rowan_url *url = NULL;

        CHECK_INT(rowan_url_parse(cases[i], &url, &err), ROWAN_URL_INVALID);
        CHECK_HAS(err.hint, "%2F, %3F, %23 and %40");
    }
}

static void
test_url__hides_secrets_when_printed(void)
{
    static const struct {
        const char *text;
        const char *redacted;
    } cases[] = {
        {"pg://u:p@h/d", "pg://u:***@h/d"},
        {"pg://u:@h", "pg://u:***@h"},
        {"pg://:p@h", "pg://:***@h"},
        {"pg://u@h", "pg://u@h"},
        {"pg://h?password=a&sslPassWord=b&PASSFILE=c",
         "pg://h?password=***&sslPassWord=***&PASSFILE=***"},
        {"pg://h?client_secret=a&auth-Token=b&sslkey=c&KEYS=d",
         "pg://h?client_secret=***&auth-Token=***&sslkey=***&KEYS=***"},
        {"pg://h?mode=ro&user=me&pas=1&ke=2", "pg://h?mode=ro&user=me&pas=1&"
                                              "ke=2"},
        {"pg://h?%70assword=a", "pg://h?password=***"},
        {"pg://h?key", "pg://h?key=***"},
        {"sqlite:///a%20b", "sqlite:///a%20b"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_url *url = NULL;

        REQUIRE(rowan_url_parse(cases[i].text, &url, NULL) == ROWAN_OK);
        CHECK_STR(rowan_url_redacted(url), cases[i].redacted);
        rowan_url_free(url);
    }
}

static void
test_url__finds_the_last_option_of_a_name(void)
{
    rowan_url *url = NULL;

    REQUIRE(rowan_url_parse("pg://h?a=1&b=2&a=3&A=4", &url, NULL) == ROWAN_OK);
    CHECK_STR(rowan_url_option_get(url, "a"), "3");
    CHECK_STR(rowan_url_option_get(url, "b"), "2");
    CHECK_STR(rowan_url_option_get(url, "A"), "4");
    CHECK(rowan_url_option_get(url, "c") == NULL);
    CHECK(rowan_url_option_get(url, "") == NULL);
    rowan_url_free(url);
}

static void
test_url__is_cut_to_the_size_of_the_buffer(void)
{
    static const char text[] = "pg://u:p@h:1/d?a=b";
    rowan_url *url = NULL;
    size_t size = strlen(text);

    REQUIRE(rowan_url_parse(text, &url, NULL) == ROWAN_OK);
    CHECK_INT(rowan_url_format(url, NULL, 0), size);
    for (size_t room = 1; room <= size + 1; room++) {
        char part[32];

        memset(part, '?', sizeof(part));
        CHECK_INT(rowan_url_format(url, part, room), size);
        CHECK_INT(strlen(part), room - 1);
        CHECK(strncmp(part, text, room - 1) == 0);
        CHECK_INT(part[room], '?');
    }
    rowan_url_free(url);
}

/* start, then count times unit with a separator between. */
static void
repeat(rowan_buffer *text, const char *start, const char *unit,
       const char *separator, int count)
{
    rowan__buffer_init(text);
    rowan__buffer_text(text, start);
    for (int i = 0; i < count; i++) {
        rowan__buffer_text(text, i > 0 ? separator : "");
        rowan__buffer_text(text, unit);
    }
}

static void
test_url__has_limits(void)
{
    static const struct {
        const char *start, *unit, *separator;
        int most;
        const char *message;
    } cases[] = {
        {"pg://", "h", ",", 32, "the host, at character 70, is one too many"},
        {"pg://?", "k", "&", 128,
         "the option, at character 263, is one too many"},
        {"pg:///", "x", "", 8192 - 6, "is longer than 8192 bytes"},
        {"pg:///", "%41", "", (8192 - 6) / 3, "is longer than 8192 bytes"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_buffer text;
        rowan_url *url = NULL;
        rowan_error err = {0};

        repeat(&text, cases[i].start, cases[i].unit, cases[i].separator,
               cases[i].most);
        CHECK_INT(rowan_url_parse(rowan__buffer_get(&text), &url, &err),
                  ROWAN_OK);
        rowan_url_free(url);
        url = NULL;
        rowan__buffer_text(&text, cases[i].separator);
        rowan__buffer_text(&text, cases[i].unit);
        CHECK_INT(rowan_url_parse(rowan__buffer_get(&text), &url, &err),
                  ROWAN_URL_INVALID);
        CHECK_HAS(err.message, cases[i].message);
        CHECK(url == NULL);
        rowan__buffer_done(&text);
    }
}

static void
test_url__refuses_to_be_built_of_wrong_parts(void)
{
    static const rowan_url_option no_name = {"", "v"};
    static const rowan_url_option null_name = {NULL, "v"};
    static const rowan_host_port hosts[40] = {{"a", 1}, {"", 0}, {"b", 2}};
    char long_name[9000];
    const struct {
        rowan_url_parts parts;
        const char *message;
    } cases[] = {
        {{.dialect = NULL}, "the dialect must be 1 to 32 of"},
        {{.dialect = ""}, "the dialect must be 1 to 32 of"},
        {{.dialect = "pg://x"}, "the dialect must be 1 to 32 of"},
        {{.dialect = "PG"}, "the dialect must be 1 to 32 of"},
        {{.dialect = "pg", .driver = ""}, "the driver must be 1 to 32 of"},
        {{.dialect = "pg", .driver = "a b"}, "the driver must be 1 to 32 of"},
        {{.dialect = "pg", .host_count = 1}, "the list of hosts is NULL"},
        {{.dialect = "pg", .option_count = 1}, "the list of options is NULL"},
        {{.dialect = "pg", .options = &no_name, .option_count = 1},
         "the option has no name"},
        {{.dialect = "pg", .options = &null_name, .option_count = 1},
         "the option has no name"},
        {{.dialect = "pg", .hosts = hosts, .host_count = 3},
         "the host is empty"},
        {{.dialect = "pg", .database = long_name},
         "it is longer than 8192 bytes"},
    };

    memset(long_name, 'x', sizeof(long_name));
    long_name[sizeof(long_name) - 1] = '\0';
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_error err = {0};
        rowan_url *url = NULL;

        CHECK_INT(rowan_url_build(&cases[i].parts, &url, &err),
                  ROWAN_URL_INVALID);
        CHECK_HAS(err.message, "cannot build the database URL: ");
        CHECK_HAS(err.message, cases[i].message);
        CHECK(url == NULL);
    }
}

static void
test_url__refuses_null(void)
{
    rowan_error err = {0};
    rowan_url *url = NULL;

    CHECK_INT(rowan_url_parse(NULL, &url, &err), ROWAN_URL_INVALID);
    CHECK_HAS(err.message, "it is NULL");
    rowan_url_free(NULL);
}

static void
test_url__gives_back_all_memory_after_a_failed_allocation(void)
{
    static const char text[] = "pg+x://u:p@h:1,[::1]/d?a=b&c=d";

    fail_alloc_begin();
    for (int64_t nth = 1;; nth++) {
        rowan_error err = {0};
        rowan_url *read = NULL;
        rowan_url *built = NULL;
        rowan_status status;

        fail_alloc_arm(nth);
        status = rowan_url_parse(text, &read, &err);
        if (status == ROWAN_OK)
            status = rowan_url_build(rowan_url_get(read), &built, &err);
        CHECK_INT(status, fail_alloc_struck() ? ROWAN_NO_MEMORY : ROWAN_OK);
        CHECK_INT(err.status, status);
        rowan_url_free(read);
        rowan_url_free(built);
        CHECK_INT(fail_alloc_live(), 0);
        if (!fail_alloc_struck())
            break;
    }
    fail_alloc_end();
}

/* An allocator that looks for the password in what it is given back. */
static int found_secrets;

static void *
plain_allocate(void *context, size_t size)
{
    size_t *memory = malloc(size + sizeof(size_t) * 2);

    (void)context;
    REQUIRE(memory != NULL);
    memory[0] = size;
    return memory + 2;
}

static void
searching_release(void *context, void *memory)
{
    size_t *start = (size_t *)memory - 2;

    (void)context;
    found_secrets += memmem(memory, start[0], "hunter2", 7) != NULL;
    free(start);
}

static void
test_url__overwrites_its_secrets_before_it_is_freed(void)
{
    static const rowan_allocator allocator = {
        .allocate = plain_allocate,
        .release = searching_release,
    };
    rowan_url *read = NULL;
    rowan_url *built = NULL;
    rowan_url *refused = NULL;

    found_secrets = 0;
    rowan_allocator_set(&allocator);
    REQUIRE(rowan_url_parse("pg://u:hunter2@h?password=hunter2", &read,
                            NULL) == ROWAN_OK);
    REQUIRE(rowan_url_build(rowan_url_get(read), &built, NULL) == ROWAN_OK);
    CHECK_STR(rowan_url_get(built)->password, "hunter2");
    CHECK_INT(rowan_url_parse("pg://u:hunter2@h:x", &refused, NULL),
              ROWAN_URL_INVALID);
    rowan_url_free(read);
    rowan_url_free(built);
    rowan_allocator_set(NULL);
    CHECK_INT(found_secrets, 0);
}

HARNESS_SUITE(engine_url,
    HARNESS_TEST(test_url__is_read_into_its_parts),
    HARNESS_TEST(test_url__is_written_in_one_form),
    HARNESS_TEST(test_url__is_built_of_its_parts),
    HARNESS_TEST(test_url__carries_every_byte_in_every_part),
    HARNESS_TEST(test_url__built_of_empty_parts_has_none),
    HARNESS_TEST(test_url__says_which_part_is_wrong_and_where),
    HARNESS_TEST(test_url__never_shows_the_password_in_an_error),
    HARNESS_TEST(test_url__hints_at_a_password_that_cuts_the_url),
    HARNESS_TEST(test_url__hides_secrets_when_printed),
    HARNESS_TEST(test_url__finds_the_last_option_of_a_name),
    HARNESS_TEST(test_url__is_cut_to_the_size_of_the_buffer),
    HARNESS_TEST(test_url__has_limits),
    HARNESS_TEST(test_url__refuses_to_be_built_of_wrong_parts),
    HARNESS_TEST(test_url__refuses_null),
    HARNESS_TEST(test_url__gives_back_all_memory_after_a_failed_allocation),
    HARNESS_TEST(test_url__overwrites_its_secrets_before_it_is_freed))
