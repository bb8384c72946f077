/* SPDX-License-Identifier: MIT */
/* Texts that have broken others: each is kept, found and given back as it is,
 * by the same statements as a harmless one, however the program has set its
 * connections up. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

typedef struct saying {
    int64_t id;
    const char *title;
    const char *body;
} saying;

ROWAN_MODEL(saying, "sayings",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(title, .not_null = true),
    ROWAN_COLUMN(body))

static const char *const phrases[] = {
    "' OR '1'='1",
    "'; DROP TABLE users; --",
    "\"; DROP TABLE users; --",
    "') OR ('1'='1",
    "1; DELETE FROM users",
    "\\'; DELETE FROM users; --",
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
    saying **rows = rowan_sql(session, saying,
                              "SELECT * FROM sayings WHERE title = :title AND "
                              "':title' <> :title",
                              rowan_bind("title", text));
    int64_t count = 0;

    rowan_each(saying, row, rows)
        count += strcmp(row->title, text) == 0;
    return count;
}

/* Whether a text is found by each condition that it can be in. */
static bool
is_found(rowan_session *session, const char *text)
{
    const char *const list[] = {text, "other"};
    rowan_text_expr title = rowan_col(saying, title);
    bool held = true;

#define HITS(condition_) rowan_count(session, saying, .where = condition_)
    held &= CHECK_INT(HITS(rowan_in_array(title, list, 2)), 1);
    held &= CHECK_INT(HITS(rowan_starts_with(title, text)), 1);
    held &= CHECK_INT(HITS(rowan_ends_with(title, text)), 1);
    held &= CHECK_INT(HITS(rowan_contains(title, text)), 1);
    held &= CHECK_INT(HITS(rowan_eq(rowan_concat(title, text),
                                    rowan_concat(text,
                                                 rowan_col(saying, body)))),
                      1);
#undef HITS
    if (strcmp(text, ":title") != 0)
        held &= CHECK_INT(found_by_text(session, text), 1);
    return held;
}

static void
check_payload(rowan_session *session, const char *mode, const char *text)
{
    saying *back;
    bool held = true;

    held &= CHECK(rowan_new(session, saying, .title = text, .body = text) !=
                  NULL);
    held &= CHECK_INT(rowan_commit(session), ROWAN_OK);
    CHECK_INT(rowan_session_clear(session), ROWAN_OK);
    back = rowan_one(session, saying,
                     .where = rowan_eq(rowan_col(saying, title), text));
    held &= CHECK(back != NULL && strcmp(back->title, text) == 0 &&
                  strcmp(back->body, text) == 0);
    held &= is_found(session, text);
    held &= CHECK_INT(rowan_update(session, saying,
                                   .set = rowan_sets(rowan_set(saying, body,
                                                               text)),
                                   .where = rowan_eq(rowan_col(saying, title),
                                                     text)), ROWAN_OK);
    held &= CHECK_INT(rowan_delete_where(session, saying,
                                         .where = rowan_eq(
                                             rowan_col(saying, body), text)),
                      ROWAN_OK);
    held &= CHECK_INT(rowan_commit(session), ROWAN_OK);
    held &= CHECK_INT(rowan_count(session, saying), 0);
    if (!held)
        FAIL("%s, with %s: %s", mode, text,
             rowan_session_error(session)->message);
}

/* --- how connections are set up ------------------------------------------ */

static const struct {
    const char *dialect; /* as the URL begins; "" is any */
    const char *name;
    const char *sql;
} modes[] = {
    {"", "as it is", NULL},
    {"postgresql", "standard_conforming_strings=off",
     "SET standard_conforming_strings = off"},
    {"mysql", "ANSI_QUOTES",
     "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')"},
    {"mysql", "backslashes that escape",
     "SET sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')"},
    {"mysql", "both", "SET sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES'"},
};

static rowan_status
set_up(void *context, rowan_connection *conn, rowan_error *err)
{
    const char *sql = context;

    return sql == NULL ? ROWAN_OK
                       : rowan_connection_query(conn, sql, NULL, NULL, err);
}

static void
check_mode(const char *url, const char *name, const char *sql)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_error err = {0};
    rowan_engine *engine;
    rowan_session *session;
    rowan_stats first, last;
    char buffer[16];

    events.context = (void *)(uintptr_t)sql;
    events.setup = set_up;
    options.events = &events;
    engine = rowan_engine_open_with(url, &options, &err);
    session = rowan_session_open(engine, &err);
    CHECK_STR(err.message, "");
    REQUIRE(session != NULL);
    check_payload(session, name, "harmless");
    rowan_session_stats(session, &first);
    for (size_t i = 0; i < PAYLOADS; i++)
        check_payload(session, name, payload(i, buffer));
    rowan_session_stats(session, &last);
    CHECK_INT(last.cache_misses, first.cache_misses);
    rowan_session_close(session);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_injection__does_not_happen_through_values(void)
{
    rowan_error err = {0};
    fixture f;

    fixture_open(&f, "injection.db", "");
    CHECK(rowan_new(f.session, user, .name = "canary") != NULL);
    CHECK_INT(rowan_commit(f.session), ROWAN_OK);
    if (rowan_create_all(f.engine, ROWAN_MODELS(saying), &err) != ROWAN_OK)
        FAIL("%s", err.message);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strncmp(f.url, modes[i].dialect, strlen(modes[i].dialect)) == 0 &&
            (modes[i].sql == NULL || fixture_can(FIXTURE_SESSIONS)))
            check_mode(f.url, modes[i].name, modes[i].sql);
    CHECK_INT(rowan_count(f.session, user), 1);
    fixture_close(&f);
}

HARNESS_SUITE(orm_injection,
    HARNESS_TEST(test_injection__does_not_happen_through_values))
