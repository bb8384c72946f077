/* SPDX-License-Identifier: MIT */
/* What a URL may say after its '?'. One table is parser, default and help. */

#include "mysql_priv.h"

#include <string.h>

typedef enum option_form_kind {
    FORM_WORD, /* one of the words that its text lists */
    FORM_NUMBER,
    FORM_TEXT
} option_form_kind;

typedef struct option_form {
    option_form_kind kind;
    int64_t initial; /* the default: a word's position or a number */
    int64_t lowest, highest;
} option_form;

const rowan_option_info mysql__options[MYSQL_OPTION_COUNT + 1] = {
    {"connect_timeout", "1..86400 seconds (default 10)",
     "longest time to connect, over all hosts"},
    {"socket", "an absolute path", "the server's local socket"},
    {"tls", "auto|verify|insecure|off (default auto)",
     "verify: the server proves its name; insecure: encrypted, if the server "
     "can, but anyone's; auto: verify unless the host is local"},
    {"tls_ca", "a file", "certificates to trust instead of the system's"},
    {"tls_cert", "a file", "the client's own certificate"},
    {"tls_key", "a file", "its private key"},
    {"target_session_attrs",
     "any|read-write|read-only|primary|standby|prefer-standby (default any)",
     "which hosts of the list will do; one that is read-only is a standby"},
    {"load_balance_hosts", "disable|random (default disable)",
     "the order in which hosts of the list are tried"},
    {"auth", "names, with commas",
     "ways to log in that the server may ask for (default "
     "mysql_native_password,client_ed25519,caching_sha2_password,"
     "sha256_password)"},
    {"plugin_dir", "an absolute path",
     "where the client library finds those ways"},
    {"defaults_file", "an absolute path",
     "an option file of the client library's; none is read unasked"},
    {"defaults_group", "a name", "the group of it (default client)"},
    {"max_packet", "1048576..1073741824 bytes (default 1073741824)",
     "longest row or statement that is taken into memory"},
    {NULL, NULL, NULL},
};

static const option_form forms[MYSQL_OPTION_COUNT] = {
    [MYSQL_OPTION_CONNECT_TIMEOUT] = {FORM_NUMBER, 10, 1, 86400},
    [MYSQL_OPTION_SOCKET] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_TLS] = {FORM_WORD, MYSQL_TLS_AUTO, 0, 0},
    [MYSQL_OPTION_TLS_CA] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_TLS_CERT] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_TLS_KEY] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_TARGET] = {FORM_WORD, MYSQL_TARGET_ANY, 0, 0},
    [MYSQL_OPTION_BALANCE] = {FORM_WORD, MYSQL_BALANCE_DISABLE, 0, 0},
    [MYSQL_OPTION_AUTH] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_PLUGIN_DIR] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_DEFAULTS_FILE] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_DEFAULTS_GROUP] = {FORM_TEXT, 0, 0, 0},
    [MYSQL_OPTION_MAX_PACKET] = {FORM_NUMBER, 1073741824, 1048576, 1073741824},
};

/* The position of text in a list "a|b|c (...)". */
static bool
parse_word(const char *list, const char *text, int64_t *ret_value)
{
    for (int64_t i = 0;; i++) {
        size_t size = strcspn(list, "| ");

        if (strlen(text) == size && !memcmp(text, list, size)) {
            *ret_value = i;
            return true;
        }
        if (list[size] != '|')
            return false;
        list += size + 1;
    }
}

/* A number without blanks, signs, or more digits than any bound has. */
static bool
parse_number(const option_form *form, const char *text, int64_t *ret_value)
{
    size_t count = strspn(text, "0123456789");
    int64_t number = 0;

    if (count == 0 || count > 10 || text[count])
        return false;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (text[i] - '0');
    if (number < form->lowest || number > form->highest)
        return false;
    *ret_value = number;
    return true;
}

static bool
parse_value(mysql_option_id id, const char *text, mysql_settings *settings)
{
    switch (forms[id].kind) {
    case FORM_WORD:
        return parse_word(mysql__options[id].values, text,
                          &settings->value[id]);
    case FORM_NUMBER:
        return parse_number(&forms[id], text, &settings->value[id]);
    default:
        settings->text[id] = text;
        /* What loads code or reads files does so where its owner says. */
        return *text && (*text == '/' ||
                         strcmp(mysql__options[id].values, "an absolute path"));
    }
}

static rowan_status
parse_option(const rowan_host *host, const rowan_url_option *given,
             mysql_settings *settings, rowan_error *err)
{
    for (int i = 0; i < MYSQL_OPTION_COUNT; i++) {
        const rowan_option_info *info = &mysql__options[i];

        if (strcmp(info->name, given->key))
            continue;
        if (parse_value((mysql_option_id)i, given->value, settings))
            return ROWAN_OK;
        return plugin_fail(host, err, ROWAN_URL_INVALID,
                           "URL option %s=%.64s: allowed is %s", info->name,
                           given->value, info->values);
    }
    return plugin_fail(host, err, ROWAN_URL_INVALID,
                       "URL option %.64s is not known to the mysql driver",
                       given->key);
}

rowan_status
mysql__settings_parse(const rowan_host *host, const rowan_url_parts *url,
                      mysql_settings *ret_settings, rowan_error *err)
{
    mysql_settings settings = {{0}, {NULL}};

    for (int i = 0; i < MYSQL_OPTION_COUNT; i++)
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
