/* SPDX-License-Identifier: MIT */
/**
 * @file plugin/dialect.h
 * How a database writes SQL: data first, functions where data cannot say it.
 * Nothing here needs a connection.
 */
#ifndef ROWAN_PLUGIN_DIALECT_H
#define ROWAN_PLUGIN_DIALECT_H

#include <rowan/op.h>
#include <rowan/option.h>
#include <rowan/plugin/capabilities.h>
#include <rowan/plugin/plugin.h>
#include <rowan/type.h>

ROWAN_BEGIN_DECLS

/** How binds are written. */
#define ROWAN_PLACEHOLDER_QUESTION 0 /**< ?  */
#define ROWAN_PLACEHOLDER_NUMBERED 1 /**< ?1 */
#define ROWAN_PLACEHOLDER_DOLLAR 2   /**< $1 */

/** How LIMIT and OFFSET are written. */
#define ROWAN_LIMIT_OFFSET 0 /**< LIMIT n OFFSET m */
#define ROWAN_FETCH_FIRST 1  /**< OFFSET m ROWS FETCH NEXT n ROWS ONLY */

/** What an author's SQL text may have besides the standard's quotes ('', "",
 * and `` everywhere) and comments; for finding `:name` in it. Bits. */
#define ROWAN_SYNTAX_BACKSLASHES 1     /**< '\'' in strings */
#define ROWAN_SYNTAX_ESCAPE_STRINGS 2  /**< E'\'' */
#define ROWAN_SYNTAX_DOLLAR_QUOTES 4   /**< $tag$ ... $tag$ */
#define ROWAN_SYNTAX_NESTED_COMMENTS 8 /**< a comment in a comment */
#define ROWAN_SYNTAX_HASH_COMMENTS 16  /**< # to the end of the line */
/** The driver cannot tell a second statement after a ';' from the first: the
 * core refuses a text that has one. */
#define ROWAN_SYNTAX_ONE_STATEMENT 32

/**
 * "My database writes this operator so", for operands of one kind or of any.
 * Found by operator and the kind of the first operand; a rule with kind 0
 * serves the kinds that have none of their own. Templates as in op.h. Rules
 * for operators and kinds that the host does not know are left alone.
 */
typedef struct rowan_rule {
    uint32_t op;   /**< a rowan_op */
    uint32_t kind; /**< a rowan_kind, or 0 for any */
    /** The template; "" says that the database cannot do it with operands of
     * this kind, and the core answers ROWAN_UNSUPPORTED. */
    const char *sql;
    /** Non-zero: the template is a function call or parenthesised, so that it
     * needs no parentheses. Nor do operands that stand alone between
     * parentheses or commas in it; others get those that they may need. */
    uint32_t is_call;
    uint32_t reserved;
} rowan_rule;

/** An option that a URL or a table may carry. */
typedef struct rowan_option_info {
    const char *name;        /**< NULL ends a list of these */
    const char *values;      /**< for people: "on|off (default on)" */
    const char *description; /**< for people: one line */
} rowan_option_info;

/** Where the database puts a generated integer key. */
#define ROWAN_IDENTITY_CLAUSE 0 /**< identity_sql after the type */
/** identity_sql stands for the type and for PRIMARY KEY: "INTEGER PRIMARY KEY",
 * of whatever integer kind the column is. */
#define ROWAN_IDENTITY_DEFINITION 1

/** What the database makes of the letters of a name without quotes. */
#define ROWAN_CASE_KEPT 0 /**< nothing, or it compares names without case */
/** It reads them in upper case, as the standard says. Names of small letters,
 * digits and '_' are then written in capitals, and such names of capitals are
 * told to the program in small letters: "users" of a model is USERS there, and
 * a program's own SQL text finds it without quotes. */
#define ROWAN_CASE_UPPER 1

/** How comments of tables and columns are written, with the feature COMMENTS.
 */
#define ROWAN_COMMENT_STATEMENT 0 /**< COMMENT ON COLUMN t.c IS '...', COMMENT
                                       ON TABLE t IS '...' */
#define ROWAN_COMMENT_CLAUSE 1    /**< COMMENT '...' as the last of its line,
                                       after table_suffix() of the table */

/** The text side of a database: const data. The core reads it, calls its
 * functions from any thread, and frees nothing of it. */
