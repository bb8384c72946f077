/* SPDX-License-Identifier: MIT */
/* What the files of this plugin share. Nothing here is exported. */
#ifndef ROWAN_POSTGRESQL_PRIV_H
#define ROWAN_POSTGRESQL_PRIV_H

#include "../shared/fail.h"
#include "../shared/slots.h"

#include <endian.h>
#include <libpq-fe.h>
#include <locale.h>
#include <rowan/plugin/plugin.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

/* --- URL options (postgresql_options.c) ----------------------------------- */

/* The order is that of the table in postgresql_options.c. */
typedef enum pg_option {
    PG_OPTION_PREPARE,
    PG_OPTION_TLS,
    PG_OPTION_ENV,
    PG_OPTION_TARGET,
    PG_OPTION_STATEMENT_TIMEOUT,
    PG_OPTION_LOCK_TIMEOUT,
    PG_OPTION_IDLE_TRANSACTION_TIMEOUT,
    PG_OPTION_SEARCH_PATH,
    PG_OPTION_OWN_COUNT,
    /* From here on libpq's own, by libpq's names. */
    PG_OPTION_SSLMODE = PG_OPTION_OWN_COUNT,
    PG_OPTION_APPLICATION_NAME,
    PG_OPTION_COUNT = PG_OPTION_OWN_COUNT + 19
} pg_option;

/* What `prepare` may be. */
typedef enum pg_prepare {
    PG_PREPARE_NAMED,   /* statements stay prepared on the server */
    PG_PREPARE_UNNAMED, /* one at a time does, without a name */
    PG_PREPARE_OFF      /* each execution parses: the session may change */
} pg_prepare;

typedef struct pg_settings {
    const char *text[PG_OPTION_COUNT]; /* as given, or NULL */
    pg_prepare prepare;
    bool is_insecure; /* tls=insecure */
    bool uses_environment;
} pg_settings;

extern const rowan_option_info pg__options[];

rowan_status pg__settings_parse(const rowan_host *host,
                                const rowan_url_parts *url,
                                pg_settings *ret_settings, rowan_error *err);

/* What libpq is told: pairs ended by a NULL keyword. */
#define PG_PARAMETERS_MAX 64
typedef struct pg_parameters {
    const char *keywords[PG_PARAMETERS_MAX];
    const char *values[PG_PARAMETERS_MAX];
    int count;
    char port[8];
    char user[64]; /* of the process, where the URL names none */
} pg_parameters;

/* For one of the hosts of the URL. libpq takes what it is not told from the
 * environment and from files, so it is told all of that. */
rowan_status pg__parameters_make(const rowan_host *host,
                                 const rowan_url_parts *url,
                                 const pg_settings *settings,
                                 size_t host_index, const char *target,
                                 pg_parameters *ret_parameters,
                                 rowan_error *err);

/* --- scratch memory (postgresql_scratch.c) -------------------------------- */

/* Memory that is given back all at once. */
typedef struct pg_scratch {
    struct pg_scratch_block *newest;
    bool is_used; /* since the last rewind */
} pg_scratch;

/* NULL when out of memory. */
void *pg__scratch_take(const rowan_host *host, pg_scratch *scratch,
                       size_t size);
/* Forgets what was taken, and keeps the largest block for what comes. */
void pg__scratch_rewind_used(const rowan_host *host, pg_scratch *scratch);
static inline void
pg__scratch_rewind(const rowan_host *host, pg_scratch *scratch)
{
    if (scratch->is_used)
        pg__scratch_rewind_used(host, scratch);
}
void pg__scratch_done(const rowan_host *host, pg_scratch *scratch);

/* --- connections (postgresql_driver.c) ------------------------------------ */

/* Statements such as BEGIN and SAVEPOINT, which answer nothing of interest,
 * wait here and go out with the next statement, in one round trip. */
#define PG_PENDING_MAX 8
#define PG_CONTROL_SIZE 96
/* So many names may wait to be freed on the server, which is done with the next
 * prepare outside a transaction, before new statements get none. */
#define PG_DEAD_MANY 64
#define PG_NAME_SIZE 24 /* of a statement's name on the server */

/* Commands that are sent along with others (postgresql_fixed.c). */
typedef enum pg_fixed {
    PG_FIXED_BEGIN,
    PG_FIXED_NUMBER, /* asks for the transaction's */
    PG_FIXED_COMMIT,
    PG_FIXED_COUNT
} pg_fixed;

