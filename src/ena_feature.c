// SPDX-License-Identifier: GPL-2.0-only
/*
 * Admin commands and features, typed (control plane 6 and 7): queues, what the
 * device can do, and its settings. Steering and statistics have files of
 * their own.
 */
#include <linux/device.h>
#include <linux/iopoll.h>
#include <linux/log2.h>
#include <linux/minmax.h>

#include "ena_feature.h"

#define ENA_TX_HDR_MAX		255	/* what a Tx descriptor can say, bytes */

/* The newest layouts known here (control plane 7, version rule) */
#define ENA_FEATURE_VERSION_0	0

/* How long a busy device is asked, and the time between */
#define ENA_FEATURE_PATIENCE_US	100000
#define ENA_FEATURE_PAUSE_US	20000

/**
 * ena_feature_has() - may this feature be asked for?
 * @admin: the admin queue
 * @caps: what the device announced
 * @id: enum ena_hw_feature
 *
 * Context: Any.
 * Return: true if it was announced. A missing one is normal, and only traced.
 */
bool ena_feature_has(const struct ena_admin *admin,
		     const struct ena_caps *caps, u8 id)
{
	if (caps->features & BIT(id))
		return true;

	dev_dbg(admin->regs->dev, "Feature %d isn't supported\n", id);
	return false;
}

/**
 * ena_feature_get() - GET_FEATURE (control plane 6.5)
 * @admin: the admin queue
 * @id: enum ena_hw_feature
 * @version: newest layout of the payload that is understood
 * @payload: where it goes; untouched on error
 * @size: bytes of it, at most ENA_HW_ACQ_PAYLOAD_SIZE
 * @data: a buffer, or NULL
 *
 * Does not look whether the feature was announced.
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error of ena_admin_exec_data().
 */
int ena_feature_get(struct ena_admin *admin, u8 id, u8 version, void *payload,
		    size_t size, const struct ena_admin_data *data)
{
	struct ena_hw_aq_feature cmd = {
		.hdr.opcode = ENA_HW_AQ_GET_FEATURE,
		.hdr.flags = data ? ENA_HW_AQ_CTRL_DATA_INDIRECT : 0,
		.sel.id = id,
		.sel.version = version,
	};
	struct ena_hw_acq_entry resp;
	int err;

	if (WARN_ON_ONCE(size > sizeof(resp.data)))
		return -EINVAL;

	err = ena_admin_exec_data(admin, &cmd.hdr, sizeof(cmd), &resp,
				  sizeof(resp), data);
	if (err == -EOPNOTSUPP)
		dev_dbg(admin->regs->dev, "Feature %d isn't supported\n", id);
	if (!err)
		memcpy(payload, resp.data, size);

	return err;
}

/**
 * ena_feature_set() - SET_FEATURE (control plane 6.6)
 * @admin: the admin queue
 * @id: enum ena_hw_feature
 * @payload: the value
 * @size: bytes of it, at most ENA_HW_SET_PAYLOAD_SIZE
 * @data: a buffer, or NULL
 * @answer: where the completion goes, or NULL
 *
 * Does not look whether the feature was announced.
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error of ena_admin_exec_data().
 */
int ena_feature_set(struct ena_admin *admin, u8 id, const void *payload,
		    size_t size, const struct ena_admin_data *data,
		    struct ena_hw_acq_entry *answer)
{
	struct ena_hw_aq_feature cmd = {
		.hdr.opcode = ENA_HW_AQ_SET_FEATURE,
		.hdr.flags = data ? ENA_HW_AQ_CTRL_DATA_INDIRECT : 0,
		.sel.id = id,
	};
	int err;

	if (WARN_ON_ONCE(size > sizeof(cmd.payload)))
		return -EINVAL;

	memcpy(cmd.payload, payload, size);
	err = ena_admin_exec_data(admin, &cmd.hdr, sizeof(cmd), answer,
				  answer ? sizeof(*answer) : 0, data);
	if (err == -EOPNOTSUPP)
		dev_dbg(admin->regs->dev, "Feature %d isn't supported\n", id);

	return err;
}

/* A register the device named lies where none can be; @what it is */
static int ena_feature_bad_offset(const struct ena_admin *admin,
				  const char *what, u32 off)
{
	dev_err(admin->regs->dev, "Device puts a %s at offset 0x%x\n", what,
		off);
	return -EIO;
}

