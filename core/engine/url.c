/* SPDX-License-Identifier: MIT */
/*
 * Reading and building of URLs. A URL is one allocation, of the record, its
 * arrays and its decoded texts, so that all secrets in it are overwritten at
 * once.
 */
#include "url_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/text.h"

#include <string.h>

enum {
    LONGEST_URL = 8192, /* bytes */
    LONGEST_NAME = 32,  /* of a dialect or driver */
    MOST_HOSTS = 32,
    MOST_OPTIONS = 128
};

struct rowan_url {
    rowan_url_parts parts; /* points into this allocation */
    size_t size;           /* of this allocation */
    char *redacted;        /* an allocation of its own */
};

/* --- reading ----------------------------------------------------------------
 */

typedef struct slice {
    const char *at;
    const char *end;
} slice;

typedef struct reader {
    const char *text;
    bool building; /* the text is our own: its positions mean nothing */
    rowan_url_parts *parts;
    rowan_host_port *hosts;
    rowan_url_option *options;
    char *decoded; /* where the next decoded text goes */
    rowan_error *err;
} reader;

static const char name_rule[] =
    "must be 1 to 32 of a-z, 0-9 and _, beginning with a letter";

/* Characters, not bytes: a person counts them. */
static size_t
position_of(const char *text, const char *at)
{
    size_t position = 1;

    for (; text < at; text++)
        position += ((unsigned char)*text & 0xc0) != 0x80;
    return position;
}

/* No part of the text is quoted in a message: where a separator is missing or
 * too many, any part of it may be of the password. */
static rowan_status
fail(const reader *in, const char *part, const char *at, const char *problem)
{
    if (in->building)
        return rowan__error_set(in->err, ROWAN_URL_INVALID,
                                "cannot build the database URL: the %s %s",
                                part, problem);
    (void)rowan__error_set(
        in->err, ROWAN_URL_INVALID,
        "cannot read the database URL: the %s, at character %zu, %s", part,
        position_of(in->text, at), problem);
    rowan__error_hint(in->err, "%s",
                      strchr(at, '@') != NULL
                          ? "in a user or password, write '/', '?', '#' and "
                            "'@' as %2F, %3F, %23 and %40"
                          : "the form is dialect[+driver]://user:password@"
                            "host:port,host:port/database?key=value");
    return ROWAN_URL_INVALID;
}

/* An '@' is refused everywhere, for it shows that the '/' or '?' before it was
 * meant for the password, the rest of which would pass for a database. */
static rowan_status
decode_byte(const reader *in, const char *part, slice *raw, char *ret)
{
    unsigned char byte = (unsigned char)*raw->at;
    int high, low;

    if (byte <= ' ' || byte == 0x7f || byte == '#' || byte == '@')
        return fail(in, part, raw->at,
                    "has a blank, a control character, '#' or '@': write it "
                    "as '%' and two hexadecimal digits");
    if (byte != '%') {
        *ret = *raw->at++;
        return ROWAN_OK;
    }
    high = raw->end - raw->at >= 3 ? rowan__text_hex_value(raw->at[1]) : -1;
    low = high >= 0 ? rowan__text_hex_value(raw->at[2]) : -1;
    if (low < 0)
        return fail(in, part, raw->at,
                    "has a '%' without two hexadecimal digits: write '%' "
                    "itself as %25");
    if (high == 0 && low == 0)
        return fail(in, part, raw->at, "has a NUL (%00)");
    *ret = (char)(high << 4 | low);
    raw->at += 3;
    return ROWAN_OK;
}

/*
 * Decodes a slice to a text of its own. There is always room: each slice is
 * followed by a separator or the end, whose place the NUL takes.
 */
static rowan_status
decode(reader *in, const char *part, slice raw, const char **ret_text)
{
    char *text = in->decoded;
    char *to = text;

    while (raw.at < raw.end)
        if (decode_byte(in, part, &raw, to++) != ROWAN_OK)
            return ROWAN_URL_INVALID;
    *to++ = '\0';
    in->decoded = to;
    *ret_text = text;
    return ROWAN_OK;
}

