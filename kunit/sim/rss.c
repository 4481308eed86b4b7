// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receive-side scaling: the Toeplitz hash, what goes into it, the indirection
 * table, and features 10, 12 and 18 (data plane 7.1 and 7.2).
 */
#include "packet.h"

#define ENA_SIM_RSS_L3	(ENA_HW_RSS_L3_SA | ENA_HW_RSS_L3_DA)
#define ENA_SIM_RSS_L4	(ENA_SIM_RSS_L3 | ENA_HW_RSS_L4_SP | ENA_HW_RSS_L4_DP)
#define ENA_SIM_RSS_IN	36	/* two IPv6 addresses and two ports */

/* Fields that can be selected, and the selection after a reset */
static const u16 ena_sim_rss_offered[ENA_HW_RSS_PROTOS] = {
	[ENA_HW_RSS_TCP4]	= ENA_SIM_RSS_L4,
	[ENA_HW_RSS_UDP4]	= ENA_SIM_RSS_L4,
	[ENA_HW_RSS_TCP6]	= ENA_SIM_RSS_L4,
	[ENA_HW_RSS_UDP6]	= ENA_SIM_RSS_L4,
	[ENA_HW_RSS_IP4]	= ENA_SIM_RSS_L3,
	[ENA_HW_RSS_IP6]	= ENA_SIM_RSS_L3,
	[ENA_HW_RSS_IP4_FRAG]	= ENA_SIM_RSS_L3,
	[ENA_HW_RSS_NOT_IP]	= ENA_HW_RSS_L2_DA | ENA_HW_RSS_L2_SA,
	[ENA_HW_RSS_TCP6_EX]	= ENA_SIM_RSS_L4,
	[ENA_HW_RSS_IP6_EX]	= ENA_SIM_RSS_L3,
};

/* Of devices whose key cannot be set, in the order the hash takes it */
static const u8 ena_sim_rss_fixed_key[ENA_HW_RSS_KEY_SIZE] = {
	0xbe, 0xac, 0x01, 0xfa, 0x6a, 0x42, 0xb7, 0x3b, 0x80, 0x30,
	0xf2, 0x0c, 0x77, 0xcb, 0x2d, 0xa3, 0xae, 0x7b, 0x30, 0xb4,
	0xd0, 0xca, 0x2b, 0xcb, 0x43, 0xa3, 0x8f, 0xb0, 0x41, 0x67,
	0x25, 0x3d, 0x25, 0x5b, 0x0e, 0xc2, 0x6d, 0x5a, 0x56, 0xda,
};

u32 ena_sim_toeplitz(const u8 *key, u32 init, const u8 *input, u32 len)
{
	u32 hash = init;
	u64 window;
	u32 i, bit;

	len = min_t(u32, len, ENA_SIM_RSS_IN);
	for (i = 0; i < len; i++) {
		window = (u64)key[i] << 32 | (u64)key[i + 1] << 24 |
			 (u64)key[i + 2] << 16 | (u64)key[i + 3] << 8 |
			 key[i + 4];
		for (bit = 0; bit < 8; bit++)
			if (input[i] & BIT(bit))
				hash ^= (u32)(window >> (bit + 1));
	}

	return hash;
}

static u8 ena_sim_rss_proto(const struct ena_sim_headers *hdr)
{
	bool tcp = hdr->l4 == ENA_HW_L4_TCP;
	bool udp = hdr->l4 == ENA_HW_L4_UDP;

	switch (hdr->l3) {
	case ENA_HW_L3_IPV4:
		if (hdr->ipv4_frag)
			return ENA_HW_RSS_IP4_FRAG;
		return tcp ? ENA_HW_RSS_TCP4 :
		       udp ? ENA_HW_RSS_UDP4 : ENA_HW_RSS_IP4;
	case ENA_HW_L3_IPV6:
		if (hdr->ext)
			return tcp ? ENA_HW_RSS_TCP6_EX : ENA_HW_RSS_IP6_EX;
		return tcp ? ENA_HW_RSS_TCP6 :
		       udp ? ENA_HW_RSS_UDP6 : ENA_HW_RSS_IP6;
	default:
		return ENA_HW_RSS_NOT_IP;
	}
}

struct ena_sim_rss_input {
	u32 len;
	u8 data[ENA_SIM_RSS_IN];
};

/* Append the pair @src, @dst of @size bytes, or the half of it selected */
static void ena_sim_rss_add(struct ena_sim_rss_input *in, const void *src,
			    bool use_src, const void *dst, bool use_dst,
			    u32 size, bool sort)
{
	if (sort && use_src && use_dst && memcmp(dst, src, size) < 0)
		swap(src, dst);

	if (use_src) {
		memcpy(in->data + in->len, src, size);
		in->len += size;
	}
	if (use_dst) {
		memcpy(in->data + in->len, dst, size);
		in->len += size;
	}
}

