/* SPDX-License-Identifier: MIT */
/* Asking a database about its tables. */
#include "catalog/reflection.h"

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/error_priv.h"

#include <stddef.h>
#include <string.h>

/* What rowan_inspection_free() gets; the arena holds this, too. */
typedef struct owned_inspection {
    rowan_inspection info;
    rowan__arena arena;
} owned_inspection;

/* --- what is asked for ---------------------------------------------------- */

static rowan_status
read_options(const rowan_inspect_options *given,
             rowan_inspect_options *ret_options, rowan_error *err)
{
    rowan_inspect_options options = {0};

    if (given != NULL)
        memcpy(&options, given,
               given->size < sizeof options ? given->size : sizeof options);
    if (options.all_schemas && options.schema != NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "schema '%s' and all_schemas are both asked "
                                "for: say one of them",
                                options.schema);
    if (options.kinds == 0)
        options.kinds = ROWAN_TABLE_ANY;
    if (options.parts == 0)
        options.parts = ROWAN_INSPECT_ALL;
    options.parts |= ROWAN_INSPECT_TABLES;
    *ret_options = options;
    return ROWAN_OK;
}

/* A name as a string of JSON (RFC 8259). */
static void
add_json_text(rowan_buffer *json, const char *text)
{
    rowan__buffer_char(json, '"');
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20)
            rowan__buffer_printf(json, "\\u%04x", (unsigned)*text);
        else if (*text == '"' || *text == '\\')
            rowan__buffer_printf(json, "\\%c", *text);
        else
            rowan__buffer_char(json, *text);
    }
    rowan__buffer_char(json, '"');
}

/* The names as a JSON array, and how many there are. NULL gives neither. */
static rowan_status
read_names(const char *const *names, rowan_buffer *json, uint32_t *ret_count,
           rowan_error *err)
{
    uint32_t count = 0;

    if (names == NULL)
        return ROWAN_OK;
    rowan__buffer_char(json, '[');
    for (; names[count] != NULL; count++) {
        if (count > 0)
            rowan__buffer_char(json, ',');
        add_json_text(json, names[count]);
    }
    rowan__buffer_char(json, ']');
    if (count == 0)
        return rowan__error_set(err, ROWAN_INVALID,
                                "the list of tables is empty: name some, or "
                                "leave it NULL for all");
    if (rowan__buffer_failed(json))
        return rowan__error_no_memory(err);
    *ret_count = count;
    return ROWAN_OK;
}

/* --- asking ----------------------------------------------------------------
 */

static rowan_status
reflect(rowan_reflection_host *host, const rowan_reflection *reflection,
        rowan_error *err)
{
    const rowan__dialect *dialect = host->conn->target.dialect;

    host->reflection = reflection;
    return (rowan_status)dialect->catalog.reflect(reflection, err);
}

/* The names as the database has them; NULL stays NULL. */
static rowan_status
stored_names(rowan_reflection_host *host, const char *const *names,
             const char *const **ret_names, rowan_error *err)
{
    const rowan_dialect *dialect = &host->conn->target.dialect->text;
    char folded[ROWAN__FOLD_SIZE];
    const char **stored;
    size_t count = 0;

    while (names != NULL && names[count] != NULL)
        count++;
    *ret_names = names;
    if (names == NULL)
        return ROWAN_OK;
    stored = rowan__arena_zalloc(&host->arena, (count + 1) * sizeof *stored);
    if (stored == NULL)
        return rowan__error_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        stored[i] = rowan__identifier_stored(dialect, names[i], folded);
        if (!rowan__copy_text(&host->arena, &stored[i]))
            return rowan__error_no_memory(err);
    }
    *ret_names = stored;
    return ROWAN_OK;
}

