/* SPDX-License-Identifier: MIT */
/**
 * @file rowan.h
 * Rowan: rows as plain C structs, over any database that a plugin speaks.
 *
 * The whole application interface. Define ROWAN_SHORT_NAMES before including
 * it to write col, eq, and_ ... for rowan_col, rowan_eq, rowan_and ...
 */
#ifndef ROWAN_H
#define ROWAN_H

#include <rowan/compare.h>
#include <rowan/connection.h>
#include <rowan/engine.h>
#include <rowan/error.h>
#include <rowan/events.h>
#include <rowan/expr.h>
#include <rowan/inspect.h>
#include <rowan/isolation.h>
#include <rowan/memory.h>
#include <rowan/model.h>
#include <rowan/objects.h>
#include <rowan/operators.h>
#include <rowan/option.h>
#include <rowan/query.h>
#include <rowan/session.h>
#include <rowan/status.h>
#include <rowan/transact.h>
#include <rowan/type.h>
#include <rowan/url.h>
#include <rowan/value.h>
#include <rowan/version.h>
#ifdef ROWAN_SHORT_NAMES
#include <rowan/short.h>
#endif

#endif /* ROWAN_H */
