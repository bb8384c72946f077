/* SPDX-License-Identifier: MIT */
/* What the files of this plugin share. Nothing here is exported. */
#ifndef ROWAN_SQLITE_PRIV_H
#define ROWAN_SQLITE_PRIV_H

#include "../shared/fail.h"
#include "../shared/slots.h"

#include <rowan/plugin/plugin.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>

/* --- URL options (sqlite_options.c) --------------------------------------- */

/* The order is that of the table in sqlite_options.c. */
typedef enum sqlite_option {
    SQLITE_OPTION_MODE,
    SQLITE_OPTION_JOURNAL_MODE,
    SQLITE_OPTION_SYNCHRONOUS,
    SQLITE_OPTION_BUSY_TIMEOUT,
    SQLITE_OPTION_CACHE_SIZE,
    SQLITE_OPTION_MMAP_SIZE,
    SQLITE_OPTION_TEMP_STORE,
    SQLITE_OPTION_FOREIGN_KEYS,
    SQLITE_OPTION_CASE_SENSITIVE_LIKE,
    SQLITE_OPTION_TRUSTED_SCHEMA,
    SQLITE_OPTION_DEFENSIVE,
    SQLITE_OPTION_DOUBLE_QUOTED_STRINGS,
    SQLITE_OPTION_CELL_SIZE_CHECK,
    SQLITE_OPTION_LOAD_EXTENSION,
    SQLITE_OPTION_ATTACH,
    SQLITE_OPTION_NOFOLLOW,
    SQLITE_OPTION_URI,
    SQLITE_OPTION_COUNT
} sqlite_option;

/* Words of the options that are asked for by name; positions in the lists of
 * sqlite_options.c. */
enum { SQLITE_OFF, SQLITE_ON };
enum { SQLITE_MODE_RWC, SQLITE_MODE_RW, SQLITE_MODE_RO, SQLITE_MODE_MEMORY };
enum { SQLITE_JOURNAL_WAL };
enum { SQLITE_SYNCHRONOUS_AUTO };

/* A number as given, or the position of a word in its list. */
typedef struct sqlite_settings {
    int64_t value[SQLITE_OPTION_COUNT];
    bool is_given[SQLITE_OPTION_COUNT];
} sqlite_settings;

extern const rowan_option_info sqlite__options[];

rowan_status sqlite__settings_parse(const rowan_host *host,
                                    const rowan_url_parts *url,
                                    sqlite_settings *ret_settings,
                                    rowan_error *err);
/* The word that a setting stands for; its length in *ret_size. */
const char *sqlite__settings_word(const sqlite_settings *settings,
                                  sqlite_option option, int *ret_size);
bool sqlite__url_is_memory(const rowan_url_parts *url);

/* --- connections (sqlite_driver.c) ---------------------------------------- */

/* Statements that steer a transaction: prepared at first use, then kept. The
 * savepoints in common use are numbered from 1. */
#define SQLITE_CACHED_SAVEPOINTS 4
typedef enum sqlite_control {
    SQLITE_CONTROL_PING,
    SQLITE_CONTROL_BEGIN,
    SQLITE_CONTROL_BEGIN_IMMEDIATE,
    SQLITE_CONTROL_COMMIT,
    SQLITE_CONTROL_ROLLBACK,
    SQLITE_CONTROL_SAVEPOINT, /* three groups, one slot a number */
    SQLITE_CONTROL_RELEASE =
        SQLITE_CONTROL_SAVEPOINT + SQLITE_CACHED_SAVEPOINTS,
    SQLITE_CONTROL_ROLLBACK_TO =
        SQLITE_CONTROL_RELEASE + SQLITE_CACHED_SAVEPOINTS,
    SQLITE_CONTROL_COUNT = SQLITE_CONTROL_ROLLBACK_TO + SQLITE_CACHED_SAVEPOINTS
} sqlite_control;

struct rowan_driver_connection {
    const rowan_host *host;
    sqlite3 *db;
    rowan_driver_statement *running; /* statements that hold a cursor */
    int64_t length_limit;            /* of a text or blob, in bytes */
    int busy_timeout_ms;
    bool is_read_only; /* the present transaction refuses writes */
    bool is_altered;   /* settings and such may not be as at connect */
    /* sqlite3_interrupt() does not end a wait for a lock, so cancel() counts
     * here too, and the busy handler looks. */
    atomic_uint cancel_count;
    unsigned cancel_seen; /* the count when the present work began */
    int64_t deadline_us;  /* of CLOCK_MONOTONIC; 0: none */
    bool has_clock;       /* statements look at the deadline now and then */
    bool is_late;         /* what failed did so for the deadline */
    /* Rows that the last statement inserted: their number, and how many of
     * them had the key that follows the one before. */
    int64_t first_inserted;
    uint32_t inserted_count, consecutive_count;
    sqlite3_stmt *controls[SQLITE_CONTROL_COUNT];
};

extern const rowan_driver sqlite__driver;

/* Opens the file that a URL names, with its settings (sqlite_open.c). */
int32_t sqlite__connect(const rowan_connect_params *params,
                        rowan_driver_connection **ret_connection,
                        rowan_error *err);
