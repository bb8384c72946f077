# SPDX-License-Identifier: MIT
if BUILD_MYSQL
plugin_LTLIBRARIES += plugins/mysql.la
PRELOADED_PLUGINS += -dlpreopen plugins/mysql.la
endif
plugins_mysql_la_SOURCES = \
    %D%/mysql_bulk.c \
    %D%/mysql_cancel.c \
    %D%/mysql_catalog.c \
    %D%/mysql_catalog.h \
    %D%/mysql_columns.c \
    %D%/mysql_ddl.c \
    %D%/mysql_dialect.c \
    %D%/mysql_driver.c \
    %D%/mysql_errors.c \
    %D%/mysql_guard.c \
    %D%/mysql_keys.c \
    %D%/mysql_load.c \
    %D%/mysql_open.c \
    %D%/mysql_options.c \
    %D%/mysql_plugin.c \
    %D%/mysql_priv.h \
    %D%/mysql_read.c \
    %D%/mysql_returning.c \
    %D%/mysql_rows.c \
    %D%/mysql_sequences.c \
    %D%/mysql_server.c \
    %D%/mysql_statement.c \
    %D%/mysql_tables.c \
    %D%/mysql_temporary.c \
    %D%/mysql_types.c \
    %D%/mysql_values.c \
    %D%/mysql_wait.c \
    %D%/mysql_xa.c \
    plugins/shared/ascii.c \
    plugins/shared/ascii.h \
    plugins/shared/fail.c \
    plugins/shared/fail.h \
    plugins/shared/lookup.c \
    plugins/shared/lookup.h \
    plugins/shared/slots.h
plugins_mysql_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_mysql_la_CFLAGS = $(AM_CFLAGS) $(MYSQL_CFLAGS)
plugins_mysql_la_LDFLAGS = $(PLUGIN_MODULE_FLAGS)
plugins_mysql_la_LIBADD = $(MYSQL_LIBS) $(PTHREAD_CFLAGS)
EXTRA_DIST += %D%/README.md
