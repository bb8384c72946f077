/* SPDX-License-Identifier: MIT */
/* PostgreSQL by hand, on libpq: prepared statements, values and results in
 * binary, transactions of one statement as one pipeline, COPY for many rows. */
#include "floor.h"

#include "bench.h"

#include <libpq-fe.h>
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
    QUERY_INSERT_ARRAYS,
    QUERY_RECOLOR,
    QUERY_COUNT
} query;

/* Also their names on the server. */
static const char *const query_names[QUERY_COUNT] = {
    "read",       "get",    "get_many",      "begin",   "commit",
    "insert_one", "insert", "insert_arrays", "recolor",
};

enum {
    INT8_OID = 20,
    INT8_ARRAY_OID = 1016,
    TEXT_OID = 25,
    TEXT_ARRAY_OID = 1009,
    ARRAY_HEAD = 20, /* bytes before the elements of an array */
    BINDS = 2 * FLOOR_NEW,
    COPY_SIZE = 64 * 1024, /* of what is handed to libpq at once */
    COPY_TEXT = 128        /* most bytes of a text of it */
};

typedef struct connection {
    floor_connection base;
    PGconn *handle;
    bool is_prepared[QUERY_COUNT];
    floor_arena arrays; /* that are bound */
    /* Binds of what is written; formats is all binary. */
    const char *values[BINDS];
    int sizes[BINDS], formats[BINDS];
} connection;

static connection *
connection_of(floor_connection *at)
{
    return (connection *)(void *)at;
}

static bool
complain(const connection *c)
{
    return bench_complain("PostgreSQL: %s", PQerrorMessage(c->handle));
}

/* --- numbers on the wire -------------------------------------------------- */

static char *
put32(char *to, uint32_t number)
{
    number = __builtin_bswap32(number);
    return (char *)memcpy(to, &number, sizeof number) + sizeof number;
}

static char *
put64(char *to, uint64_t number)
{
    number = __builtin_bswap64(number);
    return (char *)memcpy(to, &number, sizeof number) + sizeof number;
}

static int64_t
get64(const char *from)
{
    uint64_t number;

    memcpy(&number, from, sizeof number);
    return (int64_t)__builtin_bswap64(number);
}

/* --- connections ---------------------------------------------------------- */

static void
close_connection(floor_connection *at)
{
    connection *c = connection_of(at);

    PQfinish(c->handle);
    floor_arena_free(&c->arrays);
    free(c);
}

static floor_connection *
open_connection(const char *url)
{
    connection *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->base.library = &floor_postgresql;
    for (int i = 0; i < BINDS; i++)
        c->formats[i] = 1;
    c->handle = PQconnectdb(url);
    if (PQstatus(c->handle) == CONNECTION_OK)
        return &c->base;
    complain(c);
    close_connection(&c->base);
    return NULL;
}

/* Takes a result that has to be of a status; NULL otherwise. */
static PGresult *
expect(const connection *c, PGresult *result, ExecStatusType status)
{
    if (PQresultStatus(result) == status)
        return result;
    complain(c);
    PQclear(result);
    return NULL;
}

static bool
expect_done(const connection *c, PGresult *result)
{
    result = expect(c, result, PGRES_COMMAND_OK);
    PQclear(result);
    return result != NULL;
}

static bool
run(floor_connection *at, const char *sql)
{
    connection *c = connection_of(at);

    return expect_done(c, PQexec(c->handle, sql));
}

/* --- statements ----------------------------------------------------------- */

