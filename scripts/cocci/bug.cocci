// SPDX-License-Identifier: GPL-2.0-only
/// A driver that takes the machine down with it.
// Options: --no-includes

virtual report

@bug@
position p;
@@
 \(BUG@p\|BUG_ON@p\|panic@p\)(...)

@script:python depends on report@
p << bug.p;
@@
coccilib.report.print_report(p[0], "no error is worth the machine: return one")
