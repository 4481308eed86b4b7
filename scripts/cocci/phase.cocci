// SPDX-License-Identifier: GPL-2.0-only
/// An entry that the device wrote is read after its phase, with nothing to keep the
/// CPU from reading the rest of it first.
// Options: --no-includes

virtual report

@seen exists@
position p;
@@
 if (<+... ena_phase@p(...) ...+>)
	return ...;
 ... when != dma_rmb()
 return ...;

@script:python depends on report@
p << seen.p;
@@
coccilib.report.print_report(p[0], "no dma_rmb() after the phase was seen")
