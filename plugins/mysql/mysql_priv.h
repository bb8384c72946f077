/* SPDX-License-Identifier: MIT */
/* What the files of this plugin share. Nothing here is exported. */
#ifndef ROWAN_MYSQL_PRIV_H
#define ROWAN_MYSQL_PRIV_H

#include "../shared/fail.h"
#include "../shared/slots.h"

#include <mysql.h>
#include <rowan/plugin/plugin.h>
#include <stdatomic.h>
#include <stdbool.h>

/* --- URL options (mysql_options.c) --------------------------------------- */

/* The order is that of the table in mysql_options.c. */
typedef enum mysql_option_id {
    MYSQL_OPTION_CONNECT_TIMEOUT,
    MYSQL_OPTION_SOCKET,
    MYSQL_OPTION_TLS,
    MYSQL_OPTION_TLS_CA,
    MYSQL_OPTION_TLS_CERT,
    MYSQL_OPTION_TLS_KEY,
    MYSQL_OPTION_TARGET,
    MYSQL_OPTION_BALANCE,
    MYSQL_OPTION_AUTH,
    MYSQL_OPTION_PLUGIN_DIR,
    MYSQL_OPTION_DEFAULTS_FILE,
    MYSQL_OPTION_DEFAULTS_GROUP,
    MYSQL_OPTION_MAX_PACKET,
    MYSQL_OPTION_COUNT
} mysql_option_id;

enum { MYSQL_TLS_AUTO, MYSQL_TLS_VERIFY, MYSQL_TLS_INSECURE, MYSQL_TLS_OFF };
enum {
    MYSQL_TARGET_ANY,
    MYSQL_TARGET_READ_WRITE,
    MYSQL_TARGET_READ_ONLY,
    MYSQL_TARGET_PRIMARY,
    MYSQL_TARGET_STANDBY,
    MYSQL_TARGET_PREFER_STANDBY
};
enum { MYSQL_BALANCE_DISABLE, MYSQL_BALANCE_RANDOM };

/* Numbers and positions of words in `value`; texts are the URL's own. */
typedef struct mysql_settings {
    int64_t value[MYSQL_OPTION_COUNT];
    const char *text[MYSQL_OPTION_COUNT]; /* NULL unless given */
} mysql_settings;

extern const rowan_option_info mysql__options[];

rowan_status mysql__settings_parse(const rowan_host *host,
                                   const rowan_url_parts *url,
                                   mysql_settings *ret_settings,
                                   rowan_error *err);

/* --- connections --------------------------------------------------------- */

/* What a failure has left of the present transaction. */
typedef enum mysql_damage {
    MYSQL_DAMAGE_NONE,
    MYSQL_DAMAGE_STATEMENT,  /* a rollback to a savepoint cures it */
    MYSQL_DAMAGE_TRANSACTION /* nothing but ROLLBACK does */
} mysql_damage;

/* What the server is, read once after connecting. */
typedef struct mysql_server {
    bool is_mariadb;
    bool has_bulk;                /* array binding */
    bool is_read_only;            /* @@read_only */
    bool is_ready;                /* wsrep_ready, where there is one */
    uint32_t version;             /* 10.11.19 is 101119 */
    uint64_t auto_increment_step; /* keys of one INSERT differ by this */
    uint64_t max_packet;          /* longest statement with its values */
    char text[64];
} mysql_server;

/* Where the connection goes, kept for the second one that cancel() makes. */
typedef struct mysql_address {
    const char *host; /* NULL for a socket */
    const char *socket;
    unsigned port;
    bool is_local;
} mysql_address;

typedef struct mysql_row_block mysql_row_block;

struct rowan_driver_connection {
    const rowan_host *host;
    MYSQL *handle;
    mysql_settings settings;
    mysql_address address;
    rowan_url_parts url; /* its texts are copies in `texts` */
    char *texts;
    size_t texts_size;
    mysql_server server;
    int64_t deadline_us; /* 0: none */
    bool is_encrypted;
    bool is_broken;      /* nothing can be sent any more */
    bool has_timed_out;  /* the last call was ended by the deadline */
    bool is_sullied;     /* SQL may have left session state behind */
    mysql_damage damage;
    char xa_name[65]; /* of the XA transaction that is active, or "" */
    int64_t last_id;
    /* The number of the present work, whether it runs, and what cancel() has
     * done to it. See mysql_cancel.c. */
    atomic_uint_fast64_t work;
    atomic_ulong thread_id; /* the server's name for it, for a kill */
    rowan_driver_statement *statements; /* all that are prepared */
    rowan_driver_statement *streaming;  /* whose rows are on the wire */
    rowan_driver_statement *bulk;       /* of bulk_begin() */
    int64_t bulk_rows;
    bool bulk_owns_transaction;
};

