/* SPDX-License-Identifier: MIT */
/**
 * @file export.h
 * Marks of the public interface: visibility, must-check, C linkage.
 */
#ifndef ROWAN_EXPORT_H
#define ROWAN_EXPORT_H

#if defined(__GNUC__) || defined(__clang__)
#define ROWAN_API __attribute__((visibility("default")))
#define ROWAN_MUST_CHECK __attribute__((warn_unused_result))
#define ROWAN_PRINTF(format_, first_) \
    __attribute__((format(printf, format_, first_)))
#else
#define ROWAN_API
#define ROWAN_MUST_CHECK
#define ROWAN_PRINTF(format_, first_)
#endif

#ifdef __cplusplus
#define ROWAN_BEGIN_DECLS extern "C" {
#define ROWAN_END_DECLS }
#else
#define ROWAN_BEGIN_DECLS
#define ROWAN_END_DECLS
#endif

#endif /* ROWAN_EXPORT_H */
