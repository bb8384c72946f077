/* SPDX-License-Identifier: MIT */
/* Two-phase commit, and what became of a commit whose answer was lost. */

#include "postgresql_priv.h"

#include <stdio.h>
#include <string.h>

rowan_status
pg__ask(rowan_driver_connection *connection, const char *sql, const char *asked,
        char answer[64], rowan_error *err)
{
    PGresult *result = NULL;
    rowan_status status = pg__work_begin(connection, asked, err);

    if (status)
        return status;
    connection->unnamed = NULL;
    if (!PQsendQuery(connection->handle, sql))
        return pg__not_sent(connection, asked, err);
    status = pg__answer(connection, &result, err);
    if (!status && pg__is_error(result))
        status = pg__error(connection, result, asked, err);
    if (!status)
        snprintf(answer, 64, "%s",
                 PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return status;
}

/* --- two-phase commit ----------------------------------------------------- */

#define LONGEST_IDENTIFIER 64

static rowan_status
identified(rowan_driver_connection *connection, const char *verb,
           const char *identifier, const char *asked, char tag[24],
           rowan_error *err)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789_.:-";
    size_t size = strlen(identifier);
    char sql[128];

    if (!size || size > LONGEST_IDENTIFIER ||
        strspn(identifier, allowed) != size)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "cannot %s: an identifier has 1 to %d characters of "
                           "A-Z a-z 0-9 _ . : -",
                           asked, LONGEST_IDENTIFIER);
    snprintf(sql, sizeof sql, "%s '%s'", verb, identifier);
    return pg__control_commit(connection, sql, asked, tag, err);
}

int32_t
pg__prepare_transaction(rowan_driver_connection *connection,
                        const char *identifier, rowan_error *err)
{
    char tag[24] = "";
    rowan_status status;

    if (pg__transaction_state(connection) == ROWAN_STATE_NONE)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "cannot prepare a transaction: none is open");
    status = identified(connection, "PREPARE TRANSACTION", identifier,
                        "prepare the transaction", tag, err);
    if (!connection->is_lost &&
        pg__transaction_state(connection) == ROWAN_STATE_NONE)
        pg__streams_ended(connection);
    if (!status && strcmp(tag, "PREPARE TRANSACTION"))
        return plugin_fail(connection->host, err, ROWAN_TRANSACTION_ABORTED,
                           "cannot prepare the transaction: a statement had "
                           "failed, and the server has rolled back");
    return status;
}

int32_t
pg__commit_prepared(rowan_driver_connection *connection, const char *identifier,
                    rowan_error *err)
{
    return identified(connection, "COMMIT PREPARED", identifier,
                      "commit the prepared transaction", NULL, err);
}

int32_t
pg__rollback_prepared(rowan_driver_connection *connection,
                      const char *identifier, rowan_error *err)
{
    return identified(connection, "ROLLBACK PREPARED", identifier,
                      "roll the prepared transaction back", NULL, err);
}

/* --- lost commits --------------------------------------------------------- */

/* A transaction that has written nothing has no number, and is in nobody's
 * doubt. */
#define NOTHING "-"
#define TOKEN_SIZE 64
#define MOST_DIGITS 20

/*
 * After a crash the server gives numbers again that never reached its log, so
 * that "committed" may be said of somebody else's transaction. A token is the
 * number and which incarnation of the server gave it: when it was started, and
 * when its statistics were last lost, which is in each crash (before release
 * 15, reading that would cost too much).
 */
#define STARTED "extract(epoch FROM pg_postmaster_start_time())"
#define INCARNATION                                                         \
    "(SELECT concat(" STARTED ", '/', extract(epoch FROM stats_reset)) "    \
    "FROM pg_stat_bgwriter)"
#define INCARNATION_BEFORE_15 "concat(" STARTED ")"

static const char *
incarnation_sql(const rowan_driver_connection *connection)
{
    return PQserverVersion(connection->handle) >= 150000
               ? INCARNATION
               : INCARNATION_BEFORE_15;
}

