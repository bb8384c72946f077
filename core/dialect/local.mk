# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/dialect.h \
    %D%/dialect_priv.h \
    %D%/directories.c \
    %D%/features.c \
    %D%/files.c \
    %D%/find.c \
    %D%/host.c \
    %D%/identifier.c \
    %D%/list.c \
    %D%/loader.c \
    %D%/names.c \
    %D%/preload.c \
    %D%/program.c \
    %D%/registry.c \
    %D%/rules.c \
    %D%/search.c \
    %D%/tables.c \
    %D%/value_text.c \
    %D%/value_text.h
EXTRA_DIST += %D%/README.md
