# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/condition.c \
    %D%/items.c \
    %D%/ops.c \
    %D%/ops.h \
    %D%/shape.c \
    %D%/shape.h \
    %D%/shape_priv.h \
    %D%/tree.c \
    %D%/tree.h \
    %D%/value.c \
    %D%/walk.c
EXTRA_DIST += %D%/README.md
