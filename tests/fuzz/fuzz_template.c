/* SPDX-License-Identifier: MIT */
/*
 * Templates of operators, as a plugin could give them: refused when the
 * dialect is made, or when an operand is not there, or else written with a
 * bind of the statement for each placeholder. The first byte says how.
 */
#include "compile/compile.h"
#include "dialect/dialect_priv.h"
#include "fuzz.h"
#include "random_tree.h"

#include <string.h>

static void
check(const rowan__target *target, const rowan_statement *statement)
{
    rowan__arena arena;
    rowan__compiled made = {0};
    rowan_error err = {0};
    rowan_status status;

    rowan__arena_init(&arena, 0);
    status = rowan__compile_statement(target, statement, &arena, &made, &err);
    FUZZ_PROPERTY(status == err.status);
    if (status == ROWAN_OK) {
        FUZZ_PROPERTY(made.sql_size == strlen(made.sql));
        for (uint32_t i = 0; i < made.bind_count; i++)
            FUZZ_PROPERTY((made.bind_kinds[i] & ~ROWAN_KIND_LIST) <
                          ROWAN_KIND_COUNT);
    } else {
        FUZZ_PROPERTY(status == ROWAN_PLUGIN_INVALID ||
                      status == ROWAN_UNSUPPORTED || status == ROWAN_LIMIT);
    }
    rowan__arena_done(&arena);
}

static void
check_template(uint8_t how, const char *template)
{
    static random_tree tree;
    static rowan__dialect dialect;
    const rowan_rule rules[] = {
        {ROWAN_OP_EQ, 0, template, how & 1, 0},
        {ROWAN_OP_AND, 0, template, how & 2, 0},
        {ROWAN_OP_IN, 0, template, how & 4, 0},
        {ROWAN_OP_NOT, 0, template, how & 8, 0},
    };
    rowan__origin origin = {.name = "fuzz"};
    rowan_error err = {0};

    memset(&dialect, 0, sizeof(dialect));
    dialect.name = "fuzz";
    dialect.text = (rowan_dialect){
        .identifier_open = "\"", .identifier_close = "\"",
        .true_sql = "TRUE", .false_sql = "FALSE",
        .placeholder = how & 16 ? ROWAN_PLACEHOLDER_DOLLAR
                                : ROWAN_PLACEHOLDER_QUESTION,
        .rules = rules, .rule_count = 4,
    };
    dialect.text.capabilities = &dialect.offline;
    if (rowan__rules_resolve(&dialect, &origin, &err) != ROWAN_OK) {
        FUZZ_PROPERTY(err.status == ROWAN_PLUGIN_INVALID);
        return;
    }
    for (uint64_t seed = 0; seed < 4; seed++) {
        random_tree_begin(&tree, seed + how);
        check(&(const rowan__target){&dialect, &dialect.offline},
              random_statement(&tree, 3));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *template;

    /* Longer ones only make longer SQL. */
    if (size == 0 || size > 200)
        return 0;
    template = malloc(size);
    FUZZ_PROPERTY(template != NULL);
    memcpy(template, data + 1, size - 1);
    template[size - 1] = '\0';
    check_template(data[0], template);
    free(template);
    return 0;
}
