/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a simulated function is made of: one list of parameters, from which
 * come the structure, the module's parameters (defaults of every function),
 * the keys of new_device (one function) and the table of docs/simulator.md.
 */
#ifndef ENA_SIM_CONFIG_H
#define ENA_SIM_CONFIG_H

#include <linux/types.h>

#define ENA_SIM_MAX_FUNCTIONS	8
#define ENA_SIM_MAX_PAIRS	32

/* P(name, default, smallest, largest, meaning) */
#define ENA_SIM_PARAMS(P) \
	P(device_id, 0xec20, 0, 0xffff, \
	  "PCI device id: 0x0ec2, 0x1ec2, 0xec20 or 0xec21") \
	P(direct_reads, 0, 0, 1, \
	  "PCI revision bit 0: register reads bypass the mailbox") \
	P(flr, 1, 0, 1, "advertise function-level reset") \
	P(queues, 4, 1, 32, "queue pairs") \
	P(vectors, 0, 0, 64, "MSI-X table size; 0: queues + 1") \
	P(features, 0xffffffff, 0, 0xffffffff, \
	  "features announced, bit n feature n (of those implemented)") \
	P(capabilities, 0x1f, 0, 0x1f, "capability bits announced") \
	P(mac_lo, 0, 0, 0xffffff, \
	  "last three bytes of the MAC address; 0: by function number") \
	P(mtu_max, 9216, 68, 9216, "largest MTU, L3 bytes") \
	P(version, 0x0000000a, 0, 0xffffffff, "VERSION register") \
	P(ctrl_version, 0x01000001, 0, 0xffffffff, \
	  "CONTROLLER_VERSION register") \
	P(reset_timeout, 10, 0, 31, "CAPS: reset timeout, 100 ms") \
	P(dma_width, 48, 0, 255, "CAPS: DMA address bits") \
	P(admin_timeout, 0, 0, 15, "CAPS: admin command timeout, 100 ms") \
	P(tx_depth, 1024, 0, 32768, "largest Tx SQ and CQ") \
	P(rx_depth, 1024, 0, 32768, "largest Rx SQ and CQ") \
	P(tx_descs, 19, 1, 64, "descriptors a Tx packet, meta included") \
	P(rx_descs, 19, 1, 64, "descriptors an Rx packet") \
	P(tx_header, 96, 0, 255, "largest header, host placement, bytes") \
	P(llq, 1, 0, 1, "offer LLQ: BAR2 and a non-zero number of queues") \
	P(llq_depth, 1024, 0, 32768, "LLQ entries of the base size") \
	P(llq_wide_depth, 512, 0, 32768, "LLQ entries of 256 bytes; 0: unsaid") \
	P(llq_entry, 0x7, 0, 0x7, "entry sizes: 1 128, 2 192, 4 256 bytes") \
	P(llq_recommended, 0, 0, 4, "entry size recommended, same codes") \
	P(llq_descs, 0xf, 0, 0xf, "descriptors before header: bitmap 1 2 4 8") \
	P(llq_stride, 0x3, 0, 0x3, "stride: 1 single, 2 multiple") \
	P(llq_location, 0x1, 0, 0x3, "header location: 1 inline, 2 ring") \
	P(llq_flags, 0x0, 0, 0x3, "1 no meta caching, 2 limited burst") \
	P(llq_burst, 4096, 0, 65535, "bytes of one LLQ burst") \
	P(tx_offloads, 0xff, 0, 0xff, "feature 11, tx word") \
	P(rx_offloads, 0x0f, 0, 0x0f, "feature 11, rx words") \
	P(rss_key_fixed, 0, 0, 1, "hash function and key cannot be set") \
	P(rss_sort, 0, 0, 6, "hash input sorting: 2 addresses, 4 ports") \
	P(rss_log2_min, 7, 0, 15, "log2 of the smallest indirection table") \
	P(rss_log2_max, 7, 0, 15, "log2 of the largest indirection table") \
	P(moderation_us, 1, 0, 1000, "unit of the interrupt delays") \
	P(aenq_groups, 0xdf, 0, 0xff, "AENQ groups offered") \
	P(keep_alive_ms, 1000, 10, 60000, "keep-alive period") \
	P(link_speed, 25000, 0, 400000, "link speed, Mbit/s") \
	P(link_up, 1, 0, 1, "link state at start") \
	P(flow_rules, 64, 0, 1024, "flow steering rules") \
	P(rx_offset, 0, 0, 128, "bytes skipped in the first Rx buffer") \
	P(phc_doorbell, 0x100, 0, 0x3ffc, "PHC doorbell, BAR0 offset") \
	P(phc_expire_us, 0, 0, 1000000, "PHC: longest answer; 0: default") \
	P(phc_block_us, 0, 0, 1000000, "PHC: pause after failure; 0: default") \
	P(phc_rate, 125, 0, 1000000, "PHC requests a second; 0: no limit") \
	P(hint_mmio_read_ms, 0, 0, 65535, "hint: mailbox read timeout") \
	P(hint_watchdog_ms, 0, 0, 65535, "hint: keep-alive watchdog") \
	P(hint_missing_tx_ms, 0, 0, 65535, "hint: missing Tx timeout") \
	P(hint_missing_tx_count, 0, 0, 65535, "hint: missing Tx threshold") \
	P(hint_admin_ms, 0, 0, 65535, "hint: admin command timeout") \
	P(hint_netdev_wd_ms, 0, 0, 65535, "hint: network stack watchdog") \
	P(allow_full_ring, 1, 0, 1, "accept depth outstanding descriptors")

struct ena_sim_config {
#define ENA_SIM_PARAM_FIELD(name, def, lo, hi, text) u32 name;
	ENA_SIM_PARAMS(ENA_SIM_PARAM_FIELD)
#undef ENA_SIM_PARAM_FIELD
};

/* Features this model implements; config.features is masked with it */
u32 ena_sim_config_features(const struct ena_sim_config *cfg);

/* The module's parameters as a configuration */
void ena_sim_config_defaults(struct ena_sim_config *cfg);

/* The @i-th parameter's name and its value in @cfg; NULL: there is none */
const char *ena_sim_config_param(const struct ena_sim_config *cfg,
				 unsigned int i, u32 *val);

/*
 * Apply "key=value key=value ..." to @cfg. Logs the first key or value that
 * is wrong, with the range, and returns -EINVAL.
 */
int ena_sim_config_parse(struct ena_sim_config *cfg, const char *text);

/* Are the values possible together? Logs what is wrong and returns -EINVAL. */
int ena_sim_config_check(const struct ena_sim_config *cfg);

#endif /* ENA_SIM_CONFIG_H */
