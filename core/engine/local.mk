# SPDX-License-Identifier: MIT
core_librowan_core_la_SOURCES += \
    %D%/bulk.c \
    %D%/connection.c \
    %D%/doubt.c \
    %D%/engine.c \
    %D%/engine_priv.h \
    %D%/events.c \
    %D%/events_priv.h \
    %D%/limits.c \
    %D%/limits.h \
    %D%/options.c \
    %D%/pool.c \
    %D%/pool_priv.h \
    %D%/pool_report.c \
    %D%/pool_wait.c \
    %D%/result.c \
    %D%/sequence.c \
    %D%/sql_text.c \
    %D%/statement.c \
    %D%/statement_cache.c \
    %D%/transaction.c \
    %D%/two_phase.c \
    %D%/url.c \
    %D%/url_priv.h \
    %D%/url_write.c

EXTRA_DIST += %D%/README.md
