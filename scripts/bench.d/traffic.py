# SPDX-License-Identifier: GPL-2.0-only
#
# Cases of scripts/bench that count what a packet costs.

import ctypes
import os
import socket
import struct
import sys
import time

from common import PORT, WIRE, counter, mac, pktgen, run, wait_for, write
from operations import WIDE, carrier, gather, set_channels, set_rings

SO_RCVBUFFORCE = 33
# bpf() of x86-64, and of its interface what is used here
BPF, PROG_LOAD, LINK_CREATE = 321, 5, 28
TYPE_XDP, ATTACH_XDP, IN_DRIVER = 6, 37, 1 << 2
# r0 = XDP_DROP; exit
DROP = bytes.fromhex("b700000001000000" "9500000000000000")

libc = ctypes.CDLL(None, use_errno=True)


class Case:
    cpus = 1
    drivers_without = ()

    def set_up(self):
        pass

    def send(self, driver, count):
        """The seconds that it took"""
        raise NotImplementedError

    def settle(self):
        """Before what is measured, after what is not"""

    def done(self):
        """How many so far"""
        raise NotImplementedError

    def tear_down(self):
        pass


class Tx(Case):
    """Frames out of the driver, made by pktgen"""

    def __init__(self, size, **options):
        self.options = {"pkt_size": size, **options}

    def send(self, driver, count):
        return pktgen(PORT, count, dst_mac=mac(WIRE), dst="10.0.0.2",
                      **self.options)

    def done(self):
        return counter(PORT, "tx_packets")


class Rx(Case):
    """Frames into the driver, made by pktgen at the other end of the cable"""

    def __init__(self, size, mtu=1500, **options):
        self.size, self.mtu, self.options = size, mtu, options
        if mtu > 1500:
            self.drivers_without = "null",

    def set_up(self):
        for netdev in PORT, WIRE:
            if self.mtu != 1500:
                run("ip", "link", "set", "dev", netdev, "mtu", str(self.mtu))
        run("tc", "qdisc", "add", "dev", PORT, "ingress")
        run("tc", "filter", "add", "dev", PORT, "ingress", "matchall",
            "action", "drop")

    def send(self, driver, count):
        if driver.name == "null":
            write("/sys/kernel/debug/ena_null/receive",
                  f"{count} {self.size}")
            return 0
        return pktgen(WIRE, count, dst_mac=mac(PORT), dst="10.0.0.1",
                      src_min="10.0.0.2", src_max="10.0.0.2",
                      pkt_size=self.size, flag="UDPCSUM", **self.options)

    def done(self):
        return counter(PORT, "rx_packets")

    def tear_down(self):
        run("tc", "qdisc", "del", "dev", PORT, "ingress")
        for netdev in PORT, WIRE:
            if self.mtu != 1500:
                run("ip", "link", "set", "dev", netdev, "mtu", "1500")


