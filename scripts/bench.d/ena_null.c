// SPDX-License-Identifier: GPL-2.0-only
/*
 * An interface without a device, to see what the stack costs by itself: what it
 * sends is freed with the next packet, and each write of "COUNT BYTES" to
 * ena_null/receive in debugfs has that many UDP packets received, each in a page
 * of its own.
 */
#include <linux/debugfs.h>
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/page_pool/helpers.h>

#define ENA_NULL_HEADROOM	(NET_SKB_PAD + NET_IP_ALIGN)
/* Who has sent the last packet may wait until it is free */
#define ENA_NULL_FREE_AFTER	msecs_to_jiffies(20)

struct ena_null_headers {
	struct ethhdr eth;
	struct iphdr ip;
	struct udphdr udp;
} __packed;

struct ena_null {
	struct napi_struct napi;
	struct page_pool *pool;
	struct sk_buff *sent;		/* the latest */
	struct delayed_work free_sent;
	struct ena_null_headers headers;
	atomic_t left;			/* packets to receive */
	unsigned int bytes;		/* of each */
};

static struct net_device *ena_null_netdev;
static struct dentry *ena_null_dir;

/* Frees the packet before: of this one the sender may still hold a reference, and to
 * drop another would not be what it costs to free it.
 */
static netdev_tx_t ena_null_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct ena_null *null = netdev_priv(netdev);

	dev_sw_netstats_tx_add(netdev, 1, skb->len);
	dev_consume_skb_any(xchg(&null->sent, skb));
	return NETDEV_TX_OK;
}

static void ena_null_free_sent(struct work_struct *work)
{
	struct ena_null *null = container_of(work, struct ena_null,
					     free_sent.work);

	consume_skb(xchg(&null->sent, NULL));
	schedule_delayed_work(&null->free_sent, ENA_NULL_FREE_AFTER);
}

static bool ena_null_receive(struct ena_null *null)
{
	unsigned int offset, size = PAGE_SIZE;
	struct sk_buff *skb;
	struct page *page;

	page = page_pool_dev_alloc(null->pool, &offset, &size);
	if (!page)
		return false;

	memcpy(page_address(page) + ENA_NULL_HEADROOM, &null->headers,
	       sizeof(null->headers));
	skb = napi_build_skb(page_address(page), PAGE_SIZE);
	if (!skb) {
		page_pool_put_full_page(null->pool, page, true);
		return false;
	}

	skb_mark_for_recycle(skb);
	skb_reserve(skb, ENA_NULL_HEADROOM);
	__skb_put(skb, null->bytes);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb->protocol = eth_type_trans(skb, ena_null_netdev);
	dev_sw_netstats_rx_add(ena_null_netdev, null->bytes);
	napi_gro_receive(&null->napi, skb);
	return true;
}

static int ena_null_poll(struct napi_struct *napi, int budget)
{
	struct ena_null *null = container_of(napi, struct ena_null, napi);
	int left = atomic_read(&null->left);
	int work = 0;

	while (work < min(left, budget) && ena_null_receive(null))
		work++;

	if (atomic_sub_return(work, &null->left))
		return budget;

	napi_complete_done(napi, work);
	return work;
}

static int ena_null_open(struct net_device *netdev)
{
	struct ena_null *null = netdev_priv(netdev);
	struct page_pool_params params = {
		.pool_size = 8192,	/* what a socket may hold of one run */
		.nid = NUMA_NO_NODE,
	};

	null->pool = page_pool_create(&params);
	if (IS_ERR(null->pool))
		return PTR_ERR(null->pool);

	napi_enable(&null->napi);
	netif_start_queue(netdev);
	schedule_delayed_work(&null->free_sent, ENA_NULL_FREE_AFTER);
	return 0;
}

static int ena_null_stop(struct net_device *netdev)
{
	struct ena_null *null = netdev_priv(netdev);

	netif_stop_queue(netdev);
	napi_disable(&null->napi);
	cancel_delayed_work_sync(&null->free_sent);
	consume_skb(xchg(&null->sent, NULL));
	page_pool_destroy(null->pool);
	return 0;
}

static const struct net_device_ops ena_null_ops = {
	.ndo_open = ena_null_open,
	.ndo_stop = ena_null_stop,
	.ndo_start_xmit = ena_null_xmit,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_set_mac_address = eth_mac_addr,
};

static void ena_null_make_headers(struct ena_null *null)
{
	struct ena_null_headers *h = &null->headers;

	memset(h, 0, sizeof(*h));
	ether_addr_copy(h->eth.h_dest, ena_null_netdev->dev_addr);
	h->eth.h_source[0] = 2;
	h->eth.h_proto = htons(ETH_P_IP);
	h->ip.version = 4;
	h->ip.ihl = 5;
	h->ip.tot_len = htons(null->bytes - ETH_HLEN);
	h->ip.ttl = 32;
	h->ip.protocol = IPPROTO_UDP;
	h->ip.saddr = htonl(0x0a000002);
	h->ip.daddr = htonl(0x0a000001);
	ip_send_check(&h->ip);
	h->udp.source = htons(9);
	h->udp.dest = htons(9);
	h->udp.len = htons(null->bytes - ETH_HLEN - sizeof(h->ip));
}

static ssize_t ena_null_write(struct file *file, const char __user *from,
			      size_t n, loff_t *pos)
{
	struct ena_null *null = netdev_priv(ena_null_netdev);
	unsigned int count, bytes;
	char text[32] = {};

	if (n >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, n))
		return -EFAULT;
	if (sscanf(text, "%u %u", &count, &bytes) != 2 ||
	    bytes < sizeof(null->headers) || bytes > ETH_FRAME_LEN)
		return -EINVAL;

	null->bytes = bytes;
	ena_null_make_headers(null);
	atomic_set(&null->left, count);
	local_bh_disable();
	napi_schedule(&null->napi);
	local_bh_enable();
	return n;
}

static const struct file_operations ena_null_fops = {
	.owner = THIS_MODULE,
	.write = ena_null_write,
};

static int __init ena_null_init(void)
{
	struct ena_null *null;
	int err;

	ena_null_netdev = alloc_etherdev(sizeof(*null));
	if (!ena_null_netdev)
		return -ENOMEM;

	null = netdev_priv(ena_null_netdev);
	ena_null_netdev->netdev_ops = &ena_null_ops;
	ena_null_netdev->tstats =
		netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!ena_null_netdev->tstats) {
		err = -ENOMEM;
		goto free_netdev;
	}

	eth_hw_addr_random(ena_null_netdev);
	netif_napi_add(ena_null_netdev, &null->napi, ena_null_poll);
	INIT_DELAYED_WORK(&null->free_sent, ena_null_free_sent);
	strscpy(ena_null_netdev->name, "null%d", IFNAMSIZ);
	err = register_netdev(ena_null_netdev);
	if (err)
		goto free_stats;

	ena_null_dir = debugfs_create_dir("ena_null", NULL);
	debugfs_create_file("receive", 0200, ena_null_dir, NULL,
			    &ena_null_fops);
	return 0;

free_stats:
	free_percpu(ena_null_netdev->tstats);
free_netdev:
	free_netdev(ena_null_netdev);
	return err;
}

static void __exit ena_null_exit(void)
{
	debugfs_remove_recursive(ena_null_dir);
	unregister_netdev(ena_null_netdev);
	free_percpu(ena_null_netdev->tstats);
	free_netdev(ena_null_netdev);
}

module_init(ena_null_init);
module_exit(ena_null_exit);
MODULE_DESCRIPTION("Interface without a device");
MODULE_LICENSE("GPL");
