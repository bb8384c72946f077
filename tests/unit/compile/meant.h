/* SPDX-License-Identifier: MIT */
/*
 * What a statement says, but for its values, as text: a second reading of
 * trees, which shares nothing with that of the library. Two statements that
 * say different things have different texts.
 */
#ifndef ROWAN_TESTS_MEANT_H
#define ROWAN_TESTS_MEANT_H

#include "base/buffer.h"

#include <rowan/query.h>

void meant_statement(rowan_buffer *out, const rowan_statement *statement);

#endif
