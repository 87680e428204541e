/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* SPDX-FileCopyrightText: 2026 The cohmem authors */
/* The headers that `make amalgam` merges into one. */
#include <cohmem/coherent.h>
#include <cohmem/cpu_access.h>
#include <cohmem/device.h>
#include <cohmem/dmapool.h>
#include <cohmem/mapping.h>
#include <cohmem/region.h>
#include <cohmem/runs.h>
#include <cohmem/sync.h>

#include "../../../port/baremetal/board.h"