/* The first of a character in a slice, or its end. */
static const char *
find(slice in, char character)
{
    const char *found = memchr(in.at, character, (size_t)(in.end - in.at));

    return found != NULL ? found : in.end;
}

/* Bytes of text that make a dialect's or driver's name. */
static size_t
name_size(const char *text)
{
    size_t size = 0;

    if (*text < 'a' || *text > 'z')
        return 0;
    while ((text[size] >= 'a' && text[size] <= 'z') ||
           (text[size] >= '0' && text[size] <= '9') || text[size] == '_')
        size++;
    return size <= LONGEST_NAME ? size : 0;
}

static rowan_status
read_scheme(reader *in, slice *rest)
{
    const char *part = "dialect";
    size_t size = name_size(rest->at);

    if (size == 0)
        return fail(in, part, rest->at, name_rule);
    (void)decode(in, part, (slice){rest->at, rest->at + size},
                 &in->parts->dialect);
    rest->at += size;
    if (*rest->at == '+') {
        part = "driver";
        size = name_size(++rest->at);
        if (size == 0)
            return fail(in, part, rest->at, name_rule);
        (void)decode(in, part, (slice){rest->at, rest->at + size},
                     &in->parts->driver);
        rest->at += size;
    }
    if (strncmp(rest->at, "://", 3) != 0)
        return fail(in, part, rest->at,
                    "must be of a-z, 0-9 and _, with \"://\" after it");
    rest->at += 3;
    return ROWAN_OK;
}

static rowan_status
read_user(reader *in, slice raw)
{
    slice user = {raw.at, find(raw, ':')};
    slice password = {user.end, raw.end};

    if (user.at < user.end &&
        decode(in, "user", user, &in->parts->user) != ROWAN_OK)
        return ROWAN_URL_INVALID;
    if (password.at == password.end)
        return ROWAN_OK;
    password.at++;
    return decode(in, "password", password, &in->parts->password);
}

static rowan_status
read_port(const reader *in, slice raw, uint16_t *ret_port)
{
    rowan__scan scan = {.at = raw.at, .end = raw.end};
    uint64_t number = 0;

    if (raw.at == raw.end || *raw.at == '0' ||
        rowan__scan_digits(&scan, 5, &number) == 0 ||
        !rowan__scan_at_end(&scan) || number > UINT16_MAX)
        return fail(in, "port", raw.at, "is not a number from 1 to 65535");
    *ret_port = (uint16_t)number;
    return ROWAN_OK;
}

/* "[address]" at the beginning of raw; *ret_rest begins after it. */
static rowan_status
read_bracketed(reader *in, slice raw, const char **ret_host,
               const char **ret_rest)
{
    slice address = {raw.at + 1, find(raw, ']')};

    if (address.end == raw.end)
        return fail(in, "host", raw.at, "has a '[' without ']'");
    if (decode(in, "host", address, ret_host) != ROWAN_OK)
        return ROWAN_URL_INVALID;
    if (!rowan__url_is_ipv6(*ret_host))
        return fail(in, "host", address.at, "is not an IPv6 address");
    *ret_rest = address.end + 1;
    if (*ret_rest < raw.end && **ret_rest != ':')
        return fail(in, "host", *ret_rest,
                    "goes on after ']', where only a port may follow");
    return ROWAN_OK;
}

static rowan_status
read_host(reader *in, slice raw, rowan_host_port *host)
{
    const char *colon = find(raw, ':');

    if (raw.at == raw.end)
        return fail(in, "host", raw.at, "is empty, beside a ','");
    if (*raw.at == '[') {
        if (read_bracketed(in, raw, &host->host, &colon) != ROWAN_OK)
            return ROWAN_URL_INVALID;
    } else {
        if (colon < raw.end && find((slice){colon + 1, raw.end}, ':') < raw.end)
            return fail(in, "host", raw.at,
                        "has more than one ':': write an IPv6 address in "
                        "brackets");
        if (decode(in, "host", (slice){raw.at, colon}, &host->host) != ROWAN_OK)
            return ROWAN_URL_INVALID;
    }
    if (colon == raw.end)
        return ROWAN_OK;
    return read_port(in, (slice){colon + 1, raw.end}, &host->port);
}

