/* SPDX-License-Identifier: MIT */
/*
 * A TCP proxy in a thread of the test program, before a server on the loopback
 * address, that does to connections what networks do: delay, cut, reset, stop,
 * slice. It counts bytes and messages, so that a conversation can be run once
 * and then cut at every place of it.
 */
#ifndef ROWAN_TESTS_PROXY_H
#define ROWAN_TESTS_PROXY_H

#include "framing.h"

typedef struct proxy proxy;

typedef enum proxy_end {
    PROXY_GO_ON,
    PROXY_CLOSE, /* both sides see an orderly end */
    PROXY_RESET, /* both sides see a reset */
    PROXY_STALL  /* nothing more is forwarded; both sides stay open */
} proxy_end;

/* What happens to a connection. All zero lets everything through. */
typedef struct proxy_plan {
    /* How it ends, when so much has passed on a side since the plan was made:
     * at the next byte, after these bytes and messages. */
    proxy_end end;
    framing_side side;
    uint64_t after_bytes;
    uint64_t after_messages;

    uint32_t latency_ms;       /* each piece waits so long, on each side */
    uint32_t bytes_per_second; /* on each side; 0 is no limit */
    bool slice;                /* every byte is sent on its own */
} proxy_plan;

/* What has passed, by side. */
typedef struct proxy_count {
    uint64_t bytes[2];
    uint64_t messages[2];
    uint64_t trips; /* times that the client spoke first, or after the server */
} proxy_count;

/* A proxy before 127.0.0.1:port, or NULL with errno. */
proxy *proxy_open(uint16_t port, framing_protocol protocol);
/* The same, on a socket that listens already; it takes the socket. */
proxy *proxy_open_on(int listener, uint16_t port, framing_protocol protocol);
/* Cuts what is open, and frees. */
void proxy_close(proxy *p);

/* The port it listens on. */
uint16_t proxy_port(const proxy *p);

/* The plan of every connection made from now on. */
void proxy_plan_new(proxy *p, const proxy_plan *plan);
/* The same for the next one only; the ones after it have the plan above. */
void proxy_plan_next(proxy *p, const proxy_plan *plan);
/* A new plan for those that are open; what a stall held back goes on. */
void proxy_plan_open(proxy *p, const proxy_plan *plan);

/* The sum over all connections since the last proxy_count_reset(). */
proxy_count proxy_counted(proxy *p);
void proxy_count_reset(proxy *p);
/* Connections accepted, and ends that plans have made, so far. */
unsigned proxy_accepted(proxy *p);
unsigned proxy_ended(proxy *p);

/* Waits until no connection is open; false after timeout_ms. */
bool proxy_wait_idle(proxy *p, int timeout_ms);

#endif
