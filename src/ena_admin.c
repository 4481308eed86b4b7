// SPDX-License-Identifier: GPL-2.0-only
/*
 * The admin queue pair (control plane 5): commands go into one ring in order,
 * completions come back in another in any order.
 *
 * A command lives in a slot, whose number and generation are its id; ring
 * entries are used up in order and are independent of slots. Completions are
 * taken by whoever looks first, under the lock: the management interrupt, or a
 * thread that polls or whose time is up.
 */
#include <linux/dma-mapping.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>

#include "ena_admin.h"

#define ENA_ADMIN_MASK		(ENA_ADMIN_DEPTH - 1)
#define ENA_ADMIN_SLOT		ENA_ADMIN_MASK	/* of a command id */
#define ENA_ADMIN_GENERATION	GENMASK(11, 5)

/* A healthy device answers in microseconds; later, polls are further apart */
#define ENA_ADMIN_POLL_US	20
#define ENA_ADMIN_POLL_SLOW_US	5000
#define ENA_ADMIN_POLL_FAST_FOR_US	2000
/* Who asks for statistics has more important things to do (edev->wq) */
#define ENA_ADMIN_STATS_TIMEOUT_US	1000000

static_assert((ENA_ADMIN_SLOT ^ ENA_ADMIN_GENERATION) == ENA_HW_AQ_CMD_ID);

/* One call of ena_admin_exec_data() */
struct ena_admin_req {
	struct ena_hw_aq_hdr *hdr;
	size_t size;
	void *resp;
	size_t resp_size;
	const struct ena_admin_data *data;
	struct ena_admin_cmd *cmd;	/* once submitted */
	bool full;			/* had to wait for a slot */
};

static bool ena_admin_phase(u32 idx)
{
	return !(idx & ENA_ADMIN_DEPTH);
}

static bool ena_admin_is_stats(const struct ena_admin_req *req)
{
	return req->hdr->opcode == ENA_HW_AQ_GET_STATS;
}

static u8 *ena_admin_buf(struct ena_admin *admin, int buf)
{
	return admin->buf + buf * ENA_ADMIN_BUF_SIZE;
}

static bool ena_admin_has_buf(const struct ena_admin_cmd *cmd)
{
	return cmd->buf >= 0;
}

static void ena_admin_release(struct ena_admin *admin,
			      struct ena_admin_cmd *cmd)
{
	lockdep_assert_held(&admin->lock);

	if (ena_admin_has_buf(cmd))
		__clear_bit(cmd->buf, &admin->bufs_busy);
	cmd->buf = -1;
	cmd->state = ENA_ADMIN_FREE;
	wake_up_all(&admin->wait);
}

/* True if the queue was alive: the caller then reports it, unlocked */
static bool ena_admin_kill(struct ena_admin *admin)
{
	bool was_alive = !admin->dead;
	unsigned int i;

	lockdep_assert_held(&admin->lock);

	WRITE_ONCE(admin->dead, true);
	for (i = 0; i < ENA_ADMIN_DEPTH; i++) {
		if (admin->cmd[i].state != ENA_ADMIN_SENT)
			continue;
		WRITE_ONCE(admin->cmd[i].state, ENA_ADMIN_ABORTED);
		admin->stats.aborted_cmd++;
	}
	wake_up_all(&admin->wait);

	return was_alive;
}

static void ena_admin_report(struct ena_admin *admin)
{
	if (admin->broken)
		admin->broken(admin->ctx);
}

void ena_admin_break(struct ena_admin *admin)
{
	unsigned long flags;
	bool broke;

	spin_lock_irqsave(&admin->lock, flags);
	broke = ena_admin_kill(admin);
	spin_unlock_irqrestore(&admin->lock, flags);

	if (broke)
		ena_admin_report(admin);
}

/* The command a completion says it is for, if the device has that command */
static struct ena_admin_cmd *ena_admin_find(struct ena_admin *admin, u16 cmd_id)
{
	struct ena_admin_cmd *cmd;

	cmd = &admin->cmd[FIELD_GET(ENA_ADMIN_SLOT, cmd_id)];
	if (cmd->cmd_id != cmd_id)
		return NULL;
	if (cmd->state != ENA_ADMIN_SENT && cmd->state != ENA_ADMIN_LATE)
		return NULL;

