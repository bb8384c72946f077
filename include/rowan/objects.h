/* SPDX-License-Identifier: MIT */
/**
 * @file objects.h
 * What a session does with objects and rows: add, get, find, report, change,
 * delete, stream. First the functions, for C++ and bindings; then the typed
 * macros over them, which C programs use.
 */
#ifndef ROWAN_OBJECTS_H
#define ROWAN_OBJECTS_H

#include <rowan/query.h>
#include <rowan/session.h>

ROWAN_BEGIN_DECLS

typedef struct rowan_cursor rowan_cursor;

/**
 * Make an object of the session that is inserted at the next flush.
 *
 * @param session  the session
 * @param model    the model
 * @param row      a struct of the model, copied; its texts must live until the
 *                 next flush. An integer key of 0 is generated
 *
 * @return the object, or NULL
 * @ownership  borrowed from session
 * @errors     ROWAN_MODEL_INVALID, ROWAN_NO_MEMORY
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_new(rowan_session *session,
                                  const rowan_model *model, const void *row);

/**
 * Get an object by its key; the identity map answers first, unless a rollback
 * has made the object's values doubtful: then it is read again.
 *
 * @param session    the session
 * @param model      the model
 * @param key        one value a key column, in the model's order
 * @param key_count  their number
 *
 * @return the object, or NULL: not found if the session's error is
 *         ROWAN_NOT_FOUND
 * @ownership  borrowed from session
 * @errors     ROWAN_NOT_FOUND  no such row
 *             ROWAN_INVALID    the key does not fit the model
 *             others           as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_get(rowan_session *session,
                                  const rowan_model *model,
                                  const rowan_value *key, size_t key_count);

/**
 * Get many objects by their keys, in the order of the keys. The identity map
 * answers first; what is missing is fetched by one statement, or by as few as
 * the database's limit on values allows. A key that no row has is no error.
 *
 * @param session    the session
 * @param model      the model
 * @param kind       of the C values that keys holds, for a key of one column:
 *                   ROWAN_KIND_INT16, _INT32, _INT64, _UUID, or _TEXT for
 *                   const char *. ROWAN_KIND_NULL: keys holds rowan_values, one
 *                   a key column, key after key
 * @param keys       an array; NULL is allowed if key_count is 0
 * @param key_count  keys, which may be there more than once
 *
 * @return an array of key_count objects: element i is that of key i, or NULL
 *         where there is none. One more NULL ends it. NULL on failure
 * @ownership  borrowed from session
 * @errors     ROWAN_INVALID  the keys do not fit the model; others as the
 *             database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void **rowan_session_get_many(rowan_session *session,
                                        const rowan_model *model,
                                        uint32_t kind, const void *keys,
                                        size_t key_count);

/**
 * Find all objects that a query selects.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; NULL is all rows
 *
 * @return an array ended by NULL, or NULL on failure
 * @ownership  borrowed from session
 * @errors     ROWAN_INVALID  the query has a mistake; others as the database
 *             says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void **rowan_session_find(rowan_session *session,
                                    const rowan_model *model,
                                    const rowan_query *query);

/**
 * Find the first object that a query selects.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; its limit is 1
 *
 * @return the object, or NULL: none if the session's error is ROWAN_NOT_FOUND
 * @ownership  borrowed from session
 * @errors     as rowan_session_find(), ROWAN_NOT_FOUND
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_first(rowan_session *session,
                                    const rowan_model *model,
                                    const rowan_query *query);

/**
 * Find the only object that a query selects.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query
 *
 * @return the object, or NULL
 * @ownership  borrowed from session
 * @errors     as rowan_session_find(), ROWAN_NOT_FOUND, ROWAN_MULTIPLE_ROWS
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_one(rowan_session *session,
                                  const rowan_model *model,
                                  const rowan_query *query);

/**
 * Count the rows that a query selects.
 *
 * @param session         the session
 * @param model           the model
 * @param query           the query; NULL is all rows
 *
 * @return the number, or -1 on failure
 * @errors     as rowan_session_find()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API int64_t rowan_session_count(rowan_session *session,
                                      const rowan_model *model,
                                      const rowan_query *query);

/**
 * Say whether a query selects any row.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; NULL is all rows
 *
 * @return 1, 0, or -1 on failure
 * @errors     as rowan_session_find()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API int rowan_session_exists(rowan_session *session,
                                   const rowan_model *model,
                                   const rowan_query *query);

/**
 * Run a report: rows of a struct of your own.
 *
 * @param session  the session
 * @param row      the row's model, made by ROWAN_ROW (or any model)
 * @param query    the query, with .columns
 *
 * @return an array of rows ended by NULL, or NULL on failure
 * @ownership  borrowed from session
 * @errors     as rowan_session_find(); ROWAN_TYPE_MISMATCH for a NULL in a
 *             member that cannot hold it
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void **rowan_session_select(rowan_session *session,
                                      const rowan_model *row,
                                      const rowan_query *query);

/**
 * Run one statement of SQL text and read its rows into structs by the names
 * of their columns.
 *
 * @param session  the session
 * @param row      the row's model
 * @param sql      one statement, with `:name` for values
 * @param binds    ended by a NULL name; NULL is none
 *
 * @return an array of rows ended by NULL, not tracked, or NULL on failure
 * @ownership  borrowed from session
 * @errors     ROWAN_INVALID  a `:name` without a value or a value without a
 *             name, a column of the row that the statement does not give
 *             others  as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void **rowan_session_sql(rowan_session *session,
                                   const rowan_model *row, const char *sql,
                                   const rowan_bind_value *binds);

/**
 * Run one statement of SQL text that gives no rows, inside the session's
 * transaction; begins one if there is none.
 *
 * @param session         the session
 * @param sql             one statement, with `:name` for values
 * @param binds           ended by a NULL name; NULL is none
 * @param[out] ret_count  rows changed; may be NULL
 *
 * @errors     as rowan_session_sql()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_execute(rowan_session *session,
                                             const char *sql,
                                             const rowan_bind_value *binds,
                                             int64_t *ret_count);

/**
 * Run a set-based UPDATE. Objects that the session has are not changed by it:
 * rowan_refresh() them.
 *
 * @param session  the session
 * @param model    the model
 * @param change   what to set, and where
 *
 * @errors     ROWAN_INVALID  neither a condition nor .all_rows; others as the
 *             database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_update(rowan_session *session,
                                            const rowan_model *model,
                                            const rowan_change *change);

/**
 * Run a set-based DELETE. Objects that the session has stay; they are stale.
 *
 * @param session  the session
 * @param model    the model
 * @param change   where
 *
 * @errors     as rowan_session_update()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_delete_where(rowan_session *session,
                                                  const rowan_model *model,
                                                  const rowan_change *change);

/**
 * Insert many rows at once, by the fastest way that the database has, in
 * constant memory. No object is made of them and no generated key comes back.
 * Inside the session's transaction; begins one if there is none. All rows are
 * inserted or none. What is pending in the session is not flushed before.
 *
 * As with rowan_session_new() the database generates integer keys of 0, and
 * columns with a default that have no value in a row. Rows with values for the
 * same columns travel together: set such a column in all rows or in none.
 *
 * @param session    the session
 * @param model      the model
 * @param rows       an array of its structs, which are not kept
 * @param row_count  their number; 0 does nothing
 *
 * @errors     ROWAN_UNIQUE_VIOLATION and its like, with table, column and
 *             constraint, and object "user rows[7]" where the row is known, or
 *             "user rows[256] to rows[511]": one of these
 *             ROWAN_OUT_OF_RANGE  a value that the database cannot keep
 *             others              as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_insert_many(rowan_session *session,
                                                 const rowan_model *model,
                                                 const void *rows,
                                                 size_t row_count);

/**
 * Gives the next row of rowan_session_insert_from().
 *
 * @param context       the program's
 * @param[out] ret_row  a struct of the model, which stays as it is until the
 *                      next call
 * @param err           for an error of the program's own: rowan_error_set()
 *
 * @return ROWAN_OK; ROWAN_DONE after the last row; or an error, which ends the
 *         insert with that status, and nothing inserted
 */
