/* SPDX-License-Identifier: MIT */
/* What the plugin tells of tables. Each case of a table is one fact. */
#include "plugins/rig.h"

#include "described.h"
#include "reflected.h"

#include <rowan/plugins.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array_) (sizeof(array_) / sizeof *(array_))

static const char *
url_of(const char *user, const char *database)
{
    static char url[200];

    snprintf(url, sizeof url, "postgresql://%s@127.0.0.1:%u/%s", user,
             (unsigned)rig_port(), database);
    return url;
}

/* A database of these tests' own, with a schema beside the default one. */
static void
open_fresh(reflected *r)
{
    rowan_error err = {0};

    CHECK_INT(rowan_plugin_register(rig_target_tested.entry, &err),
              ROWAN_OK);
    reflected_open(r, url_of("rowan", "postgres"));
    reflected_run(r, "DROP DATABASE IF EXISTS reflected WITH (FORCE)");
    reflected_run(r, "CREATE DATABASE reflected");
    reflected_close(r);
    reflected_open(r, url_of("rowan", "reflected"));
    reflected_run(r, "CREATE SCHEMA other");
}

/* --- columns -------------------------------------------------------------- */

static const reflected_column columns[] = {
    {"boolean", "bool as boolean"},
    {"smallint", "int16 as smallint"},
    {"integer", "int32 as integer"},
    {"bigint", "int64 as bigint"},
    {"real", "float as real"},
    {"double precision", "double as double precision"},
    {"text", "text as text"},
    {"varchar", "text as character varying"},
    {"varchar(100)", "text(100) as character varying(100)"},
    {"char(5)", "text(5) as character(5)"},
    {"name", "text as name"},
    {"bytea", "bytes as bytea"},
    {"date", "date as date"},
    {"time", "time as time without time zone"},
    {"timestamp(3)", "timestamp as timestamp(3) without time zone"},
    {"timestamptz", "timestamp as timestamp with time zone"},
    {"interval", "interval as interval"},
    {"uuid", "uuid as uuid"},
    {"numeric", "decimal as numeric"},
    {"numeric(10,2)", "decimal(10,2) as numeric(10,2)"},
    {"numeric(7)", "decimal(7,0) as numeric(7,0)"},
    {"numeric(3,-2)", "decimal(3,-2) as numeric(3,-2)"},
    {"json", "json as json"},
    {"jsonb", "json as jsonb"},
    /* what no kind holds */
    {"timetz", "? as time with time zone"},
    {"inet", "? as inet"},
    {"int4range", "? as int4range"},
    {"bit(3)", "? as bit(3)"},
    {"text[]", "? as text[]"},
    {"mood[]", "? as mood[]"},
    {"xml", "? as xml"},
    /* types with a name */
    {"mood", "text {sad|it's ok|a,b} of mood as mood in public"},
    {"other.\"Mood 2\"",
     "text {only} of Mood 2 as other.\"Mood 2\" in other"},
    {"positive", "int32 as positive in public"},
    {"small_code",
     "text(12) as small_code in public not null default 'x'::character "
     "varying"},
    {"small_code DEFAULT 'y'",
     "text(12) as small_code in public not null default 'y'::character "
     "varying"},
    {"feeling", "text {sad|it's ok|a,b} of mood as feeling in public"},
    /* what else a column has */
    {"integer NOT NULL", "int32 as integer not null"},
    {"integer DEFAULT 5", "int32 as integer default 5"},
    {"text DEFAULT 'it''s'", "text as text default 'it''s'::text"},
    {"text DEFAULT NULL", "text as text"},
    {"timestamptz DEFAULT now()",
     "timestamp as timestamp with time zone default now()"},
    {"integer DEFAULT (1 + 2) * 3", "int32 as integer default (1 + 2) * 3"},
    {"integer GENERATED ALWAYS AS (base * 2) STORED",
     "int32 as integer stored base * 2"},
    {"text COLLATE \"C\"", "text as text collate C"},
};

