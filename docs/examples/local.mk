# SPDX-License-Identifier: MIT
# Small complete programs, built in every build and installed nowhere;
# tests/examples runs them.
noinst_PROGRAMS += %D%/codec %D%/reports %D%/stream %D%/tour %D%/transactions

# The dialect that guide/writing-a-dialect.md is about, as it is built outside.
odbc_dialectdir = $(docdir)/examples/odbc-dialect
dist_odbc_dialect_DATA = \
    %D%/odbc-dialect/Makefile.am \
    %D%/odbc-dialect/README.md \
    %D%/odbc-dialect/configure.ac \
    %D%/odbc-dialect/odbc.h \
    %D%/odbc-dialect/odbc_catalog.c \
    %D%/odbc-dialect/odbc_connect.c \
    %D%/odbc-dialect/odbc_dialect.c \
    %D%/odbc-dialect/odbc_driver.c \
    %D%/odbc-dialect/odbc_errors.c \
    %D%/odbc-dialect/odbc_plugin.c \
    %D%/odbc-dialect/odbc_statement.c \
    %D%/odbc-dialect/odbc_types.c \
    %D%/odbc-dialect/odbc_values.c

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
