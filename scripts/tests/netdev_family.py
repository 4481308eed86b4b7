# SPDX-License-Identifier: GPL-2.0-only
"""Questions to the kernel's netlink family "netdev"."""

import socket
import struct
import sys

GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 0x10, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2
NLMSG_ERROR, NLMSG_DONE, NLM_F_REQUEST, NLM_F_DUMP = 2, 3, 1, 0x300

sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)


def attributes(data):
    found = {}
    while len(data) >= 4:
        size, kind = struct.unpack_from("=HH", data)
        value = data[4:size]
        if len(value) in (2, 4, 8):
            value = int.from_bytes(value, sys.byteorder)
        found[kind & 0x3fff] = value
        data = data[(size + 3) & ~3:]
    return found


def ask(family, command, flags=0, payload=b""):
    """The attributes of each message of the answer; None: not understood"""
    sock.send(struct.pack("=IHHIIBBH", 20 + len(payload), family,
                          NLM_F_REQUEST | flags, 1, 0, command, 1, 0) + payload)
    answers = []
    while True:
        data = sock.recv(1 << 16)
        while data:
            size, kind = struct.unpack_from("=IH", data)
            if kind == NLMSG_ERROR:
                return None
            if kind == NLMSG_DONE:
                return answers
            answers.append(attributes(data[20:size]))
            data = data[(size + 3) & ~3:]
        if not flags:
            return answers


def dump(command, payload=b""):
    """All that the family answers to a command; None: the kernel does not know it"""
    family = ask(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0,
                 struct.pack("=HH8s", 11, CTRL_ATTR_FAMILY_NAME, b"netdev\0"))
    return family and ask(family[0][CTRL_ATTR_FAMILY_ID], command, NLM_F_DUMP, payload)
