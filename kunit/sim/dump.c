// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables in debugfs ena_sim/<i>/ that show the state of a function. Locks are
 * held briefly: a driver may be waiting for what they protect.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/time64.h>

#include "front.h"

#define ENA_SIM_DEBUG_AREA_MAX	SZ_64K

/* ---- registers ---- */

static int ena_sim_registers_show(struct seq_file *m, void *unused)
{
	static const struct {
		u32 off;
		const char *name;
	} regs[] = {
		{ ENA_HW_REG_VERSION, "VERSION" },
		{ ENA_HW_REG_CTRL_VERSION, "CONTROLLER_VERSION" },
		{ ENA_HW_REG_CAPS, "CAPS" },
		{ ENA_HW_REG_CAPS_EXT, "CAPS_EXT" },
		{ ENA_HW_REG_AQ_BASE_LO, "AQ_BASE_LO" },
		{ ENA_HW_REG_AQ_BASE_HI, "AQ_BASE_HI" },
		{ ENA_HW_REG_AQ_CAPS, "AQ_CAPS" },
		{ ENA_HW_REG_ACQ_BASE_LO, "ACQ_BASE_LO" },
		{ ENA_HW_REG_ACQ_BASE_HI, "ACQ_BASE_HI" },
		{ ENA_HW_REG_ACQ_CAPS, "ACQ_CAPS" },
		{ ENA_HW_REG_AQ_DB, "AQ_DB" },
		{ ENA_HW_REG_AENQ_CAPS, "AENQ_CAPS" },
		{ ENA_HW_REG_AENQ_BASE_LO, "AENQ_BASE_LO" },
		{ ENA_HW_REG_AENQ_BASE_HI, "AENQ_BASE_HI" },
		{ ENA_HW_REG_AENQ_HEAD_DB, "AENQ_HEAD_DB" },
		{ ENA_HW_REG_INTR_MASK, "INTR_MASK" },
		{ ENA_HW_REG_DEV_CTL, "DEV_CTL" },
		{ ENA_HW_REG_DEV_STS, "DEV_STS" },
		{ ENA_HW_REG_MMIO_READ, "MMIO_REG_READ" },
		{ ENA_HW_REG_MMIO_RESP_LO, "MMIO_RESP_LO" },
		{ ENA_HW_REG_MMIO_RESP_HI, "MMIO_RESP_HI" },
	};
	struct ena_sim_port *port = m->private;
	unsigned int i;
	u32 val;

	mutex_lock(&port->bus->map_lock);
	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		val = ena_sim_reg_get(&port->fn, regs[i].off);
		if (regs[i].off == ENA_HW_REG_MMIO_RESP_LO)
			val &= ~(u32)ENA_SIM_RESP_MARK;
		seq_printf(m, "0x%02x %-18s 0x%08x\n", regs[i].off,
			   regs[i].name, val);
	}
	mutex_unlock(&port->bus->map_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_registers);

/* ---- queues ---- */

static void ena_sim_queues_show_sq(struct seq_file *m,
				   const struct ena_sim_fn *fn,
				   const struct ena_sim_sq *sq)
{
	unsigned int flying = 0;

	if (sq->in_flight)
		flying = bitmap_weight(sq->in_flight, 65536);
	seq_printf(m, "%-3u %s  %-4u %-3u %-5u %-10u %-5u %-6s %-4u %-6u %-5s %-10llu %-12llu %llu\n",
		   sq->idx, sq->tx ? "tx" : "rx", sq->pair,
		   fn->cfg.cq_index + sq->cq, sq->depth,
		   sq->head, sq->db, sq->llq ? "device" : "host",
		   sq->entry_bytes, flying, sq->stuck ? "stuck" : "ok",
		   sq->packets, sq->bytes, sq->completions);
}

static void ena_sim_queues_show_cq(struct seq_file *m, unsigned int idx,
				   const struct ena_sim_cq *cq)
{
	seq_printf(m, "%-3u %-5u %-10u %-5u %-10d %-4s %u\n", idx, cq->depth,
		   cq->tail, cq->entry_bytes, (s32)cq->vector,
		   cq->intr ? "yes" : "no", cq->numa);
}

