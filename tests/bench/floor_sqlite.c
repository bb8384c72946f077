/* SPDX-License-Identifier: MIT */
/* SQLite by hand: a connection without mutexes, hardened as plugins/sqlite
 * does it. */
#include "floor_sqlite.h"

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum query {
    QUERY_READ,
    QUERY_GET,
    QUERY_GET_MANY,
    QUERY_BEGIN,
    QUERY_COMMIT,
    QUERY_INSERT_ONE,
    QUERY_INSERT,
    QUERY_RECOLOR,
    QUERY_COUNT
} query;

typedef struct connection {
    floor_connection base;
    sqlite3 *db;
    sqlite3_stmt *queries[QUERY_COUNT]; /* prepared when first used */
} connection;

static connection *
connection_of(floor_connection *at)
{
    return (connection *)(void *)at;
}

sqlite3 *
floor_sqlite_handle(const floor_connection *at)
{
    return ((const connection *)(const void *)at)->db;
}

bool
floor_sqlite_complain(sqlite3 *db)
{
    return bench_complain("SQLite: %s", sqlite3_errmsg(db));
}

/* --- connections ---------------------------------------------------------- */

static bool
run(floor_connection *at, const char *sql)
{
    sqlite3 *db = connection_of(at)->db;

    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           floor_sqlite_complain(db);
}

static bool
harden(sqlite3 *db)
{
    static const struct {
        int verb, value;
    } switches[] = {
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };

    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (sqlite3_db_config(db, switches[i].verb, switches[i].value, NULL) !=
            SQLITE_OK)
            return floor_sqlite_complain(db);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    return true;
}

static void
close_connection(floor_connection *at)
{
    connection *c = connection_of(at);

    for (int i = 0; i < QUERY_COUNT; i++)
        sqlite3_finalize(c->queries[i]);
    sqlite3_close_v2(c->db);
    free(c);
}

static floor_connection *
open_connection(const char *url)
{
    connection *c = calloc(1, sizeof *c);

    (void)url; /* in memory */
    if (c == NULL)
        return NULL;
    c->base.library = &floor_sqlite;
    if (sqlite3_open_v2(":memory:", &c->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        NULL) != SQLITE_OK)
        floor_sqlite_complain(c->db);
    else if (harden(c->db) && run(&c->base, "PRAGMA case_sensitive_like=on;"
                                            "PRAGMA cell_size_check=on;"
                                            "PRAGMA synchronous=normal"))
        return &c->base;
    close_connection(&c->base);
    return NULL;
}

/* --- statements ----------------------------------------------------------- */

sqlite3_stmt *
floor_sqlite_prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                           NULL) != SQLITE_OK)
        floor_sqlite_complain(db);
    return statement;
}

bool
floor_sqlite_step(sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) == SQLITE_DONE &&
        sqlite3_reset(statement) == SQLITE_OK)
        return true;
    return floor_sqlite_complain(sqlite3_db_handle(statement));
}

/* "first, more more ... last": count pieces in all. */
static sqlite3_stmt *
prepare_repeated(sqlite3 *db, const char *first, const char *more, int count,
                 const char *last)
{
    char sql[2048];
    size_t size = (size_t)snprintf(sql, sizeof sql, "%s", first);

    for (int i = 1; i < count; i++)
        size += (size_t)snprintf(sql + size, sizeof sql - size, "%s", more);
    snprintf(sql + size, sizeof sql - size, "%s", last);
    return floor_sqlite_prepare(db, sql);
}

static sqlite3_stmt *
prepare_query(sqlite3 *db, query wanted)
{
    static const char *const sql[QUERY_COUNT] = {
        [QUERY_READ] = "SELECT id, name, hair_color FROM users",
        [QUERY_GET] = "SELECT id, name, hair_color FROM users WHERE id = ?",
        [QUERY_GET_MANY] =
            "SELECT id, name, hair_color FROM users WHERE id IN (?",
        [QUERY_BEGIN] = "BEGIN IMMEDIATE",
        [QUERY_COMMIT] = "COMMIT",
        [QUERY_INSERT_ONE] =
            "INSERT INTO users (name, hair_color) VALUES (?,?)",
        [QUERY_INSERT] = "INSERT INTO users (name, hair_color) VALUES (?,?)",
        [QUERY_RECOLOR] = "UPDATE users SET hair_color = ? WHERE id = ?",
    };

    if (wanted == QUERY_GET_MANY)
        return prepare_repeated(db, sql[wanted], ",?", FLOOR_KEYS, ")");
    if (wanted == QUERY_INSERT)
        return prepare_repeated(db, sql[wanted], ",(?,?)", FLOOR_NEW, "");
    return floor_sqlite_prepare(db, sql[wanted]);
}

