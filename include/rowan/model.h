/* SPDX-License-Identifier: MIT */
/**
 * @file model.h
 * Models: how a plain struct is declared to be a row of a table.
 *
 * A row of ROWAN_MODEL names only the member. Its C type decides the SQL type
 * and whether NULL is possible, and is taken by the compiler: a member that
 * does not exist, or whose type no column can hold, does not compile.
 */
#ifndef ROWAN_MODEL_H
#define ROWAN_MODEL_H

#include <rowan/each.h>
#include <rowan/error.h>
#include <rowan/export.h>
#include <rowan/type.h>
#include <rowan/value.h>
#include <stddef.h>

ROWAN_BEGIN_DECLS

typedef struct rowan_model rowan_model;

/** A function that returns a model: `user_model` for struct user. */
typedef const rowan_model *rowan_model_fn(void);

/**
 * The C type of a member: a rowan_kind, and how the struct keeps it.
 */
typedef enum rowan_ctype {
    ROWAN_CTYPE_KIND_MASK = 0x1f, /**< the rowan_kind */
    ROWAN_CTYPE_NULLABLE = 0x20,  /**< in a `{ value, present }` struct */
    ROWAN_CTYPE_CHARS = 0x40,     /**< text in a char[N] member */
    ROWAN_CTYPE_ENUM = 0x80,      /**< text, by an integer of the C side */
    ROWAN_CTYPE_CODEC = 0x100     /**< by a codec; the kind is the codec's */
} rowan_ctype;

/** One constant of an enumeration. */
typedef struct rowan_enum_label {
    int32_t number;
    const char *label; /**< as the database keeps it */
} rowan_enum_label;

/** An enumeration: its name in databases that have such types, its labels. */
typedef struct rowan_enum {
    const char *name;
    const rowan_enum_label *labels;
    size_t label_count;
} rowan_enum;

/**
 * How members of a type of your own become values and come back.
 *
 * Views that to_value() gives must stay valid until the flush ends. What
 * from_value() allocates is freed by clear(), which is called when the
 * session drops the row, and before from_value() is called again on a member;
 * it must accept a member of zero bytes, which from_value() gets to write.
 * Both are called from the session's thread.
 */
typedef struct rowan_codec {
    const char *name;     /**< for messages */
    rowan_type type;      /**< the column's type */
    rowan_status (*to_value)(const void *member, rowan_value *ret_value,
                             rowan_error *err);
    rowan_status (*from_value)(const rowan_value *value, void *ret_member,
                               rowan_error *err);
    void (*clear)(void *member); /**< may be NULL */
} rowan_codec;

/** What the database does to rows that refer to a deleted or changed one. */
typedef enum rowan_action {
    ROWAN_NO_ACTION = 0,
    ROWAN_RESTRICT,
    ROWAN_CASCADE,
    ROWAN_SET_NULL,
    ROWAN_SET_DEFAULT
} rowan_action;

/** What a row of a model declares. */
typedef enum rowan_role {
    ROWAN_ROLE_COLUMN = 0,
    ROWAN_ROLE_PRIMARY_KEY,
    ROWAN_ROLE_UNIQUE,
    ROWAN_ROLE_INDEX,
    ROWAN_ROLE_CHECK,
    ROWAN_ROLE_FOREIGN_KEY,
    ROWAN_ROLE_OPTION,
    ROWAN_ROLE_COMMENT
} rowan_role;

/** Most columns of one key, index or constraint. */
#define ROWAN_MEMBERS_MAX 8

/** A member that a table-level row refers to. */
typedef struct rowan_member {
    const char *name; /**< the member's, NULL ends the list */
    size_t offset;
} rowan_member;

/**
 * One row of a model. Made by the ROWAN_ macros, whose trailing designated
 * initialisers set the second part.
 */
