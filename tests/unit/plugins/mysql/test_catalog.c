/* SPDX-License-Identifier: MIT */
/* What the plugin tells of tables. Each case of a table is one fact. */
#include "plugins/rig.h"

#include "described.h"
#include "reflected.h"

#include <rowan/plugins.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array_) (sizeof(array_) / sizeof *(array_))

static void
open_as(reflected *r, const char *user, const char *database)
{
    char url[200];

    snprintf(url, sizeof url, "mysql://%s@127.0.0.1:%u/%s", user,
             (unsigned)rig_port(), database);
    reflected_open(r, url);
}

/* Databases of these tests' own: the default one, and one beside it. */
static void
open_fresh(reflected *r)
{
    rowan_driver_connection *root = rig_root();
    rowan_error err = {0};

    CHECK_INT(rowan_plugin_register(rig_target_tested.entry, &err),
              ROWAN_OK);
    rig_run(root, "DROP DATABASE IF EXISTS reflected");
    rig_run(root, "DROP DATABASE IF EXISTS `other``s`");
    rig_run(root, "CREATE DATABASE reflected CHARACTER SET utf8mb4"
                  " COLLATE utf8mb4_nopad_bin");
    rig_run(root, "CREATE DATABASE `other``s`");
    rig_run(root, "GRANT ALL ON reflected.* TO rowan@'%'");
    rig_run(root, "GRANT ALL ON `other``s`.* TO rowan@'%'");
    rig_close(root);
    open_as(r, "rowan", "reflected");
}

/* --- columns -------------------------------------------------------------- */

static const reflected_column columns[] = {
    {"TINYINT(1)", "bool as tinyint(1)"},
    {"BOOLEAN", "bool as tinyint(1)"},
    {"TINYINT", "int16 as tinyint(4)"},
    {"SMALLINT", "int16 as smallint(6)"},
    {"MEDIUMINT", "int32 as mediumint(9)"},
    {"INT", "int32 as int(11)"},
    {"BIGINT", "int64 as bigint(20)"},
    /* wide enough for all values */
    {"TINYINT UNSIGNED", "int16 as tinyint(3) unsigned"},
    {"SMALLINT UNSIGNED", "int32 as smallint(5) unsigned"},
    {"MEDIUMINT UNSIGNED", "int32 as mediumint(8) unsigned"},
    {"INT UNSIGNED", "int64 as int(10) unsigned"},
    {"BIGINT UNSIGNED", "decimal(20,0) as bigint(20) unsigned"},
    {"FLOAT", "float as float"},
    {"DOUBLE", "double as double"},
    {"DECIMAL(10,2)", "decimal(10,2) as decimal(10,2)"},
    {"DECIMAL", "decimal(10,0) as decimal(10,0)"},
    {"DECIMAL(65,30)", "decimal as decimal(65,30)"},
    {"VARCHAR(100)", "text(100) as varchar(100)"},
    {"CHAR(5)", "text(5) as char(5)"},
    {"TEXT", "text as text"},
    {"MEDIUMTEXT", "text as mediumtext"},
    {"LONGTEXT", "text as longtext"},
    {"VARBINARY(20)", "bytes(20) as varbinary(20)"},
    {"BINARY(16)", "bytes(16) as binary(16)"},
    {"BLOB", "bytes as blob"},
    {"LONGBLOB", "bytes as longblob"},
    {"DATE", "date as date"},
    {"TIME(6)", "time as time(6)"},
    {"DATETIME(6)", "timestamp as datetime(6)"},
    {"DATETIME", "timestamp as datetime"},
    {"TIMESTAMP NULL", "timestamp as timestamp"},
    {"YEAR", "int16 as year(4)"},
    {"JSON", "json as longtext"},
    {"UUID", "uuid as uuid"},
    {"CHAR(36) CHARACTER SET ascii COLLATE ascii_bin", "uuid as char(36)"},
    {"VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin",
     "interval as varchar(80)"},
    {"ENUM('sad','it''s ok','a,b')",
     "text {sad|it's ok|a,b} as enum('sad','it''s ok','a,b')"},
    {"ENUM('b\\s')", "text {b\\s} as enum('b\\\\s')"},
    {"SET('a','b')", "text as set('a','b')"},
    /* what no kind holds */
    {"BIT(3)", "? as bit(3)"},
    {"POINT", "? as point"},
    {"INET6", "? as inet6"},
    /* what else a column has */
    {"INT NOT NULL", "int32 as int(11) not null"},
    {"INT DEFAULT 5", "int32 as int(11) default 5"},
    {"INT DEFAULT NULL", "int32 as int(11)"},
    {"VARCHAR(9) DEFAULT 'it''s'", "text(9) as varchar(9) default 'it''s'"},
    {"VARCHAR(9) DEFAULT 'a\\b'", "text(9) as varchar(9) default 'a\\b'"},
    {"VARCHAR(9) AS (concat('\\', ')'))",
     "text(9) as varchar(9) virtual concat('\\',')')"},
    {"VARCHAR(9) DEFAULT 'NULL'", "text(9) as varchar(9) default 'NULL'"},
    {"DATE DEFAULT (curdate())", "date as date default curdate()"},
    {"DATETIME(6) DEFAULT current_timestamp(6)"
     " ON UPDATE current_timestamp(6)",
     "timestamp as datetime(6) default current_timestamp(6)"},
    {"INT GENERATED ALWAYS AS (base * 2) STORED",
     "int32 as int(11) stored `base` * 2"},
    {"INT AS (base + 1) VIRTUAL", "int32 as int(11) virtual `base` + 1"},
    {"VARCHAR(9) COLLATE utf8mb4_general_ci",
     "text(9) as varchar(9) collate utf8mb4_general_ci"},
    {"VARCHAR(9) COLLATE utf8mb4_nopad_bin", "text(9) as varchar(9)"},
    {"INT COMMENT 'it''s a \\ number'",
     "int32 as int(11) comment it's a \\ number"},
    {"INT INVISIBLE", "int32 as int(11)"},
};

