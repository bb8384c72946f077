# SPDX-License-Identifier: MIT
# The tests of other programs again, in other countries.
TESTS += %D%/run.sh
EXTRA_DIST += %D%/run.sh