static bool
prepare(connection *c, query wanted)
{
    static const Oid texts[2] = {TEXT_OID, TEXT_OID}, number[1] = {INT8_OID},
                     numbers[1] = {INT8_ARRAY_OID},
                     text_arrays[2] = {TEXT_ARRAY_OID, TEXT_ARRAY_OID},
                     colors[2] = {INT8_ARRAY_OID, TEXT_ARRAY_OID};
    static const struct {
        const char *sql;
        const Oid *types;
        int count;
    } known[QUERY_COUNT] = {
        [QUERY_READ] = {"SELECT id, name, hair_color FROM users", NULL, 0},
        [QUERY_GET] = {"SELECT id, name, hair_color FROM users WHERE id = $1",
                       number, 1},
        [QUERY_GET_MANY] =
            {"SELECT id, name, hair_color FROM users WHERE id = ANY ($1)",
             numbers, 1},
        [QUERY_BEGIN] = {"BEGIN", NULL, 0},
        [QUERY_COMMIT] = {"COMMIT", NULL, 0},
        [QUERY_INSERT_ONE] = {"INSERT INTO users (name, hair_color)"
                              " VALUES ($1,$2) RETURNING id",
                              texts, 2},
        [QUERY_INSERT] = {"INSERT INTO users (name, hair_color)"
                          " VALUES ($1,$2)",
                          texts, 2},
        [QUERY_INSERT_ARRAYS] = {"INSERT INTO users (name, hair_color)"
                                 " SELECT * FROM unnest ($1, $2) RETURNING id",
                                 text_arrays, 2},
        [QUERY_RECOLOR] = {"UPDATE users SET hair_color = color"
                           " FROM unnest ($1, $2) AS new (key, color)"
                           " WHERE id = key",
                           colors, 2},
    };
    char sql[4096];
    int size = snprintf(sql, sizeof sql, "%s", known[wanted].sql);

    if (wanted == QUERY_INSERT) {
        for (int i = 1; i < FLOOR_NEW; i++)
            size += snprintf(sql + size, sizeof sql - (size_t)size,
                             ",($%d,$%d)", 2 * i + 1, 2 * i + 2);
        snprintf(sql + size, sizeof sql - (size_t)size, " RETURNING id");
    }
    c->is_prepared[wanted] =
        expect_done(c, PQprepare(c->handle, query_names[wanted], sql,
                                 known[wanted].count, known[wanted].types));
    return c->is_prepared[wanted];
}

static inline bool
is_ready(connection *c, query wanted)
{
    return c->is_prepared[wanted] || prepare(c, wanted);
}

/* Runs a query with one bind, or none if its size is 0. */
static PGresult *
ask(connection *c, query wanted, const char *value, int size)
{
    if (!is_ready(c, wanted))
        return NULL;
    return expect(c,
                  PQexecPrepared(c->handle, query_names[wanted], size > 0,
                                 &value, &size, c->formats, 1),
                  PGRES_TUPLES_OK);
}

/* --- rows ----------------------------------------------------------------- */

static inline bool
copy_text(const PGresult *result, int row, int column, floor_arena *texts,
          const char **ret_text)
{
    int size = PQgetlength(result, row, column);

    *ret_text = NULL;
    if (size == 0 && PQgetisnull(result, row, column))
        return true;
    *ret_text =
        floor_copy(texts, PQgetvalue(result, row, column), (size_t)size);
    return *ret_text != NULL;
}

static inline bool
read_user(const PGresult *result, int row, floor_arena *texts, user *ret_user)
{
    ret_user->id = get64(PQgetvalue(result, row, 0));
    return copy_text(result, row, 1, texts, &ret_user->name) &&
           copy_text(result, row, 2, texts, &ret_user->hair_color);
}

static bool
read_rows(PGresult *result, floor_users *users)
{
    int count = PQntuples(result);
    bool good = result != NULL;

    floor_users_reset(users);
    for (int row = 0; good && row < count; row++) {
        user *one = floor_users_add(users);

        good = one != NULL && read_user(result, row, &users->texts, one);
    }
    PQclear(result);
    return good;
}

static bool
read_all(floor_connection *at, floor_users *users)
{
    return read_rows(ask(connection_of(at), QUERY_READ, NULL, 0), users);
}

static bool
get(floor_connection *at, int64_t id, floor_arena *memory, user *ret_user)
{
    char value[8];
    PGresult *result;
    bool good;

    put64(value, (uint64_t)id);
    result = ask(connection_of(at), QUERY_GET, value, sizeof value);
    good = PQntuples(result) == 1 && read_user(result, 0, memory, ret_user);
    PQclear(result);
    return good;
}

/* An array begins with dimensions, whether NULLs are in it, type, size, first
 * index. */
static char *
put_head(char *to, bool with_nulls, uint32_t type, uint32_t count)
{
    to = put32(to, 1);
    to = put32(to, with_nulls);
    to = put32(to, type);
    to = put32(to, count);
    return put32(to, 1);
}