/*
 * A ring of another length than @cfg's has its phase change elsewhere; of a longer
 * one the device would write behind the memory. 0: it does not say.
 */
static int ena_feature_check_depth(struct ena_admin *admin,
				   const struct ena_cq_cfg *cfg, u16 depth)
{
	if (!depth || depth == cfg->depth)
		return 0;

	dev_err(admin->regs->dev, "Device makes a CQ of %u entries, not %u\n",
		depth, cfg->depth);
	return -EIO;
}

static int ena_feature_check_cq(struct ena_admin *admin,
				const struct ena_cq_cfg *cfg)
{
	if (!ena_reg_is_located(admin->regs, cfg->intr_off))
		return ena_feature_bad_offset(admin, "CQ interrupt register",
					      cfg->intr_off);
	if (cfg->numa_off && !ena_reg_is_located(admin->regs, cfg->numa_off))
		return ena_feature_bad_offset(admin, "CQ NUMA register",
					      cfg->numa_off);
	return 0;
}

/**
 * ena_feature_create_cq() - create a completion queue (control plane 6.3)
 * @admin: the admin queue
 * @cfg: the queue; the answers are filled in on success
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0; %-ENOMEM: the device has no room; %-EIO: it put a register where
 * none can be, or made a ring of another length, and the queue is destroyed
 * again; or another error of ena_admin_exec_data().
 */
int ena_feature_create_cq(struct ena_admin *admin, struct ena_cq_cfg *cfg)
{
	struct ena_hw_aq_create_cq cmd = {
		.hdr.opcode = ENA_HW_AQ_CREATE_CQ,
		.caps1 = ENA_HW_CQ_INTERRUPT,
		.caps2 = FIELD_PREP(ENA_HW_CQ_ENTRY_WORDS, cfg->entry_words),
		.depth = cpu_to_le16(cfg->depth),
		.msix_vector = cpu_to_le32(cfg->vector),
		.base = ena_admin_addr(cfg->base),
	};
	struct ena_hw_acq_create_cq resp;
	int err;

	err = ena_admin_exec(admin, &cmd.hdr, sizeof(cmd), &resp, sizeof(resp));
	if (err)
		return err;

	cfg->idx = le16_to_cpu(resp.cq_idx);
	cfg->intr_off = le32_to_cpu(resp.intr_off);
	cfg->numa_off = le32_to_cpu(resp.numa_off);
	err = ena_feature_check_depth(admin, cfg,
				      le16_to_cpu(resp.actual_depth)) ?:
	      ena_feature_check_cq(admin, cfg);
	if (err)
		ena_feature_destroy_cq(admin, cfg->idx);

	return err;
}

/**
 * ena_feature_create_sq() - create a submission queue (control plane 6.1)
 * @admin: the admin queue
 * @cfg: the queue, its CQ exists; the answers are filled in on success
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0; %-ENOMEM: the device has no room; %-EIO: it put the doorbell
 * where none can be, and the queue is destroyed again; or another error of
 * ena_admin_exec_data().
 */
int ena_feature_create_sq(struct ena_admin *admin, struct ena_sq_cfg *cfg)
{
	u8 placement = cfg->llq ? ENA_HW_SQ_PLACEMENT_DEV :
				  ENA_HW_SQ_PLACEMENT_HOST;
	u8 dir = cfg->tx ? ENA_HW_SQ_DIR_TX : ENA_HW_SQ_DIR_RX;
	struct ena_hw_aq_create_sq cmd = {
		.hdr.opcode = ENA_HW_AQ_CREATE_SQ,
		.identity = FIELD_PREP(ENA_HW_SQ_DIR, dir),
		.caps2 = FIELD_PREP(ENA_HW_SQ_PLACEMENT, placement) |
			 FIELD_PREP(ENA_HW_SQ_COMPLETION,
				    ENA_HW_SQ_COMPLETION_DESC),
		.caps3 = ENA_HW_SQ_CONTIGUOUS,
		.cq_idx = cpu_to_le16(cfg->cq_idx),
		.depth = cpu_to_le16(cfg->depth),
		.base = ena_admin_addr(cfg->llq ? 0 : cfg->base),
	};
	struct ena_hw_acq_create_sq resp;
	int err;

	err = ena_admin_exec(admin, &cmd.hdr, sizeof(cmd), &resp, sizeof(resp));
	if (err)
		return err;

	cfg->idx = le16_to_cpu(resp.sq_idx);
	cfg->doorbell_off = le32_to_cpu(resp.doorbell_off);
	cfg->llq_off = cfg->llq ? le32_to_cpu(resp.llq_desc_off) : 0;
	if (ena_reg_is_located(admin->regs, cfg->doorbell_off))
		return 0;

	ena_feature_destroy_sq(admin, cfg->idx, cfg->tx);
	return ena_feature_bad_offset(admin, "SQ doorbell", cfg->doorbell_off);
}

