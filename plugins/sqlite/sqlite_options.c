/* SPDX-License-Identifier: MIT */
/* What a URL may say after its '?'. One table is parser, default and help. */

#include "sqlite_priv.h"

#include <string.h>

/* What an option takes: one of the words that its text lists, separated by
 * '|' up to a blank, or a number within bounds. */
typedef struct option_form {
    int64_t initial; /* the default: a word's position or a number */
    int64_t lowest, highest;
    bool is_number;
} option_form;

#define SWITCH(default_) "off|on (default " default_ ")"

const rowan_option_info sqlite__options[SQLITE_OPTION_COUNT + 1] = {
    {"mode", "rwc|rw|ro|memory (default rwc)",
     "read, write and create; without creating; read only; in memory"},
    {"journal_mode", "wal|delete|truncate|persist|memory|off (default wal)",
     "how a transaction is made safe; wal lets readers and a writer work at "
     "once"},
    {"synchronous", "auto|off|normal|full|extra (default auto)",
     "when the disk is waited for; auto is normal with wal, full otherwise"},
    {"busy_timeout", "0..2147483647 milliseconds (default 5000)",
     "longest wait for another connection's lock"},
    {"cache_size", "-2147483647..2147483647 (default SQLite's own)",
     "page cache: pages, or KiB if negative"},
    {"mmap_size", "0..2147418112 bytes (default SQLite's own)",
     "how much of the file is mapped into memory"},
    {"temp_store", "default|file|memory (default default)",
     "where temporary tables are kept"},
    {"foreign_keys", SWITCH("on"), "foreign keys are enforced"},
    {"case_sensitive_like", SWITCH("on"),
     "LIKE tells 'a' from 'A', as in standard SQL, and can use indexes"},
    {"trusted_schema", SWITCH("off"),
     "views, triggers and checks may call functions with side effects"},
    {"defensive", SWITCH("on"), "SQL cannot damage the file on purpose"},
    {"double_quoted_strings", SWITCH("off"),
     "a misspelt \"name\" is taken for a text"},
    {"cell_size_check", SWITCH("on"), "damaged pages are found earlier"},
    {"load_extension", SWITCH("off"), "SQL may load native code"},
    {"attach", SWITCH("off"), "ATTACH, and VACUUM which needs it, work"},
    {"nofollow", SWITCH("off"), "a path with a symbolic link in it is refused"},
    {"uri", SWITCH("off"),
     "a database named file:... is a URI with parameters of SQLite's own"},
    {NULL, NULL, NULL},
};

#define WORDS(initial_)         \
    {                           \
        (initial_), 0, 0, false \
    }
#define NUMBER(initial_, lowest_, highest_)     \
    {                                           \
        (initial_), (lowest_), (highest_), true \
    }

static const option_form forms[SQLITE_OPTION_COUNT] = {
    [SQLITE_OPTION_MODE] = WORDS(SQLITE_MODE_RWC),
    [SQLITE_OPTION_JOURNAL_MODE] = WORDS(SQLITE_JOURNAL_WAL),
    [SQLITE_OPTION_SYNCHRONOUS] = WORDS(SQLITE_SYNCHRONOUS_AUTO),
    [SQLITE_OPTION_BUSY_TIMEOUT] = NUMBER(5000, 0, 2147483647),
    [SQLITE_OPTION_CACHE_SIZE] = NUMBER(0, -2147483647, 2147483647),
    [SQLITE_OPTION_MMAP_SIZE] = NUMBER(0, 0, 2147418112),
    [SQLITE_OPTION_TEMP_STORE] = WORDS(0),
    [SQLITE_OPTION_FOREIGN_KEYS] = WORDS(SQLITE_ON),
    [SQLITE_OPTION_CASE_SENSITIVE_LIKE] = WORDS(SQLITE_ON),
    [SQLITE_OPTION_TRUSTED_SCHEMA] = WORDS(SQLITE_OFF),
    [SQLITE_OPTION_DEFENSIVE] = WORDS(SQLITE_ON),
    [SQLITE_OPTION_DOUBLE_QUOTED_STRINGS] = WORDS(SQLITE_OFF),
    [SQLITE_OPTION_CELL_SIZE_CHECK] = WORDS(SQLITE_ON),
    [SQLITE_OPTION_LOAD_EXTENSION] = WORDS(SQLITE_OFF),
    [SQLITE_OPTION_ATTACH] = WORDS(SQLITE_OFF),
    [SQLITE_OPTION_NOFOLLOW] = WORDS(SQLITE_OFF),
    [SQLITE_OPTION_URI] = WORDS(SQLITE_OFF),
};