	return cmd;
}

static void ena_admin_forget(struct ena_admin *admin, struct ena_admin_cmd *cmd)
{
	admin->nr_late--;
	admin->nr_held -= ena_admin_has_buf(cmd);
	ena_admin_release(admin, cmd);
}

static void ena_admin_answer(struct ena_admin *admin, struct ena_admin_cmd *cmd,
			     const struct ena_hw_acq_entry *cdesc)
{
	lockdep_assert_held(&admin->lock);

	/* The device reads commands in order */
	if ((s32)(cmd->seq + 1 - admin->fetched) > 0)
		admin->fetched = cmd->seq + 1;
	admin->stats.completed_cmd++;

	if (cmd->state == ENA_ADMIN_LATE) {
		ena_admin_forget(admin, cmd);
		return;
	}

	memcpy(&cmd->resp, cdesc, sizeof(cmd->resp));
	WRITE_ONCE(cmd->state, ENA_ADMIN_ANSWERED);
	wake_up_all(&admin->wait);
}

/*
 * Take the completions that are there. A good one uses up a command in flight
 * and a bad one kills the queue, which bounds the loop. True if it did.
 */
static bool ena_admin_reap(struct ena_admin *admin)
{
	const struct ena_hw_acq_entry *cdesc;
	struct ena_admin_cmd *cmd;
	u16 cmd_id;

	lockdep_assert_held(&admin->lock);

	while (!admin->dead) {
		cdesc = &admin->acq[admin->head & ENA_ADMIN_MASK];
		if (FIELD_GET(ENA_HW_ACQ_PHASE, READ_ONCE(cdesc->hdr.flags)) !=
		    ena_admin_phase(admin->head))
			return false;

		/* PHASE hands the entry over, and a buffer with it */
		dma_rmb();
		cmd_id = FIELD_GET(ENA_HW_ACQ_CMD_ID,
				   le16_to_cpu(READ_ONCE(cdesc->hdr.cmd_id)));
		cmd = ena_admin_find(admin, cmd_id);
		if (!cmd) {
			dev_err(admin->regs->dev,
				"Admin completion for id 0x%x, which is not in flight\n",
				cmd_id);
			return ena_admin_kill(admin);
		}

		ena_admin_answer(admin, cmd, cdesc);
		admin->head++;
	}

	return false;
}

/*
 * @taken completions were found by an interrupt before a thread that polls saw
 * them. One may be the luck of an event's interrupt; so many are not.
 */
static void ena_admin_trust_irq(struct ena_admin *admin, u32 taken)
{
	lockdep_assert_held(&admin->lock);

	admin->irq_proof += taken;
	if (admin->irq_proof < ENA_ADMIN_IRQ_PROOF)
		return;

	admin->missed_irq = false;
	WRITE_ONCE(admin->polling, false);
	dev_notice(admin->regs->dev,
		   "Management interrupts come again, autopolling mode is OFF\n");
}

static void ena_admin_take(struct ena_admin *admin, bool irq)
{
	unsigned long flags;
	bool broke;
	u32 head;

	spin_lock_irqsave(&admin->lock, flags);
	head = admin->head;
	broke = ena_admin_reap(admin);
	if (irq && admin->missed_irq)
		ena_admin_trust_irq(admin, admin->head - head);
	spin_unlock_irqrestore(&admin->lock, flags);

	if (broke)
		ena_admin_report(admin);
}

/**
 * ena_admin_irq() - take completions
 * @admin: the admin queue
 *
 * Context: The management interrupt; bounded by the number of commands in
 * flight.
 */
void ena_admin_irq(struct ena_admin *admin)
{
	ena_admin_take(admin, true);
}

static u32 ena_admin_nr_late(const struct ena_admin *admin, bool held)
{
	return held ? admin->nr_held : admin->nr_late - admin->nr_held;
}

