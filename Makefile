# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
# SPDX-FileCopyrightText: 2026 The cohmem authors
# A thin front end for meson. FILE=, AREA=, EXCLUSIVE=, DEPTH= and BUFFER= are for make run; SEED= is for make test; SEED=,
# SECONDS_EACH=, BITS=, JSON= and SVG= are for make bench; PREFIX= and DESTDIR= are for make install.
export PREFIX DESTDIR FILE AREA EXCLUSIVE DEPTH BUFFER SEED SECONDS_EACH BITS JSON SVG

all:
	@scripts/deps build
	@scripts/configure build all
	@ninja -C build

# make exits with status 2 on every failure; scripts/run itself distinguishes wrong arguments (2) from other failures.
run:
	@scripts/deps run
	@scripts/run

# Uses QEMU's controller without ADDRESS=. With it, all data in the namespace of the controller at ADDRESS is lost.
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

# Measures what the core costs a firmware, and updates the tables in docs/firmware.md.
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
