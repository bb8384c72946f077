/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <rowan/value.h>
#include <string.h>

static const rowan_uuid sample = {{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd,
                                   0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54,
                                   0x32, 0x10}};
static const char sample_text[] = "01234567-89ab-cdef-fedc-ba9876543210";

static void
test_uuid__is_written_in_lower_case(void)
{
    char text[ROWAN_UUID_TEXT_SIZE];

    CHECK_INT(rowan_uuid_format(sample, text), 36);
    CHECK_STR(text, sample_text);
}

static void
test_uuid__is_read_in_its_three_forms(void)
{
    static const char *const cases[] = {
        "01234567-89ab-cdef-fedc-ba9876543210",
        "01234567-89AB-CDEF-FEDC-BA9876543210",
        "0123456789abcdeffedcba9876543210",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_uuid uuid = {{0}};

        CHECK_INT(rowan_uuid_parse(cases[i], strlen(cases[i]), &uuid),
                  ROWAN_OK);
        CHECK(memcmp(&uuid, &sample, sizeof(uuid)) == 0);
    }
}

static void
test_uuid__refuses_other_texts(void)
{
    static const char *const cases[] = {
        "",
        "01234567-89ab-cdef-fedc-ba987654321",
        "01234567-89ab-cdef-fedc-ba98765432100",
        "0123456789abcdeffedcba987654321",
        "0123456789abcdeffedcba98765432100",
        "01234567-89abcdef-fedc-ba98765432100",
        "0123456-789ab-cdef-fedc-ba9876543210",
        "01234567089ab-cdef-fedc-ba9876543210",
        "01234567-89ab-cdef-fedc-ba987654321g",
        "g1234567-89ab-cdef-fedc-ba9876543210",
        "{1234567-89ab-cdef-fedc-ba987654321}",
        "------------------------------------",
        "0123456789abcdef-fedcba987654321",
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        rowan_uuid uuid = sample;

        if (!CHECK_INT(rowan_uuid_parse(cases[i], strlen(cases[i]), &uuid),
                       ROWAN_OUT_OF_RANGE) ||
            !CHECK(memcmp(&uuid, &sample, sizeof(uuid)) == 0))
            FAIL("in \"%s\"", cases[i]);
    }
}

static void
test_uuid__made_at_random_has_version_and_variant(void)
{
    rowan_uuid before = {{0}};

    for (int i = 0; i < 100; i++) {
        rowan_uuid uuid;

        REQUIRE(rowan_uuid_random(&uuid) == ROWAN_OK);
        CHECK_INT(uuid.bytes[6] >> 4, 4);
        CHECK_INT(uuid.bytes[8] >> 6, 2);
        CHECK(memcmp(&uuid, &before, sizeof(uuid)) != 0);
        before = uuid;
    }
}

static void
test_kind__has_a_name(void)
{
    static const char *const names[] = {
        "null", "bool", "int16", "int32",     "int64",    "float", "double",
        "text", "bytes", "date",  "time", "timestamp", "interval", "uuid",
        "decimal", "json",
    };

    CHECK_INT(sizeof(names) / sizeof(names[0]), ROWAN_KIND_COUNT);
    for (uint32_t kind = 0; kind < ROWAN_KIND_COUNT; kind++)
        CHECK_STR(rowan_kind_name(kind), names[kind]);
    CHECK_STR(rowan_kind_name(ROWAN_KIND_COUNT), "?");
    CHECK_STR(rowan_kind_name(UINT32_MAX), "?");
}

HARNESS_SUITE(base_uuid,
    HARNESS_TEST(test_uuid__is_written_in_lower_case),
    HARNESS_TEST(test_uuid__is_read_in_its_three_forms),
    HARNESS_TEST(test_uuid__refuses_other_texts),
    HARNESS_TEST(test_uuid__made_at_random_has_version_and_variant),
    HARNESS_TEST(test_kind__has_a_name))
