// SPDX-License-Identifier: GPL-2.0-only
/*
 * The threads that step the models. A driver may wait for a register with
 * interrupts off, so that its CPU runs nothing else: each CPU has a control
 * poller, and whichever comes first answers. One more thread moves packets; it
 * is an ordinary thread, so that the stack it feeds gets its share of the CPU.
 *
 * A poller that had something to do looks again at once for a short while,
 * then sleeps, longer and longer. It never goes on for ever without sleeping
 * or yielding, and it wakes when a timer of a model is due. The packet thread
 * stops looking after a while: then the control pollers look for it, so that
 * an idle machine has one thing to wake for.
 *
 * A kernel that cannot be preempted may wait, with preemption off, on all other
 * CPUs for the one on which a driver waits for the mailbox, for instance to
 * patch its own code. No thread runs then, but timers do: they wake the control
 * pollers, and answer the mailbox in their place when they do not come.
 */
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smpboot.h>
#include <linux/srcu.h>

#include "front.h"

#define ENA_SIM_SPIN_NS		(20 * NSEC_PER_USEC)
#define ENA_SIM_BURST_NS	(200 * NSEC_PER_USEC)
#define ENA_SIM_SLEEP_MIN_NS	(20 * NSEC_PER_USEC)
#define ENA_SIM_CTL_SLEEP_NS	(8 * NSEC_PER_MSEC)	/* all CPUs together */
#define ENA_SIM_CTL_LONGEST_NS	(20 * NSEC_PER_MSEC)	/* each */
#define ENA_SIM_IO_SLEEP_NS	(2 * NSEC_PER_MSEC)
#define ENA_SIM_IO_PARK_NS	(20 * NSEC_PER_MSEC)
#define ENA_SIM_FULL_NS		(50 * NSEC_PER_USEC)
#define ENA_SIM_LATE_NS		(1 * NSEC_PER_MSEC)

/**
 * struct ena_sim_poller - how one thread paces itself
 * @kick: somebody wants it to look now
 * @active_ns: when it last had something to do
 * @slept_ns: when it last slept
 * @timer: ends the sleep of a control poller, and goes on until it runs
 * @task: the control poller
 * @late: @timer has woken it
 */
struct ena_sim_poller {
	bool kick;
	u64 active_ns;
	u64 slept_ns;
	struct hrtimer timer;
	struct task_struct *task;
	bool late;
};

DEFINE_STATIC_SRCU(ena_sim_ports_srcu);
static struct ena_sim_port __rcu *ena_sim_ports[ENA_SIM_MAX_FUNCTIONS];

static DEFINE_PER_CPU(struct task_struct *, ena_sim_ctl_task);
static DEFINE_PER_CPU(struct ena_sim_poller, ena_sim_ctl_poller);
static struct ena_sim_poller ena_sim_io_poller;
static struct task_struct *ena_sim_io_task;
static bool ena_sim_io_parked;

static struct ena_sim_port *ena_sim_poll_port(unsigned int i)
{
	return srcu_dereference(ena_sim_ports[i], &ena_sim_ports_srcu);
}

static enum hrtimer_restart ena_sim_ctl_expired(struct hrtimer *timer)
{
	struct ena_sim_poller *poller;
	struct ena_sim_port *port;
	unsigned int i;

	poller = container_of(timer, struct ena_sim_poller, timer);
	for (i = 0; poller->late && i < ENA_SIM_MAX_FUNCTIONS; i++) {
		port = rcu_dereference_sched(ena_sim_ports[i]);
		if (port)
			ena_sim_mailbox_rescue(&port->fn);
	}

	poller->late = true;
	wake_up_process(poller->task);
	/* hrtimer_forward() would leave it due until its slack is over too */
	hrtimer_set_expires(timer, ktime_add_ns(ktime_get(), ENA_SIM_LATE_NS));
	return HRTIMER_RESTART;
}

/* The state of the caller is TASK_IDLE; only a control poller has a @timer */
static void ena_sim_wait(struct ena_sim_poller *poller, u64 ns)
{
	ktime_t expires = ns_to_ktime(ns);

	if (ns == U64_MAX) {
		schedule();
	} else if (!poller->task) {
		schedule_hrtimeout_range(&expires, ns / 8, HRTIMER_MODE_REL);
	} else {
		poller->late = false;
		hrtimer_start_range_ns(&poller->timer, expires, ns / 8,
				       HRTIMER_MODE_REL_PINNED_HARD);
		schedule();
		hrtimer_cancel(&poller->timer);
	}
}

