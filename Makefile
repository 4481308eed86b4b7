# SPDX-License-Identifier: GPL-2.0-only
#
# Targets for people. Each calls the script of its name, which says more about
# itself with --help. KERNEL=6.1, 6.12, 7.3 or all chooses the kernel; W=1, C=2
# and the like mean what they mean to kbuild.

KERNEL ?= all
KBUILD_VARIABLES := $(foreach v,W C V KCFLAGS,$(if $($(v)),'$(v)=$($(v))'))

all: modules sim

modules sim:
	@scripts/build --kernel $(KERNEL) $(KBUILD_VARIABLES) $@

demo check lint kunit coverage mutate bench:
	@scripts/$@

check-packaging:
	@scripts/check-packaging

deb rpm:
	@packaging/build $@ $(if $(OUT),--out $(OUT))

# On this machine, as root; install is for one kernel, the running one or KVER
dkms-install:
	@packaging/install dkms

install:
	@packaging/install module $(KVER)

uninstall:
	@packaging/install remove

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
	@echo 'make mutate   plant bugs, and see whether they notice'
	@echo 'make deb, make rpm      build packages, and print where they are'
	@echo 'make check-packaging    test them'
	@echo 'make dkms-install       install the driver for all kernels, also later ones'
	@echo 'make install            install it for one kernel, KVER=$$(uname -r)'
	@echo 'make uninstall          go back to the kernel'"'"'s own'
	@echo
	@echo 'make bench    count what the driver costs, a packet'
	@echo 'make clean    remove what was built'
	@echo
	@echo 'KERNEL=6.1 (6.12, 7.3) builds for one kernel only.'

.PHONY: all modules sim demo check lint kunit coverage mutate bench check-packaging \
	deb rpm dkms-install install uninstall clean help