/* The protocol has room for 65535. But libpq takes a description of parameters
 * of more than 30000 bytes, four of them each, for a server that has lost its
 * way, and drops the connection. */
#define PG_MOST_BINDS 7498

/* What travels along with the last statement of a transaction. */
typedef struct pg_ahead {
    uint32_t announced; /* ROWAN_COMMIT_..., for the next statement */
    bool is_sent;       /* the COMMIT is: not to be taken back */
    bool has_number;    /* the transaction's has come */
    bool has_ended;     /* commit() is to tell what is in error */
    char number[24];    /* "" for a transaction that has written nothing */
    rowan_error error;
} pg_ahead;

struct rowan_driver_connection {
    const rowan_host *host;
    PGconn *handle;
    struct pg_canceller *canceller;
    locale_t c_locale; /* for reals that come as text */
    int64_t deadline_us; /* of CLOCK_MONOTONIC; 0: none */
    pg_prepare prepare;
    bool is_lost;      /* no use any more, whatever libpq thinks */
    bool is_too_late;  /* the cancel of the last deadline: it was done */
    bool is_altered;   /* the session's state is not as it was at connect */
    bool is_worn;      /* nor can it be put back */
    bool has_timeouts; /* statement_timeout is set: 57014 may be that */
    bool wants_writes; /* target_session_attrs asks for who takes them */
    bool reads_only;   /* the transaction, as it was asked for */
    bool has_two_phase;
    bool begins;          /* pending[0] is BEGIN: the server knows of nothing */
    bool is_in_transaction; /* as of the last answer, for while one is due */
    unsigned pending_count;
    char pending[PG_PENDING_MAX][PG_CONTROL_SIZE];
    uint32_t *dead; /* numbers of statements whose names wait to be freed */
    unsigned dead_count, dead_capacity;
    uint32_t next_number; /* of a statement or cursor */
    uint32_t name_salt; /* or a pooler would take another's names for ours */
    uint32_t fixed; /* of the first pg_fixed, if they are prepared */
    char fixed_names[PG_FIXED_COUNT][PG_NAME_SIZE];
    rowan_driver_statement *unnamed; /* whose text the server has unnamed */
    rowan_driver_statement *streams; /* with an open cursor */
    struct pg_bulk *bulk;
    char *reset_sql; /* undoes what a session has set, and */
    const char *settings_sql; /* at its end, sets one up */
    atomic_uint work; /* the number of the present one, or the last */
    atomic_uint cancel_count;
    unsigned cancel_seen; /* the count when the present work began */
    char incarnation[40]; /* of the server's memory; empty until asked */
    pg_ahead ahead;
    rowan_error failure; /* of execute(), until it is told; else empty */
};

extern const rowan_driver pg__driver;

/* Connects, one host after the other (postgresql_open.c). */
int32_t pg__connect(const rowan_connect_params *params,
                    rowan_driver_connection **ret_connection,
                    rowan_error *err);
void pg__disconnect(rowan_driver_connection *connection);

/* Transactions (postgresql_transaction.c). */
uint32_t pg__transaction_state(rowan_driver_connection *connection);
int32_t pg__begin(rowan_driver_connection *connection,
                  const rowan_begin_params *params, rowan_error *err);
int32_t pg__commit(rowan_driver_connection *connection, rowan_error *err);
int32_t pg__rollback(rowan_driver_connection *connection, rowan_error *err);
int32_t pg__savepoint(rowan_driver_connection *connection, uint32_t number,
                      rowan_error *err);
int32_t pg__savepoint_release(rowan_driver_connection *connection,
                              uint32_t number, rowan_error *err);
int32_t pg__savepoint_rollback(rowan_driver_connection *connection,
                               uint32_t number, rowan_error *err);
int32_t pg__reset(rowan_driver_connection *connection, rowan_error *err);
uint32_t pg__needs_reset(rowan_driver_connection *connection);
/* Keeps a control statement for the next round trip. */
rowan_status pg__pend(rowan_driver_connection *connection, const char *control,
                      rowan_error *err);
/* Sends what is pending, then sql (NULL: nothing more), which may be several
 * statements; the command tag of the last answer goes to tag. asked completes
 * "cannot ...". */
