/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

rowan_plugin_entry sqlite_LTX_rowan_plugin_v1;

const rig_target rig_target_tested = {
    .entry = sqlite_LTX_rowan_plugin_v1,
    .dialect = "sqlite",
};
