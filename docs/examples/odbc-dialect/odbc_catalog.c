/* SPDX-License-Identifier: MIT */
/*
 * What a database says about its tables, by the catalogue functions that ODBC
 * has in place of queries: SQLTables() for all of them, and four for each. They
 * know nothing of checks, computed columns or the texts of views, and do not
 * tell a unique constraint from a unique index. Where a server has more to say
 * by a query of its own, the host runs it.
 */
#include "odbc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const rowan_catalog odbc_catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM information_schema.tables"
                     " WHERE table_name = ? AND table_schema ="
                     " coalesce(?, CURRENT_SCHEMA)",
    .reflect = odbc_reflect,
};

enum { NAME_SIZE = 256, TEXT_SIZE = 1024, NAMES = 32 };

/* One reflection on its way. */
typedef struct walk {
    const rowan_reflection *reflection;
    const rowan_reflection_calls *calls;
    rowan_driver_connection *connection;
    SQLHSTMT list;         /* of tables */
    SQLHSTMT detail;       /* of one of them */
    SQLHSTMT probe;        /* of one of its columns */
    char index[NAME_SIZE]; /* that was told last */
    char default_schema[NAME_SIZE];
    char schema[NAME_SIZE]; /* of the present table, as we tell it, */
    char told[NAME_SIZE];   /* and as the driver does: perhaps not at all */
    char table[NAME_SIZE];
    rowan_error *err;
} walk;

/* --- answers -------------------------------------------------------------- */

/* A cell as text; NULL where there is none. */
static const char *
text(SQLHSTMT handle, SQLUSMALLINT column, char *buffer, size_t size)
{
    SQLLEN length = 0;

    buffer[0] = '\0';
    if (!SQL_SUCCEEDED(SQLGetData(handle, column, SQL_C_CHAR, buffer,
                                  (SQLLEN)size, &length)) ||
        length == SQL_NULL_DATA)
        return NULL;
    return buffer;
}

static int64_t
number(SQLHSTMT handle, SQLUSMALLINT column)
{
    char buffer[32];
    const char *digits = text(handle, column, buffer, sizeof buffer);

    return digits ? strtoll(digits, NULL, 10) : 0;
}

/* The names of ODBC's functions are not NULL-terminated by nature. */
static SQLCHAR *
name_of(const char *name)
{
    union {
        const char *given;
        SQLCHAR *taken; /* ODBC takes no const, and changes nothing */
    } pun = {.given = name};

    return *name ? pun.taken : NULL;
}

static int32_t
failed(walk *w, SQLHSTMT handle)
{
    return odbc_error(w->connection, SQL_HANDLE_STMT, handle,
                      "ask for the tables", w->err);
}

/* Gives each row of the detail to a function; other_table is where the driver
 * writes whose row it is, for '_' in a name fits more than itself. */
static int32_t
each_row(walk *w, SQLRETURN code, SQLUSMALLINT table_column,
         int32_t (*take)(walk *w, void *context), void *context)
{
    char whose[NAME_SIZE];
    int32_t status = ROWAN_OK;

    if (!SQL_SUCCEEDED(code))
        return failed(w, w->detail);
    while (status == ROWAN_OK && SQL_SUCCEEDED(code = SQLFetch(w->detail)))
        if (text(w->detail, table_column, whose, sizeof whose) &&
            !strcmp(whose, w->table))
            status = take(w, context);
    if (status == ROWAN_OK && code != SQL_NO_DATA)
        status = failed(w, w->detail);
    SQLFreeStmt(w->detail, SQL_CLOSE);
    return status;
}

/* --- columns -------------------------------------------------------------- */

static int32_t
take_column(walk *w, void *context)
{
    char name[NAME_SIZE], native[NAME_SIZE], remarks[TEXT_SIZE],
        standard[TEXT_SIZE];
    rowan_column_info column = {.size = sizeof column};
    SQLSMALLINT sql_type;
    rowan_type type;
    int64_t size;

    (void)context;
    column.name = text(w->detail, 4, name, sizeof name);
    sql_type = (SQLSMALLINT)number(w->detail, 5);
    column.native_type = text(w->detail, 6, native, sizeof native);
    size = number(w->detail, 7);
    type = odbc_type_of(column.native_type ? column.native_type : "", sql_type,
                        size, (int32_t)number(w->detail, 9));
    column.type = &type;
    column.is_nullable = number(w->detail, 11) != SQL_NO_NULLS;
    column.comment = text(w->detail, 12, remarks, sizeof remarks);
    if (column.comment && !*column.comment)
        column.comment = NULL;
    column.default_sql = text(w->detail, 13, standard, sizeof standard);
    if (column.default_sql && !strcmp(column.default_sql, "NULL"))
        column.default_sql = NULL;
    return w->calls->add_column(w->reflection->host_side, w->schema, w->table,
                                &column, w->err);
}

