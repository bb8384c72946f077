/* SPDX-License-Identifier: MIT */
/* Which directories are searched, for people who wonder. */
#include "dialect/dialect_priv.h"

rowan_status
rowan_plugin_directories(char **ret_paths, rowan_error *err)
{
    rowan__arena arena;
    rowan__places places = {0};
    rowan_buffer text;
    char *paths = NULL;
    rowan_status status;

    rowan__arena_init(&arena, 0);
    rowan__buffer_init(&text);
    rowan__registry_lock();
    status = rowan__registry_places(&arena, &places);
    for (size_t i = 0; i < places.count; i++) {
        rowan__buffer_text(&text, places.items[i].path);
        rowan__buffer_char(&text, '\n');
    }
    rowan__registry_unlock();
    if (status == ROWAN_OK)
        paths = rowan__buffer_take(&text);
    if (paths != NULL)
        *ret_paths = paths;
    else
        status = rowan__error_no_memory(err);
    rowan__buffer_done(&text);
    rowan__arena_done(&arena);
    return status;
}
