# SPDX-License-Identifier: MIT
if BUILD_SQLITE
plugin_LTLIBRARIES += plugins/sqlite.la
PRELOADED_PLUGINS += -dlpreopen plugins/sqlite.la
endif
plugins_sqlite_la_SOURCES = \
    %D%/sqlite_catalog.c \
    %D%/sqlite_create.c \
    %D%/sqlite_ddl.c \
    %D%/sqlite_deadline.c \
    %D%/sqlite_decimal.c \
    %D%/sqlite_dialect.c \
    %D%/sqlite_driver.c \
    %D%/sqlite_errors.c \
    %D%/sqlite_open.c \
    %D%/sqlite_options.c \
    %D%/sqlite_plugin.c \
    %D%/sqlite_priv.h \
    %D%/sqlite_read.c \
    %D%/sqlite_reflect.c \
    %D%/sqlite_rows.c \
    %D%/sqlite_rows.h \
    %D%/sqlite_statement.c \
    %D%/sqlite_text.h \
    %D%/sqlite_tokens.c \
    %D%/sqlite_types.c \
    %D%/sqlite_values.c \
    plugins/shared/fail.c \
    plugins/shared/fail.h \
    plugins/shared/slots.h
plugins_sqlite_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_sqlite_la_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
plugins_sqlite_la_LDFLAGS = $(PLUGIN_MODULE_FLAGS)
plugins_sqlite_la_LIBADD = $(SQLITE_LIBS)
EXTRA_DIST += %D%/README.md