static int32_t
columns(walk *w)
{
    return each_row(w,
                    SQLColumns(w->detail, NULL, 0, name_of(w->told), SQL_NTS,
                               name_of(w->table), SQL_NTS, NULL, 0),
                    3, take_column, NULL);
}

/* A driver may look into a view, and what that reads may be gone. Such a view
 * is told without its columns, and does not hide what stands beside it. */
static int32_t
columns_of_view(walk *w)
{
    int32_t status = columns(w);

    if (status != ROWAN_NO_SUCH_TABLE && status != ROWAN_NO_SUCH_COLUMN)
        return status;
    *w->err = (rowan_error){0};
    return ROWAN_OK;
}

/* --- keys ----------------------------------------------------------------- */

/* Columns of a key, put in order: drivers tell them as they like. */
typedef struct key_columns {
    char names[NAMES][NAME_SIZE];
    const char *pointers[NAMES];
    uint32_t count;
    char key_name[NAME_SIZE];
    bool is_named;
} key_columns;

static void
add_column(key_columns *key, int64_t place, const char *name)
{
    if (place < 1 || place > NAMES)
        return;
    snprintf(key->names[place - 1], NAME_SIZE, "%s", name);
    key->pointers[place - 1] = key->names[place - 1];
    if ((uint32_t)place > key->count)
        key->count = (uint32_t)place;
}

static int32_t
take_primary_key(walk *w, void *context)
{
    key_columns *key = context;
    char name[NAME_SIZE];
    const char *column = text(w->detail, 4, name, sizeof name);

    if (column)
        add_column(key, number(w->detail, 5), column);
    key->is_named =
        text(w->detail, 6, key->key_name, sizeof key->key_name) != NULL;
    return ROWAN_OK;
}

static int32_t
take_key_name(const rowan_reflection *reflection, void *context,
              const rowan_value *cells, rowan_error *err)
{
    key_columns *key = context;

    (void)reflection;
    (void)err;
    add_column(key, key->count + 1, cells[0].as.text.data);
    return ROWAN_OK;
}

/* A driver that has the columns in the order of the table is not asked. */
static int32_t
ask_for_primary_key(walk *w, key_columns *key)
{
    static const uint32_t wanted[] = {ROWAN_KIND_TEXT};
    const rowan_value table = {
        .kind = ROWAN_KIND_TEXT,
        .as.text = {w->table, strlen(w->table)},
    };
    const rowan_reflect_query query = {
        .size = sizeof query,
        .sql = w->connection->server->primary_key_sql,
        .column_count = 1,
        .wanted = wanted,
        .row = take_key_name,
    };

    if (query.sql == NULL)
        return each_row(w,
                        SQLPrimaryKeys(w->detail, NULL, 0, name_of(w->told),
                                       SQL_NTS, name_of(w->table), SQL_NTS),
                        3, take_primary_key, key);
    return w->calls->run(w->reflection->host_side, &query, &table, 1, key,
                         w->err);
}

static int32_t
primary_key(walk *w)
{
    key_columns key = {.count = 0};
    rowan_key_info info = {.size = sizeof info};
    int32_t status = ask_for_primary_key(w, &key);

    if (status != ROWAN_OK || key.count == 0)
        return status;
    info.name = key.is_named ? key.key_name : NULL;
    info.columns = key.pointers;
    info.column_count = key.count;
    return w->calls->add_primary_key(w->reflection->host_side, w->schema,
                                     w->table, &info, 0, w->err);
}

