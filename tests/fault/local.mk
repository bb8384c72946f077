# SPDX-License-Identifier: MIT
# Whole pieces of work in which every allocation fails in turn, and the tools
# that network/ makes faults with.
EXTRA_DIST += %D%/README.md
check_PROGRAMS += %D%/fault
tests_fault_fault_SOURCES = \
    tests/support/main.c \
    %D%/suites.h \
    %D%/test_allocation.c \
    %D%/test_framing.c \
    %D%/test_proxy.c
tests_fault_fault_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/include \
    -I$(top_srcdir)/tests/fault
tests_fault_fault_LDADD = tests/support/libharness.la $(ROWAN_LDADD)
