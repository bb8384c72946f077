/* SPDX-License-Identifier: MIT */
/* Rows of the catalogue queries. The text of a table is read once for all rows
 * of it that follow each other. */

#include "sqlite_rows.h"

#include <rowan/model.h>
#include <string.h>

void
sqlite__reader_done(sqlite_reader *reader)
{
    const rowan_host *host = reader->reflection->host;

    sqlite__table_text_done(host, &reader->text);
    host->release(reader->table);
    host->release(reader->scratch);
    reader->table = reader->sql = reader->scratch = NULL;
    reader->scratch_size = 0;
}

/* NULL for NULL; texts have a NUL after their end. */
static const char *
text_of(const rowan_value *cell)
{
    return cell->kind == ROWAN_KIND_NULL ? NULL : cell->as.text.data;
}

/* Room for all pieces of texts of so many bytes that are told at once, each
 * with a NUL. */
static int32_t
make_room(sqlite_reader *reader, size_t text_size, rowan_error *err)
{
    const rowan_host *host = reader->reflection->host;
    size_t size = 2 * text_size + 8;
    char *scratch;

    if (size <= reader->scratch_size)
        return ROWAN_OK;
    scratch = host->reallocate(reader->scratch, size);
    if (scratch == NULL)
        return plugin_no_memory(host, err);
    reader->scratch = scratch;
    reader->scratch_size = size;
    return ROWAN_OK;
}

static size_t
size_of(const rowan_value *cell)
{
    return cell->kind == ROWAN_KIND_NULL ? 0 : cell->as.text.size;
}

/* Makes the reader's text that of the table. */
static int32_t
read_table(sqlite_reader *reader, const rowan_value *table,
           const rowan_value *sql, rowan_error *err)
{
    const rowan_host *host = reader->reflection->host;
    size_t name_size = size_of(table) + 1;
    size_t sql_size = size_of(sql);

    if (reader->table != NULL && strcmp(reader->table, text_of(table)) == 0)
        return ROWAN_OK;
    sqlite__reader_done(reader);
    reader->table = host->allocate(name_size + sql_size + 1);
    if (reader->table == NULL)
        return plugin_no_memory(host, err);
    memcpy(reader->table, text_of(table), name_size);
    reader->sql = reader->table + name_size;
    if (sql_size > 0)
        memcpy(reader->sql, text_of(sql), sql_size);
    reader->sql[sql_size] = '\0';
    if (!sqlite__table_text_read(host, (sqlite_span){reader->sql, sql_size},
                                 &reader->text))
        return plugin_no_memory(host, err);
    return make_room(reader, sql_size, err);
}

/* The pieces of a text that are told: copied one after the other to scratch. */
typedef struct pieces {
    char *next;
} pieces;

static const char *
span_piece(pieces *room, sqlite_span span)
{
    char *piece = room->next;

    if (span.size == 0)
        return NULL;
    memcpy(piece, span.at, span.size);
    piece[span.size] = '\0';
    room->next += span.size + 1;
    return piece;
}

static const char *
name_piece(pieces *room, const sqlite_token *name)
{
    char *piece = room->next;

    if (name->kind == SQLITE_TOKEN_END)
        return NULL;
    room->next += sqlite__token_unquote(name, piece) + 1;
    return piece;
}

/* --- tables ----------------------------------------------------------------
 */

static int32_t
tell_checks(sqlite_reader *reader, const char *table, rowan_error *err)
{
    const rowan_reflection *to = reader->reflection;
    int32_t status = ROWAN_OK;

    for (size_t i = 0; status == ROWAN_OK && i < reader->text.count; i++) {
        const sqlite_clause *clause = &reader->text.clauses[i];
        pieces room = {reader->scratch};
        rowan_check_info check = {.size = sizeof check};

        if (clause->kind != SQLITE_CLAUSE_CHECK)
            continue;
        check.name = name_piece(&room, &clause->name);
        check.sql = span_piece(&room, clause->text);
        status = to->calls->add_check(to->host_side, reader->schema, table,
                                      &check, err);
    }
    return status;
}

static bool
has_autoincrement(const sqlite_table_text *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->clauses[i].is_autoincrement)
            return true;
    return false;
}

