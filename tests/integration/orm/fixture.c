/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ROWAN_MODEL(user, "users",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .length = 100, .not_null = true),
    ROWAN_COLUMN(email, .unique = true),
    ROWAN_COLUMN(age, .check_sql = "age >= 0"),
    ROWAN_COLUMN(score))

ROWAN_MODEL(post, "posts",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(user_id),
    ROWAN_COLUMN(title, .not_null = true),
    ROWAN_COLUMN(written, .default_sql = "CURRENT_TIMESTAMP"),
    ROWAN_COLUMN(stars, .default_sql = "3", .zero_is_default = true),
    ROWAN_COLUMN(slug, .computed_sql = "lower(title)"),
    ROWAN_FOREIGN_KEY(user_id, user, id))

ROWAN_MODEL(line, "order_lines",
    ROWAN_PRIMARY_KEY(order_code),
    ROWAN_PRIMARY_KEY(position),
    ROWAN_COLUMN(price, .precision = 10, .scale = 2))

ROWAN_MODEL(node, "nodes",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(parent_id),
    ROWAN_COLUMN(label),
    ROWAN_FOREIGN_KEY(parent_id, node, id, .deferred = true))

static void
keep_line(void *context, const char *text)
{
    fixture *f = context;

    if (f->line_count < FIXTURE_LINES)
        f->lines[f->line_count++] = strdup(text);
}

static void
remove_file(const char *path, const char *suffix)
{
    char name[300];

    snprintf(name, sizeof name, "%s%s", path, suffix);
    remove(name);
}

void
fixture_open(fixture *f, const char *name, const char *options)
{
    rowan_engine_options engine = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = { 0 };
    char url[400];

    memset(f, 0, sizeof *f);
    snprintf(f->path, sizeof f->path, "%s", harness_temp_path(name));
    remove_file(f->path, "");
    remove_file(f->path, "-wal");
    remove_file(f->path, "-shm");
    snprintf(url, sizeof url, "sqlite:///%s%s", f->path, options);
    engine.echo = true;
    engine.log = keep_line;
    engine.log_context = f;
    f->engine = rowan_engine_open_with(url, &engine, &err);
    if (f->engine == NULL)
        FAIL("%s", err.message);
    REQUIRE(f->engine != NULL);
    if (rowan_create_all(f->engine, ROWAN_MODELS(user, post, line, node),
                         &err) != ROWAN_OK)
        FAIL("%s", err.message);
    f->session = rowan_session_open(f->engine, &err);
    REQUIRE(f->session != NULL);
    fixture_forget(f);
}

void
fixture_close(fixture *f)
{
    rowan_session_close(f->session);
    CHECK(rowan_engine_close(f->engine) == ROWAN_OK);
    fixture_forget(f);
}

void
fixture_forget(fixture *f)
{
    while (f->line_count > 0)
        free(f->lines[--f->line_count]);
}

size_t
fixture_sent(const fixture *f, const char *beginning)
{
    size_t count = 0;

    for (size_t i = 0; i < f->line_count; i++)
        if (strncmp(f->lines[i], beginning, strlen(beginning)) == 0)
            count++;
    return count;
}

const char *
fixture_last(const fixture *f, const char *beginning)
{
    for (size_t i = f->line_count; i-- > 0;)
        if (strncmp(f->lines[i], beginning, strlen(beginning)) == 0)
            return f->lines[i];
    return "";
}

/* The first cell of a statement's first row, or -1. */
static int64_t
query_integer(rowan_connection *conn, const char *sql, rowan_error *err)
{
    rowan_result *result = NULL;
    const rowan_value *cells;
    int64_t number = -1;

    if (rowan_connection_query(conn, sql, NULL, &result, err) == ROWAN_OK &&
        rowan_result_next(result, &cells, err) == ROWAN_OK)
        number = cells[0].as.integer;
    rowan_result_free(result);
    return number;
}

int64_t
fixture_integer(fixture *f, const char *sql)
{
    rowan_connection *conn = NULL;
    rowan_error err = { 0 };
    int64_t number;

    if (rowan_connection_acquire(f->engine, 1000, &conn, &err) != ROWAN_OK)
        return -1;
    number = query_integer(conn, sql, &err);
    rowan_connection_release(conn);
    if (err.status != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    return number;
}

void
fixture_run(fixture *f, const char *sql)
{
    rowan_connection *conn = NULL;
    rowan_error err = { 0 };

    if (rowan_connection_acquire(f->engine, 1000, &conn, &err) != ROWAN_OK ||
        rowan_connection_query(conn, sql, NULL, NULL, &err) != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    rowan_connection_release(conn);
}
