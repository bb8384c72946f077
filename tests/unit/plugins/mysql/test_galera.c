/* SPDX-License-Identifier: MIT */
/* A Galera cluster of one node, until it has lost its cluster. */
#include "plugins/rig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROVIDER "/usr/lib/galera/libgalera_smm.so"

typedef struct node {
    char folder[500];
    char socket[520];
    unsigned port;
} node;

static int
run_script(const node *n, const char *verb)
{
    char command[1400];
    int status;

    snprintf(command, sizeof command, "sh '%s' %s '%s' %ld >/dev/null 2>&1",
             harness_source_path("support/server-mariadb.sh"), verb, n->folder,
             (long)getpid());
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
start(node *n, unsigned cluster_port)
{
    char arguments[1200], path[600];
    FILE *file;
    int status;

    *n = (node){.port = 0};
    snprintf(n->folder, sizeof n->folder, "%s", harness_temp_path("galera"));
    snprintf(n->socket, sizeof n->socket, "%s/socket", n->folder);
    snprintf(arguments, sizeof arguments,
             "--wsrep-on=ON --wsrep-provider=%s --binlog-format=ROW "
             "--innodb-autoinc-lock-mode=2 --wsrep-cluster-name=rowan%ld "
             "--wsrep-node-address=127.0.0.1:%u --wsrep-new-cluster "
             "--wsrep-cluster-address=gcomm:// "
             "--wsrep-provider-options=base_port=%u;"
             "gmcast.listen_addr=tcp://127.0.0.1:%u;"
             "ist.recv_addr=127.0.0.1:%u;gcache.size=16M",
             PROVIDER, (long)getpid(), cluster_port, cluster_port,
             cluster_port, cluster_port + 1);
    setenv("MARIADB_ARGUMENTS", arguments, 1);
    status = run_script(n, "start");
    unsetenv("MARIADB_ARGUMENTS");
    snprintf(path, sizeof path, "%s/port", n->folder);
    file = status ? NULL : fopen(path, "r");
    if (!file || fscanf(file, "%u", &n->port) != 1)
        n->port = 0;
    if (file)
        fclose(file);
    return n->port != 0;
}

static rowan_status
connect_to(const node *n, const char *target,
           rowan_driver_connection **ret_connection, rowan_error *err)
{
    const rig_way way = {.port = (uint16_t)n->port,
                         .timeout_ms = 20000,
                         .options = {target}};

    *err = (rowan_error){0};
    return rig_connect(&way, ret_connection, err);
}

/* Without the patience of an orderly end, for it may still wait. */
static void
stop(const node *n)
{
    char path[600];
    FILE *file;
    int process;

    snprintf(path, sizeof path, "%s/pid", n->folder);
    file = fopen(path, "r");
    if (file && fscanf(file, "%d", &process) == 1)
        kill(process, SIGKILL);
    if (file)
        fclose(file);
    (void)run_script(n, "stop");
}

/* It waits for a cluster that is not there, and so does who told it to. */
static void
lose_cluster(const node *n)
{
    rowan_driver_connection *root =
        rig_open(.user = "root", .host = n->socket);

    rig_driver()->set_deadline(root, rig_now_us() + 500000);
    (void)rig_try(root,
                  "SET GLOBAL wsrep_cluster_address='gcomm://127.0.0.1:9'",
                  NULL);
    rig_close(root);
}

static void
check_not_ready(const node *n)
{
    const rowan_host_port hosts[] = {{"127.0.0.1", (uint16_t)n->port},
                                     {"127.0.0.1", rig_port()}};
    const rowan_url_parts url = {.dialect = "mysql",
                                 .user = "rowan",
                                 .hosts = hosts,
                                 .host_count = 2,
                                 .database = "rowan"};
    const rowan_connect_params params = {.size = sizeof params,
                                         .url = &url,
                                         .timeout_ms = 40000,
                                         .host = rowan__host()};
    rowan_driver_connection *connection = NULL;
    rowan_error err;

    CHECK_INT(connect_to(n, NULL, &connection, &err), ROWAN_CONNECT_FAILED);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    CHECK_HAS(err.message, "not ready");
    /* One that will do is found behind it. */
    err = (rowan_error){0};
    RIG_OK(rig_driver()->connect(&params, &connection, &err), err);
    REQUIRE(connection != NULL);
    CHECK_INT(rig_count(connection, "SELECT @@port"), rig_port());
    rig_close(connection);
}

static void
check_read_only(const node *n)
{
    rowan_driver_connection *root =
        rig_open(.user = "root", .host = n->socket);
    rowan_driver_connection *connection = NULL;
    rowan_error err;

    rig_run(root, "SET GLOBAL read_only = 1");
    CHECK_INT(connect_to(n, "target_session_attrs=read-write", &connection,
                         &err),
              ROWAN_CONNECT_FAILED);
    CHECK_HAS(err.message, "read-only");
    RIG_OK(connect_to(n, "target_session_attrs=read-only", &connection, &err),
           err);
    rig_close(connection);
    rig_run(root, "SET GLOBAL read_only = 0");
    rig_close(root);
}

/* What the whole cluster has agreed on, as a change of a table, wins over a
 * transaction of one node, which hears of it at its next statement; and a
 * COMMIT after that may be answered with OK. */
static void
check_loser(const node *n)
{
    const rowan_driver *driver = rig_driver();
    rowan_driver_connection *loser = NULL, *winner = NULL;
    rowan_error err;

    RIG_OK(connect_to(n, NULL, &winner, &err), err);
    RIG_OK(connect_to(n, NULL, &loser, &err), err);
    REQUIRE(winner != NULL && loser != NULL);
    rig_table(winner, "accounts", "id INT PRIMARY KEY, balance INT");
    rig_run(winner, "INSERT INTO accounts VALUES (1, 100)");

    rig_begin(loser);
    rig_run(loser, "UPDATE accounts SET balance = 0 WHERE id = 1");
    rig_run(winner, "ALTER TABLE accounts ADD more INT");
    err = (rowan_error){0};
    CHECK_INT(rig_try(loser, "SELECT 1", &err), ROWAN_DEADLOCK);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    CHECK_INT(driver->transaction_state(loser), ROWAN_STATE_ABORTED);
    CHECK_INT(rig_try(loser, "SELECT 1", NULL), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->commit(loser, NULL), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->rollback(loser, NULL), ROWAN_OK);
    CHECK_INT(rig_count(loser, "SELECT balance FROM accounts"), 100);
    rig_close(loser);
    rig_close(winner);
}

static void
test_galera__losers_are_aborted_and_nodes_not_ready_passed_over(void)
{
    node n;

    NEED_SERVER();
    if (access(PROVIDER, R_OK))
        HARNESS_SKIP("galera-4");
    REQUIRE(start(&n, 20000 + (unsigned)getpid() % 4000 * 2));
    check_loser(&n);
    check_read_only(&n);
    lose_cluster(&n);
    check_not_ready(&n);
    stop(&n);
}

HARNESS_SUITE(mysql_galera,
    HARNESS_TEST(
        test_galera__losers_are_aborted_and_nodes_not_ready_passed_over))
