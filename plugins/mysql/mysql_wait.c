/* SPDX-License-Identifier: MIT */
/*
 * Calls of the client library that may wait for the server, bounded by the
 * connection's deadline.
 *
 * Without a deadline they are the plain calls. With one they are the
 * non-blocking pair _start() and _cont(), between which this file waits with
 * poll(): the library's own time-outs count whole seconds, and each piece of
 * an answer anew, so that a server that drips would be waited for for ever.
 *
 * A deadline that passes first asks the server, over a second connection, to
 * end the statement; if it then answers at once, the connection stays usable.
 * If not, the socket is shut down, which ends the call, and the connection is
 * of no more use. Either way the caller is back within GRACE_US.
 */

#include "../shared/lookup.h"
#include "mysql_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define KILL_US 40000  /* for asking the server to end the statement */
#define GRACE_US 70000 /* after the deadline, for its answer to that */

/*
 * OpenSSL keeps errors in a queue of the thread, and a read that only has to
 * wait looks there: what another connection of this thread has left, also one
 * of the program's own, would be taken for a failure of this one. The client
 * library does not empty the queue, so it is done here. NULL where that library
 * has another TLS.
 */
extern void ERR_clear_error(void) __attribute__((weak));

static void
forget_tls_errors(void)
{
    if (ERR_clear_error)
        ERR_clear_error();
}

int64_t
mysql__now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Which of the events has come; 0 at the deadline. */
static int
wait_for(MYSQL *handle, int events, int64_t deadline_us)
{
    struct pollfd socket = {.fd = (int)mysql_get_socket(handle)};

    if (events & MYSQL_WAIT_READ)
        socket.events |= POLLIN;
    if (events & MYSQL_WAIT_WRITE)
        socket.events |= POLLOUT;
    if (events & MYSQL_WAIT_EXCEPT)
        socket.events |= POLLPRI;
    for (;;) {
        int64_t left_us = deadline_us - mysql__now_us();
        int ready;

        if (left_us <= 0)
            return 0;
        if (left_us > INT64_C(1000000000))
            left_us = INT64_C(1000000000);
        ready = poll(&socket, 1, (int)((left_us + 999) / 1000));
        if (ready < 0 && errno != EINTR)
            return 0;
        if (ready > 0)
            break;
    }
    forget_tls_errors();
    events = 0;
    if (socket.revents & POLLPRI)
        events |= MYSQL_WAIT_EXCEPT;
    if (socket.revents & (POLLIN | POLLHUP | POLLERR))
        events |= MYSQL_WAIT_READ;
    if (socket.revents & (POLLOUT | POLLHUP | POLLERR))
        events |= MYSQL_WAIT_WRITE;
    return events;
}

/* The events to go on with after a wait for `events` on a connection. */
static int
wait_on(rowan_driver_connection *connection, int events)
{
    int64_t deadline_us = connection->deadline_us;
    int ready;

    if (!connection->has_timed_out) {
        ready = wait_for(connection->handle, events, deadline_us);
        if (ready)
            return ready;
        connection->has_timed_out = true;
        if (!mysql__kill_query(connection, deadline_us + KILL_US))
            goto give_up;
    }
    ready = wait_for(connection->handle, events, deadline_us + GRACE_US);
    if (ready)
        return ready;
give_up:
    connection->is_broken = true;
    shutdown((int)mysql_get_socket(connection->handle), SHUT_RDWR);
    return MYSQL_WAIT_TIMEOUT;
}

/* A plain call makes the socket block, and under TLS a started one would then
 * block too. Plain calls get on with a socket that does not. */
static void
make_ready(const rowan_driver_connection *connection)
{
    int fd;

    if (!connection->is_encrypted) /* nothing to do for each row of these */
        return;
    forget_tls_errors();
    if (!connection->deadline_us)
        return;
    fd = (int)mysql_get_socket(connection->handle);
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* Runs a call to its end: plainly, or started and gone on with. */
#define BOUNDED(connection_, ret_, call_, start_, cont_)             \
    do {                                                             \
        int events_;                                                 \
        make_ready(connection_);                                     \
        if (!(connection_)->deadline_us) {                           \
            (ret_) = (call_);                                        \
            break;                                                   \
        }                                                            \
        for (events_ = (start_); events_;) {                         \
            events_ = wait_on((connection_), events_);               \
            events_ = (cont_);                                       \
        }                                                            \
    } while (0)

int
mysql__call_query(rowan_driver_connection *c, const char *sql, size_t size)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_real_query(c->handle, sql, size),
            mysql_real_query_start(&ret, c->handle, sql, size),
            mysql_real_query_cont(&ret, c->handle, events_));
    return ret;
}

int
mysql__call_store(rowan_driver_connection *c, MYSQL_RES **ret_result)
{
    MYSQL_RES *ret = NULL;

    BOUNDED(c, ret, mysql_store_result(c->handle),
            mysql_store_result_start(&ret, c->handle),
            mysql_store_result_cont(&ret, c->handle, events_));
    *ret_result = ret;
    return !ret && mysql_errno(c->handle);
}

int
mysql__call_next_result(rowan_driver_connection *c)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_next_result(c->handle),
            mysql_next_result_start(&ret, c->handle),
            mysql_next_result_cont(&ret, c->handle, events_));
    return ret;
}

int
mysql__call_ping(rowan_driver_connection *c)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_ping(c->handle), mysql_ping_start(&ret, c->handle),
            mysql_ping_cont(&ret, c->handle, events_));
    return ret;
}

