# SPDX-License-Identifier: GPL-2.0-only
#
# Cases of scripts/bench that see what an operation costs: its time, on the
# VM's clock, of which an instruction is a nanosecond, and the packets that a
# sender at the far end of the cable, of constant rate, loses meanwhile.

import ctypes
import fcntl
import json
import os
import re
import socket
import statistics
import struct
import subprocess
import time

from common import (PORT, WIRE, mac, pktgen_add, read, run, wait_for, write)

GET_FLAGS, SET_FLAGS, ETHTOOL = 0x8913, 0x8914, 0x8946
GET_DRVINFO, GET_RINGS, SET_RINGS, GET_STATS = 0x3, 0x10, 0x11, 0x1d
GET_CHANNELS, SET_CHANNELS = 0x3c, 0x3d
UP = 1
# The sender of constant rate
GAP_US = 200
# CPUs for cases about queues: some drivers have no more queues than CPUs
WIDE = 32

sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def timed(function, *arguments):
    """Milliseconds that it takes"""
    start = time.monotonic_ns()
    function(*arguments)
    return (time.monotonic_ns() - start) / 1e6


def ethtool(data):
    """@data to the driver, and what it makes of it back"""
    data = ctypes.create_string_buffer(bytes(data), len(data))
    fcntl.ioctl(sock, ETHTOOL, struct.pack("16sP16x", PORT.encode(),
                                           ctypes.addressof(data)))
    return data.raw


def set_up(on):
    flags = struct.unpack("16xh22x", fcntl.ioctl(
        sock, GET_FLAGS, struct.pack("16s24x", PORT.encode())))[0]
    flags = flags | UP if on else flags & ~UP
    fcntl.ioctl(sock, SET_FLAGS, struct.pack("16sh22x", PORT.encode(), flags))


def rings():
    return list(struct.unpack("9I", ethtool(struct.pack("I32x", GET_RINGS))))


def set_rings(entries):
    words = rings()
    words[0] = SET_RINGS
    words[5] = words[8] = entries
    ethtool(struct.pack("9I", *words))


def set_channels(count):
    words = list(struct.unpack("9I", ethtool(struct.pack("I32x",
                                                         GET_CHANNELS))))
    if words[8] == count:
        return
    words[0] = SET_CHANNELS
    words[8] = count
    ethtool(struct.pack("9I", *words))


def gather():
    """All queues' interrupts to one CPU, so that others have no part in the cost"""
    for line in read("/proc/interrupts").split("\n"):
        if "-Tx-Rx-" in line:
            write(f"/proc/irq/{line.split(':')[0].strip()}/smp_affinity_list",
                  "0")


def carrier():
    wait_for("the link", lambda: read(f"/sys/class/net/{PORT}/carrier")
             == "1\n")


class Probe:
    """Frames to the driver, one each GAP_US; counted before the stack"""

    def __enter__(self):
        run("tc", "qdisc", "add", "dev", PORT, "ingress")
        run("tc", "filter", "add", "dev", PORT, "ingress", "matchall",
            "action", "drop")
        pktgen_add(WIRE, 0, delay=GAP_US * 1000, dst_mac=mac(PORT),
                   dst="10.0.0.1", src_min="10.0.0.2", src_max="10.0.0.2",
                   pkt_size=60)
        self.pid = os.fork()
        if not self.pid:
            try:
                write("/proc/net/pktgen/pgctrl", "start\n")
            finally:
                os._exit(0)
        self.flows()
        return self

    def __exit__(self, *_):
        write("/proc/net/pktgen/pgctrl", "stop\n")
        os.waitpid(self.pid, 0)
        time.sleep(0.1)
        sent = re.search(r"pkts-sofar: (\d+)",
                         read(f"/proc/net/pktgen/{WIRE}"))
        self.lost = int(sent[1]) - self.received()
        run("tc", "qdisc", "del", "dev", PORT, "ingress")

    def received(self):
        show = subprocess.run(
            ("tc", "-s", "-j", "filter", "show", "dev", PORT, "ingress"),
            check=True, capture_output=True).stdout
        return next(f["options"]["actions"][0]["stats"]["packets"]
                    for f in json.loads(show) if "options" in f)

    def flows(self):
        """Until packets come, in a row"""
        before = self.received()
        wait_for("the probe", lambda: self.received() > before + 500)


