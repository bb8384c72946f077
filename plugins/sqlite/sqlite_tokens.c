/* SPDX-License-Identifier: MIT */
/* Tokens of SQLite's SQL: enough to tell names, keywords and strings apart and
 * to find the end of an expression. */

#include "sqlite_text.h"

#include <string.h>

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static bool
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

sqlite_tokens
sqlite__tokens_of(sqlite_span span)
{
    /* An empty span may be of nothing at all. */
    if (span.size == 0)
        span.at = "";
    return (sqlite_tokens){.at = span.at, .end = span.at + span.size};
}

/* --- reading -------------------------------------------------------------- */

/* What comes next is the two characters. */
static bool
is_at(const sqlite_tokens *in, char first, char second)
{
    return in->end - in->at >= 2 && in->at[0] == first && in->at[1] == second;
}

static void
skip_to(sqlite_tokens *in, const char *what)
{
    size_t size = strlen(what);

    while ((size_t)(in->end - in->at) > size && memcmp(in->at, what, size) != 0)
        in->at++;
    in->at = (size_t)(in->end - in->at) > size ? in->at + size : in->end;
}

static void
skip_blanks(sqlite_tokens *in)
{
    for (;;) {
        while (in->at < in->end && is_blank(*in->at))
            in->at++;
        if (is_at(in, '-', '-')) {
            skip_to(in, "\n");
        } else if (is_at(in, '/', '*')) {
            in->at += 2;
            skip_to(in, "*/");
        } else {
            return;
        }
    }
}

/* A doubled quote is one of the text; a bracket cannot be. */
static void
take_quoted(sqlite_tokens *in, char close)
{
    for (in->at++; in->at < in->end; in->at++) {
        if (*in->at != close)
            continue;
        in->at++;
        if (close == ']' || in->at == in->end || *in->at != close)
            return;
    }
}

static void
take_words(sqlite_tokens *in)
{
    while (in->at < in->end && is_word(*in->at))
        in->at++;
}

/* 1, 1.5, .5, 0x1f, 1e+3. */
static void
take_number(sqlite_tokens *in)
{
    take_words(in);
    if (in->at < in->end && *in->at == '.') {
        in->at++;
        take_words(in);
    }
    if (in->at < in->end && (*in->at == '+' || *in->at == '-') &&
        lower(in->at[-1]) == 'e') {
        in->at++;
        take_words(in);
    }
}

static sqlite_token_kind
take(sqlite_tokens *in)
{
    char c = *in->at;

    if (c == '\'') {
        take_quoted(in, c);
        return SQLITE_TOKEN_STRING;
    }
    if (c == '"' || c == '`' || c == '[') {
        take_quoted(in, c == '[' ? ']' : c);
        return SQLITE_TOKEN_QUOTED;
    }
    if (is_digit(c) ||
        (c == '.' && in->end - in->at > 1 && is_digit(in->at[1]))) {
        take_number(in);
        return SQLITE_TOKEN_NUMBER;
    }
    if (is_word(c)) {
        take_words(in);
        return SQLITE_TOKEN_WORD;
    }
    in->at++;
    return SQLITE_TOKEN_SYMBOL;
}

sqlite_token
sqlite__token_next(sqlite_tokens *in)
{
    sqlite_token token = {.kind = SQLITE_TOKEN_END};

    skip_blanks(in);
    token.span.at = in->at;
    if (in->at < in->end)
        token.kind = take(in);
    token.span.size = (size_t)(in->at - token.span.at);
    return token;
}

/* --- looking -------------------------------------------------------------- */

bool
sqlite__token_is_word(const sqlite_token *token, const char *word)
{
    size_t size = strlen(word);

    if (token->kind != SQLITE_TOKEN_WORD || token->span.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (lower(token->span.at[i]) != lower(word[i]))
            return false;
    return true;
}

bool
sqlite__token_is_symbol(const sqlite_token *token, char symbol)
{
    return token->kind == SQLITE_TOKEN_SYMBOL && *token->span.at == symbol;
}

bool
sqlite__token_is_name(const sqlite_token *token)
{
    return token->kind == SQLITE_TOKEN_WORD ||
           token->kind == SQLITE_TOKEN_QUOTED ||
           token->kind == SQLITE_TOKEN_STRING;
}

/* The next character of a name, or -1 at its end. */
static int
next_character(const sqlite_token *token, size_t *at)
{
    const sqlite_span *span = &token->span;
    bool is_quoted = token->kind == SQLITE_TOKEN_QUOTED ||
                     token->kind == SQLITE_TOKEN_STRING;
    char close = *span->at == '[' ? ']' : *span->at;
    char c;

    if (is_quoted && *at == 0)
        (*at)++;
    if (*at >= span->size)
        return -1;
    c = span->at[(*at)++];
    if (!is_quoted || c != close)
        return (unsigned char)c;
    /* The last quote ends it; others are doubled. */
    if (*at >= span->size || close == ']')
        return -1;
    (*at)++;
    return (unsigned char)c;
}

size_t
sqlite__token_unquote(const sqlite_token *token, char *to)
{
    size_t at = 0, size = 0;
    int c;

    while (token->kind != SQLITE_TOKEN_END &&
           (c = next_character(token, &at)) >= 0)
        to[size++] = (char)c;
    to[size] = '\0';
    return size;
}

bool
sqlite__token_names(const sqlite_token *token, const char *name)
{
    size_t at = 0;
    int c;

    if (!sqlite__token_is_name(token))
        return false;
    while ((c = next_character(token, &at)) >= 0)
        if (*name == '\0' || lower((char)c) != lower(*name++))
            return false;
    return *name == '\0';
}
