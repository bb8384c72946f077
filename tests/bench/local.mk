# SPDX-License-Identifier: MIT
# Rowan against hand-written C. `make bench` builds and runs it; nothing else
# does, for clocks are not asserted. tests/bench/gate asserts what is counted.
EXTRA_DIST += %D%/README.md %D%/gate %D%/instructions %D%/limits.txt %D%/on \
    %D%/run

EXTRA_PROGRAMS += %D%/rowan-bench
tests_bench_rowan_bench_SOURCES = \
    %D%/bench.h \
    %D%/change.c \
    %D%/floor.c \
    %D%/floor.h \
    %D%/get.c \
    %D%/main.c \
    %D%/measure.c \
    %D%/pool.c \
    %D%/read.c \
    %D%/tables.c \
    %D%/tables.h \
    %D%/write.c
tests_bench_rowan_bench_CPPFLAGS = -D_GNU_SOURCE -I$(top_srcdir)/include
tests_bench_rowan_bench_CFLAGS = $(AM_CFLAGS)
tests_bench_rowan_bench_LDADD = $(ROWAN_LDADD)

if BUILD_SQLITE
tests_bench_rowan_bench_SOURCES += \
    %D%/floor_sqlite.c \
    %D%/floor_sqlite.h \
    %D%/query.c \
    %D%/stream.c
tests_bench_rowan_bench_CPPFLAGS += -DBENCH_SQLITE
tests_bench_rowan_bench_CFLAGS += $(SQLITE_CFLAGS)
tests_bench_rowan_bench_LDADD += $(SQLITE_LIBS)
endif
if BUILD_POSTGRESQL
tests_bench_rowan_bench_SOURCES += %D%/floor_postgresql.c
tests_bench_rowan_bench_CPPFLAGS += -DBENCH_POSTGRESQL
tests_bench_rowan_bench_CFLAGS += $(POSTGRESQL_CFLAGS)
tests_bench_rowan_bench_LDADD += $(POSTGRESQL_LIBS)
endif
if BUILD_MYSQL
tests_bench_rowan_bench_SOURCES += %D%/floor_mariadb.c
tests_bench_rowan_bench_CPPFLAGS += -DBENCH_MARIADB
tests_bench_rowan_bench_CFLAGS += $(MYSQL_CFLAGS)
tests_bench_rowan_bench_LDADD += $(MYSQL_LIBS)
endif

bench: all %D%/rowan-bench$(EXEEXT)
	$(SHELL) $(srcdir)/tests/bench/run $(abs_builddir) $(BENCH_FLAGS)
.PHONY: bench
CLEANFILES += %D%/rowan-bench$(EXEEXT)
