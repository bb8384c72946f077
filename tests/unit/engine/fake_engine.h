/* SPDX-License-Identifier: MIT */
/* Engines of the fake plugin: short ways to open one and use its pool. */
#ifndef ROWAN_TESTS_FAKE_ENGINE_H
#define ROWAN_TESTS_FAKE_ENGINE_H

#include "engine/engine_priv.h"
#include "fake_plugin.h"
#include "harness.h"

/* Begins with a new fake. NULL, with the test failed, if it does not open. */
rowan_engine *fake_engine_open(const char *url);
/* A connection, without waiting for one. */
#define fake_take(engine) fake_take_at((engine), __FILE__, __LINE__)
rowan_connection *fake_take_at(rowan_engine *engine, const char *file,
                               int line);
rowan_pool_status fake_look(rowan_engine *engine);

#endif
