/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* versatilepb: an ARM926, which has no atomic instructions. Source: Arm DUI 0225. */
#define ENGINE_NAME "PL080 on versatilepb"
#define ENGINE_BASE 0x10130000u
