/* SPDX-License-Identifier: MIT */
/* What the pool tells of itself: its numbers, and who holds connections. */
#include "pool_priv.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

enum {
    MOST_PLACES = 4,     /* that are told apart in a text */
    MOST_PLACE_TEXT = 48 /* of a file's path, its end */
};

static bool
is_out(const rowan_connection *conn)
{
    return atomic_load_explicit(&conn->acquired, memory_order_relaxed);
}

/* --- holders, as text ---------------------------------------------------- */

/* Connections that were taken at one place. */
typedef struct place {
    const char *file;
    int line;
    uint32_t count;
    int64_t oldest_ms; /* when the first of them was taken */
} place;

static bool
is_at(const place *at, const rowan_connection *conn)
{
    if (at->line != conn->line)
        return false;
    if (at->file == NULL || conn->file == NULL)
        return at->file == conn->file;
    return strcmp(at->file, conn->file) == 0;
}

/* The place among those known, or the next one; NULL if there is no room. */
static place *
place_of(place *places, const rowan_connection *conn)
{
    for (size_t i = 0; i < MOST_PLACES; i++) {
        if (places[i].count == 0) {
            places[i] = (place){.file = conn->file,
                                .line = conn->line,
                                .oldest_ms = conn->taken_ms};
            return &places[i];
        }
        if (is_at(&places[i], conn))
            return &places[i];
    }
    return NULL;
}

static const char *
end_of(const char *file)
{
    size_t size = strlen(file);

    return size > MOST_PLACE_TEXT ? file + size - MOST_PLACE_TEXT : file;
}

static size_t
print_place(const place *at, int64_t now_ms, bool is_first, char *text,
            size_t size)
{
    int64_t held_ms = now_ms - at->oldest_ms;
    char where[MOST_PLACE_TEXT + 16] = "an unknown place";
    int length;

    if (at->file != NULL)
        (void)snprintf(where, sizeof(where), "%s:%d", end_of(at->file),
                       at->line);
    length = snprintf(text, size, "%s%u taken at %s, for %lld.%lld s",
                      is_first ? "" : "; ", at->count, where,
                      (long long)(held_ms / 1000),
                      (long long)(held_ms % 1000 / 100));
    return length < 0 || (size_t)length >= size ? size - 1 : (size_t)length;
}

void
rowan__pool_describe(const rowan__pool *pool, char *text, size_t size)
{
    place places[MOST_PLACES] = {{0}};
    int64_t now_ms = rowan__clock_coarse_ms();
    uint32_t others = 0;
    size_t used = 0;

    for (const rowan_connection *conn = pool->all; conn != NULL;
         conn = conn->next_of_all) {
        place *found = is_out(conn) ? place_of(places, conn) : NULL;

        if (found != NULL) {
            found->count++;
            if (conn->taken_ms < found->oldest_ms)
                found->oldest_ms = conn->taken_ms;
        } else {
            others += is_out(conn);
        }
    }
    for (size_t i = 0; i < MOST_PLACES && places[i].count > 0; i++)
        used += print_place(&places[i], now_ms, i == 0, text + used,
                            size - used);
    if (used == 0)
        (void)snprintf(text, size, "all of them being opened or closed");
    else if (others > 0)
        (void)snprintf(text + used, size - used, "; %u elsewhere", others);
}

/* --- for the program ----------------------------------------------------- */

size_t
rowan_engine_pool_holders(rowan_engine *engine, rowan_pool_holder *ret_holders,
                          size_t capacity)
{
    rowan__pool *pool = &engine->pool;
    int64_t now_ms = rowan__clock_coarse_ms();
    size_t count = 0;

    if (rowan__engine_is_forked(engine))
        return 0;
    (void)pthread_mutex_lock(&pool->mutex);
    for (const rowan_connection *conn = pool->all; conn != NULL;
         conn = conn->next_of_all) {
        if (!is_out(conn))
            continue;
        if (count < capacity)
            ret_holders[count] =
                (rowan_pool_holder){.file = conn->file,
                                    .line = conn->line,
                                    .held_ms = now_ms - conn->taken_ms};
        count++;
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    return count;
}

void
rowan_engine_pool_status(rowan_engine *engine, rowan_pool_status *ret_status)
{
    rowan__pool *pool = &engine->pool;

    *ret_status = (rowan_pool_status){0};
    /* The mutex may be held by a thread that only the parent has. */
    if (rowan__engine_is_forked(engine))
        return;
    (void)pthread_mutex_lock(&pool->mutex);
    *ret_status = (rowan_pool_status){
        .size = pool->size,
        .overflow = pool->overflow,
        .idle = pool->idle_count,
        .in_use = pool->open_count - pool->idle_count,
        .connects = pool->connects,
        .waits = pool->waits,
        .timeouts = pool->timeouts,
        .waiting = pool->waiting,
        .checks = pool->checks,
        .recycled = pool->recycled,
        .lost = pool->lost,
    };
    (void)pthread_mutex_unlock(&pool->mutex);
}
