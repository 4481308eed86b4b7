/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a simulated function is made of: the list of parameters, from which
 * come the structure, the module's parameters (defaults of every function),
 * the keys of new_device (one function) and the table of docs/simulator.md.
 */
#ifndef ENA_SIM_CONFIG_H
#define ENA_SIM_CONFIG_H

#include <linux/types.h>

#define ENA_SIM_MAX_FUNCTIONS	8
#define ENA_SIM_MAX_PAIRS	32

/* After a declaration made from the list, whose lines bring no semicolon */
#define ENA_SIM_PARAM_DECLARED

struct ena_sim_config {
#define ENA_SIM_PARAM(name, ...) u32 name; ENA_SIM_PARAM_DECLARED
#include "params.h"
};

/* Features this model implements; config.features is masked with it */
u32 ena_sim_config_features(const struct ena_sim_config *cfg);

/* The module's parameters as a configuration */
void ena_sim_config_defaults(struct ena_sim_config *cfg);

/* The @i-th parameter's name and its value in @cfg; NULL: there is none */
const char *ena_sim_config_param(const struct ena_sim_config *cfg,
				 unsigned int i, u32 *val);

/*
 * Apply "key=value key=value ..." to @cfg. Logs the first key or value that
 * is wrong, with the range, and returns -EINVAL.
 */
int ena_sim_config_parse(struct ena_sim_config *cfg, const char *text);

/* Are the values possible together? Logs what is wrong and returns -EINVAL. */
int ena_sim_config_check(const struct ena_sim_config *cfg);

#endif /* ENA_SIM_CONFIG_H */
