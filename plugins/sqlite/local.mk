# SPDX-License-Identifier: MIT
if BUILD_SQLITE
#plugin_LTLIBRARIES += plugins/sqlite.la
#PRELOADED_PLUGINS += -dlpreopen plugins/sqlite.la
endif
#plugins_sqlite_la_SOURCES = %D%/sqlite_plugin.c
#plugins_sqlite_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
#plugins_sqlite_la_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS)
#plugins_sqlite_la_LDFLAGS = $(PLUGIN_MODULE_FLAGS)
#plugins_sqlite_la_LIBADD = $(SQLITE_LIBS)
