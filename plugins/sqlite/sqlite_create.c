/* SPDX-License-Identifier: MIT */
/*
 * The clauses of CREATE statements. SQLite has accepted the text already, so
 * this reads what is there and judges nothing: what it does not know, such as
 * a type or a conflict clause, it steps over. It goes by keywords and not by
 * commas, for SQLite lets them be left out between constraints.
 */

#include "sqlite_text.h"

#include <string.h>

typedef struct reader {
    const rowan_host *host;
    sqlite_tokens in;
    sqlite_token token; /* the one in hand */
    sqlite_table_text *text;
    sqlite_token column;          /* the one that is written; END: none */
    sqlite_token constraint_name; /* for the next constraint */
    bool failed;                  /* out of memory; then clauses go */
    sqlite_clause nowhere;        /* here */
} reader;

static const sqlite_token no_token = {.kind = SQLITE_TOKEN_END};

/* --- moving on ------------------------------------------------------------ */

static void
advance(reader *r)
{
    r->token = sqlite__token_next(&r->in);
}

static bool
is_word(const reader *r, const char *word)
{
    return sqlite__token_is_word(&r->token, word);
}

static bool
is_symbol(const reader *r, char symbol)
{
    return sqlite__token_is_symbol(&r->token, symbol);
}

/* Steps over "( ... )"; returns what is inside, from its first token to its
 * last. */
static sqlite_span
take_parentheses(reader *r)
{
    sqlite_span inside = {.at = r->token.span.at};
    size_t depth = 1;

    if (!is_symbol(r, '('))
        return inside;
    advance(r);
    inside.at = r->token.span.at;
    for (; r->token.kind != SQLITE_TOKEN_END; advance(r)) {
        if (is_symbol(r, '('))
            depth++;
        else if (is_symbol(r, ')') && --depth == 0)
            break;
        inside.size =
            (size_t)(r->token.span.at - inside.at) + r->token.span.size;
    }
    advance(r);
    return inside;
}

/* --- clauses -------------------------------------------------------------- */

static sqlite_clause *
add_clause(reader *r, sqlite_clause_kind kind)
{
    sqlite_table_text *text = r->text;
    sqlite_clause *clause;

    if (text->count == text->capacity) {
        size_t capacity = text->capacity > 0 ? 2 * text->capacity : 16;
        void *more = r->host->reallocate(text->clauses,
                                         capacity * sizeof *text->clauses);

        if (more == NULL) {
            r->failed = true;
            return &r->nowhere;
        }
        text->clauses = more;
        text->capacity = capacity;
    }
    clause = &text->clauses[text->count++];
    *clause = (sqlite_clause){.kind = kind,
                              .name = r->constraint_name,
                              .column = r->column,
                              .target = no_token};
    r->constraint_name = no_token;
    return clause;
}

/* The last clause, if it is of that kind: what its further words are about. */
static sqlite_clause *
last_clause(const reader *r, sqlite_clause_kind kind)
{
    sqlite_clause *last;

    if (r->text->count == 0)
        return NULL;
    last = &r->text->clauses[r->text->count - 1];
    return last->kind == kind ? last : NULL;
}

static void
read_constraint_name(reader *r)
{
    advance(r);
    if (!sqlite__token_is_name(&r->token))
        return;
    r->constraint_name = r->token;
    advance(r);
}

/* PRIMARY KEY or UNIQUE, with the columns where it is the table's. */
static void
read_key(reader *r, sqlite_clause_kind kind)
{
    sqlite_clause *clause = add_clause(r, kind);

    advance(r);
    if (kind == SQLITE_CLAUSE_PRIMARY_KEY && is_word(r, "KEY"))
        advance(r);
    if (is_word(r, "DESC"))
        clause->is_descending = true;
    if (is_symbol(r, '('))
        clause->text = take_parentheses(r);
    else if (r->column.kind != SQLITE_TOKEN_END)
        clause->text = r->column.span;
}

static void
read_check(reader *r)
{
    sqlite_clause *clause = add_clause(r, SQLITE_CLAUSE_CHECK);

    advance(r);
    clause->text = take_parentheses(r);
}

/* REFERENCES table [(columns)]; of the table after FOREIGN KEY (columns). */
static void
read_references(reader *r, sqlite_span columns)
{
    sqlite_clause *clause = add_clause(r, SQLITE_CLAUSE_FOREIGN_KEY);

    clause->text = columns;
    advance(r);
    clause->target = r->token;
    advance(r);
    if (is_symbol(r, '('))
        (void)take_parentheses(r);
}

static void
read_foreign_key(reader *r)
{
    sqlite_span columns;

    advance(r);
    if (is_word(r, "KEY"))
        advance(r);
    columns = take_parentheses(r);
    if (is_word(r, "REFERENCES"))
        read_references(r, columns);
}

static void
read_column_references(reader *r)
{
    read_references(r, r->column.span);
}

static void
read_collate(reader *r)
{
    sqlite_clause *clause = add_clause(r, SQLITE_CLAUSE_COLLATE);

    advance(r);
    clause->target = r->token;
    advance(r);
}

