/* SPDX-License-Identifier: MIT */
#include "tables.h"

#include "bench.h"
#include "floor.h"

#include <stdio.h>

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

static bool
has_server(const tables *both)
{
    return both->floor->library->socket_sql != NULL;
}

/* Runs SQL where Rowan's side has its tables, and where the floor has them. */
static bool
run_on_both(tables *both, const char *sql)
{
    if (!both->floor->library->run(both->floor, sql))
        return false;
    if (has_server(both))
        return true;
    rowan_execute(both->session, sql);
    return rowan_commit(both->session) == ROWAN_OK || tables_complain(both);
}

/* The schema is the one that Rowan creates. */
static bool
create(tables *both)
{
    rowan_error err = {0};
    char *ddl = NULL;
    bool good = true;

    if (rowan_drop_all(both->engine, ROWAN_MODELS(user, post), &err) !=
            ROWAN_OK ||
        rowan_create_all(both->engine, ROWAN_MODELS(user, post), &err) !=
            ROWAN_OK ||
        rowan_render_ddl(ROWAN_MODELS(user, post),
                         both->floor->library->dialect, &ddl,
                         &err) != ROWAN_OK)
        return bench_complain_of(&err);
    if (!has_server(both))
        good = both->floor->library->run(both->floor, ddl);
    rowan_free(ddl);
    return good;
}

static bool
fill(tables *both, uint32_t user_count)
{
    const char *const *parts = both->floor->library->fill_sql;
    char sql[256];

    if (user_count == 0)
        return true;
    snprintf(sql, sizeof sql, "%s%u%s", parts[0], (unsigned)user_count,
             parts[1]);
    return run_on_both(both, sql);
}

bool
tables_open(tables *both, const bench_database *database, uint32_t user_count,
            const rowan_engine_options *options)
{
    rowan_error err = {0};

    *both = (tables){.floor = database->library->open(database->url)};
    if (both->floor == NULL)
        return false;
    both->engine = rowan_engine_open_with(database->url, options, &err);
    if (both->engine == NULL)
        return bench_complain_of(&err);
    both->session = rowan_session_open(both->engine, &err);
    if (both->session == NULL)
        return bench_complain_of(&err);
    return create(both) && fill(both, user_count);
}

void
tables_close(tables *both)
{
    rowan_session_close(both->session);
    rowan_engine_close(both->engine);
    if (both->floor != NULL)
        both->floor->library->close(both->floor);
}

bool
tables_empty(tables *both)
{
    return run_on_both(both, both->floor->library->empty_sql);
}

bool
tables_complain(const tables *both)
{
    return bench_complain_of(rowan_session_error(both->session));
}
