# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/assemble.c \
    %D%/copy.c \
    %D%/create.c \
    %D%/inspect.c \
    %D%/lookup.c \
    %D%/plan.c \
    %D%/plan.h \
    %D%/reflection.h \
    %D%/render.c \
    %D%/script.c \
    %D%/tell.c
EXTRA_DIST += %D%/README.md