/*
 * What the device does not let go of it may go on using: the admin queue is
 * then dead, so that the memory stays until the device is reset.
 */
static int ena_feature_destroy(struct ena_admin *admin,
			       struct ena_hw_aq_hdr *cmd, size_t size, u16 idx)
{
	int err = ena_admin_exec(admin, cmd, size, NULL, 0);

	if (err && err != -ENODEV && err != -ETIMEDOUT) {
		dev_err(admin->regs->dev,
			"Device does not destroy queue %u (command %u): %d\n",
			idx, cmd->opcode, err);
		ena_admin_break(admin);
	}

	return err;
}

/**
 * ena_feature_destroy_cq() - destroy a completion queue (control plane 6.4)
 * @admin: the admin queue
 * @idx: as ena_feature_create_cq() said; its SQ is destroyed
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0: the device leaves the ring alone from now on; or an error of
 * ena_admin_exec_data(), and then &ena_admin.dead is set.
 */
int ena_feature_destroy_cq(struct ena_admin *admin, u16 idx)
{
	struct ena_hw_aq_destroy_cq cmd = {
		.hdr.opcode = ENA_HW_AQ_DESTROY_CQ,
		.cq_idx = cpu_to_le16(idx),
	};

	return ena_feature_destroy(admin, &cmd.hdr, sizeof(cmd), idx);
}

/**
 * ena_feature_destroy_sq() - destroy a submission queue (control plane 6.2)
 * @admin: the admin queue
 * @idx: as ena_feature_create_sq() said
 * @tx: its direction
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0: the device leaves the ring and the buffers alone from now on; or
 * an error of ena_admin_exec_data(), and then &ena_admin.dead is set.
 */
int ena_feature_destroy_sq(struct ena_admin *admin, u16 idx, bool tx)
{
	u8 dir = tx ? ENA_HW_SQ_DIR_TX : ENA_HW_SQ_DIR_RX;
	struct ena_hw_aq_destroy_sq cmd = {
		.hdr.opcode = ENA_HW_AQ_DESTROY_SQ,
		.sq_idx = cpu_to_le16(idx),
		.identity = FIELD_PREP(ENA_HW_SQ_DIR, dir),
	};

	return ena_feature_destroy(admin, &cmd.hdr, sizeof(cmd), idx);
}

static int ena_feature_take_attr(struct ena_admin *admin, struct ena_caps *caps)
{
	struct ena_hw_dev_attr attr;
	int err;

	err = ena_feature_get(admin, ENA_HW_FEAT_DEVICE_ATTR,
			      ENA_FEATURE_VERSION_0, &attr, sizeof(attr), NULL);
	if (err)
		return err;

	caps->features = le32_to_cpu(attr.features);
	caps->caps = le32_to_cpu(attr.caps);
	caps->device_version = le32_to_cpu(attr.device_version);
	memcpy(caps->mac, attr.mac, sizeof(caps->mac));
	if (caps->features & BIT(ENA_HW_FEAT_FLOW_STEERING))
		caps->flow_rules_max = le16_to_cpu(attr.flow_rules_max);

	caps->mtu_max = min_t(u32, le32_to_cpu(attr.mtu_max), ENA_CAPS_MTU_MAX);
	if (caps->mtu_max < ENA_CAPS_MTU_MIN) {
		dev_err(admin->regs->dev, "Device has a maximum MTU of %u\n",
			caps->mtu_max);
		return -EIO;
	}

	return 0;
}