typedef struct rowan_property {
    /* Set by the macros. */
    rowan_role role;
    uint32_t ctype;     /**< rowan_ctype bits */
    const char *member; /**< the member's name */
    size_t offset;      /**< of the member, in bytes */
    size_t size;        /**< of the member, in bytes */
    rowan_member members[ROWAN_MEMBERS_MAX];
    rowan_model_fn *target; /**< foreign key: the model referred to */
    rowan_member target_members[ROWAN_MEMBERS_MAX];
    const rowan_enum *(*enumeration)(void);
    const rowan_codec *codec;
    bool primary_key;

    /* Columns: set by the author. */
    const char *name;  /**< column name; the member's if NULL */
    int32_t length;    /**< longest text in characters, or bytes */
    int32_t precision; /**< decimal: digits in all; 0 is no limit */
    int32_t scale;     /**< decimal: digits after the point */
    /** For types that could be NULL and have no plain form: pointers, codecs.
     * A `rowan_nullable_...` that is never NULL is the plain type. */
    bool not_null;
    bool unique;
    bool index;
    /** The database computes it when a row is inserted without a value: SQL
     * text, written by the author. The member must be able to hold nothing
     * (a nullable form or a pointer type), or say .zero_is_default. */
    const char *default_sql;
    bool zero_is_default;     /**< zero bytes mean "take the default" */
    const char *computed_sql; /**< a generated column: never written */
    bool not_generated; /**< an integer key that the program always sets */

    /* Columns and table-level rows: set by the author. */
    const char *comment;       /**< for people who read the schema */
    const char *check_sql;     /**< SQL condition, written by the author */
    const char *constraint;    /**< name of the constraint or index */
    const char *where_sql;     /**< partial index: SQL condition */
    rowan_action on_delete;    /**< foreign key */
    rowan_action on_update;    /**< foreign key */
    bool deferred;             /**< foreign key: checked at COMMIT */
    const char *option_dialect; /**< option: for which dialect */
    const char *option_name;
    const char *option_value;
    char unused; /**< lets macros pass one member always */
} rowan_property;

/** Where the library keeps what it found out about a model; opaque. */
typedef struct rowan_model_slot {
    void *table;
    void *mapping;
    uint32_t number;
} rowan_model_slot;

/** A model: made by ROWAN_MODEL or ROWAN_ROW, constant, shared by threads. */
struct rowan_model {
    const char *type;  /**< the struct's name */
    const char *table; /**< NULL for a row that is no table */
    const char *schema; /**< NULL for the default one */
    size_t size;       /**< of the struct, in bytes */
    size_t alignment;  /**< of the struct, in bytes */
    const rowan_property *properties;
    size_t property_count;
    rowan_model_slot *slot;
};

/**
 * Check a model now, as its first use would: every mistake that the compiler
 * cannot see, with the model, the member and the cure.
 *
 * @param model  the model
 * @param err    names the first mistake
 *
 * @errors     ROWAN_MODEL_INVALID  the model has a mistake
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_model_check(
    const rowan_model *model, rowan_error *err);

ROWAN_END_DECLS

#ifdef __cplusplus
#define ROWAN__EXTERN_C extern "C"
#else
#define ROWAN__EXTERN_C
#endif

/** Declares the model of struct T in a header, also for C++: no semicolon
 * needed. */
#define ROWAN_MODEL_DECLARE(T_)                                              \
    ROWAN__EXTERN_C const rowan_model *T_##_model(void);
/** The same of what ROWAN_ENUM_TYPE defines. */
#define ROWAN_ENUM_DECLARE(name_)                                            \
    ROWAN__EXTERN_C const rowan_enum *name_##_enum(void);

#ifndef __cplusplus

/* ---- the C type of a member ------------------------------------------- */

#define ROWAN__NULLABLE(kind_) (ROWAN_KIND_##kind_ | ROWAN_CTYPE_NULLABLE)

/* Of an lvalue, by the address of it, so that char[8] and char * differ; the
 * array is told by its size, which must not make it look like another. */
