/* SPDX-License-Identifier: MIT */
/*
 * One thread polls all sockets. A relay is a connection with its two flows; a
 * flow holds at most one piece, so that what is not taken at one end is not
 * read at the other. The mutex is held but while polling.
 */
#include "proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 16 * 1024, RELAYS = 256, YIELDS = 24 };

typedef struct flow {
    char piece[PIECE];
    size_t size, passed, sent; /* passed: what the plan lets through of it */
    int64_t due_us; /* when it may be sent */
    bool ended;     /* nothing more comes */
    bool told;      /* and the other end knows */
} flow;

typedef struct relay {
    int sockets[2]; /* by side: where that side's flow goes to */
    flow flows[2];
    framing framing;
    proxy_plan plan;
    proxy_count passed; /* since the plan was made */
    bool is_reached;    /* the plan's end comes when all is sent */
    bool is_stalled;
    bool is_over;
} relay;

struct proxy {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t idle;
    int listener;
    int wake[2];
    uint16_t port, server_port;
    framing_protocol protocol;
    bool stopping;
    proxy_plan plan, next;
    bool has_next;
    proxy_count count;
    framing_side last; /* that something came for */
    unsigned accepted, ended;
    relay *relays[RELAYS];
    size_t relay_count;
};

static int64_t
now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- sockets -------------------------------------------------------------- */

