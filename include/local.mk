# SPDX-License-Identifier: MIT
# The application's API, and the contract for plugin authors.
include_HEADERS += %D%/rowan.h

pkginclude_HEADERS += \
    %D%/rowan/compare.h \
    %D%/rowan/connection.h \
    %D%/rowan/each.h \
    %D%/rowan/engine.h \
    %D%/rowan/error.h \
    %D%/rowan/events.h \
    %D%/rowan/export.h \
    %D%/rowan/expr.h \
    %D%/rowan/inspect.h \
    %D%/rowan/isolation.h \
    %D%/rowan/memory.h \
    %D%/rowan/model.h \
    %D%/rowan/objects.h \
    %D%/rowan/op.h \
    %D%/rowan/operand.h \
    %D%/rowan/operators.h \
    %D%/rowan/option.h \
    %D%/rowan/plugins.h \
    %D%/rowan/query.h \
    %D%/rowan/session.h \
    %D%/rowan/short.h \
    %D%/rowan/status.h \
    %D%/rowan/transact.h \
    %D%/rowan/type.h \
    %D%/rowan/url.h \
    %D%/rowan/value.h \
    %D%/rowan/version.h

pkgincludeplugindir = $(pkgincludedir)/plugin
pkgincludeplugin_HEADERS = \
    %D%/rowan/plugin/capabilities.h \
    %D%/rowan/plugin/catalog.h \
    %D%/rowan/plugin/dialect.h \
    %D%/rowan/plugin/driver.h \
    %D%/rowan/plugin/plugin.h