int
mysql__call_reset(rowan_driver_connection *c)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_reset_connection(c->handle),
            mysql_reset_connection_start(&ret, c->handle),
            mysql_reset_connection_cont(&ret, c->handle, events_));
    return ret;
}

int
mysql__call_prepare(rowan_driver_connection *c, MYSQL_STMT *stmt,
                    const char *sql, size_t size)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_stmt_prepare(stmt, sql, size),
            mysql_stmt_prepare_start(&ret, stmt, sql, size),
            mysql_stmt_prepare_cont(&ret, stmt, events_));
    return ret;
}

int
mysql__call_execute(rowan_driver_connection *c, MYSQL_STMT *stmt)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_stmt_execute(stmt),
            mysql_stmt_execute_start(&ret, stmt),
            mysql_stmt_execute_cont(&ret, stmt, events_));
    return ret;
}

int
mysql__call_fetch(rowan_driver_connection *c, MYSQL_STMT *stmt)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_stmt_fetch(stmt), mysql_stmt_fetch_start(&ret, stmt),
            mysql_stmt_fetch_cont(&ret, stmt, events_));
    return ret;
}

int
mysql__call_free(rowan_driver_connection *c, MYSQL_STMT *stmt)
{
    my_bool ret = 1;

    BOUNDED(c, ret, mysql_stmt_free_result(stmt),
            mysql_stmt_free_result_start(&ret, stmt),
            mysql_stmt_free_result_cont(&ret, stmt, events_));
    return ret;
}

int
mysql__call_stmt_next(rowan_driver_connection *c, MYSQL_STMT *stmt)
{
    int ret = 1;

    BOUNDED(c, ret, mysql_stmt_next_result(stmt),
            mysql_stmt_next_result_start(&ret, stmt),
            mysql_stmt_next_result_cont(&ret, stmt, events_));
    return ret;
}

/* --- before there is a connection ---------------------------------------- */

/* As wait_on(), for a handle that nobody else needs. */
static int
wait_or_stop(MYSQL *handle, int events, int64_t deadline_us)
{
    int ready = wait_for(handle, events, deadline_us);

    if (!ready)
        shutdown((int)mysql_get_socket(handle), SHUT_RDWR);
    return ready ? ready : MYSQL_WAIT_TIMEOUT;
}

/* Connecting, with copies of all that it needs: where a name is looked up it
 * may outlive the call that asked for it. */
typedef struct connecting {
    const rowan_host *host;
    MYSQL *handle;
    const char *where, *socket, *user, *password, *database;
    unsigned port;
    int64_t deadline_us;
    bool is_connected;
    size_t size;
    char texts[];
} connecting;

static void
connecting_run(void *context)
{
    /* Rows that an UPDATE found count, also those that had the values. */
    const unsigned long flags = CLIENT_FOUND_ROWS;
    connecting *c = context;
    MYSQL *ret = NULL;
    int events = mysql_real_connect_start(&ret, c->handle, c->where, c->user,
                                          c->password, c->database, c->port,
                                          c->socket, flags);

    while (events)
        events = mysql_real_connect_cont(
            &ret, c->handle, wait_or_stop(c->handle, events, c->deadline_us));
    c->is_connected = ret != NULL;
}

static void
connecting_release(connecting *c)
{
    explicit_bzero(c->texts, c->size);
    c->host->release(c);
}

static void
connecting_drop(void *context)
{
    connecting *c = context;

    mysql_close(c->handle);
    connecting_release(c);
}

static const char *
copy_text(connecting *c, const char *text)
{
    char *copy = c->texts + c->size;

    if (!text)
        return NULL;
    c->size += (size_t)(stpcpy(copy, text) - copy) + 1;
    return copy;
}

static size_t
text_size(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

static connecting *
connecting_new(const rowan_host *host, const mysql_address *address,
               const rowan_url_parts *url)
{
    connecting *c = host->allocate(
        sizeof *c + text_size(address->host) + text_size(address->socket) +
        text_size(url->user) + text_size(url->password) +
        text_size(url->database));

    if (!c)
        return NULL;
    *c = (connecting){.host = host, .port = address->port};
    c->where = copy_text(c, address->host);
    c->socket = copy_text(c, address->socket);
    c->user = copy_text(c, url->user);
    c->password = copy_text(c, url->password);
    c->database = copy_text(c, url->database);
    return c;
}

rowan_status
mysql__connect_bounded(const rowan_host *host, MYSQL **handle,
                       const mysql_address *address,
                       const rowan_url_parts *url, int64_t deadline_us)
{
    connecting *c = connecting_new(host, address, url);
    rowan_status status = ROWAN_OK;

    if (!c)
        return ROWAN_NO_MEMORY;
    c->handle = *handle;
    c->deadline_us = deadline_us;
    if (lookup_is_needed(address->host))
        status = lookup_aside(host, connecting_run, connecting_drop, c,
                              deadline_us);
    else
        connecting_run(c);
    if (status == ROWAN_TIMEOUT) {
        *handle = NULL; /* and c: they are the other thread's */
        return status;
    }
    if (!status && !c->is_connected)
        status = ROWAN_CONNECT_FAILED;
    connecting_release(c);
    return status;
}

int
mysql__query_bounded(MYSQL *handle, const char *sql, size_t size,
                     int64_t deadline_us)
{
    int ret = 1;
    int events;

    forget_tls_errors();
    events = mysql_real_query_start(&ret, handle, sql, size);
    while (events)
        events = mysql_real_query_cont(
            &ret, handle, wait_or_stop(handle, events, deadline_us));
    return ret;
}
