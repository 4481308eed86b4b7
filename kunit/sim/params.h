/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parameters of a simulated function: name, default, smallest, largest value,
 * meaning. To be included where ENA_SIM_PARAM() is defined, as often as needed.
 */

ENA_SIM_PARAM(device_id, 0xec20, 0, 0xffff,
	      "PCI device id: 0x0ec2, 0x1ec2, 0xec20 or 0xec21")
ENA_SIM_PARAM(direct_reads, 0, 0, 1,
	      "PCI revision bit 0: register reads bypass the mailbox")
ENA_SIM_PARAM(flr, 0, 0, 1, "advertise function-level reset")
ENA_SIM_PARAM(queues, 4, 1, 32, "queue pairs")
ENA_SIM_PARAM(sq_index, 0, 0, 0xff00, "index of the first SQ")
ENA_SIM_PARAM(cq_index, 0, 0, 0xff00, "index of the first CQ")
ENA_SIM_PARAM(vectors, 0, 0, 64, "MSI-X table size; 0: queues + 1")
ENA_SIM_PARAM(features, 0xffffffff, 0, 0xffffffff,
	      "features announced, bit n feature n (of those implemented)")
ENA_SIM_PARAM(capabilities, 0x1f, 0, 0x1f, "capability bits announced")
ENA_SIM_PARAM(mac_lo, 0, 0, 0xffffff,
	      "last three bytes of the MAC address; 0: by function number")
ENA_SIM_PARAM(mtu_max, 9216, 68, 9216, "largest MTU, L3 bytes")
ENA_SIM_PARAM(version, 0x0000000a, 0, 0xffffffff, "VERSION register")
ENA_SIM_PARAM(ctrl_version, 0x01000001, 0, 0xffffffff,
	      "CONTROLLER_VERSION register")
ENA_SIM_PARAM(reset_timeout, 10, 0, 31, "CAPS: reset timeout, 100 ms")
ENA_SIM_PARAM(dma_width, 48, 0, 255, "CAPS: DMA address bits")
ENA_SIM_PARAM(admin_timeout, 0, 0, 15, "CAPS: admin command timeout, 100 ms")
ENA_SIM_PARAM(tx_depth, 1024, 0, 32768, "largest Tx SQ and CQ")
ENA_SIM_PARAM(rx_depth, 1024, 0, 32768, "largest Rx SQ and CQ")
ENA_SIM_PARAM(tx_descs, 19, 1, 64, "descriptors a Tx packet, meta included")
ENA_SIM_PARAM(rx_descs, 19, 1, 64, "descriptors an Rx packet")
ENA_SIM_PARAM(tx_header, 96, 0, 255, "largest header, host placement, bytes")
ENA_SIM_PARAM(llq, 1, 0, 1, "offer LLQ: BAR2 and a non-zero number of queues")
ENA_SIM_PARAM(llq_depth, 1024, 0, 32768, "LLQ entries of the base size")
ENA_SIM_PARAM(llq_wide_depth, 512, 0, 32768,
	      "LLQ entries of 256 bytes; 0: unsaid")
ENA_SIM_PARAM(llq_entry, 0x7, 0, 0x7, "entry sizes: 1 128, 2 192, 4 256 bytes")
ENA_SIM_PARAM(llq_recommended, 0, 0, 4, "entry size recommended, same codes")
ENA_SIM_PARAM(llq_descs, 0xf, 0, 0xf,
	      "descriptors before header: bitmap 1 2 4 8")
ENA_SIM_PARAM(llq_stride, 0x3, 0, 0x3, "stride: 1 single, 2 multiple")
ENA_SIM_PARAM(llq_location, 0x1, 0, 0x3,
	      "header location: 1 inline, 2 ring, which is refused")
ENA_SIM_PARAM(llq_flags, 0x0, 0, 0x3, "1 no meta caching, 2 limited burst")
ENA_SIM_PARAM(llq_burst, 4096, 0, 65535, "bytes of one LLQ burst")
ENA_SIM_PARAM(llq_whole_header, 0, 0, 1,
	      "drop packets whose TCP options are not inline")
ENA_SIM_PARAM(tx_offloads, 0xff, 0, 0xff, "feature 11, tx word")
ENA_SIM_PARAM(rx_offloads, 0x0f, 0, 0x0f, "feature 11, rx words")
ENA_SIM_PARAM(rss_key_fixed, 0, 0, 1, "hash function and key cannot be set")
ENA_SIM_PARAM(rss_sort, 0, 0, 6, "hash input sorting: 2 addresses, 4 ports")
ENA_SIM_PARAM(rss_log2_min, 7, 0, 15, "log2 of the smallest indirection table")
ENA_SIM_PARAM(rss_log2_max, 7, 0, 15, "log2 of the largest indirection table")
ENA_SIM_PARAM(moderation_us, 1, 0, 1000, "unit of the interrupt delays")
ENA_SIM_PARAM(aenq_groups, 0xdf, 0, 0xff, "AENQ groups offered")
ENA_SIM_PARAM(keep_alive_ms, 1000, 10, 60000, "keep-alive period")
ENA_SIM_PARAM(link_speed, 25000, 0, 400000, "link speed, Mbit/s")
ENA_SIM_PARAM(link_up, 1, 0, 1, "link state at start")
ENA_SIM_PARAM(flow_rules, 64, 0, 1024, "flow steering rules")
ENA_SIM_PARAM(rx_offset, 0, 0, 128, "bytes skipped in the first Rx buffer")
ENA_SIM_PARAM(phc_doorbell, 0x100, 0, 0x3ffc, "PHC doorbell, BAR0 offset")
ENA_SIM_PARAM(phc_expire_us, 0, 0, 1000000, "PHC: longest answer; 0: default")
ENA_SIM_PARAM(phc_block_us, 0, 0, 1000000,
	      "PHC: pause after failure; 0: default")
ENA_SIM_PARAM(phc_rate, 125, 0, 1000000, "PHC requests a second; 0: no limit")
ENA_SIM_PARAM(hint_mmio_read_ms, 0, 0, 65535, "hint: mailbox read timeout")
ENA_SIM_PARAM(hint_watchdog_ms, 0, 0, 65535, "hint: keep-alive watchdog")
ENA_SIM_PARAM(hint_missing_tx_ms, 0, 0, 65535, "hint: missing Tx timeout")
ENA_SIM_PARAM(hint_missing_tx_count, 0, 0, 65535, "hint: missing Tx threshold")
ENA_SIM_PARAM(hint_admin_ms, 0, 0, 65535, "hint: admin command timeout")
ENA_SIM_PARAM(hint_netdev_wd_ms, 0, 0, 65535, "hint: network stack watchdog")
ENA_SIM_PARAM(allow_full_ring, 1, 0, 1, "accept depth outstanding descriptors")

#undef ENA_SIM_PARAM
