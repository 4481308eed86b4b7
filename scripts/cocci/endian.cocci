// SPDX-License-Identifier: GPL-2.0-only
/// A field of a little-endian word taken out by hand: le32_get_bits() and its kin
/// need the mask alone.
// Options: --no-includes

virtual report

@shift@
expression E, N, S;
position p;
@@
(
 \(le16_to_cpu@p\|le32_to_cpu@p\|le64_to_cpu@p\)(E) >> N
|
 \(cpu_to_le16@p\|cpu_to_le32@p\|cpu_to_le64@p\)(E << N)
|
 (\(le16_to_cpu@p\|le32_to_cpu@p\|le64_to_cpu@p\)(E) & N) >> S
)

@script:python depends on report@
p << shift.p;
@@
coccilib.report.print_report(p[0], "a field by hand: use le32_get_bits() or its kin")
