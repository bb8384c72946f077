# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/create.c \
    %D%/plan.c \
    %D%/plan.h \
    %D%/render.c \
    %D%/script.c
EXTRA_DIST += %D%/README.md