static void ena_sim_queues_show_vec(struct seq_file *m,
				    const struct ena_sim_port *port,
				    unsigned int idx)
{
	const struct ena_sim_vec *vec = &port->fn.vec[idx];

	seq_printf(m, "%-3u %-5s %-3d %-3d %-8u %-8u %-4s %-10llu %-10llu %llu\n",
		   idx,
		   vec->armed ? "yes" : "no",
		   vec->pending[ENA_SIM_VEC_RX], vec->pending[ENA_SIM_VEC_TX],
		   vec->delay[ENA_SIM_VEC_RX], vec->delay[ENA_SIM_VEC_TX],
		   test_bit(idx, port->msix.pending) ? "yes" : "no",
		   vec->messages, vec->unmasks, vec->refreshes);
}

static int ena_sim_queues_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	struct ena_sim_fn *fn = &port->fn;
	unsigned int i;

	mutex_lock(&fn->io_lock);
	seq_puts(m, "sq  dir pair cq  depth head       db    memory size flying state packets    bytes        completions\n");
	for (i = 0; i < ENA_SIM_MAX_SQS; i++)
		if (fn->sq[i].live)
			ena_sim_queues_show_sq(m, fn, &fn->sq[i]);

	seq_puts(m, "cq  depth tail       size  vector     intr numa\n");
	for (i = 0; i < ENA_SIM_MAX_CQS; i++)
		if (fn->cq[i].live)
			ena_sim_queues_show_cq(m, fn->cfg.cq_index + i,
					       &fn->cq[i]);

	seq_puts(m, "vec armed rx  tx  rx_delay tx_delay held messages   unmasks    refreshes\n");
	for (i = 1; i < port->msix.nr; i++)
		ena_sim_queues_show_vec(m, port, i);
	mutex_unlock(&fn->io_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_queues);

/* ---- resets ---- */

static const char * const ena_sim_reset_names[ENA_HW_RESET_REASONS] = {
	[ENA_HW_RESET_NORMAL] = "NORMAL",
	[ENA_HW_RESET_KEEP_ALIVE_TO] = "KEEP_ALIVE_TO",
	[ENA_HW_RESET_ADMIN_TO] = "ADMIN_TO",
	[ENA_HW_RESET_MISS_TX_CMPL] = "MISS_TX_CMPL",
	[ENA_HW_RESET_INV_RX_REQ_ID] = "INV_RX_REQ_ID",
	[ENA_HW_RESET_INV_TX_REQ_ID] = "INV_TX_REQ_ID",
	[ENA_HW_RESET_TOO_MANY_RX_DESCS] = "TOO_MANY_RX_DESCS",
	[ENA_HW_RESET_INIT_ERR] = "INIT_ERR",
	[ENA_HW_RESET_DRIVER_INVALID_STATE] = "DRIVER_INVALID_STATE",
	[ENA_HW_RESET_OS_TRIGGER] = "OS_TRIGGER",
	[ENA_HW_RESET_OS_NETDEV_WD] = "OS_NETDEV_WD",
	[ENA_HW_RESET_SHUTDOWN] = "SHUTDOWN",
	[ENA_HW_RESET_USER_TRIGGER] = "USER_TRIGGER",
	[ENA_HW_RESET_GENERIC] = "GENERIC",
	[ENA_HW_RESET_MISS_INTERRUPT] = "MISS_INTERRUPT",
	[ENA_HW_RESET_POLL_STARVATION] = "SUSPECTED_POLL_STARVATION",
	[ENA_HW_RESET_RX_DESC_MALFORMED] = "RX_DESCRIPTOR_MALFORMED",
	[ENA_HW_RESET_TX_DESC_MALFORMED] = "TX_DESCRIPTOR_MALFORMED",
	[ENA_HW_RESET_MISS_ADMIN_INTERRUPT] = "MISSING_ADMIN_INTERRUPT",
	[ENA_HW_RESET_DEVICE_REQUEST] = "DEVICE_REQUEST",
	[ENA_HW_RESET_MISS_FIRST_INTERRUPT] = "MISS_FIRST_INTERRUPT",
};