/* The old form of the limits, told in the new one (control plane 7.2, 7.3) */
static int ena_feature_get_old_queues(struct ena_admin *admin,
				      struct ena_hw_max_queues_ext *q)
{
	struct ena_hw_max_queues old;
	int err;

	err = ena_feature_get(admin, ENA_HW_FEAT_MAX_QUEUES,
			      ENA_FEATURE_VERSION_0, &old, sizeof(old), NULL);
	if (err)
		return err;

	*q = (struct ena_hw_max_queues_ext) {
		.version = ENA_HW_MAX_QUEUES_EXT_VERSION,
		.tx_sq_num = old.sq_num,
		.tx_cq_num = old.cq_num,
		.rx_sq_num = old.sq_num,
		.rx_cq_num = old.cq_num,
		.tx_sq_depth = old.sq_depth,
		.tx_cq_depth = old.cq_depth,
		.rx_sq_depth = old.sq_depth,
		.rx_cq_depth = old.cq_depth,
		.tx_hdr_bytes = old.tx_hdr_bytes,
		.tx_descs = old.tx_descs,
		.rx_descs = old.rx_descs,
	};
	return 0;
}

static int ena_feature_get_queues(struct ena_admin *admin,
				  const struct ena_caps *caps,
				  struct ena_hw_max_queues_ext *q)
{
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_MAX_QUEUES_EXT))
		return ena_feature_get_old_queues(admin, q);

	err = ena_feature_get(admin, ENA_HW_FEAT_MAX_QUEUES_EXT,
			      ENA_HW_MAX_QUEUES_EXT_VERSION, q, sizeof(*q),
			      NULL);
	if (err)
		return err;

	return q->version == ENA_HW_MAX_QUEUES_EXT_VERSION ? 0 : -EIO;
}

static u16 ena_feature_queues(__le32 a, __le32 b)
{
	return min3(le32_to_cpu(a), le32_to_cpu(b), (u32)ENA_CAPS_QUEUES_MAX);
}

static u32 ena_feature_depth(__le32 a, __le32 b)
{
	u32 depth = min3(le32_to_cpu(a), le32_to_cpu(b),
			 (u32)ENA_CAPS_DEPTH_MAX);

	return depth ? rounddown_pow_of_two(depth) : 0;
}

static int ena_feature_take_queues(struct ena_admin *admin,
				   struct ena_caps *caps)
{
	struct ena_hw_max_queues_ext q;
	int err;

	err = ena_feature_get_queues(admin, caps, &q);
	if (err)
		return err;

	caps->tx_queues_max = ena_feature_queues(q.tx_sq_num, q.tx_cq_num);
	caps->rx_queues_max = ena_feature_queues(q.rx_sq_num, q.rx_cq_num);
	/* Until LLQ is known: an upper limit of it */
	caps->llq_queues_max = ena_feature_queues(q.tx_cq_num, q.tx_cq_num);
	caps->tx_depth_max = ena_feature_depth(q.tx_sq_depth, q.tx_cq_depth);
	caps->rx_depth_max = ena_feature_depth(q.rx_sq_depth, q.rx_cq_depth);
	caps->tx_cq_depth_max = ena_feature_depth(q.tx_cq_depth, q.tx_cq_depth);
	/* One descriptor of a packet may be metadata */
	caps->tx_bufs_max = max(le16_to_cpu(q.tx_descs), 1) - 1;
	caps->rx_bufs_max = le16_to_cpu(q.rx_descs);
	caps->tx_hdr_max = min_t(u32, le32_to_cpu(q.tx_hdr_bytes),
				 ENA_TX_HDR_MAX);

	if (caps->tx_queues_max && caps->rx_queues_max && caps->tx_bufs_max &&
	    caps->rx_bufs_max && caps->tx_depth_max >= ENA_CAPS_DEPTH_MIN &&
	    caps->rx_depth_max >= ENA_CAPS_DEPTH_MIN)
		return 0;

	dev_err(admin->regs->dev,
		"Device limits are too small: queues Tx %u Rx %u, entries Tx %u Rx %u (at least %u), buffers a packet Tx %u Rx %u\n",
		caps->tx_queues_max, caps->rx_queues_max, caps->tx_depth_max,
		caps->rx_depth_max, ENA_CAPS_DEPTH_MIN, caps->tx_bufs_max,
		caps->rx_bufs_max);
	return -EIO;
}

