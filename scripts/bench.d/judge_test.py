#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
#
# Does the gate fall when it ought to, do figures stay? With figures made up.

import contextlib
import copy
import io
import json
import os
import sys
import tempfile
import unittest

import figures
import judge
import show
import steps

CASES = "tx-64", "rx-64"
VALUES = {"own": 200, "path": 800, "fences": 1, "locked": 0, "doorbells": 1.016}


def make_figures():
    return {"kernel": "7.3.4", "commit": "c0ffee",
            "builds": {"ena": {"source": "A", "compiler": "gcc 14"},
                       "stock": {"source": "B", "compiler": "gcc 14"}},
            "operations": {}, "refused": {}, "dropped": {}, "functions": {},
            "cases": {case: {"ena": {k: [v] * 3 for k, v in VALUES.items()},
                             "stock": {k: [v * 2] * 3
                                       for k, v in VALUES.items()}}
                      for case in CASES}}


class Files(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.data = make_figures()
        self.base, self.said = self.call(judge.baseline,
                                         self.file(self.data), *CASES)
        self.old = os.path.join(self.dir.name, "old")
        with open(self.old, "w", encoding="ascii") as file:
            file.write(self.said)

    def file(self, data):
        name = os.path.join(self.dir.name, str(len(os.listdir(self.dir.name))))
        with open(name, "w", encoding="ascii") as file:
            json.dump(data, file)
        return name

    def call(self, function, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = function(*arguments)
        return status, out.getvalue()

    def gate(self, *cases):
        status, self.said = self.call(judge.gate, self.file(self.data),
                                      self.old, *(cases or CASES))
        return status

    def change(self, case, key, factor, driver="ena", rounds=3):
        values = self.data["cases"][case][driver][key]
        for i in range(rounds):
            values[i] *= factor


class Judge(Files):
    def test_same_is_well(self):
        self.assertEqual(self.gate(), 0)
        self.assertNotIn("too much", self.said)

    def test_a_little_more_is_well(self):
        self.change("tx-64", "own", 1.029)
        self.assertEqual(self.gate(), 0)

    def test_more_than_three_per_cent(self):
        for key, factor in (("own", 1.031), ("path", 1.031),
                            ("fences", 1.05), ("doorbells", 1.05)):
            self.data = make_figures()
            self.change("rx-64", key, factor)
            self.assertEqual(self.gate(), 1, key)
            self.assertIn("too much", self.said)

    def test_a_locked_instruction_where_none_was(self):
        self.data["cases"]["rx-64"]["ena"]["locked"] = [1, 1, 1]
        self.assertEqual(self.gate(), 1)

    def test_less_is_said(self):
        self.change("tx-64", "own", 0.98)
        self.assertEqual(self.gate(), 0)
        self.assertIn("--update", self.said)

    def test_rounds_apart(self):
        self.data["cases"]["tx-64"]["ena"]["own"] = [197, 200, 203]
        self.assertEqual(self.gate(), 1)
        self.assertIn("between rounds", self.said)

    def test_one_round_apart(self):
        self.change("tx-64", "own", 1.015, rounds=1)
        self.assertEqual(self.gate(), 0)

    def test_a_case_is_missing(self):
        del self.data["cases"]["rx-64"]
        self.data["refused"] = {"rx-64": {"ena": "no such thing"}}
        self.assertEqual(self.gate(), 1)
        self.assertIn("no such thing", self.said)

    def test_all_rounds_were_dropped(self):
        del self.data["cases"]["rx-64"]["ena"]
        self.data["dropped"] = {"rx-64": {"ena": 3}}
        self.assertEqual(self.gate(), 1)

    def test_a_case_without_baseline(self):
        self.data["cases"]["tx-1500"] = self.data["cases"]["tx-64"]
        self.assertEqual(self.gate(*CASES, "tx-1500"), 1)

    def test_other_kernel(self):
        self.change("tx-64", "own", 1.5)
        self.data["kernel"] = "7.3.5"
        self.assertEqual(self.gate(), 77)
        self.assertIn("not judged", self.said)

    def test_other_compiler(self):
        self.data["builds"]["ena"]["compiler"] = "gcc 15"
        self.assertEqual(self.gate(), 77)

    def test_a_baseline_that_does_not_name_its_compiler(self):
        base = json.loads(self.said)
        del base["compiler"]
        with open(self.old, "w", encoding="ascii") as file:
            json.dump(base, file)
        self.assertEqual(self.gate(), 77)

    def test_a_missing_case_is_a_failure_on_another_kernel_too(self):
        self.data["kernel"] = "7.3.5"
        del self.data["cases"]["rx-64"]
        self.assertEqual(self.gate(), 1)

    def test_no_baseline_of_a_part(self):
        del self.data["cases"]["rx-64"]
        with self.assertRaises(SystemExit):
            self.call(judge.baseline, self.file(self.data), *CASES)

    def ratios(self):
        return self.call(judge.ratios, self.file(self.data), *CASES)[0]

    def test_half_of_the_other(self):
        self.assertEqual(self.ratios(), 0)

    def test_more_than_six_tenths_of_the_other(self):
        self.change("rx-64", "own", 1.21)
        self.assertEqual(self.ratios(), 1)

    def test_work_moved_elsewhere(self):
        self.change("tx-64", "path", 2.01)
        self.assertEqual(self.ratios(), 1)

    def test_nothing_to_compare_with(self):
        del self.data["cases"]["tx-64"]["stock"]
        self.assertEqual(self.ratios(), 1)

    def test_builds_are_not_mixed(self):
        for part, key in ("commit", None), ("kernel", None), ("builds", "ena"):
            other = copy.deepcopy(self.data)
            if key:
                other[part][key]["source"] = "C"
            else:
                other[part] = "other"
            with self.assertRaises(SystemExit):
                figures.load(self.file(self.data), self.file(other))


class Docs(Files):
    """What becomes of figures in docs"""

    def merge(self, before):
        name = self.file(self.data)
        text = self.call(show.merge, before, "7.3", name, "none")[1]
        with open(before, "w", encoding="ascii") as file:
            file.write(text)
        return json.loads(text)["7.3"]

    def test_earlier_cases_stay(self):
        everything = os.path.join(self.dir.name, "all")
        self.merge(everything)
        self.data["cases"] = {"tx-64": copy.deepcopy(self.data["cases"]["tx-64"])}
        self.change("tx-64", "own", 2)
        found = self.merge(everything)["cases"]
        self.assertEqual(found["rx-64"]["ena"]["own"], [200] * 3)
        self.assertEqual(found["tx-64"]["ena"]["own"], [400] * 3)

    def test_figures_of_another_build_go(self):
        everything = os.path.join(self.dir.name, "all")
        self.merge(everything)
        del self.data["cases"]["rx-64"]
        self.data["builds"]["ena"]["source"] = "C"
        self.assertNotIn("rx-64", self.merge(everything)["cases"])

    def test_inlined_functions(self):
        self.assertEqual(steps.step(["ena_tx_add", "ena_tx_send"]), "ena_tx_add")
        self.assertEqual(steps.step(["skb_put", "skb_x", "ena_rx_copy", "ena_rx"]),
                         "ena_rx_copy: skb_x()")
        self.assertEqual(steps.step(["dql_queued"]), "dql_queued")


class Windows(unittest.TestCase):
    """What guest and plugin.c wrote"""
    LINES = ({"kernel": "7.3.4", "symbols": [[0x100, "core"]]},
             {"driver": "ena", "source": "A", "compiler": "gcc",
              "symbols": [[0xffffffffc0000000, "ena_start_xmit"]],
              "end": 0xffffffffc0001000},
             {"window": 1, "driver": "ena", "case": "tx-64", "packets": 10,
              "interrupts": 1, "seconds": 0},
             {"window": 2, "driver": "ena", "case": "tx-64", "packets": 10,
              "interrupts": 1, "seconds": 0})
    COUNTS = ("window 1 0 11 20 30\n"
              "ffffffffc0000000 5 1 0 0 10 0 0\n100 3 0 1 0 10 0 0\n"
              "window 2 {} 11 20 30\nffffffffc0000000 5 1 0 0 10 0 0\n")

    def run_figures(self, lines, astray=0):
        with tempfile.TemporaryDirectory() as there:
            guest, counts = there + "/guest", there + "/counts"
            with open(guest, "w", encoding="ascii") as file:
                file.write(lines)
            with open(counts, "w", encoding="ascii") as file:
                file.write(self.COUNTS.format(astray))
            out = io.StringIO()
            with contextlib.redirect_stdout(out), \
                    contextlib.redirect_stderr(io.StringIO()):
                figures.figures("c0ffee", guest, counts)
        return json.loads(out.getvalue())

    def text(self):
        return "\n".join(json.dumps(line) for line in self.LINES) + "\n"

    def test_per_packet(self):
        found = self.run_figures(self.text())["cases"]["tx-64"]["ena"]
        self.assertEqual(found["own"], [5, 5])
        self.assertEqual(found["path"], [8, 5])
        self.assertEqual(found["doorbells"], [1.1, 1.1])
        self.assertEqual(found["pushed"], [2, 2])

    def test_a_window_gone_astray_is_dropped(self):
        found = self.run_figures(self.text(), astray=1)
        self.assertEqual(found["cases"]["tx-64"]["ena"]["own"], [5])
        self.assertEqual(found["dropped"], {"tx-64": {"ena": 1}})

    def test_what_came_before_the_end_counts(self):
        found = self.run_figures(self.text()[:-20])
        self.assertEqual(found["cases"]["tx-64"]["ena"]["own"], [5])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[1:]])