static rowan_status
read_authority(reader *in, slice raw)
{
    const char *last = NULL;

    for (const char *at = raw.at; at < raw.end; at++)
        if (*at == '@')
            last = at;
    if (last != NULL) {
        if (read_user(in, (slice){raw.at, last}) != ROWAN_OK)
            return ROWAN_URL_INVALID;
        raw.at = last + 1;
    }
    if (raw.at == raw.end)
        return ROWAN_OK;
    for (;;) {
        slice host = {raw.at, find(raw, ',')};

        if (in->parts->host_count == MOST_HOSTS)
            return fail(in, "host", raw.at, "is one too many: 32 are allowed");
        if (read_host(in, host, &in->hosts[in->parts->host_count]) != ROWAN_OK)
            return ROWAN_URL_INVALID;
        in->parts->host_count++;
        if (host.end == raw.end)
            return ROWAN_OK;
        raw.at = host.end + 1;
    }
}

static rowan_status
read_option(reader *in, slice raw, rowan_url_option *option)
{
    slice key = {raw.at, find(raw, '=')};

    if (key.at == key.end)
        return fail(in, "option", raw.at, "has no name");
    if (decode(in, "option name", key, &option->key) != ROWAN_OK)
        return ROWAN_URL_INVALID;
    option->value = "";
    if (key.end == raw.end)
        return ROWAN_OK;
    return decode(in, "option value", (slice){key.end + 1, raw.end},
                  &option->value);
}

static rowan_status
read_options(reader *in, slice raw)
{
    while (raw.at < raw.end) {
        slice option = {raw.at, find(raw, '&')};
        size_t count = in->parts->option_count;

        if (count == MOST_OPTIONS)
            return fail(in, "option", raw.at,
                        "is one too many: 128 are allowed");
        if (read_option(in, option, &in->options[count]) != ROWAN_OK)
            return ROWAN_URL_INVALID;
        in->parts->option_count++;
        if (option.end == raw.end)
            return ROWAN_OK;
        raw.at = option.end + 1;
        if (raw.at == raw.end)
            return fail(in, "option", raw.at, "has no name");
    }
    return ROWAN_OK;
}

static rowan_status
read_url(reader *in, size_t size)
{
    slice rest = {in->text, in->text + size};
    slice part;

    if (read_scheme(in, &rest) != ROWAN_OK)
        return ROWAN_URL_INVALID;
    part = (slice){rest.at, rest.at + strcspn(rest.at, "/?")};
    if (read_authority(in, part) != ROWAN_OK)
        return ROWAN_URL_INVALID;
    rest.at = part.end;
    part.end = find(rest, '?');
    if (rest.at < part.end) {
        part.at = rest.at + 1; /* after the '/' */
        if (part.at < part.end &&
            decode(in, "database", part, &in->parts->database) != ROWAN_OK)
            return ROWAN_URL_INVALID;
    }
    if (part.end == rest.end)
        return ROWAN_OK;
    return read_options(in, (slice){part.end + 1, rest.end});
}

/* --- the object -------------------------------------------------------------
 */

/* How many items a separator may make, up to most. */
static size_t
count_items(const char *text, char separator, size_t most)
{
    size_t count = 1;

    for (; *text != '\0'; text++)
        count += *text == separator;
    return count < most ? count : most;
}

/* A record with room for all that text can hold; zeroed. */
static rowan_url *
url_new(reader *in, size_t text_size)
{
    size_t host_room = count_items(in->text, ',', MOST_HOSTS);
    size_t option_room = count_items(in->text, '&', MOST_OPTIONS);
    size_t size = sizeof(rowan_url) + host_room * sizeof(*in->hosts) +
                  option_room * sizeof(*in->options) + text_size + 1;
    rowan_url *url = rowan__calloc(1, size); /* small: LONGEST_URL bounds it */

    if (url == NULL)
        return NULL;
    url->size = size;
    in->parts = &url->parts;
    in->hosts = (rowan_host_port *)(url + 1);
    in->options = (rowan_url_option *)(in->hosts + host_room);
    in->decoded = (char *)(in->options + option_room);
    return url;
}

