# SPDX-License-Identifier: MIT
# The programs of docs/examples run, and print what is expected.
TESTS += %D%/run.sh
EXTRA_DIST += %D%/run.sh %D%/expected
