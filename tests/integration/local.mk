# SPDX-License-Identifier: MIT
# A new file is one line here and one SUITE() line in suites.h.
check_PROGRAMS += %D%/integration
tests_integration_integration_SOURCES = \
    tests/support/main.c \
    tests/support/same_tables.c \
    tests/support/same_tables.h \
    %D%/suites.h \
    %D%/test_catalog.c \
    %D%/test_compare.c \
    %D%/test_connection.c \
    %D%/test_inspect.c \
    %D%/test_library.c \
    %D%/test_short_names.c
tests_integration_integration_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/include \
    -I$(top_srcdir)/tests/integration
tests_integration_integration_LDADD = tests/support/libharness.la $(ROWAN_LDADD)
