/* SPDX-License-Identifier: MIT */
/* wrong:   a column read into a member that the row has not */
/* message: no member named 'totl' */
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
            rowan_as(city_sales, totl, rowan_sum(rowan_col(invoice, total)))));
#else
    (void)rowan_select(
        session, city_sales,
        .columns = rowan_columns(
            rowan_as(city_sales, total, rowan_sum(rowan_col(invoice, total)))));
#endif
}
