/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

rowan_plugin_entry postgresql_LTX_rowan_plugin_v1;

const rig_target rig_target_tested = {
    .entry = postgresql_LTX_rowan_plugin_v1,
    .dialect = "postgresql",
    .usual = {.user = "rowan",
              .database = "postgres",
              .host = "127.0.0.1",
              .timeout_ms = 5000},
    .server = "postgresql",
    .answer_kind = ROWAN_KIND_TEXT,
};
