/* SPDX-License-Identifier: MIT */
/* A TCP proxy in a thread, before the server of a URL, that can cut and stop
 * what goes through it: what networks do, on any server. */
#ifndef ROWAN_CONFORMANCE_PROXY_H
#define ROWAN_CONFORMANCE_PROXY_H

#include "conformance.h"

typedef struct proxy proxy;

/* A proxy before the one host of a URL, and the URL that leads through it,
 * which is the proxy's. NULL if there can be none. */
proxy *proxy_open(const char *url, const char **ret_url);
void proxy_close(proxy *p);

/* Cuts every connection there is. */
void proxy_cut(proxy *p);
/* Nothing goes through any more, and nobody is told; or it does again. */
void proxy_stall(proxy *p, bool stalled);
/* New connections are refused, or taken again. */
void proxy_refuse(proxy *p, bool refused);

#endif