rowan_status pg__control(rowan_driver_connection *connection, const char *sql,
                         const char *asked, char tag[24], rowan_error *err);
/* The same, and answers whose loss leaves a commit in doubt. */
rowan_status pg__control_commit(rowan_driver_connection *connection,
                                const char *sql, const char *asked,
                                char tag[24], rowan_error *err);

/* The first value of a statement without parameters as text; "" for NULL. */
rowan_status pg__ask(rowan_driver_connection *connection, const char *sql,
                     const char *asked, char answer[64], rowan_error *err);

/* Queues a command, or any text that takes the unnamed place, in a pipeline: 0
 * if libpq does not take it (postgresql_fixed.c). */
int pg__fixed_send(rowan_driver_connection *connection, pg_fixed which);
int pg__text_send(rowan_driver_connection *connection, const char *sql);
/* Prepares them, once, where statements have names; a round trip. */
rowan_status pg__fixed_prepare(rowan_driver_connection *connection,
                               const char *asked, rowan_error *err);
/* The server may not have them any more. */
void pg__fixed_forget(rowan_driver_connection *connection);

/* The commit beside the last statement (postgresql_ahead.c). */
void pg__commit_follows(rowan_driver_connection *connection, uint32_t how);
/* Forgets what was announced and what came of it. */
void pg__ahead_forget(rowan_driver_connection *connection);
/* Before a statement that something travels along with: what has to be known.
 * Takes back what is not possible with it. */
rowan_status pg__ahead_prepare(const rowan_driver_statement *statement,
                               rowan_error *err);
/* Queues it behind the statement: 0 if libpq does not take it. */
int pg__ahead_send(rowan_driver_connection *connection);
/* Reads the answers to it, behind that of a statement that went well. */
rowan_status pg__ahead_read(rowan_driver_connection *connection,
                            rowan_error *err);
/* Whether a statement's failure leaves open if the transaction is committed. */
bool pg__ahead_is_in_doubt(const rowan_driver_connection *connection,
                           rowan_status status, const rowan_error *error);
/* commit() of a transaction whose COMMIT was sent. */
rowan_status pg__ahead_commit(rowan_driver_connection *connection,
                              rowan_error *err);

/* Two-phase commit and lost commits (postgresql_outcome.c). */
int32_t pg__prepare_transaction(rowan_driver_connection *connection,
                                const char *identifier, rowan_error *err);
int32_t pg__commit_prepared(rowan_driver_connection *connection,
                            const char *identifier, rowan_error *err);
int32_t pg__rollback_prepared(rowan_driver_connection *connection,
                              const char *identifier, rowan_error *err);
/* Asks, once, in which of its lives the server is. */
rowan_status pg__incarnation_learn(rowan_driver_connection *connection,
                                   const char *asked, rowan_error *err);
int32_t pg__transaction_token(rowan_driver_connection *connection,
                              char *ret_token, rowan_error *err);
int32_t pg__transaction_outcome(rowan_driver_connection *connection,
                                const char *token, rowan_error *err);

/* --- waiting (postgresql_wait.c) ------------------------------------------ */

/* Microseconds of CLOCK_MONOTONIC. */
int64_t pg__now_us(void);
/* Waits until the socket is ready for events of poll(), not beyond a deadline
 * (0: none). ROWAN_OK, ROWAN_TIMEOUT or ROWAN_IO. */
rowan_status pg__poll(int socket, short events, int64_t deadline_us);
/* Begins work that a deadline and a cancel() from now on shall end; asked
 * completes "cannot ..." for a connection that is lost. */
rowan_status pg__work_begin(rowan_driver_connection *connection,
                            const char *asked, rowan_error *err);
/*
 * The next result as PQgetResult() gives it, NULL included, waited for. At the
 * deadline what runs is cancelled: ROWAN_TIMEOUT, with nothing left to read, or
 * the connection is lost. One that breaks gives a result that says so.
 */
rowan_status pg__result(rowan_driver_connection *connection,
                        PGresult **ret_result, rowan_error *err);
/* All results of one command: the first that is an error or a COPY, else the
 * last. */
rowan_status pg__answer(rowan_driver_connection *connection,
                        PGresult **ret_result, rowan_error *err);