int32_t
sqlite__row_table(const rowan_reflection *reflection, void *context,
                  const rowan_value *cells, rowan_error *err)
{
    sqlite_reader *reader = context;
    rowan_option options[3];
    rowan_table_info table = {
        .size = sizeof table,
        .kind = strcmp(text_of(&cells[1]), "view") == 0 ? ROWAN_TABLE_VIEW
                                                        : ROWAN_TABLE_BASE,
        .schema = reader->schema,
        .name = text_of(&cells[0]),
        .is_temporary = reader->is_temporary,
        .options = options,
    };
    pieces room;
    int32_t status = read_table(reader, &cells[0], &cells[2], err);

    if (status != ROWAN_OK)
        return status;
    room.next = reader->scratch;
    if (table.kind == ROWAN_TABLE_VIEW)
        table.view_sql =
            span_piece(&room, sqlite__view_text_query((sqlite_span){
                                  reader->sql, strlen(reader->sql)}));
    if (cells[3].as.integer)
        options[table.option_count++] = (rowan_option){"without_rowid", "on"};
    if (cells[4].as.integer)
        options[table.option_count++] = (rowan_option){"strict", "on"};
    if (has_autoincrement(&reader->text))
        options[table.option_count++] = (rowan_option){"autoincrement", "on"};
    status = reflection->calls->add_table(reflection->host_side, &table, err);
    if (status == ROWAN_OK && (reflection->parts & ROWAN_INSPECT_CHECKS) != 0)
        status = tell_checks(reader, table.name, err);
    return status;
}

/* --- columns ----------------------------------------------------------------
 */

enum {
    COLUMN_TABLE,
    COLUMN_SQL,
    COLUMN_NAME,
    COLUMN_TYPE,
    COLUMN_NOT_NULL,
    COLUMN_DEFAULT,
    COLUMN_KEY_PLACE,
    COLUMN_HIDDEN,
    COLUMN_WITHOUT_ROWID
};
enum { HIDDEN_STORED = 3 }; /* pragma_table_xinfo: a stored computed column */

/* A clause of a column, or NULL. */
static const sqlite_clause *
column_clause(const sqlite_table_text *text, sqlite_clause_kind kind,
              const char *column)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->clauses[i].kind == kind &&
            sqlite__token_names(&text->clauses[i].column, column))
            return &text->clauses[i];
    return NULL;
}

/* The key of the table's rows, which SQLite gives out by itself: a key of one
 * column whose type is exactly this. */
static bool
is_rowid(const sqlite_reader *reader, const rowan_value *cells)
{
    if (cells[COLUMN_KEY_PLACE].as.integer != 1 ||
        cells[COLUMN_WITHOUT_ROWID].as.integer ||
        sqlite3_stricmp(text_of(&cells[COLUMN_TYPE]), "INTEGER") != 0)
        return false;
    for (size_t i = 0; i < reader->text.count; i++) {
        const sqlite_clause *clause = &reader->text.clauses[i];
        sqlite_tokens in = sqlite__tokens_of(clause->text);
        sqlite_token token;

        if (clause->kind != SQLITE_CLAUSE_PRIMARY_KEY)
            continue;
        while ((token = sqlite__token_next(&in)).kind != SQLITE_TOKEN_END)
            if (sqlite__token_is_symbol(&token, ','))
                return false;
        /* A quirk that is kept for old files. */
        return !clause->is_descending;
    }
    return false;
}

/* What only the text tells. */
static void
read_column_text(const sqlite_reader *reader, const rowan_value *cells,
                 pieces *room, rowan_column_info *column)
{
    const sqlite_clause *clause =
        column_clause(&reader->text, SQLITE_CLAUSE_COLLATE, column->name);

    if (clause != NULL)
        column->collation = name_piece(room, &clause->target);
    clause =
        column_clause(&reader->text, SQLITE_CLAUSE_GENERATED, column->name);
    if (clause != NULL)
        column->computed_sql = span_piece(room, clause->text);
    if (is_rowid(reader, cells)) {
        column->identity = ROWAN_IDENTITY_AUTOINCREMENT;
        column->is_nullable = 0;
    }
}

