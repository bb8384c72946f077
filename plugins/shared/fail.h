/* SPDX-License-Identifier: MIT */
/* Errors that a plugin finds itself. */
#ifndef ROWAN_PLUGINS_FAIL_H
#define ROWAN_PLUGINS_FAIL_H

#include <rowan/plugin/plugin.h>

/* Sets an error that is only a status and a text, and gives its status. */
rowan_status plugin_fail(const rowan_host *host, rowan_error *err,
                         rowan_status status, const char *format, ...)
    ROWAN_PRINTF(4, 5);
rowan_status plugin_no_memory(const rowan_host *host, rowan_error *err);

/* NULL for "", as members of an error are that say nothing. */
const char *plugin_or_null(const char *text);

#endif
