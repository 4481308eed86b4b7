# SPDX-License-Identifier: GPL-2.0-only
#
# From what guest and plugin.c wrote to figures per packet, and what is done with
# such figures everywhere: read, merged, their median, spread and ratios.

import bisect
import json
import statistics
import sys

MODULES = 0xffffffffa0000000
PARTS = "cases", "operations", "refused", "dropped", "functions", "blocks"


class Symbols:
    """Names of functions by address"""

    def __init__(self, *lists):
        merged = sorted(tuple(s) for each in lists for s in each)
        self.addresses = [s[0] for s in merged]
        self.names = [s[1] for s in merged]

    def find(self, address):
        """Name, and how far behind its start"""
        i = bisect.bisect_right(self.addresses, address) - 1
        return self.names[i], address - self.addresses[i]


def read_counts(name):
    """Blocks of straight code by window; the last window may be cut off"""
    windows = {}
    with open(name, encoding="ascii") as file:
        for line in file:
            words = line.split()
            if words[0] == "window":
                blocks = []
                windows[int(words[1])] = blocks, [int(w) for w in words[2:]]
            else:
                blocks.append((int(words[0], 16), *map(int, words[1:])))
    return windows


def read_guest(name):
    """What guest said, as far as it came"""
    with open(name, encoding="ascii") as file:
        for line in file:
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                return


def window_figures(window, driver, core, blocks, seen):
    """Per packet, by function, and straight pieces of the driver's own text"""
    own = range(driver["symbols"][0][0], driver["end"])
    symbols = Symbols(core, driver["symbols"])
    total = dict.fromkeys(("own", "own_tx", "own_poll", "path", "path_tx",
                           "path_poll", "fences", "locked"), 0)
    functions, straight = {}, []
    packets = max(window["packets"], 1)
    for pc, insns, fences, locked, *runs in blocks:
        mine = pc in own
        count = sum(runs)
        name, offset = symbols.find(pc)
        if pc >= MODULES and not mine:
            name = "(other modules)"
        key = ("+" if mine else "") + name
        functions[key] = functions.get(key, 0) + insns * count
        total["path"] += insns * count
        total["path_tx"] += insns * (runs[1] + runs[3])
        total["path_poll"] += insns * runs[2]
        total["fences"] += fences * count
        total["locked"] += locked * count
        if mine:
            total["own"] += insns * count
            if count / packets > 0.001:
                straight.append((name, offset, insns,
                                 round(count / packets, 4)))
            total["own_tx"] += insns * (runs[1] + runs[3])
            total["own_poll"] += insns * runs[2]
    _, total["doorbells"], total["pushed"], total["lines"] = seen
    total["interrupts"] = window["interrupts"]
    figures = {key: value / packets for key, value in total.items()}
    if window["seconds"]:
        figures["rate"] = packets / window["seconds"]
    functions = {name: round(count / packets, 1)
                 for name, count in functions.items()
                 if count / packets >= 0.5}
    return figures, functions, straight


def add_window(result, what, driver, core, window):
    """One window; not if the plugin has lost its way in it"""
    case, name = what["case"], what["driver"]
    if not window or window[1][0]:
        dropped = result["dropped"].setdefault(case, {})
        dropped[name] = dropped.get(name, 0) + 1
        return
    mine = result["cases"].setdefault(case, {}).setdefault(name, {})
    values, functions, straight = window_figures(what, driver, core, *window)
    for key, value in values.items():
        mine.setdefault(key, []).append(round(value, 4))
    result["functions"].setdefault(case, {})[name] = functions
    if name == "ena":
        result["blocks"].setdefault(case, {})[name] = straight


def read_run(result, guest, counts):
    """One VM's; is it complete?"""
    windows = read_counts(counts)
    core = driver = None
    for what in read_guest(guest):
        if "kernel" in what:
            result["kernel"] = what["kernel"]
            core = what["symbols"]
        elif "window" in what:
            add_window(result, what, driver, core,
                       windows.get(what["window"]))
        elif "operation" in what:
            mine = result["operations"].setdefault(
                what["operation"], {}).setdefault(what["driver"], {})
            for key, value in what["values"].items():
                mine.setdefault(key, []).append(round(value, 4))
        elif "refused" in what:
            result["refused"].setdefault(what["refused"], {})[
                what["driver"]] = what["why"]
        elif "driver" in what:
            driver = what
            result["builds"][what["driver"]] = {
                key: what[key] for key in ("source", "compiler")}
        elif "end" in what:
            return
    print("cut off: there are figures of the rounds that ended only",
          file=sys.stderr)


def figures(commit, *names):
    """@names: of each VM, what guest wrote and what plugin.c did"""
    result = {"kernel": "", "commit": commit, "builds": {},
              **{part: {} for part in PARTS}}
    for guest, counts in zip(names[::2], names[1::2]):
        read_run(result, guest, counts)
    if not result["cases"] and not result["operations"]:
        sys.exit("nothing was measured")
    json.dump(result, sys.stdout, indent=1)
    print()


def load(*names):
    """Figures of several runs, taken together if they are of the same builds"""
    result = {part: {} for part in PARTS}
    for name in names:
        with open(name, encoding="ascii") as file:
            data = json.load(file)
        for key in "kernel", "commit":
            if result.setdefault(key, data[key]) != data[key]:
                sys.exit(f"{name} is of another {key}")
        builds = result.setdefault("builds", {})
        for driver, build in data["builds"].items():
            if builds.setdefault(driver, build) != build:
                sys.exit(f"{name} is of another build of {driver}")
        for part in PARTS:
            for case, drivers in data.get(part, {}).items():
                result[part].setdefault(case, {}).update(drivers)
    return result


def median(case, driver, key):
    values = case.get(driver, {}).get(key)
    return statistics.median(values) if values else None


def spread(values):
    """Widest distance between two rounds, in parts of the median"""
    middle = statistics.median(values)
    return (max(values) - min(values)) / middle if middle else 0


def ratio(case, driver, key):
    """To the kernel's own driver: of the medians, and the widest interval"""
    mine = case.get(driver, {}).get(key)
    stock = case.get("stock", {}).get(key)
    if not mine or not stock or min(stock) <= 0:
        return None
    return (statistics.median(mine) / statistics.median(stock),
            min(mine) / max(stock), max(mine) / min(stock))
