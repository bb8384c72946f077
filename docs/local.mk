# SPDX-License-Identifier: MIT
include docs/examples/local.mk

EXTRA_DIST += \
    %D%/conformance.md \
    %D%/databases.md \
    %D%/dependencies.md \
    %D%/features.md \
    %D%/rationale.md

# Whoever has what "make install" leaves has the guide.
guidedir = $(docdir)/guide
dist_guide_DATA = \
    %D%/guide/dialect-slots.md \
    %D%/guide/engine.md \
    %D%/guide/errors.md \
    %D%/guide/inspect.md \
    %D%/guide/models.md \
    %D%/guide/queries.md \
    %D%/guide/sessions.md \
    %D%/guide/tour.md \
    %D%/guide/transactions.md \
    %D%/guide/urls.md \
    %D%/guide/writing-a-dialect.md

dist_man1_MANS = %D%/man/rowan.1 %D%/man/rowan-conformance.1
