# SPDX-License-Identifier: MIT
# Networks and servers that fail. The program starts servers and takes minutes,
# so that not `make check` runs it, but tools/dev/stages/faults.sh.
EXTRA_PROGRAMS += %D%/network
tests_fault_network_network_SOURCES = \
    tests/support/main.c \
    %D%/conversation.c \
    %D%/conversation.h \
    %D%/hole.c \
    %D%/hole.h \
    %D%/server.c \
    %D%/server.h \
    %D%/suites.h \
    %D%/test_black_hole.c \
    %D%/test_cut.c \
    %D%/test_kill.c \
    %D%/test_slice.c \
    %D%/test_trips.c \
    %D%/watch.c \
    %D%/watch.h
tests_fault_network_network_CPPFLAGS = $(TEST_CPPFLAGS) \
    -I$(top_srcdir)/include -I$(top_srcdir)/tests/fault/network
tests_fault_network_network_LDADD = tests/support/libharness.la $(ROWAN_LDADD)
CLEANFILES += %D%/network$(EXEEXT)