static void
test_catalog__tells_all_of_a_column(void)
{
    static const reflected_fact number = {
        REFLECTED_COLUMN, NULL, "t", "id",
        "int64 as bigint(20) not null auto"};
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (id BIGINT AUTO_INCREMENT PRIMARY KEY,"
                      " base INT)");
    reflected_try_columns(&r, columns, COUNT(columns));
    reflected_check(&r, &number, 1);
    /* The check that makes a text JSON is the type. */
    CHECK_INT(rowan_inspection_table(r.found, NULL, "t")->check_count, 0);
    reflected_close(&r);
}

/* --- constraints and indexes ---------------------------------------------- */

static const struct {
    const char *sql; /* after ALTER TABLE t ADD */
    reflected_kind kind;
    const char *name;
    const char *expected;
} constraints[] = {
    {"PRIMARY KEY (b, a)", REFLECTED_PRIMARY_KEY, NULL, "(b, a)"},
    {"PRIMARY KEY (a)", REFLECTED_INDEX, "PRIMARY",
     "unique (a) using btree for primary key PRIMARY"},
    {"CONSTRAINT c UNIQUE (c, a)", REFLECTED_UNIQUE, "c", "(c, a)"},
    {"CONSTRAINT c UNIQUE (c)", REFLECTED_INDEX, "c",
     "unique (c) using btree for unique c"},
    {"UNIQUE INDEX c (c)", REFLECTED_UNIQUE, "c", "(c)"},
    {"INDEX c (b, a)", REFLECTED_INDEX, "c", "(b, a) using btree"},
    {"INDEX c (a DESC, b)", REFLECTED_INDEX, "c", "(a desc, b) using btree"},
    {"INDEX c (d(10), a)", REFLECTED_INDEX, "c",
     "(d prefix 10, a) using btree"},
    {"FULLTEXT INDEX c (d)", REFLECTED_INDEX, "c", "(d) using fulltext"},
    {"INDEX c (a) COMMENT 'it''s quick'", REFLECTED_INDEX, "c",
     "(a) using btree comment it's quick"},
    {"CONSTRAINT c CHECK (a > 0)", REFLECTED_CHECK, "c", "`a` > 0"},
    {"CONSTRAINT c CHECK (a > 0 OR d <> 'its (')", REFLECTED_CHECK, "c",
     "`a` > 0 or `d` <> 'its ('"},
    {"CONSTRAINT c FOREIGN KEY (c) REFERENCES far (id)",
     REFLECTED_FOREIGN_KEY, "c", "(c) -> reflected.far(id)"},
    {"CONSTRAINT c FOREIGN KEY (c) REFERENCES far (id)", REFLECTED_INDEX, "c",
     "(c) using btree for foreign key c"},
    {"CONSTRAINT c FOREIGN KEY (c, b) REFERENCES far (y, x)",
     REFLECTED_FOREIGN_KEY, "c", "(c, b) -> reflected.far(y, x)"},
    {"CONSTRAINT c FOREIGN KEY (c) REFERENCES `other``s`.near (id)",
     REFLECTED_FOREIGN_KEY, "c", "(c) -> other`s.near(id)"},
    {"CONSTRAINT c FOREIGN KEY (c) REFERENCES far (id)"
     " ON DELETE CASCADE ON UPDATE SET NULL",
     REFLECTED_FOREIGN_KEY, "c",
     "(c) -> reflected.far(id) on delete cascade on update set null"},
    /* All of these are one thing here. */
    {"CONSTRAINT c FOREIGN KEY (c) REFERENCES far (id)"
     " ON DELETE RESTRICT ON UPDATE NO ACTION",
     REFLECTED_FOREIGN_KEY, "c", "(c) -> reflected.far(id)"},
};

