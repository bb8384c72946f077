# SPDX-License-Identifier: MIT
# SQL text, per dialect, without a server. Expected texts are files:
# WHAT/NAME.DIALECT.sql. ROWAN_GOLDEN_WRITE=1 writes them anew: look at the
# difference before you believe it.
check_PROGRAMS += %D%/golden
tests_golden_golden_SOURCES = \
    tests/support/main.c \
    tests/support/same_tables.c \
    tests/support/same_tables.h \
    %D%/golden.c \
    %D%/golden.h \
    %D%/suites.h \
    %D%/test_ddl.c \
    %D%/test_query.c \
    %D%/test_short.c
tests_golden_golden_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/include \
    -I$(top_srcdir)/tests/golden
tests_golden_golden_LDADD = tests/support/libharness.la $(ROWAN_LDADD)
EXTRA_DIST += %D%/ddl %D%/query
