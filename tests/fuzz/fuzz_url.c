/* SPDX-License-Identifier: MIT */
/*
 * Whatever can be read is written so that it reads as the same; whatever can
 * be built reads as what it was built of. Bytes that begin with NUL are parts
 * to build of, with a NUL after each; others are the text of a URL.
 */
#include "fuzz.h"
#include "same_url.h"

#include <rowan/url.h>
#include <string.h>

static char *
format(const rowan_url *url)
{
    size_t size = rowan_url_format(url, NULL, 0);
    char *text = malloc(size + 1);

    FUZZ_PROPERTY(text != NULL);
    FUZZ_PROPERTY(rowan_url_format(url, text, size + 1) == size);
    FUZZ_PROPERTY(strlen(text) == size);
    return text;
}

static void
check_url(const rowan_url *url)
{
    char *text = format(url);
    rowan_url *read = NULL;
    rowan_url *built = NULL;
    rowan_status status = rowan_url_parse(text, &read, NULL);
    char *again;

    /* Only growth by encoding may make a URL too long to be read again. */
    if (status != ROWAN_OK) {
        FUZZ_PROPERTY(strlen(text) > 8192);
        free(text);
        return;
    }
    FUZZ_PROPERTY(same_url(rowan_url_get(read), rowan_url_get(url)));
    again = format(read);
    FUZZ_PROPERTY(strcmp(again, text) == 0);
    FUZZ_PROPERTY(strcmp(rowan_url_redacted(read), rowan_url_redacted(url)) ==
                  0);
    FUZZ_PROPERTY(rowan_url_build(rowan_url_get(url), &built, NULL) ==
                  ROWAN_OK);
    FUZZ_PROPERTY(same_url(rowan_url_get(built), rowan_url_get(url)));
    rowan_url_free(read);
    rowan_url_free(built);
    free(text);
    free(again);
}

static void
check_error(const rowan_error *err)
{
    FUZZ_PROPERTY(err->status == ROWAN_URL_INVALID);
    FUZZ_PROPERTY(err->message[0] != '\0');
}

static void
fuzz_text(const char *text)
{
    rowan_error err = {0};
    rowan_url *url = NULL;

    if (rowan_url_parse(text, &url, &err) == ROWAN_OK)
        check_url(url);
    else
        check_error(&err);
    rowan_url_free(url);
}

/* The text at *at, which goes on to the next; NULL where there is none. */
static const char *
next_part(const char **at, const char *end)
{
    const char *part = *at;

    if (part >= end)
        return NULL;
    *at += strlen(part) + 1;
    return *part != '\0' ? part : NULL;
}

static void
fuzz_parts(const char *at, const char *end)
{
    rowan_error err = {0};
    rowan_url *url = NULL;
    rowan_host_port host = {.port = (uint16_t)(end - at)};
    rowan_url_option option;
    rowan_url_parts parts = {
        .dialect = next_part(&at, end),
        .hosts = &host,
        .host_count = 1,
        .options = &option,
    };

    parts.driver = next_part(&at, end);
    parts.user = next_part(&at, end);
    parts.password = next_part(&at, end);
    parts.database = next_part(&at, end);
    host.host = next_part(&at, end);
    if (host.host == NULL)
        host.host = "";
    option.key = next_part(&at, end);
    option.value = next_part(&at, end);
    if (option.value == NULL)
        option.value = "";
    parts.option_count = option.key != NULL;
    if (host.host[0] == '\0' && host.port == 0)
        parts.host_count = 0;

    if (rowan_url_build(&parts, &url, &err) != ROWAN_OK) {
        check_error(&err);
        return;
    }
    FUZZ_PROPERTY(same_url(rowan_url_get(url), &parts));
    check_url(url);
    rowan_url_free(url);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    FUZZ_PROPERTY(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    if (size > 0 && text[0] == '\0')
        fuzz_parts(text + 1, text + size);
    else
        fuzz_text(text);
    free(text);
    return 0;
}
