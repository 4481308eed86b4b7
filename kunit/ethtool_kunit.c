// SPDX-License-Identifier: GPL-2.0-only
/*
 * What users read and turn (data plane 9.7): limits, rounding, and what they are
 * told when they ask for what cannot be. Only where it says so a device is asked.
 */
#include <linux/ethtool.h>
#include <linux/pci.h>

#include "../src/ena_ethtool.h"
#include "../src/ena_flow.h"
#include "../src/ena_llq.h"
#include "../src/ena_rss.h"
#include "fixture.h"
#include "rig.h"

/* Down, with a device that is away: settings are remembered, nothing is sent */
static struct ena_rig *eth_rig(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);

	ena_rig_detach(rig);
	rig->enet->resetting = true;
	return rig;
}

static bool eth_says(const struct netlink_ext_ack *extack, const char *text)
{
	return extack->_msg && strstr(extack->_msg, text);
}

/* ---- identity ---- */

static void driver_names_itself_and_its_function(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);
	struct ethtool_drvinfo info = {};

	ena_ethtool_ops.get_drvinfo(rig->netdev, &info);
	KUNIT_EXPECT_STREQ(test, info.driver, "ena");
	KUNIT_EXPECT_STREQ(test, info.bus_info, "0000:00:00.0");
	KUNIT_EXPECT_EQ(test, info.fw_version[0], 0);
}

static void message_level_is_remembered(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);

	ena_ethtool_ops.set_msglevel(rig->netdev, 0x1234);
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_msglevel(rig->netdev),
			0x1234);
}

/* ---- rings ---- */

struct ring_case {
	const char *name;
	u32 tx;
	u32 rx;
	u32 got_tx;
	u32 got_rx;
};

/* The device's limits are 1024 and 8192 */
static const struct ring_case ring_cases[] = {
	{ "powers of two", 512, 2048, 512, 2048 },
	{ "rounded down", 1000, 4095, 512, 2048 },
	{ "below the least", 1, 255, 256, 256 },
	{ "nothing", 0, 0, 256, 256 },
	{ "the most", 1024, 8192, 1024, 8192 },
	{ "beyond", 4000000000U, 16384, 1024, 8192 },
};

KUNIT_ARRAY_PARAM_DESC(ring, ring_cases, name);

static void ring_lengths_are_rounded_and_bounded(struct kunit *test)
{
	const struct ring_case *c = test->param_value;
	struct kernel_ethtool_ringparam kring = {};
	struct ethtool_ringparam ring = {
		.tx_pending = c->tx, .rx_pending = c->rx,
	};
	struct netlink_ext_ack extack = {};
	struct ena_rig *rig = eth_rig(test);

	ena_net_lock(rig->enet);
	KUNIT_EXPECT_EQ(test, ena_ethtool_set_ringparam(rig->netdev, &ring,
							&kring, &extack), 0);
	memset(&ring, 0, sizeof(ring));
	ena_ethtool_get_ringparam(rig->netdev, &ring, &kring, &extack);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_EQ(test, ring.tx_pending, c->got_tx);
	KUNIT_EXPECT_EQ(test, ring.rx_pending, c->got_rx);
	KUNIT_EXPECT_EQ(test, ring.tx_max_pending, 1024);
	KUNIT_EXPECT_EQ(test, ring.rx_max_pending, 8192);
	KUNIT_EXPECT_FALSE(test, kring.tx_push);
	KUNIT_EXPECT_EQ(test, kring.tx_push_buf_len, 0);
}

/* A device with entries of 128 and 256 bytes; 128 are in use */
static struct ena_rig *eth_rig_llq(struct kunit *test, u16 wide_depth)
{
	struct ena_rig *rig = eth_rig(test);
	struct ena_caps *caps = &rig->edev->caps;

	rig->edev->llq_bar = (__force void __iomem *)rig->bar;
	caps->llq_queues_max = 8;
	caps->llq.depth_max = cpu_to_le32(1024);
	caps->llq.hdr_location_supported = cpu_to_le16(1);
	caps->llq.entry_size_supported = cpu_to_le16(5);
	caps->llq.descs_before_hdr_supported = cpu_to_le16(2);
	caps->llq.stride_supported = cpu_to_le16(2);
	caps->llq.wide_depth_max = cpu_to_le16(wide_depth);
	ena_llq_predict(rig->edev, ENA_LLQ_NORMAL, &rig->enet->cfg.llq);
	rig->enet->llq_want = ENA_LLQ_NORMAL;
	return rig;
}

struct push_case {
	const char *name;
	u32 tx;
	u32 bytes;
	u16 wide_depth;
	bool off;			/* ask for push to be off */
	int err;
	const char *says;
	u32 got_tx;
	u16 entry_bytes;
};

