/* SPDX-License-Identifier: MIT */
/* Options of an engine: from its URL, its struct, or by default. */
#include "pool_priv.h"

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/error_priv.h"

#include <string.h>

enum {
    MOST_CONNECTIONS = 10000,
    MOST_STATEMENTS = 100000,
    ONE_DAY_MS = 24 * 60 * 60 * 1000,
    LONGEST_NAME = 64, /* of options that are compared for likeness */
    ALIKE = 3          /* letters that a name may differ in */
};

typedef struct number_option {
    const char *name;
    size_t setting; /* offset in rowan__settings */
    size_t given;   /* offset in rowan_engine_options */
    uint32_t least, most, usual;
} number_option;

#define NUMBER(name_, least_, most_, usual_)                               \
    {                                                                      \
        .name = #name_, .setting = offsetof(rowan__settings, name_),       \
        .given = offsetof(rowan_engine_options, name_), .least = (least_), \
        .most = (most_), .usual = (usual_)                                 \
    }

static const number_option numbers[] = {
    NUMBER(pool_size, 1, MOST_CONNECTIONS, 5),
    NUMBER(pool_overflow, 0, MOST_CONNECTIONS, 10),
    NUMBER(pool_timeout_ms, 0, ONE_DAY_MS, 30000),
    NUMBER(connect_timeout_ms, 1, ONE_DAY_MS, 10000),
    NUMBER(statement_cache, 0, MOST_STATEMENTS, 256),
    NUMBER(pool_recycle_ms, 0, ONE_DAY_MS, 0),
    NUMBER(pool_check_idle_ms, 0, ONE_DAY_MS, 30000),
    NUMBER(statement_timeout_ms, 0, ONE_DAY_MS, 0),
};

enum { NUMBER_COUNT = sizeof(numbers) / sizeof(numbers[0]) };

/* An option that is one of some words, whose places are the numbers of an enum.
 * The first leaves the matter to somebody else. */
typedef struct word_option {
    const char *name;
    size_t setting, given;
    const char *words[6]; /* ended by NULL */
} word_option;

#define WORD(name_, ...)                                                \
    {                                                                   \
        .name = #name_, .setting = offsetof(rowan__settings, name_),    \
        .given = offsetof(rowan_engine_options, name_), .words = {      \
            "default", __VA_ARGS__                                      \
        }                                                               \
    }

static const word_option words[] = {
    WORD(isolation, "read_uncommitted", "read_committed", "repeatable_read",
         "serializable"),
    WORD(pool_order, "lifo", "fifo"),
    WORD(pool_reset, "auto", "rollback"),
};

enum { WORD_COUNT = sizeof(words) / sizeof(words[0]) };

/* Options that are on or off. */
typedef struct switch_option {
    const char *name;
    size_t setting;
} switch_option;

static const switch_option switches[] = {
    {"echo", offsetof(rowan__settings, echo)},
    {"read_only", offsetof(rowan__settings, read_only)},
    {"shuffle_hosts", offsetof(rowan__settings, shuffle_hosts)},
    {"one_trip_commit", offsetof(rowan__settings, one_trip_commit)},
};

enum { SWITCH_COUNT = sizeof(switches) / sizeof(switches[0]) };

static uint32_t *
number_at(void *base, size_t offset)
{
    return (uint32_t *)(void *)((char *)base + offset);
}

static bool *
switch_at(void *base, size_t offset)
{
    return (bool *)(void *)((char *)base + offset);
}

/* Values stay out of messages: an option may have got a secret by mistake. */
static rowan_status
bad_number(const number_option *option, rowan_status status, rowan_error *err)
{
    return rowan__error_set(err, status,
                            "engine option %s must be a whole number from "
                            "%u to %u",
                            option->name, option->least, option->most);
}

static rowan_status
read_number(const number_option *option, const char *text, uint32_t *ret,
            rowan_error *err)
{
    uint64_t number = 0;
    const char *at = text;

    for (; *at >= '0' && *at <= '9' && number <= option->most; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    if (at == text || *at != '\0' || number < option->least ||
        number > option->most)
        return bad_number(option, ROWAN_URL_INVALID, err);
    *ret = (uint32_t)number;
    return ROWAN_OK;
}

static rowan_status
read_switch(const char *name, const char *text, bool *ret, rowan_error *err)
{
    static const struct {
        const char *text;
        bool on;
    } spellings[] = {{"1", true},    {"0", false},   {"on", true},
                     {"off", false}, {"true", true}, {"false", false},
                     {"yes", true},  {"no", false},  {"", true}};

    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        if (strcmp(text, spellings[i].text) == 0) {
            *ret = spellings[i].on;
            return ROWAN_OK;
        }
    }
    return rowan__error_set(err, ROWAN_URL_INVALID,
                            "engine option %s must be on or off", name);
}

