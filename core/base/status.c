/* SPDX-License-Identifier: MIT */
#include "error_priv.h"

const char *
rowan_status_name(rowan_status status)
{
    switch (status) {
#define STATUS_NAME(id_, number_, text_) \
    case ROWAN_##id_:                    \
        return "ROWAN_" #id_;
        ROWAN_STATUS_MAP(STATUS_NAME)
#undef STATUS_NAME
    }
    return "ROWAN_?";
}

const char *
rowan_status_text(rowan_status status)
{
    switch (status) {
#define STATUS_TEXT(id_, number_, text_) \
    case ROWAN_##id_:                    \
        return text_;
        ROWAN_STATUS_MAP(STATUS_TEXT)
#undef STATUS_TEXT
    }
    return "unknown status";
}

const char *
rowan__status_cure(rowan_status status)
{
    switch (status) {
    case ROWAN_NO_SUCH_TABLE:
        return "create it (rowan_create_all), or name the schema it is in";
    case ROWAN_NO_SUCH_COLUMN:
        return "the program and the table differ: look at what the table has";
    case ROWAN_BUSY:
        return "wait longer, or do it again, as rowan_transact does";
    case ROWAN_DEADLOCK:
    case ROWAN_SERIALIZATION:
        return "roll back and do the whole transaction again, as "
               "rowan_transact does";
    case ROWAN_TRANSACTION_ABORTED:
        return "roll back";
    case ROWAN_TIMEOUT:
        return "find out what it waited for, or give it more time";
    case ROWAN_CONNECT_FAILED:
        return "see whether the database is where the URL says";
    case ROWAN_CONNECTION_LOST:
        return "do it again: the pool opens another connection";
    case ROWAN_IN_DOUBT:
        return "look whether it happened before doing it again";
    case ROWAN_TOO_MANY_CONNECTIONS:
        return "make the pools smaller, or raise the server's limit";
    case ROWAN_DENIED:
        return "let the owner grant it, or connect as another user";
    case ROWAN_READ_ONLY:
        return "write in a transaction, and to a database, that is not "
               "read-only";
    case ROWAN_STORAGE_FULL:
        return "make room where the database is";
    default:
        return NULL;
    }
}
