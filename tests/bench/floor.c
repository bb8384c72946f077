/* SPDX-License-Identifier: MIT */
#include "floor.h"

#include "bench.h"

#include <stdlib.h>
#include <string.h>

/* --- memory --------------------------------------------------------------- */

enum { BLOCK_SIZE = 1024 * 1024 };

struct floor_block {
    floor_block *next;
    char bytes[BLOCK_SIZE];
};

static bool
next_block(floor_arena *arena)
{
    floor_block *block =
        arena->current != NULL ? arena->current->next : arena->first;

    if (block == NULL) {
        block = malloc(sizeof *block);
        if (block == NULL)
            return bench_complain("out of memory");
        block->next = NULL;
        if (arena->current != NULL)
            arena->current->next = block;
        else
            arena->first = block;
    }
    arena->current = block;
    arena->next = block->bytes;
    arena->end = block->bytes + sizeof block->bytes;
    return true;
}

static inline char *
take(floor_arena *arena, size_t size)
{
    char *item;

    if (size > (size_t)(arena->end - arena->next) &&
        (size > BLOCK_SIZE || !next_block(arena)))
        return NULL;
    item = arena->next;
    arena->next += size;
    return item;
}

void *
floor_allocate(floor_arena *arena, size_t size)
{
    size_t gap = (size_t)(-(uintptr_t)arena->next) & 7;
    char *item = take(arena, size + gap);

    if (item == NULL)
        return NULL;
    return item + ((size_t)(-(uintptr_t)item) & 7);
}

void
floor_arena_reset(floor_arena *arena)
{
    *arena = (floor_arena){.first = arena->first};
}

void
floor_arena_free(floor_arena *arena)
{
    while (arena->first != NULL) {
        floor_block *next = arena->first->next;

        free(arena->first);
        arena->first = next;
    }
    *arena = (floor_arena){0};
}

size_t
floor_arena_used(const floor_arena *arena)
{
    size_t used = 0;

    if (arena->current == NULL)
        return 0;
    for (floor_block *block = arena->first; block != arena->current;
         block = block->next)
        used += sizeof block->bytes;
    return used + (size_t)(arena->next - arena->current->bytes);
}

void
floor_users_free(floor_users *users)
{
    free(users->items);
    floor_arena_free(&users->texts);
    *users = (floor_users){0};
}

/* --- connections ---------------------------------------------------------- */

bool
floor_complain(sqlite3 *db)
{
    return bench_complain("SQLite: %s", sqlite3_errmsg(db));
}

bool
floor_run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           floor_complain(db);
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
            return floor_complain(db);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    return floor_run(db, "PRAGMA case_sensitive_like=on;"
                         "PRAGMA cell_size_check=on;"
                         "PRAGMA journal_mode=wal;"
                         "PRAGMA synchronous=normal");
}

sqlite3 *
floor_open(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        NULL) == SQLITE_OK &&
        harden(db))
        return db;
    floor_complain(db);
    sqlite3_close(db);
    return NULL;
}

sqlite3_stmt *
floor_prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                           NULL) != SQLITE_OK)
        floor_complain(db);
    return statement;
}

bool
floor_step(sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) == SQLITE_DONE &&
        sqlite3_reset(statement) == SQLITE_OK)
        return true;
    return floor_complain(sqlite3_db_handle(statement));
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
    size_t size;
    char *copy;

    if (text == NULL) {
        *ret_text = NULL;
        return sqlite3_value_type(value) == SQLITE_NULL;
    }
    size = (size_t)sqlite3_value_bytes(value) + 1;
    copy = take(texts, size);
    if (copy == NULL)
        return false;
    *ret_text = memcpy(copy, text, size);
    return true;
}

bool
floor_read_user(sqlite3_stmt *statement, floor_arena *texts, user *ret_user)
{
    ret_user->id = sqlite3_column_int64(statement, 0);
    return copy_text(statement, 1, texts, &ret_user->name) &&
           copy_text(statement, 2, texts, &ret_user->hair_color);
}

static bool
grow(floor_users *users)
{
    size_t capacity = users->capacity > 0 ? users->capacity * 2 : 64;
    user *grown = realloc(users->items, capacity * sizeof *grown);

    if (grown == NULL)
        return bench_complain("out of memory");
    users->items = grown;
    users->capacity = capacity;
    return true;
}

bool
floor_read_users(sqlite3_stmt *statement, floor_users *users)
{
    bool good = true;
    int code;

    users->count = 0;
    floor_arena_reset(&users->texts);
    while (good && (code = sqlite3_step(statement)) == SQLITE_ROW)
        good = (users->count < users->capacity || grow(users)) &&
               floor_read_user(statement, &users->texts,
                               &users->items[users->count++]);
    if (good && code != SQLITE_DONE)
        good = floor_complain(sqlite3_db_handle(statement));
    sqlite3_reset(statement);
    return good;
}
