/* SPDX-License-Identifier: MIT */
#include "fail_alloc.h"
#include "harness.h"

#include "base/order.h"

#include <stdio.h>
#include <string.h>

enum { MOST_NODES = 8, MOST_EDGES = 8 };

/* Nodes as digits: "01 12" are the edges from 0 to 1 and from 1 to 2. */
static size_t
read_edges(const char *text, rowan__edge *edges)
{
    size_t count = 0;

    for (; text[0] != '\0' && text[1] != '\0'; text += text[2] != '\0' ? 3 : 2)
        edges[count++] = (rowan__edge){(uint32_t)(text[0] - '0'),
                                       (uint32_t)(text[1] - '0')};
    return count;
}

static const struct {
    const char *what;
    uint32_t node_count;
    const char *edges;
    const char *order;
    const char *broken; /* a digit an edge */
} cases[] = {
    {"no nodes", 0, "", "", ""},
    {"no edges keep the order", 4, "", "0123", ""},
    {"a chain", 3, "21 10", "210", "00"},
    {"forward edges change nothing", 4, "01 02 13 23", "0123", "0000"},
    {"the smallest that is free goes first", 5, "40 31", "23140", "00"},
    {"an edge twice", 2, "10 10", "10", "00"},
    {"a self edge", 2, "11 10", "10", "10"},
    {"only a self edge", 1, "00", "0", "1"},
    {"a cycle of two", 2, "01 10", "01", "01"},
    {"a cycle of three begins with its smallest", 3, "12 20 01", "012", "010"},
    {"what waits for a cycle is not broken", 3, "12 21 10", "102", "010"},
    {"a cycle that waits for a cycle", 4, "23 32 30 01 10", "2301", "01001"},
    {"two cycles apart keep their order", 4, "01 10 23 32", "0123", "0101"},
    {"what leads to a cycle goes first", 3, "20 01 10", "201", "001"},
    {"two cycles through one node", 3, "01 10 12 21", "012", "0101"},
    {"a cycle with a self edge", 2, "00 01 10", "01", "101"},
};

static void
test_order__has_the_expected_result(void)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan__edge edges[MOST_EDGES];
        size_t edge_count = read_edges(cases[i].edges, edges);
        uint32_t order[MOST_NODES];
        uint8_t broken[MOST_EDGES];
        char order_text[MOST_NODES + 1] = "";
        char broken_text[MOST_EDGES + 1] = "";
        rowan_status status = rowan__order(cases[i].node_count, edges,
                                           edge_count, order, broken);

        REQUIRE(status == ROWAN_OK);
        for (uint32_t j = 0; j < cases[i].node_count; j++)
            order_text[j] = (char)('0' + order[j]);
        for (size_t j = 0; j < edge_count; j++)
            broken_text[j] = (char)('0' + broken[j]);
        if (!CHECK_STR(order_text, cases[i].order) ||
            !CHECK_STR(broken_text, cases[i].broken))
            FAIL("in case \"%s\"", cases[i].what);
    }
}

static void
test_order__needs_no_array_of_broken_edges(void)
{
    rowan__edge edges[] = {{1, 0}, {0, 1}};
    uint32_t order[2] = {9, 9};

    CHECK_INT(rowan__order(2, edges, 2, order, NULL), ROWAN_OK);
    CHECK_INT(order[0], 0);
    CHECK_INT(order[1], 1);
}

/* A small generator, so that the graphs are the same on every machine. */
static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 16;
}

/* Whether to can be reached from from, by repeated passes over the edges. */
static bool
reaches(uint32_t from, uint32_t to, const rowan__edge *edges, size_t count)
{
    uint32_t seen = UINT32_C(1) << from;

    for (uint32_t before = 0; before != seen;) {
        before = seen;
        for (size_t i = 0; i < count; i++)
            if (seen >> edges[i].before & 1)
                seen |= UINT32_C(1) << edges[i].after;
    }
    return seen >> to & 1;
}

static void
test_order__breaks_only_edges_of_cycles(void)
{
    uint32_t state = 1;
    int wrong = 0;

    for (int round = 0; round < 3000; round++) {
        rowan__edge edges[24];
        uint32_t order[12];
        uint32_t place[12];
        uint8_t broken[24];
        uint32_t nodes = 1 + next_random(&state) % 12;
        size_t count = next_random(&state) % 25;

        for (size_t i = 0; i < count; i++)
            edges[i] = (rowan__edge){next_random(&state) % nodes,
                                     next_random(&state) % nodes};
        memset(place, 0xff, sizeof(place));
        REQUIRE(rowan__order(nodes, edges, count, order, broken) == ROWAN_OK);
        for (uint32_t i = 0; i < nodes; i++)
            place[order[i]] = i;
        for (uint32_t i = 0; i < nodes; i++)
            wrong += place[i] >= nodes;
        for (size_t i = 0; i < count; i++) {
            bool forward = place[edges[i].before] < place[edges[i].after];

            wrong += broken[i] != !forward;
            wrong += broken[i] && !reaches(edges[i].after, edges[i].before,
                                           edges, count);
        }
    }
    CHECK_INT(wrong, 0);
}

static void
test_order__is_quick_on_a_long_chain_of_cycles(void)
{
    enum { COUNT = 2000 };
    static rowan__edge edges[2 * COUNT];
    static uint32_t order[COUNT];
    static uint8_t broken[2 * COUNT];
    size_t count = 0;
    int broken_count = 0;

    for (uint32_t i = 0; i + 1 < COUNT; i++) {
        edges[count++] = (rowan__edge){i + 1, i};
        if (i % 2 == 0)
            edges[count++] = (rowan__edge){i, i + 1};
    }
    REQUIRE(rowan__order(COUNT, edges, count, order, broken) == ROWAN_OK);
    for (size_t i = 0; i < count; i++)
        broken_count += broken[i];
    CHECK_INT(broken_count, COUNT / 2); /* one for each pair */
    CHECK_INT(order[0], COUNT - 2);
}

static void
test_order__reports_that_memory_is_out(void)
{
    rowan__edge edges[] = {{0, 1}};
    uint32_t order[2];

    fail_alloc_begin();
    for (int64_t nth = 1;; nth++) {
        rowan_status status;

        fail_alloc_arm(nth);
        status = rowan__order(2, edges, 1, order, NULL);
        CHECK_INT(fail_alloc_live(), 0);
        CHECK_INT(status, fail_alloc_struck() ? ROWAN_NO_MEMORY : ROWAN_OK);
        if (!fail_alloc_struck())
            break;
    }
    fail_alloc_end();
}

HARNESS_SUITE(base_order,
    HARNESS_TEST(test_order__has_the_expected_result),
    HARNESS_TEST(test_order__needs_no_array_of_broken_edges),
    HARNESS_TEST(test_order__breaks_only_edges_of_cycles),
    HARNESS_TEST(test_order__is_quick_on_a_long_chain_of_cycles),
    HARNESS_TEST(test_order__reports_that_memory_is_out))