static void
test_catalog__tells_all_of_a_column(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'a,b')");
    reflected_run(&r, "CREATE TYPE other.\"Mood 2\" AS ENUM ('only')");
    reflected_run(&r, "CREATE DOMAIN positive AS integer CHECK (value > 0)");
    reflected_run(&r, "CREATE DOMAIN code AS varchar(12) NOT NULL");
    reflected_run(&r, "CREATE DOMAIN small_code AS code DEFAULT 'x'");
    reflected_run(&r, "CREATE DOMAIN feeling AS mood");
    reflected_run(&r, "CREATE TABLE t (base integer)");
    reflected_try_columns(&r, columns, COUNT(columns));
    reflected_close(&r);
}

static void
test_catalog__tells_how_a_column_gets_its_number(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_COLUMN, NULL, "t", "a",
         "int64 as bigint not null identity by default from t_a_seq "
         "1 by 1 in 1..9223372036854775807, cache 1"},
        {REFLECTED_COLUMN, NULL, "t", "b",
         "int32 as integer not null identity always from t_b_seq "
         "5 by 2 in 3..100, cache 7 cyclic"},
        {REFLECTED_COLUMN, NULL, "t", "c",
         "int16 as smallint not null default nextval('t_c_seq'::regclass) auto "
         "from t_c_seq 1 by 1 in 1..32767, cache 1"},
        {REFLECTED_COLUMN, NULL, "t", "d",
         "int32 as integer default nextval('free'::regclass)"},
        {REFLECTED_COLUMN, NULL, "t", "e", "int32 as integer"},
        {REFLECTED_SEQUENCE, NULL, NULL, "t_b_seq",
         "5 by 2 in 3..100, cache 7 cyclic, of public.t.b"},
        {REFLECTED_SEQUENCE, NULL, NULL, "free",
         "-1 by -1 in -9223372036854775808..-1, cache 1 comment of no table"},
        {REFLECTED_SEQUENCE, NULL, NULL, "owned",
         "1 by 1 in 1..9223372036854775807, cache 1, of public.t.e"},
    };
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE SEQUENCE free INCREMENT -1");
    reflected_run(&r, "COMMENT ON SEQUENCE free IS 'of no table'");
    reflected_run(&r,
                  "CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY,"
                  " b integer GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2"
                  " MINVALUE 3 MAXVALUE 100 CACHE 7 CYCLE), c smallserial,"
                  " d integer DEFAULT nextval('free'), e integer)");
    /* It belongs to the column, which has no number of its own all the same. */
    reflected_run(&r, "CREATE SEQUENCE owned OWNED BY t.e");
    reflected_look(&r, NULL);
    REFLECTED_CHECK(&r, facts);
    CHECK_INT(r.found->sequence_count, 5);
    reflected_close(&r);
}

static void
test_catalog__leaves_out_columns_that_were_dropped(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_COLUMN, NULL, "t", "c", "int32 as integer"},
        {REFLECTED_INDEX, NULL, "t", "t_c", "(c) using btree"},
        {REFLECTED_CHECK, NULL, "t", "t_c_check", "c > 0"},
    };
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (a integer, b integer, c integer"
                      " CHECK (c > 0))");
    reflected_run(&r, "ALTER TABLE t DROP COLUMN a, DROP COLUMN b");
    reflected_run(&r, "CREATE INDEX t_c ON t (c)");
    reflected_look(&r, NULL);
    REFLECTED_CHECK(&r, facts);
    CHECK_INT(r.found->tables[0]->column_count, 1);
    reflected_close(&r);
}

/* --- constraints and indexes ---------------------------------------------- */

