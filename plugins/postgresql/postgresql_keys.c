/* SPDX-License-Identifier: MIT */
/* Constraints and indexes, from their rows: one for each column of a key. */

#include "postgresql_catalog.h"

/* --- constraints ---------------------------------------------------------- */

/*
 * A key to a partitioned table has a shadow for each partition, which is no
 * constraint of anybody's. Of a server before 15, an index has no word about
 * equal NULLs: hence the detour by JSON.
 */
static const char constraints_sql[] =
    "SELECT r.space, CAST(r.relname AS text), CAST(k.contype AS text),"
    " CAST(k.conname AS text), coalesce(u.place, 1) > 1,"
    " CAST(a.attname AS text), k.condeferrable, k.condeferred,"
    " coalesce(CAST(pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct'"
    " AS boolean), false),"
    " ts.name, CAST(t.relname AS text), CAST(ta.attname AS text),"
    " CAST(k.confdeltype AS text), CAST(k.confupdtype AS text),"
    " CAST(k.confmatchtype AS text), NOT k.convalidated,"
    " CASE WHEN k.contype = 'c'"
    " THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) END,"
    " pg_catalog.obj_description(k.oid, 'pg_constraint')"
    " FROM " PG_RELATIONS " r"
    " JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid"
    " AND k.contype IN ('p', 'u', 'f', 'c')"
    " LEFT JOIN LATERAL ROWS FROM (pg_catalog.unnest(k.conkey),"
    " pg_catalog.unnest(k.confkey)) WITH ORDINALITY"
    " AS u(number, target_number, place) ON k.contype <> 'c'"
    " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid"
    " AND a.attnum = u.number"
    " LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid"
    " AND k.contype = 'u'"
    " LEFT JOIN pg_catalog.pg_class t ON t.oid = k.confrelid"
    " LEFT JOIN " PG_SPACES " ts ON ts.oid = t.relnamespace"
    " LEFT JOIN pg_catalog.pg_attribute ta ON ta.attrelid = k.confrelid"
    " AND ta.attnum = u.target_number"
    " WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint p"
    " WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)"
    " ORDER BY k.oid, u.place";

enum {
    KEY_SPACE,
    KEY_TABLE,
    KEY_TYPE,
    KEY_NAME,
    KEY_IS_MORE,
    KEY_COLUMN,
    KEY_DEFERRABLE,
    KEY_DEFERRED,
    KEY_NULLS_EQUAL,
    KEY_TARGET_SPACE,
    KEY_TARGET,
    KEY_TARGET_COLUMN,
    KEY_ON_DELETE,
    KEY_ON_UPDATE,
    KEY_MATCH,
    KEY_UNCHECKED,
    KEY_EXPRESSION,
    KEY_COMMENT
};

static int32_t
tell_key(const rowan_reflection *reflection, const rowan_value *cells,
         rowan_error *err)
{
    const rowan_reflection_calls *calls = reflection->calls;
    const char *column = pg__cell_text(&cells[KEY_COLUMN]);
    const rowan_key_info key = {
        .size = sizeof key,
        .name = pg__cell_text(&cells[KEY_NAME]),
        .columns = &column,
        .column_count = 1,
        .is_deferrable = pg__cell_number(&cells[KEY_DEFERRABLE]) != 0,
        .is_initially_deferred = pg__cell_number(&cells[KEY_DEFERRED]) != 0,
        .nulls_equal = pg__cell_number(&cells[KEY_NULLS_EQUAL]) != 0,
        .comment = pg__cell_text(&cells[KEY_COMMENT]),
    };

    return (*pg__cell_text(&cells[KEY_TYPE]) == 'p' ? calls->add_primary_key
                                                    : calls->add_unique)(
        reflection->host_side, pg__cell_text(&cells[KEY_SPACE]),
        pg__cell_text(&cells[KEY_TABLE]), &key,
        (uint32_t)pg__cell_number(&cells[KEY_IS_MORE]), err);
}

static uint32_t
action_of(const rowan_value *cell)
{
    switch (*pg__cell_text(cell)) {
    case 'r':
        return ROWAN_RESTRICT;
    case 'c':
        return ROWAN_CASCADE;
    case 'n':
        return ROWAN_SET_NULL;
    case 'd':
        return ROWAN_SET_DEFAULT;
    default:
        return ROWAN_NO_ACTION;
    }
}

static uint32_t
match_of(const rowan_value *cell)
{
    switch (*pg__cell_text(cell)) {
    case 'f':
        return ROWAN_MATCH_FULL;
    case 'p':
        return ROWAN_MATCH_PARTIAL;
    default:
        return ROWAN_MATCH_SIMPLE;
    }
}