typedef rowan_status rowan_row_source(void *context, const void **ret_row,
                                      rowan_error *err);

/**
 * The same for rows that come one by one, more than memory could hold.
 *
 * @param session         the session; not to be used by next
 * @param model           the model
 * @param next            gives the rows
 * @param context         given to next
 * @param[out] ret_count  rows inserted; may be NULL; written only on success
 *
 * @errors     as rowan_session_insert_many(), and those of next
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_insert_from(
    rowan_session *session, const rowan_model *model, rowan_row_source *next,
    void *context, uint64_t *ret_count);

/**
 * Delete an object's row at the next flush. A new object is just forgotten.
 *
 * @param session  the session
 * @param object   an object of this session; it stays readable
 *
 * @errors     ROWAN_INVALID  object is not one of this session
 *             ROWAN_NO_MEMORY
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_delete(rowan_session *session, void *object);

/**
 * Read an object's row again; changes not flushed are dropped.
 *
 * @param session  the session
 * @param object   an object of this session that is in the database
 *
 * @errors     ROWAN_INVALID  object is not one of this session, or is new
 *             ROWAN_STALE    its row is gone; the object is unchanged
 *             others         as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_refresh(rowan_session *session,
                                                      void *object);

/**
 * Copy an object out of its session, with its texts, in one allocation.
 *
 * @param session  the session
 * @param object   an object of this session
 *
 * @return the copy, or NULL
 * @ownership  owned, free with rowan_free()
 * @errors     ROWAN_INVALID      object is not one of this session
 *             ROWAN_UNSUPPORTED  the model has members with codecs
 *             ROWAN_NO_MEMORY
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_detach(rowan_session *session,
                                     const void *object);

/**
 * Open a cursor over the rows that a query selects: constant memory, rows not
 * tracked. Inside a transaction or not, it holds a connection until closed.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; NULL is all rows. It must live until the cursor
 *                 is closed, with all that it points to
 *
 * @return the cursor, or NULL
 * @ownership  owned, close with rowan_cursor_close()
 * @errors     as rowan_session_find()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_cursor *rowan_session_stream(
    rowan_session *session, const rowan_model *model,
    const rowan_query *query);

/**
 * Fetch the next row.
 *
 * @param cursor  the cursor
 *
 * @return the row, valid until the next call, or NULL after the last one or on
 *         failure; rowan_cursor_close() tells which
 * @ownership  borrowed from cursor
 * @errors     as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_cursor_next(rowan_cursor *cursor);

/**
 * Close a cursor.
 *
 * @param cursor  the cursor; NULL is allowed and ROWAN_OK
 *
 * @return ROWAN_OK, or the error that ended it early; the session's error
 *         holds the detail
 * @errors     as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_cursor_close(rowan_cursor *cursor);

ROWAN_END_DECLS

#ifndef __cplusplus

/* ---- the typed macros -------------------------------------------------- */