static const struct {
    const char *sql; /* after ALTER TABLE t ADD CONSTRAINT c */
    reflected_kind kind;
    const char *expected;
} constraints[] = {
    {"PRIMARY KEY (b, a)", REFLECTED_PRIMARY_KEY, "(b, a)"},
    {"PRIMARY KEY (a) INCLUDE (d)", REFLECTED_PRIMARY_KEY, "(a)"},
    {"PRIMARY KEY (a) INCLUDE (d)", REFLECTED_INDEX,
     "unique (a) include (d) using btree for primary key c"},
    {"UNIQUE (c, a)", REFLECTED_UNIQUE, "(c, a)"},
    {"UNIQUE (c) DEFERRABLE", REFLECTED_UNIQUE, "(c) deferrable"},
    {"UNIQUE (c) DEFERRABLE INITIALLY DEFERRED", REFLECTED_UNIQUE,
     "(c) deferrable deferred"},
    {"UNIQUE NULLS NOT DISTINCT (c)", REFLECTED_UNIQUE, "(c) nulls equal"},
    {"UNIQUE (c)", REFLECTED_INDEX, "unique (c) using btree for unique c"},
    {"CHECK (a > 0)", REFLECTED_CHECK, "a > 0"},
    {"CHECK ((a > 0 OR b > 0) AND d <> 'it''s (')", REFLECTED_CHECK,
     "(a > 0 OR b > 0) AND d <> 'it''s ('::text"},
    {"CHECK (a > 0) NOT VALID", REFLECTED_CHECK, "a > 0 unchecked"},
    {"EXCLUDE USING btree (a WITH =)", REFLECTED_INDEX,
     "(a) using btree for exclusion c"},
    {"FOREIGN KEY (c) REFERENCES far (id)", REFLECTED_FOREIGN_KEY,
     "(c) -> public.far(id)"},
    {"FOREIGN KEY (c) REFERENCES far", REFLECTED_FOREIGN_KEY,
     "(c) -> public.far(id)"},
    {"FOREIGN KEY (c) REFERENCES other.near (id)", REFLECTED_FOREIGN_KEY,
     "(c) -> other.near(id)"},
    {"FOREIGN KEY (c, b) REFERENCES far (y, x)", REFLECTED_FOREIGN_KEY,
     "(c, b) -> public.far(y, x)"},
    {"FOREIGN KEY (b, c) REFERENCES far (y, x) MATCH FULL",
     REFLECTED_FOREIGN_KEY, "(b, c) -> public.far(y, x) match full"},
    {"FOREIGN KEY (c) REFERENCES far ON DELETE CASCADE ON UPDATE SET NULL",
     REFLECTED_FOREIGN_KEY,
     "(c) -> public.far(id) on delete cascade on update set null"},
    {"FOREIGN KEY (c) REFERENCES far ON DELETE RESTRICT ON UPDATE SET DEFAULT",
     REFLECTED_FOREIGN_KEY,
     "(c) -> public.far(id) on delete restrict on update set default"},
    {"FOREIGN KEY (c) REFERENCES far ON DELETE NO ACTION",
     REFLECTED_FOREIGN_KEY, "(c) -> public.far(id)"},
    {"FOREIGN KEY (c) REFERENCES far DEFERRABLE", REFLECTED_FOREIGN_KEY,
     "(c) -> public.far(id) deferrable"},
    {"FOREIGN KEY (c) REFERENCES far DEFERRABLE INITIALLY DEFERRED",
     REFLECTED_FOREIGN_KEY, "(c) -> public.far(id) deferrable deferred"},
    {"FOREIGN KEY (c) REFERENCES far NOT VALID", REFLECTED_FOREIGN_KEY,
     "(c) -> public.far(id) unchecked"},
};

static const struct {
    const char *sql; /* after CREATE */
    const char *expected;
} indexes[] = {
    {"INDEX i ON t (b, a)", "(b, a) using btree"},
    {"UNIQUE INDEX i ON t (a)", "unique (a) using btree"},
    {"UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT",
     "unique (a) nulls equal using btree"},
    {"INDEX i ON t (a DESC, b ASC)", "(a desc, b) using btree"},
    {"INDEX i ON t (a NULLS FIRST, b DESC NULLS LAST)",
     "(a nulls first, b desc nulls last) using btree"},
    {"INDEX i ON t (a DESC NULLS FIRST, b NULLS LAST)",
     "(a desc, b) using btree"},
    {"INDEX i ON t (lower(d), a)", "([lower(d)], a) using btree"},
    {"INDEX i ON t (((a + b) * 2))", "([(a + b) * 2]) using btree"},
    {"INDEX i ON t (a) INCLUDE (c, d)", "(a) include (c, d) using btree"},
    {"INDEX i ON t (a) WHERE b > 1 AND d = 'x'",
     "(a) where b > 1 AND d = 'x'::text using btree"},
    {"INDEX i ON t USING hash (d)", "(d) using hash"},
    {"INDEX i ON t USING brin (a)", "(a) using brin"},
    {"INDEX i ON t (d COLLATE \"C\", a)", "(d collate C, a) using btree"},
    {"INDEX i ON t (d text_pattern_ops)",
     "(d operators text_pattern_ops) using btree"},
    {"INDEX i ON t (a) WITH (fillfactor = 70)",
     "(a) using btree fillfactor=70"},
};

