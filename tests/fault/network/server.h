/* SPDX-License-Identifier: MIT */
/*
 * Database servers of the test program's own: started by the scripts of
 * tests/support at first use, killed and brought back as a test wishes, stopped
 * and removed at exit.
 */
#ifndef ROWAN_TESTS_SERVER_H
#define ROWAN_TESTS_SERVER_H

#include "framing.h"

#include <rowan.h>
#include <sys/types.h>

typedef struct server {
    const char *name;    /* "postgresql" */
    const char *durable; /* arguments that make an answered commit last */
    const char *no_tls;  /* the URL option that allows a connection in clear */
    const char *tls;     /* and those that verify by an authority, a file */
    framing_protocol protocol;

    char url[256]; /* empty while it does not run */
    uint16_t port;
    pid_t process;
    char missing[256]; /* why it cannot be used; else empty */
} server;

/* The servers, ended by a NULL name. Not started. */
extern server servers[];

/* By name, running; NULL with *ret_why if this machine or this build lacks
 * something. */
server *server_get(const char *name, const char **ret_why);

/* Lets it speak TLS with a certificate for 127.0.0.1, or stop to, for
 * connections made from now on; ca.pem in ret_folder is the authority. False
 * with *ret_why if this machine cannot. */
bool server_tls(server *s, rowan_engine *engine, bool is_on,
                char *ret_folder, size_t size, const char **ret_why);

/* Its URL with another host and port, and options "a=b&c=d" or "". */
void server_url(const server *s, const char *host, uint16_t port,
                const char *options, char *ret_url, size_t size);

/* Kills it with all its children, as a power cut would. */
void server_kill(server *s);
/* Brings it back on the same port with the same data; durable from now on. */
bool server_restart(server *s);
/* Waits until the engine reaches it. */
bool server_wait(server *s, rowan_engine *engine);

#endif
