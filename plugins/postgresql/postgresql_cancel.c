/* SPDX-License-Identifier: MIT */
/*
 * Ending what runs on the server, from any thread.
 *
 * libpq 15's PQcancel() connects and waits without bound. So it is called in a
 * thread of its own, which whoever asked leaves behind when the time is up; the
 * canceller belongs to both and goes with the last.
 *
 * A request reaches whatever runs when it arrives. So it is sent only while the
 * work that it meant is the present one, and the next work waits until requests
 * are over: the server has then seen them, and forgets what finds nothing.
 */

#include "postgresql_priv.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#define PATIENCE_US 1000000 /* of cancel(), which has no deadline */

typedef struct pg_canceller {
    const rowan_host *host;
    PGcancel *handle;
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t changed;
    unsigned references;
    unsigned asked, done; /* requests, and those carried out */
    bool has_failed;      /* the last of them */
    bool is_running;      /* there is a thread */
} pg_canceller;

struct pg_canceller *
pg__canceller_new(rowan_driver_connection *connection)
{
    pg_canceller *canceller = connection->host->allocate(sizeof *canceller);
    pthread_condattr_t monotonic;

    if (!canceller)
        return NULL;
    *canceller = (pg_canceller){.host = connection->host, .references = 1};
    canceller->handle = PQgetCancel(connection->handle);
    if (!canceller->handle) {
        connection->host->release(canceller);
        return NULL;
    }
    pthread_mutex_init(&canceller->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&canceller->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return canceller;
}

void
pg__canceller_release(pg_canceller *canceller)
{
    unsigned left;

    if (!canceller)
        return;
    pthread_mutex_lock(&canceller->mutex);
    left = --canceller->references;
    pthread_mutex_unlock(&canceller->mutex);
    if (left)
        return;
    pthread_cond_destroy(&canceller->changed);
    pthread_mutex_destroy(&canceller->mutex);
    PQfreeCancel(canceller->handle);
    canceller->host->release(canceller);
}

/* Carries out what was asked, and goes when nothing more is. */
static void *
run(void *context)
{
    pg_canceller *canceller = context;

    pthread_mutex_lock(&canceller->mutex);
    while (canceller->done != canceller->asked) {
        unsigned serves = canceller->asked;
        char message[256];
        int is_sent;

        pthread_mutex_unlock(&canceller->mutex);
        is_sent = PQcancel(canceller->handle, message, sizeof message);
        pthread_mutex_lock(&canceller->mutex);
        canceller->done = serves;
        canceller->has_failed = !is_sent;
        pthread_cond_broadcast(&canceller->changed);
    }
    canceller->is_running = false;
    pthread_mutex_unlock(&canceller->mutex);
    pg__canceller_release(canceller);
    return NULL;
}

/* With the mutex held. The program's signals are not for this thread. */
static bool
start(pg_canceller *canceller)
{
    sigset_t all, before;
    pthread_attr_t detached;
    pthread_t thread;
    int code;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    code = pthread_create(&thread, &detached, run, canceller);
    pthread_attr_destroy(&detached);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code)
        return false;
    canceller->is_running = true;
    canceller->references++;
    return true;
}

/* Waits until a request is over; with the mutex held. */
static rowan_status
wait_done(pg_canceller *canceller, unsigned request, int64_t deadline_us)
{
    struct timespec until = {.tv_sec = deadline_us / 1000000,
                             .tv_nsec = deadline_us % 1000000 * 1000};

    while ((int)(canceller->done - request) < 0)
        if (pthread_cond_timedwait(&canceller->changed, &canceller->mutex,
                                   &until))
            return ROWAN_TIMEOUT;
    return ROWAN_OK;
}

/* With the mutex held. */
static rowan_status
ask(pg_canceller *canceller, int64_t deadline_us)
{
    rowan_status status;

    canceller->asked++;
    if (!canceller->is_running && !start(canceller)) {
        canceller->asked--;
        return ROWAN_NO_MEMORY;
    }
    status = wait_done(canceller, canceller->asked, deadline_us);
    return !status && canceller->has_failed ? ROWAN_CONNECT_FAILED : status;
}

rowan_status
pg__canceller_run(pg_canceller *canceller, int64_t deadline_us)
{
    rowan_status status;

    pthread_mutex_lock(&canceller->mutex);
    status = ask(canceller, deadline_us);
    pthread_mutex_unlock(&canceller->mutex);
    return status;
}

rowan_status
pg__canceller_settle(pg_canceller *canceller, int64_t deadline_us)
{
    int64_t patient_us = pg__now_us() + PATIENCE_US;
    rowan_status status;

    if (!deadline_us || deadline_us > patient_us)
        deadline_us = patient_us;
    pthread_mutex_lock(&canceller->mutex);
    status = wait_done(canceller, canceller->asked, deadline_us);
    pthread_mutex_unlock(&canceller->mutex);
    return status;
}

/* The order matters: work that begins meanwhile either is seen here, or sees
 * the count and waits for the mutex. */
int32_t
pg__cancel(rowan_driver_connection *connection, rowan_error *err)
{
    pg_canceller *canceller = connection->canceller;
    unsigned meant = atomic_load(&connection->work);
    rowan_status status = ROWAN_OK;

    pthread_mutex_lock(&canceller->mutex);
    atomic_fetch_add(&connection->cancel_count, 1);
    if (atomic_load(&connection->work) == meant)
        status = ask(canceller, pg__now_us() + PATIENCE_US);
    pthread_mutex_unlock(&canceller->mutex);
    if (status)
        return plugin_fail(connection->host, err, status,
                           "cannot cancel: the server did not take the "
                           "request");
    return ROWAN_OK;
}