static void
test_catalog__tells_all_of_a_constraint(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE far (id integer PRIMARY KEY, x integer,"
                      " y integer, UNIQUE (y, x))");
    reflected_run(&r, "CREATE TABLE other.near (id integer PRIMARY KEY)");
    reflected_run(&r, "CREATE TABLE t (a integer, b integer, c integer,"
                      " d text)");
    for (size_t i = 0; i < COUNT(constraints); i++) {
        const reflected_fact fact = {constraints[i].kind, NULL, "t", "c",
                                     constraints[i].expected};

        reflected_run(&r, "ALTER TABLE t ADD CONSTRAINT c %s",
                      constraints[i].sql);
        reflected_look(&r, NULL);
        reflected_check(&r, &fact, 1);
        reflected_run(&r, "ALTER TABLE t DROP CONSTRAINT c");
    }
    reflected_close(&r);
}

static void
test_catalog__tells_all_of_an_index(void)
{
    const reflected_fact comment = {REFLECTED_INDEX, NULL, "t", "i",
                                    "(a) using btree comment it's quick"};
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (a integer, b integer, c integer,"
                      " d text)");
    for (size_t i = 0; i < COUNT(indexes); i++) {
        const reflected_fact fact = {REFLECTED_INDEX, NULL, "t", "i",
                                     indexes[i].expected};

        reflected_run(&r, "CREATE %s", indexes[i].sql);
        reflected_look(&r, NULL);
        reflected_check(&r, &fact, 1);
        reflected_run(&r, "DROP INDEX i");
    }
    reflected_run(&r, "CREATE INDEX i ON t (a)");
    reflected_run(&r, "COMMENT ON INDEX i IS 'it''s quick'");
    reflected_look(&r, NULL);
    reflected_check(&r, &comment, 1);
    reflected_close(&r);
}

/* --- tables and views ----------------------------------------------------- */

static void
test_catalog__tells_tables_of_every_kind(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_TABLE, NULL, "plain", NULL,
         "table fillfactor=70 comment it's plain"},
        {REFLECTED_COLUMN, NULL, "plain", "a",
         "int32 as integer comment it's a"},
        {REFLECTED_TABLE, NULL, "empty", NULL, "table"},
        {REFLECTED_TABLE, NULL, "parted", NULL, "table"},
        {REFLECTED_TABLE, NULL, "part", NULL, "table"},
        {REFLECTED_TABLE, NULL, "heir", NULL, "table"},
        {REFLECTED_COLUMN, NULL, "heir", "a", "int32 as integer"},
        {REFLECTED_TABLE, NULL, "seen", NULL,
         "view as SELECT plain.a\n   FROM plain\n  WHERE (plain.a > 1)"
         " comment of a"},
        {REFLECTED_COLUMN, NULL, "seen", "a", "int32 as integer"},
        {REFLECTED_TABLE, NULL, "kept", NULL,
         "materialized view as SELECT plain.a\n   FROM plain"},
        {REFLECTED_COLUMN, NULL, "kept", "a", "int32 as integer"},
        {REFLECTED_INDEX, NULL, "kept", "kept_a", "(a) using btree"},
    };
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE plain (a integer) WITH (fillfactor = 70)");
    reflected_run(&r, "COMMENT ON TABLE plain IS 'it''s plain'");
    reflected_run(&r, "COMMENT ON COLUMN plain.a IS 'it''s a'");
    reflected_run(&r, "CREATE TABLE empty ()");
    reflected_run(&r, "CREATE TABLE parted (a integer) PARTITION BY RANGE (a)");
    reflected_run(&r, "CREATE TABLE part PARTITION OF parted"
                      " FOR VALUES FROM (1) TO (10)");
    reflected_run(&r, "CREATE TABLE heir (b text) INHERITS (plain)");
    reflected_run(&r, "CREATE VIEW seen AS SELECT a FROM plain WHERE a > 1");
    reflected_run(&r, "COMMENT ON VIEW seen IS 'of a'");
    reflected_run(&r, "CREATE MATERIALIZED VIEW kept AS SELECT a FROM plain");
    reflected_run(&r, "CREATE INDEX kept_a ON kept (a)");
    reflected_look(&r, NULL);
    REFLECTED_CHECK(&r, facts);
    CHECK_STR(described_names(r.found),
              "empty, heir, kept, part, parted, plain, seen");
    reflected_close(&r);
}