class Operation:
    """One whose outage is of interest"""
    cpus = 1
    drivers_without = "null",

    def act(self, driver):
        """Milliseconds that it took"""
        raise NotImplementedError

    def undo(self):
        pass

    def values(self, driver):
        with Probe() as probe:
            took = self.act(driver)
            probe.flows()
        self.undo()
        return {"ms": took, "lost": probe.lost,
                "outage_ms": probe.lost * GAP_US / 1000}


class Nothing(Operation):
    """What the probe loses anyway"""

    def act(self, driver):
        return timed(time.sleep, 0.1)


class Rings(Operation):
    def act(self, driver):
        return timed(set_rings, 512)

    def undo(self):
        set_rings(1024)


class Channels(Operation):
    cpus = WIDE

    def act(self, driver):
        return timed(set_channels, 2)

    def undo(self):
        set_channels(1)


class DownUp(Operation):
    def act(self, driver):
        return timed(set_up, False) + timed(set_up, True)


class Reset(Operation):
    """A completion that cannot be; the time is that until the reset begins"""
    fault, budget = "rx_bad_id", "1"

    def act(self, driver):
        there = "/sys/kernel/debug/ena_sim/0/"
        count = read(there + "reset_count")

        def reset():
            write(f"{there}fault/{self.fault}", self.budget)
            wait_for("a reset", lambda: read(there + "reset_count") != count)

        took = timed(reset)
        write(f"{there}fault/{self.fault}", "0")
        return took


class KeepAlive(Reset):
    """A device that falls silent"""
    fault, budget = "aenq_silent", "forever"


class Load:
    cpus = 1
    drivers_without = "null",

    def values(self, driver):
        unload = timed(driver.unload)
        load = timed(driver.insert)
        driver.bring_up()
        set_channels(1)
        return {"load_ms": load, "unload_ms": unload}


class Ifup:
    cpus = 1
    drivers_without = "null",

    def values(self, driver):
        down = timed(set_up, False)
        up = timed(set_up, True)
        ready = up + timed(carrier)
        return {"up_ms": up, "carrier_ms": ready, "down_ms": down}


def free_kib():
    """What is free, the lists of each CPU included"""
    time.sleep(0.3)
    write("/proc/sys/vm/drop_caches", "3")
    time.sleep(0.1)
    zones = read("/proc/zoneinfo")
    return sum(int(n) for n in re.findall(
        r"(?:nr_free_pages|\bcount:) +(\d+)", zones)) * 4


class Memory:
    """Of an interface that is up, and has received nothing"""
    cpus = WIDE
    drivers_without = "null",

    def values(self, driver):
        set_up(False)
        down = free_kib()
        set_up(True)
        carrier()
        first = free_kib()
        result = {"first_kib": down - first}
        for pairs in 5, 2:
            try:
                set_channels(pairs)
            except OSError:
                continue
            result["further_kib"] = (first - free_kib()) / (pairs - 1)
            set_channels(1)
            break
        return result


class Stats:
    """ethtool -S, by the number of queue pairs"""
    cpus = WIDE
    drivers_without = "null",

    def read_all(self, count):
        ethtool(struct.pack("II", GET_STATS, count) + bytes(8 * count))

    def values(self, driver):
        result = {}
        for pairs in 1, 8, 32:
            try:
                set_channels(pairs)
            except OSError:
                break
            info = ethtool(struct.pack("I192x", GET_DRVINFO))
            count = struct.unpack_from("I", info, 180)[0]
            result[f"values_{pairs}"] = count
            result[f"ms_{pairs}"] = statistics.median(
                timed(self.read_all, count) for _ in range(5))
        set_channels(1)
        return result


CASES = {
    "nothing": Nothing(),
    "load": Load(),
    "ifup": Ifup(),
    "memory": Memory(),
    "rings": Rings(),
    "channels": Channels(),
    "down-up": DownUp(),
    "reset": Reset(),
    "keep-alive": KeepAlive(),
    "stats": Stats(),
}
