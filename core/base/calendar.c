/* SPDX-License-Identifier: MIT */
/*
 * The two conversions follow Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms" (2013): years begin on 1 March, so that the leap day is the last
 * of its year, and 400 years, an era, have the same number of days each.
 */
#include "calendar.h"

#include <stdbool.h>

enum {
    YEARS_OF_ERA = 400,
    DAYS_OF_ERA = 146097,
    DAYS_TO_1970 = 719468 /* from 0000-03-01 */
};

int64_t
rowan__calendar_floor_divide(int64_t dividend, int64_t divisor)
{
    return dividend / divisor - (dividend % divisor < 0);
}

int64_t
rowan__calendar_days(rowan__civil civil)
{
    int64_t year = civil.year - (civil.month <= 2);
    int64_t era = rowan__calendar_floor_divide(year, YEARS_OF_ERA);
    int64_t year_of_era = year - era * YEARS_OF_ERA;
    int64_t month = (civil.month + 9) % 12; /* March is 0 */
    int64_t day_of_year = (153 * month + 2) / 5 + civil.day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * DAYS_OF_ERA + day_of_era - DAYS_TO_1970;
}

rowan__civil
rowan__calendar_civil(int64_t days)
{
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = rowan__calendar_floor_divide(shifted, DAYS_OF_ERA);
    int64_t day_of_era = shifted - era * DAYS_OF_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / 146096) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* March is 0 */
    rowan__civil civil = {
        .month = (int32_t)(month < 10 ? month + 3 : month - 9),
        .day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1),
    };

    civil.year = era * YEARS_OF_ERA + year_of_era + (civil.month <= 2);
    return civil;
}

int32_t
rowan__calendar_month_length(int64_t year, int32_t month)
{
    static const int32_t lengths[12] = {31, 28, 31, 30, 31, 30,
                                        31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (month < 1 || month > 12)
        return 0;
    return lengths[month - 1] + (month == 2 && leap);
}
