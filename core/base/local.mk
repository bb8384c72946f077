# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/alloc.c \
    %D%/alloc.h \
    %D%/arena.c \
    %D%/arena.h \
    %D%/buffer.c \
    %D%/buffer.h \
    %D%/clock.c \
    %D%/clock.h \
    %D%/error.c \
    %D%/error_priv.h \
    %D%/hash.c \
    %D%/hash.h \
    %D%/order.c \
    %D%/order.h \
    %D%/status.c \
    %D%/text.c \
    %D%/text.h \
    %D%/value.c \
    %D%/version.c
