// SPDX-License-Identifier: GPL-2.0-only
/* ethtool -t and -d: is the device there, and what do its registers say? */
#include "ena_ethtool.h"
#include "ena_feature.h"

static const char ena_ethtool_test_name[][ETH_GSTRING_LEN] = {
	[ENA_ETHTOOL_TEST_REGISTERS] = "Registers answer   (on/offline)",
	[ENA_ETHTOOL_TEST_ADMIN] = "Commands answered  (on/offline)",
	[ENA_ETHTOOL_TEST_EVENTS] = "Events interrupt   (on/offline)",
	[ENA_ETHTOOL_TEST_LINK] = "Link               (on/offline)",
};

static_assert(ARRAY_SIZE(ena_ethtool_test_name) == ENA_ETHTOOL_TESTS);

void ena_ethtool_test_names(u8 *names)
{
	memcpy(names, ena_ethtool_test_name, sizeof(ena_ethtool_test_name));
}

static int ena_ethtool_test_admin(struct ena_dev *edev)
{
	struct ena_hw_stats_basic stats;
	int err;

	err = ena_feature_get_basic_stats(&edev->admin, &stats);

	/* No is an answer */
	return err == -EOPNOTSUPP ? 0 : err;
}

/* Nothing that would disturb traffic; an error for each test, 0 is good */
void ena_ethtool_self_test(struct net_device *netdev,
			   struct ethtool_test *test, u64 *data)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_dev *edev = enet->edev;
	unsigned int i;
	u32 val;

	memset(data, 0, ENA_ETHTOOL_TESTS * sizeof(*data));
	if (ena_net_is_reachable(enet)) {
		data[ENA_ETHTOOL_TEST_REGISTERS] =
			!!ena_reg_read(&edev->regs, ENA_HW_REG_VERSION, &val);
		data[ENA_ETHTOOL_TEST_ADMIN] = !!ena_ethtool_test_admin(edev);
		data[ENA_ETHTOOL_TEST_EVENTS] = READ_ONCE(edev->admin.polling);
	} else {
		data[ENA_ETHTOOL_TEST_REGISTERS] = 1;
		data[ENA_ETHTOOL_TEST_ADMIN] = 1;
		data[ENA_ETHTOOL_TEST_EVENTS] = 1;
	}
	data[ENA_ETHTOOL_TEST_LINK] = !READ_ONCE(enet->link_up);

	for (i = 0; i < ENA_ETHTOOL_TESTS; i++)
		if (data[i])
			test->flags |= ETH_TEST_FL_FAILED;
}

/* What can be read without a side effect, in the order of the dump */
static const u16 ena_ethtool_regs[] = {
	ENA_HW_REG_VERSION,
	ENA_HW_REG_CTRL_VERSION,
	ENA_HW_REG_CAPS,
	ENA_HW_REG_CAPS_EXT,
	ENA_HW_REG_AQ_BASE_LO,
	ENA_HW_REG_AQ_BASE_HI,
	ENA_HW_REG_AQ_CAPS,
	ENA_HW_REG_ACQ_BASE_LO,
	ENA_HW_REG_ACQ_BASE_HI,
	ENA_HW_REG_ACQ_CAPS,
	ENA_HW_REG_AQ_DB,
	ENA_HW_REG_ACQ_TAIL,
	ENA_HW_REG_AENQ_CAPS,
	ENA_HW_REG_AENQ_BASE_LO,
	ENA_HW_REG_AENQ_BASE_HI,
	ENA_HW_REG_AENQ_HEAD_DB,
	ENA_HW_REG_AENQ_TAIL,
	ENA_HW_REG_INTR_MASK,
	ENA_HW_REG_DEV_CTL,
	ENA_HW_REG_DEV_STS,
};

/* Pairs of offset and value */
int ena_ethtool_get_regs_len(struct net_device *netdev)
{
	return ARRAY_SIZE(ena_ethtool_regs) * 2 * sizeof(u32);
}

/*
 * The lock is held, which a reset needs: the first one that does not answer at
 * once is the last one that is asked for.
 */
void ena_ethtool_get_regs(struct net_device *netdev, struct ethtool_regs *regs,
			  void *data)
{
	struct ena_net *enet = netdev_priv(netdev);
	struct ena_regs *mmio = &enet->edev->regs;
	bool answers = ena_net_is_reachable(enet);
	u32 timeouts = mmio->read_timeouts;
	unsigned int i;
	u32 *out = data;

	regs->version = 1;
	for (i = 0; i < ARRAY_SIZE(ena_ethtool_regs); i++) {
		u32 val = ENA_HW_REG_GONE;

		if (answers)
			answers = !ena_reg_read(mmio, ena_ethtool_regs[i],
						&val) &&
				  mmio->read_timeouts == timeouts;
		*out++ = ena_ethtool_regs[i];
		*out++ = val;
	}
}
