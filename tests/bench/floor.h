/* SPDX-License-Identifier: MIT */
/*
 * The floor: each client library used by hand, as one who knows it well does
 * it. Connections of one thread, statements prepared once, values and rows in
 * binary, what can share a round trip sharing it, rows and texts in an arena,
 * every answer checked; and connected with the same care as Rowan's plugin, so
 * that the database does the same work on both sides.
 *
 * There is one table of functions for each library. Workloads call these and
 * know no library.
 */
#ifndef ROWAN_TESTS_BENCH_FLOOR_H
#define ROWAN_TESTS_BENCH_FLOOR_H

#include "tables.h"

#include <stddef.h>
#include <string.h>

enum {
    FLOOR_NEW = 100, /* rows of a statement of insert() */
    FLOOR_KEYS = 20  /* that get_many() takes */
};

/* Memory that is given back at once and kept for the next time. */
typedef struct floor_block floor_block;
typedef struct floor_arena {
    floor_block *first, *current;
    char *next, *end;
} floor_arena;

/* NULL when out of memory, all of these. */
char *floor_take_block(floor_arena *arena, size_t size);
static inline char *
floor_take(floor_arena *arena, size_t size)
{
    char *item = arena->next;

    if (size > (size_t)(arena->end - arena->next))
        return floor_take_block(arena, size);
    arena->next += size;
    return item;
}
void *floor_allocate(floor_arena *arena, size_t size); /* 8-byte aligned */
/* A copy with a NUL behind it. */
static inline char *
floor_copy(floor_arena *arena, const void *text, size_t size)
{
    char *copy = floor_take(arena, size + 1);

    if (copy == NULL)
        return NULL;
    copy[size] = '\0';
    return memcpy(copy, text, size);
}
void floor_arena_reset(floor_arena *arena);
void floor_arena_free(floor_arena *arena);
size_t floor_arena_used(const floor_arena *arena); /* bytes given out */

/* Users that a query gave. */
typedef struct floor_users {
    user *items;
    size_t count, capacity;
    floor_arena texts;
} floor_users;

void floor_users_reset(floor_users *users);
void floor_users_free(floor_users *users);
bool floor_users_grow(floor_users *users);
/* Room for one more; NULL when out of memory. */
static inline user *
floor_users_add(floor_users *users)
{
    if (users->count == users->capacity && !floor_users_grow(users))
        return NULL;
    return &users->items[users->count++];
}

/* A connection; each library's own struct begins with it. */
typedef struct floor_library floor_library;
typedef struct floor_connection {
    const floor_library *library;
} floor_connection;

struct floor_library {
    const char *backend; /* as --backend takes it */
    const char *dialect; /* Rowan's */
    /* The server's socket: by this SQL it tells the path. NULL where there is
     * no server; each side has a database in memory then. */
    const char *socket_sql;
    const char *empty_sql; /* takes all users away */
    /* Users "User 1", ...: two texts with their number in between. */
    const char *fill_sql[2];

    /* All that follow return NULL or false after bench_complain(). */
    floor_connection *(*open)(const char *url);
    void (*close)(floor_connection *at);
    /* Statements without binds and rows, separated by semicolons. */
    bool (*run)(floor_connection *at, const char *sql);
    bool (*read)(floor_connection *at, floor_users *users); /* all users */
    bool (*get)(floor_connection *at, int64_t id, floor_arena *memory,
                user *ret_user);
    /* FLOOR_KEYS ids; those that are there, in any order. */
    bool (*get_many)(floor_connection *at, const int64_t *ids,
                     floor_users *users);
    /* Users in a transaction, by statements of FLOOR_NEW or more of them; fills
     * in ids. The count is a multiple of FLOOR_NEW. */
    bool (*insert)(floor_connection *at, user *users, uint32_t count);
    /* FLOOR_NEW row by row; may be NULL. */
    bool (*insert_each)(floor_connection *at, user *users);
    /* One user in a transaction; fills in the id. */
    bool (*insert_one)(floor_connection *at, user *one);
    /* Many without ids, by the fastest way that there is. */
    bool (*load)(floor_connection *at, const user *users, uint32_t count);
    /* Writes the hair colors of users by their ids, in a transaction. */
    bool (*recolor)(floor_connection *at, const user *users, uint32_t count);
};

/* Those that were there to be built, ended by NULL. */
extern const floor_library *const floor_libraries[];
extern const floor_library floor_sqlite;
extern const floor_library floor_postgresql;
extern const floor_library floor_mariadb;

#endif
