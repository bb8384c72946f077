/* SPDX-License-Identifier: MIT */
/*
 * Whether two SQL texts have the same words, and what labels a check allows.
 * Databases give a text back with more parentheses, other quotes about names,
 * casts on literals (::text) and character sets before them (_utf8mb4): these
 * are left out on both sides.
 */
#include "catalog/compare.h"

typedef enum word_kind {
    WORD_END,
    WORD_NAME, /* with or without quotes; a keyword */
    WORD_STRING,
    WORD_OTHER /* a number, or one character */
} word_kind;

typedef struct word {
    word_kind kind;
    const char *at;
    size_t size;
} word;

static bool
is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* --- reading ---------------------------------------------------------------
 */

/* From the opening quote to after the closing one. */
static const char *
after_quoted(const char *at, char close)
{
    for (at++; *at != '\0'; at++)
        if (*at == close && *++at != close)
            break;
    return at;
}

static word
take_quoted(const char **at, word_kind kind)
{
    char close = **at == '[' ? ']' : **at;
    const char *end = after_quoted(*at, close);
    word taken = {kind, *at + 1, (size_t)(end - *at)};

    /* Without its quotes; one that is not closed has the first only. */
    taken.size -= taken.size > 1 && end[-1] == close ? 2 : 1;
    *at = end;
    return taken;
}

static word
take(const char **at)
{
    word taken = {WORD_END, *at, 0};

    while (is_blank(**at))
        (*at)++;
    taken.at = *at;
    if (**at == '\0')
        return taken;
    if (**at == '\'')
        return take_quoted(at, WORD_STRING);
    if (**at == '"' || **at == '`')
        return take_quoted(at, WORD_NAME);
    taken.kind = WORD_OTHER;
    if (is_letter(**at)) {
        taken.kind = WORD_NAME;
        while (is_letter(**at) || is_digit(**at))
            (*at)++;
    } else if (is_digit(**at)) {
        while (is_digit(**at) || **at == '.')
            (*at)++;
    } else {
        (*at)++;
    }
    taken.size = (size_t)(*at - taken.at);
    return taken;
}

/* --- what counts ------------------------------------------------------------
 */

static bool
is_symbol(const word *w, char symbol)
{
    return w->kind == WORD_OTHER && *w->at == symbol;
}

static bool
is_one_of(const word *w, const char *const *names)
{
    for (; w->kind == WORD_NAME && *names != NULL; names++) {
        size_t i = 0;

        while (i < w->size && lower(w->at[i]) == (*names)[i])
            i++;
        if (i == w->size && (*names)[i] == '\0')
            return true;
    }
    return false;
}

/* The name of a type after "::", of several words perhaps, and with []. */
static void
skip_cast(const char **at)
{
    static const char *const more[] = {
        "varying", "precision", "with", "without", "time", "zone", NULL};
    const char *before;
    word next;

    (void)take(at);
    do {
        before = *at;
        next = take(at);
        if (is_symbol(&next, '['))
            (void)take(at); /* the closing one */
    } while (is_one_of(&next, more) || is_symbol(&next, '['));
    *at = before;
}

/* The next word that says something. */
static word
next_word(const char **at)
{
    for (;;) {
        word w = take(at);

        if (is_symbol(&w, '(') || is_symbol(&w, ')'))
            continue;
        if (is_symbol(&w, ':') && **at == ':') {
            (*at)++;
            skip_cast(at);
            continue;
        }
        if (w.kind == WORD_NAME && *w.at == '_' && **at == '\'')
            continue; /* a character set */
        return w;
    }
}

static bool
is_same(const word *a, const word *b)
{
    if (a->kind != b->kind || a->size != b->size)
        return false;
    if (a->kind != WORD_NAME)
        return memcmp(a->at, b->at, a->size) == 0;
    for (size_t i = 0; i < a->size; i++)
        if (lower(a->at[i]) != lower(b->at[i]))
            return false;
    return true;
}

bool
rowan__sql_same(const char *a, const char *b)
{
    for (;;) {
        word one = next_word(&a);
        word other = next_word(&b);

        if (!is_same(&one, &other))
            return false;
        if (one.kind == WORD_END)
            return true;
    }
}

/* --- labels ----------------------------------------------------------------
 */

/* A string's own text; a quote in it is doubled. */
static char *
string_text(rowan__arena *arena, const word *string)
{
    char *text = rowan__arena_alloc(arena, string->size + 1);
    size_t size = 0;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < string->size; i++) {
        text[size++] = string->at[i];
        if (string->at[i] == '\'')
            i++;
    }
    text[size] = '\0';
    return text;
}

/* What comes before the strings: IN, or = ANY (ARRAY[, as which a database may
 * give it back. */
static bool
begins_list(const char **at)
{
    static const char *const in[] = {"in", NULL};
    static const char *const any[] = {"any", NULL};
    static const char *const array[] = {"array", NULL};
    word w = next_word(at);

    if (is_one_of(&w, in))
        return true;
    if (!is_symbol(&w, '='))
        return false;
    w = next_word(at);
    if (!is_one_of(&w, any))
        return false;
    w = next_word(at);
    if (!is_one_of(&w, array))
        return false;
    w = next_word(at);
    return is_symbol(&w, '[');
}

bool
rowan__sql_labels(rowan__arena *arena, const char *sql, const char *column,
                  rowan__told_list *ret_labels)
{
    const word wanted = {WORD_NAME, column, strlen(column)};
    rowan__told_list labels = {0};
    word w = next_word(&sql);

    if (!is_same(&w, &wanted) || !begins_list(&sql))
        return true;
    do {
        char *label;

        w = next_word(&sql);
        if (w.kind != WORD_STRING)
            return true;
        label = string_text(arena, &w);
        if (label == NULL || !rowan__told_add(arena, &labels, label))
            return false;
        w = next_word(&sql);
    } while (is_symbol(&w, ','));
    if (is_symbol(&w, ']'))
        w = next_word(&sql);
    if (w.kind == WORD_END)
        *ret_labels = labels;
    return true;
}
