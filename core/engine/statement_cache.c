/* SPDX-License-Identifier: MIT */
/*
 * The prepared statements of a connection, found by the shape of what they
 * do. A hit compares a hash and the key's bytes, and moves one link.
 */
#include "pool_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#include <string.h>

enum {
    FIRST_BUCKETS = 64,
    ARENA_BLOCK = 512 /* SQL, kinds and key of a usual statement */
};

/* --- the list by last use ------------------------------------------------ */

static void
unlink_use(rowan__statement_cache *cache, rowan__statement *statement)
{
    if (statement->newer != NULL)
        statement->newer->older = statement->older;
    else
        cache->newest = statement->older;
    if (statement->older != NULL)
        statement->older->newer = statement->newer;
    else
        cache->oldest = statement->newer;
}

static void
link_newest(rowan__statement_cache *cache, rowan__statement *statement)
{
    statement->newer = NULL;
    statement->older = cache->newest;
    if (cache->newest != NULL)
        cache->newest->newer = statement;
    else
        cache->oldest = statement;
    cache->newest = statement;
}

/* --- buckets ------------------------------------------------------------- */

static rowan__statement **
bucket_of(const rowan__statement_cache *cache, uint64_t hash)
{
    return &cache->buckets[hash & (cache->bucket_count - 1)];
}

static rowan__statement *
find(const rowan__statement_cache *cache, const void *key, size_t key_size,
     uint64_t hash)
{
    rowan__statement *found;

    if (cache->count == 0)
        return NULL;
    found = *bucket_of(cache, hash);
    while (found != NULL &&
           (found->hash != hash || found->key_size != key_size ||
            memcmp(found->key, key, key_size) != 0))
        found = found->chain;
    return found;
}

/* Doubles the buckets. Without memory the chains only grow longer. */
static void
grow(rowan__statement_cache *cache)
{
    uint32_t count =
        cache->bucket_count > 0 ? cache->bucket_count * 2 : FIRST_BUCKETS;
    rowan__statement **buckets = rowan__calloc(count, sizeof(*buckets));

    if (buckets == NULL)
        return;
    rowan__free(cache->buckets);
    cache->buckets = buckets;
    cache->bucket_count = count;
    for (rowan__statement *each = cache->oldest; each != NULL;
         each = each->newer) {
        rowan__statement **bucket = bucket_of(cache, each->hash);

        each->chain = *bucket;
        *bucket = each;
    }
}

/* --- statements ---------------------------------------------------------- */

static void
free_statement(rowan_connection *conn, rowan__statement *statement)
{
    if (statement->plan_free != NULL)
        statement->plan_free(statement->plan);
    if (statement->driver != NULL && !rowan__engine_is_forked(conn->engine))
        conn->driver->finish(statement->driver);
    rowan__arena_done(&statement->arena);
    rowan__free(statement);
}

static void
evict(rowan_connection *conn, rowan__statement *statement)
{
    rowan__statement_cache *cache = &conn->cache;
    rowan__statement **link = bucket_of(cache, statement->hash);

    while (*link != statement)
        link = &(*link)->chain;
    *link = statement->chain;
    unlink_use(cache, statement);
    cache->count--;
    free_statement(conn, statement);
}

/* Makes room for one more; false if all are in use. Done before the new one
 * is prepared, so that the server never holds more than the capacity. */
static bool
make_room(rowan_connection *conn)
{
    rowan__statement_cache *cache = &conn->cache;
    rowan__statement *victim = cache->oldest;

    if (cache->count >= cache->capacity) {
        while (victim != NULL && victim->in_use)
            victim = victim->newer;
        if (victim == NULL)
            return false;
        evict(conn, victim);
    }
    if (cache->count >= cache->bucket_count)
        grow(cache);
    return cache->bucket_count > 0;
}

static void
insert(rowan__statement_cache *cache, rowan__statement *statement)
{
    rowan__statement **bucket = bucket_of(cache, statement->hash);

    statement->chain = *bucket;
    *bucket = statement;
    link_newest(cache, statement);
    cache->count++;
}

/* Room to put binds in the order of the placeholders at each execution. */
static bool
make_ordered(rowan__statement *statement)
{
    const rowan__compiled *compiled = &statement->compiled;

    if (compiled->bind_order == NULL || compiled->bind_count == 0)
        return true;
    statement->ordered = rowan__arena_alloc(
        &statement->arena, compiled->bind_count * sizeof(rowan_value));
    return statement->ordered != NULL;
}

static rowan_status
prepare(rowan_connection *conn, rowan__statement *statement, bool is_cached,
        rowan__compile_fn *compile, const void *context, rowan_error *err)
{
    rowan__compiled *compiled = &statement->compiled;
    rowan_status status =
        compile(&conn->target, context, &statement->arena, compiled, err);

    if (status != ROWAN_OK)
        return status;
    if (!make_ordered(statement))
        return rowan__error_no_memory(err);
    conn->used = true;
    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, compiled->sql, err);
    status = rowan__statement_prepare(conn, statement, is_cached, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, compiled->sql, err);
    return ROWAN_OK;
}