class RxSocket(Rx):
    """Frames into the driver, and on to a socket that has room for them"""

    def set_up(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 27)
        self.socket.bind(("10.0.0.1", 9))

    def settle(self):
        """Gives back the memory of what it holds"""
        try:
            while True:
                self.socket.recv(1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass

    def tear_down(self):
        self.socket.close()


def bpf(command, attributes):
    buffer = ctypes.create_string_buffer(attributes, 128)
    fd = libc.syscall(BPF, command, buffer, 128)
    if fd < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return fd


class RxXdp(Rx):
    """Frames into the driver, which an XDP program drops there"""
    # One has as many queues again for what XDP sends
    cpus = WIDE
    drivers_without = "null",

    def set_up(self):
        code = ctypes.create_string_buffer(DROP)
        licence = ctypes.create_string_buffer(b"GPL")
        program = bpf(PROG_LOAD, struct.pack(
            "<IIQQ", TYPE_XDP, len(DROP) // 8, ctypes.addressof(code),
            ctypes.addressof(licence)))
        try:
            self.link = bpf(LINK_CREATE, struct.pack(
                "<IIII", program, socket.if_nametoindex(PORT), ATTACH_XDP,
                IN_DRIVER))
        finally:
            os.close(program)
        carrier()
        gather()

    def done(self):
        # Not every driver counts them as received
        return counter(WIRE, "tx_packets")

    def tear_down(self):
        os.close(self.link)


class Peer(Case):
    """A program at the far end of the cable, in a network namespace"""
    drivers_without = "null",

    def set_up(self):
        run("ip", "netns", "add", "wire")
        run("ip", "link", "set", "dev", WIRE, "netns", "wire")
        run("ip", "-n", "wire", "addr", "add", "10.0.0.2/24", "dev", WIRE)
        run("ip", "-n", "wire", "link", "set", "dev", WIRE, "up")
        self.pid = os.fork()
        if not self.pid:
            with open("/run/netns/wire", encoding="ascii") as namespace:
                os.setns(namespace.fileno(), os.CLONE_NEWNET)
            try:
                self.peer()
            finally:
                os._exit(0)
        self.socket = wait_for("the far end", self.connect)
        self.count = 0

    def connect(self):
        try:
            return socket.create_connection(("10.0.0.2", 9), timeout=20)
        except OSError:
            return None

    def peer(self):
        with socket.create_server(("10.0.0.2", 9)) as server:
            self.serve(server.accept()[0])

    def send(self, driver, count):
        start = time.monotonic()
        self.exchange(count)
        return time.monotonic() - start

    def tear_down(self):
        self.socket.close()
        os.waitpid(self.pid, 0)
        run("ip", "-n", "wire", "link", "set", "dev", WIRE, "netns", "1")
        run("ip", "netns", "del", "wire")
        run("ip", "link", "set", "dev", WIRE, "up")


def receive(sock, size):
    """@size bytes, read as they come"""
    while size:
        got = len(sock.recv(min(size, 1 << 17)))
        if not got:
            sys.exit("the far end has gone")
        size -= got


class TxStream(Peer):
    """A TCP stream out of the driver, counted in pieces of 64 KiB"""

    def serve(self, sock):
        while True:
            size = sock.recv(8)
            if not size:
                return
            receive(sock, int.from_bytes(size, "big"))
            sock.sendall(b"x")

    def exchange(self, count):
        count = max(count // 16, 1)
        data = bytes(65536)
        self.socket.sendall((count * len(data)).to_bytes(8, "big"))
        for _ in range(count):
            self.socket.sendall(data)
        # All have arrived
        receive(self.socket, 1)
        self.count += count

    def done(self):
        return self.count


class RxStream(Peer):
    """A TCP stream into the driver, counted in frames"""

    def serve(self, sock):
        while True:
            size = sock.recv(8)
            if not size:
                return
            sock.sendall(bytes(int.from_bytes(size, "big")))

    def exchange(self, count):
        size = count * 1448
        self.socket.sendall(size.to_bytes(8, "big"))
        receive(self.socket, size)

    def done(self):
        return counter(PORT, "rx_packets")


class RoundTrip(Peer):
    """One byte there and back, counted in round trips"""

    def serve(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            data = sock.recv(1)
            if not data:
                return
            sock.sendall(data)

    def exchange(self, count):
        count = max(count // 16, 1)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(count):
            self.socket.sendall(b"x")
            receive(self.socket, 1)
        self.count += count

    def done(self):
        return self.count


class Within(Case):
    """Any case, of an interface with other rings"""

    def __init__(self, case):
        self.case = case
        self.drivers_without = {*case.drivers_without, "null"}
        self.send, self.done = case.send, case.done
        self.settle = case.settle


class Queues(Within):
    """Any case, with that many queue pairs; one CPU does their work"""
    cpus = WIDE

    def __init__(self, pairs, case):
        super().__init__(case)
        self.pairs = pairs

    def set_up(self):
        set_channels(self.pairs)
        gather()
        self.case.set_up()

    def tear_down(self):
        self.case.tear_down()
        set_channels(1)


class Ring(Within):
    """Any case, with rings of that many entries: what can be in flight"""

    def __init__(self, entries, case):
        super().__init__(case)
        self.entries = entries

    def set_up(self):
        set_rings(self.entries)
        self.case.set_up()

    def tear_down(self):
        self.case.tear_down()
        set_rings(1024)


CASES = {
    "tx-64": Tx(60),
    "tx-64-burst8": Tx(60, burst=8),
    "tx-64-burst32": Tx(60, burst=32),
    "tx-1500": Tx(1514),
    "tx-tso-64k": TxStream(),
    "rx-64": Rx(60),
    "rx-64-socket": RxSocket(60),
    "rx-1500": Rx(1514),
    "rx-1500-tcp": RxStream(),
    "rx-9000": Rx(9014, mtu=9000),
    "round-trip": RoundTrip(),
    "rx-64-xdp": RxXdp(60),
}

for entries in 256, 512, 2048:
    CASES[f"tx-64-ring{entries}"] = Ring(entries, Tx(60))
    CASES[f"rx-64-ring{entries}"] = Ring(entries, Rx(60))

# Sent to each queue in turn; of 256 flows, which the hash spreads
for pairs in 1, 2, 4, 8, 16, 32:
    CASES[f"tx-64-queues{pairs}"] = Queues(
        pairs, Tx(60, queue_map_min=0, queue_map_max=pairs - 1))
    CASES[f"rx-64-queues{pairs}"] = Queues(
        pairs, Rx(60, udp_src_min=1024, udp_src_max=1279))
