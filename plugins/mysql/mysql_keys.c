/* SPDX-License-Identifier: MIT */
/* Keys, indexes and checks, from their rows: one for each column of a key. */

#include "mysql_catalog.h"

#include <string.h>

#define SAME_TABLE(a_, schema_, b_)                                      \
    " " a_ ".CONSTRAINT_SCHEMA = " b_ "." schema_                        \
    " AND " a_ ".TABLE_NAME = " b_ ".TABLE_NAME"                         \
    " AND BINARY " a_ ".CONSTRAINT_SCHEMA = BINARY " b_ "." schema_      \
    " AND BINARY " a_ ".TABLE_NAME = BINARY " b_ ".TABLE_NAME"

/* --- indexes -------------------------------------------------------------- */

/*
 * A unique constraint is a unique index here and the other way round, so each
 * is told as both. A foreign key makes an index of its name, if there is none
 * that will do.
 */
#define INDEXES(expression_)                                                \
    "SELECT s.TABLE_SCHEMA, s.TABLE_NAME, s.INDEX_NAME, s.SEQ_IN_INDEX > 1," \
    " s.NON_UNIQUE = 0, s.COLUMN_NAME, " expression_ ", s.SUB_PART,"        \
    " coalesce(s.COLLATION = 'D', 0), lower(s.INDEX_TYPE),"                 \
    " s.INDEX_COMMENT, r.CONSTRAINT_NAME"                                   \
    " FROM (SELECT * FROM information_schema.STATISTICS WHERE @T) s"        \
    " LEFT JOIN (SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME"     \
    " FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE @C"             \
    MYSQL_INDEXED ") r"                                                     \
    " ON" SAME_TABLE("r", "TABLE_SCHEMA", "s")                              \
    " AND r.CONSTRAINT_NAME = s.INDEX_NAME"                                 \
    " ORDER BY s.TABLE_SCHEMA, s.TABLE_NAME, BINARY s.TABLE_NAME,"          \
    " s.INDEX_NAME, s.SEQ_IN_INDEX"

static uint32_t
origin_of(const rowan_value *cells)
{
    if (!strcmp(mysql__cell_text(&cells[MYSQL_INDEX_NAME]), "PRIMARY"))
        return ROWAN_INDEX_PRIMARY_KEY;
    if (mysql__cell_number(&cells[MYSQL_INDEX_UNIQUE]))
        return ROWAN_INDEX_UNIQUE;
    return cells[MYSQL_INDEX_FOREIGN_KEY].kind != ROWAN_KIND_NULL
               ? ROWAN_INDEX_FOREIGN_KEY
               : ROWAN_INDEX_OWN;
}

static int32_t
tell_index(const rowan_reflection *reflection, const rowan_value *cells,
           rowan_error *err)
{
    const char *name = mysql__cell_text(&cells[MYSQL_INDEX_NAME]);
    const rowan_index_part part = {
        .size = sizeof part,
        .column = mysql__cell_text(&cells[MYSQL_INDEX_COLUMN]),
        .expression = mysql__cell_text(&cells[MYSQL_INDEX_EXPRESSION]),
        .is_descending =
            mysql__cell_number(&cells[MYSQL_INDEX_DESCENDING]) != 0,
        .prefix_length =
            (uint32_t)mysql__cell_number(&cells[MYSQL_INDEX_PREFIX]),
    };
    const rowan_index_part *const parts[] = {&part};
    const rowan_index_info index = {
        .size = sizeof index,
        .name = name,
        .is_unique = mysql__cell_number(&cells[MYSQL_INDEX_UNIQUE]) != 0,
        .parts = parts,
        .part_count = 1,
        .method = mysql__cell_text(&cells[MYSQL_INDEX_METHOD]),
        .origin = origin_of(cells),
        .constraint = origin_of(cells) == ROWAN_INDEX_OWN ? NULL : name,
        .comment = mysql__cell_filled(&cells[MYSQL_INDEX_COMMENT]),
    };

    return reflection->calls->add_index(
        reflection->host_side, mysql__cell_text(&cells[MYSQL_INDEX_SCHEMA]),
        mysql__cell_text(&cells[MYSQL_INDEX_TABLE]), &index,
        (uint32_t)mysql__cell_number(&cells[MYSQL_INDEX_IS_MORE]), err);
}

