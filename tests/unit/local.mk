# SPDX-License-Identifier: MIT
# Mirrors core/: core/base/arena.c is tested by base/test_arena.c. A new file
# is one line here and one SUITE() line in suites.h.
check_PROGRAMS += %D%/unit
tests_unit_unit_SOURCES = \
    tests/support/main.c \
    %D%/suites.h \
    %D%/base/test_alloc.c \
    %D%/base/test_arena.c \
    %D%/base/test_buffer.c \
    %D%/base/test_date.c \
    %D%/base/test_decimal.c \
    %D%/base/test_error.c \
    %D%/base/test_hash.c \
    %D%/base/test_interval.c \
    %D%/base/test_order.c \
    %D%/base/test_uuid.c \
    %D%/base/test_version.c \
    %D%/catalog/test_plan.c \
    %D%/catalog/test_sql_same.c \
    %D%/catalog/test_tell.c \
    %D%/dialect/plugin_box.c \
    %D%/dialect/plugin_box.h \
    %D%/dialect/test_features.c \
    %D%/dialect/test_find.c \
    %D%/dialect/test_host.c \
    %D%/dialect/test_identifier.c \
    %D%/dialect/test_list.c \
    %D%/dialect/test_loader.c \
    %D%/dialect/test_register.c \
    %D%/dialect/test_rules.c \
    %D%/dialect/test_skeleton.c \
    %D%/dialect/test_tables.c \
    %D%/engine/fake_engine.c \
    %D%/engine/fake_engine.h \
    %D%/engine/test_events.c \
    %D%/engine/test_limits.c \
    %D%/engine/test_options.c \
    %D%/engine/test_pool.c \
    %D%/engine/test_pool_care.c \
    %D%/engine/test_statement_cache.c \
    %D%/engine/test_transaction.c \
    %D%/engine/test_url.c \
    %D%/orm/one_table.c \
    %D%/orm/one_table.h \
    %D%/orm/test_calls.c \
    %D%/orm/test_field.c \
    %D%/orm/test_identity.c \
    %D%/orm/test_insert.c \
    %D%/orm/test_object.c \
    %D%/orm/test_commit.c \
    %D%/orm/test_transact.c \
    %D%/schema/test_mistakes.c \
    %D%/schema/test_table.c
tests_unit_unit_SOURCES += \
    %D%/compile/compiled.c \
    %D%/compile/compiled.h \
    %D%/compile/meant.c \
    %D%/compile/meant.h \
    %D%/compile/test_keys.c \
    %D%/compile/test_row.c \
    %D%/compile/test_statement.c \
    %D%/compile/test_text.c \
    %D%/compile/wild_tree.c \
    %D%/compile/wild_tree.h \
    %D%/sql/test_condition.c \
    %D%/sql/test_mistakes.c \
    %D%/sql/test_shape.c \
    %D%/sql/test_value.c \
    %D%/sql/walked.c \
    %D%/sql/walked.h
tests_unit_unit_CPPFLAGS = $(TEST_CPPFLAGS) $(ROWAN_CPPFLAGS) \
    -I$(top_srcdir)/include -I$(top_srcdir)/core -I$(top_srcdir)/tests/unit \
    -DROWAN_TEST_PLUGINS='"$(abs_top_builddir)/tests/plugins"'
tests_unit_unit_LDADD = tests/support/libharness.la core/librowan-core.la
if STATIC_ONLY
tests_unit_unit_LDADD += $(PRELOADED_PLUGINS)
endif
