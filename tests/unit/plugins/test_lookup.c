/* SPDX-License-Identifier: MIT */
/* Hosts' names that nobody answers for. The system's getaddrinfo() is this
 * program's: it hangs for one name, until it is let go, and knows another one
 * and what ends in it, which are not local, as the loopback address. */
#include "plugins/rig.h"

#include <dlfcn.h>
#include <netdb.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define HANGS "hangs.invalid"
#define ELSEWHERE "elsewhere.invalid"

typedef int get_address(const char *node, const char *service,
                        const struct addrinfo *hints, struct addrinfo **ret);

static atomic_bool is_answering;
static atomic_int hanging;

__attribute__((visibility("default"))) int
getaddrinfo(const char *node, const char *service,
            const struct addrinfo *hints, struct addrinfo **ret)
{
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    get_address *real;

    memcpy(&real, &symbol, sizeof real);
    if (node && strstr(node, ELSEWHERE))
        node = "127.0.0.1";
    if (!node || strcmp(node, HANGS) != 0)
        return real(node, service, hints, ret);
    atomic_fetch_add(&hanging, 1);
    while (!atomic_load(&is_answering))
        usleep(1000);
    atomic_fetch_sub(&hanging, 1);
    return EAI_NONAME;
}

/* Lets all that hang go on, and to their end. */
static void
answer(void)
{
    atomic_store(&is_answering, true);
    while (atomic_load(&hanging))
        usleep(1000);
    usleep(100000);
    atomic_store(&is_answering, false);
}

static rowan_status
try_host(const char *host, uint32_t timeout_ms, rowan_error *err)
{
    const rig_way way = {.host = host, .timeout_ms = timeout_ms};
    rowan_driver_connection *connection;
    rowan_status status = rig_connect(&way, &connection, err);

    if (!status)
        rig_close(connection);
    return status;
}

static void
test_lookup__that_hangs_ends_with_the_deadline(void)
{
    NEED_SERVER();
    int64_t begun_us = rig_now_us();
    rowan_error err = {0};

    CHECK_INT(try_host(HANGS, 200, &err), ROWAN_TIMEOUT);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    CHECK_HAS(err.message, HANGS);
    CHECK(rig_now_us() - begun_us < 10000000);
    CHECK_INT(atomic_load(&hanging), 1);
    /* Others are found meanwhile. */
    err = (rowan_error){0};
    RIG_OK(try_host("localhost", 20000, &err), err);
    answer();
}

static void
test_lookup__that_fails_says_so(void)
{
    NEED_SERVER();
    rowan_error err = {0};

    atomic_store(&is_answering, true);
    CHECK_INT(try_host(HANGS, 20000, &err), ROWAN_CONNECT_FAILED);
    CHECK_HAS(err.message, HANGS);
    atomic_store(&is_answering, false);
}

/* What hangs is left behind, but not without end. */
static void
test_lookup__is_refused_where_too_many_hang(void)
{
    NEED_SERVER();
    rowan_status status = ROWAN_TIMEOUT;
    rowan_error err = {0};
    int tried = 0;

    for (; status == ROWAN_TIMEOUT && tried < 200; tried++) {
        err = (rowan_error){0};
        status = try_host(HANGS, 5, &err);
    }
    CHECK_INT(status, ROWAN_LIMIT);
    CHECK_HAS(err.message, "look-ups");
    CHECK(tried > 10);
    answer();
    err = (rowan_error){0};
    RIG_OK(try_host("localhost", 20000, &err), err);
}

HARNESS_SUITE(lookup,
    HARNESS_TEST(test_lookup__that_hangs_ends_with_the_deadline),
    HARNESS_TEST(test_lookup__that_fails_says_so),
    HARNESS_TEST(test_lookup__is_refused_where_too_many_hang))
