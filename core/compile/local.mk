# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/change.c \
    %D%/compile.h \
    %D%/ddl.c \
    %D%/ddl.h \
    %D%/ddl_parts.c \
    %D%/ddl_priv.h \
    %D%/expr.c \
    %D%/render.c \
    %D%/row.c \
    %D%/select.c \
    %D%/statement.c \
    %D%/text.c \
    %D%/writer.c \
    %D%/writer.h
EXTRA_DIST += %D%/README.md
