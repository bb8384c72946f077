# SPDX-License-Identifier: MIT
# A new file is one line here and one SUITE() line in suites.h.
check_PROGRAMS += %D%/orm
tests_integration_orm_orm_SOURCES = \
    tests/support/main.c \
    tests/support/same_tables.c \
    tests/support/same_tables.h \
    %D%/edges.c \
    %D%/edges.h \
    %D%/fixture.c \
    %D%/fixture.h \
    %D%/forms.c \
    %D%/forms.h \
    %D%/suites.h \
    %D%/test_bulk.c \
    %D%/test_defaults.c \
    %D%/test_errors.c \
    %D%/test_events.c \
    %D%/test_expired.c \
    %D%/test_failure.c \
    %D%/test_injection.c \
    %D%/test_inspect.c \
    %D%/test_limits.c \
    %D%/test_many.c \
    %D%/test_order.c \
    %D%/test_pool.c \
    %D%/test_random_query.c \
    %D%/test_read.c \
    %D%/test_secrets.c \
    %D%/test_sizes.c \
    %D%/test_transact.c \
    %D%/test_transaction.c \
    %D%/test_trips.c \
    %D%/test_types.c \
    %D%/test_values.c \
    %D%/test_write.c
tests_integration_orm_orm_CPPFLAGS = $(TEST_CPPFLAGS) -I$(top_srcdir)/include \
    -I$(top_srcdir)/tests/integration/orm
tests_integration_orm_orm_LDADD = tests/support/libharness.la $(ROWAN_LDADD)
EXTRA_DIST += %D%/mariadb.sh %D%/pgbouncer-off.sh %D%/pgbouncer-unnamed.sh \
    %D%/postgresql.sh tests/support/server-pgbouncer.sh
if BUILD_POSTGRESQL
TESTS += %D%/pgbouncer-off.sh %D%/pgbouncer-unnamed.sh %D%/postgresql.sh
endif
if BUILD_MYSQL
TESTS += %D%/mariadb.sh
endif
