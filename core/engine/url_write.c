/* SPDX-License-Identifier: MIT */
/* URLs as text. */
#include "url_priv.h"

#include "base/sink.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

enum { LONGEST_ZONE = 64 };

/* Whether a character means only itself, wherever it stands (RFC 3986, 2.3). */
static bool
is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c) != NULL);
}

/* Writes text with all percent-encoded but unreserved and plain characters. */
static void
put_encoded(rowan__sink *out, const char *text, const char *plain)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;

        if (is_unreserved(*text) || strchr(plain, *text) != NULL) {
            rowan__sink_char(out, *text);
        } else {
            rowan__sink_char(out, '%');
            rowan__sink_char(out, digits[byte >> 4]);
            rowan__sink_char(out, digits[byte & 15]);
        }
    }
}

bool
rowan__url_is_ipv6(const char *host)
{
    char address[INET6_ADDRSTRLEN];
    unsigned char ignored[16];
    size_t size = strcspn(host, "%");

    if (size >= sizeof(address))
        return false;
    memcpy(address, host, size);
    address[size] = '\0';
    if (host[size] == '%') {
        size_t zone_size = strlen(host + size + 1);

        if (zone_size == 0 || zone_size > LONGEST_ZONE)
            return false;
    }
    return inet_pton(AF_INET6, address, ignored) == 1;
}

static void
put_host(rowan__sink *out, const rowan_host_port *host)
{
    const char *name = host->host != NULL ? host->host : "";

    if (rowan__url_is_ipv6(name)) {
        rowan__sink_char(out, '[');
        put_encoded(out, name, ":");
        rowan__sink_char(out, ']');
    } else {
        put_encoded(out, name, "");
    }
    if (host->port != 0) {
        char digits[8];
        char *end = rowan__text_put_uint(digits, host->port);

        *end = '\0';
        rowan__sink_char(out, ':');
        rowan__sink_text(out, digits);
    }
}

/* Whether key holds word, which is lower-case, in upper or lower case. */
static bool
holds_word(const char *key, const char *word)
{
    for (; *key != '\0'; key++) {
        size_t i = 0;

        while (word[i] != '\0' &&
               (key[i] == word[i] || key[i] == word[i] - 'a' + 'A'))
            i++;
        if (word[i] == '\0')
            return true;
    }
    return false;
}

static bool
is_secret(const char *key)
{
    return holds_word(key, "pass") || holds_word(key, "secret") ||
           holds_word(key, "token") || holds_word(key, "key");
}

static void
put_options(rowan__sink *out, const rowan_url_parts *parts, const char *secret)
{
    for (size_t i = 0; i < parts->option_count; i++) {
        const rowan_url_option *option = &parts->options[i];

        rowan__sink_char(out, i == 0 ? '?' : '&');
        put_encoded(out, option->key, "");
        rowan__sink_char(out, '=');
        if (secret != NULL && is_secret(option->key))
            rowan__sink_text(out, secret);
        else if (option->value != NULL)
            put_encoded(out, option->value, "/:");
    }
}

size_t
rowan__url_write(const rowan_url_parts *parts, bool hide_secrets, char *buffer,
                 size_t size)
{
    rowan__sink out = {.buffer = buffer, .size = size};
    const char *secret = hide_secrets ? "***" : NULL;

    rowan__sink_text(&out, parts->dialect);
    if (parts->driver != NULL) {
        rowan__sink_char(&out, '+');
        rowan__sink_text(&out, parts->driver);
    }
    rowan__sink_text(&out, "://");
    if (parts->user != NULL)
        put_encoded(&out, parts->user, "");
    if (parts->password != NULL) {
        rowan__sink_char(&out, ':');
        if (secret != NULL)
            rowan__sink_text(&out, secret);
        else
            put_encoded(&out, parts->password, "");
    }
    if (parts->user != NULL || parts->password != NULL)
        rowan__sink_char(&out, '@');
    for (size_t i = 0; i < parts->host_count; i++) {
        if (i > 0)
            rowan__sink_char(&out, ',');
        put_host(&out, &parts->hosts[i]);
    }
    if (parts->database != NULL) {
        rowan__sink_char(&out, '/');
        put_encoded(&out, parts->database, "/:");
    }
    put_options(&out, parts, secret);
    return rowan__sink_end(&out);
}