/* Sends what libpq has queued, taking in what comes meanwhile. */
rowan_status pg__flush(rowan_driver_connection *connection, rowan_error *err);
/* Ends a pipeline: reads up to its sync and leaves the mode. */
rowan_status pg__pipeline_end(rowan_driver_connection *connection,
                              rowan_error *err);
/* libpq did not take what was to be sent. */
rowan_status pg__not_sent(rowan_driver_connection *connection,
                          const char *asked, rowan_error *err);

/* --- cancelling (postgresql_cancel.c) ------------------------------------- */

struct pg_canceller *pg__canceller_new(rowan_driver_connection *connection);
void pg__canceller_release(struct pg_canceller *canceller);
/* Asks the server to end what runs, waiting at most until a deadline. */
rowan_status pg__canceller_run(struct pg_canceller *canceller,
                               int64_t deadline_us);
/* Waits until all that was asked is over, so that what is sent next is safe
 * from it; ROWAN_TIMEOUT if that lasts too long. */
rowan_status pg__canceller_settle(struct pg_canceller *canceller,
                                  int64_t deadline_us);
int32_t pg__cancel(rowan_driver_connection *connection, rowan_error *err);

/* --- values (postgresql_encode.c, _array.c, _decode.c, _numeric.c, _text.c) */

/* The server's types as far as their binary form is known here. */
typedef enum pg_type {
    PG_TYPE_OTHER, /* in text */
    PG_TYPE_BOOL,
    PG_TYPE_INT2,
    PG_TYPE_INT4,
    PG_TYPE_INT8,
    PG_TYPE_OID,
    PG_TYPE_FLOAT4,
    PG_TYPE_FLOAT8,
    PG_TYPE_TEXT, /* and what is like it */
    PG_TYPE_BYTEA,
    PG_TYPE_DATE,
    PG_TYPE_TIME,
    PG_TYPE_TIMESTAMP, /* with a zone or without */
    PG_TYPE_INTERVAL,
    PG_TYPE_UUID,
    PG_TYPE_NUMERIC,
    PG_TYPE_JSON,
    PG_TYPE_JSONB,
    PG_TYPE_COUNT
} pg_type;

pg_type pg__type_of(Oid oid);
/* The type that a parameter is declared with; 0 lets the server find it. */
Oid pg__oid_of_kind(uint32_t kind);
const char *pg__kind_name(uint32_t kind);

/* What goes to the server for one value. */
typedef struct pg_sent {
    const char *data; /* NULL is NULL */
    int size;
    int format; /* 1: binary; 0: text with a NUL */
    char room[16];
} pg_sent;

/* Makes of a value what a parameter of type takes, in room, scratch or the
 * value itself. Returns why that cannot be, or NULL. */
const char *pg__encode(const rowan_host *host, pg_scratch *scratch,
                       pg_type type, const rowan_value *value,
                       pg_sent *ret_sent);
extern const char pg__no_memory_refusal[];
/* The same for a list of values and a parameter of an array type
 * (postgresql_array.c). */
const char *pg__encode_list(const rowan_host *host, pg_scratch *scratch,
                            Oid parameter_type,
                            const rowan_value_list *list, pg_sent *ret_sent);
/* The array's type whose elements are of a type; 0: not known. */
Oid pg__array_of(Oid element);

/* How the cells of a column become values: a way a column. */
typedef uint8_t pg_way;
/* The way for a type in binary form, 0 if there is none. */
pg_way pg__binary_way(pg_type type, uint32_t wanted);
/* Decodes what step() has not taken itself. */
rowan_status pg__decode(rowan_driver_statement *statement, uint32_t column,
                        const char *data, int size, rowan_value *cell,
                        rowan_error *err);
/* The ways that step() takes itself. */
enum { PG_WAY_NONE, PG_WAY_INT8, PG_WAY_INT4, PG_WAY_VIEW, PG_WAY_FLOAT8,
       PG_WAY_TIMESTAMP, PG_WAY_BOOL, PG_WAY_NEXT };

#define PG_EPOCH_DAYS 10957 /* 2000-01-01, the server's day zero */
#define PG_DAY_US INT64_C(86400000000)
#define PG_DATE_MIN (-2440588) /* -4713-11-24, day zero of Julius Scaliger */
#define PG_DATE_MAX 2145042905 /* 5874897-12-31 */
/* Their other end, in the year 294276, is beyond what the kind can hold. */
#define PG_TIMESTAMP_MIN (PG_DATE_MIN * PG_DAY_US)
#define PG_EPOCH_US (PG_EPOCH_DAYS * PG_DAY_US)