static struct sockaddr_in
loopback(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

static void
prepare(int fd)
{
    int on = 1;

    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static int
connect_to(uint16_t port)
{
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 &&
        connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    if (fd >= 0)
        prepare(fd);
    return fd;
}

static int
listen_on_loopback(void)
{
    struct sockaddr_in address = loopback(0);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 &&
        (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
         listen(fd, 128) != 0)) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* An end that lingers for no time is a reset. */
static void
end_socket(int fd, bool is_reset)
{
    struct linger none = {.l_onoff = 1, .l_linger = 0};

    if (is_reset)
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    else
        (void)shutdown(fd, SHUT_RDWR);
    close(fd);
}

/* --- what a plan lets through --------------------------------------------- */

static bool
reaches_end(const relay *r, framing_side side)
{
    return r->plan.end != PROXY_GO_ON && r->plan.side == side &&
           r->passed.bytes[side] >= r->plan.after_bytes &&
           r->passed.messages[side] >= r->plan.after_messages;
}

/* The longest piece that does not go over the plan's number of bytes. */
static size_t
up_to_end(const relay *r, framing_side side, size_t size)
{
    uint64_t left;

    if (r->plan.end == PROXY_GO_ON || r->plan.side != side ||
        r->passed.bytes[side] >= r->plan.after_bytes)
        return size;
    left = r->plan.after_bytes - r->passed.bytes[side];
    return left < size ? (size_t)left : size;
}

static void
add(proxy_count *count, framing_side side, size_t bytes, bool message_ends)
{
    count->bytes[side] += bytes;
    count->messages[side] += message_ends;
}

/* Follows the messages of a piece, as far as it may pass. */
static void
admit(proxy *p, relay *r, framing_side side)
{
    flow *f = &r->flows[side];

    while (f->passed < f->size) {
        size_t taken;
        bool ends;

        r->is_reached = reaches_end(r, side);
        if (r->is_reached)
            break;
        taken = framing_take(&r->framing, side, f->piece + f->passed,
                             up_to_end(r, side, f->size - f->passed), &ends);
        add(&r->passed, side, taken, ends);
        add(&p->count, side, taken, ends);
        f->passed += taken;
    }
    f->due_us = now_us() + (int64_t)r->plan.latency_ms * 1000;
}

/* --- moving bytes --------------------------------------------------------- */

static void
take_piece(proxy *p, relay *r, framing_side side)
{
    flow *f = &r->flows[side];
    ssize_t size = recv(r->sockets[1 - side], f->piece, PIECE, 0);

    if (size > 0) {
        p->count.trips += side == FRAMING_TO_SERVER &&
                          (p->last != side || p->count.trips == 0);
        p->last = side;
        f->size = (size_t)size;
        f->passed = f->sent = 0;
        admit(p, r, side);
    } else if (size == 0) {
        f->ended = true;
    } else if (errno != EAGAIN && errno != EINTR) {
        end_socket(r->sockets[side], true);
        end_socket(r->sockets[1 - side], true);
        r->is_over = true;
    }
}

/* How much of a flow is sent at once. */
static size_t
portion(const relay *r, const flow *f)
{
    size_t left = f->passed - f->sent;
    size_t most = left;

    if (r->plan.bytes_per_second > 0)
        most = r->plan.bytes_per_second / 50 + 1;
    if (r->plan.slice)
        most = 1;
    return left < most ? left : most;
}

static void
send_piece(relay *r, framing_side side)
{
    flow *f = &r->flows[side];
    uint32_t rate = r->plan.bytes_per_second;

    while (f->sent < f->passed && f->due_us <= now_us()) {
        ssize_t size = send(r->sockets[side], f->piece + f->sent,
                            portion(r, f), MSG_NOSIGNAL);

        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size < 0) /* nobody takes it: the end is seen where it is read */
            size = (ssize_t)(f->passed - f->sent);
        f->sent += (size_t)size;
        if (rate > 0)
            f->due_us = now_us() + (int64_t)size * 1000000 / rate;
        /* Who reads finds one byte, as often as not, where headers are; for
         * all of a piece it would take a busy machine too long. */
        if (r->plan.slice && f->sent < YIELDS)
            sched_yield();
    }
}

static void
pass_end_on(relay *r, framing_side side)
{
    flow *f = &r->flows[side];

    if (!f->ended || f->told || f->sent < f->size)
        return;
    (void)shutdown(r->sockets[side], SHUT_WR);
    f->told = true;
}

static void
reach_end(proxy *p, relay *r)
{
    for (int side = 0; side < 2; side++)
        if (r->flows[side].sent < r->flows[side].passed)
            return;
    p->ended++;
    if (r->plan.end == PROXY_STALL) {
        r->is_stalled = true;
        return;
    }
    for (int side = 0; side < 2; side++)
        end_socket(r->sockets[side], r->plan.end == PROXY_RESET);
    r->is_over = true;
}

static void
close_relay(relay *r)
{
    end_socket(r->sockets[0], true);
    end_socket(r->sockets[1], true);
    r->is_over = true;
}

/* --- one turn ------------------------------------------------------------- */

static bool
wants_to_read(const relay *r, framing_side side)
{
    const flow *f = &r->flows[side];

    return !r->is_stalled && !r->is_reached && !f->ended && f->sent == f->size;
}

static bool
wants_to_write(const relay *r, framing_side side)
{
    const flow *f = &r->flows[side];

    return !r->is_stalled && f->sent < f->passed && f->due_us <= now_us();
}

static void
serve_relay(proxy *p, relay *r, const struct pollfd *polled)
{
    /* A stalled relay ends when its client goes. */
    if (r->is_stalled) {
        if (polled[FRAMING_TO_CLIENT].revents & (POLLRDHUP | POLLERR | POLLHUP))
            close_relay(r);
        return;
    }
    for (int side = 0; side < 2 && !r->is_over; side++) {
        if (wants_to_read(r, (framing_side)side) &&
            polled[1 - side].revents & (POLLIN | POLLERR | POLLHUP))
            take_piece(p, r, (framing_side)side);
    }
    for (int side = 0; side < 2 && !r->is_over; side++) {
        send_piece(r, (framing_side)side);
        pass_end_on(r, (framing_side)side);
    }
    if (r->is_over)
        return;
    if (r->is_reached)
        reach_end(p, r);
    else if (r->flows[0].told && r->flows[1].told)
        close_relay(r);
}

static void
accept_relay(proxy *p)
{
    int client = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
    int server = client >= 0 ? connect_to(p->server_port) : -1;
    relay *r = server >= 0 && p->relay_count < RELAYS ? calloc(1, sizeof *r)
                                                   : NULL;

    p->accepted += client >= 0;
    if (r == NULL) {
        if (server >= 0)
            end_socket(server, true);
        if (client >= 0)
            end_socket(client, true);
        return;
    }
    prepare(client);
    r->sockets[FRAMING_TO_SERVER] = server;
    r->sockets[FRAMING_TO_CLIENT] = client;
    r->framing.protocol = p->protocol;
    r->plan = p->has_next ? p->next : p->plan;
    p->has_next = false;
    p->relays[p->relay_count++] = r;
}

static void
drop_relays_that_are_over(proxy *p)
{
    size_t kept = 0;

    for (size_t i = 0; i < p->relay_count; i++) {
        if (p->relays[i]->is_over)
            free(p->relays[i]);
        else
            p->relays[kept++] = p->relays[i];
    }
    p->relay_count = kept;
    if (kept == 0)
        pthread_cond_broadcast(&p->idle);
}

/* What to wait for at the socket where a side's flow goes to. */
static short
events_of(const relay *r, framing_side side)
{
    short events = 0;

    if (r->is_stalled)
        return side == FRAMING_TO_CLIENT ? POLLRDHUP : 0;
    if (wants_to_read(r, (framing_side)(1 - side)))
        events |= POLLIN;
    if (wants_to_write(r, side))
        events |= POLLOUT;
    return events;
}

/* The sooner of a wait and until a flow's piece is due; -1 is no wait. */
static int64_t
sooner(int64_t wait_us, const flow *f)
{
    int64_t left_us = f->due_us - now_us();

    if (f->sent == f->passed || left_us <= 0)
        return wait_us;
    return wait_us < 0 || left_us < wait_us ? left_us : wait_us;
}

/* Fills in what to wait for; how long, in milliseconds, or -1. */
static int
list_sockets(const proxy *p, struct pollfd *polled)
{
    int64_t wait_us = -1;

    polled[0] = (struct pollfd){.fd = p->wake[0], .events = POLLIN};
    polled[1] = (struct pollfd){.fd = p->listener, .events = POLLIN};
    polled += 2;
    for (size_t i = 0; i < p->relay_count; i++) {
        const relay *r = p->relays[i];

        for (int side = 0; side < 2; side++, polled++) {
            short events = events_of(r, (framing_side)side);

            /* One that waits for nothing would tell of its end for ever. */
            *polled = (struct pollfd){
                .fd = events != 0 ? r->sockets[side] : -1, .events = events};
            if (!r->is_stalled)
                wait_us = sooner(wait_us, &r->flows[side]);
        }
    }
    return wait_us < 0 ? -1 : (int)(wait_us / 1000 + 1);
}

static void *
run(void *argument)
{
    proxy *p = argument;
    struct pollfd *polled = calloc(2 + 2 * RELAYS, sizeof *polled);
    char wakes[64];

    pthread_mutex_lock(&p->mutex);
    while (polled != NULL && !p->stopping) {
        size_t relay_count = p->relay_count;
        int wait_ms = list_sockets(p, polled);

        pthread_mutex_unlock(&p->mutex);
        (void)poll(polled, 2 + 2 * relay_count, wait_ms);
        pthread_mutex_lock(&p->mutex);
        if (polled[0].revents != 0)
            (void)!read(p->wake[0], wakes, sizeof wakes);
        for (size_t i = 0; i < relay_count; i++)
            serve_relay(p, p->relays[i], polled + 2 + 2 * i);
        drop_relays_that_are_over(p);
        if (polled[1].revents != 0)
            accept_relay(p);
    }
    for (size_t i = 0; i < p->relay_count; i++)
        close_relay(p->relays[i]);
    drop_relays_that_are_over(p);
    pthread_mutex_unlock(&p->mutex);
    free(polled);
    return NULL;
}

/* --- from the test's thread ----------------------------------------------- */

static void
wake(proxy *p)
{
    (void)!write(p->wake[1], "", 1);
}

static bool
start(proxy *p)
{
    pthread_condattr_t attributes;

    if (pipe2(p->wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&p->idle, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&p->mutex, NULL);
    if (pthread_create(&p->thread, NULL, run, p) == 0)
        return true;
    close(p->wake[0]);
    close(p->wake[1]);
    return false;
}

proxy *
proxy_open_on(int listener, uint16_t port, framing_protocol protocol)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    proxy *p = calloc(1, sizeof *p);

    if (p != NULL &&
        getsockname(listener, (struct sockaddr *)&address, &size) == 0) {
        prepare(listener);
        p->listener = listener;
        p->port = ntohs(address.sin_port);
        p->server_port = port;
        p->protocol = protocol;
        if (start(p))
            return p;
    }
    free(p);
    close(listener);
    return NULL;
}

proxy *
proxy_open(uint16_t port, framing_protocol protocol)
{
    int listener = listen_on_loopback();

    return listener >= 0 ? proxy_open_on(listener, port, protocol) : NULL;
}

void
proxy_close(proxy *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->mutex);
    p->stopping = true;
    pthread_mutex_unlock(&p->mutex);
    wake(p);
    pthread_join(p->thread, NULL);
    close(p->listener);
    close(p->wake[0]);
    close(p->wake[1]);
    pthread_cond_destroy(&p->idle);
    pthread_mutex_destroy(&p->mutex);
    free(p);
}