static const struct push_case push_cases[] = {
	{ "as it is", 1024, 96, 0, false, 0, NULL, 1024, 128 },
	{ "larger", 512, 224, 0, false, 0, NULL, 512, 256 },
	{ "larger, and the ring becomes shorter", 1024, 224, 0, false, 0, NULL,
	  512, 256 },
	{ "larger, and its ring is given", 1024, 224, 256, false, 0, NULL, 256,
	  256 },
	{ "larger, and its ring is too short", 1024, 224, 128, false, -EINVAL,
	  "no push buffer of that length", 256, 128 },
	{ "of a length there is not", 1024, 160, 0, false, -EINVAL,
	  "no push buffer of that length", 256, 128 },
	{ "none", 1024, 0, 0, false, -EINVAL, "no push buffer of that length",
	  256, 128 },
	{ "switched off", 1024, 96, 0, true, -EINVAL,
	  "Push mode state cannot be modified", 256, 128 },
};

KUNIT_ARRAY_PARAM_DESC(push, push_cases, name);

static void push_buffer_is_one_the_device_has(struct kunit *test)
{
	const struct push_case *c = test->param_value;
	struct kernel_ethtool_ringparam kring = {
		.tx_push = !c->off, .tx_push_buf_len = c->bytes,
	};
	struct ethtool_ringparam ring = {
		.tx_pending = c->tx, .rx_pending = 256,
	};
	struct ena_rig *rig = eth_rig_llq(test, c->wide_depth);
	struct netlink_ext_ack extack = {};
	int err;

	ena_net_lock(rig->enet);
	err = ena_ethtool_set_ringparam(rig->netdev, &ring, &kring, &extack);
	memset(&kring, 0, sizeof(kring));
	ena_ethtool_get_ringparam(rig->netdev, &ring, &kring, NULL);
	ena_net_unlock(rig->enet);

	KUNIT_EXPECT_EQ(test, err, c->err);
	if (c->says)
		KUNIT_EXPECT_TRUE(test, eth_says(&extack, c->says));
	KUNIT_EXPECT_EQ(test, ring.tx_pending, c->got_tx);
	KUNIT_EXPECT_EQ(test, rig->enet->cfg.llq.entry_bytes, c->entry_bytes);
	KUNIT_EXPECT_TRUE(test, kring.tx_push);
	KUNIT_EXPECT_EQ(test, kring.tx_push_buf_len, c->entry_bytes - 32);
	KUNIT_EXPECT_EQ(test, rig->enet->llq_want,
			c->entry_bytes == 256 ? ENA_LLQ_LARGE : ENA_LLQ_NORMAL);
}

static void push_cannot_be_switched_on(struct kunit *test)
{
	struct ethtool_ringparam ring = {
		.tx_pending = 512, .rx_pending = 512,
	};
	struct kernel_ethtool_ringparam kring = { .tx_push = 1 };
	struct ena_rig *rig = eth_rig(test);
	struct netlink_ext_ack extack = {};

	ena_net_lock(rig->enet);
	KUNIT_EXPECT_EQ(test, ena_ethtool_set_ringparam(rig->netdev, &ring,
							&kring, &extack),
			-EINVAL);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_TRUE(test, eth_says(&extack,
					 "Push mode state cannot be modified"));
	KUNIT_EXPECT_EQ(test, rig->enet->cfg.tx_depth, 256);
}

/* Packets with headers too long for it have had it switched off */
static void push_is_switched_on_again(struct kunit *test)
{
	struct ethtool_ringparam ring = {
		.tx_pending = 2048, .rx_pending = 256,
	};
	struct kernel_ethtool_ringparam kring = { .tx_push = 1 };
	struct ena_rig *rig = eth_rig_llq(test, 0);
	struct netlink_ext_ack extack = {};

	ena_llq_use_host(&rig->enet->cfg.llq);
	rig->enet->llq_want = ENA_LLQ_NONE;
	ena_net_lock(rig->enet);
	KUNIT_EXPECT_EQ(test, ena_ethtool_set_ringparam(rig->netdev, &ring,
							&kring, &extack), 0);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_TRUE(test, rig->enet->cfg.llq.on);
	KUNIT_EXPECT_EQ(test, rig->enet->cfg.tx_depth, 1024);
	KUNIT_EXPECT_EQ(test, rig->enet->llq_want, ENA_LLQ_RECOMMENDED);

	/* It is off, too, if the device did not take the form it was told */
	ena_llq_use_host(&rig->enet->cfg.llq);
	ena_net_lock(rig->enet);
	KUNIT_EXPECT_EQ(test, ena_ethtool_set_ringparam(rig->netdev, &ring,
							&kring, &extack),
			-EINVAL);
	ena_net_unlock(rig->enet);
	KUNIT_EXPECT_FALSE(test, rig->enet->cfg.llq.on);
}

/* ---- channels ---- */

static int eth_set_channels(struct ena_rig *rig, u32 combined)
{
	struct ethtool_channels channels = { .combined_count = combined };
	int err;

	ena_net_lock(rig->enet);
	err = ena_ethtool_ops.set_channels(rig->netdev, &channels);
	ena_net_unlock(rig->enet);
	return err;
}

