/* SPDX-License-Identifier: MIT */
/* All tests there are. */
#include "conformance.h"

const conformance_class *const *
conformance_classes(void)
{
    static const conformance_class *const modules[] = {
#define ROW(name_) conformance_##name_,
        CONFORMANCE_MODULES(ROW)
#undef ROW
        NULL,
    };

    return modules;
}
