/* SPDX-License-Identifier: MIT */
/*
 * Two-phase commit by XA, which must know the name when a transaction begins.
 *
 * MariaDB keeps a prepared transaction with the connection that prepared it,
 * and lets nobody else end it until that connection is gone; a reset of the
 * connection (10.11) even leaves a transaction behind that nobody can end. So
 * the connection is closed and opened again.
 */

#include "mysql_priv.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define NAME_CHARACTERS                                       \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"    \
    "0123456789_.:-"

static rowan_status
run_named(rowan_driver_connection *connection, const char *verb,
          const char *name, const char *rest, rowan_error *err)
{
    char sql[128];

    /* No character of a name means anything in a literal. */
    if (!*name || strlen(name) > 64 ||
        name[strspn(name, NAME_CHARACTERS)] != '\0')
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "a prepared transaction's name is 1 to 64 of "
                           "[A-Za-z0-9_.:-]");
    snprintf(sql, sizeof sql, "XA %s '%s'%s", verb, name, rest);
    return mysql__run(connection, sql, "use a two-phase transaction", err);
}

rowan_status
mysql__xa_begin(rowan_driver_connection *connection, const char *identifier,
                rowan_error *err)
{
    rowan_status status =
        run_named(connection, "START", identifier, "", err);

    if (!status)
        memcpy(connection->xa_name, identifier, strlen(identifier) + 1);
    return status;
}

/* Ends one that was not prepared. */
rowan_status
mysql__xa_end(rowan_driver_connection *connection, bool is_commit,
              rowan_error *err)
{
    char name[sizeof connection->xa_name];
    rowan_status status;

    memcpy(name, connection->xa_name, sizeof name);
    status = run_named(connection, "END", name, "", is_commit ? err : NULL);
    if (is_commit && status)
        return status;
    if (!is_commit) {
        status = run_named(connection, "ROLLBACK", name, "", err);
    } else {
        rowan_error cause = {0};

        status = run_named(connection, "COMMIT", name, " ONE PHASE", &cause);
        if (status && mysql__is_unanswered(connection, status))
            status = mysql__in_doubt(connection, err);
        else if (status)
            status = plugin_fail(connection->host, err, status, "%s",
                                 cause.message);
    }
    if (!status)
        *connection->xa_name = '\0';
    return status;
}

/* Waits until the server has seen that a connection is gone. */
static void
wait_gone(rowan_driver_connection *connection, unsigned long id)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    char sql[100];
    int size = snprintf(sql, sizeof sql,
                        "SELECT 1 FROM information_schema.PROCESSLIST "
                        "WHERE ID = %lu",
                        id);

    for (int i = 0; i < 500; i++) {
        MYSQL_RES *result = NULL;
        bool is_gone;

        if (mysql__call_query(connection, sql, (size_t)size) ||
            mysql__call_store(connection, &result) || !result)
            return;
        is_gone = mysql_num_rows(result) == 0;
        mysql_free_result(result);
        if (is_gone)
            return;
        nanosleep(&pause, NULL);
    }
}

/* The transaction is prepared whatever becomes of this: a connection that
 * cannot be opened again is lost, which the next call tells. */
static void
leave(rowan_driver_connection *connection)
{
    unsigned long id = mysql_thread_id(connection->handle);

    if (mysql__reconnect(connection, NULL))
        connection->is_broken = true;
    else
        wait_gone(connection, id);
}

int32_t
mysql__xa_prepare(rowan_driver_connection *connection, const char *identifier,
                  rowan_error *err)
{
    rowan_status status;

    if (strcmp(connection->xa_name, identifier))
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "the transaction was not begun to be prepared as "
                           "'%.64s'",
                           identifier);
    if (connection->damage)
        return plugin_fail(connection->host, err, ROWAN_TRANSACTION_ABORTED,
                           "cannot prepare the transaction: a statement "
                           "failed; roll back");
    status = run_named(connection, "END", identifier, "", err);
    if (!status)
        status = run_named(connection, "PREPARE", identifier, "", err);
    if (status)
        return status;
    *connection->xa_name = '\0';
    leave(connection);
    return ROWAN_OK;
}

int32_t
mysql__xa_commit(rowan_driver_connection *connection, const char *identifier,
                 rowan_error *err)
{
    return run_named(connection, "COMMIT", identifier, "", err);
}

int32_t
mysql__xa_rollback(rowan_driver_connection *connection, const char *identifier,
                   rowan_error *err)
{
    return run_named(connection, "ROLLBACK", identifier, "", err);
}
