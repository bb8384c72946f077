/* SPDX-License-Identifier: MIT */
/* A server that is none: what it asks for, it does not get. */
#include "plugins/rig.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CANARY "kanarienvogel"

typedef struct rogue {
    int listener;
    const char *asks_for; /* a way to log in */
    char heard[4096];     /* all that the client sent */
    size_t heard_size;
} rogue;

/* Sends a packet of the protocol: size, number, payload. */
static void
send_packet(int fd, unsigned char number, const void *payload, size_t size)
{
    unsigned char head[4] = {(unsigned char)size, (unsigned char)(size >> 8), 0,
                             number};

    (void)!write(fd, head, sizeof head);
    (void)!write(fd, payload, size);
}

static void
hear(rogue *r, int fd)
{
    ssize_t got = read(fd, r->heard + r->heard_size,
                       sizeof r->heard - r->heard_size);

    if (got > 0)
        r->heard_size += (size_t)got;
}

/* Greets as MariaDB does, then asks for another way to log in. */
static void *
serve(void *context)
{
    static const char greeting[] =
        "\x0a" "10.11.6-MariaDB\0"
        "\x01\0\0\0" "abcdefgh\0"   /* thread, first part of the salt */
        "\x09\xa2\x2d\x02\0"        /* abilities, character set, status */
        "\x08\0\x15"                /* more abilities, size of the salt */
        "\0\0\0\0\0\0\0\0\0\0"
        "ijklmnopqrst\0"
        "mysql_native_password";
    rogue *r = context;
    int fd = accept(r->listener, NULL, NULL);
    char wish[64] = "\xfe";
    size_t size = 1;

    if (fd < 0)
        return NULL;
    send_packet(fd, 0, greeting, sizeof greeting);
    hear(r, fd);
    size += (size_t)snprintf(wish + 1, sizeof wish - 1, "%s", r->asks_for) + 1;
    memcpy(wish + size, "Password: ", 11);
    send_packet(fd, 2, wish, size + 11);
    hear(r, fd);
    close(fd);
    return NULL;
}

static void
check_rogue(const char *asks_for, const char *tls)
{
    rogue r = {.asks_for = asks_for};
    rig_way way = {.password = CANARY, .timeout_ms = 5000, .options = {tls}};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};
    pthread_t thread;

    r.listener = rig_silent(&way.port);
    REQUIRE(pthread_create(&thread, NULL, serve, &r) == 0);
    if (!CHECK(rig_connect(&way, &connection, &err) != ROWAN_OK))
        rig_close(connection);
    shutdown(r.listener, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(r.listener);
    CHECK(r.heard_size > 0); /* it came as far as to log in */
    if (memmem(r.heard, r.heard_size, CANARY, strlen(CANARY)))
        FAIL("%s: the password is sent", asks_for);
    CHECK(strstr(err.message, CANARY) == NULL);
}

static void
test_rogue__server_does_not_get_the_password(void)
{
    static const char *const ways[] = {"mysql_clear_password", "dialog",
                                       "mysql_old_password", "sha256_password",
                                       "caching_sha2_password", "../nothing"};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        check_rogue(ways[i], NULL);
        check_rogue(ways[i], "tls=off");
    }
}

HARNESS_SUITE(mysql_rogue,
    HARNESS_TEST(test_rogue__server_does_not_get_the_password))
