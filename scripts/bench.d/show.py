# SPDX-License-Identifier: GPL-2.0-only
#
# Figures as tables for the terminal and for docs/performance.md, and as data for
# plots.

import json
import os
import re
import statistics
import sys

from figures import PARTS, load, median, ratio, spread
from steps import by_step

COLUMNS = ("own", "own_tx", "own_poll", "path", "locked", "fences", "doorbells",
           "pushed", "lines", "interrupts", "rate")
DEVICE = "doorbells", "pushed", "fences", "locked", "lines", "interrupts"
SIDES = "ena", "stock"
# In docs/performance.json, functions of these cases only, and so many of them; of steps
# those that take one instruction at least
EXPLAINED = ("tx-64", "tx-1500", "tx-tso-64k", "rx-64", "rx-1500", "rx-9000",
             "round-trip")
FUNCTIONS = 20
COLUMNS_OF_STEPS = 3
STREAMS = "tx-tso-64k", "round-trip"
VARIANTS = re.compile(r"-(queues|ring)(\d+)$")


# --- the terminal ---

def table(name):
    data = load(name)
    print(f"Linux {data['kernel']}, per packet")
    if data["cases"]:
        print(f"{'case':15} {'driver':7}" +
              "".join(f"{c:>11}" for c in COLUMNS) +
              f"{'spread: own':>12}{'path':>7}{'own: ratio, interval':>24}"
              f"{'path':>20}{'rate':>22}")
    for case_name, case in data["cases"].items():
        for driver in case:
            row = f"{case_name:15} {driver:7}"
            for key in COLUMNS:
                value = median(case, driver, key)
                row += " " * 11 if value is None else f"{value:11.2f}"
            row += (f"{spread(case[driver]['own']):12.1%}"
                    f"{spread(case[driver]['path']):7.1%}")
            if driver not in ("stock", "null") and "stock" in case:
                for key in "own", "path", "rate":
                    found = ratio(case, driver, key)
                    if found:
                        row += "    {:6.3f} {:.3f}-{:.3f}".format(*found)
            print(row)
    operations_table(data)
    for part, what in ("refused", "{}"), ("dropped", "{} rounds went astray"):
        for case_name, drivers in data[part].items():
            for driver, why in drivers.items():
                print(f"{case_name}: {driver}: {what.format(why)}")


def quantities(drivers):
    return dict.fromkeys(k for d in drivers.values() for k in d)


def operations_table(data):
    if data["operations"]:
        print(f"{'operation':12} {'quantity':12} {'driver':7}{'median':>11}"
              f"{'least':>11}{'most':>11}    ratio, interval")
    for name, drivers in data["operations"].items():
        for key in quantities(drivers):
            for driver in drivers:
                values = drivers[driver].get(key)
                if not values:
                    continue
                row = (f"{name:12} {key:12} {driver:7}"
                       f"{statistics.median(values):11.3f}"
                       f"{min(values):11.3f}{max(values):11.3f}")
                found = driver != "stock" and ratio(drivers, driver, key)
                if found:
                    row += "    {:.3f} {:.3f}-{:.3f}".format(*found)
                print(row)


def by_count(found):
    return sorted(found.items(), key=lambda item: -item[1])


def functions(name, case, *drivers):
    data = load(name)["functions"].get(case) or sys.exit(f"no figures of {case}")
    for driver in drivers or data:
        print(f"{case}, {driver}: instructions per packet; + is the driver's")
        for function, count in by_count(data[driver]):
            print(f"{count:9.1f}  {function}")


# --- docs/performance.json ---

def rounded(found, most=None):
    return {what: round(count, 1) for what, count in by_count(found)[:most]
            if round(count, 1) >= 1}