static bool
get_many(floor_connection *at, const int64_t *ids, floor_users *users)
{
    char array[ARRAY_HEAD + FLOOR_KEYS * 12];
    char *to = put_head(array, false, INT8_OID, FLOOR_KEYS);

    for (int i = 0; i < FLOOR_KEYS; i++)
        to = put64(put32(to, 8), (uint64_t)ids[i]);
    return read_rows(
        ask(connection_of(at), QUERY_GET_MANY, array, sizeof array), users);
}

/* --- writing -------------------------------------------------------------- */

/* The answer to one command of a pipeline, and the NULL behind it. */
static PGresult *
next_answer(connection *c, ExecStatusType status)
{
    PGresult *result = expect(c, PQgetResult(c->handle), status);

    if (result != NULL && PQgetResult(c->handle) != NULL) {
        bench_complain("PostgreSQL: an answer too many");
        PQclear(result);
        return NULL;
    }
    return result;
}

/* The ids of new users; changed ones have no answer of rows. */
static bool
read_transaction(connection *c, user *new_users, int count)
{
    PGresult *begun = next_answer(c, PGRES_COMMAND_OK), *rows = NULL,
             *ended = NULL, *sync = NULL;
    bool good =
        begun != NULL &&
        (rows = next_answer(c, new_users != NULL ? PGRES_TUPLES_OK
                                                 : PGRES_COMMAND_OK)) != NULL &&
        (ended = next_answer(c, PGRES_COMMAND_OK)) != NULL &&
        (sync = expect(c, PQgetResult(c->handle), PGRES_PIPELINE_SYNC)) !=
            NULL &&
        (new_users == NULL || PQntuples(rows) == count);

    for (int i = 0; good && new_users != NULL && i < count; i++)
        new_users[i].id = get64(PQgetvalue(rows, i, 0));
    PQclear(begun);
    PQclear(rows);
    PQclear(ended);
    PQclear(sync);
    return good;
}

/* BEGIN, the statement with what was bound, and COMMIT in one round trip. */
static bool
write_users(connection *c, query wanted, int bind_count, user *new_users,
            int count)
{
    if (!is_ready(c, wanted) || !is_ready(c, QUERY_BEGIN) ||
        !is_ready(c, QUERY_COMMIT))
        return false;
    if (PQenterPipelineMode(c->handle) &&
        PQsendQueryPrepared(c->handle, query_names[QUERY_BEGIN], 0, NULL, NULL,
                            NULL, 1) &&
        PQsendQueryPrepared(c->handle, query_names[wanted], bind_count,
                            c->values, c->sizes, c->formats, 1) &&
        PQsendQueryPrepared(c->handle, query_names[QUERY_COMMIT], 0, NULL, NULL,
                            NULL, 1) &&
        PQpipelineSync(c->handle) && read_transaction(c, new_users, count) &&
        PQexitPipelineMode(c->handle))
        return true;
    return complain(c);
}

static inline size_t
size_of(const char *text)
{
    return text != NULL ? strlen(text) : 0;
}

static void
bind_users(connection *c, const user *users, int count)
{
    for (int i = 0; i < count; i++) {
        c->values[2 * i] = users[i].name;
        c->sizes[2 * i] = (int)size_of(users[i].name);
        c->values[2 * i + 1] = users[i].hair_color;
        c->sizes[2 * i + 1] = (int)size_of(users[i].hair_color);
    }
}

static bool
insert_one(floor_connection *at, user *one)
{
    connection *c = connection_of(at);

    bind_users(c, one, 1);
    return write_users(c, QUERY_INSERT_ONE, 2, one, 1);
}

/* --- arrays --------------------------------------------------------------- */

/* A text with its size before it. */
static inline char *
put_text(char *to, const char *text, size_t size)
{
    if (text == NULL)
        return put32(to, UINT32_MAX);
    return (char *)memcpy(put32(to, (uint32_t)size), text, size) + size;
}

static const char *
text_of(const user *one, bool is_color)
{
    return is_color ? one->hair_color : one->name;
}