/* How what was added is taken away again. */
static const char *
drop_of(reflected_kind kind, const char *sql)
{
    if (strncmp(sql, "PRIMARY", 7) == 0)
        return "DROP PRIMARY KEY";
    if (strstr(sql, "FOREIGN KEY") != NULL)
        return "DROP FOREIGN KEY c, DROP INDEX c";
    return kind == REFLECTED_CHECK ? "DROP CONSTRAINT c" : "DROP INDEX c";
}

static void
test_catalog__tells_all_of_a_constraint(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE far (id INT PRIMARY KEY, x INT, y INT,"
                      " UNIQUE (y, x))");
    reflected_run(&r, "CREATE TABLE `other``s`.near (id INT PRIMARY KEY)");
    reflected_run(&r, "CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, c INT,"
                      " d TEXT)");
    for (size_t i = 0; i < COUNT(constraints); i++) {
        const char *sql = constraints[i].sql;
        const reflected_fact fact = {constraints[i].kind, NULL, "t",
                                     constraints[i].name,
                                     constraints[i].expected};

        reflected_run(&r, "ALTER TABLE t ADD %s%s", sql,
                      strstr(sql, "c, b)") ? ", MODIFY b INT" : "");
        reflected_look(&r, NULL);
        reflected_check(&r, &fact, 1);
        reflected_run(&r, "ALTER TABLE t %s", drop_of(fact.kind, sql));
    }
    reflected_close(&r);
}

/* The server gives it the column's name, by which it cannot be dropped. */
static void
test_catalog__gives_the_check_of_a_column_no_name(void)
{
    const rowan_table_info *table;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (a INT CHECK (a > 0), j JSON)");
    reflected_look(&r, NULL);
    table = rowan_inspection_table(r.found, NULL, "t");
    REQUIRE(table != NULL && table->check_count == 1);
    CHECK_STR(table->checks[0]->name, NULL);
    CHECK_STR(table->checks[0]->sql, "`a` > 0");
    reflected_close(&r);
}

/* --- comparing ------------------------------------------------------------ */

typedef struct begun {
    int64_t id;
    const char *word;
} begun;
ROWAN_MODEL(begun, "begun", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(word, .length = 20, .unique = true))