/* What the device has not answered for so long, it has lost; not its memory */
static void ena_admin_forget_late(struct ena_admin *admin)
{
	struct ena_admin_cmd *cmd;
	unsigned int i;

	lockdep_assert_held(&admin->lock);

	/* It seems to answer none: most of the ring is for other commands */
	if (admin->tail - admin->fetched > ENA_ADMIN_UNREAD_MAX)
		return;

	for (i = 0; i < ENA_ADMIN_DEPTH && ena_admin_nr_late(admin, false); i++) {
		cmd = &admin->cmd[i];
		if (cmd->state != ENA_ADMIN_LATE || ena_admin_has_buf(cmd) ||
		    time_before(jiffies, cmd->late +
				msecs_to_jiffies(ENA_ADMIN_LATE_MS)))
			continue;
		ena_admin_forget(admin, cmd);
	}
}

static struct ena_admin_cmd *ena_admin_free_slot(struct ena_admin *admin)
{
	unsigned int i;

	/* An entry may be written again once the device has read it */
	if (admin->tail - admin->fetched >= ENA_ADMIN_DEPTH)
		return NULL;

	for (i = 0; i < ENA_ADMIN_DEPTH; i++) {
		if (admin->cmd[i].state == ENA_ADMIN_FREE)
			return &admin->cmd[i];
	}

	return NULL;
}

/* Give @cmd the buffer @buf, filled, and describe it in the ring entry */
static void ena_admin_attach_data(struct ena_admin *admin,
				  struct ena_admin_cmd *cmd, unsigned int buf,
				  const struct ena_admin_data *data,
				  struct ena_hw_aq_entry *entry)
{
	u8 *mem = ena_admin_buf(admin, buf);

	if (data->out)
		memcpy(mem, data->out, data->len);
	else
		memset(mem, 0, data->len);

	__set_bit(buf, &admin->bufs_busy);
	cmd->buf = buf;
	entry->ctrl.len = cpu_to_le32(data->len);
	entry->ctrl.addr = ena_admin_addr(admin->buf_dma +
					  buf * ENA_ADMIN_BUF_SIZE);
}

/* Write the command into the ring and ring the doorbell */
static void ena_admin_send(struct ena_admin *admin, struct ena_admin_req *req,
			   struct ena_admin_cmd *cmd, unsigned int buf)
{
	struct ena_hw_aq_entry *entry;

	lockdep_assert_held(&admin->lock);

	cmd->generation++;
	cmd->cmd_id = FIELD_PREP(ENA_ADMIN_SLOT, cmd - admin->cmd) |
		      FIELD_PREP(ENA_ADMIN_GENERATION,
				 cmd->generation &
				 FIELD_MAX(ENA_ADMIN_GENERATION));
	cmd->seq = admin->tail;
	cmd->state = ENA_ADMIN_SENT;

	entry = &admin->aq[admin->tail & ENA_ADMIN_MASK];
	memset(entry, 0, sizeof(*entry));
	memcpy(entry, req->hdr, req->size);
	entry->hdr.cmd_id = cpu_to_le16(cmd->cmd_id);
	entry->hdr.flags |= FIELD_PREP(ENA_HW_AQ_PHASE,
				       ena_admin_phase(admin->tail));
	if (req->data)
		ena_admin_attach_data(admin, cmd, buf, req->data, entry);

	admin->tail++;
	admin->stats.submitted_cmd++;
	req->cmd = cmd;

	/* writel() orders the entry and the buffer before the doorbell */
	ena_reg_write(admin->regs, ENA_HW_REG_AQ_DB,
		      FIELD_PREP(ENA_HW_DB_INDEX,
				 admin->tail & FIELD_MAX(ENA_HW_DB_INDEX)));
}

/* -EBUSY: no room now; a completion or the end of another command makes some */
static int ena_admin_try_submit(struct ena_admin *admin,
				struct ena_admin_req *req)
{
	struct ena_admin_cmd *cmd;
	unsigned long flags;
	unsigned int buf;
	int err = 0;

	spin_lock_irqsave(&admin->lock, flags);
	ena_admin_forget_late(admin);
	buf = find_first_zero_bit(&admin->bufs_busy, ENA_ADMIN_BUFS);
	cmd = ena_admin_free_slot(admin);

