// SPDX-License-Identifier: GPL-2.0-only
/*
 * What suites of ena.ko use of ena_sim.ko; part of the test build only. The
 * model, and functions on the bus that are stepped by hand.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "hand.h"

/* With the bus locked */
static struct ena_sim_port *
ena_sim_hand_add(struct ena_sim_bus *bus, unsigned int id,
		 const struct ena_sim_config *cfg,
		 const struct ena_sim_front *front, void *ctx)
{
	struct ena_sim_port *port;
	int err;

	port = kvzalloc_obj(*port);
	if (!port)
		return ERR_PTR(-ENOMEM);

	port->bus = bus;
	err = ena_sim_port_init(port, id, cfg, front, ctx);
	if (err)
		goto free;

	WRITE_ONCE(bus->port[id], port);
	err = ena_sim_pci_add(port);
	if (err)
		goto forget;

	/* As when a driver is about to be bound */
	ena_sim_pci_follow(port);
	return port;

forget:
	WRITE_ONCE(bus->port[id], NULL);
	ena_sim_port_exit(port);
free:
	kvfree(port);
	return ERR_PTR(err);
}

struct ena_sim_port *ena_sim_hand_create(const struct ena_sim_config *cfg,
					 const struct ena_sim_front *front,
					 void *ctx)
{
	struct ena_sim_port *port = ERR_PTR(-ENODEV);
	struct ena_sim_bus *bus;
	int id;

	bus = ena_sim_bus_lock();
	if (!bus)
		goto unlock;

	id = ena_sim_bus_free_id(bus);
	if (id < 0)
		port = ERR_PTR(id);
	else
		port = ena_sim_hand_add(bus, id, cfg, front, ctx);
unlock:
	ena_sim_bus_unlock();
	return port;
}
EXPORT_SYMBOL_GPL(ena_sim_hand_create);

void ena_sim_hand_destroy(struct ena_sim_port *port)
{
	ena_sim_bus_lock();
	ena_sim_pci_del(port);
	WRITE_ONCE(port->bus->port[port->fn.id], NULL);
	ena_sim_pci_exit(port);
	ena_sim_bus_unlock();

	ena_sim_port_exit(port);
	kvfree(port);
}
EXPORT_SYMBOL_GPL(ena_sim_hand_destroy);

/* Defined elsewhere; in other builds nobody else needs them */
#define ENA_SIM_FOR_TESTS(symbol) EXPORT_SYMBOL_GPL(symbol)

/* The bus */
ENA_SIM_FOR_TESTS(ena_sim_pci_get);
ENA_SIM_FOR_TESTS(ena_sim_pci_is_master);
ENA_SIM_FOR_TESTS(ena_sim_pci_poll);
ENA_SIM_FOR_TESTS(ena_sim_pci_plug);
ENA_SIM_FOR_TESTS(ena_sim_pci_unplug);

/* The model */
ENA_SIM_FOR_TESTS(ena_sim_aenq_raise);
ENA_SIM_FOR_TESTS(ena_sim_config_check);
ENA_SIM_FOR_TESTS(ena_sim_config_defaults);
ENA_SIM_FOR_TESTS(ena_sim_config_parse);
ENA_SIM_FOR_TESTS(ena_sim_ctl_next_ns);
ENA_SIM_FOR_TESTS(ena_sim_ctl_poll);
ENA_SIM_FOR_TESTS(ena_sim_fn_destroy);
ENA_SIM_FOR_TESTS(ena_sim_fn_flr);
ENA_SIM_FOR_TESTS(ena_sim_fn_init);
ENA_SIM_FOR_TESTS(ena_sim_io_next_ns);
ENA_SIM_FOR_TESTS(ena_sim_io_poll);
ENA_SIM_FOR_TESTS(ena_sim_wire_rx);

/* Faults and the referee */
ENA_SIM_FOR_TESTS(ena_sim_breach_name);
ENA_SIM_FOR_TESTS(ena_sim_fault_arm);
ENA_SIM_FOR_TESTS(ena_sim_fault_clear_all);
ENA_SIM_FOR_TESTS(ena_sim_fault_name);
ENA_SIM_FOR_TESTS(ena_sim_referee_clear);
ENA_SIM_FOR_TESTS(ena_sim_referee_total);
