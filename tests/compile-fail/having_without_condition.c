/* SPDX-License-Identifier: MIT */
/* wrong:   HAVING with a sum in place of a condition */
/* message-gcc: using type 'rowan_decimal_expr' */
/* message-clang: incompatible type 'rowan_decimal_expr' */
/* level:   error */
#include "shop.h"

city_sales **use(rowan_session *session, const rowan_output *columns);

city_sales **
use(rowan_session *session, const rowan_output *columns)
{
#ifdef WRONG
    return rowan_select(session, city_sales, .columns = columns,
                        .having = rowan_sum(rowan_col(invoice, total)));
#else
    return rowan_select(
        session, city_sales, .columns = columns,
        .having = rowan_gt(rowan_sum(rowan_col(invoice, total)), 100));
#endif
}
