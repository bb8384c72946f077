/* SPDX-License-Identifier: MIT */
/*
 * The text of CREATE statements, as the sqlite plugin reads it: whatever the
 * bytes are, tokens follow each other to the end, and every piece that is told
 * lies in the text.
 */
#include "../../plugins/sqlite/sqlite_text.h"
#include "fuzz.h"

#include <string.h>

static const rowan_host host = {
    .size = sizeof host,
    .allocate = malloc,
    .reallocate = realloc,
    .release = free,
};

static void
check_inside(sqlite_span all, sqlite_span piece)
{
    FUZZ_PROPERTY(piece.size <= all.size);
    if (piece.size > 0)
        FUZZ_PROPERTY(piece.at >= all.at &&
                      piece.at + piece.size <= all.at + all.size);
}

/* A name is itself, and fits where it is told to fit. */
static void
check_name(const sqlite_token *token)
{
    char *name = malloc(token->span.size + 1);

    FUZZ_PROPERTY(name != NULL);
    FUZZ_PROPERTY(sqlite__token_unquote(token, name) <= token->span.size);
    if (sqlite__token_is_name(token) &&
        memchr(token->span.at, '\0', token->span.size) == NULL)
        FUZZ_PROPERTY(sqlite__token_names(token, name));
    free(name);
}

static void
check_tokens(sqlite_span all)
{
    sqlite_tokens in = sqlite__tokens_of(all);
    const char *end = all.at;
    sqlite_token token;

    while ((token = sqlite__token_next(&in)).kind != SQLITE_TOKEN_END) {
        check_inside(all, token.span);
        FUZZ_PROPERTY(token.span.size > 0);
        FUZZ_PROPERTY(token.span.at >= end);
        end = token.span.at + token.span.size;
        check_name(&token);
    }
    FUZZ_PROPERTY(sqlite__token_next(&in).kind == SQLITE_TOKEN_END);
}

static void
check_clause(sqlite_span all, const sqlite_clause *clause)
{
    check_inside(all, clause->name.span);
    check_inside(all, clause->column.span);
    check_inside(all, clause->target.span);
    check_inside(all, clause->text);
    if (clause->text.size > 0)
        (void)sqlite__same_columns(clause->text, clause->text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* An allocation of its own, so that a step beyond its end is seen. */
    char *copy = malloc(size > 0 ? size : 1);
    sqlite_span all = {copy, size};
    sqlite_table_text text;

    FUZZ_PROPERTY(copy != NULL);
    if (size > 0)
        memcpy(copy, data, size);
    check_tokens(all);
    FUZZ_PROPERTY(sqlite__table_text_read(&host, all, &text));
    for (size_t i = 0; i < text.count; i++)
        check_clause(all, &text.clauses[i]);
    sqlite__table_text_done(&host, &text);
    for (int part = 0; part < 3; part++)
        check_inside(all, sqlite__index_text_part(all, part));
    check_inside(all, sqlite__index_text_where(all));
    check_inside(all, sqlite__view_text_query(all));
    free(copy);
    return 0;
}