static void channels_are_pairs(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);
	struct ethtool_channels channels = {};

	KUNIT_EXPECT_EQ(test, eth_set_channels(rig, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, rig->enet->cfg.nr, 1);
	KUNIT_EXPECT_EQ(test, eth_set_channels(rig, 2), 0);
	ena_ethtool_ops.get_channels(rig->netdev, &channels);
	KUNIT_EXPECT_EQ(test, channels.max_combined, ENA_RIG_PAIRS);
	KUNIT_EXPECT_EQ(test, channels.combined_count, 2);
	KUNIT_EXPECT_EQ(test, channels.max_rx, 0);
	KUNIT_EXPECT_EQ(test, rig->netdev->real_num_tx_queues, 2);
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rx_ring_count(rig->netdev), 2);
}

/* Room for @nr rules; the test gives it back */
static void eth_have_rules(struct ena_rig *rig, u16 nr)
{
	rig->edev->caps.features = BIT(ENA_HW_FEAT_FLOW_STEERING);
	rig->edev->caps.flow_rules_max = nr;
	KUNIT_ASSERT_EQ(rig->test, ena_flow_alloc(rig->enet), 0);
}

static int eth_set_rule(struct ena_rig *rig, u32 cmd, u32 location, u64 queue)
{
	struct ethtool_rxnfc nfc = {
		.cmd = cmd,
		.fs = {
			.flow_type = TCP_V4_FLOW,
			.location = location,
			.ring_cookie = queue,
		},
	};
	int err;

	ena_net_lock(rig->enet);
	err = ena_ethtool_set_rxnfc(rig->netdev, &nfc);
	ena_net_unlock(rig->enet);
	return err;
}

static void channels_that_rules_use_stay(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);

	eth_have_rules(rig, 4);
	KUNIT_EXPECT_EQ(test, eth_set_channels(rig, 2), 0);
	KUNIT_EXPECT_EQ(test, eth_set_rule(rig, ETHTOOL_SRXCLSRLINS, 0, 1), 0);
	KUNIT_EXPECT_EQ(test, eth_set_channels(rig, 1), -EBUSY);
	KUNIT_EXPECT_EQ(test, rig->enet->cfg.nr, 2);
	KUNIT_EXPECT_EQ(test, eth_set_rule(rig, ETHTOOL_SRXCLSRLDEL, 0, 0), 0);
	KUNIT_EXPECT_EQ(test, eth_set_channels(rig, 1), 0);
}

/* ---- interrupt moderation ---- */

struct coalesce_case {
	const char *name;
	u16 unit_us;
	u32 rx_us;
	u32 tx_us;
	bool adaptive;
	int err;
	const char *says;
	u32 got_rx;
	u32 got_tx;
};

/* The delays before are 20 and 64 */
static const struct coalesce_case coalesce_cases[] = {
	{ "exact", 1, 100, 200, false, 0, NULL, 100, 200 },
	{ "none", 1, 0, 0, false, 0, NULL, 0, 0 },
	{ "adaptive", 1, 5, 6, true, 0, NULL, 5, 6 },
	{ "rounded down to the unit", 4, 103, 7, false, 0, NULL, 100, 4 },
	{ "below the unit", 4, 3, 3, false, 0, "as short as that", 0, 0 },
	{ "longest", 1, 32767, 32767, false, 0, NULL, 32767, 32767 },
	{ "longest in units", 4, 131068, 1, false, 0, "as short as that",
	  131068, 0 },
	{ "receive too long", 1, 32768, 0, false, -ERANGE, "that long",
	  20, 64 },
	{ "transmit too long", 4, 0, 131069, false, -ERANGE, "that long",
	  20, 64 },
	{ "no moderation", 0, 0, 0, false, -EOPNOTSUPP,
	  "does not delay interrupts", 20, 64 },
};

KUNIT_ARRAY_PARAM_DESC(coalesce, coalesce_cases, name);

static struct ena_rig *eth_rig_delays(struct kunit *test, u16 unit_us)
{
	struct ena_rig *rig = eth_rig(test);
	u32 q;

	rig->edev->caps.moderation_us = unit_us;
	for (q = 0; q < ENA_RIG_PAIRS; q++)
		rig->enet->mod[q] = (struct ena_moderation) {
			.rx_us = 20, .tx_us = 64,
		};
	return rig;
}

static void delays_are_those_the_device_can_have(struct kunit *test)
{
	const struct coalesce_case *c = test->param_value;
	struct ena_rig *rig = eth_rig_delays(test, c->unit_us);
	struct ethtool_coalesce coal = {
		.rx_coalesce_usecs = c->rx_us, .tx_coalesce_usecs = c->tx_us,
		.use_adaptive_rx_coalesce = c->adaptive,
	};
	struct netlink_ext_ack extack = {};
	u32 q;

	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.set_coalesce(rig->netdev, &coal,
							   NULL, &extack),
			c->err);
	if (c->says)
		KUNIT_EXPECT_TRUE(test, eth_says(&extack, c->says));
	else
		KUNIT_EXPECT_NULL(test, extack._msg);
	for (q = 0; q < ENA_RIG_PAIRS; q++) {
		KUNIT_EXPECT_EQ(test, rig->enet->mod[q].rx_us, c->got_rx);
		KUNIT_EXPECT_EQ(test, rig->enet->mod[q].tx_us, c->got_tx);
		KUNIT_EXPECT_EQ(test, rig->enet->mod[q].rx_adaptive,
				c->adaptive);
		KUNIT_EXPECT_FALSE(test, rig->enet->mod[q].tx_adaptive);
	}
}