/* The server keeps a shadow of such a key for each partition. */
static void
test_catalog__tells_a_key_to_a_partitioned_table_once(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE parted (a integer PRIMARY KEY)"
                      " PARTITION BY RANGE (a)");
    reflected_run(&r, "CREATE TABLE part1 PARTITION OF parted"
                      " FOR VALUES FROM (1) TO (10)");
    reflected_run(&r, "CREATE TABLE part2 PARTITION OF parted"
                      " FOR VALUES FROM (10) TO (20)");
    reflected_run(&r, "CREATE TABLE t (a integer REFERENCES parted)");
    reflected_look(&r, NULL);
    CHECK_INT(rowan_inspection_table(r.found, NULL, "t")->foreign_key_count,
              1);
    reflected_close(&r);
}

static void
test_catalog__keeps_names_as_they_are(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_TABLE, NULL, "a \"b\".c%d", NULL, "table"},
        {REFLECTED_COLUMN, NULL, "a \"b\".c%d", "Gr\303\266\303\237e $1",
         "int32 as integer not null"},
        {REFLECTED_PRIMARY_KEY, NULL, "a \"b\".c%d", "p k",
         "(Gr\303\266\303\237e $1)"},
        {REFLECTED_FOREIGN_KEY, NULL, "A \"b\".c%d", "f.k",
         "(x''y) -> public.a \"b\".c%d(Gr\303\266\303\237e $1)"},
        {REFLECTED_INDEX, NULL, "A \"b\".c%d", "i \"x\"",
         "([\"x''y\" + 1], x''y) using btree"},
        {REFLECTED_TABLE, "sch.\"ema\"", "t", NULL, "table"},
    };
    static const char *const names[] = {"a \"b\".c%d", "t", NULL};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE \"a \"\"b\"\".c%%d\""
                      " (\"Gr\303\266\303\237e $1\" integer,"
                      " CONSTRAINT \"p k\" PRIMARY KEY"
                      " (\"Gr\303\266\303\237e $1\"))");
    reflected_run(&r, "CREATE TABLE \"A \"\"b\"\".c%%d\" (\"x''y\" integer,"
                      " CONSTRAINT \"f.k\" FOREIGN KEY (\"x''y\")"
                      " REFERENCES \"a \"\"b\"\".c%%d\")");
    reflected_run(&r, "CREATE INDEX \"i \"\"x\"\"\" ON \"A \"\"b\"\".c%%d\""
                      " ((\"x''y\" + 1), \"x''y\")");
    reflected_run(&r, "CREATE SCHEMA \"sch.\"\"ema\"\"\"");
    reflected_run(&r, "CREATE TABLE \"sch.\"\"ema\"\"\".t (a integer)");
    options.all_schemas = true;
    reflected_look(&r, &options);
    REFLECTED_CHECK(&r, facts);
    options.tables = names;
    reflected_look(&r, &options);
    CHECK_STR(described_names(r.found), "a \"b\".c%d, sch.\"ema\".t");
    reflected_close(&r);
}

/* --- what is asked for ---------------------------------------------------- */

