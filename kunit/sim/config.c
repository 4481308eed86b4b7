// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parameters of a simulated function: the module's own are the defaults, a
 * list of "key=value" changes them for one function.
 */

#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ena_hw/feature.h>
#include <ena_hw/regs.h>

#include "config.h"
#include "model.h"

/* A parameter and its value as a parameter of the module */
struct ena_sim_param {
	const char *name;
	u32 val;
	u32 lo;
	u32 hi;
};

enum ena_sim_param_id {
#define ENA_SIM_PARAM(name, ...) ENA_SIM_PARAM_##name,
#include "params.h"
};

static struct ena_sim_param ena_sim_params[] = {
#define ENA_SIM_PARAM(name, def, lo, hi, ...) { #name, def, lo, hi },
#include "params.h"
};

/* The i-th parameter is the i-th word of a configuration */
static_assert(sizeof(struct ena_sim_config) ==
	      sizeof(u32) * ARRAY_SIZE(ena_sim_params));

/* What the code behind the feature bits does; 2 and 7 may both be there */
#define ENA_SIM_FEATURES \
	(BIT(ENA_HW_FEAT_DEVICE_ATTR) | BIT(ENA_HW_FEAT_MAX_QUEUES) | \
	 BIT(ENA_HW_FEAT_HW_HINTS) | BIT(ENA_HW_FEAT_LLQ) | \
	 BIT(ENA_HW_FEAT_MAX_QUEUES_EXT) | BIT(ENA_HW_FEAT_FRAG_BYPASS) | \
	 BIT(ENA_HW_FEAT_RSS_HASH_FUNCTION) | BIT(ENA_HW_FEAT_OFFLOAD) | \
	 BIT(ENA_HW_FEAT_RSS_TABLE) | BIT(ENA_HW_FEAT_MTU) | \
	 BIT(ENA_HW_FEAT_RSS_HASH_INPUT) | \
	 BIT(ENA_HW_FEAT_INTR_MODERATION) | BIT(ENA_HW_FEAT_AENQ) | \
	 BIT(ENA_HW_FEAT_LINK) | BIT(ENA_HW_FEAT_HOST_ATTR) | \
	 BIT(ENA_HW_FEAT_PHC) | BIT(ENA_HW_FEAT_FLOW_STEERING) | \
	 BIT(ENA_HW_FEAT_HW_TIMESTAMP))

u32 ena_sim_config_features(const struct ena_sim_config *cfg)
{
	u32 features = ENA_SIM_FEATURES;

	/* Hosts cannot live with 10 or 18 where there is no 12 (11.4) */
	if (!(cfg->features & BIT(ENA_HW_FEAT_RSS_TABLE)))
		features &= ~(BIT(ENA_HW_FEAT_RSS_HASH_FUNCTION) |
			      BIT(ENA_HW_FEAT_RSS_HASH_INPUT));
	if (cfg->rss_key_fixed)
		features &= ~BIT(ENA_HW_FEAT_RSS_HASH_FUNCTION);
	if (!cfg->flow_rules)
		features &= ~BIT(ENA_HW_FEAT_FLOW_STEERING);
	return features;
}

static int ena_sim_param_parse(const struct ena_sim_param *param,
			       const char *text, u32 *val)
{
	u32 num;

	if (kstrtou32(text, 0, &num) || num < param->lo || num > param->hi) {
		pr_err("ena_sim: %s=%s: want a number from %u to %u (0x%x)\n",
		       param->name, text, param->lo, param->hi, param->hi);
		return -EINVAL;
	}

	*val = num;
	return 0;
}

static int ena_sim_param_set(const char *text, const struct kernel_param *kp)
{
	struct ena_sim_param *param = kp->arg;

	return ena_sim_param_parse(param, text, &param->val);
}

static int ena_sim_param_get(char *buf, const struct kernel_param *kp)
{
	const struct ena_sim_param *param = kp->arg;

	return sysfs_emit(buf, "%u\n", param->val);
}

/* The names module_param_named() wants for the type "number" */
#define param_check_number(name, p) __param_check(name, p, struct ena_sim_param)

static const struct kernel_param_ops param_ops_number = {
	.set = ena_sim_param_set,
	.get = ena_sim_param_get,
};

