/* SPDX-License-Identifier: MIT */
/**
 * @file each.h
 * A macro for each argument of a list: machinery of the typed macros.
 */
#ifndef ROWAN_EACH_H
#define ROWAN_EACH_H

/* f_(c_, x) for each further argument x, up to 32 of them. */
#define ROWAN__FOR_EACH(f_, c_, ...)                                         \
    ROWAN__EACH_PICK(__VA_ARGS__, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23,    \
                     22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9,  \
                     8, 7, 6, 5, 4, 3, 2, 1, 0)                              \
    (f_, c_, __VA_ARGS__)
#define ROWAN__EACH_PICK(a1_, a2_, a3_, a4_, a5_, a6_, a7_, a8_, a9_, a10_,  \
                         a11_, a12_, a13_, a14_, a15_, a16_, a17_, a18_,     \
                         a19_, a20_, a21_, a22_, a23_, a24_, a25_, a26_,     \
                         a27_, a28_, a29_, a30_, a31_, a32_, n_, ...)        \
    ROWAN__EACH##n_
#define ROWAN__EACH1(f_, c_, a_) f_(c_, a_)
#define ROWAN__EACH2(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH1(f_, c_, __VA_ARGS__)
#define ROWAN__EACH3(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH2(f_, c_, __VA_ARGS__)
#define ROWAN__EACH4(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH3(f_, c_, __VA_ARGS__)
#define ROWAN__EACH5(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH4(f_, c_, __VA_ARGS__)
#define ROWAN__EACH6(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH5(f_, c_, __VA_ARGS__)
#define ROWAN__EACH7(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH6(f_, c_, __VA_ARGS__)
#define ROWAN__EACH8(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH7(f_, c_, __VA_ARGS__)
#define ROWAN__EACH9(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH8(f_, c_, __VA_ARGS__)
#define ROWAN__EACH10(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH9(f_, c_, __VA_ARGS__)
#define ROWAN__EACH11(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH10(f_, c_, __VA_ARGS__)
#define ROWAN__EACH12(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH11(f_, c_, __VA_ARGS__)
#define ROWAN__EACH13(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH12(f_, c_, __VA_ARGS__)
#define ROWAN__EACH14(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH13(f_, c_, __VA_ARGS__)
#define ROWAN__EACH15(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH14(f_, c_, __VA_ARGS__)
#define ROWAN__EACH16(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH15(f_, c_, __VA_ARGS__)
#define ROWAN__EACH17(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH16(f_, c_, __VA_ARGS__)
#define ROWAN__EACH18(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH17(f_, c_, __VA_ARGS__)
#define ROWAN__EACH19(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH18(f_, c_, __VA_ARGS__)
#define ROWAN__EACH20(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH19(f_, c_, __VA_ARGS__)
#define ROWAN__EACH21(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH20(f_, c_, __VA_ARGS__)
#define ROWAN__EACH22(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH21(f_, c_, __VA_ARGS__)
#define ROWAN__EACH23(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH22(f_, c_, __VA_ARGS__)
#define ROWAN__EACH24(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH23(f_, c_, __VA_ARGS__)
#define ROWAN__EACH25(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH24(f_, c_, __VA_ARGS__)
#define ROWAN__EACH26(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH25(f_, c_, __VA_ARGS__)
#define ROWAN__EACH27(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH26(f_, c_, __VA_ARGS__)
#define ROWAN__EACH28(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH27(f_, c_, __VA_ARGS__)
#define ROWAN__EACH29(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH28(f_, c_, __VA_ARGS__)
#define ROWAN__EACH30(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH29(f_, c_, __VA_ARGS__)
#define ROWAN__EACH31(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH30(f_, c_, __VA_ARGS__)
#define ROWAN__EACH32(f_, c_, a_, ...) \
    f_(c_, a_) ROWAN__EACH31(f_, c_, __VA_ARGS__)

#endif /* ROWAN_EACH_H */