	if (admin->dead) {
		err = -ENODEV;
	} else if (ena_admin_is_stats(req) &&
		   ena_admin_nr_late(admin, req->data) >= ENA_ADMIN_LATE_MAX) {
		/* It has not answered the last ones either */
		err = -ETIMEDOUT;
	} else if (!cmd || (req->data && buf >= ENA_ADMIN_BUFS)) {
		admin->stats.out_of_space += !req->full;
		req->full = true;
		err = -EBUSY;
	} else {
		ena_admin_send(admin, req, cmd, buf);
	}
	spin_unlock_irqrestore(&admin->lock, flags);

	return err;
}

static int ena_admin_submit(struct ena_admin *admin, struct ena_admin_req *req)
{
	int err = ena_admin_try_submit(admin, req);

	if (err != -EBUSY)
		return err;

	wait_event_timeout(admin->wait,
			   (err = ena_admin_try_submit(admin, req)) != -EBUSY,
			   usecs_to_jiffies(READ_ONCE(admin->timeout_us)));
	return err;
}

static bool ena_admin_is_settled(const struct ena_admin *admin,
				 const struct ena_admin_cmd *cmd)
{
	return READ_ONCE(cmd->state) != ENA_ADMIN_SENT ||
	       READ_ONCE(admin->regs->gone);
}

static bool ena_admin_poll(struct ena_admin *admin,
			   const struct ena_admin_cmd *cmd)
{
	ena_admin_take(admin, false);
	return ena_admin_is_settled(admin, cmd);
}

/* Until the command is settled or its time is up */
static void ena_admin_wait(struct ena_admin *admin,
			   const struct ena_admin_req *req)
{
	const struct ena_admin_cmd *cmd = req->cmd;
	u32 timeout_us = READ_ONCE(admin->timeout_us);
	bool done;

	if (ena_admin_is_stats(req))
		timeout_us = min(timeout_us, ENA_ADMIN_STATS_TIMEOUT_US);

	if (!READ_ONCE(admin->polling)) {
		wait_event_timeout(admin->wait,
				   ena_admin_is_settled(admin, cmd) ||
				   READ_ONCE(admin->polling),
				   usecs_to_jiffies(timeout_us));
		if (!READ_ONCE(admin->polling))
			return;
	}

	if (read_poll_timeout(ena_admin_poll, done, done, ENA_ADMIN_POLL_US,
			      min(timeout_us, ENA_ADMIN_POLL_FAST_FOR_US),
			      false, admin, cmd))
		read_poll_timeout(ena_admin_poll, done, done,
				  ENA_ADMIN_POLL_SLOW_US, timeout_us, false,
				  admin, cmd);
}

/* Device status to errno (control plane 5.4, E-03) */
static int ena_admin_errno(u8 status)
{
	switch (status) {
	case ENA_HW_ACQ_SUCCESS:
		return 0;
	case ENA_HW_ACQ_NO_RESOURCES:
		return -ENOMEM;
	case ENA_HW_ACQ_UNSUPPORTED:
		return -EOPNOTSUPP;
	case ENA_HW_ACQ_BUSY:
		return -EAGAIN;
	case ENA_HW_ACQ_BAD_OPCODE:
	case ENA_HW_ACQ_MALFORMED:
	case ENA_HW_ACQ_ILLEGAL_PARAM:
		return -EINVAL;
	default:
		return -EIO;
	}
}

static int ena_admin_take_answer(struct ena_admin *admin,
				 const struct ena_admin_req *req)
{
	const struct ena_admin_data *data = req->data;
	struct ena_admin_cmd *cmd = req->cmd;
	int err;

	err = ena_admin_errno(cmd->resp.hdr.status);
	if (!err && req->resp)
		memcpy(req->resp, &cmd->resp, req->resp_size);
	if (!err && data && data->in)
		memcpy(data->in, ena_admin_buf(admin, cmd->buf), data->in_len);
	ena_admin_release(admin, cmd);

	return err;
}