/* Numbers on the wire. */
static inline uint64_t
pg__get64(const char *data)
{
    uint64_t number;

    memcpy(&number, data, sizeof number);
    return be64toh(number);
}

static inline uint32_t
pg__get32(const char *data)
{
    uint32_t number;

    memcpy(&number, data, sizeof number);
    return be32toh(number);
}

static inline uint16_t
pg__get16(const char *data)
{
    uint16_t number;

    memcpy(&number, data, sizeof number);
    return be16toh(number);
}

static inline void
pg__put64(char *data, uint64_t number)
{
    number = htobe64(number);
    memcpy(data, &number, sizeof number);
}

static inline void
pg__put32(char *data, uint32_t number)
{
    number = htobe32(number);
    memcpy(data, &number, sizeof number);
}

static inline void
pg__put16(char *data, uint16_t number)
{
    number = htobe16(number);
    memcpy(data, &number, sizeof number);
}

/* A valid decimal to the server's form: size of the latter, 0 if it has too
 * many digits or is minus zero, -1 without memory. */
int pg__numeric_encode(const rowan_host *host, pg_scratch *scratch,
                       const char *text, size_t size, const char **ret_data);
/* And back. ROWAN_OUT_OF_RANGE for NaN and the infinities. */
rowan_status pg__numeric_decode(const rowan_host *host, pg_scratch *scratch,
                                const char *data, int size,
                                rowan_view *ret_text);
/* Reads a value of a kind from the server's text; see postgresql_text.c. */
rowan_status pg__text_read(rowan_driver_statement *statement, uint32_t kind,
                           pg_type type, const char *text, size_t size,
                           rowan_value *cell);

/* --- statements (postgresql_prepare.c, _statement.c) ---------------------- */

typedef enum pg_state {
    PG_STATE_IDLE,
    PG_STATE_ROWS,
    PG_STATE_DONE,
    PG_STATE_STALE /* has other columns than its reader knows */
} pg_state;

struct rowan_driver_statement {
    rowan_driver_connection *connection;
    char *sql;
    Oid *declared_types; /* of the parameters, 0 where the server may choose */
    Oid *parameter_types;
    pg_type *parameter_classes;
    /* The columns' names, and nothing else. */
    PGresult *description;
    Oid *column_types;
    pg_type *column_classes;
    pg_way *ways;
    uint32_t *ways_wanted; /* the kinds that they are for, */
    bool has_ways;         /* and of these columns, in binary if they can be */
    uint32_t declared_count, parameter_count, column_count;
    uint32_t number; /* its name on the server, or 0 */
    char name[PG_NAME_SIZE]; /* of that number; "" for none */
    bool alters;         /* may leave something behind in the session */
    bool names;          /* leaves a name that reset() cannot take back */
    bool is_query;       /* a cursor can be had of it */
    bool is_writing;     /* by its first word */
    bool is_binary;      /* the result */
    bool is_unplanned;   /* sent last as text that the server had not parsed */
    bool is_stale;       /* to be prepared again before its next use */
    bool name_is_gone;   /* the server does not know it any more */
    pg_state state;
    const uint32_t *wanted; /* the caller's, one a column */
    PGresult *result;
    int row, row_count;
    int64_t affected_rows;
    pg_scratch scratch; /* of the binds, then of the present row */
    /* A stream's. */
    uint32_t fetch_rows; /* of the next execution; 0: not a stream */
    uint32_t cursor;     /* its number; 0: none is open */
    uint32_t cursor_rows; /* asked for at a time */
    bool cursor_is_held;  /* lives beyond the transaction */
    bool cursor_is_done;  /* the last rows are in result */
    bool cursor_is_unsure; /* a rollback to a savepoint may have closed it */
    bool cursor_is_gone;   /* the transaction has ended under it */
    rowan_driver_statement *next_stream;
};

/* The name of a number, and its end: freed with a later prepare. */
void pg__name(const rowan_driver_connection *connection, uint32_t number,
              char ret_name[PG_NAME_SIZE]);
