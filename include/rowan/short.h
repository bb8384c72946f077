/* SPDX-License-Identifier: MIT */
/**
 * @file short.h
 * Short names of expressions and queries: `eq(col(user, name), "Ann")`.
 *
 * Taken in by rowan.h where ROWAN_SHORT_NAMES is defined before it. Names that
 * most programs use for something else, or that C and its library have already,
 * get a trailing underscore. All are macros with arguments, so that members and
 * variables may have the same names.
 */
#ifndef ROWAN_SHORT_H
#define ROWAN_SHORT_H

#include <rowan/query.h>

#ifndef __cplusplus

#define col(T_, m_) rowan_col(T_, m_)

#define eq(l_, r_) rowan_eq(l_, r_)
#define ne(l_, r_) rowan_ne(l_, r_)
#define lt(l_, r_) rowan_lt(l_, r_)
#define le(l_, r_) rowan_le(l_, r_)
#define gt(l_, r_) rowan_gt(l_, r_)
#define ge(l_, r_) rowan_ge(l_, r_)
#define like(l_, r_) rowan_like(l_, r_)
#define not_like(l_, r_) rowan_not_like(l_, r_)
#define ilike(l_, r_) rowan_ilike(l_, r_)
#define starts_with(l_, r_) rowan_starts_with(l_, r_)
#define ends_with(l_, r_) rowan_ends_with(l_, r_)
#define contains(l_, r_) rowan_contains(l_, r_)
#define in_(l_, ...) rowan_in(l_, __VA_ARGS__)
#define not_in(l_, ...) rowan_not_in(l_, __VA_ARGS__)
#define in_array(l_, array_, count_) rowan_in_array(l_, array_, count_)
#define not_in_array(l_, array_, count_) rowan_not_in_array(l_, array_, count_)
#define between(l_, low_, high_) rowan_between(l_, low_, high_)
#define not_between(l_, low_, high_) rowan_not_between(l_, low_, high_)
#define is_null(e_) rowan_is_null(e_)
#define is_not_null(e_) rowan_is_not_null(e_)
#define and_(...) rowan_and(__VA_ARGS__)
#define or_(...) rowan_or(__VA_ARGS__)
#define not_(e_) rowan_not(e_)
#define if_(condition_, e_) rowan_if(condition_, e_)

#define plus_(l_, r_) rowan_plus(l_, r_)
#define minus_(l_, r_) rowan_minus(l_, r_)
#define times_(l_, r_) rowan_times(l_, r_)
#define div_(l_, r_) rowan_div(l_, r_)
#define mod_(l_, r_) rowan_mod(l_, r_)
#define neg(e_) rowan_neg(e_)
#define abs_(e_) rowan_abs(e_)
#define to_real(e_) rowan_to_real(e_)
#define concat(...) rowan_concat(__VA_ARGS__)
#define lower(e_) rowan_lower(e_)
#define upper(e_) rowan_upper(e_)
#define length_(e_) rowan_length(e_)
#define coalesce(e_, other_) rowan_coalesce(e_, other_)

#define count_rows() rowan_count_rows()
#define count_of(e_) rowan_count_of(e_)
#define count_distinct(e_) rowan_count_distinct(e_)
#define sum_(e_) rowan_sum(e_)
#define min_(e_) rowan_min(e_)
#define max_(e_) rowan_max(e_)
#define avg_(e_) rowan_avg(e_)

#define by(...) rowan_by(__VA_ARGS__)
#define asc(e_) rowan_asc(e_)
#define desc(e_) rowan_desc(e_)
#define asc_nulls_first(e_) rowan_asc_nulls_first(e_)
#define asc_nulls_last(e_) rowan_asc_nulls_last(e_)
#define desc_nulls_first(e_) rowan_desc_nulls_first(e_)
#define desc_nulls_last(e_) rowan_desc_nulls_last(e_)

#define columns_(...) rowan_columns(__VA_ARGS__)
#define as_(T_, m_, e_) rowan_as(T_, m_, e_)
#define joins(...) rowan_joins(__VA_ARGS__)
#define join_(T_) rowan_join(T_)
#define left_join(T_) rowan_left_join(T_)
#define join_on(T_, on_) rowan_join_on(T_, on_)
#define left_join_on(T_, on_) rowan_left_join_on(T_, on_)
#define sets(...) rowan_sets(__VA_ARGS__)
#define set_(T_, m_, v_) rowan_set(T_, m_, v_)
#define set_null(T_, m_) rowan_set_null(T_, m_)

#endif /* __cplusplus */

#endif /* ROWAN_SHORT_H */