static bool
bind_texts(connection *c, int which, const user *users, uint32_t count,
           bool is_color)
{
    size_t size = ARRAY_HEAD + 4 * (size_t)count;
    char *to;

    for (uint32_t i = 0; i < count; i++)
        size += size_of(text_of(&users[i], is_color));
    c->values[which] = to = floor_take(&c->arrays, size);
    c->sizes[which] = (int)size;
    if (to == NULL)
        return false;
    to = put_head(to, true, TEXT_OID, count);
    for (uint32_t i = 0; i < count; i++) {
        const char *text = text_of(&users[i], is_color);

        to = put_text(to, text, size_of(text));
    }
    return true;
}

static bool
bind_ids(connection *c, int which, const user *users, uint32_t count)
{
    size_t size = ARRAY_HEAD + 12 * (size_t)count;
    char *to = floor_take(&c->arrays, size);

    c->values[which] = to;
    c->sizes[which] = (int)size;
    if (to == NULL)
        return false;
    to = put_head(to, false, INT8_OID, count);
    for (uint32_t i = 0; i < count; i++)
        to = put64(put32(to, 8), (uint64_t)users[i].id);
    return true;
}

static bool
insert(floor_connection *at, user *users, uint32_t count)
{
    connection *c = connection_of(at);

    if (count == FLOOR_NEW) {
        bind_users(c, users, FLOOR_NEW);
        return write_users(c, QUERY_INSERT, BINDS, users, FLOOR_NEW);
    }
    floor_arena_reset(&c->arrays);
    return bind_texts(c, 0, users, count, false) &&
           bind_texts(c, 1, users, count, true) &&
           write_users(c, QUERY_INSERT_ARRAYS, 2, users, (int)count);
}

static bool
recolor(floor_connection *at, const user *users, uint32_t count)
{
    connection *c = connection_of(at);

    floor_arena_reset(&c->arrays);
    return bind_ids(c, 0, users, count) &&
           bind_texts(c, 1, users, count, true) &&
           write_users(c, QUERY_RECOLOR, 2, NULL, (int)count);
}

/* --- COPY ----------------------------------------------------------------- */

static bool
copy_rows(connection *c, const user *users, uint32_t count)
{
    static const char head[19] = "PGCOPY\n\377\r\n\0", end[2] = "\377\377",
                      columns[2] = "\0\2";
    char data[COPY_SIZE];
    char *to = (char *)memcpy(data, head, sizeof head) + sizeof head;

    for (const user *one = users; one < users + count; one++) {
        size_t name = strlen(one->name), color = size_of(one->hair_color);

        if (name > COPY_TEXT || color > COPY_TEXT)
            return bench_complain("a user is too long");
        if ((size_t)(data + sizeof data - to) < 2 * COPY_TEXT + 16) {
            if (PQputCopyData(c->handle, data, (int)(to - data)) != 1)
                return complain(c);
            to = data;
        }
        to = (char *)memcpy(to, columns, sizeof columns) + sizeof columns;
        to = put_text(to, one->name, name);
        to = put_text(to, one->hair_color, color);
    }
    to = (char *)memcpy(to, end, sizeof end) + sizeof end;
    return (PQputCopyData(c->handle, data, (int)(to - data)) == 1 &&
            PQputCopyEnd(c->handle, NULL) == 1) ||
           complain(c);
}

static bool
load(floor_connection *at, const user *users, uint32_t count)
{
    connection *c = connection_of(at);
    PGresult *begun =
        expect(c,
               PQexec(c->handle, "COPY users (name, hair_color) FROM STDIN"
                                 " (FORMAT binary)"),
               PGRES_COPY_IN);
    bool good = begun != NULL && copy_rows(c, users, count) &&
                expect_done(c, PQgetResult(c->handle)) &&
                PQgetResult(c->handle) == NULL;

    PQclear(begun);
    return good;
}

const floor_library floor_postgresql = {
    .backend = "postgresql",
    .dialect = "postgresql",
    .socket_sql = "SELECT current_setting('unix_socket_directories') AS path",
    .empty_sql = "SET client_min_messages = warning;"
                 " TRUNCATE users CASCADE",
    .fill_sql = {"INSERT INTO users (name) SELECT 'User ' || i"
                 " FROM generate_series(1, ",
                 ") i"},
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
