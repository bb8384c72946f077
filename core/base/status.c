/* SPDX-License-Identifier: MIT */
#include <rowan/status.h>

const char *
rowan_status_name(rowan_status status)
{
    switch (status) {
#define STATUS_NAME(id_, number_, text_) \
    case ROWAN_##id_:                    \
        return "ROWAN_" #id_;
        ROWAN_STATUS_MAP(STATUS_NAME)
#undef STATUS_NAME
    }
    return "ROWAN_?";
}

const char *
rowan_status_text(rowan_status status)
{
    switch (status) {
#define STATUS_TEXT(id_, number_, text_) \
    case ROWAN_##id_:                    \
        return text_;
        ROWAN_STATUS_MAP(STATUS_TEXT)
#undef STATUS_TEXT
    }
    return "unknown status";
}