/* Sleep @ns at most, U64_MAX as long as it takes, or until kicked */
static void ena_sim_sleep(struct ena_sim_poller *poller, u64 ns)
{
	set_current_state(TASK_IDLE);
	if (READ_ONCE(poller->kick) || kthread_should_stop())
		__set_current_state(TASK_RUNNING);
	else
		ena_sim_wait(poller, ns);
	poller->slept_ns = ktime_get_ns();
	if (xchg(&poller->kick, false))
		poller->active_ns = poller->slept_ns;
}

/*
 * After a pass over the models: go on, or sleep a quarter of the time nothing
 * happened, @longest_ns at most, and not past @due.
 */
static void ena_sim_rest(struct ena_sim_poller *poller, bool busy, u64 due,
			 u64 longest_ns)
{
	u64 now = ktime_get_ns();
	u64 idle, ns;

	if (busy)
		poller->active_ns = now;
	idle = now - poller->active_ns;

	/* With one CPU nobody can give us work as long as we run */
	if (idle < ENA_SIM_SPIN_NS && num_online_cpus() > 1 &&
	    now - poller->slept_ns < ENA_SIM_BURST_NS) {
		cpu_relax();
		return;
	}

	ns = clamp_t(u64, idle / 4, ENA_SIM_SLEEP_MIN_NS, longest_ns);
	if (due < now + ns)
		ns = max_t(s64, due - now, ENA_SIM_SLEEP_MIN_NS);
	ena_sim_sleep(poller, ns);
}

static void ena_sim_kick(struct ena_sim_poller *poller,
			 struct task_struct *task)
{
	if (task && !xchg(&poller->kick, true))
		wake_up_process(task);
}

/* ---- packets ---- */

/* io_lock is held, and given up */
static bool ena_sim_io_step_locked(struct ena_sim_port *port, u64 *due)
{
	struct ena_sim_fn *fn = &port->fn;
	bool busy;

	busy = ena_sim_io_poll(fn);
	ena_sim_msix_poll(port);
	*due = min(*due, ena_sim_io_next_ns(fn));
	mutex_unlock(&fn->io_lock);

	ena_sim_wire_flush(port);
	ena_sim_wire_wake(port);
	return busy;
}

static bool ena_sim_io_step(struct ena_sim_port *port, u64 *due)
{
	if (!READ_ONCE(port->plugged)) {
		skb_queue_purge(&port->fn.rx_wait);
		ena_sim_wire_wake(port);
		return false;
	}
	if (ena_sim_wire_is_full(port)) {
		*due = min(*due, ktime_get_ns() + ENA_SIM_FULL_NS);
		return false;
	}

	mutex_lock(&port->fn.io_lock);
	return ena_sim_io_step_locked(port, due);
}

/* In place of the packet thread, and to wake it if there is work */
static void ena_sim_io_look(struct ena_sim_port *port)
{
	u64 due = U64_MAX;

	if (!READ_ONCE(ena_sim_io_parked))
		return;

	/* With the queues went the frames the peer waited for */
	if (!READ_ONCE(port->plugged) || !ena_sim_io_live(&port->fn)) {
		ena_sim_wire_wake(port);
		return;
	}

	if (!mutex_trylock(&port->fn.io_lock))
		return;
	if (ena_sim_io_step_locked(port, &due) || due != U64_MAX)
		ena_sim_poll_wake_io();
}

/* ---- control ---- */

/* Another CPU may be at it already: then there is nothing to do here */
static bool ena_sim_ctl_step(struct ena_sim_port *port, u64 *due)
{
	struct ena_sim_fn *fn = &port->fn;
	bool busy = false;

	if (mutex_trylock(&fn->ctl_lock)) {
		busy = ena_sim_pci_poll(port);
		if (READ_ONCE(port->plugged)) {
			busy |= ena_sim_ctl_poll(fn);
			ena_sim_msix_poll(port);
			WRITE_ONCE(port->ctl_next_ns, ena_sim_ctl_next_ns(fn));
		} else {
			WRITE_ONCE(port->ctl_next_ns, U64_MAX);
		}
		mutex_unlock(&fn->ctl_lock);
	}
	*due = min(*due, READ_ONCE(port->ctl_next_ns));
	ena_sim_io_look(port);
	return busy;
}

