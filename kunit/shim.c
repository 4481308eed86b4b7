// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock of the test build, and calls that fail on demand.
 */
#define ENA_SHIM_OFF

#include <linux/atomic.h>
#include <linux/math64.h>
#include <linux/spinlock.h>

#include "shim.h"

/* A test begins late enough for times before it to be positive */
#define ENA_SHIM_EPOCH_NS	(1000 * NSEC_PER_SEC)

/* Time goes by even when a device keeps having something overdue */
#define ENA_SHIM_TICK_NS	(100 * NSEC_PER_USEC)

#define ENA_SHIM_TIMERS		8

/* Ticks, real ones, that a wait without limit may take */
#define ENA_SHIM_FOREVER	(10 * HZ)

/* Delayed work that is not due yet; @work NULL: none */
struct ena_shim_timer {
	struct delayed_work *work;
	struct workqueue_struct *wq;
	u64 due_ns;
};

/* @lock: @now_ns and @timer */
static struct {
	spinlock_t lock;	/* see above */
	bool on;
	u64 now_ns;
	unsigned long jiffies;		/* at the epoch */
	struct ena_shim_device dev;
	struct ena_shim_timer timer[ENA_SHIM_TIMERS];
	atomic_t asleep;		/* threads in need of time */
	atomic_t fail_left;
	atomic_t coherent;
	atomic_t disk_waits;
	atomic_t endless_waits;
	bool failed;
} ena_shim = {
	.lock = __SPIN_LOCK_UNLOCKED(ena_shim.lock),
};

static bool ena_shim_is_on(void)
{
	return READ_ONCE(ena_shim.on);
}

int ena_shim_start(const struct ena_shim_device *dev)
{
	if (ena_shim_is_on())
		return -EBUSY;

	ena_shim.dev = *dev;
	ena_shim.now_ns = ENA_SHIM_EPOCH_NS;
	ena_shim.jiffies = jiffies;
	memset(ena_shim.timer, 0, sizeof(ena_shim.timer));
	atomic_set(&ena_shim.coherent, 0);
	atomic_set(&ena_shim.disk_waits, 0);
	atomic_set(&ena_shim.endless_waits, 0);
	ena_shim_fail_nth(0);
	/* Who sees it on sees the device */
	smp_store_release(&ena_shim.on, true);
	return 0;
}

void ena_shim_stop(void)
{
	WRITE_ONCE(ena_shim.on, false);
	ena_shim_fail_nth(0);
}

/* ---- the clock ---- */

u64 ena_shim_now_ns(void)
{
	unsigned long flags;
	u64 now;

	spin_lock_irqsave(&ena_shim.lock, flags);
	now = ena_shim.now_ns;
	spin_unlock_irqrestore(&ena_shim.lock, flags);

	return now;
}

/* Never back: several threads may be asleep */
static void ena_shim_set_now(u64 now)
{
	unsigned long flags;

	spin_lock_irqsave(&ena_shim.lock, flags);
	ena_shim.now_ns = max(ena_shim.now_ns, now);
	spin_unlock_irqrestore(&ena_shim.lock, flags);
}

ktime_t ena_shim_ktime_get(void)
{
	return ena_shim_is_on() ? ns_to_ktime(ena_shim_now_ns()) : ktime_get();
}

unsigned long ena_shim_jiffies(void)
{
	u64 ns;

	if (!ena_shim_is_on())
		return jiffies;

	ns = ena_shim_now_ns() - ENA_SHIM_EPOCH_NS;
	return ena_shim.jiffies + div_u64(ns, TICK_NSEC);
}

/* ---- delayed work ---- */

static struct ena_shim_timer *ena_shim_find(struct delayed_work *work)
{
	unsigned int i;

	lockdep_assert_held(&ena_shim.lock);
	for (i = 0; i < ENA_SHIM_TIMERS; i++) {
		if (ena_shim.timer[i].work == work)
			return &ena_shim.timer[i];
	}

	return NULL;
}

static bool ena_shim_add_timer(struct workqueue_struct *wq,
			       struct delayed_work *work, unsigned long delay)
{
	struct ena_shim_timer *timer;
	unsigned long flags;
	bool added = false;