/* All primary keys have one name, which says nothing. */
static int32_t
tell_key(const rowan_reflection *reflection, const rowan_value *cells,
         rowan_error *err)
{
    const rowan_reflection_calls *calls = reflection->calls;
    bool is_primary = origin_of(cells) == ROWAN_INDEX_PRIMARY_KEY;
    const char *column = mysql__cell_text(&cells[MYSQL_INDEX_COLUMN]);
    const rowan_key_info key = {
        .size = sizeof key,
        .name = is_primary ? NULL : mysql__cell_text(&cells[MYSQL_INDEX_NAME]),
        .columns = &column,
        .column_count = column != NULL,
        .comment = mysql__cell_filled(&cells[MYSQL_INDEX_COMMENT]),
    };

    return (is_primary ? calls->add_primary_key : calls->add_unique)(
        reflection->host_side, mysql__cell_text(&cells[MYSQL_INDEX_SCHEMA]),
        mysql__cell_text(&cells[MYSQL_INDEX_TABLE]), &key,
        (uint32_t)mysql__cell_number(&cells[MYSQL_INDEX_IS_MORE]), err);
}

static int32_t
index_row(const rowan_reflection *reflection, void *context,
          const rowan_value *cells, rowan_error *err)
{
    int32_t status = ROWAN_OK;

    (void)context;
    if (mysql__cell_number(&cells[MYSQL_INDEX_UNIQUE]))
        status = tell_key(reflection, cells, err);
    return status ? status : tell_index(reflection, cells, err);
}

