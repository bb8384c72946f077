# SPDX-License-Identifier: MIT
# The rowan command: one file a subcommand, public headers only.
bin_PROGRAMS += %D%/rowan
tools_rowan_rowan_SOURCES = \
    %D%/diagram.c \
    %D%/doctor.c \
    %D%/inspect.c \
    %D%/look.c \
    %D%/look.h \
    %D%/look_json.c \
    %D%/main.c \
    %D%/ping.c \
    %D%/plugins.c \
    %D%/sql.c \
    %D%/sql.h \
    %D%/sql_csv.c \
    %D%/sql_json.c \
    %D%/sql_table.c \
    %D%/tool.c \
    %D%/tool.h
tools_rowan_rowan_CPPFLAGS = -D_GNU_SOURCE $(AM_CPPFLAGS)
tools_rowan_rowan_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
tools_rowan_rowan_LDADD = $(ROWAN_LDADD) $(JANSSON_LIBS)