void pg__name_free(rowan_driver_connection *connection, uint32_t number);
/* Whether SQL or a command tag begins with a word, or one of several. */
bool pg__begins_with(const char *sql, const char *word);
bool pg__is_one_of(const char *sql, const char *const *words);
SLOTS_OF_STATEMENTS(pg__);
/* Parses the text on the server (again) and learns its types. */
rowan_status pg__statement_describe(rowan_driver_statement *statement,
                                    rowan_error *err);

/* Whether a description or result has the columns that the statement has told
 * of, by their names; their types may be others, and are then learned. */
bool pg__columns_are_known(rowan_driver_statement *statement,
                           const PGresult *result);
/* Whether a result can be read as the statement's. */
bool pg__result_fits(rowan_driver_statement *statement, const PGresult *result);
/* Rows that a result says it has changed. */
int64_t pg__result_affected(const PGresult *result);

/* Values of one execution as libpq wants them. */
typedef struct pg_arguments {
    pg_sent *sent;
    const char **data;
    int *sizes, *formats;
} pg_arguments;
rowan_status pg__arguments_make(rowan_driver_statement *statement,
                                const rowan_value *binds,
                                pg_arguments *ret_arguments, rowan_error *err);
/* Queues an execution: 0 if libpq does not take it. */
int pg__statement_send(rowan_driver_statement *statement,
                       const pg_arguments *arguments);
/* Queues what is pending: 0 if libpq does not take it. In a pipeline. */
int pg__pending_send(rowan_driver_connection *connection);
/* Reads the answers to it, and forgets it. */
rowan_status pg__pending_answers(rowan_driver_connection *connection,
                                 rowan_error *err);

/* Remembers what an error says of the statement's plan and name. */
void pg__statement_note_stale(rowan_driver_statement *statement,
                              const PGresult *result);
SLOTS_OF_MANY_ROWS(pg__);

/* Streams, by a cursor (postgresql_stream.c). */
void pg__stream(rowan_driver_statement *statement, uint32_t fetch_rows);
rowan_status pg__stream_open(rowan_driver_statement *statement,
                             const rowan_value *binds, rowan_error *err);
/* The next piece of the result: ROWAN_DONE when there is none. */
rowan_status pg__stream_fetch(rowan_driver_statement *statement,
                              rowan_error *err);
void pg__stream_close(rowan_driver_statement *statement);
/* The server has closed the cursors that a transaction had. */
void pg__streams_ended(rowan_driver_connection *connection);
/* It has closed those that were opened since a savepoint. */
void pg__streams_unsure(rowan_driver_connection *connection);

/* --- errors (postgresql_errors.c) ----------------------------------------- */

/* Says what the server answered. Returns the status. asked completes
 * "cannot ...". */
rowan_status pg__error(rowan_driver_connection *connection,
                       const PGresult *result, const char *asked,
                       rowan_error *err);
/* Why a connection could not be made. */
rowan_status pg__connect_error(const rowan_host *host, PGconn *handle,
                               const char *where, rowan_error *err);
rowan_status pg__lost(rowan_driver_connection *connection, const char *asked,
                      rowan_error *err);
/* Passes an error on. Returns its status. */
rowan_status pg__error_copy(const rowan_host *host, const rowan_error *from,
                            rowan_error *err);
/* The same for an answer that was lost, of what commits. */
rowan_status pg__error_in_doubt(const rowan_host *host,
                                const rowan_error *from, const char *what,
                                rowan_error *err);
bool pg__is_error(const PGresult *result);
/* Says that a statement gives other columns than when it was prepared. */
rowan_status pg__stale(const rowan_host *host, rowan_error *err);
/* A plan of the server's is out of date: prepare again. */
bool pg__is_stale_plan(const PGresult *result);

/* --- text and reflection -------------------------------------------------- */

SLOTS_OF_TEXT(pg__);
extern const rowan_capabilities pg__capabilities_static;

/* What a server of this version can do. */
void pg__capabilities_fill(const rowan_driver_connection *connection,
                           rowan_capabilities *caps);

/* postgresql_types.c */
/* The type that has this name among the server's own, or NULL; a category (S
 * for texts, E for enumerations) and a modifier. enum_name is kept. */
rowan_type pg__generic_type(const char *builtin, const char *enum_name,
                       char category, int32_t modifier);

#endif
