/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#define MOST_LEFT 64 /* threads that nobody waits for any more */

typedef struct lookup {
    const rowan_host *host;
    void (*run)(void *context);
    void (*drop)(void *context);
    void *context;
    pthread_mutex_t mutex; /* guards both below */
    pthread_cond_t changed;
    bool is_done;
    bool is_left; /* what is here goes with the thread */
} lookup;

static atomic_uint left_count;

bool
lookup_is_needed(const char *host)
{
    struct in6_addr address;

    return host && *host && *host != '/' &&
           inet_pton(AF_INET, host, &address) != 1 &&
           inet_pton(AF_INET6, host, &address) != 1;
}

bool
lookup_is_loopback(const char *host)
{
    return !strcmp(host, "localhost") || !strcmp(host, "::1") ||
           (!strncmp(host, "127.", 4) && !lookup_is_needed(host));
}

static lookup *
make(const rowan_host *host)
{
    lookup *l = host->allocate(sizeof *l);
    pthread_condattr_t monotonic;

    if (!l)
        return NULL;
    *l = (lookup){.host = host};
    pthread_mutex_init(&l->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&l->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return l;
}

static void
destroy(lookup *l)
{
    pthread_cond_destroy(&l->changed);
    pthread_mutex_destroy(&l->mutex);
    l->host->release(l);
}

static void *
work(void *argument)
{
    lookup *l = argument;
    bool is_left;

    l->run(l->context);
    pthread_mutex_lock(&l->mutex);
    l->is_done = true;
    is_left = l->is_left;
    pthread_cond_signal(&l->changed);
    pthread_mutex_unlock(&l->mutex);
    if (is_left) {
        l->drop(l->context);
        destroy(l);
        atomic_fetch_sub(&left_count, 1);
    }
    return NULL;
}

/* The program's signals are not for this thread. */
static bool
start(lookup *l, pthread_t *ret_thread)
{
    sigset_t all, before;
    int code;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(ret_thread, NULL, work, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code == 0;
}

/* Whether it is done in time; if not, it is the thread's from now on. */
static bool
wait_or_leave(lookup *l, int64_t deadline_us)
{
    struct timespec until = {.tv_sec = deadline_us / 1000000,
                             .tv_nsec = deadline_us % 1000000 * 1000};
    bool is_done;

    pthread_mutex_lock(&l->mutex);
    while (!l->is_done && !l->is_left)
        l->is_left =
            pthread_cond_timedwait(&l->changed, &l->mutex, &until) != 0;
    is_done = l->is_done;
    l->is_left = !is_done;
    if (!is_done)
        atomic_fetch_add(&left_count, 1);
    pthread_mutex_unlock(&l->mutex);
    return is_done;
}

rowan_status
lookup_aside(const rowan_host *host, void (*run)(void *context),
             void (*drop)(void *context), void *context, int64_t deadline_us)
{
    pthread_t thread;
    lookup *l;

    if (atomic_load(&left_count) >= MOST_LEFT)
        return ROWAN_LIMIT;
    l = make(host);
    if (!l)
        return ROWAN_NO_MEMORY;
    l->run = run;
    l->drop = drop;
    l->context = context;
    if (!start(l, &thread)) {
        destroy(l);
        return ROWAN_NO_MEMORY;
    }
    if (!wait_or_leave(l, deadline_us)) {
        pthread_detach(thread);
        return ROWAN_TIMEOUT;
    }
    pthread_join(thread, NULL);
    destroy(l);
    return ROWAN_OK;
}