extern const rowan_driver mysql__driver;

/* mysql_open.c */
int32_t mysql__connect(const rowan_connect_params *params,
                       rowan_driver_connection **ret_connection,
                       rowan_error *err);
void mysql__disconnect(rowan_driver_connection *connection);
/* A client handle with every option set but what it connects to. */
MYSQL *mysql__handle_new(const rowan_driver_connection *connection,
                         int64_t deadline_us);
/* Closes the connection and opens it again, to the same server. */
rowan_status mysql__reconnect(rowan_driver_connection *connection,
                              rowan_error *err);
/* Sends what makes a new or reset session ours. */
rowan_status mysql__session_fix(rowan_driver_connection *connection,
                                rowan_error *err);

/* mysql_server.c: asks the server what it is. */
/* Whether the URL asks for a server that takes writes, and whether a code of
 * the server's says that it does not. */
bool mysql__wants_writes(const rowan_driver_connection *connection);
bool mysql__is_read_only_code(unsigned code);
rowan_status mysql__server_ask(rowan_driver_connection *connection,
                               rowan_error *err);

/* --- calls that may wait (mysql_wait.c) ---------------------------------- */

int64_t mysql__now_us(void);
/* ROWAN_CONNECT_FAILED: the handle says why. ROWAN_TIMEOUT where a host's name
 * got no answer: the handle is gone then. */
rowan_status mysql__connect_bounded(const rowan_host *host, MYSQL **handle,
                                    const mysql_address *address,
                                    const rowan_url_parts *url,
                                    int64_t deadline_us);
int mysql__query_bounded(MYSQL *handle, const char *sql, size_t size,
                         int64_t deadline_us);

/* The client library's calls, within the connection's deadline; they answer
 * as the library does. */
int mysql__call_query(rowan_driver_connection *connection, const char *sql,
                      size_t size);
int mysql__call_store(rowan_driver_connection *connection,
                      MYSQL_RES **ret_result);
int mysql__call_next_result(rowan_driver_connection *connection);
int mysql__call_ping(rowan_driver_connection *connection);
int mysql__call_reset(rowan_driver_connection *connection);
int mysql__call_prepare(rowan_driver_connection *connection, MYSQL_STMT *stmt,
                        const char *sql, size_t size);
int mysql__call_execute(rowan_driver_connection *connection, MYSQL_STMT *stmt);
int mysql__call_fetch(rowan_driver_connection *connection, MYSQL_STMT *stmt);
int mysql__call_free(rowan_driver_connection *connection, MYSQL_STMT *stmt);
int mysql__call_stmt_next(rowan_driver_connection *connection,
                          MYSQL_STMT *stmt);

/* --- work and its end (mysql_cancel.c) ----------------------------------- */

/* Marks work that a cancel() from now on shall end. */
void mysql__work_begin(rowan_driver_connection *connection);
/* Its end: waits for a cancel() that has begun to kill. */
void mysql__work_end(rowan_driver_connection *connection);
int32_t mysql__cancel(rowan_driver_connection *connection, rowan_error *err);
/* Ends what the server does for this connection, by another one; false if it
 * could not be asked in time. From any thread. */
bool mysql__kill_query(rowan_driver_connection *connection,
                       int64_t deadline_us);
/* Whether a kill may be the cause of what happens on the connection. */
bool mysql__is_killed(const rowan_driver_connection *connection);
/* Makes sure that no kill is left for what is sent next. */
void mysql__kill_spend(rowan_driver_connection *connection);

/* --- simple statements (mysql_driver.c) ---------------------------------- */

/* Runs SQL text without binds and drops what it gives. */
rowan_status mysql__run(rowan_driver_connection *connection, const char *sql,
                        const char *asked, rowan_error *err);
bool mysql__is_in_transaction(const rowan_driver_connection *connection);
/* Refuses what a damaged transaction or a broken connection cannot do, and
 * gets the wire free. */
rowan_status mysql__ready(rowan_driver_connection *connection,
                          const char *asked, rowan_error *err);
/* Whether what was sent has had no answer that tells; status is that of the
 * failure. And what is then said of a COMMIT. */
bool mysql__is_unanswered(const rowan_driver_connection *connection,
                          rowan_status status);
rowan_status mysql__in_doubt(rowan_driver_connection *connection,
                             rowan_error *err);
int32_t mysql__begin(rowan_driver_connection *connection,
                     const rowan_begin_params *params, rowan_error *err);
int32_t mysql__commit(rowan_driver_connection *connection, rowan_error *err);
int32_t mysql__rollback(rowan_driver_connection *connection,
                        rowan_error *err);
/* Rolls back a transaction that the plugin began by itself, also after the
 * deadline; and ends it after a statement of that status: commits after
 * ROWAN_OK, and else rolls back. Returns what came of it. */