/** A new object: rowan_new(session, user, .name = "John"). */
#define rowan_new(s_, T_, ...)                                               \
    ((T_ *)rowan_session_new((s_), T_##_model(),                             \
                             &(const T_){ __VA_ARGS__ }))
/** A new object from a struct of that type: rowan_add(session, user, &row). */
#define rowan_add(s_, T_, row_)                                              \
    ((T_ *)rowan_session_new((s_), T_##_model(),                             \
                             ROWAN__CHECKED(T_, row_)))
/* The pointer itself; a hard error unless it points to a T. */
#define ROWAN__CHECKED(T_, p_) _Generic((p_), T_ *: (p_), const T_ *: (p_))

/** An object by its key: rowan_get(session, user, 7). */
#define rowan_get(s_, T_, ...)                                               \
    ((T_ *)rowan_session_get(                                                \
        (s_), T_##_model(),                                                  \
        (const rowan_value[]){                                               \
            ROWAN__FOR_EACH(ROWAN__KEY_VALUE, 0, __VA_ARGS__) },             \
        ROWAN__COUNT(__VA_ARGS__)))
#define ROWAN__KEY_VALUE(c_, v_) ROWAN__OPERAND(v_).as.literal,

/** Objects by an array of keys: rowan_get_many(session, user, ids, 20) has
 * element i for ids[i], NULL where there is none. Of int16_t, int32_t,
 * int64_t, const char * or rowan_uuid; of rowan_value for other keys. */
#define rowan_get_many(s_, T_, keys_, count_)                                \
    ((T_ **)rowan_session_get_many(                                          \
        (s_), T_##_model(),                                                  \
        _Generic(*(keys_), rowan_value: ROWAN_KIND_NULL, ROWAN__ARRAY_KINDS), \
        (keys_), (count_)))

