/* SPDX-License-Identifier: MIT */
/*
 * A model of a session and its database: two tables of rows in plain arrays,
 * and what each object of the session must hold. It forecasts what a flush
 * does, and whether it may fail.
 */
#ifndef ROWAN_TESTS_FUZZ_SESSION_MODEL_H
#define ROWAN_TESTS_FUZZ_SESSION_MODEL_H

#include "fuzz.h"

#include <rowan.h>

enum {
    KNOTS = 0,
    LEAVES = 1,
    KEYS = 64,        /* keys are below it; given ones below GIVEN */
    GIVEN = 12,
    OBJECTS = 256,
    LEVELS = 4,
    STEPS = 400
};

typedef struct part {
    int64_t id;
    rowan_nullable_int64 ref;
    const char *code;
    int32_t n;
} part;

typedef part knot;
typedef part leaf;

ROWAN_MODEL_DECLARE(knot)
ROWAN_MODEL_DECLARE(leaf)

typedef struct values {
    int64_t key, ref; /* 0: generated, NULL */
    int code;         /* of codes[]; 0: NULL */
    int n;
} values;

/* What a database holds. */
typedef struct world {
    values rows[2][KEYS]; /* by key; key 0: no row */
} world;

typedef enum life { NEW = 1, LIVE, DELETED, GONE } life;

typedef struct thing {
    part *object;
    int table;
    life life;
    bool loaded;    /* not inserted */
    values now;     /* in the struct */
    values known;   /* in the snapshot */
    values at_first;
} thing;

typedef struct things {
    thing list[OBJECTS];
    int count;
} things;

typedef struct level {
    world world;
    things things;
} level;

typedef struct run {
    const uint8_t *at, *end;
    rowan_engine *engine;
    rowan_session *session, *other;
    world committed, world; /* the second is seen inside the transaction */
    things things;
    level levels[LEVELS];
    int depth, lost_depth;
    bool begun, lost; /* lost: a step's work, for which the next commit fails */
    bool strikes; /* an allocation fails in this step */
} run;

typedef struct forecast {
    world world;
    int writes;
    bool must_fail; /* what is wanted breaks a constraint */
    bool may_fail;  /* not at the end, but perhaps on the way */
} forecast;

const rowan_model *model_class(int table);
values model_values(const part *p);
void model_put(part *p, const values *v);
bool model_same(const values *a, const values *b);

/* A statement sees the world of the transaction, and begins it if it must. */
void model_use_world(run *r);
void model_check_objects(const run *r);
/* What is committed, through a connection of its own. */
void model_check_database(const run *r);

void model_save_level(run *r);
void model_roll_back_to(run *r, int depth);
void model_roll_back_pending(run *r);
void model_end(run *r);
/* After a failure: whether the session says that all of it is undone. */
void model_notice_loss(run *r);

forecast model_forecast(const run *r);
void model_finish(run *r, forecast *f);

#endif
