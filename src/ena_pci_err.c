// SPDX-License-Identifier: GPL-2.0-only
/*
 * Errors of the bus, and resets of a function or slot by others: the device is
 * left alone from the first word of it to the last, and then started anew. Of a
 * recovery that is given up there is no last word, and the device is then tried
 * without.
 */
#include "ena_pci_err.h"
#include "ena_recover.h"

/* More than the core takes for a link and what is behind it */
#define ENA_PCI_ERR_PATIENCE_S	180

static pci_ers_result_t ena_pci_err_detected(struct pci_dev *pdev,
					     pci_channel_state_t state)
{
	struct ena_net *enet = pci_get_drvdata(pdev);

	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;

	ena_recover_suspend(enet, ENA_HW_RESET_GENERIC);
	ena_recover_resume_after(enet, ENA_PCI_ERR_PATIENCE_S);
	return state == pci_channel_io_perm_failure ?
	       PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t ena_pci_err_slot_reset(struct pci_dev *pdev)
{
	struct ena_net *enet = pci_get_drvdata(pdev);

	ena_dev_restore_config(enet->edev);
	/* It still runs if only another function wanted the reset of the bus */
	ena_dev_fail(enet->edev, ENA_HW_RESET_GENERIC);
	return PCI_ERS_RESULT_RECOVERED;
}

static void ena_pci_err_resume(struct pci_dev *pdev)
{
	struct ena_net *enet = pci_get_drvdata(pdev);

	if (!netif_device_present(enet->netdev))
		ena_recover_resume(enet);
}

static void ena_pci_err_reset_prepare(struct pci_dev *pdev)
{
	ena_recover_suspend(pci_get_drvdata(pdev), ENA_HW_RESET_GENERIC);
}

static void ena_pci_err_reset_done(struct pci_dev *pdev)
{
	ena_recover_resume(pci_get_drvdata(pdev));
}

const struct pci_error_handlers ena_pci_err_handlers = {
	.error_detected = ena_pci_err_detected,
	.slot_reset = ena_pci_err_slot_reset,
	.resume = ena_pci_err_resume,
	.reset_prepare = ena_pci_err_reset_prepare,
	.reset_done = ena_pci_err_reset_done,
};
