# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
# A thin front for meson. FILE=, AREA=, EXCLUSIVE=, DEPTH=, BUFFER= go to make run; SEED= to make test.
# SEED=, SECONDS_EACH=, BITS=, JSON= and SVG= to make bench; PREFIX= and DESTDIR= to make install.
export PREFIX DESTDIR FILE AREA EXCLUSIVE DEPTH BUFFER SEED SECONDS_EACH BITS JSON SVG

all:
	@scripts/deps build
	@scripts/configure build all
	@ninja -C build

# make itself answers 2 to every failure, so nonsense and failure alike end there.
run:
	@scripts/deps run
	@scripts/run

# Without ADDRESS= with QEMU's controller. With it, all that is on the controller's namespace is lost.
nvme:
	@scripts/deps nvme
	@scripts/configure build examples/nvme/nvme -Dexamples=auto
	@ninja -C build examples/nvme/nvme >build/ninja.out || { cat build/ninja.out; exit 1; }
	@build/examples/nvme/nvme $(ADDRESS)

test:
	@scripts/deps test
	@scripts/test

bench:
	@scripts/deps bench
	@scripts/bench

# The core in two files, for a firmware: amalgam/cohmem.h and amalgam/cohmem.c.
amalgam:
	@scripts/deps amalgam
	@scripts/amalgam amalgam
	@ls amalgam/cohmem.h amalgam/cohmem.c

# What it costs a firmware: renews the tables in docs/firmware.md.
size:
	@scripts/deps test
	@scripts/size

install:
	@scripts/deps build
	@scripts/install

format:
	@scripts/check-format -i

clean:
	@rm -rf build build-*

.PHONY: all run nvme test bench amalgam size install format clean