static rowan_status
make_statement(rowan_connection *conn, const void *key, size_t key_size,
               rowan__compile_fn *compile, const void *context,
               rowan__statement **ret_statement, rowan_error *err)
{
    rowan__statement *statement = rowan__calloc(1, sizeof(*statement));
    rowan_status status;

    if (statement == NULL)
        return rowan__error_no_memory(err);
    rowan__arena_init(&statement->arena, ARENA_BLOCK);
    if (key_size > 0) {
        unsigned char *copy = rowan__arena_alloc(&statement->arena, key_size);

        if (copy == NULL) {
            status = rowan__error_no_memory(err);
            goto out;
        }
        memcpy(copy, key, key_size);
        statement->key = copy;
        statement->key_size = key_size;
    }
    status = prepare(conn, statement, key_size > 0, compile, context, err);
out:
    if (status == ROWAN_OK)
        *ret_statement = statement;
    else
        free_statement(conn, statement);
    return status;
}

/* --- taking and giving back ---------------------------------------------- */

static void
take_cached(rowan_connection *conn, rowan__statement *statement)
{
    rowan__statement_cache *cache = &conn->cache;

    statement->in_use = true;
    cache->taken++;
    conn->stats.cache_hits++;
    if (cache->newest != statement) {
        unlink_use(cache, statement);
        link_newest(cache, statement);
    }
}

static rowan_status
take_new(rowan_connection *conn, const void *key, size_t key_size,
         uint64_t hash, rowan__compile_fn *compile, const void *context,
         rowan__statement **ret_statement, rowan_error *err)
{
    rowan__statement_cache *cache = &conn->cache;
    bool is_cached = key_size > 0 && make_room(conn);
    rowan__statement *made = NULL;
    rowan_status status = make_statement(conn, key, is_cached ? key_size : 0,
                                         compile, context, &made, err);

    if (status != ROWAN_OK)
        return status;
    conn->stats.cache_misses++;
    made->hash = hash;
    made->in_use = true;
    cache->taken++;
    if (is_cached) {
        insert(cache, made);
    } else {
        made->next_uncached = cache->uncached;
        cache->uncached = made;
    }
    *ret_statement = made;
    return ROWAN_OK;
}

rowan_status
rowan__statement_take(rowan_connection *conn, const void *key, size_t key_size,
                      uint64_t hash, rowan__compile_fn *compile,
                      const void *context, rowan__statement **ret_statement,
                      rowan_error *err)
{
    rowan__statement *found =
        key_size > 0 ? find(&conn->cache, key, key_size, hash) : NULL;
    rowan_status status;

    rowan__connection_works(conn, true);
    if (found != NULL && !found->in_use) {
        take_cached(conn, found);
        *ret_statement = found;
        return ROWAN_OK;
    }
    /* The twin of one that is in use must not be found under its key. */
    status = take_new(conn, key, found != NULL ? 0 : key_size, hash, compile,
                      context, ret_statement, err);
    rowan__connection_works(conn, false);
    return status;
}

bool
rowan__statement_is_worth(rowan_connection *conn, const void *key,
                          size_t key_size, uint64_t hash)
{
    rowan__statement_cache *cache = &conn->cache;
    const uint32_t room = sizeof(cache->wishes) / sizeof(*cache->wishes);

    if (find(cache, key, key_size, hash) != NULL)
        return true;
    if (cache->capacity == 0)
        return false;
    for (uint32_t i = 0; i < room && i < cache->wish_count; i++)
        if (cache->wishes[i] == hash)
            return true;
    cache->wishes[cache->wish_count++ % room] = hash;
    return false;
}

static void
free_uncached(rowan_connection *conn, rowan__statement *statement)
{
    rowan__statement **link = &conn->cache.uncached;

    while (*link != statement)
        link = &(*link)->next_uncached;
    *link = statement->next_uncached;
    free_statement(conn, statement);
}

void
rowan__statement_give_back(rowan_connection *conn, rowan__statement *statement)
{
    if (statement == NULL)
        return;
    if (statement->is_counting)
        rowan__tell_rows(conn, statement);
    conn->cache.taken--;
    rowan__connection_works(conn, false);
    if (statement->key == NULL) {
        free_uncached(conn, statement);
        return;
    }
    if (statement->running && !rowan__engine_is_forked(conn->engine))
        conn->driver->statement_reset(statement->driver);
    statement->running = false;
    statement->in_use = false;
    if (statement->is_stale)
        evict(conn, statement);
}

void
rowan__statement_cache_quiet(rowan_connection *conn)
{
    rowan__statement *each = conn->cache.newest;

    while (conn->cache.uncached != NULL)
        rowan__statement_give_back(conn, conn->cache.uncached);
    while (each != NULL && conn->cache.taken > 0) {
        rowan__statement *older = each->older; /* it may not be kept */

        if (each->in_use)
            rowan__statement_give_back(conn, each);
        each = older;
    }
}

void
rowan__statement_cache_done(rowan_connection *conn)
{
    rowan__statement_cache *cache = &conn->cache;

    while (cache->uncached != NULL)
        free_uncached(conn, cache->uncached);
    while (cache->newest != NULL)
        evict(conn, cache->newest);
    rowan__free(cache->buckets);
    *cache = (rowan__statement_cache){0};
}
