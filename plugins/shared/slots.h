/* SPDX-License-Identifier: MIT */
/*
 * Declares the slots of a plugin that stand in files of their own, by its
 * prefix: SLOTS_OF_STATEMENTS(pg__). What they owe is in the contract's
 * headers, which have their types as pointers only.
 */
#ifndef ROWAN_PLUGINS_SLOTS_H
#define ROWAN_PLUGINS_SLOTS_H

#include <rowan/plugin/catalog.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugin/driver.h>

#define SLOTS_OF_STATEMENTS(prefix_)                                           \
    int32_t prefix_##statement_prepare(                                        \
        rowan_driver_connection *connection, const char *sql, size_t sql_size, \
        const uint32_t *bind_kinds, uint32_t bind_count, uint32_t is_cached,   \
        rowan_driver_statement **ret_statement, rowan_error *err);             \
    void prefix_##statement_finish(rowan_driver_statement *statement);         \
    uint32_t prefix_##statement_column_count(                                  \
        rowan_driver_statement *statement);                                    \
    const char *prefix_##statement_column_name(                                \
        rowan_driver_statement *statement, uint32_t column);                   \
    int32_t prefix_##statement_execute(                                        \
        rowan_driver_statement *statement, const rowan_value *binds,           \
        uint32_t bind_count, const uint32_t *wanted, uint32_t column_count,    \
        rowan_error *err);                                                     \
    int32_t prefix_##statement_step(rowan_driver_statement *statement,         \
                                    rowan_value *cells, rowan_error *err);     \
    void prefix_##statement_reset(rowan_driver_statement *statement);          \
    int64_t prefix_##statement_affected_rows(rowan_driver_statement *statement)

#define SLOTS_OF_MANY_ROWS(prefix_)                                            \
    int32_t prefix_##execute_many(                                             \
        rowan_driver_statement *statement, const rowan_value *binds,           \
        uint32_t bind_count, uint32_t row_count, int64_t *ret_affected,        \
        uint32_t *ret_failed, rowan_error *err);                               \
    int32_t prefix_##bulk_begin(                                               \
        rowan_driver_connection *connection, const char *quoted_table,         \
        const char *const *quoted_columns, const uint32_t *kinds,              \
        uint32_t column_count, rowan_error *err);                              \
    int32_t prefix_##bulk_rows(rowan_driver_connection *connection,            \
                               const rowan_value *values, uint32_t row_count,  \
                               uint64_t *ret_failed, rowan_error *err);        \
    int32_t prefix_##bulk_end(rowan_driver_connection *connection,             \
                              uint32_t cancel, int64_t *ret_row_count,         \
                              uint64_t *ret_failed, rowan_error *err)

#define SLOTS_OF_TEXT(prefix_)                                                 \
    extern const rowan_dialect prefix_##dialect;                               \
    extern const rowan_catalog prefix_##catalog;                               \
    extern const rowan_option_info prefix_##table_options[];                   \
    int32_t prefix_##table_suffix(const rowan_host *host, rowan_buffer *out,   \
                                  const rowan_option *options,                 \
                                  uint32_t option_count, rowan_error *err);    \
    int32_t prefix_##type_name(const rowan_host *host, rowan_buffer *out,      \
                               const rowan_type *type, rowan_error *err)

#endif