/* Of a feature that is asked for once a start, a busy device is asked again */
static int ena_feature_get_patiently(struct ena_admin *admin, u8 id, u8 version,
				     void *val, size_t size)
{
	int err;

	read_poll_timeout(ena_feature_get, err, err != -EAGAIN,
			  ENA_FEATURE_PAUSE_US, ENA_FEATURE_PATIENCE_US, false,
			  admin, id, version, val, size, NULL);
	return err;
}

/* An optional feature that fails is off, as long as the device answers */
static int ena_feature_optional(struct ena_admin *admin, u8 id, int err)
{
	if (!err || err == -EOPNOTSUPP)
		return 0;
	if (err == -ENODEV || err == -ETIMEDOUT)
		return err;

	dev_warn(admin->regs->dev, "Feature %d failed: %d, going on without\n",
		 id, err);
	return 0;
}

static int ena_feature_take_offload(struct ena_admin *admin,
				    struct ena_caps *caps)
{
	struct ena_hw_offload offload = {};
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_OFFLOAD))
		return 0;

	err = ena_feature_get_patiently(admin, ENA_HW_FEAT_OFFLOAD,
					ENA_FEATURE_VERSION_0, &offload,
					sizeof(offload));
	caps->tx_offloads = le32_to_cpu(offload.tx);
	caps->rx_offloads = le32_to_cpu(offload.rx_supported);

	return ena_feature_optional(admin, ENA_HW_FEAT_OFFLOAD, err);
}

static int ena_feature_take_moderation(struct ena_admin *admin,
				       struct ena_caps *caps)
{
	struct ena_hw_intr_moderation mod;
	int err;

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_INTR_MODERATION))
		return 0;

	err = ena_feature_get_patiently(admin, ENA_HW_FEAT_INTR_MODERATION,
					ENA_FEATURE_VERSION_0, &mod,
					sizeof(mod));
	if (!err)
		caps->moderation_us = le16_to_cpu(mod.resolution_us) ?: 1;

	return ena_feature_optional(admin, ENA_HW_FEAT_INTR_MODERATION, err);
}

static int ena_feature_take_llq(struct ena_admin *admin, struct ena_caps *caps)
{
	u32 limit = caps->llq_queues_max;
	int err = -EOPNOTSUPP;

	if (ena_feature_has(admin, caps, ENA_HW_FEAT_LLQ))
		err = ena_feature_get_patiently(admin, ENA_HW_FEAT_LLQ,
						ENA_HW_LLQ_VERSION, &caps->llq,
						sizeof(caps->llq));

	caps->llq_queues_max = err ? 0 : min_t(u32, limit,
					       le32_to_cpu(caps->llq.num_max));

	return ena_feature_optional(admin, ENA_HW_FEAT_LLQ, err);
}

/**
 * ena_feature_get_caps() - ask the device what it can do
 * @admin: the admin queue
 * @caps: where that goes, whole; undefined on error
 *
 * Numbers are bounded to what a driver can use, ring depths are powers of two
 * (control plane 7.1 to 7.4, 7.8, 7.10). &ena_caps.aenq_groups stays 0.
 *
 * Context: Process. Seven commands, see ena_admin_exec_data(); three of them
 * again for 0.1 s each while the device is busy.
 * Return: %0; %-EIO: a device no interface can be made of; or an error of
 * ena_admin_exec_data().
 */
int ena_feature_get_caps(struct ena_admin *admin, struct ena_caps *caps)
{
	int err;

	memset(caps, 0, sizeof(*caps));

	err = ena_feature_take_attr(admin, caps);
	if (err)
		return err;

	err = ena_feature_take_queues(admin, caps);
	if (err)
		return err;

	err = ena_feature_take_offload(admin, caps);
	if (err)
		return err;

	err = ena_feature_take_moderation(admin, caps);
	if (err)
		return err;

	err = ena_feature_take_llq(admin, caps);
	if (err)
		return err;

	/* Statistics are no reason to do without the device */
	err = ena_feature_query_metrics(admin, caps, &caps->metrics);
	return err == -ENODEV ? err : 0;
}