#define ENA_SIM_PARAM(name, ...) \
	module_param_named(name, ena_sim_params[ENA_SIM_PARAM_##name], \
			   number, 0444); ENA_SIM_PARAM_DECLARED
#include "params.h"

#define ENA_SIM_PARAM(name, def, lo, hi, text) \
	MODULE_PARM_DESC(name, text " (default " #def ", " #lo " to " #hi \
			 ")"); ENA_SIM_PARAM_DECLARED
#include "params.h"

void ena_sim_config_defaults(struct ena_sim_config *cfg)
{
	u32 *val = (u32 *)cfg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ena_sim_params); i++)
		val[i] = ena_sim_params[i].val;
}

const char *ena_sim_config_param(const struct ena_sim_config *cfg,
				 unsigned int i, u32 *val)
{
	if (i >= ARRAY_SIZE(ena_sim_params))
		return NULL;

	*val = ((const u32 *)cfg)[i];
	return ena_sim_params[i].name;
}

static const struct ena_sim_param *ena_sim_param_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ena_sim_params); i++) {
		if (!strcmp(ena_sim_params[i].name, name))
			return &ena_sim_params[i];
	}

	return NULL;
}

/* One "key=value"; changed in place */
static int ena_sim_config_parse_one(struct ena_sim_config *cfg, char *word)
{
	char *val = strchr(word, '=');
	const struct ena_sim_param *param;

	if (!val) {
		pr_err("ena_sim: %s: want key=value\n", word);
		return -EINVAL;
	}

	*val++ = '\0';
	param = ena_sim_param_find(word);
	if (!param) {
		pr_err("ena_sim: %s: no such parameter\n", word);
		return -EINVAL;
	}

	return ena_sim_param_parse(param, val,
				   (u32 *)cfg + (param - ena_sim_params));
}

int ena_sim_config_parse(struct ena_sim_config *cfg, const char *text)
{
	char *copy, *rest, *word;
	int err = 0;

	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;

	rest = copy;
	while (!err && (word = strsep(&rest, " \t\n"))) {
		if (*word)
			err = ena_sim_config_parse_one(cfg, word);
	}

	kfree(copy);
	return err;
}

/* The PHC doorbell can be anywhere in BAR0 where no other register is */
static bool ena_sim_config_phc_ok(u32 off)
{
	if (!IS_ALIGNED(off, 4))
		return false;

	if (off < ENA_HW_REGS_FIXED_END)
		return off >= ENA_HW_REG_PHC_DB;

	if (off >= ENA_SIM_REG_SQ_DB(0) &&
	    off < ENA_SIM_REG_SQ_DB(ENA_SIM_MAX_SQS))
		return false;

	return off < ENA_SIM_REG_INTR(0) ||
	       off >= ENA_SIM_REG_INTR(ENA_SIM_MAX_CQS);
}

static bool ena_sim_config_device_ok(u32 id)
{
	return id == ENA_HW_DEV_ID_PF || id == ENA_HW_DEV_ID_PF_LLQ ||
	       id == ENA_HW_DEV_ID_VF || id == ENA_HW_DEV_ID_VF_LLQ ||
	       id == ENA_HW_DEV_ID_LEGACY;
}

int ena_sim_config_check(const struct ena_sim_config *cfg)
{
	if (!ena_sim_config_device_ok(cfg->device_id)) {
		pr_err("ena_sim: device_id=0x%x: want 0x0ec2, 0x1ec2, 0xec20, 0xec21 or 0x0051\n",
		       cfg->device_id);
		return -EINVAL;
	}

	if (cfg->rss_log2_min > cfg->rss_log2_max) {
		pr_err("ena_sim: rss_log2_min=%u: want at most rss_log2_max, %u\n",
		       cfg->rss_log2_min, cfg->rss_log2_max);
		return -EINVAL;
	}

	if (cfg->rss_sort & ~(BIT(1) | BIT(2))) {
		pr_err("ena_sim: rss_sort=%u: want 0, 2, 4 or 6\n", cfg->rss_sort);
		return -EINVAL;
	}

	if (cfg->llq_recommended & (cfg->llq_recommended - 1)) {
		pr_err("ena_sim: llq_recommended=%u: want 0, 1, 2 or 4\n",
		       cfg->llq_recommended);
		return -EINVAL;
	}

	if (!ena_sim_config_phc_ok(cfg->phc_doorbell)) {
		pr_err("ena_sim: phc_doorbell=0x%x: want a free word of BAR0: 0x100 to 0xffc, 0x1100 to 0x1ffc, 0x2400 to 0x3ffc\n",
		       cfg->phc_doorbell);
		return -EINVAL;
	}

	return 0;
}
