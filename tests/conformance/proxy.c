/* SPDX-License-Identifier: MIT */
#include "proxy.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAIRS = 32 };

struct proxy {
    pthread_t thread;
    pthread_mutex_t mutex; /* of what follows */
    int listener;
    int wake[2]; /* a byte makes the thread look again */
    int pairs[PAIRS][2]; /* client and server; -1: free */
    bool stalled, refused, over;
    struct addrinfo *server;
    char url[2048];
};

static void
close_pair(proxy *p, size_t i)
{
    for (int side = 0; side < 2; side++) {
        close(p->pairs[i][side]);
        p->pairs[i][side] = -1;
    }
}

/* A connection of a client's, and one to the server for it. */
static void
accept_one(proxy *p)
{
    int client = accept(p->listener, NULL, NULL);
    int server = -1;
    size_t i = 0;

    if (client < 0)
        return;
    while (i < PAIRS && p->pairs[i][0] >= 0)
        i++;
    if (i < PAIRS && !p->refused)
        server = socket(p->server->ai_family, SOCK_STREAM, 0);
    if (server < 0 || connect(server, p->server->ai_addr,
                              p->server->ai_addrlen) != 0) {
        close(server);
        close(client);
        return;
    }
    p->pairs[i][0] = client;
    p->pairs[i][1] = server;
}

/* Hands on what has come; false at the end of the connection. */
static bool
hand_on(int from, int to)
{
    char buffer[65536];
    ssize_t size = recv(from, buffer, sizeof(buffer), 0);

    for (ssize_t sent = 0; sent < size;) {
        ssize_t now = send(to, buffer + sent, (size_t)(size - sent),
                           MSG_NOSIGNAL);

        if (now <= 0)
            return false;
        sent += now;
    }
    return size > 0;
}

static void
serve(proxy *p, struct pollfd *set, size_t count, const size_t *pair_of)
{
    if ((set[0].revents & POLLIN) != 0) {
        char bytes[64];

        (void)!read(p->wake[0], bytes, sizeof(bytes));
    }
    for (size_t i = 2; i < count; i++) {
        size_t pair = pair_of[i];
        int side = set[i].fd == p->pairs[pair][1];

        if (set[i].revents == 0 || p->stalled ||
            set[i].fd != p->pairs[pair][side])
            continue;
        if (!hand_on(p->pairs[pair][side], p->pairs[pair][!side]))
            close_pair(p, pair);
    }
    /* Last: what is new may have the numbers of what was cut meanwhile. */
    if ((set[1].revents & POLLIN) != 0)
        accept_one(p);
}

static void *
run(void *context)
{
    proxy *p = context;

    pthread_mutex_lock(&p->mutex);
    while (!p->over) {
        struct pollfd set[2 + 2 * PAIRS] = {
            {.fd = p->wake[0], .events = POLLIN},
            {.fd = p->listener, .events = POLLIN}};
        size_t pair_of[2 + 2 * PAIRS] = {0};
        size_t count = 2;

        for (size_t i = 0; i < PAIRS && !p->stalled; i++)
            for (int side = 0; side < 2 && p->pairs[i][0] >= 0; side++) {
                pair_of[count] = i;
                set[count++] = (struct pollfd){.fd = p->pairs[i][side],
                                               .events = POLLIN};
            }
        pthread_mutex_unlock(&p->mutex);
        (void)poll(set, (nfds_t)count, 1000);
        pthread_mutex_lock(&p->mutex);
        serve(p, set, count, pair_of);
    }
    for (size_t i = 0; i < PAIRS; i++)
        if (p->pairs[i][0] >= 0)
            close_pair(p, i);
    pthread_mutex_unlock(&p->mutex);
    return NULL;
}

static void
wake(proxy *p)
{
    (void)!write(p->wake[1], "x", 1);
}

void
proxy_cut(proxy *p)
{
    pthread_mutex_lock(&p->mutex);
    for (size_t i = 0; i < PAIRS; i++)
        if (p->pairs[i][0] >= 0)
            close_pair(p, i);
    pthread_mutex_unlock(&p->mutex);
    wake(p);
}

void
proxy_stall(proxy *p, bool stalled)
{
    pthread_mutex_lock(&p->mutex);
    p->stalled = stalled;
    pthread_mutex_unlock(&p->mutex);
    wake(p);
}

void
proxy_refuse(proxy *p, bool refused)
{
    pthread_mutex_lock(&p->mutex);
    p->refused = refused;
    pthread_mutex_unlock(&p->mutex);
    wake(p);
}

/* Listens on a free port of the loopback address; 0 if it cannot. */
static uint16_t
listen_on(proxy *p)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (p->listener < 0 ||
        bind(p->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(p->listener, 16) != 0 ||
        getsockname(p->listener, (struct sockaddr *)&address, &size) != 0)
        return 0;
    return ntohs(address.sin_port);
}

/* The URL with another host. */
static bool
rewrite(proxy *p, const char *url, uint16_t port)
{
    const rowan_host_port host = {"127.0.0.1", port};
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    rowan_url *parsed = NULL, *changed = NULL;
    rowan_url_parts parts;
    char service[8];
    bool is_done = false;

    if (rowan_url_parse(url, &parsed, NULL) != ROWAN_OK)
        return false;
    parts = *rowan_url_get(parsed);
    snprintf(service, sizeof(service), "%u", (unsigned)parts.hosts[0].port);
    if (getaddrinfo(parts.hosts[0].host, service, &hints, &p->server) == 0) {
        parts.hosts = &host;
        is_done = rowan_url_build(&parts, &changed, NULL) == ROWAN_OK &&
                  rowan_url_format(changed, p->url, sizeof(p->url)) <
                      sizeof(p->url);
    }
    rowan_url_free(changed);
    rowan_url_free(parsed);
    return is_done;
}

proxy *
proxy_open(const char *url, const char **ret_url)
{
    proxy *p = calloc(1, sizeof(*p));
    uint16_t port;

    if (p == NULL)
        return NULL;
    memset(p->pairs, -1, sizeof(p->pairs));
    pthread_mutex_init(&p->mutex, NULL);
    port = listen_on(p);
    if (port == 0 || pipe(p->wake) != 0 || !rewrite(p, url, port) ||
        pthread_create(&p->thread, NULL, run, p) != 0) {
        if (p->server != NULL)
            freeaddrinfo(p->server);
        free(p);
        return NULL;
    }
    *ret_url = p->url;
    return p;
}

void
proxy_close(proxy *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->mutex);
    p->over = true;
    pthread_mutex_unlock(&p->mutex);
    wake(p);
    pthread_join(p->thread, NULL);
    close(p->listener);
    close(p->wake[0]);
    close(p->wake[1]);
    freeaddrinfo(p->server);
    pthread_mutex_destroy(&p->mutex);
    free(p);
}