/* No answer in time. True if the queue dies of it. */
static bool ena_admin_expire(struct ena_admin *admin,
			     const struct ena_admin_req *req)
{
	bool gone = READ_ONCE(admin->regs->gone);

	admin->stats.no_completion++;

	/* Statistics are not worth a reset; slot and buffer wait for an end */
	if (ena_admin_is_stats(req) && !gone) {
		req->cmd->state = ENA_ADMIN_LATE;
		req->cmd->late = jiffies;
		admin->nr_late++;
		admin->nr_held += ena_admin_has_buf(req->cmd);
		return false;
	}

	req->cmd->state = ENA_ADMIN_ABORTED;
	return ena_admin_kill(admin);
}

static void ena_admin_log(const struct ena_admin *admin,
			  const struct ena_admin_req *req, int err, bool missed)
{
	if (missed)
		dev_err(admin->regs->dev,
			"The ena device sent a completion but the driver didn't receive a MSI-X interrupt (cmd %d), autopolling mode is ON\n",
			req->hdr->opcode);
	else if (err == -ETIMEDOUT)
		dev_err_ratelimited(admin->regs->dev,
				    "The ena device didn't send a completion for the admin cmd %d status %d\n",
				    req->hdr->opcode, req->cmd->state);
}

/* Answered, aborted, or its time is up: look a last time, then settle it */
static int ena_admin_finish(struct ena_admin *admin, struct ena_admin_req *req)
{
	struct ena_admin_cmd *cmd = req->cmd;
	bool broke = false, missed = false;
	unsigned long flags;
	int err;

	spin_lock_irqsave(&admin->lock, flags);
	if (cmd->state == ENA_ADMIN_SENT) {
		broke = ena_admin_reap(admin);
		missed = cmd->state == ENA_ADMIN_ANSWERED && !admin->polling;
	}
	if (missed) {
		admin->missed_irq = true;
		admin->irq_proof = 0;
		WRITE_ONCE(admin->polling, true);
		wake_up_all(&admin->wait);
	}

	if (cmd->state == ENA_ADMIN_ANSWERED) {
		err = ena_admin_take_answer(admin, req);
	} else if (cmd->state == ENA_ADMIN_ABORTED) {
		err = -ENODEV;
	} else {
		err = READ_ONCE(admin->regs->gone) ? -ENODEV : -ETIMEDOUT;
		broke |= ena_admin_expire(admin, req);
	}
	spin_unlock_irqrestore(&admin->lock, flags);

	ena_admin_log(admin, req, err, missed);
	if (broke)
		ena_admin_report(admin);
	return err;
}

static int ena_admin_enter(struct ena_admin *admin)
{
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&admin->lock, flags);
	if (admin->dead)
		err = -ENODEV;
	else
		admin->users++;
	spin_unlock_irqrestore(&admin->lock, flags);

	return err;
}

static void ena_admin_leave(struct ena_admin *admin)
{
	unsigned long flags;

	spin_lock_irqsave(&admin->lock, flags);
	admin->users--;
	wake_up_all(&admin->wait);
	spin_unlock_irqrestore(&admin->lock, flags);
}

/**
 * ena_admin_exec_data() - have the device execute a command
 * @admin: the admin queue
 * @cmd: the command, any struct ena_hw_aq_*; opcode and data flags are set
 * @cmd_size: bytes of it, at most 64
 * @resp: where the completion goes, from its header on, or NULL
 * @resp_size: bytes of it that are wanted, at most 64
 * @data: a buffer that travels along, or NULL; the device finds it by the
 *	  control record, which is filled in here
 *
 * @resp and what @data receives are untouched on error. No lock is held while
 * waiting; several threads may have commands in flight. Control plane 5.
 *
 * A completion that no interrupt announced counts as success and switches the
 * queue to polling, until interrupts have announced ENA_ADMIN_IRQ_PROOF others.
 * A command that is not answered kills the queue, but a GET_STATS only stays
 * with the device until it answers or is reset; one without a buffer, for a
 * minute at most. There may be ENA_ADMIN_LATE_MAX of those, of either kind.
 *
 * Context: Process. Sleeps, at worst three times &ena_admin.timeout_us: for a
 * slot, for the interrupt, and polling if it began meanwhile. For the last two
 * together a GET_STATS has two seconds at most.
 *
 * Return:
 * * %0 - success
 * * %-EOPNOTSUPP, %-ENOMEM, %-EINVAL, %-EAGAIN, %-EIO - what the device said
 *   (not available, no room, not like this, not now, anything else)
 * * %-EBUSY - no slot became free
 * * %-ETIMEDOUT - no answer
 * * %-ENODEV - the queue is dead or stopped, or the function gone
 */
