/* SPDX-License-Identifier: MIT */
/* Texts that have broken others: each is kept, found and given back as it is,
 * by the same statements as a harmless one. */
#include "blog.h"
#include "harness.h"

#include <stdio.h>
#include <string.h>

static const char *const phrases[] = {
    "' OR '1'='1",
    "'; DROP TABLE posts; --",
    "\"; DROP TABLE posts; --",
    "') OR ('1'='1",
    "1; DELETE FROM posts",
    "\\'; DELETE FROM posts; --",
    "\\",
    "\\\\",
    "'",
    "''",
    "'''",
    "\"",
    "`",
    "``",
    "--",
    "-- x\n",
    "/*",
    "*/",
    "/* x */",
    "#",
    ";",
    "?",
    "?1",
    "$1",
    ":a",
    ":title",
    "@a",
    "%",
    "_",
    "%%",
    "\\%",
    "\\_",
    "[",
    "]",
    "{0}",
    "{*, }",
    "%s%n",
    "NULL",
    "\xef\xbc\x87 OR 1=1",       /* a full-width apostrophe */
    "\xca\xbc OR 1=1",           /* a modifier letter apostrophe */
    "\xe2\x80\xae",              /* right to left */
    "\xf0\x9f\x8c\xb3",
    "\xc3\xa9",
    "e\xcc\x81",
    "x'41'",
    "CHAR(39)",
    "0x27",
    "%27",
    "&#39;",
    "UNION SELECT 1,2,3",
    "' UNION SELECT sql FROM sqlite_master --",
    "' AND randomblob(1000000000) --",
    "\t",
    "\n",
    "\r\n",
    "\x1a",
    "\x01\x02\x7f",
};
#define PHRASES (sizeof phrases / sizeof *phrases)

/* The phrases, and each byte of ASCII between quotes of all kinds. */
static const char *
payload(size_t i, char *buffer)
{
    if (i < PHRASES)
        return phrases[i];
    snprintf(buffer, 16, "'\"`%c'\"`", (int)(i - PHRASES + 1));
    return buffer;
}
#define PAYLOADS (PHRASES + 127)

static int64_t
found_by_text(rowan_session *session, const char *text)
{
    post **rows = rowan_sql(session, post,
                            "SELECT * FROM posts WHERE title = :title AND "
                            "':title' <> :title",
                            rowan_bind("title", text));
    int64_t count = 0;

    rowan_each(post, row, rows)
        count += strcmp(row->title, text) == 0;
    return count;
}

static void
check_payload(rowan_session *session, const char *text)
{
    const char *const list[] = {text, "other"};
    post row = {.title = text, .body = text, .tone = TEMPER_CALM};
    post *back;
    bool held = true;

    held &= CHECK(rowan_add(session, post, &row) != NULL);
    held &= CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(session), ROWAN_OK);
    back = rowan_one(session, post,
                     .where = rowan_eq(rowan_col(post, title), text));
    held &= CHECK(back != NULL && strcmp(back->title, text) == 0 &&
                  strcmp(back->body, text) == 0);
#define HITS(condition_)                                                       \
    rowan_count(session, post, .where = condition_)
    held &= CHECK_INT(HITS(rowan_in_array(rowan_col(post, title), list, 2)), 1);
    held &= CHECK_INT(HITS(rowan_starts_with(rowan_col(post, title), text)), 1);
    held &= CHECK_INT(HITS(rowan_ends_with(rowan_col(post, title), text)), 1);
    held &= CHECK_INT(HITS(rowan_contains(rowan_col(post, title), text)), 1);
    held &= CHECK_INT(HITS(rowan_eq(rowan_concat(rowan_col(post, title), text),
                                    rowan_concat(text, rowan_col(post, body)))),
                      1);
#undef HITS
    if (strcmp(text, ":title") != 0)
        held &= CHECK_INT(found_by_text(session, text), 1);
    held &= CHECK_INT(rowan_update(session, post,
                                   .set = rowan_sets(rowan_set(post, body,
                                                               text)),
                                   .where = rowan_eq(rowan_col(post, title),
                                                     text)), ROWAN_OK);
    held &= CHECK_INT(rowan_delete_where(session, post,
                                         .where = rowan_eq(
                                             rowan_col(post, body), text)),
                      ROWAN_OK);
    held &= CHECK_INT(rowan_commit(session), ROWAN_OK);
    held &= CHECK_INT(rowan_count(session, post), 0);
    if (!held)
        FAIL("with %s: %s", text, rowan_session_error(session)->message);
}

static void
test_injection__does_not_happen_through_values(void)
{
    rowan_error err = {0};
    rowan_engine *engine =
        rowan_engine_open("sqlite://?foreign_keys=off", &err);
    rowan_session *session;
    rowan_stats first, last;

    if (err.status == ROWAN_PLUGIN_NOT_FOUND)
        HARNESS_SKIP("the plugin sqlite");
    CHECK_STR(err.message, "");
    REQUIRE(engine != NULL);
    session = rowan_session_open(engine, &err);
    REQUIRE(session != NULL);
    CHECK_INT(rowan_create_all(engine, ROWAN_MODELS(author, post), &err),
              ROWAN_OK);
    check_payload(session, "harmless");
    rowan_session_stats(session, &first);
    for (size_t i = 0; i < PAYLOADS; i++) {
        char buffer[16];

        check_payload(session, payload(i, buffer));
    }
    rowan_session_stats(session, &last);
    CHECK_INT(last.cache_misses, first.cache_misses);
    rowan_session_close(session);
    rowan_engine_close(engine);
}

HARNESS_SUITE(injection,
    HARNESS_TEST(test_injection__does_not_happen_through_values))