/* The word at a position of a list "a|b|c (...)"; NULL past the last. */
static const char *
word_at(const char *list, int64_t position, int *ret_size)
{
    for (;; position--) {
        size_t size = strcspn(list, "| ");

        *ret_size = (int)size;
        if (position == 0)
            return list;
        if (list[size] != '|')
            return NULL;
        list += size + 1;
    }
}

static bool
parse_word(const char *list, const char *text, int64_t *ret_value)
{
    const char *word;
    int size;

    for (int64_t i = 0; (word = word_at(list, i, &size)) != NULL; i++) {
        if (strlen(text) == (size_t)size && !memcmp(text, word, (size_t)size)) {
            *ret_value = i;
            return true;
        }
    }
    return false;
}

/* A number without blanks, '+', or more digits than any bound has. */
static bool
parse_number(const option_form *form, const char *text, int64_t *ret_value)
{
    bool is_negative = *text == '-';
    const char *digits = text + is_negative;
    size_t count = strspn(digits, "0123456789");
    int64_t number = 0;

    if (count == 0 || count > 10 || digits[count])
        return false;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (digits[i] - '0');
    if (is_negative)
        number = -number;
    if (number < form->lowest || number > form->highest)
        return false;
    *ret_value = number;
    return true;
}

static rowan_status
parse_option(const rowan_host *host, const rowan_url_option *given,
             sqlite_settings *settings, rowan_error *err)
{
    for (int i = 0; i < SQLITE_OPTION_COUNT; i++) {
        const rowan_option_info *info = &sqlite__options[i];

        if (strcmp(info->name, given->key))
            continue;
        if (forms[i].is_number
                ? !parse_number(&forms[i], given->value, &settings->value[i])
                : !parse_word(info->values, given->value, &settings->value[i]))
            return plugin_fail(host, err, ROWAN_URL_INVALID,
                               "URL option %s=%.64s: allowed is %s",
                               info->name, given->value, info->values);
        settings->is_given[i] = true;
        return ROWAN_OK;
    }
    return plugin_fail(host, err, ROWAN_URL_INVALID,
                       "URL option %.64s is not known to the sqlite driver",
                       given->key);
}

rowan_status
sqlite__settings_parse(const rowan_host *host, const rowan_url_parts *url,
                       sqlite_settings *ret_settings, rowan_error *err)
{
    sqlite_settings settings = {{0}, {false}};

    for (int i = 0; i < SQLITE_OPTION_COUNT; i++)
        settings.value[i] = forms[i].initial;
    for (size_t i = 0; i < url->option_count; i++) {
        rowan_status status =
            parse_option(host, &url->options[i], &settings, err);
        if (status)
            return status;
    }
    *ret_settings = settings;
    return ROWAN_OK;
}

const char *
sqlite__settings_word(const sqlite_settings *settings, sqlite_option option,
                      int *ret_size)
{
    return word_at(sqlite__options[option].values, settings->value[option],
                   ret_size);
}

/* The last value of an option, as it stands in the URL. */
static const char *
find_option(const rowan_url_parts *url, sqlite_option option)
{
    const char *value = "";

    for (size_t i = 0; i < url->option_count; i++)
        if (!strcmp(url->options[i].key, sqlite__options[option].name))
            value = url->options[i].value;
    return value;
}

bool
sqlite__url_is_memory(const rowan_url_parts *url)
{
    const char *name = url->database;

    if (!name || !*name || !strcmp(name, ":memory:") ||
        !strcmp(find_option(url, SQLITE_OPTION_MODE), "memory"))
        return true;
    /* SQLite's own URIs have two ways to say it. */
    return !strcmp(find_option(url, SQLITE_OPTION_URI), "on") &&
           (strstr(name, "mode=memory") || !strncmp(name, "file::memory:", 13));
}
