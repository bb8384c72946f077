/* SPDX-License-Identifier: MIT */
/*
 * Members of types of your own: an enumeration, a codec without memory, and
 * one that owns memory.
 *
 *     codec [URL]
 *
 * The URL is sqlite:// (a database in memory) unless given.
 */
#include <rowan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- an enumeration: the database keeps the labels --------------------- */

typedef enum priority { LOW, NORMAL, HIGH } priority;

ROWAN_ENUM_TYPE(priority, {LOW, "low"}, {NORMAL, "normal"}, {HIGH, "high"})

/* ---- a colour, kept as an integer -------------------------------------- */

typedef struct colour {
    uint8_t red, green, blue;
} colour;

static rowan_status
colour_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    const colour *c = member;

    (void)err;
    ret_value->kind = ROWAN_KIND_INT32;
    ret_value->as.integer = (int64_t)c->red << 16 | c->green << 8 | c->blue;
    return ROWAN_OK;
}

static rowan_status
colour_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    colour *c = ret_member;
    int64_t bits = value->kind == ROWAN_KIND_NULL ? 0 : value->as.integer;

    if (bits < 0 || bits > 0xffffff)
        return rowan_error_set(err, ROWAN_OUT_OF_RANGE,
                               "a colour has 24 bits, and this one has more");
    *c = (colour){(uint8_t)(bits >> 16), (uint8_t)(bits >> 8), (uint8_t)bits};
    return ROWAN_OK;
}

static const rowan_codec colour_codec = {
    .name = "colour",
    .type = {.kind = ROWAN_KIND_INT32},
    .to_value = colour_to_value,
    .from_value = colour_from_value,
};

/* ---- a list of words, in memory of its own ----------------------------- */

typedef struct words {
    char *joined; /* "red,green"; NULL is none */
} words;

static words
words_of(const char *joined, size_t size)
{
    words w = {malloc(size + 1)};

    if (w.joined != NULL) {
        memcpy(w.joined, joined, size);
        w.joined[size] = '\0';
    }
    return w;
}

/* The view stays valid until the flush ends: it is the member's own memory. */
static rowan_status
words_to_value(const void *member, rowan_value *ret_value, rowan_error *err)
{
    const words *w = member;

    (void)err;
    if (w->joined != NULL) {
        ret_value->kind = ROWAN_KIND_TEXT;
        ret_value->as.text = (rowan_view){w->joined, strlen(w->joined)};
    } else {
        ret_value->kind = ROWAN_KIND_NULL;
    }
    return ROWAN_OK;
}

static rowan_status
words_from_value(const rowan_value *value, void *ret_member, rowan_error *err)
{
    words *w = ret_member;

    (void)err;
    *w = (words){NULL};
    if (value->kind == ROWAN_KIND_NULL)
        return ROWAN_OK;
    *w = words_of(value->as.text.data, value->as.text.size);
    return w->joined != NULL ? ROWAN_OK : ROWAN_NO_MEMORY;
}

static void
words_clear(void *member)
{
    words *w = member;

    free(w->joined);
    w->joined = NULL;
}

static const rowan_codec words_codec = {
    .name = "words",
    .type = {.kind = ROWAN_KIND_TEXT},
    .to_value = words_to_value,
    .from_value = words_from_value,
    .clear = words_clear,
};

/* ---- a model that has them --------------------------------------------- */

typedef struct note {
    int64_t id;
    const char *title;
    int32_t urgency; /* a priority */
    colour paper;
    words tags;
} note;

ROWAN_MODEL(note, "notes",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(title, .not_null = true),
    ROWAN_ENUM(urgency, priority),
    ROWAN_CODEC(paper, &colour_codec, .not_null = true),
    ROWAN_CODEC(tags, &words_codec))

static void
print_notes(rowan_session *session, note **notes)
{
    (void)session;
    rowan_each(note, n, notes)
        printf("  %s, urgency %d, #%02x%02x%02x, %s\n", n->title,
               (int)n->urgency, n->paper.red, n->paper.green, n->paper.blue,
               n->tags.joined != NULL ? n->tags.joined : "no tags");
}

static bool
run(rowan_session *session)
{
    note **notes, *milk;

    /* What a codec's member owns is the session's from here on. */
    milk = rowan_new(session, note, .title = "buy milk", .urgency = HIGH,
                     .paper = {255, 224, 0}, .tags = words_of("food,home", 9));
    rowan_new(session, note, .title = "sleep", .paper = {0, 0, 128});
    if (milk == NULL || rowan_commit(session) != ROWAN_OK)
        return false;

    /* Change it: free what it had, give it something new. */
    words_clear(&milk->tags);
    milk->tags = words_of("done", 4);
    milk->urgency = LOW;
    if (rowan_commit(session) != ROWAN_OK)
        return false;

    rowan_session_clear(session); /* so that all comes from the database */
    notes = rowan_find(session, note,
                       .order_by = rowan_by(rowan_col(note, title)));
    print_notes(session, notes);
    return notes != NULL;
}

static int
fail(const rowan_error *err)
{
    char text[2048];

    rowan_error_format(err, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return 1;
}

int
main(int argc, char **argv)
{
    rowan_error err = {0};
    rowan_engine *engine =
        rowan_engine_open(argc > 1 ? argv[1] : "sqlite://", &err);
    rowan_session *session = rowan_session_open(engine, &err);
    int result = 0;

    if (session == NULL ||
        rowan_create_all(engine, ROWAN_MODELS(note), &err) != ROWAN_OK)
        result = fail(&err);
    else if (!run(session))
        result = fail(rowan_session_error(session));

    rowan_session_close(session);
    rowan_engine_close(engine);
    return result;
}