static uint32_t
action(int64_t rule)
{
    switch (rule) {
    case SQL_CASCADE:
        return ROWAN_CASCADE;
    case SQL_RESTRICT:
        return ROWAN_RESTRICT;
    case SQL_SET_NULL:
        return ROWAN_SET_NULL;
    case SQL_SET_DEFAULT:
        return ROWAN_SET_DEFAULT;
    default:
        return ROWAN_NO_ACTION;
    }
}

/* A row a column, in their order; the first one begins the key. */
static int32_t
take_foreign_key(walk *w, void *context)
{
    char schema[NAME_SIZE], table[NAME_SIZE], target[NAME_SIZE],
        column[NAME_SIZE], name[NAME_SIZE];
    const char *columns[1], *targets[1];
    rowan_foreign_key_info key = {.size = sizeof key, .column_count = 1};
    int64_t place, deferrability;

    (void)context;
    key.target_schema = text(w->detail, 2, schema, sizeof schema);
    if (!key.target_schema || !*key.target_schema)
        key.target_schema = w->schema;
    key.target_table = text(w->detail, 3, table, sizeof table);
    targets[0] = text(w->detail, 4, target, sizeof target);
    columns[0] = text(w->detail, 8, column, sizeof column);
    place = number(w->detail, 9);
    key.on_update = action(number(w->detail, 10));
    key.on_delete = action(number(w->detail, 11));
    key.name = text(w->detail, 12, name, sizeof name);
    deferrability = number(w->detail, 14);
    key.is_deferrable = deferrability != SQL_NOT_DEFERRABLE;
    key.is_initially_deferred = deferrability == SQL_INITIALLY_DEFERRED;
    key.columns = columns;
    key.target_columns = targets;
    return w->calls->add_foreign_key(w->reflection->host_side, w->schema,
                                     w->table, &key, place > 1, w->err);
}

static int32_t
foreign_keys(walk *w)
{
    return each_row(w,
                    SQLForeignKeys(w->detail, NULL, 0, NULL, 0, NULL, 0, NULL,
                                   0, name_of(w->told), SQL_NTS,
                                   name_of(w->table), SQL_NTS),
                    7, take_foreign_key, NULL);
}

/* --- indexes -------------------------------------------------------------- */

/* Drivers tell a name for an expression, too. */
static bool
is_column(walk *w, const char *name)
{
    char whose[NAME_SIZE], found[NAME_SIZE];
    bool is_there = false;
    SQLRETURN code =
        SQLColumns(w->probe, NULL, 0, name_of(w->told), SQL_NTS,
                   name_of(w->table), SQL_NTS, name_of(name), SQL_NTS);

    while (SQL_SUCCEEDED(code) && SQL_SUCCEEDED(SQLFetch(w->probe)))
        if (text(w->probe, 3, whose, sizeof whose) &&
            !strcmp(whose, w->table) &&
            text(w->probe, 4, found, sizeof found) && !strcmp(found, name))
            is_there = true;
    SQLFreeStmt(w->probe, SQL_CLOSE);
    return is_there;
}

/* An index with an expression is not told: ODBC has no place for its text. */
static int32_t
take_index(walk *w, void *context)
{
    char name[NAME_SIZE], column[NAME_SIZE], order[8];
    rowan_index_part part = {.size = sizeof part};
    const rowan_index_part *parts[] = {&part};
    rowan_index_info index = {
        .size = sizeof index, .part_count = 1, .parts = parts};
    int64_t place;

    (void)context;
    index.is_unique = number(w->detail, 4) == SQL_FALSE;
    index.name = text(w->detail, 6, name, sizeof name);
    if (number(w->detail, 7) == SQL_TABLE_STAT || !index.name)
        return ROWAN_OK;
    place = number(w->detail, 8);
    part.column = text(w->detail, 9, column, sizeof column);
    part.is_descending =
        text(w->detail, 10, order, sizeof order) && order[0] == 'D';
    if (place == 1)
        snprintf(w->index, sizeof w->index, "%s", index.name);
    if (strcmp(w->index, index.name))
        return ROWAN_OK;
    if (!part.column || !is_column(w, part.column)) {
        w->index[0] = '\0';
        return ROWAN_OK;
    }
    return w->calls->add_index(w->reflection->host_side, w->schema, w->table,
                               &index, place > 1, w->err);
}

static int32_t
indexes(walk *w)
{
    return each_row(w,
                    SQLStatistics(w->detail, NULL, 0, name_of(w->told), SQL_NTS,
                                  name_of(w->table), SQL_NTS, SQL_INDEX_ALL,
                                  SQL_QUICK),
                    3, take_index, NULL);
}