def merge(name, key, added, module):
    """With the figures of @added in place of earlier ones of their cases"""
    everything = read_all(name) if os.path.exists(name) else {}
    data = load(added)
    # What a driver is made of says more than a commit
    del data["commit"]
    blocks = data.pop("blocks")
    data["steps"] = {}
    for case, drivers in data["functions"].items():
        for driver, found in drivers.items():
            drivers[driver] = (rounded(found, FUNCTIONS)
                               if case in EXPLAINED else {})
        if case in EXPLAINED and case in blocks:
            data["steps"][case] = {
                "ena": rounded(by_step(blocks[case]["ena"], module))}
    old = everything.get(key)
    if old and old["kernel"] == data["kernel"] and all(
            old["builds"][side] == data["builds"][side] for side in SIDES
            if side in old["builds"] and side in data["builds"]):
        for part in {*PARTS, "steps"} - {"blocks"}:
            data[part] = {
                case: {**old[part].get(case, {}), **data[part].get(case, {})}
                for case in dict.fromkeys([*old[part], *data[part]])}
        data["builds"] = {**old["builds"], **data["builds"]}
    everything[key] = data
    text = json.dumps(dict(sorted(everything.items())), indent=1)
    # The numbers of a quantity in one line
    print(re.sub(r"\[\s+([^][{}]*?)\s+\]",
                 lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", text))


def read_all(name):
    with open(name, encoding="ascii") as file:
        return json.load(file)


# --- docs/performance.md ---

def cell(value, digits=0):
    return "" if value is None else f"{value:.{digits}f}"


def row(*cells):
    return "| " + " | ".join(cells) + " |\n"


def head(*cells):
    return row(*cells) + "|" + "---|" * len(cells) + "\n"


def widest(case, key):
    """Spread of the driver whose rounds differ most"""
    found = [spread(case[side][key]) for side in SIDES if side in case]
    return f"{max(found):.1%}" if found else ""


def is_plain(name):
    return not VARIANTS.search(name)


def page_cost(data):
    text = head("case", "own: this tree", "kernel's", "ratio", "path: this tree",
                "kernel's", "ratio", "no device", "rounds differ: own, path")
    for name, case in filter(lambda item: is_plain(item[0]),
                             data["cases"].items()):
        cells = [f"`{name}`"]
        for key in "own", "path":
            cells += [cell(median(case, side, key)) for side in SIDES]
            found = ratio(case, "ena", key)
            cells += [cell(found and found[0], 2)]
        cells += [cell(median(case, "null", "path")),
                  f"{widest(case, 'own')}, {widest(case, 'path')}"]
        text += row(*cells)
    return text


def page_device(data):
    text = head("case", *(f"{key}: this tree | kernel's" for key in DEVICE))
    text = text.replace("|---|\n", "|---|" + "---|" * len(DEVICE) + "\n")
    for name, case in filter(lambda item: is_plain(item[0]),
                             data["cases"].items()):
        text += row(f"`{name}`", *(cell(median(case, side, key), 3)
                                   for key in DEVICE for side in SIDES))
    return text


def page_rates(data):
    text = head("case", "rate: ratio to the kernel's own", "widest interval")
    for name, case in data["cases"].items():
        found = ratio(case, "ena", "rate")
        # Many CPUs have the host's clock
        if found and "-queues" not in name:
            text += row(f"`{name}`", "{:.2f}".format(found[0]),
                        "{:.2f} to {:.2f}".format(*found[1:]))
    return text


def variants(data, what):
    """(number, direction, case) of cases that differ in a number"""
    for name, case in data["cases"].items():
        found = VARIANTS.search(name)
        if found and found[1] == what:
            yield int(found[2]), name[:found.start()], case
        elif what == "ring" and name in ("tx-64", "rx-64"):
            yield 1024, name, case


def page_variants(what):
    def page_one(data):
        text = head("case", what, "own: this tree", "kernel's", "ratio",
                    "path: this tree", "kernel's", "ratio")
        for number, name, case in sorted(
                variants(data, what), key=lambda v: (v[1], v[0])):
            cells = [f"`{name}`", str(number)]
            for key in "own", "path":
                cells += [cell(median(case, side, key)) for side in SIDES]
                found = ratio(case, "ena", key)
                cells += [cell(found and found[0], 2)]
            text += row(*cells)
        return text
    return page_one


def page_operations(data):
    """Least, median and most of each"""
    text = head("operation", "quantity", "this tree", "kernel's own", "ratio")
    for name, drivers in data["operations"].items():
        for key in quantities(drivers):
            cells = [f"`{name}`", key]
            for side in SIDES:
                values = drivers.get(side, {}).get(key)
                cells.append("{:.4g} ({:.4g} to {:.4g})".format(
                    statistics.median(values), min(values), max(values))
                    if values else "")
            found = ratio(drivers, "ena", key)
            text += row(*cells, cell(found and found[0], 3))
    return text


def page_refused(data):
    names = dict(zip(SIDES, ("this tree's", "the kernel's own")))
    lines = [f"- `{name}`, {names.get(side, side)}: {why}\n"
             for name, drivers in data["refused"].items()
             for side, why in drivers.items()]
    return "".join(lines) or "None.\n"


def page_steps(case):
    def page_one(data):
        found = by_count(data["steps"].get(case, {}).get("ena", {}))
        rows = -(-len(found) // COLUMNS_OF_STEPS)
        text = head(*[""] * 2 * COLUMNS_OF_STEPS)
        for i in range(rows):
            cells = []
            for name, count in found[i::rows]:
                cells += [f"{count:.1f}", f"`{name}`"]
            cells += [""] * (2 * COLUMNS_OF_STEPS - len(cells))
            text += row(*cells)
        return text
    return page_one


def page_functions(case):
    def page_one(data):
        text = head("this tree", "", "kernel's own", "")
        lists = [by_count(data["functions"].get(case, {}).get(side, {}))[:16]
                 for side in SIDES]
        for i in range(max(map(len, lists))):
            cells = []
            for found in lists:
                cells += ([f"{found[i][1]:.1f}", f"`{found[i][0]}`"]
                          if i < len(found) else ["", ""])
            text += row(*cells)
        return text
    return page_one


def page_builds(data):
    def made(driver):
        build = data["builds"].get(driver, {})
        source = build.get("source")
        return ((f"srcversion {source}, " if source else "") +
                f"gcc {build.get('compiler', '')}")
    rounds = {len(q["own"]) for d in data["cases"].values() for q in d.values()}
    return (f"Linux {data['kernel']}; this tree's driver: {made('ena')}; the "
            f"kernel's own: {made('stock')}; rounds: "
            f"{' or '.join(map(str, sorted(rounds)))}.\n")


PAGES = {"cost": page_cost, "device": page_device, "rates": page_rates,
         "queues": page_variants("queues"), "flight": page_variants("ring"),
         "operations": page_operations, "refused": page_refused,
         "builds": page_builds}


def page(name, text):
    """Between "<!-- WHAT NAME -->" and the next empty line and "<!-- end -->"."""
    everything = read_all(name)

    def fill(found):
        what, key = found[1].split()
        data = everything.get(key)
        if not data:
            return found[0]
        show = PAGES.get(what)
        if not show:
            kind, _, case = what.partition(":")
            show = (page_steps if kind == "steps" else page_functions)(case)
        return f"<!-- {found[1]} -->\n\n{show(data)}\n<!-- end -->"

    with open(text, encoding="utf-8") as file:
        sys.stdout.write(re.sub(
            r"<!-- (\S+ \d\S*) -->\n.*?<!-- end -->", fill, file.read(),
            flags=re.DOTALL))


# --- plots ---

def bars(case, keys):
    """Median, least and most of each, for bars with their interval"""
    cells = []
    for side, key in keys:
        values = case.get(side, {}).get(key)
        cells += ([f"{statistics.median(values):.2f}", f"{min(values):.2f}",
                   f"{max(values):.2f}"] if values else ["?"] * 3)
    return cells


COST = (("ena", "own"), ("stock", "own"), ("ena", "path"), ("stock", "path"),
        ("null", "path"))


def write_rows(directory, name, title, lines):
    """The first line says how to draw; none, no plot"""
    if not lines:
        return
    with open(os.path.join(directory, name), "w", encoding="ascii") as file:
        for cells in [title, *lines]:
            file.write("\t".join(map(str, cells)) + "\n")


def rows(name, directory):
    for key, data in read_all(name).items():
        series = data["kernel"].split("-")[0]
        short = key.replace("=", "")
        plain = {n: c for n, c in data["cases"].items()
                 if is_plain(n) and "stock" in c}
        for kind, chosen in (
                ("", [n for n in plain if n not in STREAMS]),
                ("-streams", [n for n in plain if n in STREAMS])):
            write_rows(directory, short + kind,
                       ["bars", f"Linux {series}", "instructions per packet"],
                       [[n, *bars(plain[n], COST)] for n in chosen])
        for what, label in (("queues", "queue pairs"), ("ring", "entries of a ring")):
            found = sorted(variants(data, what), key=lambda v: (v[1], v[0]))
            if not any(number != 1024 for number, _, _ in found):
                continue
            for direction in "tx-64", "rx-64":
                write_rows(directory, f"{short}-{what}-{direction}",
                           ["lines", f"{direction}, Linux {series}", label],
                           [[n, *bars(c, COST)] for n, d, c in found
                            if d == direction])
        lost = {n: {s: {"own": v["lost"]} for s, v in d.items() if "lost" in v}
                for n, d in data["operations"].items()}
        write_rows(directory, short + "-lost",
                   ["lost", f"Linux {series}", "frames lost, one each 200 us"],
                   [[n, *bars(c, COST[:2])] for n, c in lost.items() if c])
