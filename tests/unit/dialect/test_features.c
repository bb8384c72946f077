/* SPDX-License-Identifier: MIT */
/* Features by number and by name. */
#include "dialect/dialect.h"
#include "harness.h"

#include <rowan/connection.h>
#include <string.h>

static const struct {
    uint32_t number;
    const char *name;
} features[] = {
#define ROW(id_, number_, name_) {ROWAN_FEATURE_##id_, (name_)},
    ROWAN_FEATURE_MAP(ROW)
#undef ROW
};

static void
test_features__have_names_of_their_own(void)
{
    for (size_t i = 0; i < sizeof(features) / sizeof(*features); i++) {
        CHECK_STR(rowan_feature_name(features[i].number), features[i].name);
        for (size_t j = 0; j < i; j++)
            CHECK(strcmp(features[i].name, features[j].name) != 0);
    }
}

static void
test_features__without_a_name_have_none(void)
{
    CHECK(rowan_feature_name(ROWAN_FEATURES_MAX - 1) == NULL);
    CHECK(rowan_feature_name(ROWAN_FEATURES_MAX) == NULL);
    CHECK(rowan_feature_name(UINT32_MAX) == NULL);
}

static void
test_features__are_had_by_any_number_but_zero(void)
{
    rowan_capabilities caps;

    memset(&caps, 0xff, sizeof(caps));
    caps.has[ROWAN_FEATURE_CTE] = 0;
    CHECK_INT(rowan_capabilities_have(&caps, ROWAN_FEATURE_CTE), 0);
    CHECK_INT(rowan_capabilities_have(&caps, ROWAN_FEATURE_SAVEPOINTS), 1);
    CHECK_INT(rowan_capabilities_have(&caps, ROWAN_FEATURES_MAX - 1), 1);
    CHECK_INT(rowan_capabilities_have(&caps, ROWAN_FEATURES_MAX), 0);
    CHECK_INT(rowan_capabilities_have(&caps, UINT32_MAX), 0);
}

HARNESS_SUITE(dialect_features,
              HARNESS_TEST(test_features__have_names_of_their_own),
              HARNESS_TEST(test_features__without_a_name_have_none),
              HARNESS_TEST(test_features__are_had_by_any_number_but_zero))
