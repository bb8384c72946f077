/* SPDX-License-Identifier: MIT */
/* MariaDB by hand, on Connector/C: binary prepared statements, results bound
 * once and read from the wire row by row, keys counted on from the first of a
 * statement, array binding for many rows. */
#include "floor.h"

#include "bench.h"

#include <mysql.h>
#include <rowan/url.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum query {
    QUERY_READ,
    QUERY_GET,
    QUERY_GET_MANY,
    QUERY_INSERT_ONE,
    QUERY_INSERT,
    QUERY_LOAD,
    QUERY_RECOLOR,
    QUERY_COUNT
} query;

enum {
    BINDS = 2 * FLOOR_NEW,
    TEXT_SIZE = 256,   /* of the texts that are read */
    LOAD_ROWS = 16384, /* that one message carries */
};

typedef struct connection {
    floor_connection base;
    MYSQL *handle;
    MYSQL_STMT *queries[QUERY_COUNT]; /* prepared when first used */
    bool is_writing;                  /* autocommit is off */

    /* What a row is read into. */
    MYSQL_BIND results[3];
    int64_t id;
    char texts[2][TEXT_SIZE];
    unsigned long lengths[2];
    my_bool nulls[2];

    /* Binds. */
    MYSQL_BIND keys[FLOOR_KEYS], binds[BINDS];
    int64_t ids[FLOOR_KEYS];
    unsigned long sizes[BINDS];

    /* Columns of load() and recolor(). */
    MYSQL_BIND columns[2], recolors[2];
    long long column_ids[LOAD_ROWS];
    const char *column_texts[2][LOAD_ROWS];
    unsigned long column_sizes[2][LOAD_ROWS];
    char column_nulls[2][LOAD_ROWS];
} connection;

static connection *
connection_of(floor_connection *at)
{
    return (connection *)(void *)at;
}

static bool
complain(const connection *c)
{
    return bench_complain("MariaDB: %s", mysql_error(c->handle));
}

static bool
complain_of(MYSQL_STMT *statement)
{
    return bench_complain("MariaDB: %s", mysql_stmt_error(statement));
}

/* --- connections ---------------------------------------------------------- */

static void
close_connection(floor_connection *at)
{
    connection *c = connection_of(at);

    for (int i = 0; i < QUERY_COUNT; i++)
        if (c->queries[i] != NULL)
            mysql_stmt_close(c->queries[i]);
    if (c->handle != NULL)
        mysql_close(c->handle);
    free(c);
}

static void
set_binds(connection *c)
{
    c->results[0] =
        (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &c->id};
    for (int i = 0; i < 2; i++)
        c->results[1 + i] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
                                         .buffer = c->texts[i],
                                         .buffer_length = TEXT_SIZE,
                                         .length = &c->lengths[i],
                                         .is_null = &c->nulls[i]};
    for (int i = 0; i < FLOOR_KEYS; i++)
        c->keys[i] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG,
                                  .buffer = &c->ids[i]};
    for (int i = 0; i < BINDS; i++)
        c->binds[i].length = &c->sizes[i];
    for (int i = 0; i < 2; i++) {
        c->columns[i] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
                                     .buffer = c->column_texts[i],
                                     .length = c->column_sizes[i]};
        c->columns[i].u.indicator = c->column_nulls[i];
    }
    c->recolors[0] = c->columns[1];
    c->recolors[1] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG,
                                  .buffer = c->column_ids};
}