static void delays_are_read_back(struct kunit *test)
{
	struct ena_rig *rig = eth_rig_delays(test, 1);
	struct ethtool_coalesce coal = {};

	rig->enet->mod[0].rx_adaptive = true;
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_coalesce(rig->netdev, &coal,
							   NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, coal.rx_coalesce_usecs, 20);
	KUNIT_EXPECT_EQ(test, coal.tx_coalesce_usecs, 64);
	KUNIT_EXPECT_TRUE(test, coal.use_adaptive_rx_coalesce);
	KUNIT_EXPECT_FALSE(test, coal.use_adaptive_tx_coalesce);

	/* Of a device with longer steps nobody has asked for these */
	rig->edev->caps.moderation_us = 48;
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_coalesce(rig->netdev, &coal,
							   NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, coal.rx_coalesce_usecs, 0);
	KUNIT_EXPECT_EQ(test, coal.tx_coalesce_usecs, 48);

	rig->edev->caps.moderation_us = 0;
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_coalesce(rig->netdev, &coal,
							   NULL, NULL),
			-EOPNOTSUPP);
}

static void delays_of_one_queue_are_its_own(struct kunit *test)
{
	struct ena_rig *rig = eth_rig_delays(test, 1);
	struct net_device *netdev = rig->netdev;
	struct ethtool_coalesce coal = {
		.rx_coalesce_usecs = 7, .tx_coalesce_usecs = 8,
	};

	rig->enet->cfg.nr = 2;
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.set_per_queue_coalesce(netdev, 1, &coal),
			0);
	KUNIT_EXPECT_EQ(test, rig->enet->mod[0].rx_us, 20);
	KUNIT_EXPECT_EQ(test, rig->enet->mod[1].rx_us, 7);

	memset(&coal, 0, sizeof(coal));
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_per_queue_coalesce(netdev, 1, &coal),
			0);
	KUNIT_EXPECT_EQ(test, coal.tx_coalesce_usecs, 8);

	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.set_per_queue_coalesce(netdev, 2, &coal),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_per_queue_coalesce(netdev, 2, &coal),
			-EINVAL);
}

static void delays_reach_a_running_queue(struct kunit *test)
{
	struct ena_rig *rig = ena_rig_new(test, NULL);
	struct ethtool_coalesce coal = {
		.rx_coalesce_usecs = 20, .tx_coalesce_usecs = 64,
	};

	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.set_coalesce(rig->netdev, &coal,
							   NULL, NULL), 0);
	ena_rig_napi(rig, 64, true);
	KUNIT_EXPECT_EQ(test, rig->regs[0].intr, 0x40200014);
}

/* ---- copies ---- */

static int eth_set_copybreak(struct ena_rig *rig, u32 bytes)
{
	const struct ethtool_tunable tuna = { .id = ETHTOOL_RX_COPYBREAK };

	return ena_ethtool_ops.set_tunable(rig->netdev, &tuna, &bytes);
}

static void copies_are_bounded_by_frame_and_page(struct kunit *test)
{
	const struct ethtool_tunable tuna = { .id = ETHTOOL_RX_COPYBREAK };
	struct ena_rig *rig = ena_rig_new(test, NULL);
	u32 bytes = 0;

	KUNIT_EXPECT_EQ(test, eth_set_copybreak(rig, 1500), 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rxr(rig)->copybreak, 1500);
	KUNIT_EXPECT_EQ(test, eth_set_copybreak(rig, 1501), -EINVAL);
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_tunable(rig->netdev, &tuna,
							  &bytes), 0);
	KUNIT_EXPECT_EQ(test, bytes, 1500);

	rig->netdev->mtu = 65535;
	KUNIT_EXPECT_EQ(test, eth_set_copybreak(rig, PAGE_SIZE + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, eth_set_copybreak(rig, 0), 0);
	KUNIT_EXPECT_EQ(test, ena_rig_rxr(rig)->copybreak, 0);
}

static void other_tunables_are_unknown(struct kunit *test)
{
	const struct ethtool_tunable tuna = { .id = ETHTOOL_TX_COPYBREAK };
	struct ena_rig *rig = eth_rig(test);
	u32 bytes = 0;

	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_tunable(rig->netdev, &tuna,
							  &bytes),
			-EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.set_tunable(rig->netdev, &tuna,
							  &bytes),
			-EOPNOTSUPP);
}

/* ---- steering ---- */