#define ROWAN__QUERY(T_, function_, s_, R_, ...)                             \
    ((T_)function_((s_), R_##_model(), &(const rowan_query){ __VA_ARGS__ }))

/** Queries: the session, the struct, designated initialisers of rowan_query. */
#define rowan_find(...) ROWAN__FIND(__VA_ARGS__, .unused = 0)
#define ROWAN__FIND(s_, T_, ...)                                             \
    ROWAN__QUERY(T_ **, rowan_session_find, s_, T_, __VA_ARGS__)
#define rowan_first(...) ROWAN__FIRST(__VA_ARGS__, .unused = 0)
#define ROWAN__FIRST(s_, T_, ...)                                            \
    ROWAN__QUERY(T_ *, rowan_session_first, s_, T_, __VA_ARGS__)
#define rowan_one(...) ROWAN__ONE(__VA_ARGS__, .unused = 0)
#define ROWAN__ONE(s_, T_, ...)                                              \
    ROWAN__QUERY(T_ *, rowan_session_one, s_, T_, __VA_ARGS__)
#define rowan_count(...) ROWAN__COUNT_QUERY(__VA_ARGS__, .unused = 0)
#define ROWAN__COUNT_QUERY(s_, T_, ...)                                      \
    ROWAN__QUERY(int64_t, rowan_session_count, s_, T_, __VA_ARGS__)
#define rowan_exists(...) ROWAN__EXISTS(__VA_ARGS__, .unused = 0)
#define ROWAN__EXISTS(s_, T_, ...)                                           \
    ROWAN__QUERY(int, rowan_session_exists, s_, T_, __VA_ARGS__)
#define rowan_select(...) ROWAN__SELECT(__VA_ARGS__, .unused = 0)
#define ROWAN__SELECT(s_, T_, ...)                                           \
    ROWAN__QUERY(T_ **, rowan_session_select, s_, T_, __VA_ARGS__)
#define rowan_stream(...) ROWAN__STREAM(__VA_ARGS__, .unused = 0)
#define ROWAN__STREAM(s_, T_, ...)                                           \
    ROWAN__QUERY(rowan_cursor *, rowan_session_stream, s_, T_, __VA_ARGS__)
/** The cursor's next row: rowan_next(cursor, user). */
#define rowan_next(cursor_, T_) ((T_ *)rowan_cursor_next(cursor_))

/** Walks an array: rowan_each(user, u, rowan_find(session, user)) { ... }.
 * A NULL array is walked as an empty one. */
#define rowan_each(T_, var_, list_)                                          \
    for (T_ **var_##_at = (list_),                                           \
            *var_ = var_##_at != NULL ? *var_##_at : NULL;                   \
         var_ != NULL; var_ = *++var_##_at)

/** Set-based changes: designated initialisers of rowan_change. */
#define rowan_update(...) ROWAN__UPDATE(__VA_ARGS__, .unused = 0)
#define ROWAN__UPDATE(s_, T_, ...)                                           \
    rowan_session_update((s_), T_##_model(),                                 \
                         &(const rowan_change){ __VA_ARGS__ })
#define rowan_delete_where(...) ROWAN__DELETE_WHERE(__VA_ARGS__, .unused = 0)
#define ROWAN__DELETE_WHERE(s_, T_, ...)                                     \
    rowan_session_delete_where((s_), T_##_model(),                           \
                               &(const rowan_change){ __VA_ARGS__ })

/** Rows that are not objects: rowan_insert_many(session, user, rows, 1000). */
#define rowan_insert_many(s_, T_, rows_, count_)                             \
    rowan_session_insert_many((s_), T_##_model(), ROWAN__CHECKED(T_, rows_), \
                              (count_))
/** The same from a rowan_row_source. */
#define rowan_insert_from(s_, T_, next_, context_, ret_count_)               \
    rowan_session_insert_from((s_), T_##_model(), (next_), (context_),       \
                              (ret_count_))

/** SQL text into structs:
 * rowan_sql(session, city, "SELECT ... WHERE x = :x", rowan_bind("x", 5)) */
#define rowan_sql(...) ROWAN__SQL(__VA_ARGS__, ROWAN__NO_BIND)
#define ROWAN__SQL(s_, T_, sql_, ...)                                        \
    ((T_ **)rowan_session_sql((s_), T_##_model(), (sql_),                    \
                              (const rowan_bind_value[]){ __VA_ARGS__ }))
/** SQL text that gives no rows: rowan_execute(session, "...", rowan_bind...) */
#define rowan_execute(...) ROWAN__EXECUTE(__VA_ARGS__, ROWAN__NO_BIND)
#define ROWAN__EXECUTE(s_, sql_, ...)                                        \
    rowan_session_execute((s_), (sql_),                                      \
                          (const rowan_bind_value[]){ __VA_ARGS__ }, NULL)
#define ROWAN__NO_BIND rowan_bind_null(NULL)

/** A copy outside the session: user *u = rowan_detach(session, user, john). */
#define rowan_detach(s_, T_, object_)                                        \
    ((T_ *)rowan_session_detach((s_), ROWAN__CHECKED(T_, object_)))

#endif /* __cplusplus */

#endif /* ROWAN_OBJECTS_H */