static void ena_sim_ctl_run(unsigned int cpu)
{
	struct ena_sim_poller *poller = per_cpu_ptr(&ena_sim_ctl_poller, cpu);
	struct ena_sim_port *port;
	u64 due = U64_MAX;
	bool busy = false;
	unsigned int i;
	int idx;

	idx = srcu_read_lock(&ena_sim_ports_srcu);
	for (i = 0; i < ENA_SIM_MAX_FUNCTIONS; i++) {
		port = ena_sim_poll_port(i);
		if (port)
			busy |= ena_sim_ctl_step(port, &due);
	}
	srcu_read_unlock(&ena_sim_ports_srcu, idx);

	ena_sim_rest(poller, busy, due,
		     min(num_online_cpus() * ENA_SIM_CTL_SLEEP_NS,
			 ENA_SIM_CTL_LONGEST_NS));
}

static int ena_sim_ctl_should_run(unsigned int cpu)
{
	return 1;
}

static void ena_sim_ctl_setup(unsigned int cpu)
{
	struct ena_sim_poller *poller = per_cpu_ptr(&ena_sim_ctl_poller, cpu);

	poller->task = current;
	hrtimer_setup(&poller->timer, ena_sim_ctl_expired, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_PINNED_HARD);
	sched_set_fifo_low(current);
}

/* Parked when its CPU goes, and back when it comes */
static struct smp_hotplug_thread ena_sim_ctl_threads = {
	.store = &ena_sim_ctl_task,
	.thread_should_run = ena_sim_ctl_should_run,
	.thread_fn = ena_sim_ctl_run,
	.setup = ena_sim_ctl_setup,
	.thread_comm = "ena_sim/%u",
};

void ena_sim_poll_wake_ctl(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		ena_sim_kick(per_cpu_ptr(&ena_sim_ctl_poller, cpu),
			     per_cpu(ena_sim_ctl_task, cpu));
}

/* ---- the packet thread ---- */

static bool ena_sim_io_pass(u64 *due)
{
	struct ena_sim_port *port;
	bool busy = false;
	unsigned int i;
	int idx;

	idx = srcu_read_lock(&ena_sim_ports_srcu);
	for (i = 0; i < ENA_SIM_MAX_FUNCTIONS; i++) {
		port = ena_sim_poll_port(i);
		if (port)
			busy |= ena_sim_io_step(port, due);
	}
	srcu_read_unlock(&ena_sim_ports_srcu, idx);
	return busy;
}

/* Nothing to do for long: sleep until kicked, or a timer is due */
static void ena_sim_io_park(struct ena_sim_poller *poller, u64 due)
{
	u64 now = ktime_get_ns();

	WRITE_ONCE(ena_sim_io_parked, true);
	if (due == U64_MAX)
		ena_sim_sleep(poller, U64_MAX);
	else if (due > now)
		ena_sim_sleep(poller, due - now);
	WRITE_ONCE(ena_sim_io_parked, false);
}

static int ena_sim_io_run(void *unused)
{
	struct ena_sim_poller *poller = &ena_sim_io_poller;
	bool busy;
	u64 due;

	while (!kthread_should_stop()) {
		due = U64_MAX;
		busy = ena_sim_io_pass(&due);
		cond_resched();
		if (!busy && ktime_get_ns() - poller->active_ns >
		    ENA_SIM_IO_PARK_NS)
			ena_sim_io_park(poller, due);
		else
			ena_sim_rest(poller, busy, due, ENA_SIM_IO_SLEEP_NS);
	}

	return 0;
}

void ena_sim_poll_wake_io(void)
{
	ena_sim_kick(&ena_sim_io_poller, READ_ONCE(ena_sim_io_task));
}

/* ---- life ---- */

void ena_sim_poll_add(struct ena_sim_port *port)
{
	rcu_assign_pointer(ena_sim_ports[port->fn.id], port);
	ena_sim_poll_wake_ctl();
}

void ena_sim_poll_del(struct ena_sim_port *port)
{
	RCU_INIT_POINTER(ena_sim_ports[port->fn.id], NULL);
	synchronize_srcu(&ena_sim_ports_srcu);
	/* ena_sim_ctl_expired() */
	synchronize_rcu();
}

int ena_sim_poll_start(void)
{
	struct task_struct *task;
	int err;

	err = smpboot_register_percpu_thread(&ena_sim_ctl_threads);
	if (err)
		return err;

	task = kthread_run(ena_sim_io_run, NULL, "ena_sim_io");
	if (IS_ERR(task)) {
		smpboot_unregister_percpu_thread(&ena_sim_ctl_threads);
		return PTR_ERR(task);
	}

	WRITE_ONCE(ena_sim_io_task, task);
	return 0;
}

void ena_sim_poll_stop(void)
{
	struct task_struct *task = ena_sim_io_task;

	WRITE_ONCE(ena_sim_io_task, NULL);
	kthread_stop(task);
	smpboot_unregister_percpu_thread(&ena_sim_ctl_threads);
}
