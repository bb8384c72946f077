/* SPDX-License-Identifier: MIT */
/*
 * What a program says to a database in one unit of work, step by step, through
 * the public API: the same every time, so that it can be disturbed at every
 * place of it.
 */
#ifndef ROWAN_TESTS_CONVERSATION_H
#define ROWAN_TESTS_CONVERSATION_H

#include <rowan.h>

typedef enum conversation_step {
    STEP_CONNECT,
    STEP_INSERT,
    STEP_QUERY,
    STEP_STREAM,
    STEP_SAVEPOINT,
    STEP_COMMIT,
    STEP_END
} conversation_step;

typedef struct conversation {
    const char *token;  /* names the rows that it writes */
    conversation_step step; /* that was tried last; STEP_END: all done */
    rowan_error error;
    /* Called before each step; NULL is not. */
    void (*before)(void *context, conversation_step step);
    void *context;
} conversation;

enum {
    CONVERSATION_ROWS = 4,  /* that a conversation writes */
    CONVERSATION_SEEDS = 40 /* rows that it reads */
};

const char *conversation_step_name(conversation_step step);

/* Makes the tables new, with the rows that are read. */
rowan_status conversation_prepare(rowan_engine *engine, rowan_error *err);

/* Says all of it; the status of the step that failed. The connection is given
 * back. */
rowan_status conversation_run(conversation *c, rowan_engine *engine);

/* The rows of a token that the database has, or -1. */
int64_t conversation_rows(rowan_engine *engine, const char *token,
                          rowan_error *err);

#endif
