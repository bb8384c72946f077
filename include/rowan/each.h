/* SPDX-License-Identifier: MIT */
/**
 * @file each.h
 * A macro for each argument of a list: machinery of the typed macros.
 */
#ifndef ROWAN_EACH_H
#define ROWAN_EACH_H

/* f_(c_, x) for each further argument x, up to 32 of them. With more, the 33rd
 * stands where a number should: the compiler knows no such macro, and says its
 * name. */
#define ROWAN__FOR_EACH(f_, c_, ...)                                         \
    ROWAN__EACH_PICK(__VA_ARGS__, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23,    \
                     22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9,  \
                     8, 7, 6, 5, 4, 3, 2, 1, 0)                              \
    (f_, c_, __VA_ARGS__)
#define ROWAN__EACH_PICK(a1_, a2_, a3_, a4_, a5_, a6_, a7_, a8_, a9_, a10_,  \
                         a11_, a12_, a13_, a14_, a15_, a16_, a17_, a18_,     \
                         a19_, a20_, a21_, a22_, a23_, a24_, a25_, a26_,     \
                         a27_, a28_, a29_, a30_, a31_, a32_, n_, ...)        \
    ROWAN__at_most_32_arguments_##n_
#define ROWAN__at_most_32_arguments_1(f_, c_, a_) f_(c_, a_)
#define ROWAN__at_most_32_arguments_2(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_1(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_3(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_2(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_4(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_3(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_5(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_4(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_6(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_5(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_7(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_6(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_8(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_7(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_9(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_8(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_10(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_9(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_11(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_10(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_12(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_11(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_13(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_12(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_14(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_13(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_15(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_14(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_16(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_15(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_17(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_16(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_18(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_17(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_19(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_18(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_20(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_19(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_21(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_20(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_22(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_21(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_23(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_22(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_24(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_23(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_25(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_24(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_26(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_25(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_27(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_26(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_28(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_27(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_29(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_28(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_30(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_29(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_31(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_30(f_, c_, __VA_ARGS__)
#define ROWAN__at_most_32_arguments_32(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__at_most_32_arguments_31(f_, c_, __VA_ARGS__)

#endif /* ROWAN_EACH_H */