int32_t
sqlite__row_column(const rowan_reflection *reflection, void *context,
                   const rowan_value *cells, rowan_error *err)
{
    sqlite_reader *reader = context;
    rowan_type type;
    rowan_column_info column = {
        .size = sizeof column,
        .is_nullable = cells[COLUMN_NOT_NULL].as.integer == 0,
        .name = text_of(&cells[COLUMN_NAME]),
        .type = &type,
        .native_type = text_of(&cells[COLUMN_TYPE]),
        .default_sql = text_of(&cells[COLUMN_DEFAULT]),
        .is_computed_stored = cells[COLUMN_HIDDEN].as.integer == HIDDEN_STORED,
    };
    pieces room;
    int32_t status =
        read_table(reader, &cells[COLUMN_TABLE], &cells[COLUMN_SQL], err);

    if (status != ROWAN_OK)
        return status;
    room.next = reader->scratch;
    sqlite__type_read(column.native_type, &type);
    read_column_text(reader, cells, &room, &column);
    if (column.identity != ROWAN_IDENTITY_NONE)
        type.kind = ROWAN_KIND_INT64; /* rows are numbered so */
    return reflection->calls->add_column(reflection->host_side, reader->schema,
                                         reader->table, &column, err);
}

/* --- keys -------------------------------------------------------------------
 */

int32_t
sqlite__row_primary_key(const rowan_reflection *reflection, void *context,
                        const rowan_value *cells, rowan_error *err)
{
    sqlite_reader *reader = context;
    const char *column = text_of(&cells[2]);
    rowan_key_info key = {
        .size = sizeof key, .column_count = 1, .columns = &column};
    pieces room;
    int32_t status = read_table(reader, &cells[0], &cells[1], err);

    if (status != ROWAN_OK)
        return status;
    room.next = reader->scratch;
    for (size_t i = 0; i < reader->text.count; i++)
        if (reader->text.clauses[i].kind == SQLITE_CLAUSE_PRIMARY_KEY)
            key.name = name_piece(&room, &reader->text.clauses[i].name);
    return reflection->calls->add_primary_key(
        reflection->host_side, reader->schema, reader->table, &key,
        cells[3].as.integer > 1, err);
}

enum {
    INDEX_TABLE,
    INDEX_TABLE_SQL,
    INDEX_NAME,
    INDEX_UNIQUE,
    INDEX_ORIGIN,
    INDEX_PLACE,
    INDEX_COLUMN,
    INDEX_DESCENDING,
    INDEX_COLLATION,
    INDEX_SQL,
    INDEX_COLUMNS
};

/* The constraint that an index stands for, by its columns. */
static const sqlite_clause *
index_clause(const sqlite_reader *reader, sqlite_clause_kind kind,
             const rowan_value *columns)
{
    sqlite_span names = {columns->as.text.data, columns->as.text.size};

    for (size_t i = 0; i < reader->text.count; i++)
        if (reader->text.clauses[i].kind == kind &&
            sqlite__same_columns(reader->text.clauses[i].text, names))
            return &reader->text.clauses[i];
    return NULL;
}

static int32_t
tell_index(const sqlite_reader *reader, const rowan_value *cells,
           rowan_index_info *index, pieces *room, rowan_error *err)
{
    const rowan_reflection *to = reader->reflection;
    const sqlite_span sql = {text_of(&cells[INDEX_SQL]),
                             size_of(&cells[INDEX_SQL])};
    const char *column = text_of(&cells[INDEX_COLUMN]);
    rowan_index_part part = {
        .size = sizeof part,
        .column = column,
        .is_descending = cells[INDEX_DESCENDING].as.integer != 0,
        .collation = text_of(&cells[INDEX_COLLATION]),
    };
    const rowan_index_part *const parts[] = {&part};
    const sqlite_clause *collate = NULL;
    const char *usual = "BINARY";

    if (column != NULL)
        collate = column_clause(&reader->text, SQLITE_CLAUSE_COLLATE, column);
    if (collate != NULL)
        usual = name_piece(room, &collate->target);
    if (part.collation != NULL && sqlite3_stricmp(part.collation, usual) == 0)
        part.collation = NULL;
    if (sql.size > 0) {
        if (column == NULL)
            part.expression = span_piece(
                room,
                sqlite__index_text_part(sql, cells[INDEX_PLACE].as.integer));
        index->where_sql = span_piece(room, sqlite__index_text_where(sql));
    }
    index->part_count = 1;
    index->parts = parts;
    return to->calls->add_index(to->host_side, reader->schema, reader->table,
                                index, cells[INDEX_PLACE].as.integer > 0, err);
}

