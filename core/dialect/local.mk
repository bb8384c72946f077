# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/dialect.h