/* --- tables --------------------------------------------------------------- */

static uint32_t
kind_of(const char *type)
{
    if (!strcmp(type, "TABLE") || !strcmp(type, "FOREIGN TABLE"))
        return ROWAN_TABLE_BASE;
    if (!strcmp(type, "VIEW"))
        return ROWAN_TABLE_VIEW;
    if (!strcmp(type, "MATVIEW") || !strcmp(type, "MATERIALIZED VIEW"))
        return ROWAN_TABLE_MATERIALIZED_VIEW;
    return 0; /* of the system, a sequence, something else */
}

static bool
is_asked_for(const walk *w, uint32_t kind)
{
    const rowan_reflection *r = w->reflection;
    const char *schema = r->schema ? r->schema : w->default_schema;

    if (!(r->kinds & kind) || (!r->all_schemas && strcmp(schema, w->schema)))
        return false;
    for (uint32_t i = 0; i < r->table_count; i++)
        if (!strcmp(r->tables[i], w->table))
            return true;
    return r->table_count == 0;
}

static int32_t
tell_table(walk *w, uint32_t kind, const char *remarks)
{
    rowan_table_info table = {
        .size = sizeof table,
        .kind = kind,
        .schema = w->schema,
        .name = w->table,
        .comment = remarks && *remarks ? remarks : NULL,
    };
    uint32_t parts = w->reflection->parts;
    int32_t status =
        w->calls->add_table(w->reflection->host_side, &table, w->err);

    if (status == ROWAN_OK && (parts & ROWAN_INSPECT_COLUMNS))
        status = kind == ROWAN_TABLE_BASE ? columns(w) : columns_of_view(w);
    if (kind != ROWAN_TABLE_BASE)
        return status;
    if (status == ROWAN_OK && (parts & ROWAN_INSPECT_KEYS))
        status = primary_key(w);
    if (status == ROWAN_OK && (parts & ROWAN_INSPECT_FOREIGN_KEYS))
        status = foreign_keys(w);
    if (status == ROWAN_OK && (parts & ROWAN_INSPECT_INDEXES))
        status = indexes(w);
    return status;
}

static int32_t
tables(walk *w)
{
    char type[64], remarks[TEXT_SIZE];
    int32_t status = ROWAN_OK;
    SQLRETURN code = SQLTables(w->list, NULL, 0, NULL, 0, NULL, 0, NULL, 0);

    if (!SQL_SUCCEEDED(code))
        return failed(w, w->list);
    while (status == ROWAN_OK && SQL_SUCCEEDED(code = SQLFetch(w->list))) {
        uint32_t kind;

        if (!text(w->list, 2, w->told, sizeof w->told))
            w->told[0] = '\0';
        snprintf(w->schema, sizeof w->schema, "%s",
                 *w->told ? w->told : w->default_schema);
        if (!text(w->list, 3, w->table, sizeof w->table) ||
            !text(w->list, 4, type, sizeof type))
            continue;
        kind = kind_of(type);
        if (is_asked_for(w, kind))
            status =
                tell_table(w, kind, text(w->list, 5, remarks, sizeof remarks));
    }
    if (status == ROWAN_OK && code != SQL_NO_DATA)
        status = failed(w, w->list);
    return status;
}

/* --- schemas -------------------------------------------------------------- */

static int32_t
take_schema(const rowan_reflection *reflection, void *context,
            const rowan_value *cells, rowan_error *err)
{
    walk *w = context;
    const rowan_schema_info schema = {
        .size = sizeof schema, .is_default = 1, .name = w->default_schema};

    if (cells[0].kind == ROWAN_KIND_TEXT)
        snprintf(w->default_schema, NAME_SIZE, "%s", cells[0].as.text.data);
    return w->calls->add_schema(reflection->host_side, &schema, err);
}

