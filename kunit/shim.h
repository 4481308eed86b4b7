/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the test build puts between the driver and the kernel: time and
 * allocations. Force-included in all of ena.ko; it includes the headers whose
 * names it then replaces, so src/ knows nothing of it. ENA_SHIM_OFF keeps the
 * kernel's own names.
 *
 * While a fixture is there, its clock is the only time there is. It stands
 * still until a test advances it or the driver sleeps; a sleep takes no real
 * time, and lets the device do what it would do meanwhile. Without a fixture
 * everything is as in any other build.
 *
 * What allocates, maps or registers can be made to fail, one call at a time.
 */
#ifndef ENA_SHIM_H
#define ENA_SHIM_H

#include <linux/delay.h>
#include <linux/dim.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <net/page_pool/helpers.h>

/**
 * struct ena_shim_device - what happens while time goes by
 * @step: let the device do what is due; true: there was something. Process
 *	  context.
 * @next_ns: when it has something to do by itself; U64_MAX: never
 * @settle: wait for work that was queued
 * @ctx: their argument
 */
struct ena_shim_device {
	bool (*step)(void *ctx);
	u64 (*next_ns)(void *ctx);
	void (*settle)(void *ctx);
	void *ctx;
};

/* One fixture at a time; -EBUSY: there is one */
int ena_shim_start(const struct ena_shim_device *dev);
void ena_shim_stop(void);

/* The fixture's clock */
u64 ena_shim_now_ns(void);

/*
 * Let time go by: the device's timers and delayed work become due in order.
 * ena_shim_advance() also waits at each moment until work that was queued is
 * done: not with a lock held that it may want.
 */
void ena_shim_elapse(u64 ns);
void ena_shim_advance(u64 ns);

/*
 * Have the @nth call fail that allocates, maps or registers something, on any
 * thread; 0: none. ena_shim_fail_end() tells whether it came to that, and ends
 * it.
 */
void ena_shim_fail_nth(unsigned int nth);
bool ena_shim_fail_end(void);
bool ena_shim_fails(void);

/*
 * How many such calls threads made that may then wait: for a disk; for as long as
 * memory lacks
 */
unsigned int ena_shim_disk_waits(void);
unsigned int ena_shim_endless_waits(void);
void ena_shim_note_gfp(gfp_t gfp);

/* Coherent memory the fixture's driver has; no checker finds what is left */
void ena_shim_count_coherent(int add);
int ena_shim_coherent(void);

/* ---- time ---- */

void ena_shim_sleep_us(unsigned long min, unsigned long max);
void ena_shim_sleep_ms(unsigned int ms);
ktime_t ena_shim_ktime_get(void);
unsigned long ena_shim_jiffies(void);
long ena_shim_wait_woken(struct wait_queue_entry *wait, long timeout);
bool ena_shim_queue_work(struct workqueue_struct *wq, struct delayed_work *work,
			 unsigned long delay);
bool ena_shim_mod_work(struct workqueue_struct *wq, struct delayed_work *work,
		       unsigned long delay);
bool ena_shim_cancel_work(struct delayed_work *work);
bool ena_shim_flush_work(struct delayed_work *work);

#define ena_shim_wait_event(wq, condition, timeout)			\
({									\
	DEFINE_WAIT_FUNC(__wait, woken_wake_function);			\
	struct wait_queue_head *__wq = &(wq);				\
	long __left = (timeout);					\
	bool __done;							\
									\
	add_wait_queue(__wq, &__wait);					\
	while (!(__done = (condition)) && __left)			\
		__left = ena_shim_wait_woken(&__wait, __left);		\
	remove_wait_queue(__wq, &__wait);				\
	__left = __done ? max(__left, 1L) : 0;				\
	__left;								\
})

/* ---- allocations ---- */

static inline void *ena_shim_kzalloc(size_t size, gfp_t gfp)
{
	return ena_shim_fails() ? NULL : kzalloc(size, gfp);
}

static inline void *ena_shim_kzalloc_node(size_t size, gfp_t gfp, int node)
{
	return ena_shim_fails() ? NULL : kzalloc_node(size, gfp, node);
}

static inline void *ena_shim_kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return ena_shim_fails() ? NULL : kcalloc(n, size, gfp);
}

static inline void *ena_shim_kvcalloc(size_t n, size_t size, gfp_t gfp)
{
	return ena_shim_fails() ? NULL : kvcalloc(n, size, gfp);
}

static inline void *ena_shim_kvzalloc(size_t size, gfp_t gfp)
{
	return ena_shim_fails() ? NULL : kvzalloc(size, gfp);
}

static inline void *ena_shim_kvzalloc_node(size_t size, gfp_t gfp, int node)
{
	return ena_shim_fails() ? NULL : kvzalloc_node(size, gfp, node);
}

