# SPDX-License-Identifier: MIT
# A plugin's sources are driven through its tables by the rig, with the real
# host; what is particular to the driver is in its target.
plugin_rig = %D%/rig.c %D%/rig.h %D%/rig_hosts.c %D%/rig_value.c

# The sqlite plugin's own sources, driven through its tables with the real host.
if BUILD_SQLITE
check_PROGRAMS += %D%/sqlite
endif
tests_unit_plugins_sqlite_SOURCES = \
    tests/support/main.c \
    $(plugin_rig) \
    %D%/sqlite_target.c \
    %D%/suites.h \
    %D%/test_sqlite_decimal.c \
    %D%/test_sqlite_dialect.c \
    %D%/test_sqlite_errors.c \
    %D%/test_sqlite_memory.c \
    %D%/test_sqlite_open.c \
    %D%/test_sqlite_statement.c \
    %D%/test_sqlite_transaction.c \
    %D%/test_sqlite_values.c \
    $(plugins_sqlite_la_SOURCES)
tests_unit_plugins_sqlite_CPPFLAGS = $(TEST_CPPFLAGS) $(ROWAN_CPPFLAGS) \
    -I$(top_srcdir)/include -I$(top_srcdir)/core -I$(top_srcdir)/%D% \
    -I$(top_srcdir)/tests/unit
tests_unit_plugins_sqlite_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
tests_unit_plugins_sqlite_LDADD = tests/support/libharness.la \
    core/librowan-core.la $(SQLITE_LIBS)