/* What is unique in its first letters is not what the model says. */
static void
test_catalog__takes_no_index_of_beginnings_for_a_whole_one(void)
{
    rowan_comparison *found = NULL;
    rowan_error err = {0};
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE begun (id BIGINT AUTO_INCREMENT PRIMARY"
                      " KEY, word VARCHAR(20), UNIQUE uq_begun_word"
                      " (word(3)))");
    CHECK_INT(rowan_connection_compare(r.conn, ROWAN_MODELS(begun), NULL,
                                       &found, &err),
              ROWAN_OK);
    REQUIRE(found != NULL && found->difference_count == 1);
    CHECK_STR(found->differences[0]->line,
              "table begun, unique constraint uq_begun_word: the model has "
              "word UNIQUE, the database word(3) UNIQUE");
    rowan_comparison_free(found);
    reflected_close(&r);
}

/* --- temporary tables ----------------------------------------------------- */

/* A table of all the columns above, with keys and checks of every kind. */
static void
create_full(reflected *r, const char *kind, const char *name,
            const char *options)
{
    char lines[8000];
    size_t used = 0;

    for (size_t i = 0; i < COUNT(columns); i++)
        used += (size_t)snprintf(lines + used, sizeof lines - used,
                                 " c%zu %s,", i, columns[i].sql);
    reflected_run(r,
                  "CREATE %s %s (id BIGINT AUTO_INCREMENT PRIMARY KEY"
                  " COMMENT 'of id',%s base INT CHECK (base <> 7),"
                  " `odd ``, (` VARCHAR(9) DEFAULT '), \\''\\' NOT NULL,"
                  " j JSON CHECK (json_valid(j) AND j <> '{}'),"
                  " UNIQUE KEY `u, ``1` (base, `odd ``, (`(3) DESC)"
                  " COMMENT 'it''s \\ unique',"
                  " KEY k (base) USING HASH, KEY (`odd ``, (`),"
                  " CONSTRAINT `c ``1` CHECK (`odd ``, (` <> ''')\\'),"
                  " CHECK (base > 0 OR (base < -1))) %s",
                  kind, name, lines, options);
}

#define SAME_LIST(what_, list_, count_)                                      \
    do {                                                                     \
        if (CHECK_INT(b->count_, a->count_))                                 \
            for (uint32_t i = 0; i < a->count_; i++) {                       \
                CHECK_STR(b->list_[i]->name, a->list_[i]->name);             \
                snprintf(line, sizeof line, "%s", what_(a->list_[i]));       \
                CHECK_STR(what_(b->list_[i]), line);                         \
            }                                                                \
    } while (0)

/* Everything but that one is temporary. */
static void
check_same(const rowan_table_info *a, const rowan_table_info *b)
{
    char line[1000];

    CHECK(b->is_temporary && !a->is_temporary);
    CHECK_STR(b->comment, a->comment);
    if (CHECK_INT(b->option_count, a->option_count))
        for (uint32_t i = 0; i < a->option_count; i++) {
            CHECK_STR(b->options[i].name, a->options[i].name);
            CHECK_STR(b->options[i].value, a->options[i].value);
        }
    snprintf(line, sizeof line, "%s", described_key(a->primary_key));
    CHECK_STR(described_key(b->primary_key), line);
    SAME_LIST(described_column, columns, column_count);
    SAME_LIST(described_key, uniques, unique_count);
    SAME_LIST(described_check, checks, check_count);
    SAME_LIST(described_index, indexes, index_count);
}

