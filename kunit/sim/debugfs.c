// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switches and dials of each function, under debugfs ena_sim/<i>/. Every file
 * is described in docs/simulator.md. Tables that are only read: dump.c.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "front.h"

static struct dentry *ena_sim_debugfs_root;

/* ---- what is written: words, or "name=value" pairs ---- */

typedef int (*ena_sim_word_fn)(struct ena_sim_port *port, char *word);
typedef int (*ena_sim_pair_fn)(struct ena_sim_port *port, const char *name,
			       u64 val);

static struct ena_sim_port *ena_sim_file_port(struct file *file)
{
	return ((struct seq_file *)file->private_data)->private;
}

static ssize_t ena_sim_write_words(struct file *file, const char __user *ubuf,
				   size_t count, ena_sim_word_fn apply)
{
	char *text, *rest, *word;
	int err = 0;

	if (count > PAGE_SIZE)
		return -E2BIG;
	text = memdup_user_nul(ubuf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);

	rest = text;
	while (!err && (word = strsep(&rest, " \t\n")))
		if (*word)
			err = apply(ena_sim_file_port(file), word);

	kfree(text);
	return err ?: count;
}

/* "name=value"; the value may be a signed or a hexadecimal number */
static int ena_sim_apply_pair(struct ena_sim_port *port, char *word,
			      ena_sim_pair_fn set)
{
	char *val = strchr(word, '=');
	u64 num;
	int err;

	if (!val)
		return -EINVAL;

	*val++ = '\0';
	err = kstrtou64(val, 0, &num);
	return err ?: set(port, word, num);
}

/* ---- on and off ---- */

static int ena_sim_pci_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	struct pci_bus *root = port->bus->bridge->bus;

	seq_printf(m, "%04x:%02x:%02x.%d\n", pci_domain_nr(root), root->number,
		   PCI_SLOT(port->devfn), PCI_FUNC(port->devfn));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_pci);

static int ena_sim_link_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;

	seq_printf(m, "%d\n", port->link);
	return 0;
}

static ssize_t ena_sim_link_write(struct file *file, const char __user *ubuf,
				  size_t count, loff_t *pos)
{
	bool link;
	int err;

	err = kstrtobool_from_user(ubuf, count, &link);
	if (err)
		return err;

	ena_sim_wire_set_link(ena_sim_file_port(file), link);
	return count;
}
DEFINE_SHOW_STORE_ATTRIBUTE(ena_sim_link);

static int ena_sim_surprise_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;

	seq_printf(m, "%d\n", !port->plugged);
	return 0;
}

/* What a hotplug slot does when it finds the card gone, or back */
static void ena_sim_surprise_tell(struct ena_sim_port *port, bool gone)
{
	struct pci_dev *pdev = ena_sim_pci_get(port);

	if (gone && pdev)
		pci_stop_and_remove_bus_device(pdev);
	if (!gone && !pdev)
		pci_rescan_bus(port->bus->bridge->bus);
	pci_dev_put(pdev);
}

static ssize_t ena_sim_surprise_write(struct file *file,
				      const char __user *ubuf, size_t count,
				      loff_t *pos)
{
	struct ena_sim_port *port = ena_sim_file_port(file);
	unsigned int how;
	int err;

	err = kstrtouint_from_user(ubuf, count, 0, &how);
	if (err)
		return err;
	if (how > 2)
		return -EINVAL;

	pci_lock_rescan_remove();
	if (how && port->plugged)
		ena_sim_pci_unplug(port);
	if (!how && !port->plugged)
		ena_sim_pci_plug(port);
	if (how != 1)
		ena_sim_surprise_tell(port, how);
	pci_unlock_rescan_remove();
	return count;
}
DEFINE_SHOW_STORE_ATTRIBUTE(ena_sim_surprise);

/* ---- events ---- */

static int ena_sim_event_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;

	seq_printf(m, "posted %llu\ndropped %llu\n", port->fn.aenq_posted,
		   port->fn.aenq_dropped);
	return 0;
}

static int ena_sim_event_conf(struct ena_sim_port *port, const char *bits)
{
	u64 val;
	int err;

	err = kstrtou64(bits, 0, &val);
	if (err)
		return err;

	mutex_lock(&port->fn.ctl_lock);
	port->fn.conf_bits = val;
	mutex_unlock(&port->fn.ctl_lock);
	return 0;
}

