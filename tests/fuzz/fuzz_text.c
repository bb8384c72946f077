/* SPDX-License-Identifier: MIT */
/*
 * SQL text with `:a` and `:b`: either refused with a reason, or changed only
 * where a name stood, with a bind for each placeholder. The first byte is the
 * dialect's syntax and its placeholders.
 */
#include "compile/compile.h"
#include "fuzz.h"

#include <string.h>

static const rowan_bind_value binds[] = {
    {"a", {.kind = ROWAN_KIND_INT64}},
    {"b", {.kind = ROWAN_KIND_DOUBLE}},
    {NULL, {0}},
};

/* Follows text and SQL side by side. Returns the number of placeholders. */
static uint32_t
follow(const char *text, const rowan__compiled *made, bool numbered)
{
    const char *sql = made->sql;
    uint32_t count = 0;

    while (*text != '\0') {
        char expected[3] = "?";
        uint32_t bind;

        if (*text == *sql) {
            text++;
            sql++;
            continue;
        }
        FUZZ_PROPERTY(text[0] == ':' && (text[1] == 'a' || text[1] == 'b'));
        bind = (uint32_t)(text[1] - 'a');
        if (numbered) {
            expected[0] = '$';
            expected[1] = (char)('1' + bind);
        } else {
            FUZZ_PROPERTY(count < made->bind_count);
            FUZZ_PROPERTY((made->bind_order != NULL ? made->bind_order[count]
                                                    : count) == bind);
        }
        FUZZ_PROPERTY(strncmp(sql, expected, strlen(expected)) == 0);
        sql += strlen(expected);
        text += 2;
        count++;
    }
    FUZZ_PROPERTY(*sql == '\0');
    return count;
}

static void
check(const rowan__target *target, const char *text)
{
    rowan__arena arena;
    rowan__compiled made = {0};
    rowan_error err = {0};
    rowan_status status;

    rowan__arena_init(&arena, 0);
    status = rowan__compile_text(target, text, binds, &arena, &made, &err);
    FUZZ_PROPERTY(status == err.status);
    if (status == ROWAN_OK) {
        bool numbered =
            target->dialect->text.placeholder == ROWAN_PLACEHOLDER_DOLLAR;
        uint32_t count = follow(text, &made, numbered);

        FUZZ_PROPERTY(made.sql_size == strlen(made.sql));
        FUZZ_PROPERTY(numbered ? made.bind_count == 2
                               : made.bind_count == count);
    } else {
        FUZZ_PROPERTY(status == ROWAN_INVALID && err.message[0] != '\0');
    }
    rowan__arena_done(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static rowan__dialect dialect = {
        .name = "fuzz", .text = {.identifier_open = "[",
                                 .identifier_close = "]"}};
    rowan__target target = {&dialect, &dialect.offline};
    char *text;

    if (size == 0)
        return 0;
    dialect.text.syntax = data[0] & 0x1f;
    dialect.text.placeholder = data[0] & 0x20 ? ROWAN_PLACEHOLDER_DOLLAR
                                              : ROWAN_PLACEHOLDER_QUESTION;
    text = malloc(size);
    FUZZ_PROPERTY(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    check(&target, text);
    free(text);
    return 0;
}
