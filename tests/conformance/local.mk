# SPDX-License-Identifier: MIT
# rowan-conformance: installed, so that authors of plugins elsewhere have it.
# It sees the public headers only, and no file of the tests' harness.
bin_PROGRAMS += %D%/rowan-conformance
tests_conformance_rowan_conformance_SOURCES = \
    %D%/cases.c \
    %D%/check.c \
    %D%/conformance.h \
    %D%/ddl.c \
    %D%/dialect.c \
    %D%/dialect_names.c \
    %D%/insert.c \
    %D%/main.c \
    %D%/proxy.c \
    %D%/proxy.h \
    %D%/reflection.c \
    %D%/reflection.h \
    %D%/reflection_more.c \
    %D%/reflection_names.c \
    %D%/reflection_odd.c \
    %D%/reflection_tables.c \
    %D%/report.c \
    %D%/results.c \
    %D%/rowan_claims.c \
    %D%/rowan_compare.c \
    %D%/rowan_concurrent.c \
    %D%/rowan_network.c \
    %D%/rowan_transactions.c \
    %D%/rowcount.c \
    %D%/run.c \
    %D%/select.c \
    %D%/select_in.c \
    %D%/sequence.c \
    %D%/trial.c \
    %D%/trial.h \
    %D%/types.c \
    %D%/types.h \
    %D%/types_calendar.c \
    %D%/types_json.c \
    %D%/types_number.c \
    %D%/types_text.c \
    %D%/unicode_ddl.c \
    %D%/update_delete.c
tests_conformance_rowan_conformance_CPPFLAGS = -D_GNU_SOURCE $(AM_CPPFLAGS)
tests_conformance_rowan_conformance_CFLAGS = $(AM_CFLAGS)
tests_conformance_rowan_conformance_LDADD = $(ROWAN_LDADD) -lm

# The frame itself: tests that must fail.
if BUILD_SQLITE
check_PROGRAMS += %D%/selftest
tests_conformance_selftest_SOURCES = \
    %D%/check.c \
    %D%/conformance.h \
    %D%/run.c \
    %D%/selftest.c \
    %D%/trial.c \
    %D%/trial.h
tests_conformance_selftest_CPPFLAGS = -D_GNU_SOURCE $(AM_CPPFLAGS)
tests_conformance_selftest_LDADD = $(ROWAN_LDADD) -lm
endif

EXTRA_DIST += %D%/README.md %D%/command.sh %D%/mariadb.sh %D%/on-server.sh \
    %D%/postgresql.sh %D%/sqlite.sh
if BUILD_SQLITE
TESTS += %D%/sqlite.sh %D%/command.sh
endif
if BUILD_POSTGRESQL
TESTS += %D%/postgresql.sh
endif
if BUILD_MYSQL
TESTS += %D%/mariadb.sh
endif
