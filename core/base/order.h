/* SPDX-License-Identifier: MIT */
/* Topological ordering of a small graph. */
#ifndef ROWAN_BASE_ORDER_H
#define ROWAN_BASE_ORDER_H

#include <rowan/status.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rowan__edge {
    uint32_t before, after; /* nodes: before must come first */
} rowan__edge;

/*
 * Orders nodes 0..node_count-1 so that edges point forward, keeping the given
 * order where edges allow (Kahn 1962, smallest number first). A cycle that
 * waits for nothing outside itself begins with its smallest number, so that
 * only edges of cycles break; broken[i] is set for each edge i that does not
 * point forward in the result. Self edges are always broken.
 * ret_order: node_count entries. broken: edge_count bytes, may be NULL.
 * ROWAN_OK or ROWAN_NO_MEMORY.
 */
rowan_status rowan__order(uint32_t node_count, const rowan__edge *edges,
                          size_t edge_count, uint32_t *ret_order,
                          uint8_t *broken);

#endif