rowan_status mysql__take_back(rowan_driver_connection *connection,
                              rowan_error *err);
rowan_status mysql__end_own(rowan_driver_connection *connection,
                            rowan_status status, rowan_error *err);

/* --- statements (mysql_statement.c) -------------------------------------- */

typedef enum mysql_state {
    MYSQL_STATE_IDLE,
    MYSQL_STATE_STREAMING, /* rows are on the wire */
    MYSQL_STATE_BUFFERED,  /* rows are in memory */
    MYSQL_STATE_DONE,
    MYSQL_STATE_STALE /* has other columns than its reader knows */
} mysql_state;

/* Longest text that host->value_format() writes. */
#define MYSQL_VALUE_TEXT_SIZE 80

/* A bind's value where it is not the caller's own memory. */
typedef union mysql_scratch {
    MYSQL_TIME time;
    char text[MYSQL_VALUE_TEXT_SIZE];
} mysql_scratch;

/* One column of the result: what it is, and where a row's cell is put. */
typedef struct mysql_column {
    char *name;
    enum enum_field_types type; /* as it is fetched */
    enum enum_field_types declared; /* as the server told it last, */
    unsigned charset, decimals;     /* with these */
    bool is_unsigned;
    bool is_binary;   /* bytes, not text */
    bool is_fraction; /* a decimal whose trailing zeros say nothing */
    bool is_whole;    /* a decimal without places */
    bool is_plain_text; /* text that is given as it is */
    my_bool is_null;
    my_bool error;
    unsigned long length;
    char *text; /* for texts and bytes; grows to what is needed */
    size_t text_size;
    union {
        signed char tiny;
        short small;
        int plain;
        long long big;
        float single;
        double real;
        MYSQL_TIME time;
        char formatted[MYSQL_VALUE_TEXT_SIZE];
    } raw;
} mysql_column;

struct rowan_driver_statement {
    rowan_driver_connection *connection;
    rowan_driver_statement *previous, *next; /* of the connection */
    MYSQL_STMT *handle; /* NULL: to be prepared (again) at execution */
    char *sql;
    size_t sql_size;
    bool is_plain_text; /* not of the binary protocol: sent as text */
    bool sullies;       /* may leave session state behind */
    bool is_returning;  /* has columns that prepare does not tell */
    bool is_query;      /* reads only, as far as its first word tells */
    uint32_t bind_count, column_count;
    bool is_bound; /* the handle has binds of these types, and the server too */
    MYSQL_BIND *binds;
    mysql_scratch *scratch; /* one a bind */
    char *indicators;       /* one a bind, for array binding */
    MYSQL_BIND *results;
    mysql_column *columns;
    const uint32_t *wanted; /* the caller's */
    mysql_state state;
    bool is_result_bound;
    bool is_unreadable; /* rows on the wire are not as prepare told */
    int64_t affected_rows;
    int64_t insert_id;
    /* Rows kept in memory because the wire was needed. */
    mysql_row_block *first_block, *last_block;
    mysql_row_block *read_block;
    size_t read_at;           /* in it, in bytes */
    rowan_status late_status; /* comes after the last kept row */
    rowan_error *late_error;
};

SLOTS_OF_STATEMENTS(mysql__);
uint32_t mysql__statement_consecutive_ids(rowan_driver_statement *statement,
                                          uint32_t row_count,
                                          int64_t *ret_first);
/* Gets a handle for a statement that has none. */
rowan_status mysql__statement_revive(rowan_driver_statement *statement,
                                     rowan_error *err);
/* One row from the wire: ROWAN_OK, ROWAN_DONE or an error. */
rowan_status mysql__statement_fetch(rowan_driver_statement *statement,
                                    rowan_value *cells, rowan_error *err);
/* The statement has no business on the wire any more: drops rows that are
 * there, and whatever comes after them. */
void mysql__statement_leave_wire(rowan_driver_statement *statement);
/* Server-side statements are gone: forgets them all. */
void mysql__statements_forget(rowan_driver_connection *connection);

/* mysql_returning.c: columns that prepare has not told. */
rowan_status mysql__returning_describe(rowan_driver_statement *statement,
                                       rowan_error *err);

/* mysql_guard.c: runs start() so that no value is cut with a mere note. */
typedef rowan_status mysql_start(rowan_driver_statement *statement,
                                 const rowan_value *binds, rowan_error *err);
rowan_status mysql__guarded(rowan_driver_statement *statement,
                            const rowan_value *binds, mysql_start *start,
                            rowan_error *err);
/* Refuses what the last execution cut, and damages the transaction. */
rowan_status mysql__check_cut(rowan_driver_statement *statement,
                              const rowan_value *binds, uint32_t row_count,
                              rowan_error *err);