static inline void *ena_shim_dma_alloc_coherent(struct device *dev, size_t size,
						dma_addr_t *dma, gfp_t gfp)
{
	void *mem = ena_shim_fails() ? NULL :
				       dma_alloc_coherent(dev, size, dma, gfp);

	if (mem)
		ena_shim_count_coherent(1);
	return mem;
}

static inline void ena_shim_dma_free_coherent(struct device *dev, size_t size,
					      void *mem, dma_addr_t dma)
{
	if (mem)
		ena_shim_count_coherent(-1);
	dma_free_coherent(dev, size, mem, dma);
}

static inline dma_addr_t
ena_shim_dma_map_page(struct device *dev, struct page *page, size_t offset,
		      size_t size, enum dma_data_direction dir)
{
	return ena_shim_fails() ? DMA_MAPPING_ERROR :
				  dma_map_page(dev, page, offset, size, dir);
}

static inline dma_addr_t ena_shim_dma_map_single(struct device *dev, void *buf,
						 size_t size,
						 enum dma_data_direction dir)
{
	return ena_shim_fails() ? DMA_MAPPING_ERROR :
				  dma_map_single(dev, buf, size, dir);
}

static inline struct net_device *ena_shim_alloc_etherdev(int size,
							 unsigned int queues)
{
	return ena_shim_fails() ? NULL : alloc_etherdev_mq(size, queues);
}

static inline struct page_pool *
ena_shim_page_pool_create(const struct page_pool_params *params)
{
	return ena_shim_fails() ? ERR_PTR(-ENOMEM) : page_pool_create(params);
}

static inline struct page *ena_shim_page_pool_alloc(struct page_pool *pool,
						    unsigned int *offset,
						    unsigned int *size,
						    gfp_t gfp)
{
	ena_shim_note_gfp(gfp);
	return ena_shim_fails() ? NULL :
				  page_pool_alloc(pool, offset, size, gfp);
}

static inline struct sk_buff *ena_shim_napi_alloc_skb(struct napi_struct *napi,
						      unsigned int len)
{
	return ena_shim_fails() ? NULL : napi_alloc_skb(napi, len);
}

static inline int ena_shim_request_irq(unsigned int irq, irq_handler_t handler,
				       unsigned long flags, const char *name,
				       void *dev)
{
	return ena_shim_fails() ? -ENOMEM :
				  request_irq(irq, handler, flags, name, dev);
}

#ifndef ENA_SHIM_OFF
#undef usleep_range
#define usleep_range(min, max)	ena_shim_sleep_us(min, max)
#define msleep(ms)		ena_shim_sleep_ms(ms)
#define ktime_get()		ena_shim_ktime_get()
#undef jiffies
#define jiffies			ena_shim_jiffies()
#undef wait_event
#define wait_event(wq, condition)					\
	ena_shim_wait_event(wq, condition, MAX_SCHEDULE_TIMEOUT)
#undef wait_event_timeout
#define wait_event_timeout	ena_shim_wait_event
#define queue_delayed_work	ena_shim_queue_work
#define mod_delayed_work	ena_shim_mod_work
#define cancel_delayed_work_sync	ena_shim_cancel_work
#define flush_delayed_work	ena_shim_flush_work

#undef kzalloc
#define kzalloc			ena_shim_kzalloc
#undef kzalloc_node
#define kzalloc_node		ena_shim_kzalloc_node
#undef kcalloc
#define kcalloc			ena_shim_kcalloc
#undef kvcalloc
#define kvcalloc		ena_shim_kvcalloc
#undef kvzalloc
#define kvzalloc		ena_shim_kvzalloc
#undef kvzalloc_node
#define kvzalloc_node		ena_shim_kvzalloc_node
#undef dma_alloc_coherent
#define dma_alloc_coherent	ena_shim_dma_alloc_coherent
#define dma_free_coherent	ena_shim_dma_free_coherent
#undef dma_map_page
#define dma_map_page		ena_shim_dma_map_page
#undef dma_map_single
#define dma_map_single		ena_shim_dma_map_single
#undef alloc_etherdev_mq
#define alloc_etherdev_mq	ena_shim_alloc_etherdev
#undef alloc_ordered_workqueue
#define alloc_ordered_workqueue(fmt, flags, args...)			\
	(ena_shim_fails() ? NULL :					\
	 alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args))
#undef page_pool_create
#define page_pool_create	ena_shim_page_pool_create
#undef page_pool_alloc
#define page_pool_alloc		ena_shim_page_pool_alloc
#undef page_pool_alloc_frag
#define page_pool_alloc_frag(pool, offset, size, gfp)			\
({									\
	unsigned int __bytes = (size);					\
	page_pool_alloc(pool, offset, &__bytes, gfp);			\
})
#undef napi_alloc_skb
#define napi_alloc_skb		ena_shim_napi_alloc_skb
#define request_irq		ena_shim_request_irq
#endif

#endif /* ENA_SHIM_H */
