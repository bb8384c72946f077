/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, by the server's and the client library's numbers.
 *
 * The class of an error comes from its number alone. Table, column and
 * constraint are told only in the message; they are taken from there once the
 * number has said which message it is (the session's language is English).
 * Messages that show values are not passed on: what replaces them is in the
 * table below.
 */

#include "mysql_priv.h"

#include <errmsg.h>
#include <stdio.h>
#include <string.h>

#define INTERRUPTED 1317
#define NAME_SIZE 128 /* as the fields of rowan_error */

/* What is named in a message, and how. */
typedef enum error_form {
    FORM_NONE,
    FORM_KEY,        /* the last '...' is a constraint: "for key 'name'" */
    FORM_COLUMN,     /* the first '...' is a column: "Column 'x' cannot" */
    FORM_FOR_COLUMN, /* "... for column 'x'", perhaps `db`.`t`.`x` */
    FORM_CHECK,      /* CONSTRAINT `x` failed for `db`.`t`, 'x' in MySQL */
    FORM_FOREIGN,    /* (`db`.`t`, CONSTRAINT `x` FOREIGN KEY (`c`) ... */
    FORM_TABLE       /* the first '...' is a table: 'db.t' */
} error_form;

typedef struct error_class {
    unsigned code;
    rowan_status status;
    rowan_retry retry;
    error_form form;
    mysql_damage damage; /* to a transaction */
    const char *text;    /* instead of a message that shows values */
    const char *hint;
} error_class;

#define PLAIN(code_, status_)                                            \
    {                                                                    \
        (code_), ROWAN_##status_, ROWAN_RETRY_NEVER, FORM_NONE, 0, NULL, \
            NULL                                                         \
    }
#define NAMING(code_, status_, form_)                                     \
    {                                                                     \
        (code_), ROWAN_##status_, ROWAN_RETRY_NEVER, FORM_##form_, 0,     \
            NULL, NULL                                                    \
    }
#define HIDING(code_, status_, form_, text_)                              \
    {                                                                     \
        (code_), ROWAN_##status_, ROWAN_RETRY_NEVER, FORM_##form_, 0,     \
            (text_), NULL                                                 \
    }
#define RETRYING(code_, status_, retry_)                                   \
    {                                                                      \
        (code_), ROWAN_##status_, ROWAN_RETRY_##retry_, FORM_NONE, 0, NULL, \
            NULL                                                           \
    }
/* The server has rolled back, or the transaction must not go on. */
#define ENDING(code_, status_, hint_)                            \
    {                                                            \
        (code_), ROWAN_##status_, ROWAN_RETRY_TRANSACTION,       \
            FORM_NONE, MYSQL_DAMAGE_TRANSACTION, NULL, (hint_)   \
    }
#define DUPLICATE "a row with this key is there already"
#define NOT_THE_TYPE "the value does not fit the column's type"

static const error_class classes[] = {
    HIDING(1062, UNIQUE_VIOLATION, KEY, DUPLICATE),
    HIDING(1169, UNIQUE_VIOLATION, NONE, DUPLICATE),
    HIDING(1586, UNIQUE_VIOLATION, KEY, DUPLICATE),
    HIDING(1761, UNIQUE_VIOLATION, NONE, DUPLICATE),
    HIDING(1762, UNIQUE_VIOLATION, NONE, DUPLICATE),
    NAMING(1451, FOREIGN_KEY_VIOLATION, FOREIGN),
    NAMING(1452, FOREIGN_KEY_VIOLATION, FOREIGN),
    PLAIN(1216, FOREIGN_KEY_VIOLATION),
    PLAIN(1217, FOREIGN_KEY_VIOLATION),
    NAMING(1048, NOT_NULL_VIOLATION, COLUMN),
    NAMING(1364, NOT_NULL_VIOLATION, COLUMN),
    NAMING(1263, NOT_NULL_VIOLATION, COLUMN),
    NAMING(4025, CHECK_VIOLATION, CHECK),
    NAMING(3819, CHECK_VIOLATION, CHECK),

    NAMING(1264, OUT_OF_RANGE, FOR_COLUMN),
    NAMING(1406, OUT_OF_RANGE, FOR_COLUMN),
    NAMING(1265, OUT_OF_RANGE, FOR_COLUMN),
    HIDING(1690, OUT_OF_RANGE, NONE, "the result of an operation does not fit"),
    HIDING(1526, OUT_OF_RANGE, NONE, "no partition is for the value"),
    PLAIN(1365, OUT_OF_RANGE),
    PLAIN(1416, TYPE_MISMATCH),
    HIDING(1366, TYPE_MISMATCH, FOR_COLUMN, NOT_THE_TYPE),
    HIDING(1292, TYPE_MISMATCH, FOR_COLUMN, NOT_THE_TYPE),
    HIDING(1411, TYPE_MISMATCH, NONE, NOT_THE_TYPE),
    HIDING(1525, TYPE_MISMATCH, NONE, NOT_THE_TYPE),
    HIDING(3140, TYPE_MISMATCH, FOR_COLUMN, "the text is not JSON"),

    PLAIN(1064, SYNTAX),
    PLAIN(1065, SYNTAX),
    PLAIN(1149, SYNTAX),
    PLAIN(1305, SYNTAX), /* no such function */
    PLAIN(1630, SYNTAX),
    PLAIN(1052, SYNTAX), /* a column of two tables */
    PLAIN(1055, SYNTAX), /* of columns and groups */
    PLAIN(1056, SYNTAX),
    PLAIN(1111, SYNTAX),
    PLAIN(1140, SYNTAX),
    PLAIN(1066, SYNTAX), /* two tables of one name */
    PLAIN(1248, SYNTAX), /* one of none */
    PLAIN(1068, SYNTAX), /* two primary keys */
    PLAIN(1110, SYNTAX), /* a column twice */
    PLAIN(1136, SYNTAX), /* so many values, columns, arguments */
    PLAIN(1222, SYNTAX),
    PLAIN(1241, SYNTAX),
    PLAIN(1318, SYNTAX),
    PLAIN(1582, SYNTAX),
    PLAIN(1221, SYNTAX),
    PLAIN(1067, TYPE_MISMATCH), /* of a default */
    PLAIN(1193, NOT_FOUND),     /* no such variable */
    PLAIN(1228, INVALID),       /* one that cannot be set so */
    PLAIN(1229, INVALID),
    PLAIN(1238, INVALID),
    PLAIN(1231, INVALID),
    PLAIN(1232, INVALID),
    PLAIN(1210, INVALID),
    NAMING(1146, NO_SUCH_TABLE, TABLE),
    PLAIN(4091, NO_SUCH_TABLE), /* a sequence */
    PLAIN(4092, NO_SUCH_TABLE), /* a view */
    PLAIN(4089, NO_SUCH_TABLE), /* a table that is no sequence */
    NAMING(1051, NO_SUCH_TABLE, TABLE),
    NAMING(1109, NO_SUCH_TABLE, TABLE),
    NAMING(1932, NO_SUCH_TABLE, TABLE),
    PLAIN(1049, NOT_FOUND), /* no such database */
    PLAIN(1046, INVALID),   /* no database was named */
    NAMING(1054, NO_SUCH_COLUMN, COLUMN),
    NAMING(1072, NO_SUCH_COLUMN, COLUMN),
    NAMING(1050, ALREADY_EXISTS, TABLE),
    PLAIN(1007, ALREADY_EXISTS),
    NAMING(1060, ALREADY_EXISTS, COLUMN),
    PLAIN(1061, ALREADY_EXISTS),
    PLAIN(1826, ALREADY_EXISTS),
    PLAIN(1304, ALREADY_EXISTS),
    PLAIN(1359, ALREADY_EXISTS),
    PLAIN(1091, NOT_FOUND),
    PLAIN(1235, UNSUPPORTED),
    PLAIN(1295, UNSUPPORTED),
    PLAIN(1286, UNSUPPORTED),
    PLAIN(1289, UNSUPPORTED),

    ENDING(1205, BUSY,
           "another connection holds the lock; innodb_lock_wait_timeout says "
           "how long to wait"),
    ENDING(3572, BUSY, NULL), /* NOWAIT */
    ENDING(1213, DEADLOCK, NULL),
    ENDING(1614, DEADLOCK, NULL),      /* of an XA transaction */
    ENDING(1613, BUSY, NULL),          /* the same, a lock wait */
    ENDING(1402, SERIALIZATION, NULL), /* the same, any other cause */
    ENDING(1020, SERIALIZATION, NULL),
    ENDING(1180, DATABASE, NULL), /* an error during COMMIT */
    RETRYING(1412, SERIALIZATION, TRANSACTION),
    RETRYING(1243, STATEMENT_STALE, STATEMENT), /* the server forgot it */
    RETRYING(1615, STATEMENT_STALE, STATEMENT), /* or its table changes */
    PLAIN(INTERRUPTED, CANCELLED),
    PLAIN(1969, TIMEOUT), /* max_statement_time */
    PLAIN(3024, TIMEOUT),
    PLAIN(1397, NOT_FOUND), /* no such XA transaction */
    PLAIN(1440, ALREADY_EXISTS),
    PLAIN(1399, INVALID),
    PLAIN(1568, INVALID),

    RETRYING(CR_CONNECTION_ERROR, CONNECT_FAILED, CONNECT),
    RETRYING(CR_CONN_HOST_ERROR, CONNECT_FAILED, CONNECT),
    RETRYING(CR_IPSOCK_ERROR, CONNECT_FAILED, CONNECT),
    RETRYING(CR_SOCKET_CREATE_ERROR, CONNECT_FAILED, CONNECT),
    PLAIN(CR_UNKNOWN_HOST, CONNECT_FAILED),
    PLAIN(CR_VERSION_ERROR, CONNECT_FAILED),
    PLAIN(CR_SSL_CONNECTION_ERROR, CONNECT_FAILED),
    PLAIN(CR_AUTH_PLUGIN_CANNOT_LOAD, DENIED),
    PLAIN(CR_PLUGIN_NOT_ALLOWED, DENIED),
    RETRYING(CR_SERVER_GONE_ERROR, CONNECTION_LOST, CONNECT),
    RETRYING(CR_SERVER_LOST, CONNECTION_LOST, CONNECT),
    RETRYING(2055, CONNECTION_LOST, CONNECT),
    RETRYING(CR_ERR_NET_READ, CONNECTION_LOST, CONNECT),
    RETRYING(CR_ERR_NET_WRITE, CONNECTION_LOST, CONNECT),
    RETRYING(CR_ERR_NET_UNCOMPRESS, CONNECTION_LOST, CONNECT),
    RETRYING(CR_MALFORMED_PACKET, CONNECTION_LOST, CONNECT),
    RETRYING(1053, CONNECTION_LOST, CONNECT), /* the server shuts down */
    RETRYING(1927, CONNECTION_LOST, CONNECT), /* KILL CONNECTION */
    RETRYING(1047, CONNECTION_LOST, CONNECT), /* a Galera node not ready */
    RETRYING(1152, CONNECTION_LOST, CONNECT),
    RETRYING(1158, CONNECTION_LOST, CONNECT),
    RETRYING(1159, CONNECTION_LOST, CONNECT),
    RETRYING(1160, CONNECTION_LOST, CONNECT),
    RETRYING(1161, CONNECTION_LOST, CONNECT),
    RETRYING(1184, CONNECTION_LOST, CONNECT),
    RETRYING(1040, TOO_MANY_CONNECTIONS, CONNECT),
    RETRYING(1203, TOO_MANY_CONNECTIONS, CONNECT),
    RETRYING(1226, TOO_MANY_CONNECTIONS, CONNECT),

    PLAIN(1044, DENIED),
    PLAIN(1045, DENIED),
    PLAIN(1698, DENIED),
    PLAIN(1129, DENIED),
    PLAIN(1148, DENIED),
    PLAIN(4166, DENIED), /* the same: LOAD DATA LOCAL */
    PLAIN(1130, DENIED),
    PLAIN(1142, DENIED),
    PLAIN(1143, DENIED),
    PLAIN(1227, DENIED),
    PLAIN(1251, DENIED),
    PLAIN(1370, DENIED),
    PLAIN(1524, DENIED),
    PLAIN(1820, DENIED),
    PLAIN(1862, DENIED),
    PLAIN(3118, DENIED),
    PLAIN(4151, DENIED),
    PLAIN(1290, READ_ONLY),
    PLAIN(1792, READ_ONLY),
    PLAIN(1836, READ_ONLY),

    PLAIN(CR_OUT_OF_MEMORY, NO_MEMORY),
    PLAIN(5, NO_MEMORY),
    PLAIN(1037, NO_MEMORY),
    PLAIN(1038, NO_MEMORY),
    PLAIN(1041, NO_MEMORY),
    PLAIN(1021, STORAGE_FULL),
    PLAIN(1114, STORAGE_FULL),
    PLAIN(1030, IO),
    PLAIN(1034, CORRUPT),
    PLAIN(1035, CORRUPT),
    PLAIN(1194, CORRUPT),
    PLAIN(1712, CORRUPT),
    {1461, ROWAN_LIMIT, ROWAN_RETRY_STATEMENT, FORM_NONE, 0, NULL,
     "other connections have them all: raise max_prepared_stmt_count"},
    {1153, ROWAN_LIMIT, ROWAN_RETRY_NEVER, FORM_NONE, 0, NULL,
     "raise the server's max_allowed_packet"},
    {CR_NET_PACKET_TOO_LARGE, ROWAN_LIMIT, ROWAN_RETRY_NEVER, FORM_NONE, 0,
     NULL, "the URL option max_packet says what is taken"},
    PLAIN(1059, LIMIT),
    PLAIN(1069, LIMIT),
    PLAIN(1070, LIMIT),
    PLAIN(1071, LIMIT),
    PLAIN(1074, LIMIT),
    PLAIN(1117, LIMIT),
    PLAIN(1118, LIMIT),
    PLAIN(1390, LIMIT),
    {1170, ROWAN_LIMIT, ROWAN_RETRY_NEVER, FORM_COLUMN, 0, NULL,
     "a text in a key needs a .length here"},
    PLAIN(CR_COMMANDS_OUT_OF_SYNC, INTERNAL),
};

static const error_class *
find_class(unsigned code)
{
    static const error_class other = PLAIN(0, DATABASE);

    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (classes[i].code == code)
            return &classes[i];
    return &other;
}

/* --- details from messages ----------------------------------------------- */

typedef struct error_names {
    char table[NAME_SIZE];
    char column[NAME_SIZE];
    char constraint[NAME_SIZE];
} error_names;

static void
copy(char *field, const char *text, size_t size)
{
    if (size >= NAME_SIZE)
        size = NAME_SIZE - 1;
    memcpy(field, text, size);
    field[size] = '\0';
}

/* Copies what stands between the next two marks of text, without a part
 * before a point when it has one; what follows, or NULL. */
static const char *
take(char *field, const char *text, char mark)
{
    const char *begin = text ? strchr(text, mark) : NULL;
    const char *end = begin ? strchr(begin + 1, mark) : NULL;
    const char *point;

    if (!end)
        return NULL;
    begin++;
    point = memchr(begin, '.', (size_t)(end - begin));
    if (point && mark == '\'')
        begin = point + 1;
    copy(field, begin, (size_t)(end - begin));
    return end + 1;
}

/* The last of `db`.`t`.`x`, the last but one, or 'x'. */
static void
take_qualified(const char *text, error_names *names)
{
    char parts[3][NAME_SIZE] = {"", "", ""};
    int count = 0;

    if (*text != '`') {
        take(names->column, text, '\'');
        return;
    }
    while (text && *text == '`' && count < 3) {
        text = take(parts[count++], text, '`');
        if (text && *text == '.')
            text++;
    }
    copy(names->column, parts[count - 1], strlen(parts[count - 1]));
    if (count > 1)
        copy(names->table, parts[count - 2], strlen(parts[count - 2]));
}

static void
take_last(const char *message, error_names *names)
{
    const char *last = NULL;

    for (const char *at = strstr(message, " for key '"); at;
         at = strstr(at + 1, " for key '"))
        last = at;
    take(names->constraint, last, '\'');
}

static void
take_foreign(const char *message, error_names *names)
{
    char database[NAME_SIZE];
    const char *text = take(database, strchr(message, '('), '`');

    text = take(names->table, text, '`');
    text = text ? strstr(text, "CONSTRAINT ") : NULL;
    text = take(names->constraint, text, '`');
    text = text ? strstr(text, "FOREIGN KEY (") : NULL;
    take(names->column, text, '`');
}

static void
take_check(const char *message, error_names *names)
{
    char database[NAME_SIZE];
    char mark = strchr(message, '`') ? '`' : '\'';
    size_t size;
    const char *text = take(names->constraint, message, mark);

    if (mark == '`') {
        text = take(database, text, '`');
        take(names->table, text, '`');
    }
    /* A check of a column's own, as that of JSON is, is "table.column". */
    size = strlen(names->table);
    if (size > 0 && strncmp(names->constraint, names->table, size) == 0 &&
        names->constraint[size] == '.')
        copy(names->column, names->constraint + size + 1,
             strlen(names->constraint + size + 1));
}

static void
read_names(error_form form, const char *message, error_names *names)
{
    const char *text;

    switch (form) {
    case FORM_KEY:
        take_last(message, names);
        break;
    case FORM_COLUMN:
        take(names->column, message, '\'');
        break;
    case FORM_FOR_COLUMN:
        text = strstr(message, "for column ");
        if (text)
            take_qualified(text + 11, names);
        break;
    case FORM_CHECK:
        take_check(message, names);
        break;
    case FORM_FOREIGN:
        take_foreign(message, names);
        break;
    case FORM_TABLE:
        take(names->table, message, '\'');
        break;
    default:
        break;
    }
}

void
mysql__note_column(const char *message, char *column, size_t size)
{
    error_names names = {"", "", ""};

    read_names(FORM_FOR_COLUMN, message, &names);
    snprintf(column, size, "%s", names.column);
}

/* --- setting ------------------------------------------------------------- */

/* The server has one SQLSTATE for all violations and one for most of the
 * rest; the standard's finer ones tell programs more. */
static const char *
refine_sqlstate(rowan_status status, const char *sqlstate)
{
    static const struct {
        rowan_status status;
        const char *sqlstate;
    } finer[] = {
        {ROWAN_UNIQUE_VIOLATION, "23505"},
        {ROWAN_FOREIGN_KEY_VIOLATION, "23503"},
        {ROWAN_NOT_NULL_VIOLATION, "23502"},
        {ROWAN_CHECK_VIOLATION, "23514"},
        {ROWAN_CANCELLED, "57014"},
        {ROWAN_TIMEOUT, "57014"},
        {ROWAN_BUSY, "55P03"},
        {ROWAN_READ_ONLY, "25006"},
    };

    for (size_t i = 0; i < sizeof finer / sizeof *finer; i++)
        if (finer[i].status == status)
            return finer[i].sqlstate;
    return sqlstate;
}

static rowan_status
set_error(const rowan_host *host, const error_class *class, unsigned code,
          const char *sqlstate, const char *native, const char *asked,
          rowan_error *err)
{
    rowan_error_info info = {.size = sizeof info};
    error_names names = {"", "", ""};
    char message[512];

    read_names(class->form, native, &names);
    snprintf(message, sizeof message, "cannot %s: %s", asked,
             class->text ? class->text : native);
    info.status = (int32_t)class->status;
    info.retry = (int32_t)class->retry;
    info.native_code = (int32_t)code;
    info.sqlstate = refine_sqlstate(class->status, sqlstate);
    info.message = message;
    info.hint = class->hint;
    info.table = plugin_or_null(names.table);
    info.column = plugin_or_null(names.column);
    info.constraint = plugin_or_null(names.constraint);
    return (rowan_status)host->error_set(err, &info);
}

/* The deadline ended the call. What the server would have answered to the
 * kill is of no interest. */
static rowan_status
set_timeout(rowan_driver_connection *connection, const char *asked,
            rowan_error *err)
{
    rowan_error_info info = {.size = sizeof info,
                             .status = ROWAN_TIMEOUT,
                             .sqlstate = "57014"};
    char message[256];

    snprintf(message, sizeof message, "cannot %s: the deadline has passed%s",
             asked,
             connection->is_broken
                 ? ", and the server does not answer; the connection is closed"
                 : "");
    info.message = message;
    info.retry =
        connection->is_broken ? ROWAN_RETRY_CONNECT : ROWAN_RETRY_NEVER;
    return (rowan_status)connection->host->error_set(err, &info);
}

bool
mysql__wants_writes(const rowan_driver_connection *connection)
{
    int64_t target = connection->settings.value[MYSQL_OPTION_TARGET];

    return target == MYSQL_TARGET_READ_WRITE || target == MYSQL_TARGET_PRIMARY;
}

/* 1792 is the transaction's own doing. */
bool
mysql__is_read_only_code(unsigned code)
{
    return code == 1290 || code == 1836;
}

/* What a number means on a connection that is made. TLS has one number for all
 * that befalls it. A kill surfaces under the number of whatever noticed it
 * first: a sort, the storage engine, the search for a table. A server that was
 * chosen because it took writes is of no more use when it does not. */
static const error_class *
find_cause(const rowan_driver_connection *connection, unsigned code)
{
    static const error_class demoted = {
        0, ROWAN_CONNECTION_LOST, ROWAN_RETRY_CONNECT, FORM_NONE, 0, NULL,
        "the server took writes when it was connected to, and does not any "
        "more: another one may"};
    const error_class *class =
        find_class(code == CR_SSL_CONNECTION_ERROR ? CR_SERVER_LOST : code);

    if (mysql__is_read_only_code(code) && mysql__wants_writes(connection))
        return &demoted;
    if ((class->status == ROWAN_DATABASE || class->status == ROWAN_IO) &&
        mysql__is_killed(connection))
        return find_class(INTERRUPTED);
    return class;
}

static rowan_status
note(rowan_driver_connection *connection, unsigned code, const char *sqlstate,
     const char *native, const char *asked, rowan_error *err)
{
    const error_class *class = find_cause(connection, code);

    if (class->status == ROWAN_CONNECTION_LOST)
        connection->is_broken = true;
    if (mysql__is_in_transaction(connection) &&
        class->damage > connection->damage)
        connection->damage = class->damage;
    if (connection->has_timed_out)
        return set_timeout(connection, asked, err);
    return set_error(connection->host, class, code, sqlstate, native, asked,
                     err);
}

rowan_status
mysql__error(rowan_driver_connection *connection, const char *asked,
             rowan_error *err)
{
    MYSQL *handle = connection->handle;

    return note(connection, mysql_errno(handle), mysql_sqlstate(handle),
                mysql_error(handle), asked, err);
}

rowan_status
mysql__stmt_error(rowan_driver_statement *statement, const char *asked,
                  rowan_error *err)
{
    MYSQL_STMT *handle = statement->handle;

    /* A connection lost while rows are read is told by the connection only. */
    if (!mysql_stmt_errno(handle))
        return mysql__error(statement->connection, asked, err);
    return note(statement->connection, mysql_stmt_errno(handle),
                mysql_stmt_sqlstate(handle), mysql_stmt_error(handle), asked,
                err);
}

rowan_status
mysql__handle_error(const rowan_host *host, MYSQL *handle, const char *asked,
                    rowan_error *err)
{
    unsigned code = mysql_errno(handle);

    return set_error(host, find_class(code), code, mysql_sqlstate(handle),
                     mysql_error(handle), asked, err);
}
