# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/alloc.c \
    %D%/alloc.h \
    %D%/arena.c \
    %D%/arena.h \
    %D%/buffer.c \
    %D%/buffer.h \
    %D%/calendar.c \
    %D%/calendar.h \
    %D%/character.c \
    %D%/character.h \
    %D%/clock.c \
    %D%/clock.h \
    %D%/date.c \
    %D%/decimal.c \
    %D%/decimal.h \
    %D%/error.c \
    %D%/error_priv.h \
    %D%/fork.c \
    %D%/fork.h \
    %D%/hash.c \
    %D%/hash.h \
    %D%/interval.c \
    %D%/order.c \
    %D%/order.h \
    %D%/sink.c \
    %D%/sink.h \
    %D%/status.c \
    %D%/text.c \
    %D%/text.h \
    %D%/uuid.c \
    %D%/value.c \
    %D%/value.h \
    %D%/version.c
EXTRA_DIST += %D%/README.md