static const char *ena_sim_reset_name(const struct ena_sim_reset *reset)
{
	if (reset->flr)
		return "FLR";
	if (reset->reason < ARRAY_SIZE(ena_sim_reset_names))
		return ena_sim_reset_names[reset->reason];
	return "unassigned";
}

static int ena_sim_resets_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	struct ena_sim_fn *fn = &port->fn;
	u64 i, nr;

	mutex_lock(&fn->ctl_lock);
	nr = fn->nr_resets;
	i = nr > ENA_SIM_RESET_HISTORY ? nr - ENA_SIM_RESET_HISTORY : 0;
	for (; i < nr; i++) {
		const struct ena_sim_reset *reset;

		reset = &fn->resets[i % ENA_SIM_RESET_HISTORY];
		seq_printf(m, "%llu %llu.%06llu %u %s\n", i,
			   reset->when_ns / NSEC_PER_SEC,
			   reset->when_ns % NSEC_PER_SEC / NSEC_PER_USEC,
			   reset->reason, ena_sim_reset_name(reset));
	}
	mutex_unlock(&fn->ctl_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_resets);

/* ---- what the host tells of itself ---- */

/* A copy of host memory the device was given the address of, or NULL */
static void *ena_sim_host_copy(struct ena_sim_port *port, u64 addr, u32 len)
{
	void *mem, *copy = NULL;

	lockdep_assert_held(&port->fn.ctl_lock);
	mem = addr ? port->fn.front->dma(port, addr, len) : NULL;
	if (mem)
		copy = kvmalloc(len, GFP_KERNEL);
	if (copy)
		memcpy(copy, mem, len);
	return copy;
}

static void ena_sim_host_info_print(struct seq_file *m,
				    const struct ena_hw_host_info *info)
{
	u32 kernel = le32_to_cpu(info->kernel_ver);
	u32 driver = le32_to_cpu(info->driver_ver);
	u16 bdf = le16_to_cpu(info->bdf);

	seq_printf(m, "os_type %u\n", le32_to_cpu(info->os_type));
	seq_printf(m, "os_dist_str %.*s\n", (int)sizeof(info->os_dist_str),
		   info->os_dist_str);
	seq_printf(m, "os_dist %u\n", le32_to_cpu(info->os_dist));
	seq_printf(m, "kernel_ver_str %.*s\n",
		   (int)sizeof(info->kernel_ver_str), info->kernel_ver_str);
	seq_printf(m, "kernel_ver %lu.%lu.%lu\n",
		   FIELD_GET(ENA_HW_HOST_KERNEL_MAJOR, kernel),
		   FIELD_GET(ENA_HW_HOST_KERNEL_MINOR, kernel),
		   FIELD_GET(ENA_HW_HOST_KERNEL_PATCH, kernel));
	seq_printf(m, "driver_ver %lu.%lu.%lu type 0x%02lx\n",
		   FIELD_GET(ENA_HW_HOST_DRIVER_MAJOR, driver),
		   FIELD_GET(ENA_HW_HOST_DRIVER_MINOR, driver),
		   FIELD_GET(ENA_HW_HOST_DRIVER_SUBMINOR, driver),
		   FIELD_GET(ENA_HW_HOST_DRIVER_TYPE, driver));
	seq_printf(m, "network_features 0x%08x 0x%08x\n",
		   le32_to_cpu(info->network_features[0]),
		   le32_to_cpu(info->network_features[1]));
	seq_printf(m, "spec_version 0x%04x\n",
		   le16_to_cpu(info->spec_version));
	seq_printf(m, "bdf %02lx:%02lx.%lx\n",
		   FIELD_GET(ENA_HW_HOST_BDF_BUS, bdf),
		   FIELD_GET(ENA_HW_HOST_BDF_DEVICE, bdf),
		   FIELD_GET(ENA_HW_HOST_BDF_FUNCTION, bdf));
	seq_printf(m, "num_cpus %u\n", le16_to_cpu(info->num_cpus));
	seq_printf(m, "driver_features 0x%x\n",
		   le32_to_cpu(info->driver_features));
}

