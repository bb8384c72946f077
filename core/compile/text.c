/* SPDX-License-Identifier: MIT */
/* SQL text of the author's: finds `:name` where it is a value, and nowhere
 * else. Not a parser: it tells quotes and comments from the rest. */
#include "compile/writer.h"

#include <string.h>

typedef struct scanner {
    rowan__writer *out;
    const char *sql;   /* the whole text */
    const char *at;    /* what comes next */
    const char *plain; /* from here on nothing is written yet */
    const rowan_bind_value *binds;
    bool *used; /* one a bind */
    uint32_t bind_count;
    bool has_words; /* there is something to run */
    bool has_ended; /* by a ';' after that */
} scanner;

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes beyond ASCII belong to words, as all databases have it. */
static bool
is_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '$' || (unsigned char)c >= 0x80;
}

static bool
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
has_syntax(const scanner *in, uint32_t flag)
{
    return (in->out->text->syntax & flag) != 0;
}

static void
fail_open(scanner *in, const char *what, const char *start)
{
    rowan__writer_fail(in->out, ROWAN_INVALID,
                       "the SQL text has %s that begins at byte %zu and does "
                       "not end",
                       what, (size_t)(start - in->sql));
    in->at = start + strlen(start);
}

/* ---- what is left alone -------------------------------------------------- */

static void
skip_quoted(scanner *in, char close, bool backslash)
{
    const char *start = in->at++;

    for (; *in->at != '\0'; in->at++) {
        if (backslash && *in->at == '\\' && in->at[1] != '\0') {
            in->at++;
        } else if (*in->at == close) {
            if (in->at[1] != close) {
                in->at++;
                return;
            }
            in->at++;
        }
    }
    fail_open(in, close == '\'' ? "a string" : "a quoted name", start);
}

static void
skip_line(scanner *in)
{
    in->at += strcspn(in->at, "\n");
}

static void
skip_comment(scanner *in)
{
    const char *start = in->at;
    bool nested = has_syntax(in, ROWAN_SYNTAX_NESTED_COMMENTS);
    size_t depth = 1;

    for (in->at += 2; *in->at != '\0'; in->at++) {
        if (in->at[0] == '*' && in->at[1] == '/') {
            in->at++;
            if (--depth == 0) {
                in->at++;
                return;
            }
        } else if (nested && in->at[0] == '/' && in->at[1] == '*') {
            in->at++;
            depth++;
        }
    }
    fail_open(in, "a comment", start);
}

/* $tag$ ... $tag$; false if no such string begins here. */
static bool
skip_dollar_quoted(scanner *in)
{
    const char *start = in->at;
    const char *tag_end = start + 1;
    size_t size;

    if (!has_syntax(in, ROWAN_SYNTAX_DOLLAR_QUOTES) || is_digit(*tag_end))
        return false;
    while (is_word(*tag_end) && *tag_end != '$')
        tag_end++;
    if (*tag_end != '$')
        return false;
    size = (size_t)(tag_end + 1 - start);
    for (in->at = tag_end + 1; *in->at != '\0'; in->at++) {
        if (strncmp(in->at, start, size) == 0) {
            in->at += size;
            return true;
        }
    }
    fail_open(in, "a string", start);
    return true;
}

/* Words, so that no letter inside one is taken for a beginning. E'...' has
 * backslashes. */
static void
skip_word(scanner *in)
{
    bool is_e = (*in->at == 'e' || *in->at == 'E') && in->at[1] == '\'';

    while (is_word(*in->at))
        in->at++;
    if (is_e && has_syntax(in, ROWAN_SYNTAX_ESCAPE_STRINGS))
        skip_quoted(in, '\'', true);
}

/* ---- values -------------------------------------------------------------- */

static void
write_plain(scanner *in, const char *end)
{
    rowan__buffer_add(&in->out->sql, in->plain, (size_t)(end - in->plain));
}