int32_t
sqlite__row_index(const rowan_reflection *reflection, void *context,
                  const rowan_value *cells, rowan_error *err)
{
    sqlite_reader *reader = context;
    const char *origin = text_of(&cells[INDEX_ORIGIN]);
    const char *column = text_of(&cells[INDEX_COLUMN]);
    const sqlite_clause *clause = NULL;
    rowan_key_info key = {
        .size = sizeof key, .column_count = 1, .columns = &column};
    rowan_index_info index = {
        .size = sizeof index,
        .name = text_of(&cells[INDEX_NAME]),
        .is_unique = cells[INDEX_UNIQUE].as.integer != 0,
    };
    pieces room;
    int32_t status =
        read_table(reader, &cells[INDEX_TABLE], &cells[INDEX_TABLE_SQL], err);

    if (status == ROWAN_OK)
        status = make_room(
            reader,
            size_of(&cells[INDEX_TABLE_SQL]) + size_of(&cells[INDEX_SQL]), err);
    if (status != ROWAN_OK)
        return status;
    room.next = reader->scratch;
    if (*origin == 'p') {
        index.origin = ROWAN_INDEX_PRIMARY_KEY;
        clause = index_clause(reader, SQLITE_CLAUSE_PRIMARY_KEY,
                              &cells[INDEX_COLUMNS]);
    } else if (*origin == 'u') {
        index.origin = ROWAN_INDEX_UNIQUE;
        clause =
            index_clause(reader, SQLITE_CLAUSE_UNIQUE, &cells[INDEX_COLUMNS]);
    }
    if (clause != NULL)
        index.constraint = key.name = name_piece(&room, &clause->name);
    if (index.origin == ROWAN_INDEX_UNIQUE)
        status = reflection->calls->add_unique(
            reflection->host_side, reader->schema, reader->table, &key,
            cells[INDEX_PLACE].as.integer > 0, err);
    if (status == ROWAN_OK)
        status = tell_index(reader, cells, &index, &room, err);
    return status;
}

/* --- foreign keys -----------------------------------------------------------
 */

enum {
    KEY_TABLE,
    KEY_SQL,
    KEY_NUMBER,
    KEY_PLACE,
    KEY_TARGET,
    KEY_COLUMN,
    KEY_TARGET_COLUMN,
    KEY_ON_UPDATE,
    KEY_ON_DELETE
};

static uint32_t
action_of(const char *text)
{
    static const struct {
        const char *text;
        rowan_action action;
    } actions[] = {
        {"RESTRICT", ROWAN_RESTRICT},
        {"CASCADE", ROWAN_CASCADE},
        {"SET NULL", ROWAN_SET_NULL},
        {"SET DEFAULT", ROWAN_SET_DEFAULT},
    };

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(text, actions[i].text) == 0)
            return actions[i].action;
    return ROWAN_NO_ACTION;
}

/* The clause of a foreign key, by its number in the text. */
static const sqlite_clause *
foreign_key_clause(const sqlite_reader *reader, int64_t number,
                   const char *target)
{
    for (size_t i = 0; i < reader->text.count; i++) {
        const sqlite_clause *clause = &reader->text.clauses[i];

        if (clause->kind != SQLITE_CLAUSE_FOREIGN_KEY || number-- > 0)
            continue;
        return sqlite__token_names(&clause->target, target) ? clause : NULL;
    }
    return NULL;
}

int32_t
sqlite__row_foreign_key(const rowan_reflection *reflection, void *context,
                        const rowan_value *cells, rowan_error *err)
{
    sqlite_reader *reader = context;
    const char *column = text_of(&cells[KEY_COLUMN]);
    const char *target_column = text_of(&cells[KEY_TARGET_COLUMN]);
    rowan_foreign_key_info key = {
        .size = sizeof key,
        .column_count = 1,
        .columns = &column,
        .target_schema = reader->schema,
        .target_table = text_of(&cells[KEY_TARGET]),
        .target_columns = target_column != NULL ? &target_column : NULL,
        .on_delete = action_of(text_of(&cells[KEY_ON_DELETE])),
        .on_update = action_of(text_of(&cells[KEY_ON_UPDATE])),
    };
    const sqlite_clause *clause;
    pieces room;
    int32_t status =
        read_table(reader, &cells[KEY_TABLE], &cells[KEY_SQL], err);

    if (status != ROWAN_OK)
        return status;
    room.next = reader->scratch;
    clause = foreign_key_clause(reader, cells[KEY_NUMBER].as.integer,
                                key.target_table);
    if (clause != NULL) {
        key.name = name_piece(&room, &clause->name);
        key.is_deferrable = clause->is_deferrable;
        key.is_initially_deferred = clause->is_deferred;
    }
    return reflection->calls->add_foreign_key(
        reflection->host_side, reader->schema, reader->table, &key,
        cells[KEY_PLACE].as.integer > 0, err);
}
