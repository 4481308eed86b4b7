// SPDX-License-Identifier: GPL-2.0-only
/// A loop that sleeps or spins by itself. Its end is easy to get wrong: wait with
/// read_poll_timeout(), which looks once more when the time is over.
// Options: --no-includes

virtual report

@loop@
position p;
@@
(
 while (...) { <+... \(msleep@p\|ssleep@p\|fsleep@p\|usleep_range@p\|udelay@p\|mdelay@p\|ndelay@p\|cpu_relax@p\)(...) ...+> }
|
 for (...;...;...) { <+... \(msleep@p\|ssleep@p\|fsleep@p\|usleep_range@p\|udelay@p\|mdelay@p\|ndelay@p\|cpu_relax@p\)(...) ...+> }
|
 do { <+... \(msleep@p\|ssleep@p\|fsleep@p\|usleep_range@p\|udelay@p\|mdelay@p\|ndelay@p\|cpu_relax@p\)(...) ...+> } while (...);
)

@script:python depends on report@
p << loop.p;
@@
coccilib.report.print_report(p[0], "a loop that waits: use read_poll_timeout()")
