/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

rowan_plugin_entry mysql_LTX_rowan_plugin_v1;

const rig_target rig_target_tested = {
    .entry = mysql_LTX_rowan_plugin_v1,
    .dialect = "mysql",
    .usual = {.user = "rowan", .database = "rowan", .host = "127.0.0.1"},
    .root = {.user = "root"},
    .server = "mariadb",
    .table_options = " ENGINE=InnoDB CHARACTER SET utf8mb4",
};
