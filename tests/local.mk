# SPDX-License-Identifier: MIT
# One program a folder. Unit tests link the convenience library and may see
# what their folder sees; all others are applications: librowan and public
# headers only. Tests find the modules of the build tree.
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
    ROWAN_PLUGIN_PATH='$(abs_top_builddir)/plugins/.libs'; \
    ROWAN_TEST_SRCDIR='$(abs_top_srcdir)/tests'; \
    ROWAN_TEST_BUILDDIR='$(abs_top_builddir)/tests'; \
    ROWAN_TOOL='$(abs_top_builddir)/tools/rowan/rowan'; \
    export ROWAN_PLUGIN_PATH ROWAN_TEST_SRCDIR ROWAN_TEST_BUILDDIR ROWAN_TOOL;

TEST_CPPFLAGS = -D_GNU_SOURCE -I$(top_srcdir)/tests/support

EXTRA_DIST += %D%/support/server-postgresql.sh %D%/support/with-server.sh \
    %D%/abi/README.md %D%/abi/tables.txt %D%/compile-fail %D%/docs %D%/install

include tests/bench/local.mk
include tests/conformance/local.mk

if HAVE_CUNIT
check_LTLIBRARIES += tests/support/libharness.la
tests_support_libharness_la_SOURCES = \
    tests/support/blog.c \
    tests/support/blog.h \
    tests/support/described.c \
    tests/support/described.h \
    tests/support/fail_alloc.c \
    tests/support/fail_alloc.h \
    tests/support/fake_plugin.c \
    tests/support/fake_plugin.h \
    tests/support/framing.c \
    tests/support/framing.h \
    tests/support/harness.c \
    tests/support/harness.h \
    tests/support/proxy.c \
    tests/support/proxy.h \
    tests/support/random_tree.c \
    tests/support/random_tree.h \
    tests/support/reflected.c \
    tests/support/reflected.h \
    tests/support/same_url.c \
    tests/support/same_url.h \
    tests/support/text_dialects.c \
    tests/support/text_dialects.h
tests_support_libharness_la_CPPFLAGS = $(TEST_CPPFLAGS) $(AM_CPPFLAGS)
tests_support_libharness_la_CFLAGS = $(AM_CFLAGS) $(CUNIT_CFLAGS)
tests_support_libharness_la_LIBADD = $(CUNIT_LIBS)

include tests/abi/local.mk
include tests/plugins/local.mk
include tests/unit/local.mk
include tests/unit/plugins/local.mk
include tests/unit/plugins/postgresql/local.mk
include tests/unit/plugins/mysql/local.mk
include tests/golden/local.mk
include tests/integration/local.mk
include tests/integration/orm/local.mk
include tests/fault/local.mk
include tests/fault/network/local.mk
include tests/fuzz/local.mk

TESTS += $(check_PROGRAMS)
include tests/examples/local.mk
include tests/locale/local.mk
include tests/tool/local.mk
else
check-local:
	@echo "make check: CUnit is missing (on Debian: apt install libcunit1-dev);" >&2
	@echo "install it and run configure again." >&2
	@false
endif