bool ena_sim_rss_hash(struct ena_sim_fn *fn, const u8 *data,
		      const struct ena_sim_headers *hdr, u32 *hash)
{
	u16 fields = fn->rss_fields[ena_sim_rss_proto(hdr)];
	struct ena_sim_rss_input in = { };

	*hash = 0;
	if (hdr->l3 == ENA_HW_L3_UNKNOWN)
		ena_sim_rss_add(&in, data + ETH_ALEN, fields & ENA_HW_RSS_L2_SA,
				data, fields & ENA_HW_RSS_L2_DA, ETH_ALEN,
				false);
	else
		ena_sim_rss_add(&in, hdr->src_ip, fields & ENA_HW_RSS_L3_SA,
				hdr->dst_ip, fields & ENA_HW_RSS_L3_DA,
				hdr->ip_len, fn->rss_sort & ENA_HW_RSS_SORT_L3);
	if (hdr->l4)
		ena_sim_rss_add(&in, &hdr->src_port, fields & ENA_HW_RSS_L4_SP,
				&hdr->dst_port, fields & ENA_HW_RSS_L4_DP,
				sizeof(hdr->src_port),
				fn->rss_sort & ENA_HW_RSS_SORT_L4);
	if (!in.len)
		return false;

	*hash = ena_sim_toeplitz(fn->rss_key_used, fn->rss_init, in.data,
				 in.len);
	if (fn->cfg.rss_key_fixed)
		*hash = (*hash & 0xffff) * 0x10001;
	return true;
}

/* The live Rx queue created as number @pair, or the first of all */
static struct ena_sim_sq *ena_sim_rss_rx_queue(struct ena_sim_fn *fn, u16 pair,
					       bool any)
{
	struct ena_sim_sq *first = NULL;
	struct ena_sim_sq *sq;

	for (sq = fn->sq; sq < fn->sq + ENA_SIM_MAX_SQS; sq++) {
		if (!sq->live || sq->tx)
			continue;
		if (!any && sq->pair == pair)
			return sq;
		if (any && (!first || sq->pair < first->pair))
			first = sq;
	}

	return first;
}

struct ena_sim_sq *ena_sim_rx_target(struct ena_sim_fn *fn,
				     const struct ena_sim_headers *hdr,
				     bool hashed, u32 hash)
{
	int queue = ena_sim_flow_match(fn, hdr);
	struct ena_sim_sq *sq = NULL;

	if (queue >= 0)
		sq = ena_sim_rss_rx_queue(fn, queue, false);
	if (!sq && fn->rss_on) {
		if (!hashed)
			hash = 0;
		hash &= BIT(fn->rss_log2) - 1;
		sq = ena_sim_rx_sq(fn, fn->rss_table[hash]);
	}

	return sq ?: ena_sim_rss_rx_queue(fn, 0, true);
}

static void ena_sim_rss_key_set(struct ena_sim_fn *fn, const u8 *key)
{
	u32 i;

	memcpy(fn->rss_key, key, ENA_HW_RSS_KEY_SIZE);
	for (i = 0; i < ENA_HW_RSS_KEY_SIZE; i++)
		fn->rss_key_used[i] = key[ENA_HW_RSS_KEY_SIZE - 1 - i];
}

void ena_sim_rss_reset(struct ena_sim_fn *fn)
{
	u8 key[ENA_HW_RSS_KEY_SIZE];
	u32 i;

	lockdep_assert_held(&fn->io_lock);

	for (i = 0; i < ENA_HW_RSS_KEY_SIZE; i++)
		key[i] = ena_sim_rss_fixed_key[ENA_HW_RSS_KEY_SIZE - 1 - i];
	ena_sim_rss_key_set(fn, key);

	fn->rss_on = false;
	fn->rss_func = ENA_HW_RSS_TOEPLITZ;
	fn->rss_init = 0xffffffff;
	fn->rss_sort = fn->cfg.rss_key_fixed ?
		       ENA_HW_RSS_SORT_L3 | ENA_HW_RSS_SORT_L4 : 0;
	memcpy(fn->rss_fields, ena_sim_rss_offered,
	       sizeof(ena_sim_rss_offered));
}

u8 ena_sim_rss_func_get(struct ena_sim_fn *fn,
			const struct ena_hw_aq_feature *cmd,
			struct ena_hw_rss_func *resp)
{
	struct ena_hw_rss_key *buf = NULL;