static rowan_status
bad_word(const word_option *option, rowan_status status, rowan_error *err)
{
    rowan_buffer list;

    rowan__buffer_init(&list);
    for (size_t i = 0; option->words[i] != NULL; i++) {
        if (i > 0)
            rowan__buffer_text(&list, ", ");
        rowan__buffer_text(&list, option->words[i]);
    }
    (void)rowan__error_set(err, status, "engine option %s must be one of %s",
                           option->name, rowan__buffer_get(&list));
    rowan__buffer_done(&list);
    return status;
}

static rowan_status
read_word(const word_option *option, const char *text, uint32_t *ret,
          rowan_error *err)
{
    for (uint32_t i = 0; option->words[i] != NULL; i++) {
        if (strcmp(option->words[i], text) == 0) {
            *ret = i;
            return ROWAN_OK;
        }
    }
    return bad_word(option, ROWAN_URL_INVALID, err);
}

/* Changes, insertions and deletions from a to b (Wagner and Fischer 1974);
 * a large number for long names. */
static size_t
distance(const char *a, const char *b)
{
    size_t a_size = strlen(a), b_size = strlen(b);
    size_t row[LONGEST_NAME + 1];

    if (a_size > LONGEST_NAME || b_size > LONGEST_NAME)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[b_size];
}

typedef struct suggestion {
    const char *key;  /* what was written */
    const char *best; /* NULL: nothing is like it */
    size_t best_distance;
    rowan_buffer known; /* "a, b, c" */
} suggestion;

static void
suggest(suggestion *state, const char *name)
{
    size_t apart = distance(state->key, name);

    if (state->known.size > 0)
        rowan__buffer_text(&state->known, ", ");
    rowan__buffer_text(&state->known, name);
    if (apart < state->best_distance && apart < strlen(name)) {
        state->best = name;
        state->best_distance = apart;
    }
}

static rowan_status
unknown_option(const char *key, const rowan_option_info *driver_options,
               rowan_error *err)
{
    suggestion state = {.key = key, .best_distance = ALIKE + 1};

    rowan__buffer_init(&state.known);
    for (size_t i = 0; i < NUMBER_COUNT; i++)
        suggest(&state, numbers[i].name);
    for (size_t i = 0; i < WORD_COUNT; i++)
        suggest(&state, words[i].name);
    for (size_t i = 0; i < SWITCH_COUNT; i++)
        suggest(&state, switches[i].name);
    while (driver_options != NULL && driver_options->name != NULL)
        suggest(&state, driver_options++->name);
    /* The list is long: where one name is likely, it would only be cut. */
    (void)rowan__error_set(
        err, ROWAN_URL_INVALID,
        "the URL has an option \"%s\" that is not known%s%s%s",
        key, state.best != NULL ? ": did you mean \"" : "; known are ",
        state.best != NULL ? state.best : rowan__buffer_get(&state.known),
        state.best != NULL ? "\"?" : "");
    rowan__buffer_done(&state.known);
    return ROWAN_URL_INVALID;
}

static bool
is_driver_option(const rowan_option_info *options, const char *key)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (strcmp(options->name, key) == 0)
            return true;
    }
    return false;
}

/* Reads an option that is the engine's own; *ret_own tells if it is. */
static rowan_status
read_own(const rowan_url_option *option, rowan__settings *settings,
         bool *ret_own, rowan_error *err)
{
    *ret_own = true;
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        if (strcmp(option->key, numbers[i].name) == 0)
            return read_number(&numbers[i], option->value,
                               number_at(settings, numbers[i].setting), err);
    }
    for (size_t i = 0; i < WORD_COUNT; i++) {
        if (strcmp(option->key, words[i].name) == 0)
            return read_word(&words[i], option->value,
                             number_at(settings, words[i].setting), err);
    }
    for (size_t i = 0; i < SWITCH_COUNT; i++) {
        if (strcmp(option->key, switches[i].name) == 0)
            return read_switch(switches[i].name, option->value,
                               switch_at(settings, switches[i].setting), err);
    }
    *ret_own = false;
    return ROWAN_OK;
}

