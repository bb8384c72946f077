/* SPDX-License-Identifier: MIT */
/*
 * Values at the edges of what databases keep, by kind, and the one rule about
 * them: each comes back as it went, or is refused. Which of the two it is
 * follows from the value and from what the database says of itself.
 */
#ifndef ROWAN_TESTS_ORM_EDGES_H
#define ROWAN_TESTS_ORM_EDGES_H

#include <rowan.h>

typedef struct edge {
    uint32_t kind;     /* a rowan_kind */
    bool is_invalid;   /* no value of its kind: refused by every database */
    rowan_value value;
    const char *back;  /* JSON: as it comes from who does not keep the text;
                          NULL: such a database cannot have it */
    bool is_document;  /* JSON: of right syntax */
} edge;

/* All of a kind; static. */
const edge *edges_of(uint32_t kind, size_t *ret_count);

/* Whether a database keeps it, else refuses it. */
bool edge_is_kept(const edge *e, const rowan_capabilities *caps);

/* Whether a value is what was sent, as far as this database says to keep it. */
bool edge_is_back(const edge *e, const rowan_value *back,
                  const rowan_capabilities *caps);

/* Writes it as a literal of SQL that all databases read alike, in quotes where
 * it has them; false if there is none. */
bool edge_literal(const edge *e, char *buffer, size_t size);

/* For people; valid until the next call. */
const char *edge_name(const edge *e);

#endif
