/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only place that knows kernel versions. The source is written for 7.3;
 * each entry gives an older kernel the same name and meaning, and is headed by
 * the release that makes it removable. ENA_HAS_... is from Kbuild: an older
 * kernel has it too. Force-included in every module.
 */
#ifndef ENA_COMPAT_H
#define ENA_COMPAT_H

#include <linux/version.h>

/* 6.19: pci_bus_find_emul_domain_nr(); a domain of one's own for a fake bus */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#include <linux/minmax.h>
#include <linux/pci.h>

static inline int ena_compat_emul_domain_nr(u32 hint, u32 min, u32 max)
{
	u32 nr = max(hint, min);

	return nr > max ? -ENOSPC : nr;
}

#define pci_bus_find_emul_domain_nr ena_compat_emul_domain_nr
#endif

/* 6.13: hrtimer_setup(); initialise a timer and its function */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0) && \
	!defined(ENA_HAS_HRTIMER_SETUP)
#include <linux/hrtimer.h>

static inline void ena_compat_hrtimer_setup(struct hrtimer *timer,
		enum hrtimer_restart (*function)(struct hrtimer *),
		clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}

#define hrtimer_setup ena_compat_hrtimer_setup
#endif

/* 6.7: DEFINE_SHOW_STORE_ATTRIBUTE(); a file of debugfs read and written */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
#include <linux/seq_file.h>

#define DEFINE_SHOW_STORE_ATTRIBUTE(__name)				\
static int __name ## _open(struct inode *inode, struct file *file)	\
{									\
	return single_open(file, __name ## _show, inode->i_private);	\
}									\
									\
static const struct file_operations __name ## _fops = {		\
	.owner		= THIS_MODULE,					\
	.open		= __name ## _open,				\
	.read		= seq_read,					\
	.write		= __name ## _write,				\
	.llseek		= seq_lseek,					\
	.release	= single_release,				\
}
#endif

/* 7.0, and some releases of 6.12: kzalloc_obj() */
#include <linux/slab.h>

#ifndef kzalloc_obj
#define kzalloc_obj(obj)	kzalloc(sizeof(obj), GFP_KERNEL)
#endif

/* 7.0, and some releases of 6.12: kvzalloc_obj() */
#ifndef kvzalloc_obj
#define kvzalloc_obj(obj)	kvzalloc(sizeof(obj), GFP_KERNEL)
#endif

#endif /* ENA_COMPAT_H */