static int ena_sim_event_apply(struct ena_sim_port *port, char *word)
{
	static const struct {
		const char *name;
		enum ena_hw_aenq_group group;
	} events[] = {
		{ "link", ENA_HW_AENQ_LINK_CHANGE },
		{ "fatal", ENA_HW_AENQ_FATAL_ERROR },
		{ "warning", ENA_HW_AENQ_WARNING },
		{ "suspend", ENA_HW_AENQ_NOTIFICATION },
		{ "keep_alive", ENA_HW_AENQ_KEEP_ALIVE },
		{ "refresh", ENA_HW_AENQ_REFRESH_CAPS },
		{ "conf", ENA_HW_AENQ_CONF_NOTIFICATION },
		{ "reset_request", ENA_HW_AENQ_RESET_REQUEST },
	};
	char *arg = strchr(word, '=');
	unsigned int i;
	int err = 0;

	if (arg)
		*arg++ = '\0';
	if (!!arg != !strcmp(word, "conf"))
		return -EINVAL;
	if (arg)
		err = ena_sim_event_conf(port, arg);

	for (i = 0; i < ARRAY_SIZE(events) && !err; i++)
		if (!strcmp(events[i].name, word))
			break;
	if (err || i == ARRAY_SIZE(events))
		return err ?: -EINVAL;

	ena_sim_aenq_raise(&port->fn, events[i].group);
	ena_sim_poll_wake_ctl();
	return 0;
}

static ssize_t ena_sim_event_write(struct file *file, const char __user *ubuf,
				   size_t count, loff_t *pos)
{
	return ena_sim_write_words(file, ubuf, count, ena_sim_event_apply);
}
DEFINE_SHOW_STORE_ATTRIBUTE(ena_sim_event);

/* ---- hints ---- */

#define ENA_SIM_HINT(name, field) \
	{ name, offsetof(struct ena_hw_hints, field) }

static const struct {
	const char *name;
	size_t offset;
} ena_sim_hint_table[] = {
	ENA_SIM_HINT("mmio_read_ms", mmio_read_timeout_ms),
	ENA_SIM_HINT("watchdog_ms", driver_watchdog_timeout_ms),
	ENA_SIM_HINT("missing_tx_ms", missing_tx_timeout_ms),
	ENA_SIM_HINT("missing_tx_count", missing_tx_threshold),
	ENA_SIM_HINT("admin_ms", admin_timeout_ms),
	ENA_SIM_HINT("netdev_wd_ms", netdev_wd_timeout_ms),
	ENA_SIM_HINT("tx_sgl", tx_sgl_max),
	ENA_SIM_HINT("rx_sgl", rx_sgl_max),
};

static __le16 *ena_sim_hint(struct ena_sim_port *port, unsigned int i)
{
	return (void *)&port->fn.hints + ena_sim_hint_table[i].offset;
}

static int ena_sim_hints_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ena_sim_hint_table); i++)
		seq_printf(m, "%s=%u\n", ena_sim_hint_table[i].name,
			   le16_to_cpu(*ena_sim_hint(port, i)));
	return 0;
}

static int ena_sim_hints_set(struct ena_sim_port *port, const char *name,
			     u64 val)
{
	unsigned int i;

	if (val > U16_MAX)
		return -ERANGE;

	for (i = 0; i < ARRAY_SIZE(ena_sim_hint_table); i++) {
		if (strcmp(ena_sim_hint_table[i].name, name))
			continue;
		mutex_lock(&port->fn.ctl_lock);
		*ena_sim_hint(port, i) = cpu_to_le16(val);
		mutex_unlock(&port->fn.ctl_lock);
		return 0;
	}

	return -EINVAL;
}

static int ena_sim_hints_apply(struct ena_sim_port *port, char *word)
{
	return ena_sim_apply_pair(port, word, ena_sim_hints_set);
}

static ssize_t ena_sim_hints_write(struct file *file, const char __user *ubuf,
				   size_t count, loff_t *pos)
{
	struct ena_sim_fn *fn = &ena_sim_file_port(file)->fn;
	ssize_t done;

	done = ena_sim_write_words(file, ubuf, count, ena_sim_hints_apply);
	if (done < 0)
		return done;

	/* Post them, even if nothing changed */
	mutex_lock(&fn->ctl_lock);
	fn->hints_due = true;
	mutex_unlock(&fn->ctl_lock);
	ena_sim_poll_wake_ctl();
	return done;
}
DEFINE_SHOW_STORE_ATTRIBUTE(ena_sim_hints);

/* ---- statistics that only debugfs changes ---- */

static const char * const ena_sim_eni_names[ENA_HW_METRICS] = {
	[ENA_HW_METRIC_BW_IN_EXCEEDED] = "bw_in_allowance_exceeded",
	[ENA_HW_METRIC_BW_OUT_EXCEEDED] = "bw_out_allowance_exceeded",
	[ENA_HW_METRIC_PPS_EXCEEDED] = "pps_allowance_exceeded",
	[ENA_HW_METRIC_CONNTRACK_EXCEEDED] = "conntrack_allowance_exceeded",
	[ENA_HW_METRIC_LINKLOCAL_EXCEEDED] = "linklocal_allowance_exceeded",
	[ENA_HW_METRIC_CONNTRACK_AVAILABLE] = "conntrack_allowance_available",
};