static rowan_status
read_url(const rowan_url_parts *parts, const rowan_option_info *driver_options,
         rowan__settings *settings, rowan_url_option *ret_options,
         size_t *ret_count, rowan_error *err)
{
    for (size_t i = 0; i < parts->option_count; i++) {
        const rowan_url_option *option = &parts->options[i];
        bool own = false;
        rowan_status status = read_own(option, settings, &own, err);

        if (status != ROWAN_OK)
            return status;
        if (own)
            continue;
        if (!is_driver_option(driver_options, option->key))
            return unknown_option(option->key, driver_options, err);
        ret_options[(*ret_count)++] = *option;
    }
    return ROWAN_OK;
}

rowan_status
rowan__options_copy(const rowan_engine_options *options,
                    rowan_engine_options *ret_known, rowan_error *err)
{
    rowan_engine_options known = {0};

    if (options != NULL &&
        options->size < offsetof(rowan_engine_options, pool_size))
        return rowan__error_set(err, ROWAN_INVALID,
                                "the engine options have size %zu: begin them "
                                "with ROWAN_ENGINE_OPTIONS_INIT",
                                options->size);
    if (options != NULL)
        memcpy(&known, options,
               options->size < sizeof(known) ? options->size : sizeof(known));
    *ret_known = known;
    return ROWAN_OK;
}

static rowan_status
read_numbers(rowan_engine_options *known, rowan__settings *settings,
             rowan_error *err)
{
    for (size_t i = 0; i < NUMBER_COUNT; i++) {
        uint32_t number = *number_at(known, numbers[i].given);

        if (number == 0)
            continue;
        if (number == ROWAN_OPTION_ZERO)
            number = 0;
        if (number < numbers[i].least || number > numbers[i].most)
            return bad_number(&numbers[i], ROWAN_INVALID, err);
        *number_at(settings, numbers[i].setting) = number;
    }
    return ROWAN_OK;
}

static rowan_status
read_enums(rowan_engine_options *known, rowan__settings *settings,
           rowan_error *err)
{
    for (size_t i = 0; i < WORD_COUNT; i++) {
        uint32_t given = *number_at(known, words[i].given);
        uint32_t count = 0;

        while (words[i].words[count] != NULL)
            count++;
        if (given >= count)
            return bad_word(&words[i], ROWAN_INVALID, err);
        if (given != 0)
            *number_at(settings, words[i].setting) = given;
    }
    return ROWAN_OK;
}

static rowan_status
read_struct(rowan_engine_options *known, rowan__settings *settings,
            rowan_error *err)
{
    rowan_status status = read_numbers(known, settings, err);

    settings->echo = settings->echo || known->echo;
    settings->read_only = settings->read_only || known->read_only;
    settings->shuffle_hosts = settings->shuffle_hosts || known->shuffle_hosts;
    settings->one_trip_commit =
        settings->one_trip_commit || known->one_trip_commit;
    return status == ROWAN_OK ? read_enums(known, settings, err) : status;
}

rowan_status
rowan__options_read(const rowan_url *url,
                    const rowan_option_info *driver_options,
                    rowan_engine_options *known,
                    rowan__settings *ret_settings,
                    rowan_url_option **ret_driver_options, size_t *ret_count,
                    rowan_error *err)
{
    const rowan_url_parts *parts = rowan_url_get(url);
    rowan__settings settings = {0};
    rowan_url_option *own;
    size_t count = 0;
    rowan_status status;

    for (size_t i = 0; i < NUMBER_COUNT; i++)
        *number_at(&settings, numbers[i].setting) = numbers[i].usual;
    own = rowan__calloc(parts->option_count, sizeof(*own));
    if (own == NULL)
        return rowan__error_no_memory(err);
    status = read_url(parts, driver_options, &settings, own, &count, err);
    if (status == ROWAN_OK)
        status = read_struct(known, &settings, err);
    if (status != ROWAN_OK) {
        rowan__free(own);
        return status;
    }
    *ret_settings = settings;
    *ret_driver_options = own;
    *ret_count = count;
    return ROWAN_OK;
}
