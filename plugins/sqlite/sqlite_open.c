/* SPDX-License-Identifier: MIT */
/* Opening a database the careful way, and closing it. */

#include "sqlite_priv.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What opening needs to know at each of its steps. */
typedef struct opening {
    rowan_driver_connection *connection;
    const rowan_host *host;
    sqlite_settings settings;
    char *name; /* as SQLite gets it */
    bool is_memory;
    bool is_uri;
    rowan_error *err;
} opening;

static bool
is_on(const opening *open, sqlite_option option)
{
    return open->settings.value[option] == SQLITE_ON;
}

/* --- the file ----------------------------------------------------------- */

/* The name for sqlite3_open_v2(). A library built with SQLITE_USE_URI, as
 * Debian's is, takes "file:..." for a URI unasked, and names that begin with
 * ':' are reserved; "./" before them makes them plain names again. */
static rowan_status
make_name(opening *open, const char *database)
{
    const char *prefix = "";
    size_t size;

    if (open->is_memory && !open->is_uri)
        database = ":memory:";
    else if (!open->is_uri &&
             (*database == ':' || !strncmp(database, "file:", 5)))
        prefix = "./";
    size = strlen(prefix) + strlen(database) + 1;
    open->name = open->host->allocate(size);
    if (!open->name)
        return plugin_no_memory(open->host, open->err);
    sqlite3_snprintf((int)size, open->name, "%s%s", prefix, database);
    return ROWAN_OK;
}

/*
 * Creates the file, if it is not there, readable by its owner only; SQLite
 * would make it readable by all, and gives its journals the file's mode. By
 * mknod(), for a file that was opened must be closed again, and closing any
 * descriptor of a file drops all locks that this process has on it: another
 * connection may have come between. True if SQLite is left to create it, as
 * behind a symbolic link that leads nowhere yet, or where only root may call
 * mknod(); why else it fails, opening will say.
 */
static bool
create_private(const opening *open)
{
    if (open->is_memory || open->is_uri ||
        open->settings.value[SQLITE_OPTION_MODE] != SQLITE_MODE_RWC ||
        access(open->name, F_OK) == 0)
        return false;
    return mknod(open->name, S_IFREG | S_IRUSR | S_IWUSR, 0) != 0 &&
           access(open->name, F_OK) != 0;
}

/* Why a file could not be opened, for people. */
static rowan_status
explain(const opening *open, int code)
{
    const char *reason = NULL;
    rowan_status status = ROWAN_CONNECT_FAILED;
    struct stat file;

    if (code == SQLITE_CANTOPEN_SYMLINK)
        reason = "there is a symbolic link in the path, and nofollow=on";
    else if ((code & 0xff) != SQLITE_CANTOPEN || open->is_uri)
        return sqlite__error(open->connection, code, "open the database",
                             open->err);
    else if (stat(open->name, &file) == 0 && S_ISDIR(file.st_mode))
        reason = "it is a directory";
    else if (access(open->name, F_OK) != 0 && errno == ENOENT)
        reason = open->settings.value[SQLITE_OPTION_MODE] == SQLITE_MODE_RWC
                     ? "its directory does not exist or cannot be written to"
                     : "there is no such file; mode=rwc creates it";
    else if (errno == ENOTDIR)
        reason = "a part of its path is not a directory";
    else if (errno == EACCES || access(open->name, R_OK) != 0) {
        reason = "permission denied";
        status = ROWAN_DENIED;
    } else
        reason = sqlite3_errmsg(open->connection->db);
    return plugin_fail(open->host, open->err, status,
                       "cannot open the database %s: %s", open->name, reason);
}

