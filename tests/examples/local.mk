# SPDX-License-Identifier: MIT
# The programs of docs/examples run, and print what is expected.
TESTS += %D%/run.sh
EXTRA_DIST += %D%/run.sh %D%/mariadb.sh %D%/postgresql.sh %D%/expected
if BUILD_POSTGRESQL
TESTS += %D%/postgresql.sh
endif
if BUILD_MYSQL
TESTS += %D%/mariadb.sh
endif