static bool
connect_to(connection *c, const rowan_url_parts *to)
{
    const char *host = to->host_count > 0 ? to->hosts[0].host : "localhost";
    bool is_socket = host[0] == '/';

    mysql_options(c->handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    return mysql_real_connect(
               c->handle, is_socket ? NULL : host, to->user, to->password,
               to->database, is_socket ? 0 : to->hosts[0].port,
               is_socket ? host : NULL, CLIENT_FOUND_ROWS) != NULL ||
           complain(c);
}

static floor_connection *
open_connection(const char *url)
{
    connection *c = calloc(1, sizeof *c);
    rowan_url *parsed = NULL;
    rowan_error err = {0};
    bool good;

    if (c == NULL)
        return NULL;
    c->base.library = &floor_mariadb;
    c->handle = mysql_init(NULL);
    set_binds(c);
    good = rowan_url_parse(url, &parsed, &err) == ROWAN_OK ||
           bench_complain_of(&err);
    good = good && c->handle != NULL && connect_to(c, rowan_url_get(parsed));
    rowan_url_free(parsed);
    if (good)
        return &c->base;
    close_connection(&c->base);
    return NULL;
}

static bool
run_one(connection *c, const char *sql, size_t size)
{
    return mysql_real_query(c->handle, sql, (unsigned long)size) == 0 ||
           complain(c);
}

static bool
run(floor_connection *at, const char *sql)
{
    bool good = true;

    while (good && *sql != '\0') {
        size_t size = strcspn(sql, ";");

        good = run_one(connection_of(at), sql, size);
        sql += size + strspn(sql + size, "; ");
    }
    return good;
}

/* --- statements ----------------------------------------------------------- */

static const struct {
    const char *sql;
    const char *more; /* for each but the first of count */
    int count;
    const char *last;
    bool is_select, is_writing;
} known[QUERY_COUNT] = {
    [QUERY_READ] = {"SELECT id, name, hair_color FROM users", "", 1, "", true,
                    false},
    [QUERY_GET] = {"SELECT id, name, hair_color FROM users WHERE id = ?", "", 1,
                   "", true, false},
    [QUERY_GET_MANY] = {"SELECT id, name, hair_color FROM users WHERE id IN (?",
                        ",?", FLOOR_KEYS, ")", true, false},
    [QUERY_INSERT_ONE] = {"INSERT INTO users (name, hair_color) VALUES (?,?)",
                          "", 1, "", false, true},
    [QUERY_INSERT] = {"INSERT INTO users (name, hair_color) VALUES (?,?)",
                      ",(?,?)", FLOOR_NEW, "", false, true},
    [QUERY_LOAD] = {"INSERT INTO users (name, hair_color) VALUES (?,?)", "", 1,
                    "", false, true},
    [QUERY_RECOLOR] = {"UPDATE users SET hair_color = ? WHERE id = ?", "", 1,
                       "", false, true},
};

static bool
set_up(connection *c, MYSQL_STMT *statement, query wanted)
{
    char sql[2048];
    int size = snprintf(sql, sizeof sql, "%s", known[wanted].sql);

    for (int i = 1; i < known[wanted].count; i++)
        size += snprintf(sql + size, sizeof sql - (size_t)size, "%s",
                         known[wanted].more);
    size += snprintf(sql + size, sizeof sql - (size_t)size, "%s",
                     known[wanted].last);
    if (mysql_stmt_prepare(statement, sql, (unsigned long)size) != 0)
        return complain_of(statement);
    if (known[wanted].is_select &&
        mysql_stmt_bind_result(statement, c->results) != 0)
        return complain_of(statement);
    if ((wanted == QUERY_GET || wanted == QUERY_GET_MANY) &&
        mysql_stmt_bind_param(statement, c->keys) != 0)
        return complain_of(statement);
    return true;
}

/* A transaction begins by itself when autocommit is off, which saves a round
 * trip for each. */
static bool
begin_writing(connection *c)
{
    if (!c->is_writing && mysql_autocommit(c->handle, 0) != 0)
        return complain(c);
    c->is_writing = true;
    return true;
}

static MYSQL_STMT *
prepare(connection *c, query wanted)
{
    MYSQL_STMT *statement;

    if (known[wanted].is_writing && !begin_writing(c))
        return NULL;
    statement = mysql_stmt_init(c->handle);
    if (statement == NULL || set_up(c, statement, wanted))
        return c->queries[wanted] = statement;
    mysql_stmt_close(statement);
    return NULL;
}

static inline MYSQL_STMT *
take_query(connection *c, query wanted)
{
    return c->queries[wanted] != NULL ? c->queries[wanted] : prepare(c, wanted);
}

/* --- rows ----------------------------------------------------------------- */

static inline bool
copy_text(const connection *c, int which, floor_arena *texts,
          const char **ret_text)
{
    *ret_text = NULL;
    if (c->nulls[which])
        return true;
    *ret_text = floor_copy(texts, c->texts[which], c->lengths[which]);
    return *ret_text != NULL;
}

static inline bool
read_user(const connection *c, floor_arena *texts, user *ret_user)
{
    ret_user->id = c->id;
    return copy_text(c, 0, texts, &ret_user->name) &&
           copy_text(c, 1, texts, &ret_user->hair_color);
}

/* All rows of a statement that was executed; a text that was cut is an error
 * of the fetch. */
static bool
read_rows(connection *c, MYSQL_STMT *statement, floor_users *users)
{
    bool good = true;
    int code;

    floor_users_reset(users);
    while (good && (code = mysql_stmt_fetch(statement)) == 0) {
        user *one = floor_users_add(users);

        good = one != NULL && read_user(c, &users->texts, one);
    }
    if (good && code != MYSQL_NO_DATA)
        good = complain_of(statement);
    return good;
}

static bool
read_all(floor_connection *at, floor_users *users)
{
    connection *c = connection_of(at);
    MYSQL_STMT *statement = take_query(c, QUERY_READ);

    if (statement == NULL)
        return false;
    if (mysql_stmt_execute(statement) != 0)
        return complain_of(statement);
    return read_rows(c, statement, users);
}

static bool
get(floor_connection *at, int64_t id, floor_arena *memory, user *ret_user)
{
    connection *c = connection_of(at);
    MYSQL_STMT *statement = take_query(c, QUERY_GET);

    if (statement == NULL)
        return false;
    c->ids[0] = id;
    if (mysql_stmt_execute(statement) == 0 &&
        mysql_stmt_fetch(statement) == 0 && read_user(c, memory, ret_user) &&
        mysql_stmt_fetch(statement) == MYSQL_NO_DATA)
        return true;
    return complain_of(statement);
}

static bool
get_many(floor_connection *at, const int64_t *ids, floor_users *users)
{
    connection *c = connection_of(at);
    MYSQL_STMT *statement = take_query(c, QUERY_GET_MANY);

    if (statement == NULL)
        return false;
    memcpy(c->ids, ids, sizeof c->ids);
    if (mysql_stmt_execute(statement) != 0)
        return complain_of(statement);
    return read_rows(c, statement, users);
}

/* --- writing -------------------------------------------------------------- */

static void
bind_text(connection *c, int which, const char *text)
{
    MYSQL_BIND *bind = &c->binds[which];

    bind->buffer_type = text != NULL ? MYSQL_TYPE_STRING : MYSQL_TYPE_NULL;
    bind->buffer = (void *)text; /* only read */
    c->sizes[which] = text != NULL ? strlen(text) : 0;
}

/* The server takes the keys of all rows of a statement at once, one after the
 * other, and tells the first. */
static bool
write_users(connection *c, MYSQL_STMT *statement, user *users, int count)
{
    int64_t first;

    for (int i = 0; i < count; i++) {
        bind_text(c, 2 * i, users[i].name);
        bind_text(c, 2 * i + 1, users[i].hair_color);
    }
    if (mysql_stmt_bind_param(statement, c->binds) != 0 ||
        mysql_stmt_execute(statement) != 0 ||
        mysql_stmt_affected_rows(statement) != (unsigned long long)count)
        return complain_of(statement);
    first = (int64_t)mysql_stmt_insert_id(statement);
    for (int i = 0; i < count; i++)
        users[i].id = first + i;
    return true;
}

static bool
commit(connection *c)
{
    return run_one(c, "COMMIT", 6);
}

static bool
insert(floor_connection *at, user *users, uint32_t count)
{
    connection *c = connection_of(at);
    MYSQL_STMT *statement = take_query(c, QUERY_INSERT);
    bool good = statement != NULL;

    for (; good && count > 0; users += FLOOR_NEW, count -= FLOOR_NEW)
        good = write_users(c, statement, users, FLOOR_NEW);
    return good && commit(c);
}

static bool
insert_one(floor_connection *at, user *one)
{
    connection *c = connection_of(at);
    MYSQL_STMT *statement = take_query(c, QUERY_INSERT_ONE);

    return statement != NULL && write_users(c, statement, one, 1) && commit(c);
}

/* --- array binding -------------------------------------------------------- */

static inline void
load_text(connection *c, int column, unsigned row, const char *text)
{
    c->column_texts[column][row] = text;
    c->column_sizes[column][row] = text != NULL ? strlen(text) : 0;
    c->column_nulls[column][row] =
        text != NULL ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL;
}

/* Executes a statement for rows that are in the columns. */
static bool
write_columns(MYSQL_STMT *statement, MYSQL_BIND *columns, unsigned rows)
{
    return (mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &rows) == 0 &&
            mysql_stmt_bind_param(statement, columns) == 0 &&
            mysql_stmt_execute(statement) == 0) ||
           complain_of(statement);
}