static struct ena_rig *eth_rig_rss(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);
	struct ena_rss *rss = rig->enet->rss;

	rss->has_table = true;
	rss->has_fields = true;
	rss->funcs = ENA_HW_RSS_TOEPLITZ;
	rss->func = ENA_HW_RSS_TOEPLITZ;
	rss->fields.supported[ENA_HW_RSS_UDP4].fields = cpu_to_le16(0x3c);
	rss->fields.selected[ENA_HW_RSS_UDP4].fields = cpu_to_le16(0x3c);
	return rig;
}

static int eth_set_rxfh(struct ena_rig *rig, struct ethtool_rxfh_param *rxfh,
			struct netlink_ext_ack *extack)
{
	int err;

	ena_net_lock(rig->enet);
	err = ena_ethtool_set_rxfh(rig->netdev, rxfh, extack);
	ena_net_unlock(rig->enet);
	return err;
}

static void hash_that_cannot_be_chosen_is_not_shown(struct kunit *test)
{
	struct ethtool_rxfh_param rxfh = { .hfunc = ETH_RSS_HASH_NO_CHANGE };
	struct ena_rig *rig = eth_rig_rss(test);

	rig->enet->rss->funcs = 0;
	ena_ethtool_get_rxfh(rig->netdev, &rxfh);
	KUNIT_EXPECT_EQ(test, rxfh.hfunc, ETH_RSS_HASH_UNKNOWN);
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxfh_key_size(rig->netdev), 0);
}

static void table_and_key_are_remembered(struct kunit *test)
{
	u32 *indir = kunit_kcalloc(test, ENA_RSS_ENTRIES, 4, GFP_KERNEL);
	struct ena_rig *rig = eth_rig_rss(test);
	struct ethtool_rxfh_param rxfh = {
		.hfunc = ETH_RSS_HASH_NO_CHANGE, .indir = indir,
	};
	struct netlink_ext_ack extack = {};
	u8 key[ENA_HW_RSS_KEY_SIZE];
	u32 i;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, indir);
	for (i = 0; i < ENA_RSS_ENTRIES; i++)
		indir[i] = i * 7 % 2;
	memset(key, 0x6d, sizeof(key));
	rxfh.key = key;
	KUNIT_EXPECT_EQ(test, eth_set_rxfh(rig, &rxfh, &extack), 0);

	memset(indir, 0, ENA_RSS_ENTRIES * 4);
	memset(key, 0, sizeof(key));
	ena_ethtool_get_rxfh(rig->netdev, &rxfh);
	KUNIT_EXPECT_EQ(test, rxfh.hfunc, ETH_RSS_HASH_TOP);
	KUNIT_EXPECT_EQ(test, indir[1], 1);
	KUNIT_EXPECT_EQ(test, indir[2], 0);
	KUNIT_EXPECT_EQ(test, indir[127], 1);
	KUNIT_EXPECT_EQ(test, key[0], 0x6d);
	KUNIT_EXPECT_EQ(test, key[39], 0x6d);
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxfh_key_size(rig->netdev), 40);
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxfh_indir_size(rig->netdev),
			128);
}

struct rxfh_case {
	const char *name;
	u8 hfunc;
	bool indir;
	bool key;
	bool no_table;
	u32 funcs;
	int err;
	const char *says;
};

static const struct rxfh_case rxfh_cases[] = {
	{ "Toeplitz", ETH_RSS_HASH_TOP, false, false, false,
	  ENA_HW_RSS_TOEPLITZ, 0, NULL },
	{ "CRC32", ETH_RSS_HASH_CRC32, false, false, false,
	  ENA_HW_RSS_TOEPLITZ | ENA_HW_RSS_CRC32, 0, NULL },
	{ "CRC32, which the device has not", ETH_RSS_HASH_CRC32, false, false,
	  false, ENA_HW_RSS_TOEPLITZ, -EOPNOTSUPP, "that hash function" },
	{ "XOR", ETH_RSS_HASH_XOR, false, false, false,
	  ENA_HW_RSS_TOEPLITZ | ENA_HW_RSS_CRC32, -EOPNOTSUPP,
	  "that hash function" },
	{ "table, which the device has not", ETH_RSS_HASH_NO_CHANGE, true,
	  false, true, ENA_HW_RSS_TOEPLITZ, -EOPNOTSUPP,
	  "no indirection table" },
	{ "key, which the device keeps", ETH_RSS_HASH_NO_CHANGE, false, true,
	  false, 0, -EOPNOTSUPP, "hash key" },
};

KUNIT_ARRAY_PARAM_DESC(rxfh, rxfh_cases, name);

