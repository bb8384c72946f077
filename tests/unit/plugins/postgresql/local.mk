# SPDX-License-Identifier: MIT
# The postgresql plugin's own sources, driven through its tables with the real
# host, on a server that the program starts for itself.
if BUILD_POSTGRESQL
check_PROGRAMS += %D%/postgresql
endif
tests_unit_plugins_postgresql_postgresql_SOURCES = \
    tests/support/main.c \
    $(plugin_rig) \
    %D%/suites.h \
    %D%/target.c \
    %D%/test_array.c \
    %D%/test_bulk.c \
    %D%/test_catalog.c \
    %D%/test_errors.c \
    tests/unit/plugins/test_lookup.c \
    %D%/test_memory.c \
    %D%/test_open.c \
    %D%/test_rogue.c \
    %D%/test_statement.c \
    %D%/test_tls.c \
    %D%/test_transaction.c \
    %D%/test_values.c \
    %D%/test_waiting.c \
    $(plugins_postgresql_la_SOURCES)
tests_unit_plugins_postgresql_postgresql_CPPFLAGS = $(TEST_CPPFLAGS) \
    $(ROWAN_CPPFLAGS) -I$(top_srcdir)/include -I$(top_srcdir)/core \
    -I$(top_srcdir)/%D% -I$(top_srcdir)/tests/unit -I$(top_srcdir)
tests_unit_plugins_postgresql_postgresql_CFLAGS = $(AM_CFLAGS) \
    $(POSTGRESQL_CFLAGS)
tests_unit_plugins_postgresql_postgresql_LDADD = \
    tests/support/libharness.la core/librowan-core.la $(POSTGRESQL_LIBS)
EXTRA_DIST += tests/support/certificates.sh