static int32_t
tell_foreign_key(const rowan_reflection *reflection, const rowan_value *cells,
                 rowan_error *err)
{
    const char *column = pg__cell_text(&cells[KEY_COLUMN]);
    const char *target_column = pg__cell_text(&cells[KEY_TARGET_COLUMN]);
    const rowan_foreign_key_info key = {
        .size = sizeof key,
        .name = pg__cell_text(&cells[KEY_NAME]),
        .columns = &column,
        .column_count = 1,
        .target_schema = pg__cell_text(&cells[KEY_TARGET_SPACE]),
        .target_table = pg__cell_text(&cells[KEY_TARGET]),
        .target_columns = &target_column,
        .on_delete = action_of(&cells[KEY_ON_DELETE]),
        .on_update = action_of(&cells[KEY_ON_UPDATE]),
        .match = match_of(&cells[KEY_MATCH]),
        .is_deferrable = pg__cell_number(&cells[KEY_DEFERRABLE]) != 0,
        .is_initially_deferred = pg__cell_number(&cells[KEY_DEFERRED]) != 0,
        .is_unchecked = pg__cell_number(&cells[KEY_UNCHECKED]) != 0,
        .comment = pg__cell_text(&cells[KEY_COMMENT]),
    };

    return reflection->calls->add_foreign_key(
        reflection->host_side, pg__cell_text(&cells[KEY_SPACE]),
        pg__cell_text(&cells[KEY_TABLE]), &key,
        (uint32_t)pg__cell_number(&cells[KEY_IS_MORE]), err);
}

static int32_t
tell_check(const rowan_reflection *reflection, const rowan_value *cells,
           rowan_error *err)
{
    const rowan_check_info check = {
        .size = sizeof check,
        .name = pg__cell_text(&cells[KEY_NAME]),
        .sql = pg__cell_text(&cells[KEY_EXPRESSION]),
        .is_unchecked = pg__cell_number(&cells[KEY_UNCHECKED]) != 0,
        .comment = pg__cell_text(&cells[KEY_COMMENT]),
    };

    return reflection->calls->add_check(
        reflection->host_side, pg__cell_text(&cells[KEY_SPACE]),
        pg__cell_text(&cells[KEY_TABLE]), &check, err);
}

static int32_t
constraint_row(const rowan_reflection *reflection, void *context,
               const rowan_value *cells, rowan_error *err)
{
    (void)context;
    switch (*pg__cell_text(&cells[KEY_TYPE])) {
    case 'f':
        return tell_foreign_key(reflection, cells, err);
    case 'c':
        return tell_check(reflection, cells, err);
    default:
        return tell_key(reflection, cells, err);
    }
}

static const uint32_t constraints_wanted[] = {
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_BOOL, ROWAN_KIND_TEXT, ROWAN_KIND_BOOL, ROWAN_KIND_BOOL,
    ROWAN_KIND_BOOL, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT, ROWAN_KIND_BOOL,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT};
const rowan_reflect_query pg__constraints_query =
    PG_QUERY(constraints_sql, constraints_wanted, constraint_row);

/* --- indexes -------------------------------------------------------------- */

/* An expression that is no call comes with parentheses about it. A collation
 * is told where it is not the column's, or not the default one. */
static const char indexes_sql[] =
    "SELECT r.space, CAST(r.relname AS text), CAST(x.relname AS text),"
    " u.place > 1, u.place > i.indnkeyatts, i.indisunique,"
    " CAST(m.amname AS text), CAST(a.attname AS text),"
    " CASE WHEN e.sql LIKE '(%' THEN"
    " pg_catalog.substr(e.sql, 2, pg_catalog.length(e.sql) - 2)"
    " ELSE e.sql END,"
    " CASE WHEN pg_catalog.pg_indexam_has_property(m.oid, 'can_order')"
    " THEN CAST(i.indoption[u.place - 1] AS bigint) END,"
    " (SELECT CAST(l.collname AS text) FROM pg_catalog.pg_collation l"
    " WHERE l.oid = i.indcollation[u.place - 1]"
    " AND l.oid <> coalesce(a.attcollation, 100)),"
    " (SELECT CAST(o.opcname AS text) FROM pg_catalog.pg_opclass o"
    " WHERE o.oid = i.indclass[u.place - 1] AND NOT o.opcdefault),"
    " pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),"
    " CAST(k.contype AS text), CAST(k.conname AS text),"
    " pg_catalog.obj_description(i.indexrelid, 'pg_class'),"
    " coalesce(CAST(pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct'"
    " AS boolean), false),"
    " " PG_OPTION("x", "fillfactor") ", " PG_TABLESPACE("x")
    " FROM " PG_RELATIONS " r"
    " JOIN pg_catalog.pg_index i ON i.indrelid = r.oid"
    " JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid"
    " JOIN pg_catalog.pg_am m ON m.oid = x.relam"
    " CROSS JOIN LATERAL pg_catalog.unnest(CAST(i.indkey AS int2[]))"
    " WITH ORDINALITY AS u(number, place)"
    " CROSS JOIN LATERAL (SELECT CASE WHEN u.number = 0 THEN"
    " pg_catalog.pg_get_indexdef(i.indexrelid, CAST(u.place AS integer),"
    " true) END AS sql) e"
    " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid"
    " AND a.attnum = u.number AND u.number <> 0"
    " LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid"
    " AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')"
    " ORDER BY i.indexrelid, u.place";