static void
test_catalog__looks_where_it_is_told_to(void)
{
    static const char *const one[] = {"b", NULL};
    static const reflected_search cases[] = {
        {{.schema = NULL}, "a, b, v", 1, 1},
        {{.schema = "other"}, "other.b, other.c", 1, 0},
        {{.schema = "nowhere"}, "", 0, 0},
        {{.all_schemas = true}, "other.b, other.c, a, b, v", 2, 1},
        {{.tables = one}, "b", 0, 0},
        {{.all_schemas = true, .tables = one}, "other.b, b", 1, 0},
        {{.kinds = ROWAN_TABLE_VIEW}, "v", 1, 1},
        {{.kinds = ROWAN_TABLE_BASE}, "a, b", 1, 1},
        {{.temporary = true}, "pg_temp.a, pg_temp.x, pg_temp.xv, a, b, v", 1,
         1},
        {{.schema = "other", .temporary = true},
         "other.b, other.c, pg_temp.a, pg_temp.x, pg_temp.xv", 1, 0},
        {{.schema = "pg_temp", .temporary = true},
         "pg_temp.a, pg_temp.x, pg_temp.xv", 0, 0},
    };
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TYPE e AS ENUM ('x')");
    reflected_run(&r, "CREATE TYPE other.e AS ENUM ('y')");
    reflected_run(&r, "CREATE TABLE a (id serial)");
    reflected_run(&r, "CREATE TABLE b (id integer)");
    reflected_run(&r, "CREATE VIEW v AS SELECT 1 AS one");
    reflected_run(&r, "CREATE TABLE other.b (id other.e)");
    reflected_run(&r, "CREATE TABLE other.c (id integer)");
    reflected_run(&r, "CREATE TEMPORARY TABLE x (id integer)");
    reflected_run(&r, "CREATE TEMPORARY TABLE a (id integer)");
    reflected_run(&r, "CREATE TEMPORARY VIEW xv AS SELECT 1 AS one");
    reflected_try_searches(&r, cases, COUNT(cases));
    reflected_close(&r);
}

static void
test_catalog__tells_all_of_a_temporary_table(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_TABLE, NULL, "x", NULL, "table temporary comment brief"},
        {REFLECTED_COLUMN, NULL, "x", "id",
         "int32 as integer not null default nextval('x_id_seq'::regclass) auto"
         " from x_id_seq 1 by 1 in 1..2147483647, cache 1 temporary"},
        {REFLECTED_UNIQUE, NULL, "x", "x_n_key", "(n)"},
        {REFLECTED_INDEX, NULL, "x", "x_n", "(n) using btree"},
        {REFLECTED_SEQUENCE, "pg_temp", NULL, "x_id_seq",
         "1 by 1 in 1..2147483647, cache 1 temporary, of pg_temp.x.id"},
    };
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TEMPORARY TABLE x (id serial, n text UNIQUE)");
    reflected_run(&r, "COMMENT ON TABLE x IS 'brief'");
    reflected_run(&r, "CREATE INDEX x_n ON x (n)");
    options.temporary = true;
    reflected_look(&r, &options);
    REFLECTED_CHECK(&r, facts);
    reflected_close(&r);
}

static void
test_catalog__takes_the_default_schema_from_the_search_path(void)
{
    static const struct {
        const char *path, *schema, *names;
    } cases[] = {
        {"other, public", "other", "b"},
        {"nowhere, public", "public", "a"},
        {"pg_catalog, other", "pg_catalog", NULL},
        {"nowhere", "", ""},
        {"''", "", ""},
    };
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE a (id integer)");
    reflected_run(&r, "CREATE TABLE other.b (id integer)");
    for (size_t i = 0; i < COUNT(cases); i++) {
        reflected_run(&r, "SET search_path = %s", cases[i].path);
        reflected_look(&r, NULL);
        CHECK_STR(r.found->default_schema, cases[i].schema);
        if (cases[i].names != NULL)
            CHECK_STR(described_names(r.found), cases[i].names);
    }
    reflected_close(&r);
}

static void
test_catalog__tells_the_schemas(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "COMMENT ON SCHEMA other IS 'the other one'");
    reflected_look(&r, NULL);
    reflected_check_schema(&r, "other", false, false);
    CHECK_STR(rowan_inspection_schema(r.found, "other")->comment,
              "the other one");
    reflected_check_schema(&r, "public", true, false);
    reflected_check_schema(&r, "pg_catalog", false, true);
    CHECK(rowan_inspection_schema(r.found, "pg_toast") == NULL);
    reflected_close(&r);
}

/* --- the whole ------------------------------------------------------------ */

static void
test_catalog__asks_seven_questions_of_250_tables(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r,
                  "DO $$ BEGIN FOR i IN 1..250 LOOP EXECUTE format('CREATE "
                  "TABLE t%%s (id serial PRIMARY KEY, p integer REFERENCES "
                  "t%%s, n text UNIQUE, CHECK (p > 0))', i, greatest(i - 1, "
                  "1)); EXECUTE format('CREATE INDEX ON t%%s (p, n)', i); END "
                  "LOOP; END $$");
    reflected_try_250_tables(&r, 7, 3);
    CHECK_INT(r.found->sequence_count, 250);
    reflected_close(&r);
}