/* mysql_rows.c: takes what the streaming statement has on the wire into
 * memory; failures are told when its reader gets there. */
void mysql__rows_keep(rowan_driver_statement *statement);
rowan_status mysql__rows_next(rowan_driver_statement *statement,
                              rowan_value *cells, rowan_error *err);
void mysql__rows_free(rowan_driver_statement *statement);

/* --- values -------------------------------------------------------------- */

/* Whether values of a kind are views of text or bytes. */
static inline bool
mysql__has_text(uint32_t kind)
{
    return kind == ROWAN_KIND_TEXT || kind == ROWAN_KIND_BYTES ||
           kind == ROWAN_KIND_DECIMAL || kind == ROWAN_KIND_JSON;
}

static inline bool
mysql__value_is_null(const rowan_value *value)
{
    return value->kind == ROWAN_KIND_NULL ||
           (mysql__has_text(value->kind) && !value->as.text.data);
}

/* mysql_values.c: fills statement->binds[i] for a value, or says why the
 * value is refused. */
const char *mysql__value_bind(rowan_driver_statement *statement, uint32_t i,
                              const rowan_value *value);
rowan_status mysql__values_bind(rowan_driver_statement *statement,
                                const rowan_value *binds, rowan_error *err);
const char *mysql__kind_name(uint32_t kind);
rowan_status mysql__value_refused(rowan_driver_statement *statement,
                                  uint32_t bind, uint32_t kind,
                                  const char *reason, rowan_error *err);

/* mysql_read.c: where rows are put, and from there into cells. */
rowan_status mysql__columns_describe(rowan_driver_statement *statement,
                                     MYSQL_RES *meta, rowan_error *err);
rowan_status mysql__columns_follow(rowan_driver_statement *statement,
                                   const MYSQL_FIELD *fields,
                                   rowan_error *err);
void mysql__columns_free(rowan_driver_statement *statement);
rowan_status mysql__cells_read(rowan_driver_statement *statement,
                               rowan_value *cells, rowan_error *err);

/* --- many rows (mysql_bulk.c) -------------------------------------------- */

SLOTS_OF_MANY_ROWS(mysql__);

/* --- two-phase commit (mysql_xa.c) --------------------------------------- */

rowan_status mysql__xa_begin(rowan_driver_connection *connection,
                             const char *identifier, rowan_error *err);
rowan_status mysql__xa_end(rowan_driver_connection *connection,
                           bool is_commit, rowan_error *err);
int32_t mysql__xa_prepare(rowan_driver_connection *connection,
                          const char *identifier, rowan_error *err);
int32_t mysql__xa_commit(rowan_driver_connection *connection,
                         const char *identifier, rowan_error *err);
int32_t mysql__xa_rollback(rowan_driver_connection *connection,
                           const char *identifier, rowan_error *err);

/* --- errors (mysql_errors.c) --------------------------------------------- */

/* The column that a note such as "... for column 'x' at row 1" is about. */
void mysql__note_column(const char *message, char *column, size_t size);
/* Says what the server or the client library answered to the last call, and
 * notes what that means for connection and transaction. asked completes
 * "cannot ...". */
rowan_status mysql__error(rowan_driver_connection *connection,
                          const char *asked, rowan_error *err);
rowan_status mysql__stmt_error(rowan_driver_statement *statement,
                               const char *asked, rowan_error *err);
/* The same while connecting, for a handle that is not a connection's. */
rowan_status mysql__handle_error(const rowan_host *host, MYSQL *handle,
                                 const char *asked, rowan_error *err);

/* --- text and reflection ------------------------------------------------- */

SLOTS_OF_TEXT(mysql__);

/* What its dates can be. */
#define MYSQL_DAY_US INT64_C(86400000000)
#define MYSQL_DATE_MIN (-719528) /* 0000-01-01 */
#define MYSQL_DATE_MAX 2932896   /* 9999-12-31 */
#define MYSQL_TIMESTAMP_MIN (MYSQL_DATE_MIN * MYSQL_DAY_US)
#define MYSQL_TIMESTAMP_MAX ((MYSQL_DATE_MAX + 1) * MYSQL_DAY_US - 1)

/* What a server of this kind and version can do. */
void mysql__capabilities_fill(const mysql_server *server,
                              rowan_capabilities *caps);

/* mysql_types.c */
/* What information_schema says of a type. */
typedef struct mysql_type_facts {
    const char *name;    /* "varchar"; "json" also where it is a text */
    const char *native;  /* "int(10) unsigned" */
    const char *charset; /* NULL: it is no text */
    int64_t length;      /* in characters, or bytes; 0: none is said */
    int64_t precision, scale;
} mysql_type_facts;
rowan_type mysql__type_of(const mysql_type_facts *facts);

#endif