static void hash_is_one_the_device_has(struct kunit *test)
{
	const struct rxfh_case *c = test->param_value;
	u32 *indir = kunit_kcalloc(test, ENA_RSS_ENTRIES, 4, GFP_KERNEL);
	struct ena_rig *rig = eth_rig_rss(test);
	struct ena_rss *rss = rig->enet->rss;
	u8 key[ENA_HW_RSS_KEY_SIZE] = { 1 };
	struct ethtool_rxfh_param rxfh = {
		.hfunc = c->hfunc,
		.indir = c->indir ? indir : NULL,
		.key = c->key ? key : NULL,
	};
	struct netlink_ext_ack extack = {};
	struct ena_rss before;

	rss->has_table = !c->no_table;
	rss->funcs = c->funcs;
	before = *rss;
	KUNIT_EXPECT_EQ(test, eth_set_rxfh(rig, &rxfh, &extack), c->err);
	if (c->says)
		KUNIT_EXPECT_TRUE(test, eth_says(&extack, c->says));
	if (c->err)
		KUNIT_EXPECT_MEMEQ(test, rss, &before, sizeof(before));
	else
		KUNIT_EXPECT_EQ(test, rss->func,
				c->hfunc == ETH_RSS_HASH_TOP ?
				ENA_HW_RSS_TOEPLITZ : ENA_HW_RSS_CRC32);
}

struct fields_case {
	const char *name;
	u32 flow_type;
	u32 rxh;
	bool no_fields;
	int err;
	const char *says;
	u16 fields;			/* of UDP/IPv4, by hand: 7.4 */
};

static const struct fields_case fields_cases[] = {
	{ "addresses", UDP_V4_FLOW, RXH_IP_SRC | RXH_IP_DST, false, 0, NULL,
	  0x0c },
	{ "addresses and ports", UDP_V4_FLOW,
	  RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3, false, 0, NULL,
	  0x3c },
	{ "destination port", UDP_V4_FLOW, RXH_L4_B_2_3, false, 0, NULL, 0x10 },
	{ "nothing", UDP_V4_FLOW, 0, false, 0, NULL, 0 },
	{ "MAC address, which is not hashed there", UDP_V4_FLOW, RXH_L2DA,
	  false, -EINVAL, "does not hash all", 0x3c },
	{ "VLAN, which nothing hashes", UDP_V4_FLOW, RXH_VLAN, false, -EINVAL,
	  "does not hash all", 0x3c },
	{ "flows that are not told apart", SCTP_V4_FLOW, RXH_IP_SRC, false,
	  -EOPNOTSUPP, "cannot choose fields", 0x3c },
	{ "device without a choice", UDP_V4_FLOW, RXH_IP_SRC, true,
	  -EOPNOTSUPP, "cannot choose fields", 0x3c },
};

KUNIT_ARRAY_PARAM_DESC(fields, fields_cases, name);

static void hashed_fields_are_those_the_device_knows(struct kunit *test)
{
	const struct fields_case *c = test->param_value;
	struct ena_rig *rig = eth_rig_rss(test);
	struct ethtool_rxfh_fields fields = {
		.flow_type = c->flow_type, .data = c->rxh,
	};
	struct netlink_ext_ack extack = {};
	__le16 *selected;
	int err;

	rig->enet->rss->has_fields = !c->no_fields;
	ena_net_lock(rig->enet);
	err = ena_ethtool_set_rxfh_fields(rig->netdev, &fields, &extack);
	ena_net_unlock(rig->enet);
	selected = &rig->enet->rss->fields.selected[ENA_HW_RSS_UDP4].fields;
	KUNIT_EXPECT_EQ(test, err, c->err);
	if (c->says)
		KUNIT_EXPECT_TRUE(test, eth_says(&extack, c->says));
	KUNIT_EXPECT_EQ(test, le16_to_cpu(*selected), c->fields);

	fields.data = 0;
	err = ena_ethtool_get_rxfh_fields(rig->netdev, &fields);
	KUNIT_EXPECT_EQ(test, err, c->err == -EOPNOTSUPP ? c->err : 0);
	if (!c->err)
		KUNIT_EXPECT_EQ(test, fields.data, c->rxh);
}

struct rule_case {
	const char *name;
	u32 cmd;
	u32 location;
	u64 queue;
	int err;
};

static const struct rule_case rule_cases[] = {
	{ "to a queue", ETHTOOL_SRXCLSRLINS, 3, 0, 0 },
	{ "to a queue there is not", ETHTOOL_SRXCLSRLINS, 3, 1, -EINVAL },
	{ "to another function", ETHTOOL_SRXCLSRLINS, 3, 1ULL << 32, -EINVAL },
	{ "dropped", ETHTOOL_SRXCLSRLINS, 3, RX_CLS_FLOW_DISC, -EOPNOTSUPP },
	{ "waking the host", ETHTOOL_SRXCLSRLINS, 3, RX_CLS_FLOW_WAKE,
	  -EOPNOTSUPP },
	{ "beyond the table", ETHTOOL_SRXCLSRLINS, 4, 0, -EINVAL },
	{ "gone already", ETHTOOL_SRXCLSRLDEL, 3, 0, -ENOENT },
	{ "unknown command", ETHTOOL_SRXFH, 0, 0, -EOPNOTSUPP },
};

KUNIT_ARRAY_PARAM_DESC(rule, rule_cases, name);