int ena_admin_exec_data(struct ena_admin *admin, struct ena_hw_aq_hdr *cmd,
			size_t cmd_size, void *resp, size_t resp_size,
			const struct ena_admin_data *data)
{
	struct ena_admin_req req = {
		.hdr = cmd,
		.size = cmd_size,
		.resp = resp,
		.resp_size = resp_size,
		.data = data,
	};
	int err;

	might_sleep();

	if (WARN_ON_ONCE(cmd_size > ENA_HW_AQ_ENTRY_SIZE ||
			 resp_size > ENA_HW_AQ_ENTRY_SIZE))
		return -EINVAL;
	if (data && WARN_ON_ONCE(data->len > ENA_ADMIN_BUF_SIZE ||
				 data->in_len > data->len))
		return -EINVAL;

	err = ena_admin_enter(admin);
	if (err)
		return err;

	err = ena_admin_submit(admin, &req);
	if (!err) {
		ena_admin_wait(admin, &req);
		if (READ_ONCE(req.cmd->state) == ENA_ADMIN_SENT)
			ena_regs_check_gone(admin->regs);
		err = ena_admin_finish(admin, &req);
	}
	ena_admin_leave(admin);

	return err;
}

/**
 * ena_admin_set_polling() - who takes completions from now on
 * @admin: the admin queue
 * @polling: the waiting threads; otherwise the management interrupt, whose
 *	     handler is there
 *
 * Also masks or unmasks vector 0 in the device, events included.
 *
 * Context: Any.
 */
void ena_admin_set_polling(struct ena_admin *admin, bool polling)
{
	unsigned long flags;

	spin_lock_irqsave(&admin->lock, flags);
	WRITE_ONCE(admin->polling, polling);
	ena_reg_write(admin->regs, ENA_HW_REG_INTR_MASK,
		      FIELD_PREP(ENA_HW_INTR_MASK_MGMT, polling));
	wake_up_all(&admin->wait);
	spin_unlock_irqrestore(&admin->lock, flags);
}

void ena_admin_get_stats(struct ena_admin *admin, struct ena_admin_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&admin->lock, flags);
	*stats = admin->stats;
	spin_unlock_irqrestore(&admin->lock, flags);
}

static u32 ena_admin_ring_caps(void)
{
	return FIELD_PREP(ENA_HW_QUEUE_CAPS_DEPTH, ENA_ADMIN_DEPTH) |
	       FIELD_PREP(ENA_HW_QUEUE_CAPS_ENTRY_SIZE, ENA_HW_AQ_ENTRY_SIZE);
}

/* Empty rings and slots; generations go on, so that no old id is taken */
static void ena_admin_clear(struct ena_admin *admin, u32 timeout_us)
{
	unsigned int i;

	lockdep_assert_held(&admin->lock);

	memset(admin->aq, 0, ENA_ADMIN_DEPTH * sizeof(*admin->aq));
	memset(admin->acq, 0, ENA_ADMIN_DEPTH * sizeof(*admin->acq));
	admin->tail = 0;
	admin->fetched = 0;
	admin->head = 0;
	admin->nr_late = 0;
	admin->nr_held = 0;
	admin->bufs_busy = 0;
	for (i = 0; i < ENA_ADMIN_DEPTH; i++) {
		admin->cmd[i].state = ENA_ADMIN_FREE;
		admin->cmd[i].buf = -1;
	}
	admin->missed_irq = false;
	admin->irq_proof = 0;
	admin->timeout_us = timeout_us;
	WRITE_ONCE(admin->dead, false);
}

/**
 * ena_admin_start() - empty the queues and tell them to the device
 * @admin: the admin queue, stopped or fresh
 * @timeout_us: longest time a command may take
 *
 * The device has just been reset, so all memory is the driver's again. The
 * queue is left polling. Control plane 4.4, steps 6 and 7.
 *
 * Context: Process.
 */