	if (fn->cfg.rss_key_fixed)
		return ENA_HW_ACQ_UNSUPPORTED;
	if (cmd->ctrl.len) {
		buf = ena_sim_ctrl_buf(fn, &cmd->ctrl, sizeof(*buf));
		if (!buf)
			return ENA_HW_ACQ_ILLEGAL_PARAM;
	}

	mutex_lock(&fn->io_lock);
	if (buf) {
		buf->words = cpu_to_le32(ENA_HW_RSS_KEY_WORDS);
		buf->rsvd = 0;
		memcpy(buf->key, fn->rss_key, sizeof(buf->key));
	}
	resp->supported = cpu_to_le32(ENA_HW_RSS_TOEPLITZ);
	resp->selected = cpu_to_le32(fn->rss_func);
	resp->init_val = cpu_to_le32(fn->rss_init);
	mutex_unlock(&fn->io_lock);

	return ENA_HW_ACQ_SUCCESS;
}

static bool ena_sim_rss_func_ok(struct ena_sim_fn *fn,
				const struct ena_hw_rss_func *req,
				const struct ena_hw_rss_key *key)
{
	u32 selected = le32_to_cpu(req->selected);
	u32 words = le32_to_cpu(key->words);

	if (selected != ENA_HW_RSS_TOEPLITZ) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"hash functions %#x selected, only %#lx is offered",
				selected, ENA_HW_RSS_TOEPLITZ);
		return false;
	}
	if (words != ENA_HW_RSS_KEY_WORDS) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"hash key of %u words, not %u", words,
				ENA_HW_RSS_KEY_WORDS);
		return false;
	}
	if (key->rsvd)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"reserved word of the hash key set");

	return true;
}

u8 ena_sim_rss_func_set(struct ena_sim_fn *fn,
			const struct ena_hw_aq_feature *cmd)
{
	const struct ena_hw_rss_func *req = (const void *)cmd->payload;
	const struct ena_hw_rss_key *buf;
	struct ena_hw_rss_key key;

	if (fn->cfg.rss_key_fixed)
		return ENA_HW_ACQ_UNSUPPORTED;
	buf = ena_sim_ctrl_buf(fn, &cmd->ctrl, sizeof(*buf));
	if (!buf)
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	key = *buf;
	if (!ena_sim_rss_func_ok(fn, req, &key))
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	if (req->supported)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"SET of a hash function, supported %#x",
				le32_to_cpu(req->supported));

	mutex_lock(&fn->io_lock);
	ena_sim_rss_key_set(fn, key.key);
	fn->rss_func = le32_to_cpu(req->selected);
	fn->rss_init = le32_to_cpu(req->init_val);
	mutex_unlock(&fn->io_lock);

	return ENA_HW_ACQ_SUCCESS;
}

static void ena_sim_rss_table_write(struct ena_sim_fn *fn,
				    struct ena_hw_rss_entry *entry)
{
	u32 i;

	for (i = 0; i < BIT(fn->rss_log2); i++) {
		entry[i].cq_idx = cpu_to_le16(fn->rss_table[i]);
		entry[i].rsvd = 0;
	}
}

u8 ena_sim_rss_table_get(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd,
			 struct ena_hw_rss_table *resp)
{
	u8 status = ENA_HW_ACQ_SUCCESS;
	struct ena_hw_rss_entry *buf;
	u16 log2;

	mutex_lock(&fn->io_lock);
	log2 = fn->rss_on ? fn->rss_log2 : fn->cfg.rss_log2_max;
	if (cmd->ctrl.len && fn->rss_on) {
		buf = ena_sim_ctrl_buf(fn, &cmd->ctrl, sizeof(*buf) << log2);
		if (buf)
			ena_sim_rss_table_write(fn, buf);
		else
			status = ENA_HW_ACQ_ILLEGAL_PARAM;
	}
	mutex_unlock(&fn->io_lock);

	resp->size_min = cpu_to_le16(fn->cfg.rss_log2_min);
	resp->size_max = cpu_to_le16(fn->cfg.rss_log2_max);
	resp->size = cpu_to_le16(log2);
	return status;
}

static bool ena_sim_rss_table_ok(struct ena_sim_fn *fn,
				 const struct ena_hw_rss_table *req)
{
	u32 index = le32_to_cpu(req->inline_index);
	u16 log2 = le16_to_cpu(req->size);

	if (index != ENA_HW_RSS_TABLE_WHOLE) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_GATING,
				"update of table entry %u alone is not offered",
				index);
		return false;
	}
	if (log2 < fn->cfg.rss_log2_min ||
	    log2 > fn->cfg.rss_log2_max) {
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"table of 2^%u entries, not 2^%u to 2^%u",
				log2, fn->cfg.rss_log2_min,
				fn->cfg.rss_log2_max);
		return false;
	}

	return true;
}