	spin_lock_irqsave(&ena_shim.lock, flags);
	if (!ena_shim_find(work) && !work_pending(&work->work)) {
		timer = ena_shim_find(NULL);
		added = timer;
	}
	if (added)
		*timer = (struct ena_shim_timer) {
			.work = work,
			.wq = wq,
			.due_ns = ena_shim.now_ns + (u64)delay * TICK_NSEC,
		};
	spin_unlock_irqrestore(&ena_shim.lock, flags);

	return added;
}

static bool ena_shim_del_timer(struct delayed_work *work)
{
	struct ena_shim_timer *timer;
	unsigned long flags;

	spin_lock_irqsave(&ena_shim.lock, flags);
	timer = ena_shim_find(work);
	if (timer)
		timer->work = NULL;
	spin_unlock_irqrestore(&ena_shim.lock, flags);

	return timer;
}

bool ena_shim_queue_work(struct workqueue_struct *wq, struct delayed_work *work,
			 unsigned long delay)
{
	unsigned long flags;
	bool waits;

	if (!ena_shim_is_on())
		return queue_delayed_work(wq, work, delay);
	if (delay)
		return ena_shim_add_timer(wq, work, delay);

	spin_lock_irqsave(&ena_shim.lock, flags);
	waits = ena_shim_find(work);
	spin_unlock_irqrestore(&ena_shim.lock, flags);

	return !waits && queue_work(wq, &work->work);
}

bool ena_shim_mod_work(struct workqueue_struct *wq, struct delayed_work *work,
		       unsigned long delay)
{
	bool waited;

	if (!ena_shim_is_on())
		return mod_delayed_work(wq, work, delay);

	waited = ena_shim_del_timer(work);
	if (delay) {
		waited |= cancel_work(&work->work);
		ena_shim_add_timer(wq, work, delay);
	} else {
		waited |= !queue_work(wq, &work->work);
	}

	return waited;
}

bool ena_shim_cancel_work(struct delayed_work *work)
{
	bool waited;

	if (!ena_shim_is_on())
		return cancel_delayed_work_sync(work);

	waited = ena_shim_del_timer(work) | cancel_work_sync(&work->work);
	/* It may have wanted to run again */
	ena_shim_del_timer(work);
	return waited;
}

bool ena_shim_flush_work(struct delayed_work *work)
{
	struct workqueue_struct *wq = NULL;
	struct ena_shim_timer *timer;
	unsigned long flags;

	if (!ena_shim_is_on())
		return flush_delayed_work(work);

	spin_lock_irqsave(&ena_shim.lock, flags);
	timer = ena_shim_find(work);
	if (timer) {
		wq = timer->wq;
		timer->work = NULL;
	}
	spin_unlock_irqrestore(&ena_shim.lock, flags);

	if (wq)
		queue_work(wq, &work->work);
	return flush_work(&work->work);
}

/* When the first of it is due */
static u64 ena_shim_next_timer(void)
{
	u64 next = U64_MAX;
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&ena_shim.lock, flags);
	for (i = 0; i < ENA_SHIM_TIMERS; i++) {
		if (ena_shim.timer[i].work)
			next = min(next, ena_shim.timer[i].due_ns);
	}
	spin_unlock_irqrestore(&ena_shim.lock, flags);

	return next;
}

static void ena_shim_run_timers(void)
{
	unsigned long flags;
	unsigned int i;

	spin_lock_irqsave(&ena_shim.lock, flags);
	for (i = 0; i < ENA_SHIM_TIMERS; i++) {
		struct ena_shim_timer *timer = &ena_shim.timer[i];

		if (!timer->work || timer->due_ns > ena_shim.now_ns)
			continue;
		queue_work(timer->wq, &timer->work->work);
		timer->work = NULL;
	}
	spin_unlock_irqrestore(&ena_shim.lock, flags);
}

/* ---- time goes by ---- */