void ena_admin_start(struct ena_admin *admin, u32 timeout_us)
{
	struct ena_regs *regs = admin->regs;
	unsigned long flags;

	spin_lock_irqsave(&admin->lock, flags);
	ena_admin_clear(admin, timeout_us);
	ena_reg_write_addr(regs, ENA_HW_REG_AQ_BASE_LO, admin->aq_dma);
	ena_reg_write_addr(regs, ENA_HW_REG_ACQ_BASE_LO, admin->acq_dma);
	ena_reg_write(regs, ENA_HW_REG_AQ_CAPS, ena_admin_ring_caps());
	ena_reg_write(regs, ENA_HW_REG_ACQ_CAPS, ena_admin_ring_caps());
	spin_unlock_irqrestore(&admin->lock, flags);

	ena_admin_set_polling(admin, true);
}

static bool ena_admin_is_left(struct ena_admin *admin)
{
	unsigned long flags;
	bool left;

	spin_lock_irqsave(&admin->lock, flags);
	left = !admin->users;
	spin_unlock_irqrestore(&admin->lock, flags);

	return left;
}

/**
 * ena_admin_stop() - fail what is in flight and what is to come
 * @admin: the admin queue
 *
 * When it returns no thread is inside ena_admin_exec() any more. Memory may
 * still be written by the device, until that is reset.
 *
 * Context: Process. Sleeps for one slow poll at worst, some milliseconds.
 */
void ena_admin_stop(struct ena_admin *admin)
{
	unsigned long flags;

	spin_lock_irqsave(&admin->lock, flags);
	ena_admin_kill(admin);
	spin_unlock_irqrestore(&admin->lock, flags);

	wait_event(admin->wait, ena_admin_is_left(admin));
}

/**
 * ena_admin_alloc() - memory of the queues
 * @admin: zeroed; the queue is dead until ena_admin_start()
 * @regs: registers of the device, allocated
 *
 * Context: Process.
 * Return: %0, or %-ENOMEM.
 */
int ena_admin_alloc(struct ena_admin *admin, struct ena_regs *regs)
{
	struct device *dev = regs->dev;

	admin->regs = regs;
	admin->dead = true;
	admin->polling = true;
	admin->timeout_us = ENA_ADMIN_TIMEOUT_US;
	spin_lock_init(&admin->lock);
	init_waitqueue_head(&admin->wait);

	admin->aq = dma_alloc_coherent(dev, ENA_ADMIN_DEPTH *
				       sizeof(*admin->aq), &admin->aq_dma,
				       GFP_KERNEL);
	if (!admin->aq)
		return -ENOMEM;

	admin->acq = dma_alloc_coherent(dev, ENA_ADMIN_DEPTH *
					sizeof(*admin->acq), &admin->acq_dma,
					GFP_KERNEL);
	if (!admin->acq)
		goto free_aq;

	admin->buf = dma_alloc_coherent(dev, ENA_ADMIN_BUFS *
					ENA_ADMIN_BUF_SIZE, &admin->buf_dma,
					GFP_KERNEL);
	if (!admin->buf)
		goto free_acq;

	return 0;

free_acq:
	dma_free_coherent(dev, ENA_ADMIN_DEPTH * sizeof(*admin->acq),
			  admin->acq, admin->acq_dma);
free_aq:
	dma_free_coherent(dev, ENA_ADMIN_DEPTH * sizeof(*admin->aq), admin->aq,
			  admin->aq_dma);
	return -ENOMEM;
}

/**
 * ena_admin_free() - undo ena_admin_alloc()
 * @admin: the admin queue, stopped; the device is reset or cannot do DMA
 *
 * Context: Process.
 */
void ena_admin_free(struct ena_admin *admin)
{
	struct device *dev = admin->regs->dev;

	dma_free_coherent(dev, ENA_ADMIN_BUFS * ENA_ADMIN_BUF_SIZE, admin->buf,
			  admin->buf_dma);
	dma_free_coherent(dev, ENA_ADMIN_DEPTH * sizeof(*admin->acq),
			  admin->acq, admin->acq_dma);
	dma_free_coherent(dev, ENA_ADMIN_DEPTH * sizeof(*admin->aq), admin->aq,
			  admin->aq_dma);
}
