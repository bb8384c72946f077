# SPDX-License-Identifier: MIT
if BUILD_POSTGRESQL
plugin_LTLIBRARIES += plugins/postgresql.la
PRELOADED_PLUGINS += -dlpreopen plugins/postgresql.la
endif
plugins_postgresql_la_SOURCES = \
    %D%/postgresql_ahead.c \
    %D%/postgresql_array.c \
    %D%/postgresql_batch.c \
    %D%/postgresql_bulk.c \
    %D%/postgresql_cancel.c \
    %D%/postgresql_catalog.c \
    %D%/postgresql_catalog.h \
    %D%/postgresql_ddl.c \
    %D%/postgresql_decode.c \
    %D%/postgresql_dialect.c \
    %D%/postgresql_driver.c \
    %D%/postgresql_encode.c \
    %D%/postgresql_errors.c \
    %D%/postgresql_fixed.c \
    %D%/postgresql_keys.c \
    %D%/postgresql_numeric.c \
    %D%/postgresql_open.c \
    %D%/postgresql_options.c \
    %D%/postgresql_outcome.c \
    %D%/postgresql_plugin.c \
    %D%/postgresql_prepare.c \
    %D%/postgresql_priv.h \
    %D%/postgresql_scratch.c \
    %D%/postgresql_statement.c \
    %D%/postgresql_stream.c \
    %D%/postgresql_tables.c \
    %D%/postgresql_text.c \
    %D%/postgresql_transaction.c \
    %D%/postgresql_types.c \
    %D%/postgresql_wait.c \
    plugins/shared/ascii.c \
    plugins/shared/ascii.h \
    plugins/shared/fail.c \
    plugins/shared/fail.h \
    plugins/shared/lookup.c \
    plugins/shared/lookup.h \
    plugins/shared/slots.h
plugins_postgresql_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_postgresql_la_CFLAGS = $(AM_CFLAGS) $(POSTGRESQL_CFLAGS)
plugins_postgresql_la_LDFLAGS = $(PLUGIN_MODULE_FLAGS)
plugins_postgresql_la_LIBADD = $(POSTGRESQL_LIBS) $(PTHREAD_CFLAGS)
EXTRA_DIST += %D%/README.md