void sqlite__disconnect(rowan_driver_connection *connection);
/* Marks the begin of work that a cancel() from now on shall end. */
void sqlite__work_begin(rowan_driver_connection *connection);

/* --- deadlines (sqlite_deadline.c) ---------------------------------------- */

void sqlite__set_deadline(rowan_driver_connection *connection,
                          int64_t deadline_us);
/* SQLite's handler of locks that others hold; 0 gives up. */
int sqlite__wait_for_lock(void *context, int count);

/* --- statements (sqlite_statement.c) -------------------------------------- */

typedef enum sqlite_state {
    SQLITE_STATE_IDLE,
    SQLITE_STATE_STARTED, /* executed, no row asked for yet */
    SQLITE_STATE_ROWS,
    SQLITE_STATE_DONE
} sqlite_state;

/* Longest text that host->value_format() writes. */
#define SQLITE_VALUE_TEXT_SIZE 80

struct rowan_driver_statement {
    rowan_driver_connection *connection;
    sqlite3_stmt *handle;
    const uint32_t *wanted; /* the caller's, one a column */
    uint32_t column_count;
    uint32_t bind_count;
    uint64_t column_names; /* a hash of them */
    int prepared_again;    /* times that SQLite did, when they were looked at */
    sqlite_state state;
    bool is_writing; /* changes the database; runs at once */
    bool alters;     /* perhaps the connection's own state */
    int first_step;  /* what the step made by execute() gave */
    int64_t changes_before;
    int64_t affected_rows;
    /* Texts of dates and the like, alive while the statement runs. */
    char (*scratch)[SQLITE_VALUE_TEXT_SIZE];
    uint32_t scratch_count;
    rowan_driver_statement *previous, *next; /* running statements */
};

SLOTS_OF_STATEMENTS(sqlite__);
uint32_t sqlite__statement_consecutive_ids(rowan_driver_statement *statement,
                                           uint32_t row_count,
                                           int64_t *ret_first);
/* SQLite's hook for rows that are changed; context is the connection. */
void sqlite__note_change(void *context, int operation, const char *database,
                         const char *table, sqlite3_int64 rowid);

/* --- values (sqlite_values.c) --------------------------------------------- */

/* Binds all; what SQLite would not give back as it is, is refused. */
rowan_status sqlite__values_bind(rowan_driver_statement *statement,
                                 const rowan_value *binds, rowan_error *err);
const char *sqlite__kind_name(uint32_t kind);
/* Gives a value of SQLite's in a wanted kind; the ways that step() has not
 * taken itself. */
rowan_status sqlite__value_decode(rowan_driver_statement *statement,
                                  uint32_t column, sqlite3_value *value,
                                  rowan_value *cell, rowan_error *err);

/* Reads the text of a date, timestamp or UUID in the form that is stored;
 * false for others, which the host may know (sqlite_read.c). */
bool sqlite__text_read(uint32_t kind, const char *text, size_t size,
                       rowan_value *cell);

/* --- errors (sqlite_errors.c) --------------------------------------------- */

/* Says what SQLite answered to the last call on the connection. Returns the
 * status. asked completes "cannot ...". */
rowan_status sqlite__error(rowan_driver_connection *connection, int code,
                           const char *asked, rowan_error *err);
/* The same for an answer of sqlite3_prepare. */
rowan_status sqlite__prepare_error(rowan_driver_connection *connection,
                                   int code, rowan_error *err);

/* --- decimals (sqlite_decimal.c) ------------------------------------------ */

/* Registers the collation `decimal` and the functions decimal_...; an SQLite
 * result code. */
int sqlite__decimal_register(sqlite3 *db, const rowan_host *host);

/* --- text and reflection ------------------------------------------------ */

SLOTS_OF_TEXT(sqlite__);
extern const rowan_capabilities sqlite__capabilities_static;

/* Texts of these dates sort as they should. */
#define SQLITE_DAY_US INT64_C(86400000000)
#define SQLITE_DATE_MIN (-719528) /* 0000-01-01 */
#define SQLITE_DATE_MAX 2932896   /* 9999-12-31 */
#define SQLITE_TIMESTAMP_MIN (SQLITE_DATE_MIN * SQLITE_DAY_US)
#define SQLITE_TIMESTAMP_MAX ((SQLITE_DATE_MAX + 1) * SQLITE_DAY_US - 1)

/* Longest text or blob, unless SQLite was built with another limit. */
#define SQLITE_VALUE_BYTES_MAX 1000000000

/* What the library that is linked can do. */
void sqlite__capabilities_fill(rowan_capabilities *caps);

/* sqlite_ddl.c */
int32_t sqlite__identity_suffix(const rowan_host *host, rowan_buffer *out,
                                const rowan_option *options,
                                uint32_t option_count, rowan_error *err);
/* sqlite_types.c */
/* What a declared type means; kind ROWAN_KIND_NULL where it means nothing. */
void sqlite__type_read(const char *declared, rowan_type *ret_type);

/* sqlite_catalog.c, sqlite_reflect.c */
int32_t sqlite__reflect(const rowan_reflection *reflection, rowan_error *err);

#endif
