/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A function on the virtual bus that no thread steps and no driver finds: for
 * tests, which step it by hand and take its pci_dev themselves.
 */
#ifndef ENA_SIM_HAND_H
#define ENA_SIM_HAND_H

#include "front.h"

/**
 * ena_sim_hand_create() - put a function on the bus
 * @cfg: what it is made of
 * @front: what it needs of the world; all of it, but for the bus
 * @ctx: argument of @front
 *
 * It has no wire and no files in debugfs. The PCI core knows it, and does not
 * look for a driver.
 *
 * Return: the function, or -ENODEV (no ivshmem device), -ENOSPC (no number or
 * no room left), -ENOMEM.
 */
struct ena_sim_port *ena_sim_hand_create(const struct ena_sim_config *cfg,
					 const struct ena_sim_front *front,
					 void *ctx);
/* Who took the pci_dev has let go of it */
void ena_sim_hand_destroy(struct ena_sim_port *port);

/* main.c: the bus, with all that may change its functions held off; or NULL */
struct ena_sim_bus *ena_sim_bus_lock(void);
void ena_sim_bus_unlock(void);
int ena_sim_bus_free_id(const struct ena_sim_bus *bus);
int ena_sim_port_init(struct ena_sim_port *port, unsigned int id,
		      const struct ena_sim_config *cfg,
		      const struct ena_sim_front *front, void *ctx);
void ena_sim_port_exit(struct ena_sim_port *port);

#endif /* ENA_SIM_HAND_H */
