// SPDX-License-Identifier: GPL-2.0-only
/// A register read whose failure cannot be told from a value: ena_reg.c alone
/// reads registers, and says whether it could.
// Options: --no-includes

virtual report

@read@
position p : script:python() { not p[0].file.endswith("src/ena_reg.c") };
@@
 \(readb@p\|readw@p\|readl@p\|readq@p\|readl_relaxed@p\|ioread32@p\|ioread16@p\)(...)

@script:python depends on report@
p << read.p;
@@
coccilib.report.print_report(p[0], "a register is read: use ena_reg_read()")
