# SPDX-License-Identifier: MIT
# The mysql plugin's own sources, driven through its tables with the real host
# against a server that the program starts.
if BUILD_MYSQL
check_PROGRAMS += %D%/mysql
endif
tests_unit_plugins_mysql_mysql_SOURCES = \
    tests/support/main.c \
    $(plugin_rig) \
    %D%/suites.h \
    %D%/target.c \
    %D%/test_catalog.c \
    %D%/test_errors.c \
    tests/unit/plugins/test_lookup.c \
    %D%/test_galera.c \
    %D%/test_many.c \
    %D%/test_open.c \
    %D%/test_rogue.c \
    %D%/test_statement.c \
    %D%/test_time.c \
    %D%/test_tls.c \
    %D%/test_transaction.c \
    %D%/test_values.c \
    $(plugins_mysql_la_SOURCES)
tests_unit_plugins_mysql_mysql_CPPFLAGS = $(TEST_CPPFLAGS) $(ROWAN_CPPFLAGS) \
    -I$(top_srcdir)/include -I$(top_srcdir)/core -I$(top_srcdir)/%D% \
    -I$(top_srcdir)/tests/unit
tests_unit_plugins_mysql_mysql_CFLAGS = $(AM_CFLAGS) $(MYSQL_CFLAGS)
tests_unit_plugins_mysql_mysql_LDADD = tests/support/libharness.la \
    core/librowan-core.la $(MYSQL_LIBS)
EXTRA_DIST += tests/support/server-mariadb.sh
