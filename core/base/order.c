/* SPDX-License-Identifier: MIT */
#include "order.h"

#include "alloc.h"

#include <stdbool.h>
#include <string.h>

#define NOT_PLACED UINT32_MAX

/* All arrays stand in one allocation. */
typedef struct graph {
    uint32_t node_count;
    uint32_t placed_count;
    uint32_t *order;   /* the result */
    uint32_t *first;   /* node_count + 1: where a node's successors begin */
    uint32_t *next;    /* successors, grouped by node; no self edges */
    uint32_t *waiting; /* predecessors that are not placed yet */
    uint32_t *place;   /* in the result, or NOT_PLACED */
    uint32_t *seen;    /* last search that came by */
    uint32_t *ready;   /* binary heap of nodes that wait for nothing; also the
                          stack of a search, which runs while it is empty */
    uint32_t ready_count;
    uint32_t search; /* number of the present search */
    uint32_t *memory;
} graph;

static void
push_ready(graph *g, uint32_t node)
{
    uint32_t hole = g->ready_count++;

    while (hole > 0 && g->ready[(hole - 1) / 2] > node) {
        g->ready[hole] = g->ready[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    g->ready[hole] = node;
}

static uint32_t
pop_ready(graph *g)
{
    uint32_t smallest = g->ready[0];
    uint32_t last = g->ready[--g->ready_count];
    uint32_t hole = 0;

    for (;;) {
        uint32_t child = 2 * hole + 1;

        if (child >= g->ready_count)
            break;
        if (child + 1 < g->ready_count && g->ready[child + 1] < g->ready[child])
            child++;
        if (g->ready[child] >= last)
            break;
        g->ready[hole] = g->ready[child];
        hole = child;
    }
    g->ready[hole] = last;
    return smallest;
}

static rowan_status
graph_init(graph *g, uint32_t node_count, const rowan__edge *edges,
           size_t edge_count)
{
    size_t nodes = (size_t)node_count + 1;
    size_t count = 0;

    if (edge_count > UINT32_MAX || !rowan__size_mul(nodes, 5, &count) ||
        !rowan__size_add(count, edge_count, &count))
        return ROWAN_NO_MEMORY;
    g->memory = rowan__calloc(count, sizeof(*g->memory));
    if (g->memory == NULL)
        return ROWAN_NO_MEMORY;
    g->node_count = node_count;
    g->first = g->memory;
    g->waiting = g->first + nodes;
    g->place = g->waiting + nodes;
    g->seen = g->place + nodes;
    g->ready = g->seen + nodes;
    g->next = g->ready + nodes;
    memset(g->place, 0xff, nodes * sizeof(*g->place)); /* NOT_PLACED */

    /* Counting sort: first[i] becomes the end of i's successors, then goes
     * back to their beginning as they are put in. */
    for (size_t i = 0; i < edge_count; i++) {
        if (edges[i].before == edges[i].after)
            continue;
        g->first[edges[i].before]++;
        g->waiting[edges[i].after]++;
    }
    for (uint32_t i = 1; i <= node_count; i++)
        g->first[i] += g->first[i - 1];
    for (size_t i = 0; i < edge_count; i++)
        if (edges[i].before != edges[i].after)
            g->next[--g->first[edges[i].before]] = edges[i].after;
    return ROWAN_OK;
}

static bool
is_left(const graph *g, uint32_t node)
{
    return g->place[node] == NOT_PLACED;
}

static void
place(graph *g, uint32_t node)
{
    g->place[node] = g->placed_count;
    g->order[g->placed_count++] = node;
    for (uint32_t i = g->first[node]; i < g->first[node + 1]; i++) {
        uint32_t after = g->next[i];

        if (is_left(g, after) && --g->waiting[after] == 0)
            push_ready(g, after);
    }
}

/* Marks what can be reached from root and was not seen by this search. */
static void
search_from(graph *g, uint32_t root)
{
    uint32_t *stack = g->ready;
    uint32_t depth = 0;

    g->seen[root] = g->search;
    stack[depth++] = root;
    while (depth > 0) {
        uint32_t node = stack[--depth];

        for (uint32_t i = g->first[node]; i < g->first[node + 1]; i++) {
            uint32_t after = g->next[i];

            if (is_left(g, after) && g->seen[after] != g->search) {
                g->seen[after] = g->search;
                stack[depth++] = after;
            }
        }
    }
}

/*
 * The smallest node of a cycle that waits for nothing outside itself: to break
 * it there breaks no edge that is not part of a cycle.
 *
 * Of searches that start at each node not yet seen, the last start is reached
 * by none but those that it reaches. The smallest node that reaches it is then
 * in the same knot of cycles.
 */
static uint32_t
find_break(graph *g)
{
    uint32_t knot = 0;
    uint32_t node = 0;

    g->search++;
    for (uint32_t i = g->node_count; i-- > 0;) {
        if (!is_left(g, i) || g->seen[i] == g->search)
            continue;
        knot = i;
        search_from(g, i);
    }
    g->search++;
    for (;; node++) {
        if (!is_left(g, node) || g->seen[node] == g->search)
            continue;
        search_from(g, node);
        if (g->seen[knot] == g->search)
            return node;
    }
}

rowan_status
rowan__order(uint32_t node_count, const rowan__edge *edges, size_t edge_count,
             uint32_t *ret_order, uint8_t *broken)
{
    graph g = {.order = ret_order};

    if (graph_init(&g, node_count, edges, edge_count) != ROWAN_OK)
        return ROWAN_NO_MEMORY;
    for (uint32_t i = 0; i < node_count; i++)
        if (g.waiting[i] == 0)
            push_ready(&g, i);
    while (g.placed_count < node_count)
        place(&g, g.ready_count > 0 ? pop_ready(&g) : find_break(&g));
    for (size_t i = 0; broken != NULL && i < edge_count; i++)
        broken[i] = g.place[edges[i].before] >= g.place[edges[i].after];
    rowan__free(g.memory);
    return ROWAN_OK;
}