static int ena_sim_host_info_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	struct ena_sim_fn *fn = &port->fn;
	struct ena_hw_host_info *info;

	mutex_lock(&fn->ctl_lock);
	info = ena_sim_host_copy(port,
				 ena_sim_addr(&fn->host_attr.host_info),
				 sizeof(*info));
	mutex_unlock(&fn->ctl_lock);

	if (info)
		ena_sim_host_info_print(m, info);
	else
		seq_puts(m, "none\n");
	kvfree(info);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_host_info);

/* Name and value pairs; names are text */
static bool ena_sim_debug_is_pairs(const struct ena_hw_debug_stat *stat,
				   u32 size)
{
	return size >= sizeof(*stat) && stat->name[0] >= 'a' &&
	       stat->name[0] <= 'z' &&
	       memchr(stat->name, 0, sizeof(stat->name)) &&
	       strncmp(stat->name, "debug-area-header", sizeof(stat->name));
}

static void ena_sim_debug_show_pairs(struct seq_file *m, const void *area,
				     u32 size)
{
	const struct ena_hw_debug_stat *stat = area;
	u32 i;

	for (i = 0; i < size / sizeof(*stat) && stat[i].name[0]; i++)
		seq_printf(m, "%.*s %llu\n", (int)sizeof(stat[i].name),
			   stat[i].name, le64_to_cpu(stat[i].value));
}

static int ena_sim_debug_area_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	struct ena_sim_fn *fn = &port->fn;
	void *area;
	u32 size;

	mutex_lock(&fn->ctl_lock);
	size = min_t(u32, le32_to_cpu(fn->host_attr.debug_area_size),
		     ENA_SIM_DEBUG_AREA_MAX);
	area = ena_sim_host_copy(port,
				 ena_sim_addr(&fn->host_attr.debug_area), size);
	mutex_unlock(&fn->ctl_lock);

	if (!area)
		seq_puts(m, "none\n");
	else if (ena_sim_debug_is_pairs(area, size))
		ena_sim_debug_show_pairs(m, area, size);
	else
		seq_hex_dump(m, "", DUMP_PREFIX_OFFSET, 16, 1, area, size,
			     true);
	kvfree(area);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_debug_area);

/* ---- receive side ---- */

