# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/assemble.c \
    %D%/compare.c \
    %D%/compare.h \
    %D%/compare_columns.c \
    %D%/compare_keys.c \
    %D%/copy.c \
    %D%/create.c \
    %D%/inspect.c \
    %D%/lookup.c \
    %D%/plan.c \
    %D%/plan.h \
    %D%/reflection.h \
    %D%/render.c \
    %D%/script.c \
    %D%/sql_same.c \
    %D%/tell.c
EXTRA_DIST += %D%/README.md