static inline sqlite3_stmt *
take_query(connection *c, query wanted)
{
    if (c->queries[wanted] == NULL)
        c->queries[wanted] = prepare_query(c->db, wanted);
    return c->queries[wanted];
}

/* --- rows ----------------------------------------------------------------- */

/* One sqlite3_value serves for text, length and type, which costs less than a
 * sqlite3_column_...() for each; it is for one thread only, and so are we. */
static inline bool
copy_text(sqlite3_stmt *statement, int column, floor_arena *texts,
          const char **ret_text)
{
    sqlite3_value *value = sqlite3_column_value(statement, column);
    const void *text = sqlite3_value_text(value);

    if (text == NULL) {
        *ret_text = NULL;
        return sqlite3_value_type(value) == SQLITE_NULL;
    }
    *ret_text = floor_copy(texts, text, (size_t)sqlite3_value_bytes(value));
    return *ret_text != NULL;
}

bool
floor_sqlite_user(sqlite3_stmt *statement, floor_arena *texts, user *ret_user)
{
    ret_user->id = sqlite3_column_int64(statement, 0);
    return copy_text(statement, 1, texts, &ret_user->name) &&
           copy_text(statement, 2, texts, &ret_user->hair_color);
}

/* All rows of a statement that was bound; then it is reset. */
static bool
read_rows(sqlite3_stmt *statement, floor_users *users)
{
    bool good = true;
    int code;

    floor_users_reset(users);
    while (good && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        user *one = floor_users_add(users);

        good = one != NULL && floor_sqlite_user(statement, &users->texts, one);
    }
    if (good && code != SQLITE_DONE)
        good = floor_sqlite_complain(sqlite3_db_handle(statement));
    sqlite3_reset(statement);
    return good;
}

static bool
read_all(floor_connection *at, floor_users *users)
{
    sqlite3_stmt *select = take_query(connection_of(at), QUERY_READ);

    return select != NULL && read_rows(select, users);
}

static bool
get(floor_connection *at, int64_t id, floor_arena *memory, user *ret_user)
{
    connection *c = connection_of(at);
    sqlite3_stmt *select = take_query(c, QUERY_GET);
    int code;

    if (select == NULL || sqlite3_bind_int64(select, 1, id) != SQLITE_OK)
        return floor_sqlite_complain(c->db);
    code = sqlite3_step(select);
    if (code == SQLITE_ROW && !floor_sqlite_user(select, memory, ret_user))
        return false;
    if (sqlite3_reset(select) != SQLITE_OK || code != SQLITE_ROW)
        return floor_sqlite_complain(c->db);
    return true;
}

static bool
get_many(floor_connection *at, const int64_t *ids, floor_users *users)
{
    connection *c = connection_of(at);
    sqlite3_stmt *select = take_query(c, QUERY_GET_MANY);

    for (int i = 0; i < FLOOR_KEYS; i++)
        if (sqlite3_bind_int64(select, i + 1, ids[i]) != SQLITE_OK)
            return floor_sqlite_complain(c->db);
    return read_rows(select, users);
}

/* --- writing -------------------------------------------------------------- */

static bool
bind_text(sqlite3_stmt *statement, int which, const char *text)
{
    return (text != NULL ? sqlite3_bind_text(statement, which, text, -1,
                                             SQLITE_STATIC)
                         : sqlite3_bind_null(statement, which)) == SQLITE_OK;
}

static bool
bind_user(sqlite3_stmt *statement, int first, const user *one)
{
    return bind_text(statement, first, one->name) &&
           bind_text(statement, first + 1, one->hair_color);
}

