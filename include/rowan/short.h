/* SPDX-License-Identifier: MIT */
/**
 * @file short.h
 * Expressions without the prefix, for programs that define ROWAN_SHORT_NAMES
 * before they include rowan.h: eq(col(user, age), 18).
 *
 * Words of C and C++, names of the C library, and min and max, which many
 * programs have, end with an underscore: and_, abs_.
 */
#ifndef ROWAN_SHORT_H
#define ROWAN_SHORT_H

#include <rowan/expr.h>

#ifndef __cplusplus

#define col(...) rowan_col(__VA_ARGS__)
#define eq(...) rowan_eq(__VA_ARGS__)
#define ne(...) rowan_ne(__VA_ARGS__)
#define lt(...) rowan_lt(__VA_ARGS__)
#define le(...) rowan_le(__VA_ARGS__)
#define gt(...) rowan_gt(__VA_ARGS__)
#define ge(...) rowan_ge(__VA_ARGS__)
#define like(...) rowan_like(__VA_ARGS__)
#define not_like(...) rowan_not_like(__VA_ARGS__)
#define ilike(...) rowan_ilike(__VA_ARGS__)
#define starts_with(...) rowan_starts_with(__VA_ARGS__)
#define ends_with(...) rowan_ends_with(__VA_ARGS__)
#define contains(...) rowan_contains(__VA_ARGS__)
#define in(...) rowan_in(__VA_ARGS__)
#define in_array(...) rowan_in_array(__VA_ARGS__)
#define not_in(...) rowan_not_in(__VA_ARGS__)
#define not_in_array(...) rowan_not_in_array(__VA_ARGS__)
#define between(...) rowan_between(__VA_ARGS__)
#define not_between(...) rowan_not_between(__VA_ARGS__)
#define is_null(...) rowan_is_null(__VA_ARGS__)
#define is_not_null(...) rowan_is_not_null(__VA_ARGS__)
#define plus(...) rowan_plus(__VA_ARGS__)
#define minus(...) rowan_minus(__VA_ARGS__)
#define times(...) rowan_times(__VA_ARGS__)
#define mod(...) rowan_mod(__VA_ARGS__)
#define neg(...) rowan_neg(__VA_ARGS__)
#define to_real(...) rowan_to_real(__VA_ARGS__)
#define concat(...) rowan_concat(__VA_ARGS__)
#define lower(...) rowan_lower(__VA_ARGS__)
#define upper(...) rowan_upper(__VA_ARGS__)
#define length(...) rowan_length(__VA_ARGS__)
#define coalesce(...) rowan_coalesce(__VA_ARGS__)
#define count_rows(...) rowan_count_rows(__VA_ARGS__)
#define count_of(...) rowan_count_of(__VA_ARGS__)
#define count_distinct(...) rowan_count_distinct(__VA_ARGS__)
#define sum(...) rowan_sum(__VA_ARGS__)
#define avg(...) rowan_avg(__VA_ARGS__)
#define asc(...) rowan_asc(__VA_ARGS__)
#define desc(...) rowan_desc(__VA_ARGS__)
#define asc_nulls_first(...) rowan_asc_nulls_first(__VA_ARGS__)
#define asc_nulls_last(...) rowan_asc_nulls_last(__VA_ARGS__)
#define desc_nulls_first(...) rowan_desc_nulls_first(__VA_ARGS__)
#define desc_nulls_last(...) rowan_desc_nulls_last(__VA_ARGS__)

#define and_(...) rowan_and(__VA_ARGS__)
#define or_(...) rowan_or(__VA_ARGS__)
#define not_(...) rowan_not(__VA_ARGS__)
#define if_(...) rowan_if(__VA_ARGS__)
#define div_(...) rowan_div(__VA_ARGS__)
#define abs_(...) rowan_abs(__VA_ARGS__)
#define min_(...) rowan_min(__VA_ARGS__)
#define max_(...) rowan_max(__VA_ARGS__)

#endif /* __cplusplus */

#endif /* ROWAN_SHORT_H */