static void
test_catalog__tells_of_a_temporary_table_as_of_another(void)
{
    static const char *const options[] = {
        "COMMENT='it''s \\ (a table'",
        "ENGINE=MyISAM ROW_FORMAT=DYNAMIC COLLATE=utf8mb4_bin",
    };
    static const char *const names[] = {"full", "te`mp", "seen", "none", NULL};
    rowan_inspect_options asked = ROWAN_INSPECT_OPTIONS_INIT;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE VIEW seen AS SELECT 1 AS a");
    asked.tables = names;
    asked.temporary = true;
    for (size_t i = 0; i < COUNT(options); i++) {
        create_full(&r, "TABLE", "full", options[i]);
        create_full(&r, "TEMPORARY TABLE", "`te``mp`", options[i]);
        reflected_look(&r, &asked);
        CHECK_STR(described_names(r.found), "full, seen, te`mp");
        REQUIRE(rowan_inspection_table(r.found, NULL, "te`mp") != NULL);
        check_same(rowan_inspection_table(r.found, NULL, "full"),
                   rowan_inspection_table(r.found, NULL, "te`mp"));
        reflected_run(&r, "DROP TABLE full, `te``mp`");
    }
    reflected_close(&r);
}

/* The server sees a temporary table first, and nobody else sees it. */
static void
test_catalog__tells_of_a_temporary_table_before_its_namesake(void)
{
    static const reflected_fact temporary[] = {
        {REFLECTED_TABLE, NULL, "x", NULL, "table temporary engine=MEMORY"},
        {REFLECTED_COLUMN, NULL, "x", "a", NULL},
        {REFLECTED_COLUMN, NULL, "x", "b", "text(5) as varchar(5) not null"},
        {REFLECTED_UNIQUE, NULL, "x", "u", "(b)"},
        {REFLECTED_INDEX, NULL, "x", "u", "unique (b) using hash for unique u"},
        {REFLECTED_INDEX, NULL, "x", "s", "(b) using btree"},
        {REFLECTED_INDEX, NULL, "x", "k", NULL},
    };
    static const reflected_fact lasting[] = {
        {REFLECTED_TABLE, NULL, "x", NULL, "table"},
        {REFLECTED_COLUMN, NULL, "x", "a", "int32 as int(11)"},
        {REFLECTED_INDEX, NULL, "x", "k", "(a) using btree"},
    };
    static const char *const names[] = {"x", NULL};
    rowan_inspect_options asked = ROWAN_INSPECT_OPTIONS_INIT;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE x (a INT, KEY k (a))");
    reflected_run(&r, "CREATE TEMPORARY TABLE x (b VARCHAR(5) NOT NULL,"
                      " CONSTRAINT u UNIQUE (b), KEY s (b) USING BTREE)"
                      " ENGINE=MEMORY");
    asked.tables = names;
    asked.temporary = true;
    reflected_look(&r, &asked);
    REFLECTED_CHECK(&r, temporary);
    CHECK_STR(described_names(r.found), "x");
    asked.temporary = false;
    reflected_look(&r, &asked);
    REFLECTED_CHECK(&r, lasting);
    reflected_close(&r);
}

/* --- tables, views, sequences --------------------------------------------- */

static void
test_catalog__tells_tables_of_every_kind(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_TABLE, NULL, "plain", NULL, "table comment it's plain"},
        {REFLECTED_TABLE, NULL, "odd", NULL,
         "table engine=MyISAM collation=latin1_bin row_format=fixed"},
        {REFLECTED_TABLE, NULL, "parted", NULL, "table"},
        {REFLECTED_TABLE, NULL, "versioned", NULL, "table"},
        {REFLECTED_COLUMN, NULL, "versioned", "a", "int32 as int(11)"},
        {REFLECTED_TABLE, NULL, "seen", NULL,
         "view as select `reflected`.`plain`.`a` AS `a` from "
         "`reflected`.`plain` where `reflected`.`plain`.`a` > 1"},
        {REFLECTED_COLUMN, NULL, "seen", "a", "int32 as int(11) not null"},
    };
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE plain (a INT NOT NULL)"
                      " COMMENT='it''s plain'");
    reflected_run(&r, "CREATE TABLE odd (a INT) ENGINE=MyISAM"
                      " ROW_FORMAT=FIXED COLLATE latin1_bin");
    reflected_run(&r, "CREATE TABLE parted (a INT) PARTITION BY HASH (a)"
                      " PARTITIONS 3");
    reflected_run(&r, "CREATE TABLE versioned (a INT) WITH SYSTEM VERSIONING");
    reflected_run(&r, "CREATE VIEW seen AS SELECT a FROM plain WHERE a > 1");
    reflected_run(&r, "CREATE VIEW broken AS SELECT a FROM odd");
    reflected_run(&r, "CREATE SEQUENCE s");
    reflected_run(&r, "RENAME TABLE odd TO odd2");
    reflected_run(&r, "CREATE TABLE odd LIKE odd2");
    reflected_run(&r, "DROP TABLE odd2");
    reflected_look(&r, NULL);
    REFLECTED_CHECK(&r, facts);
    CHECK_STR(described_names(r.found),
              "broken, odd, parted, plain, seen, versioned");
    reflected_close(&r);
}