/* [GENERATED ALWAYS] AS (expression) [STORED]. */
static void
read_generated(reader *r)
{
    sqlite_clause *clause = add_clause(r, SQLITE_CLAUSE_GENERATED);

    advance(r);
    clause->text = take_parentheses(r);
    clause->is_stored = is_word(r, "STORED");
}

/* A literal with its sign, a name, or an expression in parentheses. */
static void
skip_default(reader *r)
{
    advance(r);
    if (is_symbol(r, '+') || is_symbol(r, '-'))
        advance(r);
    if (is_symbol(r, '('))
        (void)take_parentheses(r);
    else
        advance(r);
}

/* NOT NULL, NOT DEFERRABLE; ON DELETE SET DEFAULT. */
static void
skip_two(reader *r)
{
    advance(r);
    advance(r);
}

static void
read_deferrable(reader *r)
{
    sqlite_clause *clause = last_clause(r, SQLITE_CLAUSE_FOREIGN_KEY);

    if (clause != NULL)
        clause->is_deferrable = true;
    advance(r);
    if (!is_word(r, "INITIALLY"))
        return;
    advance(r);
    if (clause != NULL)
        clause->is_deferred = is_word(r, "DEFERRED");
}

static void
read_autoincrement(reader *r)
{
    sqlite_clause *clause = last_clause(r, SQLITE_CLAUSE_PRIMARY_KEY);

    if (clause != NULL)
        clause->is_autoincrement = true;
    advance(r);
}

static void
read_primary_key(reader *r)
{
    read_key(r, SQLITE_CLAUSE_PRIMARY_KEY);
}

static void
read_unique(reader *r)
{
    read_key(r, SQLITE_CLAUSE_UNIQUE);
}

/* What a word begins. is_constraint: also one of the table, which no name
 * without quotes can be. */
static const struct {
    const char *word;
    void (*read)(reader *r);
    bool is_constraint;
} words[] = {
    {"CONSTRAINT", read_constraint_name, true},
    {"PRIMARY", read_primary_key, true},
    {"UNIQUE", read_unique, true},
    {"CHECK", read_check, true},
    {"FOREIGN", read_foreign_key, true},
    {"REFERENCES", read_column_references, false},
    {"COLLATE", read_collate, false},
    {"AS", read_generated, false},
    {"DEFAULT", skip_default, false},
    {"NOT", skip_two, false},
    {"SET", skip_two, false},
    {"DEFERRABLE", read_deferrable, false},
    {"AUTOINCREMENT", read_autoincrement, false},
};

enum { WORD_COUNT = sizeof words / sizeof *words };

static bool
begins_constraint(const reader *r)
{
    for (size_t i = 0; i < WORD_COUNT; i++)
        if (words[i].is_constraint && is_word(r, words[i].word))
            return true;
    return false;
}

/* One word of a column or a constraint, or something without a meaning. */
static void
read_one(reader *r)
{
    for (size_t i = 0; i < WORD_COUNT; i++)
        if (is_word(r, words[i].word)) {
            words[i].read(r);
            return;
        }
    if (is_symbol(r, '('))
        (void)take_parentheses(r);
    else
        advance(r);
}

static void
begin_column(reader *r)
{
    sqlite_clause *clause;

    r->column = no_token;
    r->constraint_name = no_token;
    if (!sqlite__token_is_name(&r->token) || begins_constraint(r))
        return;
    r->column = r->token;
    clause = add_clause(r, SQLITE_CLAUSE_COLUMN);
    clause->name = r->token;
    advance(r);
}

/* PRIMARY KEY (a AUTOINCREMENT): inside the list. */
static void
find_autoincrement(const sqlite_table_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        sqlite_clause *clause = &text->clauses[i];
        sqlite_tokens in = sqlite__tokens_of(clause->text);
        sqlite_token token;

        if (clause->kind != SQLITE_CLAUSE_PRIMARY_KEY || clause->text.size == 0)
            continue;
        while ((token = sqlite__token_next(&in)).kind != SQLITE_TOKEN_END)
            if (sqlite__token_is_word(&token, "AUTOINCREMENT"))
                clause->is_autoincrement = true;
    }
}

bool
sqlite__table_text_read(const rowan_host *host, sqlite_span sql,
                        sqlite_table_text *ret_text)
{
    sqlite_table_text text = {0};
    reader r = {.host = host, .in = sqlite__tokens_of(sql), .text = &text};
    bool is_virtual;

    *ret_text = text;
    advance(&r);
    if (!is_word(&r, "CREATE"))
        return true;
    advance(&r);
    is_virtual = is_word(&r, "VIRTUAL");
    while (r.token.kind != SQLITE_TOKEN_END && !is_symbol(&r, '('))
        advance(&r);
    if (is_virtual || r.token.kind == SQLITE_TOKEN_END)
        return true;
    do {
        advance(&r); /* the parenthesis, or a comma */
        begin_column(&r);
        while (r.token.kind != SQLITE_TOKEN_END && !is_symbol(&r, ',') &&
               !is_symbol(&r, ')'))
            read_one(&r);
    } while (is_symbol(&r, ','));
    if (r.failed) {
        sqlite__table_text_done(host, &text);
        return false;
    }
    find_autoincrement(&text);
    *ret_text = text;
    return true;
}

