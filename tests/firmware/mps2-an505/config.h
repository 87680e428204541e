/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* mps2-an505: a Cortex-M33 in its secure state. Source: Arm DAI 0505. */
#define ENGINE_NAME "PL081 on mps2-an505"
#define ENGINE_BASE 0x50110000u
#define ENGINE_IRQ  58
#define TIMER_TICKS 16000 /* of 50 ns */
