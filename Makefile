# SPDX-License-Identifier: GPL-2.0-only
#
# Targets for people. Each calls the script of its name, which says more about
# itself with --help. KERNEL=6.1, 6.12, 7.3 or all chooses the kernel.

KERNEL ?= all

all: modules sim

modules sim:
	@scripts/build --kernel $(KERNEL) $@

demo check lint kunit coverage:
	@scripts/$@

clean:
	@scripts/build --clean

help:
	@echo 'make all      build both modules for the supported kernels'
	@echo 'make modules  build the driver, ena.ko'
	@echo 'make sim      build the simulated device, ena_sim.ko'
	@echo 'make demo     show the driver at work on the simulated device'
	@echo 'make check    run all tests'
	@echo 'make lint     run the checks that need no VM'
	@echo 'make kunit    run the KUnit suites on a debug kernel'
	@echo 'make coverage measure what they execute'
	@echo 'make clean    remove what was built'
	@echo
	@echo 'KERNEL=6.1 (6.12, 7.3) builds for one kernel only.'

.PHONY: all modules sim demo check lint kunit coverage clean help
