# SPDX-License-Identifier: GPL-2.0-only
#
# Where the instructions of the driver's own text go, by the functions that the
# compiler has inlined.

import bisect
import re
import subprocess

from figures import load

SYMBOL = re.compile(r"[0-9a-f]+ <(\S+)>:$")
FUNCTION = re.compile(r"(\S+)\(\):$")
CALLER = re.compile(r"inlined by \S+.* \((\S+)\)$")
INSN = re.compile(r" +([0-9a-f]+):\t")


def step(chain):
    """The innermost function of the driver's, and whom of the kernel's it calls"""
    for i, name in enumerate(chain):
        if name.startswith("ena_"):
            return name + (f": {chain[i - 1]}()" if i else "")
    return chain[-1]


def disassemble(module):
    """By symbol, the step of each instruction, and their offsets"""
    text = subprocess.run(
        ("objdump", "-d", "-l", "--inlines", "--no-show-raw-insn", module),
        check=True, capture_output=True, text=True).stdout
    steps, offsets = {}, {}
    innermost, chain = "", []
    for line in text.split("\n"):
        if found := SYMBOL.match(line):
            name = found[1]
            steps[name], offsets[name] = [], []
            first = None
        elif found := FUNCTION.match(line):
            innermost = found[1]
        elif line.startswith("/"):
            chain = [innermost]
        elif found := CALLER.match(line):
            chain.append(found[1])
        elif found := INSN.match(line):
            address = int(found[1], 16)
            first = address if first is None else first
            offsets[name].append(address - first)
            steps[name].append(step(chain or [innermost]))
    return steps, offsets


def by_step(blocks, module):
    steps, offsets = disassemble(module)
    total = {}
    for symbol, offset, insns, count in blocks:
        # The kernel patches what it runs: some instructions begin elsewhere
        start = bisect.bisect_right(offsets[symbol], offset) - 1
        for name in steps[symbol][start:start + insns]:
            total[name] = total.get(name, 0) + count
    return total


def steps(name, case, module):
    blocks = load(name)["blocks"].get(case, {}).get("ena")
    if not blocks:
        return 1
    print(f"{case}, ena: instructions of its own text per packet, inlined functions "
          "apart")
    for what, count in sorted(by_step(blocks, module).items(),
                              key=lambda item: -item[1]):
        if count >= 0.5:
            print(f"{count:9.1f}  {what}")
    return 0
