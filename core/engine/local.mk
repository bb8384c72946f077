# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/url.c \
    %D%/url_priv.h \
    %D%/url_write.c