static rowan_status
ask(rowan_reflection_host *host, const rowan_inspect_options *options,
    rowan_error *err)
{
    rowan_connection *conn = host->conn;
    const rowan_dialect *dialect = &conn->target.dialect->text;
    char schema[ROWAN__FOLD_SIZE];
    rowan_reflection reflection = {
        .size = sizeof reflection,
        .parts = options->parts,
        .kinds = options->kinds,
        .all_schemas = options->all_schemas,
        .temporary = options->temporary,
        .schema = rowan__identifier_stored(dialect, options->schema, schema),
        .host = rowan__host(),
        .dialect = dialect,
        .capabilities = &conn->caps,
        .connection = conn->handle,
        .calls = &rowan__reflection_calls,
        .host_side = host,
    };
    rowan_buffer json;
    rowan_status status;

    /* A check may hold the labels of a column. */
    if ((options->parts & ROWAN_INSPECT_COLUMNS) != 0)
        reflection.parts |= ROWAN_INSPECT_CHECKS;
    rowan__buffer_init(&json);
    status = stored_names(host, options->tables, &reflection.tables, err);
    if (status == ROWAN_OK)
        status = read_names(reflection.tables, &json, &reflection.table_count,
                            err);
    if (options->tables != NULL)
        reflection.tables_json = rowan__buffer_get(&json);
    if (status == ROWAN_OK)
        status = reflect(host, &reflection, err);
    rowan__buffer_done(&json);
    return status;
}

/* All that was told becomes one piece of memory. */
static rowan_status
finish(rowan_reflection_host *host, const rowan_inspect_options *options,
       rowan_inspection **ret_inspection, rowan_error *err)
{
    owned_inspection *owned = rowan__arena_zalloc(&host->arena, sizeof *owned);
    const rowan_reflection asked = {.parts = options->parts};
    rowan_status status;

    if (owned == NULL)
        return rowan__error_no_memory(err);
    host->reflection = &asked;
    owned->info.size = sizeof owned->info;
    owned->info.parts = options->parts;
    status = rowan__reflection_assemble(host, &owned->info, err);
    if (status != ROWAN_OK)
        return status;
    owned->arena = host->arena;
    *ret_inspection = &owned->info;
    return ROWAN_OK;
}

/* On a connection that is in a call already. */
static rowan_status
inspect(rowan_connection *conn, const rowan_inspect_options *options,
        rowan_inspection **ret_inspection, rowan_error *err)
{
    rowan_reflection_host host = {.conn = conn};
    rowan_status status;

    rowan__arena_init(&host.arena, 0);
    status = ask(&host, options, err);
    if (status == ROWAN_OK)
        status = finish(&host, options, ret_inspection, err);
    if (status != ROWAN_OK)
        rowan__arena_done(&host.arena);
    rowan__free(host.buckets);
    return status;
}

/* Several questions see one moment, where the database can do that. */
static rowan_status
inspect_in_transaction(rowan_connection *conn,
                       const rowan_inspect_options *options,
                       rowan_inspection **ret_inspection, rowan_error *err)
{
    static const rowan_begin_params reading = {
        .size = sizeof reading,
        .read_only = 1,
        .isolation = ROWAN_ISOLATION_REPEATABLE_READ,
    };
    rowan_status status = rowan__connection_begin(conn, &reading, err);

    if (status != ROWAN_OK)
        return status;
    status = inspect(conn, options, ret_inspection, err);
    /* Nothing was changed; how it ends does not matter. */
    (void)rowan__connection_rollback(conn, NULL);
    return status;
}

/* In the program's own transaction, which a failure shall not end. */
static rowan_status
inspect_in_savepoint(rowan_connection *conn,
                     const rowan_inspect_options *options,
                     rowan_inspection **ret_inspection, rowan_error *err)
{
    rowan_inspection *inspection;
    rowan_status status = rowan__connection_savepoint(conn, err);

    if (status != ROWAN_OK)
        return status;
    status = inspect(conn, options, &inspection, err);
    if (status != ROWAN_OK) {
        (void)rowan__connection_savepoint_rollback(conn, NULL);
        return status;
    }
    status = rowan__connection_savepoint_release(conn, err);
    if (status == ROWAN_OK)
        *ret_inspection = inspection;
    else
        rowan_inspection_free(inspection);
    return status;
}

static rowan_status
inspect_safely(rowan_connection *conn, const rowan_inspect_options *options,
               rowan_inspection **ret_inspection, rowan_error *err)
{
    uint32_t state = rowan__connection_transaction_state(conn);

    if (state == ROWAN_STATE_NONE && !conn->begun && conn->results == NULL &&
        conn->caps.isolates[ROWAN_ISOLATION_REPEATABLE_READ])
        return inspect_in_transaction(conn, options, ret_inspection, err);
    if (state == ROWAN_STATE_ACTIVE && conn->results == NULL &&
        rowan__target_has(&conn->target, ROWAN_FEATURE_SAVEPOINTS))
        return inspect_in_savepoint(conn, options, ret_inspection, err);
    return inspect(conn, options, ret_inspection, err);
}