/* Take the table over; an entry without a queue is a breach, but accepted */
static void ena_sim_rss_table_read(struct ena_sim_fn *fn,
				   const struct ena_hw_rss_entry *entry,
				   u16 log2)
{
	bool bad_queue = false;
	bool rsvd = false;
	u16 queue;
	u32 i;

	for (i = 0; i < BIT(log2); i++) {
		queue = le16_to_cpu(READ_ONCE(entry[i].cq_idx));
		if (entry[i].rsvd)
			rsvd = true;
		fn->rss_table[i] = queue;
		if (bad_queue || ena_sim_rx_sq(fn, queue))
			continue;
		bad_queue = true;
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"table entry %u names Rx queue %u, which does not exist",
				i, queue);
	}

	fn->rss_log2 = log2;
	fn->rss_on = true;
	if (rsvd)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"reserved half of a table entry set");
}

u8 ena_sim_rss_table_set(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd)
{
	const struct ena_hw_rss_table *req = (const void *)cmd->payload;
	u16 log2 = le16_to_cpu(req->size);
	const struct ena_hw_rss_entry *buf;

	if (!ena_sim_rss_table_ok(fn, req))
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	if (req->rsvd || req->rsvd2)
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"SET of an indirection table");
	buf = ena_sim_ctrl_buf(fn, &cmd->ctrl, sizeof(*buf) << log2);
	if (!buf)
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	mutex_lock(&fn->io_lock);
	ena_sim_rss_table_read(fn, buf, log2);
	mutex_unlock(&fn->io_lock);

	return ENA_HW_ACQ_SUCCESS;
}

u8 ena_sim_rss_input_get(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd,
			 struct ena_hw_rss_input *resp)
{
	struct ena_hw_rss_fields *buf;
	u32 i;

	buf = ena_sim_ctrl_buf(fn, &cmd->ctrl, sizeof(*buf));
	if (!buf)
		return ENA_HW_ACQ_ILLEGAL_PARAM;

	memset(buf, 0, sizeof(*buf));
	mutex_lock(&fn->io_lock);
	for (i = 0; i < ENA_HW_RSS_PROTOS; i++) {
		buf->supported[i].fields = cpu_to_le16(ena_sim_rss_offered[i]);
		buf->selected[i].fields = cpu_to_le16(fn->rss_fields[i]);
	}
	/* With a fixed key all is sorted, and cannot be otherwise */
	resp->sort_supported = cpu_to_le16(fn->cfg.rss_sort | fn->rss_sort);
	resp->sort_enabled = cpu_to_le16(fn->rss_sort);
	mutex_unlock(&fn->io_lock);

	return ENA_HW_ACQ_SUCCESS;
}

u8 ena_sim_rss_input_set(struct ena_sim_fn *fn,
			 const struct ena_hw_aq_feature *cmd)
{
	const struct ena_hw_rss_input *req = (const void *)cmd->payload;
	const struct ena_hw_rss_fields *buf;
	u16 fields[ENA_HW_RSS_PROTOS];
	u32 i;

	buf = ena_sim_ctrl_buf(fn, &cmd->ctrl, sizeof(*buf));
	if (!buf)
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	if (memchr_inv(buf->rsvd, 0, sizeof(buf->rsvd)))
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_RESERVED,
				"reserved half of the hash fields set");
	for (i = 0; i < ENA_HW_RSS_PROTOS; i++) {
		fields[i] = le16_to_cpu(READ_ONCE(buf->selected[i].fields));
		if (!(fields[i] & ~ena_sim_rss_offered[i]))
			continue;
		ena_sim_referee(fn, ENA_SIM_BREACH_AQ_PARAM,
				"hash fields %#x of protocol %u, of which %#x are offered",
				fields[i], i, ena_sim_rss_offered[i]);
		return ENA_HW_ACQ_ILLEGAL_PARAM;
	}

	mutex_lock(&fn->io_lock);
	memcpy(fn->rss_fields, fields, sizeof(fields));
	/* Hosts ask for both whatever is offered */
	if (!fn->cfg.rss_key_fixed)
		fn->rss_sort = le16_to_cpu(req->sort_enabled) &
			       fn->cfg.rss_sort;
	mutex_unlock(&fn->io_lock);

	return ENA_HW_ACQ_SUCCESS;
}