/* ":name", that lasts as long as the statement. */
static const char *
own_name(scanner *in, const char *name, size_t size)
{
    char *own = rowan__arena_alloc(in->out->arena, size + 2);

    if (own == NULL) {
        rowan__writer_fail(in->out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
        return NULL;
    }
    own[0] = ':';
    memcpy(own + 1, name, size);
    own[size + 1] = '\0';
    return own;
}

static void
put_value(scanner *in)
{
    const char *name = in->at + 1;
    size_t size = 0;

    while (is_letter(name[size]) || is_digit(name[size]))
        size++;
    write_plain(in, in->at);
    in->plain = in->at = name + size;
    for (uint32_t i = 0; i < in->bind_count; i++) {
        if (strncmp(in->binds[i].name, name, size) == 0 &&
            in->binds[i].name[size] == '\0') {
            in->used[i] = true;
            in->out->naming = own_name(in, name, size);
            rowan__write_bind(in->out, i, in->binds[i].value.kind);
            return;
        }
    }
    rowan__writer_fail(in->out, ROWAN_INVALID,
                       "the SQL text has :%.*s, for which there is no value: "
                       "give rowan_bind(\"%.*s\", ...)",
                       size < 64 ? (int)size : 64, name,
                       size < 64 ? (int)size : 64, name);
}

static void
read_colon(scanner *in)
{
    if (in->at[1] == ':' || in->at[1] == '=')
        in->at += 2;
    else if (is_letter(in->at[1]))
        put_value(in);
    else
        in->at++;
}

/* The database's own placeholders would be numbered with ours. */
static bool
is_own_placeholder(const scanner *in)
{
    if (in->out->text->placeholder == ROWAN_PLACEHOLDER_DOLLAR)
        return in->at[0] == '$' && is_digit(in->at[1]);
    return in->at[0] == '?';
}

/* ---- the text ------------------------------------------------------------ */

/* A quote, or a comment; false if none begins here. */
static bool
skip_quotes_and_comments(scanner *in)
{
    bool backslash = has_syntax(in, ROWAN_SYNTAX_BACKSLASHES);
    char c = *in->at;

    if (c == '\'' || c == '"' || c == '`')
        skip_quoted(in, c, backslash && c != '`');
    else if (c == in->out->text->identifier_open[0])
        skip_quoted(in, in->out->text->identifier_close[0], false);
    else if (c == '-' && in->at[1] == '-')
        skip_line(in);
    else if (c == '#' && has_syntax(in, ROWAN_SYNTAX_HASH_COMMENTS))
        skip_line(in);
    else if (c == '/' && in->at[1] == '*')
        skip_comment(in);
    else
        return false;
    return true;
}

/* Whether it is more than a comment. */
static bool
begins_anything(const scanner *in)
{
    const char *at = in->at;

    return !(at[0] == '-' && at[1] == '-') && !(at[0] == '/' && at[1] == '*') &&
           !(at[0] == '#' && has_syntax(in, ROWAN_SYNTAX_HASH_COMMENTS));
}

static void
read_one(scanner *in)
{
    char c = *in->at;

    if (is_blank(c) || c == ';') {
        in->has_ended = in->has_ended || (c == ';' && in->has_words);
        in->at++;
        return;
    }
    if (in->has_ended && begins_anything(in) &&
        has_syntax(in, ROWAN_SYNTAX_ONE_STATEMENT)) {
        rowan__writer_fail(in->out, ROWAN_SYNTAX,
                           "the SQL text has a second statement at byte %zu: "
                           "run one at a time",
                           (size_t)(in->at - in->sql));
        return;
    }
    if (skip_quotes_and_comments(in))
        return;
    in->has_words = true;
    if (c == ':') {
        read_colon(in);
    } else if (is_own_placeholder(in)) {
        rowan__writer_fail(in->out, ROWAN_INVALID,
                           "the SQL text has the placeholder %c at byte %zu: "
                           "write :name, and give rowan_bind(\"name\", ...)",
                           c, (size_t)(in->at - in->sql));
        in->at++;
    } else if (c == '$' && skip_dollar_quoted(in)) {
        return;
    } else if (is_word(c)) {
        skip_word(in);
    } else {
        in->at++;
    }
}

static bool
is_name(const char *name)
{
    if (!is_letter(*name))
        return false;
    while (is_letter(*name) || is_digit(*name))
        name++;
    return *name == '\0';
}

/* Counts the binds and makes sure that each name is one, once. */
static bool
enter_binds(scanner *in)
{
    const rowan_bind_value *binds = in->binds;

    for (; binds != NULL && binds[in->bind_count].name != NULL;
         in->bind_count++) {
        const rowan_bind_value *bind = &binds[in->bind_count];

        if (!is_name(bind->name))
            rowan__writer_fail(in->out, ROWAN_INVALID,
                               "'%s' is no name for a value: letters, digits "
                               "and _ make one, without the colon",
                               bind->name);
        if (bind->value.kind >= ROWAN_KIND_COUNT)
            rowan__writer_fail(in->out, ROWAN_OUT_OF_RANGE,
                               "the value of :%s is no value: an unsigned "
                               "number beyond int64_t?",
                               bind->name);
        for (uint32_t i = 0; i < in->bind_count; i++)
            if (strcmp(binds[i].name, bind->name) == 0)
                rowan__writer_fail(in->out, ROWAN_INVALID,
                                   ":%s has two values", bind->name);
    }
    in->used = rowan__arena_zalloc(in->out->arena, in->bind_count + 1);
    if (in->used == NULL)
        rowan__writer_fail(in->out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
    return !rowan__writer_failed(in->out);
}

static void
check_all_used(scanner *in)
{
    if (!in->has_words)
        rowan__writer_fail(in->out, ROWAN_INVALID,
                           "the SQL text has no statement");
    for (uint32_t i = 0; i < in->bind_count; i++)
        if (!in->used[i])
            rowan__writer_fail(in->out, ROWAN_INVALID,
                               "there is a value for :%s, which the SQL text "
                               "has not",
                               in->binds[i].name);
}

rowan_status
rowan__compile_text(const rowan__target *target, const char *sql,
                    const rowan_bind_value *binds, rowan__arena *arena,
                    rowan__compiled *ret_compiled, rowan_error *err)
{
    rowan__writer out;
    scanner in = {.out = &out, .sql = sql, .at = sql, .plain = sql,
                  .binds = binds};

    rowan__writer_init(&out, target, arena, 0, err);
    if (sql == NULL)
        rowan__writer_fail(&out, ROWAN_INVALID, "the SQL text is NULL");
    if (!rowan__writer_failed(&out) && enter_binds(&in)) {
        while (*in.at != '\0' && !rowan__writer_failed(&out))
            read_one(&in);
        write_plain(&in, in.at);
        if (!rowan__writer_failed(&out))
            check_all_used(&in);
    }
    return rowan__writer_end(&out, 0, ret_compiled);
}