static rowan_status
add_redacted(rowan_url *url)
{
    size_t size = rowan__url_write(&url->parts, true, NULL, 0) + 1;

    url->redacted = rowan__alloc(size);
    if (url->redacted == NULL)
        return ROWAN_NO_MEMORY;
    (void)rowan__url_write(&url->parts, true, url->redacted, size);
    return ROWAN_OK;
}

static rowan_status
url_read(reader *in, rowan_url **ret_url)
{
    size_t size = strnlen(in->text, LONGEST_URL + 1);
    rowan_url *url = NULL;
    rowan_status status;

    if (size > LONGEST_URL)
        return rowan__error_set(
            in->err, ROWAN_URL_INVALID,
            "cannot %s the database URL: it is longer than %d bytes",
            in->building ? "build" : "read", LONGEST_URL);
    url = url_new(in, size);
    if (url == NULL)
        return rowan__error_no_memory(in->err);
    status = read_url(in, size);
    if (status != ROWAN_OK)
        goto out;
    if (url->parts.host_count > 0)
        url->parts.hosts = in->hosts;
    if (url->parts.option_count > 0)
        url->parts.options = in->options;
    status = add_redacted(url);
    if (status != ROWAN_OK) {
        (void)rowan__error_no_memory(in->err);
        goto out;
    }
    *ret_url = url;
    url = NULL;

out:
    rowan_url_free(url);
    return status;
}

rowan_status
rowan_url_parse(const char *text, rowan_url **ret_url, rowan_error *err)
{
    reader in = {.text = text, .err = err};

    if (text == NULL)
        return rowan__error_set(err, ROWAN_URL_INVALID,
                                "cannot read the database URL: it is NULL");
    return url_read(&in, ret_url);
}

static bool
is_name(const char *text)
{
    size_t size = text != NULL ? name_size(text) : 0;

    return size > 0 && text[size] == '\0';
}

/* What cannot be written so that it reads as the same parts. */
static rowan_status
check_parts(const reader *in, const rowan_url_parts *parts)
{
    if (!is_name(parts->dialect))
        return fail(in, "dialect", NULL, name_rule);
    if (parts->driver != NULL && !is_name(parts->driver))
        return fail(in, "driver", NULL, name_rule);
    if (parts->hosts == NULL && parts->host_count > 0)
        return fail(in, "list of hosts", NULL, "is NULL, but counts some");
    if (parts->options == NULL && parts->option_count > 0)
        return fail(in, "list of options", NULL, "is NULL, but counts some");
    for (size_t i = 0; i < parts->option_count; i++)
        if (parts->options[i].key == NULL)
            return fail(in, "option", NULL, "has no name");
    return ROWAN_OK;
}

rowan_status
rowan_url_build(const rowan_url_parts *parts, rowan_url **ret_url,
                rowan_error *err)
{
    reader in = {.building = true, .err = err};
    rowan_status status = check_parts(&in, parts);
    size_t size;
    char *text;

    if (status != ROWAN_OK)
        return status;
    /* Written and read again, so that both ways have the same rules. */
    size = rowan__url_write(parts, false, NULL, 0) + 1;
    text = rowan__alloc(size);
    if (text == NULL)
        return rowan__error_no_memory(err);
    (void)rowan__url_write(parts, false, text, size);
    in.text = text;
    status = url_read(&in, ret_url);
    explicit_bzero(text, size);
    rowan__free(text);
    return status;
}

const rowan_url_parts *
rowan_url_get(const rowan_url *url)
{
    return &url->parts;
}

const char *
rowan_url_option_get(const rowan_url *url, const char *key)
{
    for (size_t i = url->parts.option_count; i-- > 0;)
        if (strcmp(url->parts.options[i].key, key) == 0)
            return url->parts.options[i].value;
    return NULL;
}

const char *
rowan_url_redacted(const rowan_url *url)
{
    return url->redacted;
}

size_t
rowan_url_format(const rowan_url *url, char *buffer, size_t size_bytes)
{
    return rowan__url_write(&url->parts, false, buffer, size_bytes);
}

void
rowan_url_free(rowan_url *url)
{
    if (url == NULL)
        return;
    rowan__free(url->redacted);
    explicit_bzero(url, url->size);
    rowan__free(url);
}