#define ROWAN__CTYPE(lvalue_)                                                \
    _Generic(&(lvalue_),                                                     \
        int16_t *: ROWAN_KIND_INT16,                                         \
        int32_t *: ROWAN_KIND_INT32,                                         \
        int64_t *: ROWAN_KIND_INT64,                                         \
        bool *: ROWAN_KIND_BOOL,                                             \
        float *: ROWAN_KIND_FLOAT,                                           \
        double *: ROWAN_KIND_DOUBLE,                                         \
        const char **: ROWAN_KIND_TEXT,                                      \
        char(*)[sizeof(lvalue_)]: ROWAN_KIND_TEXT | ROWAN_CTYPE_CHARS,       \
        rowan_bytes *: ROWAN_KIND_BYTES,                                     \
        rowan_date *: ROWAN_KIND_DATE,                                       \
        rowan_time *: ROWAN_KIND_TIME,                                       \
        rowan_timestamp *: ROWAN_KIND_TIMESTAMP,                             \
        rowan_interval *: ROWAN_KIND_INTERVAL,                               \
        rowan_uuid *: ROWAN_KIND_UUID,                                       \
        rowan_decimal *: ROWAN_KIND_DECIMAL,                                 \
        rowan_json *: ROWAN_KIND_JSON,                                       \
        rowan_nullable_int16 *: ROWAN__NULLABLE(INT16),                      \
        rowan_nullable_int32 *: ROWAN__NULLABLE(INT32),                      \
        rowan_nullable_int64 *: ROWAN__NULLABLE(INT64),                      \
        rowan_nullable_bool *: ROWAN__NULLABLE(BOOL),                        \
        rowan_nullable_float *: ROWAN__NULLABLE(FLOAT),                      \
        rowan_nullable_double *: ROWAN__NULLABLE(DOUBLE),                    \
        rowan_nullable_date *: ROWAN__NULLABLE(DATE),                        \
        rowan_nullable_time *: ROWAN__NULLABLE(TIME),                        \
        rowan_nullable_timestamp *: ROWAN__NULLABLE(TIMESTAMP),              \
        rowan_nullable_interval *: ROWAN__NULLABLE(INTERVAL),                \
        rowan_nullable_uuid *: ROWAN__NULLABLE(UUID),                        \
        default: 0)

/* Zero, or a hard error that carries the reason. */
#define ROWAN__REQUIRE(condition_, reason_)                                  \
    (0 * sizeof(struct {                                                     \
         _Static_assert(condition_, reason_);                                \
         char rowan__unused;                                                 \
     }))

#define ROWAN__SELF(m_) (((rowan_self *)0)->m_)
#define ROWAN__MEMBER(m_)                                                    \
    .member = #m_, .offset = offsetof(rowan_self, m_),                       \
    .size = sizeof(ROWAN__SELF(m_))
#define ROWAN__MAPPED(m_)                                                    \
    .ctype = (uint32_t)(ROWAN__CTYPE(ROWAN__SELF(m_)) +                      \
                        ROWAN__REQUIRE(                                      \
                            ROWAN__CTYPE(ROWAN__SELF(m_)) != 0,              \
                            "member '" #m_ "' has a C type that no column "  \
                            "holds: use a type of rowan/value.h, ROWAN_ENUM " \
                            "or ROWAN_CODEC"))
#define ROWAN__IS_INT32(m_)                                                  \
    _Generic(&ROWAN__SELF(m_), int32_t *: 1, unsigned int *: 1, default: 0)

/* ---- rows that declare columns ---------------------------------------- */

/** A column: the member, then designated initialisers of rowan_property. */
#define ROWAN_COLUMN(...) ROWAN__COLUMN(__VA_ARGS__, .unused = 0)
#define ROWAN__COLUMN(m_, ...)                                               \
    { ROWAN__MEMBER(m_), ROWAN__MAPPED(m_), __VA_ARGS__ }

/**
 * A column of the primary key; several rows make a composite key.
 *
 * The database generates the key if it is one int16_t, int32_t or int64_t
 * without .default_sql and in no foreign key: 0 in a new row asks for it. Say
 * .not_generated if the program sets it always.
 */
#define ROWAN_PRIMARY_KEY(...) ROWAN__PRIMARY_KEY(__VA_ARGS__, .unused = 0)
#define ROWAN__PRIMARY_KEY(m_, ...)                                          \
    { ROWAN__MEMBER(m_), ROWAN__MAPPED(m_), .primary_key = true, __VA_ARGS__ }

/** A C enum kept by its labels: the member, then the name that was given to
 * ROWAN_ENUM_TYPE, then designated initialisers. */
