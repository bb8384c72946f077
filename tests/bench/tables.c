/* SPDX-License-Identifier: MIT */
#include "tables.h"

#include "bench.h"
#include "floor.h"

ROWAN_MODEL(user, "users",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .not_null = true),
    ROWAN_COLUMN(hair_color))

ROWAN_MODEL(post, "posts",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(user_id, .index = true),
    ROWAN_COLUMN(title, .not_null = true),
    ROWAN_COLUMN(body),
    ROWAN_FOREIGN_KEY(user_id, user, id))

static const char fill[] =
    "INSERT INTO users (name)"
    " WITH RECURSIVE n (i) AS"
    " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
    " SELECT 'User ' || i FROM n WHERE :count > 0";

/* The schema is the one that Rowan creates. */
static bool
open_floor(tables *both, uint32_t user_count)
{
    rowan_error err = {0};
    sqlite3_stmt *statement = NULL;
    char *ddl = NULL;
    bool good;

    both->db = floor_open(":memory:");
    if (both->db == NULL)
        return false;
    if (rowan_render_ddl(ROWAN_MODELS(user, post), "sqlite", &ddl, &err) !=
        ROWAN_OK)
        return bench_complain_of(&err);
    good = floor_run(both->db, ddl) &&
           (statement = floor_prepare(both->db, fill)) != NULL &&
           sqlite3_bind_int64(statement, 1, user_count) == SQLITE_OK &&
           floor_step(statement);
    sqlite3_finalize(statement);
    rowan_free(ddl);
    return good;
}

static bool
open_rowan(tables *both, uint32_t user_count,
           const rowan_engine_options *options)
{
    rowan_error err = {0};

    both->engine = rowan_engine_open_with("sqlite://", options, &err);
    if (both->engine == NULL ||
        rowan_create_all(both->engine, ROWAN_MODELS(user, post), &err) !=
            ROWAN_OK)
        return bench_complain_of(&err);
    both->session = rowan_session_open(both->engine, &err);
    if (both->session == NULL)
        return bench_complain_of(&err);
    rowan_execute(both->session, fill, rowan_bind("count", user_count));
    return rowan_commit(both->session) == ROWAN_OK || tables_complain(both);
}

bool
tables_open(tables *both, uint32_t user_count,
            const rowan_engine_options *options)
{
    *both = (tables){0};
    return open_floor(both, user_count) &&
           open_rowan(both, user_count, options);
}

void
tables_close(tables *both)
{
    rowan_session_close(both->session);
    rowan_engine_close(both->engine);
    sqlite3_close_v2(both->db);
}

bool
tables_complain(const tables *both)
{
    return bench_complain_of(rowan_session_error(both->session));
}
