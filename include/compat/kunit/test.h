/* SPDX-License-Identifier: GPL-2.0-only */
/* KUnit: what <kunit/test.h> has gained */
#ifndef ENA_COMPAT_KUNIT_TEST_H
#define ENA_COMPAT_KUNIT_TEST_H

#include <linux/version.h>
#include_next <kunit/test.h>

/* 6.2: comparison of memory */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#include <linux/string.h>

#define ENA_COMPAT_KUNIT_MEMEQ(check, test, left, right, size)		\
	check(test, memcmp(left, right, size), 0, "%s is\n%*ph, want\n%*ph", \
	      #left, (int)(size), left, (int)(size), right)

#define KUNIT_EXPECT_MEMEQ(test, left, right, size)			\
	ENA_COMPAT_KUNIT_MEMEQ(KUNIT_EXPECT_EQ_MSG, test, left, right, size)
#define KUNIT_ASSERT_MEMEQ(test, left, right, size)			\
	ENA_COMPAT_KUNIT_MEMEQ(KUNIT_ASSERT_EQ_MSG, test, left, right, size)
#define KUNIT_EXPECT_MEMNEQ(test, left, right, size)			\
	KUNIT_EXPECT_NE(test, memcmp(left, right, size), 0)
#endif

/* 6.5: a function to be called when the test ends */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
#include <linux/slab.h>

typedef void (kunit_action_t)(void *);

struct ena_compat_kunit_action {
	kunit_action_t *action;
	void *ctx;
};

static inline int ena_compat_kunit_action_init(struct kunit_resource *res,
					       void *ctx)
{
	res->data = kmemdup(ctx, sizeof(struct ena_compat_kunit_action),
			    GFP_KERNEL);
	return res->data ? 0 : -ENOMEM;
}

static inline void ena_compat_kunit_action_run(struct kunit_resource *res)
{
	struct ena_compat_kunit_action *call = res->data;

	call->action(call->ctx);
	kfree(call);
}

static inline int kunit_add_action(struct kunit *test, kunit_action_t *action,
				   void *ctx)
{
	struct ena_compat_kunit_action call = { .action = action, .ctx = ctx };

	return kunit_alloc_resource(test, ena_compat_kunit_action_init,
				    ena_compat_kunit_action_run, GFP_KERNEL,
				    &call) ? 0 : -ENOMEM;
}

static inline int kunit_add_action_or_reset(struct kunit *test,
					    kunit_action_t *action, void *ctx)
{
	int err = kunit_add_action(test, action, ctx);

	if (err)
		action(ctx);
	return err;
}
#endif

/* 6.11: rows of parameters with a member that describes them */
#ifndef KUNIT_ARRAY_PARAM_DESC
#define KUNIT_ARRAY_PARAM_DESC(name, array, desc_member)		\
	static void name##_get_desc(typeof(&(array)[0]) row, char *desc) \
	{								\
		strscpy(desc, row->desc_member, KUNIT_PARAM_DESC_SIZE);	\
	}								\
	KUNIT_ARRAY_PARAM(name, array, name##_get_desc)
#endif

#endif /* ENA_COMPAT_KUNIT_TEST_H */