static void
test_catalog__tells_sequences_in_one_more_question(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_SEQUENCE, NULL, NULL, "plain",
         "1 by 1 in 1..9223372036854775806, cache 1000"},
        {REFLECTED_SEQUENCE, NULL, NULL, "all",
         "5 by 2 in 3..100, cache 7 cyclic"},
        {REFLECTED_SEQUENCE, NULL, NULL, "it`s",
         "-1 by -1 in -9223372036854775807..-1, cache 1000"},
        {REFLECTED_SEQUENCE, "other`s", NULL, "far",
         "1 by 1 in 1..9223372036854775806, cache 1000"},
    };
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (a INT)");
    options.all_schemas = true;
    options.parts = ROWAN_INSPECT_SEQUENCES;
    reflected_look(&r, &options);
    CHECK_INT(r.question_count, 2);
    reflected_run(&r, "CREATE SEQUENCE plain");
    reflected_run(&r, "CREATE SEQUENCE `all` START 5 INCREMENT 2 MINVALUE 3"
                      " MAXVALUE 100 CACHE 7 CYCLE");
    reflected_run(&r, "CREATE SEQUENCE `it``s` INCREMENT -1");
    reflected_run(&r, "CREATE SEQUENCE `other``s`.far");
    reflected_look(&r, &options);
    CHECK_INT(r.question_count, 3);
    REFLECTED_CHECK(&r, facts);
    reflected_close(&r);
}

static void
test_catalog__keeps_names_as_they_are(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_COLUMN, NULL, "a `b`.c%d?", "Gr\303\266\303\237e @T",
         "int32 as int(11) not null"},
        {REFLECTED_PRIMARY_KEY, NULL, "a `b`.c%d?", NULL,
         "(Gr\303\266\303\237e @T)"},
        {REFLECTED_FOREIGN_KEY, NULL, "A `b`.c%d?", "f k",
         "(x'\"y) -> reflected.a `b`.c%d?(Gr\303\266\303\237e @T)"},
        {REFLECTED_COLUMN, NULL, "A `b`.c%d?", "j`", "json as longtext"},
        {REFLECTED_INDEX, NULL, "A `b`.c%d?", "i \"x`",
         "(x'\"y) using btree"},
        {REFLECTED_COLUMN, NULL, "\303\204", "x", "int32 as int(11)"},
        {REFLECTED_COLUMN, NULL, "A", "x", "text(3) as varchar(3)"},
        {REFLECTED_INDEX, NULL, "\303\204", "i", "(x) using btree"},
        {REFLECTED_INDEX, NULL, "A", "i",
         "unique (x) using btree for unique i"},
    };
    static const char *const names[] = {"A `b`.c%d?", "\303\204", NULL};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE `a ``b``.c%%d?`"
                      " (`Gr\303\266\303\237e @T` INT PRIMARY KEY)");
    /* Names that the catalogue's own collation takes for the same. */
    reflected_run(&r, "CREATE TABLE `A ``b``.c%%d?` (`x'\"y` INT, `j``` JSON,"
                      " INDEX `i \"x``` (`x'\"y`), CONSTRAINT `f k`"
                      " FOREIGN KEY (`x'\"y`) REFERENCES `a ``b``.c%%d?`"
                      " (`Gr\303\266\303\237e @T`))");
    reflected_run(&r, "CREATE TABLE `\303\204` (x INT, INDEX i (x))");
    reflected_run(&r, "CREATE TABLE `A` (x VARCHAR(3), UNIQUE i (x))");
    reflected_look(&r, NULL);
    REFLECTED_CHECK(&r, facts);
    options.tables = names;
    reflected_look(&r, &options);
    CHECK_STR(described_names(r.found), "A `b`.c%d?, \303\204");
    options.tables = names + 1;
    reflected_look(&r, &options);
    CHECK_STR(described_names(r.found), "\303\204");
    reflected_close(&r);
}