static void rules_lead_to_queues(struct kunit *test)
{
	const struct rule_case *c = test->param_value;
	struct ena_rig *rig = eth_rig(test);

	KUNIT_EXPECT_EQ(test, eth_set_rule(rig, c->cmd, c->location, c->queue),
			-EOPNOTSUPP);
	eth_have_rules(rig, 4);
	KUNIT_EXPECT_EQ(test, eth_set_rule(rig, c->cmd, c->location, c->queue),
			c->err);
	KUNIT_EXPECT_EQ(test, rig->enet->flows->count, !c->err);
}

static void rules_are_listed(struct kunit *test)
{
	struct ethtool_rxnfc nfc = { .cmd = ETHTOOL_GRXCLSRLCNT };
	struct ena_rig *rig = eth_rig(test);
	u32 where[4] = {};

	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxnfc(rig->netdev, &nfc, where),
			-EOPNOTSUPP);
	eth_have_rules(rig, 4);
	eth_set_rule(rig, ETHTOOL_SRXCLSRLINS, 3, 0);
	eth_set_rule(rig, ETHTOOL_SRXCLSRLINS, 1, 0);
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxnfc(rig->netdev, &nfc, where),
			0);
	KUNIT_EXPECT_EQ(test, nfc.rule_cnt, 2);
	KUNIT_EXPECT_EQ(test, nfc.data, 4 | RX_CLS_LOC_SPECIAL);

	nfc.cmd = ETHTOOL_GRXCLSRLALL;
	nfc.rule_cnt = 1;
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxnfc(rig->netdev, &nfc, where),
			-EMSGSIZE);
	nfc.rule_cnt = 4;
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxnfc(rig->netdev, &nfc, where),
			0);
	KUNIT_EXPECT_EQ(test, nfc.rule_cnt, 2);
	KUNIT_EXPECT_EQ(test, where[0], 1);
	KUNIT_EXPECT_EQ(test, where[1], 3);
}

static void one_rule_is_shown_as_it_was_given(struct kunit *test)
{
	struct ethtool_rxnfc nfc = { .cmd = ETHTOOL_GRXCLSRULE };
	struct ena_rig *rig = eth_rig(test);

	eth_have_rules(rig, 4);
	eth_set_rule(rig, ETHTOOL_SRXCLSRLINS, 3, 0);
	nfc.fs.location = 3;
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxnfc(rig->netdev, &nfc, NULL),
			0);
	KUNIT_EXPECT_EQ(test, nfc.fs.flow_type, TCP_V4_FLOW);
	nfc.fs.location = 2;
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxnfc(rig->netdev, &nfc, NULL),
			-ENOENT);
	nfc.fs.location = 4;
	KUNIT_EXPECT_EQ(test, ena_ethtool_get_rxnfc(rig->netdev, &nfc, NULL),
			-EINVAL);
}

/* ---- link, self test, registers ---- */

static void link_is_as_the_device_describes_it(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);
	struct ethtool_link_ksettings ks = {};

	rig->enet->link.supported = cpu_to_le32(ENA_HW_LINK_25G |
						ENA_HW_LINK_100G);
	rig->enet->link.speed_mbps = cpu_to_le32(25000);
	rig->enet->link.flags = cpu_to_le32(ENA_HW_LINK_FULL_DUPLEX |
					    ENA_HW_LINK_AUTONEG);
	netif_carrier_on(rig->netdev);
	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_link_ksettings(rig->netdev, &ks),
			0);
	KUNIT_EXPECT_EQ(test, ks.base.speed, 25000);
	KUNIT_EXPECT_EQ(test, ks.base.duplex, DUPLEX_FULL);
	KUNIT_EXPECT_EQ(test, ks.base.autoneg, AUTONEG_ENABLE);
	KUNIT_EXPECT_TRUE(test, test_bit(ETHTOOL_LINK_MODE_25000baseCR_Full_BIT,
					 ks.link_modes.supported));
	KUNIT_EXPECT_FALSE(test, test_bit(ETHTOOL_LINK_MODE_10000baseT_Full_BIT,
					  ks.link_modes.supported));

	netif_carrier_off(rig->netdev);
	ena_ethtool_ops.get_link_ksettings(rig->netdev, &ks);
	KUNIT_EXPECT_EQ(test, ks.base.speed, (u32)SPEED_UNKNOWN);
	KUNIT_EXPECT_EQ(test, ks.base.duplex, DUPLEX_UNKNOWN);
}

static void device_that_is_away_fails_its_test(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);
	struct ethtool_test etest = {};
	u64 data[ENA_ETHTOOL_TESTS];

	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_sset_count(rig->netdev,
							     ETH_SS_TEST),
			ENA_ETHTOOL_TESTS);
	ena_ethtool_ops.self_test(rig->netdev, &etest, data);
	KUNIT_EXPECT_EQ(test, data[ENA_ETHTOOL_TEST_REGISTERS], 1ULL);
	KUNIT_EXPECT_EQ(test, data[ENA_ETHTOOL_TEST_ADMIN], 1ULL);
	KUNIT_EXPECT_EQ(test, data[ENA_ETHTOOL_TEST_EVENTS], 1ULL);
	KUNIT_EXPECT_EQ(test, data[ENA_ETHTOOL_TEST_LINK], 0ULL);
	KUNIT_EXPECT_TRUE(test, etest.flags & ETH_TEST_FL_FAILED);
}

