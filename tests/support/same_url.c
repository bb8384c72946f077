/* SPDX-License-Identifier: MIT */
#include "same_url.h"

#include <string.h>

static bool
same_text(const char *a, const char *b)
{
    return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

bool
same_url(const rowan_url_parts *a, const rowan_url_parts *b)
{
    bool same = same_text(a->dialect, b->dialect) &&
                same_text(a->driver, b->driver) &&
                same_text(a->user, b->user) &&
                same_text(a->password, b->password) &&
                same_text(a->database, b->database) &&
                a->host_count == b->host_count &&
                a->option_count == b->option_count;

    for (size_t i = 0; same && i < a->host_count; i++)
        same = same_text(a->hosts[i].host, b->hosts[i].host) &&
               a->hosts[i].port == b->hosts[i].port;
    for (size_t i = 0; same && i < a->option_count; i++)
        same = same_text(a->options[i].key, b->options[i].key) &&
               same_text(a->options[i].value, b->options[i].value);
    return same;
}