/* SQLTables() with these arguments lists schemas. */
static int32_t
other_schemas(walk *w)
{
    union {
        const char *given;
        SQLCHAR *taken;
    } all = {.given = SQL_ALL_SCHEMAS}, none = {.given = ""};
    char name[NAME_SIZE];
    int32_t status = ROWAN_OK;
    SQLRETURN code = SQLTables(w->list, none.taken, 0, all.taken, SQL_NTS,
                               none.taken, 0, none.taken, 0);

    if (!SQL_SUCCEEDED(code))
        return failed(w, w->list);
    while (status == ROWAN_OK && SQL_SUCCEEDED(code = SQLFetch(w->list))) {
        const rowan_schema_info schema = {
            .size = sizeof schema,
            .name = text(w->list, 2, name, sizeof name),
        };

        if (schema.name && *name && strcmp(name, w->default_schema))
            status =
                w->calls->add_schema(w->reflection->host_side, &schema, w->err);
    }
    if (status == ROWAN_OK && code != SQL_NO_DATA)
        status = failed(w, w->list);
    SQLFreeStmt(w->list, SQL_CLOSE);
    return status;
}

/* A query, and the host runs it. */
static int32_t
default_schema(walk *w)
{
    static const uint32_t wanted[] = {ROWAN_KIND_TEXT};
    const char *sql = w->connection->server->schema_sql;
    const rowan_reflect_query query = {
        .size = sizeof query,
        .sql = sql ? sql : "SELECT CURRENT_SCHEMA",
        .column_count = 1,
        .wanted = wanted,
        .row = take_schema,
    };

    return w->calls->run(w->reflection->host_side, &query, NULL, 0, w, w->err);
}

static int32_t
take_sequence(const rowan_reflection *reflection, void *context,
              const rowan_value *cells, rowan_error *err)
{
    walk *w = context;
    const rowan_sequence_info sequence = {
        .size = sizeof sequence,
        .schema = cells[0].as.text.data,
        .name = cells[1].as.text.data,
        .start = cells[2].as.integer,
        .increment = cells[3].as.integer,
        .minimum = cells[4].as.integer,
        .maximum = cells[5].as.integer,
        .cache = cells[6].as.integer,
        .is_cyclic = cells[7].as.integer != 0,
    };
    const char *schema =
        reflection->schema ? reflection->schema : w->default_schema;

    if (!reflection->all_schemas && strcmp(schema, sequence.schema))
        return ROWAN_OK;
    return w->calls->add_sequence(reflection->host_side, &sequence, err);
}

static int32_t
sequences(walk *w)
{
    static const uint32_t wanted[] = {
        ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT,  ROWAN_KIND_INT64, ROWAN_KIND_INT64,
        ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_INT64, ROWAN_KIND_BOOL};
    const rowan_reflect_query query = {
        .size = sizeof query,
        .sql = w->connection->server->sequences_sql,
        .column_count = sizeof wanted / sizeof *wanted,
        .wanted = wanted,
        .row = take_sequence,
    };

    if (query.sql == NULL)
        return ROWAN_OK;
    return w->calls->run(w->reflection->host_side, &query, NULL, 0, w, w->err);
}

int32_t
odbc_reflect(const rowan_reflection *reflection, rowan_error *err)
{
    walk w = {
        .reflection = reflection,
        .calls = reflection->calls,
        .connection = reflection->connection,
        .err = err,
    };
    int32_t status = default_schema(&w);

    if (status == ROWAN_OK &&
        (!SQL_SUCCEEDED(
             SQLAllocHandle(SQL_HANDLE_STMT, w.connection->handle, &w.list)) ||
         !SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, w.connection->handle,
                                       &w.detail)) ||
         !SQL_SUCCEEDED(
             SQLAllocHandle(SQL_HANDLE_STMT, w.connection->handle, &w.probe))))
        status = odbc_error(w.connection, SQL_HANDLE_DBC, w.connection->handle,
                            "ask for the tables", err);
    if (status == ROWAN_OK && (reflection->parts & ROWAN_INSPECT_SCHEMAS))
        status = other_schemas(&w);
    if (status == ROWAN_OK && (reflection->parts & ROWAN_INSPECT_SEQUENCES))
        status = sequences(&w);
    if (status == ROWAN_OK)
        status = tables(&w);
    if (w.list)
        SQLFreeHandle(SQL_HANDLE_STMT, w.list);
    if (w.detail)
        SQLFreeHandle(SQL_HANDLE_STMT, w.detail);
    if (w.probe)
        SQLFreeHandle(SQL_HANDLE_STMT, w.probe);
    return status;
}
