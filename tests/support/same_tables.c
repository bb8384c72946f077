/* SPDX-License-Identifier: MIT */
#include "same_tables.h"

#include "harness.h"

void
check_same_tables(rowan_engine *engine, const rowan_model *const *models)
{
    rowan_comparison *comparison = NULL;
    rowan_error err = {0};

    CHECK_INT(rowan_compare(engine, models, NULL, &comparison, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    if (comparison == NULL)
        return;
    for (uint32_t i = 0; i < comparison->difference_count; i++)
        if (comparison->differences[i]->kind != ROWAN_DIFFERENCE_UNDECIDED)
            FAIL("%s", comparison->differences[i]->line);
    CHECK(comparison->is_equal);
    rowan_comparison_free(comparison);
}