/* A table that vanishes while it is looked at is no error, however busy others
 * are; this is how often they may come between. */
#define MOST_TRIES 100

rowan_status
rowan_connection_inspect(rowan_connection *conn,
                         const rowan_inspect_options *given,
                         rowan_inspection **ret_inspection, rowan_error *err)
{
    rowan_inspect_options options;
    rowan_error failure;
    rowan_status status = rowan__connection_check(conn, err);

    if (status == ROWAN_OK)
        status = read_options(given, &options, err);
    if (status != ROWAN_OK)
        return status;
    rowan__limits_call(&conn->own);
    for (int i = 0; i < MOST_TRIES; i++) {
        failure = (rowan_error){0};
        status = inspect_safely(conn, &options, ret_inspection, &failure);
        if (status != ROWAN_SERIALIZATION)
            break;
    }
    if (status != ROWAN_OK && err != NULL && err->status == ROWAN_OK)
        *err = failure;
    return status;
}

rowan_status
rowan_inspect(rowan_engine *engine, const rowan_inspect_options *options,
              rowan_inspection **ret_inspection, rowan_error *err)
{
    rowan_connection *conn = NULL;
    rowan_status status =
        rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, err);

    if (status != ROWAN_OK)
        return status;
    status = rowan_connection_inspect(conn, options, ret_inspection, err);
    rowan_connection_release(conn);
    return status;
}

void
rowan_inspection_free(rowan_inspection *inspection)
{
    rowan__arena arena;

    if (inspection == NULL)
        return;
    /* The arena holds itself: it is freed by a copy. */
    arena = ((owned_inspection *)(void *)inspection)->arena;
    rowan__arena_done(&arena);
}

/* --- yes or no -------------------------------------------------------------
 */

/* Whether there is one thing. */
typedef struct question {
    uint32_t part; /* ROWAN_INSPECT_..., one of the four below */
    const char *schema, *table, *name;
} question;

static bool
is_told(const rowan_inspection *all, const question *of)
{
    switch (of->part) {
    case ROWAN_INSPECT_TABLES:
        return all->table_count > 0;
    case ROWAN_INSPECT_INDEXES:
        return rowan_table_info_index(
                   rowan_inspection_table(all, of->schema, of->table),
                   of->name) != NULL;
    case ROWAN_INSPECT_SEQUENCES:
        return rowan_inspection_sequence(all, of->schema, of->name) != NULL;
    default: /* ROWAN_INSPECT_SCHEMAS */
        return rowan_inspection_schema(all, of->name) != NULL;
    }
}

static rowan_status
has(rowan_connection *conn, const question *of, bool *ret_exists,
    rowan_error *err)
{
    const char *const tables[] = {of->table, NULL};
    rowan_inspect_options options = {
        .size = sizeof options,
        .schema = of->schema,
        .temporary = of->table != NULL && of->schema == NULL,
        .parts = of->part,
        .tables = of->table != NULL ? tables : NULL};
    rowan_inspection *inspection;
    rowan_status status =
        rowan_connection_inspect(conn, &options, &inspection, err);

    if (status != ROWAN_OK)
        return status;
    *ret_exists = is_told(inspection, of);
    rowan_inspection_free(inspection);
    return ROWAN_OK;
}

rowan_status
rowan_connection_has_table(rowan_connection *conn, const char *schema,
                           const char *name, bool *ret_exists, rowan_error *err)
{
    return has(conn, &(question){ROWAN_INSPECT_TABLES, schema, name, NULL},
               ret_exists, err);
}

rowan_status
rowan_connection_has_index(rowan_connection *conn, const char *schema,
                           const char *table, const char *name,
                           bool *ret_exists, rowan_error *err)
{
    return has(conn, &(question){ROWAN_INSPECT_INDEXES, schema, table, name},
               ret_exists, err);
}

rowan_status
rowan_connection_has_sequence(rowan_connection *conn, const char *schema,
                              const char *name, bool *ret_exists,
                              rowan_error *err)
{
    return has(conn, &(question){ROWAN_INSPECT_SEQUENCES, schema, NULL, name},
               ret_exists, err);
}

rowan_status
rowan_connection_has_schema(rowan_connection *conn, const char *name,
                            bool *ret_exists, rowan_error *err)
{
    return has(conn, &(question){ROWAN_INSPECT_SCHEMAS, NULL, NULL, name},
               ret_exists, err);
}