/* A reader who may use nothing still learns what there is, as the server
 * tells everybody. */
static void
test_catalog__answers_who_may_read_nothing(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_COLUMN, NULL, "t", "id",
         "int32 as integer not null default nextval('t_id_seq'::regclass) auto "
         "from t_id_seq 1 by 1 in 1..2147483647, cache 1"},
        {REFLECTED_CHECK, NULL, "t", "t_id_check", "id > 0"},
        {REFLECTED_TABLE, NULL, "v", NULL, "view as SELECT t.id\n   FROM t"},
    };
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "DROP ROLE IF EXISTS onlooker");
    reflected_run(&r, "CREATE ROLE onlooker LOGIN");
    reflected_run(&r, "CREATE TABLE t (id serial CHECK (id > 0))");
    reflected_run(&r, "CREATE VIEW v AS SELECT id FROM t");
    reflected_run(&r, "REVOKE ALL ON ALL TABLES IN SCHEMA public"
                      " FROM PUBLIC");
    reflected_close(&r);
    reflected_open(&r, url_of("onlooker", "reflected"));
    reflected_look(&r, NULL);
    REFLECTED_CHECK(&r, facts);
    reflected_close(&r);
}

#define ROUNDS 40

static void *
come_and_go(void *url)
{
    reflected r;

    reflected_open(&r, url);
    for (int i = 0; i < ROUNDS; i++) {
        reflected_run(&r, "CREATE TABLE brief%d (id serial PRIMARY KEY,"
                          " n text DEFAULT 'x' CHECK (n <> ''))", i % 3);
        reflected_run(&r, "CREATE INDEX ON brief%d ((lower(n)))", i % 3);
        reflected_run(&r, "CREATE VIEW seen%d AS SELECT n FROM brief%d", i % 3,
                      i % 3);
        reflected_run(&r, "DROP TABLE brief%d CASCADE", i % 3);
    }
    reflected_close(&r);
    return NULL;
}

static void
test_catalog__does_not_mind_tables_that_come_and_go(void)
{
    char url[200];
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (id integer)");
    snprintf(url, sizeof url, "%s", url_of("rowan", "reflected"));
    reflected_look_while(&r, "t", come_and_go, url, NULL);
    reflected_close(&r);
}

/* Also where a table vanishes, which ends a transaction that is not looked
 * after. */
static void
test_catalog__leaves_the_transaction_that_it_is_asked_in(void)
{
    char url[200];
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    snprintf(url, sizeof url, "%s", url_of("rowan", "reflected"));
    reflected_run(&r, "BEGIN");
    reflected_run(&r, "CREATE TABLE mine (id integer)");
    reflected_look_while(&r, "mine", come_and_go, url, "ROLLBACK");
    reflected_look(&r, NULL);
    CHECK_STR(described_names(r.found), "");
    reflected_close(&r);
}

HARNESS_SUITE(postgresql_catalog,
    HARNESS_TEST(test_catalog__tells_all_of_a_column),
    HARNESS_TEST(test_catalog__tells_how_a_column_gets_its_number),
    HARNESS_TEST(test_catalog__leaves_out_columns_that_were_dropped),
    HARNESS_TEST(test_catalog__tells_all_of_a_constraint),
    HARNESS_TEST(test_catalog__tells_all_of_an_index),
    HARNESS_TEST(test_catalog__tells_tables_of_every_kind),
    HARNESS_TEST(test_catalog__tells_a_key_to_a_partitioned_table_once),
    HARNESS_TEST(test_catalog__keeps_names_as_they_are),
    HARNESS_TEST(test_catalog__looks_where_it_is_told_to),
    HARNESS_TEST(test_catalog__tells_all_of_a_temporary_table),
    HARNESS_TEST(test_catalog__takes_the_default_schema_from_the_search_path),
    HARNESS_TEST(test_catalog__tells_the_schemas),
    HARNESS_TEST(test_catalog__asks_seven_questions_of_250_tables),
    HARNESS_TEST(test_catalog__answers_who_may_read_nothing),
    HARNESS_TEST(test_catalog__does_not_mind_tables_that_come_and_go),
    HARNESS_TEST(test_catalog__leaves_the_transaction_that_it_is_asked_in))
