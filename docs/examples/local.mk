# SPDX-License-Identifier: MIT
# Small complete programs, built in every build and installed nowhere;
# tests/examples runs them.
noinst_PROGRAMS += %D%/codec %D%/reports %D%/stream %D%/tour %D%/transactions
EXTRA_DIST += %D%/odbc-dialect
docs_examples_codec_SOURCES = %D%/codec.c
docs_examples_codec_LDADD = $(ROWAN_LDADD)
docs_examples_reports_SOURCES = %D%/reports.c
docs_examples_reports_LDADD = $(ROWAN_LDADD)
docs_examples_stream_SOURCES = %D%/stream.c
docs_examples_stream_LDADD = $(ROWAN_LDADD)
docs_examples_tour_SOURCES = %D%/tour.c
docs_examples_tour_LDADD = $(ROWAN_LDADD)
docs_examples_transactions_SOURCES = %D%/transactions.c
docs_examples_transactions_LDADD = $(ROWAN_LDADD)