void
sqlite__table_text_done(const rowan_host *host, sqlite_table_text *text)
{
    host->release(text->clauses);
    *text = (sqlite_table_text){0};
}

/* --- lists ---------------------------------------------------------------- */

/* The next name of a list; what follows it up to the comma is stepped over. */
static sqlite_token
next_column(sqlite_tokens *in)
{
    sqlite_token name = sqlite__token_next(in);
    sqlite_token token = name;

    while (token.kind != SQLITE_TOKEN_END &&
           !sqlite__token_is_symbol(&token, ','))
        token = sqlite__token_next(in);
    return name;
}

/* Two names that are quoted in different ways. */
static bool
same_name(const sqlite_token *a, const sqlite_token *b)
{
    char text[256];

    if (!sqlite__token_is_name(a) || !sqlite__token_is_name(b))
        return false;
    if (a->span.size < sizeof text) {
        (void)sqlite__token_unquote(a, text);
        return sqlite__token_names(b, text);
    }
    return a->kind == b->kind && a->span.size == b->span.size &&
           memcmp(a->span.at, b->span.at, a->span.size) == 0;
}

bool
sqlite__same_columns(sqlite_span a, sqlite_span b)
{
    sqlite_tokens in_a = sqlite__tokens_of(a);
    sqlite_tokens in_b = sqlite__tokens_of(b);

    for (;;) {
        sqlite_token one = next_column(&in_a);
        sqlite_token other = next_column(&in_b);

        if (one.kind == SQLITE_TOKEN_END || other.kind == SQLITE_TOKEN_END)
            return one.kind == other.kind;
        if (!same_name(&one, &other))
            return false;
    }
}

/* --- CREATE INDEX and CREATE VIEW ------------------------------------------
 */

static sqlite_span
trimmed(const char *from, const char *to)
{
    while (to > from && (to[-1] == ' ' || (to[-1] >= '\t' && to[-1] <= '\r')))
        to--;
    return (sqlite_span){.at = from, .size = (size_t)(to - from)};
}

/* From the token in hand to the last one of the text: what follows that is
 * blanks and comments. */
static sqlite_span
take_rest(reader *r)
{
    sqlite_span rest = r->token.span;

    for (; r->token.kind != SQLITE_TOKEN_END; advance(r))
        rest.size = (size_t)(r->token.span.at - rest.at) + r->token.span.size;
    return rest;
}

/* Steps from a comma or the opening parenthesis over one part, and to the comma
 * or parenthesis after it. */
static sqlite_span
take_part(reader *r)
{
    const char *from, *to;

    advance(r);
    from = to = r->token.span.at;
    while (r->token.kind != SQLITE_TOKEN_END && !is_symbol(r, ',') &&
           !is_symbol(r, ')')) {
        if (is_word(r, "COLLATE")) {
            skip_two(r);
            continue;
        }
        if (is_word(r, "ASC") || is_word(r, "DESC")) {
            advance(r);
            continue;
        }
        if (is_symbol(r, '('))
            (void)take_parentheses(r);
        else
            advance(r);
        to = r->token.span.at;
    }
    return trimmed(from, to);
}

sqlite_span
sqlite__index_text_part(sqlite_span sql, int64_t part)
{
    sqlite_table_text none = {0};
    reader r = {.in = sqlite__tokens_of(sql), .text = &none};
    sqlite_span span = {.at = sql.at};

    do {
        advance(&r);
    } while (r.token.kind != SQLITE_TOKEN_END && !is_symbol(&r, '('));
    for (int64_t i = 0; i <= part; i++) {
        if (!is_symbol(&r, ',') && (i > 0 || !is_symbol(&r, '(')))
            return (sqlite_span){.at = sql.at};
        span = take_part(&r);
    }
    return span;
}

sqlite_span
sqlite__index_text_where(sqlite_span sql)
{
    sqlite_table_text none = {0};
    reader r = {.in = sqlite__tokens_of(sql), .text = &none};

    do {
        advance(&r);
    } while (r.token.kind != SQLITE_TOKEN_END && !is_symbol(&r, '('));
    (void)take_parentheses(&r);
    if (!is_word(&r, "WHERE"))
        return (sqlite_span){.at = sql.at};
    advance(&r);
    return take_rest(&r);
}

sqlite_span
sqlite__view_text_query(sqlite_span sql)
{
    sqlite_table_text none = {0};
    reader r = {.in = sqlite__tokens_of(sql), .text = &none};
    bool is_named = false;

    /* A view may be called "as" only in quotes, so the first word is it. */
    for (advance(&r); r.token.kind != SQLITE_TOKEN_END; advance(&r)) {
        if (is_named && is_word(&r, "AS")) {
            advance(&r);
            return take_rest(&r);
        }
        is_named = true;
    }
    return (sqlite_span){.at = sql.at};
}
