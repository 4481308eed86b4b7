# SPDX-License-Identifier: GPL-2.0-only
"""Frames: building them, and judging those that others built."""

import socket
import struct

TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
ETH_IP4, ETH_IP6, ETH_ARP = 0x0800, 0x86DD, 0x0806
VLANS = (0x8100, 0x88A8)
EXTENSIONS = (0, 43, 60)	# hop-by-hop, routing, destination options
FRAGMENT = 44


def fold(data):
    """The ones' complement sum of 16-bit words, 0 to 0xffff.

    0xffff is congruent to 0: a sum is right when it folds to 0 here.
    """
    if len(data) & 1:
        data += b"\0"
    return int.from_bytes(data, "big") % 0xFFFF


def checksum(data):
    return 0xFFFF - fold(data)


def pseudo(src, dst, proto, length):
    if len(src) == 4:
        return src + dst + struct.pack("!BBH", 0, proto, length)
    return src + dst + struct.pack("!IHBB", length, 0, 0, proto)


class Frame:
    """What is in a frame, and in .errors what is wrong with it.

    .kind is tcp4, udp6, frag4, icmp4, arp, other and so on.
    """

    def __init__(self, data):
        self.data = data
        self.errors = []
        self.kind = "other"
        self.src = self.dst = b""
        self.sport = self.dport = 0
        self.payload = b""
        self.vlans = 0
        if len(data) < 14:
            self.errors.append("runt")
            return
        at, proto = 14, int.from_bytes(data[12:14], "big")
        while proto in VLANS:
            proto = int.from_bytes(data[at + 2:at + 4], "big")
            at += 4
            self.vlans += 1
        self.l3 = at
        if proto == ETH_IP4:
            self.ip4(data, at)
        elif proto == ETH_IP6:
            self.ip6(data, at)
        elif proto == ETH_ARP:
            self.kind = "arp"

    def ip4(self, data, at):
        self.kind = "ip4"
        if len(data) < at + 20:
            self.errors.append("IPv4 header cut off")
            return
        header = (data[at] & 15) * 4
        total, self.id, frag = struct.unpack_from("!HHH", data, at + 2)
        self.src, self.dst = data[at + 12:at + 16], data[at + 16:at + 20]
        if data[at] >> 4 != 4 or header < 20:
            self.errors.append("not an IPv4 header")
            return
        if fold(data[at:at + header]):
            self.errors.append("IPv4 header checksum")
        if at + total > len(data):
            self.errors.append("IPv4 longer than the frame")
            return
        if frag & 0x3FFF:
            self.kind = "frag4"
            return
        self.l4("4", data[at + 9], data[at + header:at + total])

    def ip6(self, data, at):
        self.kind = "ip6"
        if len(data) < at + 40:
            self.errors.append("IPv6 header cut off")
            return
        length, proto = struct.unpack_from("!HB", data, at + 4)
        self.src, self.dst = data[at + 8:at + 24], data[at + 24:at + 40]
        at += 40
        end = at + length
        if end > len(data):
            self.errors.append("IPv6 longer than the frame")
            return
        while proto in EXTENSIONS and at + 8 <= end:
            proto, at = data[at], at + 8 * (data[at + 1] + 1)
        if proto == FRAGMENT:
            self.kind = "frag6"
            return
        self.l4("6", proto, data[at:end])

    def l4(self, version, proto, data):
        self.proto = proto
        least = {TCP: 20, UDP: 8, ICMP: 8, ICMP6: 4}.get(proto)
        if least is None:
            return
        self.kind = {TCP: "tcp", UDP: "udp", ICMP: "icmp",
                     ICMP6: "icmp"}[proto] + version
        if len(data) < least:
            self.errors.append(self.kind + " cut off")
            return
        summed = data
        if proto != ICMP:
            summed = pseudo(self.src, self.dst, proto, len(data)) + data
        if proto == UDP:
            length, check = struct.unpack_from("!HH", data, 4)
            if length != len(data):
                self.errors.append("UDP length")
            if check == 0:
                # Legal for IPv4, but nobody here sends it
                self.errors.append("UDP without checksum")
                return
        if fold(summed):
            self.errors.append(self.kind + " checksum")
        if proto in (TCP, UDP):
            self.sport, self.dport = struct.unpack_from("!HH", data)
        if proto == TCP:
            self.seq, self.ack = struct.unpack_from("!II", data, 4)
            self.flags = data[13]
            self.payload = data[(data[12] >> 4) * 4:]
        else:
            self.payload = data[8:]

    def flow(self):
        return self.src, self.dst, self.sport, self.dport


def read_pcap(name):
    """The frames of a pcap file, as bytes; a frame that was cut is an error."""
    with open(name, "rb") as file:
        head = file.read(24)
        order = "<" if head[:4] in (b"\xd4\xc3\xb2\xa1",
                                    b"\x4d\x3c\xb2\xa1") else ">"
        while True:
            record = file.read(16)
            if len(record) < 16:
                return
            kept, length = struct.unpack_from(order + "II", record, 8)
            data = file.read(kept)
            if len(data) < kept:
                return
            if kept != length:
                raise SystemExit("%s: a frame is cut to %d of %d bytes" %
                                 (name, kept, length))
            yield data


def ip4(src, dst, proto, payload, frag=0, ident=0):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), ident, frag,
                       64, proto, 0) + src + dst
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ip6(src, dst, proto, payload):
    return struct.pack("!IHBB", 6 << 28, len(payload), proto, 64) + src + dst + \
        payload


def with_checksum(src, dst, proto, data, at):
    """data with its checksum put at offset at"""
    value = checksum(pseudo(src, dst, proto, len(data)) + data)
    if value == 0 and proto == UDP:
        value = 0xFFFF
    return data[:at] + struct.pack("!H", value) + data[at + 2:]


def udp(src, dst, sport, dport, payload):
    data = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload
    return with_checksum(src, dst, UDP, data, 6)


def tcp(src, dst, sport, dport, payload, flags=0x10):
    data = struct.pack("!HHIIBBHHH", sport, dport, 1, 1, 5 << 4, flags,
                       0x1000, 0, 0) + payload
    return with_checksum(src, dst, TCP, data, 16)


def ethernet(dst, src, proto, payload):
    return dst + src + struct.pack("!H", proto) + payload


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def mac_of(dev):
    with open("/sys/class/net/%s/address" % dev) as file:
        return mac(file.read().strip())


def address(text):
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    return socket.inet_pton(family, text)
