# SPDX-License-Identifier: MIT
# The rowan command from outside: what it prints, and its exit status.
TESTS += %D%/run.sh
EXTRA_DIST += %D%/run.sh