static rowan_status
open_file(const opening *open)
{
    static const int modes[] = {
        [SQLITE_MODE_RWC] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [SQLITE_MODE_RW] = SQLITE_OPEN_READWRITE,
        [SQLITE_MODE_RO] = SQLITE_OPEN_READONLY,
        [SQLITE_MODE_MEMORY] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
    };
    int64_t mode = open->settings.value[SQLITE_OPTION_MODE];
    sqlite3 **db = &open->connection->db;
    bool is_created_by_sqlite = create_private(open);
    int code;

    code = sqlite3_open_v2(
        open->name, db,
        modes[mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
            (is_on(open, SQLITE_OPTION_NOFOLLOW) ? SQLITE_OPEN_NOFOLLOW : 0) |
            (open->is_uri ? SQLITE_OPEN_URI : 0),
        NULL);
    if (!*db)
        return plugin_no_memory(open->host, open->err);
    if (code != SQLITE_OK)
        return explain(open, code);
    if (is_created_by_sqlite)
        (void)!chmod(open->name, S_IRUSR | S_IWUSR);
    /* SQLite is content with reading where writing is not allowed. */
    if (mode != SQLITE_MODE_RO && sqlite3_db_readonly(*db, "main") == 1)
        return plugin_fail(open->host, open->err, ROWAN_DENIED,
                           "cannot open the database %s: it is not writable; "
                           "mode=ro opens it for reading",
                           open->name);
    return ROWAN_OK;
}

/* --- settings ----------------------------------------------------------- */

/* Switches that are set by function and not by SQL. */
static rowan_status
harden(const opening *open)
{
    static const struct {
        int verb;
        sqlite_option option;
    } switches[] = {
        {SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_OPTION_FOREIGN_KEYS},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_OPTION_TRUSTED_SCHEMA},
        {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_OPTION_DEFENSIVE},
        {SQLITE_DBCONFIG_DQS_DML, SQLITE_OPTION_DOUBLE_QUOTED_STRINGS},
        {SQLITE_DBCONFIG_DQS_DDL, SQLITE_OPTION_DOUBLE_QUOTED_STRINGS},
    };
    sqlite3 *db = open->connection->db;
    int code = SQLITE_OK;

    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        int value = is_on(open, switches[i].option);
        if (code == SQLITE_OK)
            code = sqlite3_db_config(db, switches[i].verb, value, NULL);
    }
    /* It is refused where SQLite was built without it: off all the more. */
    (void)sqlite3_enable_load_extension(
        db, is_on(open, SQLITE_OPTION_LOAD_EXTENSION));
    if (!is_on(open, SQLITE_OPTION_ATTACH))
        sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    if (code == SQLITE_OK)
        code = sqlite__decimal_register(db, open->host);
    return code == SQLITE_OK
               ? ROWAN_OK
               : sqlite__error(open->connection, code, "set up the connection",
                               open->err);
}

/* Prepares and steps once. Where several connections change a new file to WAL
 * at once, SQLite answers that it is busy without asking the busy handler, so
 * that they do not wait for each other: one after the other goes through. */
static int
first_step(const opening *open, const char *sql, sqlite3_stmt **statement)
{
    enum { PAUSE_MS = 10 };
    int waited_ms = 0;

    for (;;) {
        int code =
            sqlite3_prepare_v2(open->connection->db, sql, -1, statement, NULL);

        if (code == SQLITE_OK)
            code = sqlite3_step(*statement);
        if ((code & 0xff) != SQLITE_BUSY ||
            waited_ms >= open->connection->busy_timeout_ms)
            return code;
        sqlite3_finalize(*statement);
        *statement = NULL;
        waited_ms += sqlite3_sleep(PAUSE_MS);
    }
}

/* Runs a PRAGMA; a first column of its first row goes to answer. */
static rowan_status
pragma(const opening *open, const char *sql, char *answer, size_t answer_size)
{
    sqlite3_stmt *statement = NULL;
    rowan_status status = ROWAN_OK;
    int code = first_step(open, sql, &statement);

    if (code == SQLITE_ROW && answer)
        sqlite3_snprintf((int)answer_size, answer, "%s",
                         sqlite3_column_text(statement, 0));
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        char asked[512];

        sqlite3_snprintf(sizeof asked, asked, "open the database %s (%s)",
                         open->name, sql);
        status = sqlite__error(open->connection, code, asked, open->err);
    }
    sqlite3_finalize(statement);
    return status;
}

static rowan_status
set_number(const opening *open, sqlite_option option)
{
    char sql[64];

    if (!open->settings.is_given[option])
        return ROWAN_OK;
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA %s=%lld",
                     sqlite__options[option].name,
                     (sqlite3_int64)open->settings.value[option]);
    return pragma(open, sql, NULL, 0);
}

static rowan_status
set_word(const opening *open, sqlite_option option, const char *word, int size)
{
    char sql[64];

    sqlite3_snprintf(sizeof sql, sql, "PRAGMA %s=%.*s",
                     sqlite__options[option].name, size, word);
    return pragma(open, sql, NULL, 0);
}

/* Sets the journal mode, and synchronous that goes with it. */
static rowan_status
set_journal(const opening *open)
{
    const sqlite_settings *settings = &open->settings;
    char sql[64] = "PRAGMA journal_mode";
    char answer[16] = "";
    const char *word;
    int size;
    rowan_status status;

    word = sqlite__settings_word(settings, SQLITE_OPTION_JOURNAL_MODE, &size);
    if (settings->value[SQLITE_OPTION_MODE] != SQLITE_MODE_RO &&
        !open->is_memory)
        sqlite3_snprintf(sizeof sql, sql, "PRAGMA journal_mode=%.*s", size,
                         word);
    status = pragma(open, sql, answer, sizeof answer);
    if (status)
        return status;
    /* A file system without shared memory cannot do WAL. That is an error
     * only for those who asked. */
    if (settings->is_given[SQLITE_OPTION_JOURNAL_MODE] &&
        (strlen(answer) != (size_t)size || memcmp(answer, word, (size_t)size)))
        return plugin_fail(open->host, open->err, ROWAN_UNSUPPORTED,
                           "journal_mode=%.*s is not possible for %s, it "
                           "stays %s",
                           size, word, open->name, answer);
    if (settings->value[SQLITE_OPTION_SYNCHRONOUS] == SQLITE_SYNCHRONOUS_AUTO)
        word = strcmp(answer, "wal") ? "full" : "normal", size = 6;
    else
        word =
            sqlite__settings_word(settings, SQLITE_OPTION_SYNCHRONOUS, &size);
    return set_word(open, SQLITE_OPTION_SYNCHRONOUS, word, size);
}