/* --- what is asked for ---------------------------------------------------- */

static void
test_catalog__looks_where_it_is_told_to(void)
{
    static const char *const one[] = {"b", NULL};
    static const reflected_search cases[] = {
        {{.schema = NULL}, "a, b, v", 0, 1},
        {{.schema = "other`s"}, "other`s.b, other`s.c", 0, 0},
        {{.schema = "nowhere"}, "", 0, 0},
        {{.tables = one}, "b", 0, 0},
        {{.schema = "other`s", .tables = one}, "other`s.b", 0, 0},
        {{.kinds = ROWAN_TABLE_VIEW}, "v", 0, 1},
        {{.kinds = ROWAN_TABLE_BASE}, "a, b", 0, 1},
    };
    rowan_inspect_options all = ROWAN_INSPECT_OPTIONS_INIT;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE a (id INT)");
    reflected_run(&r, "CREATE TABLE b (id INT)");
    reflected_run(&r, "CREATE VIEW v AS SELECT 1 AS one");
    reflected_run(&r, "CREATE SEQUENCE s");
    reflected_run(&r, "CREATE TABLE `other``s`.b (id INT)");
    reflected_run(&r, "CREATE TABLE `other``s`.c (id INT)");
    reflected_try_searches(&r, cases, COUNT(cases));
    /* Other suites have tables in a schema of theirs. */
    all.all_schemas = true;
    reflected_look(&r, &all);
    CHECK_HAS(described_names(r.found), "other`s.b, other`s.c, a, b, v");
    CHECK(rowan_inspection_table(r.found, "information_schema", "TABLES") ==
          NULL);
    reflected_close(&r);
}

static void
test_catalog__tells_the_schemas(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "ALTER DATABASE `other``s` COMMENT 'the other''s'");
    reflected_look(&r, NULL);
    CHECK_STR(r.found->default_schema, "reflected");
    reflected_check_schema(&r, "other`s", false, false);
    CHECK_STR(rowan_inspection_schema(r.found, "other`s")->comment,
              "the other's");
    reflected_check_schema(&r, "reflected", true, false);
    reflected_check_schema(&r, "information_schema", false, true);
    reflected_close(&r);
    open_as(&r, "rowan", "");
    reflected_look(&r, NULL);
    CHECK_STR(r.found->default_schema, "");
    CHECK_INT(r.found->table_count, 0);
    reflected_close(&r);
}

/* --- the whole ------------------------------------------------------------ */

static void
test_catalog__asks_six_questions_of_250_tables(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    for (int i = 0; i < 250; i++)
        reflected_run(&r,
                      "CREATE TABLE t%d (id INT AUTO_INCREMENT PRIMARY KEY,"
                      " p INT, n VARCHAR(20) UNIQUE, CHECK (p > 0),"
                      " INDEX i (n, p), CONSTRAINT f%d FOREIGN KEY (p)"
                      " REFERENCES t%d (id))", i, i, i > 0 ? i - 1 : 0);
    reflected_try_250_tables(&r, 6, 4);
    reflected_close(&r);
}