static int ena_sim_eni_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	unsigned int i;

	for (i = 0; i < ENA_HW_METRICS; i++)
		seq_printf(m, "%s=%llu\n", ena_sim_eni_names[i],
			   port->fn.eni[i]);
	return 0;
}

static int ena_sim_eni_set(struct ena_sim_port *port, const char *name, u64 val)
{
	int i;

	i = match_string(ena_sim_eni_names, ENA_HW_METRICS, name);
	if (i < 0)
		return i;

	WRITE_ONCE(port->fn.eni[i], val);
	return 0;
}

static int ena_sim_eni_apply(struct ena_sim_port *port, char *word)
{
	return ena_sim_apply_pair(port, word, ena_sim_eni_set);
}

static ssize_t ena_sim_eni_write(struct file *file, const char __user *ubuf,
				 size_t count, loff_t *pos)
{
	return ena_sim_write_words(file, ubuf, count, ena_sim_eni_apply);
}
DEFINE_SHOW_STORE_ATTRIBUTE(ena_sim_eni);

/* In the order of struct ena_hw_stats_srd */
static const char * const ena_sim_srd_names[] = {
	"flags", "tx_pkts", "eligible_tx_pkts", "rx_pkts",
	"resource_utilization",
};

static_assert(ARRAY_SIZE(ena_sim_srd_names) * sizeof(__le64) ==
	      sizeof(struct ena_hw_stats_srd));

static int ena_sim_srd_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	const __le64 *val = &port->fn.srd.flags;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ena_sim_srd_names); i++)
		seq_printf(m, "%s=%llu\n", ena_sim_srd_names[i],
			   le64_to_cpu(val[i]));
	return 0;
}

static int ena_sim_srd_set(struct ena_sim_port *port, const char *name, u64 val)
{
	__le64 *srd = &port->fn.srd.flags;
	int i;

	i = match_string(ena_sim_srd_names, ARRAY_SIZE(ena_sim_srd_names),
			 name);
	if (i < 0)
		return i;

	WRITE_ONCE(srd[i], cpu_to_le64(val));
	return 0;
}

static int ena_sim_srd_apply(struct ena_sim_port *port, char *word)
{
	return ena_sim_apply_pair(port, word, ena_sim_srd_set);
}

static ssize_t ena_sim_srd_write(struct file *file, const char __user *ubuf,
				 size_t count, loff_t *pos)
{
	return ena_sim_write_words(file, ubuf, count, ena_sim_srd_apply);
}
DEFINE_SHOW_STORE_ATTRIBUTE(ena_sim_srd);

/* ---- breaches ---- */

static int ena_sim_breach_all_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;
	struct ena_sim_fn *fn = &port->fn;
	unsigned int i;

	for (i = 0; i < ENA_SIM_NR_BREACHES; i++) {
		struct ena_sim_breach_log log;

		spin_lock_bh(&fn->referee_lock);
		log = fn->breach[i];
		spin_unlock_bh(&fn->referee_lock);
		seq_printf(m, "%-16s %8llu  %s\n", ena_sim_breach_name(i),
			   log.count, log.last);
	}

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_breach_all);

static int ena_sim_breach_total_show(struct seq_file *m, void *unused)
{
	struct ena_sim_port *port = m->private;

	seq_printf(m, "%llu\n", ena_sim_referee_total(&port->fn));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ena_sim_breach_total);