#define ROWAN_ENUM(...) ROWAN__ENUM(__VA_ARGS__, .unused = 0)
#define ROWAN__ENUM(m_, enum_, ...)                                          \
    { ROWAN__MEMBER(m_),                                                     \
      .ctype = (uint32_t)((ROWAN_KIND_TEXT | ROWAN_CTYPE_ENUM) +             \
                          ROWAN__REQUIRE(ROWAN__IS_INT32(m_),                \
                                         "member '" #m_ "' is not an enum "  \
                                         "nor an int32_t")),                 \
      .enumeration = enum_##_enum, __VA_ARGS__ }

/** A member of any type, through a codec: the member, `&codec`, then
 * designated initialisers. */
#define ROWAN_CODEC(...) ROWAN__CODEC(__VA_ARGS__, .unused = 0)
#define ROWAN__CODEC(m_, codec_, ...)                                        \
    { ROWAN__MEMBER(m_), .ctype = ROWAN_CTYPE_CODEC, .codec = (codec_),      \
      __VA_ARGS__ }

/** A member of a ROWAN_ROW. */
#define ROWAN_FIELD(...) ROWAN_COLUMN(__VA_ARGS__)

/* ---- rows that declare something of the table ------------------------- */

#define ROWAN__REF(m_) { #m_, offsetof(rowan_self, m_) }

#define ROWAN__COUNT_(a_, b_, c_, d_, e_, f_, g_, h_, n_, ...) n_
#define ROWAN__COUNT(...) ROWAN__COUNT_(__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define ROWAN__PASTE_(a_, b_) a_##b_
#define ROWAN__PASTE(a_, b_) ROWAN__PASTE_(a_, b_)
#define ROWAN__REFS1(a_) ROWAN__REF(a_)
#define ROWAN__REFS2(a_, ...) ROWAN__REF(a_), ROWAN__REFS1(__VA_ARGS__)
#define ROWAN__REFS3(a_, ...) ROWAN__REF(a_), ROWAN__REFS2(__VA_ARGS__)
#define ROWAN__REFS4(a_, ...) ROWAN__REF(a_), ROWAN__REFS3(__VA_ARGS__)
#define ROWAN__REFS5(a_, ...) ROWAN__REF(a_), ROWAN__REFS4(__VA_ARGS__)
#define ROWAN__REFS6(a_, ...) ROWAN__REF(a_), ROWAN__REFS5(__VA_ARGS__)
#define ROWAN__REFS7(a_, ...) ROWAN__REF(a_), ROWAN__REFS6(__VA_ARGS__)
#define ROWAN__REFS8(a_, ...) ROWAN__REF(a_), ROWAN__REFS7(__VA_ARGS__)
#define ROWAN__REFS(...)                                                     \
    { ROWAN__PASTE(ROWAN__REFS, ROWAN__COUNT(__VA_ARGS__))(__VA_ARGS__) }
#define ROWAN__EXPAND(...) __VA_ARGS__

/* Constraints and indexes that are not named by .constraint get the names
 * pk_<table>, uq_, ix_ or fk_<table>_<columns> and ck_<table>_<column>, cut to
 * 63 bytes with a hash of the rest. */

/** Members that are unique together: ROWAN_UNIQUE(tenant, email). */
#define ROWAN_UNIQUE(...)                                                    \
    { .role = ROWAN_ROLE_UNIQUE, .members = ROWAN__REFS(__VA_ARGS__) }

/** The same with a name: the members in parentheses, then .constraint:
 * ROWAN_UNIQUE_WITH((tenant, email), .constraint = "one_mail"). */
#define ROWAN_UNIQUE_WITH(members_, ...)                                     \
    { .role = ROWAN_ROLE_UNIQUE,                                             \
      .members = ROWAN__REFS members_, __VA_ARGS__ }

/** An index over members: ROWAN_INDEX(city, street). */
#define ROWAN_INDEX(...)                                                     \
    { .role = ROWAN_ROLE_INDEX, .members = ROWAN__REFS(__VA_ARGS__) }

/** An index with more to say: the members in parentheses, then designated
 * initialisers (.unique, .where_sql, .constraint). */
#define ROWAN_INDEX_WITH(members_, ...)                                      \
    { .role = ROWAN_ROLE_INDEX,                                              \
      .members = ROWAN__REFS members_, __VA_ARGS__ }

/** A condition over the row: a constraint's name and SQL text. */
#define ROWAN_CHECK(name_, sql_)                                             \
    { .role = ROWAN_ROLE_CHECK, .constraint = (name_), .check_sql = (sql_) }

#define ROWAN__TARGET_REF(T_, m_) { #m_, offsetof(T_, m_) }

/** A foreign key: the member, the struct it refers to, that struct's member,
 * then designated initialisers (.on_delete, .on_update, .deferred,
 * .constraint): ROWAN_FOREIGN_KEY(user_id, user, id, .on_delete = ...). */
#define ROWAN_FOREIGN_KEY(...) ROWAN__FOREIGN_KEY(__VA_ARGS__, .unused = 0)
#define ROWAN__FOREIGN_KEY(m_, T_, target_, ...)                             \
    { .role = ROWAN_ROLE_FOREIGN_KEY, .members = { ROWAN__REF(m_) },         \
      .target = T_##_model,                                                  \
      .target_members = { ROWAN__TARGET_REF(T_, target_) }, __VA_ARGS__ }

/** A foreign key of two members: (a, b), T, (x, y), initialisers. */
#define ROWAN_FOREIGN_KEY2(...) ROWAN__FOREIGN_KEY2(__VA_ARGS__, .unused = 0)
#define ROWAN__FOREIGN_KEY2(members_, T_, targets_, ...)                     \
    { .role = ROWAN_ROLE_FOREIGN_KEY, .members = ROWAN__REFS members_,       \
      .target = T_##_model,                                                  \
      .target_members = { ROWAN__TARGETS2(T_, ROWAN__EXPAND targets_) },     \
      __VA_ARGS__ }
#define ROWAN__TARGETS2(T_, ...) ROWAN__TARGETS2_(T_, __VA_ARGS__)
#define ROWAN__TARGETS2_(T_, a_, b_)                                         \
    ROWAN__TARGET_REF(T_, a_), ROWAN__TARGET_REF(T_, b_)

/** An option of the table for one dialect; others do not see it:
 * ROWAN_OPTION("sqlite", "without_rowid", "on"). */
#define ROWAN_OPTION(dialect_, name_, value_)                                \
    { .role = ROWAN_ROLE_OPTION, .option_dialect = (dialect_),               \
      .option_name = (name_), .option_value = (value_) }

/** The comment of the table, for people who read the schema; one at most.
 * Databases without comments do not see it. */
#define ROWAN_TABLE_COMMENT(text_)                                           \
    { .role = ROWAN_ROLE_COMMENT, .comment = (text_) }

/* ---- models ------------------------------------------------------------ */

/**
 * Defines the model of struct T: its table's name, then one row or more.
 * Needs no semicolon.
 */
#define ROWAN_MODEL(T_, table_, ...)                                         \
    ROWAN__MODEL(T_, table_, NULL, __VA_ARGS__)

/** The same in a schema other than the default one. */
#define ROWAN_MODEL_IN(T_, schema_, table_, ...)                             \
    ROWAN__MODEL(T_, table_, schema_, __VA_ARGS__)

/** Defines a struct that rows of a report are read into; it has no table. */
#define ROWAN_ROW(T_, ...) ROWAN__MODEL(T_, NULL, NULL, __VA_ARGS__)

#define ROWAN__MODEL(T_, table_, schema_, ...)                               \
    const rowan_model *T_##_model(void);                                     \
    const rowan_model *T_##_model(void)                                      \
    {                                                                        \
        typedef T_ rowan_self;                                               \
        static const rowan_property properties[] = { __VA_ARGS__ };          \
        static rowan_model_slot slot;                                        \
        static const rowan_model model = {                                   \
            .type = #T_,                                                     \
            .table = table_,                                                 \
            .schema = schema_,                                               \
            .size = sizeof(rowan_self),                                      \
            .alignment = _Alignof(rowan_self),                               \
            .properties = properties,                                        \
            .property_count = sizeof(properties) / sizeof(*properties),      \
            .slot = &slot,                                                   \
        };                                                                   \
        return &model;                                                       \
    }

/** Names the labels of a C enum: a name, then rows { constant, "label" }. */
#define ROWAN_ENUM_TYPE(name_, ...)                                          \
    const rowan_enum *name_##_enum(void);                                    \
    const rowan_enum *name_##_enum(void)                                     \
    {                                                                        \
        static const rowan_enum_label labels[] = { __VA_ARGS__ };            \
        static const rowan_enum type = { #name_, labels,                     \
                                         sizeof(labels) / sizeof(*labels) }; \
        return &type;                                                        \
    }

/** Up to 32 models as one NULL-terminated list: ROWAN_MODELS(user, post). For
 * more, write the array: { user_model(), post_model(), ..., NULL }. */
#define ROWAN_MODELS(...)                                                    \
    ((const rowan_model *const[]){                                           \
        ROWAN__FOR_EACH(ROWAN__MODEL_OF, 0, __VA_ARGS__) NULL })
#define ROWAN__MODEL_OF(c_, T_) T_##_model(),

#endif /* __cplusplus */

#endif /* ROWAN_MODEL_H */
