/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <dirent.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 };

static char watched[256];

static void
on_alarm(int number)
{
    static const char says[] = "    does not come back: ";

    (void)number;
    (void)!write(STDOUT_FILENO, says, sizeof says - 1);
    (void)!write(STDOUT_FILENO, watched, strlen(watched));
    (void)!write(STDOUT_FILENO, "\n", 1);
    abort();
}

void
watch(unsigned seconds, const char *format, ...)
{
    va_list arguments;

    alarm(0);
    va_start(arguments, format);
    vsnprintf(watched, sizeof watched, format, arguments);
    va_end(arguments);
    signal(SIGALRM, on_alarm);
    alarm(seconds);
}

long
watch_setting(const char *name, long otherwise)
{
    const char *text = getenv(name);

    return text != NULL && text[0] != '\0' ? strtol(text, NULL, 10)
                                           : otherwise;
}

int
watch_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = -1; /* the folder's own */

    while (folder != NULL && readdir(folder) != NULL)
        count++;
    if (folder != NULL)
        closedir(folder);
    return count - 2; /* "." and ".." */
}

int
watch_descriptors_settle(int expected)
{
    int count = watch_descriptors();

    for (int i = 0; i < PATIENCE_MS && count > expected; i++) {
        usleep(1000);
        count = watch_descriptors();
    }
    return count;
}