static int ena_sim_breach_clear_set(void *data, u64 val)
{
	struct ena_sim_port *port = data;

	ena_sim_referee_clear(&port->fn);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(ena_sim_breach_clear_fops, NULL,
			 ena_sim_breach_clear_set, "%llu\n");

static void ena_sim_breach_create(struct ena_sim_port *port)
{
	struct dentry *dir = debugfs_create_dir("breach", port->dir);
	unsigned int i;

	for (i = 0; i < ENA_SIM_NR_BREACHES; i++)
		debugfs_create_u64(ena_sim_breach_name(i), 0444, dir,
				   &port->fn.breach[i].count);
	debugfs_create_file("all", 0444, dir, port, &ena_sim_breach_all_fops);
	debugfs_create_file("total", 0444, dir, port,
			    &ena_sim_breach_total_fops);
	debugfs_create_file_unsafe("clear", 0200, dir, port,
				   &ena_sim_breach_clear_fops);
}

/* ---- faults ---- */

static int ena_sim_fault_show(struct seq_file *m, void *unused)
{
	struct ena_sim_file *ref = m->private;
	struct ena_sim_fault_ctl *ctl = &ref->port->fn.fault[ref->idx];
	u32 budget = READ_ONCE(ctl->budget);

	seq_puts(m, "budget ");
	if (budget == U32_MAX)
		seq_puts(m, "forever");
	else
		seq_printf(m, "%u", budget);
	seq_printf(m, " rate %u arg %u hits %llu\n", READ_ONCE(ctl->rate),
		   READ_ONCE(ctl->arg), READ_ONCE(ctl->hits));
	return 0;
}

/* "BUDGET [RATE [ARG]]", BUDGET a number or "forever" */
static int ena_sim_fault_parse(char *text, u32 val[3])
{
	unsigned int n = 0;
	char *word;
	int err = 0;

	while (!err && (word = strsep(&text, " \t\n"))) {
		if (!*word)
			continue;
		if (n == 3)
			return -EINVAL;
		if (!n && !strcmp(word, "forever"))
			val[n] = U32_MAX;
		else
			err = kstrtou32(word, 0, &val[n]);
		n++;
	}

	return n ? err : -EINVAL;
}

static ssize_t ena_sim_fault_write(struct file *file, const char __user *ubuf,
				   size_t count, loff_t *pos)
{
	struct ena_sim_file *ref =
		((struct seq_file *)file->private_data)->private;
	u32 val[3] = { };
	char text[64];
	int err;

	if (count >= sizeof(text))
		return -E2BIG;
	if (copy_from_user(text, ubuf, count))
		return -EFAULT;
	text[count] = '\0';

	err = ena_sim_fault_parse(text, val);
	if (err)
		return err;

	ena_sim_fault_arm(&ref->port->fn, ref->idx, val[0], val[1], val[2]);
	ena_sim_poll_wake_ctl();
	ena_sim_poll_wake_io();
	return count;
}
DEFINE_SHOW_STORE_ATTRIBUTE(ena_sim_fault);

static int ena_sim_fault_clear_set(void *data, u64 val)
{
	struct ena_sim_port *port = data;

	ena_sim_fault_clear_all(&port->fn);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(ena_sim_fault_clear_fops, NULL,
			 ena_sim_fault_clear_set, "%llu\n");

static void ena_sim_fault_create(struct ena_sim_port *port)
{
	struct dentry *dir = debugfs_create_dir("fault", port->dir);
	unsigned int i;

	for (i = 0; i < ENA_SIM_NR_FAULTS; i++) {
		port->fault_file[i].port = port;
		port->fault_file[i].idx = i;
		debugfs_create_file(ena_sim_fault_name(i), 0644, dir,
				    &port->fault_file[i], &ena_sim_fault_fops);
	}
	debugfs_create_u64("seed", 0644, dir, &port->fn.fault_seed);
	debugfs_create_file_unsafe("clear", 0200, dir, port,
				   &ena_sim_fault_clear_fops);
}

/* ---- life ---- */

void ena_sim_debugfs_create(struct ena_sim_port *port)
{
	char name[8];

	snprintf(name, sizeof(name), "%u", port->fn.id);
	port->dir = debugfs_create_dir(name, ena_sim_debugfs_root);
	debugfs_create_file("pci", 0444, port->dir, port, &ena_sim_pci_fops);
	debugfs_create_file("link", 0644, port->dir, port, &ena_sim_link_fops);
	debugfs_create_file("surprise_remove", 0644, port->dir, port,
			    &ena_sim_surprise_fops);
	debugfs_create_file("event", 0644, port->dir, port,
			    &ena_sim_event_fops);
	debugfs_create_file("hints", 0644, port->dir, port,
			    &ena_sim_hints_fops);
	debugfs_create_file("eni", 0644, port->dir, port, &ena_sim_eni_fops);
	debugfs_create_file("srd", 0644, port->dir, port, &ena_sim_srd_fops);
	debugfs_create_bool("strict", 0644, port->dir, &port->fn.strict);
	debugfs_create_u64("reset_count", 0444, port->dir,
			   &port->fn.nr_resets);
	ena_sim_breach_create(port);
	ena_sim_fault_create(port);
	ena_sim_dump_create(port);
}

/* Waits for those who are reading or writing */
void ena_sim_debugfs_destroy(struct ena_sim_port *port)
{
	debugfs_remove(port->dir);
	port->dir = NULL;
}

void ena_sim_debugfs_init(void)
{
	ena_sim_debugfs_root = debugfs_create_dir("ena_sim", NULL);
}

void ena_sim_debugfs_exit(void)
{
	debugfs_remove(ena_sim_debugfs_root);
}
