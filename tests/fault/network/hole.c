/* SPDX-License-Identifier: MIT */
#include "hole.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENT_HOST "10.77.0.1"
#define NOBODY "02:00:00:00:00:99"

static bool ip(const char *format, ...) __attribute__((format(printf, 1, 2)));

static bool
ip(const char *format, ...)
{
    char command[256] = "ip ";
    size_t size = strlen(command);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(command + size, sizeof command - size, format, arguments);
    va_end(arguments);
    size = strlen(command);
    snprintf(command + size, sizeof command - size, " >/dev/null 2>&1");
    return system(command) == 0;
}

static int
open_namespace(const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "/run/netns/%s", name);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static bool
lay_cable(const hole *h)
{
    return ip("-n %s link add cable type veth peer name cable netns %s",
              h->client, h->server) &&
           ip("-n %s addr add " CLIENT_HOST "/24 dev cable", h->client) &&
           ip("-n %s addr add " HOLE_SERVER_HOST "/24 dev cable",
              h->server) &&
           ip("-n %s link set cable up", h->client) &&
           ip("-n %s link set cable up", h->server);
}

bool
hole_open(hole *h, const char **ret_why)
{
    *h = (hole){.home = -1, .client_side = -1, .server_side = -1};
    snprintf(h->client, sizeof h->client, "rowan-c%d", (int)getpid());
    snprintf(h->server, sizeof h->server, "rowan-s%d", (int)getpid());
    if (!ip("-V")) {
        *ret_why = "the command ip is missing (Debian: iproute2)";
        return false;
    }
    if (ip("netns add %s", h->client) && ip("netns add %s", h->server) &&
        lay_cable(h)) {
        h->home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
        h->client_side = open_namespace(h->client);
        h->server_side = open_namespace(h->server);
    }
    if (h->home >= 0 && h->client_side >= 0 && h->server_side >= 0)
        return true;
    hole_close(h);
    *ret_why = "no network namespaces may be made here";
    return false;
}

void
hole_close(hole *h)
{
    close(h->home);
    close(h->client_side);
    close(h->server_side);
    (void)ip("netns del %s", h->client);
    (void)ip("netns del %s", h->server);
}

static void
go_to(int side)
{
    if (setns(side, CLONE_NEWNET) != 0)
        perror("setns");
}

int
hole_listener(const hole *h)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd;

    (void)inet_pton(AF_INET, HOLE_SERVER_HOST, &address.sin_addr);
    go_to(h->server_side);
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    go_to(h->home);
    if (fd >= 0 &&
        (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
         listen(fd, 64) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

void
hole_enter(const hole *h)
{
    go_to(h->client_side);
}

void
hole_leave(const hole *h)
{
    go_to(h->home);
}

void
hole_dig(const hole *h)
{
    (void)ip("-n %s neigh replace " HOLE_SERVER_HOST " lladdr " NOBODY
             " nud permanent dev cable", h->client);
    (void)ip("-n %s neigh replace " CLIENT_HOST " lladdr " NOBODY
             " nud permanent dev cable", h->server);
}

void
hole_fill(const hole *h)
{
    (void)ip("-n %s neigh del " HOLE_SERVER_HOST " dev cable", h->client);
    (void)ip("-n %s neigh del " CLIENT_HOST " dev cable", h->server);
}
