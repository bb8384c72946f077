/* SPDX-License-Identifier: MIT */
/* Hashing of bytes and integers; not for defence against chosen keys. */
#ifndef ROWAN_BASE_HASH_H
#define ROWAN_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t rowan__hash_bytes(const void *data, size_t size);
uint64_t rowan__hash_mix(uint64_t a, uint64_t b);

#endif
