/* SPDX-License-Identifier: MIT */
/*
 * A network of two hosts that can be made to swallow every packet: two network
 * namespaces with a cable between them. The hole is a wrong hardware address in
 * both hosts' tables of neighbours, so that what is sent arrives nowhere, and
 * nobody is told.
 */
#ifndef ROWAN_TESTS_HOLE_H
#define ROWAN_TESTS_HOLE_H

#include <stdbool.h>
#include <stddef.h>

#define HOLE_SERVER_HOST "10.77.0.2"

typedef struct hole {
    char client[32], server[32]; /* names of the namespaces */
    int home, client_side, server_side;
} hole;

/* False where the kernel, the rights or the command ip are missing; *ret_why
 * names it. */
bool hole_open(hole *h, const char **ret_why);
void hole_close(hole *h);

/* A socket that listens on the server's host, or -1. */
int hole_listener(const hole *h);

/* Moves the calling thread to the client's host, and home. What it opens there
 * stays there. */
void hole_enter(const hole *h);
void hole_leave(const hole *h);

/* Swallows all packets, or none. */
void hole_dig(const hole *h);
void hole_fill(const hole *h);

#endif