/* The first look into the file; what is not a database is found here. */
static rowan_status
check_encoding(const opening *open)
{
    char encoding[16] = "";
    rowan_status status =
        pragma(open, "PRAGMA encoding", encoding, sizeof encoding);

    if (status || !strcmp(encoding, "UTF-8"))
        return status;
    /* Texts that are not quite Unicode would change on the way. */
    return plugin_fail(open->host, open->err, ROWAN_UNSUPPORTED,
                       "the database %s keeps its texts as %s; only UTF-8 is "
                       "supported: dump it and load it into a new file",
                       open->name, encoding);
}

static rowan_status
apply_settings(const opening *open)
{
    static const sqlite_option switches[] = {SQLITE_OPTION_CASE_SENSITIVE_LIKE,
                                             SQLITE_OPTION_CELL_SIZE_CHECK};
    static const sqlite_option numbers[] = {SQLITE_OPTION_CACHE_SIZE,
                                            SQLITE_OPTION_MMAP_SIZE};
    rowan_status status = harden(open);

    for (size_t i = 0; i < 2 && !status; i++) {
        bool on = is_on(open, switches[i]);
        status = set_word(open, switches[i], on ? "on" : "off", 2 + !on);
    }
    if (!status)
        status = set_journal(open);
    if (!status)
        status = check_encoding(open);
    for (size_t i = 0; i < 2 && !status; i++)
        status = set_number(open, numbers[i]);
    if (!status && open->settings.is_given[SQLITE_OPTION_TEMP_STORE]) {
        int size;
        const char *word = sqlite__settings_word(
            &open->settings, SQLITE_OPTION_TEMP_STORE, &size);
        status = set_word(open, SQLITE_OPTION_TEMP_STORE, word, size);
    }
    return status;
}

/* --- connect and disconnect --------------------------------------------- */

static rowan_status
open_connection(opening *open, const rowan_connect_params *params)
{
    rowan_driver_connection *connection = open->connection;
    int64_t timeout_ms = open->settings.value[SQLITE_OPTION_BUSY_TIMEOUT];
    rowan_status status = make_name(open, params->url->database);

    if (!status)
        status = open_file(open);
    if (status)
        return status;
    connection->busy_timeout_ms = (int)timeout_ms;
    if (params->timeout_ms && params->timeout_ms < timeout_ms)
        connection->busy_timeout_ms = (int)params->timeout_ms;
    sqlite3_busy_handler(connection->db, sqlite__wait_for_lock, connection);
    sqlite3_update_hook(connection->db, sqlite__note_change, connection);
    status = apply_settings(open);
    connection->busy_timeout_ms = (int)timeout_ms;
    connection->length_limit =
        sqlite3_limit(connection->db, SQLITE_LIMIT_LENGTH, -1);
    return status;
}

/* sqlite://shop.db names a host: taken for memory, its rows would be lost. */
static rowan_status
check_parts(const opening *open, const rowan_url_parts *url)
{
    if (url->host_count > 0)
        return plugin_fail(open->host, open->err, ROWAN_URL_INVALID,
                           "SQLite has no host '%.64s': a file has three "
                           "slashes, as in sqlite:///shop.db, and an absolute "
                           "path four",
                           url->hosts[0].host ? url->hosts[0].host : "");
    if (url->user || url->password)
        return plugin_fail(open->host, open->err, ROWAN_URL_INVALID,
                           "SQLite has no users: leave user and password out "
                           "of the URL");
    return ROWAN_OK;
}

int32_t
sqlite__connect(const rowan_connect_params *params,
                rowan_driver_connection **ret_connection, rowan_error *err)
{
    opening open = {.host = params->host, .err = err};
    rowan_status status = check_parts(&open, params->url);

    if (!status)
        status = sqlite__settings_parse(open.host, params->url, &open.settings,
                                        err);
    if (status)
        return status;
    open.is_memory = sqlite__url_is_memory(params->url);
    open.is_uri = is_on(&open, SQLITE_OPTION_URI) && params->url->database &&
                  !strncmp(params->url->database, "file:", 5);
    open.connection = open.host->allocate(sizeof *open.connection);
    if (!open.connection)
        return plugin_no_memory(open.host, err);
    *open.connection = (rowan_driver_connection){.host = open.host};
    status = open_connection(&open, params);
    open.host->release(open.name);
    if (status)
        sqlite__disconnect(open.connection);
    else
        *ret_connection = open.connection;
    return status;
}

void
sqlite__disconnect(rowan_driver_connection *connection)
{
    for (int i = 0; i < SQLITE_CONTROL_COUNT; i++)
        sqlite3_finalize(connection->controls[i]);
    sqlite3_close_v2(connection->db);
    connection->host->release(connection);
}