uint16_t
proxy_port(const proxy *p)
{
    return p->port;
}

void
proxy_plan_new(proxy *p, const proxy_plan *plan)
{
    pthread_mutex_lock(&p->mutex);
    p->plan = *plan;
    p->has_next = false;
    pthread_mutex_unlock(&p->mutex);
}

void
proxy_plan_next(proxy *p, const proxy_plan *plan)
{
    pthread_mutex_lock(&p->mutex);
    p->next = *plan;
    p->has_next = true;
    pthread_mutex_unlock(&p->mutex);
}

void
proxy_plan_open(proxy *p, const proxy_plan *plan)
{
    pthread_mutex_lock(&p->mutex);
    for (size_t i = 0; i < p->relay_count; i++) {
        relay *r = p->relays[i];

        r->plan = *plan;
        r->passed = (proxy_count){.bytes = {0}};
        r->is_reached = r->is_stalled = false;
        for (int side = 0; side < 2 && !r->is_reached; side++)
            admit(p, r, (framing_side)side); /* what a stall has held back */
    }
    pthread_mutex_unlock(&p->mutex);
    wake(p);
}

proxy_count
proxy_counted(proxy *p)
{
    proxy_count count;

    pthread_mutex_lock(&p->mutex);
    count = p->count;
    pthread_mutex_unlock(&p->mutex);
    return count;
}

void
proxy_count_reset(proxy *p)
{
    pthread_mutex_lock(&p->mutex);
    p->count = (proxy_count){.bytes = {0}};
    pthread_mutex_unlock(&p->mutex);
}

unsigned
proxy_accepted(proxy *p)
{
    unsigned accepted;

    pthread_mutex_lock(&p->mutex);
    accepted = p->accepted;
    pthread_mutex_unlock(&p->mutex);
    return accepted;
}

unsigned
proxy_ended(proxy *p)
{
    unsigned ended;

    pthread_mutex_lock(&p->mutex);
    ended = p->ended;
    pthread_mutex_unlock(&p->mutex);
    return ended;
}

bool
proxy_wait_idle(proxy *p, int timeout_ms)
{
    struct timespec until;
    bool is_idle;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&p->mutex);
    while (p->relay_count > 0 &&
           pthread_cond_timedwait(&p->idle, &p->mutex, &until) == 0)
        ;
    is_idle = p->relay_count == 0;
    pthread_mutex_unlock(&p->mutex);
    return is_idle;
}