static const uint32_t indexes_wanted[] = {
    ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_INT64,
    ROWAN_KIND_INT64, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_INT64,
    ROWAN_KIND_INT64, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
const mysql_question mysql__indexes_question = {
    INDEXES("NULL"), INDEXES("s.EXPRESSION"), MYSQL_WANTED(indexes_wanted),
    index_row};

/* --- foreign keys --------------------------------------------------------- */

#define FOREIGN_KEYS                                                        \
    "SELECT k.CONSTRAINT_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME,"          \
    " k.ORDINAL_POSITION > 1, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA,"    \
    " k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE,"    \
    " r.UPDATE_RULE"                                                        \
    " FROM (SELECT * FROM information_schema.KEY_COLUMN_USAGE WHERE @T"     \
    " AND REFERENCED_TABLE_NAME IS NOT NULL) k"                             \
    " JOIN (SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME,"         \
    " DELETE_RULE, UPDATE_RULE"                                             \
    " FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE @C"             \
    MYSQL_INDEXED ") r"                                                     \
    " ON" SAME_TABLE("r", "CONSTRAINT_SCHEMA", "k")                         \
    " AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME"                            \
    " ORDER BY k.CONSTRAINT_SCHEMA, k.TABLE_NAME, BINARY k.TABLE_NAME,"     \
    " k.CONSTRAINT_NAME, k.ORDINAL_POSITION"

/* RESTRICT is what both servers do unasked, under either name. */
static uint32_t
action_of(const rowan_value *cell)
{
    const char *rule = mysql__cell_text(cell);

    if (!strcmp(rule, "CASCADE"))
        return ROWAN_CASCADE;
    if (!strcmp(rule, "SET NULL"))
        return ROWAN_SET_NULL;
    if (!strcmp(rule, "SET DEFAULT"))
        return ROWAN_SET_DEFAULT;
    return ROWAN_NO_ACTION;
}

static int32_t
foreign_key_row(const rowan_reflection *reflection, void *context,
                const rowan_value *cells, rowan_error *err)
{
    const char *column = mysql__cell_text(&cells[4]);
    const char *target_column = mysql__cell_text(&cells[7]);
    const rowan_foreign_key_info key = {
        .size = sizeof key,
        .name = mysql__cell_text(&cells[2]),
        .columns = &column,
        .column_count = 1,
        .target_schema = mysql__cell_text(&cells[5]),
        .target_table = mysql__cell_text(&cells[6]),
        .target_columns = &target_column,
        .on_delete = action_of(&cells[8]),
        .on_update = action_of(&cells[9]),
    };

    (void)context;
    return reflection->calls->add_foreign_key(
        reflection->host_side, mysql__cell_text(&cells[0]),
        mysql__cell_text(&cells[1]), &key,
        (uint32_t)mysql__cell_number(&cells[3]), err);
}

static const uint32_t foreign_keys_wanted[] = {
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_INT64,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
const mysql_question mysql__foreign_keys_question = {
    FOREIGN_KEYS, FOREIGN_KEYS, MYSQL_WANTED(foreign_keys_wanted),
    foreign_key_row};

/* --- checks --------------------------------------------------------------- */

/* In MariaDB the check of a column has that column's name, which is none, and
 * the one of a JSON column is its type. In MySQL all are of the table, and an
 * expression comes with parentheses about it. */
#define MARIADB_CHECKS                                                  \
    "SELECT CONSTRAINT_SCHEMA, TABLE_NAME,"                             \
    " IF(LEVEL = 'Column', NULL, CONSTRAINT_NAME), CHECK_CLAUSE, 0"     \
    " FROM information_schema.CHECK_CONSTRAINTS WHERE @C"               \
    " AND NOT (LEVEL = 'Column' AND CHECK_CLAUSE = CONCAT('json_valid(`'," \
    " REPLACE(CONSTRAINT_NAME, '`', '``'), '`)'))"
#define MYSQL_CHECKS                                                    \
    "SELECT t.CONSTRAINT_SCHEMA, t.TABLE_NAME, t.CONSTRAINT_NAME,"      \
    " CASE WHEN c.CHECK_CLAUSE LIKE '(%' THEN SUBSTR(c.CHECK_CLAUSE, 2," \
    " CHAR_LENGTH(c.CHECK_CLAUSE) - 2) ELSE c.CHECK_CLAUSE END,"        \
    " t.ENFORCED = 'NO'"                                                \
    " FROM (SELECT * FROM information_schema.TABLE_CONSTRAINTS WHERE @T" \
    " AND CONSTRAINT_TYPE = 'CHECK') t"                                 \
    " JOIN information_schema.CHECK_CONSTRAINTS c"                      \
    " ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA"                     \
    " AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME"

static int32_t
check_row(const rowan_reflection *reflection, void *context,
          const rowan_value *cells, rowan_error *err)
{
    const rowan_host *host = reflection->host;
    const char *sql = mysql__cell_text(&cells[3]);
    char *plain = mysql__plain_strings(host, sql != NULL ? sql : "");
    const rowan_check_info check = {
        .size = sizeof check,
        .name = mysql__cell_text(&cells[2]),
        .sql = plain,
        .is_unchecked = mysql__cell_number(&cells[4]) != 0,
    };
    int32_t status;

    (void)context;
    if (!plain)
        return plugin_no_memory(host, err);
    status = reflection->calls->add_check(
        reflection->host_side, mysql__cell_text(&cells[0]),
        mysql__cell_text(&cells[1]), &check, err);
    host->release(plain);
    return status;
}

static const uint32_t checks_wanted[] = {ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
                                         ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
                                         ROWAN_KIND_INT64};
const mysql_question mysql__checks_question = {
    MARIADB_CHECKS, MYSQL_CHECKS, MYSQL_WANTED(checks_wanted), check_row};
