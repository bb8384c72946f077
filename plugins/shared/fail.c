/* SPDX-License-Identifier: MIT */
#include "fail.h"

#include <stdarg.h>
#include <stdio.h>

rowan_status
plugin_fail(const rowan_host *host, rowan_error *err, rowan_status status,
            const char *format, ...)
{
    rowan_error_info info = {.size = sizeof info, .status = (int32_t)status};
    char message[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    info.message = message;
    return (rowan_status)host->error_set(err, &info);
}

rowan_status
plugin_no_memory(const rowan_host *host, rowan_error *err)
{
    return plugin_fail(host, err, ROWAN_NO_MEMORY, "out of memory");
}

const char *
plugin_or_null(const char *text)
{
    return *text ? text : NULL;
}