static void registers_of_a_device_that_is_away_are_all_ones(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);
	struct ethtool_regs regs = {};
	int i, len = ena_ethtool_ops.get_regs_len(rig->netdev);
	u32 *data = kunit_kzalloc(test, len + 4, GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, data);
	data[len / 4] = 0xa5a5a5a5;
	ena_ethtool_ops.get_regs(rig->netdev, &regs, data);
	for (i = 0; i < len / 4; i += 2)
		KUNIT_EXPECT_EQ(test, data[i + 1], 0xffffffff);
	KUNIT_EXPECT_EQ(test, data[len / 4], 0xa5a5a5a5);
	KUNIT_EXPECT_EQ(test, regs.version, 1);
}

/* Who reads them holds the lock that a reset needs */
static void registers_of_a_slow_device_are_not_waited_for(struct kunit *test)
{
	struct ena_fixture *f = ena_fixture_create_pci(test, "queues=1");
	struct ethtool_regs regs = {};
	u64 start;
	u32 *data;
	int i, len;

	ena_fixture_net(f, NULL);
	len = ena_ethtool_ops.get_regs_len(f->netdev);
	data = kunit_kzalloc(test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, data);
	ena_ethtool_ops.get_regs(f->netdev, &regs, data);
	for (i = 0; i < len / 4; i += 2)
		KUNIT_EXPECT_NE(test, data[i + 1], 0xffffffff);

	/* The second try has an answer */
	ena_fixture_fault(f, ENA_SIM_FAULT_MMIO_SILENT, 1, 0);
	start = ena_shim_now_ns();
	ena_ethtool_ops.get_regs(f->netdev, &regs, data);
	KUNIT_EXPECT_LT(test, ena_shim_now_ns() - start,
			300ULL * NSEC_PER_MSEC);
	KUNIT_EXPECT_NE(test, data[1], 0xffffffff);
	for (i = 2; i < len / 4; i += 2)
		KUNIT_EXPECT_EQ(test, data[i + 1], 0xffffffff);
}

static void unknown_sets_of_strings_are_refused(struct kunit *test)
{
	struct ena_rig *rig = eth_rig(test);

	KUNIT_EXPECT_EQ(test, ena_ethtool_ops.get_sset_count(rig->netdev,
							     ETH_SS_PRIV_FLAGS),
			-EOPNOTSUPP);
	KUNIT_EXPECT_GT(test, ena_ethtool_ops.get_sset_count(rig->netdev,
							     ETH_SS_STATS), 0);
}

static void eth_exit(struct kunit *test)
{
	struct ena_rig *rig = test->priv;

	if (rig)
		ena_flow_free(rig->enet);
	ena_rig_free(rig);
}

static struct kunit_case eth_cases[] = {
	KUNIT_CASE(driver_names_itself_and_its_function),
	KUNIT_CASE(message_level_is_remembered),
	KUNIT_CASE_PARAM(ring_lengths_are_rounded_and_bounded,
			 ring_gen_params),
	KUNIT_CASE_PARAM(push_buffer_is_one_the_device_has, push_gen_params),
	KUNIT_CASE(push_cannot_be_switched_on),
	KUNIT_CASE(push_is_switched_on_again),
	KUNIT_CASE(channels_are_pairs),
	KUNIT_CASE(channels_that_rules_use_stay),
	KUNIT_CASE_PARAM(delays_are_those_the_device_can_have,
			 coalesce_gen_params),
	KUNIT_CASE(delays_are_read_back),
	KUNIT_CASE(delays_of_one_queue_are_its_own),
	KUNIT_CASE(delays_reach_a_running_queue),
	KUNIT_CASE(copies_are_bounded_by_frame_and_page),
	KUNIT_CASE(other_tunables_are_unknown),
	KUNIT_CASE(hash_that_cannot_be_chosen_is_not_shown),
	KUNIT_CASE(table_and_key_are_remembered),
	KUNIT_CASE_PARAM(hash_is_one_the_device_has, rxfh_gen_params),
	KUNIT_CASE_PARAM(hashed_fields_are_those_the_device_knows,
			 fields_gen_params),
	KUNIT_CASE_PARAM(rules_lead_to_queues, rule_gen_params),
	KUNIT_CASE(rules_are_listed),
	KUNIT_CASE(one_rule_is_shown_as_it_was_given),
	KUNIT_CASE(link_is_as_the_device_describes_it),
	KUNIT_CASE(device_that_is_away_fails_its_test),
	KUNIT_CASE(registers_of_a_device_that_is_away_are_all_ones),
	KUNIT_CASE(registers_of_a_slow_device_are_not_waited_for),
	KUNIT_CASE(unknown_sets_of_strings_are_refused),
	{}
};

static struct kunit_suite eth_suite = {
	.name = "ena_ethtool",
	.exit = eth_exit,
	.test_cases = eth_cases,
};

kunit_test_suite(eth_suite);