static int ena_sim_rss_show(struct seq_file *m, void *unused)
{
	static const char * const protos[ENA_HW_RSS_PROTOS] = {
		"tcp4", "udp4", "tcp6", "udp6", "ip4", "ip6", "ip4_frag",
		"not_ip", "tcp6_ex", "ip6_ex",
	};
	struct ena_sim_port *port = m->private;
	struct ena_sim_fn *fn = &port->fn;
	unsigned int i;

	mutex_lock(&fn->io_lock);
	seq_printf(m, "function 0x%x\ninit 0x%08x\nkey %*phN\nsort 0x%x\n",
		   fn->rss_func, fn->rss_init, ENA_HW_RSS_KEY_SIZE,
		   fn->rss_key, fn->rss_sort);
	for (i = 0; i < ENA_HW_RSS_PROTOS && protos[i]; i++)
		seq_printf(m, "fields %s 0x%x\n", protos[i],
			   fn->rss_fields[i]);
	seq_printf(m, "entries %u", fn->rss_on ? 1u << fn->rss_log2 : 0);
	for (i = 0; fn->rss_on && i < 1u << fn->rss_log2; i++)
		seq_printf(m, "%s%u", i % 16 ? " " : "\n", fn->rss_table[i]);
	seq_putc(m, '\n');
	mutex_unlock(&fn->io_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_rss);

static void ena_sim_flows_show_rule(struct seq_file *m,
				    const struct ena_hw_flow_rule *rule,
				    int ip_len)
{
	seq_printf(m, "dst %*phN/%*phN:%u/0x%x src %*phN/%*phN:%u/0x%x tos 0x%x/0x%x",
		   ip_len, rule->dst_ip, ip_len, rule->dst_ip_mask,
		   le16_to_cpu(rule->dst_port),
		   le16_to_cpu(rule->dst_port_mask),
		   ip_len, rule->src_ip, ip_len, rule->src_ip_mask,
		   le16_to_cpu(rule->src_port),
		   le16_to_cpu(rule->src_port_mask), rule->tos,
		   rule->tos_mask);
}

static int ena_sim_flows_show(struct seq_file *m, void *unused)
{
	static const char * const types[] = {
		"?", "ip4", "ip6", "tcp4", "tcp6", "udp4", "udp6",
	};
	struct ena_sim_port *port = m->private;
	struct ena_sim_fn *fn = &port->fn;
	unsigned int i;

	mutex_lock(&fn->io_lock);
	for (i = 0; i < fn->cfg.flow_rules; i++) {
		const struct ena_sim_flow *flow = &fn->flow[i];
		u8 type = flow->type < ARRAY_SIZE(types) ? flow->type : 0;

		if (!flow->valid)
			continue;
		seq_printf(m, "%u %s queue %u hits %llu ", i, types[type],
			   flow->rx_queue, flow->hits);
		ena_sim_flows_show_rule(m, &flow->rule, type & 1 ? 4 : 16);
		seq_putc(m, '\n');
	}
	mutex_unlock(&fn->io_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_flows);

/* ---- counters, configuration ---- */

static int ena_sim_counters_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	const struct ena_sim_fn *fn = &port->fn;
	const struct ena_sim_counters *count = &fn->count;

	seq_printf(m, "tx_packets %llu\n", count->tx_packets);
	seq_printf(m, "tx_bytes %llu\n", count->tx_bytes);
	seq_printf(m, "tx_segments %llu\n", count->tx_segments);
	seq_printf(m, "tx_drops %llu\n", count->tx_drops);
	seq_printf(m, "rx_packets %llu\n", count->rx_packets);
	seq_printf(m, "rx_bytes %llu\n", count->rx_bytes);
	seq_printf(m, "rx_drops %llu\n", count->rx_drops);
	seq_printf(m, "rx_overruns %llu\n", count->rx_overruns);
	seq_printf(m, "rx_waiting %u\n", skb_queue_len_lockless(&fn->rx_wait));
	seq_printf(m, "admin_commands %llu\n", fn->commands);
	seq_printf(m, "admin_aborted %llu\n", fn->aborted);
	seq_printf(m, "aenq_posted %llu\n", fn->aenq_posted);
	seq_printf(m, "aenq_dropped %llu\n", fn->aenq_dropped);
	seq_printf(m, "aenq_groups 0x%x\n", fn->aenq_enabled);
	seq_printf(m, "mtu %u\n", fn->mtu);
	seq_printf(m, "link_up %d\n", fn->link_up);
	seq_printf(m, "llq %d\n", fn->llq_on);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_counters);

static int ena_sim_config_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	const char *name;
	unsigned int i;
	u32 val;

	for (i = 0; (name = ena_sim_config_param(&port->fn.cfg, i, &val)); i++)
		seq_printf(m, "%s=%u\n", name, val);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_config);

void ena_sim_dump_create(struct ena_sim_port *port)
{
	struct dentry *dir = port->dir;

	debugfs_create_file("registers", 0444, dir, port,
			    &ena_sim_registers_fops);
	debugfs_create_file("queues", 0444, dir, port, &ena_sim_queues_fops);
	debugfs_create_file("resets", 0444, dir, port, &ena_sim_resets_fops);
	debugfs_create_file("host_info", 0400, dir, port,
			    &ena_sim_host_info_fops);
	debugfs_create_file("debug_area", 0400, dir, port,
			    &ena_sim_debug_area_fops);
	debugfs_create_file("rss", 0444, dir, port, &ena_sim_rss_fops);
	debugfs_create_file("flows", 0444, dir, port, &ena_sim_flows_fops);
	debugfs_create_file("counters", 0444, dir, port,
			    &ena_sim_counters_fops);
	debugfs_create_file("config", 0444, dir, port, &ena_sim_config_fops);
}