/* A connection does not outlive its server's memory, so it asks once. */
rowan_status
pg__incarnation_learn(rowan_driver_connection *connection, const char *asked,
                      rowan_error *err)
{
    char sql[256], answer[64] = "";
    rowan_status status;

    if (*connection->incarnation)
        return ROWAN_OK;
    snprintf(sql, sizeof sql, "SELECT %s", incarnation_sql(connection));
    status = pg__ask(connection, sql, asked, answer, err);
    if (!status)
        snprintf(connection->incarnation, sizeof connection->incarnation,
                 "%.*s", (int)sizeof connection->incarnation - 1, answer);
    return status;
}

int32_t
pg__transaction_token(rowan_driver_connection *connection, char *ret_token,
                      rowan_error *err)
{
    static const char asked[] = "name the transaction";
    char number[64] = "";
    const pg_ahead *ahead = &connection->ahead;
    rowan_status status = ROWAN_OK;

    if (ahead->is_sent && !ahead->has_number) {
        *ret_token = '\0';
        return ROWAN_OK;
    }
    if (ahead->has_number)
        snprintf(number, sizeof number, "%s", ahead->number);
    else if (!connection->begins)
        status = pg__ask(connection, "SELECT pg_current_xact_id_if_assigned()",
                         asked, number, err);
    if (!status && *number)
        status = pg__incarnation_learn(connection, asked, err);
    if (status)
        return status;
    if (*number)
        snprintf(ret_token, TOKEN_SIZE, "%.*s:%s", MOST_DIGITS, number,
                 connection->incarnation);
    else
        snprintf(ret_token, TOKEN_SIZE, NOTHING);
    return ROWAN_OK;
}

/*
 * In the incarnation that gave the number, its status is the transaction's. In
 * a later one the transaction is over: committed, the number would be a past
 * one and its status "committed"; which, though, may be said of another's.
 */
static void
write_question(const rowan_driver_connection *connection, const char *token,
               size_t digits, char *sql, size_t size)
{
    int count = (int)digits;

    snprintf(sql, size,
             "SELECT CASE WHEN %s = '%s' THEN pg_xact_status('%.*s') "
             "WHEN '%.*s'::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) "
             "THEN 'aborted' "
             "WHEN pg_xact_status('%.*s') = 'committed' THEN 'unsure' "
             "WHEN pg_xact_status('%.*s') IS NOT NULL THEN 'aborted' END",
             incarnation_sql(connection), token + digits + 1, count, token,
             count, token, count, token, count, token);
}

int32_t
pg__transaction_outcome(rowan_driver_connection *connection, const char *token,
                        rowan_error *err)
{
    static const char asked[] = "ask what became of the transaction";
    size_t digits = strspn(token, "0123456789");
    char sql[640], state[64] = "";
    rowan_status status;

    if (!strcmp(token, NOTHING))
        return ROWAN_OK;
    if (!digits || digits > MOST_DIGITS || token[digits] != ':' ||
        strspn(token + digits + 1, "0123456789./") !=
            strlen(token + digits + 1))
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "cannot %s: this is no token of PostgreSQL's",
                           asked);
    write_question(connection, token, digits, sql, sizeof sql);
    status = pg__ask(connection, sql, asked, state, err);
    if (status)
        return status;
    if (!strcmp(state, "committed"))
        return ROWAN_OK;
    if (!strcmp(state, "aborted"))
        return ROWAN_TRANSACTION_ABORTED;
    if (!strcmp(state, "in progress"))
        return plugin_fail(connection->host, err, ROWAN_IN_DOUBT,
                           "the transaction is in progress");
    return plugin_fail(connection->host, err, ROWAN_NOT_FOUND,
                       "cannot %s: %s", asked,
                       *state ? "the server was down since, and may have given "
                                "its number again"
                              : "it is too old for the server to remember");
}