/**
 * ena_feature_get_hints() - ask for supervision limits (control plane 9.1)
 * @admin: the admin queue
 * @caps: what the device can do
 * @hints: where they go, as on the wire
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_hints(struct ena_admin *admin, const struct ena_caps *caps,
			  struct ena_hw_hints *hints)
{
	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_HW_HINTS))
		return -EOPNOTSUPP;

	return ena_feature_get(admin, ENA_HW_FEAT_HW_HINTS,
			       ENA_FEATURE_VERSION_0, hints, sizeof(*hints),
			       NULL);
}

/**
 * ena_feature_set_aenq() - choose event groups (control plane 7.14)
 * @admin: the admin queue
 * @want: groups, BIT(enum ena_hw_aenq_group)
 * @enabled: those of them that the device has and will report
 *
 * Context: Process. Two commands, see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_set_aenq(struct ena_admin *admin, u32 want, u32 *enabled)
{
	struct ena_hw_aenq_groups groups;
	u32 supported;
	int err;

	err = ena_feature_get(admin, ENA_HW_FEAT_AENQ, ENA_FEATURE_VERSION_0,
			      &groups, sizeof(groups), NULL);
	if (err)
		return err;

	supported = le32_to_cpu(groups.supported);
	if (want & ~supported)
		dev_dbg(admin->regs->dev,
			"Trying to set unsupported AENQ events. supported flag: 0x%x asked flag: 0x%x\n",
			supported, want);

	groups = (struct ena_hw_aenq_groups) {
		.enabled = cpu_to_le32(want & supported),
	};
	err = ena_feature_set(admin, ENA_HW_FEAT_AENQ, &groups, sizeof(groups),
			      NULL, NULL);
	if (!err)
		*enabled = want & supported;

	return err;
}

/**
 * ena_feature_set_llq() - choose the form of LLQ entries (control plane 7.4)
 * @admin: the admin queue
 * @caps: what the device can do
 * @llq: the form, as on the wire
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error; the device then keeps to host placement.
 */
int ena_feature_set_llq(struct ena_admin *admin, const struct ena_caps *caps,
			const struct ena_hw_llq *llq)
{
	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_LLQ))
		return -EOPNOTSUPP;

	return ena_feature_set(admin, ENA_HW_FEAT_LLQ, llq, sizeof(*llq), NULL,
			       NULL);
}

/**
 * ena_feature_set_mtu() - tell the MTU (control plane 7.9)
 * @admin: the admin queue
 * @caps: what the device can do
 * @mtu: in bytes of layer 3
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_set_mtu(struct ena_admin *admin, const struct ena_caps *caps,
			u32 mtu)
{
	struct ena_hw_mtu val = { .mtu = cpu_to_le32(mtu) };

	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_MTU))
		return -EOPNOTSUPP;

	return ena_feature_set(admin, ENA_HW_FEAT_MTU, &val, sizeof(val), NULL,
			       NULL);
}

/**
 * ena_feature_get_link() - ask for link settings (control plane 7.15)
 * @admin: the admin queue
 * @caps: what the device can do
 * @link: where they go, as on the wire
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_get_link(struct ena_admin *admin, const struct ena_caps *caps,
			 struct ena_hw_link *link)
{
	if (!ena_feature_has(admin, caps, ENA_HW_FEAT_LINK))
		return -EOPNOTSUPP;

	return ena_feature_get(admin, ENA_HW_FEAT_LINK, ENA_FEATURE_VERSION_0,
			       link, sizeof(*link), NULL);
}

/**
 * ena_feature_set_host_attr() - show the device pages of the host
 * @admin: the admin queue
 * @info: host information page
 * @debug: debug area, or 0
 * @debug_size: bytes of it
 *
 * The device may read both until it is reset or told others (control plane
 * 7.16).
 *
 * Context: Process; see ena_admin_exec_data().
 * Return: %0 or an error.
 */
int ena_feature_set_host_attr(struct ena_admin *admin, dma_addr_t info,
			      dma_addr_t debug, u32 debug_size)
{
	struct ena_hw_host_attr attr = {
		.host_info = ena_admin_addr(info),
		.debug_area = ena_admin_addr(debug),
		.debug_area_size = cpu_to_le32(debug ? debug_size : 0),
	};

	return ena_feature_set(admin, ENA_HW_FEAT_HOST_ATTR, &attr,
			       sizeof(attr), NULL, NULL);
}
