# SPDX-License-Identifier: GPL-2.0-only
#
# What the parts of scripts/bench that run in the VM share: marks for plugin.c,
# drivers, and the traffic of the kernel's packet generator.

import ctypes
import glob
import json
import mmap
import os
import re
import subprocess
import sys
import time

PORT, WIRE = "ena0", "wire0"
START, STOP, OWN, FLAG, FORGET, RANGE, PUSH, WATCH = range(1, 9)
TX, POLL, IRQ = 1, 2, 4
# The kernel's functions that write to device memory
COPIERS = "__iowrite32_copy", "__iowrite64_copy", "memcpy_toio"

# What the stack calls for a packet, by the name that a driver gives it
ENTRIES = {
    "ena_start_xmit": TX, "ena_tx_xmit": TX, "ena_null_xmit": TX,
    "ena_tx_features_check": TX, "ena_xdp_xmit": TX,
    "ena_io_poll": POLL, "ena_xdp_io_poll": POLL, "ena_vec_poll": POLL,
    "ena_null_poll": POLL,
}


def make_mark():
    """The instruction that plugin.c looks for, and a return, as a function"""
    code = mmap.mmap(-1, mmap.PAGESIZE,
                     prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes.fromhex("0f1f84003055424b" "c3"))
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    function = ctypes.CFUNCTYPE(None, *[ctypes.c_uint64] * 3)(address)
    # The memory has to live as long as the function
    function.code = code
    return lambda command, a=0, b=0: function(command, a, b)


mark = make_mark()


def say(**what):
    print(json.dumps(what), flush=True)


def read(name):
    with open(name, encoding="ascii") as file:
        return file.read()


def write(name, text):
    with open(name, "w", encoding="ascii") as file:
        file.write(text)


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def wait_for(what, condition, seconds=30):
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            sys.exit(f"waited {seconds} s in vain for {what}")
        time.sleep(0.01)


def kallsyms():
    """(address, name, module) of every function"""
    for line in open("/proc/kallsyms", encoding="ascii"):
        words = line.split()
        if words[1] in "tTwW":
            yield (int(words[0], 16), words[2],
                   words[3][1:-1] if len(words) > 3 else "")


def tell_kernel():
    """Interrupts and copiers to the plugin, functions to the host"""
    core = sorted(s for s in kallsyms() if not s[2])
    for (address, name, _), following in zip(core, core[1:]):
        if name in COPIERS:
            mark(WATCH, address, following[0])
        if re.match(r"asm_(exc|sysvec|common_interrupt|spurious)", name):
            mark(FLAG, address, IRQ)
    say(kernel=os.uname().release,
        symbols=[s[:2] for s in core if not s[1].startswith("__pfx_")])


class Driver:
    """A driver, loaded; its interface is up and called ena0"""

    def __init__(self, name):
        self.name = name
        self.module = "ena_null" if name == "null" else "ena"
        self.pci = read("/sys/kernel/debug/ena_sim/0/pci").strip()
        self.found = f"/sys/bus/pci/devices/{self.pci}/net/*"
        if name == "null":
            self.found = "/sys/class/net/null*"

    def load(self):
        self.insert()
        self.bring_up()

    def insert(self):
        """Until there is an interface"""
        places = {
            "ena": "/lib/modules/*/updates/ena.ko",
            "stock": "/lib/modules/*/kernel/drivers/net/ethernet/amazon/ena/"
                     "ena.ko",
            "null": "/root/ena_null.ko",
        }
        place = places.get(self.name, f"/root/{self.name}.ko")
        self.file = glob.glob(place)[0]
        run("insmod", self.file)
        wait_for("a network device", lambda: glob.glob(self.found))

    def bring_up(self):
        netdev = os.path.basename(glob.glob(self.found)[0])
        if netdev != PORT:
            run("ip", "link", "set", "dev", netdev, "name", PORT)
        run("ip", "link", "set", "dev", WIRE, "up")
        run("ip", "link", "set", "dev", PORT, "up")
        run("ip", "addr", "add", "10.0.0.1/24", "dev", PORT)
        run("ip", "neigh", "replace", "10.0.0.2", "lladdr", mac(WIRE),
            "dev", PORT)
        wait_for("the link",
                 lambda: read(f"/sys/class/net/{PORT}/carrier") == "1\n")
        self.tell()

    def tell(self):
        """Where it is and what it maps, to the plugin and the host"""
        symbols = sorted(s[:2] for s in kallsyms() if s[2] == self.module)
        mark(OWN, symbols[0][0], symbols[-1][0] + 4096)
        for address, name in symbols:
            if name in ENTRIES:
                mark(FLAG, address, ENTRIES[name])
        if self.name != "null":
            mark(RANGE, *(self.mapped(0) or sys.exit("BAR0 is mapped nowhere")))
            mark(PUSH, *(self.mapped(2) or (0, 0)))
        say(driver=self.name, **self.build(),
            symbols=[s for s in symbols if not s[1].startswith("__pfx_")],
            end=symbols[-1][0] + 4096)

    def build(self):
        """What it was made of, and by which compiler"""
        with open(self.file, "rb") as file:
            data = file.read()
        source = re.search(rb"\0srcversion=(\w+)\0", data)
        compiler = re.search(rb"GCC: ([ -~]+)", data)
        return {"source": source[1].decode() if source else "",
                "compiler": compiler[1].decode() if compiler else ""}

    def mapped(self, bar):
        """Where the kernel has mapped a BAR for the driver"""
        start = int(read(f"/sys/bus/pci/devices/{self.pci}/resource")
                    .split("\n")[bar].split()[0], 16)
        for line in read("/proc/vmallocinfo").split("\n"):
            found = re.match(r"0x(\w+)-0x(\w+) .* phys=0x(\w+)", line)
            # The simulator has a mapping of its own
            if (found and int(found[3], 16) == start
                    and "ena_sim" not in line):
                return int(found[1], 16), int(found[2], 16)
        return None

    def unload(self):
        mark(FORGET)
        run("rmmod", self.module)


def mac(netdev):
    return read(f"/sys/class/net/{netdev}/address").strip()


def counter(netdev, name):
    return int(read(f"/sys/class/net/{netdev}/statistics/{name}"))


def interrupts():
    return sum(int(word)
               for line in read("/proc/interrupts").split("\n")
               if "-Tx-Rx-" in line
               for word in line.split()[1:1 + os.cpu_count()])


def pktgen_devices():
    return [name for name in os.listdir("/proc/net/pktgen")
            if name != "pgctrl" and not name.startswith("kpktgend_")]


def pktgen_add(netdev, count, **options):
    """Have the kernel's packet generator ready to send @count frames"""
    there = "/proc/net/pktgen/"
    if pktgen_devices():
        # Its thread does it some time, and would take a new one, too
        write(there + "kpktgend_0", "rem_device_all\n")
        wait_for("the packet generator", lambda: not pktgen_devices())
    write(there + "kpktgend_0", f"add_device {netdev}\n")
    for key, value in {"count": count, "delay": 0, **options}.items():
        write(there + netdev, f"{key} {value}\n")


def pktgen(netdev, count, **options):
    """... and send them; seconds from the first to the last"""
    pktgen_add(netdev, count, **options)
    write("/proc/net/pktgen/pgctrl", "start\n")
    result = re.search(r"Result: OK: (\d+)\(",
                       read(f"/proc/net/pktgen/{netdev}"))
    return int(result[1]) / 1e6 if result else 0
