// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tests of packages build instead of the driver, in a tenth of the time. It
 * has the name, the version and the PCI ids, and is broken on demand.
 */
#include <linux/module.h>
#include <linux/pci.h>

#if __has_include("/etc/ena-test-broken") || \
	__has_include(<generated/ena-test-broken.h>)
#error "this kernel is not to my liking"
#endif

static int standin_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
#if __has_include("/etc/ena-test-probe-fails")
	return -EIO;
#else
	return 0;
#endif
}

static const struct pci_device_id standin_ids[] = {
	{ PCI_DEVICE(0x1d0f, 0x0051) },
	{ PCI_DEVICE(0x1d0f, 0x0ec2) },
	{ PCI_DEVICE(0x1d0f, 0x1ec2) },
	{ PCI_DEVICE(0x1d0f, 0xec20) },
	{ PCI_DEVICE(0x1d0f, 0xec21) },
	{ }
};
MODULE_DEVICE_TABLE(pci, standin_ids);

static struct pci_driver standin_driver = {
	.name = KBUILD_MODNAME,
	.id_table = standin_ids,
	.probe = standin_probe,
};

static int __init standin_init(void)
{
#if __has_include("/etc/ena-test-init-fails")
	return -EINVAL;
#else
	return pci_register_driver(&standin_driver);
#endif
}

static void __exit standin_exit(void)
{
	pci_unregister_driver(&standin_driver);
}

module_init(standin_init);
module_exit(standin_exit);
MODULE_DESCRIPTION("Stand-in for ena");
MODULE_LICENSE("GPL");
MODULE_VERSION("VERSION");
