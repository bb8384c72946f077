/* SPDX-License-Identifier: MIT */
/* Whether two URLs have the same parts. */
#ifndef ROWAN_TESTS_SAME_URL_H
#define ROWAN_TESTS_SAME_URL_H

#include <rowan/url.h>

bool same_url(const rowan_url_parts *a, const rowan_url_parts *b);

#endif