/* Puts a user into a row of the columns. */
typedef void put_fn(connection *c, unsigned row, const user *one);

static inline bool
write_by_columns(connection *c, query wanted, MYSQL_BIND *columns, put_fn *put,
                 const user *users, uint32_t count)
{
    MYSQL_STMT *statement = take_query(c, wanted);
    bool good = statement != NULL;

    while (good && count > 0) {
        unsigned rows = count < LOAD_ROWS ? count : LOAD_ROWS;

        for (unsigned i = 0; i < rows; i++)
            put(c, i, &users[i]);
        good = write_columns(statement, columns, rows);
        users += rows;
        count -= rows;
    }
    return good && commit(c);
}

static inline void
put_new(connection *c, unsigned row, const user *one)
{
    load_text(c, 0, row, one->name);
    load_text(c, 1, row, one->hair_color);
}

static bool
load(floor_connection *at, const user *users, uint32_t count)
{
    connection *c = connection_of(at);

    return write_by_columns(c, QUERY_LOAD, c->columns, put_new, users, count);
}

static inline void
put_color(connection *c, unsigned row, const user *one)
{
    load_text(c, 1, row, one->hair_color);
    c->column_ids[row] = one->id;
}

static bool
recolor(floor_connection *at, const user *users, uint32_t count)
{
    connection *c = connection_of(at);

    return write_by_columns(c, QUERY_RECOLOR, c->recolors, put_color, users,
                            count);
}

const floor_library floor_mariadb = {
    .backend = "mariadb",
    .dialect = "mysql",
    .socket_sql = "SELECT @@socket AS path",
    .empty_sql = "SET foreign_key_checks=0; TRUNCATE users;"
                 " SET foreign_key_checks=1",
    .fill_sql = {"INSERT INTO users (name) SELECT CONCAT('User ', seq)"
                 " FROM seq_1_to_",
                 ""},
    .open = open_connection,
    .close = close_connection,
    .run = run,
    .read = read_all,
    .get = get,
    .get_many = get_many,
    .insert = insert,
    .insert_one = insert_one,
    .load = load,
    .recolor = recolor,
};