struct rowan_dialect {
    uint32_t size; /**< sizeof(rowan_dialect) as the plugin knows it */

    /** How binds are written: ROWAN_PLACEHOLDER_... 0: "?". Since ABI 1.0. */
    uint32_t placeholder;
    /** ROWAN_LIMIT_OFFSET or ROWAN_FETCH_FIRST. 0: LIMIT n OFFSET m.
     * Since ABI 1.0. */
    uint32_t limit_style;
    /** Where identity_sql stands: ROWAN_IDENTITY_... 0: after the type.
     * Since ABI 1.0. */
    uint32_t identity_style;

    /** The one character that opens a quoted name. NULL: the standard's '"'.
     * Since ABI 1.0. */
    const char *identifier_open;
    /** The one that closes it; it is doubled inside. NULL: '"'.
     * Since ABI 1.0. */
    const char *identifier_close;

    /** What is known without a connection, for rendering and DDL: what every
     * version of the database can do. Required. Since ABI 1.0. */
    const rowan_capabilities *capabilities;

    /** Operators that differ from the standard, rule_count of them. NULL:
     * none. Since ABI 1.0. */
    const rowan_rule *rules;
    /** How many rules there are. 0: none. Since ABI 1.0. */
    uint32_t rule_count;
    /** What texts of SQL may have in them: ROWAN_SYNTAX_... bits. 0: the
     * standard's quotes and comments. Since ABI 1.0. */
    uint32_t syntax;

    /** What stands for "no limit" before an OFFSET. NULL: OFFSET may stand
     * alone. Since ABI 1.0. */
    const char *limit_none;

    /** An INSERT without values, after the table's name. NULL: " DEFAULT
     * VALUES". Since ABI 1.0. */
    const char *default_values_sql;
    /** How a true is written in SQL text. NULL: "TRUE". Since ABI 1.0. */
    const char *true_sql;
    /** How a false is written. NULL: "FALSE". Since ABI 1.0. */
    const char *false_sql;
    /** What makes a column generate its number. NULL: "GENERATED BY DEFAULT AS
     * IDENTITY". Since ABI 1.0. */
    const char *identity_sql;
    /** Makes foreign keys wait for COMMIT in this transaction, for dropping
     * tables that refer to each other. NULL: constraints are dropped first.
     * Since ABI 1.0. */
    const char *defer_constraints_sql;

    /** Appends the database's name of a type: "VARCHAR(100)". Returns ROWAN_OK,
     * or sets err (ROWAN_UNSUPPORTED) when it has no type that keeps such
     * values exactly. Required. Since ABI 1.0. */
    int32_t (*type_name)(const rowan_host *host, rowan_buffer *out,
                         const rowan_type *type, rowan_error *err);

    /** Table options that table_suffix() knows, ended by a NULL name. The core
     * refuses others before table_suffix() is called. NULL: none.
     * Since ABI 1.0. */
    const rowan_option_info *table_options;

    /** Appends what follows the ')' of CREATE TABLE, with a leading blank.
     * Names of options are known ones; values are to be looked at here. NULL:
     * nothing follows. Since ABI 1.0. */
    int32_t (*table_suffix)(const rowan_host *host, rowan_buffer *out,
                            const rowan_option *options, uint32_t option_count,
                            rowan_error *err);
    /** Appends what follows identity_sql; options are those of the table, as
     * table_suffix() gets them. NULL: nothing follows. Since ABI 1.0. */
    int32_t (*identity_suffix)(const rowan_host *host, rowan_buffer *out,
                               const rowan_option *options,
                               uint32_t option_count, rowan_error *err);

    /** How comments are written: ROWAN_COMMENT_... 0: by a statement.
     * Since ABI 1.0. */
    uint32_t comment_style;
    /** What becomes of names without quotes: ROWAN_CASE_... Plugins give and
     * get names as the database has them, whatever is here; host and core
     * translate. 0: the letters stay. Since ABI 1.0. */
    uint32_t identifier_case;

    /** Gives one row with the next number of a sequence: SQL text in which
     * {0} stands for its quoted name or, without {0}, in which :name is a
     * value that gets the quoted name as a text. NULL: the standard's, "SELECT
     * NEXT VALUE FOR {0}". Since ABI 1.0. */
    const char *sequence_next_sql;
};

ROWAN_END_DECLS

#endif /* ROWAN_PLUGIN_DIALECT_H */
