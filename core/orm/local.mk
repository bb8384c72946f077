# SPDX-License-Identifier: MIT
# map state load flush session
core_librowan_core_la_SOURCES += \
    %D%/flush/batch.c \
    %D%/flush/collect.c \
    %D%/flush/explain.c \
    %D%/flush/flush.c \
    %D%/flush/flush.h \
    %D%/flush/holders.c \
    %D%/flush/insert.c \
    %D%/flush/order.c \
    %D%/flush/room.c \
    %D%/flush/update.c \
    %D%/load/again.c \
    %D%/load/load.c \
    %D%/load/load.h \
    %D%/map/field.c \
    %D%/map/mapping.c \
    %D%/map/mapping.h \
    %D%/session/commit.c \
    %D%/session/cursor.c \
    %D%/session/get.c \
    %D%/session/get_many.c \
    %D%/session/insert_many.c \
    %D%/session/query.c \
    %D%/session/query_priv.h \
    %D%/session/session.c \
    %D%/session/session_priv.h \
    %D%/session/text.c \
    %D%/session/transact.c \
    %D%/session/transaction.c \
    %D%/session/write.c \
    %D%/shutdown.c \
    %D%/state/identity.c \
    %D%/state/object.c \
    %D%/state/object.h \
    %D%/state/undo.c \
    %D%/state/undo.h
EXTRA_DIST += %D%/README.md
