# SPDX-License-Identifier: MIT
# Small complete programs, built in every build and installed nowhere.
noinst_PROGRAMS += %D%/tour
docs_examples_tour_SOURCES = %D%/tour.c
docs_examples_tour_LDADD = $(ROWAN_LDADD)