enum {
    INDEX_SPACE,
    INDEX_TABLE,
    INDEX_NAME,
    INDEX_IS_MORE,
    INDEX_IS_INCLUDED,
    INDEX_UNIQUE,
    INDEX_METHOD,
    INDEX_COLUMN,
    INDEX_EXPRESSION,
    INDEX_ORDER, /* NULL where the method keeps none */
    INDEX_COLLATION,
    INDEX_OPERATORS,
    INDEX_WHERE,
    INDEX_CONSTRAINT_TYPE,
    INDEX_CONSTRAINT,
    INDEX_COMMENT,
    INDEX_NULLS_EQUAL,
    INDEX_OPTIONS /* two of them */
};

/* Bits of INDEX_ORDER. NULLs are greater than all else, unless told. */
#define DESCENDING 1
#define NULLS_FIRST 2

static uint32_t
nulls_of(int64_t order)
{
    if (order == NULLS_FIRST)
        return ROWAN_NULLS_FIRST;
    return order == DESCENDING ? ROWAN_NULLS_LAST : ROWAN_NULLS_DEFAULT;
}

static uint32_t
origin_of(const char *constraint_type)
{
    switch (constraint_type ? *constraint_type : '\0') {
    case 'p':
        return ROWAN_INDEX_PRIMARY_KEY;
    case 'u':
        return ROWAN_INDEX_UNIQUE;
    case 'x':
        return ROWAN_INDEX_EXCLUSION;
    default:
        return ROWAN_INDEX_OWN;
    }
}

static int32_t
index_row(const rowan_reflection *reflection, void *context,
          const rowan_value *cells, rowan_error *err)
{
    bool is_included = pg__cell_number(&cells[INDEX_IS_INCLUDED]) != 0;
    int64_t order = pg__cell_number(&cells[INDEX_ORDER]);
    const char *column = pg__cell_text(&cells[INDEX_COLUMN]);
    const rowan_index_part part = {
        .size = sizeof part,
        .column = column,
        .expression = pg__cell_text(&cells[INDEX_EXPRESSION]),
        .is_descending = (order & DESCENDING) != 0,
        .nulls = nulls_of(order),
        .collation = pg__cell_text(&cells[INDEX_COLLATION]),
        .operators = pg__cell_text(&cells[INDEX_OPERATORS]),
    };
    const rowan_index_part *const parts[] = {&part};
    rowan_option options[2];
    const rowan_index_info index = {
        .size = sizeof index,
        .name = pg__cell_text(&cells[INDEX_NAME]),
        .is_unique = pg__cell_number(&cells[INDEX_UNIQUE]) != 0,
        .parts = parts,
        .part_count = !is_included,
        .included = &column,
        .included_count = is_included,
        .where_sql = pg__cell_text(&cells[INDEX_WHERE]),
        .method = pg__cell_text(&cells[INDEX_METHOD]),
        .origin = origin_of(pg__cell_text(&cells[INDEX_CONSTRAINT_TYPE])),
        .constraint = pg__cell_text(&cells[INDEX_CONSTRAINT]),
        .option_count = pg__cell_options(&cells[INDEX_OPTIONS], options),
        .options = options,
        .comment = pg__cell_text(&cells[INDEX_COMMENT]),
        .nulls_equal = pg__cell_number(&cells[INDEX_NULLS_EQUAL]) != 0,
    };

    (void)context;
    return reflection->calls->add_index(
        reflection->host_side, pg__cell_text(&cells[INDEX_SPACE]),
        pg__cell_text(&cells[INDEX_TABLE]), &index,
        (uint32_t)pg__cell_number(&cells[INDEX_IS_MORE]), err);
}

static const uint32_t indexes_wanted[] = {
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT, ROWAN_KIND_BOOL,
    ROWAN_KIND_BOOL, ROWAN_KIND_BOOL,  ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT, ROWAN_KIND_INT64, ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT, ROWAN_KIND_TEXT,
    ROWAN_KIND_BOOL, ROWAN_KIND_TEXT,  ROWAN_KIND_TEXT};
const rowan_reflect_query pg__indexes_query =
    PG_QUERY(indexes_sql, indexes_wanted, index_row);
