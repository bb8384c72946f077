# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/alloc.h \
    %D%/arena.h \
    %D%/buffer.h \
    %D%/clock.h \
    %D%/error_priv.h \
    %D%/hash.h \
    %D%/order.h \
    %D%/version.c
