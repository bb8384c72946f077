# SPDX-License-Identifier: MIT
# The release holds all that a checkout does: whoever has it can run the tests.
EXTRA_DIST += tools/dev tools/quickstart.sh tools/test.sh
