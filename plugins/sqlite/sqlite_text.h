/* SPDX-License-Identifier: MIT */
/*
 * The text of CREATE statements, as SQLite keeps it: what no pragma tells.
 * Needs neither SQLite nor a connection.
 */
#ifndef ROWAN_SQLITE_TEXT_H
#define ROWAN_SQLITE_TEXT_H

#include <rowan/plugin/plugin.h>
#include <stdbool.h>

/* --- tokens (sqlite_tokens.c) --------------------------------------------- */

typedef enum sqlite_token_kind {
    SQLITE_TOKEN_END,
    SQLITE_TOKEN_WORD,   /* a keyword, or a name without quotes */
    SQLITE_TOKEN_QUOTED, /* "a", `a` or [a] */
    SQLITE_TOKEN_STRING, /* 'a', which may be a name as well */
    SQLITE_TOKEN_NUMBER,
    SQLITE_TOKEN_SYMBOL /* one character */
} sqlite_token_kind;

/* A piece of a text, in place. */
typedef struct sqlite_span {
    const char *at;
    size_t size;
} sqlite_span;

typedef struct sqlite_token {
    sqlite_token_kind kind;
    sqlite_span span;
} sqlite_token;

/* What is left to read. Any bytes will do. */
typedef struct sqlite_tokens {
    const char *at, *end;
} sqlite_tokens;

sqlite_tokens sqlite__tokens_of(sqlite_span span);
/* The next one, after blanks and comments; END again and again at the end. */
sqlite_token sqlite__token_next(sqlite_tokens *in);

bool sqlite__token_is_word(const sqlite_token *token, const char *word);
bool sqlite__token_is_symbol(const sqlite_token *token, char symbol);
bool sqlite__token_is_name(const sqlite_token *token);

/* Writes a name or string without its quotes, and a NUL: at most span.size + 1
 * bytes. Returns the length. */
size_t sqlite__token_unquote(const sqlite_token *token, char *to);
/* Whether the token is this name, without regard to case, as SQLite compares
 * names. */
bool sqlite__token_names(const sqlite_token *token, const char *name);

/* --- CREATE TABLE (sqlite_create.c) ----------------------------------------
 */

typedef enum sqlite_clause_kind {
    SQLITE_CLAUSE_COLUMN, /* a column begins; those after it are its own */
    SQLITE_CLAUSE_PRIMARY_KEY,
    SQLITE_CLAUSE_UNIQUE,
    SQLITE_CLAUSE_CHECK,
    SQLITE_CLAUSE_FOREIGN_KEY,
    SQLITE_CLAUSE_GENERATED,
    SQLITE_CLAUSE_COLLATE
} sqlite_clause_kind;

/* One clause. Names are tokens, of kind END where there is none. */
typedef struct sqlite_clause {
    sqlite_clause_kind kind;
    sqlite_token name;   /* of the constraint; of the column in COLUMN */
    sqlite_token column; /* that it is written at; END: of the table */
    sqlite_token target; /* FOREIGN KEY: the table; COLLATE: its name */
    sqlite_span text;    /* what is in its parentheses: an expression of CHECK
                            and GENERATED, the columns of a key */
    bool is_descending;  /* PRIMARY KEY of a column */
    bool is_autoincrement;
    bool is_stored;
    bool is_deferrable, is_deferred;
} sqlite_clause;

/* The clauses of a statement, in their order. */
typedef struct sqlite_table_text {
    sqlite_clause *clauses;
    size_t count, capacity;
} sqlite_table_text;

/* Reads a statement, which must stay while clauses are used. One that creates
 * no table has no clauses. false when out of memory. */
bool sqlite__table_text_read(const rowan_host *host, sqlite_span sql,
                             sqlite_table_text *ret_text);
void sqlite__table_text_done(const rowan_host *host, sqlite_table_text *text);

/* The columns of two lists, "a, b" and "'a','b' DESC", are the same. */
bool sqlite__same_columns(sqlite_span a, sqlite_span b);

/* --- CREATE INDEX and CREATE VIEW ------------------------------------------
 */

/* The part of an index, from 0, without its collation and direction; an empty
 * span if there is none. */
sqlite_span sqlite__index_text_part(sqlite_span sql, int64_t part);
/* What follows WHERE; empty if there is none. */
sqlite_span sqlite__index_text_where(sqlite_span sql);
/* The query of a view. */
sqlite_span sqlite__view_text_query(sqlite_span sql);

#endif
