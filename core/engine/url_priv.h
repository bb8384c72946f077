/* SPDX-License-Identifier: MIT */
/* What reading and writing of URLs share. */
#ifndef ROWAN_ENGINE_URL_PRIV_H
#define ROWAN_ENGINE_URL_PRIV_H

#include <rowan/url.h>

/* Writes parts with a final NUL, cut if too long; returns the whole length. */
size_t rowan__url_write(const rowan_url_parts *parts, bool hide_secrets,
                        char *buffer, size_t size);

/* An address as inet_pton() knows it, with a zone after '%' or without. */
bool rowan__url_is_ipv6(const char *host);

#endif