static bool
insert_rows(connection *c, user *users, int count)
{
    sqlite3_stmt *statement = take_query(c, QUERY_INSERT_ONE);

    for (int i = 0; i < count; i++) {
        if (!bind_user(statement, 1, &users[i]) ||
            !floor_sqlite_step(statement))
            return floor_sqlite_complain(c->db);
        users[i].id = sqlite3_last_insert_rowid(c->db);
    }
    return true;
}

/* SQLite numbers the rows of one statement in their order. */
static bool
insert_together(connection *c, user *users, int count)
{
    sqlite3_stmt *statement = take_query(c, QUERY_INSERT);

    for (; count > 0; users += FLOOR_NEW, count -= FLOOR_NEW) {
        int64_t last;

        for (int i = 0; i < FLOOR_NEW; i++)
            if (!bind_user(statement, 2 * i + 1, &users[i]))
                return floor_sqlite_complain(c->db);
        if (!floor_sqlite_step(statement))
            return false;
        last = sqlite3_last_insert_rowid(c->db);
        for (int i = 0; i < FLOOR_NEW; i++)
            users[i].id = last - FLOOR_NEW + 1 + i;
    }
    return true;
}

static bool
write_by(floor_connection *at,
         bool (*write)(connection *c, user *users, int count), user *users,
         int count)
{
    connection *c = connection_of(at);

    return floor_sqlite_step(take_query(c, QUERY_BEGIN)) &&
           write(c, users, count) &&
           floor_sqlite_step(take_query(c, QUERY_COMMIT));
}

static bool
insert(floor_connection *at, user *users, uint32_t count)
{
    return write_by(at, insert_together, users, (int)count);
}

static bool
insert_each(floor_connection *at, user *users)
{
    return write_by(at, insert_rows, users, FLOOR_NEW);
}

static bool
insert_one(floor_connection *at, user *one)
{
    return write_by(at, insert_rows, one, 1);
}

static bool
load_pieces(connection *c, const user *users, uint32_t count)
{
    sqlite3_stmt *statement = take_query(c, QUERY_INSERT),
                 *single = take_query(c, QUERY_INSERT_ONE);

    for (; count >= FLOOR_NEW; users += FLOOR_NEW, count -= FLOOR_NEW) {
        for (int i = 0; i < FLOOR_NEW; i++)
            if (!bind_user(statement, 2 * i + 1, &users[i]))
                return floor_sqlite_complain(c->db);
        if (!floor_sqlite_step(statement))
            return false;
    }
    for (; count > 0; users++, count--)
        if (!bind_user(single, 1, users) || !floor_sqlite_step(single))
            return floor_sqlite_complain(c->db);
    return true;
}

static bool
load(floor_connection *at, const user *users, uint32_t count)
{
    connection *c = connection_of(at);

    return floor_sqlite_step(take_query(c, QUERY_BEGIN)) &&
           load_pieces(c, users, count) &&
           floor_sqlite_step(take_query(c, QUERY_COMMIT));
}

static bool
update_rows(connection *c, const user *users, uint32_t count)
{
    sqlite3_stmt *statement = take_query(c, QUERY_RECOLOR);

    for (uint32_t i = 0; i < count; i++)
        if (!bind_text(statement, 1, users[i].hair_color) ||
            sqlite3_bind_int64(statement, 2, users[i].id) != SQLITE_OK ||
            !floor_sqlite_step(statement))
            return floor_sqlite_complain(c->db);
    return true;
}

static bool
recolor(floor_connection *at, const user *users, uint32_t count)
{
    connection *c = connection_of(at);

    return floor_sqlite_step(take_query(c, QUERY_BEGIN)) &&
           update_rows(c, users, count) &&
           floor_sqlite_step(take_query(c, QUERY_COMMIT));
}

const floor_library floor_sqlite = {
    .backend = "sqlite",
    .dialect = "sqlite",
    .empty_sql = "DELETE FROM users",
    .fill_sql = {"INSERT INTO users (name)"
                 " WITH RECURSIVE n (i) AS"
                 " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
                 ") SELECT 'User ' || i FROM n"},
    .open = open_connection,
    .close = close_connection,
    .run = run,
    .read = read_all,
    .get = get,
    .get_many = get_many,
    .insert = insert,
    .insert_each = insert_each,
    .insert_one = insert_one,
    .load = load,
    .recolor = recolor,
};
