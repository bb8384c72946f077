/* SPDX-License-Identifier: MIT */
/* wrong:   a sum read into a text member */
/* message: rowan_error_member_type_does_not_match */
/* level:   error */
#include "shop.h"

void use(rowan_session *session);

void
use(rowan_session *session)
{
#ifdef WRONG
    (void)rowan_select(
        session, city_sales,
        .columns = rowan_columns(
            rowan_as(city_sales, city, rowan_sum(rowan_col(invoice, total)))));
#else
    (void)rowan_select(
        session, city_sales,
        .columns = rowan_columns(
            rowan_as(city_sales, total, rowan_sum(rowan_col(invoice, total)))));
#endif
}
