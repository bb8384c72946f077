# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/attributes.c \
    %D%/columns.c \
    %D%/foreign.c \
    %D%/keys.c \
    %D%/model.c \
    %D%/names.c \
    %D%/schema_priv.h \
    %D%/sizes.c \
    %D%/table.h \
    %D%/types.c
EXTRA_DIST += %D%/README.md