/* Who has few rights sees what the server shows. */
static void
test_catalog__answers_who_may_read_little(void)
{
    static const reflected_fact facts[] = {
        {REFLECTED_TABLE, NULL, "t", NULL, "table"},
        {REFLECTED_COLUMN, NULL, "t", "b", "int32 as int(11)"},
        {REFLECTED_COLUMN, NULL, "t", "a", NULL},
        {REFLECTED_TABLE, NULL, "hidden", NULL, NULL},
        {REFLECTED_TABLE, NULL, "v", NULL, "view"},
        {REFLECTED_SEQUENCE, NULL, NULL, "s", "0 by 0 in 0..0, cache 0"},
    };
    rowan_driver_connection *root;
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (a INT, b INT)");
    reflected_run(&r, "CREATE TABLE hidden (a INT)");
    reflected_run(&r, "CREATE VIEW v AS SELECT a FROM t");
    reflected_run(&r, "CREATE SEQUENCE s");
    reflected_close(&r);
    root = rig_root();
    rig_run(root, "CREATE USER IF NOT EXISTS onlooker@'%'");
    rig_run(root, "GRANT SELECT (b) ON reflected.t TO onlooker@'%'");
    rig_run(root, "GRANT SELECT ON reflected.v TO onlooker@'%'");
    rig_run(root, "GRANT INSERT ON reflected.s TO onlooker@'%'");
    open_as(&r, "onlooker", "reflected");
    reflected_look(&r, NULL);
    REFLECTED_CHECK(&r, facts);
    reflected_close(&r);
    rig_run(root, "DROP USER onlooker@'%'");
    rig_close(root);
}

#define ROUNDS 30

static void *
come_and_go(void *unused)
{
    reflected r;

    (void)unused;
    open_as(&r, "rowan", "reflected");
    for (int i = 0; i < ROUNDS; i++) {
        reflected_run(&r, "CREATE TABLE brief%d (id INT PRIMARY KEY,"
                          " n VARCHAR(9) DEFAULT 'x' CHECK (n <> ''),"
                          " INDEX (n))", i % 3);
        reflected_run(&r, "CREATE SEQUENCE number%d", i % 3);
        reflected_run(&r, "CREATE VIEW seen%d AS SELECT n FROM brief%d", i % 3,
                      i % 3);
        reflected_run(&r, "DROP TABLE brief%d", i % 3);
        reflected_run(&r, "DROP VIEW seen%d", i % 3);
        reflected_run(&r, "DROP SEQUENCE number%d", i % 3);
    }
    reflected_close(&r);
    return NULL;
}

static void
test_catalog__does_not_mind_tables_that_come_and_go(void)
{
    reflected r;

    NEED_SERVER();
    open_fresh(&r);
    reflected_run(&r, "CREATE TABLE t (id INT)");
    reflected_look_while(&r, "t", come_and_go, NULL, NULL);
    reflected_close(&r);
}

HARNESS_SUITE(mysql_catalog,
    HARNESS_TEST(test_catalog__tells_all_of_a_column),
    HARNESS_TEST(test_catalog__tells_all_of_a_constraint),
    HARNESS_TEST(test_catalog__gives_the_check_of_a_column_no_name),
    HARNESS_TEST(test_catalog__takes_no_index_of_beginnings_for_a_whole_one),
    HARNESS_TEST(test_catalog__tells_of_a_temporary_table_as_of_another),
    HARNESS_TEST(test_catalog__tells_of_a_temporary_table_before_its_namesake),
    HARNESS_TEST(test_catalog__tells_tables_of_every_kind),
    HARNESS_TEST(test_catalog__tells_sequences_in_one_more_question),
    HARNESS_TEST(test_catalog__keeps_names_as_they_are),
    HARNESS_TEST(test_catalog__looks_where_it_is_told_to),
    HARNESS_TEST(test_catalog__tells_the_schemas),
    HARNESS_TEST(test_catalog__asks_six_questions_of_250_tables),
    HARNESS_TEST(test_catalog__answers_who_may_read_little),
    HARNESS_TEST(test_catalog__does_not_mind_tables_that_come_and_go))
