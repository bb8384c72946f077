/* SPDX-License-Identifier: MIT */
/* The proxy does what its plans say, between two sockets of the test's own. */
#include "harness.h"
#include "proxy.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct rig {
    proxy *proxy;
    int listener, client, server;
} rig;

/* So long a test waits for what must come; nothing is asserted about time. */
enum { PATIENCE_S = 20 };

static struct sockaddr_in
address_of(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

static void
be_patient(int fd)
{
    struct timeval patience = {.tv_sec = PATIENCE_S};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

/* A connection through the proxy; the rig's server is its other end. */
static void
rig_connect(rig *r)
{
    struct sockaddr_in address = address_of(proxy_port(r->proxy));

    r->client = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(connect(r->client, (struct sockaddr *)&address, sizeof address) ==
            0);
    r->server = accept(r->listener, NULL, NULL);
    REQUIRE(r->server >= 0);
    be_patient(r->client);
    be_patient(r->server);
}

static void
rig_hang_up(rig *r)
{
    close(r->client);
    close(r->server);
}

static void
rig_open(rig *r, framing_protocol protocol, const proxy_plan *plan)
{
    struct sockaddr_in address = address_of(0);
    socklen_t size = sizeof address;

    r->listener = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(bind(r->listener, (struct sockaddr *)&address, size) == 0);
    REQUIRE(listen(r->listener, 8) == 0);
    REQUIRE(getsockname(r->listener, (struct sockaddr *)&address, &size) == 0);
    r->proxy = proxy_open(ntohs(address.sin_port), protocol);
    REQUIRE(r->proxy != NULL);
    proxy_plan_new(r->proxy, plan);
    rig_connect(r);
}

static void
rig_close(rig *r)
{
    rig_hang_up(r);
    proxy_close(r->proxy);
    close(r->listener);
}

/* Sends a text into one socket and expects a beginning of it at another. */
static void
check_passes(int from, int to, const char *text, size_t expected)
{
    char got[256];
    size_t size = 0;

    CHECK_INT(send(from, text, strlen(text), MSG_NOSIGNAL), strlen(text));
    while (size < expected) {
        ssize_t more = recv(to, got + size, sizeof got - size, 0);

        if (more <= 0)
            break;
        size += (size_t)more;
    }
    CHECK_INT(size, expected);
    CHECK(memcmp(got, text, size) == 0);
}

/* What recv() says at the end: 0, or the errno. */
static int
end_seen(int fd)
{
    char byte;
    ssize_t size = recv(fd, &byte, 1, 0);

    return size < 0 ? errno : size == 0 ? 0 : -1;
}

static void
wait_for_end(proxy *p)
{
    for (int i = 0; i < PATIENCE_S * 1000 && proxy_ended(p) == 0; i++)
        usleep(1000);
}

static void
test_proxy__passes_and_counts_both_sides(void)
{
    proxy_plan plan = {.end = PROXY_GO_ON};
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    check_passes(r.client, r.server, "question", 8);
    check_passes(r.server, r.client, "answer", 6);
    CHECK_INT(proxy_counted(r.proxy).bytes[FRAMING_TO_SERVER], 8);
    CHECK_INT(proxy_counted(r.proxy).bytes[FRAMING_TO_CLIENT], 6);
    CHECK_INT(proxy_accepted(r.proxy), 1);
    rig_hang_up(&r);
    CHECK(proxy_wait_idle(r.proxy, PATIENCE_S * 1000));
    rig_connect(&r);
    rig_close(&r);
}

static void
test_proxy__passes_the_end_of_one_side_alone(void)
{
    proxy_plan plan = {.end = PROXY_GO_ON};
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    shutdown(r.client, SHUT_WR);
    CHECK_INT(end_seen(r.server), 0);
    check_passes(r.server, r.client, "a late answer", 13);
    rig_close(&r);
}

static void
test_proxy__cuts_after_a_number_of_bytes(void)
{
    for (uint64_t after = 0; after < 8; after++) {
        proxy_plan plan = {.end = PROXY_CLOSE, .after_bytes = after};
        rig r;

        rig_open(&r, FRAMING_NONE, &plan);
        check_passes(r.client, r.server, "question", after);
        CHECK_INT(end_seen(r.server), 0);
        CHECK_INT(end_seen(r.client), 0);
        CHECK_INT(proxy_ended(r.proxy), 1);
        rig_close(&r);
    }
}

static void
test_proxy__cuts_the_side_that_is_named(void)
{
    proxy_plan plan = {.end = PROXY_CLOSE, .side = FRAMING_TO_CLIENT,
                       .after_bytes = 3};
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    check_passes(r.client, r.server, "question", 8);
    check_passes(r.server, r.client, "answer", 3);
    CHECK_INT(end_seen(r.client), 0);
    rig_close(&r);
}

static void
test_proxy__cuts_after_a_number_of_messages(void)
{
    static const char two[] = "\0\0\0\x08\0\3\0\0" "S\0\0\0\4";
    char got[32];
    rig r;

    for (uint64_t after = 0; after < 2; after++) {
        proxy_plan plan = {.end = PROXY_CLOSE, .after_messages = after};

        rig_open(&r, FRAMING_POSTGRESQL, &plan);
        send(r.client, two, sizeof two - 1, MSG_NOSIGNAL);
        CHECK_INT(recv(r.server, got, sizeof got, MSG_WAITALL), 8 * after);
        CHECK_INT(proxy_counted(r.proxy).messages[FRAMING_TO_SERVER], after);
        rig_close(&r);
    }
}

static void
test_proxy__resets_both_sides(void)
{
    proxy_plan plan = {.end = PROXY_RESET, .after_bytes = 2};
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    check_passes(r.client, r.server, "ab", 2);
    send(r.client, "c", 1, MSG_NOSIGNAL);
    CHECK_INT(end_seen(r.client), ECONNRESET);
    CHECK_INT(end_seen(r.server), ECONNRESET);
    rig_close(&r);
}

static void
test_proxy__stalls_with_both_sides_open(void)
{
    proxy_plan plan = {.end = PROXY_STALL, .after_bytes = 2};
    proxy_plan go_on = {.end = PROXY_GO_ON};
    char byte;
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    check_passes(r.client, r.server, "abc", 2);
    wait_for_end(r.proxy);
    CHECK_INT(recv(r.server, &byte, 1, MSG_DONTWAIT), -1);
    CHECK_INT(errno, EAGAIN);
    CHECK_INT(recv(r.client, &byte, 1, MSG_DONTWAIT), -1);
    CHECK_INT(errno, EAGAIN);
    proxy_plan_open(r.proxy, &go_on);
    CHECK_INT(recv(r.server, &byte, 1, 0), 1);
    CHECK_INT(byte, 'c');
    check_passes(r.client, r.server, "de", 2);
    rig_close(&r);
}

static void
test_proxy__forgets_a_stalled_connection_that_its_client_leaves(void)
{
    proxy_plan plan = {.end = PROXY_STALL};
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    send(r.client, "a", 1, MSG_NOSIGNAL);
    wait_for_end(r.proxy);
    close(r.client);
    CHECK(proxy_wait_idle(r.proxy, PATIENCE_S * 1000));
    r.client = -1;
    rig_close(&r);
}

static void
test_proxy__slices_without_losing_a_byte(void)
{
    proxy_plan plan = {.slice = true};
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    check_passes(r.client, r.server, "every byte comes on its own", 27);
    check_passes(r.server, r.client, "and none is lost", 16);
    rig_close(&r);
}

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
test_proxy__delays_at_least_as_long_as_planned(void)
{
    proxy_plan late = {.latency_ms = 20};
    proxy_plan slow = {.bytes_per_second = 500};
    int64_t began;
    rig r;

    rig_open(&r, FRAMING_NONE, &late);
    began = now_ms();
    check_passes(r.client, r.server, "question", 8);
    check_passes(r.server, r.client, "answer", 6);
    CHECK(now_ms() - began >= 40);
    proxy_plan_open(r.proxy, &slow);
    began = now_ms();
    check_passes(r.client, r.server, "twenty-two bytes, sent", 22);
    CHECK(now_ms() - began >= 20);
    rig_close(&r);
}

static void
test_proxy__has_a_plan_for_the_next_connection_only(void)
{
    proxy_plan none = {.end = PROXY_GO_ON};
    proxy_plan cut = {.end = PROXY_CLOSE, .after_bytes = 1};
    rig r;

    rig_open(&r, FRAMING_NONE, &none);
    rig_hang_up(&r);
    proxy_plan_next(r.proxy, &cut);
    rig_connect(&r);
    check_passes(r.client, r.server, "abc", 1);
    rig_hang_up(&r);
    rig_connect(&r);
    check_passes(r.client, r.server, "abc", 3);
    rig_close(&r);
}

static void
test_proxy__resets_a_client_when_there_is_no_server(void)
{
    proxy_plan plan = {.end = PROXY_GO_ON};
    struct sockaddr_in address;
    int seen;
    rig r;

    rig_open(&r, FRAMING_NONE, &plan);
    rig_hang_up(&r);
    close(r.listener);
    address = address_of(proxy_port(r.proxy));
    r.server = r.listener = -1;
    r.client = socket(AF_INET, SOCK_STREAM, 0);
    be_patient(r.client);
    CHECK(connect(r.client, (struct sockaddr *)&address, sizeof address) == 0);
    seen = end_seen(r.client);
    CHECK(seen == 0 || seen == ECONNRESET);
    rig_close(&r);
}

HARNESS_SUITE(proxy,
    HARNESS_TEST(test_proxy__passes_and_counts_both_sides),
    HARNESS_TEST(test_proxy__passes_the_end_of_one_side_alone),
    HARNESS_TEST(test_proxy__cuts_after_a_number_of_bytes),
    HARNESS_TEST(test_proxy__cuts_the_side_that_is_named),
    HARNESS_TEST(test_proxy__cuts_after_a_number_of_messages),
    HARNESS_TEST(test_proxy__resets_both_sides),
    HARNESS_TEST(test_proxy__stalls_with_both_sides_open),
    HARNESS_TEST(
        test_proxy__forgets_a_stalled_connection_that_its_client_leaves),
    HARNESS_TEST(test_proxy__slices_without_losing_a_byte),
    HARNESS_TEST(test_proxy__delays_at_least_as_long_as_planned),
    HARNESS_TEST(test_proxy__has_a_plan_for_the_next_connection_only),
    HARNESS_TEST(test_proxy__resets_a_client_when_there_is_no_server))
