/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* sifive_u: RV64, of which hart 0 is used. Source: SiFive FU540-C000 Manual. */
#define ENGINE_NAME "PDMA on sifive_u"
#define ENGINE_BASE 0x3000000u
