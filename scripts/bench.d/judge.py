# SPDX-License-Identifier: GPL-2.0-only
#
# Figures compared with earlier ones and with the kernel's own driver's.

import json
import statistics
import sys

from figures import load, median, ratio

# Above the baseline by more than that is too much; below it, worth a new one
LIMIT, WORTH = 0.03, 0.01
# How far the middle round and the one nearest to it may be apart
REPEATS = 0.01
# Instructions; and counts, of which some are nearly 0
KEYS = {"own": 0, "path": 0, "fences": 0.01, "locked": 0.01, "doorbells": 0.01}
# Of the kernel's own driver
AT_MOST = {"own": 0.6, "path": 1.0}
CANNOT_TELL = 77


def missing(data, cases, drivers):
    """Says which of @cases have no figures, and why; are there any?"""
    found = False
    for case in cases:
        for driver in drivers:
            if median(data["cases"].get(case, {}), driver, "own") is None:
                found = True
                why = data["refused"].get(case, {}).get(driver)
                if data["dropped"].get(case, {}).get(driver):
                    why = "returns were missed"
                print(f"{case}: {driver} was not measured"
                      f"{': ' + why if why else ''}")
    return found


def baseline(name, *cases):
    data = load(name)
    if missing(data, cases, ["ena"]):
        sys.exit("no baseline is made of that")
    result = {"kernel": data["kernel"],
              "compiler": data["builds"]["ena"]["compiler"], "cases": {}}
    for case in cases:
        result["cases"][case] = {
            key: round(median(data["cases"][case], "ena", key), 3)
            for key in KEYS}
    json.dump(result, sys.stdout, indent=1)
    print()
    return 0


def repeats(rounds):
    """Is another round near the middle one? That one may differ is due to which
    buffers come back when."""
    middle = statistics.median_low(rounds)
    return sorted(abs(each - middle) for each in rounds)[:2][-1] <= REPEATS * middle


def gate_case(name, case, base):
    """Is it worse than it was, or does it not repeat?"""
    failed = False
    for key, allowance in KEYS.items():
        was, now = base[key], median(case, "ena", key)
        change = now / was - 1 if was else 0
        note = ""
        if now > was * (1 + LIMIT) + allowance:
            failed = True
            note = "  too much"
        elif now < was * (1 - WORTH) - allowance:
            note = "  less: --update makes that the baseline"
        print(f"{name:14} {key:9} {was:9.3f} -> {now:9.3f} {change:+6.1%}{note}")
    if not repeats(case["ena"]["own"]):
        failed = True
        print(f"{name:14} own differs too much between rounds: "
              f"{case['ena']['own']}")
    return failed


def gate(name, old, *cases):
    """1: something is worse; 77: the baseline is of another kernel or compiler"""
    data = load(name)
    with open(old, encoding="ascii") as file:
        base = json.load(file)
    failed = missing(data, cases, ["ena"])
    for case in cases:
        if case not in base["cases"]:
            failed = True
            print(f"{case}: the baseline has none")
    if failed:
        return 1
    for what, was, now in (
            ("Linux", base["kernel"], data["kernel"]),
            ("compiler", base.get("compiler"), data["builds"]["ena"]["compiler"])):
        if was != now:
            print(f"not judged: the baseline is of {what} {was}, this is {now}; "
                  "--update makes a new one")
            return CANNOT_TELL
    for case in cases:
        failed |= gate_case(case, data["cases"][case], base["cases"][case])
    return int(failed)


def ratios(name, *cases):
    """1: it takes more of the kernel's own driver's than it may"""
    data = load(name)
    if missing(data, cases, ["ena", "stock"]):
        return 1
    failed = False
    for case in cases:
        for key, most in AT_MOST.items():
            found = ratio(data["cases"][case], "ena", key)[0]
            failed |= found > most
            print(f"{case:14} {key:5} {found:.3f} of the kernel's own, "
                  f"at most {most}{'  too much' if found > most else ''}")
    return int(failed)