static void ena_shim_pass(u64 ns, bool settle)
{
	const struct ena_shim_device *dev = &ena_shim.dev;
	u64 now = ena_shim_now_ns(), end = now + ns, due;

	for (;;) {
		dev->step(dev->ctx);
		ena_shim_run_timers();
		if (settle)
			dev->settle(dev->ctx);

		now = ena_shim_now_ns();
		if (now >= end)
			return;

		due = min(dev->next_ns(dev->ctx), ena_shim_next_timer());
		if (due <= now)
			due = now + ENA_SHIM_TICK_NS;
		ena_shim_set_now(min(due, end));
	}
}

void ena_shim_elapse(u64 ns)
{
	ena_shim_pass(ns, false);
}

void ena_shim_advance(u64 ns)
{
	ena_shim_pass(ns, true);
}

/* Threads that are asleep at once get real time to run between */
static void ena_shim_sleep(u64 ns, bool tick)
{
	if (atomic_inc_return(&ena_shim.asleep) > 1 && tick)
		schedule_timeout_uninterruptible(1);
	ena_shim_elapse(ns);
	atomic_dec(&ena_shim.asleep);
}

void ena_shim_sleep_us(unsigned long min, unsigned long max)
{
	if (ena_shim_is_on())
		ena_shim_sleep((u64)max * NSEC_PER_USEC, false);
	else
		usleep_range(min, max);
}

void ena_shim_sleep_ms(unsigned int ms)
{
	if (ena_shim_is_on())
		ena_shim_sleep((u64)ms * NSEC_PER_MSEC, false);
	else
		msleep(ms);
}

/*
 * A sleep on a wait queue is over when somebody wakes the sleeper, or with its
 * time; not as soon as what it waits for is true. So a wake-up that is missing
 * costs all of the time, and one that has no limit is complained of.
 */
long ena_shim_wait_woken(struct wait_queue_entry *wait, long timeout)
{
	const struct ena_shim_device *dev = &ena_shim.dev;
	bool forever = timeout == MAX_SCHEDULE_TIMEOUT;
	long left = forever ? ENA_SHIM_FOREVER : timeout;

	if (!ena_shim_is_on())
		return wait_woken(wait, TASK_UNINTERRUPTIBLE, timeout);

	for (; left; left--) {
		dev->step(dev->ctx);
		if (READ_ONCE(wait->flags) & WQ_FLAG_WOKEN)
			break;
		/* It is for another thread that somebody waits without limit */
		if (forever)
			schedule_timeout_uninterruptible(1);
		ena_shim_sleep(TICK_NSEC, !forever);
	}
	WARN(forever && !left, "nobody wakes %s\n", current->comm);

	/* What is waited for is looked at after this; see wait_woken() */
	smp_store_mb(wait->flags, wait->flags & ~WQ_FLAG_WOKEN);
	return forever ? timeout : left;
}

/* ---- failures ---- */

void ena_shim_fail_nth(unsigned int nth)
{
	WRITE_ONCE(ena_shim.failed, false);
	atomic_set(&ena_shim.fail_left, nth);
}

bool ena_shim_fail_end(void)
{
	atomic_set(&ena_shim.fail_left, 0);
	return READ_ONCE(ena_shim.failed);
}

unsigned int ena_shim_disk_waits(void)
{
	return atomic_read(&ena_shim.disk_waits);
}

unsigned int ena_shim_endless_waits(void)
{
	return atomic_read(&ena_shim.endless_waits);
}

void ena_shim_note_gfp(gfp_t gfp)
{
	if (gfp & __GFP_DIRECT_RECLAIM &&
	    !(gfp & (__GFP_NORETRY | __GFP_RETRY_MAYFAIL)))
		atomic_inc(&ena_shim.endless_waits);
}

bool ena_shim_fails(void)
{
	if (in_task() && !(current->flags & PF_MEMALLOC_NOIO))
		atomic_inc(&ena_shim.disk_waits);

	if (!atomic_read(&ena_shim.fail_left) ||
	    atomic_dec_return(&ena_shim.fail_left))
		return false;

	WRITE_ONCE(ena_shim.failed, true);
	return true;
}

void ena_shim_count_coherent(int add)
{
	atomic_add(add, &ena_shim.coherent);
}

int ena_shim_coherent(void)
{
	return atomic_read(&ena_shim.coherent);
}
